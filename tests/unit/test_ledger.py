"""The ledger of assumptions as a fold, what is remembered of it, and parts of a need put there by a word."""

from __future__ import annotations

from dataclasses import replace

import pytest

from broker.agreements import Agreements, applied_to_need, applied_to_reading, boxes_of
from broker.dialogue import fold
from broker.errors import InvalidResponse
from broker.events import Event
from broker.need_parts import is_said, with_part
from tests.unit.offers import WOOLPIT, asked
from translators.errors import TranslationError
from translators.need import Need
from translators.periods import Season
from translators.regions import region_of
from translators.specification import Assumption, Proposal, Question, Reading

PLACE = {"name": "Woolpit", "boxes": [[0.88, 52.22, 0.88, 52.22]]}


def told(*entries):
    return [
        Event(n, "d-one", n, kind, f"2026-03-02T12:{n:02d}:00+00:00", f"k{n}", by, f"p-{by}", data)
        for n, (kind, by, data) in enumerate(entries, start=1)
    ]


def stated(number, thresh="30 degC", index="tx_days_above", **more):
    specification = asked(index=index, parameters={"thresh": thresh} if thresh else None)
    need = {"statement": "Too hot?", "region": WOOLPIT, "metric": {"index": index}}
    return {"round": number, "need": need, "specification": specification.to_json(), **more}


def spoken(about, value, number=1, stated_by="Ruth", **more):
    return {
        "round": number, "entry": f"r{number}-{about}", "about": about, "value": value, "because": "", "source": "",
        "stated_by": stated_by, "index": "tx_days_above", "place": PLACE, **more,
    }  # fmt: skip


OPENED = (("DialogueOpened", "Ruth", {"title": "Too hot?"}), ("NeedStated", "Ruth", stated(1)))


def ledger(*events):
    return {e.about: e for e in fold(told(*OPENED, *events)).round.ledger}


def test_each_step_of_a_translation_is_an_entry_that_says_who_took_it():
    steps = ledger()
    assert (steps["thresh"].id, steps["thresh"].value, steps["thresh"].stated_by) == ("r1-thresh", "30 degC", "Ruth")
    assert (steps["scenario"].origin, steps["scenario"].stated_by) == ("assumed", "")
    assert "none is preferred" in steps["scenario"].because
    assert {e.status for e in steps.values()} == {"open"}
    assert {"region", "metric", "season", "horizon", "baseline"} <= set(steps)


def test_a_default_names_its_source():
    step = {e.about: e for e in fold(told(OPENED[0], ("NeedStated", "Ruth", stated(1, None)))).round.ledger}["thresh"]
    assert step.origin == "assumed"
    assert "xclim" in step.source or "ETCCDI" in step.source


def test_two_who_stand_by_a_value_have_agreed_and_an_objection_undoes_it():
    accepted = ("AssumptionAccepted", "Tom", spoken("thresh", "30 degC"))
    assert (ledger(accepted)["thresh"].status, ledger(accepted)["thresh"].supporters) == ("agreed", ("Ruth", "Tom"))
    objected = ("AssumptionContested", "Mara", spoken("thresh", "30 degC", because="Goats."))
    assert ledger(accepted, objected)["thresh"].status == "contested"
    convinced = ("AssumptionAccepted", "Mara", spoken("thresh", "30 degC"))
    assert ledger(accepted, objected, convinced)["thresh"].supporters == ("Ruth", "Tom", "Mara")


def test_somebody_alone_agrees_with_nobody():
    assert ledger(("AssumptionAccepted", "Ruth", spoken("thresh", "30 degC")))["thresh"].status == "accepted"


def test_a_word_for_a_value_that_is_gone_does_not_count_for_the_one_that_replaced_it():
    replaced = ("AssumptionReplaced", "Tom", spoken("thresh", "30 degC", instead="28 degC"))
    entry = ledger(replaced, ("AssumptionAccepted", "Ruth", spoken("thresh", "30 degC")))["thresh"]
    assert (entry.value, entry.standing, entry.status, entry.supporters) == ("30 degC", "28 degC", "replaced", ("Tom",))
    assert ledger(replaced, ("AssumptionAccepted", "Ruth", spoken("thresh", "28 degC")))["thresh"].status == "agreed"


