"""When each simulation's world has warmed by so much: the first 20 years whose global mean is that far above 1850–1900.

The years differ from model to model, so that rows of a level compare worlds that are equally warm (IPCC, sixth
assessment, Working Group I, Cross-Chapter Box 11.1: levels of global warming are 20-year means relative to 1850–1900).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import numpy as np

from broker.engine.cache import ReductionCache
from broker.engine.ensemble import Warmed
from broker.engine.references import PAST
from broker.engine.result import Series
from broker.engine.work import OpenSource
from broker.errors import PeriodNotHeld
from broker.recipe import Recipe
from translators.periods import YEAR, Years
from translators.statistics import MEAN

PRE_INDUSTRIAL = Years(1850, 1900)
WINDOW_YEARS = 20
#: The mean of 1850–1900 of models of the whole globe lies within these, °C (CMIP5 and CMIP6: about 12 to 15).
PLAUSIBLE = (10.0, 17.0)
_GLOBE = {
    "type": "Polygon",
    "coordinates": [[[-180.0, -90.0], [180.0, -90.0], [180.0, 90.0], [-180.0, 90.0], [-180.0, -90.0]]],
}


def warmed_years(recipe: Recipe, open_source: OpenSource, cache: ReductionCache) -> Warmed:
    """Return the years of each level of warming, of the simulations whose global mean is held from 1850 on.

    The global mean is that of `Recipe.global_means`, each year's mean temperature weighted by true area, computed as
    every other index is. A level that is not reached is left out.

    Raises
    ------
    PeriodNotHeld
        If no simulation holds 1850–1900, alone or with the historical run of its model and member: then nothing tells
        how far its world has warmed; or if the mean of one is that of no globe.
    """
    from broker.engine.run import run

    series = run(globe_recipe(recipe), open_source, cache).series
    pasts: dict[tuple[str, str], list[Series]] = defaultdict(list)
    for one in series:
        if _is_past(one):
            pasts[one.model, one.member].append(one)
    found: Warmed = {}
    for one in series:
        if not _is_past(one):
            before = pasts[one.model, one.member]
            of_year = {
                y: v for run in (*before, one) for y, v in zip(run.label_years.tolist(), run.values, strict=True)
            }
            past = [of_year.get(y, np.nan) for y in range(PRE_INDUSTRIAL.first, PRE_INDUSTRIAL.last + 1)]
            if np.isfinite(past).all():
                _check_globe(one, float(np.mean(past)))
                key = one.model, one.scenario, one.member
                found[key] = {level: years for level in recipe.warming if (years := first_years(of_year, level))}
    if not found:
        raise PeriodNotHeld(
            f"{_levels(recipe)} of global warming was asked, but the global mean temperature of no simulation is held "
            f"from {PRE_INDUSTRIAL.first} on, so it is not known how far its world has warmed. Ask for years instead, "
            f"or publish the historical runs' global mean."
        )
    return found


def globe_recipe(recipe: Recipe) -> Recipe:
    """Return the recipe of the global means that tell a recipe's levels of warming."""
    return replace(
        recipe, index="tg_mean", parameters={}, season=YEAR, baseline=PRE_INDUSTRIAL, horizons=(), missing="any",
        region={"name": "the globe", "geometry": _GLOBE, "source": ""}, inputs=recipe.global_means, statistic=MEAN,
        each="season", area="mean", variants=(), warming=(), global_means=(), adjustment=None,
    )  # fmt: skip


def _check_globe(series: Series, mean: float) -> None:
    """Refuse a temperature that no model's globe had: a mean over a smaller area, or differences from a mean."""
    if not PLAUSIBLE[0] <= mean <= PLAUSIBLE[1]:
        raise PeriodNotHeld(
            f"The global mean of {series.model} was to be read from {series.dataset}, but its temperature of "
            f"{PRE_INDUSTRIAL} is {mean:.1f} °C, where models of the whole globe have {PLAUSIBLE[0]:g} to "
            f"{PLAUSIBLE[1]:g} °C: it is of another area, or a difference. Publish the mean over the globe, in °C or K."
        )


def first_years(of_year: dict[int, float], level: float) -> Years | None:
    """Return the first 20 years in a row whose mean is a level or more above that of 1850–1900, None where none are."""
    past = np.mean([of_year[year] for year in range(PRE_INDUSTRIAL.first, PRE_INDUSTRIAL.last + 1)])
    for first in sorted(of_year):
        window = [of_year.get(year, np.nan) for year in range(first, first + WINDOW_YEARS)]
        if first > PRE_INDUSTRIAL.last and np.mean(window) - past >= level:
            return Years(first, first + WINDOW_YEARS - 1)
    return None


def _is_past(series: Series) -> bool:
    return series.scenario.casefold().startswith(PAST) and "+" not in series.scenario


def _levels(recipe: Recipe) -> str:
    return " and ".join(f"{level:g} K" for level in recipe.warming)
