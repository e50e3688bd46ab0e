"""Needs and specifications: what the need file of the contract means, and what is refused."""

from __future__ import annotations

import datetime as dt
import json
import time

import pytest

from translators.errors import InvalidNeed, QuantityError, TranslationError, UnknownIndex
from translators.need import Decision, Need
from translators.periods import Season, Years
from translators.specification import Specification

CONTRACT = """\
statement: Will there be more days too hot for my dairy cows?     # required: the user's own words
language: en
decision: {text: whether to build a shaded yard, by: 2027-09-30}
region:
  point: {lat: 52.22, lon: 0.88}
time:
  season: year
  baseline: [1995, 2014]         # both years included
  horizons: [[2040, 2059], [2080, 2099]]
scenarios: [ssp245, ssp585]
datasets: [woolpit-cmip6]
metric:
  index: tx_days_above
  parameters: {thresh: 30 degC}
"""


def need(**changes):
    """A whole need of plain values, with some parts changed; a part that is None is left out."""
    values = {
        "statement": "Will it be too hot for my cows?",
        "region": {"point": {"lat": 52.22, "lon": 0.88}},
        "time": {"season": "JJA", "baseline": [1995, 2014], "horizons": [[2040, 2059]]},
        "scenarios": ["ssp245"],
        "metric": {"index": "tx_days_above", "parameters": {"thresh": "30 degC"}},
    }
    return {k: v for k, v in {**values, **changes}.items() if v is not None}


def written(folder, text, name="need.yaml"):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


# --- what is understood ---------------------------------------------------------------------------------------------


def test_the_need_file_of_the_contract_is_understood_whole(tmp_path):
    found = Need.load(written(tmp_path, CONTRACT))
    assert found.statement == "Will there be more days too hot for my dairy cows?"
    assert found.decision == Decision("whether to build a shaded yard", dt.date(2027, 9, 30))
    assert (found.region.geometry.y, found.region.geometry.x) == (52.22, 0.88)
    assert found.season == Season.of("year")
    assert found.baseline == Years(1995, 2014)
    assert found.horizons == (Years(2040, 2059), Years(2080, 2099))
    assert found.scenarios == ("ssp245", "ssp585")
    assert found.datasets == ("woolpit-cmip6",)
    assert (found.index, found.parameters) == ("tx_days_above", {"thresh": "30 degC"})


def test_a_need_may_be_no_more_than_a_statement(tmp_path):
    found = Need.load(written(tmp_path, "statement: Will it be dry?"))
    assert found == Need("Will it be dry?")


@pytest.mark.parametrize(
    "region",
    [
        {"point": {"lat": 52.22, "lon": 0.88}},
        {"bbox": {"west": 170, "south": -20, "east": -170, "north": -10}},
        {"place": "Suffolk, GB"},
        {"place": "Woolpit"},
        {"geojson": {"type": "Polygon", "coordinates": [[[0, 50], [1, 50], [1, 51], [0, 50]]]}},
    ],
)
def test_a_need_written_out_and_read_back_is_the_same(region):
    first = Need.of(need(region=region, decision={"text": "build", "by": "2027-09-30"}, language="en-GB"))
    mapping = json.loads(json.dumps(first.to_mapping()))
    assert Need.of(mapping) == first
    assert Need.of(mapping).to_mapping() == mapping


def test_json_is_read_like_yaml(tmp_path):
    assert Need.load(written(tmp_path, json.dumps(need()), "need.json")) == Need.of(need())


def test_a_geojson_file_beside_the_need_is_read_in_so_that_the_need_stands_alone(tmp_path):
    written(tmp_path, '{"type": "Polygon", "coordinates": [[[0, 50], [1, 50], [1, 51], [0, 50]]]}', "farm.geojson")
    found = Need.load(written(tmp_path, "statement: Dry?\nregion: {geojson: farm.geojson}"))
    assert found.region.name == "the area in farm.geojson"
    assert Need.of(found.to_mapping()) == found