def test_the_next_round_keeps_the_voices_of_what_stays_and_the_reason_of_what_was_replaced():
    events = (
        ("AssumptionAccepted", "Tom", spoken("season", "year")),
        ("AssumptionReplaced", "Tom", spoken("thresh", "30 degC", instead="28 degC", because="The vet.", source="Vet")),
        ("NeedRevised", "Ruth", stated(2, "28 degC", because="As Tom says.")),
    )
    steps = ledger(*events)
    assert (steps["season"].status, steps["season"].earlier) == ("agreed", "r1-season")
    assert (steps["thresh"].origin, steps["thresh"].stated_by, steps["thresh"].because) == (
        "replaced",
        "Tom",
        "The vet.",
    )
    assert steps["horizon"].status == "open"


def test_what_was_said_of_a_parameter_is_not_said_of_another_index():
    events = (
        ("AssumptionAccepted", "Tom", spoken("thresh", "30 degC")),
        ("NeedRevised", "Ruth", stated(2, "30 degC", index="tg_days_above", because="Means.")),
    )
    assert ledger(*events)["thresh"].status == "open"


# — what is remembered —


def remembered(*events):
    memory = Agreements()
    memory.hear(told(*events))
    return memory


AGREED = ("AssumptionAccepted", "Tom", spoken("thresh", "28 degC", because="Milk drops."))


def at(lat, lon):
    return region_of({"point": {"lat": lat, "lon": lon}})


def test_what_was_agreed_is_remembered_for_both_and_for_the_place():
    memory = remembered(AGREED)
    for person in ("Ruth", "Tom"):
        assert memory.of(person, "tx_days_above", at(52.3, 0.9))["thresh"].value == "28 degC"
    assert memory.of("Mara", "tx_days_above", at(52.3, 0.9)) == {}
    assert memory.of("Ruth", "tg_days_above", at(52.3, 0.9)) == {}
    assert memory.of("Ruth", "tx_days_above", at(53.0, 0.9)) == {}
    assert (
        memory.of("Ruth", "tx_days_above", region_of({"bbox": {"west": -3, "south": 50, "east": 2, "north": 54}})) == {}
    )


def test_an_objection_or_another_value_later_is_remembered_too():
    contested = ("AssumptionContested", "Tom", spoken("thresh", "28 degC", number=3, because="No."))
    assert remembered(AGREED, contested).of("Ruth", "tx_days_above", at(52.22, 0.88)) == {}
    replaced = ("AssumptionReplaced", "Tom", spoken("thresh", "28 degC", number=2, instead="27 degC"))
    agreed = ("AssumptionAccepted", "Ruth", spoken("thresh", "27 degC", number=2, stated_by="Tom"))
    found = remembered(AGREED, replaced, agreed).of("Ruth", "tx_days_above", at(52.22, 0.88))
    assert (found["thresh"].value, found["thresh"].parties) == ("27 degC", ("Tom", "Ruth"))


def test_only_what_is_new_is_read():
    memory = remembered(AGREED)
    memory.hear(told(("AssumptionContested", "Tom", spoken("thresh", "28 degC"))))
    assert memory.read_to == 1
    assert memory.of("Ruth", "tx_days_above", at(52.22, 0.88))


def test_a_need_takes_what_it_leaves_open_and_keeps_what_it_says():
    agreed = remembered(AGREED).of("Ruth", "tx_days_above", at(52.22, 0.88))
    open_need = Need.of({"statement": "Too hot?", "region": WOOLPIT, "metric": {"index": "tx_days_above"}})
    filled, said = applied_to_need(open_need, agreed)
    assert filled.parameters == {"thresh": "28 degC"}
    assert said[0].source == "agreed in dialogue d-one on 2026-03-02 by 2 people"
    assert said[0].because == "This was agreed for Woolpit.", "the reasons of people stay in the dialogue"
    exact = Need.of({**NEED, "metric": {"index": "tx_days_above", "parameters": {"thresh": "35 degC"}}})
    assert applied_to_need(exact, agreed) == (exact, ())


def reading(thresh, assumptions=(), missing=(), questions=()):
    parameters = {"thresh": thresh} if thresh else {}
    best = Proposal(
        "tx_days_above", parameters, Season.of("year"), (), at(52.22, 0.88), None, 0.9, ("cows",), missing=missing
    )
    other = replace(best, index="heat_wave_frequency", confidence=0.5)
    return Reading("Too hot for my cows?", "en", (best, other), tuple(assumptions), tuple(questions))


