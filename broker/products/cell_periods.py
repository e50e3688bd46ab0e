"""What the seasons of a period come to in each cell: for maps, and for products that leave the seasons out."""

from __future__ import annotations

import numpy as np

from broker.engine.periods import LEAST_SHARE, reducer, turned
from broker.engine.result import Result, Series
from broker.engine.shelf import columns_at_once, give_back
from translators.figures import DATES
from translators.indices import index_of
from translators.periods import Years


def cell_values(result: Result, one: Series, period: Years) -> np.ndarray | None:
    """Return the statistic of each cell over the seasons that end in a period.

    Parameters
    ----------
    one : Series
        A simulation of the result.

    Returns
    -------
    ndarray (cells,) or None
        Delivered units; NaN where fewer than 80 % of the period's seasons are known (have a value, or an outcome such
        as "no onset found"), and where all of them had an outcome. None where no season ends in the period.
    """
    inside = (one.label_years >= period.first) & (one.label_years <= period.last)
    if not inside.any():
        return None
    statistic = result.recipe.statistic
    seasons = one.cells.values if one.cells.raw is None else one.cells.raw
    limits = np.zeros(inside.sum()) if one.limits is None else one.limits[inside]
    of_years = reducer(statistic, index_of(result.recipe.index, result.recipe.parameters))
    least = max(1.0, LEAST_SHARE * len(period))
    found = np.empty(seasons.shape[1])
    for some in columns_at_once(seasons):
        values = seasons[:, some][inside]
        is_enough = (~np.isnan(values)).sum(axis=0) >= least
        found[some] = np.where(is_enough, of_years(values, limits), np.nan)
    give_back(seasons)
    return turned(found, statistic, one.date_scale) if result.units == DATES else found
