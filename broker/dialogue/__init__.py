"""A dialogue is a fold of its events: rounds, responses, the ledger of assumptions, what was understood."""

from broker.dialogue.changes import Change, NumberChange, RoundDiff
from broker.dialogue.folding import fold
from broker.dialogue.ledger import Entry, Voice
from broker.dialogue.meetings import Attachment, Meeting
from broker.dialogue.moves import Move, moves
from broker.dialogue.remembered import Remembered
from broker.dialogue.rounds import FITS, Response, Round, fit_of
from broker.dialogue.strands import MAIN, Reopening, Strand
from broker.dialogue.understanding import Comprehension
from broker.dialogue.whole import TITLE_LENGTH, Dialogue, DialogueSummary

__all__ = [
    "FITS",
    "MAIN",
    "TITLE_LENGTH",
    "Attachment",
    "Change",
    "Comprehension",
    "Dialogue",
    "DialogueSummary",
    "Entry",
    "Meeting",
    "Move",
    "NumberChange",
    "Remembered",
    "Reopening",
    "Response",
    "Round",
    "RoundDiff",
    "Strand",
    "Voice",
    "fit_of",
    "fold",
    "moves",
]
