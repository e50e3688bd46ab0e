"""What the seasons of a period come to, cell by cell, against loops over lists of years."""

import math
import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker.engine.cache import ReductionCache
from broker.engine.limits import limits_of
from broker.engine.periods import LEAST_SHARE, reducer
from broker.engine.run import run
from broker.engine.seasons import find_seasons
from broker.errors import UnservableNeed
from tests.unit.archives import MemorySource, box, daily_axis, grid, recipe
from translators.indices import INDICES
from translators.indices.index import Index
from translators.periods import Season, Years
from translators.statistics import Statistic

INF = math.inf
#: A year: a number, missing, or beyond all numbers.
YEAR_VALUE = st.one_of(
    st.integers(-50, 50).map(float), st.sampled_from([math.nan, math.nan, INF, -INF]), st.integers(0, 9).map(float)
)
DATE = Index("d", "A date", (), "day of year", "none", "", "", above="no end found", below="no onset found")


def known_of(values):
    return [v for v in values if not math.isnan(v)]


def by_hand(statistic, values, limit=0.0):
    """The statistic over the years with a value or an outcome, from its definition; NaN where there is none."""
    known = known_of(values)
    finite = [v for v in known if math.isfinite(v)]
    if statistic.of == "mean":
        return statistics.fmean(finite) if finite else math.nan
    if statistic.of == "spread":
        return statistics.stdev(finite) if len(finite) > 1 else math.nan
    if not known or len(known) < LEAST_SHARE * len(values):
        return math.nan
    if statistic.of == "share":
        test = {
            ">": lambda v: v > limit, ">=": lambda v: v >= limit, "<": lambda v: v < limit, "<=": lambda v: v <= limit,
            "is": lambda v: v == limit,
        }[statistic.operator]  # fmt: skip
        return 100 * sum(test(v) for v in known) / len(known)
    level = statistic.level if statistic.of == "percentile" else 50
    rank = (len(known) - 1) * level / 100
    low, high = sorted(known)[math.floor(rank)], sorted(known)[math.ceil(rank)]
    if low == high:
        return low if math.isfinite(low) else math.nan
    value = low + (high - low) * (rank - math.floor(rank))
    return value if math.isfinite(value) else math.nan


@pytest.mark.parametrize(
    "text",
    ["mean", "median", "spread", "percentile 80", "percentile 20", "share > 5 days", "share >= 5 days",
     "share < 5 days", "share <= 5 days"],
)  # fmt: skip
@given(columns=st.lists(st.lists(YEAR_VALUE, min_size=10, max_size=10), min_size=1, max_size=3))
def test_a_statistic_over_years_is_that_of_a_loop(text, columns):
    statistic = Statistic.parse(text)
    found = reducer(statistic)(np.array(columns).T, np.full(10, 5.0))
    for cell, values in enumerate(columns):
        assert found[cell] == pytest.approx(by_hand(statistic, values, 5.0), nan_ok=True), values


@given(values=st.lists(YEAR_VALUE, min_size=10, max_size=10))
def test_the_share_of_years_with_an_outcome_is_counted(values):
    statistic = Statistic.parse("share no onset found")
    limits = limits_of(statistic, DATE, find_seasons(daily_axis(2001, 2010), Season.of("year")))
    assert np.all(limits == -INF)
    found = reducer(statistic)(np.array(values)[:, np.newaxis], limits)[0]
    assert found == pytest.approx(by_hand(statistic, values, -INF), nan_ok=True)


def test_a_date_is_counted_in_the_year_in_which_its_season_starts():
    seasons = find_seasons(daily_axis(2000, 2005, "standard"), Season.of({"from": "07-01", "to": "06-30"}))
    november = limits_of(Statistic.parse("share > 11-15"), DATE, seasons)
    assert november.tolist() == [320, 319, 319, 319, 320]  # 2000 and 2004 have a 29 February before it
    january = limits_of(Statistic.parse("share > 01-20"), DATE, seasons)
    assert january.tolist() == [366 + 20, 365 + 20, 365 + 20, 365 + 20, 366 + 20]


