"""Who answers a need, who does not and why, and where the offer misses it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from broker.errors import DataToChoose, OutsideData, PeriodNotHeld, UnservableNeed
from broker.matching import match
from catalog.record import Grid
from tests.unit.offers import WOOLPIT, asked, grid, runs, simulation, station, variables, version
from translators.periods import Season
from translators.statistics import Statistic

YEAR, WINTER, SUMMER = Season.of("year"), Season.of("DJF"), Season.of("JJA")


def no_grid(version, simulation):
    raise AssertionError("no grid is needed for one point")


def found(specification, *versions, grid_of=no_grid):
    return match(specification, versions, grid_of)


def said(matched, axis, severity=None):
    return [m for m in matched.mismatches if m.axis == axis and severity in (None, m.severity)]


# — which simulations answer —


def test_each_future_answers_with_the_past_of_its_model():
    matched = found(asked(), version())
    (candidate,) = matched.candidates
    assert candidate.role == "answer"
    assert {s.scenario for s in candidate.simulations} == {"historical", "ssp245", "ssp585"}
    assert candidate.models == ("A", "B", "C")
    assert matched.is_met


def test_only_the_scenarios_asked_are_taken_and_the_past_stays():
    matched = found(asked(scenarios=["ssp585"]), version())
    assert matched.candidates[0].scenarios == ("historical", "ssp585")


def test_a_joined_scenario_answers_for_its_future():
    joined = (simulation("A", "historical+rcp45", (1950, 2100)),)
    assert found(asked(scenarios=["rcp45"]), version(simulations=joined)).is_met


def test_a_scenario_that_nobody_holds_is_refused_with_those_on_offer():
    matched = found(asked(scenarios=["ssp126"]), version())
    assert matched.unmet.code == "scenario-not-held"
    assert "middle emissions (SSP2-4.5) and very high emissions (SSP5-8.5)" in str(matched.unmet)
    assert [m.severity for m in matched.mismatches] == ["error"]


def test_a_scenario_that_is_absent_beside_one_that_is_held_is_a_warning():
    matched = found(asked(scenarios=["ssp126", "ssp245"]), version())
    matched = found(asked(horizons=[(2045, 2049)]), version())
    assert any(m.asked == "2045–2049" for m in said(matched, "time", "warning"))


def test_a_baseline_that_is_not_held_leaves_values_without_changes():
    matched = found(asked(baseline=(1961, 1990)), version())
    assert matched.is_met
    assert any("1961–1990" in m.message for m in said(matched, "time", "warning"))


def test_another_calendar_is_said():
    matched = found(asked(), version(simulations=runs("A", calendar="noleap")))
    assert any("no 29 February" in m.message for m in said(matched, "time", "note"))


def test_a_daily_index_on_monthly_data_is_refused():
    unmet = found(asked(), version(simulations=runs("A", frequency="mon"))).unmet
    assert unmet.code == "step-too-long"
    assert "monthly means" in str(unmet)


def test_steps_shorter_than_a_day_are_refused_with_what_would_make_days_of_them():
    unmet = found(asked(), version(simulations=runs("A", frequency="3hr"))).unmet
    assert unmet.code == "step-too-short"
    assert "3-hourly values" in str(unmet)
    assert "make days of them" in str(unmet)


def test_a_mean_temperature_is_made_of_steps_of_hours():
    hourly = version(simulations=runs("A", frequency="6hr", variables=variables("tas")))
    assert found(asked(index="tg_mean", season={"from": "06-15", "to": "08-31"}), hourly).is_met


def test_air_on_a_pressure_level_never_stands_for_air_near_the_ground():
    aloft = version(simulations=runs("A", variables=variables("ta850", "ta1000")))
    assert not found(asked(index="tg_mean"), aloft).is_met


def test_a_mean_over_whole_months_is_served_from_monthly_data():
    monthly = version(simulations=runs("A", frequency="mon", variables=variables("tas")))
    assert found(asked(index="tg_mean", season="JJA"), monthly).is_met
    assert not found(asked(index="tg_mean", season={"from": "06-15", "to": "08-31"}), monthly).is_met


# — space —


def test_a_point_far_away_is_refused_with_its_distance():
    unmet = found(asked(region={"point": {"lat": -33.9, "lon": 18.4}}), version()).unmet
    assert isinstance(unmet, OutsideData)
    assert "9,700 km" in str(unmet)


def test_a_place_beyond_a_grid_is_refused_with_its_edges():
    unmet = found(asked(), grid()).unmet
    assert isinstance(unmet, OutsideData)
    assert "75°W to 72°W and 42°N to 45°N" in str(unmet)


def test_a_point_in_a_coarse_cell_is_told_the_cells_size():
    (mismatch,) = said(found(asked(region={"point": {"lat": 43, "lon": -74}}), grid()), "space")
    assert mismatch.severity == "warning"
    assert "100 km wide" in mismatch.message


def test_a_region_smaller_than_a_cell_is_told_so():
    small = {"bbox": {"west": -74.1, "south": 43.0, "east": -74.0, "north": 43.1}}
    (mismatch,) = said(found(asked(region=small), grid()), "space")
    assert (mismatch.severity, "smaller than one cell" in mismatch.message) == ("warning", True)


def test_a_region_of_many_cells_is_a_note():
    large = {"bbox": {"west": -74.9, "south": 42.1, "east": -72.1, "north": 44.9}}
    (mismatch,) = said(found(asked(region=large), grid()), "space")
    assert mismatch.severity == "note"


def test_a_region_half_outside_is_told_its_share():
    half = {"bbox": {"west": -76.5, "south": 42.5, "east": -73.5, "north": 43.5}}
    warnings = said(found(asked(region=half), grid()), "space", "warning")
    assert any("50 %" in m.message for m in warnings)


@pytest.mark.parametrize(("lat", "severity"), [(52.22, None), (52.26, None), (52.40, "warning")])
def test_a_station_says_how_far_away_it_is(lat, severity):
    matched = found(asked(), version(), station(lat=lat))
    (comparison,) = [c for c in matched.candidates if c.role == "comparison"]
    assert comparison.distance_km == pytest.approx(abs(lat - 52.22) * 111.195, abs=0.01)
    assert [m.severity for m in comparison.mismatches if m.axis == "space"] == ([severity] if severity else [])


def test_a_station_beyond_fifty_kilometres_does_not_speak_for_a_place():
    matched = found(asked(), version(), station(lat=52.22 + 51 / 111.195))
    assert [r.version.dataset for r in matched.refusals] == ["station"]


def test_one_point_for_an_area_is_a_warning():
    county = {"bbox": {"west": 0.5, "south": 52.0, "east": 1.5, "north": 52.5}}
    (mismatch,) = said(found(asked(region=county), version()), "space")
    assert mismatch.severity == "warning"
    assert "stands for all of" in mismatch.message


def test_the_nearest_of_several_stations_counts():
    import numpy as np

    points = Grid("points", np.array([50.0, 52.3]), np.array([0.0, 0.9]), None, None, "none", ("far", "near"))
    two = version(simulations=runs("A", cells=2, bbox=(0.0, 50.0, 0.9, 52.3)))
    (candidate,) = found(asked(), two, grid_of=lambda v, s: points).candidates
    assert candidate.distance_km == pytest.approx(9.0, abs=0.1)


def test_a_grid_across_the_antimeridian_reaches_both_sides():
    fiji = grid(bbox=(176.0, -20.0, -178.0, -15.0))
    for lon in (179.0, -179.0):
        assert found(asked(region={"point": {"lat": -17.0, "lon": lon}}), fiji).is_met
    assert not found(asked(region={"point": {"lat": -17.0, "lon": 170.0}}), fiji).is_met


# — metric —


def test_a_missing_variable_is_named_and_never_replaced():
    unmet = found(asked(), version(simulations=runs("A", variables=variables("tas")))).unmet
    assert isinstance(unmet, UnservableNeed)
    assert unmet.code == "variable-missing"
    assert "tasmax (daily maximum temperature)" in str(unmet)


def test_mean_temperature_is_had_from_both_extremes_and_said_so():
    matched = found(asked(index="tg_mean"), version())
    assert matched.candidates[0].proxies == {"tas": ("tasmin", "tasmax")}
    assert any("FAO-56" in m.message for m in said(matched, "metric", "warning"))
    assert matched.to_recipe().inputs[0].proxies == {"tas": ("tasmin", "tasmax")}


def test_no_proxy_where_the_variable_is_held():
    held = version(simulations=runs("A", variables=variables("tas", "tasmin", "tasmax")))
    assert found(asked(index="tg_mean"), held).candidates[0].proxies == {}


@pytest.mark.parametrize(
    ("adjustment", "index", "severity"),
    [("raw", "tx_days_above", "warning"), ("raw", "tx_max", "note"), ("unknown", "tx_days_above", "warning")],
)
def test_a_fixed_threshold_on_raw_models_is_a_warning(adjustment, index, severity):
    matched = found(asked(index=index), version(adjustment=adjustment))
    assert severity in {m.severity for m in said(matched, "metric") if "adjusted" in m.message}


def test_adjusted_models_need_no_such_warning():
    matched = found(asked(), version(adjustment="adjusted"))
    assert not [m for m in said(matched, "metric") if "adjusted" in m.message]


def test_raw_and_adjusted_projections_are_not_mixed():
    both = found(asked(), version("raw-ones"), version("adjusted-ones", adjustment="adjusted"))
    assert isinstance(both.unmet, DataToChoose)
    assert both.unmet.options == ("raw-ones", "adjusted-ones")
    assert not both.is_met


@pytest.mark.parametrize(
    ("statistic", "parameters", "said"),
    [
        ("share < 90 days", {}, "begin before 4 June"),
        ("share <= 90 days", {}, "begin before 3 June"),
        ("share < 90 days", {"date_to": "05-31"}, "none is counted"),
        ("share < 90 days", {"date_end_from": "07-01"}, ""),
        ("share > 90 days", {}, ""),
        ("share < 90 days", {"date_from": "11-01", "date_to": "01-31", "date_end_from": "02-15"}, "before 18 November"),
        ("mean", {}, ""),
    ],
)
def test_short_rains_that_the_search_for_their_end_cannot_find_are_said(statistic, parameters, said):
    need = asked(index="rain_season_length", parameters=parameters)
    need = replace(need, statistic=Statistic.parse(statistic))
    messages = [m.message for m in found(need, version()).mismatches if m.code == "end-searched-late"]
    assert bool(messages) == bool(said)
    assert all(said in message for message in messages)


# — one simulation in two datasets —


def taken(matched):
    """Dataset → model and scenario of what is taken from it."""
    return {
        c.version.dataset: {(s.model, s.scenario) for s in c.simulations} for c in matched.candidates if c.simulations
    }


def test_a_simulation_that_two_datasets_hold_is_taken_once_and_that_is_said():
    matched = found(asked(), version("first", runs("A", "B")), version("second", runs("B", "C")))
    models = {dataset: {model for model, _ in held} for dataset, held in taken(matched).items()}
    assert models == {"first": {"A", "B"}, "second": {"C"}}
    (note,) = [m for m in matched.mismatches if m.code == "held-twice"]
    assert "B is the same simulation in first and second" in note.message
    assert note.severity == "note"
    assert not [m for m in found(asked(), version(), version("other", runs("D"))).mismatches if m.code == "held-twice"]


def test_other_members_are_no_duplicates():
    matched = found(asked(), version("first", runs("A", member="r1")), version("second", runs("A", member="r2")))
    assert set(taken(matched)) == {"first", "second"}


def test_a_dataset_that_has_nothing_of_its_own_is_left_out():
    matched = found(asked(), version("first", runs("A", "B")), version("second", runs("A", "B")))
    assert set(taken(matched)) == {"first"}
    assert matched.to_recipe().inputs[0].dataset == "first"


def test_what_holds_more_of_the_periods_is_taken_before_the_first_by_name():
    short = tuple(simulation("A", s, y) for s, y in (("historical", (1995, 2014)), ("ssp245", (2020, 2065))))
    both = asked(horizons=[(2041, 2060), (2080, 2099)])
    assert set(taken(found(both, version("a-short", short), version("b-long", runs("A"))))) == {"b-long"}


def test_finer_cells_are_taken_before_coarser_ones():
    region = {"bbox": {"west": -74.5, "south": 42.5, "east": -72.5, "north": 44.5}}
    cells = {"bbox": (-75.0, 42.0, -72.0, 45.0), "grid_kind": "rectilinear", "cells": 9}
    coarse = version("a-coarse", runs("A", resolution_km=100.0, **cells))
    fine = version("b-fine", runs("A", resolution_km=12.0, **cells))
    assert set(taken(found(asked(region=region), coarse, fine))) == {"b-fine"}


def test_a_scenario_that_the_other_lacks_is_added_with_its_own_past():
    first = tuple(simulation("A", s, y) for s, y in (("historical", (1995, 2014)), ("ssp245", (2020, 2099))))
    matched = found(asked(), version("first", first), version("second", runs("A")))
    assert taken(matched)["second"] == {("A", "historical"), ("A", "ssp585")}


@pytest.mark.parametrize(
    ("models", "severity"), [("A", "warning"), ("AB", "warning"), ("ABC", "note"), ("ABCDE", None)]
)
def test_few_models_are_said(models, severity):
    matched = found(asked(), version(simulations=runs(*models)))
    severities = [m.severity for m in said(matched, "metric") if "range comes from" in m.message]
    assert severities == [severity] * bool(severity)


# — every report —


@pytest.mark.parametrize("region", [WOOLPIT, {"bbox": {"west": 0.5, "south": 52, "east": 1.5, "north": 53}}])
def test_each_report_has_the_three_axes_in_order(region):
    matched = found(asked(region=region), version(), station())
    axes = [m.axis for m in matched.mismatches]
    assert set(axes) == {"time", "space", "metric"}
    assert axes == sorted(axes, key=["time", "space", "metric"].index)
    for m in matched.mismatches:
        assert all((m.asked, m.offered, m.remedy, m.code))
        assert m.message.endswith(".")


def test_the_dataset_that_came_closest_says_why_a_need_is_unmet():
    matched = found(asked(horizons=[(2200, 2219)]), grid(), version())
    assert isinstance(matched.unmet, PeriodNotHeld)
    assert {r.version.dataset: r.axis for r in matched.refusals} == {"grid": "space", "models": "time"}


def test_a_match_survives_its_json():
    import json

    document = found(asked(), version(), station(), grid()).to_json()
    assert json.loads(json.dumps(document)) == document


def test_a_raw_model_is_said_to_cross_each_limit_of_the_index_wrongly():
    raw = version(simulations=runs("A", variables=variables("tasmin", "tasmax")))
    warned = [m.message for m in found(asked(index="heat_wave_frequency"), raw).mismatches if m.code == "not-adjusted"]
    assert len(warned) == 1
    assert "crosses 22 °C and 30 °C too often or too seldom" in warned[0]
    noted = [m for m in found(asked(index="tg_mean"), raw).mismatches if m.code == "not-adjusted"]
    assert [m.severity for m in noted] == ["note"]
