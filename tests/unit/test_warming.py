"""Levels of global warming: each model's own twenty years, against a search by hand, and what is refused."""

from dataclasses import replace

import numpy as np
import pytest

from broker.engine.cache import ReductionCache
from broker.engine.plan import plan
from broker.engine.run import run
from broker.engine.warming import first_years
from broker.errors import PeriodNotHeld
from broker.matching import match
from broker.recipe import Input, Recipe
from tests.unit.archives import MemorySource, daily_axis, grid, recipe
from tests.unit.offers import asked, runs, simulation, variables, version
from tests.unit.test_seasons import monthly_axis
from translators.periods import Years

GLOBE = grid([-45.0, 45.0], [-135.0, -45.0, 45.0, 135.0], step=90.0)
#: Model → how fast its world warms from 1970 on, K a year.
RATES = {"Slow": 0.02, "Fast": 0.05, "Cool": 0.005}


def temperature(model, year):
    random = np.random.default_rng(year + len(model))
    return 14.0 + RATES[model] * max(0, year - 1970) + random.normal(0, 0.2)


def globe_of(model, first, last, warmer_by=0.0):
    """Monthly temperature of eight cells; what the cells of one latitude have more, the others have less."""
    months = monthly_axis(first, last)
    means = np.repeat([temperature(model, year) for year in range(first, last + 1)], 12)
    offsets = np.array([5.0, -5.0, 5.0, -5.0, 3.0, -3.0, 3.0, -3.0])
    values = (means + offsets[:, np.newaxis] + warmer_by).astype(np.float64)
    return MemorySource(months, GLOBE, {"tas": values}, fingerprint=f"globe {model} {first}")


def farm_of(first, last, name):
    """Days above 30 °C: as many as there are years since 1950."""
    axis = daily_axis(first, last)
    values = np.full((1, axis.days.size), 20.0, dtype=np.float32)
    for k, year in enumerate(range(first, last + 1)):
        values[0, 365 * k : 365 * k + year - 1950] = 31.0
    return MemorySource(axis, grid([50.0], [0.0]), {"tasmax": values}, fingerprint=f"farm {name} {first}")


def sources_of(models, first=1850, warmer_by=0.0):
    sources = {}
    for model in models:
        sources["globe", model, "historical"] = globe_of(model, first, 2014, warmer_by)
        sources["globe", model, "ssp585"] = globe_of(model, 2015, 2100, warmer_by)
        sources["farm", model, "historical"] = farm_of(1961, 2014, model)
        sources["farm", model, "ssp585"] = farm_of(2015, 2100, model)
    return sources


def warm(levels, models=("Slow", "Fast"), first=1850, warmer_by=0.0, **more):
    sources = sources_of(models, first, warmer_by)
    simulations = tuple((m, s, "r1") for m in models for s in ("historical", "ssp585"))
    made = recipe(
        inputs=(Input("farm", 1, "s", "projection", simulations, {}),),
        baseline=(1981, 2010),
        horizons=((2041, 2060),),
        warming=levels,
        global_means=(Input("globe", 1, "s", "projection", simulations, {}),),
        **more,
    )
    return run(made, lambda dataset, v, key: sources[dataset, key[0], key[1]], ReductionCache(None)), made


def window_by_hand(model, level):
    past = sum(temperature(model, year) for year in range(1850, 1901)) / 51
    for first in range(1901, 2082):
        if sum(temperature(model, year) for year in range(first, first + 20)) / 20 - past >= level:
            return first
    return None


