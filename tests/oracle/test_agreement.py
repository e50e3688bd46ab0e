"""The engine against loops that were written from the definitions by somebody who had not read it."""

from __future__ import annotations

import pytest

from tests.oracle import agreement, loops, worlds

FLOAT64 = {"tas": "degC", "tasmax": "degC", "tasmin": "degC", "pr": "mm/day"}
FLOAT32 = {"tas": "K", "tasmax": "K", "tasmin": "K", "pr": "kg m-2 s-1"}


@pytest.mark.parametrize("index", sorted(loops.LOOPS))
@pytest.mark.parametrize("calendar", worlds.CALENDARS)
def test_every_cell_season_and_mean_agrees_with_the_loop(index, calendar):
    for condition in agreement.CONDITIONS:
        found = agreement.compare(index, calendar, condition, "float64", FLOAT64)
        assert found.compared > 0
        assert found.unexplained == []


@pytest.mark.parametrize("index", sorted(loops.LOOPS))
def test_kelvin_and_fluxes_in_single_precision_give_the_same(index):
    for condition in ("clean", "threshold met"):
        found = agreement.compare(index, "noleap", condition, "float32", FLOAT32)
        assert found.compared > 0
        assert found.unexplained == []


def test_the_loops_know_every_index():
    from translators.indices import INDICES

    assert set(loops.LOOPS) == set(INDICES)
