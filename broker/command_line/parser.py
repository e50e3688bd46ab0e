"""The whole command line: every command and its arguments."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from broker.command_line.across_arguments import across_arguments, report_arguments
from broker.command_line.arguments import group_of, leaf, seen_by, signed
from broker.command_line.backup_arguments import backup_arguments
from broker.command_line.catalog_arguments import catalog_arguments, data_arguments
from broker.command_line.contribution_arguments import duty_arguments
from broker.command_line.demand_arguments import demand_arguments
from broker.command_line.dialogue_arguments import dialogue_arguments
from broker.command_line.glossary_arguments import glossary_arguments
from broker.command_line.ledger_arguments import assumption_arguments
from broker.command_line.log_arguments import log_arguments
from broker.command_line.people_arguments import invite_arguments, people_arguments
from broker.command_line.place_arguments import place_arguments
from broker.command_line.record_arguments import record_arguments
from broker.command_line.sharing_arguments import access_arguments

DEFAULT_PORT = 8501


def parser() -> argparse.ArgumentParser:
    """Return the whole command line."""
    top = argparse.ArgumentParser(prog="broker", description=__import__("broker").__doc__)
    top.add_argument("--home", metavar="DIR", help="folder of the store (else BROKER_HOME; made on first use)")
    top.add_argument("--debug", action="store_true", help="print the traceback of a refusal")
    top.add_argument("--version", action="version", version=__import__("broker").__version__)
    commands = group_of(top)
    one = leaf(commands, "demo", "fill the store with the embedded datasets and a finished example dialogue")
    one.add_argument("--teaching", action="store_true", help="fill it with made-up weather over East Africa instead")
    one.add_argument("--scale", type=float, default=1.0, metavar="S", help="share of the teaching box's sides, 0 to 1")
    one = leaf(commands, "serve", "the web app, on this machine only unless told otherwise")
    one.add_argument("--port", type=int, default=DEFAULT_PORT)
    one.add_argument("--address", default="127.0.0.1", help="others reach another one through a proxy with TLS only")
    data_arguments(leaf(commands, "check", "quality report of data files; nothing is stored"), id_required=False)
    one = leaf(commands, "publish", "check, ingest and publish a new version of a dataset")
    data_arguments(one, id_required=True)
    one.add_argument("--in-place", action="store_true", help="leave the values in their files, and read them there")
    signed(one, by="producer")
    catalog_arguments(group_of(commands.add_parser("catalog", help="what is on offer"), "catalog"))
    leaf(commands, "indices", "every index with its parameters")
    one = leaf(commands, "ask", "a need in your own words, and how it is understood")
    one.add_argument("sentence", nargs="+", metavar="SENTENCE")
    one.add_argument("--lang", metavar="CODE", help="language of the sentence, such as en")
    one.add_argument("--by", default="", metavar="NAME", help="who asks: what you agreed on before is reused")
    place_arguments(group_of(commands.add_parser("places", help="where: search, look, keep"), "places"))
    one = leaf(commands, "build", "one product from a need file, outside of any dialogue")
    one.add_argument("need", type=Path, metavar="NEED.yaml")
    what = one.add_mutually_exclusive_group(required=True)
    what.add_argument("--out", type=Path, metavar="DIR")
    what.add_argument("--plan", action="store_true", help="say what it would take, and build nothing")
    seen_by(one)
    dialogue_arguments(group_of(commands.add_parser("dialogue", help="a need, round by round"), "dialogue"))
    duty_arguments(commands)
    across_arguments(commands)
    assumption_arguments(leaf(commands, "assumptions", "each step of a round's translation, and what was said to it"))
    _log(group_of(commands.add_parser("log", help="the exchange log"), "log"))
    one = leaf(commands, "reproduce", "build a product again from its recipe, and compare every number")
    what = one.add_mutually_exclusive_group(required=True)
    what.add_argument("product", nargs="?", metavar="DIR_OR_PRODUCT_ID")
    what.add_argument("--dialogue", metavar="ID", help="every product of a dialogue, round by round")
    one.add_argument("--round", type=int, metavar="N", help="with --dialogue: of this round alone")
    seen_by(one)
    one = leaf(commands, "unmet", "the needs that no data could serve, one by one")
    one.add_argument("--by", default="", metavar="NAME", help="who asks")
    access_arguments(commands)
    people_arguments(group_of(commands.add_parser("people", help="who there is, and how they leave"), "people"))
    invite_arguments(commands)
    glossary_arguments(commands)
    demand_arguments(group_of(commands.add_parser("needs", help="needs that nothing serves yet"), "needs"))
    backup_arguments(commands)
    one = leaf(commands, "doctor", "what of this installation is unsafe, slow or out of date, and how to mend it")
    one.add_argument("--clean", action="store_true", help="give back the space that interrupted work took")
    one.add_argument("--by", default="admin", metavar="NAME", help="who cleans; an id where people sign in")
    return top


def _log(group: Any) -> None:
    log_arguments(group)
    record_arguments(group)
    report_arguments(group)
