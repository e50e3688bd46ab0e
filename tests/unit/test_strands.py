"""Strands, reopened rounds and erased needs, told from events."""

from __future__ import annotations

import pytest

from broker.command_line.dialogue_words import GONE, dialogue_words, moves_words
from broker.dialogue import fold, moves
from broker.dialogue.moves import Move, must_be_legal
from broker.errors import Conflict, InvalidResponse, UnknownRound
from broker.events import ALWAYS_CLEAR, KINDS
from tests.unit.offers import version
from tests.unit.test_dialogue import built, matched, stated, told

OPENED = (
    ("DialogueOpened", "Ruth", {"title": "Too hot?"}),
    ("NeedStated", "Ruth", stated(1, "30 degC")),
    ("DatasetsMatched", "Ruth", matched(1, version())),
    ("ProductBuilt", "Tom", built(1, 4.0)),
)
#: Round 2 tries 25 °C beside round 1, round 3 goes on in the main strand, round 4 is what both become.
BRANCHED = (
    *OPENED,
    ("StrandOpened", "Tom", {"strand": "s2", "round": 2, "from_round": 1, "title": "The vet's", "because": "Ask her."}),
    ("NeedRevised", "Tom", stated(2, "25 degC", strand="s2", follows=[1], because="Ask her.")),
    ("RoundClosed", "Ruth", {"round": 1, "strand": "main"}),
    ("NeedRevised", "Ruth", stated(3, "28 degC", strand="main", follows=[1], because="A book.")),
)
REJOINED = (
    *BRANCHED,
    ("RoundClosed", "Mara", {"round": 2, "strand": "s2"}),
    ("RoundClosed", "Mara", {"round": 3, "strand": "main"}),
    (
        "StrandsRejoined", "Mara",
        {"strands": ["s2", "main"], "into": "main", "round": 4, "decision": "The vet's.", "dissent": "Ruth doubts."},
    ),
    ("NeedRevised", "Mara", stated(4, "25 degC", strand="main", follows=[2, 3], because="The vet's.")),
)  # fmt: skip


def without(events, person):
    """Return events as they are read when somebody's words are gone."""
    for event in events:
        if event.by == person:
            clear = {*ALWAYS_CLEAR, *KINDS[event.kind].clear}
            data = {name: value for name, value in event.data.items() if name in clear}
            event = type(event)(**{**vars(event), "by": "", "data": data})
        yield event


def test_a_plain_dialogue_has_one_strand_and_each_round_follows_the_one_before():
    dialogue = fold(told(*OPENED, ("RoundClosed", "Ruth", {"round": 1}), ("NeedRevised", "Ruth", stated(2, "25 degC"))))
    assert [s.id for s in dialogue.strands] == ["main"]
    assert [(r.strand, r.follows) for r in dialogue.rounds] == [("main", ()), ("main", (1,))]


def test_a_branch_runs_beside_its_origin_and_numbers_stay_unique():
    dialogue = fold(told(*BRANCHED))
    assert [(r.number, r.strand, r.follows, r.is_open) for r in dialogue.rounds] == [
        (1, "main", (), False), (2, "s2", (1,), True), (3, "main", (1,), True),
    ]  # fmt: skip
    assert (dialogue.round.number, dialogue.head("s2").number, dialogue.next_number) == (3, 2, 4)
    assert dialogue.strand("the VET's").id == "s2"
    with pytest.raises(UnknownRound, match="s2 \\(The vet's\\)"):
        dialogue.strand("s3")


def test_a_decision_ends_one_strand_and_keeps_what_was_said_against_it():
    dialogue = fold(told(*REJOINED))
    ended = dialogue.strand("s2")
    assert (ended.rejoined_in, ended.decision, ended.dissent) == (4, "The vet's.", "Ruth doubts.")
    assert (dialogue.round.number, dialogue.round.follows) == (4, (2, 3))
    assert "goes on within round 4" in dialogue_words(dialogue)
    with pytest.raises(Conflict, match="goes on within round 4"):
        must_be_legal(dialogue, "revise", dialogue.round_number(2))


def test_a_value_keeps_its_voices_from_whichever_strand_it_comes():
    said = {"round": 2, "entry": "r2-thresh", "about": "thresh", "value": "25 degC"}
    accepted = ("AssumptionAccepted", "Mara", said)
    swapped = [*BRANCHED, accepted, *REJOINED[len(BRANCHED) : -1]]
    rejoined = ("NeedRevised", "Mara", stated(4, "25 degC", strand="main", follows=[3, 2]))
    thresh = next(e for e in fold(told(*swapped, rejoined)).round.ledger if e.about == "thresh")
    assert (thresh.earlier, [v.by for v in thresh.accepted]) == ("r2-thresh", ["Mara"])


def test_a_round_is_taken_up_again_with_its_strand():
    dialogue = fold(told(*REJOINED, ("RoundReopened", "Ruth", {"round": 2, "because": "I was not there."})))
    assert dialogue.round_number(2).is_open
    assert dialogue.strand("s2").rejoined_in == 0
    assert Move("revise", 2) in moves(dialogue)
    assert dialogue.round.number == 4


def test_a_dialogue_goes_on_with_the_rounds_that_its_end_had_closed():
    events = told(*BRANCHED, ("RoundClosed", "Mara", {"round": 2}), ("RoundClosed", "Mara", {"round": 3}),
                  ("DialogueClosed", "Mara", {"because": "Decided."}))  # fmt: skip
    at_once = [*events[:-3], *(type(e)(**{**vars(e), "at": events[-1].at}) for e in events[-3:])]
    closed = fold(at_once)
    assert closed.closed_with == (2, 3)
    assert moves(closed) == (Move("reopen"),)
    again = told(*[("DialogueReopened", "Ruth", {"because": "A new model."})])[0]
    again = type(again)(**{**vars(again), "sequence": closed.version + 1, "number": closed.version + 1})
    assert fold([*at_once, again]).is_open


def test_a_refusal_says_what_to_do_instead():
    dialogue = fold(told(*BRANCHED))
    with pytest.raises(Conflict, match="revise that, or branch from round 1"):
        must_be_legal(dialogue, "revise", dialogue.round_number(1))
    with pytest.raises(Conflict, match="round 2 followed it"):
        must_be_legal(dialogue, "build", dialogue.round_number(1))
    with pytest.raises(Conflict, match="it is open"):
        must_be_legal(dialogue, "reopen", dialogue.round_number(2))
    with pytest.raises(Conflict, match="Branch first"):
        must_be_legal(fold(told(*OPENED)), "rejoin")
    with pytest.raises(Conflict, match="--round N"):
        must_be_legal(dialogue, "reopen")


@pytest.mark.parametrize("person", ["Ruth", "Tom", "Mara"])
def test_a_dialogue_is_told_without_the_words_of_somebody_who_was_erased(person):
    dialogue = fold(without(told(*REJOINED), person))
    assert [r.number for r in dialogue.rounds] == [1, 2, 3, 4]
    shown = dialogue_words(dialogue)
    assert GONE in shown
    gone = [r for r in dialogue.rounds if r.is_erased]
    assert {r.number for r in gone} == {"Ruth": {1, 3}, "Tom": {2}, "Mara": {4}}[person]
    for one in gone:
        assert (one.statement, one.ledger) == ("", ())
        with pytest.raises(InvalidResponse, match="was erased"):
            _ = one.need
    assert dialogue.to_json()["rounds"][gone[0].number - 1]["is_erased"]
    assert moves_words(moves(dialogue))
