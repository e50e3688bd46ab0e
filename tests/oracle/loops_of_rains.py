"""The rainy season: onset, false starts, end, dry runs after it, written from the text of the definitions."""

from __future__ import annotations

import math
from dataclasses import replace

from tests.oracle.seasons import NO_END, NO_START, NONE, Asked, Day, Loop, counts, is_known, next_day, runs


def _is_dry_run(pr, i, n, limit, method):
    """Whether a dry run of n days begins on day i, wholly within the season."""
    stretch = pr[i : i + n]
    if len(stretch) < n:
        return False
    return all(p <= limit for p in stretch) if method == "per_day" else math.fsum(stretch) <= limit


class Rains:
    """Where the search stands in one season; parameters by their names."""

    def __init__(self, asked: Asked, **p):
        self.asked, self.p = asked, p
        self.pr = asked.values("pr")
        self.first, self.last = asked.position(p["date_from"]), asked.position(p["date_to"])
        self.wet, self.watched = int(p["window_wet_start"]), int(p["window_not_dry_start"])

    def is_wet(self, i):
        """Whether the amount is reached on day i, by days none of which is before the search."""
        start = i - self.wet + 1
        return start >= self.first and math.fsum(self.pr[start : i + 1]) >= self.p["thresh_wet_start"]

    def dry_run_begins(self, i):
        p = self.p
        return _is_dry_run(self.pr, i, int(p["window_dry_start"]), p["thresh_dry_start"], p["method_dry_start"])

    def is_onset(self, i):
        reach = self.wet + self.watched
        return (
            self.is_wet(i)
            and i + reach <= len(self.pr)
            and not any(self.dry_run_begins(k) for k in range(i, i + reach))
        )

    def onset(self):
        """The day on which the amount of the onset is reached, or None."""
        return next((i for i in range(self.first, self.last + 1) if self.is_onset(i)), None)

    def dated(self, i):
        """The day that is called the onset."""
        if self.p.get("onset", "amount reached") == "amount reached":
            return i
        days = range(i - self.wet + 1, i + 1)
        return next((k for k in days if self.pr[k] > self.p["thresh_dry_start"]), days[0])

    def end(self, onset):
        """The first day of the first dry spell after the onset, or None."""
        p = self.p
        n = int(p["window_dry_end"])
        first, last = self.asked.position(p["date_end_from"]), self.asked.position(p["date_end_to"])

        def begins(i):
            return i >= onset and _is_dry_run(self.pr, i, n, p["thresh_dry_end"], p["method_dry_end"])

        return next((i for i in range(max(first, onset + 1), last + 1) if begins(i) and not begins(i - 1)), None)


def start(asked: Asked, **p):
    rains = Rains(asked, **p)
    found = rains.onset()
    return NO_END if found is None else asked.day_of_year(rains.dated(found))


def end(asked: Asked, **p):
    rains = Rains(asked, **p)
    onset = rains.onset()
    if onset is None:
        return NO_START
    found = rains.end(onset)
    return NO_END if found is None else asked.day_of_year(found)


def length(asked: Asked, **p):
    rains = Rains(asked, **p)
    onset = rains.onset()
    if onset is None:
        return NO_START
    found = rains.end(onset)
    return NO_END if found is None else found - rains.dated(onset)


def false_starts(asked: Asked, **p):
    rains = Rains(asked, **p)
    onset = rains.onset()
    i, last = rains.first, rains.last if onset is None else onset - 1
    count = 0
    while i <= last:
        if rains.is_wet(i) and not rains.dry_run_begins(i):
            later = [k for k in range(i + 1, i + rains.wet + rains.watched) if rains.dry_run_begins(k)]
            if later:
                count += 1
                i = later[0] + int(p["window_dry_start"])
                continue
        i += 1
    return count


