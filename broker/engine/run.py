"""From a recipe to its numbers: tiles, seasons, weights, ensemble."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait

import numpy as np

from broker.engine.cache import ReductionCache
from broker.engine.ensemble import Held, summarise
from broker.engine.plan import cost_of, threads
from broker.engine.reductions import Daily, Task, half_sum, reduce_daily
from broker.engine.result import Cells, Result, Series
from broker.engine.tiles import TileCells, read_tile
from broker.engine.weights import share
from broker.engine.work import OpenSource, Part, Work, prepare
from broker.errors import UnservableNeed
from broker.recipe import Recipe
from translators.spheres import spherical_area_km2

#: Takes a sentence about what is being done and the share that is done, 0 to 1. It may raise, to stop the work.
Progress = Callable[[str, float], None]

#: Seasons without a value are named up to this many a simulation.
_NAMED_SEASONS = 6


def run(recipe: Recipe, open_source: OpenSource, cache: ReductionCache, progress: Progress | None = None) -> Result:
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
    cost_of(work)
    values, bytes_read = _reduce(work, cache, progress or (lambda sentence, done: None))
    held = tuple(_series(part, found) for part, found in zip(work.parts, values, strict=True))
    if not any(np.isfinite(one.series.values).any() for one in held):
        raise UnservableNeed(
            f"{work.index.title} ({work.index.id}) was asked for {recipe.region.get('name', 'the region')}, but no "
            f"cell there has a value in any season: each season misses days, or all of them. Choose a place on the "
            f"other side of a coast, a shorter season, or other data."
        )
    rows, warnings = summarise(held, recipe.baseline, recipe.horizons)
    is_point = work.geometry.geom_type == "Point"
    return Result(
        recipe=recipe,
        units=work.index.units,
        region_area_km2=0.0 if is_point else spherical_area_km2(work.geometry),
        series=tuple(one.series for one in held),
        summary=rows,
        warnings=(*work.left_out, *_about_data(work, held), *warnings),
        daily_bytes_read=bytes_read,
    )


def _reduce(work: Work, cache: ReductionCache, progress: Progress) -> tuple[list[np.ndarray], int]:
    """Return the index of every cell and season of each part, (cells, seasons) each, and the daily bytes read."""
    values = [np.empty((len(part.overlap), len(part.seasons))) for part in work.parts]
    missing = []
    for k, part in enumerate(work.parts):
        for tile in part.tiles:
            kept = cache.get(work.key(part, tile))
            if kept is None:
                missing.append((k, tile))
            else:
                values[k][tile.at] = kept[tile.rows]
    bytes_read = 0
    progress("Reading and reducing daily values", 0.0 if missing else 1.0)
    for done, (k, tile, reduced, read) in enumerate(_computed(work, missing, cache), start=1):
        values[k][tile.at] = reduced[tile.rows]
        bytes_read += read
        progress("Reading and reducing daily values", done / len(missing))
    return values, bytes_read


def _computed(
    work: Work, missing: list[tuple[int, TileCells]], cache: ReductionCache
) -> Iterator[tuple[int, TileCells, np.ndarray, int]]:
    """Yield the reductions that the cache lacks, as they are done, a few tiles at a time."""
    with ThreadPoolExecutor(threads(), thread_name_prefix="reduce") as pool:
        left = iter(missing)
        running = {}
        try:
            while True:
                while len(running) < 2 * threads() and (following := next(left, None)) is not None:
                    k, tile = following
                    running[pool.submit(_reduce_tile, work, work.parts[k], tile, cache)] = following
                if not running:
                    return
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    k, tile = running.pop(future)
                    yield k, tile, *future.result()
        finally:
            for future in running:
                future.cancel()


def _reduce_tile(work: Work, part: Part, tile: TileCells, cache: ReductionCache) -> tuple[np.ndarray, int]:
    """Return the index of every cell of a tile and season, delivered units, and the daily bytes read for it."""
    bytes_read = 0
    daily = []
    for names in part.variables:
        found = []
        for name in names:
            values, read = read_tile(part.source, name, tile.tile, cache.tiles)
            found.append(Daily.of(values, part.source.variable(name)))
            bytes_read += read
        daily.append(found[0] if len(found) == 1 else half_sum(*found))
    task = Task(work.index, work.quantities, part.seasons, np.asarray(part.source.time.days))
    reduced = reduce_daily(task, tuple(daily))
    cache.put(work.key(part, tile), reduced)
    return reduced, bytes_read


def _series(part: Part, values: np.ndarray) -> Held:
    """Return the area mean of each season, with the cells behind it."""
    seasons = np.ascontiguousarray(values.T)
    overlap = part.overlap
    model, scenario, member = part.key
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
        values=area_mean(seasons, overlap.area_km2),
        valid_fraction=share(np.where(np.isfinite(seasons), overlap.area_km2, 0.0).sum(1), overlap.region_area_km2),
        cells=Cells(overlap.lat, overlap.lon, overlap.corners, overlap.area_km2, overlap.index, seasons),
    )
    return Held(series, part.seasons)


def area_mean(values: np.ndarray, area_km2: np.ndarray) -> np.ndarray:
    """Return the mean over cells, each weighted by its area; cells without a value do not count.

    Parameters
    ----------
    values : ndarray (seasons, cells)
    area_km2 : ndarray (cells,)

    Returns
    -------
    ndarray of float64 (seasons,)
        NaN where no cell has a value. The mean of a constant is that constant, to the last bit.
    """
    known = np.isfinite(values)
    has_any = known.any(axis=1)
    weights = np.where(known, area_km2, 0.0)
    # Differences from one of the values are averaged, so that equal values lose no digit.
    reference = values[np.arange(values.shape[0]), known.argmax(axis=1)]
    differences = np.where(known, values - reference[:, np.newaxis], 0.0)
    mean = np.full(values.shape[0], np.nan)
    np.divide((weights * differences).sum(axis=1), weights.sum(axis=1), out=mean, where=has_any)
    return np.where(has_any, reference + mean, np.nan)


def _about_data(work: Work, held: tuple[Held, ...]) -> tuple[str, ...]:
    """Return what the reader has to know about the data behind the numbers, one sentence each."""
    return tuple(
        dict.fromkeys(
            sentence
            for part, one in zip(work.parts, held, strict=True)
            for sentence in (*_other_years(part, one), *_not_covered(part, one), *_empty_seasons(work, one))
        )
    )


def _other_years(part: Part, one: Held) -> tuple[str, ...]:
    time = part.source.time
    starts = {date[5:] for date in one.series.starts}
    if time.frequency != "yr" or not part.seasons.season.is_year or starts == {"01-01"}:
        return ()
    return (
        f"The yearly values of {one.name} ({one.series.scenario}) are not of calendar years: the first runs from "
        f"{one.series.starts[0]} to {one.series.ends[0]}. Each is taken as it is, and "
        f"stands for the year in which it ends.",
    )


def _not_covered(part: Part, one: Held) -> tuple[str, ...]:
    if part.overlap.covered >= 0.9995:
        return ()
    return (
        f"Only {part.overlap.covered:.1%} of the region's area lies on the grid of {one.series.model} "
        f"({one.series.dataset}); its numbers are of that part.",
    )


def _empty_seasons(work: Work, one: Held) -> tuple[str, ...]:
    empty = one.series.label_years[~np.isfinite(one.series.values)].tolist()
    if not empty:
        return ()
    years = ", ".join(map(str, empty[:_NAMED_SEASONS])) + (" and others" if len(empty) > _NAMED_SEASONS else "")
    because = "days are missing"
    if work.index.reduction == "mean_where":
        because += " or no day counts"
    return (
        f"{len(empty)} of {one.series.values.size} seasons of {one.name} ({one.series.scenario}) have no value, "
        f"because {because}: those that end in {years}.",
    )
