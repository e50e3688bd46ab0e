"""Looking back: few are never told apart, a reminder waits until somebody acts, and days go into any calendar."""

from __future__ import annotations

import datetime as dt

import pytest

from broker.dialogue import fold
from broker.dialogue.matters import Duty
from broker.dialogue.notes import without_notes
from broker.dialogue.waiting import duties, queue_of, waiting_for
from broker.exports.calendar_file import LONGEST_LINE, calendar
from broker.facilitation import Told, figures, surveys
from broker.facilitation.surveys import END, questions_of
from tests.unit.offers import version
from tests.unit.test_dialogue import matched, stated, told

TODAY = dt.date(2026, 3, 2)  # the day of `told`
PEOPLE = (
    ("Ruth", "user"),
    ("Ann", "user"),
    ("Eve", "user"),
    ("Joy", "user"),
    ("Tom", "producer"),
    ("Mara", "facilitator"),
)


def events(*said):
    joined = [("ParticipantJoined", name, {"round": 1, "side": side}) for name, side in PEOPLE]
    opened = ("DialogueOpened", "Ruth", {"title": "Too hot?"})
    asked = ("NeedStated", "Ruth", stated(1, "30 degC"))
    return told(opened, asked, ("DatasetsMatched", "Ruth", matched(1, version())), *joined,
                *((kind, by, {"round": 1, **data}) for kind, by, data in said))  # fmt: skip


def rated(by, shown="sums", text="", survey="round", **answers):
    return ("RoundEvaluated", by, {"survey": survey, "shown": shown, "answers": answers, "text": text})


def rows(*said):
    (one,) = surveys(Told.of(events(*said)))
    return {column.side: column for column in one.columns}


def test_two_who_gave_no_name_are_in_no_sum_and_a_third_brings_all_three_in():
    two = rows(rated("Ruth", heard="no"), rated("Ann", heard="yes"))["user"]
    assert (two.counts, two.people, two.waiting) == ({}, 0, 2)
    three = rows(rated("Ruth", heard="no", text="Slower."), rated("Ann", heard="yes"), rated("Eve", heard="no"))["user"]
    assert three.counts == {"heard": {"yes": 1, "partly": 0, "no": 2}}
    assert (three.people, three.waiting, three.comments, three.named) == (3, 0, ("Slower.",), ())


def test_a_sum_grows_by_three_at_a_time_and_a_question_that_two_answered_stays_untold():
    said = [rated("Ruth", heard="no", fair="no"), rated("Ann", heard="no"), rated("Eve", heard="no", fair="yes")]
    assert rows(*said)["user"].counts == rows(*said, rated("Joy", heard="yes"))["user"].counts
    assert rows(*said, rated("Joy", heard="yes"))["user"].waiting == 1
    assert "fair" not in rows(*said)["user"].counts


def test_who_answers_anew_changes_no_sum_until_three_do_and_who_gives_a_name_then_is_counted_once():
    said = [rated("Ruth", heard="no"), rated("Ann", heard="no"), rated("Eve", heard="no")]
    before = rows(*said)["user"].counts
    anew = rows(*said, rated("Ruth", heard="yes"))["user"]
    assert (anew.counts, anew.people, anew.waiting) == (before, 3, 1)
    named = rows(*said, rated("Ruth", "named", heard="yes"))["user"]
    assert (named.counts, named.people, [one.name for one in named.named]) == (before, 3, ["Ruth"])
    three = rows(*said, *(rated(who, heard="yes") for who in ("Ruth", "Ann", "Joy")))["user"]
    assert three.counts == {"heard": {"yes": 3, "partly": 0, "no": 1}}
    two_named = [rated("Ruth", "named", heard="yes"), rated("Ann", "named", heard="yes"), rated("Eve", heard="partly")]
    assert rows(*said, *two_named)["user"].counts == before  # else the sum would be what Eve says, alone


def test_the_latest_answer_of_a_person_counts_and_sides_stay_apart():
    again = rows(
        rated("Ruth", "named", heard="no"), rated("Ruth", "named", heard="yes"), rated("Tom", "named", heard="no")
    )
    assert again["user"].counts == {"heard": {"yes": 1, "partly": 0, "no": 0}}
    assert again["producer"].counts == {"heard": {"yes": 0, "partly": 0, "no": 1}}
    assert [one.name for one in again["user"].named] == ["Ruth"]


def test_a_show_of_hands_is_counted_beside_what_people_answered():
    hands = (
        "HandsCounted",
        "Mara",
        {"survey": "round", "side": "user", "counts": {"heard": {"yes": 9, "partly": 2, "no": 1}}},
    )
    found = rows(hands, rated("Ruth", "named", heard="no"))["user"]
    assert (found.counts["heard"], found.people) == ({"yes": 9, "partly": 2, "no": 2}, 13)


