"""The forms in which a dialogue leaves: one line a form. What a form needs is imported when it is written."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from broker.errors import BrokerError
from broker.exports.told import AUDIENCES, Told
from broker.whole_files import write_whole


@dataclass(frozen=True)
class Form:
    """A form in which a dialogue leaves.

    Attributes
    ----------
    write : callable
        Takes a `Told` and a language; returns the bytes of the file.
    audience : str
        Who it is for, where nobody says otherwise: one of `AUDIENCES`.
    words : str
        What it is, for the list of forms.
    needs_proof : bool
        Whether the proof is a file of its own beside it.
    """

    write: Callable[[Told, str], bytes]
    audience: str
    words: str
    needs_proof: bool = False


def _jsonl(told: Told, language: str) -> bytes:
    from broker.log_files import write_lines

    return _text(lambda file: write_lines((event.to_json() for event in told.events), "jsonl", file))


def _csv(told: Told, language: str) -> bytes:
    from broker.log_files import write_lines

    return _text(lambda file: write_lines((event.to_json() for event in told.events), "csv", file))


def _sums(told: Told, language: str) -> bytes:
    from broker.exports.rated import write_sums

    return write_sums(told, language)


def _prov(told: Told, language: str) -> bytes:
    from broker.exports.provenance import write_provenance

    return write_provenance(told)


def _html(told: Told, language: str) -> bytes:
    from broker.exports.html_report import write_html

    return write_html(told, language)


def _pdf(told: Told, language: str) -> bytes:
    from broker.exports.pdf_report import write_pdf

    return write_pdf(told, language)


def _archive(told: Told, language: str) -> bytes:
    from broker.exports.archive import write_archive

    return write_archive(told, language)


#: Every form, by the name that `--format` takes.
FORMS: dict[str, Form] = {
    "jsonl": Form(_jsonl, "dialogue", "one event a line, verifiable as it is", needs_proof=True),
    "csv": Form(_csv, "dialogue", "one event a row, for spreadsheets"),
    "csv-surveys": Form(_sums, "reports", "how each side rated the work, in sums, for spreadsheets"),
    "prov-json": Form(_prov, "dialogue", "W3C PROV of the whole dialogue"),
    "html": Form(_html, "reports", "a report to read and print, in one file"),
    "pdf": Form(_pdf, "reports", "the same report in print"),
    "archive": Form(_archive, "dialogue", "all of it, for another broker to go on with", needs_proof=True),
}


def form_of(name: str) -> Form:
    """Return the form of this name. Raises `BrokerError`."""
    if name not in FORMS:
        raise BrokerError(
            f"The dialogue was asked as {name!r}, which is not written here, so there is no file. Choose "
            f"{', '.join(FORMS)}.",
            code="format-unknown",
            options=tuple(FORMS),
        )
    return FORMS[name]


def audience_of(form: Form, asked: str) -> str:
    """Return the audience that was asked for, or that of the form. Raises `BrokerError`."""
    if asked and asked not in AUDIENCES:
        raise BrokerError(
            f"An export for {asked!r} was asked, but people were asked whether they agree to be read by "
            f"{', '.join(AUDIENCES)}, so nobody agreed to this. Choose one of these.",
            code="audience-unknown",
            options=AUDIENCES,
        )
    return asked or form.audience


def write_beside(beside: Mapping[str, Any], export: Path) -> Path:
    """Write what proves an export to a file beside it."""
    text = json.dumps(beside, ensure_ascii=False, indent=1, sort_keys=True)
    return write_whole(beside_of(export), lambda file: file.write(f"{text}\n"))


def beside_of(export: Path) -> Path:
    """Return where what proves an export stands."""
    return export.with_name(f"{export.name}.proof.json")


def _text(write: Callable[[io.TextIOBase], object]) -> bytes:
    file = io.StringIO(newline="")
    write(file)
    return file.getvalue().encode("utf-8", "surrogatepass")
