"""A result put into the words of `translators.explain`."""

from __future__ import annotations

from broker.engine.result import Result
from broker.products.delivery import Delivery
from broker.products.style import amount, scenario_words
from broker.recipe import Recipe
from translators.indices import find_index

_OPERATORS = {">": "above", "<": "below", ">=": "of at least"}


def definition_of(recipe: Recipe) -> str:
    index = find_index(recipe.index)
    words = {name: text.replace(" degC", " °C") for name, text in recipe.parameters.items()}
    words.setdefault("thresh", "")
    words.setdefault("window", "")
    return index.definition.format(operator=_OPERATORS.get(index.operator, ""), **words)


def sentence_of(result: Result, delivery: Delivery) -> str:
    recipe, units = result.recipe, result.units
    past = next((r for r in result.summary if r.is_baseline), None)
    text = f"Around {recipe.region['name']}, {definition_of(recipe)} in {recipe.season.name}"
    if past:
        text += f" was about {amount(past.p50, units)} in {past.period}."
    for row in [r for r in result.summary if not r.is_baseline]:
        text += f" By {row.period} {row.models} models give {amount(row.p10, '')} to {amount(row.p90, units)} under {scenario_words(row.scenario)}."
    return text


def cannot_tell_of(result: Result, delivery: Delivery) -> tuple[str, ...]:
    return tuple(m.message for m in delivery.mismatches) + delivery.warnings


def sms_of(result: Result, delivery: Delivery) -> tuple[str, ...]:
    return (sentence_of(result, delivery)[:160],)


def brief_text_of(result: Result, delivery: Delivery) -> str:
    return (
        f"{delivery.statement}\n\n{sentence_of(result, delivery)}\n\n"
        + "\n".join(cannot_tell_of(result, delivery))
        + "\n"
    )


def heading_of(recipe: Recipe) -> str:
    definition = definition_of(recipe).removeprefix("the ")
    return f"{definition[0].upper()}{definition[1:]}, {recipe.season.name}"


def rows_in_words(result: Result) -> list[str]:
    return [
        f"{scenario_words(r.scenario)}, {r.period}: {amount(r.p50, result.units)} ({amount(r.p10, '')} to {amount(r.p90, result.units)}), {r.models} models."
        for r in result.summary
    ]


def how_sure_of(result: Result) -> str:
    models = dict.fromkeys(s.model for s in result.series if s.kind == "projection")
    known = [r.agreement for r in result.summary if r.agreement == r.agreement and not r.is_baseline]
    text = f"{len(models)} climate models, one vote each: {', '.join(models)}."
    if known:
        text += f" At least {min(known):.0%} of them agree on the direction of change.".replace("%", " %")
    return text
