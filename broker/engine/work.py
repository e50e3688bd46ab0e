"""A recipe with everything opened that it needs: simulations, seasons, weights and tiles."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from broker.engine.absences import joined
from broker.engine.cache import ReductionCache
from broker.engine.missing import check_rule
from broker.engine.reductions import quantities_of
from broker.engine.references import ReferenceSource, reference_of
from broker.engine.result import Source
from broker.engine.seasons import Seasons, find_seasons
from broker.engine.steps import steps_of
from broker.engine.tiles import TileCells, tiles_of
from broker.engine.weights import Overlap, find_overlap
from broker.errors import BrokerError, OutsideData, PeriodNotHeld, UnservableNeed
from broker.recipe import Input, Recipe
from translators.errors import TranslationError
from translators.indices import INDICES, Index, index_of
from translators.missing import MissingRule
from translators.periods import Season
from translators.said import Said

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

#: Opens one simulation: (dataset, version, (model, scenario, member)) → its stored arrays.
OpenSource = Callable[[str, int, tuple[str, str, str]], Source]


@dataclass(frozen=True)
class Part:
    """One simulation's share of a recipe.

    Attributes
    ----------
    source_of : Input
        The dataset version it belongs to.
    key : (model, scenario, member)
    source : Source
    seasons : Seasons
    overlap : Overlap
    tiles : tuple of TileCells
    variables : tuple of tuple of str
        For each variable of the index the names that are read: itself, or the two whose half sum stands for it.
    parameters, quantities : dict
        Of the index, as the recipe writes them and as the reductions take them.
    geometry : shapely geometry
    place, step, variant : str
        Which region, step of the season and values of the parameters it is of; empty where there is one.
    reference : ReferenceSource or None
        The past that the index compares with.
    """

    source_of: Input
    key: tuple[str, str, str]
    source: Source
    seasons: Seasons
    overlap: Overlap
    tiles: tuple[TileCells, ...]
    variables: tuple[tuple[str, ...], ...]
    parameters: dict[str, str]
    quantities: dict[str, Any]
    geometry: BaseGeometry
    place: str = ""
    step: str = ""
    variant: str = ""
    reference: ReferenceSource | None = None

    def bytes_of(self, tile: TileCells) -> int:
        """Return the bytes of one tile's daily values."""
        names = [name for group in self.variables for name in group]
        width = sum(np.dtype(self.source.variable(name).dtype).itemsize for name in names)
        steps = self.source.time.first_day.size
        if self.reference is not None and not self.reference.is_own:
            steps += self.reference.source.time.first_day.size
        return tile.size * steps * width

    def reads(self, tile: TileCells) -> tuple[Any, ...]:
        """Return what names the daily values of a tile: parts that read the same share one pass over them."""
        past = "" if self.reference is None else self.reference.source.fingerprint
        return self.source.fingerprint, past, self.variables, tile.tile


@dataclass(frozen=True)
class Work:
    """A recipe with everything opened that it needs: what `run` carries out.

    Attributes
    ----------
    recipe, index : Recipe, Index
    parts : tuple of Part
        Simulations that touch the region and hold at least one season, by place, step and variant.
    left_out : tuple of str
        One sentence for each reason why simulations of the recipe have no part.
    """

    recipe: Recipe
    index: Index
    parts: tuple[Part, ...]
    left_out: tuple[str, ...]

    def key(self, part: Part, tile: TileCells) -> str:
        """Return the name under which a tile's reduction is cached: all that decides its numbers."""
        return ReductionCache.key({**self._common, **_part_key(part), "tile": list(tile.tile)})

    @cached_property
    def _common(self) -> dict[str, Any]:
        return {
            "engine": self.recipe.engine,
            "index": self.index.id,
            "reduction": self.index.reduction,
            "operator": self.index.operator,
            "missing": self.recipe.missing,
        }


def _part_key(part: Part) -> dict[str, Any]:
    """Return what a simulation brings to the numbers: its bytes, and how they are understood."""
    names = [name for group in part.variables for name in group]
    records = [part.source.variable(name) for name in names]
    past = part.reference
    return {
        "quantities": part.parameters,
        "season": part.seasons.season.to_value(),
        "reference": None if past is None else [past.source.fingerprint, past.years.to_list()],
        "fingerprint": part.source.fingerprint,
        "tile_shape": list(part.source.tile_shape),
        "variables": [list(group) for group in part.variables],
        "units": [[record.scale, record.offset] for record in records],
    }


