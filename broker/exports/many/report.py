"""A report of many dialogues as plain values in the reader's language, for whatever draws them.

Every row of a table has the number of its source: the dialogues, and the events in them, that it was counted from.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from broker.exports.report import Fact, Report
from broker.facilitation.digest import Digest


@dataclass(frozen=True)
class Cited:
    """A row of a table, and the number of its source; 0 for a row that has none."""

    cells: tuple[str, ...]
    source: int = 0


@dataclass(frozen=True)
class Table:
    """A figure over dialogues, as it is told.

    Attributes
    ----------
    name, title : str
        Of the figure; and what it is called.
    note : str
        In how many dialogues it could be counted.
    texts : int
        So many columns from the left hold words; the others hold numbers.
    more : int
        Rows that are not told here; all of them are in the tables.
    widths : tuple of int
        Of the columns, against each other; empty where those of words are as wide as each other.
    """

    name: str
    title: str
    note: str
    heads: tuple[str, ...]
    rows: tuple[Cited, ...]
    texts: int = 1
    more: int = 0
    widths: tuple[int, ...] = ()


@dataclass(frozen=True)
class Source:
    """Where a number comes from: each dialogue, and the events in it."""

    number: int
    events: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Page:
    """One dialogue on one page.

    Attributes
    ----------
    report : Report
        Of which the head, what is open and the line in time are drawn.
    tables : tuple of Table
        Round by round what was asked and answered; how it ended on each axis; decisions, promises, outcomes.
    """

    id: str
    report: Report
    tables: tuple[Table, ...]


@dataclass(frozen=True)
class ManyReport:
    """Many dialogues, told.

    Attributes
    ----------
    state : str
        Which dialogues these are.
    lead : tuple of str
        The summary in sentences.
    summary, tables : tuple of Table
        Those that stand on the first page, and the others.
    digests : tuple of Digest
        For the forms that are tables.
    proof : tuple of Fact
        The record's checkpoint.
    note : str
        For whom this was made, and what is not in it.
    """

    language: str
    labels: Mapping[str, str]
    title: str
    state: str
    lead: tuple[str, ...]
    summary: tuple[Table, ...]
    tables: tuple[Table, ...]
    pages: tuple[Page, ...]
    sources: tuple[Source, ...]
    digests: tuple[Digest, ...]
    proof: tuple[Fact, ...]
    note: str
    at: dt.datetime
