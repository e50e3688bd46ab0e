"""Station files after CF's discrete sampling geometries: observations behind each other, put in order (time, station).

CF-1.11, chapter 9 and appendix H: contiguous ragged (``sample_dimension``), indexed ragged (``instance_dimension``),
and incomplete arrays (``time(station, obs)``). Orthogonal arrays are in order already. No value is changed; a day that
a station lacks is missing there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from catalog.calendars import date_of, iso
from catalog.checks import finding
from catalog.described import DescribedFile, DescribedVariable
from catalog.record import Finding
from catalog.table_dates import ORIGIN
from catalog.table_text import TableRefused
from catalog.timeline import TimeRefused, find_time, read_time

#: What is held in memory of one file while it is put in order.
MOST_BYTES = 600 * 1024 * 1024
_READ_AT_ONCE = 4_000_000
_NAMES = ("station_name", "station_id", "name")
_PACKING = {"scale_factor", "add_offset", "_FillValue", "missing_value", "valid_min", "valid_max", "valid_range"}


@dataclass(frozen=True)
class _Layout:
    """How the observations of stations lie in a file.

    Attributes
    ----------
    dimensions : tuple of str
        Of the observations: ``(obs,)``, or ``(station, obs)`` where incomplete.
    station : str
        The dimension of the stations.
    of_observation : ndarray of int64
        Which station each observation is of, in the order of the file.
    """

    dimensions: tuple[str, ...]
    station: str
    of_observation: np.ndarray


def in_order(file: DescribedFile) -> tuple[DescribedFile, list[Finding]]:
    """Return a file of stations with its observations on (time, station), and findings; other files as they are.

    Raises
    ------
    catalog.table_text.TableRefused
        If counts or indices contradict the file, a station has a day twice, or the file is too large to be sorted.
    catalog.containment.FileRefused
    """
    layout = _layout(file)
    if layout is None:
        return file, []
    time = next((v for v in file.variables.values() if v.dimensions == layout.dimensions and _is_time(file, v)), None)
    if time is None:
        return file, []
    observed = [
        v for v in file.variables.values()
        if v.dimensions == layout.dimensions and v.is_numeric and v.name != time.name and not _tells_layout(v)
    ]  # fmt: skip
    held = layout.of_observation.size * (40 + sum(v.packing.values.itemsize for v in observed))
    if held > MOST_BYTES:
        message = f"{file.name} holds {layout.of_observation.size:,} observations of stations behind each other."
        raise TableRefused(finding("stations-too-many", message, file=file.name))
    stamps = file.values(time.name).ravel()
    valid = np.isfinite(stamps)
    try:
        steps, _ = read_time(_of_valid(file, time, stamps[valid], valid), replace(time, **_flat(time, valid)))
    except TimeRefused as refused:
        raise TableRefused(refused.found) from None
    station = layout.of_observation[valid]
    names = station_names(file, (layout.station,)) or tuple(str(i + 1) for i in range(file.dimensions[layout.station]))
    days, step = np.unique(steps.first_day, return_inverse=True)
    _refuse_repeats(file, names, steps.first_day, station, steps.calendar)
    said = {"units": ORIGIN, "standard_name": "time", "calendar": time.text("calendar") and steps.calendar}
    arranged = _arranged(file, layout, observed, time.name, days, step, station, valid, said)
    return arranged, periods_finding(file.name, names, steps.first_day, station, steps.calendar)


def station_names(file: DescribedFile, dimensions: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names of points: of ``cf_role = timeseries_id``, else of a variable called so; empty without any.

    Parameters
    ----------
    dimensions : tuple of str
        Those of the points' latitude: one, or none for a single point.
    """
    roles = [v.name for v in file.variables.values() if v.text("cf_role") == "timeseries_id"]
    for name in [
        *(n for n in _NAMES if n in file.variables and file.variables[n].dtype in {"str", "|S1"}),
        *roles,
        *dimensions,
    ]:
        variable = file.variables.get(name)
        if variable is None or variable.dimensions[: len(dimensions)] != dimensions:
            continue
        behind = len(variable.dimensions) - len(dimensions)
        if variable.dtype == "str" and behind == 0:
            return tuple(str(n) for n in np.ravel(file.raw(name)).tolist())
        if variable.dtype == "|S1" and behind == 1:
            rows = file.raw(name).reshape(-1, variable.shape[-1]).tolist()
            return tuple(b"".join(row).decode("utf-8", "replace").strip(" \x00") for row in rows)
        if name in roles and variable.is_numeric and behind == 0:
            return tuple(f"{n:g}" for n in np.ravel(file.values(name)).tolist())
    return ()


