"""Known defects, one a file: what is done to a clean file, and what a climatologist would then say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from tests.benchmarks.carriers import FIRST_YEAR, Made

#: Where most defects of single values are put.
CELL = 7


@dataclass(frozen=True)
class Expected:
    """What has to be found: one of the codes, the variable and the place or time where these are given.

    Attributes
    ----------
    codes : tuple of str
    variable : str
        Named by the finding; empty where the defect is not of one variable.
    words : tuple of str
        Dates and places that the finding names.
    """

    codes: tuple[str, ...]
    variable: str = ""
    words: tuple[str, ...] = ()


#: A clean file → the same with its defect, and what has to be found; None where the defect has no sense in such a file.
Defect = Callable[[Made], "tuple[Made, Expected] | None"]


def _cell(made: Made) -> int:
    return min(CELL, made.values().shape[1] - 1)


def _step(made: Made) -> int:
    return {"day": 400, "mon": 40, "yr": 14}[made.carrier.frequency]


def _is(made: Made, *kinds: str) -> bool:
    return any(made.first.startswith(kind) for kind in kinds)


def value(number: float, *codes: str, only: tuple[str, ...] = ()) -> Defect:
    """Put one number into one cell on one day."""

    def defect(made: Made) -> tuple[Made, Expected] | None:
        if (
            made.carrier.packed
            or (only and made.first not in only)
            or (made.carrier.is_table and not np.isfinite(number))
        ):
            return None
        values, step, cell = made.values(), _step(made), _cell(made)
        values[step, cell] = number
        return made.with_values(values), Expected(codes, made.first, (made.date(step), made.place(cell)))

    return defect


def missing(made: Made) -> tuple[Made, Expected]:
    """Leave three days of one cell out."""
    values, step = made.values(), _step(made)
    values[step : step + 3, _cell(made)] = np.nan
    return made.with_values(values), Expected(("values-missing",), made.first, (made.date(step),))


def half_missing_day(made: Made) -> tuple[Made, Expected] | None:
    """Leave half of the cells of one day out."""
    values, step = made.values(), _step(made)
    if values.shape[1] < 2:
        return None
    values[step, : values.shape[1] // 2] = np.nan
    return made.with_values(values), Expected(("values-missing",), made.first, (made.date(step), "% of the cells"))


def all_missing(made: Made) -> tuple[Made, Expected]:
    """Leave all values out."""
    return made.with_values(np.full_like(made.values(), np.nan)), Expected(("all-missing",), made.first)


def mask_differs(made: Made) -> tuple[Made, Expected] | None:
    """Leave one cell of the second of two variables out."""
    if len(made.carrier.variables) < 2 or made.values().shape[1] < 2:
        return None
    other = list(made.carrier.variables)[1]
    values = made.values(other)
    values[:, _cell(made)] = np.nan
    return made.with_values(values, other), Expected(("masks-differ",), other, (made.place(_cell(made)),))


def fill_is_a_value(made: Made) -> tuple[Made, Expected] | None:
    """Declare a value that occurs as the one that is missing."""
    if made.carrier.is_table or made.carrier.packed:
        return None
    values = made.values()
    fill = values.dtype.type(0.0 if made.first == "pr" and (values == 0).any() else values[_step(made), _cell(made)])
    values[values == fill] = np.nan
    encoding = made.encoding | {made.first: {"_FillValue": fill}}
    return replace(made.with_values(values), encoding=encoding), Expected(("fill-is-a-value",), made.first)


def fills_differ(made: Made) -> tuple[Made, Expected] | None:
    """Declare two different values as missing."""
    if made.carrier.is_table or made.carrier.packed or made.carrier.form == "zarr":
        return None
    data = made.with_attributes(missing_value=np.float32(-9999.0))
    return replace(data, encoding=made.encoding | {made.first: {}}).with_attributes(
        _FillValue=made.values().dtype.type(1e20)
    ), Expected(("fill-values-differ",), made.first)


def scale_zero(made: Made) -> tuple[Made, Expected] | None:
    """Pack with a scale of zero."""
    if not made.carrier.packed:
        return None
    packed = made.data[made.first]
    attributes = dict(packed.attrs) | {"scale_factor": 0.0, "add_offset": 280.0}
    stored = np.round(made.values()).astype("i2").reshape(packed.shape)
    data = made.data.assign({made.first: (packed.dims, stored, attributes)})
    return replace(made, data=data, encoding={}), Expected(("packing-broken",), made.first)


def unsigned_packing(made: Made) -> tuple[Made, Expected] | None:
    """Pack as numbers without sign, and leave out that they have none."""
    if not made.carrier.packed:
        return None
    packed = made.data[made.first]
    scale, offset = (0.002, 220.0) if made.carrier.variables[made.first] == "K" else (0.001, 0.0)
    stored = np.clip(np.round((made.values() - offset) / scale), 0, 65534).astype("u2").view("i2").reshape(packed.shape)
    attributes = dict(packed.attrs) | {"scale_factor": scale, "add_offset": offset}
    data = made.data.assign({made.first: (packed.dims, stored, attributes)})
    return replace(made, data=data, encoding={}), Expected(("unsigned-packing",), made.first)


def attribute(
    codes: tuple[str, ...], of: str = "", when: Callable[[Made], bool] | None = None, **changed: Any
) -> Defect:
    """Change attributes of the variable, or of the file (``/``)."""

    def defect(made: Made) -> tuple[Made, Expected] | None:
        if made.carrier.is_table or (when is not None and not when(made)):
            return None
        return made.with_attributes(of, **changed), Expected(codes, "" if of == "/" else made.first)

    return defect


def relabelled(truth: str, label: str, convert: Callable[[np.ndarray], np.ndarray] = lambda v: v) -> Defect:
    """Write values of one unit and label them with another."""

    def defect(made: Made) -> tuple[Made, Expected] | None:
        if made.carrier.packed or made.carrier.variables[made.first] != truth:
            return None
        if made.carrier.is_table:
            carrier = replace(made.carrier, variables=made.carrier.variables | {made.first: label})
            return replace(made, carrier=carrier), Expected(("units-contradict-values",), made.first)
        changed = made.with_values(convert(made.values())).with_attributes(units=label)
        return changed, Expected(("units-contradict-values",), made.first)

    return defect


def fractions(made: Made) -> tuple[Made, Expected] | None:
    """Write percentages as fractions, labelled percent."""
    if made.first != "hurs":
        return None
    return made.with_values(made.values() / 100), Expected(("units-contradict-values",), "hurs")


def knots(made: Made) -> tuple[Made, Expected] | None:
    """Write wind in whole knots, labelled metres a second."""
    if made.first != "sfcWind":
        return None
    return made.with_values(np.round(made.values() / 0.514444)), Expected(("wind-perhaps-knots",), "sfcWind")


def below_zero(made: Made) -> tuple[Made, Expected] | None:
    """Make the rain of one day negative."""
    if made.first != "pr" or made.carrier.packed:
        return None
    values, step, cell = made.values(), _step(made), _cell(made)
    values[step, cell] = -0.02 * float(np.nanmean(values))
    return made.with_values(values), Expected(("negative-rain",), "pr", (made.date(step), made.place(cell)))


def crossed(made: Made) -> tuple[Made, Expected] | None:
    """Put the night above the day."""
    if not {"tasmin", "tasmax"} <= set(made.carrier.variables):
        return None
    values, step, cell = made.values("tasmin"), _step(made), _cell(made)
    values[step, cell] = made.values("tasmax")[step, cell] + 1
    expected = Expected(("tasmin-above-tasmax",), "tasmin", (made.date(step), made.place(cell)))
    return made.with_values(values, "tasmin"), expected


def stuck(made: Made) -> tuple[Made, Expected] | None:
    """Repeat a value for thirty days."""
    if made.carrier.frequency != "day" or not _is(made, "tas", "pr"):
        return None
    values, step, cell = made.values(), _step(made), _cell(made)
    step += int((values[step:, cell] > 0).argmax())
    values[step : step + 30, cell] = values[step, cell]
    return made.with_values(values), Expected(("stuck-values",), made.first, (made.date(step), made.place(cell)))


def day_repeated(made: Made) -> tuple[Made, Expected] | None:
    """Write one day's field twice."""
    values, step = made.values(), _step(made)
    if values.shape[1] < 4 or made.carrier.frequency != "day":
        return None
    values[step] = values[step - 1]
    return made.with_values(values), Expected(("days-repeated",), made.first, (made.date(step),))


