"""Results in plain words: every word and number generated from the recipe and the result, none typed beside them.

The words come from the tables of `translators.vocabulary`, so that a language is added without touching this code; the
operator comes from the index table that the engine reads, so that words and numbers cannot disagree.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from typing import Protocol

from translators.figures import figure, ranged, with_unit
from translators.indices import INDICES
from translators.messages import gsm7, split_message
from translators.periods import Season
from translators.quantities import Quantity, parse_quantity, shown
from translators.told import Told, ToldMismatch, ToldRow
from translators.vocabulary import Vocabulary, languages, vocabulary

__all__ = ["Told", "ToldMismatch", "ToldRow", "brief_text", "cannot_tell", "definition", "sentence", "sms_parts"]

#: With fewer models than this their range says little of the true one.
_FEW_MODELS = 5


class Defined(Protocol):
    """What a definition is made from; a recipe and a `Told` both are."""

    index: str
    parameters: Mapping[str, str]
    season: Season


def sentence(told: Told, with_doubt: bool = True) -> str:
    """Return what the result says: place, quantity, season, past, future by scenario, agreement, the first doubt.

    Values have two significant digits (temperatures one decimal) and are read from the rows alone.
    """
    words = _vocabulary(told.language)
    future = told.future_rows
    if not future and not told.past_rows and not told.measured_rows:
        return words.tell("nothing", **_subject(told, words))
    parts = [_past(told, words)]
    for period, rows in itertools.groupby(
        sorted(future, key=lambda r: (r.period, _rank(r, words))), lambda r: r.period
    ):
        parts.append(words.tell("future", years=period, clauses=_clauses(list(rows), told, words)))
    parts += [
        words.tell("measured", years=row.period, value=_value(row.p50, told, words), verb=_verb(told, words))
        for row in told.measured_rows
        if not row.is_baseline
    ]
    parts.append(_agreement(told, words))
    if with_doubt and (doubt := _first_doubt(told)):
        parts.append(doubt)
    return " ".join(part for part in parts if part)


def definition(recipe: Defined, language: str = "en") -> str:
    """Return what was counted or measured, with its operator, what happens at the limit, and the season."""
    words = _vocabulary(language)
    index = INDICES[recipe.index]
    values = {name: shown_parameter(text, language) for name, text in recipe.parameters.items()}
    operator = words.table["tell"]["operators"].get(index.operator, "")
    text = index.definition.format(**{"operator": operator, "thresh": "", "window": ""} | values)
    if index.reduction in {"count", "longest_run"} and "thresh" in values:
        key = "definition_at_least" if index.operator == ">=" else "definition_above"
        text = words.tell(key, definition=text, thresh=values["thresh"])
    key = "definition_year" if recipe.season.is_year else "definition_season"
    return words.tell(key, definition=text, season=_season_name(recipe.season, words))


def cannot_tell(told: Told) -> tuple[str, ...]:
    """Return what the product cannot tell: where need and offer differ, known faults, and what holds for all climate.

    The most important first: what cannot be met and what stands for something else, then faults of the data, then
    space and time.
    """
    words = _vocabulary(told.language)
    unmet = [m for m in told.mismatches if m.severity != "note"]
    first = [m.message for m in unmet if m.severity == "error" or m.axis == "metric"]
    later = sorted((m for m in unmet if m.message not in first), key=lambda m: m.axis)
    lines = [*first, *told.warnings, *(m.message for m in later)]
    most = max((row.models for row in told.future_rows), default=0)
    if most == 1:
        lines.append(words.tell("cannot_one"))
    elif 1 < most < _FEW_MODELS:
        lines.append(words.tell("cannot_few", count=_count(most, words)))
    if told.entry.reduction in {"count", "longest_run"} and told.future_rows:
        lines.append(words.tell("cannot_threshold"))
    if told.is_point and not any(m.axis == "space" for m in told.mismatches) and told.future_rows:
        lines.append(words.tell("cannot_point"))
    lines.append(words.tell("cannot_one_year"))
    return tuple(dict.fromkeys(lines))


def brief_text(told: Told) -> str:
    """Return the page in plain text: question, answer, numbers, what it cannot tell, definition, data."""
    words = _vocabulary(told.language)
    blocks = []
    head = [words.tell("brief_question", statement=told.statement)] if told.statement else []
    head += [words.tell("brief_decision", decision=told.decision)] if told.decision else []
    blocks += ["\n".join(head)] if head else []
    blocks.append(_titled(words, "brief_answer", [sentence(told, with_doubt=False)]))
    rows = [row for row in told.rows if row.is_known]
    if rows:
        blocks.append(_titled(words, "brief_numbers", [f"- {_row_line(row, told, words)}" for row in rows]))
    blocks.append(_titled(words, "brief_cannot", [f"- {line}" for line in cannot_tell(told)]))
    what = definition(told, told.language)
    blocks.append(_titled(words, "brief_definition", [what[:1].upper() + what[1:] + "."]))
    if told.credits:
        blocks.append(_titled(words, "brief_credits", [f"- {line}" for line in told.credits]))
    return "\n\n".join(blocks) + "\n"


def sms_parts(told: Told, limit: int = 160) -> list[str]:
    """Return the answer as text messages, each of at most `limit` characters of the GSM 7-bit alphabet."""
    words = _vocabulary(told.language)
    subject = _subject(told, words)
    past = next(iter(told.past_rows or [r for r in told.measured_rows if r.is_baseline]), None)
    facts = {"place": told.place, "what": subject["what"], "season": subject["season"]}
    if past is None:
        parts = [words.tell("sms_past_unknown", **facts)]
    else:
        value = _value(past.p50, told, words)
        parts = [words.tell("sms_past", **facts, years=past.period, value=value)]
    future = sorted(told.future_rows, key=lambda r: (r.period, _rank(r, words)))
    for period, rows in itertools.groupby(future, lambda r: r.period):
        clauses = [
            words.tell("sms_clause", value=_range(row, told, words), scenario=_scenario(row.scenario, words)[0])
            for row in rows
        ]
        parts.append(words.tell("sms_future", years=period, clauses=_joined(clauses, words, last=False)))
    parts += [_agreement(told, words), words.tell("sms_end")]
    return split_message(gsm7(" ".join(part for part in parts if part)), limit)


def shown_parameter(text: str, language: str = "en") -> str:
    """Return a parameter as people read it: "30 °C", "1 mm", "5 days"; a converted one to two decimals."""
    quantity = parse_quantity(text)
    units = "mm" if quantity.units == "mm/day" else quantity.units
    return shown(Quantity(round(quantity.magnitude, 2), units), language)


def _vocabulary(language: str) -> Vocabulary:
    """Return the words of a language, or the English ones where it has none yet."""
    tag = language.split("-")[0].casefold()
    return vocabulary(tag if tag in languages() else "en")


def _subject(told: Told, words: Vocabulary) -> dict[str, str]:
    """Return where, what and when, as a sentence begins."""
    key = "at" if not told.is_named else "around" if told.is_point else "in_area"
    season = "" if told.season.is_year else words.tell("in_season", season=_season_name(told.season, words))
    return {
        "where": words.tell(key, place=told.place),
        "what": _quantity(told, words)["words"],
        "season": season,
    }


def _quantity(told: Told, words: Vocabulary) -> dict[str, str]:
    """Return how the index is called, its verb and its ways, from the language's table."""
    table = words.table["tell"]
    values = {name: shown_parameter(text, told.language) for name, text in told.parameters.items()}
    name = told.index
    if name == "prcptot" and parse_quantity(told.parameters.get("thresh", "0 mm/day")).magnitude > 0:
        name = "prcptot_thresh"
    entry = dict(table["quantities"][name])
    operator = table["operators"].get(told.entry.operator, "")
    entry["words"] = entry["words"].format(**{"operator": operator, "thresh": "", "window": ""} | values)
    return entry