def periods_finding(
    file: str, names: Sequence[str], days: np.ndarray, station: np.ndarray, calendar: str
) -> list[Finding]:
    """Return the note that stations have values in different years, with the years of those that differ most.

    Parameters
    ----------
    days, station : ndarray of int64 (observations,)
    """
    if len(names) < 2 or not days.size:
        return []
    first, last = np.full(len(names), np.iinfo(np.int64).max), np.full(len(names), np.iinfo(np.int64).min)
    np.minimum.at(first, station, days)
    np.maximum.at(last, station, days)
    held = last >= first
    if np.ptp(first[held]) < 366 and np.ptp(last[held]) < 366 and held.all():
        return []
    spans = []
    for at in np.argsort(np.where(held, last - first, -1))[:5]:
        years = (
            f"{date_of(int(first[at]), calendar)[0]}–{date_of(int(last[at]), calendar)[0]}" if held[at] else "no day"
        )
        spans.append(f"{names[at]} {years}")
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    message = f"The stations of {file} have values in different years: {', '.join(spans)}{more}."
    return [finding("stations-cover-different-times", message, file=file)]


def _is_time(file: DescribedFile, variable: DescribedVariable) -> bool:
    flat = replace(variable, dimensions=("observation",), shape=(1,))
    probe = replace(file, variables={variable.name: flat})
    return find_time(probe, replace(flat, name="")) is not None


def _tells_layout(variable: DescribedVariable) -> bool:
    return bool(variable.text("sample_dimension") or variable.text("instance_dimension"))


def _layout(file: DescribedFile) -> _Layout | None:
    for variable in file.variables.values():
        sample, instance = variable.text("sample_dimension"), variable.text("instance_dimension")
        if sample in file.dimensions and len(variable.dimensions) == 1 and variable.is_numeric:
            return _contiguous(file, variable, sample)
        if instance in file.dimensions and len(variable.dimensions) == 1 and variable.is_numeric:
            return _indexed(file, variable, instance)
    for variable in file.variables.values():
        if len(variable.dimensions) == 2 and variable.is_numeric and _is_time(file, variable):
            return _incomplete(file, variable)
    return None


def _contiguous(file: DescribedFile, variable: DescribedVariable, sample: str) -> _Layout:
    counts, size = file.values(variable.name), file.dimensions[sample]
    whole = np.nan_to_num(counts, nan=-1.0).astype(np.int64)
    if (whole < 0).any() or whole.sum() != size:
        message = f"{variable.name} of {file.name} counts {int(whole.sum()):,} observations; the file holds {size:,}."
        raise TableRefused(finding("stations-not-understood", message, file=file.name, variable=variable.name))
    return _Layout((sample,), variable.dimensions[0], np.repeat(np.arange(whole.size), whole))


def _indexed(file: DescribedFile, variable: DescribedVariable, instance: str) -> _Layout:
    index, size = file.values(variable.name), file.dimensions[instance]
    if not np.isfinite(index).all() or (index.size and not 0 <= index.min() <= index.max() < size):
        message = f"{variable.name} of {file.name} names stations that it does not hold: it counts them from 0 to "
        raise TableRefused(
            finding("stations-not-understood", f"{message}{size - 1}.", file=file.name, variable=variable.name)
        )
    return _Layout(variable.dimensions, instance, index.astype(np.int64))


def _incomplete(file: DescribedFile, variable: DescribedVariable) -> _Layout | None:
    places = {v.dimensions for v in file.variables.values() if v.text("units").casefold().startswith("degree")}
    station = next((d for d in variable.dimensions if (d,) in places), "")
    if not station:
        return None
    at = variable.dimensions.index(station)
    return _Layout(variable.dimensions, station, np.indices(variable.shape)[at].ravel())


