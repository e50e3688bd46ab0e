"""How stored numbers become the canonical unit; amounts of water become rates, each step by its own length.

A month's total is no rate until it is divided by the days of that month, in the calendar of the file. Whether a number
is a total is taken from the unit (``mm/month``), the cell methods (``time: sum``) or the words of the
file, never guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from catalog.calendars import date_of, month_start
from catalog.checks import finding
from catalog.described import DescribedFile, DescribedVariable
from catalog.naming import time_methods, unit_finding, unit_fits
from catalog.record import Finding
from catalog.timeline import HOURS, FileTime
from catalog.units import UnknownUnit, conversion, over_period
from catalog.variables import Known

_TOTAL = re.compile(
    r"(monthly|annual|yearly|per month|per year)\W+(\w+\W+){0,2}(total|sum|accumul|precipitation|rain)|"
    r"(total|sum|accumulated|accumulation)\W+(\w+\W+){0,2}(monthly|annual|month|year)|"
    r"(monthly|annual|yearly)\W+(total|sum|accumulat)",
    re.IGNORECASE,
)
_STEPS = {"mon": "month", "yr": "year"}


class UnitRefused(Exception):
    """A unit that is not understood, or an amount over an unknown time; carries its finding."""

    def __init__(self, found: Finding) -> None:
        super().__init__(found.message)
        self.found = found


@dataclass(frozen=True)
class Scaling:
    """How a variable's numbers become the canonical unit.

    Attributes
    ----------
    units : str
        Of the numbers as they are stored; a rate where the file has amounts of steps of different lengths.
    scale, offset : float
        ``canonical = stored * scale + offset``.
    days : tuple of float
        What each step of the file is divided by before it is stored; empty where the numbers are stored as they are.
    """

    units: str
    scale: float
    offset: float
    days: tuple[float, ...] = ()


def to_canonical(
    file: DescribedFile, variable: DescribedVariable, name: str, known: Known, time: FileTime
) -> tuple[Scaling, list[Finding]]:
    """Return how the numbers of a variable become its canonical unit, and findings.

    Raises
    ------
    UnitRefused
        If the unit is not understood, or is an amount and nothing says over which time.
    """
    units = variable.text("units")
    try:
        return Scaling(units, *conversion(units, known.units, water=known.water)), []
    except UnknownUnit:
        pass
    if not (known.water and unit_fits(variable, name)):
        raise UnitRefused(unit_finding(file, variable, known))
    period = over_period(units)
    if period is not None:
        return _by_period(file, variable, known, time, *period)
    return _amount(file, variable, known, time)


def _by_period(
    file: DescribedFile, variable: DescribedVariable, known: Known, time: FileTime, amount: str, period: str
) -> tuple[Scaling, list[Finding]]:
    """Return the scaling of ``mm/month`` on monthly or yearly steps, or of ``mm/year`` on yearly ones."""
    if time.frequency == "yr":
        return _divided(file, variable, known, amount, time.days / (12.0 if period == "month" else 1.0), "year")
    if time.frequency == "mon" and period == "month":
        return _divided(file, variable, known, amount, time.days.astype(np.float64), "month")
    if time.frequency == "mon":
        year = date_of(time.first_day, time.calendar)[0]
        lengths = month_start(year + 1, np.ones_like(year), time.calendar)
        lengths = lengths - month_start(year, np.ones_like(year), time.calendar)
        return _divided(file, variable, known, amount, lengths.astype(np.float64), "year")
    raise UnitRefused(_ambiguous(file, variable, "its steps are shorter than a month"))


def _amount(
    file: DescribedFile, variable: DescribedVariable, known: Known, time: FileTime
) -> tuple[Scaling, list[Finding]]:
    """Return the scaling of an amount without a time, such as ``mm``, over each step."""
    units = variable.text("units")
    methods = time_methods(variable)
    is_sum = "sum" in methods
    about = {"file": file.name, "variable": variable.name}
    if time.frequency == "day" or (methods and methods[-1] == "mean" and is_sum):
        message = f"{variable.name} of {file.name} is in {units!r}."
        scale = conversion(units, "mm", water=True)[0]
        return Scaling(units, scale, 0.0), [finding("amount-as-rate", message, **about)]
    if time.frequency in HOURS:
        if not is_sum:
            since = "whether it is the hours' own amount or has run up since the day or the forecast began is not said"
            raise UnitRefused(_ambiguous(file, variable, since))
        scale = conversion(units, "mm", water=True)[0] * 24 / HOURS[time.frequency]
        message = f"{variable.name} of {file.name} is in {units!r}, for steps of {HOURS[time.frequency]} h."
        return Scaling(units, scale, 0.0), [finding("amount-as-rate", message, **about)]
    words = " ".join(variable.text(n) for n in ("long_name", "standard_name", "description", "var_desc", "comment"))
    if not (is_sum or (_TOTAL.search(words) and "mean" not in methods)):
        step = _STEPS[time.frequency]
        raise UnitRefused(_ambiguous(file, variable, f"a {step}'s total and the mean of its days are both written so"))
    return _divided(file, variable, known, units, time.days.astype(np.float64), _STEPS[time.frequency])


def _divided(
    file: DescribedFile, variable: DescribedVariable, known: Known, amount: str, days: np.ndarray, step: str
) -> tuple[Scaling, list[Finding]]:
    rate = f"{amount} day-1"
    least, most = float(days.min()), float(days.max())
    held = f"{least:.4g}" if least == most else f"{least:.4g} to {most:.4g}"
    message = (
        f"{variable.name} of {file.name} is an amount of each {step}, in {variable.text('units')!r}; each was divided "
        f"by the days of its {step} ({held}) and is stored in {rate!r}."
    )
    found = finding("amount-divided", message, file=file.name, variable=variable.name)
    return Scaling(rate, *conversion(rate, known.units, water=True), tuple(days.tolist())), [found]


def _ambiguous(file: DescribedFile, variable: DescribedVariable, because: str) -> Finding:
    units = variable.text("units")
    message = f"{variable.name} of {file.name} is an amount, in {units!r}, and {because}."
    period = over_period(units)
    amount = period[0] if period else units
    fix = (
        f"Say it with --variables, for instance {variable.name}=pr:{amount}/month for totals of months or "
        f"{variable.name}=pr:{amount}/day for means of days; or write cell_methods (`time: sum`)."
    )
    return finding("amount-ambiguous", message, fix=fix, file=file.name, variable=variable.name)
