"""Remembered years against a metric: counted by hand, and against every choice of years that there is."""

from __future__ import annotations

import math
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker.errors import InvalidResponse
from broker.hindsight import HIGH, LOW, WORSE, Hindsight, hold_against
from translators.indices import INDICES

#: Ten years of rain, mm: 2003 is the driest, then 2007, then 2001.
RAIN = {2000: 400, 2001: 210, 2002: 500, 2003: 90, 2004: 330, 2005: 610, 2006: 280, 2007: 150, 2008: 450, 2009: 380}


def test_hits_misses_and_false_alarms_are_those_counted_by_hand():
    found = hold_against(RAIN, [2003, 2007, 2004], [2005, 2001], LOW)
    assert (found.hits, found.misses, found.false_alarms, found.denied) == ((2003, 2007), (2004,), (2001,), (2001,))
    assert (found.hit_rate, found.by_chance) == (2 / 3, 3 / 10)
    # Three of ten are flagged; of the 120 choices of three, 21 hold two of the remembered three, and one holds all.
    assert found.chance == pytest.approx(22 / 120)
    assert "2 are among the 3 lowest of 10 years" in found.sentence
    assert "1 of 5 cases" in found.sentence


def test_the_other_side_is_the_mirror():
    turned = {year: -value for year, value in RAIN.items()}
    low, high = hold_against(RAIN, [2003, 2004], [], LOW), hold_against(turned, [2003, 2004], [], HIGH)
    assert [(y.year, y.verdict) for y in low.years] == [(y.year, y.verdict) for y in high.years]


def test_years_that_were_not_measured_count_as_nothing_and_are_told():
    found = hold_against(RAIN | {2002: math.nan}, [1984, 2002, 2003], [1991], LOW)
    assert (found.hits, found.misses, found.not_held, found.ranked) == ((2003,), (), (1984, 1991, 2002), 9)
    assert "Not measured: 1984, 1991, 2002." in found.sentence


def test_equal_years_are_flagged_together():
    found = hold_against({2000: 5, 2001: 5, 2002: 1, 2003: 5}, [2000], [], HIGH)
    assert (found.hits, found.false_alarms, found.flagged) == ((2000,), (2001, 2003), 3)
    assert "ties counted" in found.sentence


def test_a_metric_that_is_always_the_same_tells_nothing_apart():
    found = hold_against(dict.fromkeys(range(2000, 2010), 0.0), [2003], [], HIGH)
    assert (found.hit_rate, found.by_chance, found.chance) == (1.0, 1.0, 1.0)
    assert "none of them apart" in found.sentence


def test_an_outcome_lies_beyond_all_numbers():
    onset = {2000: 300.0, 2001: math.inf, 2002: 310.0, 2003: 295.0}
    assert hold_against(onset, [2001], [], HIGH).hits == (2001,)
    assert hold_against(onset, [2001], [], LOW).misses == (2001,)


@pytest.mark.parametrize(("bad", "good", "code"), [([2003], [2003], "contradict"), ([1950], [], "not-held")])
def test_what_cannot_be_held_against_anything_is_refused(bad, good, code):
    with pytest.raises(InvalidResponse) as refusal:
        hold_against(RAIN, bad, good, LOW)
    assert code in refusal.value.code


def test_the_table_of_sides_names_indices():
    assert set(WORSE) <= set(INDICES)


VALUES = st.one_of(st.integers(0, 6).map(float), st.sampled_from([math.inf, -math.inf, math.nan]))


@given(values=st.lists(VALUES, min_size=1, max_size=9), data=st.data(), worse=st.sampled_from([HIGH, LOW]))
def test_it_agrees_with_a_loop_over_every_choice_of_years(values, data, worse):
    record = dict(enumerate(values, start=1990))
    bad = data.draw(st.sets(st.sampled_from(sorted(record)), min_size=1))
    held = [year for year in record if not math.isnan(record[year])]
    remembered = [year for year in held if year in bad]
    if not remembered:
        with pytest.raises(InvalidResponse):
            hold_against(record, bad, [], worse)
        return
    found = hold_against(record, bad, [], worse)

    def is_worse(one, other):
        return record[one] > record[other] if worse == HIGH else record[one] < record[other]

    # A year is flagged when fewer years are worse than it than years are remembered.
    flagged = [year for year in held if sum(is_worse(other, year) for other in held) < len(remembered)]
    assert set(found.hits) == set(flagged) & set(remembered)
    assert set(found.misses) == set(remembered) - set(flagged)
    assert set(found.false_alarms) == set(flagged) - set(remembered)
    choices = list(combinations(held, len(flagged)))
    as_good = sum(len(set(choice) & set(remembered)) >= len(found.hits) for choice in choices)
    assert found.chance == pytest.approx(as_good / len(choices))
    again = Hindsight.from_json(found.to_json())
    assert again.to_json() == found.to_json()