def prepare(recipe: Recipe, open_source: OpenSource, cache: ReductionCache | None = None) -> Work:
    """Return a recipe with its sources opened, its seasons found and its cells weighed.

    Raises
    ------
    OutsideData
        If the region lies outside every simulation's grid.
    PeriodNotHeld
        If no simulation holds a whole season.
    UnservableNeed
        If the index cannot be made from data of this step.
    BrokerError
        If the recipe names a rule that this engine does not have.
    """
    from broker.engine.places import places_of

    _check_rules(recipe)
    if recipe.adjustment is not None:
        from broker.engine.adjustment import adjusting

        open_source = adjusting(recipe, open_source)
    index = index_of(recipe.index, recipe.parameters)
    check_rule(index, MissingRule.parse(recipe.missing))
    name = recipe.region.get("name", "the region")
    cache = cache or ReductionCache(None)
    places = places_of(recipe.region)
    steps = steps_of(recipe.season, recipe.each)
    variants = tuple(recipe.definitions.items())
    parts, outside, seasonless, pastless = [], [], [], []
    beyond: dict[tuple[str, str], tuple[str, ...]] = {}
    for source_of in recipe.inputs:
        for key in source_of.simulations:
            source = open_source(source_of.dataset, source_of.version, key)
            if source is None:  # without the years over which an adjustment is fitted
                pastless.append(_label(source_of, key))
                continue
            _check_step(index, source, source_of, key)
            _check_days(recipe, source, source_of, key)
            weighed = [(place, geometry, _weigh(source, geometry, cache)) for place, geometry in places]
            reached = [(place, geometry, overlap) for place, geometry, overlap in weighed if len(overlap)]
            dated = [(step, _find_seasons(source, season, cache)) for step, season in steps]
            held = [(step, seasons) for step, seasons in dated if _has_season(seasons, recipe)]
            if not reached:
                outside.append(_label(source_of, key))
                continue
            beyond[source_of.dataset, key[0]] = tuple(place for place, _, overlap in weighed if not len(overlap))
            if not held:
                seasonless.append(_label(source_of, key))
                continue
            for variant, parameters in variants:
                needed = index_of(recipe.index, parameters).variables
                variables = tuple(source_of.proxies.get(v, (v,)) for v in needed)
                quantities = quantities_of(index, parameters)
                past = _reference(index, quantities, recipe, source_of, key, source, open_source)
                if past is None and "reference" in index.uses:
                    pastless.append(_label(source_of, key))
                    continue
                for place, geometry, overlap in reached:
                    tiles = tiles_of(overlap.index, source.grid.shape, source.tile_shape)
                    for step, seasons in held:
                        parts.append(
                            Part(
                                source_of, key, source, seasons, overlap, tiles, variables, parameters, quantities,
                                geometry, place, step, variant, past,
                            )
                        )  # fmt: skip
    if not parts and outside and not seasonless:
        raise OutsideData(
            f"{name} was asked, but it lies outside the area of {joined(outside)}, so no cell has a value for it. "
            f"Choose a place inside that area, or data that reach it."
        )
    if not parts and pastless:
        raise PeriodNotHeld(
            f"{index.title} ({index.id}) {_past_for(recipe)}, but {joined(pastless)} does not hold "
            f"every day of those years, alone or with a historical run. Choose reference years that the data hold."
        )
    if not parts:
        raise PeriodNotHeld(
            f"Seasons of {recipe.season.name} were asked, but {joined(seasonless) or 'the recipe'} holds not one with "
            f"all of its days, so there is nothing whole to deliver. Choose a season that the steps of the data can "
            f"form, or data that cover it from its first day to its last."
        )
    left_out = []
    if outside:
        left_out.append(_left_out("outside", outside, names=joined(outside), place=name))
    left_out += _beyond(beyond)
    if seasonless:
        season = Said("season", value=recipe.season.to_value())
        left_out.append(_left_out("seasonless", seasonless, names=joined(seasonless), season=season))
    pastless = list(dict.fromkeys(pastless))
    if pastless:
        left_out.append(_left_out("pastless", pastless, names=joined(pastless)))
    work = Work(recipe, index, tuple(parts), tuple(left_out))
    _check_window(work)
    return work


def _reference(
    index: Index,
    quantities: dict[str, Any],
    recipe: Recipe,
    source_of: Input,
    key: tuple[str, str, str],
    source: Source,
    open_source: OpenSource,
) -> ReferenceSource | None:
    if "reference" not in index.uses:
        return None
    years = quantities.get("reference") or recipe.baseline
    return reference_of(source_of, key, source, years, open_source)


