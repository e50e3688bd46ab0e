"""From the bytes of a table to its heading and rows: what stands before the heading is kept, no row is skipped."""

from __future__ import annotations

import csv
import html
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from catalog.checks import finding
from catalog.record import Finding
from catalog.understood import SourceFile
from catalog.units import UnknownUnit, parse_unit

#: As text a table takes several times its size in memory, and the whole of it is held at once.
MOST_BYTES = 200 * 1024 * 1024
#: A heading stands within so many lines, or there is none.
_MOST_LINES_BEFORE = 300
_SEPARATORS = ("\t", ";", ",", "")
_NUMBER = re.compile(r"^[-+]?(\d+([.,]\d*)?|[.,]\d+)([eE][-+]?\d+)?$")
_REMARKS = re.compile(r"^[A-Za-z][A-Za-z .]*$")
MISSING_WORDS = {"", "na", "n/a", "nan", "null", "none", "-", "--", "---", "missing", "m", "."}


class TableRefused(Exception):
    """A table that is not understood; carries its finding."""

    def __init__(self, found: Finding) -> None:
        super().__init__(found.message)
        self.found = found


@dataclass(frozen=True)
class Table:
    """A table as text.

    Attributes
    ----------
    heading : tuple of str
    units : tuple of str
        What a line of units below the heading says of each column; empty where there is none.
    rows : list of list of str
        As many fields as the heading, stripped.
    lines : list of int
        Where each row stands in the file, counted from 1.
    before : tuple of str
        The lines before the heading, comments included.
    decimal_comma : bool
        Whether its numbers are written with a comma.
    """

    source: SourceFile
    heading: tuple[str, ...]
    units: tuple[str, ...]
    rows: list[list[str]]
    lines: list[int]
    before: tuple[str, ...]
    decimal_comma: bool

    @property
    def name(self) -> str:
        """The file's name."""
        return self.source.name

    def column(self, at: int) -> list[str]:
        """Return the fields of a column."""
        return [row[at] for row in self.rows]

    def refused(self, code: str, message: str, row: int | None = None, fix: str | None = None) -> TableRefused:
        """Return a refusal, of one row where it is about one."""
        where = "" if row is None else f"row {self.lines[row]}"
        return TableRefused(finding(code, message, file=self.name, where=where, fix=fix))


def word_of(heading: str) -> str:
    """Return a heading in the form in which it is compared: lower case, without its unit, words joined by ``_``."""
    return re.sub(r"[\s._-]+", "_", re.sub(r"\s*[(\[].*?[)\]]\s*$", "", heading).strip().casefold()).strip("_")


def read_table(source: SourceFile, is_heading: Callable[[Sequence[str]], bool]) -> Table:
    """Return a table, its heading the first line of which `is_heading` is true and below which rows stand.

    Parameters
    ----------
    is_heading : callable
        Told the words (`word_of`) of a line. Where it is true of none, the first line is the heading.

    Raises
    ------
    TableRefused
        If the file is too large, is no text, or a row has more or fewer fields than the heading.
    """
    lines = _lines(source)
    table = _Shape(source, lines, *_find_heading(source, lines, is_heading))
    return table.read()


def _refused(source: SourceFile, message: str, where: str = "", code: str = "table-not-understood") -> TableRefused:
    return TableRefused(finding(code, message, file=source.name, where=where))


