"""Metrics in one's own words, each judged by a loop of its own: the words are not read here."""

from __future__ import annotations

import math

from tests.oracle.seasons import NO_END, NO_START, NONE, Asked, Day, Loop, day_before, known, runs


def _back(asked: Asked, day: Day, variable: str, days: int) -> list[float] | None:
    """A variable over the last days, the day itself included; None where one of them is not known."""
    found = []
    for _ in range(days):
        value = asked.held.get(day, {}).get(variable, math.nan)
        if math.isnan(value):
            return None
        found.append(value)
        day = day_before(asked.calendar, day)
    return found


def _in_runs(flags, shortest):
    return [(a, b) for a, b in runs(flags) if b - a >= shortest]


def hot_and_dry_in_runs(asked: Asked, expression):
    flags = [asked.held[d]["tasmax"] > 22 and asked.held[d]["hurs"] < 70 for d in asked.days]
    return sum(b - a for a, b in _in_runs(flags, 2))


def dry_runs(asked: Asked, expression):
    return len(_in_runs([p < 1 for p in asked.values("pr")], 3))


def cold_or_wet(asked: Asked, expression):
    flags = [asked.held[d]["tas"] <= 4 or asked.held[d]["pr"] >= 6 for d in asked.days]
    return max((b - a for a, b in runs(flags)), default=0)


def first_soaked(asked: Asked, expression):
    flags = []
    for day in asked.days:
        rain = _back(asked, day, "pr", 5)
        if rain is None and asked.rule == "any":
            return NONE
        flags.append(None if rain is None else math.fsum(rain) > 30)
    if all(flag is None for flag in flags):
        return NONE
    return asked.day_of_year(flags.index(True)) if any(flags) else NO_END


def last_frosts(asked: Asked, expression):
    found = _in_runs([t < 0 for t in asked.values("tasmin")], 2)
    return asked.day_of_year(found[-1][1] - 1) if found else NO_START


def rain_on_warm_days(asked: Asked, expression):
    return math.fsum(v["pr"] for v in (asked.held[d] for d in asked.days) if v["tas"] > 10)


def swing_on_dry_days(asked: Asked, expression):
    swings = known([v["tasmax"] - v["tasmin"] for v in (asked.held[d] for d in asked.days) if not v["pr"] >= 1])
    return math.fsum(swings) / len(swings) if swings else NONE


def warmest_three_days(asked: Asked, expression):
    means = []
    for day in asked.days:
        back = _back(asked, day, "tas", 3)
        if back is None and asked.rule == "any":
            return NONE
        if back is not None:
            means.append(math.fsum(back) / 3)
    return max(means, default=NONE)


def cow_stress(asked: Asked, expression):
    count = 0
    for day in asked.days:
        t, rh = asked.held[day]["tas"], asked.held[day]["hurs"]
        count += (1.8 * t + 32) - (0.55 - 0.0055 * rh) * (1.8 * t - 26) >= 66
    return count


def mean_excess(asked: Asked, expression):
    there = known(asked.values("tas"))
    return math.fsum(t - 10 for t in there) / len(there)


def _loop(work, variables, words, exact=True, ties=None, *, looks_back=False):
    return Loop(
        work, variables, {"expression": words}, exact, ties or {}, takes_season=True, index="expression",
        judges_missing=looks_back,
    )  # fmt: skip


LOOPS = {
    "expression, days in runs of two variables": _loop(
        hot_and_dry_in_runs, ("tasmax", "hurs"), "days with tasmax > 22 degC and hurs < 70 %, in runs of 2 or more",
        ties={"tasmax": 22.0, "hurs": 70.0},
    ),
    "expression, number of runs": _loop(
        dry_runs, ("pr",), "runs of 3 or more days with pr < 1 mm/day", ties={"pr": 1.0}
    ),
    "expression, longest run": _loop(
        cold_or_wet, ("tas", "pr"), "longest run of days with tas <= 4 degC or pr >= 6 mm/day",
        ties={"tas": 4.0, "pr": 6.0},
    ),
    "expression, first day of a window": _loop(
        first_soaked, ("pr",), "first day with sum(pr, 5 days) > 30 mm", looks_back=True
    ),
    "expression, last day of a run": _loop(
        last_frosts, ("tasmin",), "last day with tasmin < 0 degC, in runs of 2 or more", ties={"tasmin": 0.0}
    ),
    "expression, sum on some days": _loop(
        rain_on_warm_days, ("pr", "tas"), "sum of pr on days with tas > 10 degC", False, {"tas": 10.0}
    ),
    "expression, mean on some days": _loop(
        swing_on_dry_days, ("tasmax", "tasmin", "pr"), "mean of tasmax - tasmin on days with not (pr >= 1 mm/day)",
        False, {"pr": 1.0},
    ),
    "expression, highest of a window": _loop(
        warmest_three_days, ("tas",), "highest mean(tas, 3 days)", False, looks_back=True
    ),
    "expression, arithmetic": _loop(
        cow_stress, ("tas", "hurs"),
        "days with 1.8 * value(tas, degC) + 32 - (0.55 - 0.0055 * value(hurs, %)) * (1.8 * value(tas, degC) - 26) "
        ">= 66",
    ),
    "expression, mean of a difference": _loop(mean_excess, ("tas",), "mean of tas - 10 degC", False),
}  # fmt: skip
