"""Levels that are passed once in many years: a generalised extreme value distribution fitted to each cell's seasons.

The distribution is written as Hosking (1990) does: with location ξ, scale α and shape k, a level x is not passed with
the probability exp(−(1 − k (x − ξ) / α)^(1/k)); k below 0 is a heavy tail, k = 0 is Gumbel's. SciPy's ``genextreme``
has the same sign of the shape.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

#: Fewer seasons with a value than this give no level.
LEAST_SEASONS = 10
#: A level needs a value in at least this share of the seasons.
_LEAST_SHARE = 0.8
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


def is_lowest(reduction: str) -> bool:
    """Return whether an index is a lowest value, whose rare seasons lie below the others."""
    return reduction == "minimum"
