import numpy as np
import pytest
import xarray as xr

from catalog.decoding import Packing

F4, F8, I2, I4 = np.float32, np.float64, np.int16, np.int32
CASES = {
    "plain float32": ("f4", {}),
    "plain float64 with a fill": ("f8", {"_FillValue": F8(-9999)}),
    "float32 with two fills": ("f4", {"_FillValue": F4(1e20), "missing_value": F4(1e20)}),
    "big endian": (">f4", {"_FillValue": F4(1e20)}),
    "short with float32 scale": ("i2", {"scale_factor": F4(0.1), "_FillValue": I2(-32768)}),
    "short with float64 scale": ("i2", {"scale_factor": F8(0.1), "_FillValue": I2(-32768)}),
    "short with scale and offset": ("i2", {"scale_factor": F8(0.1), "add_offset": F8(273.15), "_FillValue": I2(-1)}),
    "short with single scale and offset": ("i2", {"scale_factor": F4(0.1), "add_offset": F4(273.15)}),
    "int with scale and offset": ("i4", {"scale_factor": F4(0.1), "add_offset": F4(273.15), "_FillValue": I4(-1)}),
    "offset alone": ("i2", {"add_offset": F4(273.15), "_FillValue": I2(-1)}),
    "byte declared unsigned": ("i1", {"_Unsigned": "true", "scale_factor": F4(0.5), "_FillValue": np.int8(-1)}),
    "short with a fill": ("i2", {"_FillValue": I2(-1)}),
    "int with a fill": ("i4", {"_FillValue": I4(-1)}),
}  # fmt: skip


@pytest.mark.parametrize("case", sorted(CASES))
def test_values_are_bit_for_bit_those_that_xarray_decodes(case):
    dtype, attributes = CASES[case]
    raw = np.array([0, 1, -1, 100, -32768 if "2" in dtype or "4" in dtype or "8" in dtype else -128, 7], dtype=dtype)
    if np.dtype(dtype).kind == "f":
        raw[2] = attributes.get("_FillValue", 3.5)
    ours = Packing.of(dtype, {k: v if isinstance(v, str) else np.atleast_1d(v) for k, v in attributes.items()}).decode(
        raw
    )
    with np.errstate(all="ignore"):
        theirs = xr.decode_cf(xr.Dataset({"v": ("x", raw, attributes)}))["v"].values
    assert ours.dtype == theirs.dtype.newbyteorder("=")
    np.testing.assert_array_equal(ours, theirs)


def test_a_scale_of_zero_cannot_be_undone():
    assert Packing.of("i2", {"scale_factor": np.array([0.0])}).unreadable_scale
    assert not Packing.of("i2", {"scale_factor": np.array([0.1])}).unreadable_scale


def test_what_the_library_marks_as_never_written_is_missing_where_no_fill_value_is_declared():
    never = np.float32(9.969209968386869e36)
    raw = np.array([280.0, never], dtype="f4")
    assert np.isnan(Packing.of("<f4", {}).decode(raw)).tolist() == [False, True]
    declared = Packing.of("<f4", {"_FillValue": np.array([1e20], dtype="f4")})
    assert np.isnan(declared.decode(raw)).tolist() == [False, False]
