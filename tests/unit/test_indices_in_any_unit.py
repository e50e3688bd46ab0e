"""Indices of several variables are the same whatever the scale and the zero of the numbers that are stored."""

from __future__ import annotations

import numpy as np
import pytest

from broker.engine.reductions import Daily
from tests.oracle.agreement import daily_values
from tests.unit.daily_tasks import days_from, index_of_days
from translators.indices import INDICES

YEAR = [(1, month, day) for month in range(1, 13) for day in range(1, 31)]
KEYS = (
    "huglin_index", "biologically_effective_degree_days", "potential_evapotranspiration", "water_budget",
    "thi_days_above", "humidex_days_above", "heat_index_days_above", "daily_temperature_range",
    "fire_weather_days", "chill_units", "chill_portions", "prcptot", "daily_pr_intensity",
    "wet_chill_days", "pasture_growth_days",
)  # fmt: skip


@pytest.mark.parametrize("key", KEYS)
def test_another_scale_and_zero_of_the_stored_numbers_change_nothing(key):
    values = [daily_values(name, YEAR, 1, seed)[0] for seed, name in enumerate(INDICES[key].variables)]

    def found(scale, offset):
        stored = [Daily(((one - offset) / scale)[np.newaxis], scale, offset) for one in values]
        return index_of_days(key, *stored, time=days_from(2001, 2001, "360_day"), latitude=46.0)

    assert found(0.5, -40.0) == pytest.approx(found(1.0, 0.0), rel=1e-9, abs=1e-9, nan_ok=True)
