"""Numbers with units: what people write, and what a specification holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translators.errors import QuantityError, TranslationError
from translators.quantities import Quantity, canonical_text, in_units, parse_quantity, shown


@pytest.mark.parametrize(
    "written",
    [
        "30 degC", "30°C", "30 °C", "30C", "30 c", "30 ℃", "30 º C", "30 Celsius", "30 degrees Celsius", "30 deg. C",
        "86 °F", "86F", "86 Fahrenheit", "86 degrees fahrenheit", "86 degF", "303.15 K", "303.15 kelvin", "3e1 degC",
        "+30 degC", "30,0 degC",
    ],
)  # fmt: skip
def test_thirty_degrees_are_thirty_degrees_however_they_are_written(written):
    assert canonical_text(written, "degC") == "30 degC"


@pytest.mark.parametrize(
    "written",
    [
        "25.4 mm/day", "25.4 mm", "1 inch", "1 in", "1 inch/day", "1 inches per day", "1 in a day", '1"', "2.54 cm",
        "25.4 mm d-1", "25.4 mm day-1", "25.4 mm day^-1", "25.4 l/m2", "25.4 litres per square metre", "25.4 kg m-2",
        "25.4 kg/m2/day", "25.4 kg m**-2 day**-1", "25.4 millimetres of rain", "25,4 mm", "177.8 mm/week",
    ],
)  # fmt: skip
def test_an_inch_of_rain_a_day_is_25_4_mm_however_it_is_written(written):
    assert canonical_text(written, "mm/day") == "25.4 mm/day"


@pytest.mark.parametrize(
    ("written", "units", "value"),
    [
        ("-5 °C", "degC", -5.0),
        ("−5 °C", "degC", -5.0),
        ("minus 5 C", "degC", -5.0),
        ("32 °F", "degC", 0.0),
        ("-40 F", "degC", -40.0),
        ("0 °C", "K", 273.15),
        ("1 kg m-2 s-1", "mm/day", 86400.0),
        ("5 days", "days", 5.0),
        ("2 weeks", "days", 14.0),
        ("36 km/h", "m/s", 10.0),
        ("80 %", "%", 80.0),
        ("1 inch", "mm", 25.4),
        ("4 inches", "cm", 10.16),
        ("1013 mbar", "hPa", 1013.0),
    ],
)
def test_conversions_are_exactly_rounded(written, units, value):
    assert in_units(written, units) == value


@pytest.mark.parametrize("bare", ["30", "-1.5", 30, 1.5, None, True, float("nan"), [30], {"thresh": 30}])
def test_a_number_without_a_unit_is_refused_and_never_guessed(bare):
    with pytest.raises(QuantityError, match=r"no unit|not understood") as refusal:
        parse_quantity(bare, about="thresh")
    assert refusal.value.about == "thresh"


@pytest.mark.parametrize("written", ["30 degrees", "30°", "30 deg"])
def test_degrees_of_no_named_scale_are_refused_with_both_scales_as_options(written):
    with pytest.raises(QuantityError, match="which degrees") as refusal:
        parse_quantity(written)
    assert refusal.value.options == ("degC", "degF")


@pytest.mark.parametrize("written", ["1,500 mm", "-1,500 mm", "12,345 days"])
def test_a_comma_that_may_part_thousands_is_refused(written):
    with pytest.raises(QuantityError, match="decimal mark or part thousands"):
        parse_quantity(written)


@pytest.mark.parametrize(
    "written",
    [
        "", "warm", "thirty degC", "30 parsecs", "1 mm/month", "1 mm/year", "9**9**9 mm", "1 mm9", "1e999 degC",
        "nan degC", "inf mm", "٣ mm", "30 mm mm mm mm mm", "1/2 inch", "30 degC; drop table", "--3 C", "x" * 100_000,
        "9" * 100_000 + " mm", "30 °C\x00", "__import__('os')", "1 mm/day/day/day/day/day",
    ],
)  # fmt: skip
def test_what_is_no_quantity_is_refused_in_one_sentence_of_bearable_length(written):
    with pytest.raises(QuantityError) as refusal:
        in_units(written, "mm/day", about="thresh")
    assert len(str(refusal.value)) < 450
    assert refusal.value.about == "thresh"


@pytest.mark.parametrize(
    ("written", "units", "says"),
    [
        ("30 mm", "degC", "a temperature is needed"),
        ("30 degC", "mm/day", "an amount of water a day is needed"),
        ("5 degC", "days", "a number of days is needed"),
        ("5 days", "mm/day", "an amount of water a day is needed"),
        ("3 m/s", "hPa", "a pressure is needed"),
        ("-300 °C", "degC", "below absolute zero"),
        ("-1 K", "degC", "below absolute zero"),
    ],
)
def test_a_quantity_of_another_kind_is_refused_with_the_kind_that_is_needed(written, units, says):
    with pytest.raises(QuantityError, match=says):
        in_units(written, units)


@given(st.decimals(-80, 60, places=4).map(float))
def test_a_temperature_comes_back_the_same_through_every_scale(celsius):
    quantity = Quantity(celsius, "degC")
    for scale in ("degF", "K"):
        there = Quantity(in_units(quantity, scale), scale)
        assert in_units(there, "degC") == pytest.approx(celsius, abs=1e-10)
        assert canonical_text(there, "degC") == canonical_text(quantity, "degC")


@given(st.text(max_size=100))
def test_any_text_is_a_quantity_or_a_refusal_and_nothing_else(text):
    try:
        quantity = parse_quantity(text)
    except TranslationError:
        return
    again = parse_quantity(str(quantity))
    assert again.units == quantity.units
    assert again.magnitude == pytest.approx(quantity.magnitude, rel=1e-9)


def test_a_specification_never_writes_minus_zero():
    assert canonical_text("-0 degC", "degC") == "0 degC"


def test_quantities_are_shown_as_people_write_them():
    assert [shown(q) for q in ("30 degC", "-2.5 degC", "1 mm/day", "1 days", "5 days")] == [
        "30 °C", "−2.5 °C", "1 mm a day", "1 day", "5 days",
    ]  # fmt: skip
    assert shown("2.5 degC", language="fr-CA") == "2,5 °C"


def test_a_threshold_keeps_every_digit_that_decides_about_a_day():
    assert canonical_text("28 degF", "degC") == "-2.2222222222222223 degC"
    assert canonical_text("86 degF", "degC") == "30 degC"
    assert shown("28 degF") == "28 °F"


def test_sums_of_degrees_over_days_are_quantities_of_their_own():
    assert canonical_text("500 K days", "K days") == "500 K days"
    assert canonical_text("500 °C days", "K days") == "500 K days"
    assert canonical_text("900 degF days", "K days") == "500 K days"
    for wrong in ("500 K", "500 days", "500 mm"):
        with pytest.raises(QuantityError, match="a sum of degrees over days"):
            in_units(wrong, "K days")
    with pytest.raises(QuantityError):
        in_units("500 K days", "degC")
