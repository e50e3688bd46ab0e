"""What the models say together around each year: twenty-year means, one model one vote."""

from __future__ import annotations

import numpy as np

from broker.engine.result import Result
from translators.periods import Years

#: Years over which a mean is taken, and the share of them that must have a value, as in a period.
WINDOW, LEAST_SHARE = 20, 0.8
#: How many years before the earliest one asked for are shown.
YEARS_BEFORE = 5


def years_shown(result: Result) -> Years:
    """Return the years that were asked for, those between them, and a few before."""
    recipe = result.recipe
    asked = [recipe.baseline, *(row.period for row in result.summary)]
    return Years(min(p.first for p in asked) - YEARS_BEFORE, max(p.last for p in asked))


def yearly(result: Result, scenario: str) -> dict[str, dict[int, float]]:
    """Return model → year → value of one scenario in the years shown, the mean over members.

    Years without a value are absent.
    """
    shown = years_shown(result)
    values: dict[str, dict[int, list[float]]] = {}
    for one in result.series:
        if one.scenario == scenario and one.kind == "projection":
            years = values.setdefault(one.model, {})
            for year, value in zip(one.label_years.tolist(), one.values.tolist(), strict=True):
                if np.isfinite(value) and year in shown:
                    years.setdefault(year, []).append(value)
    return {model: {y: float(np.mean(v)) for y, v in sorted(years.items())} for model, years in values.items()}


def running(models: dict[str, dict[int, float]]) -> tuple[np.ndarray, np.ndarray]:
    """Return the middle years of all 20-year windows, and p10, p50, p90 over the models' means, (3, years)."""
    first = min((min(years) for years in models.values() if years), default=0)
    last = max((max(years) for years in models.values() if years), default=-1)
    middles, bands = [], []
    for start in range(first, last - WINDOW + 2):
        window = range(start, start + WINDOW)
        held = [[years[y] for y in window if y in years] for years in models.values()]
        means = [np.mean(v) for v in held if len(v) >= LEAST_SHARE * WINDOW]
        if means:
            middles.append(start + (WINDOW - 1) / 2)
            bands.append(np.percentile(means, [10, 50, 90]))
    return np.array(middles), np.array(bands).T.reshape(3, -1)
