"""Pictures and the page: what they say, that nothing runs over, and that no text breaks them."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pypdf
import pytest
from PIL import Image

from broker.products.brief import arrange, write_brief
from broker.products.brief_blocks import Foot, emphasised
from broker.products.chart import period_levels, spread
from broker.products.delivery import Delivery
from broker.products.fields import fields, has_map
from broker.products.figures import write_chart
from broker.products.map import Layout, write_map
from broker.products.page import ROOM, TOP
from broker.products.projection import Projection
from broker.products.style import SCENARIOS, contrast, legible, round_steps, scenario_colour, scenario_name
from broker.products.text_flow import flow, strong, width_pt
from broker.products.typeface import SEMIBOLD, missing_letters
from broker.products.years_in_ten import to_halves, years_in_ten
from tests.unit.results import (
    MADE_AT,
    MISMATCHES,
    WORLDS,
    county,
    farm,
    five_scenarios,
    one_model,
    result_of,
    two_grids,
)
from translators.need import Decision
from translators.periods import Years

CITATIONS = (("made-up-cmip6@1", "A paper (2020)", "CC BY 4.0", "Made Up"), ("a-station@1", "", "MIT", ""))
DELIVERY = Delivery(
    "How many days will be too hot for my dairy cows?",
    mismatches=MISMATCHES,
    citations=CITATIONS,
    made_at=MADE_AT,
    decision=Decision("whether to build a shaded yard", dt.date(2027, 9, 30)),
)
LONG = "We keep cows and goats on the dry side of the hills and have to decide whether to plant trees or build a yard. "


def text_of(path):
    pages = pypdf.PdfReader(path).pages
    assert len(pages) == 1
    return " ".join(pages[0].extract_text().split())


def test_the_page_says_question_answer_doubts_data_licence_recipe_and_date(tmp_path):
    write_brief(farm(), DELIVERY, tmp_path / "brief.pdf")
    text = text_of(tmp_path / "brief.pdf")
    assert text.index(DELIVERY.statement) < text.index("Around Woolpit, days above 30 °C in June to August were about")
    for said in (
        "To decide: whether to build a shaded yard, by 30 September 2027.",
        "What this cannot tell you",
        *(m.message for m in MISMATCHES if m.severity != "note"),
        "How sure is it?",
        "CanESM5, MIROC6, NorESM2-LM",
        "3 of 3",
        "Licence: CC BY 4.0",
        farm().recipe.product_id,
        "Made 2 March 2026",
    ):
        assert said in text, said


def test_the_page_is_a4_and_its_fonts_travel_with_it(tmp_path):
    write_brief(farm(), DELIVERY, tmp_path / "brief.pdf")
    page = pypdf.PdfReader(tmp_path / "brief.pdf").pages[0]
    assert [round(float(side)) for side in page.mediabox[2:]] == [595, 842]
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].get_object().values()]
    names = {str(font["/BaseFont"]) for font in fonts}
    assert names
    assert all("SourceSans3" in name for name in names)


@pytest.mark.parametrize("statement", [LONG, LONG * 9, LONG * 36, "x" * 4000, "What?"])
@pytest.mark.parametrize("doubts", [0, 3, 30])
def test_whatever_is_said_fits_on_the_page(statement, doubts):
    warnings = tuple(f"Warning {i}: the station lacks days, so its mean may be too low." for i in range(doubts))
    delivery = replace(DELIVERY, statement=statement[:4000], warnings=warnings, citations=CITATIONS * 3)
    for result in (farm(), county(2)):
        room = Foot(result, delivery).top - TOP
        arrangement = arrange(result, delivery, room)
        assert sum(block.height for block in arrangement.blocks) + arrangement.spare <= room + 1e-6


@pytest.mark.parametrize(
    "statement",
    [
        "هل ستكون هناك أيام حارة أكثر لأبقاري؟",
        "ለላሞቼ በጣም ሞቃታማ የሆኑ ቀናት ይበዛሉ?",
        "क्या बहुत गर्म दिन होंगे?",
        "আরও গরম দিন হবে কি?",
        "Будет ли больше жарких дней?",
        "Cost $5 or $6? \\frac{1}{2} <img src='file:///etc/passwd'> {{7*7}} **not bold**",
        "Tab\there, a line\nend, \u202egnp.exe, a zero\u200bwidth",
        "🐄 too hot?",
    ],
)
def test_any_script_and_any_markup_is_drawn_as_text(statement, tmp_path):
    delivery = replace(DELIVERY, statement=statement)
    write_brief(farm(), delivery, tmp_path / "brief.pdf")
    text = text_of(tmp_path / "brief.pdf")
    if statement.isascii() and "\n" not in statement:
        assert " ".join(statement.split()) in text
    assert "\u202e" not in text


def test_letters_that_no_font_has_are_owned_up_to(tmp_path):
    strange = "\U00012000 too hot?"  # cuneiform
    assert missing_letters(strange) == "\U00012000"
    write_brief(farm(), replace(DELIVERY, statement=strange), tmp_path / "brief.pdf")
    assert "it stands whole in brief.txt" in text_of(tmp_path / "brief.pdf")


@pytest.mark.parametrize("world", sorted(WORLDS))
def test_every_world_can_be_drawn(world, tmp_path):
    result = WORLDS[world]()
    write_chart(result, DELIVERY, tmp_path / "chart.png")
    if has_map(result):
        write_map(result, DELIVERY, tmp_path / "map.png")
    with Image.open(tmp_path / "chart.png") as image:
        assert image.size == (1600, 1000)
        assert "Woolpit" in image.text["Description"] or result.recipe.region["name"] in image.text["Description"]
        assert "CC BY 4.0" in image.text["Copyright"]


def test_the_answering_numbers_are_strong_and_years_and_limits_are_not():
    said = "Around X, days above 30 °C were about 2.1 a year in 1995–2014. By 2040–2059 3 models give 4 to 9 under low."
    assert emphasised(said) == said.replace("2.1 a year", strong("2.1 a year")).replace("4 to 9", strong("4 to 9"))


def test_lines_are_no_wider_than_asked_and_lose_no_word():
    for size, weight in ((8.0, 400), (22.0, SEMIBOLD)):
        lines = flow(LONG * 2 + "x" * 500, ROOM, size, weight)
        assert all(width_pt(line.text, size, weight) <= ROOM + 0.5 for line in lines)
        assert "".join(line.text for line in lines).replace(" ", "") == (LONG * 2 + "x" * 500).replace(" ", "")


def test_a_line_that_is_cut_says_so():
    assert flow(LONG, 100, 10, most_lines=2)[-1].text.endswith(" …")


@pytest.mark.parametrize(
    ("low", "high", "steps"),
    [
        (0.0, 41.0, [0, 10, 20, 30, 40, 50]),
        (-3.2, 4.1, [-4, -2, 0, 2, 4, 6]),
        (0.0, 0.0, [-0.5, 0.5]),
        (0.11, 0.29, [0.1, 0.15, 0.2, 0.25, 0.3]),
    ],
)
def test_steps_are_round_and_enclose_the_values(low, high, steps):
    found = round_steps(low, high, most=5)
    assert found[0] <= low <= high <= found[-1]
    assert len(found) <= 6
    if low != high:
        assert found == pytest.approx(steps)


def test_labels_are_spread_apart_within_the_limits():
    placed = spread([1.0, 1.1, 1.2, 9.9], 2.0, 0.0, 10.0)
    assert (np.diff(placed) >= 2.0 - 1e-6).all()
    assert placed[0] >= 1.0 - 1e-6
    assert placed[-1] <= 9.0 + 1e-6


def test_words_in_the_colour_of_a_scenario_can_be_read():
    for scenario in SCENARIOS:
        assert contrast(legible(scenario_colour(scenario))) >= 4.5


def test_a_joined_scenario_has_the_colour_and_name_of_its_future():
    assert scenario_colour("historical+rcp45") == scenario_colour("ssp245")
    assert scenario_name("historical+rcp45") == "RCP4.5"
    assert scenario_name("SSP585") == "SSP5-8.5"


def test_periods_that_overlap_are_named_over_each_other():
    result = result_of(farm().series, horizons=(Years(2030, 2049), Years(2040, 2059)))
    assert list(period_levels(result).values()) == [0, 0, 1]


def test_a_map_shows_the_median_of_changes_and_doubts_what_models_do_not_share():
    result = county(models=6)
    panels = {(p.scenario, p.period): p for p in fields(result)}
    past = panels["historical", result.recipe.baseline]
    assert not past.is_change
    low = panels["ssp126", Years(2080, 2099)]
    assert low.is_doubtful.all()  # two of six models fall
    assert not panels["ssp585", Years(2080, 2099)].is_doubtful.any()
    models = [s for s in result.series if s.scenario == "ssp585"]
    pasts = {s.model: s.cells.values[10:30].mean(axis=0) for s in result.series if s.scenario == "historical"}
    changes = [s.cells.values[65:85].mean(axis=0) - pasts[s.model] for s in models]
    np.testing.assert_allclose(panels["ssp585", Years(2080, 2099)].values, np.median(changes, axis=0))


def test_a_cell_without_a_value_stays_without_one_on_the_map():
    panel = fields(county(models=4, missing_cells=(2,)))[1]
    assert np.isnan(panel.values[2])
    assert np.isfinite(np.delete(panel.values, 2)).all()


def test_models_of_different_grids_are_never_mixed_in_a_cell():
    panels = fields(two_grids())
    assert [p.model for p in panels] == ["Coarse", "Fine"]
    assert [len(p.values) for p in panels] == [6, 26]


def test_panels_stand_in_rows_of_periods_and_columns_of_scenarios():
    layout = Layout.of(fields(county()))
    assert layout.places == ((0, 0), (0, 1), (0, 2), (1, 1), (1, 2))
    assert layout.has_free_corner


def test_a_point_has_no_map():
    assert not has_map(farm())
    assert has_map(county())


@pytest.mark.parametrize(
    ("years", "drawn"), [(0.0, 0.0), (0.24, 0.0), (0.25, 0.5), (2.25, 2.5), (2.4, 2.5), (10.0, 10.0)]
)
def test_years_in_ten_and_their_range_are_rounded_alike(years, drawn):
    assert to_halves(years) == drawn


def test_one_year_in_ten_was_exceptional_in_the_past_of_each_model():
    past, *future = years_in_ten(farm())
    assert past.is_past
    assert past.middle == pytest.approx(1.0)
    assert [f.models for f in future] == [3] * 4
    assert all(f.low <= f.middle <= f.high for f in future)


def test_without_a_past_nothing_is_said_of_exceptional_years():
    assert years_in_ten(one_model()) == ()


def test_of_many_scenarios_the_lowest_and_the_highest_are_counted():
    assert {f.scenario for f in years_in_ten(five_scenarios())} == {"historical", "ssp126", "ssp585"}


def test_the_projection_keeps_areas_and_knows_no_seam():
    lon, lat = np.array([178.0, -178.0, -178.0, 178.0]), np.array([-18.0, -18.0, -15.0, -15.0])
    projection = Projection.about(lon, lat)
    assert abs(abs(projection.lon) - 180.0) < 1e-9
    ring = projection.ring(np.column_stack([np.mod(lon, 360.0), lat]), 0.05)
    x, y = ring[:, 0], ring[:, 1]
    area = 0.5 * abs(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]))
    north, south = np.sin(np.radians([-15.0, -18.0]))
    assert area == pytest.approx(6371.0088**2 * np.radians(4.0) * (north - south), rel=1e-5)
