"""The arguments of the commands of a dialogue."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from broker.command_line.arguments import leaf, seen_by, signed
from broker.command_line.contribution_arguments import against_rights, contribution_arguments
from broker.command_line.hindsight_arguments import hindsight_arguments
from broker.command_line.ledger_arguments import ledger_arguments
from broker.command_line.set_up_commands import set_up_arguments
from broker.command_line.sharing_arguments import sharing_arguments
from broker.command_line.workshop_arguments import workshop_arguments

_OTHER_ROUND = "another round than the current one"


def dialogue_arguments(group: Any) -> None:
    """Add the commands of a dialogue."""
    one = leaf(group, "open", "a new dialogue, round 1", "dialogue")
    one.add_argument("need", type=Path, metavar="NEED.yaml")
    one.add_argument(
        "--with", dest="shared_with", default="", metavar="public|private|group:NAME", help="who may see it"
    )
    signed(one)
    one = leaf(group, "build", "the product of a round", "dialogue")
    one.add_argument("dialogue", metavar="ID")
    one.add_argument("--round", type=int, metavar="N", help=_OTHER_ROUND)
    one.add_argument("--out", type=Path, metavar="DIR")
    signed(one, by="broker")
    one = leaf(group, "respond", "what somebody says to a round", "dialogue")
    one.add_argument("dialogue", metavar="ID")
    one.add_argument("--fits", type=_fits, metavar="time=yes,space=no,metric=nearly")
    one.add_argument("--text", default="", metavar="TEXT")
    one.add_argument("--round", type=int, metavar="N", help=_OTHER_ROUND)
    signed(one)
    one = leaf(group, "check", "three questions about the product; with --answers, what was understood", "dialogue")
    one.add_argument("dialogue", metavar="ID")
    one.add_argument("--answers", type=_numbers, metavar="1,3,2", help="the number of one option for each question")
    one.add_argument("--round", type=int, metavar="N", help=_OTHER_ROUND)
    signed(one, by="")
    one = leaf(group, "revise", "the changed need: the next round of its strand", "dialogue")
    one.add_argument("dialogue", metavar="ID")
    one.add_argument(
        "need", nargs="?", type=Path, metavar="NEED.yaml", help="left out: the need with what was replaced"
    )
    one.add_argument("--because", required=True, metavar="TEXT")
    one.add_argument(
        "--round", type=int, metavar="N", help="the round that you saw, of any strand; refused if a newer one followed"
    )
    against_rights(one)
    signed(one)
    ledger_arguments(group)
    contribution_arguments(group)
    _strands(group)
    hindsight_arguments(group)
    workshop_arguments(group)
    one = leaf(group, "close", "bring a dialogue to its end, or one round", "dialogue")
    one.add_argument("dialogue", metavar="ID")
    what = one.add_mutually_exclusive_group(required=True)
    what.add_argument("--because", default="", metavar="TEXT", help="why the dialogue ends")
    what.add_argument("--round", type=int, metavar="N", help="close this round only")
    signed(one)
    one = leaf(group, "reopen", "take a closed round up again, or a dialogue that had ended", "dialogue")
    one.add_argument("dialogue", metavar="ID")
    one.add_argument("--round", type=int, metavar="N", help="the round; else the dialogue")
    one.add_argument("--because", required=True, metavar="TEXT")
    signed(one)
    one = leaf(group, "moves", "what may be done next, round by round", "dialogue")
    one.add_argument("dialogue", metavar="ID")
    seen_by(one)
    one = leaf(group, "show", "a dialogue, round by round", "dialogue")
    one.add_argument("dialogue", metavar="ID")
    seen_by(one)
    one = leaf(group, "diff", "what changed between two rounds of any strands", "dialogue")
    one.add_argument("dialogue", metavar="ID")
    one.add_argument("first", type=int, metavar="ROUND")
    one.add_argument("second", type=int, metavar="ROUND")
    one.add_argument("--out", type=Path, metavar="DIR", help="write diff.json, and region.png where the places differ")
    seen_by(one)
    seen_by(leaf(group, "list", "the dialogues that you may see, the latest first", "dialogue"))
    sharing_arguments(group)
    set_up_arguments(group)


def _strands(group: Any) -> None:
    """Add what lets a dialogue hold several needs, or two definitions in parallel."""
    one = leaf(group, "branch", "another definition beside a round, as a strand of its own", "dialogue")
    one.add_argument("dialogue", metavar="ID")
    one.add_argument(
        "need", nargs="?", type=Path, metavar="NEED.yaml", help="left out: the need with what was replaced"
    )
    one.add_argument("--because", required=True, metavar="TEXT")
    one.add_argument("--title", default="", metavar="TEXT", help="what you call the strand")
    one.add_argument("--round", type=int, metavar="N", help=_OTHER_ROUND)
    signed(one)
    one = leaf(group, "need", "another need in the same dialogue, as a strand of its own", "dialogue")
    one.add_argument("dialogue", metavar="ID")
    one.add_argument("need", type=Path, metavar="NEED.yaml")
    one.add_argument("--because", required=True, metavar="TEXT")
    one.add_argument("--title", default="", metavar="TEXT", help="what you call the strand")
    signed(one)
    one = leaf(group, "rejoin", "strands go on as one, by a decision: the next round", "dialogue")
    one.add_argument("dialogue", metavar="ID")
    one.add_argument(
        "need", nargs="?", type=Path, metavar="NEED.yaml", help="left out: the need of the first of the strands"
    )
    one.add_argument("--strands", required=True, type=_names, metavar="s2,main", help="the first one's need holds")
    one.add_argument("--decision", required=True, metavar="TEXT")
    one.add_argument("--because", default="", metavar="TEXT")
    one.add_argument("--dissent", default="", metavar="TEXT", help="what was said against it, and by whom")
    one.add_argument("--into", default="", metavar="STRAND", help="the strand that goes on (else main, or the first)")
    against_rights(one)
    signed(one)


def _names(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _numbers(text: str) -> tuple[int, ...]:
    try:
        return tuple(int(part) for part in text.split(","))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no row of numbers such as 1,3,2") from error


def _fits(text: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in text.split(",") if part.strip())
    return {axis.strip(): value.strip() for axis, _, value in pairs}
