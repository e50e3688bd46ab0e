"""What the columns of a table hold: variable, unit and missing values, by their headings and what stands above them.

A unit is taken from the options, from the heading, from a line of units, from the lines before the heading, or from the
documentation of an archive whose headings it has (`columns.toml`). A column without any of these is asked for.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path

from catalog.checks import finding
from catalog.record import Facets, Finding
from catalog.table_text import Table, word_of
from catalog.tally import MARKERS
from catalog.units import UnknownUnit, parse_unit
from catalog.variables import VARIABLES, name_of

_TEMPERATURE = r"temp|\bt2m\b|temperatur"
_HIGHEST, _LOWEST, _MEAN = (
    r"\bmax|highest|maxi",
    r"\bmin(?!ut)|lowest|mini",
    r"\bmean|average|\bavg|mittel|moyenne|media",
)
_WATER = r"precip|\brain|\bprcp|prectot|niederschlag|pluie|lluvia|chuva|precipit"
#: What only sounds like an amount of rain, or a temperature of the air.
_NOT_AMOUNT = r"prob|hour|duration|dura|type|flag|attribute|quality|qualit|period|days|snow|intens|cover|type|code|form"
_NOT_AIR = (
    r"soil|dew|sea\b|surface|water|feel|apparent|wet.?bulb|flag|attribute|quality|grass|ground|range|diff|code|time"
)
_DIVIDED = re.compile(
    r"^(?:(0[.,]1|1/10|tenths?)|(0[.,]01|1/100|hundredths?))(?:\s+of)?(?:\s+an?)?\s*(.+)$", re.IGNORECASE
)
_TAIL = re.compile(r"^(.*?)[\s_]+(°?[CF]|deg[CF]|mm|inches|inch|in|K|mm/d(?:ay)?|%|cm)$")


@dataclass(frozen=True)
class Column:
    """One column that is read.

    Attributes
    ----------
    at : int
    name, units : str
        CMIP name; the unit of the numbers after they were divided, empty where nothing says it.
    divisor : int
        By which the written numbers are divided, where the unit is a tenth or a hundredth of one that has a name.
    missing : frozenset of float
        Numbers that mean "missing".
    flags : int
        The column of its quality flags; -1 where there is none.
    suspect : str
        How a flag says that a value is doubtful; a pattern.
    trace : float or None
        The number that stands for rain too little to be measured.
    """

    at: int
    name: str
    units: str
    divisor: int = 1
    missing: frozenset[float] = frozenset()
    flags: int = -1
    suspect: str = ""
    trace: float | None = None


@dataclass(frozen=True)
class _Archive:
    """One entry of `columns.toml`."""

    name: str
    source: str
    has: tuple[str, ...]
    columns: dict[str, list[str]]
    any: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    whole_numbers: bool = False
    flags: str = ""

    def is_of(self, words: list[str]) -> bool:
        """Whether a heading is of this archive."""
        known = set(words)
        wanted = set(self.has) <= known and not known & set(self.absent)
        return wanted and bool(not self.any or known & set(self.any)) and bool(known & set(self.columns))


def _read_archives() -> tuple[_Archive, ...]:
    text = Path(__file__).with_name("columns.toml").read_text(encoding="utf-8")
    lists = {"has", "any", "absent", "missing"}
    return tuple(
        _Archive(name, **{key: tuple(value) if key in lists else value for key, value in entry.items()})
        for name, entry in tomllib.loads(text).items()
    )


ARCHIVES = _read_archives()


def columns_of(table: Table, facets: Facets) -> tuple[list[Column], list[Finding]]:
    """Return the columns that are read, and what was found about them.

    Raises
    ------
    TableRefused
        If a column that was named is absent, none is known, two mean the same, or one has no unit; the refusal says
        the ``--variables`` that would answer it.
    """
    missing = _missing_said(table) | frozenset(float(m) for m in facets.missing)
    if facets.variables:
        return [_asked(table, column, *meant, missing) for column, meant in facets.variables.items()], []
    _refuse_wide(table)
    archive = next((a for a in ARCHIVES if a.is_of([word_of(h) for h in table.heading])), None)
    if archive is not None and (found := _of_archive(table, archive, missing)):
        said = ", ".join(f"{table.heading[c.at]} is {c.name}" for c in found)
        message = f"{table.name} has the columns of {archive.name}: {said} ({archive.source})."
        return found, [finding("units-of-archive", message, file=table.name)]
    found = [c for at in range(len(table.heading)) if (c := _by_heading(table, at, missing)) is not None]
    if not found:
        raise table.refused("table-not-understood", _none_known(table), fix=_how_to_say(table, []))
    found = _one_of_each(table, found)
    unsaid = [table.heading[c.at] for c in found if not c.units]
    if unsaid:
        columns = f"The column {unsaid[0]} of" if len(unsaid) == 1 else f"The columns {', '.join(unsaid)} of"
        message = f"{columns} {table.name} {'names' if len(unsaid) == 1 else 'name'} no unit."
        refusal = table.refused("units-missing", message, fix=_how_to_say(table, found, facets))
        refusal.found = replace(refusal.found, variable=next(c.name for c in found if not c.units))
        raise refusal
    return found, []


def _asked(table: Table, column: str, name: str, units: str, missing: frozenset[float]) -> Column:
    words = [word_of(h) for h in table.heading]
    at = table.heading.index(column) if column in table.heading else -1
    at = words.index(word_of(column)) if at < 0 and word_of(column) in words else at
    if at < 0:
        held = ", ".join(filter(None, table.heading))
        raise table.refused("table-not-understood", f"{table.name} has no column {column!r}; it has {held}.")
    return _measured(Column(at, name, "", missing=missing), units)


def _measured(column: Column, units: str) -> Column:
    """Return a column with its unit, tenths taken apart: ``0.1 degC`` is a tenth of a number of degC."""
    match = _DIVIDED.match(units.strip())
    if match is None:
        return replace(column, units=units.strip())
    return replace(column, units=match[3].strip(), divisor=10 if match[1] else 100)


def _by_heading(table: Table, at: int, missing: frozenset[float]) -> Column | None:
    heading = table.heading[at]
    match = re.match(r"^\s*(.*?)\s*[(\[]\s*(.*?)\s*[)\]]\s*$", heading)
    words, units = (match[1], match[2]) if match else (heading, table.units[at])
    if not match and not units and (tail := _TAIL.match(heading)) and name_by_words(tail[1]):
        words, units = tail[1], tail[2]
    name = name_by_words(words)
    described, said, trace = _described(table, heading)
    name, units = name_by_words(described) or name, units or said  # RH is a humidity here, an amount of rain there
    if not name:
        return None
    column = _measured(Column(at, name, "", missing=missing, trace=trace), units)
    return replace(column, **_flags(table, heading))


def name_by_words(words: str) -> str:
    """Return the CMIP name that the words of a heading mean; empty where they may mean another thing, or none."""
    own = name_of(word_of(words))
    if own:
        return own
    text = re.sub(r"[\s._-]+", " ", words.casefold())
    if re.search(_WATER, text) and not re.search(_NOT_AMOUNT, text) and not re.search(_TEMPERATURE, text):
        return "pr"
    if re.search(_TEMPERATURE, text) and not re.search(_NOT_AIR, text):
        for name, pattern in (("tasmax", _HIGHEST), ("tasmin", _LOWEST), ("tas", _MEAN)):
            others = [p for p in (_HIGHEST, _LOWEST, _MEAN) if p != pattern]
            if re.search(pattern, text) and not any(re.search(p, text) for p in others if p != _MEAN or name == "tas"):
                return name
    return ""


def _described(table: Table, heading: str) -> tuple[str, str, float | None]:
    """Return what the lines before the heading say of a column: its words, its unit, and the number of a trace."""
    own = re.escape(heading.strip() or "-")
    for line in table.before:
        match = re.search(rf"(?:^|[\s#]){own}\s*(?:[:=]|\s{{2,}}|\t)\s*(\S.*)$", line)
        if match is None:
            continue
        words = match[1].strip()
        trace = re.search(r"\(\s*(-?\d+)\s*(?:for|=|:)\s*<\s*0?[.,]\d+", words)
        units = [
            *re.findall(r"[(\[]([^()\[\]]+)[)\]]", words),
            *re.findall(r"\bin ((?:0[.,]\d+ |tenths of )?\S.*)$", words),
        ]
        units = [re.sub(r"^in\s+", "", unit.strip()) for unit in units]
        said = next((unit for unit in units if _is_known(unit)), "")
        return words, said, float(trace[1]) if trace else None
    return "", "", None


def _is_known(units: str) -> bool:
    try:
        parse_unit(_measured(Column(0, "", ""), units).units)
    except UnknownUnit:
        return False
    return True


def _missing_said(table: Table) -> frozenset[float]:
    """Return the markers that the lines before the heading call missing, as ``missing value code is -9999``."""
    found = set()
    for line in table.before:
        if re.search(r"missing|no data|nodata|fill", line, re.IGNORECASE):
            numbers = (float(n) for n in re.findall(r"(?<![\w.])-?\d+(?:\.\d+)?(?![\w.]*\d)", line))
            found |= {n for n in numbers if n in MARKERS}
    return frozenset(found)


def _flags(table: Table, heading: str) -> dict[str, object]:
    """Return where the quality of a column is told, and how it says suspect, as the lines before the heading do."""
    at = next((i for i, h in enumerate(table.heading) if h.casefold() == f"q_{heading.casefold()}"), -1)
    if at < 0:
        return {}
    text = " ".join(table.before)
    match = re.search(r"(\w)\s*=\s*['\"]?suspect", text)
    return {"flags": at, "suspect": re.escape(match[1])} if match else {}


def _of_archive(table: Table, archive: _Archive, missing: frozenset[float]) -> list[Column]:
    columns = []
    for at, heading in enumerate(table.heading):
        meant = archive.columns.get(word_of(heading))
        if meant is None:
            continue
        name, units, *markers = meant
        held = frozenset(float(m) for m in (*archive.missing, *markers))
        column = _measured(Column(at, name, "", missing=missing | held), units)
        flags = next((i for i, h in enumerate(table.heading) if word_of(h) == f"{word_of(heading)}_attributes"), -1)
        if archive.flags == "second" and flags >= 0:
            column = replace(column, flags=flags, suspect=r"[^,]*,[^,\s]")
        columns.append(column)
    if archive.whole_numbers and any("." in f for c in columns for f in table.column(c.at)):
        return []  # another extract of the archive, in other units
    return columns


def _one_of_each(table: Table, found: list[Column]) -> list[Column]:
    """Return the columns, one a variable; rain gives way to precipitation, which holds the snow too."""
    kept: list[Column] = []
    for name in dict.fromkeys(c.name for c in found):
        same = [c for c in found if c.name == name]
        whole = [c for c in same if re.search(r"precip|prcp", table.heading[c.at].casefold())]
        exact = [c for c in same if name_of(word_of(table.heading[c.at]))]
        if len(same) > 1 and len(exact) == 1:
            same = exact
        if len(same) > 1 and name == "pr" and len(whole) == 1:
            same = whole
        if len(same) > 1:
            both = " and ".join(table.heading[c.at] for c in same)
            message = f"{both} of {table.name} are both understood as {name}."
            fix = f"Say which it is: {_how_to_say(table, [same[0]])}"
            refusal = table.refused("variables-repeated", message, fix=fix)
            refusal.found = replace(refusal.found, variable=name)
            raise refusal
        kept += same
    return kept


def _refuse_wide(table: Table) -> None:
    words = [word_of(h).lstrip("0") for h in table.heading]
    days = sum(re.fullmatch(r"(?:d|day_?|v|value_?)?([1-9]|[12]\d|3[01])", w) is not None for w in words)
    months = sum(
        w[:3] in {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"} for w in words
    )
    if days >= 28 or months >= 10:
        wide = "day of the month" if days >= 28 else "month"
        message = f"{table.name} has a column for each {wide}, so its heading names no variable."
        fix = "Write it long: one row a day (or month) with its date, and one column a variable, such as tmax(degC)."
        raise table.refused("table-not-understood", message, fix=fix)


def _none_known(table: Table) -> str:
    shown = ", ".join(filter(None, table.heading[:20]))
    return f"No column of {table.name} names a variable that is served; it has {shown}."


def _how_to_say(table: Table, found: list[Column], facets: Facets | None = None) -> str:
    """Return a sentence with the options that would answer what is missing, to be copied and corrected."""
    if not found:
        example = next((h for h in table.heading[1:] if h), "COLUMN")
        known = ", ".join(list(VARIABLES)[:4])
        return f'Say what a column holds, for instance --variables "{example}=tasmax:degC" (names: {known} …).'
    said = ",".join(f"{table.heading[c.at]}={c.name}:{_unit_text(c)}" for c in found)
    place = ""
    if facets is not None and not facets.stations and facets.lat is None and not has_places(table):
        place = ", and where it lies with --lat and --lon (or --stations, a table of places, where it holds several)"
    return f'Say --variables "{said}", with the units corrected where yours are others{place}.'


def _unit_text(column: Column) -> str:
    return (f"{1 / column.divisor:g} " if column.divisor > 1 else "") + (column.units or VARIABLES[column.name].units)


def has_places(table: Table) -> bool:
    """Whether the table has columns of latitude and longitude."""
    words = {word_of(h) for h in table.heading}
    return bool(words & {"lat", "latitude"}) and bool(words & {"lon", "long", "longitude"})
