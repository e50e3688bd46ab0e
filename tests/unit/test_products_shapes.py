"""Months, definitions, places and statistics over the years: words, pictures and files of each shape."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import netCDF4
import numpy as np
import pypdf
import pytest
from PIL import Image
from shapely.geometry import box, mapping

from broker.engine.steps import steps_of as season_steps
from broker.product import summary_json
from broker.products.brief import write_brief
from broker.products.delivery import Delivery
from broker.products.fields import fields, has_map
from broker.products.figures import write_chart
from broker.products.naming import heading_of, ordered_definitions
from broker.products.netcdf import write_netcdf
from broker.products.parts import parts_of
from broker.products.pictures import Picture
from broker.products.scales import step_words, steps_of
from broker.products.side_table import SideTable
from broker.products.tables import summary_csv
from broker.products.told import sentence_of, span
from broker.products.years_in_ten import years_in_ten
from tests.unit.results import farm
from translators.periods import Season
from translators.statistics import Statistic

DELIVERY = Delivery("How will it be?")


def parted(kind, names, **recipe):
    """The farm once for each name, its values a little higher each time."""
    plain = farm()
    series = tuple(
        replace(one, values=one.values + k, outcomes=dict(one.outcomes), **{kind: name})
        for k, name in enumerate(names)
        for one in plain.series
    )
    rows = tuple(
        replace(row, p10=row.p10 + k, p50=row.p50 + k, p90=row.p90 + k, change_p50=row.change_p50 + k, **{kind: name})
        for k, name in enumerate(names)
        for row in plain.summary
    )
    return replace(plain, recipe=replace(plain.recipe, **recipe), series=series, summary=rows)


def months():
    return parted("step", ("June", "July", "August"), each="month")


def definitions():
    variants = ({"thresh": "32 degC"}, {"thresh": "28 degC"})
    return parted("variant", ("thresh 30 degC", "thresh 32 degC", "thresh 28 degC"), variants=variants)


def places():
    squares = {name: mapping(box(k, 52, k + 0.8, 53)) for k, name in enumerate(("Ash", "Birch", "Cedar"))}
    held = [{"name": name, "geometry": shape} for name, shape in squares.items()]
    region = {"name": "3 regions (Ash, Birch, Cedar)", "geometry": mapping(box(0, 52, 3, 53)), "places": held}
    return parted("place", tuple(squares), region=region)


def shares():
    plain = farm()
    recipe = replace(plain.recipe, statistic=Statistic.parse("share > 5 days"))
    rows = tuple(replace(r, p10=10.0, p50=25.0, p90=60.0, change_p50=20.0) for r in plain.summary)
    return replace(plain, recipe=recipe, summary=rows)


def days():
    names = tuple(name for name, _ in season_steps(Season.of("JJA"), "day"))
    return parted("step", names, each="day")


def test_days_are_told_smooth_and_named_by_their_dates():
    result = days()
    text = sentence_of(result, DELIVERY)
    assert "were fewest on 1 June" in text
    assert "most on 31 August" in text
    assert "mean of the 15 days round it" in text
    assert "means of 15 days" in Picture.of(result).words()
    assert heading_of(result.recipe).endswith(", by day")
    assert SideTable.of(result).rows == ("1 June", "1 July", "1 August")


def test_days_stand_in_the_order_of_the_season_whatever_calendar_lacks_some():
    result = days()
    mixed = replace(result, summary=result.summary[::-1], series=result.series[::-1])
    assert parts_of(mixed).names == parts_of(result).names
    assert sentence_of(mixed, DELIVERY) == sentence_of(result, DELIVERY)


SHAPES = {"step": months, "variant": definitions, "place": places, "share": shares}


@pytest.mark.parametrize("kind", sorted(SHAPES))
def test_every_shape_has_a_picture_and_one_page(kind, tmp_path):
    result = SHAPES[kind]()
    assert Picture.of(result).kind == kind
    write_chart(result, DELIVERY, tmp_path / "chart.png")
    with Image.open(tmp_path / "chart.png") as image:
        assert image.size == (1600, 1000)
    write_brief(result, DELIVERY, tmp_path / "brief.pdf")
    assert len(pypdf.PdfReader(tmp_path / "brief.pdf").pages) == 1


def test_a_share_of_years_is_told_and_drawn_as_years_in_ten():
    text = sentence_of(shares(), DELIVERY)
    assert "years with more than 5 days above 30 °C in June to August were about 2.5 in 10" in text
    assert "give 1 to 6 in 10 under" in text
    assert heading_of(shares().recipe).startswith("Years with more than 5 days above 30 °C")


def test_definitions_stand_with_rising_limits_and_are_told_in_that_order():
    result = definitions()
    assert list(ordered_definitions(result.recipe)) == ["thresh 28 degC", "thresh 30 degC", "thresh 32 degC"]
    assert parts_of(result).names == ("thresh 28 degC", "thresh 30 degC", "thresh 32 degC")
    text = sentence_of(result, DELIVERY)
    assert text.index("days above 28 °C") < text.index("days above 30 °C") < text.index("days above 32 °C")
    assert "With each of these definitions there will be more." in text
    assert heading_of(result.recipe).startswith("Days above 28 °C, 30 °C or 32 °C")


def test_months_and_places_are_told_by_their_ends():
    assert "were fewest in June" in sentence_of(months(), DELIVERY)
    text = sentence_of(places(), DELIVERY)
    assert "Among 3 regions (Ash, Birch, Cedar)" in text
    assert "most in Cedar" in text


def test_places_are_coloured_whole_by_the_summary():
    result = places()
    assert has_map(result)
    past, *later = fields(result)
    baseline = [row.p50 for row in result.summary if row.is_baseline and row.scenario == past.scenario]
    np.testing.assert_array_equal(past.values, baseline)
    assert past.names == ("Ash", "Birch", "Cedar")
    assert all(panel.is_change for panel in later)


def test_places_outside_the_data_are_no_part_of_the_map():
    result = places()
    held = {"Ash", "Birch"}
    two = replace(result, summary=tuple(row for row in result.summary if row.place in held))
    assert fields(two)[0].names == ("Ash", "Birch")
    alone = tuple(row for row in result.summary if row.place == "Ash")
    series = tuple(one for one in result.series if one.place == "Ash")
    assert not has_map(replace(result, summary=alone, series=series))


@pytest.mark.parametrize(("kind", "dimension"), [("step", 3), ("variant", 3), ("place", 3)])
def test_what_stands_side_by_side_is_a_dimension_of_the_file(kind, dimension, tmp_path):
    result = SHAPES[kind]()
    write_netcdf(result, DELIVERY, tmp_path / "product.nc")
    with netCDF4.Dataset(tmp_path / "product.nc") as file:
        assert file.dimensions[kind].size == dimension
        mean = file["tx_days_above_area_mean"]
        assert mean.dimensions == ("simulation", kind, "season")
        runs = len(result.series) // dimension
        for number in (0, len(result.series) - 1):
            one = result.series[number]
            row = mean[number % runs, number // runs][np.isin(file["season"][:], one.label_years)]
            np.testing.assert_array_equal(np.ma.filled(row, np.nan), one.values)
        np.testing.assert_array_equal(file["summary_p50"][:], [row.p50 for row in result.summary])


def test_outcomes_are_counted_and_no_file_holds_what_is_infinite(tmp_path):
    plain = farm()
    series = tuple(
        replace(one, values=np.where(one.label_years % 2, np.inf, one.values),
                outcomes={"no onset found": (one.label_years % 2).astype(float)}) for one in plain.series
    )  # fmt: skip
    result = replace(plain, series=series)
    write_netcdf(result, DELIVERY, tmp_path / "product.nc")
    with netCDF4.Dataset(tmp_path / "product.nc") as file:
        assert np.isfinite(np.ma.compressed(file["tx_days_above_area_mean"][:])).all()
        shares_held = file["tx_days_above_no_onset_found"][0]
        assert set(np.ma.compressed(shares_held)) == {0.0, 1.0}


def test_summary_and_json_name_the_part_of_each_row():
    result = places()
    rows = list(csv.DictReader(io.StringIO(summary_csv(result))))
    assert {row["place"] for row in rows} == {"Ash", "Birch", "Cedar"}
    assert [row["place"] for row in summary_json(result.summary)] == [row["place"] for row in rows]


def test_of_several_parts_or_a_statistic_no_exceptional_years_are_told():
    assert years_in_ten(farm())
    for make in SHAPES.values():
        assert years_in_ten(make()) == ()


def test_dates_stand_on_first_days_of_months():
    steps = steps_of(40.0, 180.0, "day of year")
    assert [step_words(step, "day of year") for step in steps] == [
        "1 Feb", "1 Mar", "1 Apr", "1 May", "1 Jun", "1 Jul",
    ]  # fmt: skip
    assert span(102.0, 109.0, "day of year") == "12–19 Apr"
    assert span(350.0, 385.0, "day of year") == "16 Dec–20 Jan"
