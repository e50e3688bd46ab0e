"""The judge is judged too: seasons and indices counted by hand."""

from __future__ import annotations

import math

from tests.oracle import loops


def test_a_360_day_winter_has_ninety_days():
    assert len(loops.season_days("360_day", 2001, (12, 1), (2, 31))) == 90
    assert loops.season_days("360_day", 2001, (12, 1), (2, 31))[0] == (2000, 12, 1)
    assert loops.season_days("360_day", 2001, (12, 1), (2, 31))[-1] == (2001, 2, 30)


def test_the_last_day_of_february_follows_the_calendar():
    assert loops.season_days("standard", 2000, (2, 1), (2, 31))[-1] == (2000, 2, 29)
    assert loops.season_days("standard", 1900, (2, 1), (2, 31))[-1] == (1900, 2, 28)
    assert loops.season_days("julian", 1900, (2, 1), (2, 31))[-1] == (1900, 2, 29)
    assert loops.season_days("noleap", 2000, (2, 29), (3, 1)) == [(2000, 3, 1)]


def test_runs_and_windows():
    rain = [0, 0, 2, 0.9, 0, 0, 1.0, 0]
    assert loops.maximum_consecutive_dry_days(rain, 1.0) == 3
    assert loops.maximum_consecutive_wet_days(rain, 1.0) == 1
    assert loops.max_n_day_precipitation_amount(rain, 2) == 2.9
    assert math.isnan(loops.daily_pr_intensity([0.0, 0.1], 1.0))
