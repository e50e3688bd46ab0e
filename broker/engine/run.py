"""From a recipe to its numbers: tiles, seasons, weights, ensemble."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from broker.engine.about_data import about_data
from broker.engine.areas import area_statistic, area_units
from broker.engine.cache import ReductionCache
from broker.engine.dates import one_year_length
from broker.engine.ensemble import baseline_runs, summarise
from broker.engine.periods import Held
from broker.engine.plan import cost_of
from broker.engine.reductions import Daily, Reference, Task, half_sum, reduce_daily
from broker.engine.result import Cells, ReadsTogether, Result, Series, Source
from broker.engine.tiles import TileCells, latitudes, read_tile
from broker.engine.variance import shares_of_variance
from broker.engine.warming import warmed_years
from broker.engine.weights import share
from broker.engine.work import OpenSource, Part, Work, prepare
from broker.errors import UnservableNeed
from broker.recipe import Recipe
from translators.indices import index_of
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
    values, bytes_read = _reduce(work, cache, tell_reduced, computing or partial(_computed, at_once=cost.at_once))
    held, about_dates = one_year_length(
        tuple(_series(work, part, found) for part, found in zip(work.parts, values, strict=True)), work.index.units
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
        series=tuple(one.series for one in held),
        summary=rows,
        warnings=(*work.left_out, *about_dates, *_about_levels(work, held), *about_data(work, held), *warnings),
        daily_bytes_read=bytes_read,
        variance=shares_of_variance(held, baseline_runs(held, recipe.baseline), recipe.baseline, recipe.horizons),
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


@dataclass(frozen=True)
class Job:
    """Reductions that are made from the same daily values of one tile.

    Attributes
    ----------
    wanted : dict of str to Part
        By the key of the cache: each is computed once, whatever the number of regions that ask for it.
    tile : TileCells
    """

    wanted: dict[str, Part]
    tile: TileCells


def _reduce(
    work: Work, cache: ReductionCache, progress: Progress, computing: Computing
) -> tuple[list[np.ndarray], int]:
    """Return the index of every cell and season of each part, (cells, seasons) each, and the daily bytes read."""
    values = [np.empty((len(part.overlap), len(part.seasons))) for part in work.parts]
    waiting: dict[str, list[tuple[int, TileCells]]] = {}
    jobs: dict[tuple[Any, ...], Job] = {}
    for k, part in enumerate(work.parts):
        for tile in part.tiles:
            key = work.key(part, tile)
            if key in waiting:
                waiting[key].append((k, tile))
            elif (kept := cache.get(key)) is not None:
                values[k][tile.at] = kept[tile.rows]
            else:
                waiting[key] = [(k, tile)]
                jobs.setdefault(part.reads(tile), Job({}, tile)).wanted[key] = part
    _announce(jobs.values(), cache)
    bytes_read = 0
    progress("Reading and reducing daily values", 0.0 if jobs else 1.0)
    with closing(computing(work, list(jobs.values()), cache)) as coming:
        for done, (found, read) in enumerate(coming, start=1):
            for key, reduced in found.items():
                for k, tile in waiting[key]:
                    values[k][tile.at] = reduced[tile.rows]
            bytes_read += read
            progress("Reading and reducing daily values", done / len(jobs))
    return values, bytes_read


#: Yields the reductions of jobs and the daily bytes read for each, as they are done.
Computing = Callable[[Work, list[Job], ReductionCache], Generator[tuple[dict[str, np.ndarray], int], None, None]]


def _announce(jobs: Iterable[Job], cache: ReductionCache) -> None:
    """Tell the sources that read many tiles together which of them will be asked for."""
    wanted: dict[tuple[str, str], tuple[ReadsTogether, list[tuple[int, int]]]] = {}
    for job in jobs:
        part = next(iter(job.wanted.values()))
        if isinstance(part.source, ReadsTogether):
            for name in dict.fromkeys(name for names in part.variables for name in names):
                if cache.tiles.get((part.source.fingerprint, name, job.tile.tile)) is None:
                    wanted.setdefault((part.source.fingerprint, name), (part.source, []))[1].append(job.tile.tile)
    for (_, name), (source, tiles) in wanted.items():
        source.expect(name, tiles)


def _computed(
    work: Work, jobs: list[Job], cache: ReductionCache, at_once: int
) -> Generator[tuple[dict[str, np.ndarray], int], None, None]:
    """Yield the reductions that the cache lacks, as they are done, a few tiles at a time."""
    with ThreadPoolExecutor(at_once, thread_name_prefix="reduce") as pool:
        left = iter(jobs)
        running = set()
        try:
            while True:
                while len(running) < 2 * at_once and (following := next(left, None)) is not None:
                    running.add(pool.submit(reduce_tile, work, following, cache))
                if not running:
                    return
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    running.discard(future)
                    yield future.result()
        finally:
            for future in running:
                future.cancel()


def reduce_tile(work: Work, job: Job, cache: ReductionCache) -> tuple[dict[str, np.ndarray], int]:
    """Return every reduction of a job, (cells of the tile, seasons) in delivered units, and the daily bytes read."""
    found, bytes_read = {}, 0
    daily: tuple[Daily, ...] | None = None
    of_past: tuple[Daily, ...] | None = None
    shared: dict[Any, Any] = {}
    for key, part in job.wanted.items():
        if daily is None:
            daily, bytes_read = _daily(part.source, part.variables, job.tile, cache)
        past = part.reference
        if past is not None and of_past is None:
            of_past, read = (daily, 0) if past.is_own else _daily(past.source, part.variables, job.tile, cache)
            bytes_read += read
        time = part.source.time
        task = Task(
            index=index_of(work.recipe.index, part.parameters),
            quantities=part.quantities,
            seasons=part.seasons,
            days=np.asarray(time.days),
            time=time,
            latitude=latitudes(part.source, job.tile) if "latitude" in work.index.uses else None,
            reference=None
            if past is None or of_past is None
            else Reference(of_past, past.source.time, past.i0, past.i1, past.is_own),
            missing=work.recipe.missing,
            shared=shared,
        )
        found[key] = reduce_daily(task, daily)
        cache.put(key, found[key])
    return found, bytes_read


def _daily(
    source: Source, variables: tuple[tuple[str, ...], ...], tile: TileCells, cache: ReductionCache
) -> tuple[tuple[Daily, ...], int]:
    """Return the daily values of each variable of the index in one tile, and the bytes read for them."""
    bytes_read = 0
    daily = []
    for names in variables:
        found = []
        for name in names:
            values, read = read_tile(source, name, tile.tile, cache.tiles)
            found.append(Daily.of(values, source.variable(name)))
            bytes_read += read
        daily.append(found[0] if len(found) == 1 else half_sum(*found))
    return tuple(daily), bytes_read


def _series(work: Work, part: Part, values: np.ndarray) -> Held:
    """Return the area mean of each season, with the cells behind it."""
    raw = np.ascontiguousarray(values.T)
    seasons = np.where(np.isfinite(raw), raw, np.nan)
    overlap = part.overlap
    model, scenario, member = part.key
    has_value = np.isfinite(raw) if not work.index.outcomes else ~np.isnan(raw)
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
        values=area_statistic(work.recipe.area, work.index.units)(seasons, overlap.area_km2),
        valid_fraction=share(np.where(has_value, overlap.area_km2, 0.0).sum(1), overlap.region_area_km2),
        cells=Cells(overlap.lat, overlap.lon, overlap.corners, overlap.area_km2, overlap.index, seasons),
        place=part.place,
        step=part.step,
        variant=part.variant,
        outcomes={
            name: share(np.where(raw == value, overlap.area_km2, 0.0).sum(1), overlap.region_area_km2)
            for value, name in work.index.outcomes.items()
        },
    )
    recipe = work.recipe
    return Held(series, part.seasons, raw, overlap.area_km2, recipe.statistic, work.index, area=recipe.area)
