"""When the rains are looked for: search dates of the onset by a named season, a date, or the half of the Earth."""

from __future__ import annotations

from dataclasses import replace

from translators.grammar.measures import Measure
from translators.grammar.months import CalendarRead
from translators.grammar.seasons import SeasonsChosen
from translators.indices import INDICES
from translators.periods import YEAR, Season
from translators.phrases import season_words
from translators.specification import Assumption, Question
from translators.vocabulary import Vocabulary

#: Search dates and season where the rains begin late in the year, as south of the equator.
_LATE = {"date_from": "09-01", "date_to": "03-31"}
_LATE_ENDS = {"date_end_from": "02-01", "date_end_to": "06-30"}
_LATE_SEASON = Season(7, 1, 6, 30)
#: South of this the rains of the year begin towards its end.
_SOUTH_DEG = -5.0
_MONTHS = 12


def with_rain_dates(
    measure: Measure,
    chosen: SeasonsChosen,
    read: CalendarRead,
    said: CalendarRead,
    lat: float | None,
    words: Vocabulary,
) -> tuple[Measure, SeasonsChosen]:
    """Return a measure of the rains with search dates for its place, and the season in which they lie.

    `read` is the calendar without the dates and seasons that are a part of the measure; `said` holds them all. A season
    that was named ("the long rains") gives the dates; else a date of the sentence; else the half of the
    Earth. The defaults of the index are those of the northern rains.
    """
    index = INDICES[measure.index]
    if not measure.entry.get("rains") or "date_from" not in index.parameters:
        return measure, chosen
    say = words.say
    season = chosen.seasons[0] if chosen.seasons else YEAR
    if (read.named or read.seasons) and chosen.certain and not season.is_year and not measure.uses_dates:
        dates, year = (
            _round(season),
            YEAR if season.first_month > 1 and season.last_month >= season.first_month else None,
        )
        year = year or Season(*_of(dates["date_from"]), *_day_before(dates["date_from"]))
        shown = season_words(season, words.language)
        because = say("rain_dates_said", said=chosen.said or shown, season=shown, **_shown(dates))
    elif measure.uses_dates and _is_late(said):
        dates, year = {**_LATE, **_LATE_ENDS}, _LATE_SEASON
        because = say("rain_dates_goal", **_shown(dates))
    elif lat is not None and lat < _SOUTH_DEG:
        dates, year = {**_LATE, **_LATE_ENDS}, _LATE_SEASON
        because = say("rain_dates_south", **_shown(dates))
    else:
        dates, year = _defaults(measure.index), YEAR
        because = ""
    dates = {name: value for name, value in dates.items() if name in index.parameters}
    questions = measure.questions
    if lat is None or abs(lat) < abs(_SOUTH_DEG) * 2:
        options = ("02-15 – 05-31", "05-01 – 12-31", "09-01 – 03-31")
        questions = (*questions, Question("date_from", say("ask_rain_dates", **_shown(dates)), options))
    note = (Assumption("date_from", dates["date_from"], because),) if because else ()
    parameters = {**measure.parameters, **dates}
    moved = replace(measure, parameters=parameters, questions=questions, assumptions=(*measure.assumptions, *note))
    return moved, replace(chosen, seasons=(year,), assumptions=() if note else chosen.assumptions, certain=True)


def _defaults(index: str) -> dict[str, str]:
    parameters = INDICES[index].parameters
    return {name: str(parameters[name].default) for name in ("date_from", "date_to")}


def _is_late(read: CalendarRead) -> bool:
    """Whether a date lies in the half of the year in which the southern rains begin."""
    month = (read.open_after or read.open_before or (6, 1))[0]
    return month >= 10 or month <= 2


def _round(season: Season) -> dict[str, str]:
    """Return search dates for rains that fall in these months: from half a month before them on."""
    before = (season.first_month - 2) % _MONTHS + 1
    after = season.last_month % _MONTHS + 1
    middle = (season.first_month + max(len(season.months) // 2, 1) - 1) % _MONTHS + 1
    return {
        "date_from": f"{before:02d}-15",
        "date_to": f"{season.last_month:02d}-28",
        "date_end_from": f"{middle:02d}-15",
        "date_end_to": f"{after:02d}-28",
    }


def _of(date: str) -> tuple[int, int]:
    month, day = date.split("-")
    return int(month), int(day)


def _day_before(date: str) -> tuple[int, int]:
    month, day = _of(date)
    return month, day - 1


def _shown(dates: dict[str, str]) -> dict[str, str]:
    return {name: dates[name] for name in ("date_from", "date_to")}
