"""Results in plain words: every word and number generated from the recipe and the result, none typed beside them.

The words come from the tables of `translators.locales`, so that a language is added without touching this code; the
operator comes from the index table that the engine reads, so that words and numbers cannot disagree.
"""

from __future__ import annotations

import itertools
import math
import string
from collections.abc import Mapping
from dataclasses import replace
from typing import Protocol

from translators.figures import change_units, figure
from translators.indices import Index, index_of
from translators.indices.index import BASELINE
from translators.likelihood import likelihood
from translators.locales import speech
from translators.locales.metrics import definition_of, meaning_of, outcome_of
from translators.messages import gsm7, split_message
from translators.over_years import area_words, statistic_words
from translators.periods import Season, Years
from translators.phrases import Phrases, parameter_facts, quantity_words, season_words, shown_parameter
from translators.side_by_side import Side, side_of
from translators.statistics import Statistic
from translators.sureness import firmness, intervals, mixed
from translators.told import Told, ToldMismatch, ToldRow

__all__ = [
    "Told",
    "ToldMismatch",
    "ToldRow",
    "cannot_tell",
    "definition",
    "quantity_words",
    "season_words",
    "sentence",
    "shown_parameter",
    "sms_parts",
]

#: With fewer models than this their range says little of the true one.
_FEW_MODELS = 5
#: With more periods than these, a sentence would lose its reader.
_MOST_MOMENTS = 4
#: Shares of years with an outcome below this are not told.
_SELDOM = 0.005


class Defined(Protocol):
    """What a definition is made from; a recipe and a `Told` both are."""

    index: str
    parameters: Mapping[str, str]
    season: Season
    baseline: Years
    statistic: Statistic
    each: str
    area: str


def sentence(told: Told, with_doubt: bool = True) -> str:
    """Return what the result says: place, quantity, season, past, future by scenario, agreement, the first doubt.

    Values have two significant digits (temperatures one decimal) and are read from the rows alone.
    """
    if told.is_synthetic and with_doubt:
        return f"{Phrases(told).say('synthetic')} {sentence(replace(told, is_synthetic=False))}"
    if side := side_of(told):
        return " ".join([side.sentence(), *([_first_doubt(told, side)] if with_doubt else [])])
    phrases = Phrases(told)
    future = _in_order(told, phrases)
    if not future and not told.past_rows and not told.measured_rows:
        return " ".join([phrases.say("nothing", **phrases.subject()), *_outcomes(phrases)])
    parts = [_past(phrases)]
    for (level, period), rows in itertools.groupby(future, lambda row: row.moment):
        clauses = _clauses(list(rows), phrases)
        if level:
            parts.append(phrases.say("future_warming", level=phrases.level(level), clauses=clauses))
        else:
            parts.append(phrases.say("future", years=period, clauses=clauses))
    for row in told.measured_rows:
        if not row.is_baseline:
            parts.append(phrases.say_of("measured", years=row.period, value=phrases.value(row.p50)))
    parts += [intervals(phrases, future), *_outcomes(phrases), _agreement(phrases), firmness(phrases, future)]
    parts.append(likelihood(phrases, future))
    if with_doubt:
        parts.append(_first_doubt(told))
    return " ".join(part for part in parts if part)


def definition(recipe: Defined, language: str = "en") -> str:
    """Return what was counted or measured: operator, what happens at the limit, every parameter, season, statistic."""
    words = speech(language)
    index = index_of(recipe.index, recipe.parameters)
    facts = parameter_facts(index, recipe.parameters, language)
    if facts.get("reference") == BASELINE:
        facts["reference"] = str(recipe.baseline)
    text = definition_of(index, language).format(**facts)
    if index.reduction in {"count", "longest_run"} and facts["thresh"]:
        key = "definition_at_least" if index.operator in {">=", "<="} else "definition_above"
        text = words.tell(key, definition=text, thresh=facts["thresh"])
    unsaid = _unsaid(index, recipe.parameters)
    if unsaid:
        settings = (
            words.tell(
                "definition_setting", meaning=meaning_of(index.parameters[name].meaning, language), value=facts[name]
            )
            for name in unsaid
        )
        text = words.tell("definition_rest", definition=text, settings="; ".join(settings))
    season = season_words(recipe.season, language)
    if recipe.each != "season":
        each = words.group("each")[recipe.each]
        text = words.tell("definition_each", definition=text, each=each, season=season)
    else:
        key = "definition_year" if recipe.season.is_year else "definition_season"
        text = words.tell(key, definition=text, season=season)
    if recipe.area != "mean":
        text = words.tell("definition_area", definition=text, area=area_words(recipe.area, words))
    if not recipe.statistic.is_mean:
        statistic = statistic_words(recipe.statistic, index.units, words)
        text = words.tell("definition_years", definition=text, statistic=statistic)
    return text


