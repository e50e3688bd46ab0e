"""The arguments of the register of unmet needs."""

from __future__ import annotations

from typing import Any

from broker.command_line.arguments import leaf, seen_by, signed


def demand_arguments(group: Any) -> None:
    """Add the commands of needs that nothing serves yet to the command line."""
    one = leaf(group, "unmet", "what is wanted and not held, what most ask for first", "needs")
    one.add_argument("--by", default="", metavar="NAME", help="who asks")
    one = leaf(group, "vote", "say that you want it too", "needs")
    one.add_argument("demand", metavar="ID")
    one.add_argument("--withdraw", action="store_true", help="take the vote back")
    signed(one)
    one = leaf(group, "for-producers", "a need as a scientist writes it, and what of it the catalog lacks", "needs")
    one.add_argument("need", metavar="NEED.yaml|DIALOGUE")
    seen_by(one)
