"""Figures over many dialogues, against plain loops over the events, and against dialogues small enough to count."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from broker.errors import InvalidResponse
from broker.exports.many import tables
from broker.exports.many.names import Names
from broker.exports.many.report import ManyReport
from broker.exports.many.telling import many_of
from broker.facilitation.across import across
from broker.facilitation.choice import Choice
from broker.facilitation.digest import digest_of
from broker.log_files import plain_cell
from tests.unit.offers import station, version
from tests.unit.test_dialogue import matched, stated, told
from translators.activities import activity_of
from translators.locales import languages

NAMES = {"Ruth": "user", "Ann": "user", "Tom": "producer", "Mara": "facilitator"}
CHECKPOINT = {"checkpoint": {"size": 1, "root": "00", "origin": "here", "signature": "ff" * 4}}


def of(name, *entries):
    """Return the events of a dialogue of this id; the four have joined."""
    joined = [("ParticipantJoined", who, {"round": 1, "side": side}) for who, side in NAMES.items()]
    events = told(("DialogueOpened", "Ruth", {"title": "Too hot?"}), *joined, *entries)
    return [replace(event, dialogue=name) for event in events]


def fits(number, who="Ruth", **answers):
    return ("ResponseGiven", who, {"round": number, "fits": answers, "text": "So it is."})


def revised(number, thresh="25 degC", **more):
    said = stated(number, thresh, because="Because.")
    return ("NeedRevised", "Ruth", {**said, "follows": [number - 1], **more})


FIRST = ("NeedStated", "Ruth", stated(1, "30 degC", "Too hot for my cows?"))
MATCH = ("DatasetsMatched", "Ruth", matched(1, version()))


def figure(name, *dialogues):
    return next(one for one in across(map(digest_of, dialogues)) if one.name == name)


OTHER = ("DatasetsMatched", "Ruth", matched(2, version(number=2), station()))
SAME = ("DatasetsMatched", "Ruth", matched(2, version()))
ENDINGS = {
    "fitted at once": (fits(1, metric="yes"),),
    "still missing": (fits(1, metric="no"),),
    "lived with": (fits(1, metric="no"), revised(2), fits(2, metric="nearly")),
    "need changed": (fits(1, metric="no"), revised(2), fits(2, metric="yes")),
    "other data": (
        fits(1, metric="no"), revised(2, "30 degC"), OTHER,
        fits(2, metric="yes"),
    ),
    "seen otherwise": (fits(1, metric="no"), revised(2, "30 degC"), SAME, fits(2, metric="yes")),
    "compromise": (
        fits(1, metric="nearly"),
        ("DisagreementRecorded", "Mara", {"round": 1, "about": "metric", "text": "Which?", "positions": []}),
        ("CompromiseReached", "Mara", {"round": 1, "settles": ["e9"], "text": "Both.", "gave_up": []}),
        revised(2), fits(2, metric="yes"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("how", ENDINGS)
def test_how_an_axis_was_settled_is_read_from_what_happened_between(how):
    dialogue = of("d-1", FIRST, MATCH, *ENDINGS[how])
    line = figure("mismatches", dialogue).line(axis="metric")
    assert line.values[how] == 1
    assert line.values["answered"] == sum(line.values[name] for name in ENDINGS) == 1
    assert line.values["missed"] == (how != "fitted at once")
    assert set(line.sources) == {"d-1"}


def test_rounds_to_fit_count_from_where_nobody_of_the_users_says_no_any_more():
    at_once = of("d-1", FIRST, fits(1, time="yes"))
    later = of("d-2", FIRST, fits(1, time="no"), revised(2), fits(2, time="nearly"))
    again = of("d-3", FIRST, fits(1, time="yes"), revised(2), fits(2, space="no"))
    other_side = of("d-4", FIRST, fits(1, who="Tom", time="yes"))
    found = figure("rounds to fit", at_once, later, again, other_side)
    assert found.counted == 3  # what a scientist says of the fit is not what users say
    assert found.line(rounds="all").values == {"median": 1.5, "dialogues": 2}
    assert set(found.line(rounds="not yet").sources) == {"d-3"}


def test_one_who_says_no_is_not_outvoted_by_one_who_says_yes():
    found = figure("mismatches", of("d-1", FIRST, fits(1, metric="no"), fits(1, who="Ann", metric="yes")))
    assert found.line(axis="metric").values["still missing"] == 1


def test_a_need_that_is_withheld_is_in_no_count_and_no_share():
    hidden = [e.without("x") if e.kind != "NeedStated" else replace(e, data={"round": 1}) for e in of("d-2", FIRST)]
    found = figure("needs", of("d-1", FIRST), hidden)
    assert (found.counted, found.lines[0].values["needs"]) == (1, 1)
    assert found.lines[0].of == {
        "index": "tx_days_above", "season": "year", "country": "United Kingdom", "sector": "animals",
    }  # fmt: skip


def described(who, *groups):
    return ("GroupsDescribed", who, {"round": 1, "groups": list(groups)})


def test_a_group_is_told_from_three_people_over_all_dialogues_on_and_smaller_ones_not_at_all():
    some = [("StatementMade", who, {"round": 1, "text": "One two."}) for who in ("Ruth", "Ann", "Tom")]
    one = of("d-1", FIRST, *some, described("Ruth", "herders"), described("Ann", "Herders", "women"))
    two = of("d-2", FIRST, *some, described("Tom", "herders"))
    assert [line.of for line in figure("voice", one).lines if "group" in line.of] == []
    groups = [line for line in figure("voice", one, two).lines if "group" in line.of]
    assert [(line.of["group"], line.values["people"], line.sources) for line in groups] == [("herders", 3, {})]


def something(chance, who, last):
    """Return any act of somebody, which may be about the one before."""
    answer = {chance.choice(["time", "space", "metric"]): chance.choice(["yes", "nearly", "no"])}
    kept, used = chance.choice(["yes", "late", "no"]), chance.choice(["yes", "no"])
    return chance.choice(
        [
            fits(1, who, **answer),
            ("PromiseMade", who, {"round": 1, "what": "It."}),
            ("PromiseSettled", who, {"round": 1, "promise": last, "kept": kept}),
            ("CostDeclared", who, {"round": 1, "what": "hours", "amount": chance.randrange(9) + 0.5, "unit": "h"}),
            ("QuestionAsked", who, {"round": 1, "text": "Why?"}),
            ("QuestionAnswered", who, {"round": 1, "question": last, "text": "So."}),
            ("OutcomeReported", who, {"round": 1, "used": used, "outcome": "A.", "evidence": "none"}),
            ("LocalKnowledgeGiven", who, {"round": 1, "form": "story", "text": "Once."}),
        ]
    )


def made_up(seed, count=40):
    """Return that many dialogues in which people do this and that."""
    chance, dialogues = random.Random(seed), []
    for number in range(count):
        acts = [FIRST, MATCH]
        for _ in range(chance.randrange(12)):
            acts.append(something(chance, chance.choice(list(NAMES)), f"e{5 + len(acts)}"))
        dialogues.append(of(f"d-{number}", *acts))
    return dialogues


@pytest.mark.parametrize("seed", range(3))
def test_sums_are_those_of_loops_over_the_events(seed):
    dialogues = made_up(seed)
    counted = {one.name: one for one in across(map(digest_of, dialogues))}
    kept, hours, open_questions, used, asked = Counter(), Counter(), 0, Counter(), 0
    for events in dialogues:
        by_id = {f"e{e.sequence}": e for e in events}
        settled = {e.data["promise"]: e.data["kept"] for e in events if e.kind == "PromiseSettled"}
        for name, event in by_id.items():
            if event.kind == "PromiseMade":
                kept[NAMES[event.by], settled.get(name, "open")] += 1
            if event.kind == "CostDeclared":
                hours[NAMES[event.by]] += event.data["amount"]
            if event.kind == "QuestionAsked":
                asked += 1
                open_questions += not any(e.data.get("question") == name for e in events)
        told_last = [e.data["used"] for e in events if e.kind == "OutcomeReported"]
        used.update(told_last[-1:])
    names = {"yes": "kept_in_time", "late": "kept_late", "no": "broken", "open": "open"}
    for side in ("user", "producer", "facilitator"):
        line = counted["promises"].line(party=side)
        assert {name: line.values[name] for name in names.values()} == {names[k]: kept[side, k] for k in names}
        assert counted["costs"].line(party=side).values["amount"] == hours[side]
    questions = counted["open matters"].line(what="question").values
    assert (questions["asked"], questions["still"]) == (asked, open_questions)
    assert {line.of["used"]: line.values["dialogues"] for line in counted["outcomes"].lines} == dict(used)
    assert counted["needs"].lines[0].values["dialogues"] == counted["needs"].counted == len(dialogues)


def test_every_number_names_events_that_are_there_and_of_its_kind():
    dialogues = {events[0].dialogue: {e.sequence: e for e in events} for events in made_up(5)}
    kinds = {
        "promises": {"PromiseMade", "PromiseSettled"}, "costs": {"CostDeclared"}, "outcomes": {"OutcomeReported"},
        "mismatches": {"ResponseGiven"}, "open matters": {"QuestionAsked"}, "knowledge": {"LocalKnowledgeGiven"},
        "needs": {"NeedStated"},
    }  # fmt: skip
    for one in across(digest_of(events.values()) for events in dialogues.values()):
        for line in one.lines:
            for name, places in line.sources.items():
                assert set(places) <= set(dialogues[name]), one.name
                if one.name in kinds:
                    assert {dialogues[name][n].kind for n in places} <= kinds[one.name], one.name


def report(dialogues, language="en") -> ManyReport:
    digests = tuple(map(digest_of, dialogues))
    now = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
    return many_of(digests, across(digests), (), Choice(), "reports", language, CHECKPOINT, now)


def rows(table: bytes):
    return list(csv.DictReader(io.StringIO(table.decode())))


def test_the_tables_tell_the_same_and_no_cell_is_a_formula():
    bad = of("d-bad", FIRST, fits(1, time="yes"))
    bad[0] = replace(bad[0], data={"title": '=HYPERLINK("http://evil","x")'})
    dialogues = [*made_up(7, 12), bad]
    wide, long = rows(tables.write_wide(report(dialogues))), rows(tables.write_long(report(dialogues)))
    assert len(wide) == len(dialogues)
    assert list(wide[0]) == list(tables.COLUMNS)
    assert plain_cell(wide[-1]["title"]) == bad[0].data["title"]
    cells = [cell for row in (*wide, *long) for cell in row.values()]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r", "|", "%"))]
    for row in wide:
        theirs = [one for one in long if one["dialogue"] == row["dialogue"]]
        hours = [
            float(o["value"])
            for o in theirs
            if o["figure"] == "burden" and o["measure"] == "amount" and '"user"' in o["of"]
        ]
        assert float(row["hours_user"] or 0) == sum(hours)
        assert all(one["events"] for one in theirs if one["figure"] == "burden")


def test_the_page_of_columns_is_what_is_written():
    page = Path(tables.__file__).with_name("columns.md")
    assert page.read_text(encoding="utf-8") == tables.page()


@pytest.mark.parametrize("language", languages())
def test_every_figure_has_a_title_and_every_column_a_head_in_each_language(language):
    names = Names(language)
    for one in across(map(digest_of, made_up(3))):
        assert names.title(one.name) != one.name
        for name in (*names.heads(one), *names.columns(one)):
            assert names.column(name) != name, (one.name, name)
    assert "{" not in " ".join(report(made_up(3), language).lead)


def test_a_choice_that_no_dialogue_can_meet_is_refused_in_words():
    with pytest.raises(InvalidResponse, match="no activity is called so"):
        Choice(sector="cheese")
    with pytest.raises(InvalidResponse, match="ends before it begins"):
        Choice(first=dt.date(2026, 2, 1), last=dt.date(2026, 1, 1))


@pytest.mark.parametrize(
    ("index", "words", "language", "activity"),
    [
        ("tx_days_above", "Too hot for my cows?", "en", "animals"),
        ("tx_days_above", "Il fera trop chaud pour mes vaches ?", "fr", "animals"),
        ("prcptot", "Will the maize get enough rain?", "en", "planting"),
        ("rain_season_start", "", "en", "planting"),  # nothing is said, and what is counted has one use
        ("tx_days_above", "", "en", ""),
        ("tx_days_above", "So?", "tlh", ""),
    ],
)
def test_an_activity_is_heard_in_the_words_or_told_by_what_is_counted(index, words, language, activity):
    assert activity_of(index, words, language) == activity
