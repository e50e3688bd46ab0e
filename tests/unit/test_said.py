"""A sentence with its key and facts is English wherever it goes, and can be said anew in another language."""

from __future__ import annotations

import copy
import json
import pickle
from types import SimpleNamespace

import pytest

from broker.fit.words import asked_metric, fit, kilometres, percent
from broker.mismatch import Mismatch
from translators import locales
from translators.said import Said, listed, number, told


@pytest.fixture
def shouted(monkeypatch):
    """Every text of a language that has all of them: English in brackets."""
    monkeypatch.setattr(locales, "languages", lambda: ("en", "fr"))
    monkeypatch.setattr(locales, "translations", lambda language: {k: f"[{v}]" for k, v in locales.keys().items()})
    locales.table.cache_clear()
    yield
    locales.table.cache_clear()


def one() -> Mismatch:
    size = kilometres(1234.5)
    return Mismatch(
        "space", "note", "Woolpit", fit("cell-for-point.offered", size=size),
        fit("cell-for-point.message", dataset="a", size=size, place="Woolpit"), fit("cell-for-point.remedy"), "a", "x",
    )  # fmt: skip


def test_it_is_an_english_text():
    assert one().offered == "one cell about 1,200 km wide"
    assert json.dumps(one().offered) == '"one cell about 1,200 km wide"'
    assert listed(["a", "b", "c"], "or") == "a, b or c"
    assert listed(["a"]) == "a"
    assert listed([]) == ""
    assert percent(0.001) == "less than 1 %"


def test_it_is_said_with_its_facts_in_another_language(shouted):
    assert one().told("fr").offered == "[one cell about [1\u202f200 km] wide]"
    assert one().told("fr").asked == "Woolpit"
    assert one().told("en") == one()
    years = Said("fit.years_season", years="2041–2060", season=Said("season", value={"months": [6, 7, 8]}))
    assert told(Said.from_json(str(years), json.loads(json.dumps(years.to_json()))), "fr") == (
        "[2041–2060, [juin to août]]"
    )
    assert told(listed(["a", number("2.5")]), "fr") == "[a and 2,5]"
    assert told(Said("season", value={"months": [6, 7, 8]}), "fr") == "[juin to août]"
    assert told(Said("parameter", value="30.5 degC"), "fr") == "[30,5 °C]"


def test_it_keeps_key_and_facts_through_storage_and_copies(shouted):
    stored = json.loads(json.dumps(one().to_json()))
    for copied in (Mismatch.from_json(stored), pickle.loads(pickle.dumps(one())), copy.deepcopy(one())):
        assert copied == one()
        assert copied.told("fr") == one().told("fr")


def test_what_an_older_or_newer_store_said_is_read_as_plain_text():
    stored = one().to_json()
    stored["said"]["message"]["key"] = "fit.nothing-of-this-name"
    read = Mismatch.from_json(stored)
    assert read == one()
    assert not isinstance(read.message, Said)
    stored.pop("said")
    assert Mismatch.from_json(stored) == one()


def test_a_metric_is_named_with_its_parameters():
    asked = SimpleNamespace(index="tx_days_above", parameters={"thresh": "30 degC", "window": "5 days"})
    assert asked_metric(asked) == "hot days, 30 °C, 5 days"
