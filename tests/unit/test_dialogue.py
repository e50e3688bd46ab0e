"""A dialogue told from its events, and what changed between its rounds."""

from __future__ import annotations

import pytest

from broker.dialogue import fit_of, fold
from broker.diff import diff_rounds
from broker.errors import InvalidResponse, UnknownRound
from broker.events import Event
from broker.matching import match
from broker.wording import kept
from tests.unit.offers import asked, station, version


def told(*entries):
    """Make events of (kind, by, data), one a minute."""
    return [
        Event(n, "d-one", n, kind, f"2026-03-02T12:{n:02d}:00+00:00", f"k{n}", by, f"p-{by}", data)
        for n, (kind, by, data) in enumerate(entries, start=1)
    ]


def stated(number, thresh, statement="Too hot for my cows?", **more):
    specification = asked(parameters={"thresh": thresh})
    need = {"statement": statement, "region": specification.region.asked}
    return {"round": number, "need": need, "specification": specification.to_json(), **more}


def matched(number, *versions):
    found = match(asked(), versions, lambda v, s: None)
    return {"round": number, "match": found.to_json()}


def built(number, value, product="p1"):
    row = {"scenario": "ssp245", "period": [2041, 2060], "p50": value, "change_p50": value - 1}
    return {
        "round": number, "product": product, "files": {"series.csv": "00"}, "units": "days", "summary": [row],
        "sentence": f"About {value} days.", "warnings": ["They are raw."],
    }  # fmt: skip


TWO_ROUNDS = (
    ("DialogueOpened", "Ruth", {"title": "Too hot?"}),
    ("NeedStated", "Ruth", stated(1, "30 degC")),
    ("DatasetsMatched", "Ruth", matched(1, version())),
    ("ProductBuilt", "Tom", built(1, 4.0)),
    ("ResponseGiven", "Ruth", {"round": 1, "fits": {"metric": "no"}, "text": "It is 25 °C that hurts."}),
    ("RoundClosed", "Ruth", {"round": 1}),
    ("NeedRevised", "Ruth", stated(2, "25 degC", because="Our vet says so.")),
    ("DatasetsMatched", "Ruth", matched(2, version(number=2), station())),
    ("ProductBuilt", "Tom", built(2, 20.0, "p2")),
    ("ResponseGiven", "Mara", {"round": 1, "fits": {}, "text": "Read again."}),
)


def test_a_dialogue_is_what_its_events_tell():
    dialogue = fold(told(*TWO_ROUNDS))
    assert (dialogue.id, dialogue.title, dialogue.opened_by, dialogue.version) == ("d-one", "Too hot?", "Ruth", 10)
    assert dialogue.is_open
    first, second = dialogue.rounds
    assert not first.is_open
    assert second.is_open
    assert (first.product_id, first.units, first.sentence) == ("p1", "days", "About 4.0 days.")
    assert [r.text for r in first.responses] == ["It is 25 °C that hurts.", "Read again."]
    assert (second.because, second.specification.parameters) == ("Our vet says so.", {"thresh": "25 degC"})
    assert {m.axis for m in second.mismatches} == {"time", "space", "metric"}
    assert dialogue.need.statement == "Too hot for my cows?"


def test_each_beginning_of_the_events_is_a_dialogue_too():
    events = told(*TWO_ROUNDS)
    for length in range(1, len(events) + 1):
        assert fold(events[:length]).version == length


def test_a_closed_dialogue_keeps_why():
    closed = fold(told(*TWO_ROUNDS, ("DialogueClosed", "Mara", {"because": "Decided."})))
    assert not closed.is_open
    assert closed.closed_because == "Decided."


def test_a_round_that_does_not_exist_is_refused_with_those_that_do():
    with pytest.raises(UnknownRound) as refusal:
        fold(told(*TWO_ROUNDS)).round_number(3)
    assert refusal.value.options == ("1", "2")


def test_a_diff_tells_need_data_numbers_and_who_asked():
    diff = diff_rounds(fold(told(*TWO_ROUNDS)), 1, 2)
    assert [(c.what, c.before, c.after) for c in diff.need] == [("thresh", "30 degC", "25 degC")]
    assert [(c.what, c.before, c.after) for c in diff.data] == [
        ("models", "version 1", "version 2"), ("station", "", "version 1"),
    ]  # fmt: skip
    (number,) = diff.numbers
    assert (number.scenario, number.period, number.before, number.after) == ("ssp245", (2041, 2060), 4.0, 20.0)
    assert (diff.by, diff.because) == ("Ruth", "Our vet says so.")


def test_a_diff_read_backwards_is_the_mirror():
    dialogue = fold(told(*TWO_ROUNDS))
    there, back = diff_rounds(dialogue, 1, 2), diff_rounds(dialogue, 2, 1)
    assert [(c.before, c.after) for c in there.need] == [(c.after, c.before) for c in back.need]
    assert there.mismatches_gone == back.mismatches_new
    assert (back.by, back.because) == (there.by, there.because)


def test_a_round_does_not_differ_from_itself():
    diff = diff_rounds(fold(told(*TWO_ROUNDS)), 2, 2)
    assert (diff.need, diff.data, diff.mismatches_gone, diff.mismatches_new) == ((), (), (), ())


def test_an_answer_on_the_axes_is_understood_in_any_case():
    assert fit_of({" Time": "YES", "space": "nearly "}) == {"time": "yes", "space": "nearly"}
    assert fit_of(None) == {}


@pytest.mark.parametrize("fits", [{"colour": "yes"}, {"time": "maybe"}, {"time": ""}])
def test_an_answer_on_no_axis_is_refused(fits):
    with pytest.raises(InvalidResponse, match="time=yes"):
        fit_of(fits)


@pytest.mark.parametrize("text", ["", "   \n", "a\0b", "half \ud800", "x" * 20_001])
def test_words_that_could_not_be_kept_are_refused(text):
    with pytest.raises(InvalidResponse):
        kept(text, "The response")


def test_words_are_kept_as_they_were_said():
    text = "  =Mvua\u202e e\u0301\n  "
    assert kept(text, "The response") == text
