"""One model, one vote: period means, changes, percentiles, agreement, and who is named as missing."""

from dataclasses import replace

import numpy as np
import pytest

from broker.engine.absences import joined
from broker.engine.beyond import rows_beyond
from broker.engine.ensemble import summarise
from broker.engine.periods import Held
from broker.engine.result import Cells, Series
from broker.engine.seasons import find_seasons
from tests.unit.archives import daily_axis
from translators.periods import YEAR, Season, Years

NO_CELLS = Cells(np.empty(0), np.empty(0), None, np.empty(0), np.empty(0, int), np.empty((0, 0)))
BASELINE, FUTURE = Years(2001, 2010), Years(2021, 2030)


def held(model, scenario, first, last, value, member="r1", kind="projection", dataset="d", season=YEAR):
    """A simulation of whole years; `value` is a number or a function of the year."""
    seasons = find_seasons(daily_axis(first, last), season)
    values = np.array([value(y) if callable(value) else value for y in seasons.label_years], dtype=float)
    series = Series(
        dataset, 1, kind, model, scenario, member, "noleap", seasons.label_years, seasons.starts, seasons.ends,
        values, np.ones(values.size), NO_CELLS,
    )  # fmt: skip
    return Held(series, seasons)


def both(model, past, future, member="r1", scenario="ssp245"):
    """A historical run and what follows it."""
    return held(model, "historical", 2001, 2014, past, member), held(model, scenario, 2015, 2030, future, member)


def rows_of(*simulations, horizons=(FUTURE,), baseline=BASELINE):
    rows, warnings = summarise(tuple(simulations), baseline, horizons)
    return {(row.scenario, row.period): row for row in rows}, warnings


def test_a_projection_changes_against_the_historical_run_of_its_own_member():
    rows, warnings = rows_of(*both("A", 10, 13), *both("B", 20, 22))
    row = rows[("ssp245", FUTURE)]
    assert (row.models, row.p50, row.change_p50) == (2, 17.5, 2.5)
    assert [(v.model, v.members, v.value, v.change) for v in row.votes] == [("A", 1, 13, 3), ("B", 1, 22, 2)]
    assert warnings == ()


def test_the_baseline_has_a_row_of_its_own_without_change():
    rows, _ = summarise((*both("A", 10, 13), *both("B", 20, 22)), BASELINE, (FUTURE,))
    assert [(r.scenario, r.period, r.is_baseline) for r in rows] == [
        ("historical", BASELINE, True),
        ("ssp245", FUTURE, False),
    ]
    assert (rows[0].p10, rows[0].p50, rows[0].p90, rows[0].change_p50) == (11, 15, 19, 0)


def test_a_horizon_that_equals_the_baseline_is_one_row():
    rows, warnings = summarise(both("A", 10, 13), BASELINE, (BASELINE, FUTURE))
    assert [(r.scenario, r.period, r.change_p50, r.is_baseline) for r in rows] == [
        ("historical", BASELINE, 0.0, True),
        ("ssp245", FUTURE, 3.0, False),
    ]
    assert warnings == ()


def test_a_baseline_that_is_all_that_was_asked_is_one_row():
    rows, warnings = summarise(both("A", 10, 13), BASELINE, (BASELINE,))
    assert [(r.scenario, r.change_p50, r.is_baseline) for r in rows] == [("historical", 0.0, True)]
    assert warnings == ()


def test_many_members_of_one_model_have_one_vote():
    runs = [one for k, value in enumerate((11, 12, 16)) for one in both("A", 10, value, f"r{k}")]
    rows, _ = rows_of(*runs, *both("B", 10, 20))
    row = rows[("ssp245", FUTURE)]
    assert row.models == 2
    assert [(v.model, v.members, v.value, v.change) for v in row.votes] == [("A", 3, 13, 3), ("B", 1, 20, 10)]
    assert row.change_p50 == 6.5


