"""Levels that are passed once in many years: a generalised extreme value distribution fitted to each cell's seasons.

The distribution is written as Hosking (1990) does: with location ξ, scale α and shape k, a level x is not passed with
the probability exp(−(1 − k (x − ξ) / α)^(1/k)); k below 0 is a heavy tail, k = 0 is Gumbel's. SciPy's ``genextreme``
has the same sign of the shape.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from translators.periods import Years

if TYPE_CHECKING:
    from broker.engine.periods import Held

#: Fewer seasons with a value than this give no level.
LEAST_SEASONS = 10
#: A level needs a value in at least this share of the seasons.
_LEAST_SHARE = 0.8
#: Resampled years of a confidence interval, its coverage, and the seed of both simulations.
RESAMPLES, COVERAGE, _SEED = 200, 0.9, 20240229
#: Simulations and periods, and cells of each, whose interval and fit are looked at for the doubts of a result.
_LOOKED_AT, _CELLS_LOOKED_AT = 12, 25
#: More cells than this share fit badly by more than chance, which is 5 %.
_POOR_SHARE = 0.15
#: Samples that are fitted at once.
_AT_ONCE = 100_000
#: Below this a shape is taken as Gumbel's: the formulas lose their digits there.
_GUMBEL = 1e-7


@dataclass(frozen=True)
class Distribution:
    """A generalised extreme value distribution in each cell; NaN where none was fitted.

    Attributes
    ----------
    location, scale, shape : ndarray of float64 (cells,)
    """

    location: np.ndarray
    scale: np.ndarray
    shape: np.ndarray

    def level(self, period_years: float) -> np.ndarray:
        """Return the level that is passed once in this many years on average, (cells,)."""
        y = -np.log1p(-1.0 / period_years)
        k = np.where(np.abs(self.shape) < _GUMBEL, 1.0, self.shape)
        curved = -np.expm1(k * np.log(y)) / k
        return self.location + self.scale * np.where(np.abs(self.shape) < _GUMBEL, -np.log(y), curved)

    def probability(self, values: np.ndarray) -> np.ndarray:
        """Return the probability that a value is not passed, (seasons, cells) for values of that shape."""
        z = (values - self.location) / self.scale
        k = np.where(np.abs(self.shape) < _GUMBEL, 1.0, self.shape)
        with np.errstate(invalid="ignore", divide="ignore"):
            curved = -np.log(np.maximum(1.0 - k * z, 0.0)) / k
        return np.exp(-np.exp(-np.where(np.abs(self.shape) < _GUMBEL, z, curved)))


def return_levels(
    values: np.ndarray, period_years: float, method: str = "lmoments", lowest: bool = False
) -> np.ndarray:
    """Return the level that a season passes once in this many years on average.

    Parameters
    ----------
    values : ndarray (seasons, cells)
        The season's extremes, in any unit; NaN and ±inf are no values.
    period_years : float
        Above 1.
    method : str
        ``lmoments`` (Hosking 1990) or ``mle`` (maximum likelihood, SciPy, started from the former).
    lowest : bool
        Whether the values are lowest ones, whose rare ones lie below.

    Returns
    -------
    ndarray of float64 (cells,)
        In the unit of the values; NaN with fewer than `LEAST_SEASONS` values, or than 80 % of the seasons, or where
        all values are alike.
    """
    if lowest:
        return -return_levels(-values, period_years, method)
    return fit(values, method).level(period_years)


def fit(values: np.ndarray, method: str = "lmoments") -> Distribution:
    """Return the distribution of each cell's values, (seasons, cells) as in `return_levels`."""
    known = np.isfinite(values)
    counts = known.sum(axis=0)
    enough = (counts >= LEAST_SEASONS) & (counts >= _LEAST_SHARE * values.shape[0])
    found = _by_l_moments(np.where(known, values, np.inf), np.where(enough, counts, 0))
    if method == "mle":
        return _by_likelihood(values, found)
    return found


def _by_l_moments(values: np.ndarray, counts: np.ndarray) -> Distribution:
    """Return the fit to the first `counts` values of each cell once sorted; the others are +inf."""
    ordered = np.sort(values, axis=0)
    rank = np.arange(values.shape[0])[:, np.newaxis]
    n = np.where(counts > 0, counts, 3).astype(np.float64)
    held = rank < counts
    x = np.where(held, ordered, 0.0)
    b0 = x.sum(axis=0) / n
    b1 = (x * rank / (n - 1)).sum(axis=0) / n
    b2 = (x * rank * (rank - 1) / ((n - 1) * (n - 2))).sum(axis=0) / n
    l1, l2, l3 = b0, 2 * b1 - b0, 6 * b2 - 6 * b1 + b0
    fits = (counts > 0) & (l2 > 1e-12 * np.maximum(np.abs(l1), 1e-300))
    t3 = np.clip(np.divide(l3, l2, out=np.zeros_like(l2), where=fits), -0.99, 0.99)
    shape = _shape_of(t3)
    from scipy.special import gamma

    k = np.where(np.abs(shape) < _GUMBEL, 1.0, shape)
    factor = gamma(1.0 + k)
    is_gumbel = np.abs(shape) < _GUMBEL
    scale = np.where(is_gumbel, l2 / np.log(2.0), l2 * k / (-np.expm1(-k * np.log(2.0)) * factor))
    location = np.where(is_gumbel, l1 - np.euler_gamma * scale, l1 - scale * (1.0 - factor) / k)
    return Distribution(*(np.where(fits, part, np.nan) for part in (location, scale, shape)))


