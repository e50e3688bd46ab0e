"""How sure a level is that is passed once in many years: its confidence interval, and whether the distribution fits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from broker.engine.return_levels import Distribution, fit, is_lowest, return_levels
from broker.engine.votes import percentiles
from translators.periods import Years
from translators.said import Said, number

if TYPE_CHECKING:
    from broker.engine.periods import Held
    from broker.engine.result import SummaryRow

#: Resampled years of a confidence interval, its coverage, and the seed of both simulations.
RESAMPLES, COVERAGE, _SEED = 200, 0.9, 20240229
#: Simulations and periods whose interval and fit are told one by one, and cells of each that are looked at.
_LOOKED_AT, _CELLS_LOOKED_AT = 12, 25
#: More cells than this share fit badly by more than chance, which is 5 %.
POOR_SHARE = 0.15
#: Samples that are fitted at once.
_AT_ONCE = 100_000

#: A simulation, its level in a period, the change of that, and the period.
Found = tuple["Held", float, float, Years]


def with_interval(row: SummaryRow, found: Sequence[Found]) -> SummaryRow:
    """Return a row of levels with the confidence interval of its median over models, and how badly the levels fit.

    The years of each simulation are resampled on their own (`resampled_levels`); members of a model are averaged and
    the median is taken over models, each with its vote, in every resample. At most `_CELLS_LOOKED_AT` cells of a
    simulation, spread evenly, are resampled, and moved to the level of all; where the level is of maximum likelihood,
    the resampled ones are of L-moments and moved likewise. Rows of other statistics come back as they are.
    """
    if not found or found[0][0].statistic.of != "return_level":
        return row
    of_model: dict[str, list[np.ndarray]] = defaultdict(list)
    poor: list[np.ndarray] = []
    for order, (one, value, _, period) in enumerate(found):
        years, lowest = one.statistic.level, _is_lowest(one)
        values, area = _sample(one, period)
        drawn = resampled_levels(values, area, years, lowest, order)
        own = _mean_level(return_levels(values, years, "lmoments", lowest), area)
        of_model[one.series.model].append(drawn - own + value)
        has_level = np.isfinite(return_levels(values, years, "lmoments", lowest))
        poor.append(poor_fit(values, one.statistic.method, lowest)[has_level])
    votes = [vote for vote in row.votes if vote.weight > 0]
    weights = np.array([vote.weight for vote in votes])
    models = np.array([np.mean(of_model[vote.model], axis=0) for vote in votes])
    looked_at = np.concatenate(poor)
    share = float(looked_at.mean()) if looked_at.size else np.nan
    if not votes or not np.isfinite(models).any(axis=0).all():
        return replace(row, poor_fit=share)
    medians = []
    for levels in models.T:
        known = np.isfinite(levels)
        medians.append(percentiles(levels[known], weights[known])[1])
    return replace(row, interval=_ends(np.array(medians)), poor_fit=share)


def interval(
    values: np.ndarray, area_km2: np.ndarray, period_years: float, lowest: bool = False
) -> tuple[float, float]:
    """Return the ends of the 90 % confidence interval of a region's mean level; see `resampled_levels`."""
    return _ends(resampled_levels(values, area_km2, period_years, lowest))


