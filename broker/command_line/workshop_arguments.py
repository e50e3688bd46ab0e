"""The arguments by which a workshop is entered afterwards, and what was attached to it is saved."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from broker.command_line.arguments import leaf, seen_by, signed
from broker.command_line.contribution_arguments import against_rights


def workshop_arguments(group: Any) -> None:
    """Add workshops to the commands of a dialogue."""
    one = leaf(group, "workshop", "a workshop that took place elsewhere, entered afterwards from its form", "dialogue")
    one.add_argument("dialogue", nargs="?", default="", metavar="ID")
    one.add_argument("form", nargs="?", type=Path, metavar="FILE.yaml")
    one.add_argument("--template", action="store_true", help="print a form to fill in, and record nothing")
    one.add_argument(
        "--attach", action="append", default=[], type=Path, metavar="FILE", help="a photo, scan, PDF, CSV or text"
    )
    against_rights(one)
    signed(one, by="")
    one = leaf(group, "attachment", "save something that was attached", "dialogue")
    one.add_argument("dialogue", metavar="ID")
    one.add_argument("sha256", metavar="SHA256", help="as `broker dialogue show` names it; its first 8 signs will do")
    one.add_argument("--out", type=Path, required=True, metavar="FILE")
    seen_by(one)
