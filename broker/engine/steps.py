"""The steps of a season: its days, dekads, months or quarters, each computed as a season of its own."""

from __future__ import annotations

from broker.errors import UnservableNeed
from translators.periods import LAST_DAY, MONTH_NAMES, Season

#: The steps in which a season can be delivered.
STEPS = ("season", "quarter", "month", "dekad", "day")
_QUARTERS = ((12, 2), (3, 5), (6, 8), (9, 11))
_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_INITIALS = "JFMAMJJASOND"


def steps_of(season: Season, each: str) -> tuple[tuple[str, Season], ...]:
    """Return the steps of a season in order: a name and the stretch of the year.

    A dekad is the days 1 to 10, 11 to 20, or 21 to the end of a month; a quarter is a meteorological season. Each day
    of the year is a step by itself, but for 29 February; calendars of 360 days lack the days that they do not have.

    Raises
    ------
    UnservableNeed
        If the season does not hold a whole step.
    """
    if each == "season":
        return (("", season),)
    months = [m for m in season.months if _holds(season, Season(m, 1, m, LAST_DAY))]
    found: list[tuple[str, Season]] = []
    if each == "month":
        found = [(MONTH_NAMES[m - 1], Season(m, 1, m, LAST_DAY)) for m in months]
    elif each == "quarter":
        for first, last in _QUARTERS:
            middle = first % 12 + 1
            if {first, middle, last} <= set(months):
                name = "".join(_INITIALS[m - 1] for m in (first, middle, last))
                found.append((name, Season(first, 1, last, LAST_DAY)))
    elif each == "day":
        for month in season.months:
            for day in range(1, _DAYS[month - 1] + 1):
                if _holds(season, Season(month, day, month, day)):
                    found.append((f"{day} {MONTH_NAMES[month - 1]}", Season(month, day, month, day)))
    else:
        for month in season.months:
            for part, (start, end) in enumerate(((1, 10), (11, 20), (21, LAST_DAY)), start=1):
                dekad = Season(month, start, month, end)
                if _holds(season, dekad):
                    found.append((f"{MONTH_NAMES[month - 1]}, dekad {part}", dekad))
    if not found:
        raise UnservableNeed(
            f"Each {each} of {season.name} was asked, but that stretch of the year holds no whole {each}, so there is "
            f"nothing to deliver. Choose a longer season or a shorter step."
        )
    return tuple(found)


def _holds(season: Season, step: Season) -> bool:
    """Whether a step within one month, or one month, lies whole in the season."""
    first, last = (season.first_month, season.first_day), (season.last_month, season.last_day)
    start, end = (step.first_month, step.first_day), (step.last_month, step.last_day)
    if season.crosses_year_end:
        return start >= first or end <= last
    return first <= start and end <= last
