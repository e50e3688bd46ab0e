"""First and last days, starts and ends of seasons, dates reached, written from the text of the definitions."""

from __future__ import annotations

import math

from tests.oracle.seasons import NO_END, NO_START, NONE, Asked, Loop, day_before, first_window, runs


def _first(variable, passes):
    def work(asked: Asked, thresh, window, after_date):
        flags = [passes(v, thresh) for v in asked.values(variable)]
        found = first_window(flags, window, asked.position(after_date))
        return NO_END if found is None else asked.day_of_year(found)

    return work


def last_frost(asked: Asked, thresh, window, before_date):
    flags = [v < thresh for v in asked.values("tasmin")]
    last = asked.position(before_date)
    n = int(window)
    for end in range(last, n - 2, -1):
        if all(flags[end - n + 1 : end + 1]):
            return asked.day_of_year(end)
    return NO_START


def _bounds(asked, variable, opens, closes, window, mid_date=None):
    """Place of the start and of the first day after the season; None where there is none."""
    values = asked.values(variable)
    start = first_window([opens(v) for v in values], window)
    middle = 0 if mid_date is None else asked.position(mid_date)
    if start is None or (mid_date is not None and start >= middle):
        return None, None
    return start, first_window([closes(v) for v in values], window, max(start + 1, middle))


def _seasons(variable, opens, closes):
    def start(asked: Asked, thresh, window, mid_date=None):
        first, _ = _bounds(asked, variable, lambda v: opens(v, thresh), lambda v: closes(v, thresh), window, mid_date)
        return NO_END if first is None else asked.day_of_year(first)

    def end(asked: Asked, thresh, window, mid_date=None):
        first, after = _bounds(
            asked, variable, lambda v: opens(v, thresh), lambda v: closes(v, thresh), window, mid_date
        )
        if first is None:
            return NO_START
        return NO_END if after is None else asked.day_of_year(after)

    def length(asked: Asked, thresh, window, mid_date=None):
        first, after = _bounds(
            asked, variable, lambda v: opens(v, thresh), lambda v: closes(v, thresh), window, mid_date
        )
        if first is None:
            return 0
        return NO_END if after is None else after - first

    return start, end, length


def degree_days_date(asked: Asked, thresh, sum_thresh):
    total = 0.0
    for i, t in enumerate(asked.values("tas")):
        total += max(0.0, t - thresh)
        if total > sum_thresh:
            return asked.day_of_year(i)
    return NO_END


def snow_between(asked: Asked, thresh, date_from, date_to):
    first, last = asked.position(date_from), asked.position(date_to)
    return sum(1 for v in asked.values("snd")[first : last + 1] if v >= thresh)


def radiation(asked: Asked, i: int) -> float:
    """The sun's radiation above the air, MJ/m² a day: FAO-56 equation 21."""
    number, length = asked.turn(i)
    angle, phi = 2 * math.pi * number / length, math.radians(asked.latitude)
    distance = 1 + 0.033 * math.cos(angle)
    tilt = 0.409 * math.sin(angle - 1.39)
    sunset = math.acos(max(-1.0, min(1.0, -math.tan(phi) * math.tan(tilt))))
    turned = sunset * math.sin(phi) * math.sin(tilt) + math.cos(phi) * math.cos(tilt) * math.sin(sunset)
    return 24 * 60 / math.pi * 0.0820 * distance * turned


def pasture(asked: Asked, thresh_low, thresh_high, water_days, share):
    count = 0
    first = asked.days[0]
    for _ in range(int(water_days) - 1):
        first = day_before(asked.calendar, first)
    wider = [d for d in asked.held if first <= d <= asked.days[-1]]
    if not wider or min(wider) > first:
        return NONE
    long = Asked(asked.calendar, sorted(wider), asked.held, asked.latitude)
    need = []
    for i, d in enumerate(long.days):
        v = long.held[d]
        reach = v["tasmax"] - v["tasmin"]
        if any(math.isnan(v[n]) for n in ("tas", "tasmin", "tasmax", "pr")):
            if asked.rule == "any":
                return NONE
            need.append(math.nan)
            continue
        taken = 0.0023 * radiation(long, i) / 2.45 * (v["tas"] + 17.8) * math.sqrt(reach) if reach > 0 else 0.0
        need.append(max(0.0, taken))
    for i, d in enumerate(long.days):
        if d < asked.days[0]:
            continue
        n = int(water_days)
        rain = math.fsum(long.held[x]["pr"] for x in long.days[i - n + 1 : i + 1])
        water = math.fsum(need[i - n + 1 : i + 1])
        count += thresh_low <= asked.held[d]["tas"] <= thresh_high and rain >= share * water
    return count