def test_what_is_no_date_no_outcome_and_no_quantity_of_the_index_is_refused():
    seasons = find_seasons(daily_axis(2001, 2003), Season.of("year"))
    for text, index in (
        ("share > 40 days", DATE),
        ("share > 13-45", DATE),
        ("share no snow", DATE),
        ("share > 11-15", "summer"),
        ("share no onset found", INDICES["tx_days_above"]),
        ("share > 5 mm", INDICES["tx_days_above"]),
    ):
        in_summer = find_seasons(daily_axis(2001, 2003), Season.of("JJA"))
        with pytest.raises(UnservableNeed):
            limits_of(Statistic.parse(text), *((DATE, in_summer) if index == "summer" else (index, seasons)))


def test_years_in_ten_are_counted_in_each_cell_before_the_mean_over_the_region():
    axis = daily_axis(2001, 2020)
    rng = np.random.default_rng(5)
    counts = rng.integers(0, 12, (2, 20))
    hot = np.full((2, axis.days.size), 20.0, dtype=np.float32)
    for cell in range(2):
        for year in range(20):
            hot[cell, 365 * year : 365 * year + counts[cell, year]] = 31.0
    source = MemorySource(axis, grid([50.0], [0.0, 1.0]), {"tasmax": hot})
    asked = recipe(
        geometry=box(-0.5, 49.5, 1.5, 50.5),
        baseline=(2001, 2010),
        horizons=((2011, 2020),),
        statistic=Statistic.parse("share > 5 days"),
    )
    result = run(asked, lambda *_: source, ReductionCache(None))
    past, future = result.summary
    assert result.summary_units == "%"
    in_ten = [[sum(int(c) > 5 for c in counts[cell, k : k + 10]) for cell in range(2)] for k in (0, 10)]
    assert past.p50 == pytest.approx(10 * sum(in_ten[0]) / 2)
    assert future.change_p50 == pytest.approx(10 * (sum(in_ten[1]) - sum(in_ten[0])) / 2)
    assert future.period == Years(2011, 2020)


def test_over_another_statistic_of_the_region_the_years_are_those_of_the_region():
    axis = daily_axis(2001, 2020)
    counts = np.random.default_rng(6).integers(0, 12, (3, 20))
    hot = np.full((3, axis.days.size), 20.0, dtype=np.float32)
    for cell in range(3):
        for year in range(20):
            hot[cell, 365 * year : 365 * year + counts[cell, year]] = 31.0
    source = MemorySource(axis, grid([50.0], [0.0, 1.0, 2.0]), {"tasmax": hot})

    def baseline(area, statistic):
        asked = recipe(
            geometry=box(-0.5, 49.5, 2.5, 50.5), baseline=(2001, 2020), area=area, statistic=Statistic.parse(statistic)
        )
        return run(asked, lambda *_: source, ReductionCache(None)).summary[0].p50

    most = counts.max(axis=0)
    assert baseline("maximum", "share > 9 days") == pytest.approx(100 * np.mean(most > 9))
    assert baseline("maximum", "percentile 80") == pytest.approx(np.percentile(most, 80))
    beyond = 100 * np.mean(counts > 5, axis=0)
    assert baseline("above 5 days", "share > 50 %") == pytest.approx(100 * np.mean(beyond > 50))
    assert baseline("above 5 days", "median") == pytest.approx(np.median(beyond))
    with pytest.raises(UnservableNeed):
        limits_of(Statistic.parse("share no onset found"), DATE, find_seasons(axis, Season.of("year")), "maximum")


def test_a_period_of_which_a_fifth_is_missing_is_still_told_and_one_with_less_is_not():
    for missing, known in ((2, True), (3, False)):
        values = np.array([math.nan] * missing + [7.0] * (10 - missing))[:, np.newaxis]
        for text in ("share > 5 days", "percentile 80", "median"):
            found = reducer(Statistic.parse(text))(values, np.full(10, 5.0))[0]
            assert math.isfinite(found) == known
