"""Runs of days with little wind and little sun."""

from __future__ import annotations

import numpy as np

from catalog.compiling import compiled, step

#: Speeds at which an idealised turbine starts, yields all and stops, m/s (xclim's defaults).
_CUT_IN, _RATED, _CUT_OUT = 3.5, 13.0, 25.0


@step
def _wind_yield(speed):  # noqa: ANN001, ANN202
    """Return the share of a turbine's power at a speed of wind in m/s."""
    if speed < _CUT_IN or speed >= _CUT_OUT:
        return 0.0
    if speed < _RATED:
        return (speed**3 - _CUT_IN**3) / (_RATED**3 - _CUT_IN**3)
    return 1.0


@compiled
def lull_runs(wind, sun, above, kind, i0, i1, complete, share, clearness, shortest):  # noqa: ANN001, ANN201
    """Return the days in runs of at least `shortest` calm, dark days, and the longest run, float64 (2, cells, seasons).

    `wind` at the hub (m/s) and `sun` at the ground are (cells, time), float64, NaN where missing; ``above[:, kind[t]]``
    is the sun's radiation above the air, in the unit of `sun`.
    """
    out = np.full((2, wind.shape[0], i0.size), np.nan)
    for c in range(wind.shape[0]):
        for s in range(i0.size):
            if not complete[s]:
                continue
            days = longest = run = 0
            gap = False
            for t in range(i0[s], i1[s]):
                gap |= (wind[c, t] != wind[c, t]) | (sun[c, t] != sun[c, t])
                # A share below the limit, without dividing by the radiation of a polar night.
                is_dark = sun[c, t] < clearness * above[c, kind[t]] or (sun[c, t] == 0.0 and clearness > 0.0)
                run = run + 1 if is_dark and _wind_yield(wind[c, t]) < share else 0
                if run == shortest:
                    days += run
                elif run > shortest:
                    days += 1
                if run >= shortest:
                    longest = max(longest, run)
            if not gap:
                out[0, c, s] = days
                out[1, c, s] = longest
    return out
