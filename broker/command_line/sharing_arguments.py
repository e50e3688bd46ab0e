"""The arguments of who may see what: sharing, groups, looks, and why somebody may."""

from __future__ import annotations

from typing import Any

from broker.command_line.arguments import group_of, leaf, signed
from broker.command_line.contribution_arguments import against_rights


def sharing_arguments(group: Any) -> None:
    """Add who may see a dialogue to the commands of a dialogue."""
    one = leaf(group, "share", "who may see a dialogue from now on", "dialogue")
    one.add_argument("dialogue", metavar="ID")
    one.add_argument("--with", dest="shared_with", required=True, metavar="public|private|group:NAME")
    one.add_argument("--because", required=True, metavar="TEXT")
    against_rights(one)
    signed(one)
    one = leaf(
        group, "enter", "look for a day into a dialogue that you take no part in; they see that you did", "dialogue"
    )
    one.add_argument("dialogue", metavar="ID")
    one.add_argument("--because", required=True, metavar="TEXT")
    signed(one)
    one = leaf(group, "looks", "who looked into a dialogue without taking part, and why", "dialogue")
    one.add_argument("dialogue", metavar="ID")
    one.add_argument("--by", default="", metavar="NAME", help="who asks")


def access_arguments(commands: Any) -> None:
    """Add groups, and the explanation of the table of rules, to the command line."""
    group = group_of(commands.add_parser("groups", help="people that dialogues can be shared with"), "groups")
    one = leaf(group, "list", "the groups that you are in", "groups")
    one.add_argument("--by", required=True, metavar="NAME", help="who asks")
    one = leaf(group, "form", "a new group, with you in it", "groups")
    one.add_argument("name", metavar="NAME")
    signed(one)
    for name, words in (("add", "bring somebody into a group that you formed"), ("remove", "take somebody out of it")):
        one = leaf(group, name, words, "groups")
        one.add_argument("group", metavar="GROUP", help="its name or id")
        one.add_argument("person", metavar="PERSON", help="name or id")
        signed(one)
    one = leaf(commands, "why", "may somebody do something, by which rule, and what would change it")
    one.add_argument("person", metavar="ACTOR", help='name or id; "" for somebody without a name')
    one.add_argument("action", metavar="ACTION", help='such as "read dialogue"')
    one.add_argument(
        "about", nargs="?", default="", metavar="RESOURCE", help="id of a dialogue, product, dataset, group"
    )
    one.add_argument("--by", metavar="NAME", help="who asks (else ACTOR): of what you may not see, nothing is said")