def year_copied(made: Made) -> tuple[Made, Expected]:
    """Write an earlier stretch again."""
    values = made.values()
    length = {"day": 300, "mon": 24, "yr": 8}[made.carrier.frequency]
    values[-length - 2 : -2] = values[2 : length + 2]
    changed = made
    for name in made.carrier.variables:
        other = made.values(name)
        other[-length - 2 : -2] = other[2 : length + 2]
        changed = changed.with_values(other, name)
    return changed, Expected(("period-copied",), made.first)


def leap_days_invented(made: Made) -> tuple[Made, Expected] | None:
    """Make every 29 February of the day before."""
    if made.carrier.calendar not in {"standard", "julian", "proleptic_gregorian"} or made.carrier.frequency != "day":
        return None
    if not any(name.startswith("tas") for name in made.carrier.variables):
        return None
    changed = made
    leap = [s for s in range(made.data["time"].size) if made.date(s).endswith("-02-29")]
    for name in made.carrier.variables:
        values = made.values(name)
        values[leap] = 0 if name == "pr" else values[np.array(leap) - 1]
        changed = changed.with_values(values, name)
    return changed, Expected(("invented-leap-day",), "", (made.date(leap[0]),))


def constant(made: Made) -> tuple[Made, Expected] | None:
    """Give one cell one value."""
    values, cell = made.values(), _cell(made)
    values[:, cell] = np.round(values[3:13, cell].mean(), 3)
    return made.with_values(values), Expected(("constant-field",), made.first, (made.place(cell),))


