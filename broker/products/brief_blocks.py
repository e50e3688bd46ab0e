"""The blocks of the printed page: each knows its height before it is drawn."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from broker.engine.result import Result
from broker.products.chart import Look
from broker.products.delivery import Delivery
from broker.products.fields import Field, fields, has_map
from broker.products.figures import mark_made_up
from broker.products.language import current, say
from broker.products.map import draw_maps, map_words, maps_height
from broker.products.naming import heading_of
from broker.products.page import BOTTOM, HEIGHT, LEADING, LEFT, ROOM, WIDTH, Page
from broker.products.pictures import Picture
from broker.products.style import ACCENT, GREY, PROBLEM, legible
from broker.products.text_flow import Line, flow, strong
from broker.products.told import credits_of, definition_of, made_of, notice_of, rules_of, sealed_of
from broker.products.typeface import SEMIBOLD, missing_letters
from broker.products.years_in_ten import YearsInTen, draw_years_in_ten, words, years_in_ten
from translators.locales.calendars import date_in_full
from translators.periods import MONTH_NAMES
from translators.phrases import season_words

_QUIET = legible(GREY)
#: Size of type in the picture.
_TEXT = 8.5


@dataclass(frozen=True)
class Question:
    """Where and when, the user's own words, and what is to be decided."""

    result: Result
    delivery: Delivery

    @cached_property
    def _title(self) -> tuple[list[Line], float]:
        """The question's lines and size: the shorter the larger; cut where it would fill a quarter of the page."""
        for size, most in ((22.0, 2), (19.0, 3), (16.0, 4), (13.0, 6), (11.0, 8)):
            lines = flow(self.delivery.statement, ROOM, size, SEMIBOLD)
            if len(lines) <= most:
                return lines, size
        return flow(self.delivery.statement, ROOM, 11.0, SEMIBOLD, most_lines=8), 11.0

    @cached_property
    def _notes(self) -> list[Line]:
        statement, decision = self.delivery.statement, self.delivery.decision
        notes = []
        if self._title[0][-1].text.endswith(" …") and not statement.rstrip().endswith("…"):
            notes.append(say("question_cut"))
        if missing_letters(statement):
            notes.append(say("question_letters"))
        if decision is not None:
            text = decision.text.rstrip(".")
            if decision.by:
                notes.append(say("decide_by", decision=text, date=date_in_full(decision.by, current())))
            else:
                notes.append(say("decide", decision=text))
        return [line for note in notes for line in flow(note, ROOM, 9.5, most_lines=2)]

    @cached_property
    def _notice(self) -> list[Line]:
        notice = notice_of(self.result.recipe, current())
        return flow(notice, ROOM, 9.5, SEMIBOLD) if notice else []

    @property
    def height(self) -> float:
        """Height in points."""
        lines, size = self._title
        small = len(self._notice) + len(self._notes)
        return 9 * LEADING + 6 + len(lines) * size * 1.16 + 0.2 * size + small * 9.5 * LEADING + 14

    def draw(self, page: Page, top: float) -> None:
        """Draw it below `top`."""
        season = self.result.recipe.season
        when = say("whole_year") if season.is_year else _capital(season_words(season, current()))
        # The first round's dialogue has the question as its title; it need not stand twice.
        dialogue = _capital(self.delivery.dialogue.replace(self.delivery.statement, "").strip(" ()"))
        parts = [_capital(self.result.recipe.region["name"]), when, dialogue]
        above = flow("  ·  ".join(part for part in parts if part), ROOM, 9.0, SEMIBOLD, most_lines=1)
        y = top + page.write(above, LEFT, top, 9.0, colour=ACCENT) + 6
        lines, size = self._title
        y += page.write(lines, LEFT, y, size, leading=1.16) + 0.2 * size
        y += page.write(self._notice, LEFT, y, 9.5, colour=PROBLEM)
        y += page.write(self._notes, LEFT, y, 9.5, colour=GREY)
        page.rule(y + 6)


@dataclass(frozen=True)
class Answer:
    """The one plain sentence, `said`."""

    said: str
    size: float

    @cached_property
    def _lines(self) -> list[Line]:
        return flow(emphasised(self.said), ROOM, self.size)

    @property
    def height(self) -> float:
        """Height in points."""
        return len(self._lines) * self.size * LEADING + 10

    def draw(self, page: Page, top: float) -> None:
        """Draw it below `top`."""
        page.write(self._lines, LEFT, top, self.size)


@dataclass(frozen=True)
class Chart:
    """The picture that fits the result, `body` points tall."""

    result: Result
    body: float

    @cached_property
    def _picture(self) -> Picture:
        return Picture.of(self.result)

    @cached_property
    def _words(self) -> list[Line]:
        return flow(self._picture.words(), ROOM, 8.2, most_lines=2)

    @property
    def _above(self) -> float:
        """Room above the axes, such as for the names of the periods."""
        return self._picture.above(_TEXT) - 2.0

    @property
    def height(self) -> float:
        """Height in points."""
        below = self._picture.below(_TEXT) - 2.0
        return 10.5 * 1.3 + len(self._words) * 8.2 * 1.25 + self._above + self.body + below

    def draw(self, page: Page, top: float) -> None:
        """Draw it below `top`."""
        heading = flow(heading_of(self.result.recipe), ROOM, 10.5, SEMIBOLD, most_lines=1)
        y = top + page.write(heading, LEFT, top, 10.5, leading=1.3)
        y += page.write(self._words, LEFT, y, 8.2, colour=GREY, leading=1.25) + self._above
        left, right = self._picture.margins(_TEXT) or (24.0, 140.0)
        axes = page.axes(LEFT + left, y, ROOM - left - right, self.body)
        self._picture.draw(axes, Look(text=_TEXT, dot=3.6, line=2.0), LEFT)
        mark_made_up(axes, self.result, 18.0)


