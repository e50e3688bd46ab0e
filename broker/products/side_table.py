"""The numbers of several months, definitions or places as a small table: the past and the futures beside them."""

from __future__ import annotations

from dataclasses import dataclass

from broker.engine.result import Result
from broker.products.language import current, figure, say
from broker.products.naming import setting_of
from broker.products.page import Page
from broker.products.parts import Futures, Parts, parts_of
from broker.products.style import GREY, legible, scenario_colour, scenario_name
from broker.products.text_flow import width_pt
from broker.products.told import unit_words
from broker.products.typeface import SEMIBOLD
from translators.figures import DATES
from translators.locales.calendars import localised

_MOST_ROWS = 12
_HEADS = {"variant": "side_definition", "place": "side_place"}


@dataclass(frozen=True)
class SideTable:
    """Medians, a row for each month, definition or place.

    Attributes
    ----------
    result : Result
    parts : Parts
    """

    result: Result
    parts: Parts

    @classmethod
    def of(cls, result: Result) -> SideTable | None:
        """Return the table; None where a result has one of everything."""
        parts = parts_of(result)
        return None if parts is None else cls(result, parts)

    @property
    def rows(self) -> tuple[str, ...]:
        """The names of the rows that stand on the page."""
        names = self.parts.names
        if self.parts.kind == "step" and len(names) > _MOST_ROWS:
            firsts = [name for name in names if name.startswith("1 ")]  # of days the first of each month
            return tuple(firsts) or names[:: -(-len(names) // _MOST_ROWS)]
        return names[:_MOST_ROWS]

    @property
    def columns(self) -> tuple[Futures, ...]:
        """The past, and each scenario in the last period."""
        return (*((self.parts.past,) if self.parts.past else ()), *self.parts.futures)

    @property
    def note(self) -> str:
        """What the numbers are."""
        units = self.result.summary_units
        unit = "" if units == DATES else unit_words(units)
        more = len(self.parts.names) - len(self.rows)
        many = max((row.models for row in self.parts.all_rows), default=0) > 1
        key = "side_medians" if many else "side_values"
        notes = [say(f"{key}_unit", unit=unit) if unit else say(key)]
        if self.parts.futures:
            last = self.parts.futures[0]
            when = str(last.period)
            if last.warming is not None:
                when = say("warming", level=localised(f"{last.warming:g}", current()))
            notes.append(say("side_emissions", when=when))
        notes.append(say("side_more", count=more) if more else say("side_rest"))
        return " ".join(notes)

    def draw(self, page: Page, x: float, top: float, width: float, cell: float, row_height: float) -> float:
        """Draw it and return where it ends, in points from the top."""
        quiet = legible(GREY)
        first = 0.34 if len(self.columns) < 4 else 0.26
        marks = [x + width * (first + (1 - first) * (k + 1) / len(self.columns)) for k in range(len(self.columns))]
        y = top + row_height - 4
        page.word(say(_HEADS[self.parts.kind]) if self.parts.kind in _HEADS else "", x, y, cell - 0.6, colour=quiet)
        for mark, one in zip(marks, self.columns, strict=True):
            head = str(one.period) if one is self.parts.past else scenario_name(one.scenario)
            page.word(head, mark, y, cell - 0.6, colour=quiet, side="right")
        page.rule(y + 3.5, x, x + width)
        for name in self.rows:
            y += row_height
            shown = setting_of(self.result.recipe, name) if self.parts.kind == "variant" else name.split(", ")[0]
            if self.parts.kind == "step":
                shown = name
            page.word(_cut(shown, first * width, cell), x, y, cell)
            for mark, one in zip(marks, self.columns, strict=True):
                is_past = one is self.parts.past
                row = one.rows.get(name)
                words = "–" if row is None else figure(row.p50, self.result.summary_units)
                colour = quiet if is_past else legible(scenario_colour(one.scenario))
                page.word(words, mark, y, cell, colour=colour, side="right", weight=SEMIBOLD)
        return y


def _cut(text: str, room: float, size: float) -> str:
    """Return a name, cut where it would run into the numbers."""
    while len(text) > 4 and width_pt(text, size) > room:
        text = f"{text[:-2].rstrip()}…"
    return text
