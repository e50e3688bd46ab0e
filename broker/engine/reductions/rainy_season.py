"""The rainy season: onset, end, length and false starts of the rains, and what a crop meets from the onset on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from broker.engine.enough import is_enough
from broker.engine.reductions.days import with_gaps
from broker.engine.reductions.spells import amount_of, contiguous
from broker.engine.reductions.task import Daily, Task, limit_of
from broker.engine.seasons import season_days
from broker.errors import UnservableNeed
from catalog.calendars import date_of
from translators.missing import MissingRule
from translators.periods import Season, Years

if TYPE_CHECKING:
    from broker.engine.kernels.rainy_season import Dry, Wet


def _search(task: Task, first: str, last: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the first and the last step of a search between two dates, in each season, int64 (seasons,) each.

    The season cuts a search that goes on beyond it.

    Raises
    ------
    UnservableNeed
        If the season holds no day of the search, or holds it in two pieces.
    """
    seasons = task.seasons
    start, end = task.quantities[first], task.quantities[last]
    years = date_of(np.array([seasons.first_day.min(), seasons.last_day.max()]), seasons.calendar)[0]
    around = Years(max(1, int(years[0]) - 1), int(years[1]) + 1)
    _, opens, closes = season_days(Season(*start, *end), seasons.calendar, around)
    if opens.size > 1 and np.all(opens[1:] == closes[:-1] + 1):  # the search never stops
        return seasons.i0, seasons.i0 + (seasons.last_day - seasons.first_day)
    held = np.searchsorted(closes, seasons.first_day)
    number = np.searchsorted(opens, seasons.last_day, side="right") - held
    if np.any(number != 1):
        between = f"from {start[0]:02d}-{start[1]:02d} to {end[0]:02d}-{end[1]:02d}"
        found = "holds no day of it" if number.min() < 1 else "cuts it in two"
        raise UnservableNeed(
            f"{task.index.title} ({task.index.id}) was asked with a search {between}, but the season "
            f"{seasons.season.name} {found}, so it is not clear which rains are meant. Set {first} and {last} to dates "
            f"of the place's own rains, and choose a season (such as 1 July to 30 June) that holds them in one piece."
        )
    from_day = np.maximum(opens[held], seasons.first_day)
    to_day = np.minimum(closes[held], seasons.last_day)
    return seasons.i0 + (from_day - seasons.first_day), seasons.i0 + (to_day - seasons.first_day)


def _wet(task: Task, daily: Daily) -> Wet:
    from broker.engine.kernels.rainy_season import Wet

    window = round(task.quantities["window_wet_start"])
    amount = amount_of(daily, task.quantities["thresh_wet_start"], window, -1)
    return Wet(amount, window, window + round(task.quantities["window_not_dry_start"]))


def _dry(task: Task, daily: Daily, part: str) -> Dry:
    from broker.engine.kernels.rainy_season import Dry

    window = round(task.quantities[f"window_dry_{part}"])
    thresh = task.quantities[f"thresh_dry_{part}"]
    limit, _ = limit_of(daily, thresh, "<=")
    return Dry(limit, window, task.quantities[f"method_dry_{part}"] == "total", amount_of(daily, thresh, window, 1))


def _onsets(task: Task, daily: Daily) -> tuple[np.ndarray, np.ndarray]:
    """Return the steps of the day on which the amount is reached, and of the day that is called the onset.

    Both float64 (cells, seasons): +inf without an onset, NaN where the season misses a day.
    """
    from broker.engine.kernels import rainy_season

    search = _search(task, "date_from", "date_to")
    wet, dry = _wet(task, daily), _dry(task, daily, "start")
    found = rainy_season.onset(daily.values, *task.slices, *search, wet, dry, task.passes_over)
    return found[0], found[1] if task.quantities["onset"] == "first wet day" else found[0]


def _steps(found: np.ndarray) -> np.ndarray:
    """Return steps as whole numbers, −1 where there is none."""
    return np.where(np.isfinite(found), found, -1).astype(np.int64)


def _start(task: Task, daily: Daily) -> np.ndarray:
    _, called = _onsets(task, daily)
    return np.where(np.isinf(called), np.inf, task.dates_of(_steps(called)))