def _unsaid(index: Index, parameters: Mapping[str, str]) -> list[str]:
    """Return the parameters that the definition does not name itself."""
    said = {name for _, name, _, _ in string.Formatter().parse(index.definition) if name}
    return [name for name in parameters if name in index.parameters and name not in said]


def cannot_tell(told: Told) -> tuple[str, ...]:
    """Return what the product cannot tell: where need and offer differ, known faults, and what holds for all climate.

    The most important first: what cannot be met and what stands for something else, then faults of the data, then
    space and time.
    """
    phrases = Phrases(told)
    side = side_of(told)
    unmet = [m for m in told.mismatches if m.severity != "note"]
    first = [m.message for m in unmet if m.severity == "error" or m.axis == "metric"]
    later = sorted((m for m in unmet if m.message not in first), key=lambda m: m.axis)
    lines = [*first, *told.warnings, *told.choices, *(m.message for m in later)]
    lines += [side.left_out] if side and side.left_out else []
    most = max((row.models for row in told.future_rows), default=0)
    if most == 1:
        lines.append(phrases.say("cannot_one"))
    elif 1 < most < _FEW_MODELS:
        lines.append(phrases.say("cannot_few", count=phrases.number(most)))
    if told.entry.reduction in {"count", "longest_run"} and told.future_rows:
        lines.append(phrases.say("cannot_threshold"))
    if told.is_point and told.future_rows and not any(m.axis == "space" for m in told.mismatches):
        lines.append(phrases.say("cannot_point"))
    lines.append(phrases.say("cannot_one_year"))
    return tuple(dict.fromkeys(lines))


def sms_parts(told: Told, limit: int = 160) -> list[str]:
    """Return the answer as text messages, each of at most `limit` characters of the GSM 7-bit alphabet."""
    if side := side_of(told):
        return _messages(told, Phrases(told), [side.sentence()], limit)
    phrases = Phrases(told)
    facts = {"place": told.place, "what": phrases.subject()["what"]}
    past = next(iter(told.past_rows or [row for row in told.measured_rows if row.is_baseline]), None)
    if past is None:
        parts = [phrases.say("sms_past_unknown", **facts)]
    else:
        parts = [phrases.say("sms_past", **facts, years=past.period, value=phrases.value(past.p50))]
    for (level, period), rows in itertools.groupby(_in_order(told, phrases), lambda row: row.moment):
        clauses = [
            phrases.say("sms_clause", value=phrases.spread(row), scenario=phrases.scenario(row.scenario))
            for row in rows
        ]
        years = f"+{phrases.level(level)} °C" if level else period
        parts.append(phrases.say("sms_future", years=years, clauses=", ".join(clauses)))
    return _messages(told, phrases, [*parts, _agreement(phrases)], limit)


def _messages(told: Told, phrases: Phrases, parts: list[str], limit: int) -> list[str]:
    text = gsm7(" ".join(part for part in [*parts, phrases.say("sms_end")] if part))
    if not told.is_synthetic:
        return split_message(text, limit)
    mark = gsm7(phrases.say("sms_synthetic"))  # each message may be passed on alone
    told_first = gsm7(phrases.say("synthetic"))
    return [f"{mark} {part}" for part in split_message(f"{told_first} {text}", limit - len(mark) - 1)]


def _in_order(told: Told, phrases: Phrases) -> list[ToldRow]:
    """Return the rows of the future by period, and from low to high emissions; of many periods the first and last."""
    rows = told.future_rows
    moments = sorted({row.moment for row in rows})
    if len(moments) > _MOST_MOMENTS:
        rows = tuple(row for row in rows if row.moment in {moments[0], moments[-1]})
    return sorted(rows, key=lambda row: (row.moment, phrases.rank(row)))


