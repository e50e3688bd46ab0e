"""Known defects of time, place, runs and attributes, one a file; those of values are in `defects`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import xarray as xr

from catalog.calendars import day_number
from tests.benchmarks.carriers import FIRST_YEAR, Made
from tests.benchmarks.defects import Defect, Expected, attribute


def _steps(made: Made, order: np.ndarray) -> Made:
    """Return the file with its steps in another order, repeated or left out."""
    return replace(made, data=made.data.isel(time=order))


def _step(made: Made) -> int:
    return {"day": 400, "mon": 40, "yr": 14}[made.carrier.frequency]


def _named(made: Made, step: int) -> str:
    """Return the month, or the row of a table, that a finding about a step names."""
    return f"row {step + 2}" if made.carrier.is_table else made.date(step)[:7]


def repeated(made: Made) -> tuple[Made, Expected]:
    """Write ten steps twice."""
    size, step = made.data["time"].size, _step(made)
    order = np.sort(np.concatenate([np.arange(size), np.arange(step, min(step + 10, size))]))
    return _steps(made, order), Expected(("time-duplicated",), "", (_named(made, step),))


def conflicting(made: Made) -> tuple[Made, Expected]:
    """Write a step twice, with different values."""
    size, step = made.data["time"].size, _step(made)
    changed = _steps(made, np.sort(np.concatenate([np.arange(size), [step]])))
    values = changed.values()
    values[step] += 0.1 * (1 + np.abs(values[step]))
    return changed.with_values(values), Expected(("time-conflicting",), "", (_named(made, step),))


def backwards(made: Made) -> tuple[Made, Expected]:
    """Write the last step first."""
    return _steps(made, np.arange(made.data["time"].size)[::-1]), Expected(("time-unsorted",), "", ("-",))


def exchanged(made: Made) -> tuple[Made, Expected]:
    """Exchange two steps."""
    order, step = np.arange(made.data["time"].size), _step(made)
    order[[step, step + 1]] = order[[step + 1, step]]
    return _steps(made, order), Expected(("time-unsorted",), "", (made.date(step)[:7],))


def gap(made: Made) -> tuple[Made, Expected]:
    """Leave five steps out."""
    step = _step(made)
    kept = np.delete(np.arange(made.data["time"].size), np.arange(step, step + 5))
    return _steps(made, kept), Expected(("time-gap",), "", (made.date(step)[:7],))


def leap_days_absent(made: Made) -> tuple[Made, Expected] | None:
    """Leave every 29 February out of a calendar that has one."""
    if made.carrier.calendar not in {"standard", "julian", "proleptic_gregorian"} or made.carrier.frequency != "day":
        return None
    kept = np.array([s for s in range(made.data["time"].size) if not made.date(s).endswith("-02-29")])
    return _steps(made, kept), Expected(("leap-days-absent",))


def incomplete(made: Made) -> tuple[Made, Expected] | None:
    """End in the middle of the last year."""
    if made.carrier.frequency == "yr":
        return None
    size = made.data["time"].size
    kept = np.arange(size - size // 20)
    return _steps(made, kept), Expected(("incomplete-years",), "", (made.date(int(kept[-1]))[:7],))


def _time(made: Made, values: np.ndarray, **attributes: str) -> Made:
    held = made.data["time"]
    return replace(made, data=made.data.assign_coords(time=("time", values, dict(held.attrs) | attributes)))


def undefined(made: Made) -> tuple[Made, Expected] | None:
    """Leave a time out."""
    if made.carrier.is_table:
        return None
    values = made.data["time"].values.copy()
    values[_step(made)] = np.nan
    return _time(made, values), Expected(("time-undefined",))


def without_units(made: Made) -> tuple[Made, Expected] | None:
    """Leave the units of time out."""
    if made.carrier.is_table:
        return None
    changed = _time(made, made.data["time"].values)
    del changed.data["time"].attrs["units"]
    return changed, Expected(("time-not-understood",))


def calendar_wrong(made: Made) -> tuple[Made, Expected] | None:
    """Name another calendar than the days are counted in."""
    if made.carrier.is_table or made.carrier.frequency != "day":
        return None
    other = "standard" if made.carrier.calendar in {"noleap", "360_day", "all_leap"} else "noleap"
    codes = ("calendar-contradicts-days",)
    return _time(made, made.data["time"].values, calendar=other), Expected(codes)


def calendar_unknown(made: Made) -> tuple[Made, Expected] | None:
    """Name a calendar that is none."""
    if made.carrier.is_table:
        return None
    return _time(made, made.data["time"].values, calendar="lunar"), Expected(("calendar-unknown",))


def bounds_outside(made: Made) -> tuple[Made, Expected] | None:
    """Shift the bounds of time away from their times."""
    if "time_bnds" not in made.data:
        return None
    shifted = made.data["time_bnds"].values + 3 * float(np.diff(made.data["time_bnds"].values[0])[0])
    data = made.data.assign(time_bnds=(("time", "bnds"), shifted))
    return replace(made, data=data), Expected(("bounds-contradict-time",), "", ("19",))


def hours_shifted(made: Made) -> tuple[Made, Expected] | None:
    """Move the stamps by hours from the middle on, without bounds."""
    if made.carrier.is_table or made.carrier.frequency != "day":
        return None
    values = np.floor(made.data["time"].values) + 0.5
    values[_step(made) :] -= 2 / 24
    changed = _without_bounds(_time(made, values))
    return changed, Expected(("stamps-irregular",), "", (made.date(_step(made)),))


def stamps_at_end(made: Made) -> tuple[Made, Expected] | None:
    """Stamp each day with the midnight that ends it, without bounds."""
    if made.carrier.is_table or made.carrier.frequency != "day":
        return None
    return _without_bounds(_time(made, np.floor(made.data["time"].values) + 1)), Expected(("stamps-at-end",))


def _without_bounds(made: Made) -> Made:
    data = made.data.drop_vars("time_bnds", errors="ignore")
    data["time"].attrs.pop("bounds", None)
    return replace(made, data=data)


def _grid(made: Made) -> bool:
    return made.carrier.place == "grid"


def _placed(made: Made, **changed: np.ndarray) -> Made:
    data = made.data
    for name, values in changed.items():
        held = data[name]
        data = data.assign_coords({name: (held.dims, values, held.attrs)})
    return replace(made, data=data)


def radians(made: Made) -> tuple[Made, Expected] | None:
    """Write places in radians, labelled degrees."""
    if made.carrier.place not in {"grid"}:
        return None
    names = [n for n in ("lat", "lon", "lat_bnds", "lon_bnds") if n in made.data.variables]
    changed = {n: np.radians(made.data[n].values) for n in names}
    return _placed(made, **changed), Expected(("coordinates-in-radians",), "lat")


def descending(made: Made) -> tuple[Made, Expected] | None:
    """Write the north first."""
    if not _grid(made):
        return None
    return replace(made, data=made.data.isel(lat=slice(None, None, -1))), Expected(("latitude-descending",), "lat")


def turned(made: Made) -> tuple[Made, Expected] | None:
    """Write longitudes from −300 to 60."""
    if made.carrier.is_table:
        return None
    names = [n for n in ("lon", "lon_bnds") if n in made.data.variables]
    changed = _placed(made, **{n: made.data[n].values - 300 for n in names})
    return changed, Expected(("longitudes-unusual",), "lon")


def edges_wrong(made: Made) -> tuple[Made, Expected] | None:
    """Shift the edges of cells away from their centres."""
    if "lat_bnds" not in made.data.variables:
        return None
    return _placed(made, lat_bnds=made.data["lat_bnds"].values + 2), Expected(("bounds-contradict-centres",), "lat")


def coordinate_missing(made: Made) -> tuple[Made, Expected] | None:
    """Leave a latitude out."""
    if made.carrier.is_table:
        return None
    values = made.data["lat"].values.copy()
    values.flat[1] = np.nan
    return _placed(made, lat=values), Expected(("coordinates-undefined",), "lat")


def unsorted_places(made: Made) -> tuple[Made, Expected] | None:
    """Exchange two latitudes."""
    if not _grid(made):
        return None
    values = made.data["lat"].values.copy()
    values[[1, 2]] = values[[2, 1]]
    return _placed(made, lat=values), Expected(("coordinates-unsorted",), "lat")


def swapped(made: Made) -> tuple[Made, Expected] | None:
    """Exchange the labels of latitude and longitude."""
    if made.carrier.is_table:
        return None
    data = made.data.copy()
    lat, lon = ({k: data[n].attrs[k] for k in ("units", "standard_name")} for n in ("lat", "lon"))
    data["lat"].attrs.update(lon)
    data["lon"].attrs.update(lat)
    return replace(made, data=data), Expected(("axes-swapped",))


def seam(made: Made) -> tuple[Made, Expected] | None:
    """Go round the Earth and write the first meridian again."""
    if not _grid(made):
        return None
    values = np.linspace(0, 360, 5)
    changed = {"lon": values}
    if "lon_bnds" in made.data.variables:
        changed["lon_bnds"] = np.stack([values - 45, values + 45], axis=1)
    return _placed(made, **changed), Expected(("longitude-seam-repeated",), "lon", ("360",))


def more(codes: tuple[str, ...], change: Callable[[xr.Dataset, Made], xr.Dataset]) -> Defect:
    """Write a second file of the same run, which does not belong to the first."""

    def defect(made: Made) -> tuple[Made, Expected] | None:
        if made.carrier.is_table or (made.carrier.packed and codes == ("units-differ",)):
            return None
        later = made.data.copy(deep=True)
        years = 8 if made.carrier.frequency != "yr" else 32
        by = int(
            day_number(FIRST_YEAR + years, 1, 1, made.carrier.calendar)
            - day_number(FIRST_YEAR, 1, 1, made.carrier.calendar)
        )
        for name in [n for n in ("time", "time_bnds") if n in later.variables]:
            held = later[name]
            later = later.assign_coords({name: (held.dims, held.values + by, held.attrs)})
        return replace(made, more=change(later, made)), Expected(codes)

    return defect


def _other_grid(data: xr.Dataset, made: Made) -> xr.Dataset:
    held = data["lat"]
    data = data.assign_coords(lat=(held.dims, held.values + 0.1, held.attrs))
    if "lat_bnds" in data.variables:
        edges = data["lat_bnds"]
        data = data.assign_coords(lat_bnds=(edges.dims, edges.values + 0.1, edges.attrs))
    return data


def _other_unit(data: xr.Dataset, made: Made) -> xr.Dataset:
    held = data[made.first]
    new, scale, offset = {
        "K": ("degC", 1, -273.15), "degC": ("K", 1, 273.15), "kg m-2 s-1": ("mm/day", 86400, 0),
        "mm/day": ("kg m-2 s-1", 1 / 86400, 0), "%": ("1", 0.01, 0), "m s-1": ("km/h", 3.6, 0),
    }[held.attrs["units"]]  # fmt: skip
    attributes = dict(held.attrs) | {"units": new}
    return data.assign({made.first: (held.dims, (held.values * scale + offset).astype(held.dtype), attributes)})


def _other_calendar(data: xr.Dataset, made: Made) -> xr.Dataset:
    data["time"].attrs["calendar"] = "360_day" if made.carrier.calendar != "360_day" else "noleap"
    return data


def joined(made: Made) -> tuple[Made, Expected] | None:
    """Label as historical what runs on into the scenario."""
    if made.carrier.is_table:
        return None
    shifted = _time(made, made.data["time"].values, units=f"days since {FIRST_YEAR + 30}-01-01")
    return shifted, Expected(("historical-joined",), "", ("20",))


def years_of_another(made: Made) -> tuple[Made, Expected] | None:
    """Label as historical what lies in the future."""
    if made.carrier.is_table:
        return None
    shifted = _time(made, made.data["time"].values, units=f"days since {FIRST_YEAR + 80}-01-01")
    return shifted, Expected(("scenario-contradicts-years",), "", ("20",))


def cut(made: Made) -> tuple[Made, Expected] | None:
    """Leave the end of the file out."""
    if made.carrier.form in {"zarr", "csv"}:
        return None
    return replace(made, cut=True), Expected(("truncated",))


def layered(made: Made) -> tuple[Made, Expected] | None:
    """Add a dimension that says nothing of itself."""
    if made.carrier.is_table:
        return None
    held = made.data[made.first]
    data = made.data.assign({made.first: held.expand_dims(z=3, axis=1).assign_attrs(held.attrs)})
    return replace(made, data=data), Expected(("extra-dimension",), made.first)


_WATER = {"kg m-2 s-1", "mm/day", "mm"}
MISPLACED: dict[str, Defect] = {
    "time repeated": repeated,
    "time conflicting": conflicting,
    "time backwards": backwards,
    "two steps exchanged": exchanged,
    "time gap": gap,
    "leap days absent": leap_days_absent,
    "year incomplete": incomplete,
    "time undefined": undefined,
    "time without units": without_units,
    "calendar wrong": calendar_wrong,
    "calendar unknown": calendar_unknown,
    "time bounds outside": bounds_outside,
    "hours shifted": hours_shifted,
    "stamps at the end": stamps_at_end,
    "radians": radians,
    "latitude descending": descending,
    "longitude -300 to 60": turned,
    "cell bounds wrong": edges_wrong,
    "coordinate missing": coordinate_missing,
    "coordinate unsorted": unsorted_places,
    "axes swapped": swapped,
    "seam repeated": seam,
    "grids mixed": more(("grids-differ",), _other_grid),
    "units mixed": more(("units-differ",), _other_unit),
    "calendars mixed": more(("calendars-mixed", "calendar-contradicts-days"), _other_calendar),
    "history joined": joined,
    "years of another scenario": years_of_another,
    "file cut": cut,
    "layers": layered,
    "units absent": attribute(("units-missing",), units=None),
    "units unknown": attribute(("units-unknown",), units="furlong"),
    "units of another kind": attribute(("units-unknown",), units="kg"),
    "standard name wrong": attribute(("standard-name-contradicts",), standard_name="sea_ice_area_fraction"),
    "standard name missing": attribute(("standard-name-missing",), standard_name=None),
    "amount labelled a rate": attribute(
        ("standard-name-contradicts-unit",), when=lambda m: m.first == "pr", standard_name="precipitation_amount"
    ),
    "cell methods missing": attribute(("cell-methods-missing",), cell_methods=None),
    "cell methods wrong": attribute(
        ("cell-methods-contradict",), when=lambda m: m.first.startswith("tas"), cell_methods="time: minimum"
    ),
    "title missing": attribute(("title-missing",), "/", title=None),
    "institution missing": attribute(("institution-missing",), "/", institution=None),
    "history missing": attribute(("history-missing",), "/", history=None),
    "conventions missing": attribute(("conventions-missing",), "/", Conventions=None),
    "licence missing": attribute(("licence-missing",), "/", license=None),
    "citation missing": attribute(("citation-missing",), "/", references=None),
    "model missing": attribute(("model-unknown",), "/", source_id=None),
    "scenario missing": attribute(("scenario-unknown",), "/", experiment_id=None),
    "frequency contradicts": attribute(
        ("frequency-differs",), "/", when=lambda m: m.carrier.frequency != "day", frequency="day"
    ),
}  # fmt: skip
