"""Scenarios in sentences for people: emissions in words, the name that papers print only where it is needed."""

from __future__ import annotations

import pytest

from translators.brief import brief_text
from translators.emissions import named, rank, scenario_in_full, scenario_name, scenario_words
from translators.explain import Told, ToldRow, sentence, sms_parts
from translators.locales import languages
from translators.need import Need
from translators.periods import Season, Years

PAST, COMING = Years(1995, 2014), Years(2041, 2060)


def told(*scenarios: str, language: str = "en") -> Told:
    """Two, then three more hot days a year in each further scenario."""
    rows = [ToldRow("historical", PAST, 3, 2.0, 2.0, 2.0, 0.0, 1.0, is_baseline=True)]
    rows += [ToldRow(name, COMING, 3, 3.0 * n, 4.0 * n, 5.0 * n, 2.0 * n, 1.0) for n, name in enumerate(scenarios, 1)]
    return Told(
        index="tx_days_above", parameters={"thresh": "30 degC"}, season=Season.of("JJA"), baseline=PAST,
        region="Woolpit, England", is_point=True, units="days", rows=tuple(rows), language=language,
    )  # fmt: skip


@pytest.mark.parametrize("language", languages())
def test_a_sentence_speaks_of_emissions_and_names_no_scenario(language):
    for text in (sentence(told("ssp245", "ssp585", language=language)), *sms_parts(told("ssp245", language=language))):
        assert "ssp" not in text.casefold()
    assert scenario_words("ssp245", language) in sentence(told("ssp245", language=language))


def test_scenarios_of_the_same_words_are_told_apart_by_their_names():
    text = sentence(told("historical+rcp45", "ssp245", "ssp585"))
    assert "6 to 10 under middle emissions (SSP2-4.5), 3 to 5 under middle emissions (RCP4.5) and " in text
    assert "9 to 15 under very high emissions." in text


def test_the_numbers_of_a_brief_name_each_scenario():
    assert "- 2041–2060, middle emissions (SSP2-4.5): 4 days" in brief_text(told("ssp245"))


def test_names_are_those_of_papers_and_ranks_those_of_emissions():
    assert [scenario_name(code) for code in ("ssp245", "SSP585", "historical+rcp45", "a1b")] == [
        "SSP2-4.5", "SSP5-8.5", "RCP4.5", "A1B",
    ]  # fmt: skip
    assert scenario_in_full("observed") == "measured"
    assert scenario_in_full("my-own") == "my-own"
    assert sorted(["ssp585", "mine", "historical", "ssp126"], key=rank) == ["historical", "ssp126", "ssp585", "mine"]
    assert named(["historical", "ssp585", "ssp245"]) == ["Middle emissions: SSP2-4.5", "Very high emissions: SSP5-8.5"]


def test_a_need_may_write_a_scenario_as_papers_print_it():
    asked = {"statement": "?", "region": {"point": {"lat": 52.2, "lon": 0.9}}, "metric": {"index": "frost_days"}}
    assert Need.of(asked | {"scenarios": ["SSP2-4.5", "ssp585", "mine"]}).scenarios == ("ssp245", "ssp585", "mine")
