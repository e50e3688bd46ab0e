"""What the seasons of a period come to: their mean, a percentile, their spread, the share of them beyond a limit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from broker.engine.areas import area_mean
from broker.engine.limits import limits_of
from broker.engine.references import PAST
from broker.engine.result import Series
from broker.engine.robustness import yearly_spread
from broker.engine.seasons import Seasons, season_days
from broker.engine.shelf import columns_at_once, give_back
from translators.indices import Index
from translators.periods import Years
from translators.statistics import MEAN, Statistic

#: A period's statistic needs a known season in at least this share of them.
LEAST_SHARE = 0.8

#: Takes the values of a period (seasons, cells), ±inf where a season has an outcome, NaN where it is missing; and the
#: limit of each season, of a share. Returns (cells,).
Reduce = Callable[[np.ndarray, np.ndarray], np.ndarray]
Value = TypeVar("Value", float, np.ndarray)


@dataclass(frozen=True)
class Held:
    """A simulation's series, and the seasons that its data hold.

    Attributes
    ----------
    series : Series
    seasons : Seasons
    values : ndarray (seasons, cells)
        As in ``series.cells.values``, with +inf and −inf where a season has an outcome of the index.
    area_km2 : ndarray (cells,)
    statistic : Statistic
    index : Index or None
    date_scale : float
        What turns dates of its calendar into dates of a year of 365.25 days; 1 where nothing is to be turned.
    area : str
        What was taken over the cells. Where it is no mean, a statistic is taken over the years of what the region came
        to, not in each cell.
    """

    series: Series
    seasons: Seasons
    values: np.ndarray | None = None
    area_km2: np.ndarray | None = None
    statistic: Statistic = MEAN
    index: Index | None = None
    date_scale: float = 1.0
    area: str = "mean"

    @property
    def name(self) -> str:
        """Model and member."""
        return f"{self.series.model} {self.series.member}".strip()

    @property
    def is_past(self) -> bool:
        """Whether it is a historical run or an observation: nobody expects a future of it."""
        name = self.series.scenario.casefold()
        return self.series.kind != "projection" or (name.startswith(PAST) and "+" not in name)

    def mean(self, period: Years) -> float:
        """Return the statistic over a period's seasons with a value: their mean, unless another was chosen.

        A date, or a spread of dates, is turned by `date_scale`: day d of a year of n days lies at (d − ½) / n of it.

        NaN where the data do not hold the period, or fewer than `LEAST_SHARE` of its seasons are known (have a value or
        an outcome), or none has a value.
        """
        return self._over(self.seasons.within(period)) if self.seasons.cover(period) else np.nan

    def after(self, past: Held | None) -> Held:
        """Return the simulation with the historical run that it continues put before it: periods may cross both.

        A season that begins in one run and ends in the other is in neither: it is missing. Where the runs do not lie on
        the same cells, the simulation stays as it is.
        """
        if past is None or past is self or self.series.cells.values.shape[1] != past.series.cells.values.shape[1]:
            return self
        first = int(self.series.label_years[0])
        before = past.series.label_years < first
        lost = Years(first - 1, first - 1)
        has_lost = self.seasons.season.crosses_year_end and lost.first not in past.series.label_years[before]
        label, first_day, last_day = season_days(self.seasons.season, self.seasons.calendar, lost)
        if not has_lost:
            label, first_day, last_day = label[:0], first_day[:0], last_day[:0]

        def joined(earlier: np.ndarray, own: np.ndarray, between: np.ndarray) -> np.ndarray:
            return np.concatenate([earlier[before], between.astype(own.dtype), own])

        nothing = {"i0": 0 * label, "i1": 0 * label, "complete": label < 0}
        dates = {"label_years": label, "first_day": first_day, "last_day": last_day, **nothing}
        seasons = {k: joined(getattr(past.seasons, k), getattr(self.seasons, k), v) for k, v in dates.items()}
        missing = np.full(label.size, np.nan)
        series = replace(
            self.series,
            label_years=seasons["label_years"],
            values=joined(past.series.values, self.series.values, missing),
            outcomes={k: joined(past.series.outcomes[k], v, 0 * missing) for k, v in self.series.outcomes.items()},
        )
        values = self.values
        if values is not None and past.values is not None:
            values = joined(past.values, values, np.full((label.size, values.shape[1]), np.nan))
        held = replace(self.seasons, data_start=past.seasons.data_start, **seasons)
        return replace(self, series=series, seasons=held, values=values)

    def _over(self, within: np.ndarray) -> float:
        """Return the statistic over some of the seasons, bool (seasons,)."""
        known = self._known[within]
        if known.sum() < LEAST_SHARE * known.size:
            return np.nan
        if self.statistic.is_mean:
            values = self.series.values[within]
            values = values[np.isfinite(values)]
            return self._turned(float(values.mean())) if values.size else np.nan
        if self.area != "mean":
            of_region = self.series.values[within][:, np.newaxis]
            return self._turned(float(reducer(self.statistic, self.index)(of_region, self._limits[within])[0]))
        assert self.values is not None
        assert self.area_km2 is not None
        of_years, limits = reducer(self.statistic, self.index), self._limits[within]
        of_cells = [of_years(self.values[:, some][within], limits) for some in columns_at_once(self.values)]
        give_back(self.values)
        return self._turned(float(area_mean(np.concatenate(of_cells)[np.newaxis, :], self.area_km2)[0]))

    def spread(self, period: Years) -> float:
        """Return the standard deviation from year to year about a straight line in a period (see robustness)."""
        within = self.seasons.within(period)
        return yearly_spread(self.series.label_years[within], self.series.values[within]) * self.date_scale

    def _turned(self, value: float) -> float:
        return turned(value, self.statistic, self.date_scale)

    @property
    def told(self) -> Series:
        """The series with what its cells need to be told by themselves, as on a map."""
        cells, limits = self.series.cells, self._limits if self.statistic.of == "share" else None
        if self.index is not None and self.index.outcomes:
            cells = replace(cells, raw=self.values)
        return replace(self.series, cells=cells, limits=limits, date_scale=self.date_scale)

    def outcomes(self, period: Years) -> dict[str, float]:
        """Return the share of a period's known seasons, and of the area that is known in them, with each outcome."""
        within = self.seasons.within(period) & self._known
        known = self.series.valid_fraction
        return {
            name: float((shares[within] / known[within]).mean()) if within.any() else np.nan
            for name, shares in self.series.outcomes.items()
        }

    @property
    def is_known(self) -> bool:
        """Whether any season has a value or an outcome."""
        return bool(self._known.any())

    def reaches(self, period: Years) -> bool:
        """Return whether any of its seasons ends in a period."""
        return bool(self.seasons.within(period).any())

    @property
    def _known(self) -> np.ndarray:
        known = np.isfinite(self.series.values)
        for shares in self.series.outcomes.values():
            known = known | (shares > 0)
        return known

    @property
    def _limits(self) -> np.ndarray:
        return limits_of(self.statistic, self.index, self.seasons, self.area)