def gauge_stopped(made: Made) -> tuple[Made, Expected] | None:
    """Write zeros after the gauge stopped."""
    if made.first != "pr" or made.carrier.frequency != "day" or made.carrier.packed:
        return None
    values, cell = made.values(), _cell(made)
    values[-200:, cell] = 0
    return made.with_values(values), Expected(("rain-stopped",), "pr", (made.place(cell),))


def jump(made: Made) -> tuple[Made, Expected]:
    """Change the level from the middle on, as a switch of units or of instruments does."""
    values = made.values()
    middle = values.shape[0] // 2
    if _is(made, "tas"):
        values[middle:] += 9
    elif made.first == "hurs":
        values[middle:] *= 0.3
    else:
        values[middle:] *= 1 / 25.4 if made.first == "pr" else 2.237
    year = str(FIRST_YEAR + (4 if made.carrier.frequency != "yr" else 16))
    return made.with_values(values), Expected(("values-jump", "outliers", "tasmin-above-tasmax"), made.first, (year,))


def rounded(made: Made) -> tuple[Made, Expected] | None:
    """Round to whole numbers from the middle on."""
    if made.carrier.packed or "kg m-2 s-1" in made.carrier.variables.values():
        return None
    values = made.values()
    middle = values.shape[0] // 2
    values[middle:] = np.round(values[middle:])
    decade = made.date(middle)[:3]
    return made.with_values(values), Expected(("precision-changes",), made.first, (decade,))


VALUES: dict[str, Defect] = {
    "some values missing": missing,
    "infinite": value(np.inf, "infinite-values"),
    "1e20": value(1e20, "sentinel-values"),
    "1e35": value(1e35, "sentinel-values"),
    "9.97e36": value(9.969209968386869e36, "sentinel-values"),
    "-999": value(-999.0, "sentinel-values"),
    "-9999": value(-9999.0, "sentinel-values"),
    "9999": value(9999.0, "sentinel-values"),
    "-99.9": value(-99.9, "sentinel-values"),
    "75 degrees": value(75.0 + 273.15, "outliers", only=("tas", "tasmax")),
    "4 m of rain": value(4321.0, "outliers", only=("pr",)),
    "all missing": all_missing,
    "half a day missing": half_missing_day,
    "masks differ": mask_differs,
    "fill is a value": fill_is_a_value,
    "fill values differ": fills_differ,
    "scale zero": scale_zero,
    "unsigned packing": unsigned_packing,
    "valid range inverted": attribute(("valid-range-broken",), valid_range=np.array([500.0, -500.0])),
    "outside valid range": attribute(
        ("outside-valid-range",),
        when=lambda m: not m.carrier.packed,
        valid_max=np.float32(1e-9),
        valid_min=np.float32(-1e-9),
    ),
    "degrees C labelled K": relabelled("K", "K", lambda v: v - 273.15),
    "K labelled degrees C": relabelled("K", "degC"),
    "degrees C relabelled K": relabelled("degC", "K"),
    "mm labelled a flux": relabelled("mm/day", "kg m-2 s-1"),
    "flux labelled mm": relabelled("kg m-2 s-1", "mm/day"),
    "fractions labelled percent": fractions,
    "knots labelled m s-1": knots,
    "negative rain": below_zero,
    "tasmin above tasmax": crossed,
    "stuck": stuck,
    "field repeated": day_repeated,
    "year copied": year_copied,
    "leap days invented": leap_days_invented,
    "constant": constant,
    "gauge stopped": gauge_stopped,
    "jump": jump,
    "rounded midway": rounded,
}
