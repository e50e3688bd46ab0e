"""The report in print: the same as the page, on A4, drawn without fetching anything; nothing in it is active.

Letters are those of the fonts that travel with the broker: Latin, Greek, Cyrillic, Ethiopic, Devanagari and Bengali,
the last two joined as they are written. Chinese, Japanese, Korean, Arabic and others are drawn as far as DejaVu Sans
has them; where letters are missing, the print says so, and they stand whole in the HTML report and in the record.
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import is_dataclass
from functools import cache
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import FontFace

from broker.exports.fonts import FACES, FONTS
from broker.exports.markup import visible
from broker.exports.report import Fact, Register, Report, Said, Tens, Turn
from broker.exports.telling import report_of
from broker.exports.timeline import Mark, timeline_of
from broker.exports.told import Told
from broker.products.style import ACCENT, GREY, INK, PROBLEM, RULE, WARNING
from translators.locales import text

_WIDTH, _HEIGHT = 595.28, 841.89
_LEFT, _TOP, _BOTTOM = 50.0, 48.0, 54.0
_ROOM = _WIDTH - 2 * _LEFT
_BODY, _SMALL, _LEADING = 10.0, 8.6, 1.42
_BAR = 12.0
#: How high a picture may be.
_PICTURE = 268.0
_PALE = "#CFC9BC"
_QUIET = "#5B6472"
#: Stand-ins for letters that Source Sans lacks, in the order in which they are tried.
_STAND_INS = ("NotoSansEthiopic-Regular.ttf", "NotoSansDevanagari-Regular.ttf", "NotoSansBengali-Regular.ttf")
_TONES = {"against": PROBLEM, "together": ACCENT}

#: A word with the white space around it.
_WORD = re.compile(r"\s*\S+\s*|\s+")
#: A piece of a line: words, weight, colour.
Run = tuple[str, int, str]


def write_pdf(told: Told, language: str) -> bytes:
    """Return the report of a dialogue as the bytes of a PDF."""
    return print_of(report_of(told, language))


def print_of(report: Report) -> bytes:
    """Return a report in print."""
    sheet = _Sheet(report)
    sheet.add_page()
    _head(sheet, report)
    _timeline(sheet, report)
    for turn in report.turns:
        _turn(sheet, turn, report.labels)
    for register in report.registers:
        _register(sheet, register)
    _proof(sheet, report)
    return bytes(sheet.output())


class _Sheet(FPDF):
    """A4 paper, measured in points, with the broker's typeface and a number on each page."""

    def __init__(self, report: Report) -> None:
        super().__init__(unit="pt", format="A4")
        logging.getLogger("fpdf").setLevel(logging.ERROR)  # missing letters are told on the page itself
        logging.getLogger("fontTools").setLevel(logging.ERROR)
        self._report = report
        self.set_margins(_LEFT, _TOP, _LEFT)
        self.c_margin = 0.0
        self.set_auto_page_break(True, _BOTTOM)
        self.add_font("Report", "", str(FONTS / FACES[400]))
        self.add_font("Report", "B", str(FONTS / FACES[600]))
        names = []
        for path in _stand_ins(_letters(report)):
            name = path.stem.split("-")[0]
            self.add_font(name, "", str(path))
            self.add_font(name, "B", str(path))
            names.append(name)
        self.set_fallback_fonts(names, exact_match=False)
        self.set_text_shaping(True)
        self.missing: set[str] = set()
        self.set_title(visible(report.title))
        self.set_lang(report.language)
        self.set_creation_date(report.at)
        self.set_creator("climate-knowledge-broker")

    def footer(self) -> None:
        """Write the title and the number of the page below its text."""
        self.set_y(-_BOTTOM + 18)
        self.ink(400, 7.8, GREY)
        title = visible(self._report.title)
        while title and self.get_string_width(title) > _ROOM - 60:
            title = f"{title[: int(len(title) * 0.9) - 1].rstrip()}…" if len(title) > 12 else ""
        self.cell(_ROOM - 50, 10, title, align="L")
        self.cell(50, 10, str(self.page_no()), align="R")

    def ink(self, weight: int, size: float, colour: str = INK) -> None:
        """Choose weight, size and colour of what is written next."""
        self.set_font("Report", "B" if weight > 400 else "", size)
        self.set_text_color(colour)

    def room(self, height: float) -> None:
        """Begin a new page where this height does not fit on the page."""
        if self.get_y() + height > _HEIGHT - _BOTTOM and self.get_y() > _TOP + 1:
            self.add_page()

    def runs(self, runs: Iterable[Run], size: float = _BODY, indent: float = 0.0, after: float = 0.0) -> None:
        """Write one paragraph of pieces."""
        left, right, height = _LEFT + indent, _WIDTH - _LEFT, size * _LEADING
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
        lines = self.multi_cell(width, size * _LEADING, visible(words) or " ", align="L", dry_run=True, output="LINES")
        return len(lines) * size * _LEADING

    def block(self, words: str, size: float = _BODY, weight: int = 400, colour: str = INK, indent: float = 0.0) -> None:
        """Write a paragraph whose line ends are kept."""
        self.ink(weight, size, colour)
        self.set_x(_LEFT + indent)
        self.multi_cell(
            _ROOM - indent, size * _LEADING, self.shown(words), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT
        )

    def heading(self, words: str, rule: bool = False) -> None:
        """Write the heading of a part."""
        self.room(70)
        self.set_y(self.get_y() + (20 if rule else 10))
        if rule:
            self.line_across(INK, 1.2)
            self.set_y(self.get_y() + 9)
        self.block(words, 14 if rule else _BODY + 0.2, 600, INK if rule else ACCENT)
        self.set_y(self.get_y() + 2)

    def line_across(self, colour: str = RULE, width: float = 0.8) -> None:
        """Draw a line across the page."""
        self.set_draw_color(colour)
        self.set_line_width(width)
        self.line(_LEFT, self.get_y(), _WIDTH - _LEFT, self.get_y())

    def bar(self, page: int, top: float, colour: str) -> None:
        """Draw the bar beside a block that began at `top` of a page and ends here."""
        self.set_draw_color(colour)
        self.set_line_width(2)
        start = top if page == self.page_no() else _TOP
        self.line(_LEFT + 1, start + 2, _LEFT + 1, self.get_y() - 1)


