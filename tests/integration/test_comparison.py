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


def test_a_grid_of_observations_is_compared_in_the_middle_of_what_both_share(tmp_path):
    catalog = worlds.catalog_in(tmp_path)
    time = worlds.daily_axis(*YEARS, calendar="noleap")
    for dataset, kind, level in (("models", "projection", 12.0), ("gridded", "observation", 10.0)):
        values = {"tas": np.full((time.first_day.size, 9), level, dtype="float32")}
        found = worlds.found(
            values, time, worlds.box_grid(3, 3), scenario="observed" if kind != "projection" else "historical"
        )
        worlds.publish(catalog, dataset, found, kind=kind)
    (tas,) = catalog.comparisons(catalog.dataset("models"))
    assert [c.mean for c in tas.seasons["MAM"]] == [12.0, 10.0]
    assert tas.distance_km == 0.0
