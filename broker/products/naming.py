"""How parts of a product are named: its heading, its definitions, and which of several a row is of."""

from __future__ import annotations

from broker.engine.result import Result, Series, SummaryRow
from broker.engine.steps import steps_of
from broker.products.language import current, listed, say
from broker.recipe import Recipe
from translators import explain
from translators.errors import QuantityError
from translators.indices import index_of
from translators.locales import speech
from translators.locales.calendars import localised
from translators.over_years import over_area, over_years
from translators.phrases import step_words
from translators.quantities import parse_quantity


def heading_of(recipe: Recipe) -> str:
    """Return what is shown, in a few words: "Days above 30 °C, June to August"."""
    words = speech(current())
    entry = explain.quantity_words(recipe.index, recipe.parameters, current())
    if recipe.variants:
        entry["words"] = _with_variants(recipe)
    entry = over_area(entry, recipe.area, words)
    index = index_of(recipe.index, recipe.parameters)
    entry = over_years(entry, recipe.statistic, index.units, words)
    text = entry["words"].removeprefix("the ")
    season = say("year") if recipe.season.is_year else explain.season_words(recipe.season, current())
    each = "" if recipe.each == "season" else f"_{recipe.each}"
    return say(f"heading{each}", what=f"{text[:1].upper()}{text[1:]}", season=season)


def _with_variants(recipe: Recipe) -> str:
    """Return how an index is called with every value of its parameters: "days above 28 °C, 30 °C or 32 °C"."""
    every = list(ordered_definitions(recipe).values())
    shared = dict(recipe.parameters)
    index = index_of(recipe.index, recipe.parameters)
    for name in {name for one in every for name in one if len({o.get(name) for o in every}) > 1}:
        if index.parameters[name].kind != "quantity":
            return str(explain.quantity_words(recipe.index, recipe.parameters, current())["words"])
        shared[name] = "\N{OBJECT REPLACEMENT CHARACTER}" + name
    text = str(explain.quantity_words(recipe.index, shared, current())["words"])
    for name in shared:
        values = dict.fromkeys(one.get(name, "") for one in every)
        said = listed([explain.shown_parameter(value, current()) for value in values], "or")
        text = text.replace("\N{OBJECT REPLACEMENT CHARACTER}" + name, said)
    return text


def ordered_definitions(recipe: Recipe) -> dict[str, dict[str, str]]:
    """Return the recipe's definitions with their numbers rising, whichever of them was asked first."""
    every = recipe.definitions
    named = [name for name in recipe.parameters if len({one.get(name) for one in every.values()}) > 1]

    def rank(item: tuple[str, dict[str, str]]) -> list[tuple[float, str]]:
        return [(_number(item[1].get(name, "")), item[1].get(name, "")) for name in named]

    return dict(sorted(every.items(), key=rank))


def _number(text: str) -> float:
    try:
        return parse_quantity(text).magnitude
    except QuantityError:
        return 0.0


def step_order(recipe: Recipe) -> dict[str, int]:
    """Return the place of each step in the season; some calendars lack some days, so no simulation has all in order."""
    return {name: number for number, (name, _) in enumerate(steps_of(recipe.season, recipe.each))}


def part_of(result: Result, row: SummaryRow | Series) -> str:
    """Return which place, step and definition a row is of: "Nakuru, March, above 28 °C"; nothing where there is one."""
    parts = (row.place, step_words(row.step, current()), setting_of(result.recipe, row.variant))
    return ", ".join(text for text in parts if text)


def setting_of(recipe: Recipe, variant: str) -> str:
    """Return the values of the parameters that tell a definition from its neighbours: "28 °C", "25 mm, 10 days"."""
    own = recipe.definitions.get(variant, {})
    others = recipe.definitions.values()
    told = [text for name, text in own.items() if len({other.get(name) for other in others}) > 1]
    return ", ".join(explain.shown_parameter(text, current()) for text in told) or variant


def when_of(row: SummaryRow) -> str:
    """Return the years of a row, or its level of global warming."""
    return str(row.period) if row.warming is None else say("warmer", level=localised(f"{row.warming:g}", current()))