@dataclass(frozen=True)
class Maps:
    """The past, and the last period under the lowest and the highest scenario."""

    result: Result
    most: float = 128.0

    @cached_property
    def _panels(self) -> tuple[Field, ...]:
        panels = fields(self.result)
        past = [p for p in panels if not p.is_change][:1]
        last = [p for p in panels if p.is_change and p.period == panels[-1].period]
        return tuple(past + ([last[0], last[-1]] if len(last) > 1 else last)) or panels[:3]

    @cached_property
    def _words(self) -> list[Line]:
        return flow(map_words(self.result, self._panels), ROOM, 8.2, most_lines=2)

    @cached_property
    def _tall(self) -> float:
        return min(maps_height(self.result, self._panels, ROOM, 8.0), self.most)

    @property
    def height(self) -> float:
        """Height in points; nothing where the region has one cell."""
        return len(self._words) * 8.2 * 1.25 + 4 + self._tall + 12 if has_map(self.result) else 0.0

    def draw(self, page: Page, top: float) -> None:
        """Draw it below `top`."""
        if has_map(self.result):
            y = top + page.write(self._words, LEFT, top, 8.2, colour=GREY, leading=1.25) + 4
            draw_maps(page.figure, self.result, self._panels, (LEFT, HEIGHT - y - self._tall, ROOM, self._tall), 8.0)


@dataclass(frozen=True)
class TenYears:
    """How often a year comes that was exceptional in the past."""

    result: Result

    @cached_property
    def _found(self) -> tuple[YearsInTen, ...]:
        return () if has_map(self.result) else years_in_ten(self.result)

    @property
    def height(self) -> float:
        """Height in points; nothing where it cannot be known, or where there is a map instead."""
        return 9 * 1.3 + 62.0 if self._found else 0.0

    def draw(self, page: Page, top: float) -> None:
        """Draw it below `top`."""
        if self._found:
            y = top + page.write(
                flow(words(self.result), ROOM, 9.0, SEMIBOLD, most_lines=1), LEFT, top, 9.0, leading=1.3
            )
            draw_years_in_ten(page.figure, self._found, (LEFT, HEIGHT - y - 4, ROOM), 9.0)


@dataclass(frozen=True)
class Foot:
    """Whose data, which definition, which recipe; it stands at the bottom."""

    result: Result
    delivery: Delivery
    size: float = 7.4

    @cached_property
    def _blocks(self) -> list[tuple[str, list[Line]]]:
        recipe, delivery = self.result.recipe, self.delivery
        data = [f"{strong(f'{name}:')}{line}" for name, _, line in (c.partition(":") for c in credits_of(delivery))]
        definition = f"{_capital(definition_of(recipe))}. {rules_of(recipe)}"
        made = say("recipe_on_page", id=recipe.product_id, made=made_of(delivery))
        texts = (
            (say("data_head"), " ".join(data) or say("data_none")),
            (say("definition_head"), definition),
            (say("recipe_head"), f"{made} {sealed_of(delivery)}".strip()),
        )
        return [(title, flow(text, ROOM - 50, self.size, most_lines=6)) for title, text in texts]

    @property
    def height(self) -> float:
        """Height in points, from its rule to the page's margin."""
        return 7 + sum(len(lines) * self.size * 1.3 + 2.5 for _, lines in self._blocks)

    @property
    def top(self) -> float:
        """Where it begins, in points from the top."""
        return HEIGHT - BOTTOM - self.height

    def draw(self, page: Page) -> None:
        """Draw it at the bottom of the page."""
        page.rule(self.top, LEFT, WIDTH - LEFT)
        y = self.top + 5
        for title, lines in self._blocks:
            page.write(flow(title, 50, self.size, SEMIBOLD), LEFT, y, self.size, colour=_QUIET)
            y += page.write(lines, LEFT + 50, y, self.size, colour=_QUIET, leading=1.3) + 2.5


_UNIT = "|".join(
    [
        r"a year",
        "°C days",
        "°C",
        "°F days",
        "°F",
        "inch a day",
        "inch",
        "mm a day",
        "mm",
        "days?",
        "in 10",
        *MONTH_NAMES,
    ]
)
_NUMBER = rf"[+−]?\d(?:[\d.,]*\d)?(?: (?:{'|'.join(MONTH_NAMES)}))?"
_VALUE = rf"{_NUMBER}(?: to {_NUMBER})?(?: (?:{_UNIT})\b)?"
_ANSWERS = re.compile(rf"(?<=about )({_VALUE})|({_VALUE})(?= under )|(?<=and )({_VALUE})(?= as measured)")


def emphasised(sentence: str) -> str:
    """Return the sentence with the values that answer made strong; years and limits stay as they are."""
    return _ANSWERS.sub(lambda found: strong(found[0]), sentence)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