def _past(phrases: Phrases) -> str:
    told = phrases.told
    subject = phrases.subject()
    measured = next((row for row in told.measured_rows if row.is_baseline), None)
    if told.past_rows:
        value = phrases.value(min(row.p50 for row in told.past_rows), max(row.p50 for row in told.past_rows))
        years = told.past_rows[0].period
        if measured is None:
            return phrases.say_of("past", **subject, value=value, years=years)
        other = phrases.value(measured.p50)
        return phrases.say_of("past_and_measured", **subject, value=value, years=years, measured=other)
    if measured is not None:
        return phrases.say_of("past_measured", **subject, value=phrases.value(measured.p50), years=measured.period)
    return phrases.say("past_unknown", **subject, years=told.baseline)


def _clauses(rows: list[ToldRow], phrases: Phrases) -> str:
    """Return what the models give in one period: "the three models give 4 to 9 under …, and 6 to 12 under …"."""
    most = max(row.models for row in phrases.told.future_rows)
    said = []
    for count, group in itertools.groupby(rows, lambda row: row.models):
        values = [
            phrases.say("under", value=phrases.spread(row), scenario=phrases.scenario(row.scenario)) for row in group
        ]
        key = "one_model_gives" if count == 1 else "models_give" if count == most else "some_models_give"
        said.append(phrases.say(key, count=phrases.number(count), values=phrases.joined(values)))
    return phrases.joined(said)


def _outcomes(phrases: Phrases) -> list[str]:
    """Return how often a year has an outcome instead of a number, in the past and under the highest emissions."""
    told = phrases.told
    if told.statistic.operator == "is":
        return []
    models = [row for row in told.rows if not row.is_measured and row.outcomes]
    past = next((row for row in (*told.past_rows, *models) if row.is_baseline), None)
    unknown = [row for row in models if not row.is_baseline and not row.is_known]
    later = max([*_in_order(told, phrases), *unknown], key=lambda row: (row.period, phrases.rank(row)), default=None)
    said = []
    for outcome in dict.fromkeys(name for row in told.rows for name in row.outcomes):
        before = math.nan if past is None else past.outcomes.get(outcome, math.nan)
        after = math.nan if later is None else later.outcomes.get(outcome, math.nan)
        if not max((share for share in (before, after) if math.isfinite(share)), default=0.0) > _SELDOM:
            continue
        facts = {"outcome": outcome_of(outcome, told.language)}
        key = "outcome_by"
        if math.isfinite(before) and past is not None:
            facts |= {"past": phrases.years_in_ten(before), "years": str(past.period)}
        else:
            key = "outcome_later"
        if math.isfinite(after) and later is not None:
            scenario = phrases.scenario(later.scenario)
            facts |= {"future": phrases.years_in_ten(after), "later": str(later.period), "scenario": scenario}
        else:
            key = "outcome"
        said.append(phrases.say(key, **facts))
    return said


def _agreement(phrases: Phrases) -> str:
    """Return how many models agree, and on what; the least agreement of all rows counts."""
    told = phrases.told
    known = [row for row in told.future_rows if math.isfinite(row.change_p50) and math.isfinite(row.agreement)]
    if not told.future_rows:
        return ""
    if not known:
        return phrases.say("change_unknown", years=told.baseline)
    if all(row.models == 1 for row in known):
        return phrases.say("one_model")
    moving = [row for row in known if figure(row.change_p50, change_units(told.row_units)) != "0"]
    if not moving:
        return phrases.say("no_change")
    ways = {row: phrases.ways["up" if row.change_p50 > 0 else "down"] for row in moving}
    if len(set(ways.values())) == 2:
        return mixed(phrases, _in_order(told, phrases), ways)
    least = min(moving, key=lambda row: (row.agreement, -row.models))
    agree = round(least.agreement * least.models)
    if agree == least.models and len(moving) == len(known):
        most = max(row.models for row in moving)
        return phrases.say("all_agree", count=phrases.number(most), direction=ways[least])
    if agree * 2 <= least.models:
        return phrases.say("split")
    count = phrases.number(least.models)
    return phrases.say("some_agree", agree=phrases.number(agree), count=count, direction=ways[least])


def _first_doubt(told: Told, side: Side | None = None) -> str:
    """Return the most important doubt of this result; one of every climate projection where it has none of its own."""
    if side is not None and side.left_out:
        return side.left_out
    own = {m.message for m in told.mismatches if m.severity != "note"} | set(told.warnings)
    lines = cannot_tell(told)
    return next((line for line in lines if line in own), lines[0])
