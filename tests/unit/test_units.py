import pint
import pytest

from catalog import units as of_producers
from catalog.units import UnknownUnit, conversion, same_kind
from catalog.variables import VARIABLES
from translators import units as of_users
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


PINT = pint.UnitRegistry(cache_folder=None)
#: How pint writes what it knows by another name, or takes for something else.
IN_PINT = {
    "w": "W", "j": "J", "mj": "MJ", "pa": "Pa", "hpa": "hPa", "kmh": "km/hour", "kn": "knot", "kt": "knot",
    "knots": "knot", "kts": "knot", "mb": "mbar", "l": "litre", "h": "hour", "d": "day", "%": "percent", "″": "inch",
    '"': "inch", "in": "inch", "mi": "mile", "Kg": "kg", "hr": "hour", "1": "dimensionless",
    "fraction": "dimensionless", "ratio": "dimensionless",
}  # fmt: skip


def of_pint(name):
    """Size in SI units and the powers of kilogram, metre and second, as pint has them."""
    one = PINT.Quantity(1, IN_PINT.get(name, name)).to_base_units()
    powers = {str(base): int(power) for base, power in one.unit_items()}
    return one.magnitude, tuple(powers.get(base, 0) for base in ("kilogram", "meter", "second"))


@pytest.mark.parametrize("name", sorted(of_users._SIMPLE))
def test_units_of_users_have_the_size_and_dimensions_that_pint_knows(name):
    dimensions, size = of_users.dimensions(name)
    assert (pytest.approx(float(size), rel=1e-9), dimensions) == of_pint(name)


@pytest.mark.parametrize("names", [names for names, _ in of_producers._TABLE])
def test_units_of_producers_have_the_size_and_dimensions_that_pint_knows(names):
    for name in names.split():
        unit = of_producers.parse_unit(name)
        if unit.dimension == of_producers.TEMPERATURE:
            scale = {"K": "kelvin", "C": "degC", "F": "degF"}[names[0]]
            for value in (-40.0, 0.0, 100.0):
                kelvin = PINT.Quantity(value, scale).to("kelvin").magnitude
                assert float(value * unit.scale + unit.offset) == pytest.approx(kelvin, rel=1e-12)
        elif unit.dimension == of_producers.ANGLE:
            degrees = 1.0 if names.startswith("degree") else 57.29577951308232
            assert float(unit.scale) == pytest.approx(degrees, rel=1e-15)
        else:
            assert unit.dimension[0] == unit.dimension[4] == 0
            assert (pytest.approx(float(unit.scale), rel=1e-9), unit.dimension[1:4]) == of_pint(names.split()[0])
            assert unit.offset == 0


def test_plurals_and_other_cases_of_words_are_known_and_those_of_signs_are_not():
    for written in ("Kilometers", "KNOTS", "millibars", "hours", "Inches", "feet"):
        of_producers.parse_unit(written)
    for written in ("pA", "hs", "mJ", "PAs"):
        with pytest.raises(UnknownUnit):
            of_producers.parse_unit(written)
