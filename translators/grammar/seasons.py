"""The season that a name means at a place: summer by its hemisphere, the rains by the part of the world, or asked."""

from __future__ import annotations

from dataclasses import dataclass

from translators.grammar.months import CalendarRead
from translators.grammar.sentence import Sentence
from translators.periods import LAST_DAY, YEAR, Season
from translators.regions import Region
from translators.specification import Assumption, Question
from translators.vocabulary import Found, Vocabulary

#: Within this latitude summer and winter say little, and are asked; beyond it the hemisphere decides.
_TROPICS_DEG = 10.0


@dataclass(frozen=True)
class SeasonsChosen:
    """Seasons to propose, the best first, with what was assumed and what is to be asked.

    `certain` is False where the seasons are alternatives between which the user must choose.
    """

    seasons: tuple[Season, ...]
    assumptions: tuple[Assumption, ...] = ()
    questions: tuple[Question, ...] = ()
    certain: bool = True


def choose_seasons(
    read: CalendarRead, region: Region | None, lat: float | None, sentence: Sentence, vocabulary: Vocabulary
) -> SeasonsChosen:
    """Return the seasons to propose at a place, with what was assumed and what must be asked.

    `lat` stands for a place that is not chosen yet, where all that it may be lie in one hemisphere.
    """
    say = vocabulary.say
    if read.open_after or read.open_before:
        return _open_ended(read, vocabulary)
    if read.seasons:
        because = read.assumptions + tuple(
            Assumption("season", season.name, say("season_separate", season=season.name))
            for season in read.seasons[:1]
            if len(read.seasons) > 1
        )
        return SeasonsChosen(read.seasons, because)
    if not read.named:
        key = "season_said_year" if read.whole_year else "season_default"
        return SeasonsChosen((YEAR,), (Assumption("season", "year", say(key)),))
    return _named_season(read.named[0], region, lat, sentence, vocabulary)


def _named_season(
    found: Found, region: Region | None, lat: float | None, sentence: Sentence, vocabulary: Vocabulary
) -> SeasonsChosen:
    """Return the months of a season by name, which depend on the place."""
    say = vocabulary.say
    said = sentence.said(found.start, found.end)
    entry = vocabulary.table["seasons"][found.meaning]
    if region is not None:
        lon, lat = region.geometry.centroid.x, region.geometry.centroid.y
        for local in vocabulary.table["local_seasons"]:
            west, south, east, north = local["box"]
            if local["season"] == found.meaning and west <= lon <= east and south <= lat <= north:
                season = Season.of_months(local["months"])
                because = say("season_local", said=said, place=local["place"], season=season.name)
                return SeasonsChosen((season,), (Assumption("season", season.name, because),))
    if "north" not in entry:
        question = Question("season", say("ask_season_local", said=said), _common_seasons(vocabulary))
        because = Assumption("season", "year", say("season_unknown", said=said))
        return SeasonsChosen((YEAR,), (because,), (question,), certain=False)
    north, south_season = Season.of_months(entry["north"]), Season.of_months(entry["south"])
    options = tuple(say("option_months", season=season.name) for season in (north, south_season))
    if lat is None:
        question = Question("season", say("ask_season_hemisphere", said=said), options)
        return SeasonsChosen((north, south_season), (), (question,), certain=False)
    if abs(lat) < _TROPICS_DEG or (region is not None and _spans_equator(region)):
        ordered = (north, south_season) if lat >= 0 else (south_season, north)
        question = Question("season", say("ask_season_tropics", said=said), options)
        return SeasonsChosen(ordered, (), (question,), certain=False)
    season, half = (north, "north") if lat > 0 else (south_season, "south")
    because = say(f"season_{half}", said=said, season=season.name)
    questions = (Question("season", say("ask_season_crop", said=said), (*options[:1],)),) if entry.get("ask") else ()
    return SeasonsChosen((season,), (Assumption("season", season.name, because),), questions)


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