def _past(told: Told, words: Vocabulary) -> str:
    subject = _subject(told, words) | {"verb": _verb(told, words)}
    measured = next((row for row in told.measured_rows if row.is_baseline), None)
    if told.past_rows:
        low, high = (end(row.p50 for row in told.past_rows) for end in (min, max))
        value = _per(ranged(low, high, told.units, words), told, words)
        years = told.past_rows[0].period
        if measured is None:
            return words.tell("past", **subject, value=value, years=years)
        other = _value(measured.p50, told, words)
        return words.tell("past_and_measured", **subject, value=value, years=years, measured=other)
    if measured is not None:
        return words.tell("past_measured", **subject, value=_value(measured.p50, told, words), years=measured.period)
    return words.tell("past_unknown", **subject, years=told.baseline)


def _clauses(rows: list[ToldRow], told: Told, words: Vocabulary) -> str:
    """Return what the models give in one period: "the three models give 4 to 9 under …, and 6 to 12 under …"."""
    most = max(row.models for row in told.future_rows)
    said = []
    for count, group in itertools.groupby(rows, lambda r: r.models):
        values = _joined(
            [
                words.tell("under", value=_range(row, told, words), scenario=_scenario_with_id(row.scenario, words))
                for row in group
            ],
            words,
        )
        key = "one_model_gives" if count == 1 else "models_give" if count == most else "some_models_give"
        said.append(words.tell(key, count=_count(count, words), values=values))
    return _joined(said, words)


