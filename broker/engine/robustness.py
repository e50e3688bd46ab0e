"""How firmly models agree on a change: the categories of the IPCC's sixth assessment.

The advanced approach (approach C) of Cross-Chapter Box Atlas.1 of Working Group I (2021; section Atlas.1.3 tells how
maps use it). A model shows a change when it exceeds what the weather's chance alone would make of two periods:
γ = √(2/20) · 1.645 · σ, with σ the standard deviation from year to year in the baseline, after a straight line is
taken away. For periods of other lengths than 20 years √(2/20) is √(1/n + 1/m).
"""

from __future__ import annotations

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


def by_chance(spread: float, baseline: Years, period: Years) -> float:
    """Return the change that the weather's chance alone would exceed in 5 % of pairs of periods, to one side (γ)."""
    return _ONE_SIDED_95 * spread * float(np.sqrt(1 / len(baseline) + 1 / len(period)))


def category(changes: np.ndarray, limits: np.ndarray, weights: np.ndarray) -> str:
    """Return ``robust``, ``no-change`` or ``conflicting`` from each model's change and what chance would make (γ).

    Robust: at least 66 % of the models show a change and at least 80 % agree on its sign. No change: fewer than 66 %
    show one. Conflicting: they show one, but do not agree. Empty with fewer than `LEAST_MODELS` models.
    """
    known = np.isfinite(changes) & np.isfinite(limits) & (weights > 0)
    if known.sum() < LEAST_MODELS:
        return ""
    changes, limits, weights = changes[known], limits[known], weights[known]
    whole = weights.sum()
    if weights[np.abs(changes) > limits].sum() < SHOW_CHANGE * whole:
        return "no-change"
    agreeing = max(weights[changes > 0].sum(), weights[changes < 0].sum())
    return "robust" if agreeing >= AGREE * whole else "conflicting"
