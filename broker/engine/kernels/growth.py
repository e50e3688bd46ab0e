"""Growth of maize and of pasture: sums and counts over several variables, all in float64."""

from __future__ import annotations

import numpy as np

from catalog.compiling import compiled


@compiled
def corn_heat(lower, upper, i0, i1, complete, lower_base, upper_base, lower_scale, upper_scale):  # noqa: ANN001, ANN201
    """Return the sum of corn heat units, (cells, seasons); a missing day makes it NaN by itself.

    Bases are in stored units; a scale turns a stored difference into °C.
    """
    out = np.full((lower.shape[0], i0.size), np.nan)
    for c in range(lower.shape[0]):
        for s in range(i0.size):
            if complete[s]:
                total = 0.0
                for t in range(i0[s], i1[s]):
                    # Written so that a missing value stays: every comparison with NaN is false.
                    night = (lower[c, t] - lower_base) * lower_scale
                    day = (upper[c, t] - upper_base) * upper_scale
                    night = 0.0 if night < 0.0 else night
                    day = 0.0 if day < 0.0 else day
                    total += (1.8 * night + (3.33 * day - 0.084 * day * day)) / 2.0
                out[c, s] = total
    return out


@compiled
def moist_mild_days(mild, water, demand, i0, i1, complete, back, share):  # noqa: ANN001, ANN201
    """Return the number of mild days whose last `back` days brought at least a share of what the air demanded.

    `mild` is 1 or 0, `water` and `demand` are amounts a day, all (cells, time), NaN where missing. The days before may
    lie before the season; NaN where they reach before the data.
    """
    out = np.full((mild.shape[0], i0.size), np.nan)
    for c in range(mild.shape[0]):
        for s in range(i0.size):
            if not complete[s] or i0[s] < back - 1:
                continue
            count = 0.0
            for t in range(i0[s], i1[s]):
                came = 0.0
                asked = 0.0
                for k in range(t - back + 1, t + 1):
                    came += water[c, k]
                    asked += demand[c, k]
                if came != came or asked != asked or mild[c, t] != mild[c, t]:
                    count = np.nan
                    break
                if mild[c, t] > 0 and came >= share * asked:
                    count += 1
            out[c, s] = count
    return out
