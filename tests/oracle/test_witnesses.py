"""xclim and, where it is installed, CDO give the numbers that the engine gives, or the difference is explained."""

from __future__ import annotations

import pytest

from tests.oracle import agreement, explained, loops, witnesses, worlds
from translators.indices import INDICES

#: One of each way to compute; `make oracle` hears the witnesses on every index.
HEARD = (
    "tg_mean", "wetdays", "tn_days_below", "prcptot", "heating_degree_days", "max_n_day_precipitation_amount",
    "maximum_consecutive_dry_days", "daily_pr_intensity", "daily_temperature_range", "heat_wave_total_length",
    "growing_season_start", "last_spring_frost", "degree_days_exceedance_date", "daily_freezethaw_cycles",
)  # fmt: skip


@pytest.mark.parametrize("key", HEARD)
def test_xclim_gives_the_same_years(key):
    for calendar in ("standard", "360_day"):
        source, _ = agreement.world(key, calendar, "clean", "float64", worlds.CANONICAL)
        compared, largest = witnesses.difference(witnesses.engine_years(key, source), witnesses.by_xclim(key, source))
        assert compared >= 24  # 12 cells, at least two years
        assert largest <= 1e-9


@pytest.mark.skipif(witnesses.cdo() is None, reason="CDO is not installed here")
@pytest.mark.parametrize("key", sorted(set(witnesses.CDO_OPERATORS) - set(explained.BY_CDO)))
def test_cdo_gives_the_same_years(key):
    source, _ = agreement.world(key, "standard", "clean", "float64", worlds.CANONICAL)
    compared, largest = witnesses.difference(witnesses.engine_years(key, source), witnesses.by_cdo(key, source))
    assert compared >= 36
    assert largest <= 1e-6


@pytest.mark.parametrize("key", ["tn10p", "warm_spell_duration_index"])
def test_xclim_gives_the_same_days_beyond_what_is_usual(key):
    heard = witnesses.heard(key)["xclim"]
    assert heard.unexplained == []
    assert heard.shown == "0.0e+00"


def test_each_explanation_is_of_a_definition_that_is_judged():
    for table in (explained.BY_XCLIM, explained.BY_XCLIM_OVER_GAPS, explained.NOT_ASKED, explained.BY_CDO):
        for key, sentence in table.items():
            assert loops.index_of(key) in INDICES
            assert sentence.endswith(".")
            assert len(sentence) > 40