def test_each_model_has_its_own_years_of_a_level():
    result, _ = warm((1.0, 2.0))
    rows = {row.warming: row for row in result.summary if row.warming is not None}
    assert set(rows) == {1.0, 2.0}
    for level, row in rows.items():
        firsts = {model: window_by_hand(model, level) for model in ("Slow", "Fast")}
        votes = {vote.model: vote.value for vote in row.votes}
        held = {m: f for m, f in firsts.items() if f is not None}
        # Days above 30 °C of the twenty years, also where they begin in the historical run.
        assert votes == {model: pytest.approx(first + 9.5 - 1950) for model, first in held.items()}
        assert row.period.first == sorted(held.values())[(len(held) - 1) // 2]
        assert len(row.period) == 20
        changes = {vote.model: vote.change for vote in row.votes}
        assert changes == {model: pytest.approx(first + 9.5 - 1995.5) for model, first in held.items()}


def test_the_first_window_that_reaches_a_level_is_taken():
    of_year = {year: 0.0 if year < 2000 else 1.0 for year in range(1850, 2051)}
    assert first_years(of_year, 1.0) == Years(2000, 2019)
    assert first_years(of_year, 0.5) == Years(1990, 2009)
    assert first_years(of_year, 1.1) is None
    del of_year[2005]  # no window holds a year that is missing
    assert first_years(of_year, 1.0) == Years(2006, 2025)


def test_a_level_that_a_model_does_not_reach_is_said_by_name():
    result, _ = warm((2.0,), models=("Slow", "Fast", "Cool"))
    (row,) = [row for row in result.summary if row.warming == 2.0]
    assert {vote.model for vote in row.votes} == {"Slow", "Fast"}
    assert any("Cool r1 (ssp585) does not reach 2 K of global warming" in sentence for sentence in result.warnings)


def test_models_whose_world_is_not_known_are_named_once_for_all_levels():
    sources = {"Slow": 1850, "Fast": 1900}
    held = {
        ("globe", m, s): globe_of(m, first if s == "historical" else 2015, 2014 if s == "historical" else 2100)
        for m, first in sources.items()
        for s in ("historical", "ssp585")
    }
    farms = {("farm", m, s): farm_of(*(1961, 2014) if s == "historical" else (2015, 2100), m) for _, m, s in held}
    simulations = tuple((m, s, "r1") for m in sources for s in ("historical", "ssp585"))
    made = recipe(
        inputs=(Input("farm", 1, "s", "projection", simulations, {}),),
        baseline=(1981, 2010),
        horizons=(),
        warming=(0.5, 1.0),
        global_means=(Input("globe", 1, "s", "projection", simulations, {}),),
    )
    result = run(made, lambda dataset, v, key: {**held, **farms}[dataset, key[0], key[1]], ReductionCache(None))
    assert {vote.model for row in result.summary if row.warming for vote in row.votes} == {"Slow"}
    named = [sentence for sentence in result.warnings if "Fast" in sentence]
    assert named == [
        "Fast r1 (ssp585) has no global mean temperature from 1850 on, so it has no part in levels of global warming."
    ]


def test_worlds_whose_past_is_not_held_from_1850_are_refused():
    with pytest.raises(PeriodNotHeld, match="from 1850 on"):
        warm((1.5,), first=1900)


def test_levels_and_their_global_means_are_part_of_the_recipe():
    _, made = warm((1.5,))
    assert Recipe.from_mapping(made.to_mapping()) == made
    assert ("globe", 1, "s") in made.uses
    assert "global_means" not in recipe().to_mapping()


# — who tells the warming —


def globes(**changes):
    cells = {"grid_kind": "rectilinear", "bbox": (-180.0, -90.0, 180.0, 90.0), "cells": 9, "resolution_km": 200.0}
    found = tuple(
        simulation(model, scenario, years, variables=variables("tas"), frequency="mon", **{**cells, **changes})
        for model in ("A", "B", "C")
        for scenario, years in (("historical", (1850, 2014)), ("ssp245", (2015, 2100)), ("ssp585", (2015, 2100)))
    )
    return version("globe", found)


def warmer(*versions, levels=(1.5, 2)):
    need = replace(asked(), warming=tuple(map(float, levels)))
    return match(need, versions[:1], lambda *_: None, globes=versions)


def test_a_grid_over_the_globe_of_the_same_runs_tells_the_warming():
    matched = warmer(version(), globes())
    assert matched.is_met
    (globe,) = matched.to_recipe().global_means
    assert globe.dataset == "globe"
    assert len(globe.simulations) == 9
    assert matched.to_recipe().warming == (1.5, 2.0)
    assert "no-global-mean" not in {m.code for m in matched.mismatches}


@pytest.mark.parametrize(
    "others",
    [
        (),
        (globes(bbox=(-20.0, 30.0, 40.0, 70.0)),),
        (version("late", globes().simulations[1:3]),),
        (version("points", globes(grid_kind="points", cells=1).simulations),),
    ],
)
def test_without_a_global_mean_the_need_is_refused_and_told_what_to_publish(others):
    matched = warmer(version(), *others)
    assert matched.unmet.code == "no-global-mean"
    assert "Publish their temperature (tas)" in str(matched.unmet)


def test_a_series_that_calls_itself_a_global_mean_is_one():
    series = globes(grid_kind="points", cells=1, bbox=(0.0, 0.0, 0.0, 0.0)).simulations
    assert warmer(version(), version("series", series, title="CMIP6 global mean temperature")).is_met


@pytest.mark.parametrize(
    ("methods", "name", "is_global"),
    [
        ("area: time: mean", "air_temperature", True),
        ("time: mean area: mean", "air_temperature", True),
        ("lat: lon: mean time: mean", "air_temperature", True),
        ("area: mean where land time: mean", "air_temperature", False),
        ("area: maximum time: mean", "air_temperature", False),
        ("time: mean", "air_temperature", False),
        ("area: mean", "sea_water_temperature", False),
        ("", "", False),
    ],
)
def test_a_series_is_known_by_what_cf_says_of_it(methods, name, is_global):
    (tas,) = variables("tas")
    tas = replace(tas, cell_methods=methods, standard_name=name)
    series = globes(grid_kind="points", cells=1, bbox=(0.0, 0.0, 0.0, 0.0), resolution_km=None).simulations
    series = tuple(replace(one, variables=(tas,)) for one in series)
    assert warmer(version(), version("series", series)).is_met == is_global


def test_a_mean_over_another_area_is_refused_by_its_values():
    with pytest.raises(PeriodNotHeld, match="of another area, or a difference"):
        warm((1.0,), warmer_by=9.0)


def test_a_plan_counts_the_global_means_as_well():
    _, made = warm((1.0,))
    held = sources_of(("Slow", "Fast"))

    def opened(dataset, v, key):
        return held[dataset, key[0], key[1]]

    whole, without = plan(made, opened), plan(replace(made, warming=(), global_means=()), opened)
    assert whole.bytes == without.bytes + sum(held[k].arrays["tas"].nbytes for k in held if k[0] == "globe")
    assert whole.seconds > without.seconds
    assert whole.simulations == 2 * without.simulations
    assert any("global mean temperature" in note for note in whole.notes)
    assert not without.notes


def test_models_without_a_global_mean_are_named():
    some = version("globe", tuple(s for s in globes().simulations if s.model != "B"))
    matched = warmer(version(simulations=runs("A", "B", "C")), some)
    assert matched.is_met
    (mismatch,) = [m for m in matched.mismatches if m.code == "no-global-mean"]
    assert mismatch.severity == "warning"
    assert "from 1850 on of B" in mismatch.message
