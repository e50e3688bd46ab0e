"""The report in print: the same as the page, on A4, drawn without fetching anything; nothing in it is active."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

from fpdf.enums import XPos, YPos

from broker.exports.markup import visible
from broker.exports.report import Report, Said, Tens, Turn
from broker.exports.sheet import (
    BAR,
    BODY,
    LEADING,
    LEFT,
    PALE,
    QUIET,
    ROOM,
    SMALL,
    Run,
    Sheet,
    draw_open,
    draw_register,
    draw_table,
    draw_timeline,
    labelled,
)
from broker.exports.telling import report_of
from broker.exports.told import Told
from broker.products.style import ACCENT, INK, PROBLEM, WARNING

#: How high a picture may be.
_PICTURE = 268.0
_TONES = {"against": PROBLEM, "together": ACCENT}


def write_pdf(told: Told, language: str) -> bytes:
    """Return the report of a dialogue as the bytes of a PDF."""
    return print_of(report_of(told, language))


def print_of(report: Report) -> bytes:
    """Return a report in print."""
    sheet = Sheet(report)
    sheet.add_page()
    _head(sheet, report)
    draw_timeline(sheet, report)
    for turn in report.turns:
        _turn(sheet, turn, report.labels)
    for register in report.registers:
        draw_register(sheet, register)
    _proof(sheet, report)
    return bytes(sheet.output())


def _head(sheet: Sheet, report: Report) -> None:
    sheet.block(report.labels["kicker"], BODY, 600, ACCENT)
    sheet.set_y(sheet.get_y() + 2)
    sheet.ink(600, 21)
    sheet.multi_cell(ROOM, 25, sheet.shown(report.title), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    sheet.set_y(sheet.get_y() + 3)
    sheet.block(report.state, BODY, 400, QUIET)
    sheet.set_y(sheet.get_y() + 12)
    sheet.line_across()
    sheet.set_y(sheet.get_y() + 8)
    for fact in report.facts:
        labelled(sheet, fact)
    sheet.line_across()
    sheet.set_y(sheet.get_y() + 12)
    draw_open(sheet, report)


def _turn(sheet: Sheet, turn: Turn, labels: Mapping[str, str]) -> None:
    sheet.room(190)
    sheet.set_y(sheet.get_y() + 20)
    sheet.line_across(INK, 1.2)
    sheet.set_y(sheet.get_y() + 9)
    sheet.runs([(turn.title, 600, INK)], 14)
    sheet.block(turn.opened, SMALL, 400, QUIET)
    if turn.because:
        _barred(sheet, ACCENT, [(turn.because, BODY, 400, INK)], before=5)
    sheet.set_y(sheet.get_y() + 6)
    if turn.need:
        sheet.block(turn.need, 13)
    else:
        sheet.block(labels["erased"], BODY, 400, QUIET)
    if turn.reading:
        sheet.heading(labels["reading"])
        runs: list[Run] = []
        for step in turn.reading:
            note = ", ".join(part for part in (labels["guess"] if step.is_guess else "", step.status) if part)
            runs += [(f"{step.about} ", 400, QUIET), (step.value, 600, PROBLEM if step.is_contested else INK)]
            runs.append((f" ({note})     " if note else "     ", 400, QUIET))
        sheet.runs(runs, 9.4)
    sheet.heading(labels["answer"])
    sheet.block(turn.answer or labels["answer_none"], BODY + 0.6, 400, INK if turn.answer else QUIET)
    if turn.tens:
        _tens(sheet, turn, labels)
    for picture in turn.pictures:
        _picture(sheet, picture.png, picture.words)
    if turn.absent:
        sheet.block(turn.absent, SMALL, 400, QUIET)
    if turn.missed or turn.more_missed:
        sheet.heading(labels["missed"])
        for one in turn.missed:
            lines = [(f"{one.axis}: {one.message}", BODY, 400, INK), (one.remedy, SMALL, 400, QUIET)]
            _barred(sheet, PROBLEM if one.severity == "error" else WARNING, lines, after=5)
        if turn.more_missed:
            sheet.block(turn.more_missed, SMALL, 400, QUIET)
    sheet.heading(labels["said"])
    for said in turn.said:
        _said(sheet, said, labels)
    if not turn.said:
        sheet.block(labels["said_nothing"], BODY, 400, QUIET)
    if turn.changed:
        sheet.heading(turn.changed_title)
        rows = [(c.what, c.before, c.after) for c in turn.changed]
        draw_table(sheet, rows, (5, 3, 3), strong=2)


def _tens(sheet: Sheet, turn: Turn, labels: Mapping[str, str]) -> None:
    across = 5
    rows = [turn.tens[i : i + across] for i in range(0, len(turn.tens), across)]
    sheet.room(46 + 62 * len(rows))
    sheet.heading(labels["tens"])
    sheet.block(turn.tens_words, SMALL, 400, QUIET)
    sheet.set_y(sheet.get_y() + 3)
    for row in rows:
        top = sheet.get_y()
        for column, one in enumerate(row):
            _ten(sheet, one, LEFT + column * ROOM / across, top)
        sheet.set_y(top + 61)


def _ten(sheet: Sheet, one: Tens, x: float, top: float) -> None:
    sheet.ink(600, SMALL)
    sheet.text(x, top + 9, one.period)
    sheet.ink(400, SMALL - 0.6, QUIET)
    sheet.text(x, top + 19, sheet.shown(one.scenario))
    sheet.set_line_width(0.8)
    for index in range(10):
        centre, share = x + 4.4 + 9.2 * index, min(max(one.halves - 2 * index, 0), 2)
        sheet.set_draw_color(one.colour if share else PALE)
        sheet.set_fill_color(one.colour if share == 2 else "#FFFFFF")
        sheet.circle(centre, top + 28, 3.7, style="DF")
        if share == 1:
            sheet.set_fill_color(one.colour)
            sheet.solid_arc(centre - 3.7, top + 24.3, 7.4, 90, 270, style="F")
    sheet.ink(600, BODY)
    sheet.text(x, top + 43, sheet.shown(one.count))
    sheet.ink(400, SMALL - 0.6, QUIET)
    sheet.text(x, top + 53, sheet.shown(one.models))


def _picture(sheet: Sheet, png: bytes, words: str) -> None:
    from PIL import Image

    with Image.open(io.BytesIO(png)) as image:
        width, height = image.size
    shown = min(ROOM, _PICTURE * width / height)
    sheet.room(shown * height / width + 12)
    sheet.set_y(sheet.get_y() + 4)
    sheet.image(io.BytesIO(png), x=LEFT + (ROOM - shown) / 2, w=shown, alt_text=visible(words))
    sheet.set_y(sheet.get_y() + 2)


def _said(sheet: Sheet, one: Said, labels: Mapping[str, str]) -> None:
    colour = _TONES.get(one.tone, PALE)
    words = labels["withheld"] if one.is_withheld else one.words
    height = sheet.height_of(words, ROOM - BAR, BODY) + 2.4 * SMALL * LEADING
    sheet.room(min(height, 200))
    page, top = sheet.page_no(), sheet.get_y()
    before, name, after = one.who
    runs = [(before, 400, QUIET), (name, 600, PROBLEM if one.tone == "against" else INK), (after, 400, QUIET)]
    sheet.runs([*runs, (f" · {one.at}", 400, QUIET)], SMALL, BAR)
    if words:
        sheet.block(words, BODY, 400, QUIET if one.is_withheld else INK, indent=BAR)
    if one.facts:
        facts: list[Run] = []
        for fact in one.facts:
            weight = 600 if fact.weight == "strong" else 400
            facts += [(f"{fact.label} ", 400, QUIET), (f"{fact.value}     ", weight, INK)]
        sheet.runs(facts, SMALL, BAR)
    sheet.bar(page, top, colour)
    sheet.set_y(sheet.get_y() + 7)


def _barred(
    sheet: Sheet,
    colour: str,
    lines: Sequence[tuple[str, float, int, str]],
    before: float = 0.0,
    after: float = 0.0,
) -> None:
    """Write paragraphs with a bar beside them."""
    sheet.set_y(sheet.get_y() + before)
    height = sum(sheet.height_of(words, ROOM - BAR, size, weight) for words, size, weight, _ in lines if words)
    sheet.room(min(height, 200))
    page, top = sheet.page_no(), sheet.get_y()
    for words, size, weight, ink in lines:
        if words:
            sheet.block(words, size, weight, ink, indent=BAR)
    sheet.bar(page, top, colour)
    sheet.set_y(sheet.get_y() + after)


def _proof(sheet: Sheet, report: Report) -> None:
    sheet.room(108)
    sheet.set_y(sheet.get_y() + 18)
    sheet.line_across(INK, 1.2)
    sheet.set_y(sheet.get_y() + 8)
    sheet.block(report.labels["proof"], SMALL, 600)
    for fact in report.proof:
        sheet.runs([(f"{fact.label}:  ", 400, QUIET), (fact.value, 400, INK)], 7.8)
    sheet.set_y(sheet.get_y() + 3)
    sheet.block(report.labels["proof_how"], 7.8, 400, QUIET)
    sheet.block(report.note, 7.8, 400, QUIET)
    if sheet.missing:
        sheet.block(report.labels["letters"], 7.8, 400, QUIET)