def test_a_sentence_takes_what_it_leaves_open_and_keeps_what_it_says():
    agreed = {("tx_days_above", "52.22°N, 0.88°E"): remembered(AGREED).of("Ruth", "tx_days_above", at(52.22, 0.88))}
    assumed = reading("25 degC", [Assumption("thresh", "25 degC", "usual"), Assumption("season", "year", "unsaid")])
    applied = applied_to_reading(assumed, agreed)
    assert applied.proposals[0].parameters == {"thresh": "28 degC"}
    assert applied.proposals[1] == assumed.proposals[1]
    assert [(a.about, a.value) for a in applied.assumptions] == [("thresh", "28 degC"), ("season", "year")]
    assert "agreed in dialogue d-one" in " ".join(applied.proposals[0].reasons)
    said = reading("33 degC")
    assert applied_to_reading(said, agreed) == said
    asked_for = reading(
        "", missing=("thresh",), questions=[Question("thresh", "How hot?"), Question("region", "Where?")]
    )
    answered = applied_to_reading(asked_for, agreed)
    assert (answered.proposals[0].parameters, answered.proposals[0].missing) == ({"thresh": "28 degC"}, ())
    assert [q.about for q in answered.questions] == ["region"]
    assert [a.value for a in answered.assumptions] == ["28 degC"]


def test_an_agreed_season_stands_for_an_assumed_one():
    said = spoken("season", "MAM", because="Our long rains.")
    agreed = remembered(("AssumptionAccepted", "Tom", said)).of("Ruth", "tx_days_above", at(52.22, 0.88))
    assumed = reading("25 degC", [Assumption("season", "year", "unsaid")])
    applied = applied_to_reading(assumed, {("tx_days_above", "52.22°N, 0.88°E"): agreed})
    assert applied.proposals[0].season.months == (3, 4, 5)
    filled, said = applied_to_need(Need.of({**NEED, "metric": {"index": "tx_days_above"}}), agreed)
    assert (filled.season.months, said[0].value) == ((3, 4, 5), "MAM")


def test_a_place_across_the_antimeridian_has_a_box_on_each_side():
    fiji = region_of({"bbox": {"west": 176, "south": -20, "east": -178, "north": -15}})
    assert boxes_of(fiji.geometry) == ((-180.0, -20.0, -178.0, -15.0), (176.0, -20.0, 180.0, -15.0))


# — a part of a need by a word —

NEED = {
    "statement": "Too hot?",
    "region": WOOLPIT,
    "metric": {"index": "tx_days_above", "parameters": {"thresh": "30 degC"}},
}


@pytest.mark.parametrize(
    ("about", "value", "path", "found"),
    [
        ("thresh", "86 degF", ("metric", "parameters"), {"thresh": "86 degF"}),
        ("metric", "frost_days", ("metric",), {"index": "frost_days"}),
        ("season", "October to March", ("time", "season"), {"months": [10, 11, 12, 1, 2, 3]}),
        ("season", "July", ("time", "season"), {"months": [7]}),
        ("season", "11-01 to 03-31", ("time", "season"), {"from": "11-01", "to": "03-31"}),
        ("season", "DJF", ("time", "season"), "DJF"),
        ("horizon", "2041-2060, 2081–2100", ("time", "horizons"), [[2041, 2060], [2081, 2100]]),
        ("baseline", "1991–2020", ("time", "baseline"), [1991, 2020]),
        ("scenario", "ssp245, ssp585", ("scenarios",), ["ssp245", "ssp585"]),
        ("region", "Nakuru, Kenya", ("region",), {"place": "Nakuru, Kenya"}),
        ("region", "-0.3, 36.07", ("region",), {"point": {"lat": -0.3, "lon": 36.07}}),
        ("statistic", "median", ("metric", "statistic"), "median"),
    ],
)
def test_a_word_takes_the_place_of_a_part(about, value, path, found):
    changed = with_part(NEED, about, value)
    assert Need.of(changed)
    assert is_said(changed, about)
    for key in path:
        changed = changed[key]
    assert changed == found


def test_a_part_that_no_word_can_replace_is_refused():
    with pytest.raises(InvalidResponse, match="whole need"):
        with_part(NEED, "window", "5 days")
    with pytest.raises(InvalidResponse, match="2041-2060"):
        with_part(NEED, "horizon", "soon")
    with pytest.raises(TranslationError):
        Need.of(with_part(NEED, "season", "when the jacaranda blooms"))
