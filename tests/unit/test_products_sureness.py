"""How sure a result is, on its page, in its pictures and in words: intervals, categories, where doubt comes from."""

from dataclasses import replace

import pypdf
import pytest

from broker.engine.result import Share
from broker.products.brief import write_brief
from broker.products.delivery import Delivery
from broker.products.figures import write_chart
from broker.products.pictures import Picture
from broker.products.scales import values_of
from broker.products.tables import summary_csv
from broker.products.told import brief_text_of, sentence_of
from broker.products.variance_bars import VarianceBars
from tests.unit.results import HORIZONS, farm
from translators.periods import Years
from translators.statistics import Statistic

DELIVERY = Delivery("How will it be?")


def with_rows(**changes):
    """The farm, with the same said of each of its futures."""
    plain = farm()
    rows = tuple(row if row.is_baseline else replace(row, **changes) for row in plain.summary)
    return replace(plain, summary=rows)


def levels():
    plain = with_rows(interval=(5.0, 90.0), poor_fit=0.04)
    return replace(plain, recipe=replace(plain.recipe, statistic=Statistic.parse("return level 20")))


def test_a_rare_levels_interval_is_told_tabled_and_drawn(tmp_path):
    result = levels()
    assert "with 90 % confidence, at 5 to 90 days under middle emissions by 2080–2099" in sentence_of(result, DELIVERY)
    assert "with 90 % confidence 5 to 90, as the years are few" in brief_text_of(result, DELIVERY)
    header, *rows = summary_csv(result).splitlines()
    assert header.endswith(",p50_low,p50_high,poor_fit")
    assert rows[0].endswith(",,,")
    assert rows[-1].endswith(",5.0,90.0,0.04")
    assert "Uprights: 90 % confidence" in Picture.of(result).words()
    assert values_of(result.summary).max() == 90.0
    write_chart(result, DELIVERY, tmp_path / "chart.png")


def test_without_intervals_nothing_is_said_of_them():
    assert "confidence" not in sentence_of(farm(), DELIVERY)
    assert "Uprights" not in Picture.of(farm()).words()
    assert "p50_low" not in summary_csv(farm())


@pytest.mark.parametrize(
    ("category", "words"),
    [("robust", "a robust signal"), ("no-change", "no robust change"), ("conflicting", "a conflicting signal")],
)
def test_a_category_is_told_and_tabled(category, words):
    result = with_rows(robustness=category)
    assert f"By the rules of the IPCC this is {words}" in sentence_of(result, DELIVERY)
    assert summary_csv(result).splitlines()[0].endswith(",robustness")


def test_categories_that_differ_are_told_by_scenario():
    result = with_rows(robustness="robust")
    rows = tuple(replace(r, robustness="no-change") if r.scenario == "ssp245" else r for r in result.summary)
    text = sentence_of(replace(result, summary=rows), DELIVERY)
    assert "no robust change under middle emissions by 2080–2099 and a robust signal under very high" in text


def test_where_the_doubt_comes_from_is_on_the_page_and_in_its_text(tmp_path):
    shares = tuple(Share(period, 0.7, 0.2, 0.1) for period in HORIZONS)
    result = replace(farm(), variance=shares)
    text = brief_text_of(result, DELIVERY)
    assert "- 2080–2099: 70 % from models, 20 % from scenarios, 10 % from the chance of the weather" in text
    write_brief(result, DELIVERY, tmp_path / "brief.pdf")
    page = " ".join(pypdf.PdfReader(tmp_path / "brief.pdf").pages[0].extract_text().split())
    assert "Where the doubt about the change comes from" in page
    assert "70 %" in page


def test_nothing_is_said_of_doubt_that_is_not_known_or_differs_between_places():
    assert VarianceBars(farm(), "en", 200.0, 8.0).height == 0
    places = tuple(Share(HORIZONS[0], 0.7, 0.2, 0.1, place) for place in ("Ash", "Birch"))
    assert VarianceBars(replace(farm(), variance=places), "en", 200.0, 8.0).height == 0
    assert replace(farm(), variance=places).whole_variance == ()


def test_a_level_of_warming_is_told_of_all_scenarios_whatever_years_they_reach_it_in():
    plain = farm()
    rows = list(plain.summary)
    for scenario, first in (("ssp245", 2060), ("ssp585", 2041)):
        last = next(r for r in rows if r.scenario == scenario and not r.is_baseline)
        rows.append(replace(last, warming=2.0, period=Years(first, first + 19), p10=20.0, p50=21.0, p90=22.0))
    result = replace(plain, summary=tuple(rows))
    text = sentence_of(result, DELIVERY)
    level = text[text.index("At 2 °C of global warming") :].partition(". ")[0]
    assert "20 to 22 under middle emissions and 20 to 22 under very high emissions" in level
