"""When a long dry spell is a gauge that stopped, and when it is the climate of the place."""

import numpy as np
import pytest

from catalog.calendars import date_of, day_number
from catalog.record import TimeAxis, Variable
from catalog.tally import Tally
from catalog.variables import known_of

FIRST, END = (int(day_number(year, 1, 1, "standard")) for year in (2001, 2009))
DAYS = np.arange(FIRST, END)
TIME = TimeAxis("standard", "day", DAYS, np.ones(DAYS.size, dtype=np.int32))
YEAR, MONTH, DAY = date_of(DAYS, "standard")
RAIN = Variable("pr", "mm/day", "mm/day", 1.0, 0.0, "float32")


def rain(share_of_month, seed=3):
    """Rain on so many of the days of each month; exponential amounts."""
    draw = np.random.default_rng(seed)
    wet = draw.random(DAYS.size) < np.array(share_of_month)[MONTH - 1]
    return np.where(wet, draw.exponential(6.0, DAYS.size) + 0.1, 0.0).astype(np.float32)


def notes(values):
    tally = Tally(RAIN, known_of("pr"), TIME, 1)
    for start in range(0, DAYS.size, 500):
        block = values[start : start + 500, np.newaxis]
        tally.count(start, block, np.zeros(block.shape[0], dtype=bool))
    return {note.code: note for note in tally.notes()}


def dry_except(days):
    values = np.zeros(DAYS.size, dtype=np.float32)
    values[days] = 5.0
    return values


#: Sahara: a few showers in eight years, three years without any.
SAHARA = dry_except([200, 201, 205, 600, 1800, 1801, 2400])
#: Sahel: rain from June to September, now and then a shower that cuts the dry season in pieces, in one year none.
SAHEL = rain([0, 0.01, 0.02, 0.03, 0.05, 0.4, 0.6, 0.65, 0.45, 0.05, 0, 0])
SAHEL[np.isin(DAYS, [day_number(y, 1, 28, "standard") for y in range(2001, 2009) if y != 2004])] = 1.0
#: Turkana: two short rains; in 2005 the long ones all but fail.
TURKANA = rain([0.05, 0.06, 0.25, 0.35, 0.25, 0.05, 0.05, 0.05, 0.05, 0.2, 0.3, 0.15])
TURKANA[(YEAR == 2005) & (MONTH < 10) & (DAY > 2)] = 0.0
ENGLAND = rain([0.5] * 12)


@pytest.mark.parametrize(
    "values",
    [dry_except([]), SAHARA, SAHEL, TURKANA, ENGLAND],
    ids=["never", "Sahara", "Sahel", "Turkana", "England"],
)
def test_a_dry_climate_a_long_dry_season_and_failed_rains_are_no_stopped_gauge(values):
    assert "rain-stopped" not in notes(values)


@pytest.mark.parametrize("values", [ENGLAND, SAHEL], ids=["England", "Sahel"])
def test_a_gauge_that_stopped_is_noted_with_the_wet_days_that_it_lacks(values):
    stopped = values.copy()
    since = int(np.flatnonzero((YEAR == 2007) & (MONTH == 5))[0])
    stopped[since:] = 0.0
    found = notes(stopped)["rain-stopped"]
    assert abs(found.step - since) < 60
    assert "the same months of other years had" in found.says
