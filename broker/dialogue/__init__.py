"""A dialogue is a fold of its events: rounds, responses, the ledger of assumptions, what was understood."""

from broker.dialogue.changes import Change, NumberChange, RoundDiff
from broker.dialogue.folding import fold
from broker.dialogue.ledger import Entry, Voice
from broker.dialogue.rounds import FITS, Response, Round, fit_of
from broker.dialogue.understanding import Comprehension
from broker.dialogue.whole import TITLE_LENGTH, Dialogue, DialogueSummary

__all__ = [
    "FITS",
    "TITLE_LENGTH",
    "Change",
    "Comprehension",
    "Dialogue",
    "DialogueSummary",
    "Entry",
    "NumberChange",
    "Response",
    "Round",
    "RoundDiff",
    "Voice",
    "fit_of",
    "fold",
]
