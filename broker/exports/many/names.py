"""What stands in figures over dialogues, in words: titles, columns, and what each line is about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from broker.facilitation.lines import Across, Line
from broker.mismatch import AXES
from translators.errors import TranslationError
from translators.indices import find_index
from translators.locales import keys, text
from translators.locales.calendars import date_in_full, localised
from translators.locales.metrics import meaning_of, title_of
from translators.phrases import shown_parameter
from translators.said import Said, told

#: What a line is about → the group of texts of the pages that has its words.
_OF_PAGES = {
    "axis": "axis",
    "party": "party",
    "sector": "steps.sector",
    "block": "block",
    "principle": "principle",
    "question": "evaluate",
    "step": "counted",
    "settled_in": "counted",
    "survey": "counted",
    "about": "ledger.about",
    **{name: f"word.{name}" for name in ("form", "mode", "used", "way", "topic", "what")},
}
#: Values that are told beside a table, or not at all.
LEFT_OUT = frozenset({"words", "season", "dissent_words"})


class Names:
    """The words of figures over dialogues in one language.

    Parameters
    ----------
    language : str
        That has texts.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self._keys = keys()

    def say(self, name: str, /, **facts: object) -> str:
        """Return a text about many dialogues."""
        return text(f"report.across.{name}", self.language, **facts)

    def ui(self, name: str, /, **facts: object) -> str:
        """Return a text that the pages of the app say as well."""
        return text(f"ui.{name}", self.language, **facts)

    def date(self, day: dt.date) -> str:
        """Return a date in full."""
        return date_in_full(day, self.language)

    def title(self, figure: str) -> str:
        """Return what a figure is called."""
        name = {"costs": "burden"}.get(figure, figure).replace(" ", "_")
        return self._first(f"report.across.figure.{name}", f"ui.figure.{name}") or figure

    def column(self, name: str) -> str:
        """Return the head of a column."""
        key = name.replace(" ", "_")
        own = self._first(f"report.across.how.{key}", f"report.across.column.{key}", f"ui.column.{key}")
        return own[:1].upper() + own[1:] if own else name

    def dialogues(self, count: int) -> str:
        """Return in how many dialogues, after "in": "3 dialogues"."""
        return self.say("count_one") if count == 1 else self.say("count", count=count)

    def title_of(self, count: int) -> str:
        """Return how many dialogues, as a title."""
        return self.say("title_one") if count == 1 else self.say("title", count=count)

    def of(self, head: str, line: Line) -> str:
        """Return what a line is about, in words."""
        value = line.of.get(head)
        if value in (None, ""):
            return {"country": self.say("somewhere"), "sector": self.say("no_sector")}.get(head, "–")
        if head == "season":
            return str(told(Said("season", value=line.values.get("season", value)), self.language))
        if head == "index":
            return self.index(str(value))
        if head == "value":
            return shown_parameter(str(value), self.language)
        if head in ("parameter", "about"):
            return self.step(str(value), str(line.of.get("index", "")))
        return self.value(head, value)

    def index(self, name: str) -> str:
        """Return what an index is called; its id where this version does not know it."""
        try:
            return title_of(find_index(name), self.language)
        except TranslationError:
            return name

    def step(self, name: str, index: str = "") -> str:
        """Return a step of the translation, or a parameter, in words."""
        said = self._first(f"ui.ledger.about.{name}", f"ui.part.{name}")
        if not said and index:
            try:
                parameters = find_index(index).parameters
            except TranslationError:
                parameters = {}
            said = meaning_of(parameters[name].meaning, self.language) if name in parameters else ""
        return said[:1].upper() + said[1:] if said else name

    def value(self, head: str, value: Any) -> str:
        """Return one of the chosen words of a record in words; anything else as it is."""
        word = str(value)
        key = word.replace(" ", "_")
        group = _OF_PAGES.get(head)
        found = self._first(
            *([f"ui.{group}.{word}"] if group else []),
            f"report.across.{'code' if head == 'code' else 'value'}.{key}",
            f"report.across.{key}",
            f"ui.counted.{word}",
            f"report.value.{key}",
        )
        return found or str(told(value, self.language)).replace(" degC", " °C").replace(" degF", " °F")

    def number(self, column: str, value: Any) -> str:
        """Return a number of a line; a share in per cent, what is not known as a dash."""
        if value is None or value == "":
            return "–"
        if column.startswith("share") and isinstance(value, int | float):
            return f"{round(100 * value)} %"
        if isinstance(value, int | float):
            return localised(f"{value:,.10g}", self.language)
        return self.value(column, value)

    def heads(self, figure: Across) -> tuple[str, ...]:
        """Return what the lines of a figure are about, in the order of their columns."""
        return tuple(dict.fromkeys(name for line in figure.lines for name in line.of))

    def columns(self, figure: Across) -> tuple[str, ...]:
        """Return the values of a figure that any line has, in their order; endings that never came are left out."""
        every = dict.fromkeys(name for line in figure.lines for name in line.values if name not in LEFT_OUT)
        return tuple(
            name for name in every if name == "still" or any(_is_something(line.values, name) for line in figure.lines)
        )

    def axis(self, axis: str) -> str:
        """Return the name of one of the three axes; that none was named for anything else."""
        return self.ui(f"axis.{axis}") if axis in AXES else self.say("value.none")

    def _first(self, *names: str) -> str:
        """Return the first of these texts that there is; empty where there is none."""
        return next((text(name, self.language) for name in names if name in self._keys), "")


def _is_something(values: Mapping[str, Any], name: str) -> bool:
    return values.get(name) not in (None, 0, "")
