"""Whether the numbers fit their unit: a sample of each variable against what is possible on Earth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from catalog.checks import finding
from catalog.record import Finding, Variable
from catalog.units import conversion
from catalog.variables import Known

_SAMPLE_STEPS = 92
_SAMPLE_BYTES = 16 * 1024 * 1024
_ALTERNATIVES = {
    "degC": ("K", "degC", "degF"),
    "mm/day": ("kg m-2 s-1", "mm/day", "m/day", "mm/h", "inch/day"),
    "%": ("%", "1"),
    "hPa": ("Pa", "hPa"),
}
#: Rain that never exceeds this, mm/day, is labelled wrongly, or falls where it never rains.
_LEAST_MAXIMUM_RAIN = 0.05

#: Percentages that never exceed this are fractions.
_LEAST_PERCENT = 1.2
#: A mean wind, m s-1, that no place has, and that of whole numbers only, which are what is read in knots.
_WINDIEST_MEAN, _WINDY_WHOLE = 14.0, 8.0


def check_units(
    variable: Variable,
    known: Known,
    rows: Callable[[int, int], np.ndarray],
    steps: int,
    file: str,
    accept: tuple[str, ...],
) -> tuple[Variable, list[Finding]]:
    """Return the variable, with the unit its values fit where that was accepted, and the finding about it.

    Looks at three windows of the series, and at all of it only where those are suspicious.
    """
    sample = _sample(rows, steps)
    if sample.size == 0:
        return variable, []
    if _fits(sample, variable.scale, variable.offset, known):
        return variable, _knots(sample, variable, file)
    others = [u for u in _ALTERNATIVES.get(known.units, ()) if _unit_fits(sample, u, known)]
    if known.water and _is_dry(sample, variable.scale) and not (others and _never_rains(rows, steps, variable.scale)):
        return variable, []  # a desert, or a dry season
    mean, most = float(np.mean(sample)), float(np.max(sample))
    where = {"file": file, "variable": variable.name}
    message = (
        f"{variable.name} of {file} is labelled {variable.units!r}, but its values (mean {mean:.4g}, most {most:.4g})"
    )
    if not others:
        found = finding("units-contradict-values", f"{message} fit no known unit of it.", **where)
        return variable, [replace(found, fix="Correct the values or the units attribute.")]
    unit = others[0]
    message = f"{message} are those of {unit!r}."
    if "units-contradict-values" not in accept:
        return variable, [finding("units-contradict-values", message, **where)]
    scale, offset = conversion(unit, known.units, water=known.water)
    repaired = replace(variable, units=unit, scale=scale, offset=offset)
    return repaired, [finding("units-contradict-values", message, repaired=True, **where)]


def _sample(rows: Callable[[int, int], np.ndarray], steps: int) -> np.ndarray:
    first = rows(0, 1)
    at_once = max(1, min(_SAMPLE_STEPS, _SAMPLE_BYTES // max(1, first.nbytes)))
    starts = sorted({0, max(0, steps // 2 - at_once // 2), max(0, steps - at_once)})
    parts = [rows(s, min(s + at_once, steps)).ravel() for s in starts]
    with np.errstate(invalid="ignore", over="ignore"):  # a damaged number may be a signalling NaN
        values = np.concatenate(parts).astype(np.float64)
    # Markers of missing data say nothing about the unit; they are a finding of their own.
    marked = (np.abs(values) >= 1e6) | np.isin(values, (-9999.0, -999.0, -99.9, -99.0, 9999.0, 999.9))
    return values[np.isfinite(values) & ~marked]


def _unit_fits(sample: np.ndarray, unit: str, known: Known) -> bool:
    scale, offset = conversion(unit, known.units, water=known.water)
    return _fits(sample, scale, offset, known)


def _fits(sample: np.ndarray, scale: float, offset: float, known: Known) -> bool:
    if known.water and _is_dry(sample, scale):
        return False
    if known.units == "%" and 0 < float(np.max(sample)) * scale + offset <= _LEAST_PERCENT:
        return False
    return known.mean_least <= float(np.mean(sample)) * scale + offset <= known.mean_most


def _is_dry(sample: np.ndarray, scale: float) -> bool:
    return 0 < float(np.max(sample)) * scale <= _LEAST_MAXIMUM_RAIN


def _never_rains(rows: Callable[[int, int], np.ndarray], steps: int, scale: float) -> bool:
    most = (np.fmax.reduce(rows(s, min(s + 1000, steps)), axis=None) for s in range(0, steps, 1000))
    return not any(float(m) * scale > _LEAST_MAXIMUM_RAIN for m in most)


def _knots(sample: np.ndarray, variable: Variable, file: str) -> list[Finding]:
    """Return the finding that a daily mean wind in metres a second is as strong as it would be in knots."""
    if variable.name != "sfcWind":
        return []
    mean = float(np.mean(sample)) * variable.scale
    whole = sample.size > 50 and variable.scale == 1 and bool((sample == np.round(sample)).all())
    if mean <= _WINDIEST_MEAN and not (whole and mean > _WINDY_WHOLE):
        return []
    rounded = ", all of them whole numbers" if whole else ""
    message = f"{variable.name} of {file} is labelled {variable.units!r}, with a mean of {mean:.3g} m s-1{rounded}."
    return [finding("wind-perhaps-knots", message, file=file, variable=variable.name)]