def _calm_and_dark(asked: Asked, height, wind_share, clearness):
    flags = []
    for i, d in enumerate(asked.days):
        v = asked.held[d]["sfcWind"] * (height / 10) ** (1 / 7)
        if v < 3.5 or v >= 25:
            power = 0.0
        elif v < 13:
            power = (v**3 - 3.5**3) / (13**3 - 3.5**3)
        else:
            power = 1.0
        ground, above = asked.held[d]["rsds"], radiation(asked, i) * 1e6 / 86400
        flags.append(power < wind_share and (ground / above if ground > 0 else 0.0) < clearness)
    return flags


def doldrums_days(asked: Asked, window, height, wind_share, clearness):
    return sum(b - a for a, b in runs(_calm_and_dark(asked, height, wind_share, clearness)) if b - a >= window)


def doldrums_longest(asked: Asked, window, height, wind_share, clearness):
    lengths = [b - a for a, b in runs(_calm_and_dark(asked, height, wind_share, clearness)) if b - a >= window]
    return max(lengths, default=0)


def _over(v, thresh):
    return v > thresh


def _from(v, thresh):
    return v >= thresh


def _under(v, thresh):
    return v < thresh


def _loop(work, variable, written, tie):
    return Loop(work, (variable,), written, True, {variable: tie}, takes_season=True)


def _days(prefix, variable, thresh, window, date, *, below):
    return {
        prefix: _loop(
            _first(variable, _under if below else _over), variable,
            {"thresh": f"{thresh:g} degC", "window": f"{window} days", "after_date": date}, thresh,
        )
    }  # fmt: skip


def _triple(names, variable, opens, closes, thresh, window, mid_date, units="degC"):
    written = {"thresh": f"{thresh:g} {units}", "window": f"{window} days"}
    if mid_date:
        written["mid_date"] = mid_date
    works = _seasons(variable, opens, closes)
    return {name: _loop(work, variable, written, thresh) for name, work in zip(names, works, strict=True)}


_STRICT = _seasons("tas", _over, _under)
_DOLDRUMS = {"window": "2 days", "height": "100 m", "wind_share": "0.3", "clearness": "0.6"}
_WINDY = ("sfcWind", "rsds")

LOOPS = {
    "last_spring_frost": _loop(
        last_frost, "tasmin", {"thresh": "1 degC", "window": "2 days", "before_date": "05-20"}, 1.0
    ),
    **_days("first_day_tn_below", "tasmin", 2.0, 2, "09-01", below=True),
    **_days("first_day_tg_below", "tas", 6.0, 2, "09-01", below=True),
    **_days("first_day_tx_below", "tasmax", 8.0, 1, "09-01", below=True),
    **_days("first_day_tn_above", "tasmin", 12.0, 3, "04-01", below=False),
    **_days("first_day_tg_above", "tas", 16.0, 2, "04-01", below=False),
    **_days("first_day_tx_above", "tasmax", 25.0, 2, "04-01", below=False),
    **_triple(
        ("frost_free_season_start", "frost_free_season_end", "frost_free_season_length"),
        "tasmin", _from, _under, 3.0, 3, "07-01",
    ),
    **_triple(
        ("frost_season_start", "frost_season_end", "frost_season_length"), "tasmin", _under, _from, 4.0, 3, "01-01"
    ),
    **_triple(
        ("growing_season_start", "growing_season_end", "growing_season_length"), "tas", _from, _under, 7.0, 3, "07-01"
    ),
    "etccdi_growing_season_length": _loop(
        _STRICT[2], "tas", {"thresh": "7 degC", "window": "4 days", "mid_date": "07-01"}, 7.0
    ),
    "degree_days_exceedance_date": Loop(
        degree_days_date, ("tas",), {"thresh": "8 degC", "sum_thresh": "300 K days"}, True, takes_season=True
    ),
    "holiday_snow_days": _loop(
        snow_between, "snd", {"thresh": "10 cm", "date_from": "02-20", "date_to": "04-03"}, 10.0
    ),
    **_triple(("snd_season_start", "snd_season_end", "snd_season_length"), "snd", _from, _under, 8.0, 2, "", "cm"),
    "pasture_growth_days": Loop(
        pasture, ("tas", "tasmin", "tasmax", "pr"),
        {"thresh_low": "5 degC", "thresh_high": "20 degC", "water_days": "10 days", "share": "0.7"}, True,
        {"tas": 5.0}, takes_season=True,
    ),
    "dark_doldrums_days": Loop(doldrums_days, _WINDY, _DOLDRUMS, True, takes_season=True),
    "dark_doldrums_max_length": Loop(doldrums_longest, _WINDY, _DOLDRUMS, True, takes_season=True),
}  # fmt: skip