def test_words_that_yaml_would_turn_into_other_things_stay_words(tmp_path):
    found = Need.load(written(tmp_path, "statement: no\nlanguage: no\nmetric: {index: on}"))
    assert (found.statement, found.language, found.index) == ("no", "no", "on")


def test_an_empty_line_means_that_nothing_was_said(tmp_path):
    assert Need.load(written(tmp_path, "statement: Dry?\nregion:\ntime:\nmetric:\n")) == Need("Dry?")


def test_a_window_may_be_a_whole_number_because_it_counts_days():
    found = Need.of(need(metric={"index": "max_n_day_precipitation_amount", "parameters": {"window": 5}}))
    assert Specification.of(found).parameters == {"window": "5 days"}


# --- what is refused ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "about"),
    [
        ({"statement": ""}, "statement"),
        ({"statement": "   "}, "statement"),
        ({"statement": None}, "statement"),
        ({"statement": 30}, "statement"),
        ({"statement": ["hot"]}, "statement"),
        ({"statement": "x" * 4001}, "statement"),
        ({"statement": "nul \x00"}, "statement"),
        ({"statement": "lone \ud800"}, "statement"),
        ({"language": "English please"}, "language"),
        ({"language": 1}, "language"),
        ({"language": "x" * 5000}, "language"),
        ({"decision": 2027}, "decision"),
        ({"decision": {"by": "2027-09-30"}}, "decision"),
        ({"decision": {"text": "build", "by": "30/09/2027"}}, "decision"),
        ({"decision": {"text": "build", "by": "2027-02-30"}}, "decision"),
        ({"decision": {"text": "build", "by": 2027}}, "decision"),
        ({"decision": {"text": "build", "by": dt.datetime(2027, 9, 30, 12)}}, "decision"),
        ({"decision": {"text": "build", "until": "2027-09-30"}}, "decision"),
        ({"region": "Woolpit"}, "region"),
        ({"region": {}}, "region"),
        ({"region": {"point": {"lat": 1, "lon": 2}, "place": "Woolpit"}}, "region"),
        ({"region": {"town": "Woolpit"}}, "region"),
        ({"time": [2040, 2059]}, "season"),
        ({"time": {"seasons": "JJA"}}, "season"),
        ({"time": {"season": "monsoon"}}, "season"),
        ({"time": {"season": 6}}, "season"),
        ({"time": {"baseline": 1995}}, "baseline"),
        ({"time": {"baseline": [2014, 1995]}}, "baseline"),
        ({"time": {"horizons": [2040, 2059]}}, "horizon"),
        ({"time": {"horizons": []}}, "horizon"),
        ({"time": {"horizons": "2040-2059"}}, "horizon"),
        ({"time": {"horizons": [[2040, 2059], [2040, 2059]]}}, "horizon"),
        ({"time": {"horizons": [[2059, 2040]]}}, "horizon"),
        ({"time": {"horizons": [[2040, 2059]] * 21}}, "horizon"),
        ({"scenarios": "ssp245"}, "scenario"),
        ({"scenarios": []}, "scenario"),
        ({"scenarios": [245]}, "scenario"),
        ({"scenarios": ["ssp245", "ssp245"]}, "scenario"),
        ({"scenarios": {"ssp245": True}}, "scenario"),
        ({"datasets": "woolpit-cmip6"}, "datasets"),
        ({"datasets": [None]}, "datasets"),
        ({"metric": "tx_days_above"}, "metric"),
        ({"metric": {"index": 7}}, "metric"),
        ({"metric": {"index": ["tx_max"]}}, "metric"),
        ({"metric": {"index": "tx_max", "threshold": "30 degC"}}, "metric"),
        ({"metric": {"index": "tx_days_above", "parameters": "30 degC"}}, "metric"),
        ({"metric": {"index": "tx_days_above", "parameters": {"thresh": 30}}}, "thresh"),
        ({"metric": {"index": "tx_days_above", "parameters": {"thresh": True}}}, "thresh"),
        ({"metric": {"index": "tx_days_above", "parameters": {"thresh": ["30 degC"]}}}, "thresh"),
        ({"metric": {"index": "tx_days_above", "parameters": {3: "30 degC"}}}, "metric"),
        ({"query": "SELECT 1"}, "need"),
        ({7: 7}, "need"),
    ],
)
def test_a_part_that_cannot_be_is_refused_beside_its_field(changes, about):
    values = {**need(), **changes}
    with pytest.raises(TranslationError) as refusal:
        Need.of({k: v for k, v in values.items() if v is not None})
    assert refusal.value.about == about
    assert 40 < len(str(refusal.value)) < 800