def test_percentiles_are_linear_between_the_models():
    rows, _ = rows_of(*(one for k in range(5) for one in both(f"M{k}", 0, 10 * k)))
    row = rows[("ssp245", FUTURE)]
    assert (row.p10, row.p50, row.p90) == pytest.approx((4, 20, 36))
    assert (row.change_p10, row.change_p90) == pytest.approx((4, 36))


def test_agreement_is_the_share_of_models_whose_change_has_the_sign_of_the_median():
    rows, _ = rows_of(*(one for k, c in enumerate((-1, 2, 3, 4)) for one in both(f"M{k}", 0, c)))
    assert rows[("ssp245", FUTURE)].agreement == 0.75


def test_the_order_of_simulations_changes_no_number():
    simulations = [one for k, c in enumerate((5, 1, 3)) for one in both(f"M{k}", k, c)]
    forward, backward = rows_of(*simulations)[0], rows_of(*simulations[::-1])[0]
    for key, row in forward.items():
        other = backward[key]
        assert (row.p10, row.p50, row.p90, row.change_p50) == (other.p10, other.p50, other.p90, other.change_p50)


def test_scenarios_are_never_pooled_and_observations_stand_apart():
    rows, _ = rows_of(
        *both("A", 10, 13),
        held("A", "ssp585", 2015, 2030, 20),
        held("station", "observed", 2001, 2030, 99, "", kind="observation", dataset="obs"),
    )
    assert rows[("ssp245", FUTURE)].p50 == 13
    assert rows[("ssp585", FUTURE)].change_p50 == 10
    assert rows[("observed", FUTURE)].p50 == 99
    assert rows[("observed", FUTURE)].votes[0].kind == "observation"


def test_a_run_that_holds_the_baseline_itself_needs_no_other():
    rows, _ = rows_of(held("A", "A1B", 2001, 2030, lambda y: y - 2000))
    assert rows[("A1B", FUTURE)].change_p50 == 20
    assert rows[("A1B", BASELINE)].is_baseline


def test_a_simulation_without_a_baseline_keeps_its_value_and_is_named():
    rows, warnings = rows_of(
        *both("A", 10, 13), held("B", "ssp245", 2015, 2030, 30), held("C", "ssp585", 2015, 2030, 5)
    )
    row = rows[("ssp245", FUTURE)]
    assert (row.models, row.p50, row.change_p50, row.agreement) == (2, 21.5, 3, 1)
    assert np.isnan(rows[("ssp585", FUTURE)].change_p50)
    assert np.isnan(rows[("ssp585", FUTURE)].agreement)
    assert len(warnings) == 1
    assert warnings[0].startswith("B r1 (ssp245) and C r1 (ssp585) do not hold the baseline 2001–2010")


def test_another_members_past_is_not_a_baseline():
    rows, warnings = rows_of(held("A", "historical", 2001, 2014, 10, "r1"), held("A", "ssp245", 2015, 2030, 13, "r2"))
    assert np.isnan(rows[("ssp245", FUTURE)].change_p50)
    assert "A r2 (ssp245)" in warnings[0]


def test_a_model_that_ends_too_early_is_dropped_from_the_horizon_by_name():
    early = held("B", "historical", 2001, 2014, 10), held("B", "ssp245", 2015, 2029, 50)
    rows, warnings = rows_of(*both("A", 10, 13), *early)
    assert rows[("ssp245", FUTURE)].models == 1
    (warning,) = warnings
    assert "B r1 (ssp245) does not hold every season of 2021–2030 (held: 2015–2029)" in warning


def test_nobody_expects_a_future_of_a_historical_run_or_a_station():
    _, warnings = rows_of(
        *both("A", 10, 13),
        held("s", "observed", 2001, 2022, 1, "", kind="observation"),
        horizons=(FUTURE, Years(2012, 2014)),
    )
    assert warnings == ()


