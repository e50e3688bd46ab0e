"""Counts, sums, means, extremes and runs of days, written from the text of the definitions."""

from __future__ import annotations

import math

from tests.oracle.seasons import NONE, Loop, known, runs


def mean(values):
    there = known(values)
    return math.fsum(there) / len(there)


def highest(values):
    return max(known(values))


def lowest(values):
    return min(known(values))


def above(values, thresh):
    return sum(1 for v in values if v > thresh)


def below(values, thresh):
    return sum(1 for v in values if v < thresh)


def at_least(values, thresh):
    return sum(1 for v in values if v >= thresh)


def excess(values, thresh):
    return math.fsum(v - thresh for v in values if v > thresh)


def lack(values, thresh):
    return math.fsum(thresh - v for v in values if v < thresh)


def longest(flags):
    return max((end - start for start, end in runs(flags)), default=0)


def longest_below(values, thresh):
    return longest([v < thresh for v in values])


def longest_above(values, thresh):
    return longest([v > thresh for v in values])


def longest_at_least(values, thresh):
    return longest([v >= thresh for v in values])


def total(pr, thresh):
    return math.fsum(p for p in pr if p >= thresh)


def window_maximum(pr, window):
    n = int(window)
    return max(known([math.fsum(pr[i : i + n]) for i in range(len(pr) - n + 1)]), default=NONE)


def mean_of_wet(pr, thresh):
    wet = [p for p in pr if p >= thresh]
    return math.fsum(wet) / len(wet) if wet else NONE


def mean_difference(low, high):
    return mean([b - a for a, b in zip(low, high, strict=True)])


def _limit(work, variable, thresh, *, units="degC", exact=True):
    return Loop(work, (variable,), {"thresh": f"{thresh:g} {units}"}, exact, {variable: thresh} if exact else {})


LOOPS = {
    "tg_mean": Loop(mean, ("tas",)),
    "tx_mean": Loop(mean, ("tasmax",)),
    "tn_mean": Loop(mean, ("tasmin",)),
    "tx_max": Loop(highest, ("tasmax",)),
    "tx_min": Loop(lowest, ("tasmax",)),
    "tn_max": Loop(highest, ("tasmin",)),
    "tn_min": Loop(lowest, ("tasmin",)),
    "tg_max": Loop(highest, ("tas",)),
    "tg_min": Loop(lowest, ("tas",)),
    "tx_days_above": _limit(above, "tasmax", 22.0),
    "tx_days_below": _limit(below, "tasmax", 12.0),
    "tn_days_above": _limit(above, "tasmin", 12.0),
    "tn_days_below": _limit(below, "tasmin", -1.5),
    "tg_days_above": _limit(above, "tas", 10.0),
    "tg_days_below": _limit(below, "tas", 10.0),
    "frost_days": _limit(below, "tasmin", 0.0),
    "late_frost_days": _limit(below, "tasmin", 1.5),
    "ice_days": _limit(below, "tasmax", 0.0),
    "tropical_nights": _limit(above, "tasmin", 14.0),
    "growing_degree_days": _limit(excess, "tas", 10.0, exact=False),
    "cooling_degree_days": _limit(excess, "tas", 14.0, exact=False),
    "thawing_degree_days": _limit(excess, "tas", 0.0, exact=False),
    "heating_degree_days": _limit(lack, "tas", 17.0, exact=False),
    "freezing_degree_days": _limit(lack, "tas", 0.0, exact=False),
    "maximum_consecutive_frost_days": _limit(longest_below, "tasmin", 0.0),
    "maximum_consecutive_frost_free_days": _limit(longest_at_least, "tasmin", 0.0),
    "maximum_consecutive_warm_days": _limit(longest_above, "tasmax", 18.0),
    "daily_temperature_range": Loop(mean_difference, ("tasmin", "tasmax")),
    "prcptot": _limit(total, "pr", 0.0, units="mm/day", exact=False),
    "wetdays": _limit(at_least, "pr", 5.0, units="mm/day"),
    "dry_days": _limit(below, "pr", 0.5, units="mm/day"),
    "max_1day_precipitation_amount": Loop(highest, ("pr",)),
    "max_n_day_precipitation_amount": Loop(window_maximum, ("pr",), {"window": "5 days"}),
    "maximum_consecutive_dry_days": _limit(longest_below, "pr", 1.0, units="mm/day"),
    "maximum_consecutive_wet_days": _limit(longest_at_least, "pr", 1.0, units="mm/day"),
    "daily_pr_intensity": Loop(mean_of_wet, ("pr",), {"thresh": "1 mm/day"}, ties={"pr": 1.0}),
    "windy_days": _limit(at_least, "sfcWind", 6.0, units="m/s"),
    "stormy_days": _limit(at_least, "sfcWindmax", 12.0, units="m/s"),
    "calm_days": _limit(below, "sfcWind", 3.0, units="m/s"),
    "snd_days_above": _limit(at_least, "snd", 10.0, units="cm"),
}  # fmt: skip
