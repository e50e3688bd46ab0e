"""What the cells of a region come to: their mean by true area, the least, the most, or the share beyond a limit."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np

from broker.errors import UnservableNeed
from translators.errors import TranslationError
from translators.quantities import in_units

#: Takes values (seasons, cells), missing as NaN, and areas (cells,); returns (seasons,), NaN where no cell has a value.
AreaStatistic = Callable[[np.ndarray, np.ndarray], np.ndarray]
_BEYOND = re.compile(r"(above|below)\s+(\S.*)")


def area_statistic(text: str, units: str) -> AreaStatistic:
    """Return what is taken over the cells of a region: ``mean``, ``minimum``, ``maximum`` or ``above 20 days``.

    Raises
    ------
    UnservableNeed
        If it is none of these, or the limit is not of the index's unit.
    """
    if text == "mean":
        return area_mean
    if text in {"minimum", "maximum"}:
        return _least if text == "minimum" else _most
    found = _BEYOND.fullmatch(text)
    try:
        if found is None:
            raise TranslationError(
                f"The statistic {text!r} over the region was asked, which is not known. Write mean, minimum, maximum, "
                f"or the share of the area beyond a limit, such as above 20 {units}."
            )
        limit = in_units(found[2], units, "area")
    except TranslationError as refusal:
        raise UnservableNeed(str(refusal)) from None
    return lambda values, area_km2: _share_beyond(values, area_km2, limit, found[1] == "above")


def area_units(text: str, units: str) -> str:
    """Return the unit of a statistic over a region: a share is in %."""
    return "%" if _BEYOND.fullmatch(text) else units


def area_mean(values: np.ndarray, area_km2: np.ndarray) -> np.ndarray:
    """Return the mean over cells, each weighted by its area; cells without a value do not count.

    Parameters
    ----------
    values : ndarray (seasons, cells)
    area_km2 : ndarray (cells,)

    Returns
    -------
    ndarray of float64 (seasons,)
        NaN where no cell has a value. The mean of a constant is that constant, to the last bit.
    """
    known = np.isfinite(values)
    has_any = known.any(axis=1)
    weights = np.where(known, area_km2, 0.0)
    # Differences from one of the values are averaged, so that equal values lose no digit.
    reference = values[np.arange(values.shape[0]), known.argmax(axis=1)]
    differences = np.where(known, values - reference[:, np.newaxis], 0.0)
    mean = np.full(values.shape[0], np.nan)
    np.divide((weights * differences).sum(axis=1), weights.sum(axis=1), out=mean, where=has_any)
    return np.where(has_any, reference + mean, np.nan)


def _least(values: np.ndarray, area_km2: np.ndarray) -> np.ndarray:
    found = np.where(np.isfinite(values) & (area_km2 > 0), values, np.inf).min(axis=1, initial=np.inf)
    return np.where(np.isfinite(found), found, np.nan)


def _most(values: np.ndarray, area_km2: np.ndarray) -> np.ndarray:
    found = np.where(np.isfinite(values) & (area_km2 > 0), values, -np.inf).max(axis=1, initial=-np.inf)
    return np.where(np.isfinite(found), found, np.nan)


def _share_beyond(values: np.ndarray, area_km2: np.ndarray, limit: float, is_above: bool) -> np.ndarray:
    known = np.isfinite(values)
    beyond = known & ((values > limit) if is_above else (values < limit))
    whole = np.where(known, area_km2, 0.0).sum(axis=1)
    share = np.full(values.shape[0], np.nan)
    np.divide(100.0 * np.where(beyond, area_km2, 0.0).sum(axis=1), whole, out=share, where=whole > 0)
    return share
