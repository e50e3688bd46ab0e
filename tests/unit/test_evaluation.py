"""The evaluation set is read: at least nine of ten fields in all, and 85 % in each language; every need is in it."""

from __future__ import annotations

import pytest

from tests.evaluation.__main__ import evaluate, main, table
from tests.evaluation.scoring import same_value, score
from tests.evaluation.sentences import LANGUAGES, Said, public_set
from translators.decisions import decisions

LEAST, LEAST_EACH = 90.0, 85.0


@pytest.fixture(scope="module")
def scores():
    return evaluate(public_set())


def test_nine_of_ten_fields_are_read(scores):
    assert scores.share() >= LEAST, table(scores)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_is_read(scores, language):
    assert scores.share(language) >= LEAST_EACH, table(scores)


def test_the_language_is_heard(scores):
    heard = sum(scores.hits[language, "language"] for language in LANGUAGES)
    assert heard >= 0.95 * len(public_set())


def test_every_need_and_every_language_is_in_the_set():
    said = public_set()
    assert {one.need for one in said if one.need} == {need.id for need in decisions()}
    assert all(sum(one.language == language for one in said) >= 30 for language in LANGUAGES)
    assert len({one.id for one in said}) == len({one.text for one in said}) == len(said) >= 180


def test_fields_are_scored_as_people_mean_them():
    assert same_value("18.333333 degC", "65 degF")
    assert same_value("50.8 mm/day", "2 inch/day")
    assert same_value("40 km/h", "11.111 m/s")
    assert not same_value("30 degC", "30 degF")
    assert same_value("11-15", "11-15")
    best = {
        "index": "prcptot", "parameters": {}, "months": [3, 4, 5], "horizons": [[2041, 2060]],
        "region": {"name": "Nairobi, Nairobi County, Kenya", "asked": {}}, "statistic": "share >= 400 mm",
    }  # fmt: skip
    reading = {"language": "sw", "proposals": [best], "questions": [], "unservable": None}
    expect = {
        "index": ["prcptot"], "months": [[3, 4], [3, 4, 5]], "around": 2050, "region": "Nairobi, Kenya",
        "statistic": "share > 400 mm", "question": "region",
    }  # fmt: skip
    hits = score(Said("sw01", "sw", "", "", expect), reading)
    assert [name for name, hit in hits.items() if not hit] == ["question"]


def test_the_command_prints_a_row_for_each_field(capsys, tmp_path):
    file = tmp_path / "set.toml"
    file.write_text(
        '[[sentence]]\nid = "en1"\ntext = "How many hot days in Nairobi?"\nexpect = { index = "frost_days" }\n'
    )
    assert main(["--set", str(file), "--misses"]) == 0
    printed = capsys.readouterr().out
    assert "en1  missed index: How many hot days in Nairobi?" in printed
    assert "index" in printed.splitlines()[-12]
    assert "1 sentences, 0 without a miss" in printed
