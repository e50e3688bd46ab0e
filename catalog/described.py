"""What a file declares, before any meaning is given to it: dimensions, attributes, variables, and how to read them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from catalog.decoding import Packing
from catalog.understood import SourceFile

#: NetCDF fills what was never written with 9.97e36; no coordinate comes near.
_NEVER_WRITTEN = 1e35

Attribute = str | np.ndarray
#: (variable, [(first, after the last) of each dimension]) → raw values.
ReadWindow = Callable[[str, Sequence[tuple[int, int]]], np.ndarray]


@dataclass(frozen=True)
class DescribedVariable:
    """One variable as the file declares it.

    Attributes
    ----------
    dtype : str
        NumPy type text; ``str`` for text, ``other`` for records.
    attributes : dict
        Text as text, numbers as arrays of their own type.
    """

    name: str
    dtype: str
    dimensions: tuple[str, ...]
    shape: tuple[int, ...]
    attributes: Mapping[str, Attribute]

    def text(self, name: str) -> str:
        """Return an attribute as text, stripped; empty where there is none."""
        return text_of(self.attributes.get(name))

    @property
    def is_numeric(self) -> bool:
        """Whether its values are numbers."""
        return self.dtype not in {"str", "other"} and np.dtype(self.dtype).kind in "iuf"

    @cached_property
    def packing(self) -> Packing:
        """How its stored numbers become values."""
        return Packing.of(self.dtype, self.attributes)


@dataclass(frozen=True)
class DescribedFile:
    """One file as it declares itself.

    Attributes
    ----------
    read_window : callable
        Reads raw values; raises `catalog.containment.FileRefused`.
    format : str
        ``table`` where it was text.
    """

    source: SourceFile
    attributes: Mapping[str, Attribute]
    dimensions: Mapping[str, int]
    variables: Mapping[str, DescribedVariable]
    groups: tuple[str, ...]
    read_window: ReadWindow
    format: str = ""
    _coordinates: dict[str, np.ndarray] = field(default_factory=dict, repr=False, compare=False)

    @property
    def name(self) -> str:
        """The file's name."""
        return self.source.name

    @property
    def is_table(self) -> bool:
        """Whether it was text: its variables are then those that the options or the headings name."""
        return self.format == "table"

    def text(self, *names: str) -> str:
        """Return the first of these global attributes that says something, as text; else empty."""
        for name in names:
            found = text_of(self.attributes.get(name))
            if found and found.casefold() not in {"none", "n/a", "unknown", "unspecified", "no parent"}:
                return found
        return ""

    def raw(self, name: str) -> np.ndarray:
        """Return all values of a variable as stored."""
        return self.read_window(name, [(0, size) for size in self.variables[name].shape])

    def values(self, name: str) -> np.ndarray:
        """Return all values of a coordinate, decoded, float64, missing as NaN."""
        if name not in self._coordinates:
            values = np.asarray(self.variables[name].packing.decode(self.raw(name)), dtype=np.float64)
            values[np.abs(values) > _NEVER_WRITTEN] = np.nan
            self._coordinates[name] = values
        return self._coordinates[name].copy()

    def coordinate_names(self, variable: DescribedVariable) -> list[str]:
        """Return what may place a variable: its dimensions' own, its ``coordinates``, and all others that fit."""
        listed = [n for n in variable.text("coordinates").split() if n in self.variables]
        named = [d for d in variable.dimensions if d in self.variables]
        fitting = [
            n
            for n, v in self.variables.items()
            if n != variable.name and set(v.dimensions) <= set(variable.dimensions) and v.is_numeric
        ]
        return list(dict.fromkeys(named + listed + fitting))


@dataclass(frozen=True)
class Layout:
    """How a variable lies in its file: what it is called there, and which dimensions are its time and its place.

    Attributes
    ----------
    name : str
        In the file, or as the producer's options call it.
    time : str
    place : tuple of str
        In the order of the grid's (y, x), or of its points; empty for a single point.
    at : tuple of (str, int)
        Dimensions besides those, such as members or levels, and the one index that is meant.
    days : tuple of float
        What each step of the file is divided by, where they are amounts of steps of different lengths; else empty.
    """

    name: str
    time: str
    place: tuple[str, ...]
    at: tuple[tuple[str, int], ...] = ()
    days: tuple[float, ...] = ()

    def read(
        self, file: DescribedFile, first: int, after: int, cells: tuple[tuple[int, int], tuple[int, int]] | None = None
    ) -> np.ndarray:
        """Return the values of steps ``first … after - 1``, (steps, cells), decoded, missing as NaN.

        Parameters
        ----------
        cells : ((y0, y1), (x0, x1)), optional
            A window of the grid, whose points are (1, n); all cells where none is given.
        """
        variable = file.variables[self.name]
        wanted = dict(zip(reversed(self.place), reversed(cells or ()), strict=False)) | {self.time: (first, after)}
        wanted |= {dimension: (index, index + 1) for dimension, index in self.at}
        window = [wanted.get(d, (0, n)) for d, n in zip(variable.dimensions, variable.shape, strict=True)]
        values = variable.packing.decode(file.read_window(self.name, window))
        order = [variable.dimensions.index(d) for d in (self.time, *self.place)]
        order += [i for i in range(len(variable.dimensions)) if i not in order]  # of length one
        rows = np.ascontiguousarray(values.transpose(order)).reshape(after - first, -1)
        return (rows / np.array(self.days[first:after])[:, None]).astype(rows.dtype) if self.days else rows


def described(source: SourceFile, found: Mapping[str, Any], read_window: ReadWindow) -> DescribedFile:
    """Return the description that a reading process gave of a file."""
    variables = {
        name: DescribedVariable(
            name, v["dtype"], tuple(v["dimensions"]), tuple(v["shape"]), _attributes(v["attributes"])
        )
        for name, v in found["variables"].items()
    }
    return DescribedFile(
        source, _attributes(found["attributes"]), found["dimensions"], variables, tuple(found["groups"]), read_window
    )


def text_of(value: Attribute | None) -> str:
    """Return an attribute as text; a number without its trailing zero."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    return ", ".join(f"{v:g}" if isinstance(v, float) else str(v) for v in np.ravel(value).tolist())


def _attributes(found: Mapping[str, Any]) -> dict[str, Attribute]:
    return {name: value if isinstance(value, str) else _array(value) for name, value in found.items()}


def _array(value: Mapping[str, Any]) -> np.ndarray:
    dtype = np.dtype(value["dtype"])
    # Whole numbers by way of int: a 64-bit fill value has more digits than a float.
    return np.array([int(v) if dtype.kind in "iu" else float(v == "True" or v) for v in value["values"]]).astype(dtype)
