"""The arguments of the commands by which a dialogue leaves this store, or comes into it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from broker.command_line.arguments import audience, leaf
from broker.command_line.contribution_arguments import against_rights


def record_arguments(group: Any) -> None:
    """Add the commands of exports to the group of the log."""
    one = leaf(group, "export", "a dialogue as a file: its record, its provenance, a report, or all of it", "log")
    one.add_argument("dialogue", metavar="ID", help="of a dialogue; `all` for every stream, as jsonl or csv")
    forms = ("jsonl", "csv", "csv-surveys", "prov-json", "html", "pdf", "archive")
    one.add_argument("--format", choices=forms, default="jsonl", help="jsonl if none is named")
    one.add_argument("--out", type=Path, required=True, metavar="FILE")
    audience(one)
    one.add_argument("--lang", default="", metavar="CODE", help="language of a report, else that of the latest need")
    one.add_argument("--by", default="", metavar="NAME", help="who takes it")
    one.add_argument(
        "--consistent-with",
        type=Path,
        metavar="FILE",
        help="a checkpoint from outside: the proof that this is of the same log is written beside the export",
    )
    against_rights(one)
    one = leaf(group, "import", "take in a dialogue that another broker exported as an archive", "log")
    one.add_argument("archive", type=Path, metavar="ARCHIVE")
    one.add_argument("--by", required=True, metavar="NAME", help="who takes it in")
