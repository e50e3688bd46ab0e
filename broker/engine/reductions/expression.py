"""Metrics of a user's own, by the same compiled passes as the table's indices.

A comparison of one variable with one limit is made in the stored unit and precision, as every index makes it; all other
values are computed in float64, in canonical units. A day on which any variable is missing is missing.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from broker.engine.reductions.task import Daily, Task, limit_of
from translators.expressions import Metric, parse_metric
from translators.expressions.tree import (
    Arithmetic,
    Comparison,
    Condition,
    Number,
    Plain,
    Value,
    Variable,
    Window,
)

#: What a comparison becomes when its sides are exchanged.
_TURNED = {">": "<", ">=": "<=", "<": ">", "<=": ">="}
_COMPARE = {">": np.greater, ">=": np.greater_equal, "<": np.less, "<=": np.less_equal}
_ARITHMETIC = {"+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide}
#: A mark of 1 lies above it, a mark of 0 below.
_HALF = np.float32(0.5)


def _expression(task: Task, *daily: Daily) -> np.ndarray:
    metric = parse_metric(task.quantities["expression"])
    variables = dict(zip(metric.variables, daily, strict=True))
    if metric.condition is not None:
        marks = _marks(metric.condition, variables)
        if metric.form in {"sum", "mean"}:
            return _over_days(task, metric, variables, marks)
        return _of_marks(task, metric, marks)
    return _over_days(task, metric, variables, None)


def _of_marks(task: Task, metric: Metric, marks: np.ndarray) -> np.ndarray:
    from broker.engine.kernels import days, runs, spells

    if metric.form == "longest":
        return runs.longest_run(marks, *task.slices, _HALF, True)
    if metric.form == "days" and metric.shortest == 1:
        return days.count(marks, *task.slices, _HALF, True)
    if metric.form in {"days", "runs"}:
        number, held = spells.runs_within(marks, *task.slices, _HALF, True, metric.shortest)
        return number if metric.form == "runs" else held
    seek = spells.first_run if metric.form == "first" else spells.last_run
    steps = seek(marks, *task.slices, _HALF, True, metric.shortest)
    dates = task.dates_of(np.where(np.isfinite(steps), steps, -1).astype(np.int64))
    return np.where(np.isinf(steps), steps, dates)


def _over_days(task: Task, metric: Metric, variables: dict[str, Daily], marks: np.ndarray | None) -> np.ndarray:
    from broker.engine.kernels import days

    assert metric.value is not None
    values = np.ascontiguousarray(np.broadcast_to(_value(metric.value, variables), _shape(variables)))
    if metric.form == "highest":
        return days.highest(values, *task.slices)
    if metric.form == "lowest":
        return days.lowest(values, *task.slices)
    if marks is None:
        sums = days.total(values, *task.slices)
        return sums if metric.form == "sum" else sums / (task.seasons.i1 - task.seasons.i0)
    known = np.where(np.isnan(marks), np.nan, np.where(marks > 0, values, 0.0 * values))
    sums = days.total(known, *task.slices)
    if metric.form == "sum":
        return sums
    counts = days.count(marks, *task.slices, _HALF, True)
    return np.divide(sums, counts, out=np.full_like(sums, np.nan), where=counts > 0)


def _shape(variables: dict[str, Daily]) -> tuple[int, ...]:
    return next(iter(variables.values())).values.shape


def _marks(condition: Condition, variables: dict[str, Daily]) -> np.ndarray:
    """Return 1 on days on which a condition holds, 0 on others, NaN where a value is missing; float32."""
    if isinstance(condition, Comparison):
        return _comparison(condition, variables)
    parts = [_marks(part, variables) for part in condition.parts]
    if condition.operator == "not":
        return np.float32(1) - parts[0]
    together: Callable[..., np.ndarray] = np.minimum if condition.operator == "and" else np.maximum
    found = parts[0]
    for part in parts[1:]:
        found = together(found, part)  # both carry NaN on
    return found


def _comparison(condition: Comparison, variables: dict[str, Daily]) -> np.ndarray:
    left, operator, right = condition.left, condition.operator, condition.right
    if isinstance(left, Number) and isinstance(right, Variable):
        left, operator, right = right, _TURNED[operator], left
    if isinstance(left, Variable) and isinstance(right, Number):
        daily = variables[left.name]
        limit, is_above = limit_of(daily, right.value, operator)
        held = (daily.values >= limit) == is_above
        return _marked(held, np.isnan(daily.values))
    a, b = _value(left, variables), _value(right, variables)
    return _marked(_COMPARE[operator](a, b), np.isnan(a) | np.isnan(b))


def _marked(held: np.ndarray, missing: np.ndarray) -> np.ndarray:
    marks = held.astype(np.float32)
    marks[np.broadcast_to(missing, marks.shape)] = np.nan
    return marks


def _value(value: Value, variables: dict[str, Daily]) -> np.ndarray:
    """Return a value of every day, (cells, time) or a number, float64, in the unit of its kind."""
    if isinstance(value, Number):
        return np.float64(value.value)
    if isinstance(value, Variable):
        daily = variables[value.name]
        return daily.canonical(daily.values)
    if isinstance(value, Plain):
        return _value(value.value, variables) * value.scale + value.offset
    if isinstance(value, Window):
        return _running(value, np.broadcast_to(_value(value.value, variables), _shape(variables)))
    assert isinstance(value, Arithmetic)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = _ARITHMETIC[value.operator](_value(value.left, variables), _value(value.right, variables))
    return np.where(np.isfinite(found), found, np.nan)


def _running(window: Window, values: np.ndarray) -> np.ndarray:
    """Return what a window over the last days holds; missing where it misses a day, or reaches before the data."""
    from numpy.lib.stride_tricks import sliding_window_view

    out = np.full(values.shape, np.nan)
    if values.shape[1] < window.days:
        return out
    take = {"sum": np.sum, "mean": np.mean, "max": np.max, "min": np.min}[window.function]
    for cell in range(values.shape[0]):
        out[cell, window.days - 1 :] = take(sliding_window_view(values[cell], window.days), axis=-1)
    return out


def _held_expression(task: Task, missing: np.ndarray, *daily: Daily) -> np.ndarray:
    """Return a metric over the days on which it is known; on others no condition holds and no value counts."""
    from broker.engine.kernels import days

    metric = parse_metric(task.quantities["expression"])
    variables = dict(zip(metric.variables, daily, strict=True))
    marks = np.ones(missing.shape, dtype=np.float32)
    if metric.condition is not None:
        marks = _marks(metric.condition, variables)
    known = ~np.isnan(marks)
    if metric.value is None:
        found = _of_marks(task, metric, np.where(known, marks, np.float32(0)))
    else:
        values = np.broadcast_to(_value(metric.value, variables), missing.shape)
        known &= ~np.isnan(values)
        found = _over_known_days(task, metric, values, known & (marks > 0))
    has_any = days.count(known.astype(np.float32), *task.slices, _HALF, True) > 0
    return np.where(has_any, found, np.nan)


def _over_known_days(task: Task, metric: Metric, values: np.ndarray, counted: np.ndarray) -> np.ndarray:
    from broker.engine.kernels import days

    if metric.form in {"highest", "lowest"}:
        seek, beyond = (days.highest, -np.inf) if metric.form == "highest" else (days.lowest, np.inf)
        found = seek(np.where(counted, values, beyond), *task.slices)
        return np.where(np.isfinite(found), found, np.nan)
    sums = days.total(np.where(counted, values, 0.0), *task.slices)
    if metric.form == "sum":
        return sums
    counts = days.count(counted.astype(np.float32), *task.slices, _HALF, True)
    return np.divide(sums, counts, out=np.full_like(sums, np.nan), where=counts > 0)


REDUCTIONS = {"expression": _expression}
HELD = {"expression": _held_expression}
