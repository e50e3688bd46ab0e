"""xclim and, where it is installed, CDO give the numbers that the engine gives."""

from __future__ import annotations

import pytest

from tests.oracle import agreement, loops, witnesses

UNITS = {"tas": "degC", "tasmax": "degC", "tasmin": "degC", "pr": "mm/day"}


@pytest.mark.parametrize("index", sorted(loops.LOOPS))
def test_xclim_gives_the_same_years(index):
    for calendar in ("standard", "noleap", "360_day"):
        source, _ = agreement.world(index, calendar, "clean", "float64", UNITS)
        compared, largest = witnesses.difference(
            witnesses.engine_years(index, source), witnesses.by_xclim(index, source)
        )
        assert compared >= 36  # 12 cells, at least three years
        assert largest <= 1e-9


@pytest.mark.skipif(witnesses.cdo() is None, reason="CDO is not installed here")
@pytest.mark.parametrize("index", sorted(witnesses.CDO_OPERATORS))
def test_cdo_gives_the_same_years(index):
    source, _ = agreement.world(index, "standard", "clean", "float64", UNITS)
    compared, largest = witnesses.difference(witnesses.engine_years(index, source), witnesses.by_cdo(index, source))
    assert compared >= 36
    assert largest <= 1e-6
