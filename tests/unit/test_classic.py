"""The length of a classic file is known from its header, as the library itself writes it."""

from __future__ import annotations

import netCDF4
import numpy as np
import pytest

from catalog.classic import classic_end

FORMATS = ("NETCDF3_CLASSIC", "NETCDF3_64BIT_OFFSET", "NETCDF3_64BIT_DATA")


def write(path, form, records, dtypes):
    with netCDF4.Dataset(path, "w", format=form) as file:
        file.title = "odd"
        file.createDimension("time", None if records else 7)
        file.createDimension("cell", 3)
        for number, dtype in enumerate(dtypes):
            held = file.createVariable(f"v{number}", dtype, ("time", "cell"))
            held.units = "K"
            held[:] = np.ones((7, 3))


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("records", [True, False])
@pytest.mark.parametrize("dtypes", [("f4",), ("i2",), ("i1", "f8"), ("i2", "i1", "f4"), ()])
def test_a_file_ends_where_its_header_says(tmp_path, form, records, dtypes):
    path = tmp_path / "x.nc"
    write(path, form, records, dtypes)
    end, size = classic_end(path), path.stat().st_size
    assert end is None if not dtypes else size - 4 < end <= size


@pytest.mark.parametrize("content", [b"", b"CDF", b"CDF\x01", b"CDF\x09" + bytes(40), b"CDF\x01" + b"\xff" * 40])
def test_a_header_that_is_none_says_nothing(tmp_path, content):
    path = tmp_path / "x.nc"
    path.write_bytes(content)
    assert classic_end(path) is None
