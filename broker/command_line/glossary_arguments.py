"""The arguments of the shared glossary."""

from __future__ import annotations

from typing import Any

from broker.command_line.arguments import group_of, leaf, signed


def glossary_arguments(commands: Any) -> None:
    """Add the commands of the glossary to the command line."""
    one = leaf(commands, "glossary", "words of both sides, and what the other side calls them")
    one.add_argument("word", nargs="*", metavar="WORD", help="else all terms")
    one.add_argument("--lang", default="en", metavar="CODE", help="language of the texts, such as sw")
    one.add_argument("--by", default="", metavar="NAME", help="who asks")
    group = group_of(commands.add_parser("term", help="a word that came up in a dialogue"), "term")
    one = leaf(group, "propose", "a word of one side, and what the other side calls it", "term")
    one.add_argument("word", metavar="WORD")
    one.add_argument("--other", required=True, metavar="TEXT", help="the other side's word for it")
    one.add_argument("--side", choices=("user", "producer"), default="user", help="who says it so")
    one.add_argument("--mistaken", default="", metavar="TEXT", help="what it is often mistaken for")
    one.add_argument("--example", default="", metavar="TEXT")
    one.add_argument("--source", default="", metavar="TEXT")
    one.add_argument("--lang", default="en", metavar="CODE", help="language of the word")
    one.add_argument("--dialogue", default="", metavar="ID", help="where it came up")
    signed(one)
    one = leaf(group, "agree", "agree on a proposed term", "term")
    one.add_argument("term", metavar="ID")
    signed(one)
