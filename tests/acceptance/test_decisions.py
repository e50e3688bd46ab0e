"""The 62 needs of the decision catalogue: 60 have an answer by their own definition, two a referral."""

from __future__ import annotations

import math

import pytest

from broker import Broker
from catalog.record import Facets
from tests.acceptance.decision_world import write_world
from translators.decisions import decisions
from translators.need import Need
from translators.specification import Specification

SERVED = [need for need in decisions() if need.unservable is None]
ASKED = [(need, metric) for need in SERVED for metric in (need.metric, *need.also)]
#: What the index has no default for, because a guess would decide the result.
CHOSEN = {"growing_degree_days": {"thresh": "10 degC"}}


@pytest.fixture(scope="module")
def broker(tmp_path_factory):
    folder = tmp_path_factory.mktemp("world")
    made = Broker(folder / "home")
    made.publish(write_world(folder), Facets(dataset="world", kind="projection"), by="tests")
    return made


def asked(need, metric):
    """The need as a need file writes it, at one place of the world."""
    parameters = CHOSEN.get(metric["index"], {}) | metric.get("parameters", {})
    return Need.of(
        {
            "statement": need.words,
            "region": {"bbox": {"west": 7.6, "south": 45.6, "east": 9.4, "north": 47.4}},
            "time": {"baseline": [1981, 2010], "horizons": [[2021, 2050]], **need.time},
            "metric": {**metric, "parameters": parameters},
        }
    )


def test_the_catalogue_holds_62_needs_and_two_cannot_be_served():
    assert [need.id for need in decisions()] == [f"N{number:02d}" for number in range(1, 63)]
    assert [need.id for need in decisions() if need.unservable] == ["N61", "N62"]


@pytest.mark.parametrize(("need", "metric"), ASKED, ids=[f"{n.id}-{m['index']}-{k}" for k, (n, m) in enumerate(ASKED)])
def test_a_need_is_answered_for_the_past_and_for_the_future(broker, need, metric):
    specification = Specification.of(asked(need, metric))
    result = broker.preview(specification)
    assert result.recipe.index == metric["index"]
    for past in (True, False):
        rows = [row for row in result.summary if row.is_baseline == past]
        assert rows, f"{need.id} has no row of the {'past' if past else 'future'}: {result.warnings}"
        known = [row for row in rows if math.isfinite(row.p50) or any(share > 0 for share in row.outcomes.values())]
        assert known, f"{need.id}: neither a number nor an outcome: {result.warnings}"
        assert all(row.models == 2 for row in known)
    units = result.summary_units
    values = [row.p50 for row in result.summary if math.isfinite(row.p50)]
    if units == "%":
        assert all(0 <= value <= 100 for value in values)
    elif units == "days" and not metric.get("statistic", "mean").startswith("spread"):
        assert all(0 <= value <= 366 for value in values)


@pytest.mark.parametrize("need", [need for need in decisions() if need.unservable], ids=lambda need: need.id)
def test_what_cannot_be_served_has_a_referral_and_enters_the_register(broker, need):
    reading = broker.ask(need.words)
    assert reading.unservable is not None
    assert reading.unservable.axis == need.unservable.axis
    assert reading.unservable.referral
    assert need.words in [event.data["statement"] for event in broker.unmet_needs()]


def test_a_level_of_rare_years_says_how_wide_it_is(broker):
    need = next(need for need in SERVED if need.id == "N46")
    warnings = broker.preview(Specification.of(asked(need, need.metric))).warnings
    assert any("90 % confidence" in warning for warning in warnings), warnings
