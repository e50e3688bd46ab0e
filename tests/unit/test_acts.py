"""What people did in a dialogue: parties, axes, kinds, words."""

from __future__ import annotations

import datetime as dt

from broker.dialogue.acts import KINDS, MARKS, acts_of, matching
from tests.app.fake_broker import told_event

FARMER, SCIENTIST = "Ruth Fenn", "Tomás Adeyemi"


def acts(*said):
    opened = ("DialogueOpened", FARMER, {"title": "Cows"})
    return acts_of(told_event("d1", n, *one) for n, one in enumerate((opened, *said), 1))


def test_who_opened_a_dialogue_is_of_the_users_and_who_joined_is_of_the_side_they_named():
    asked = ("NeedStated", FARMER, {"round": 1, "need": {"statement": "How hot?"}})
    joined = ("ParticipantJoined", SCIENTIST, {"side": "producer"})
    said = ("StatementMade", SCIENTIST, {"round": 1, "text": "Read the change."})
    assert [a.party for a in acts(asked, joined, said)] == ["user", "producer", "producer"]


def test_a_persona_who_has_not_joined_is_of_the_side_of_their_calling():
    said = [("StatementMade", name, {"text": "x"}) for name in ("Mara, facilitator", "Ada, climate scientist", "Bo")]
    assert [a.party for a in acts(*said)] == ["facilitator", "producer", "other"]


def test_somebody_entered_by_another_is_of_the_side_that_was_entered():
    joined = ("ParticipantJoined", FARMER, {"side": "other", "person_named": "Otieno"})
    said = ("StatementMade", "Otieno", {"text": "x"})
    found = acts(joined, said)
    assert [a.party for a in found] == ["user", "other"]


def test_what_is_written_down_for_somebody_is_theirs_and_of_their_party():
    joined = ("ParticipantJoined", "Mara, facilitator", {"side": "producer", "person_named": "Akinyi"})
    for_her = ("StatementMade", "Mara, facilitator", {"text": "x", "on_behalf_named": "Akinyi"})
    for_a_stranger = ("StatementMade", "Mara, facilitator", {"text": "x", "on_behalf_named": "Jonas, farmer"})
    _, hers, his = acts(joined, for_her, for_a_stranger)
    assert (hers.by, hers.party, hers.recorded_by) == ("Akinyi", "producer", "Mara, facilitator")
    assert (his.by, his.party) == ("Jonas, farmer", "user")


def test_an_act_is_about_the_axes_that_it_answers_or_names():
    fits = ("ResponseGiven", FARMER, {"round": 1, "text": "", "fits": {"time": "no", "metric": "yes"}})
    step = ("AssumptionContested", FARMER, {"round": 1, "entry": "r1-season", "about": "season", "because": "x"})
    limit = ("AssumptionContested", FARMER, {"round": 1, "entry": "r1-thresh", "about": "thresh", "because": "x"})
    axis = ("QuestionAsked", FARMER, {"round": 1, "text": "Where?", "about": "space"})
    event = ("QuestionAsked", FARMER, {"round": 1, "text": "Why?", "about": "e2"})
    assert [a.axes for a in acts(fits, step, limit, axis, event)] == [
        ("time", "metric"), ("time",), ("metric",), ("space",), (),
    ]  # fmt: skip


def test_acts_are_chosen_by_party_axis_and_kind_and_no_choice_is_all():
    found = acts(
        ("QuestionAsked", FARMER, {"text": "Where?", "about": "space"}),
        ("StatementMade", "Ada, scientist", {"text": "There."}),
    )
    assert matching(found) == found
    assert [a.kind for a in matching(found, parties=["producer"])] == ["StatementMade"]
    assert [a.kind for a in matching(found, axes=["space"])] == ["QuestionAsked"]
    assert [a.kind for a in matching(found, marks=["said", "promise"])] == ["StatementMade"]
    assert matching(found, parties=["producer"], axes=["space"]) == ()


def test_a_promise_knows_its_day_and_a_word_that_is_gone_is_said_to_be_withheld():
    promise, gone = acts(
        ("PromiseMade", FARMER, {"what": "measure", "due": "2027-04-30"}), ("PromiseMade", FARMER, {"due": "soon"})
    )
    assert (promise.due, promise.words) == (dt.date(2027, 4, 30), "measure")
    assert gone.due is None
    event = told_event("d1", 3, "StatementMade", "", {"round": 1})
    event.withheld = ("text",)
    assert acts_of([event])[0].is_withheld


def test_every_kind_that_people_read_has_a_mark():
    assert {mark for mark, _ in KINDS.values()} == set(MARKS)
