"""What the broker says: keys have texts, indices words, languages catalogues."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from translators import locales
from translators.indices import INDICES
from translators.locales import calendars, catalogues, keys, table, text
from translators.locales.__main__ import main as renew_catalogues
from translators.vocabulary import vocabulary

SOURCES = Path(locales.__file__).parents[1]
TELLING = (
    "brief",
    "comprehension",
    "in_short",
    "likelihood",
    "spoken",
    "explain",
    "sureness",
    "phrases",
    "figures",
    "over_years",
    "side_by_side",
)


@pytest.fixture
def french(tmp_path, monkeypatch):
    """A catalogue of a folder of its own, and the function that fills it."""

    def write(**said: str) -> Catalog:
        catalogue = Catalog(locale="fr")
        for name, translation in said.items():
            key = name.replace("__", ".")
            catalogue.add(keys()[key], string=translation, context=key)
        return catalogue

    return write


def test_every_key_that_the_code_says_has_a_text():
    asking = [SOURCES / "ask.py", *SOURCES.glob("grammar/*.py")]
    telling = [SOURCES / f"{name}.py" for name in TELLING]
    for paths, group, verbs in ((asking, "say", "say"), (telling, "tell", "say|tell|say_of|joined")):
        code = "\n".join(path.read_text(encoding="utf-8") for path in paths)
        assert {f"{group}.{key}" for key in re.findall(rf'\b(?:{verbs})\(\s*"(\w+)"', code)} <= set(keys())
    tables = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES.glob("grammar/*.toml"))
    assert {f"say.{key}" for key in re.findall(r'"((?:ask|note|thresh)_\w+)"', tables)} <= set(keys())


def test_every_index_is_told_in_words():
    tell = table("tell")
    assert set(tell["quantities"]) == set(INDICES) | {"prcptot_thresh"}
    for entry in tell["quantities"].values():
        assert entry["ways"] in tell["ways"]
        assert entry["per"] in tell["per"]
    assert {index.units for index in INDICES.values()} <= set(tell["units"])
    assert {index.operator for index in INDICES.values() if index.operator} <= set(tell["operators"])


def test_every_refusal_has_a_reason_and_a_referral():
    heard = vocabulary("en").table["unservable"]
    refused = set(heard) if isinstance(heard, dict) else {entry["id"] for entry in heard}
    said = table("say")["unservable"]
    assert set(said) >= refused
    assert all(entry[part].endswith(".") for entry in said.values() for part in ("reason", "referral"))


def test_every_scenario_that_is_heard_has_words():
    named = set(vocabulary("en").table["scenarios"]) - {"low", "middle", "high", "all"}
    assert named <= set(table("tell")["scenarios"])


def test_a_table_keeps_its_codes_and_numbers_in_every_language():
    for language in locales.languages():
        for index, entry in table("tell", language)["quantities"].items():
            english = table("tell")["quantities"][index]
            assert {k: v for k, v in entry.items() if k != "words"} == {
                k: v for k, v in english.items() if k != "words"
            }


def test_a_tag_is_answered_by_its_language_and_an_unknown_one_by_english():
    assert locales.language_of("en-GB") == "en"
    assert locales.language_of("tlh") == "en"
    assert locales.language_of(None) == "en"


def test_what_is_translated_is_said_and_the_rest_stays_english(french, monkeypatch):
    catalogue = french(tell__future="D’ici {years} : {clauses}.", tell__split="")
    catalogue.add(keys()["tell.no_change"], string="Rien.", flags={"fuzzy"}, context="tell.no_change")
    catalogue.add("They did not change.", string="Rien.", context="tell.one_model")
    catalogue.add(keys()["tell.around"], string="Près de {lieu}", context="tell.around")
    monkeypatch.setattr(catalogues, "read", lambda language: catalogue)
    locales.translations.cache_clear()
    try:
        assert text("tell.future", "fr", years=2050, clauses="3") == "D’ici 2050 : 3."
        for key in ("tell.split", "tell.no_change", "tell.one_model", "tell.around"):
            assert text(key, "fr") == text(key), key
    finally:
        locales.translations.cache_clear()


def test_renewing_keeps_translations_marks_what_changed_and_drops_what_is_gone():
    before = Catalog(locale="fr")
    before.add("One.", string="Un.", context="a.kept")
    before.add("Two.", string="Deux.", context="a.changed")
    before.add("Three.", string="Trois.", context="a.gone")
    after = catalogues.renewed(before, {"a.kept": "One.", "a.changed": "Two!", "a.new": "Four."}, "fr")
    said = {message.context: message for message in after if message.id}
    assert {key: m.string for key, m in said.items()} == {"a.kept": "Un.", "a.changed": "Deux.", "a.new": ""}
    assert [key for key, m in said.items() if m.fuzzy] == ["a.changed"]
    assert said["a.changed"].previous_id == ["Two."]
    assert str(catalogues.state(after, "fr")) == "fr: 1 translated, 1 fuzzy, 1 missing"


def test_a_catalogue_is_written_as_it_was_read(tmp_path, monkeypatch):
    monkeypatch.setattr(catalogues, "FOLDER", tmp_path)
    state = catalogues.renew("fr")
    path = tmp_path / "fr.po"
    assert state.missing == len(keys())
    written = path.read_text(encoding="utf-8")
    assert '"X-Native-Review: none\\n"' in written
    path.write_text(written.replace("Review: none", "Review: Awa Diop"), encoding="utf-8")
    first = path.read_bytes()
    catalogues.renew("fr")
    assert path.read_bytes() == first
    assert b"Awa Diop" in first


def test_translations_are_taken_from_a_table_and_what_is_left_is_listed(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(catalogues, "FOLDER", tmp_path)
    table_of_french = tmp_path / "fr.toml"
    table_of_french.write_text('"tell.split" = "Ils ne sont pas d’accord."\n', encoding="utf-8")
    assert renew_catalogues(["fr", "--take", str(table_of_french)]) == 0
    assert "fr: 1 translated" in capsys.readouterr().out
    assert renew_catalogues(["fr", "--todo"]) == 0
    left = tomllib.loads(capsys.readouterr().out)
    assert left == {key: said for key, said in keys().items() if key != "tell.split"}


def test_a_language_is_spoken_once_it_has_most_of_the_pages_and_of_the_answers(tmp_path, monkeypatch):
    english = dict(keys())
    monkeypatch.setattr(catalogues, "keys", lambda: english)
    monkeypatch.setattr(catalogues, "FOLDER", tmp_path)
    monkeypatch.setattr(locales, "FOLDER", tmp_path)
    spoken = []
    try:
        for group in ("ui.", "tell."):
            catalogues.take("fr", {key: said for key, said in english.items() if key.startswith(group)})
            locales.languages.cache_clear()
            locales.catalogued.cache_clear()
            spoken.append((locales.languages(), locales.language_of("fr-CA")))
    finally:
        locales.languages.cache_clear()
        locales.catalogued.cache_clear()
    assert spoken == [(("en",), "en"), (("en", "fr"), "fr")]


def test_a_translation_must_have_the_facts_and_the_space_of_its_english():
    catalogue = Catalog(locale="fr")
    for english, said, fault in (
        ("{a} of {b}", "{a} de {c}", "lacks {b}"),
        ("{a} of {b}", "{a} de {b} {c}", "has {c}"),
        (" in {a}", "en {a}", "space at its beginning"),
        ("{a}", "{a", "brace"),
    ):
        found = catalogues.faults(catalogue.add(english, string=said, context=said))
        assert any(fault in line for line in found), (said, found)
    assert catalogues.faults(catalogue.add("{a} of {b}", string="{b} : {a}", context="x")) == []


@pytest.mark.parametrize(
    ("language", "month", "day", "date", "number"),
    [
        ("en", "June", "1 June", "1 June 2027", "1,234.5"),
        ("fr", "juin", "1 juin", "1 juin 2027", "1\u202f234,5"),
        ("es", "junio", "1 de junio", "1 de junio de 2027", "1.234,5"),
        ("pt", "junho", "1 de junho", "1 de junho de 2027", "1.234,5"),
        ("sw", "Juni", "1 Juni", "1 Juni 2027", "1,234.5"),
        ("de", "Juni", "1. Juni", "1. Juni 2027", "1.234,5"),
    ],
)
def test_months_dates_and_numbers_are_those_of_the_language(language, month, day, date, number, monkeypatch):
    monkeypatch.setattr(locales, "languages", lambda: ("en", "de", "es", "fr", "pt", "sw"))
    assert calendars.month_name(6, language) == month
    assert calendars.day_and_month(6, 1, language) == day
    assert calendars.date_in_full(dt.date(2027, 6, 1), language) == date
    assert calendars.localised("1,234.5", language) == number


def test_english_is_told_without_a_catalogue_and_without_babel():
    code = (
        "import sys, datetime; import translators.explain; from translators.locales import calendars, text;"
        "text('tell.split'); calendars.month_name(6); calendars.date_in_full(datetime.date(2027, 6, 1));"
        "assert 'babel' not in sys.modules, 'babel'"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=SOURCES.parent)


#: Texts that are the same in every language: names, codes, and examples of what is typed.
SAME = re.compile(
    r"ui\.(?:app\.name|fact\.doi|publish\.\w+\.example|about\.(?:contact|doi)\.example|retire\.successor\.example)"
    r"|index\.\w+\.title|tell\.units\..*|ui\.export\..*|ui\.file\..*|ui\.season\.\w+|glossary\..*"
    r"|fit\.disputes\.\w+\.source"
)


@pytest.mark.parametrize("language", locales.catalogued())
def test_what_a_language_says_can_be_said_and_is_not_english(language):
    """No translation lacks a fact or is out of date; none is the English but for names, codes and single words."""
    said = [message for message in catalogues.read(language) if message.id and message.string]
    english = keys()
    wrong = [(m.context, fault) for m in said if not m.fuzzy for fault in catalogues.faults(m)]
    assert wrong == []
    same = [m.context for m in said if m.string == m.id and not SAME.fullmatch(m.context)]
    assert [
        key for key in same if len(re.findall(r"[^\W\d_]{3,}", re.sub(r"\{\w+\}", "", english.get(key, "")))) > 1
    ] == []


@pytest.mark.parametrize("language", locales.catalogued())
def test_a_language_says_everything_that_english_says(language):
    """No text is left untranslated, and none is of an older English."""
    left = catalogues.unsaid(language)
    assert not left, f"{language} lacks {len(left)} texts: {', '.join(list(left)[:10])} …"