def _agreement(told: Told, words: Vocabulary) -> str:
    """Return how many models agree, and on what; the least agreement of all rows counts."""
    rows = told.future_rows
    if not rows:
        return ""
    known = [row for row in rows if math.isfinite(row.change_p50) and math.isfinite(row.agreement)]
    if not known:
        return words.tell("change_unknown", years=told.baseline)
    if all(row.models == 1 for row in known):
        return words.tell("one_model")
    ways = words.table["tell"]["ways"][_quantity(told, words)["ways"]]
    moving = [row for row in known if row.change_p50 != 0]
    if not moving:
        return words.tell("no_change")
    directions = {row.change_p50 > 0 for row in moving}
    if len(directions) == 2:
        clauses = [
            words.tell(
                 "mixed_clause", direction=ways["up" if row.change_p50 > 0 else "down"],
                scenario=_scenario(row.scenario, words)[0], years=row.period,
            )
            for row in moving
        ]  # fmt: skip
        return words.tell("mixed", clauses=_joined(clauses, words))
    direction = ways["up" if directions.pop() else "down"]
    least = min(moving, key=lambda row: (row.agreement, -row.models))
    agree = round(least.agreement * least.models)
    if agree == least.models and len(moving) == len(known):
        return words.tell("all_agree", count=_count(max(r.models for r in moving), words), direction=direction)
    if agree * 2 <= least.models:
        return words.tell("split")
    return words.tell("some_agree", agree=_count(agree, words), count=_count(least.models, words), direction=direction)


def _first_doubt(told: Told) -> str:
    """Return the most important doubt that is not true of every climate projection."""
    own = {m.message for m in told.mismatches if m.severity != "note"} | set(told.warnings)
    return next((line for line in cannot_tell(told) if line in own), cannot_tell(told)[0])


def _row_line(row: ToldRow, told: Told, words: Vocabulary) -> str:
    has_spread = math.isfinite(row.p10) and math.isfinite(row.p90) and row.models > 1
    low, high = figure(row.p10, told.units), figure(row.p90, told.units)
    spread = words.tell("brief_spread", low=low, high=high) if has_spread and low != high else ""
    models = words.tell("brief_models_one") if row.models == 1 else words.tell("brief_models", count=row.models)
    models = "" if row.is_measured else models
    return words.tell(
        "brief_row", years=row.period, scenario=_scenario_with_id(row.scenario, words),
        value=with_unit(row.p50, told.units, words), spread=spread, models=models,
    )  # fmt: skip


def _range(row: ToldRow, told: Told, words: Vocabulary) -> str:
    """Return the tenth to the ninetieth percentile, or the middle where there are none."""
    if row.models == 1 or not (math.isfinite(row.p10) and math.isfinite(row.p90)):
        return _short(row.p50, row.p50, told, words)
    return _short(row.p10, row.p90, told, words)


def _short(low: float, high: float, told: Told, words: Vocabulary) -> str:
    """Return values of the future: counts without their unit, which the quantity has named."""
    if _quantity(told, words)["per"] == "count":
        first, last = figure(low, told.units), figure(high, told.units)
        return first if first == last else words.tell("range", low=first, high=last)
    return ranged(low, high, told.units, words)


def _value(value: float, told: Told, words: Vocabulary) -> str:
    if _quantity(told, words)["per"] == "count":
        return _per(figure(value, told.units), told, words)
    return with_unit(value, told.units, words)


def _per(text: str, told: Told, words: Vocabulary) -> str:
    entry = _quantity(told, words)
    if entry["per"] == "count":
        text = text.removesuffix(words.table["tell"]["units"]["days"].format(value=""))
        text = text.removesuffix(words.table["tell"]["units"]["day"].format(value=""))
    return str(words.table["tell"]["per"][entry["per"]]).format(value=text)


def _verb(told: Told, words: Vocabulary) -> str:
    return str(words.table["tell"]["verbs"]["plural" if _quantity(told, words)["plural"] else "singular"])


def _scenario(scenario: str, words: Vocabulary) -> tuple[str, str]:
    """Return a scenario in words and its id; the id alone where no words are known."""
    table = {name.casefold(): text for name, text in words.table["tell"]["scenarios"].items()}
    last = scenario.split("+")[-1].strip()
    return table.get(last.casefold(), last), last


def _scenario_with_id(scenario: str, words: Vocabulary) -> str:
    text, name = _scenario(scenario, words)
    return text if text == name or name == "observed" else words.tell("scenario", name=text, id=name)


def _rank(row: ToldRow, words: Vocabulary) -> int:
    """Return the scenario's place from low to high emissions."""
    names = [name.casefold() for name in words.table["tell"]["scenarios"]]
    last = row.scenario.split("+")[-1].strip().casefold()
    return names.index(last) if last in names else len(names)


def _season_name(season: Season, words: Vocabulary) -> str:
    del words  # month names are English until a language brings its own
    return season.name


def _count(number: int, words: Vocabulary) -> str:
    return str(words.table["tell"]["counts"].get(str(number), number))


def _joined(clauses: list[str], words: Vocabulary, last: bool = True) -> str:
    """Return clauses with commas, and "and" before the last."""
    comma, final = words.table["tell"]["comma"], words.table["tell"]["and"]
    if len(clauses) < 2 or not last:
        return comma.join(clauses)
    return comma.join(clauses[:-1]) + final + clauses[-1]


def _titled(words: Vocabulary, key: str, lines: list[str]) -> str:
    return "\n".join([words.tell(key), *lines])
