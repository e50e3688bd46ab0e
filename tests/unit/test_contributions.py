"""What people say to each other: the table is whole, what is given is checked, and what follows from it is right."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from broker.dialogue import fold
from broker.dialogue.contributions import FORMS
from broker.dialogue.contributions.checking import checked
from broker.dialogue.contributions.parties import costs, evaluation, expectations, gaps
from broker.dialogue.contributions.reference import page
from broker.dialogue.contributions.table import BY_WORD, SHARED
from broker.dialogue.rights import proposed_rights
from broker.dialogue.waiting import duties, queue_of, waiting_for
from broker.errors import InvalidResponse
from broker.events import ALWAYS_CLEAR, KINDS
from tests.unit.test_dialogue import stated, told

OPENED = (("DialogueOpened", "Ruth", {"title": "Too hot?"}), ("NeedStated", "Ruth", stated(1, "30 degC")))
TODAY = dt.date(2026, 3, 2)  # the day of `told`


def dialogue(*entries):
    """Fold what is said after an opening: the first entry is e3."""
    return fold(told(*OPENED, *((kind, by, {"round": 1, **data}) for kind, by, data in entries)))


def joined(*sides):
    return tuple(("ParticipantJoined", by, {"side": side}) for by, side in sides)


def test_the_page_of_kinds_is_the_table():
    written = Path(__file__).parents[2] / "broker" / "dialogue" / "contributions.md"
    assert written.read_text(encoding="utf-8") == page()


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.kind)
def test_the_log_keeps_clear_what_the_table_says_is_clear_and_no_more(form):
    assert set(KINDS[form.kind].clear) == set(form.clear)
    assert {name for one in SHARED for name in one.clear} <= set(ALWAYS_CLEAR)


def test_a_field_that_is_missing_or_strange_or_makes_no_sense_is_refused_with_what_it_takes():
    now = dialogue(*joined(("Ruth", "user"), ("Tom", "producer")))
    for word, given, found in (
        ("question", {}, "--text"),
        ("statement", {"text": "A.", "due": "2027-01-01"}, "due"),
        ("promise", {"what": "A.", "due": "soon"}, "2027-04-30"),
        ("answer", {"question": "e1", "text": "A."}, "There is none yet"),
        ("statement", {"text": "A.", "about": "snow"}, "r1-thresh"),
        ("disagreement", {"text": "A.", "positions": ["Ruth=25 °C"]}, "two to disagree"),
        ("disagreement", {"text": "A.", "positions": ["25 °C"]}, "Write who and what"),
        ("dismiss", {"because": "A.", "block": 7}, "from 1 to 6"),
        ("dismiss", {"because": "A."}, "not one thing"),
        ("cost", {"what": "money", "amount": 3}, "currency"),
        ("cost", {"what": "hours", "amount": 3, "unit": "KES"}, "hours"),
        ("cost", {"what": "hours", "amount": -1}, "not below zero"),
        ("evaluation", {"answers": "heard=very"}, "yes, partly, no"),
        ("propose-rights", {"topic": "data", "decides": "Nobody"}, "Nobody"),
    ):
        with pytest.raises(InvalidResponse, match=found):
            checked(BY_WORD[word], given, now)


def test_people_of_the_dialogue_are_kept_by_what_stands_for_them_and_others_by_name():
    now = dialogue(*joined(("Fenn, Ruth", "user"), ("Tom", "producer")))
    assert checked(BY_WORD["promise"], {"text": "A.", "who": "tom"}, now)["who"] == "p-Tom"
    assert checked(BY_WORD["promise"], {"text": "A.", "who": "producer"}, now)["who"] == "producer"
    assert checked(BY_WORD["promise"], {"text": "A.", "who": "Achieng"}, now)["who_named"] == "Achieng"
    held = checked(BY_WORD["propose-rights"], {"topic": "data", "decides": "Fenn, Ruth, producer"}, now)
    assert held["decides"] == ["p-Fenn, Ruth", "producer"]
    said = checked(
        BY_WORD["disagreement"], {"text": "A.", "positions": ["Tom=30", {"by": "user", "position": "25"}]}, now
    )
    assert said["positions"] == [{"by": "p-Tom", "position": "30"}, {"by": "user", "position": "25"}]


def test_a_step_of_the_translation_may_be_named_by_what_it_is_about():
    assert checked(BY_WORD["objection"], {"text": "A.", "about": "thresh"}, dialogue())["about"] == "r1-thresh"
    assert checked(BY_WORD["objection"], {"text": "A.", "about": "e2"}, dialogue())["about"] == "e2"


def test_a_question_is_open_until_somebody_answers_and_keeps_every_answer():
    asked = ("QuestionAsked", "Ruth", {"text": "How sure?", "to": "producer"})
    answer = ("QuestionAnswered", "Tom", {"question": "e3", "text": "Fairly."})
    assert dialogue(asked).questions[0].is_open
    found = dialogue(asked, answer, ("QuestionAnswered", "Ann", {"question": "e3", "text": "Hardly."})).questions[0]
    assert [a.by for a in found.answers] == ["Tom", "Ann"]


@pytest.mark.parametrize(("how", "stands"), [(None, True), ("met", False), ("withdrawn", False), ("overruled", True)])
def test_an_objection_stands_until_it_is_met_or_withdrawn_and_overruled_it_stays(how, stands):
    settled = [("ObjectionSettled", "Ruth", {"objection": "e3", "how": how})] if how else []
    found = dialogue(("ObjectionRaised", "Ruth", {"text": "No."}), *settled).objections[0]
    assert (found.status, found.stands) == (how or "open", stands)


def test_a_decision_does_not_end_a_disagreement_and_a_compromise_does_with_what_remains():
    disagreed = ("DisagreementRecorded", "Mara", {"text": "Which heat?", "positions": [
        {"by": "Ruth", "position": "25"}, {"by": "Tom", "position": "30"}]})  # fmt: skip
    decided = ("DecisionTaken", "Ruth", {"decision": "25", "status": "taken", "about": "e3"})
    met = ("CompromiseReached", "Mara", {"settles": ["e3"], "gave_up": [], "text": "27", "dissent": "Tom: too low."})
    found = [dialogue(disagreed, *more).disagreements[0] for more in ((), (decided,), (decided, met))]
    assert [d.status for d in found] == ["open", "decided", "compromise"]
    assert [d.stands for d in found] == [True, True, False]
    assert found[0].positions == (("Ruth", "25"), ("Tom", "30"))
    assert dialogue(disagreed, met).compromises[0].dissent == "Tom: too low."


@pytest.mark.parametrize(
    ("due", "kept", "status"),
    [
        (None, None, "open"), ("2026-03-20", None, "open"), ("2026-03-09", None, "due"), ("2026-03-02", None, "due"),
        ("2026-03-01", None, "overdue"), ("2026-03-01", "yes", "kept"), ("2026-03-01", "late", "late"),
        ("2026-03-20", "no", "broken"),
    ],
)  # fmt: skip
def test_a_promise_is_open_due_overdue_kept_late_or_broken(due, kept, status):
    settled = [("PromiseSettled", "Ruth", {"promise": "e3", "kept": kept})] if kept else []
    found = dialogue(("PromiseMade", "Tom", {"what": "A.", **({"due": due} if due else {})}), *settled).promises[0]
    assert (found.who, found.status(TODAY)) == ("p-Tom", status)


def test_a_decision_is_superseded_by_one_that_was_taken_and_not_by_a_proposal():
    first = ("DecisionTaken", "Ruth", {"decision": "Yard.", "status": "taken"})
    other = ("DecisionTaken", "Ruth", {"decision": "Trees.", "status": "proposed", "supersedes": "e3"})
    assert dialogue(first, other).decisions[0].status == "taken"
    taken = (*other[:2], other[2] | {"status": "taken"})
    assert [d.status for d in dialogue(first, taken).decisions] == ["superseded", "taken"]


def test_costs_of_two_currencies_are_never_added():
    spent = [("hours", 2.0, "h"), ("hours", 3.5, "h"), ("money", 100.0, "KES"), ("money", 5.0, "EUR")]
    said = dialogue(*(("CostDeclared", "Ruth", {"what": w, "amount": a, "unit": u}) for w, a, u in spent))
    totals = {(t.what, t.unit): (t.amount, t.declared) for t in costs(said.contributions)}
    assert totals == {
        ("hours", "h"): (5.5, ("e3", "e4")), ("money", "KES"): (100.0, ("e5",)), ("money", "EUR"): (5.0, ("e6",)),
    }  # fmt: skip


def test_two_sides_answer_in_two_columns_and_the_latest_answer_of_each_counts():
    said = dialogue(
        *joined(("Ruth", "user"), ("Tom", "producer")),
        ("RoundEvaluated", "Ruth", {"answers": {"heard": "no", "useful": "yes"}}),
        ("RoundEvaluated", "Tom", {"answers": {"heard": "yes"}}),
        ("RoundEvaluated", "Ruth", {"answers": {"heard": "partly"}}),
    )
    found = evaluation(said.contributions, {p.person: p.side for p in said.participants})
    assert [a.question for a in found] == ["heard"]
    columns = found[0].columns
    assert columns["user"] == {"yes": (), "partly": ("e7",), "no": ()}
    assert columns["producer"] == {"yes": ("e6",), "partly": (), "no": ()}


def test_expectations_that_were_not_met_or_never_looked_at_are_gaps():
    said = dialogue(
        ("ExpectationStated", "Ruth", {"of": "user", "way": "expects", "text": "Numbers by May."}),
        ("ExpectationStated", "Tom", {"of": "producer", "way": "offers", "text": "Numbers by June."}),
        ("ExpectationReviewed", "Ruth", {"expectation": "e3", "met": "partly"}),
    )
    stated_ = expectations(said.contributions)
    assert [e.stated.id for e in gaps(stated_, is_open=True)] == ["e3"]
    assert [e.stated.id for e in gaps(stated_, is_open=False)] == ["e3", "e4"]


def test_rights_hold_when_both_sides_have_spoken_and_the_latest_agreement_counts():
    proposed = ("RightsProposed", "Ruth", {"topic": "definition", "decides": ["user"], "side": "user"})
    agreed = ("RightsAgreed", "Tom", {"rights": "e3", "side": "producer"})
    assert dialogue(proposed).rights == {}
    held = dialogue(proposed, agreed)
    assert held.rights["definition"].of("decides") == ("user",)
    of_facilitator = ("RightsProposed", "Mara", {"topic": "definition", "decides": ["producer"], "side": "facilitator"})
    both = dialogue(proposed, agreed, of_facilitator, ("RightsAgreed", "Tom", {"rights": "e5", "side": "producer"}))
    assert both.rights["definition"].proposed.id == "e3"
    assert proposed_rights(both.contributions)[1].waits_for == ("user",)


def test_what_was_erased_is_passed_over_and_what_is_left_still_tells():
    said = dialogue(
        ("PromiseMade", "", {"due": "2026-03-01"}), ("DisagreementRecorded", "", {}), ("RoundEvaluated", "", {}),
        ("CostDeclared", "", {}), ("ParticipantJoined", "", {"side": "user"}), ("CompromiseReached", "", {}),
    )  # fmt: skip
    assert said.promises[0].made.text == ""
    assert said.disagreements[0].positions == ()
    assert costs(said.contributions) == ()
    assert len(duties(said, TODAY)) == 2
    assert said.to_json()["contributions"]


def test_what_waits_for_somebody_is_theirs_by_name_or_side_and_the_most_urgent_is_first():
    said = dialogue(
        *joined(("Ruth", "user"), ("Tom", "producer"), ("Mara", "facilitator")),
        ("QuestionAsked", "Ruth", {"text": "How sure?", "to": "producer"}),
        ("QuestionAsked", "Tom", {"text": "Which field?", "to": "Ruth"}),
        ("PromiseMade", "Tom", {"what": "The station.", "due": "2026-03-03"}),
        ("RightsProposed", "Ruth", {"topic": "data", "decides": ["user"], "side": "user"}),
        ("FollowUpSet", "Mara", {"due": "2026-04-01"}),
        ("ObjectionRaised", "Ruth", {"text": "No."}),
    )
    toms = waiting_for(said, {"p-Tom", "Tom"}, "producer", TODAY)
    assert [(d.kind, d.events) for d in toms] == [("promise", ("e8",)), ("question", ("e6",)), ("rights", ("e9",))]
    assert [d.kind for d in waiting_for(said, {"p-Ruth", "Ruth"}, "user", TODAY)] == ["question", "follow-up"]
    assert [d.kind for d in queue_of(said, TODAY)] == ["question", "question", "rights", "objection"]
    later = queue_of(said, TODAY + dt.timedelta(days=31))
    assert [d.kind for d in later][:2] == ["promise", "question"]
    assert {"stalled", "follow-up"} <= {d.kind for d in later}
    assert all(d.is_overdue(TODAY + dt.timedelta(days=31)) for d in later)