@pytest.mark.parametrize("mapping", [None, [], "statement: x", 7])
def test_what_is_no_mapping_is_no_need(mapping):
    with pytest.raises(InvalidNeed):
        Need.of(mapping)


def test_an_unknown_key_names_the_known_ones_and_the_nearest():
    with pytest.raises(InvalidNeed, match="Did you mean 'scenarios'") as refusal:
        Need.of(need(scenario=["ssp245"]))
    assert "statement, language, decision, region, time, scenarios, datasets, metric" in str(refusal.value)


def test_a_bare_threshold_is_refused_as_a_quantity():
    with pytest.raises(QuantityError, match="without a unit"):
        Need.of(need(metric={"index": "tx_days_above", "parameters": {"thresh": 30}}))


BILLION_LAUGHS = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [{','.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(9)
)


@pytest.mark.parametrize(
    "text",
    [
        BILLION_LAUGHS,
        "statement: &s hot\nlanguage: *s",
        "statement: hot\n<<: {language: fr}",
        "!!python/object/apply:os.system ['echo hi']",
        "statement: !!python/name:os.system x",
        "statement: a\nstatement: b",
        "statement: hot\nmetric: {index: a, index: b}",
        "statement: hot\n  region: x",
        "statement: 'open",
        "statement: hot\n---\nstatement: cold",
        "statement: [" + "[" * 100_000,
        "{" * 100_000,
        '{"statement": ' + "[" * 100_000,
        "- a\n- b",
        "just words",
        "",
        "# only a comment",
        "statement: hot\n? [a, b]\n: c",
        "statement: hot\n" + "# x\n" * 300_000,
        "statement: [" + "a," * 240_000 + "a]",
        "statement: hot\n" + "".join(f"k{i}: 1\n" for i in range(29_000)),
        '{"statement": "a", "statement": "b"}',
        b"\xff\xfe\x00hot",
        b"statement: caf\xe9",
        b"\x89HDF\r\n\x1a\n" + bytes(1000),
        "statement: hot\x00",
        "statement: hot\ndecision: {text: x, by: 2027-13-45}",
        "statement: hot\nregion: {point: {lat: 52:13, lon: 0:53}}",
        "statement: hot\nregion: {point: {lat: .nan, lon: 0}}",
        "statement: hot\nregion: {point: {lat: " + "9" * 5000 + ", lon: 0}}",
    ],
)
def test_hostile_and_broken_files_are_refused_quickly_in_one_sentence(tmp_path, text):
    path = written(tmp_path, text)
    start = time.perf_counter()
    with pytest.raises(TranslationError) as refusal:
        Need.load(path)
    assert time.perf_counter() - start < 6  # below a second on an idle machine
    assert len(str(refusal.value)) < 700
    assert str(tmp_path) not in str(refusal.value)


@pytest.mark.parametrize("name", ["absent.yaml", "."])
def test_a_file_that_cannot_be_opened_is_refused_by_its_name(tmp_path, name):
    with pytest.raises(InvalidNeed, match="cannot be opened"):
        Need.load(tmp_path / name)


# --- specifications -------------------------------------------------------------------------------------------------


def test_what_was_said_is_taken_and_nothing_assumed():
    found = Specification.of(Need.of(need()))
    assert (found.index, found.parameters) == ("tx_days_above", {"thresh": "30 degC"})
    assert (found.season, found.baseline) == (Season.of("JJA"), Years(1995, 2014))
    assert found.assumptions == ()


def test_what_was_not_said_is_assumed_and_on_record():
    found = Specification.of(Need.of(need(time=None, scenarios=None, metric={"index": "wetdays"})))
    assert found.season.is_year
    assert found.baseline == Years(1995, 2014)
    assert found.horizons is None
    assert found.parameters == {"thresh": "1 mm/day"}
    assert [a.about for a in found.assumptions] == ["thresh", "season", "baseline", "horizon", "scenario"]
    assert all(a.value and a.because.endswith(".") for a in found.assumptions)


def test_an_alias_becomes_the_id_and_says_so():
    found = Specification.of(Need.of(need(metric={"index": "hot days", "parameters": {"thresh": "86 °F"}})))
    assert (found.index, found.parameters) == ("tx_days_above", {"thresh": "30 degC"})
    assert [(a.about, a.value) for a in found.assumptions] == [("metric", "tx_days_above")]


def test_rx5day_is_five_days_and_not_the_default_of_its_index():
    found = Specification.of(Need.of(need(metric={"index": "Rx5day"})))
    assert found.parameters == {"window": "5 days"}


def test_a_place_taken_among_several_is_an_assumption():
    found = Specification.of(Need.of(need(region={"place": "Paris"})))
    assumption = next(a for a in found.assumptions if a.about == "region")
    assert assumption.value == "Paris, Île-de-France, France"
    assert "Texas" in assumption.because


@pytest.mark.parametrize(
    ("changes", "about", "says"),
    [
        ({"region": None}, "region", "does not say where"),
        ({"metric": None}, "metric", "tx_days_above"),
        ({"metric": {"index": "growing_degree_days"}}, "thresh", "no usual one"),
        ({"metric": {"index": "tx_days_above", "parameters": {"threshold": "30 degC"}}}, "threshold", "thresh"),
        ({"metric": {"index": "tx_max", "parameters": {"thresh": "30 degC"}}}, "thresh", "none"),
        ({"metric": {"index": "tx_days_above", "parameters": {"thresh": "30"}}}, "thresh", "no unit"),
        ({"metric": {"index": "tx_days_above", "parameters": {"thresh": "30 mm"}}}, "thresh", "temperature"),
        ({"metric": {"index": "tx_days_above", "parameters": {"thresh": "30 K"}}}, "thresh", "probably mistaken"),
        ({"metric": {"index": "tx_days_above", "parameters": {"thresh": "300 degC"}}}, "thresh", "probably mistaken"),
        ({"metric": {"index": "wetdays", "parameters": {"thresh": "-1 mm"}}}, "thresh", "probably mistaken"),
        ({"metric": {"index": "wetdays", "parameters": {"thresh": "1 m/s"}}}, "thresh", "probably mistaken"),
        ({"metric": {"index": "rx5day", "parameters": {"window": "2.5 days"}}}, "window", "whole number"),
        ({"metric": {"index": "rx5day", "parameters": {"window": 0}}}, "window", "probably mistaken"),
        ({"metric": {"index": "rx5day", "parameters": {"window": "5 mm"}}}, "window", "number of days"),
    ],
)
def test_a_need_that_cannot_be_made_exact_is_refused_beside_its_field(changes, about, says):
    with pytest.raises(TranslationError, match=says) as refusal:
        Specification.of(Need.of(need(**changes)))
    assert refusal.value.about == about


def test_an_unknown_index_is_refused_with_those_that_are_known():
    with pytest.raises(UnknownIndex, match="tropical_nights"):
        Specification.of(Need.of(need(metric={"index": "cow_comfort"})))


@pytest.mark.parametrize("region", [{"place": "Suffolk, GB"}, {"place": "Fiji"}, {"point": {"lat": 1.5, "lon": 359}}])
def test_a_specification_written_out_and_read_back_is_the_same(region):
    first = Specification.of(Need.of(need(region=region, decision="build a shed")))
    text = json.dumps(first.to_json())
    again = Specification.from_json(json.loads(text))
    assert again == first
    assert json.dumps(again.to_json()) == text
