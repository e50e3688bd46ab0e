"""The season that a name means at a place: summer by its hemisphere, the rains by the part of the world, or asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from translators.grammar.months import CalendarRead
from translators.grammar.sentence import Sentence
from translators.periods import LAST_DAY, YEAR, Season
from translators.phrases import season_words
from translators.regions import Region
from translators.specification import Assumption, Question
from translators.vocabulary import Found, Vocabulary, everywhere, local_seasons

#: Within this latitude summer and winter say little, and are asked; beyond it the hemisphere decides.
_TROPICS_DEG = 10.0
#: Half a year, from north to south of the equator.
_HALF_YEAR = 6


@dataclass(frozen=True)
class SeasonsChosen:
    """Seasons to propose, the best first, with what was assumed and what is to be asked.

    `certain` is False where the seasons are alternatives between which the user must choose. `said` are the words of a
    season by name.
    """

    seasons: tuple[Season, ...]
    assumptions: tuple[Assumption, ...] = ()
    questions: tuple[Question, ...] = ()
    certain: bool = True
    said: str = ""


def choose_seasons(
    read: CalendarRead,
    region: Region | None,
    lat: float | None,
    sentence: Sentence,
    vocabulary: Vocabulary,
    hint: Mapping[str, Any] | None = None,
) -> SeasonsChosen:
    """Return the seasons to propose at a place, with what was assumed and what must be asked.

    Parameters
    ----------
    lat : float or None
        Of a place that is not chosen yet, where all that it may be lie in one hemisphere.
    hint : mapping, optional
        A reading's ``season``, taken where none is named, and ``south``, for south of the equator.
    """
    say = vocabulary.say
    if read.open_after or read.open_before:
        return _open_ended(read, vocabulary)
    if read.seasons:
        because = read.assumptions + tuple(
            Assumption("season", season.name, say("season_separate", season=season_words(season, vocabulary.language)))
            for season in read.seasons[:1]
            if len(read.seasons) > 1
        )
        return SeasonsChosen(read.seasons, because)
    if read.named:
        return _named_season(read.named[0], region, lat, sentence, vocabulary)
    if hint and "season" in hint and not read.whole_year:
        season = _usual(hint, region.geometry.centroid.y if region is not None else lat)
        because = say("season_usual", season=season_words(season, vocabulary.language))
        return SeasonsChosen((season,), (Assumption("season", season.name, because),))
    key = "season_said_year" if read.whole_year else "season_default"
    return SeasonsChosen((YEAR,), (Assumption("season", "year", say(key)),))


def _usual(hint: Mapping[str, Any], lat: float | None) -> Season:
    """Return the season of a reading where none was said; six months later south of the equator."""
    if lat is None or lat >= 0:
        return Season.of(hint["season"])
    if "south" in hint:
        return Season.of(hint["south"])
    season = Season.of(hint["season"])
    first, last = ((month + _HALF_YEAR - 1) % 12 + 1 for month in (season.first_month, season.last_month))
    return Season(first, season.first_day, last, season.last_day)


def _named_season(
    found: Found, region: Region | None, lat: float | None, sentence: Sentence, vocabulary: Vocabulary
) -> SeasonsChosen:
    """Return the months of a season by name, which depend on the place."""
    say = vocabulary.say
    said = sentence.said(found.start, found.end)
    local = _local(found, region)
    if local is not None:
        season = Season.of_months(local["months"])
        because = say("season_local", said=said, place=local["place"], season=season_words(season, vocabulary.language))
        return SeasonsChosen((season,), (Assumption("season", season.name, because),), said=said)
    if region is not None:
        lat = region.geometry.centroid.y
    entry = everywhere()["seasons"].get(found.meaning, {})
    if "north" not in entry:
        question = Question("season", say("ask_season_local", said=said), _common_seasons(vocabulary))
        because = Assumption("season", "year", say("season_unknown", said=said))
        return SeasonsChosen((YEAR,), (because,), (question,), certain=False, said=said)
    north, south_season = Season.of_months(entry["north"]), Season.of_months(entry["south"])
    options = tuple(say("option_months", season=season.name) for season in (north, south_season))
    if lat is None:
        question = Question("season", say("ask_season_hemisphere", said=said), options)
        return SeasonsChosen((north, south_season), (), (question,), certain=False, said=said)
    if abs(lat) < _TROPICS_DEG or (region is not None and _spans_equator(region)):
        ordered = (north, south_season) if lat >= 0 else (south_season, north)
        question = Question("season", say("ask_season_tropics", said=said), options)
        return SeasonsChosen(ordered, (), (question,), certain=False, said=said)
    season, half = (north, "north") if lat > 0 else (south_season, "south")
    because = say(f"season_{half}", said=said, season=season_words(season, vocabulary.language))
    questions = (Question("season", say("ask_season_crop", said=said), (*options[:1],)),) if entry.get("ask") else ()
    return SeasonsChosen((season,), (Assumption("season", season.name, because),), questions, said=said)


def _local(found: Found, region: Region | None) -> Mapping[str, Any] | None:
    """Return the local season of a name at a place: the smallest box that holds it; a name of one place needs none."""
    table = local_seasons()
    if found.meaning.isdigit():
        names = table[int(found.meaning)]["names"]
        fitting = [entry for entry in table if entry["names"] == names]
    else:
        fitting = [entry for entry in table if entry.get("season") == found.meaning]
    if region is None:
        return fitting[0] if len(fitting) == 1 and found.meaning.isdigit() else None
    lon, lat = region.geometry.centroid.x, region.geometry.centroid.y
    here = [e for e in fitting if e["box"][0] <= lon <= e["box"][2] and e["box"][1] <= lat <= e["box"][3]]
    return min(here, key=lambda e: (e["box"][2] - e["box"][0]) * (e["box"][3] - e["box"][1]), default=None)


def _spans_equator(region: Region) -> bool:
    _, south, _, north = region.geometry.bounds
    return south < 0 < north and north - south < 40


def _common_seasons(vocabulary: Vocabulary) -> tuple[str, ...]:
    spans = ([3, 4, 5], [6, 7, 8, 9], [10, 11, 12], [11, 12, 1, 2, 3])
    return tuple(vocabulary.say("option_months", season=Season.of_months(months).name) for months in spans)


def _open_ended(read: CalendarRead, vocabulary: Vocabulary) -> SeasonsChosen:
    """Return the season of "after 15 May" or "before 1 June": to the year's end, or from its start, and asked."""
    if read.open_after and read.open_before:
        seasons = (Season(*read.open_after, *read.open_before),)
        return SeasonsChosen(seasons, (Assumption("season", seasons[0].name, vocabulary.say("season_both_ends")),))
    if read.open_after:
        month, day = read.open_after
        seasons = (Season(month, day, (month + 1) % 12 + 1, LAST_DAY), Season(month, day, 12, LAST_DAY))
    else:
        month, day = read.open_before or (12, LAST_DAY)
        seasons = (Season(1, 1, month, day), Season((month + 8) % 12 + 1, 1, month, day))
    options = tuple(season.name for season in seasons)
    question = Question("season", vocabulary.say("ask_season_end"), options)
    because = Assumption("season", options[0], vocabulary.say("season_open", season=options[0]))
    return SeasonsChosen(seasons[:1], (because,), (question,), certain=False)
