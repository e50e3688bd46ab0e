"""From stored numbers to values: fill values to NaN, scale and offset applied, in the type that xarray chooses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

#: NC_FILL_FLOAT and NC_FILL_DOUBLE of the NetCDF library.
_NEVER_WRITTEN = float.fromhex("0x1.ep+122")


@dataclass(frozen=True)
class Packing:
    """How a variable's stored numbers become values.

    Attributes
    ----------
    stored : dtype
        Of the file, after ``_Unsigned``.
    values : dtype
        ``float32`` or ``float64``, by xarray's rules: float32 and short integers stay single, packed values take the
        type of their scale.
    scale, offset : float or None
        CF ``scale_factor`` and ``add_offset``.
    fills : tuple
        ``_FillValue`` and ``missing_value``, in the stored type; where neither is declared, the number with which the
        NetCDF library marks what was never written, for numbers with a fraction.
    """

    stored: np.dtype
    values: np.dtype
    scale: np.generic | None
    offset: np.generic | None
    fills: tuple[Any, ...]

    @classmethod
    def of(cls, dtype: str, attributes: Mapping[str, Any]) -> Packing:
        """Return the packing that a variable's attributes declare."""
        stored = np.dtype(dtype)
        unsigned = str(attributes.get("_Unsigned", "")).casefold()
        if stored.kind == "i" and unsigned == "true":
            stored = np.dtype(f"{stored.byteorder}u{stored.itemsize}")
        elif stored.kind == "u" and unsigned == "false":
            stored = np.dtype(f"{stored.byteorder}i{stored.itemsize}")
        scale, offset = _number(attributes.get("scale_factor")), _number(attributes.get("add_offset"))
        fills = []
        for name in ("_FillValue", "missing_value"):
            value = attributes.get(name)
            if isinstance(value, np.ndarray):
                fills += list(value.astype(stored) if stored.kind == "f" else _whole(value, stored))
        if not fills and stored.kind == "f":
            fills = [stored.type(_NEVER_WRITTEN)]
        return cls(stored, _float_type(stored, scale, offset), scale, offset, tuple(fills))

    @property
    def unreadable_scale(self) -> bool:
        """Whether the scale is zero or no number, so that every value would be the same or none."""
        return self.scale is not None and (not np.isfinite(self.scale) or float(self.scale) == 0.0)

    def decode(self, raw: np.ndarray) -> np.ndarray:
        """Return values in native byte order, missing as NaN, a new array."""
        raw = np.asarray(raw)
        numbers = raw if raw.dtype == self.stored else raw.view(self.stored)
        missing = None
        for fill in self.fills:
            if fill == fill:  # NaN marks itself
                here = numbers == fill
                missing = here if missing is None else missing | here
        with np.errstate(invalid="ignore", over="ignore"):  # a damaged number may be a signalling NaN
            values = numbers.astype(self.values.newbyteorder("="))
        if missing is not None:
            values[missing] = np.nan
        if self.scale is not None:
            values *= np.asarray(self.scale, dtype=values.dtype)
        if self.offset is not None:
            values += np.asarray(self.offset, dtype=values.dtype)
        return values


def _number(value: Any) -> np.generic | None:
    if isinstance(value, np.ndarray) and value.size == 1:
        return value.ravel()[0]
    if isinstance(value, str):
        try:
            return np.float64(value)
        except ValueError:
            return None
    return None


def _whole(value: np.ndarray, stored: np.dtype) -> list[Any]:
    """Return those fill values that a whole-number type can hold; others never occur."""
    limits = np.iinfo(stored)
    width = 2 ** (8 * stored.itemsize)
    found = []
    for number in value.ravel().tolist():
        if isinstance(number, float) and not number.is_integer():
            continue
        whole = int(number)
        if stored.kind == "u" and whole < 0:
            whole += width  # a signed fill on values declared unsigned
        if limits.min <= whole <= limits.max:
            found.append(stored.type(whole))
    return found


def _float_type(stored: np.dtype, scale: np.generic | None, offset: np.generic | None) -> np.dtype:
    # The rules of xarray.coding.variables._choose_float_dtype.
    if scale is not None or offset is not None:
        single = (np.float32, np.float64)
        if offset is not None and scale is not None and type(scale) is type(offset) and type(scale) in single:
            return np.dtype(np.float64) if stored.itemsize == 4 and stored.kind in "iu" else np.dtype(type(scale))
        if offset is not None:
            return np.dtype(np.float64)
        return np.dtype(type(scale)) if type(scale) in single else np.dtype(np.float64)
    if stored.kind == "f":
        return np.dtype(np.float32) if stored.itemsize <= 4 else np.dtype(np.float64)
    return np.dtype(np.float32) if stored.itemsize <= 2 else np.dtype(np.float64)
