"""Arguments of the commands that keep copies of a store."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from broker.command_line.arguments import leaf


def backup_arguments(commands: Any) -> None:
    """Add ``broker backup`` and ``broker restore``."""
    one = leaf(commands, "backup", "one state of the store in a folder, checked, its keys apart from the rest")
    one.add_argument("--out", type=Path, required=True, metavar="DIR", help="a folder that is not there yet")
    one.add_argument("--keys", type=Path, metavar="DIR", help="another folder for the keys than keys in it")
    one.add_argument("--without-arrays", action="store_true", help="list the stored arrays, and hold none of them")
    one.add_argument("--by", default="", metavar="ID", help="who does it, where people sign in")
    one = leaf(commands, "restore", "check a backup, and put it in the place of what the store holds")
    one.add_argument("backup", type=Path, metavar="DIR")
    one.add_argument("--keys", type=Path, metavar="DIR", help="where the keys are, if not in the backup")
    one.add_argument("--erased", type=Path, metavar="FILE", help="ids of people who were erased since")
    one.add_argument("--replace", action="store_true", help="what the store holds may go")
    one.add_argument("--by", default="", metavar="ID", help="who does it, where people sign in")
