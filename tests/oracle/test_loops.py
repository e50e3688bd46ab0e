"""The judge is judged too: seasons and indices counted by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tests.oracle import loops, loops_of_days, loops_of_fire, loops_of_rains, seasons, worlds


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
    assert loops_of_days.longest_below(rain, 1.0) == 3
    assert loops_of_days.longest_at_least(rain, 1.0) == 1
    assert loops_of_days.window_maximum(rain, 2) == 2.9
    assert math.isnan(loops_of_days.mean_of_wet([0.0, 0.1], 1.0))


def test_the_seed_of_the_rainy_season_starts_on_day_152_and_ends_on_day_274():
    rain = {150: 10.0, 151: 10.0, 152: 10.0} | dict.fromkeys(range(153, 274), 2.0)
    days = loops.season_days("noleap", 2001, (1, 1), (12, 31))
    held = {d: {"pr": rain.get(i, 0.0)} for i, d in enumerate(days, start=1)}
    asked = seasons.Asked("noleap", days, held)
    parameters = {
        "thresh_wet_start": 25.0, "window_wet_start": 3, "window_not_dry_start": 30, "thresh_dry_start": 1.0,
        "window_dry_start": 7, "method_dry_start": "per_day", "date_from": (5, 1), "date_to": (12, 31),
        "onset": "amount reached", "thresh_dry_end": 0.0, "window_dry_end": 20, "method_dry_end": "per_day",
        "date_end_from": (9, 1), "date_end_to": (12, 31),
    }  # fmt: skip
    assert loops_of_rains.start(asked, **parameters) == 152
    assert loops_of_rains.end(asked, **parameters) == 274
    assert loops_of_rains.length(asked, **parameters) == 122
    assert loops_of_rains.start(asked, **parameters | {"onset": "first wet day"}) == 150


@pytest.mark.parametrize("latitude", [-52.0, -30.0, -22.0, -15.0, 0.0, 15.0, 22.0, 30.0, 61.0])
def test_fire_weather_agrees_in_every_band_of_latitude(latitude):
    from broker.engine.kernels.fire_weather import fire_weather_index

    days = seasons.season_days("noleap", 2001, (1, 1), (12, 31))
    draw = np.random.default_rng(5)
    made = {
        "tas": draw.normal(15, 12, 365), "pr": np.maximum(draw.normal(-3, 8, 365), 0.0),
        "sfcWind": draw.uniform(0, 12, 365), "hurs": draw.uniform(15, 104, 365),
    }  # fmt: skip
    held = {d: {n: float(v[i]) for n, v in made.items()} for i, d in enumerate(days)}
    wanted = [index for _, index in loops_of_fire.daily(seasons.Asked("noleap", days, held, latitude))]
    months = np.array([d[1] for d in worlds.days_of("noleap", days[0], days[-1])])
    arrays = [v[np.newaxis] for v in made.values()]
    found = fire_weather_index(*arrays, np.tile([1.0, 0.0], (4, 1)), months, np.array([latitude]))
    assert found[0] == pytest.approx(wanted, rel=1e-9, abs=1e-12)
    assert max(wanted) > 20
