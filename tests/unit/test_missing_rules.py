"""Rules for missing days, against loops over lists of days written from their definitions."""

import itertools
from dataclasses import replace

import cftime
import numpy as np
import pytest

from broker.engine.cache import ReductionCache
from broker.engine.missing import check_rule, judging_themselves, over_held_days
from broker.engine.run import run
from broker.errors import BrokerError, UnservableNeed
from tests.unit.archives import MemorySource, daily_axis, grid, recipe, without
from tests.unit.test_seasons import monthly_axis
from translators.errors import InvalidNeed
from translators.indices import INDICES
from translators.missing import OVER_HELD_DAYS_OF, REFUSED, MissingRule
from translators.need import Need

ONE_CELL = grid([50.0], [0.0])
CALENDARS = ("standard", "noleap", "360_day")
RULES = ("any", "wmo", "at_least_n:80", "pct:10")


def seasons_of(axis, first_month, months):
    """The steps of each whole season, by its last year: lists of (step or None, month), from the calendar alone."""
    start = cftime.num2date(int(axis.first_day[0]), "days since 1850-01-01", axis.calendar)
    days = np.arange(int(axis.first_day[0]), int(axis.first_day[-1]) + 1)
    steps = {int(d): k for k, d in enumerate(axis.first_day)}
    dates = cftime.num2date(days, "days since 1850-01-01", axis.calendar)
    found = {}
    for year in range(start.year, dates[-1].year + 1):
        wanted = [(year + (first_month - 1 + m) // 12, (first_month - 1 + m) % 12 + 1) for m in range(months)]
        held = [(steps.get(int(n)), d.month) for n, d in zip(days, dates, strict=True) if (d.year, d.month) in wanted]
        if {d for _, d in held} == {m for _, m in wanted}:
            found[wanted[-1][0]] = held
    return found


def counts(rule, season, values):
    """Whether a season counts, as the texts of the rules say."""
    known = [k is not None and values[k] == values[k] for k, _ in season]
    if not any(known):
        return False
    if rule == "any":
        return all(known)
    if rule.startswith("at_least_n"):
        return sum(known) >= int(rule.split(":")[1])
    if rule.startswith("pct"):
        return 100 * known.count(False) / len(known) < float(rule.split(":")[1])
    for month in {m for _, m in season}:
        of_month = [k for k, (_, m) in zip(known, season, strict=True) if m == month]
        runs = [len(list(run)) for is_held, run in itertools.groupby(of_month) if not is_held]
        if of_month.count(False) > 10 or max(runs, default=0) >= 5:
            return False
    return True


def longest(days):
    return max((len(list(run)) for hot, run in itertools.groupby(days) if hot), default=0)


def windows(days, n):
    rows = [days[k : k + n] for k in range(len(days) - n + 1)]
    whole = [sum(row) for row in rows if None not in row]
    return max(whole) if whole else np.nan


#: Index → (parameters, variable, what it is over the days of a season, None where a day is missing).
OVER_DAYS = {
    "tx_days_above": ({"thresh": "30 degC"}, "tasmax", lambda d: sum(v is not None and v > 30 for v in d)),
    "frost_days": ({"thresh": "10 degC"}, "tasmin", lambda d: sum(v is not None and v < 10 for v in d)),
    "maximum_consecutive_dry_days": (
        {"thresh": "20 mm/day"},
        "pr",
        lambda d: longest([v is not None and v < 20 for v in d]),
    ),
    "growing_degree_days": ({"thresh": "10 degC"}, "tas", lambda d: sum(max(0, v - 10) for v in d if v is not None)),
    "heating_degree_days": ({"thresh": "17 degC"}, "tas", lambda d: sum(max(0, 17 - v) for v in d if v is not None)),
    "prcptot": ({"thresh": "5 mm/day"}, "pr", lambda d: sum(v for v in d if v is not None and v >= 5)),
    "tg_mean": ({}, "tas", lambda d: np.mean([v for v in d if v is not None])),
    "tx_max": ({}, "tasmax", lambda d: max(v for v in d if v is not None)),
    "tn_min": ({}, "tasmin", lambda d: min(v for v in d if v is not None)),
    "max_n_day_precipitation_amount": ({"window": "3 days"}, "pr", lambda d: windows(d, 3)),
    "expression": (
        {"expression": "days with tasmax > 25 degC in runs of 2 or more"},
        "tasmax",
        lambda d: sum(
            n
            for hot, run in itertools.groupby(v is not None and v > 25 for v in d)
            if hot and (n := len(list(run))) > 1
        ),
    ),
}


def gappy(axis, seed=0):
    """Whole degrees and millimetres; single days, runs and a whole season missing, some as steps that are not there."""
    random = np.random.default_rng(seed)
    values = random.integers(0, 40, axis.days.size).astype(np.float32)
    for start, length in ((50, 4), (400, 5), (430, 1), (760, 30), (1100, 365)):
        values[start : start + length] = np.nan
    values[1500 : 1500 + 20 : 2] = np.nan  # ten single days
    values[1801 : 1801 + 22 : 2] = np.nan  # eleven
    return values


@pytest.mark.parametrize("index", OVER_DAYS)
@pytest.mark.parametrize("rule", RULES)
def test_an_index_over_the_days_held_is_that_of_a_loop(index, rule):
    parameters, variable, of_days = OVER_DAYS[index]
    for calendar, first_month, months, text in (
        ("standard", 1, 12, "year"),
        ("noleap", 12, 3, "DJF"),
        ("360_day", 6, 4, "JJAS"),
    ):
        whole = daily_axis(2001, 2008, calendar)
        gaps = [430, 431, *range(1000, 1004), *range(2200, 2230)]
        axis = without(whole, *gaps)
        values = np.delete(gappy(whole), gaps)
        source = MemorySource(axis, ONE_CELL, {variable: values[np.newaxis]})
        asked = recipe(index, parameters, season=text, missing=rule)
        (series,) = run(asked, lambda *_, s=source: s, ReductionCache(None)).series
        expected = {
            year: of_days([None if k is None or np.isnan(values[k]) else float(values[k]) for k, _ in season])
            if counts(rule, season, values)
            else np.nan
            for year, season in seasons_of(axis, first_month, months).items()
        }
        found = dict(zip(series.label_years.tolist(), series.values.tolist(), strict=True))
        for year, value in expected.items():
            assert found.get(year, np.nan) == pytest.approx(value, rel=1e-6, nan_ok=True), (calendar, text, year)
        assert set(found) <= set(expected)


def test_every_rule_leaves_out_some_seasons_and_keeps_others():
    axis = daily_axis(2001, 2008, "standard")
    values = gappy(axis)
    kept = {
        rule: [counts(rule, season, values) for season in seasons_of(axis, 1, 12).values()]
        for rule in ("any", "wmo", "at_least_n:340", "pct:10")
    }
    assert all(any(found) and not all(found) for found in kept.values())
    assert len({tuple(found) for found in kept.values()}) == 4


def test_all_missing_is_missing_under_every_rule_and_never_0():
    axis = daily_axis(2001, 2004)
    values = np.full((1, axis.days.size), 40.0, dtype=np.float32)
    values[:, 365:730] = np.nan
    source = MemorySource(axis, ONE_CELL, {"tasmax": values, "pr": values})
    for rule in ("any", "wmo", "at_least_n:1", "pct:100"):
        for index, thresh in (("tx_days_above", "30 degC"), ("prcptot", "1 mm/day")):
            (series,) = run(
                recipe(index, {"thresh": thresh}, missing=rule), lambda *_, s=source: s, ReductionCache(None)
            ).series
            assert np.isnan(series.values[1])
            assert np.isfinite(series.values[[0, 2, 3]]).all()


def test_the_edges_of_the_rules():
    axis = daily_axis(2001, 2004)
    for rule, missing, has_value in (
        ("wmo", range(0, 20, 2), True),  # ten single days of January
        ("wmo", range(0, 22, 2), False),  # eleven
        ("wmo", range(4), True),
        ("wmo", range(5), False),
        ("wmo", range(28, 33), True),  # three days of January and two of February
        ("at_least_n:360", range(5), True),
        ("at_least_n:360", range(6), False),
        ("pct:20", range(72), True),
        ("pct:20", range(73), False),  # 73 of 365 days are 20 %
    ):
        values = np.full((1, axis.days.size), 31.0, dtype=np.float32)
        values[:, 365 + np.array(missing)] = np.nan
        source = MemorySource(axis, ONE_CELL, {"tasmax": values})
        (series,) = run(recipe(missing=rule), lambda *_, s=source: s, ReductionCache(None)).series
        assert np.isfinite(series.values[1]) == has_value, (rule, missing)


def test_a_rule_changes_the_recipe_and_is_said():
    axis = daily_axis(2001, 2004)
    source = MemorySource(axis, ONE_CELL, {"tasmax": np.full((1, axis.days.size), 31.0, dtype=np.float32)})
    strict, lenient = recipe(), recipe(missing="pct:10")
    assert strict.product_id != lenient.product_id
    found = run(lenient, lambda *_, s=source: s, ReductionCache(None))
    assert found.warnings[0].startswith(
        "Seasons count although days of them may be missing; a season has no value when"
    )
    assert "10 % of its days" in found.warnings[0]
    assert run(strict, lambda *_, s=source: s, ReductionCache(None)).series[0].values.tolist() == [365] * 4


def test_a_missing_day_ends_a_run_across_seasons_and_the_edge_of_the_data_leaves_it_unknown():
    axis = daily_axis(2001, 2004)
    values = np.full((1, axis.days.size), 5.0, dtype=np.float32)
    values[:, [40, 500]] = np.nan
    source = MemorySource(axis, ONE_CELL, {"pr": values})
    asked = recipe("wet_spell_across_seasons", {"thresh": "1 mm/day"}, missing="wmo")
    (series,) = run(asked, lambda *_: source, ReductionCache(None)).series
    assert np.isnan(series.values[0])
    assert series.values[1:3].tolist() == [500 - 41, 0]
    assert np.isnan(series.values[3])


def test_what_takes_no_lenient_rule_is_listed_with_its_reason():
    refused = {
        i.id
        for i in INDICES.values()
        if i.reduction not in over_held_days() and i.reduction not in judging_themselves()
    }
    assert refused == set(REFUSED)
    assert set(OVER_HELD_DAYS_OF) <= set(INDICES) - refused
    for name in refused:
        check_rule(INDICES[name], MissingRule.parse("any"))
        with pytest.raises(UnservableNeed, match=REFUSED[name][:40]):
            check_rule(INDICES[name], MissingRule.parse("wmo"))
    with pytest.raises(UnservableNeed, match="what a missing day does to it is not defined"):
        check_rule(replace(INDICES["tx_max"], reduction="xclim"), MissingRule.parse("wmo"))


def test_days_that_a_file_lacks_are_no_neighbours():
    # Dry before the gap and after it: never 20 dry days in a row, nor 10 days of rain.
    whole = daily_axis(2001, 2003)
    values = np.full(whole.days.size, 5.0, dtype=np.float32)
    values[345:375] = 0.0
    gap = range(355, 366)
    source = MemorySource(without(whole, *gap), ONE_CELL, {"pr": np.delete(values, gap)[np.newaxis]})
    asked = recipe("expression", {"expression": "lowest sum(pr, 20 days)"}, season="JFM")
    (series,) = run(asked, lambda *_: source, ReductionCache(None)).series
    found = dict(zip(series.label_years.tolist(), series.values.tolist(), strict=True))
    assert np.isnan(found[2002])
    assert found[2003] == 100.0


def test_a_rule_that_is_not_known_or_data_without_days_are_refused():
    axis = daily_axis(2001, 2004)
    source = MemorySource(axis, ONE_CELL, {"tas": np.full((1, axis.days.size), 20.0, dtype=np.float32)})
    monthly = monthly_axis(2001, 2004)
    months = MemorySource(monthly, ONE_CELL, {"tas": np.full((1, 48), 20.0, dtype=np.float32)})
    with pytest.raises(UnservableNeed, match="no days, so missing days cannot be told"):
        run(recipe("tg_mean", missing="wmo"), lambda *_: months, ReductionCache(None))
    with pytest.raises(BrokerError, match="'most' for missing days is not known"):
        run(recipe("tg_mean", missing="most"), lambda *_, s=source: s, ReductionCache(None))


@pytest.mark.parametrize("text", ["any", "wmo", "at_least_n:25", "pct:10", "pct:2.5"])
def test_a_rule_is_read_back_as_it_is_written(text):
    assert MissingRule.parse(text).text == text
    need = Need.of({"statement": "x", "metric": {"index": "tx_max", "missing": f" {text.upper()} "}})
    assert need.missing == text


@pytest.mark.parametrize(
    "text", ["", "none", "pct", "pct:0", "pct:200", "at_least_n:0", "at_least_n:-3", "wmo:3", "pct:x"]
)
def test_another_rule_is_refused_in_words(text):
    with pytest.raises(InvalidNeed, match="Write any"):
        MissingRule.parse(text)
