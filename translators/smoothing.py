"""Values day by day made smooth, so that a curve over the year tells of the season and not of chance."""

from __future__ import annotations

import math
from collections.abc import Sequence

#: Days of which a smooth value is the mean, the middle one its own.
SMOOTH_DAYS = 15


def smoothed(values: Sequence[float], round_the_year: bool) -> list[float]:
    """Return the mean of each value and its neighbours within `SMOOTH_DAYS`, of those that are known.

    Parameters
    ----------
    values : sequence of float
        One a day, in order; missing as NaN, which stays missing.
    round_the_year : bool
        Whether the first value follows the last; else fewer neighbours count at the ends, as many on both sides.
    """
    half, many = SMOOTH_DAYS // 2, len(values)
    found = []
    for at, own in enumerate(values):
        reach = half if round_the_year else min(half, at, many - 1 - at)
        near = [values[k % many] for k in range(at - reach, at + reach + 1)]
        known = [value for value in near if math.isfinite(value)]
        found.append(sum(known) / len(known) if math.isfinite(own) else math.nan)
    return found
