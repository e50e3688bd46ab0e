"""Limits of temperature: which index counts what lies above or below them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from translators.grammar.amounts import Amount
from translators.grammar.measure import Measure, Speaker
from translators.grammar.themes import Theme, Themes
from translators.grammar.thresholds import limit_of
from translators.indices import INDICES
from translators.specification import Assumption, Question

#: Above this, a limit without "above" or "below" is taken for one of heat; at or below it, for one of cold.
_SURELY_COLD_DEGC = 5.0
_DEGREE_DAYS = {"growing_degree_days", "cooling_degree_days", "heating_degree_days"}
_EXTREMES = ("hottest_day", "coldest_night", "mean_temperature")
#: Concepts of cold that may be said of days as well as of nights.
_OF_COLD_DAYS = ("cold_nights", "cold")
#: A daily maximum beyond a limit is a day to be counted, however it is said.
_DAILY = ("maximum_temperature", "minimum_temperature")


@dataclass(frozen=True)
class _Choice:
    """The index of a limit, the key of a note about it, and the side that was taken where none was said."""

    index: str
    note: str = ""
    side: str = ""


def limited_by_temperature(speaker: Speaker, amount: Amount, themes: Themes) -> Iterator[tuple[Measure, str]]:
    """Yield the measures that a limit of temperature decides, each with the name of the concept that it uses up."""
    theme = themes.host(amount)
    daily = themes.named(*_DAILY)
    if theme is None and daily is not None:
        yield from _counted(speaker, amount, None, themes, daily.name)
        return
    extreme = themes.named(*_EXTREMES)
    if theme is None and extreme is not None:
        # "Will the hottest day exceed 40 °C?" asks for the extreme; "days with a maximum of 40 °C" asks for a count.
        if not themes.counts_beside(extreme):
            measure = next(speaker.plain(extreme))
            goal = speaker.goal(amount)
            yield _with(measure, goal, 0.88), extreme.name
        else:
            for measure, uses in _counted(speaker, amount, None, themes, extreme.name):
                yield (_by_mean(speaker, measure) if extreme.name == "mean_temperature" else measure), uses
            return
        if extreme.name == "mean_temperature":
            return
    yield from _counted(speaker, amount, theme, themes, theme.name if theme else "")


def _by_mean(speaker: Speaker, measure: Measure) -> Measure:
    """Return the count of days with the question whether their highest temperature may stand for their mean."""
    note = speaker.say("note_mean_days")
    return replace(
        measure,
        confidence=min(measure.confidence, 0.45),
        assumptions=(*measure.assumptions, Assumption("metric", measure.index, note)),
        questions=(speaker.nearest(note, measure.index), *measure.questions),
    )


def _counted(
    speaker: Speaker, amount: Amount, theme: Theme | None, themes: Themes, uses: str
) -> Iterator[tuple[Measure, str]]:
    if _is_all_day(amount, theme, themes):
        yield from _all_day(speaker, amount, theme, uses)
        return
    choice = _index_of(speaker, amount, theme, themes)
    limit = limit_of(amount, INDICES[choice.index], speaker.words)
    notes = [speaker.say(choice.note, shown=limit.shown, side=choice.side)] if choice.note else []
    notes += [speaker.say(theme.concept.note)] if theme is not None and theme.concept.note else []
    sure = theme.concept.sure if theme is not None else 0.85
    sure -= 0.25 if choice.side else 0.0
    if themes.speaks_of("run") and INDICES[choice.index].reduction == "count":
        notes.append(speaker.say("note_run"))
        sure -= 0.15
    measure = speaker.limited(choice.index, limit, amount, theme, sure, notes)
    if theme is not None and (question := speaker.doubt(theme)) is not None:
        measure = replace(measure, questions=(question, *measure.questions))
    yield measure, uses


def _is_all_day(amount: Amount, theme: Theme | None, themes: Themes) -> bool:
    """Whether days may be meant that stay below a limit all day: their highest temperature counts, not the night's."""
    if not amount.is_downward or themes.is_night(amount) or (theme is not None and theme.name not in _OF_COLD_DAYS):
        return False
    if themes.speaks_of("all_day") or themes.named("maximum_temperature") is not None:
        return True
    celsius = _celsius(amount)
    return celsius is not None and celsius > _SURELY_COLD_DEGC and themes.named("minimum_temperature") is None


def _all_day(speaker: Speaker, amount: Amount, theme: Theme | None, uses: str) -> Iterator[tuple[Measure, str]]:
    """Yield the days above a limit, of which those below it are the rest; then the nights below it, and ask which.

    Nobody is asked who named the highest temperature of a day.
    """
    days, nights = INDICES["tx_days_above"], INDICES["tn_days_below"]
    limit = limit_of(replace(amount, direction="above"), days, speaker.words)
    note = speaker.say("note_complement", shown=limit.shown)
    question = Question("metric", speaker.say("ask_metric_below", shown=limit.shown), (days.title, nights.title))
    if uses == "maximum_temperature":
        yield speaker.limited(days.id, limit, amount, None, 0.7, [note]), uses
        return
    measure = speaker.limited(days.id, limit, amount, None, 0.55, [note])
    yield replace(measure, questions=(question, *measure.questions)), uses
    limit = limit_of(amount, nights, speaker.words)
    note = speaker.say("note_days_below", shown=limit.shown)
    yield speaker.limited(nights.id, limit, amount, theme, 0.45, [note]), uses


def _index_of(speaker: Speaker, amount: Amount, theme: Theme | None, themes: Themes) -> _Choice:
    if theme is not None and theme.name in _DEGREE_DAYS:
        return _Choice(theme.concept.index)
    celsius = _celsius(amount)
    upward, side = amount.is_upward, ""
    if not amount.direction and theme is not None:
        upward = theme.concept.side == "up"
    elif not amount.direction:
        upward = celsius is None or celsius > _SURELY_COLD_DEGC
        side = speaker.say("side_above" if upward else "side_below")
    at_night = (
        theme.name == "hot_nights" if theme is not None and theme.concept.side == "up" else themes.is_night(amount)
    )
    note = "note_no_direction" if side else ""
    if upward:
        return _Choice("tropical_nights" if at_night else "tx_days_above", note, side)
    if celsius == 0:
        return _Choice("frost_days", note or ("" if at_night or theme is not None else "note_days_below"), side)
    if theme is not None and theme.name == "frost":
        return _Choice("tn_days_below", "note_frost_threshold", side)
    return _Choice("tn_days_below", note or ("" if at_night else "note_days_below"), side)


def _celsius(amount: Amount) -> float | None:
    if amount.needs_unit:
        return None
    if amount.unit == "degF":
        return (amount.value - 32) * 5 / 9
    return amount.value - 273.15 if amount.unit == "K" else amount.value


def _with(measure: Measure, goal: Assumption, least: float) -> Measure:
    return replace(measure, assumptions=(*measure.assumptions, goal), confidence=max(measure.confidence, least))
