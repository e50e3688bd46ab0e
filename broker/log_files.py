"""The exchange log as files: JSON lines, a table for spreadsheets, and checkpoints."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO, Any

from broker.errors import BrokerError, LogDamaged
from broker.verification import Checkpoint, Verification
from broker.whole_files import write_whole

CSV_COLUMNS = (
    "number", "dialogue", "sequence", "at", "by", "kind", "round", "words", "fits_time", "fits_space", "fits_metric",
    "index", "parameters", "product", "key", "person", "data", "parts", "previous", "hash",
)  # fmt: skip

# What a spreadsheet takes for a formula at the start of a cell, full-width forms included, and the mark that keeps it
# from doing so.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'", ";", "|", "%")
_MARK = "'"


def write_log(lines: Iterable[dict[str, Any]], format: str, out: Path) -> Path:
    """Write events to a file, whole or not at all.

    Parameters
    ----------
    lines : iterable of dict
        `EventLog.lines`.
    format : str
        ``jsonl`` (one event a line, verifiable as it is) or ``csv``.

    Raises
    ------
    BrokerError
        If the format is not known or the file cannot be written.
    """
    if format not in _WRITERS:
        raise BrokerError(
            f"The log was asked as {format!r}, which is not written here, so there is no file. Choose "
            f"{', '.join(_WRITERS)}.",
            code="format-unknown",
            options=tuple(_WRITERS),
        )
    return write_whole(out, lambda file: write_lines(lines, format, file))


def write_lines(lines: Iterable[dict[str, Any]], format: str, file: IO[str]) -> None:
    """Write events to an open file, as ``jsonl`` or ``csv``."""
    _WRITERS[format](lines, file)


def write_checkpoint(found: Verification, checkpoint: Checkpoint, out: Path) -> Path:
    """Write a checkpoint of a log that is whole. Raises `LogDamaged`."""
    if not found.is_whole:
        raise LogDamaged(
            f"A checkpoint of the exchange log was asked, but the log is damaged ({found.problems[0]}), so the "
            f"checkpoint would vouch for a false record. See `broker log verify` and go back to a backup."
        )
    text = json.dumps(checkpoint.to_json(), indent=1, sort_keys=True)
    return write_whole(out, lambda file: file.write(text + "\n"))


def read_checkpoint(path: Path) -> Checkpoint:
    """Return the checkpoint of a file. Raises `LogDamaged` when it is none."""
    try:
        return Checkpoint.from_json(json.loads(Path(path).read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise LogDamaged(
            f"{path} was given as a checkpoint, but it cannot be read as one ({type(error).__name__}), so the log "
            f"cannot be compared with it. Give a file that `broker log checkpoint` wrote.",
            code="checkpoint-unreadable",
        ) from error


def safe_cell(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula; `plain_cell` gives it back."""
    return f"{_MARK}{text}" if text.startswith(_FORMULA) else text


def plain_cell(text: str) -> str:
    """Return the text that `safe_cell` made safe."""
    return text[1:] if text.startswith(_MARK) else text


def _write_jsonl(lines: Iterable[dict[str, Any]], file: IO[str]) -> None:
    for line in lines:
        file.write(_json(line) + "\n")


def _write_csv(lines: Iterable[dict[str, Any]], file: IO[str]) -> None:
    table = csv.writer(file, lineterminator="\r\n")
    table.writerow(CSV_COLUMNS)
    for line in lines:
        cells = _cells(line)
        table.writerow([safe_cell(c) if isinstance(c, str) else c for c in (cells[name] for name in CSV_COLUMNS)])


def _cells(line: dict[str, Any]) -> dict[str, Any]:
    data = line["data"]
    need, asked = data.get("need") or {}, data.get("specification") or {}
    words = data.get("text") or data.get("because") or data.get("sentence") or data.get("statement")
    parameters = asked.get("parameters") or {}
    return {
        **{name: line[name] for name in ("number", "dialogue", "sequence", "at", "by", "kind", "key", "person")},
        **{name: line[name] for name in ("previous", "hash")},
        "round": data.get("round", ""),
        "words": words or need.get("statement") or data.get("title") or data.get("reason") or "",
        **{f"fits_{axis}": (data.get("fits") or {}).get(axis, "") for axis in ("time", "space", "metric")},
        "index": asked.get("index", ""),
        "parameters": "; ".join(f"{name} {value}" for name, value in parameters.items()),
        "product": data.get("product", ""),
        "data": _json(data),
        "parts": _json(line["parts"]),
    }


def _json(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


_WRITERS: dict[str, Callable[[Iterable[dict[str, Any]], IO[str]], None]] = {
    "jsonl": _write_jsonl,
    "csv": _write_csv,
}