def _of_valid(file: DescribedFile, time: DescribedVariable, stamps: np.ndarray, valid: np.ndarray) -> DescribedFile:
    """Return a file that has only the times of the observations that there are, behind each other."""
    arrays = {time.name: stamps}
    variables = {time.name: replace(time, **_flat(time, valid))}
    bounds = file.variables.get(time.text("bounds"))
    if bounds is not None and bounds.is_numeric and bounds.shape == (*time.shape, 2):
        arrays[bounds.name] = file.values(bounds.name).reshape(-1, 2)[valid]
        variables[bounds.name] = DescribedVariable(
            bounds.name, "<f8", ("observation", "side"), arrays[bounds.name].shape, _unpacked(bounds)
        )

    def read_window(name: str, window: Sequence[tuple[int, int]]) -> np.ndarray:
        return arrays[name][tuple(slice(first, after) for first, after in window)]

    return replace(
        file, dimensions={"observation": stamps.size}, variables=variables, read_window=read_window, _coordinates={}
    )


def _flat(time: DescribedVariable, valid: np.ndarray) -> dict[str, object]:
    dtype = time.dtype if np.dtype(time.dtype).kind == "f" else "<f8"
    return {
        "dtype": dtype, "dimensions": ("observation",), "shape": (int(valid.sum()),), "attributes": _unpacked(time),
    }  # fmt: skip


def _unpacked(variable: DescribedVariable) -> dict[str, str | np.ndarray]:
    return {name: value for name, value in variable.attributes.items() if name not in _PACKING}


def _refuse_repeats(
    file: DescribedFile, names: Sequence[str], days: np.ndarray, station: np.ndarray, calendar: str
) -> None:
    keys = days * len(names) + station
    order = np.argsort(keys, kind="stable")
    again = np.flatnonzero(np.diff(keys[order]) == 0)
    if again.size:
        at = order[again[0]]
        message = f"{file.name} has {again.size} observations of a station and a day that it has already, first of "
        message += f"{names[station[at]]} on {iso(int(days[at]), calendar)}."
        raise TableRefused(finding("time-conflicting", message, file=file.name))


def _arranged(
    file: DescribedFile, layout: _Layout, observed: list[DescribedVariable], time: str, days: np.ndarray,
    step: np.ndarray, station: np.ndarray, valid: np.ndarray, said: dict[str, str],
) -> DescribedFile:  # fmt: skip
    """Return the file with its observed variables on (time, station); each is read once and kept."""
    order = np.argsort(step, kind="stable")
    step, station = step[order].astype(np.int32), station[order].astype(np.int32)
    stations = file.dimensions[layout.station]
    kept: dict[str, np.ndarray] = {}
    by_name = {v.name: v for v in observed}

    def in_time(name: str) -> np.ndarray:
        if name not in kept:
            kept[name] = by_name[name].packing.decode(_whole(file, by_name[name])).ravel()[valid][order]
        return kept[name]

    def read_window(name: str, window: Sequence[tuple[int, int]]) -> np.ndarray:
        if name == "time":
            return days[slice(*window[0])].astype(np.float64)
        if name not in by_name:
            return file.read_window(name, window)
        (first, after), (west, east) = window
        values = np.full((after - first, stations), np.nan, dtype=by_name[name].packing.values)
        begin, end = np.searchsorted(step, [first, after])
        values[step[begin:end] - first, station[begin:end]] = in_time(name)[begin:end]
        return values[:, west:east]

    variables = {
        name: v for name, v in file.variables.items()
        if not set(layout.dimensions) - {layout.station} & set(v.dimensions) and not _tells_layout(v) and name != time
    }  # fmt: skip
    variables["time"] = DescribedVariable("time", "<f8", ("time",), days.shape, said)
    for v in observed:
        shape = (days.size, stations)
        variables[v.name] = DescribedVariable(
            v.name, v.packing.values.str, ("time", layout.station), shape, _unpacked(v)
        )
    dimensions = {d: n for d, n in file.dimensions.items() if d not in layout.dimensions or d == layout.station}
    return replace(
        file, dimensions=dimensions | {"time": int(days.size)}, variables=variables, read_window=read_window,
        _coordinates={},
    )  # fmt: skip


def _whole(file: DescribedFile, variable: DescribedVariable) -> np.ndarray:
    """Return all raw values of a variable, read in parts."""
    width = max(1, int(np.prod(variable.shape[1:], dtype=np.int64)))
    rows = max(1, _READ_AT_ONCE // width)
    others = [(0, n) for n in variable.shape[1:]]
    starts = range(0, variable.shape[0], rows)
    parts = [file.read_window(variable.name, [(s, min(s + rows, variable.shape[0])), *others]) for s in starts]
    return np.concatenate(parts)
