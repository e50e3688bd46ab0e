"""Figures counted by hand in a dialogue small enough to count."""

from __future__ import annotations

import datetime as dt

import pytest

from broker.events import KINDS
from broker.facilitation import figures
from broker.facilitation.blocks import BLOCKS, PRINCIPLES
from tests.unit.offers import version
from tests.unit.test_dialogue import matched, stated, told

TODAY = dt.date(2026, 3, 2)  # the day of `told`, where event n is of minute n


def step(value="30 degC", **more):
    return {"round": 1, "entry": "r1-thresh", "about": "thresh", "value": value, "because": "It is so.", **more}


def said(**data):
    return {"round": 1, **data}


#: Ruth and three more users, Tom a producer, Mara a facilitator. Words are counted in the comments.
EVENTS = told(
    ("DialogueOpened", "Ruth", {"title": "Too hot?"}),  # 1
    ("NeedStated", "Ruth", stated(1, "30 degC")),  # 2: 5 words
    ("DatasetsMatched", "Ruth", matched(1, version())),  # 3
    ("ParticipantJoined", "Ruth", said(side="user")),  # 4
    ("ParticipantJoined", "Ann", said(side="user")),  # 5
    ("ParticipantJoined", "Eve", said(side="user")),  # 6
    ("ParticipantJoined", "Tom", said(side="producer")),  # 7
    ("ParticipantJoined", "Mara", said(side="facilitator")),  # 8
    ("QuestionAsked", "Ruth", said(text="How sure is it?", to="producer")),  # 9: 4 words
    ("QuestionAnswered", "Ann", said(question="e9", text="Not very.")),  # 10: 2 words, her own side
    ("QuestionAnswered", "Tom", said(question="e9", text="Fairly sure.")),  # 11: 2 words
    ("AssumptionContested", "Ann", step(stated_by="")),  # 12: 3 words
    ("AssumptionReplaced", "Tom", step(instead="27 degC", stated_by="Ruth")),  # 13: 3 words
    ("AssumptionAccepted", "Ann", step(value="27 degC")),  # 14: 3 words
    ("ObjectionRaised", "Eve", said(text="No.")),  # 15: 1 word
    (
        "StatementMade",
        "Mara",
        said(text="Old Ben says it was dry.", on_behalf_named="Old Ben"),
    ),  # 16: 6 words, his
    ("PromiseMade", "Tom", said(what="A map.", due="2026-02-01")),  # 17: 2 words
    ("PromiseMade", "Tom", said(what="A list.", due="2026-02-01")),  # 18: 2 words
    ("PromiseSettled", "Ruth", said(promise="e17", kept="late")),  # 19
    ("CostDeclared", "Ruth", said(what="hours", amount=3.0, unit="h")),  # 20
    ("CostDeclared", "Tom", said(what="hours", amount=1.0, unit="h")),  # 21
    ("CostDeclared", "Tom", said(what="money", amount=50.0, unit="KES")),  # 22
    ("NoteWritten", "Mara", said(text="Tom talks a lot.", sharing="private")),  # 23: no turn
    ("ProductBuilt", "Tom", {"round": 1, "product": "p1", "files": {}, "sentence": "About four."}),  # 24: not his words
    ("ComprehensionChecked", "Ruth", said(product="p1", correct=[True, False], questions=[], answers=[])),  # 25
    ("ComprehensionChecked", "Ruth", said(product="p1", correct=[True, True], questions=[], answers=[])),  # 26
    ("OutcomeReported", "Ruth", said(used="yes", outcome="Built.", evidence="none yet", claimed_at="2027-05-01")),  # 27
    ("BlockDismissed", "Mara", said(principle=5, because="All are here.")),  # 28: 3 words
    ("GroupsDescribed", "Ruth", said(groups=["Women"])),  # 29: no turn, as 30 and 31
    ("GroupsDescribed", "Ann", said(groups=["women", "herders"])),  # 30
    ("GroupsDescribed", "Eve", said(groups=["women"])),  # 31
)
FOUND = {figure.name: figure for figure in figures(EVENTS, TODAY)}


def test_voice_is_the_share_of_acts_and_of_words_with_the_number_of_people():
    acts = {2, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 24, 25, 26, 27, 28}
    users = FOUND["voice"].row(party="user")
    assert users.events == (2, 9, 10, 12, 14, 15, 19, 20, 25, 26, 27)
    words = 5 + 4 + 2 + 3 + 3 + 1 + 3  # the outcome: "Built." and "none yet"
    every = words + (2 + 3 + 2 + 2) + 6 + 3
    assert users.values == {
        "people": 3, "acts": 11, "share_of_acts": round(11 / len(acts), 4),
        "words": words, "share_of_words": round(words / every, 4),
    }  # fmt: skip
    assert FOUND["voice"].row(party="producer").values["words"] == 9
    assert FOUND["voice"].row(party="other").values["acts"] == 1  # Old Ben, in Mara's writing
    assert FOUND["voice"].row(party="facilitator").events == (28,)
    assert {n for row in FOUND["voice"].rows if "party" in row.of for n in row.events} == acts


def test_groups_are_told_with_their_people_and_nobody_is_told_alone():
    assert FOUND["voice"].row(group="Women").values["people"] == 3
    assert [row.of for row in FOUND["voice"].rows if "group" in row.of] == [{"group": "Women"}]  # Ann alone herds
    assert "herders" not in str([row.of for row in FOUND["voice"].rows])


