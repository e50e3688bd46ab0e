"""What the doubt about a change comes from: models, scenarios, or the weather's own chance.

After Hawkins and Sutton (2009), doi:10.1175/2009BAMS2607.1: a curve of the fourth degree is fitted to the years of each
simulation, its history included. What the curve does between baseline and period is the model's answer to its scenario;
how the years lie about it is internal. Model: the variance over models, averaged over scenarios. Scenario: the variance
over scenarios of the models' mean. Internal: the variance of the years about the curve, averaged over all simulations,
divided by the years of the period (a mean of n years, taken as independent).
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache

import numpy as np

from broker.engine.periods import Held
from broker.engine.result import Share
from translators.periods import Years

LEAST_MODELS = 3
LEAST_SCENARIOS = 2
#: The fewest known years to which a curve is fitted.
LEAST_YEARS = 30
_DEGREE = 4


def shares_of_variance(
    all_held: tuple[Held, ...], pasts: tuple[Held | None, ...], baseline: Years, horizons: tuple[Years, ...]
) -> tuple[Share, ...]:
    """Return the shares of the variance of the change in each period, by place, step and variant.

    Only models with all scenarios count; none where fewer than `LEAST_MODELS` models or `LEAST_SCENARIOS` are left,
    where the statistic is no mean, or where nothing varies.

    Parameters
    ----------
    all_held : tuple of Held
    pasts : tuple of Held or None
        For each simulation the one that holds its baseline: itself, or the historical run that it continues.
    baseline : Years
    horizons : tuple of Years
    """
    parts: dict[tuple[str, str, str], list[tuple[Held, Held]]] = defaultdict(list)
    for one, past in zip(all_held, pasts, strict=True):
        if past is not None and one.series.kind == "projection" and not one.is_past and one.statistic.is_mean:
            parts[one.series.part].append((one, past))
    shares = []
    for part, found in parts.items():
        fitted = [(one, *_fitted(one, past)) for one, past in found]
        for period in dict.fromkeys(horizons):
            if period != baseline and (three := _parts_of(fitted, baseline, period)) is not None:
                model, scenario, internal = (float(share) for share in three / three.sum())
                shares.append(Share(period, model, scenario, internal, *part))
    return tuple(shares)


def _parts_of(fitted: list[tuple[Held, dict[int, float], float]], baseline: Years, period: Years) -> np.ndarray | None:
    """Return the variance that comes from models, from scenarios and from chance, (3,)."""
    changes: dict[tuple[str, str], list[float]] = defaultdict(list)
    chance: dict[tuple[str, str], list[float]] = defaultdict(list)
    for one, curve, left in fitted:
        change = _over(curve, period) - _over(curve, baseline)
        if np.isfinite(change) and np.isfinite(one.mean(period)):
            key = one.series.model, one.series.scenario
            changes[key].append(change)
            chance[key].append(left)
    scenarios = list(dict.fromkeys(scenario for _, scenario in changes))
    models = [
        model for model in dict.fromkeys(model for model, _ in changes) if all((model, s) in changes for s in scenarios)
    ]
    if len(models) < LEAST_MODELS or len(scenarios) < LEAST_SCENARIOS:
        return None
    answers = np.array([[np.mean(changes[m, s]) for m in models] for s in scenarios])
    internal = np.mean([np.mean(chance[m, s]) for m in models for s in scenarios]) / len(period)
    three = np.array([answers.var(axis=1).mean(), answers.mean(axis=1).var(), internal])
    return three if three.sum() > 0 else None


def _fitted(one: Held, past: Held) -> tuple[dict[int, float], float]:
    """Return the curve, year by year, and the variance of the years about it; no curve where too few are known."""
    before = past.series.label_years < one.series.label_years[0]
    years = np.concatenate([past.series.label_years[before], one.series.label_years])
    values = np.concatenate([past.series.values[before], one.series.values]) * one.date_scale
    known = np.isfinite(values)
    if known.sum() < LEAST_YEARS:
        return {}, np.nan
    years, values = years[known], values[known]
    basis = _basis(tuple(years.tolist()))
    curve = basis @ (basis.T @ values)
    left = values - curve
    return dict(zip(years.tolist(), curve.tolist(), strict=True)), float(left @ left / (left.size - _DEGREE - 1))


@lru_cache(maxsize=64)
def _basis(years: tuple[int, ...]) -> np.ndarray:
    """Return orthonormal curves of up to the fourth degree over some years, (years, 5)."""
    at = 2 * (np.array(years) - years[0]) / (years[-1] - years[0]) - 1
    return np.linalg.qr(np.polynomial.legendre.legvander(at, _DEGREE))[0]


def _over(curve: dict[int, float], period: Years) -> float:
    """Return the mean of a curve over the years of a period that are known; NaN where none is."""
    inside = [value for year, value in curve.items() if period.first <= year <= period.last]
    return sum(inside) / len(inside) if inside else np.nan
