"""Whose past a simulation is compared with: its own, else that of the historical run of its model and member."""

from __future__ import annotations

import numpy as np
import pytest

from broker.engine.references import reference_of
from broker.recipe import Input
from tests.unit.archives import MemorySource, daily_axis, grid
from translators.periods import Years

YEARS = Years(1981, 1990)


def source(first, last, name, lats=(50.0,)):
    axis = daily_axis(first, last)
    values = {"tas": np.zeros((len(lats), axis.days.size))}
    return MemorySource(axis, grid(list(lats), [0.0]), values, fingerprint=name)


MADE = {
    ("A", "ssp126", "r1"): source(1981, 2040, "another future that begins early"),
    ("B", "historical", "r1"): source(1981, 2000, "another model"),
    ("A", "historical", "r2"): source(1981, 2000, "another member"),
    ("A", "historical", "r1"): source(1981, 2000, "its own past"),
    ("A", "ssp585", "r1"): source(2015, 2040, "a future"),
}
INPUT = Input("d", 1, "s", "projection", tuple(MADE), {})


def reference(key, made=None):
    made = made or MADE
    return reference_of(INPUT, key, made[key], YEARS, lambda dataset, version, other: made[other])


def test_a_future_is_compared_with_the_historical_run_of_its_model_and_member():
    found = reference(("A", "ssp585", "r1"))
    assert (found.source.fingerprint, found.is_own, found.i0, found.i1) == ("its own past", False, 0, 3650)


@pytest.mark.parametrize("key", [("A", "ssp126", "r1"), ("A", "historical", "r2")])
def test_a_run_that_holds_the_years_is_compared_with_itself(key):
    found = reference(key)
    assert found.is_own
    assert found.source is MADE[key]


def test_a_past_that_lacks_a_day_or_lies_on_another_grid_is_none():
    future, past = ("A", "ssp585", "r1"), ("A", "historical", "r1")
    assert reference(future, MADE | {past: source(1982, 2000, "late")}) is None
    assert reference(future, MADE | {past: source(1981, 1989, "short")}) is None
    assert reference(future, MADE | {past: source(1981, 2000, "other cells", (50.0, 51.0))}) is None
    assert reference(past, MADE | {past: source(1982, 2000, "late")}) is None
