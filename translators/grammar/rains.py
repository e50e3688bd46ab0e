"""Amounts of rain: limits of a day, sums over days, and totals that are only compared with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from translators.grammar.amounts import Amount
from translators.grammar.measure import Measure, Speaker, title_of
from translators.grammar.themes import Theme, Themes
from translators.grammar.thresholds import limit_of
from translators.indices import INDICES
from translators.specification import Assumption

#: A sum over more days than this is the total of a season, not a wet spell.
_LONGEST_WINDOW = 20
#: Less than this may be the rain of one day as well as of a season.
_MOST_OF_A_DAY_MM = 100.0


def limited_by_rain(
    speaker: Speaker, amount: Amount, themes: Themes, window: int | None
) -> Iterator[tuple[Measure, str]]:
    """Yield the measures that an amount of rain decides, each with the name of the concept that it uses up."""
    theme = themes.host(amount)
    days = amount.window if amount.per == "days" else window
    is_sum = days is not None and 1 < days <= _LONGEST_WINDOW and not amount.is_downward and theme is None
    if themes.named("wettest_days") or is_sum:
        yield speaker.over_days(amount.said, days, goal=amount), "wettest_days"
    elif amount.per == "hour":
        vague = themes.named("rain")
        yield _hourly(speaker, amount), vague.name if vague else "wettest_day"
    elif _is_total(speaker, amount, theme, themes, days):
        yield from _total(speaker, amount, themes, days)
    elif theme is None and (wettest := themes.named("wettest_day")) is not None:
        measure = next(speaker.plain(wettest))
        yield replace(measure, assumptions=(*measure.assumptions, speaker.goal(amount))), "wettest_day"
    else:
        yield from _of_a_day(speaker, amount, theme, themes)


def _is_total(speaker: Speaker, amount: Amount, theme: Theme | None, themes: Themes, days: int | None) -> bool:
    """Whether an amount is compared with the rain of a whole season."""
    if amount.per == "longer" or (days is not None and days > _LONGEST_WINDOW):
        return True
    of_a_day = amount.per == "day" or theme is not None or _names_its_day(speaker, amount, themes)
    if of_a_day or (amount.is_downward and not themes.named("total_rain") and _may_be_a_day(amount)):
        return False
    return themes.named("total_rain", "rain") is not None or not _may_be_a_day(amount)


def _names_its_day(speaker: Speaker, amount: Amount, themes: Themes) -> bool:
    """Whether a word for day stands with an amount; in "days above 35 °C and 200 mm of rain" it does not."""
    days = [noun for noun in themes.nouns if noun.meaning == "day" and not noun.touches([amount.found])]
    if _may_be_a_day(amount) or any(noun.start > amount.found.start for noun in days) or not days:
        return themes.speaks_of("day")
    between = speaker.sentence.text[days[-1].end : amount.found.start]
    return re.search(rf"(?<!\S){speaker.words.words('dates', 'and')}", between) is None


def _total(speaker: Speaker, amount: Amount, themes: Themes, days: int | None) -> Iterator[tuple[Measure, str]]:
    """Yield the total of a season; and a day's rain too, where so little was said that it may be meant."""
    reason = speaker.say("metric_said", said=amount.said, title=title_of("prcptot"))
    theme = themes.named("total_rain", "rain")
    uses = theme.name if theme is not None else ""
    measure = Measure("prcptot", {"thresh": "0 mm/day"}, 0.85, (reason,), (speaker.goal(amount),))
    if themes.named("total_rain") or amount.per == "longer" or days is not None or not _may_be_a_day(amount):
        yield measure, uses
        return
    note = speaker.say("note_rain_amount", said=amount.said)
    question = speaker.nearest(note, "wetdays", "prcptot")
    limit = limit_of(amount, INDICES["wetdays"], speaker.words)
    of_a_day = speaker.limited("wetdays", limit, amount, None, 0.65, [note])
    yield replace(of_a_day, questions=(question, *of_a_day.questions)), uses
    yield replace(measure, confidence=0.5), uses


def _may_be_a_day(amount: Amount) -> bool:
    scale = {"mm": 1.0, "cm": 10.0, "inch": 25.4}.get(amount.unit, 1.0)
    return amount.value * scale < _MOST_OF_A_DAY_MM


def _hourly(speaker: Speaker, amount: Amount) -> Measure:
    note, index = speaker.say("note_hourly"), "max_1day_precipitation_amount"
    because = Assumption("metric", index, note)
    reason = speaker.say("goal", said=amount.said)
    return Measure(index, {}, 0.3, (reason,), (because,), (speaker.nearest(note, index),))


def _of_a_day(speaker: Speaker, amount: Amount, theme: Theme | None, themes: Themes) -> Iterator[tuple[Measure, str]]:
    """Yield the measures that count or chain days by their rain."""
    is_run = themes.speaks_of("run")
    uses = theme.name if theme is not None else ""
    if theme is not None and not (theme.name == "wet_days" and is_run):
        index, sure = theme.concept.index, theme.concept.sure
    elif amount.is_downward:
        index, sure = "maximum_consecutive_dry_days", 0.9 if is_run else 0.55
    else:
        index, sure = "maximum_consecutive_wet_days" if is_run else "wetdays", 0.9 if is_run else 0.85
    is_doubtful = index == "maximum_consecutive_dry_days" and not is_run and (theme is None or theme.name == "dry_days")
    notes = [speaker.say("note_dry_days")] if is_doubtful else []
    vague = themes.named("rain")
    limit = limit_of(amount, INDICES[index], speaker.words)
    measure = speaker.limited(index, limit, amount, theme, sure, notes)
    if not is_doubtful:
        yield measure, uses or (vague.name if vague else "")
        return
    yield replace(measure, questions=(speaker.dry_days(), *measure.questions)), uses
    wet = limit_of(amount, INDICES["wetdays"], speaker.words)
    yield speaker.limited("wetdays", wet, amount, theme, sure - 0.1, notes), vague.name if vague else "wet_days"
