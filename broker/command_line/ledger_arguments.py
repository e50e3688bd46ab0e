"""The arguments of the ledger of assumptions."""

from __future__ import annotations

import argparse
from typing import Any

from broker.command_line.arguments import leaf, signed
from broker.command_line.contribution_arguments import against_rights


def assumption_arguments(one: argparse.ArgumentParser) -> None:
    """Let a command say whose translation it shows."""
    one.add_argument("dialogue", metavar="ID")
    one.add_argument("--round", type=int, metavar="N", help="another round than the current one")
    one.add_argument("--by", default="", metavar="NAME", help="who asks")


def ledger_arguments(group: Any) -> None:
    """Add what is said to a step of the translation to the commands of a dialogue."""
    for name, words in (
        ("accept", "stand by a step of the translation"),
        ("contest", "object to a step of the translation"),
        ("replace", "put another value in the place of a step's"),
    ):
        one = leaf(group, name, words, "dialogue")
        one.add_argument("dialogue", metavar="ID")
        one.add_argument("entry", metavar="STEP", help="its id, r2-thresh, or what it is about, thresh")
        if name == "replace":
            one.add_argument("instead", metavar="VALUE", help='the other value: "10 days", MAM, 2041-2060')
            one.add_argument("--revise", action="store_true", help="open the next round with it at once")
            against_rights(one)
        one.add_argument("--because", required=name != "accept", default="", metavar="TEXT")
        one.add_argument("--source", default="", metavar="TEXT", help="on whose knowledge")
        one.add_argument("--value", metavar="VALUE", help="the value that you read; refused if it changed meanwhile")
        signed(one)