def _lines(source: SourceFile) -> list[str]:
    if source.size > MOST_BYTES:
        message = f"{source.name} is a table of {source.size:,} bytes; {MOST_BYTES:,} are read at once."
        raise TableRefused(
            finding("metadata-too-large", message, file=source.name, fix="Split it by station or by years.")
        )
    raw = source.path.read_bytes()
    if raw[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        text = raw.decode("utf-16", "replace")
    elif b"\x00" in raw[:4096]:
        raise _refused(source, f"{source.name} is no text.")
    else:
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = raw.decode("cp1252", "replace")
    lines = re.split(r"\r\n|\r|\n", text)
    if sum(1 for line in lines[:_MOST_LINES_BEFORE] if line.strip()) < 2:
        raise _refused(source, f"{source.name} has no heading with rows below it.")
    return lines


def split(line: str, separator: str) -> list[str]:
    """Return the fields of a line, stripped; an empty separator stands for blanks."""
    if not separator:
        return line.split()
    return [field.strip() for field in next(csv.reader([line], delimiter=separator, skipinitialspace=True), [])]


def _find_heading(source: SourceFile, lines: list[str], is_heading: Callable[[Sequence[str]], bool]) -> tuple[int, str]:
    """Return the line of the heading, and what separates its fields."""
    held = [at for at, line in enumerate(lines[:_MOST_LINES_BEFORE]) if line.strip()]
    for at, below in zip(held, [*(held[1:]), -1], strict=True):
        line = lines[at].lstrip().lstrip("#").strip(" ")
        for separator in _SEPARATORS:
            if separator and separator not in line:
                continue
            fields = split(line, separator)
            if len(fields) > 1 and below > 0 and _heads(fields, lines, held, below, separator, is_heading):
                return at, separator
    plain = [at for at in held if not lines[at].lstrip().startswith("#")]
    if len(plain) < 2:
        raise _refused(source, f"{source.name} has no heading with rows below it.")
    return plain[0], next(s for s in _SEPARATORS if s in lines[plain[0]])


def _heads(
    fields: list[str], lines: list[str], held: list[int], below: int, separator: str,
    is_heading: Callable[[Sequence[str]], bool],
) -> bool:  # fmt: skip
    if not is_heading([word_of(f) for f in fields]):
        return False
    following = [at for at in held if at >= below][:3]
    rows = [split(lines[at], separator) for at in following]
    # Below a heading of blanks, prose could have as many words; a row begins with a number or holds several.
    return any(abs(len(r) - len(fields)) <= 1 and any(re.match(r"^[-+\d]", f) for f in r) for r in rows)


class _Shape:
    """Where a table begins in its lines, and how they are taken apart."""

    def __init__(self, source: SourceFile, lines: list[str], at: int, separator: str) -> None:
        self.source, self.lines, self.at, self.separator = source, lines, at, separator
        self.heading = split(lines[at].lstrip(" ").lstrip("#") if separator != "\t" else lines[at], separator)
        self.pool: dict[str, str] = {}

    def read(self) -> Table:
        units: list[str] = [""] * len(self.heading)
        rows, numbers = [], []
        for number, line in enumerate(self.lines[self.at + 1 :], start=self.at + 2):
            if not line.strip() or line.lstrip().startswith("#"):
                continue
            fields = split(line, self.separator)
            if not rows and (said := self._units(fields)):
                units = said
                continue
            if not self.separator and len(fields) != len(self.heading):
                fields = self._without_remarks(fields)
                if not fields:
                    continue
            while len(fields) > len(self.heading) and not fields[-1]:
                fields.pop()
            if len(fields) != len(self.heading):
                message = f"Row {number} of {self.source.name} has {len(fields)} fields, the heading "
                raise _refused(self.source, f"{message}{len(self.heading)}.", f"row {number}")
            rows.append([self.pool.setdefault(f, f) for f in fields])  # the same few numbers occur again and again
            numbers.append(number)
        if not rows:
            raise _refused(self.source, f"{self.source.name} has no heading with rows below it.")
        before = tuple(html.unescape(line).strip() for line in self.lines[: self.at] if line.strip())
        return Table(
            self.source, tuple(self.heading), tuple(units), rows, numbers, before, self._has_decimal_comma(rows)
        )

    def _without_remarks(self, fields: list[str]) -> list[str]:
        """Return a row of blanks without the words behind it, such as "Provisional"; nothing where it is only words."""
        while fields and len(fields) != len(self.heading) and _REMARKS.match(fields[-1]):
            fields = fields[:-1]
        return fields

    def _units(self, fields: list[str]) -> list[str]:
        """Return what a line of units says, column by column; nothing where the line is none."""
        if any(_NUMBER.match(f) for f in fields) or not (0 < len(fields) <= len(self.heading)):
            return []
        known = [f for f in fields if _is_unit(f.strip("()[]"))]
        if len(known) * 2 < len([f for f in fields if f]) or not known:
            return []
        return [""] * (len(self.heading) - len(fields)) + [f.strip("()[]") for f in fields]

    def _has_decimal_comma(self, rows: list[list[str]]) -> bool:
        if self.separator == ",":
            return False
        sample = [f for row in rows[:5000] for f in row if _NUMBER.match(f)]
        with_comma = [f for f in sample if "," in f]
        if not with_comma:
            return False
        # 1,234 may be one and a bit, or more than a thousand.
        if any("." in f for f in sample) or all(re.search(r",\d{3}$", f) for f in with_comma):
            message = (
                f"{self.source.name} has numbers such as {with_comma[0]!r}, whose comma may stand for decimals or "
            )
            raise TableRefused(
                finding(
                    "table-not-understood", f"{message}for thousands.", file=self.source.name,
                    fix="Write decimals with a point, and thousands without a sign.",
                )
            )  # fmt: skip
        return True


def _is_unit(text: str) -> bool:
    try:
        parse_unit(text)
    except UnknownUnit:
        return text.casefold() in {"days", "hours", "yyyymmdd"}
    return True
