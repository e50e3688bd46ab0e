"""Made-up weather: two rainy seasons, onsets that move, spells and neighbours that hold together, designed trends."""

import hashlib
from dataclasses import replace

import numpy as np
import pytest

from catalog.errors import CatalogError
from catalog.teaching import chance
from catalog.teaching.geography import Box, land
from catalog.teaching.models import FUTURE, MODELS, PAST, warming_k
from catalog.teaching.names import dataset_id
from catalog.teaching.run_reader import RunReader
from catalog.teaching.weather import Weather

BOX = Box(16, 16)
#: Cells near the middle of the highlands, counted from the south-west corner.
HIGH = [y * 16 + x for y in range(2, 9) for x in range(4)]

TABLES = "19577857a201b5b7a2cd8ebc4a3790ca3e07554c3cb5cefd3d125c448ad962ec"
YEAR = "812bbdf7100fb006aaea9fafa4b378a2cf56305c7e8e4e12a8c0cb4a50fcddb4"


@pytest.fixture(scope="module")
def past():
    """The past of a model without leap days: (years, 365, cells) of each variable."""
    years = list(Weather.past(MODELS[1], BOX).years())
    return {name: np.stack([year[name] for year in years]) for name in years[0]}


def of_months(values, first, last):
    edges = np.cumsum([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
    return values[:, edges[first - 1] : edges[last]]


def onset(pr, first, last):
    """The first day with 25 mm in three days and then no seven dry days in thirty; whether an earlier one failed."""
    failed = False
    for day in range(first, last):
        if pr[day : day + 3].sum() >= 25:
            dry = "".join("d" if mm < 1 else "w" for mm in pr[day + 3 : day + 33])
            if "d" * 7 not in dry:
                return day, failed
            failed = True
    return None, failed


def test_the_tables_are_the_same_bits_on_every_machine():
    held = b"".join(table().astype("<f8").tobytes() for table in (chance.normals, chance.quantiles, chance.amounts))
    assert hashlib.sha256(held + chance.cosines().astype("<f8").tobytes()).hexdigest() == TABLES


def test_a_year_is_the_same_bits_on_every_machine():
    run = replace(Weather.past(MODELS[0], Box(8, 8)), last_year=1981)
    (year,) = run.years()
    digest = hashlib.sha256(b"".join(year[name].astype("<f4").tobytes() for name in sorted(year))).hexdigest()
    assert digest == YEAR


def test_there_are_two_rainy_seasons_and_dry_months_between(past):
    rain = [of_months(past["pr"], m, m)[..., HIGH].sum(axis=1).mean() for m in range(1, 13)]
    wet = [(of_months(past["pr"], m, m)[..., HIGH] >= 1).mean() for m in range(1, 13)]
    assert min(rain[3], rain[10]) > 2 * max(rain[0], rain[1], rain[7])
    assert min(wet[3], wet[10]) > 0.4 > 0.25 > max(wet[0], wet[7])


def test_annual_totals_are_plausible(past):
    totals = past["pr"].sum(axis=1)
    assert 600 < totals[:, HIGH].mean() < 1300
    assert 0.1 < (totals.std(axis=0) / totals.mean(axis=0)).mean() < 0.45
    assert 150 < totals.mean(axis=0).min() < 700
    assert past["pr"].max() < 300


def test_the_long_rains_set_in_in_most_years_and_by_weeks_apart(past):
    found = [onset(past["pr"][year, :, cell], 45, 151) for cell in HIGH[::5] for year in range(34)]
    days = np.array([day for day, _ in found if day is not None])
    assert days.size > 0.6 * len(found)
    assert 10 < days.std() < 30
    assert 70 < days.mean() < 115
    assert 0.1 < np.mean([failed for _, failed in found]) < 0.8


def test_wet_days_follow_wet_days(past):
    wet = of_months(past["pr"], 4, 5)[..., HIGH] > 0
    after_wet, after_dry = wet[:, 1:][wet[:, :-1]].mean(), wet[:, 1:][~wet[:, :-1]].mean()
    assert 0.2 < after_wet - after_dry < 0.5


def test_neighbours_have_the_same_rain_more_than_far_cells(past):
    rain = of_months(past["pr"], 3, 5).reshape(-1, 256)
    with_first = [np.corrcoef(rain[:, 0], rain[:, x])[0, 1] for x in (1, 4, 15)]
    assert with_first[0] > 0.5 > with_first[1] > with_first[2]


def test_temperature_remembers_and_nights_are_colder_than_days(past):
    assert (past["tasmin"] < past["tasmax"]).all()
    departures = past["tasmax"] - past["tasmax"].mean(axis=0)
    assert 0.4 < np.corrcoef(departures[:, 1:, 0].ravel(), departures[:, :-1, 0].ravel())[0, 1] < 0.8
    wet = past["pr"] > 0
    assert past["tasmax"][wet].mean() < past["tasmax"][~wet].mean()
    high = land(BOX).altitude_m
    assert np.corrcoef(high, past["tasmax"].mean(axis=(0, 1)))[0, 1] < -0.9


def test_warming_has_the_designed_size_and_models_disagree_about_rain():
    box, change = Box(8, 8), {}
    for model in (MODELS[2], MODELS[3]):
        run = replace(Weather.future(model, "ssp585", box), first_year=2041)
        before = replace(Weather.past(model, box), last_year=2000)
        late, early = (list(r.years()) for r in (run, before))
        mean = [np.mean([y["tasmax"].mean() + y["tasmin"].mean() for y in part]) / 2 for part in (early, late)]
        designed = np.mean([warming_k(model, "ssp585", y) for y in range(2041, 2061)]) - np.mean(
            [warming_k(model, "historical", y) for y in range(1981, 2001)]
        )
        assert mean[1] - mean[0] == pytest.approx(designed * land(box).warming.mean(), abs=0.4)
        change[model.name] = np.mean([y["pr"].mean() for y in late]) / np.mean([y["pr"].mean() for y in early]) - 1
    assert change["TEACH-3"] < 0 < change["TEACH-4"]


def test_a_future_follows_its_past_without_a_seam():
    box = Box(8, 8)
    past = replace(Weather.past(MODELS[1], box), first_year=2013)
    *_, last = past.years()
    first = next(replace(Weather.future(MODELS[1], "ssp245", box), last_year=2015).years())
    whole = replace(past, scenario="ssp245", last_year=2015)
    *_, last_of_whole, first_of_whole = whole.years()
    assert np.abs(last["tasmax"] - last_of_whole["tasmax"]).max() == 0
    assert np.abs(first["tasmax"][:30] - first_of_whole["tasmax"][:30]).max() < 0.2


def test_steps_are_the_same_however_they_are_asked_for():
    run = replace(Weather.past(MODELS[2], Box(8, 8)), last_year=1983)
    whole = {name: RunReader(run)(name, 0, 1080) for name in ("pr", "tasmin")}
    reader = RunReader(run)
    for start, stop in ((0, 100), (100, 800), (800, 1080), (50, 400)):
        for name, values in whole.items():
            np.testing.assert_array_equal(reader(name, start, stop), values[start:stop])


def test_calendars_differ_and_cover_the_same_years():
    runs = [Weather.past(model, BOX) for model in MODELS]
    assert {run.calendar for run in runs} == {"standard", "noleap", "360_day"}
    assert [r.time.first_day.size for r in runs] == [12418, 12410, 12240, 12418, 12410]
    assert PAST[1] + 1 == FUTURE[0]


def test_a_scale_that_is_no_share_is_refused_in_one_sentence():
    assert dataset_id(1) == "teaching-east-africa"
    with pytest.raises(CatalogError, match="above 0 and at most 1"):
        dataset_id(2)