def _shape_of(t3: np.ndarray) -> np.ndarray:
    """Return the shape whose L-skewness is `t3`: Hosking's first guess, then Newton's steps."""
    c = 2.0 / (3.0 + t3) - np.log(2.0) / np.log(3.0)
    k = 7.8590 * c + 2.9554 * c**2
    log2, log3 = np.log(2.0), np.log(3.0)
    for _ in range(20):
        safe = np.where(np.abs(k) < _GUMBEL, _GUMBEL, k)
        two, three = -np.expm1(-safe * log2), -np.expm1(-safe * log3)
        excess = 2.0 * three / two - 3.0 - t3
        slope = 2.0 * (log3 * (1.0 - three) * two - log2 * (1.0 - two) * three) / two**2
        k = np.clip(safe - excess / slope, -0.9999, 20.0)
    return k


def _by_likelihood(values: np.ndarray, start: Distribution) -> Distribution:
    from scipy.stats import genextreme

    parts = [part.copy() for part in (start.location, start.scale, start.shape)]
    for cell in np.flatnonzero(np.isfinite(start.scale)):
        sample = values[np.isfinite(values[:, cell]), cell]
        location, scale, shape = (float(part[cell]) for part in parts)
        # In units of its own spread, so that the search takes the same steps whatever the unit.
        found = genextreme.fit((sample - location) / scale, shape, loc=0.0, scale=1.0)
        parts[0][cell], parts[1][cell], parts[2][cell] = location + found[1] * scale, found[2] * scale, found[0]
    return Distribution(*parts)


def interval(
    values: np.ndarray, area_km2: np.ndarray, period_years: float, lowest: bool = False
) -> tuple[float, float]:
    """Return the ends of the 90 % confidence interval of a region's mean level.

    Years are drawn with replacement, the same for every cell, so that cells that are alike stay alike; the seed is
    fixed. Levels are fitted by L-moments.

    Parameters
    ----------
    values : ndarray (seasons, cells)
    area_km2 : ndarray (cells,)
    period_years : float
    lowest : bool

    Returns
    -------
    tuple of float
        NaN where no cell has a level.
    """
    sign = -1.0 if lowest else 1.0
    has_level = np.isfinite(fit(sign * values).scale)
    if not has_level.any():
        return np.nan, np.nan
    values, weights = sign * values[:, has_level], area_km2[has_level] / area_km2[has_level].sum()
    seasons, cells = values.shape
    draws = np.random.default_rng(_SEED).integers(0, seasons, (RESAMPLES, seasons))
    levels = []
    for some in np.array_split(draws, -(-RESAMPLES * cells // _AT_ONCE)):
        drawn = values[some].transpose(1, 0, 2).reshape(seasons, -1)
        found = fit(drawn).level(period_years).reshape(-1, cells)
        held = np.where(np.isfinite(found), weights, 0.0)
        total = held.sum(axis=1)
        means = (np.where(held > 0, found, 0.0) * held).sum(axis=1)
        levels.append(np.divide(means, total, out=np.full_like(total, np.nan), where=total > 0))
    low, high = np.nanpercentile(sign * np.concatenate(levels), [50 * (1 - COVERAGE), 50 * (1 + COVERAGE)])
    return float(low), float(high)


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
    shape = np.full(200, float(np.nanmedian(found.shape)))
    draw = np.random.default_rng(_SEED).random((number, 200))
    drawn = Distribution(np.zeros(200), np.ones(200), shape)
    simulated = drawn.level(1.0 / (1.0 - draw))
    limit = np.percentile(_distance(simulated, fit(simulated)), 95)
    return _distance(values, found) > limit


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
    widest, fewest, poor = ("", -1.0), 10**6, []
    years = cases[0][0].statistic.level
    for one, period in cases:
        assert one.values is not None
        assert one.area_km2 is not None
        cells = np.array(_evenly(range(one.values.shape[1]), _CELLS_LOOKED_AT))
        values, area = one.values[one.seasons.within(period)][:, cells], one.area_km2[cells]
        lowest = is_lowest(one.index.reduction if one.index is not None else "")
        low, high = interval(values, area, years, lowest)
        levels = return_levels(values, years, one.statistic.method, lowest)
        has_level = np.isfinite(levels)
        if not (has_level.any() and np.isfinite(low)):
            continue
        level = float((levels * area)[has_level].sum() / area[has_level].sum())
        where = f"{one.name} ({one.series.scenario}), {period}"
        fewest = min(fewest, values.shape[0])
        if high - low > widest[1]:
            widest = (f"{level:.3g} {units} ({low:.3g} to {high:.3g}) for {where}", high - low)
        if poor_fit(values, one.statistic.method, lowest)[has_level].mean() > _POOR_SHARE:
            poor.append(where)
    said = []
    if widest[0]:
        said.append(
            f"A level passed once in {years:g} years is fitted to {fewest} or more seasons and reaches beyond them; "
            f"the widest interval that holds it with 90 % confidence is {widest[0]}."
        )
    if years > 2 * fewest:
        said.append(
            f"{years:g} years are more than twice the {fewest} seasons of a period, so the level rests on the shape of "
            f"the fitted curve more than on the data. Ask for longer periods or a more frequent event."
        )
    if poor:
        said.append(
            f"The generalised extreme value distribution fits badly in more than {_POOR_SHARE:.0%} of the cells looked "
            f"at of {poor[0]}{f' and {len(poor) - 1} others' if len(poor) > 1 else ''}, so levels there are doubtful."
        )
    return tuple(said)


def is_lowest(reduction: str) -> bool:
    """Return whether an index is a lowest value, whose rare seasons lie below the others."""
    return reduction == "minimum"


def _evenly(some: Iterable, most: int) -> list:
    """Return at most so many of some, spread evenly from the first to the last."""
    every = list(some)
    if len(every) <= most:
        return every
    return [every[round(k)] for k in np.linspace(0, len(every) - 1, most)]
