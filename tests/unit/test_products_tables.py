"""`series.csv` and `summary.csv`: exact columns, exact numbers, no formula that a spreadsheet would run."""

import csv
import io
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from broker.products.tables import (
    SERIES_COLUMNS,
    SUMMARY_COLUMNS,
    formula_safe,
    formula_unsafe,
    series_csv,
    summary_csv,
)
from tests.unit.results import WORLDS, farm, with_gaps

COLUMNS_OF_THE_CONTRACT = "dataset,version,model,scenario,member,season_start,season_end,value,units,valid_fraction"
SUMMARY_OF_THE_CONTRACT = (
    "scenario,period_start,period_end,models,p10,p50,p90,change_p10,change_p50,change_p90,agreement,units"
)


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_the_columns_are_those_of_the_contract():
    assert ",".join(SERIES_COLUMNS) == COLUMNS_OF_THE_CONTRACT
    assert ",".join(SUMMARY_COLUMNS) == SUMMARY_OF_THE_CONTRACT
    assert series_csv(farm()).splitlines()[0] == COLUMNS_OF_THE_CONTRACT
    assert summary_csv(farm()).splitlines()[0] == SUMMARY_OF_THE_CONTRACT


@pytest.mark.parametrize("world", sorted(WORLDS))
def test_every_season_of_every_simulation_has_one_row_and_reads_back_bit_for_bit(world):
    result = WORLDS[world]()
    rows = rows_of(series_csv(result))
    values = np.concatenate([s.values for s in result.series])
    assert len(rows) == values.size
    read = np.array([float(r["value"]) if r["value"] else math.nan for r in rows])
    np.testing.assert_array_equal(read, values)
    fractions = np.concatenate([s.valid_fraction for s in result.series])
    np.testing.assert_array_equal([float(r["valid_fraction"]) for r in rows], fractions)
    assert [r["season_start"] for r in rows] == [d for s in result.series for d in s.starts]


def test_a_season_without_a_value_keeps_its_row_with_an_empty_value():
    row = next(r for r in rows_of(series_csv(with_gaps())) if r["season_start"] == "1995-06-01")
    assert row["value"] == ""
    assert row["valid_fraction"] == "0.0"


def test_the_summary_reads_back_bit_for_bit_and_what_cannot_be_known_is_empty():
    result = farm()
    rows = rows_of(summary_csv(result))
    assert [float(r["p50"]) for r in rows] == [row.p50 for row in result.summary]
    assert rows[0]["agreement"] == ""
    assert (rows[0]["period_start"], rows[0]["period_end"], rows[0]["models"]) == ("1995", "2014", "3")


@pytest.mark.parametrize(
    "text",
    ["=1+2", "+1", "-1", "@x", "\t=1", "\r=1", "＝cmd", "a;=cmd", " =1", "x,@y", "'=1", "＋1", "－1", "＠x", "a\n=b"],
)
def test_what_a_spreadsheet_would_run_is_made_text_and_can_be_undone(text):
    safe = formula_safe(text)
    assert safe != text
    assert not safe.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))
    assert formula_unsafe(safe) == text


@given(st.text(alphabet=" '=+-@\t\r\n;,|a1é＝＋－＠"))
@example("MPI-ESM-LR + REMO2015")
def test_making_texts_safe_loses_nothing(text):
    assert formula_unsafe(formula_safe(text)) == text


def test_names_of_models_are_left_as_they_are():
    for name in ("CanESM5", "MPI-ESM-LR + REMO2015", "r1i1p1f1", "s1961-r1i1p1f1", "historical+rcp45", "mm/day"):
        assert formula_safe(name) == name


def test_a_formula_in_a_facet_does_not_reach_a_spreadsheet_but_negative_numbers_stay_numbers():
    result = farm()
    evil = replace(result.series[0], model='=HYPERLINK("x")', values=-result.series[0].values - 1.0)
    text = series_csv(replace(result, series=(evil,)))
    row = rows_of(text)[0]
    assert row["model"] == '\'=HYPERLINK("x")'
    assert float(row["value"]) < 0
