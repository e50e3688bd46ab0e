"""How sure a result is, in words: where its direction differs, the intervals of rare levels, the IPCC's categories."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from translators.figures import with_unit
from translators.locales import speech
from translators.phrases import Phrases
from translators.told import ToldRow

#: With more rows than these, only those of the last period are told.
_MOST_ROWS = 4


def mixed(phrases: Phrases, rows: Sequence[ToldRow], ways: Mapping[ToldRow, str]) -> str:
    """Return where the direction of change is which, of rows in order of time; of many only the last period."""
    shown = [row for row in rows if row in ways]
    if len(shown) > _MOST_ROWS:
        shown = _last(shown)
    last = shown[-1]
    told = list(dict.fromkeys(ways[row] for row in shown))
    if len(told) == 1 and last.warming is None:
        return phrases.say("mixed_until", direction=told[0], years=last.period)
    clauses = [
        _said_of(phrases, "mixed_clause", row, phrases.scenario(row.scenario), direction=ways[row]) for row in shown
    ]
    key = "mixed" if len({row.moment for row in shown}) == 1 else "mixed_times"
    return phrases.say(key, clauses=phrases.joined(clauses))


def intervals(phrases: Phrases, rows: Sequence[ToldRow]) -> str:
    """Return the confidence intervals of rare levels: of the past, and of the last of rows in order of time."""
    clauses = [
        phrases.say("interval_past", value=phrases.short(*row.interval), years=row.period)
        for row in phrases.told.past_rows[:1]
        if row.interval is not None
    ]
    for row in _last(rows):
        if row.interval is not None:
            scenario, value = phrases.scenario(row.scenario), phrases.short(*row.interval)
            clauses.append(_said_of(phrases, "interval_clause", row, scenario, value=value))
    return phrases.say("interval", clauses=phrases.joined(clauses)) if clauses else ""


def firmness(phrases: Phrases, rows: Sequence[ToldRow]) -> str:
    """Return the category of the changes, by scenario and of the last period where they differ; nothing if unknown."""
    known = [row for row in rows if row.robustness]
    if not known:
        return ""
    if len({row.robustness for row in known}) == 1:
        return phrases.say("firm", category=phrases.words.group("category")[known[0].robustness])
    short = phrases.words.group("category_short")
    clauses = [
        _said_of(phrases, "firm_clause", row, phrases.scenario(row.scenario), category=short[row.robustness])
        for row in _last(known)
    ]
    return phrases.say("firm_mixed", clauses=phrases.joined(clauses))


def variance_lines(phrases: Phrases) -> list[str]:
    """Return what the doubt about the change of each period comes from, one line each."""
    language = phrases.told.language
    return [
        phrases.say(
            "variance_row", years=years, model=percent(model, language), scenario=percent(scenario, language),
            internal=percent(internal, language),
        )
        for years, model, scenario, internal in phrases.told.variance
    ]  # fmt: skip


def variance_words(language: str) -> dict[str, str]:
    """Return how the parts of the doubt are called: ``heading``, ``model``, ``scenario``, ``internal``."""
    return {name: speech(language).tell(f"variance_{name}") for name in ("heading", "model", "scenario", "internal")}


def percent(share: float, language: str) -> str:
    """Return a share, 0 to 1, in whole percent."""
    return with_unit(round(100 * share), "%", speech(language))


def _last(rows: Sequence[ToldRow]) -> list[ToldRow]:
    """Return the rows of the last period, or of the highest level of warming."""
    return [row for row in rows if row.moment == rows[-1].moment]


def _said_of(phrases: Phrases, key: str, row: ToldRow, scenario: str, **facts: str) -> str:
    """Return a clause about one row, by its years or its level of warming."""
    if row.warming is None:
        return phrases.say(key, scenario=scenario, years=row.period, **facts)
    return phrases.say(f"{key}_warming", scenario=scenario, level=f"{row.warming:g}", **facts)
