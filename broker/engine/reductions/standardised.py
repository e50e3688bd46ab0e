"""Dryness against normal: SPI and SPEI, each month against the same months of the reference years."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from broker.engine.enough import is_enough
from broker.engine.reductions.task import Daily, Task
from broker.engine.reductions.water import evapotranspiration
from broker.engine.sky import Sky
from broker.errors import UnservableNeed
from catalog.calendars import date_of, month_start
from catalog.record import TimeAxis
from translators.missing import MissingRule

_LEAST_SHARE = 0.8
#: A gamma distribution needs this many years with rain, and this share of them.
_LEAST_WET, _LEAST_WET_SHARE = 4, 0.25
#: Beyond this no probability can be told from 0 or 1 in double precision.
_MOST = 8.21


@dataclass(frozen=True)
class _Months:
    """The mean of each month of a time axis.

    Attributes
    ----------
    first : int
        The first month, as 12 × year + month − 1.
    means : ndarray of float64 (cells, months)
        NaN where a step of the month is missing or not held.
    """

    first: int
    means: np.ndarray

    @classmethod
    def of(cls, values: np.ndarray, time: TimeAxis, rule: MissingRule) -> _Months:
        """Return the means of daily or monthly values, (cells, time), each step weighted by its days.

        The rule for missing days is asked of each month by itself; the mean is that of the days held.
        """
        first_day = np.asarray(time.first_day, dtype=np.int64)
        length = np.asarray(time.days, dtype=np.int64)
        years, months, _ = date_of(first_day, time.calendar)
        month = 12 * years + months - 1
        first = int(month[0])
        numbers = np.arange(first, int(month[-1]) + 1)
        i0 = np.searchsorted(month, numbers)
        i1 = np.searchsorted(month, numbers, side="right")
        means = np.full((values.shape[0], numbers.size), np.nan)
        starts = month_start(numbers // 12, numbers % 12 + 1, time.calendar)
        ends = month_start(numbers // 12, numbers % 12 + 2, time.calendar)
        if rule.of != "any":
            means[:, :] = _held_means(values, i0, i1, time, rule)
            means[:, i1 - i0 != ends - starts] = np.nan
            return cls(first, means)
        for m in range(numbers.size):
            days = length[i0[m] : i1[m]]
            if days.sum() == ends[m] - starts[m]:
                # Taken along contiguous rows in one order, so that every machine gives the same bits.
                means[:, m] = (values[:, i0[m] : i1[m]] * days).sum(axis=1, dtype=np.float64) / days.sum()
        return cls(first, means)

    def ending(self, months: np.ndarray, window: int) -> np.ndarray:
        """Return the mean of the `window` monthly means that end with each month, (cells, months asked)."""
        out = np.full((self.means.shape[0], months.size), np.nan)
        for k, month in enumerate((months - self.first).tolist()):
            if month - window + 1 >= 0 and month < self.means.shape[1]:
                out[:, k] = self.means[:, month - window + 1 : month + 1].mean(axis=1)
        return out


def _held_means(values: np.ndarray, i0: np.ndarray, i1: np.ndarray, time: TimeAxis, rule: MissingRule) -> np.ndarray:
    """Return the mean of the days held of each month ``i0:i1``, NaN where the rule leaves it out, (cells, months)."""
    from broker.engine.kernels import days

    missing = np.isnan(values)
    every = np.ones(i0.size, dtype=bool)
    sums = days.total(np.where(missing, 0.0, values), i0, i1, every)
    held = days.total((~missing).astype(np.float64), i0, i1, every)
    counts = is_enough(rule, missing, i0, i1, time)
    return np.divide(sums, held, out=np.full_like(sums, np.nan), where=counts)


def _last_months(task: Task) -> np.ndarray:
    """Return the month with which each season ends, as 12 × year + month − 1.

    Raises
    ------
    UnservableNeed
        If seasons do not end with a month.
    """
    seasons = task.seasons
    years, months, _ = date_of(seasons.last_day, seasons.calendar)
    if not np.array_equal(month_start(years, months + 1, seasons.calendar) - 1, seasons.last_day):
        raise UnservableNeed(
            f"{task.index.title} ({task.index.id}) was asked for {seasons.season.name}, but it is made of whole months "
            f"and that season does not end with one, so it is not known which months are meant. Choose a season of "
            f"whole months, or ask for each month."
        )
    return 12 * years + months - 1


def _windows(
    task: Task, rates: Callable[[TimeAxis, tuple[Daily, ...]], np.ndarray], name: str, *daily: Daily
) -> tuple[np.ndarray, np.ndarray]:
    """Return the values of the months that end with each season, and those of the reference years.

    Parameters
    ----------
    rates : callable (time axis, daily values) → ndarray (cells, time)
        Rates, mm a day, whose monthly means are wanted.
    name : str
        What tells these rates from others: each is computed once for all months that are asked.

    Returns
    -------
    ndarray (cells, seasons), ndarray (cells, reference years)
    """
    assert task.time is not None
    assert task.reference is not None
    reference = task.reference
    window = round(task.quantities["window"])
    asked = _last_months(task)
    rule = MissingRule.parse(task.missing)
    name = f"{name}, {rule.text}"
    if name not in task.shared:
        task.shared[name] = _Months.of(rates(task.time, daily), task.time, rule)
    months = task.shared[name]
    if reference.is_own:
        past = months
    else:
        if ("past", name) not in task.shared:
            task.shared["past", name] = _Months.of(rates(reference.time, reference.daily), reference.time, rule)
        past = task.shared["past", name]
    found = months.ending(asked, window)
    found[:, ~task.seasons.complete] = np.nan
    ends = date_of(np.asarray(reference.time.first_day, dtype=np.int64)[[reference.i0, reference.i1 - 1]],
                   reference.time.calendar)[0]  # fmt: skip
    same = 12 * np.arange(int(ends[0]), int(ends[1]) + 1) + asked[0] % 12 if asked.size else np.empty(0, dtype=np.int64)
    return found, past.ending(same, window)


def _spi(task: Task, rain: Daily) -> np.ndarray:
    return standardised_gamma(*_windows(task, _rain, "rain", rain))


def _rain(time: TimeAxis, daily: tuple[Daily, ...]) -> np.ndarray:
    return daily[0].canonical(daily[0].values)


def _spei(task: Task, *daily: Daily) -> np.ndarray:
    method = task.quantities["method"]

    def budget(time: TimeAxis, daily: tuple[Daily, ...]) -> np.ndarray:
        assert task.latitude is not None
        return _rain(time, daily) - evapotranspiration(Sky.of(time, task.latitude), method, daily[1:])

    return standardised_log_logistic(*_windows(task, budget, f"budget by {method}", *daily))


def _known(sample: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return how many values of a reference are known in each cell, and whether they are enough."""
    count = (~np.isnan(sample)).sum(axis=1)
    return count, (count > 0) & (count >= _LEAST_SHARE * sample.shape[1])