def _following(asked: Asked, i: int, count: int) -> list[float] | None:
    """The precipitation of so many days from day i on, also beyond the season; None where one is not known."""
    day: Day = asked.days[i]
    found = []
    for _ in range(count):
        value = asked.held.get(day, {}).get("pr", math.nan)
        if math.isnan(value):
            return None
        found.append(value)
        day = next_day(asked.calendar, day)
    return found


def _longest_dry(pr, thresh):
    return max((b - a for a, b in runs([v < thresh for v in pr])), default=0)


def dry_run_after_onset(asked: Asked, length, thresh, **p):
    rains = Rains(asked, **p)
    onset = rains.onset()
    if onset is None:
        return NO_START
    days = _following(asked, rains.dated(onset), int(length) + 1)
    return NONE if days is None else _longest_dry(days[1:], thresh)


def dry_run_from_date(asked: Asked, length, thresh):
    if asked.rule != "any":
        days = [asked.days[0]]
        while len(days) < length:
            days.append(next_day(asked.calendar, days[-1]))
        if days[-1] not in asked.held:
            return NONE
        pr = [asked.held[d]["pr"] for d in days]
        return _longest_dry(pr, thresh) if counts(asked.rule, days, [is_known(p) for p in pr]) else NONE
    days = _following(asked, 0, int(length))
    return NONE if days is None else _longest_dry(days, thresh)


def crop_success(asked: Asked, length, need, window_dry, thresh, **p):
    rains = Rains(asked, **p)
    onset = rains.onset()
    if onset is None:
        return NO_START
    days = _following(asked, rains.dated(onset), int(length))
    if days is None:
        return NONE
    return float(math.fsum(days) >= need and _longest_dry(days, thresh) < window_dry)


_ONSET = {
    "thresh_wet_start": "20 mm",
    "window_wet_start": "3 days",
    "window_not_dry_start": "12 days",
    "thresh_dry_start": "1 mm/day",
    "window_dry_start": "4 days",
    "method_dry_start": "per_day",
    "date_from": "04-10",
    "date_to": "07-20",
    "onset": "amount reached",
}
_END = {
    "thresh_dry_end": "1 mm/day",
    "window_dry_end": "5 days",
    "method_dry_end": "per_day",
    "date_end_from": "07-15",
    "date_end_to": "11-30",
}
_TOTALS = {"method_dry_start": "total", "thresh_dry_start": "3 mm/day", "onset": "first wet day"}
_END_TOTAL = {"method_dry_end": "total", "thresh_dry_end": "4 mm/day"}
_WHOLE = {k: v for k, v in _ONSET.items() if k != "onset"}


def _loop(work, written, *, exact=True):
    return Loop(work, ("pr",), written, exact, {"pr": 1.0}, takes_season=True)


_CROP = {"length": "40 days", "need": "90 mm", "window_dry": "5 days", "thresh": "1 mm/day"}
LOOPS = {
    "rain_season_start": _loop(start, dict(_ONSET)),
    "rain_season_start, totals": replace(_loop(start, _ONSET | _TOTALS), index="rain_season_start"),
    "rain_season_end": _loop(end, _ONSET | _END),
    "rain_season_end, totals": replace(_loop(end, _ONSET | _END | _TOTALS | _END_TOTAL), index="rain_season_end"),
    "rain_season_length": _loop(length, _ONSET | _END),
    "rain_season_length, first wet day": replace(
        _loop(length, _ONSET | _END | {"onset": "first wet day"}), index="rain_season_length"
    ),
    "rain_season_false_starts": _loop(false_starts, dict(_WHOLE)),
    "dry_run_after_onset": _loop(dry_run_after_onset, _ONSET | {"length": "30 days", "thresh": "1 mm/day"}),
    "dry_run_from_date": replace(
        _loop(dry_run_from_date, {"length": "20 days", "thresh": "1 mm/day"}),
        judges_missing=True,
        asks_rule=True,
        rules=("wmo", "at_least_n:20", "pct:6"),
    ),
    "crop_success": _loop(crop_success, _ONSET | _CROP),
}
