"""The paper that reports are printed on: A4 with the broker's typeface, its paragraphs, tables and lines in time.

Letters are those of the fonts that travel with the broker: Latin, Greek, Cyrillic, Ethiopic, Devanagari and Bengali,
the last two joined as they are written. Chinese, Japanese, Korean, Arabic and others are drawn as far as DejaVu Sans
has them; where letters are missing, the print says so, and they stand whole in the HTML report and in the record.
"""

from __future__ import annotations

import datetime as dt
import logging
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import is_dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import FontFace

from broker.exports.fonts import FACES, FONTS
from broker.exports.markup import visible
from broker.exports.report import Fact, Register, Report
from broker.exports.timeline import Mark, timeline_of
from broker.products.style import ACCENT, GREY, INK, RULE
from translators.locales import text

WIDTH, HEIGHT = 595.28, 841.89
LEFT, TOP, BOTTOM = 50.0, 48.0, 54.0
ROOM = WIDTH - 2 * LEFT
BODY, SMALL, LEADING = 10.0, 8.6, 1.42
BAR = 12.0
PALE = "#CFC9BC"
QUIET = "#5B6472"
#: Stand-ins for letters that Source Sans lacks, in the order in which they are tried.
_STAND_INS = ("NotoSansEthiopic-Regular.ttf", "NotoSansDevanagari-Regular.ttf", "NotoSansBengali-Regular.ttf")

#: A word with the white space around it.
_WORD = re.compile(r"\s*\S+\s*|\s+")
#: A piece of a line: words, weight, colour.
Run = tuple[str, int, str]


class Printed(Protocol):
    """What is printed: plain values, with a title, a language and the moment when it was told."""

    @property
    def title(self) -> str:
        """What stands below each page."""

    @property
    def language(self) -> str:
        """BCP 47 tag."""

    @property
    def at(self) -> dt.datetime:
        """When it was told."""


class Sheet(FPDF):
    """A4 paper, measured in points, with the broker's typeface and a number on each page."""

    def __init__(self, report: Printed, is_joined: bool = True) -> None:
        """Begin a paper; letters are joined as their script joins them, unless that is not needed and would cost."""
        super().__init__(unit="pt", format="A4")
        logging.getLogger("fpdf").setLevel(logging.ERROR)  # missing letters are told on the page itself
        logging.getLogger("fontTools").setLevel(logging.ERROR)
        self._report = report
        self.set_margins(LEFT, TOP, LEFT)
        self.c_margin = 0.0
        self.set_auto_page_break(True, BOTTOM)
        self.add_font("Report", "", str(FONTS / FACES[400]))
        self.add_font("Report", "B", str(FONTS / FACES[600]))
        names = []
        for path in _stand_ins(_letters(report)):
            name = path.stem.split("-")[0]
            self.add_font(name, "", str(path))
            self.add_font(name, "B", str(path))
            names.append(name)
        self.set_fallback_fonts(names, exact_match=False)
        self.set_text_shaping(is_joined)
        self.missing: set[str] = set()
        self.set_title(visible(report.title))
        self.set_lang(report.language)
        self.set_creation_date(report.at)
        self.set_creator("climate-knowledge-broker")

    def footer(self) -> None:
        """Write the title and the number of the page below its text."""
        self.set_y(-BOTTOM + 18)
        self.ink(400, 7.8, GREY)
        title = visible(self._report.title)
        while title and self.get_string_width(title) > ROOM - 60:
            title = f"{title[: int(len(title) * 0.9) - 1].rstrip()}…" if len(title) > 12 else ""
        self.cell(ROOM - 50, 10, title, align="L")
        self.cell(50, 10, str(self.page_no()), align="R")

    def ink(self, weight: int, size: float, colour: str = INK) -> None:
        """Choose weight, size and colour of what is written next."""
        self.set_font("Report", "B" if weight > 400 else "", size)
        self.set_text_color(colour)

    def room(self, height: float) -> None:
        """Begin a new page where this height does not fit on the page."""
        if self.get_y() + height > HEIGHT - BOTTOM and self.get_y() > TOP + 1:
            self.add_page()

    def runs(self, runs: Iterable[Run], size: float = BODY, indent: float = 0.0, after: float = 0.0) -> None:
        """Write one paragraph of pieces."""
        left, right, height = LEFT + indent, WIDTH - LEFT, size * LEADING
        self.set_x(left)
        for words, weight, colour in runs:
            self.ink(weight, size, colour)
            for word in _WORD.findall(self.shown(words)):
                width = self.get_string_width(word)
                if self.get_x() + self.get_string_width(word.rstrip()) > right and self.get_x() > left:
                    self.ln(height)
                    self.set_x(left)
                if width > right - left:  # a word longer than the line is broken where it ends
                    self.multi_cell(right - left, height, word, align="L", new_x=XPos.RIGHT, new_y=YPos.LAST)
                elif word.strip() or self.get_x() > left:
                    self.cell(width, height, word)
        self.ln(height)
        self.set_y(self.get_y() + after)

    def shown(self, words: str) -> str:
        """Return words as they can be seen, and remember the letters that no font has."""
        shown = visible(words)
        held = [set(font.cmap) for font in self._faces()]
        self.missing |= {c for c in shown if not c.isspace() and not any(ord(c) in one for one in held)}
        return shown

    def _faces(self) -> list:
        if not hasattr(self, "_held"):
            self._held = [font for font in self.fonts.values() if hasattr(font, "cmap")]
        return self._held

    def height_of(self, words: str, width: float, size: float, weight: int = 400) -> float:
        """Return how high words are in a column."""
        self.ink(weight, size)
        lines = self.multi_cell(width, size * LEADING, visible(words) or " ", align="L", dry_run=True, output="LINES")
        return len(lines) * size * LEADING

    def block(self, words: str, size: float = BODY, weight: int = 400, colour: str = INK, indent: float = 0.0) -> None:
        """Write a paragraph whose line ends are kept."""
        self.ink(weight, size, colour)
        self.set_x(LEFT + indent)
        self.multi_cell(
            ROOM - indent, size * LEADING, self.shown(words), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT
        )

    def heading(self, words: str, rule: bool = False) -> None:
        """Write the heading of a part."""
        self.room(70)
        self.set_y(self.get_y() + (20 if rule else 10))
        if rule:
            self.line_across(INK, 1.2)
            self.set_y(self.get_y() + 9)
        self.block(words, 14 if rule else BODY + 0.2, 600, INK if rule else ACCENT)
        self.set_y(self.get_y() + 2)

    def line_across(self, colour: str = RULE, width: float = 0.8) -> None:
        """Draw a line across the page."""
        self.set_draw_color(colour)
        self.set_line_width(width)
        self.line(LEFT, self.get_y(), WIDTH - LEFT, self.get_y())

    def bar(self, page: int, top: float, colour: str) -> None:
        """Draw the bar beside a block that began at `top` of a page and ends here."""
        self.set_draw_color(colour)
        self.set_line_width(2)
        start = top if page == self.page_no() else TOP
        self.line(LEFT + 1, start + 2, LEFT + 1, self.get_y() - 1)


