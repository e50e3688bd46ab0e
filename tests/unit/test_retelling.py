"""English of the record, said in other languages: our own texts are recognised, people's words are left alone."""

from __future__ import annotations

import pytest

from broker.need_words import index_in, part_name, part_value
from translators.locales import languages, text
from translators.retelling import PROGRESS, retold
from translators.said import Said

OTHERS = [language for language in languages() if language != "en"]
RAINS = {"index": "rain_season_start", "parameters": {"thresh_wet_start": "25 mm"}}


@pytest.mark.parametrize("language", OTHERS)
def test_a_reason_of_the_record_is_said_by_its_template_and_its_facts(language):
    said = Said("fit.period-left-out.message", years="2081–2100")
    assert retold(str(said), language) == said.told(language)
    season = Said("say.season_usual", season=Said("season", value={"months": [6, 7, 8]}))
    assert retold(str(season), language) == season.told(language)
    assert retold("No season was named, so every day of the year counts.", language) == text(
        "say.season_default", language
    )


@pytest.mark.parametrize("language", OTHERS)
def test_a_refusal_of_several_sentences_is_said_sentence_by_sentence(language):
    message = Said("fit.scenario-not-held.message", scenarios="x", dataset="d", held="y")
    remedy = Said("fit.period-not-held.remedy", held="1950–2099")
    told = retold(f"{message} {remedy} My cows suffer.", language)
    assert told == f"{message.told(language)} {remedy.told(language)} My cows suffer."


def test_words_of_people_and_english_stay_as_they_are():
    for words in ("The well is dry.", "Ask for rain", "", "Bo said: look at {this}."):
        assert retold(words, "fr") == words
    assert retold("No season was named, so every day of the year counts.", "en").startswith("No season")


@pytest.mark.parametrize("language", OTHERS)
def test_long_work_tells_what_it_does(language):
    assert retold("Looking at tas_day.nc", language, PROGRESS) == text("progress.looking", language, what="tas_day.nc")
    assert retold("Writing the files", language, PROGRESS) == text("progress.writing", language)
    assert "SUFFOLK" in retold("Reading SUFFOLK", language, PROGRESS)


@pytest.mark.parametrize("language", OTHERS)
def test_the_parts_of_a_need_are_said_in_words(language):
    index = index_in(RAINS)
    codes = {
        "season": "MJJAS", "scenario": "ssp245", "metric": "rain_season_start", "each": "dekad",
        "onset": "first wet day", "method_dry_start": "per_day", "date_from": "05-01",
        "horizon": "all that the data hold",
    }  # fmt: skip
    for about, code in codes.items():
        assert code not in part_value(about, code, index, language), about
        assert part_name(about, index, language) not in (about, part_name(about, index, "en")), about
    assert part_value("season", "11-01 to 03-31", index) == "November to March"
    assert part_value("season", "JJA", index) == "June to August"
    assert part_value("season", "tomorrow", index, language) == "tomorrow"
    assert part_value("thresh_wet_start", "25 mm", index) == "25 mm"
    assert part_value("scenario", "all that fit", index) == "all emissions that the data hold"
