"""What would be cheaper than a recipe that takes long or much memory: what to ask instead, and what that takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from broker.engine.cost import pace, writing_seconds
from broker.engine.references import PAST
from broker.engine.work import Part, Work
from broker.recipe import Recipe
from translators.errors import TranslationError
from translators.regions import region_of
from translators.several import districts_of

if TYPE_CHECKING:
    from translators.regions import Region


class Costs(Protocol):
    """What some parts of a recipe cost."""

    total: float
    memory: int


@dataclass(frozen=True)
class Offer:
    """A recipe that asks for less, and what that takes.

    Attributes
    ----------
    words : str
        What is asked.
    seconds, memory : float, int
        Until the files are there.
    change : dict
        What to write in the need file for it, by its keys; None is a line to be left out. Empty where a need file
        cannot say it.
    """

    words: str
    seconds: float
    memory: int
    change: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the offer as plain JSON values."""
        return {
            "words": self.words,
            "seconds": round(self.seconds, 3),
            "memory": self.memory,
            "change": self.change,
        }


def offers_of(work: Work, counted: Callable[[tuple[Part, ...]], Costs]) -> Iterator[Offer]:
    """Yield what would be cheaper, each with its own cost, which `counted` tells of some of the parts."""
    parts = work.parts
    scenarios = list(dict.fromkeys(p.key[1] for p in parts if p.source_of.kind == "projection"))
    future = [s for s in scenarios if not s.casefold().startswith(PAST)]
    places = list(dict.fromkeys(p.place for p in parts))
    one_model = [p for p in parts if p.key[0] == parts[0].key[0]]
    choices: list[tuple[str, list[Part], dict[str, Any]]] = [
        ("the season as a whole", [p for p in parts if p.step == parts[0].step], {"time": {"each": None}}),
        ("one definition alone", [p for p in parts if p.variant == parts[0].variant], {"metric": {"compare": None}}),
        ("one scenario", [p for p in parts if p.key[1] not in future[1:]], {"scenarios": future[:1]}),
        ("one model", one_model, {}),
        ("one place of the list", [p for p in parts if p.place == places[0]], {}),
    ]
    for words, some, change in choices:
        if len(some) < len(parts):
            cost = counted(tuple(some))
            yield Offer(words, cost.total, cost.memory, change)
    yield from _fewer_numbers(work, counted(parts))
    west, south, east, north = parts[0].geometry.bounds
    if len(places) == 1 and west < east and south < north:
        # Half as wide and half as high: all that grows with the cells is a quarter.
        cost = counted(parts)
        inner = (west + (east - west) / 4, south + (north - south) / 4, east - (east - west) / 4)
        sides = zip(("west", "south", "east", "north"), (*inner, north - (north - south) / 4), strict=True)
        box = {name: round(degrees, 2) for name, degrees in sides}
        words = "a quarter of the region, such as one district of it"
        yield Offer(words, cost.total / 4, cost.memory // 4, {"region": {"bbox": box}})


def _fewer_numbers(work: Work, whole: Costs) -> Iterator[Offer]:
    """Yield what delivers fewer numbers of the same cells: their periods alone; those of the districts of a country."""
    recipe = work.recipe
    if recipe.cells == "periods" or max(len(part.overlap) for part in work.parts) < 2:
        return
    periods = (recipe.baseline, *recipe.horizons)
    saved = [writing_seconds(work.parts, cells, len(set(periods))) for cells in ("seasons", "periods")]
    seconds = whole.total - pace() * (saved[0] - saved[1])
    lengths = {len(period) for period in periods}
    years = f"{lengths.pop()}-year" if len(lengths) == 1 else "period"
    means = f"{years} {'means' if recipe.statistic.is_mean else 'values'} only, no single seasons, in each cell"
    alone = {"deliver": {"cells": "periods"}}
    yield Offer(means, seconds, whole.memory, alone)
    districts = None if recipe.region.get("places") else _districts(recipe)
    if districts is not None:
        words = f"the same by district ({districts.name}), with {years} means only in each cell"
        yield Offer(words, seconds, whole.memory, {"region": districts.asked, **alone})


def _districts(recipe: Recipe) -> Region | None:
    """Return the districts of the country that a recipe is of; None where it is of no country of the gazetteer."""
    name = recipe.region["name"]
    try:
        country, districts = region_of({"place": name}), districts_of(name)
    except TranslationError:
        return None
    return districts if country.source == recipe.region["source"] else None