def test_answer_time_is_from_the_question_to_the_first_reply_of_the_other_side():
    time = FOUND["answer time"]
    # e9 → e11, two minutes (Ann is of the same side); e12 → e13, one minute; e15 waits
    assert time.row(party="producer").values == {"median_hours": round(1.5 / 60, 2), "answered": 2}
    assert time.row(party="producer").events == (9, 11, 12, 13)
    assert time.row(party="unanswered").events == (15,)


def test_movement_says_in_whose_words_a_contested_assumption_was_settled():
    assert FOUND["movement"].row(settled_in="producers").values == {"assumptions": 1, "share": 1.0, "about": ["thresh"]}
    assert FOUND["movement"].row(settled_in="producers").events == (12, 13, 14)


@pytest.mark.parametrize(
    ("more", "settled_in"),
    [
        ([("AssumptionContested", "Ann", step("27 degC"))], "not settled"),
        ([("AssumptionReplaced", "Mara", step(instead="28 degC", stated_by="Tom"))], "third formulation"),
        ([("AssumptionReplaced", "Ruth", step(instead="26 degC", stated_by="Tom"))], "users"),
        ([("AssumptionReplaced", "Ruth", step(instead="30 degC", stated_by="Tom"))], "users"),
        ([("CompromiseReached", "Mara", said(about="r1-thresh", text="A.", gave_up=[]))], "third formulation"),
    ],
)
def test_what_stands_last_decides_whose_words_they_are(more, settled_in):
    entries = [(e.kind, e.by, e.data) for e in EVENTS] + more
    movement = next(f for f in figures(told(*entries), TODAY) if f.name == "movement")
    assert movement.row(settled_in=settled_in).values["assumptions"] == 1


def test_convergence_counts_open_mismatches_by_axis_at_the_end_of_each_round():
    rows = [row for row in FOUND["convergence"].rows if row.of["round"] == 1]
    assert [row.of["axis"] for row in rows] == ["time", "space", "metric"]
    assert all(row.events == (3,) and row.values["open"] == len(row.values["codes"]) for row in rows)


def test_promises_are_counted_by_who_promised_and_the_overdue_among_the_open():
    row = FOUND["promises"].row(party="producer")
    assert row.values == {"kept_in_time": 0, "kept_late": 1, "open": 1, "broken": 0, "overdue": 1}
    assert row.events == (17, 18, 19)


def test_burden_stands_beside_the_share_of_voice_and_units_stay_apart():
    rows = {(row.of["party"], row.of["unit"]): row for row in FOUND["burden"].rows}
    assert rows["user", "h"].values["share_of_cost"] == 0.75
    assert rows["producer", "h"].values["share_of_cost"] == 0.25
    assert rows["producer", "KES"].values == rows["producer", "h"].values | {"amount": 50.0, "share_of_cost": 1.0}
    assert rows["producer", "KES"].events == (22,)


def test_comprehension_is_of_the_first_try():
    assert FOUND["comprehension"].row(language="en").values == {"share_right": 0.5, "answers": 2, "people": 1}
    assert FOUND["comprehension"].row(language="en").events == (25,)


def test_use_and_outcome_have_their_days():
    steps = {row.of["step"]: row for row in FOUND["use and outcome"].rows}
    assert steps["delivered"].values == {"times": 1, "first": "2026-03-02", "latest": "2026-03-02"}
    assert steps["read"].events == (25, 26)
    assert steps["used in a decision"].values["first"] == "2027-05-01"
    assert steps["decided"].values == {"times": 0, "first": None, "latest": None}


def test_blocks_and_principles_count_their_evidence_and_say_what_was_dismissed_and_why():
    assert FOUND["building blocks"].row(block=1).events == (4, 5, 6, 7, 8)
    assert FOUND["building blocks"].row(block=6).values["evidence"] == 1
    dismissed = FOUND["principles"].row(principle=5)
    assert dismissed.values["not_relevant_because"] == "All are here."
    assert dismissed.values["evidence"] == 4  # three with groups, one on behalf of Old Ben
    assert FOUND["principles"].row(principle=4).events == (15,)


def test_rights_exercised_are_counted_by_topic():
    entries = [(e.kind, e.by, e.data) for e in EVENTS[:8]] + [
        ("RightsProposed", "Ruth", said(topic="definition", decides=["user"], side="user")),
        ("RightsAgreed", "Tom", said(rights="e9", side="producer")),
        ("NeedRevised", "Ruth", stated(2, "25 degC", by_rights={"definition": "inside"})),
        ("NeedRevised", "Tom", stated(3, "26 degC", by_rights={"definition": "against"}, against_because="Away.")),
    ]
    found = next(f for f in figures(told(*entries), TODAY) if f.name == "rights exercised")
    assert found.row(topic="definition").values == {"inside": 1, "consent": 0, "against": 1}
    assert found.row(topic="definition").events == (11, 12)


def test_every_figure_says_what_it_counts_and_which_events_its_numbers_come_from():
    numbers = {e.number for e in EVENTS}
    for figure in FOUND.values():
        assert len(figure.definition) > 50
        assert all(set(row.events) <= numbers for row in figure.rows)
    assert len(FOUND) == 12


@pytest.mark.parametrize("aim", [*BLOCKS, *PRINCIPLES], ids=lambda aim: aim.name)
def test_evidence_is_of_kinds_that_there_are(aim):
    assert {kind for part in aim.evidence for kind in part.kinds} <= set(KINDS)


def test_figures_survive_what_was_erased():
    kept = ("round", "side", "about", "entry", "product", "correct")
    bare = [(e.kind, "", {k: v for k, v in e.data.items() if k in kept}) for e in EVENTS if e.kind != "ProductBuilt"]
    assert figures(told(*bare), TODAY)
