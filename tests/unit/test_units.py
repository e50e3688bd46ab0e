import pytest

from catalog.units import UnknownUnit, conversion, same_kind
from catalog.variables import VARIABLES
from translators.quantities import CANONICAL_UNITS


@pytest.mark.parametrize(
    ("text", "scale"),
    [
        ("kg m-2 s-1", 86400.0), ("kg m**-2 s**-1", 86400.0), ("kg/(m2 s)", 86400.0), ("kg m^-2 s^-1", 86400.0),
        ("mm s-1", 86400.0), ("mm/day", 1.0), ("mm day-1", 1.0), ("mm.d-1", 1.0), ("mm d⁻¹", 1.0), ("mm per day", 1.0),
        ("mm/24h", 1.0), ("0.1 mm/day", 0.1), ("m/day", 1000.0), ("m s-1", 86400000.0), ("l/m2/day", 1.0),
        ("inches per day", 25.4), ("cm/d", 10.0), ("mm h-1", 24.0),
    ],
)  # fmt: skip
def test_every_way_to_write_a_rain_rate_becomes_mm_a_day_exactly(text, scale):
    assert conversion(text, "mm/day", water=True) == (scale, 0.0)


@pytest.mark.parametrize("text", ["K", "Kelvin", "kelvin", "degK", "degrees_K"])
def test_kelvin_has_one_offset_however_it_is_written(text):
    assert conversion(text, "degC") == (1.0, -273.15)


@pytest.mark.parametrize(
    "text", ["degC", "deg_C", "Celsius", "celsius", "Degrees Celsius", "degree_C", "°C", "C", "oC"]
)
def test_celsius_needs_no_conversion(text):
    assert conversion(text, "degC") == (1.0, 0.0)


def test_fahrenheit_freezes_at_32():
    scale, offset = conversion("degF", "degC")
    assert 32 * scale + offset == pytest.approx(0, abs=1e-12)
    assert 212 * scale + offset == pytest.approx(100)


@pytest.mark.parametrize(
    "text", ["kevin", "Chad Pennington", "", "m/", "kg)", "(m", "mm/day/", "K K K x", "m999", "1e999999"]
)
def test_what_is_no_unit_is_refused(text):
    with pytest.raises(UnknownUnit):
        conversion(text, "degC")


def test_a_force_is_no_temperature_and_a_depth_is_a_mass_only_of_water():
    with pytest.raises(UnknownUnit, match="different things"):
        conversion("N", "degC")
    assert not same_kind("mm", "kg m-2")
    with pytest.raises(UnknownUnit):
        conversion("kg m-2 s-1", "mm/day")


@pytest.mark.parametrize("name", sorted(set(CANONICAL_UNITS) & set(VARIABLES)))
def test_the_catalog_publishes_each_variable_in_the_unit_in_which_it_is_asked_for(name):
    assert conversion(VARIABLES[name].units, CANONICAL_UNITS[name], water=VARIABLES[name].water) == (1.0, 0.0)