def test_a_period_needs_a_value_in_four_fifths_of_its_seasons():
    def gaps(*years):
        return lambda y: np.nan if y in years else 10.0

    enough = held("A", "A1B", 2001, 2030, gaps(2022, 2024))
    rows, _ = rows_of(enough)
    assert rows[("A1B", FUTURE)].p50 == 10
    too_few = held("B", "A1B", 2001, 2030, gaps(2022, 2024, 2026))
    rows, warnings = rows_of(enough, too_few)
    assert rows[("A1B", FUTURE)].models == 1
    assert warnings == (
        "B r1 (A1B) has a value in fewer than 80% of the seasons of 2021–2030, so it has no part in that period.",
    )


def test_winters_start_in_the_year_before_the_data():
    winter = Season.of("DJF")
    rows, _ = rows_of(held("A", "A1B", 2001, 2030, lambda y: y - 2000, season=winter))
    assert rows[("A1B", BASELINE)].p50 == np.mean(range(2, 11))  # nine winters: the first lacks its December
    assert rows[("A1B", FUTURE)].p50 == np.mean(range(21, 31))


def test_words_are_joined_as_in_a_sentence():
    assert [joined([]), joined(["a"]), joined(["a", "b"]), joined(["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]


def dated(model, first, last, value, scenario="ssp245"):
    """A simulation of dates; years whose value is None had no frost."""
    one = held(model, scenario, first, last, lambda year: np.nan if value(year) is None else value(year))
    shares = {"no frost found": np.isnan(one.series.values).astype(float)}
    return replace(one, series=replace(one.series, outcomes=shares))


def test_a_model_that_never_finds_a_frost_counts_in_the_share_of_such_years_and_is_said():
    sometimes = dated("A", 2001, 2030, lambda year: None if year % 2 else 50)
    never = dated("B", 2001, 2030, lambda year: None)
    seldom = dated("C", 2001, 2030, lambda year: 40 if year == 2025 or year < 2011 else None)
    rows, warnings = rows_of(sometimes, never, seldom)
    row = rows[("ssp245", FUTURE)]
    assert (row.models, row.p50) == (2, 45)
    assert row.outcomes == {"no frost found": 0.9}  # the median of 0.5, 1 and 0.9
    assert any(
        w.startswith("B r1 (ssp245) has no value for 2021–2030: 100% of the seasons had 'no frost") for w in warnings
    )
    assert any(w.startswith("B r1 (ssp245) has no change, because the baseline 2001–2010") for w in warnings)
    assert not any("fewer than" in w or "not hold" in w for w in warnings)


def test_where_no_model_finds_a_frost_the_share_is_told_and_no_number():
    simulations = tuple(dated(m, 2001, 2030, lambda year: 50 if year < 2011 else None) for m in "AB")
    rows, _ = rows_of(*simulations)
    assert ("ssp245", FUTURE) not in rows
    (row,) = rows_beyond(simulations, BASELINE, (FUTURE,), None)
    assert (row.scenario, row.period, row.models, row.outcomes) == ("ssp245", FUTURE, 0, {"no frost found": 1.0})
    assert np.isnan(row.p50)


def test_years_that_are_missing_are_no_outcome():
    missing = dated("A", 2001, 2030, lambda year: None)
    missing = replace(missing, series=replace(missing.series, outcomes={"no frost found": np.zeros(30)}))
    rows, warnings = rows_of(missing, dated("B", 2001, 2030, lambda year: 50))
    assert rows[("ssp245", FUTURE)].outcomes == {"no frost found": 0.0}
    assert any("fewer than 80%" in w for w in warnings)


def test_a_baseline_has_nothing_to_agree_on():
    rows, _ = rows_of(*both("A", 10, 13), *both("B", 20, 22))
    baselines = [row for row in rows.values() if row.is_baseline]
    assert baselines
    assert all(np.isnan(row.agreement) for row in baselines)