def standardised_gamma(values: np.ndarray, sample: np.ndarray) -> np.ndarray:
    """Return values as standard deviations from normal, by a gamma distribution and the share of zeros of a sample.

    Parameters
    ----------
    values : ndarray (cells, seasons)
    sample : ndarray (cells, reference years)

    Returns
    -------
    ndarray of float64 (cells, seasons)
        −8.21 to 8.21; −inf where the sample has too few values above 0 (fewer than 4, or than a quarter), or all of
        them are alike; NaN where the value, or more than 20 % of the sample, is missing.
    """
    from scipy.special import gammainc, ndtri

    count, enough = _known(sample)
    positive = sample > 0
    wet = positive.sum(axis=1)
    x = np.where(positive, sample, 1.0)
    mean = np.where(positive, sample, 0.0).sum(axis=1) / np.maximum(wet, 1)
    logs = np.where(positive, np.log(x), 0.0).sum(axis=1) / np.maximum(wet, 1)
    spread = np.where(wet > 0, np.log(np.where(wet > 0, mean, 1.0)) - logs, 0.0)
    ranked = (wet >= np.maximum(_LEAST_WET, _LEAST_WET_SHARE * count)) & (spread > 1e-12)
    shape = _gamma_shape(np.where(ranked, spread, 1.0))[:, np.newaxis]
    scale = np.where(ranked, mean, 1.0)[:, np.newaxis] / shape
    dry = ((count - wet) / np.maximum(count, 1))[:, np.newaxis]
    below = gammainc(shape, np.maximum(np.nan_to_num(values), 0.0) / scale)
    found = np.clip(ndtri(np.where(values > 0, dry + (1.0 - dry) * below, dry)), -_MOST, _MOST)
    found = np.where(ranked[:, np.newaxis], found, -np.inf)
    return np.where(np.isnan(values) | ~enough[:, np.newaxis], np.nan, found)


