"""Units as people prefer them: what is told is converted, never what is computed, stored or tabled."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import replace

from translators.errors import QuantityError
from translators.quantities import parse_quantity
from translators.statistics import Statistic
from translators.told import Told, ToldRow

METRIC, US = "metric", "us"
#: What a need may prefer: metric units, or those used in the United States.
SYSTEMS = (METRIC, US)

#: Metric unit → the one of the United States, its number for 1 metric unit, and what is added (°F).
_US: Mapping[str, tuple[str, float, float]] = {
    "degC": ("degF", 1.8, 32.0),
    "K": ("degF", 1.8, 0.0),  # as delivered and in parameters, always a difference
    "mm": ("inch", 1 / 25.4, 0.0),
    "mm/day": ("inch/day", 1 / 25.4, 0.0),
    "cm": ("inch", 1 / 2.54, 0.0),
    "m/s": ("mph", 3600 / 1609.344, 0.0),
    "K days": ("degF days", 1.8, 0.0),
}
_SAID_US = re.compile(r"°\s?F\b|\d\s?F\b|\bfahrenheit\b|\d[ -]inch|\binches\b|\bmph\b|\bmiles an hour\b", re.IGNORECASE)
_BEYOND = re.compile(r"(above|below)\s+(\S.*)")


def in_preferred_units(told: Told, system: str = METRIC) -> Told:
    """Return what is told with every value, limit and parameter in the preferred units.

    Days, dates, shares and plain numbers stay; so do a unit that has no counterpart and a metric in a user's own words.

    Parameters
    ----------
    told : Told
        In the delivered units.
    system : str
        ``metric`` (as delivered) or ``us``: °F, inches, miles an hour.
    """
    if system != US:
        return told
    units, scale, offset = _US.get(told.units, (told.units, 1.0, 0.0))
    of_rows, row_scale, row_offset = units, scale, offset
    if told.statistic_units:
        of_rows, row_scale, row_offset = _US.get(told.statistic_units, (told.statistic_units, 1.0, 0.0))
    return replace(
        told,
        units=units,
        statistic_units=of_rows if told.statistic_units else "",
        rows=tuple(_row(row, row_scale, row_offset) for row in told.rows),
        parameters=_parameters(told.parameters),
        variants={name: _parameters(own) for name, own in told.variants.items()},
        statistic=_statistic(told.statistic),
        area=_area(told.area),
    )


def preferred(text: str, system: str = US) -> str:
    """Return a quantity in the preferred units: "30 degC" is "86 degF"; what is no quantity stays as it is."""
    if system != US:
        return text
    try:
        quantity = parse_quantity(text)
    except QuantityError:
        return text
    if quantity.units not in _US:
        return text
    units, scale, offset = _US[quantity.units]
    return f"{round(quantity.magnitude * scale + offset, 6):g} {units}"


def _row(row: ToldRow, scale: float, offset: float) -> ToldRow:
    def of(value: float) -> float:
        return value * scale + offset if math.isfinite(value) else value

    return replace(
        row,
        p10=of(row.p10),
        p50=of(row.p50),
        p90=of(row.p90),
        change_p50=row.change_p50 * scale,
        interval=None if row.interval is None else (of(row.interval[0]), of(row.interval[1])),
    )


def _parameters(parameters: Mapping[str, str]) -> dict[str, str]:
    return {name: preferred(text) for name, text in parameters.items()}


def _statistic(statistic: Statistic) -> Statistic:
    return replace(statistic, value=preferred(statistic.value)) if statistic.value else statistic


def _area(area: str) -> str:
    found = _BEYOND.fullmatch(area)
    return f"{found[1]} {preferred(found[2])}" if found else area


def as_delivered(value: float, units: str) -> float:
    """Return a value in a preferred unit in the unit that it was delivered in: 86 °F is 30 °C."""
    for preferred_units, scale, offset in _US.values():
        if preferred_units == units:
            return (value - offset) / scale
    return value


def units_said(sentence: str) -> str:
    """Return the system whose units a sentence speaks: ``us`` where it has °F, inches or miles an hour."""
    return US if _SAID_US.search(sentence) else METRIC
