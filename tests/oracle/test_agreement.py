"""The engine against loops that were written from the definitions by somebody who had not read it."""

from __future__ import annotations

import pytest

from tests.oracle import agreement, loops, worlds
from translators.indices import INDICES

#: Each loop meets one calendar here, all of them in `make oracle`.
CALENDAR = {
    key: worlds.CALENDARS[sum(key.encode()) % len(worlds.CALENDARS)] for key in loops.LOOPS if key in loops.JUDGED_KEYS
}


@pytest.mark.parametrize("key", sorted(CALENDAR))
def test_every_cell_season_and_mean_agrees_with_the_loop(key):
    for condition in agreement.CONDITIONS:
        rules = loops.LOOPS[key].rules[2:]  # one here, all of them in `make oracle`
        found = agreement.compare(key, CALENDAR[key], condition, "float64", worlds.CANONICAL, rules=rules)
        assert found.compared > 0
        assert found.unexplained == []


@pytest.mark.parametrize("calendar", worlds.CALENDARS)
@pytest.mark.parametrize("key", ["maximum_consecutive_dry_days", "tg_mean"])
def test_every_calendar_agrees_with_the_loop(key, calendar):
    for condition in agreement.CONDITIONS:
        found = agreement.compare(key, calendar, condition, "float64", worlds.CANONICAL, rules=())
        assert found.unexplained == []


@pytest.mark.parametrize("key", sorted(k for k in CALENDAR if loops.LOOPS[k].ties))
def test_kelvin_and_fluxes_in_single_precision_give_the_same(key):
    found = agreement.compare(key, "noleap", "threshold met", "float32", worlds.PRODUCERS)
    assert found.compared > 0
    assert found.unexplained == []


def test_every_index_has_a_loop():
    judged = {loops.index_of(key) for key in loops.LOOPS}
    assert set(INDICES) <= judged, "write a loop in tests/oracle for each new index"
