"""Archives as the field knows them are understood by their conventions, with only what a scientist would say."""

from __future__ import annotations

import netCDF4
import numpy as np
import pytest

from catalog.reading import understand
from catalog.record import Facets
from tests.integration.archive_files import write_style
from tests.integration.archive_styles import REFUSED, STYLES
from tests.integration.stored_worlds import catalog_in


def values_of(found, name):
    """The canonical values of a variable, (steps, cells)."""
    variable = found.simulation.variable(name)
    return found.read_steps(name, 0, found.steps).astype(float) * variable.scale + variable.offset


@pytest.mark.parametrize("title", STYLES)
def test_a_file_in_the_style_of_an_archive_is_understood(title, tmp_path):
    style = STYLES[title]
    path = write_style(style, tmp_path)
    with understand([path], Facets("x", **style.options)) as understood:
        assert not understood.errors, "; ".join(f"{f.code}: {f.message}" for f in understood.errors)
        found = [s.simulation for s in understood.simulations]
        assert (
            tuple((*s.key, sorted(v.name for v in s.variables), s.calendar, s.frequency, s.years) for s in found)
            == style.expected
        )
        assert set(style.codes) <= {f.code for f in understood.findings}
        if style.mean is not None:
            first = understood.simulations[0]
            values = values_of(first, found[0].variables[0].name)
            weighted = np.average(values.mean(axis=1), weights=first.time.days)
            assert weighted == pytest.approx(style.mean, rel=0.02)


@pytest.mark.parametrize("title", REFUSED)
def test_what_is_not_clear_is_refused_by_name(title, tmp_path):
    style, code = REFUSED[title]
    path = write_style(style, tmp_path)
    with understand([path], Facets("x", model="M", scenario="rcp85")) as understood:
        assert [f.code for f in understood.errors] == [code]
        assert not understood.simulations


@pytest.mark.parametrize("title", ["CMIP6 3hr", "CMIP6 ta", "CHIRPS monthly", "a large ensemble by realization"])
def test_what_was_understood_is_what_is_stored(title, tmp_path):
    style = STYLES[title]
    path = write_style(style, tmp_path)
    catalog = catalog_in(tmp_path / "home")
    facets = Facets("x", **style.options)
    report = catalog.publish([path], facets)
    assert report.status == "published"
    with understand([path], facets) as understood:
        for found in understood.simulations:
            stored = catalog.source_of("x", 1, found.simulation.key)
            np.testing.assert_array_equal(stored.time.first_day, found.time.first_day)
            np.testing.assert_array_equal(stored.time.days, found.time.days)
            for variable in found.simulation.variables:
                read = found.read_steps(variable.name, 0, found.steps)
                tiles = stored.read(variable.name, (0, 0))
                assert tiles.shape == (found.grid.cells, found.steps)
                np.testing.assert_array_equal(tiles, read.T)


def test_totals_of_months_are_kept_as_rates_of_their_own_days(tmp_path):
    path = write_style(STYLES["CHIRPS monthly"], tmp_path)
    with netCDF4.Dataset(path) as file:
        totals = file["precip"][:].filled(np.nan).reshape(24, -1)
    with understand([path], Facets("x")) as understood:
        (found,) = understood.simulations
        rates = found.read_steps("pr", 0, 24)
    lengths = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] * 2)
    np.testing.assert_allclose(rates * lengths[:, None], totals, rtol=3e-7)
    assert found.simulation.variables[0].units == "mm day-1"


def test_each_member_holds_its_own_values(tmp_path):
    path = write_style(STYLES["a large ensemble by realization"], tmp_path)
    with netCDF4.Dataset(path) as file:
        values = file["tas"][:].filled(np.nan)
    with understand([path], Facets("x")) as understood:
        for number, found in enumerate(understood.simulations):
            np.testing.assert_array_equal(found.read_steps("tas", 3, 9), values[3:9, number].reshape(6, -1))