def turned(value: Value, statistic: Statistic, date_scale: float) -> Value:
    """Return a date over a period, or a spread of dates, in a year of one length for all; see `Held.date_scale`."""
    if date_scale == 1.0 or statistic.of == "share":
        return value
    middle = 0.0 if statistic.of == "spread" else 0.5
    return (value - middle) * date_scale + middle


def reducer(statistic: Statistic, index: Index | None = None) -> Reduce:
    """Return the function that takes a statistic over seasons, cell by cell.

    Seasons with an outcome count in a share (they lie beyond every limit) and in percentiles (as the highest or the
    lowest), not in means and spreads.
    """
    if statistic.of == "share":
        return lambda values, limits: _share(values, limits, statistic.operator)
    if statistic.of in {"percentile", "median"}:
        level = statistic.level if statistic.of == "percentile" else 50.0
        return lambda values, limits: _percentile(values, level)
    if statistic.of == "spread":
        return lambda values, limits: _spread(values)
    if statistic.of == "return_level":
        from broker.engine.return_levels import is_lowest, return_levels

        lowest = index is not None and is_lowest(index.reduction)
        return lambda values, limits: return_levels(values, statistic.level, statistic.method, lowest)
    return lambda values, limits: _finite_mean(values)


def _share(values: np.ndarray, limits: np.ndarray, operator: str) -> np.ndarray:
    limit = limits[:, np.newaxis]
    compare = {">": np.greater, ">=": np.greater_equal, "<": np.less, "<=": np.less_equal, "is": np.equal}[operator]
    known = ~np.isnan(values)
    count = known.sum(axis=0)
    hits = (compare(values, limit) & known).sum(axis=0)
    return np.where(count >= LEAST_SHARE * values.shape[0], 100.0 * hits / np.maximum(count, 1), np.nan)


def _percentile(values: np.ndarray, level: float) -> np.ndarray:
    ordered = np.sort(values, axis=0)  # missing ones last
    count = (~np.isnan(values)).sum(axis=0)
    at = np.maximum(count - 1, 0) * level / 100
    low = np.take_along_axis(ordered, np.floor(at).astype(np.int64)[np.newaxis], axis=0)[0]
    high = np.take_along_axis(ordered, np.ceil(at).astype(np.int64)[np.newaxis], axis=0)[0]
    with np.errstate(invalid="ignore"):  # an outcome less an outcome
        found = np.where(low == high, low, low + (high - low) * (at - np.floor(at)))
    is_enough = (count > 0) & (count >= LEAST_SHARE * values.shape[0])
    return np.where(is_enough & np.isfinite(found), found, np.nan)


def _spread(values: np.ndarray) -> np.ndarray:
    known = np.isfinite(values)
    count = known.sum(axis=0)
    mean = np.where(known, values, 0.0).sum(axis=0) / np.maximum(count, 1)
    squares = np.where(known, (values - mean) ** 2, 0.0).sum(axis=0)
    return np.where(count >= 2, np.sqrt(squares / np.maximum(count - 1, 1)), np.nan)


def _finite_mean(values: np.ndarray) -> np.ndarray:
    known = np.isfinite(values)
    count = known.sum(axis=0)
    return np.where(count > 0, np.where(known, values, 0.0).sum(axis=0) / np.maximum(count, 1), np.nan)
