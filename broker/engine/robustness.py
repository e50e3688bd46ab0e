"""How firmly models agree on a change: the categories of the IPCC's sixth assessment.

The advanced approach (approach C) of Cross-Chapter Box Atlas.1 of Working Group I (2021; section Atlas.1.3 tells how
maps use it). A model shows a change when it exceeds what the weather's chance alone would make of two periods:
γ = √(2/20) · 1.645 · σ, with σ the standard deviation from year to year in the baseline, after a straight line is
taken away. For periods of other lengths than 20 years √(2/20) is √(1/n + 1/m).
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np

from translators.periods import Years

#: The share of models that must show a change, and the share that must agree on its sign.
SHOW_CHANGE = 0.66
AGREE = 0.80
#: Fewer models have no category: with four, one alone decides.
LEAST_MODELS = 5
#: The fewest known years from which the spread from year to year is told.
LEAST_YEARS = 10
_ONE_SIDED_95 = 1.645
#: One spread, or one a cell.
Spread = TypeVar("Spread", float, np.ndarray)


def yearly_spread(years: np.ndarray, values: np.ndarray) -> float:
    """Return the standard deviation from year to year about a straight line, n − 2 degrees of freedom.

    Parameters
    ----------
    years, values : ndarray (seasons,)
        Missing as NaN; NaN where fewer than `LEAST_YEARS` are known.
    """
    known = np.isfinite(values)
    if known.sum() < LEAST_YEARS:
        return float("nan")
    years, values = years[known] - years[known].mean(), values[known] - values[known].mean()
    left = values - years * (years @ values) / (years @ years)
    return float(np.sqrt((left @ left) / (years.size - 2)))


def yearly_spreads(years: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Return `yearly_spread` of each cell's values, (seasons, cells), as (cells,)."""
    known = np.isfinite(values)
    count = known.sum(axis=0)

    def about_mean(some: np.ndarray) -> np.ndarray:
        mean = np.where(known, some, 0.0).sum(axis=0) / np.maximum(count, 1)
        return np.where(known, some - mean, 0.0)

    at, found = about_mean(np.broadcast_to(years[:, np.newaxis].astype(np.float64), values.shape)), about_mean(values)
    enough = count >= LEAST_YEARS
    slope = np.divide((at * found).sum(axis=0), (at * at).sum(axis=0), out=np.zeros(count.shape), where=enough)
    left = np.where(known, found - at * slope, 0.0)
    return np.where(enough, np.sqrt((left * left).sum(axis=0) / np.maximum(count - 2, 1)), np.nan)


def by_chance(spread: Spread, baseline: Years, period: Years) -> Spread:
    """Return the change that the weather's chance alone would exceed in 5 % of pairs of periods, to one side (γ)."""
    return _ONE_SIDED_95 * spread * float(np.sqrt(1 / len(baseline) + 1 / len(period)))


def categories(changes: np.ndarray, limits: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the `category` of each cell from changes and limits (models, cells) and weights (models,), as (cells,)."""
    known = np.isfinite(changes) & np.isfinite(limits) & (weights > 0)[:, np.newaxis]
    votes = np.where(known, weights[:, np.newaxis], 0.0)
    whole = votes.sum(axis=0)
    with np.errstate(invalid="ignore"):
        shows = np.where(np.abs(changes) > limits, votes, 0.0).sum(axis=0) >= SHOW_CHANGE * whole
        agreeing = np.maximum(
            np.where(changes > 0, votes, 0.0).sum(axis=0), np.where(changes < 0, votes, 0.0).sum(axis=0)
        )
    found = np.where(agreeing >= AGREE * whole, "robust", "conflicting")
    return np.where(known.sum(axis=0) < LEAST_MODELS, "", np.where(shows, found, "no-change"))


def category(changes: np.ndarray, limits: np.ndarray, weights: np.ndarray) -> str:
    """Return ``robust``, ``no-change`` or ``conflicting`` from each model's change and what chance would make (γ).

    Robust: at least 66 % of the models show a change and at least 80 % agree on its sign. No change: fewer than 66 %
    show one. Conflicting: they show one, but do not agree. Empty with fewer than `LEAST_MODELS` models.
    """
    return str(categories(changes[:, np.newaxis], limits[:, np.newaxis], weights)[0])
