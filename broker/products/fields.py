"""What a map shows: for each cell, twenty years of all models as one value, and whether they agree."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from broker.engine.periods import reducer
from broker.engine.places import places_of
from broker.engine.result import Result, Series, SummaryRow
from broker.products.parts import first_part
from broker.products.style import warming_rank
from translators.figures import DATES
from translators.indices import index_of
from translators.periods import Years
from translators.quantities import in_units

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

#: A cell is hatched where a smaller share of models has the sign of the median change.
AGREEMENT = 0.8
#: A period's mean needs this share of its seasons.
_ENOUGH_SEASONS = 0.8
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
        Fewer than `AGREEMENT` of at least two models have the sign of the median change.
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
    models: int
    model: str = ""
    shapes: tuple[BaseGeometry, ...] = ()
    names: tuple[str, ...] = ()


def has_map(result: Result) -> bool:
    """Whether there is something to colour: several places with an area, or several cells of one.

    A share of the years with a date or an outcome is counted by season and cell, and not kept by cell: no map shows it.
    """
    if len(_areas(result)) > 1:
        return True
    statistic = result.recipe.statistic
    is_kept = statistic.of != "share" or (statistic.operator != "is" and result.units != DATES)
    return is_kept and any(_has_cells(one) for one in first_part(result).series)


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
    """Return the places of a result that have an area, by name."""
    if not result.recipe.region.get("places"):
        return {}
    return {name: shape for name, shape in places_of(result.recipe.region) if shape.area > 0}


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
        doubtful = np.array([is_change and row.models > 1 and row.agreement < AGREEMENT for row in rows])
        shapes = tuple(areas[row.place] for row in rows)
        corners = np.array([_limits(one) for one in shapes])
        models = max(row.models for row in rows)
        names = tuple(row.place for row in rows)
        found.append(
            Field(
                shown.scenario, shown.period, is_change, corners, values, doubtful, models, shapes=shapes, names=names
            )
        )
    return tuple(found)


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
    values, changes = [], []
    voting = {vote.model for vote in row.votes}
    for name in dict.fromkeys(one.model for one in drawn if one.model in voting):
        runs = [one for one in drawn if (one.model, one.scenario) == (name, row.scenario)]
        means = [_period_value(result, one, row.period) for one in runs]
        pasts = [_past(result, drawn, one) for one in runs]
        pairs = [(m, p) for m, p in zip(means, pasts, strict=True) if m is not None]
        if pairs:
            values.append(_mean([m for m, _ in pairs]))
            with_past = [m - p for m, p in pairs if p is not None]
            if with_past:
                changes.append(_mean(with_past))
    if not values:
        return None
    is_change = bool(changes) and not row.is_baseline
    shown = np.array(changes if is_change else values)
    with np.errstate(invalid="ignore"):
        median = _median(shown)
        same = (np.sign(shown) == np.sign(median)).sum(axis=0)
        known = np.isfinite(shown).sum(axis=0)
        doubtful = (same < AGREEMENT * known) & (known > 1) if is_change else np.zeros(median.shape, dtype=bool)
    corners = drawn[0].cells.corners
    if corners is None:
        return None
    return Field(row.scenario, row.period, is_change, corners, median, doubtful, len(shown), model)


def _period_value(result: Result, one: Series, period: Years) -> np.ndarray | None:
    """The statistic of each cell over the seasons that end in the period; missing with fewer than 80 % of them."""
    inside = (one.label_years >= period.first) & (one.label_years <= period.last)
    if not inside.any():
        return None
    values = one.cells.values[inside]
    statistic = result.recipe.statistic
    known = np.isfinite(values)
    count = known.sum(axis=0)
    if statistic.is_mean:
        found = np.where(known, values, 0.0).sum(axis=0) / np.maximum(count, 1)
    else:
        limit = in_units(statistic.value, result.units, "statistic") if statistic.of == "share" else 0.0
        index = index_of(result.recipe.index, result.recipe.parameters)
        found = reducer(statistic, index)(values, np.full(len(values), limit))
    return np.where(count >= max(1.0, _ENOUGH_SEASONS * len(period)), found, np.nan)


def _past(result: Result, drawn: list[Series], one: Series) -> np.ndarray | None:
    """Return the baseline of a simulation: its own, else that of its model's and member's run of the past."""
    own = _period_value(result, one, result.recipe.baseline)
    if own is not None and np.isfinite(own).any():
        return own
    for other in drawn:
        same = (other.dataset, other.model, other.member) == (one.dataset, one.model, one.member)
        if same and other.scenario.startswith("hist"):
            return _period_value(result, other, result.recipe.baseline)
    return None


def _mean(parts: list[np.ndarray]) -> np.ndarray:
    """Mean of what is known in each cell; missing where nothing is."""
    stack = np.array(parts)
    known = np.isfinite(stack)
    count = known.sum(axis=0)
    return np.where(count > 0, np.where(known, stack, 0.0).sum(axis=0) / np.maximum(count, 1), np.nan)


def _median(stack: np.ndarray) -> np.ndarray:
    """Median of what is known in each cell; missing where nothing is."""
    empty = ~np.isfinite(stack).any(axis=0)
    return np.where(empty, np.nan, np.nanmedian(np.where(empty, 0.0, stack), axis=0))


def _has_cells(one: Series) -> bool:
    return one.cells.corners is not None and one.cells.lat.size > 1


def _grid_key(one: Series) -> bytes:
    return np.ascontiguousarray(one.cells.corners).tobytes()