def _onset_and_end(task: Task, daily: Daily) -> tuple[np.ndarray, np.ndarray]:
    """Return the steps of the onset and of the end; an end without an onset is −inf."""
    from broker.engine.kernels import rainy_season

    reached, called = _onsets(task, daily)
    search = _search(task, "date_end_from", "date_end_to")
    ends = rainy_season.end(daily.values, *task.slices, _steps(reached), *search, _dry(task, daily, "end"))
    return called, np.where(np.isinf(reached), -np.inf, ends)


def _end(task: Task, daily: Daily) -> np.ndarray:
    _, ends = _onset_and_end(task, daily)
    return np.where(np.isinf(ends), ends, task.dates_of(_steps(ends)))


def _length(task: Task, daily: Daily) -> np.ndarray:
    called, ends = _onset_and_end(task, daily)
    return np.where(np.isinf(ends), ends, ends - np.where(np.isinf(called), 0.0, called))


def _false_starts(task: Task, daily: Daily) -> np.ndarray:
    from broker.engine.kernels import rainy_season

    search = _search(task, "date_from", "date_to")
    wet, dry = _wet(task, daily), _dry(task, daily, "start")
    return rainy_season.false_starts(daily.values, *task.slices, *search, wet, dry, task.passes_over)


def _dry_limit(task: Task, daily: Daily) -> np.floating:
    return limit_of(daily, task.quantities["thresh"], task.index.operator)[0]


def _dry_run_after_onset(task: Task, daily: Daily) -> np.ndarray:
    from broker.engine.kernels import rainy_season

    _, called = _onsets(task, daily)
    steps = _steps(called)
    following = np.where(steps < 0, -1, steps + 1)
    length = round(task.quantities["length"])
    until = contiguous(task)[1]
    runs = rainy_season.longest_dry(daily.values, following, until, length, _dry_limit(task, daily))
    return np.where(np.isinf(called), -np.inf, runs)


def _dry_run_from_date(task: Task, daily: Daily) -> np.ndarray:
    from broker.engine.kernels import runs

    i0, length = task.seasons.i0, round(task.quantities["length"])
    is_held = i0 + length <= contiguous(task)[1]
    return runs.longest_run(daily.values, i0, i0 + length, is_held, _dry_limit(task, daily), False)


def _held_dry_run_from_date(task: Task, missing: np.ndarray, daily: Daily) -> np.ndarray:
    """Return the same where the rule lets the days asked count, which may go on beyond the season."""
    from broker.engine.kernels import runs

    assert task.time is not None
    i0, last = task.seasons.i0, daily.values.shape[1]
    i1 = i0 + round(task.quantities["length"])
    is_held = i1 <= last
    wet = np.where(missing, daily.values.dtype.type(np.inf), daily.values)
    found = runs.longest_run(wet, i0, np.minimum(i1, last), is_held, _dry_limit(task, daily), False)
    counts = is_enough(MissingRule.parse(task.missing), missing, i0, np.minimum(i1, last), task.time)
    return np.where(counts, found, np.nan)


def _crop_success(task: Task, daily: Daily) -> np.ndarray:
    from broker.engine.kernels import rainy_season

    _, called = _onsets(task, daily)
    length = round(task.quantities["length"])
    need = amount_of(daily, task.quantities["need"], length, -1)
    shortest = round(task.quantities["window_dry"])
    until = contiguous(task)[1]
    limit = _dry_limit(task, daily)
    made = rainy_season.success(daily.values, _steps(called), until, length, need, limit, shortest)
    return np.where(np.isinf(called), -np.inf, made)


#: Each `Index.reduction` → the function that computes it.
REDUCTIONS: dict[str, Callable[..., np.ndarray]] = {
    "rain_start": _start,
    "rain_end": _end,
    "rain_length": _length,
    "rain_false_starts": _false_starts,
    "dry_run_after_onset": _dry_run_after_onset,
    "dry_run_from_date": _dry_run_from_date,
    "crop_success": _crop_success,
}

#: The same over the days that are held (`broker.engine.missing`).
HELD: dict[str, Callable[..., np.ndarray]] = {
    name: with_gaps(reduction) for name, reduction in REDUCTIONS.items() if name != "dry_run_from_date"
}
#: The same where the rule is asked of other days than those of the season.
HELD_ELSEWHERE: dict[str, Callable[..., np.ndarray]] = {"dry_run_from_date": _held_dry_run_from_date}