def _letters(value: object) -> set[str]:
    """Return every letter of a report."""
    if isinstance(value, str):
        return set(visible(value))
    if isinstance(value, Mapping):
        return set().union(*map(_letters, value.values()))
    if isinstance(value, tuple):
        return set().union(*map(_letters, value))
    return set().union(*map(_letters, vars(value).values())) if is_dataclass(value) else set()


def is_joining(value: object) -> bool:
    """Whether any letter is of a script that joins its letters or writes to the left, or is a mark upon another one."""
    return any(
        unicodedata.category(c) in ("Mn", "Mc", "Cf") or unicodedata.bidirectional(c) in ("R", "AL")
        for c in _letters(value)
    )


def _stand_ins(letters: set[str]) -> list[Path]:
    """Return the fonts that hold letters which those before them lack, the typeface itself first."""
    import matplotlib

    dejavu = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
    found = []
    for path in (FONTS / FACES[400], *(FONTS / name for name in _STAND_INS), dejavu):
        lacking = {letter for letter in letters if ord(letter) not in _cmap(path)}
        if lacking != letters:
            found.append(path)
        letters = lacking
    return [path for path in found if path.name not in FACES.values()]


@cache
def _cmap(path: Path) -> frozenset[int]:
    from fontTools.ttLib import TTFont

    with TTFont(path, lazy=True) as face:
        return frozenset(face.getBestCmap())


def draw_open(sheet: Sheet, report: Report) -> None:
    """Draw what is open, in a box."""
    lines = report.open or (report.labels["open_nothing"],)
    height = sum(sheet.height_of(line, ROOM - 2 * BAR, BODY) for line in lines) + BODY * LEADING + 14
    sheet.room(height)
    top = sheet.get_y()
    sheet.set_fill_color("#FBF3E2" if report.open else "#EEF4F2")
    sheet.rect(LEFT, top, ROOM, height, style="F")
    sheet.set_draw_color("#B7791F" if report.open else ACCENT)
    sheet.set_line_width(2.4)
    sheet.line(LEFT + 1.2, top, LEFT + 1.2, top + height)
    sheet.set_y(top + 7)
    sheet.block(report.labels["open"], BODY, 600, indent=BAR)
    for line in lines:
        sheet.block(line, BODY, indent=BAR)
    sheet.set_y(top + height)


