"""The report of many dialogues in print: the same as its page, on A4, a dialogue a page."""

from __future__ import annotations

from fpdf.enums import XPos, YPos
from fpdf.fonts import FontFace

from broker.exports.many.report import ManyReport, Page, Table
from broker.exports.sheet import (
    BODY,
    LEADING,
    LEFT,
    QUIET,
    ROOM,
    SMALL,
    Sheet,
    draw_open,
    draw_timeline,
    is_joining,
    labelled,
)
from broker.products.style import ACCENT, INK, RULE

#: How wide a column of words is against one of numbers.
_WORDS, _NUMBER = 10, 5
#: The width of the column with the number of the source.
_SOURCE = 3


def write_pdf(report: ManyReport) -> bytes:
    """Return the report as the bytes of a PDF."""
    sheet = Sheet(report, is_joined=is_joining(_told(report)))
    sheet.add_page()
    _head(sheet, report)
    for table in report.summary:
        _table(sheet, table)
    if report.tables:
        sheet.add_page()
    for table in report.tables:
        _table(sheet, table)
    for page in report.pages:
        sheet.add_page()
        _page(sheet, page)
    _sources(sheet, report)
    _proof(sheet, report)
    return bytes(sheet.output())


def _told(report: ManyReport) -> tuple[object, ...]:
    """Return what is printed of a report."""
    return (report.title, report.state, report.lead, report.summary, report.tables, report.pages, report.note)


def _head(sheet: Sheet, report: ManyReport) -> None:
    sheet.block(report.labels["kicker"], BODY, 600, ACCENT)
    sheet.ink(600, 21)
    sheet.multi_cell(ROOM, 25, sheet.shown(report.title), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    sheet.block(report.state, BODY, 400, QUIET)
    sheet.set_y(sheet.get_y() + 8)
    sheet.line_across()
    sheet.set_y(sheet.get_y() + 8)
    sheet.block(report.labels["short"], BODY + 2, 600)
    sheet.set_y(sheet.get_y() + 2)
    for words in report.lead:
        sheet.runs([("•  ", 600, ACCENT), (words, 400, INK)], BODY, 0, after=2)


def _table(sheet: Sheet, table: Table) -> None:
    if not table.rows:
        return
    sheet.room(64)
    sheet.set_y(sheet.get_y() + 10)
    sheet.block(table.title, BODY + 0.2, 600, ACCENT)
    if table.note:
        sheet.block(table.note, 7.8, 400, QUIET)
    sheet.set_y(sheet.get_y() + 1)
    size = 8.6 if len(table.heads) <= 8 else 7.2
    sheet.set_draw_color(RULE)
    sheet.set_fill_color("#FFFFFF")
    sheet.set_line_width(0.6)
    sheet.ink(400, size)
    usual = (_WORDS if n < table.texts else _NUMBER for n in range(len(table.heads)))
    widths = (*(table.widths or usual), _SOURCE)
    aligned = (*("LEFT" if n < table.texts else "RIGHT" for n in range(len(table.heads))), "RIGHT")
    quiet = FontFace(color=QUIET, size_pt=size - 1.2)
    headings = FontFace(emphasis="BOLD", color=QUIET, size_pt=size - 0.6)
    with sheet.table(
        borders_layout="HORIZONTAL_LINES", col_widths=widths, line_height=size * 1.3, padding=(2, 4, 2, 0),
        text_align=aligned, first_row_as_headings=True, headings_style=headings,
        width=ROOM, v_align="TOP",
    ) as drawn:  # fmt: skip
        drawn.row([*(sheet.shown(head) for head in table.heads), ""])
        for row in table.rows:
            line = drawn.row()
            for cell in row.cells:
                line.cell(sheet.shown(cell) or "–")
            line.cell(str(row.source) if row.source else "", style=quiet)
    if table.more:
        sheet.block(f"+ {table.more}", 7.8, 400, QUIET)


def _page(sheet: Sheet, page: Page) -> None:
    report = page.report
    sheet.block(page.id, SMALL, 400, QUIET)
    sheet.ink(600, 15)
    sheet.multi_cell(ROOM, 19, sheet.shown(report.title), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    sheet.block(report.state, SMALL, 400, QUIET)
    sheet.set_y(sheet.get_y() + 6)
    for fact in report.facts:
        labelled(sheet, fact)
    draw_open(sheet, report)
    draw_timeline(sheet, report)
    for table in page.tables:
        _table(sheet, table)


def _sources(sheet: Sheet, report: ManyReport) -> None:
    sheet.add_page()
    sheet.block(report.labels["sources"], 14, 600)
    sheet.block(report.labels["sources_note"], SMALL, 400, QUIET)
    sheet.set_y(sheet.get_y() + 4)
    for one in report.sources:
        words = "   ".join(f"{name}: {events}" for name, events in one.events)
        sheet.room(7.6 * LEADING)
        sheet.set_x(LEFT)
        sheet.runs([(f"{one.number}  ", 600, INK), (words, 400, QUIET)], 7.6, 0, after=1)


def _proof(sheet: Sheet, report: ManyReport) -> None:
    sheet.room(100)
    sheet.set_y(sheet.get_y() + 14)
    sheet.line_across(INK, 1.2)
    sheet.set_y(sheet.get_y() + 8)
    sheet.block(report.labels["proof"], SMALL, 600)
    for fact in report.proof:
        sheet.runs([(f"{fact.label}:  ", 400, QUIET), (fact.value, 400, INK)], 7.8)
    sheet.block(report.labels["proof_how"], 7.8, 400, QUIET)
    sheet.block(report.note, 7.8, 400, QUIET)
    if sheet.missing:
        sheet.block(report.labels["letters"], 7.8, 400, QUIET)