def test_rounds_come_before_the_end_and_the_end_asks_more():
    found = surveys(
        Told.of(events(rated("Ruth", "named", survey="end", trust="yes"), rated("Ruth", "named", heard="yes")))
    )
    assert [one.of for one in found] == [1, END]
    assert set(questions_of(1)) < set(questions_of(END))
    (figure,) = [f for f in figures(events(rated("Ruth", "named", heard="yes")), TODAY) if f.name == "evaluation"]
    assert figure.row(survey=1, party="user", question="heard").values == {"yes": 1, "partly": 0, "no": 0, "people": 1}


def test_nobody_else_reads_an_answer_without_a_name_but_everybody_knows_who_need_not_be_asked_again():
    said = events(("SurveyAsked", "Mara", {"survey": "round"}), rated("Ruth", heard="no", text="Slower."))
    for reader, reads in (("p-Ann", False), ("p-Mara", False), ("p-Ruth", True)):
        dialogue = without_notes(fold(said), {reader}, accompanies=reader == "p-Mara")
        (answer,) = dialogue.contributions.of("RoundEvaluated")
        assert (answer.text == "Slower.") is reads
        assert ("heard" in answer.data.get("answers", {})) is reads
        (survey,) = [duty for duty in duties(dialogue, TODAY) if duty.kind == "survey"]
        assert "p-Ruth" not in survey.whose
        assert "p-Ann" in survey.whose


def test_a_reminder_is_told_where_it_is_due_and_by_itself_until_somebody_acts():
    promised = ("PromiseMade", "Tom", {"what": "A map.", "due": "2026-03-01"})
    number = f"e{len(events()) + 1}"
    of_it = ("Reminded", "Mara", {"to": ["p-Tom"], "about": number})
    (promise,) = waiting_for(fold(events(promised, of_it)), {"p-Tom", "Tom"}, "producer", TODAY)
    assert (promise.kind, promise.reminded) == ("promise", TODAY)
    alone = ("Reminded", "Mara", {"to": ["producer"], "text": "We meet on Friday."})
    (waits,) = [d for d in duties(fold(events(alone)), TODAY) if d.kind == "reminder"]
    assert (waits.whose, waits.said) == (("producer",), "Mara: We meet on Friday.")
    answered = ("StatementMade", "Tom", {"text": "I come."})
    assert not [d for d in duties(fold(events(alone, answered)), TODAY) if d.kind == "reminder"]


def test_a_follow_up_waits_for_those_who_are_asked_and_comes_into_the_queue_before_its_day():
    asked = fold(events(("FollowUpSet", "Mara", {"due": "2026-04-01", "to": ["p-Ann"]})))
    assert [d.kind for d in waiting_for(asked, {"p-Ann", "Ann"}, "user", TODAY)] == ["follow-up"]
    assert not waiting_for(asked, {"p-Ruth", "Ruth"}, "user", TODAY)
    assert "follow-up" not in [d.kind for d in queue_of(asked, TODAY)]
    assert "follow-up" in [d.kind for d in queue_of(asked, TODAY + dt.timedelta(days=20))]


@pytest.mark.parametrize("said", ["Did it help, a bit; or not?\nSay.", "Joto " * 40, "é" * 90])
def test_a_calendar_holds_whole_days_escaped_and_in_short_lines(said):
    duty = Duty("follow-up", "d-1", "Too hot?", ("user",), "", TODAY, dt.date(2026, 9, 30), 1, ("e9",), said)
    stalled = Duty("stalled", "d-1", "Too hot?", (), "", TODAY, TODAY)
    proposals = [Duty("proposal", "d-1", "Too hot?", (side,), "", TODAY, TODAY, 1) for side in ("user", "producer")]
    both = calendar(proposals, dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC))
    assert b"UID:d-1-proposal@broker" in both
    assert b"UID:d-1-proposal-2@broker" in both
    made = calendar([duty, stalled], dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC), "de")
    lines = made.split(b"\r\n")
    assert all(len(line) <= LONGEST_LINE for line in lines)
    whole = made.replace(b"\r\n ", b"").decode()
    assert whole.count("BEGIN:VEVENT") == 1
    assert "DTSTART;VALUE=DATE:20260930\r\nDTEND;VALUE=DATE:20261001" in whole
    assert "UID:d-1-follow-up-e9@broker" in whole
    told_there = said.replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
    assert f"DESCRIPTION:{told_there}\\nToo hot?" in whole
