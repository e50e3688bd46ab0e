"""What the seasons of a period are compared with where the share of them beyond a limit was asked."""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np

from broker.engine.areas import area_units
from broker.engine.seasons import Seasons
from broker.errors import UnservableNeed
from translators.errors import TranslationError
from translators.indices import Index
from translators.quantities import in_units
from translators.statistics import Statistic


def limits_of(statistic: Statistic, index: Index | None, seasons: Seasons, area: str = "mean") -> np.ndarray:
    """Return the limit of a share in each season, float64 (seasons,), in the index's delivered unit; 0 for others.

    A date is counted as dates are delivered: from 1 January of the year in which the season starts. Where `area` is a
    share of the region, the limit is one too.

    Raises
    ------
    UnservableNeed
        If the limit is no quantity of the index's unit, no date that the season holds, or no outcome that the index
        has; or if an outcome is counted of anything but the mean over the region.
    """
    if statistic.of != "share" or index is None:
        return np.zeros(len(seasons))
    units = area_units(area, index.units)
    if statistic.operator == "is":
        if area != "mean":
            raise UnservableNeed(
                f"The share of years with {statistic.value!r} was asked of the region's {area}, but an outcome has no "
                f"size, so there is nothing to compare between cells. Leave area out: the share is then the mean over "
                f"the region."
            )
        limits = {name.casefold(): value for value, name in index.outcomes.items()}
        if statistic.value.casefold() not in limits:
            raise UnservableNeed(
                f"The share of years with {statistic.value!r} was asked, but {index.id} has "
                f"{'the outcomes ' + ', '.join(index.outcomes.values()) if index.outcomes else 'no such outcome'}, so "
                f"nothing can be counted. Ask for share > and a limit, or one of those outcomes."
            )
        return np.full(len(seasons), limits[statistic.value.casefold()])
    if units == "day of year":
        days = seasons.day_in(_date_of(statistic.value))
        if (days < 0).any():
            raise UnservableNeed(
                f"The share of years before or after {statistic.value} was asked, but {seasons.season.name} does not "
                f"hold that day, so no date in it can be compared. Choose a day of the season, or a longer season."
            )
        return (days - seasons.new_year + 1).astype(np.float64)
    if units == "1" and re.fullmatch(r"-?\d+(\.\d+)?", statistic.value):
        return np.full(len(seasons), float(statistic.value))
    return np.full(len(seasons), _in_units(statistic.value, units))


@lru_cache(maxsize=256)
def _in_units(text: str, units: str) -> float:
    try:
        return in_units(text, units, "statistic")
    except TranslationError as refusal:
        raise UnservableNeed(str(refusal)) from None


def _date_of(text: str) -> tuple[int, int]:
    month, _, day = text.partition("-")
    if not (month.isdigit() and day.isdigit() and 1 <= int(month) <= 12 and 1 <= int(day) <= 31):
        raise UnservableNeed(
            f"The share of years before or after {text!r} was asked, but a date is needed there, because the index is "
            f"a date. Write month and day, such as share > 11-15 for after 15 November."
        )
    return int(month), int(day)
