"""Arguments of the commands about people: who there is, roles, consent, invitations, erasure."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from broker.command_line.arguments import group_of, leaf, signed


def people_arguments(group: Any) -> None:
    """Add the commands of ``broker people``."""
    one = leaf(group, "list", "who there is, with ids and roles", "people")
    one.add_argument("--after", default="", metavar="ID", help="go on after this id")
    signed(one)
    one = leaf(group, "show", "what is known of a person", "people")
    one.add_argument("person", metavar="ID")
    signed(one)
    one = leaf(group, "add", "register somebody without an account who takes part in a dialogue elsewhere", "people")
    one.add_argument("dialogue", metavar="DIALOGUE")
    one.add_argument("name", metavar="NAME")
    one.add_argument("--note", required=True, metavar="TEXT", help="how they consented")
    _scopes(one, "dialogue,facilitators,reports")
    signed(one)
    one = leaf(group, "roles", "give roles to a person, or take them", "people")
    one.add_argument("person", metavar="ID")
    one.add_argument("--give", action="append", default=[], metavar="ROLE")
    one.add_argument("--take", action="append", default=[], metavar="ROLE")
    signed(one)
    one = leaf(group, "consent", "how far your words may go; without --scopes, how far they may now", "people")
    one.add_argument("--dialogue", default="", metavar="ID", help="of this dialogue only")
    one.add_argument("--for", dest="on_behalf", default="", metavar="ID", help="of a participant without an account")
    one.add_argument("--note", default="", metavar="TEXT", help="how they said it")
    _scopes(one, None)
    signed(one)
    one = leaf(group, "end-sessions", "end every session of a person", "people")
    one.add_argument("person", metavar="ID")
    signed(one)
    one = leaf(group, "erase", "delete the key of a person, and all that is kept of them", "people")
    one.add_argument("person", metavar="ID")
    one.add_argument("--because", required=True, metavar="TEXT")
    one.add_argument(
        "--backup", type=Path, action="append", default=[], metavar="DIR", help="delete the key in this backup too"
    )
    signed(one)
    one = leaf(group, "bootstrap", "print the token of the first administrator, or use it", "people")
    one.add_argument("token", nargs="?", default="", metavar="TOKEN", help="makes --by the first administrator")
    signed(one, by="")


def invite_arguments(commands: Any) -> None:
    """Add ``broker invite`` and the commands about invitations."""
    one = leaf(commands, "invite", "a link by which people without an account take part in one dialogue")
    one.add_argument("dialogue", metavar="DIALOGUE")
    one.add_argument("--for", dest="invited", required=True, metavar="NAME", help="a person or a group")
    one.add_argument("--days", type=int, default=14, metavar="N")
    one.add_argument("--uses", type=int, default=1, metavar="N", help="for how many people it is")
    signed(one)
    group = group_of(
        commands.add_parser("invitations", help="links that were made, and taking them back"), "invitations"
    )
    one = leaf(group, "list", "the invitations to a dialogue", "invitations")
    one.add_argument("dialogue", metavar="DIALOGUE")
    signed(one)
    one = leaf(group, "accept", "come by a link", "invitations")
    one.add_argument("token", metavar="TOKEN")
    one.add_argument("--name", default="", metavar="NAME", help="under which the others know you")
    one = leaf(group, "revoke", "take an invitation back", "invitations")
    one.add_argument("invitation", metavar="ID")
    signed(one)


def _scopes(one: argparse.ArgumentParser, default: str | None) -> None:
    one.add_argument(
        "--scopes", type=_words, default=_words(default) if default else None, metavar="WORDS",
        help="audiences: dialogue,facilitators,reports,public; or none",
    )  # fmt: skip
    one.add_argument("--unnamed", action="store_true", help="the words leave the dialogue without the name")


def _words(text: str) -> tuple[str, ...]:
    return () if text.strip() == "none" else tuple(word.strip() for word in text.split(",") if word.strip())