def resampled_levels(
    values: np.ndarray, area_km2: np.ndarray, period_years: float, lowest: bool = False, number: int = 0
) -> np.ndarray:
    """Return a region's mean level from years drawn with replacement, the same for every cell.

    Cells that are alike thus stay alike; the seed is fixed by `number`. Levels are fitted by L-moments.

    Parameters
    ----------
    values : ndarray (seasons, cells)
    area_km2 : ndarray (cells,)
    period_years : float
    lowest : bool
    number : int
        Series of different numbers are drawn from independently.

    Returns
    -------
    ndarray of float64 (RESAMPLES,)
        NaN where no cell has a level.
    """
    sign = -1.0 if lowest else 1.0
    has_level = np.isfinite(fit(sign * values).scale)
    if not has_level.any():
        return np.full(RESAMPLES, np.nan)
    values, weights = sign * values[:, has_level], area_km2[has_level] / area_km2[has_level].sum()
    seasons, cells = values.shape
    draws = np.random.default_rng(_SEED + number).integers(0, seasons, (RESAMPLES, seasons))
    levels = []
    for some in np.array_split(draws, -(-RESAMPLES * cells // _AT_ONCE)):
        drawn = values[some].transpose(1, 0, 2).reshape(seasons, -1)
        found = fit(drawn).level(period_years).reshape(-1, cells)
        held = np.where(np.isfinite(found), weights, 0.0)
        total = held.sum(axis=1)
        means = (np.where(held > 0, found, 0.0) * held).sum(axis=1)
        levels.append(np.divide(means, total, out=np.full_like(total, np.nan), where=total > 0))
    return sign * np.concatenate(levels)


def poor_fit(values: np.ndarray, method: str = "lmoments", lowest: bool = False) -> np.ndarray:
    """Return in which cells the distribution fits badly, bool (cells,); a cell without a fit does not.

    Kolmogorov and Smirnov's distance between the values and the fitted distribution, against the distance that 95 of
    100 samples of a fitted distribution of the same size and of the cells' median shape stay below (as the parameters
    are estimated, the textbook's limits would be too wide); the seed is fixed.
    """
    values = -values if lowest else values
    found = fit(values, method)
    if not np.isfinite(found.scale).any():
        return np.zeros(values.shape[1], dtype=bool)
    number = round(float(np.isfinite(values).sum(axis=0)[np.isfinite(found.scale)].mean()))
    return _distance(values, found) > _usual_distance(number, round(float(np.nanmedian(found.shape)), 2))


@lru_cache(maxsize=256)
def _usual_distance(number: int, shape: float) -> float:
    """Return the distance that 95 of 100 samples of so many values stay below."""
    draw = np.random.default_rng(_SEED).random((number, 200))
    drawn = Distribution(np.zeros(200), np.ones(200), np.full(200, shape))
    simulated = drawn.level(1.0 / (1.0 - draw))
    return float(np.percentile(_distance(simulated, fit(simulated)), 95))


def _distance(values: np.ndarray, found: Distribution) -> np.ndarray:
    """Return the largest distance of the empirical from the fitted distribution, (cells,)."""
    ordered = np.sort(np.where(np.isfinite(values), values, np.inf), axis=0)
    counts = np.isfinite(values).sum(axis=0)
    rank = np.arange(values.shape[0])[:, np.newaxis]
    p = found.probability(np.where(rank < counts, ordered, np.nan))
    gaps = np.fmax(np.abs(p - rank / counts), np.abs(p - (rank + 1) / counts))
    return np.max(np.where(rank < counts, gaps, 0.0), axis=0)


def doubts(held: Iterable[Held], periods: Iterable[Years], units: str) -> tuple[str, ...]:
    """Return what the reader of levels has to know: how wide they are, from how few years, how well they fit.

    At most twelve simulations and periods, spread evenly over all, and 25 cells of each are looked at.
    """
    cases = [(one, period) for one in held for period in periods if np.isfinite(one.mean(period))]
    cases = _evenly(cases, _LOOKED_AT)
    if not cases:
        return ()
    widest: tuple[dict[str, object], float] = ({}, -1.0)
    fewest, poor = 10**6, []
    years = cases[0][0].statistic.level
    for one, period in cases:
        values, area = _sample(one, period)
        lowest = _is_lowest(one)
        low, high = interval(values, area, years, lowest)
        levels = return_levels(values, years, one.statistic.method, lowest)
        level = _mean_level(levels, area)
        if not (np.isfinite(level) and np.isfinite(low)):
            continue
        where = Said("data.where", name=one.name, scenario=one.series.scenario, period=str(period))
        fewest = min(fewest, values.shape[0])
        if high - low > widest[1]:
            ends = {name: number(f"{end:.3g}") for name, end in (("level", level), ("low", low), ("high", high))}
            widest = ({**ends, "units": units, "where": where}, high - low)
        if poor_fit(values, one.statistic.method, lowest)[np.isfinite(levels)].mean() > POOR_SHARE:
            poor.append(where)
    said = []
    if widest[0]:
        said.append(Said("data.widest", years=f"{years:g}", seasons=fewest, **widest[0]))
    if years > 2 * fewest:
        said.append(Said("data.few_seasons", years=f"{years:g}", seasons=fewest))
    if poor:
        key = "data.poor_others" if len(poor) > 1 else "data.poor"
        said.append(Said(key, share=f"{POOR_SHARE:.0%}", where=poor[0], count=len(poor) - 1))
    return tuple(said)


def _sample(one: Held, period: Years) -> tuple[np.ndarray, np.ndarray]:
    """Return the values to which levels of a period are fitted, (seasons, cells), at most 25 cells, and their areas."""
    within = one.seasons.within(period)
    if one.area != "mean" or one.values is None or one.area_km2 is None:
        return one.series.values[within][:, np.newaxis], np.ones(1)
    cells = np.array(_evenly(range(one.values.shape[1]), _CELLS_LOOKED_AT))
    return one.values[within][:, cells], one.area_km2[cells]


def _mean_level(levels: np.ndarray, area_km2: np.ndarray) -> float:
    known = np.isfinite(levels)
    return float((levels * area_km2)[known].sum() / area_km2[known].sum()) if known.any() else np.nan


def _is_lowest(one: Held) -> bool:
    return is_lowest(one.index.reduction if one.index is not None else "")


def _ends(levels: np.ndarray) -> tuple[float, float]:
    if not np.isfinite(levels).any():
        return np.nan, np.nan
    low, high = np.nanpercentile(levels, [50 * (1 - COVERAGE), 50 * (1 + COVERAGE)])
    return float(low), float(high)


def _evenly(some: Iterable, most: int) -> list:
    """Return at most so many of some, spread evenly from the first to the last."""
    every = list(some)
    if len(every) <= most:
        return every
    return [every[round(k)] for k in np.linspace(0, len(every) - 1, most)]
