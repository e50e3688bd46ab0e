"""From a recipe to its numbers: tiles, seasons, weights, ensemble."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from broker.engine.about_data import about_data
from broker.engine.areas import area_statistic, area_units
from broker.engine.beyond import rows_beyond
from broker.engine.cache import ReductionCache
from broker.engine.dates import one_year_length
from broker.engine.ensemble import baseline_runs, summarise
from broker.engine.periods import Held
from broker.engine.plan import cost_of
from broker.engine.reducing import Computing, Job, announce, computed
from broker.engine.result import Cells, Result, Series
from broker.engine.shelf import Shelf, give_back, rows_at_once
from broker.engine.tiles import TileCells
from broker.engine.variance import shares_of_variance
from broker.engine.warming import warmed_years
from broker.engine.weights import share
from broker.engine.work import OpenSource, Part, Work, prepare
from broker.errors import UnservableNeed
from broker.recipe import Recipe
from translators.spheres import spherical_area_km2

#: Takes a sentence about what is being done and the share that is done, 0 to 1. It may raise, to stop the work.
Progress = Callable[[str, float], None]


def run(
    recipe: Recipe,
    open_source: OpenSource,
    cache: ReductionCache,
    progress: Progress | None = None,
    computing: Computing | None = None,
) -> Result:
    """Return the numbers of a recipe.

    The index is computed in each cell and season, in the simulation's own calendar; then the area mean of each season;
    then each simulation's mean and change of each period; then one vote a model.

    Parameters
    ----------
    recipe : Recipe
    open_source : callable (dataset, version, (model, scenario, member)) → Source
        ``Source.read`` is called from several threads at once.
    cache : ReductionCache
        What it holds is not computed again: a change of period or of the region inside computed tiles reads no daily
        data.
    progress : callable (sentence, share), optional
    computing : callable (work, jobs, cache), optional
        Reduces tiles elsewhere; without it threads of this process do.

    Returns
    -------
    Result
        Delivered units; the same bits for the same recipe on every machine.

    Raises
    ------
    OutsideData, PeriodNotHeld, UnservableNeed, BrokerError
        As `broker.engine.plan.plan`; also where no cell of the region has a value in any season.
    """
    work = prepare(recipe, open_source, cache)
    cost = cost_of(work)
    tell = progress or (lambda sentence, done: None)
    tell_reduced = tell if recipe.adjustment is None else _from_to(tell, 0.0, 0.6)
    shelf = Shelf(cost.kept, cache.root)
    values, bytes_read = _reduce(work, cache, tell_reduced, computing or partial(computed, at_once=cost.at_once), shelf)
    held, about_dates = one_year_length(
        tuple(_series(work, part, found, shelf) for part, found in zip(work.parts, values, strict=True)),
        work.index.units,
    )
    if not any(one.is_known for one in held):
        raise UnservableNeed(
            f"{work.index.title} ({work.index.id}) was asked for {recipe.region.get('name', 'the region')}, but no "
            f"cell there has a value in any season: each season misses days, or all of them. Choose a place on the "
            f"other side of a coast, a shorter season, or other data."
        )
    warmed = warmed_years(recipe, open_source, cache) if recipe.warming else {}
    rows, warnings = summarise(held, recipe.baseline, recipe.horizons, recipe.weights, warmed, recipe.warming)
    shapes = {part.place: part.geometry for part in work.parts}
    result = Result(
        recipe=recipe,
        units=area_units(recipe.area, work.index.units),
        region_area_km2=sum(0.0 if g.geom_type == "Point" else spherical_area_km2(g) for g in shapes.values()),
        series=tuple(one.told for one in held),
        summary=rows,
        warnings=(*work.left_out, *about_dates, *_about_levels(work, held), *about_data(work, held), *warnings),
        daily_bytes_read=bytes_read,
        variance=shares_of_variance(held, baseline_runs(held, recipe.baseline), recipe.baseline, recipe.horizons),
        beyond=rows_beyond(held, recipe.baseline, recipe.horizons, recipe.weights),
    )
    return result if recipe.adjustment is None else _beside_raw(work, result, open_source, cache, tell, computing)


def _about_levels(work: Work, held: tuple[Held, ...]) -> tuple[str, ...]:
    """Return the doubts of levels that are passed once in many years, where these were asked."""
    if work.recipe.statistic.of != "return_level":
        return ()
    from broker.engine.level_doubts import doubts

    return doubts(held, (work.recipe.baseline, *work.recipe.horizons), work.index.units)


def _beside_raw(
    work: Work,
    result: Result,
    open_source: OpenSource,
    cache: ReductionCache,
    tell: Progress,
    computing: Computing | None,
) -> Result:
    """Return an adjusted result with its raw numbers, and the test of its adjustment."""
    from broker.engine.adjustment_effect import effect_of

    raw = run(replace(work.recipe, adjustment=None), open_source, cache, _from_to(tell, 0.6, 0.8), computing)
    tell("Testing the adjustment on other years", 0.8)
    effect, said = effect_of(work, raw.summary)
    tell("Testing the adjustment on other years", 1.0)
    return replace(
        result,
        adjusted=effect,
        warnings=(*said, *result.warnings),
        daily_bytes_read=result.daily_bytes_read + raw.daily_bytes_read,
    )


def _from_to(tell: Progress, start: float, stop: float) -> Progress:
    """Return what tells the progress of one stretch of the work."""
    return lambda sentence, done: tell(sentence, start + (stop - start) * done)


def _reduce(
    work: Work, cache: ReductionCache, progress: Progress, computing: Computing, shelf: Shelf
) -> tuple[list[np.ndarray], int]:
    """Return the index of every season and cell of each part, (seasons, cells) each, and the daily bytes read."""
    values = [shelf.array(len(part.seasons), len(part.overlap)) for part in work.parts]

    def put(k: int, tile: TileCells, reduced: np.ndarray) -> None:
        values[k][:, tile.at] = reduced[tile.rows].T
        shelf.wrote(8 * tile.at.size * reduced.shape[1])

    waiting: dict[str, list[tuple[int, TileCells]]] = {}
    jobs: dict[tuple[Any, ...], Job] = {}
    for k, part in enumerate(work.parts):
        for tile in part.tiles:
            key = work.key(part, tile)
            if key in waiting:
                waiting[key].append((k, tile))
            elif (kept := cache.get(key)) is not None:
                put(k, tile, kept)
            else:
                waiting[key] = [(k, tile)]
                jobs.setdefault(part.reads(tile), Job({}, tile)).wanted[key] = part
    announce(jobs.values(), cache)
    bytes_read = 0
    progress("Reading and reducing daily values", 0.0 if jobs else 1.0)
    with closing(computing(work, list(jobs.values()), cache)) as coming:
        for done, (found, read) in enumerate(coming, start=1):
            for key, reduced in found.items():
                for k, tile in waiting[key]:
                    put(k, tile, reduced)
            bytes_read += read
            progress("Reading and reducing daily values", done / len(jobs))
    return values, bytes_read


def _series(work: Work, part: Part, raw: np.ndarray, shelf: Shelf) -> Held:
    """Return the area mean of each season, with the cells behind it, (seasons, cells)."""
    recipe, overlap, outcomes = work.recipe, part.overlap, work.index.outcomes
    model, scenario, member = part.key
    of_area = area_statistic(recipe.area, work.index.units)
    has_infinite = bool(outcomes) or any(np.isinf(raw[rows]).any() for rows in rows_at_once(raw))
    seasons = shelf.array(*raw.shape) if has_infinite else raw
    values, valid_fraction = np.empty(len(raw)), np.empty(len(raw))
    shares = {name: np.empty(len(raw)) for name in outcomes.values()}

    def share_with(is_there: np.ndarray) -> np.ndarray:
        return share(np.where(is_there, overlap.area_km2, 0.0).sum(1), overlap.region_area_km2)

    for rows in rows_at_once(raw):
        here = raw[rows]
        if has_infinite:
            seasons[rows] = np.where(np.isfinite(here), here, np.nan)
        values[rows] = of_area(seasons[rows], overlap.area_km2)
        valid_fraction[rows] = share_with(~np.isnan(here) if outcomes else np.isfinite(here))
        for value, name in outcomes.items():
            shares[name][rows] = share_with(here == value)
        shelf.wrote(here.nbytes)
    give_back(raw)
    series = Series(
        dataset=part.source_of.dataset,
        version=part.source_of.version,
        kind=part.source_of.kind,
        model=model,
        scenario=scenario,
        member=member,
        calendar=part.source.time.calendar,
        label_years=part.seasons.label_years,
        starts=part.seasons.starts,
        ends=part.seasons.ends,
        values=values,
        valid_fraction=valid_fraction,
        cells=Cells(overlap.lat, overlap.lon, overlap.corners, overlap.area_km2, overlap.index, seasons),
        place=part.place,
        step=part.step,
        variant=part.variant,
        outcomes=shares,
    )
    return Held(series, part.seasons, raw, overlap.area_km2, recipe.statistic, work.index, area=recipe.area)
