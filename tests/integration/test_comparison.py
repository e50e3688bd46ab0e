"""Each model's past stands beside what was observed, season by season, whenever the observations came."""

from __future__ import annotations

import numpy as np
import pytest

from catalog.calendars import date_of
from tests.integration import stored_worlds as worlds

YEARS = (2000, 2011)


def seasonal(time, winter, summer):
    """Values of one place: `summer` in June to August, `winter` in all other months."""
    _year, month, _day = date_of(time.first_day, time.calendar)
    return np.where(np.isin(month, (6, 7, 8)), summer, winter).astype("float32")[:, None]


def rain(time, every):
    """10 mm on each `every`-th day, nothing on the others."""
    return np.where(np.arange(time.first_day.size) % every == 0, 10.0, 0.0).astype("float32")[:, None]


def publish_models(catalog, offset=2.0):
    time = worlds.daily_axis(*YEARS, calendar="noleap")
    values = {"tas": seasonal(time, 4.0 + offset, 20.0), "pr": rain(time, 5)}
    found = worlds.found(values, time, worlds.points((52.2, 0.9)), model="WARM")
    return worlds.publish(catalog, "models", found)


def publish_station(catalog, place=(52.2, 0.9), dataset="station"):
    time = worlds.daily_axis(*YEARS)
    values = {"tas": seasonal(time, 4.0, 20.0), "pr": rain(time, 10)}
    found = worlds.found(values, time, worlds.points(place), model="station", scenario="observed")
    return worlds.publish(catalog, dataset, found, kind="observation")


def test_observations_that_come_later_are_compared_and_the_version_stays_as_it_was(tmp_path):
    catalog = worlds.catalog_in(tmp_path)
    publish_models(catalog)
    before = catalog.dataset("models")
    assert catalog.comparisons(before) == ()
    publish_station(catalog)
    assert catalog.dataset("models") == before
    assert set(catalog.registry.comparisons(before)) == {("station", 1)}
    tas = next(c for c in catalog.comparisons(before) if c.variable == "tas")
    assert (tas.model, tas.observed, tas.years, tas.count) == ("WARM", "station@1", YEARS, 12)
    model, observed = tas.seasons["DJF"]
    assert (model.mean, observed.mean, model.p10, observed.p90) == pytest.approx((6.0, 4.0, 6.0, 4.0))
    model, observed = tas.seasons["JJA"]
    assert model.mean == observed.mean == pytest.approx(20.0)
    assert (model.wet_days, observed.wet_days) == (None, None)


def test_the_share_of_wet_days_is_compared(tmp_path):
    catalog = worlds.catalog_in(tmp_path)
    publish_station(catalog)
    publish_models(catalog)
    pr = next(c for c in catalog.comparisons(catalog.dataset("models")) if c.variable == "pr")
    model, observed = pr.seasons["year"]
    assert (model.wet_days, observed.wet_days) == pytest.approx((0.2, 0.1), abs=1e-3)
    assert model.mean == pytest.approx(2 * observed.mean, rel=1e-2)


def test_what_is_kept_is_not_computed_again(tmp_path, monkeypatch):
    catalog = worlds.catalog_in(tmp_path)
    publish_models(catalog)
    publish_station(catalog)
    monkeypatch.setattr("catalog.comparison.compare", lambda *_: 1 / 0)
    assert len(catalog.comparisons(catalog.dataset("models"))) == 2


def test_a_station_far_away_says_nothing(tmp_path):
    catalog = worlds.catalog_in(tmp_path)
    publish_models(catalog)
    publish_station(catalog, place=(54.0, 0.9))
    assert catalog.comparisons(catalog.dataset("models")) == ()


