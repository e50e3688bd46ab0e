"""What is taken over the years: the share of years beyond a goal, a percentile, the spread, a return level."""

from __future__ import annotations

import re
from dataclasses import dataclass

from translators.errors import QuantityError
from translators.grammar.amounts import Amount
from translators.grammar.fills import Filled, Given
from translators.grammar.readings import EXTREMES, Match
from translators.indices import INDICES
from translators.quantities import canonical_text
from translators.specification import Assumption

_SIGNS = {"above": ">", "at_least": ">=", "below": "<", "at_most": "<="}
_GOALS = {
    "days": {"length", "count"},
    "1": {"count", "bare"},
    "mm": {"rain"},
    "degC": {"temperature"},
    "K days": {"sum"},
}
_ASKED = ("how_often", "risk", "share", "how_much", "when")
_NUMBER = re.compile(r"(?<!\S)(\d+(?:\.\d+)?) ")


@dataclass(frozen=True)
class StatisticRead:
    """A statistic as a need writes it, empty for the mean; with what was assumed."""

    text: str = ""
    assumptions: tuple[Assumption, ...] = ()
    uses_dates: bool = False


def statistic_of(match: Match, given: Given, filled: Filled) -> StatisticRead:
    """Return what is taken over the years."""
    index, say = INDICES[match.reading.index], given.words.say
    set_by_reading = str(match.reading.entry.get("statistic", ""))
    if set_by_reading.startswith("return level") or (index.reduction in EXTREMES and given.has("return_period")):
        return _return_level(set_by_reading, match, given)
    if index.units == "day of year" and (dated := _date_goal(match, given, filled)) is not None:
        return dated
    goal = next((a for a in filled.left if a.kind in _GOALS.get(index.units, ())), None)
    if goal is not None and (goal.direction or goal.kind != "bare"):
        text = _share(goal, index.units)
        if text:
            because = Assumption("statistic", text, say("goal_share", said=goal.said))
            return StatisticRead(text, (because,))
    if set_by_reading:
        return StatisticRead(set_by_reading)
    near = {f.meaning: f for f in given.atoms}
    if "spread" in near:
        return StatisticRead("spread", (Assumption("statistic", "spread", say("statistic_spread")),))
    if "percentile" in near and "percentile" not in index.parameters:
        before = _NUMBER.findall(given.sentence.text[: near["percentile"].start])
        if before and 0 < float(before[-1]) < 100:
            return StatisticRead(f"percentile {float(before[-1]):g}")
    return StatisticRead("median") if "median" in near else StatisticRead()


def _share(goal: Amount, units: str) -> str:
    """Return the share of years beyond a goal, in the index's unit; empty where the goal is none in it."""
    sign = _SIGNS.get(goal.direction, ">=")
    if units in {"days", "1"}:
        return f"share {sign} {goal.value:g}{' days' if units == 'days' else ''}"
    try:
        return f"share {sign} {canonical_text(goal.text, units)}"
    except QuantityError:
        return ""


def _date_goal(match: Match, given: Given, filled: Filled) -> StatisticRead | None:
    """Return the share of years before or after a date; planting before it fails where the onset comes after it."""
    calendar = given.calendar
    if filled.uses_dates or (calendar.open_after is None and calendar.open_before is None):
        return None
    month, day = calendar.open_after or calendar.open_before or (1, 1)
    is_planted_before = calendar.open_before is not None and given.has("plant")
    sign = ">" if calendar.open_after is not None or is_planted_before else "<"
    text = f"share {sign} {month:02d}-{day:02d}"
    because = Assumption("statistic", text, given.words.say("goal_date", date=f"{month:02d}-{day:02d}"))
    return StatisticRead(text, (because,), uses_dates=True)


def _return_level(usual: str, match: Match, given: Given) -> StatisticRead:
    """Return the amount that comes once in so many years, the years from the words or the usual fifty."""
    years = next((a.value for a in given.amounts if a.kind == "years" and 1 < a.value <= 10000), None)
    if years is None:
        for atom in given.atoms:
            numbers = _NUMBER.findall(given.sentence.text[atom.start : atom.end] + " ")
            if atom.meaning == "return_period" and numbers and max(map(float, numbers)) > 1:
                years = max(map(float, numbers))
    spelled = {"hundred_years": 100.0, "ten_years": 10.0}
    if years is None:
        years = next((value for name, value in spelled.items() if given.has(name)), None)
    said = years is not None
    text = f"return level {years:g} years" if years is not None else usual or "return level 50 years"
    key = "statistic_return" if said else "statistic_return_usual"
    return StatisticRead(text, (Assumption("statistic", text, given.words.say(key, statistic=text)),))
