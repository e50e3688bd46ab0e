"""Results of several months, definitions or places: what stands side by side, and which rows are shown of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from broker.engine.result import Result, SummaryRow
from broker.products.naming import ordered_definitions, setting_of, step_order
from broker.products.style import warming_rank
from broker.products.told import is_measured
from translators.periods import Years

#: Scenarios that stand side by side in one picture.
_MOST_SCENARIOS = 3
#: What rows may differ in, by what is shown first.
_SHOWN = ("step", "place", "variant")


@dataclass(frozen=True)
class Futures:
    """The rows of one moment, under one scenario, by the name of what differs.

    Attributes
    ----------
    scenario : str
        Empty for the past.
    period : Years
    warming : float or None
    rows : dict of str to SummaryRow
    """

    scenario: str
    period: Years
    warming: float | None
    rows: dict[str, SummaryRow]


@dataclass(frozen=True)
class Parts:
    """What stands side by side.

    Attributes
    ----------
    kind : str
        ``step``, ``place`` or ``variant``.
    names : tuple of str
        In order: steps as the season runs, definitions by their numbers, places as asked.
    past : Futures or None
        The baseline, as modelled; as measured where there is no model.
    futures : tuple of Futures
        The last period, from low to high emissions.
    told_of : str
        Which one is shown, where rows differ in more than one thing.
    """

    kind: str
    names: tuple[str, ...]
    past: Futures | None
    futures: tuple[Futures, ...]
    told_of: str

    @property
    def all_rows(self) -> tuple[SummaryRow, ...]:
        """Every row that is shown."""
        shown = (*((self.past,) if self.past else ()), *self.futures)
        return tuple(row for one in shown for row in one.rows.values())


def parts_of(result: Result) -> Parts | None:
    """Return what stands side by side in a result; None where there is one of everything."""
    several = [kind for kind in _SHOWN if len({getattr(row, kind) for row in result.summary}) > 1]
    if not several:
        return None
    kind, *others = several
    fixed = {name: _first(result, name) for name in others}
    rows = [row for row in result.summary if all(getattr(row, name) == value for name, value in fixed.items())]
    names = dict.fromkeys(getattr(one, kind) for one in (*rows, *result.series))
    if kind == "variant":
        names = dict.fromkeys(name for name in ordered_definitions(result.recipe) if name in names)
    if kind == "step":
        order = step_order(result.recipe)
        names = dict.fromkeys(sorted(names, key=lambda name: order.get(name, 0)))
    past = [row for row in rows if row.is_baseline]
    past = [row for row in past if not is_measured(row)] or past
    future = [row for row in rows if not row.is_baseline and not is_measured(row)]
    latest = max((row.moment for row in future), default=None)
    last = [row for row in future if row.moment == latest]
    scenarios = sorted({row.scenario for row in last}, key=warming_rank)
    if len(scenarios) > _MOST_SCENARIOS:
        scenarios = [scenarios[0], scenarios[len(scenarios) // 2], scenarios[-1]]
    futures = [
        Futures(
            name, last[0].period, last[0].warming, {getattr(r, kind): r for r in last if r.scenario == name}
        )
        for name in scenarios
    ]  # fmt: skip
    before = {getattr(row, kind): row for row in reversed(past)}
    told = [setting_of(result.recipe, value) if name == "variant" else value for name, value in fixed.items()]
    return Parts(
        kind,
        tuple(names),
        Futures("", past[0].period, None, before) if past else None,
        tuple(futures),
        ", ".join(told),
    )


def first_part(result: Result) -> Result:
    """Return a result with the rows and series of its first place, step and definition only."""
    if not result.series or len({one.part for one in result.series}) == 1:
        return result
    part = result.series[0].part
    return replace(
        result,
        series=tuple(one for one in result.series if one.part == part),
        summary=tuple(row for row in result.summary if (row.place, row.step, row.variant) == part),
    )


def _first(result: Result, name: str) -> str:
    return next(str(getattr(one, name)) for one in result.series)
