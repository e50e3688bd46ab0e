"""Dates of different calendars, made to lie at the same place of one year before models are compared."""

from __future__ import annotations

from dataclasses import replace

from broker.engine.periods import Held
from translators.said import Said, number

#: Days of a year, on average. Those not named have 365.25 (Gregorian, within a hundredth, and Julian).
YEAR_DAYS = {"360_day": 360.0, "noleap": 365.0, "365_day": 365.0, "all_leap": 366.0, "366_day": 366.0}
COMMON_YEAR_DAYS = 365.25


def one_year_length(all_held: tuple[Held, ...], units: str) -> tuple[tuple[Held, ...], tuple[str, ...]]:
    """Return simulations whose dates are of one year, and the sentence that says so.

    Day 180 is 30 June in a year of 360 days and 29 June in one of 365. Where calendars of different lengths meet in a
    recipe, means and other statistics over a period are scaled to a year of 365.25 days; the dates of single seasons
    stay those of each simulation's calendar. Dates beyond the year's end (20 January after a start in November) are
    scaled alike. Where all have one length, nothing is scaled. The bias that this avoids: xclim#1283.

    Parameters
    ----------
    all_held : tuple of Held
    units : str
        Of the index.
    """
    lengths = {one.series.calendar: YEAR_DAYS.get(one.series.calendar, COMMON_YEAR_DAYS) for one in all_held}
    if units != "day of year" or len(set(lengths.values())) < 2:
        return all_held, ()
    scaled = tuple(replace(one, date_scale=COMMON_YEAR_DAYS / lengths[one.series.calendar]) for one in all_held)
    row: str = ""
    for calendar, days in lengths.items():
        said = Said("data.calendar", days=f"{days:g}", calendar=calendar)
        row = Said("tell.list_more", first=row, next=said) if row else said
    return scaled, (Said("data.calendars", calendars=row, days=number(f"{COMMON_YEAR_DAYS:g}")),)
