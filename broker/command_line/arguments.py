"""What the arguments of every command are made of: a command, who asks, and who signs."""

from __future__ import annotations

import argparse
from typing import Any


def group_of(one: argparse.ArgumentParser, name: str = "") -> Any:
    """Return the group of commands under one."""
    return one.add_subparsers(title="commands", required=True, metavar="COMMAND", dest=f"{name}_command")


def leaf(group: Any, name: str, words: str, prefix: str = "") -> argparse.ArgumentParser:
    """Return a new command of a group, which takes ``--json``."""
    one = group.add_parser(name, help=words, description=f"{words[0].upper()}{words[1:]}.")
    one.add_argument("--json", action="store_true", help="print one JSON document on stdout")
    one.add_argument("--debug", action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    one.set_defaults(command=f"{prefix} {name}".strip())
    return one


def signed(one: argparse.ArgumentParser, by: str | None = None) -> None:
    """Let a command say who does it; without `by` it must."""
    one.add_argument("--by", required=by is None, default=by, metavar="NAME", help="who does it")
    one.add_argument("--key", metavar="TEXT", help="name of this submission: the same one is carried out once")


def seen_by(one: argparse.ArgumentParser) -> None:
    """Let a command say who asks."""
    one.add_argument("--by", default="", metavar="NAME", help="who asks: shows also what is for you and not for all")


def audience(one: argparse.ArgumentParser) -> None:
    """Let a command say for whom it writes."""
    one.add_argument(
        "--audience",
        choices=("dialogue", "facilitators", "reports", "public"),
        default="",
        help="for whom: what people did not agree to show to them is withheld",
    )