def _letters(value: object) -> set[str]:
    """Return every letter of a report."""
    if isinstance(value, str):
        return set(visible(value))
    if isinstance(value, Mapping):
        return set().union(*map(_letters, value.values()))
    if isinstance(value, tuple):
        return set().union(*map(_letters, value))
    return set().union(*map(_letters, vars(value).values())) if is_dataclass(value) else set()


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


def _head(sheet: _Sheet, report: Report) -> None:
    sheet.block(report.labels["kicker"], _BODY, 600, ACCENT)
    sheet.set_y(sheet.get_y() + 2)
    sheet.ink(600, 21)
    sheet.multi_cell(_ROOM, 25, sheet.shown(report.title), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    sheet.set_y(sheet.get_y() + 3)
    sheet.block(report.state, _BODY, 400, _QUIET)
    sheet.set_y(sheet.get_y() + 12)
    sheet.line_across()
    sheet.set_y(sheet.get_y() + 8)
    for fact in report.facts:
        _labelled(sheet, fact)
    sheet.line_across()
    sheet.set_y(sheet.get_y() + 12)
    lines = report.open or (report.labels["open_nothing"],)
    height = sum(sheet.height_of(line, _ROOM - 2 * _BAR, _BODY) for line in lines) + _BODY * _LEADING + 14
    sheet.room(height)
    top = sheet.get_y()
    sheet.set_fill_color("#FBF3E2" if report.open else "#EEF4F2")
    sheet.rect(_LEFT, top, _ROOM, height, style="F")
    sheet.set_draw_color("#B7791F" if report.open else ACCENT)
    sheet.set_line_width(2.4)
    sheet.line(_LEFT + 1.2, top, _LEFT + 1.2, top + height)
    sheet.set_y(top + 7)
    sheet.block(report.labels["open"], _BODY, 600, indent=_BAR)
    for line in lines:
        sheet.block(line, _BODY, indent=_BAR)
    sheet.set_y(top + height)


def _labelled(sheet: _Sheet, fact: Fact, label: float = 118.0) -> None:
    height = sheet.height_of(fact.value, _ROOM - label, _BODY, 600 if fact.weight == "strong" else 400)
    sheet.room(height)
    top = sheet.get_y()
    sheet.ink(400, _BODY, _QUIET)
    sheet.multi_cell(label - 10, _BODY * _LEADING, sheet.shown(fact.label), align="L")
    after_label = top + sheet.height_of(fact.label, label - 10, _BODY)
    sheet.set_y(top)
    sheet.block(fact.value, _BODY, 600 if fact.weight == "strong" else 400, indent=label)
    sheet.set_y(max(sheet.get_y(), after_label) + 6)


def _timeline(sheet: _Sheet, report: Report) -> None:
    labels = {**report.labels, "round": text("ui.dialogue.round", report.language, number="{number}")}
    drawn = timeline_of(report.acts, labels, _ROOM)
    if drawn is None:
        return
    sheet.set_y(sheet.get_y() + 14)
    sheet.room(drawn.height + 24)
    sheet.block(report.labels["timeline"], _SMALL, 400, _QUIET)
    left, top = _LEFT, sheet.get_y() + 3
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


def _mark(sheet: _Sheet, mark: Mark, x: float, y: float) -> None:
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


def _turn(sheet: _Sheet, turn: Turn, labels: Mapping[str, str]) -> None:
    sheet.room(190)
    sheet.set_y(sheet.get_y() + 20)
    sheet.line_across(INK, 1.2)
    sheet.set_y(sheet.get_y() + 9)
    sheet.runs([(turn.title, 600, INK)], 14)
    sheet.block(turn.opened, _SMALL, 400, _QUIET)
    if turn.because:
        _barred(sheet, ACCENT, [(turn.because, _BODY, 400, INK)], before=5)
    sheet.set_y(sheet.get_y() + 6)
    if turn.need:
        sheet.block(turn.need, 13)
    else:
        sheet.block(labels["erased"], _BODY, 400, _QUIET)
    if turn.reading:
        sheet.heading(labels["reading"])
        runs: list[Run] = []
        for step in turn.reading:
            note = ", ".join(part for part in (labels["guess"] if step.is_guess else "", step.status) if part)
            runs += [(f"{step.about} ", 400, _QUIET), (step.value, 600, PROBLEM if step.is_contested else INK)]
            runs.append((f" ({note})     " if note else "     ", 400, _QUIET))
        sheet.runs(runs, 9.4)
    sheet.heading(labels["answer"])
    sheet.block(turn.answer or labels["answer_none"], _BODY + 0.6, 400, INK if turn.answer else _QUIET)
    if turn.tens:
        _tens(sheet, turn, labels)
    for picture in turn.pictures:
        _picture(sheet, picture.png, picture.words)
    if turn.absent:
        sheet.block(turn.absent, _SMALL, 400, _QUIET)
    if turn.missed or turn.more_missed:
        sheet.heading(labels["missed"])
        for one in turn.missed:
            lines = [(f"{one.axis}: {one.message}", _BODY, 400, INK), (one.remedy, _SMALL, 400, _QUIET)]
            _barred(sheet, PROBLEM if one.severity == "error" else WARNING, lines, after=5)
        if turn.more_missed:
            sheet.block(turn.more_missed, _SMALL, 400, _QUIET)
    sheet.heading(labels["said"])
    for said in turn.said:
        _said(sheet, said, labels)
    if not turn.said:
        sheet.block(labels["said_nothing"], _BODY, 400, _QUIET)
    if turn.changed:
        sheet.heading(turn.changed_title)
        rows = [(c.what, c.before, c.after) for c in turn.changed]
        _table(sheet, rows, (5, 3, 3), strong=2)


def _tens(sheet: _Sheet, turn: Turn, labels: Mapping[str, str]) -> None:
    across = 5
    rows = [turn.tens[i : i + across] for i in range(0, len(turn.tens), across)]
    sheet.room(46 + 62 * len(rows))
    sheet.heading(labels["tens"])
    sheet.block(turn.tens_words, _SMALL, 400, _QUIET)
    sheet.set_y(sheet.get_y() + 3)
    for row in rows:
        top = sheet.get_y()
        for column, one in enumerate(row):
            _ten(sheet, one, _LEFT + column * _ROOM / across, top)
        sheet.set_y(top + 61)


def _ten(sheet: _Sheet, one: Tens, x: float, top: float) -> None:
    sheet.ink(600, _SMALL)
    sheet.text(x, top + 9, one.period)
    sheet.ink(400, _SMALL - 0.6, _QUIET)
    sheet.text(x, top + 19, sheet.shown(one.scenario))
    sheet.set_line_width(0.8)
    for index in range(10):
        centre, share = x + 4.4 + 9.2 * index, min(max(one.halves - 2 * index, 0), 2)
        sheet.set_draw_color(one.colour if share else _PALE)
        sheet.set_fill_color(one.colour if share == 2 else "#FFFFFF")
        sheet.circle(centre, top + 28, 3.7, style="DF")
        if share == 1:
            sheet.set_fill_color(one.colour)
            sheet.solid_arc(centre - 3.7, top + 24.3, 7.4, 90, 270, style="F")
    sheet.ink(600, _BODY)
    sheet.text(x, top + 43, sheet.shown(one.count))
    sheet.ink(400, _SMALL - 0.6, _QUIET)
    sheet.text(x, top + 53, sheet.shown(one.models))


def _picture(sheet: _Sheet, png: bytes, words: str) -> None:
    from PIL import Image

    with Image.open(io.BytesIO(png)) as image:
        width, height = image.size
    shown = min(_ROOM, _PICTURE * width / height)
    sheet.room(shown * height / width + 12)
    sheet.set_y(sheet.get_y() + 4)
    sheet.image(io.BytesIO(png), x=_LEFT + (_ROOM - shown) / 2, w=shown, alt_text=visible(words))
    sheet.set_y(sheet.get_y() + 2)


def _said(sheet: _Sheet, one: Said, labels: Mapping[str, str]) -> None:
    colour = _TONES.get(one.tone, _PALE)
    words = labels["withheld"] if one.is_withheld else one.words
    height = sheet.height_of(words, _ROOM - _BAR, _BODY) + 2.4 * _SMALL * _LEADING
    sheet.room(min(height, 200))
    page, top = sheet.page_no(), sheet.get_y()
    before, name, after = one.who
    runs = [(before, 400, _QUIET), (name, 600, PROBLEM if one.tone == "against" else INK), (after, 400, _QUIET)]
    sheet.runs([*runs, (f" · {one.at}", 400, _QUIET)], _SMALL, _BAR)
    if words:
        sheet.block(words, _BODY, 400, _QUIET if one.is_withheld else INK, indent=_BAR)
    if one.facts:
        facts: list[Run] = []
        for fact in one.facts:
            weight = 600 if fact.weight == "strong" else 400
            facts += [(f"{fact.label} ", 400, _QUIET), (f"{fact.value}     ", weight, INK)]
        sheet.runs(facts, _SMALL, _BAR)
    sheet.bar(page, top, colour)
    sheet.set_y(sheet.get_y() + 7)


def _barred(
    sheet: _Sheet,
    colour: str,
    lines: Sequence[tuple[str, float, int, str]],
    before: float = 0.0,
    after: float = 0.0,
) -> None:
    """Write paragraphs with a bar beside them."""
    sheet.set_y(sheet.get_y() + before)
    height = sum(sheet.height_of(words, _ROOM - _BAR, size, weight) for words, size, weight, _ in lines if words)
    sheet.room(min(height, 200))
    page, top = sheet.page_no(), sheet.get_y()
    for words, size, weight, ink in lines:
        if words:
            sheet.block(words, size, weight, ink, indent=_BAR)
    sheet.bar(page, top, colour)
    sheet.set_y(sheet.get_y() + after)


def _register(sheet: _Sheet, register: Register) -> None:
    sheet.heading(register.title, rule=True)
    widths = (4, *(2 for _ in register.heads[1:])) if len(register.heads) > 2 else (1,) * len(register.heads)
    _table(sheet, register.rows, widths, heads=register.heads)


def _table(
    sheet: _Sheet,
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
    style = FontFace(emphasis="BOLD", color=_QUIET, size_pt=_SMALL)
    with sheet.table(
        borders_layout="HORIZONTAL_LINES", col_widths=tuple(widths), line_height=9.4 * _LEADING, padding=(3, 8, 3, 0),
        text_align="LEFT", first_row_as_headings=bool(heads), headings_style=style, width=_ROOM, v_align="TOP",
    ) as table:  # fmt: skip
        if heads:
            table.row([sheet.shown(head) for head in heads])
        for cells in rows:
            row = table.row()
            for column, cell in enumerate(cells):
                weight = FontFace(emphasis="BOLD") if column == strong else None
                row.cell(sheet.shown(cell) or "–", style=weight)


def _proof(sheet: _Sheet, report: Report) -> None:
    sheet.room(108)
    sheet.set_y(sheet.get_y() + 18)
    sheet.line_across(INK, 1.2)
    sheet.set_y(sheet.get_y() + 8)
    sheet.block(report.labels["proof"], _SMALL, 600)
    for fact in report.proof:
        sheet.runs([(f"{fact.label}:  ", 400, _QUIET), (fact.value, 400, INK)], 7.8)
    sheet.set_y(sheet.get_y() + 3)
    sheet.block(report.labels["proof_how"], 7.8, 400, _QUIET)
    sheet.block(report.note, 7.8, 400, _QUIET)
    if sheet.missing:
        sheet.block(report.labels["letters"], 7.8, 400, _QUIET)
