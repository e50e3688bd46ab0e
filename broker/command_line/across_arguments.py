"""The arguments of the commands over many dialogues."""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path
from typing import Any

from broker.command_line.arguments import audience, leaf


def across_arguments(commands: Any) -> None:
    """Add the figures over dialogues to the command line."""
    one = leaf(commands, "across", "what needs recur, where they fail, what was learnt, over many dialogues")
    _choice(one)
    one.add_argument("--lang", default="", metavar="CODE", help="language of the words; English if none is named")


def report_arguments(group: Any) -> None:
    """Add the report of many dialogues to the group of the log."""
    one = leaf(group, "report", "many dialogues as one report, or as a table for spreadsheets", "log")
    _choice(one)
    forms = ("html", "pdf", "csv", "csv-long")
    one.add_argument("--format", choices=forms, default="html", help="html if none is named")
    one.add_argument("--out", type=Path, required=True, metavar="FILE")
    audience(one)
    one.add_argument("--lang", default="", metavar="CODE", help="language of the report; English if none is named")


def _choice(one: argparse.ArgumentParser) -> None:
    one.add_argument("--dialogue", action="append", default=[], metavar="ID", help="this one; may be repeated")
    one.add_argument("--group", default="", metavar="NAME", help="those that are shared with this group")
    one.add_argument("--place", default="", metavar="TEXT", help="a country, or part of the name of a place")
    sectors = ("planting", "animals", "orchard", "water", "roads", "health", "energy")
    one.add_argument("--activity", choices=sectors, default="", help="for which activity they ask")
    one.add_argument("--from", dest="first", type=_day, metavar="DATE", help="opened on this day or later")
    one.add_argument("--to", dest="last", type=_day, metavar="DATE", help="opened on this day or earlier")
    one.add_argument("--by", default="", metavar="NAME", help="who asks: of all that they may read")


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no day such as 2026-05-31") from error
