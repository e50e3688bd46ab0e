"""The part of the printed page that says what it cannot tell, how sure it is, and the numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from broker.engine.result import Result, SummaryRow
from broker.products.delivery import Delivery
from broker.products.language import figure, say
from broker.products.page import LEADING, LEFT, ROOM, Page
from broker.products.side_table import SideTable
from broker.products.style import ACCENT, GREY, INK, legible, scenario_colour, scenario_name, warming_rank
from broker.products.text_flow import Line, flow
from broker.products.told import agreement_of, how_sure_of, is_measured, span, unit_words
from broker.products.typeface import SEMIBOLD
from broker.products.variance_bars import VarianceBars

_QUIET = legible(GREY)
_GAP = 24.0
_LEFT_COLUMN = 0.56 * (ROOM - _GAP)
_RIGHT_COLUMN = ROOM - _GAP - _LEFT_COLUMN
_CELL, _ROW = 8.2, 12.2
_MOST_ROWS = 11


@dataclass(frozen=True)
class Doubts:
    """What it cannot tell, in the answer's size of type; beside it, how sure it is, and the numbers."""

    result: Result
    delivery: Delivery
    size: float
    doubts: tuple[str, ...]
    kept: int = 1000
    has_variance: bool = True

    @cached_property
    def _left(self) -> list[list[Line]]:
        return [flow(doubt, _LEFT_COLUMN - 11, self.size) for doubt in self.doubts[: self.kept]]

    @cached_property
    def _right(self) -> list[Line]:
        return flow(how_sure_of(self.result), _RIGHT_COLUMN, self.size)

    @cached_property
    def _side(self) -> SideTable | None:
        return SideTable.of(self.result)

    @cached_property
    def _note(self) -> list[Line]:
        if self._side is not None:
            return flow(self._side.note, _RIGHT_COLUMN, _CELL - 0.8)
        unit = unit_words(self.result.summary_units)
        more = len(self._ordered) - len(self._rows)
        has_range = any(row.models > 1 for row in self._rows)
        note = say("table_note_range" if has_range else "table_note", unit=unit)
        note = say("table_more", note=note, count=more) if more else note
        return flow(note, _RIGHT_COLUMN, _CELL - 0.8)

    @cached_property
    def _variance(self) -> VarianceBars:
        shown = self.result if self.has_variance else replace(self.result, variance=())
        return VarianceBars(shown, self.delivery.language, _RIGHT_COLUMN, _CELL)

    @property
    def _rows(self) -> tuple[SummaryRow, ...]:
        return self._ordered[:_MOST_ROWS]

    @cached_property
    def _ordered(self) -> tuple[SummaryRow, ...]:
        """The past once where all scenarios share it, then by period and scenario."""
        past = [row for row in self.result.summary if row.is_baseline and not is_measured(row)]
        if len({(row.p10, row.p50, row.p90, row.models) for row in past}) == 1:
            past = past[:1]
        seen = [row for row in self.result.summary if is_measured(row)]
        future = [row for row in self.result.summary if not row.is_baseline and not is_measured(row)]
        rows = [*past, *seen, *future]
        return tuple(sorted(rows, key=lambda row: (row.period, warming_rank(row.scenario))))

    @property
    def count(self) -> int:
        """How many doubts there are."""
        return len(self.doubts)

    @property
    def height(self) -> float:
        """Height in points."""
        step = self.size * LEADING
        left = sum(len(lines) * step + 0.3 * self.size for lines in self._left)
        left += step if self.kept < self.count else 0.0
        rows = len(self._rows) if self._side is None else len(self._side.rows)
        right = len(self._right) * step + 6 + (rows + 1) * _ROW + len(self._note) * _CELL * LEADING
        right += self._variance.height
        return 8 + step + max(left, right) + 8

    def draw(self, page: Page, top: float) -> None:
        """Draw it below `top`."""
        size = self.size
        page.rule(top)
        y, right = top + 8, LEFT + _LEFT_COLUMN + _GAP
        page.write(flow(say("cannot"), ROOM, size, SEMIBOLD), LEFT, y, size, colour=ACCENT)
        y += page.write(flow(say("sure"), ROOM, size, SEMIBOLD), right, y, size, colour=ACCENT)
        left_y = y
        for lines in self._left:
            page.word("•", LEFT, left_y + size, size, colour=ACCENT)
            left_y += page.write(lines, LEFT + 11, left_y, size) + 0.3 * size
        if self.kept < self.count:
            more = say("more_doubts", count=self.count - self.kept)
            page.write(flow(more, ROOM, size), LEFT + 11, left_y, size, colour=GREY)
        y += page.write(self._right, right, y, size) + 6
        if self._side is None:
            self._draw_table(page, right, y)
        else:
            y = self._side.draw(page, right, y, _RIGHT_COLUMN, _CELL, _ROW)
            page.write(self._note, right, y + 5, _CELL - 0.8, colour=_QUIET)

    def _draw_table(self, page: Page, x: float, top: float) -> None:
        marks = [x + share * _RIGHT_COLUMN for share in (0.0, 0.29, 0.62, 0.84, 1.0)]
        heads = tuple(say(f"table_{name}") for name in ("period", "emissions", "median", "range", "agree"))
        sides = ("left", "left", "right", "right", "right")
        y = top + _ROW - 4
        for place, title, side in zip(marks, heads, sides, strict=True):
            page.word(title, place, y, _CELL - 0.6, colour=_QUIET, side=side)
        page.rule(y + 3.5, x, x + _RIGHT_COLUMN)
        last, units = None, self.result.summary_units
        for row in self._rows:
            y += _ROW
            if row.period != last:
                page.word(str(row.period), marks[0], y, _CELL)
                last = row.period
            name, colour = scenario_name(row.scenario), legible(scenario_colour(row.scenario))
            if is_measured(row):
                name, colour = say("table_measured"), INK
            elif row.is_baseline:
                name, colour = say("table_modelled"), _QUIET
            page.word(name, marks[1], y, _CELL, colour=colour)
            page.word(figure(row.p50, units), marks[2], y, _CELL, side="right", weight=SEMIBOLD)
            page.word(span(row.p10, row.p90, units) if row.models > 1 else "–", marks[3], y, _CELL, side="right")
            page.word(agreement_of(row), marks[4], y, _CELL, side="right")
        y += 5 + page.write(self._note, x, y + 5, _CELL - 0.8, colour=_QUIET)
        self._variance.draw(page, x, y)
