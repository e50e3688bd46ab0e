"""What a map shows: for each cell, twenty years of all models as one value, and how firmly they agree."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from broker.engine.places import places_of
from broker.engine.result import Result, Series, SummaryRow
from broker.engine.robustness import by_chance, categories, yearly_spreads
from broker.engine.votes import percentiles
from broker.products.cell_periods import cell_values
from broker.products.parts import first_part
from broker.products.style import warming_rank
from translators.periods import Years

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

#: Where categories are not known, a cell is hatched where a smaller share of models has the sign of the median change.
AGREEMENT = 0.8
_MOST_SCENARIOS, _MOST_PERIODS, _MOST_MODELS = 3, 2, 6


@dataclass(frozen=True)
class Field:
    """One panel of a map.

    Attributes
    ----------
    scenario : str
    period : Years
    is_change : bool
        Change against the baseline; else the value itself.
    corners : ndarray (cells, 4, 2)
    values : ndarray (cells,)
        Median over models, delivered units, missing as NaN.
    is_doubtful : ndarray of bool (cells,)
        The change is not robust; without categories fewer than `AGREEMENT` of at least two models have its sign.
    is_conflicting : ndarray of bool (cells,)
        Of the doubtful ones those in which models change, but not in one direction.
    has_categories : bool
        Whether the categories of the IPCC's sixth assessment decide (see `broker.engine.robustness`): of means, with
        enough models.
    models : int
    model : str
        Whose values they are, where models have different grids; else empty.
    shapes, names : tuple of shapely geometry, tuple of str
        The places that the values are of, instead of cells; `corners` are then their outer limits.
    """

    scenario: str
    period: Years
    is_change: bool
    corners: np.ndarray
    values: np.ndarray
    is_doubtful: np.ndarray
    is_conflicting: np.ndarray
    has_categories: bool
    models: int
    model: str = ""
    shapes: tuple[BaseGeometry, ...] = ()
    names: tuple[str, ...] = ()


def has_map(result: Result) -> bool:
    """Whether there is something to colour: several places with an area, or several cells of one."""
    return len(_areas(result)) > 1 or any(_has_cells(one) for one in first_part(result).series)


def fields(result: Result) -> tuple[Field, ...]:
    """Return the panels of the map: the baseline first, then by period and scenario.

    Where all models share one grid each panel is their median; where grids differ each panel is one model on its own
    grid, under the highest scenario in the last period, because cells of different grids cannot be compared.
    """
    if len(areas := _areas(result)) > 1:
        return _fields_of_places(result, areas)
    result = first_part(result)
    drawn = [one for one in result.series if _has_cells(one)]
    projections = [one for one in drawn if one.kind == "projection"]
    drawn = projections or drawn
    rows = _rows(result, drawn)
    if len({_grid_key(one) for one in drawn}) == 1:
        found = [_ensemble_field(result, drawn, row) for row in rows]
        return tuple(f for f in found if f is not None)
    last = rows[-1:] if rows else []
    found = []
    for row in last:
        for model in dict.fromkeys(one.model for one in drawn):
            own = [one for one in drawn if one.model == model]
            own = [one for one in own if _grid_key(one) == _grid_key(own[-1])]
            field = _ensemble_field(result, own, row, model)
            if field is not None:
                found.append(field)
    return tuple(found[:_MOST_MODELS])


def _areas(result: Result) -> dict[str, BaseGeometry]:
    """Return the places of a result that have an area and a row, by name; some may lie outside the data."""
    if not result.recipe.region.get("places"):
        return {}
    told = {row.place for row in result.summary}
    return {name: shape for name, shape in places_of(result.recipe.region) if shape.area > 0 and name in told}


def _fields_of_places(result: Result, areas: dict[str, BaseGeometry]) -> tuple[Field, ...]:
    first = next(row for row in result.summary if row.place)
    alike = [row for row in result.summary if (row.step, row.variant) == (first.step, first.variant)]
    alike = [row for row in alike if row.place in areas and row.warming is None]
    scenarios = {one.scenario for one in result.series if one.kind == "projection"}
    of_one = replace(result, summary=tuple(row for row in alike if row.place == first.place))
    drawn = [one for one in result.series if not scenarios or one.scenario in scenarios]
    found = []
    for shown in _rows(of_one, drawn):
        rows = [row for row in alike if (row.scenario, row.period) == (shown.scenario, shown.period)]
        is_change = not shown.is_baseline and any(np.isfinite(row.change_p50) for row in rows)
        values = np.array([row.change_p50 if is_change else row.p50 for row in rows])
        doubtful, conflicting, has_categories = _doubt_of_places(rows, is_change)
        shapes = tuple(areas[row.place] for row in rows)
        corners = np.array([_limits(one) for one in shapes])
        models = max(row.models for row in rows)
        names = tuple(row.place for row in rows)
        found.append(
            Field(
                shown.scenario,
                shown.period,
                is_change,
                corners,
                values,
                doubtful,
                conflicting,
                has_categories,
                models,
                shapes=shapes,
                names=names,
            )
        )
    return tuple(found)


def _doubt_of_places(rows: list[SummaryRow], is_change: bool) -> tuple[np.ndarray, np.ndarray, bool]:
    """Return which places are doubtful, which of them conflicting, and whether categories say so."""
    found = np.array([row.robustness if is_change else "" for row in rows])
    if is_change and (found != "").any():
        return np.isin(found, ("no-change", "conflicting")), found == "conflicting", True
    few = np.array([is_change and row.models > 1 and row.agreement < AGREEMENT for row in rows])
    return few, np.zeros(len(rows), dtype=bool), False


def _limits(shape: BaseGeometry) -> list[tuple[float, float]]:
    west, south, east, north = shape.bounds
    return [(west, south), (east, south), (east, north), (west, north)]


def _rows(result: Result, drawn: list[Series]) -> list[SummaryRow]:
    """Return which rows of the summary are drawn: the baseline's, and the lowest, middle and highest scenarios."""
    scenarios = {one.scenario for one in drawn}
    rows = [row for row in result.summary if row.scenario in scenarios]
    past = [row for row in rows if row.is_baseline][:1]
    future = [row for row in rows if not row.is_baseline]
    names = sorted({row.scenario for row in future}, key=warming_rank)
    if len(names) > _MOST_SCENARIOS:
        names = [names[0], names[len(names) // 2], names[-1]]
    periods = sorted({row.period for row in future})
    if len(periods) > _MOST_PERIODS:
        periods = [periods[0], periods[-1]]
    future = [row for row in future if row.scenario in names and row.period in periods]
    return past + sorted(future, key=lambda row: (row.period, warming_rank(row.scenario)))


def _ensemble_field(result: Result, drawn: list[Series], row: SummaryRow, model: str = "") -> Field | None:
    values, changes, limits = [], [], []
    voting = {vote.model: vote.weight for vote in row.votes if vote.weight > 0}
    weights = {"values": [], "changes": []}
    for name in dict.fromkeys(one.model for one in drawn if one.model in voting):
        runs = [one for one in drawn if (one.model, one.scenario) == (name, row.scenario)]
        means = [cell_values(result, one, row.period) for one in runs]
        pasts = [_past_run(result, drawn, one) for one in runs]
        triples = [(m, *p) for m, p in zip(means, pasts, strict=True) if m is not None]
        if triples:
            values.append(_mean([m for m, _, _ in triples]))
            weights["values"].append(voting[name])
            with_past = [(m - p, spread) for m, p, spread in triples if p is not None]
            if with_past:
                changes.append(_mean([change for change, _ in with_past]))
                spread = np.sqrt(_mean([spread**2 for _, spread in with_past]))
                limits.append(by_chance(spread, result.recipe.baseline, row.period))
                weights["changes"].append(voting[name])
    corners = drawn[0].cells.corners
    if not values or corners is None:
        return None
    is_change = bool(changes) and not row.is_baseline
    shown = np.array(changes if is_change else values)
    votes = np.array(weights["changes" if is_change else "values"])
    median = _median(shown, votes)
    doubtful = conflicting = np.zeros(median.shape, dtype=bool)
    found = categories(shown, np.array(limits), votes) if is_change else np.full(median.shape, "")
    has_categories = bool((found != "").any())
    if has_categories:
        doubtful, conflicting = np.isin(found, ("no-change", "conflicting")), found == "conflicting"
    elif is_change:
        known = np.isfinite(shown)
        same = np.where(known & (np.sign(shown) == np.sign(median)), votes[:, np.newaxis], 0.0).sum(axis=0)
        whole = np.where(known, votes[:, np.newaxis], 0.0).sum(axis=0)
        doubtful = (same < AGREEMENT * whole) & (known.sum(axis=0) > 1)
    return Field(
        row.scenario, row.period, is_change, corners, median, doubtful, conflicting, has_categories, len(shown), model
    )


def _past_run(result: Result, drawn: list[Series], one: Series) -> tuple[np.ndarray | None, np.ndarray]:
    """Return the baseline of a simulation, and its spread from year to year; the spread is NaN where none is known.

    The baseline is its own, else that of its model's and member's run of the past.
    """
    baseline = result.recipe.baseline
    found = cell_values(result, one, baseline)
    if found is None or not np.isfinite(found).any():
        for other in drawn:
            same = (other.dataset, other.model, other.member) == (one.dataset, one.model, one.member)
            if same and other.scenario.startswith("hist"):
                one, found = other, cell_values(result, other, baseline)
                break
        else:
            return None, np.array(np.nan)
    if found is None or not result.recipe.statistic.is_mean:
        return found, np.full(one.cells.lat.size, np.nan)
    inside = (one.label_years >= baseline.first) & (one.label_years <= baseline.last)
    return found, yearly_spreads(one.label_years[inside], one.cells.values[inside]) * one.date_scale


def _mean(parts: list[np.ndarray]) -> np.ndarray:
    """Mean of what is known in each cell; missing where nothing is."""
    stack = np.array(parts)
    known = np.isfinite(stack)
    count = known.sum(axis=0)
    return np.where(count > 0, np.where(known, stack, 0.0).sum(axis=0) / np.maximum(count, 1), np.nan)


def _median(stack: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Median over models (models, cells) of what is known in each cell, by their votes; missing where nothing is."""
    empty = ~np.isfinite(stack).any(axis=0)
    if np.all(weights == weights[0]):
        return np.where(empty, np.nan, np.nanmedian(np.where(empty, 0.0, stack), axis=0))
    medians = [percentiles(column[np.isfinite(column)], weights[np.isfinite(column)])[1] for column in stack.T]
    return np.where(empty, np.nan, np.array(medians))


def _has_cells(one: Series) -> bool:
    return one.cells.corners is not None and one.cells.lat.size > 1


def _grid_key(one: Series) -> bytes:
    return np.ascontiguousarray(one.cells.corners).tobytes()