def _weigh(source: Source, geometry: BaseGeometry, cache: ReductionCache) -> Overlap:
    """Return the overlap of a region with a grid, from memory where the same was asked before."""
    import shapely

    grid_key = ("grid", source.fingerprint)
    digest = cache.prepared.get(grid_key)
    if digest is None:
        grid = source.grid
        parts = (grid.lat, grid.lon, grid.lat_bounds, grid.lon_bounds)
        held = b"".join(b"none" if part is None else np.ascontiguousarray(part).tobytes() for part in parts)
        digest = hashlib.sha256(grid.kind.encode() + str(grid.shape).encode() + held).hexdigest()
        cache.prepared.keep(grid_key, digest, 256)
    key = (digest, shapely.to_wkb(geometry))
    overlap = cache.prepared.get(key)
    if overlap is None:
        overlap = find_overlap(source.grid, geometry)
        cache.prepared.keep(key, overlap, 128 * len(overlap) + len(key[1]) + 512)
    return overlap


def _find_seasons(source: Source, season: Season, cache: ReductionCache) -> Seasons:
    """Return the seasons of a time axis, from memory where the same were asked before."""
    key = ("seasons", source.fingerprint, season)
    seasons = cache.prepared.get(key)
    if seasons is None:
        seasons = find_seasons(source.time, season)
        cache.prepared.keep(key, seasons, 200 * len(seasons) + 512)
    return seasons


def _beyond(places_of: dict[tuple[str, str], tuple[str, ...]]) -> list[str]:
    """Say which of several regions lie outside the grids of which (dataset, model)."""
    models_of: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for (dataset, model), places in places_of.items():
        if places:
            models_of.setdefault((dataset, places), []).append(model)
    return [
        _left_out("beyond", places, places=joined(list(places)), models=joined(models), dataset=dataset)
        for (dataset, places), models in models_of.items()
    ]


def _has_season(seasons: Seasons, recipe: Recipe) -> bool:
    """Whether a season may have a value: a whole one, or under a rule that lets days be missing any."""
    return len(seasons) > 0 and (recipe.missing != "any" or bool(seasons.complete.any()))


def _check_rules(recipe: Recipe) -> None:
    known = "one-model-one-vote" if recipe.weights is None else "weights"
    if recipe.ensemble != known:
        raise BrokerError(
            f"The recipe asks for the rule for the ensemble {recipe.ensemble!r}, but this engine has only {known!r}, "
            f"so its numbers would not be what the recipe says. Write {known!r}.",
            code="recipe-invalid",
        )
    try:
        MissingRule.parse(recipe.missing)
    except TranslationError as refusal:
        raise BrokerError(str(refusal), code="recipe-invalid") from None
    if recipe.index not in INDICES:
        raise BrokerError(
            f"The recipe asks for the index {recipe.index!r}, which this engine does not have. Known: "
            f"{', '.join(INDICES)}.",
            code="recipe-invalid",
        )


def _check_step(index: Index, source: Source, source_of: Input, key: tuple[str, str, str]) -> None:
    steps = {"day": "daily", "mon": "monthly", "yr": "yearly"}
    if source.time.frequency not in index.steps:
        found = steps.get(source.time.frequency, source.time.frequency)
        raise UnservableNeed(
            f"{index.title} ({index.id}) was asked, which needs {' or '.join(steps[s] for s in index.steps)} values, "
            f"but those of {_label(source_of, key)} are {found}, and days cannot be told from them. Ask for a mean, or "
            f"choose daily data."
        )


def _check_days(recipe: Recipe, source: Source, source_of: Input, key: tuple[str, str, str]) -> None:
    if recipe.missing != "any" and source.time.frequency != "day":
        raise UnservableNeed(
            f"The rule {recipe.missing} for missing days was asked, but the steps of {_label(source_of, key)} are no "
            f"days, so missing days cannot be told in them. Write missing: any, or choose daily data."
        )


def _check_window(work: Work) -> None:
    if "window" in work.index.parameters and work.index.parameters["window"].units != "days":
        return
    window = max((part.quantities.get("window", 1) for part in work.parts), default=1)
    longest = max(int((part.seasons.i1 - part.seasons.i0).max()) for part in work.parts)
    if window > longest:
        raise UnservableNeed(
            f"{window:g} days in a row were asked within {work.recipe.season.name}, which has {longest}, so no such "
            f"row of days lies in it. Choose a longer season or fewer days."
        )


def _label(source_of: Input, key: tuple[str, str, str]) -> str:
    model, scenario, member = key
    return f"{f'{model} {member}'.strip()} ({scenario}, {source_of.dataset})"


def _past_for(recipe: Recipe) -> str:
    if recipe.adjustment is not None:
        return f"was asked with an adjustment fitted over {recipe.baseline}"
    return "compares with the past of each place"


def _left_out(key: str, some: Sequence[str], **facts: object) -> Said:
    """Return a sentence about one that is left out, or about several."""
    return Said(f"data.{key}_{'one' if len(some) == 1 else 'many'}", **facts)