def world(catalog, dataset, kind, grid, seed, missing=()):
    """Random temperature and rain of twelve years; the cells of `missing` have none. Returns {name: (steps, cells)}."""
    rng = np.random.default_rng(seed)
    time = worlds.daily_axis(*YEARS, calendar="noleap")
    shape = (time.first_day.size, grid.cells)
    values = {"tas": rng.normal(10, 8, shape).astype("float32"), "pr": rng.gamma(0.2, 9, shape).astype("float32")}
    for name in values:
        values[name][:, list(missing)] = np.nan
    scenario = "observed" if kind == "observation" else "historical"
    worlds.publish(catalog, dataset, worlds.found(values, time, grid, scenario=scenario), kind=kind)
    return values


def looped_mean(values, cells, lats):
    """One value a day: cells by the cosine of their latitude, those without a value left out."""
    found = []
    for day in values:
        held = [(day[c], np.cos(np.radians(lats[c]))) for c in cells if not np.isnan(day[c])]
        found.append(sum(v * w for v, w in held) / sum(w for _v, w in held))
    return found


def looped_percentile(values, share):
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    low = int(place)
    return ordered[low] + (place - low) * (ordered[min(low + 1, len(ordered) - 1)] - ordered[low])


@pytest.mark.parametrize("model_is_coarse", [True, False])
def test_grids_are_compared_at_the_size_of_the_coarser_one(tmp_path, model_is_coarse):
    catalog = worlds.catalog_in(tmp_path)
    # Cell 2 of four is narrower than 0, so nearer to the middle; it holds 8, 9, 12 and 13 of the sixteen; 13 is sea.
    coarse, fine = worlds.box_grid(2, 2, step=1.0), worlds.box_grid(4, 4, step=0.5)
    grids = (coarse, fine) if model_is_coarse else (fine, coarse)
    kinds = (("models", "projection"), ("gridded", "observation"))
    held = [
        world(catalog, dataset, kind, grid, seed, missing=(13,) if grid is fine else ())
        for seed, ((dataset, kind), grid) in enumerate(zip(kinds, grids, strict=True))
    ]
    lats = np.repeat(fine.lat, 4)
    months = [m for _ in range(*YEARS) for m, n in enumerate((31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), 1)
              for _ in range(n)]  # fmt: skip
    months += months[:365]
    found = {c.variable: c for c in catalog.comparisons(catalog.dataset("models"))}
    assert found["tas"].cells == ((1, 4) if model_is_coarse else (4, 1))
    for name, comparison in found.items():
        for side, (values, grid) in enumerate(zip(held, grids, strict=True)):
            cells = [2] if grid is coarse else [8, 9, 12, 13]
            daily = looped_mean(values[name], cells, lats)
            for season, inside in (("year", range(1, 13)), ("DJF", (1, 2, 12)), ("JJA", (6, 7, 8))):
                taken = [v for v, month in zip(daily, months, strict=True) if month in inside]
                climate = comparison.seasons[season][side]
                assert climate.mean == pytest.approx(sum(taken) / len(taken), rel=1e-5)
                assert climate.p10 == pytest.approx(looped_percentile(taken, 0.1), rel=1e-5, abs=1e-6)
                assert climate.p90 == pytest.approx(looped_percentile(taken, 0.9), rel=1e-5)
                if name == "pr":
                    assert climate.wet_days == pytest.approx(sum(v >= 1 for v in taken) / len(taken), abs=1e-9)


def test_where_the_middle_is_sea_the_next_cell_is_taken(tmp_path):
    catalog = worlds.catalog_in(tmp_path)
    grid = worlds.box_grid(3, 3)
    world(catalog, "models", "projection", grid, 1)
    world(catalog, "gridded", "observation", grid, 2, missing=(4,))
    assert {c.cells for c in catalog.comparisons(catalog.dataset("models"))} == {(1, 1)}


def test_grids_on_both_sides_of_the_antimeridian_meet(tmp_path):
    catalog = worlds.catalog_in(tmp_path)
    world(catalog, "models", "projection", worlds.box_grid(4, 4, south=-20.0, west=179.0), 1)
    world(catalog, "gridded", "observation", worlds.box_grid(4, 4, south=-20.0, west=-181.0), 2)
    assert len(catalog.comparisons(catalog.dataset("models"))) == 2
