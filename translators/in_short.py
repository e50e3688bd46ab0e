"""The answer in one sentence: where, what, from how much to how much, by when, and how sure that is."""

from __future__ import annotations

import math
from collections.abc import Sequence

from translators.figures import change_units, figure
from translators.phrases import Phrases
from translators.told import Told, ToldRow


def in_short(told: Told) -> str:
    """Return the number and its doubt in one sentence; an empty text where models give nothing for the future.

    Told is the first period: of one scenario its middle and its range over the models, of several the whole range over
    scenarios and models, which is said to depend on emissions. The doubt is how many models agree on the direction.

    Parameters
    ----------
    told : Told
        Of one place, step and definition: of several there is no one sentence.
    """
    phrases = Phrases(told)
    rows = first_moment(told, phrases)
    if not rows or len(told.parts) > 1:
        return ""
    facts = {
        **phrases.subject(),
        "future": _future(phrases, rows),
        "when": when(phrases, rows[0]),
        "doubt": _doubt(phrases, rows),
    }
    past = told.past_rows
    if not past:
        return phrases.say("short_no_past", **facts)
    value = phrases.value(min(row.p50 for row in past), max(row.p50 for row in past))
    return phrases.say("short", **facts, past=value, years=past[0].period)


def first_moment(told: Told, phrases: Phrases) -> list[ToldRow]:
    """Return the rows of the first period (or level of warming) of the future, from low to high emissions."""
    first = min((row.moment for row in told.future_rows), default=None)
    rows = [row for row in told.future_rows if row.moment == first]
    return sorted(rows, key=phrases.rank)


def when(phrases: Phrases, row: ToldRow) -> str:
    """Return when a row is: "by 2041–2060", "at 2 °C of global warming"."""
    if row.warming is None:
        return phrases.say("short_by", years=row.period)
    return phrases.say("short_at", level=phrases.level(row.warming))


def _future(phrases: Phrases, rows: Sequence[ToldRow]) -> str:
    """Return "about 8 (6.1 to 12)", or "a range of 4.2 to 12, depending on emissions" of several scenarios."""
    if len(rows) == 1:
        middle, spread = phrases.short(rows[0].p50), phrases.spread(rows[0])
        return phrases.say("short_middle", middle=middle) if middle == spread else phrases.say(
            "short_range", middle=middle, range=spread
        )  # fmt: skip
    ends = [
        end
        for row in rows
        for end in ((row.p10, row.p90) if row.models > 1 and math.isfinite(row.p10 + row.p90) else (row.p50, row.p50))
    ]
    low, high = min(ends), max(ends)
    if phrases.short(low) == phrases.short(high):
        return phrases.say("short_middle", middle=phrases.short(low))
    return phrases.say("short_envelope", range=phrases.short(low, high))


def _doubt(phrases: Phrases, rows: Sequence[ToldRow]) -> str:
    """Return how many models agree on the direction, or how many they are."""
    most = max(row.models for row in rows)
    if most == 1:
        return phrases.say("short_one_model")
    return _agreement(phrases, rows) or phrases.say("short_models", count=phrases.number(most))


def _agreement(phrases: Phrases, rows: Sequence[ToldRow]) -> str:
    known = [row for row in rows if math.isfinite(row.change_p50) and math.isfinite(row.agreement) and row.models > 1]
    if not known:
        return ""
    moving = [row for row in known if figure(row.change_p50, change_units(phrases.told.row_units)) != "0"]
    if not moving:
        return phrases.say("short_no_change")
    if len({row.change_p50 > 0 for row in moving}) == 2:
        return phrases.say("short_mixed")
    least = min(moving, key=lambda row: (row.agreement, -row.models))
    agree = round(least.agreement * least.models)
    if 2 * agree <= least.models:
        return phrases.say("short_split")
    direction = phrases.ways["up" if least.change_p50 > 0 else "down"]
    if agree == least.models and len(moving) == len(known):
        return phrases.say("short_all", count=phrases.number(least.models), direction=direction)
    count = phrases.number(least.models)
    return phrases.say("short_some", agree=phrases.number(agree), count=count, direction=direction)
