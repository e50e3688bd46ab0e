"""The forms in which many dialogues leave: one line a form. What a form needs is imported when it is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from broker.errors import BrokerError

if TYPE_CHECKING:
    from broker.exports.many.report import ManyReport


@dataclass(frozen=True)
class Form:
    """A form in which many dialogues leave.

    Attributes
    ----------
    audience : str
        Who it is for, where nobody says otherwise.
    is_told : bool
        Whether each dialogue gets a page.
    """

    write: Callable[[ManyReport], bytes]
    words: str
    is_told: bool = False
    audience: str = "reports"


def _html(report: ManyReport) -> bytes:
    from broker.exports.many.html import write_html

    return write_html(report)


def _pdf(report: ManyReport) -> bytes:
    from broker.exports.many.pdf import write_pdf

    return write_pdf(report)


def _csv(report: ManyReport) -> bytes:
    from broker.exports.many.tables import write_wide

    return write_wide(report)


def _long(report: ManyReport) -> bytes:
    from broker.exports.many.tables import write_long

    return write_long(report)


#: Every form, by the name that `--format` takes.
FORMS: dict[str, Form] = {
    "html": Form(_html, "a summary and a page for each, in one file", is_told=True),
    "pdf": Form(_pdf, "the same in print", is_told=True),
    "csv": Form(_csv, "one row a dialogue, for spreadsheets"),
    "csv-long": Form(_long, "one row for each number, with its events"),
}


def form_of(name: str) -> Form:
    """Return the form of this name. Raises `BrokerError`."""
    if name not in FORMS:
        raise BrokerError(
            f"The report was asked as {name!r}, which is not written here, so there is no file. Choose "
            f"{', '.join(FORMS)}.",
            code="format-unknown",
            options=tuple(FORMS),
        )
    return FORMS[name]