def _gamma_shape(spread: np.ndarray) -> np.ndarray:
    """Return the shape of greatest likelihood: log(shape) − digamma(shape) = log(mean) − mean of logs (Thom 1958)."""
    from scipy.special import digamma, polygamma

    a = (1.0 + np.sqrt(1.0 + 4.0 * spread / 3.0)) / (4.0 * spread)
    for _ in range(30):  # Newton in 1/a, whose steps cannot leave the positive side (Minka 2002)
        excess = np.log(a) - digamma(a) - spread
        a = 1.0 / (1.0 / a + excess / (a**2 * (1.0 / a - polygamma(1, a))))
    return a


def standardised_log_logistic(values: np.ndarray, sample: np.ndarray) -> np.ndarray:
    """Return values as standard deviations from normal, by a log-logistic distribution of three parameters.

    Parameters and result as in `standardised_gamma`; NaN also where all of the sample is alike.
    """
    from scipy.special import ndtri

    count, enough = _known(sample)
    ordered = np.sort(sample, axis=1)  # missing ones last
    rank = np.arange(sample.shape[1])
    n = np.maximum(count, 3).astype(np.float64)[:, np.newaxis]
    x = np.where(rank < count[:, np.newaxis], ordered, 0.0)
    b0 = (x / n).sum(axis=1)
    b1 = (x * rank / (n * (n - 1))).sum(axis=1)
    b2 = (x * rank * (rank - 1) / (n * (n - 1) * (n - 2))).sum(axis=1)
    l1, l2, l3 = b0, 2 * b1 - b0, 6 * b2 - 6 * b1 + b0
    fits = enough & (count >= _LEAST_WET) & (l2 > 1e-12 * np.abs(l1))
    k = -np.clip(np.divide(l3, l2, out=np.zeros_like(l2), where=fits), -0.999, 0.999)
    k = np.where(np.abs(k) < 1e-8, 1e-8, k)
    turn = k * np.pi / np.sin(k * np.pi)
    scale = np.where(fits, l2, 1.0) / turn
    location = l1 - scale * (1.0 - turn) / k
    inside = 1.0 - k[:, np.newaxis] * (values - location[:, np.newaxis]) / scale[:, np.newaxis]
    with np.errstate(divide="ignore", over="ignore"):
        y = -np.log(np.maximum(inside, 0.0)) / k[:, np.newaxis]
        found = ndtri(1.0 / (1.0 + np.exp(-y)))
    found = np.clip(found, -_MOST, _MOST)
    return np.where(np.isnan(values) | ~fits[:, np.newaxis], np.nan, found)


REDUCTIONS = {"spi": _spi, "spei": _spei}


def _by_months(reduction: Callable[..., np.ndarray]) -> Callable[..., np.ndarray]:
    """Return a reduction of months, of each of which the rule is asked instead of the season."""
    return lambda task, missing, *daily: reduction(task, *daily)


#: The same where the rule is asked of other days than those of the season (`broker.engine.missing`).
HELD_ELSEWHERE = {name: _by_months(reduction) for name, reduction in REDUCTIONS.items()}