def labelled(sheet: Sheet, fact: Fact, label: float = 118.0) -> None:
    """Draw a line with its label at the left."""
    height = sheet.height_of(fact.value, ROOM - label, BODY, 600 if fact.weight == "strong" else 400)
    sheet.room(height)
    top = sheet.get_y()
    sheet.ink(400, BODY, QUIET)
    sheet.multi_cell(label - 10, BODY * LEADING, sheet.shown(fact.label), align="L")
    after_label = top + sheet.height_of(fact.label, label - 10, BODY)
    sheet.set_y(top)
    sheet.block(fact.value, BODY, 600 if fact.weight == "strong" else 400, indent=label)
    sheet.set_y(max(sheet.get_y(), after_label) + 6)


def draw_timeline(sheet: Sheet, report: Report) -> None:
    """Draw who did what as a line in time for each party; nothing where nobody did anything."""
    labels = {**report.labels, "round": text("ui.dialogue.round", report.language, number="{number}")}
    drawn = timeline_of(report.acts, labels, ROOM)
    if drawn is None:
        return
    sheet.set_y(sheet.get_y() + 14)
    sheet.room(drawn.height + 24)
    sheet.block(report.labels["timeline"], SMALL, 400, QUIET)
    left, top = LEFT, sheet.get_y() + 3
    for line in drawn.lines:
        sheet.set_draw_color(line.colour)
        sheet.set_line_width(0.9)
        sheet.set_dash_pattern(*((2.5, 2.5) if line.is_dashed else (0, 0)))
        points = ((line.x1, line.y1), ((line.x1 + line.x2) / 2, line.y1 - 2 * line.rise), (line.x2, line.y2))
        if line.rise:
            sheet.bezier([(left + x, top + y) for x, y in points], style="D")
        else:
            sheet.line(left + line.x1, top + line.y1, left + line.x2, top + line.y2)
    sheet.set_dash_pattern()
    for mark in drawn.marks:
        _mark(sheet, mark, left + mark.x, top + mark.y)
    for label in drawn.labels:
        sheet.ink(600 if label.is_strong else 400, 9.6, label.colour)
        words = sheet.shown(label.text)
        shift = sheet.get_string_width(words) / 2 if label.is_centred else 0
        sheet.text(left + label.x - shift, top + label.y, words)
    sheet.set_y(top + drawn.height)


def _mark(sheet: Sheet, mark: Mark, x: float, y: float) -> None:
    sheet.set_draw_color(mark.colour)
    sheet.set_fill_color(mark.colour)
    sheet.set_line_width(1.5)
    match mark.shape:
        case "dot":
            sheet.circle(x, y, 4.2, style="F")
        case "small":
            sheet.circle(x, y, 3.0, style="F")
        case "ring" | "double":
            sheet.set_fill_color("#FFFFFF")
            sheet.circle(x, y, 3.8, style="DF")
            if mark.shape == "double":
                sheet.set_fill_color(mark.colour)
                sheet.circle(x, y, 1.7, style="F")
        case "diamond":
            sheet.polygon([(x, y - 5.5), (x + 5.5, y), (x, y + 5.5), (x - 5.5, y)], style="F")
        case "triangle":
            sheet.polygon([(x, y - 4.6), (x + 4.6, y + 3.7), (x - 4.6, y + 3.7)], style="F")
        case "flag":
            sheet.line(x - 3, y - 5, x - 3, y + 5)
            sheet.polygon([(x - 3, y - 5), (x + 4.5, y - 2), (x - 3, y + 1)], style="F")
        case _:
            sheet.rect(x - 2.5, y - 2.5, 5, 5, style="F")


def draw_register(sheet: Sheet, register: Register) -> None:
    """Draw a table over the whole dialogue."""
    sheet.heading(register.title, rule=True)
    widths = (4, *(2 for _ in register.heads[1:])) if len(register.heads) > 2 else (1,) * len(register.heads)
    draw_table(sheet, register.rows, widths, heads=register.heads)


def draw_table(
    sheet: Sheet,
    rows: Sequence[Sequence[str]],
    widths: Sequence[int],
    heads: Sequence[str] = (),
    strong: int = -1,
) -> None:
    """Draw a table with lines between its rows; the column `strong` is set heavier."""
    sheet.set_draw_color(RULE)
    sheet.set_fill_color("#FFFFFF")
    sheet.set_line_width(0.7)
    sheet.ink(400, 9.4)
    style = FontFace(emphasis="BOLD", color=QUIET, size_pt=SMALL)
    with sheet.table(
        borders_layout="HORIZONTAL_LINES", col_widths=tuple(widths), line_height=9.4 * LEADING, padding=(3, 8, 3, 0),
        text_align="LEFT", first_row_as_headings=bool(heads), headings_style=style, width=ROOM, v_align="TOP",
    ) as table:  # fmt: skip
        if heads:
            table.row([sheet.shown(head) for head in heads])
        for cells in rows:
            row = table.row()
            for column, cell in enumerate(cells):
                weight = FontFace(emphasis="BOLD") if column == strong else None
                row.cell(sheet.shown(cell) or "–", style=weight)
