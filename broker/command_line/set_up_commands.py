"""The commands of a dialogue's set-up, the template for another place: their arguments, and what they do."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any

from broker.command_line.answer import Answer
from broker.command_line.arguments import leaf, seen_by, signed
from broker.service import Broker

_ALL = "all"


def set_up_arguments(group: Any) -> None:
    """Add the set-up to the commands of a dialogue."""
    one = leaf(group, "set-up", "a dialogue's set-up as a template: what travels to another place", "dialogue")
    one.add_argument("dialogue", metavar="ID")
    seen_by(one)
    one = leaf(group, "open-with", "a new dialogue in another place, with the set-up of a dialogue", "dialogue")
    one.add_argument("dialogue", metavar="ID", help="of the dialogue whose set-up is used")
    one.add_argument("need", type=Path, metavar="NEED.yaml", help="the question there, its place, its limits")
    one.add_argument(
        "--carry", required=True, metavar="metric,season,…", help="what is taken along, each part by its name; or all"
    )
    one.add_argument("--with", dest="shared_with", default="", metavar="public|private|group:NAME")
    signed(one)


def dialogue_set_up(broker: Broker, args: Namespace) -> Answer:
    """Show what travels."""
    found = broker.set_up(args.dialogue, by=args.by)
    lines = ["Taken along (--carry), each to be confirmed in the other place:"]
    lines += [f"  {part:13} {json.dumps(value, ensure_ascii=False)}" for part, value in found.carried.items()]
    to_set = found.to_json()["to_set"]
    lines += [f"To be set there: statement{''.join(f', {name}' for name in to_set)}.", "Not taken along:"]
    lines += [f"  {part:13} {_WHY[why]}" for part, why in found.left_out]
    return Answer(found.to_json(), "\n".join(lines))


def dialogue_open_with(broker: Broker, args: Namespace) -> Answer:
    """Open a dialogue with a set-up."""
    from broker.command_line.dialogue_words import opened_words

    found = broker.set_up(args.dialogue, by=args.by)
    carry = list(found.carried) if args.carry.strip() == _ALL else args.carry.split(",")
    given = broker.load_need(args.need, by=args.by).to_mapping()
    opened = broker.open_with_set_up(
        args.dialogue, given, carry=carry, by=args.by, key=args.key, shared_with=args.shared_with
    )
    return Answer(opened.to_json(), opened_words(opened))


#: Why a part is not taken along.
_WHY = {
    "never": "is never taken along: it is of that place, or of its people",
    "erased": "the need is withheld",
    "own": "a formula of people's own holds values",
    "unknown": "this version does not know the index",
    "none": "there is nothing of it",
}
#: Command → what it does.
COMMANDS: dict[str, Callable[[Broker, Namespace], Answer]] = {
    "dialogue set-up": dialogue_set_up,
    "dialogue open-with": dialogue_open_with,
}
