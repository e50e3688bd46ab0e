"""The verbs of the service in a terminal: ``broker COMMAND``. What a command needs is imported when it runs."""

from __future__ import annotations

import argparse
import json
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from broker.commands import Answer

ROOT = Path(__file__).parents[1]
DEFAULT_PORT = 8501


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status: 0 done, 1 refused, 2 wrong usage."""
    try:
        args = parser().parse_args(argv)
    except SystemExit as stop:
        return int(stop.code or 0)
    try:
        if args.command == "serve":
            return serve(args.home, args.port, args.address)
        answer = _carried_out(args)
        text = json.dumps(answer.document, ensure_ascii=False, indent=1, allow_nan=False) if args.json else answer.words
        if text:
            print(text, flush=True)
        if answer.status:
            print(answer.refusal, file=sys.stderr)
        return answer.status
    except KeyboardInterrupt:
        print("Stopped. What was finished is kept, nothing is half-stored.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # Whoever read the output has gone; a second attempt to write at exit must not fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _carried_out(args: argparse.Namespace) -> Answer:
    """Carry out a command; a refusal of any layer becomes an answer."""
    from broker.commands import COMMANDS, Answer
    from broker.errors import BrokerError
    from broker.service import Broker
    from broker.terminal import refused
    from catalog.errors import CatalogError
    from translators.errors import TranslationError

    try:
        return COMMANDS[args.command](Broker(args.home), args)
    except (BrokerError, CatalogError, TranslationError) as error:
        if args.debug:
            traceback.print_exc()
        return Answer(refused(error.code, str(error)) | _known_of(error), "", 1, str(error))
    except Exception as error:
        if args.debug:
            raise
        sentence = (
            f"`broker {args.command}` could not be finished because of a fault that is not yours "
            f"({type(error).__name__}: {str(error)[:300]}). Nothing is half-stored. Run it again with --debug and "
            f"send what "
            f"it prints to those who run this broker."
        )
        return Answer(refused("broken", sentence), "", 1, sentence)


def _known_of(error: Exception) -> dict[str, Any]:
    """Return what else a refusal knows."""
    known: dict[str, Any] = {}
    if mismatches := getattr(error, "mismatches", ()):
        known["mismatches"] = [m.to_json() for m in mismatches]
    if findings := getattr(error, "findings", ()):
        known["findings"] = [f.to_json() for f in findings]
    if unservable := getattr(error, "unservable", None):
        known["unservable"] = unservable.to_json()
    if about := getattr(error, "about", ""):
        known["about"] = about
    if options := getattr(error, "options", ()):
        known["options"] = list(options)
    return known


def serve(home: str | None, port: int, address: str) -> int:
    """Serve the app until it is stopped."""
    import subprocess

    from broker.database import HOME_VARIABLE, home_of

    if address not in {"127.0.0.1", "localhost", "::1"}:
        print(
            f"The app is served on {address}: there is no sign-in, so everybody who reaches this address can act "
            f"under any "
            f"name. Put a proxy with sign-in in front, or leave --address out.",
            file=sys.stderr,
        )
    environment = os.environ | {HOME_VARIABLE: str(home_of(home))}
    print(f"Serving http://{address}:{port} - stop it with Ctrl+C.", file=sys.stderr, flush=True)
    try:
        return subprocess.call(serve_command(port, address), cwd=ROOT, env=environment)
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 0


def serve_command(port: int, address: str) -> list[str]:
    """Return the command that serves the app with the safe settings, whatever a settings file says."""
    from broker.doctor import SAFE_SETTINGS

    settings = SAFE_SETTINGS | {"server.address": address, "server.port": port, "server.headless": True}
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py")]
    for name, value in settings.items():
        for one in value if isinstance(value, list) else [value]:
            text = str(one).lower() if isinstance(one, bool) else str(one)
            command.append(f"--{name}={text}")
    if address not in {"127.0.0.1", "localhost"}:
        command.append(f"--server.allowedHosts={address}")
    return command


def parser() -> argparse.ArgumentParser:
    """Return the whole command line."""
    top = argparse.ArgumentParser(prog="broker", description=__import__("broker").__doc__)
    top.add_argument("--home", metavar="DIR", help="folder of the store (else BROKER_HOME; made on first use)")
    top.add_argument("--debug", action="store_true", help="print the traceback of a refusal")
    top.add_argument("--version", action="version", version=__import__("broker").__version__)
    commands = _group(top)
    _leaf(commands, "demo", "fill the store with the embedded datasets and a finished example dialogue")
    one = _leaf(commands, "serve", "the web app, on this machine only unless told otherwise")
    one.add_argument("--port", type=int, default=DEFAULT_PORT)
    one.add_argument("--address", default="127.0.0.1", help="another address has no sign-in: put a proxy in front")
    _data(_leaf(commands, "check", "quality report of data files; nothing is stored"), id_required=False)
    one = _leaf(commands, "publish", "check, ingest and publish a new version of a dataset")
    _data(one, id_required=True)
    _signed(one, by="producer")
    _catalog(_group(commands.add_parser("catalog", help="what is on offer"), "catalog"))
    _leaf(commands, "indices", "every index with its parameters")
    one = _leaf(commands, "ask", "a need in your own words, and how it is understood")
    one.add_argument("sentence", nargs="+", metavar="SENTENCE")
    one.add_argument("--lang", metavar="CODE", help="language of the sentence, such as en")
    one = _leaf(commands, "build", "one product from a need file, outside of any dialogue")
    one.add_argument("need", type=Path, metavar="NEED.yaml")
    one.add_argument("--out", type=Path, required=True, metavar="DIR")
    _seen_by(one)
    _dialogue(_group(commands.add_parser("dialogue", help="a need, round by round"), "dialogue"))
    _log(_group(commands.add_parser("log", help="the exchange log"), "log"))
    one = _leaf(commands, "reproduce", "build a product again from its recipe, and compare every number")
    one.add_argument("product", metavar="DIR_OR_PRODUCT_ID")
    _seen_by(one)
    _leaf(commands, "unmet", "the register of needs that no data could serve")
    one = _leaf(commands, "doctor", "what of this installation is unsafe, slow or out of date, and how to mend it")
    one.add_argument("--clean", action="store_true", help="give back the space that interrupted publications took")
    return top


def _group(one: argparse.ArgumentParser, name: str = "") -> Any:
    return one.add_subparsers(title="commands", required=True, metavar="COMMAND", dest=f"{name}_command")


def _leaf(group: Any, name: str, words: str, prefix: str = "") -> argparse.ArgumentParser:
    one = group.add_parser(name, help=words, description=f"{words[0].upper()}{words[1:]}.")
    one.add_argument("--json", action="store_true", help="print one JSON document on stdout")
    one.add_argument("--debug", action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    one.set_defaults(command=f"{prefix} {name}".strip())
    return one


def _signed(one: argparse.ArgumentParser, by: str | None = None) -> None:
    one.add_argument("--by", required=by is None, default=by, metavar="NAME", help="who does it")
    one.add_argument("--key", metavar="TEXT", help="name of this submission: the same one is carried out once")


def _seen_by(one: argparse.ArgumentParser) -> None:
    one.add_argument("--by", default="", metavar="NAME", help="who asks: shows drafts and embargoed data of your own")


def _data(one: argparse.ArgumentParser, id_required: bool) -> None:
    one.add_argument("paths", nargs="+", metavar="PATH", help="files, a quoted glob, a folder, Zarr, address or table")
    one.add_argument("--id", required=id_required, default="unnamed", help="id of the dataset")
    for name, words in (
        ("title", "of the dataset"), ("producer", "who made the data"), ("licence", "its terms"),
        ("citation", "how to cite it"), ("model", "where the files do not say"), ("scenario", "where they do not say"),
        ("member", "where they do not say"), ("change-note", "why there is a new version"),
        ("contact", "whom to ask about the data"), ("doi", "identifier of the data"),
        ("terms", "what the licence alone does not say"), ("holder", "who holds contributed observations"),
        ("consent", "of the holder: yes, no, or the uses agreed to, in words"),
        ("embargo", "day (YYYY-MM-DD) from which everybody may see the data"),
    ):  # fmt: skip
        one.add_argument(f"--{name}", default="", metavar=name[0].upper(), help=words)
    one.add_argument("--kind", default="", choices=("projection", "observation", "reanalysis"))
    one.add_argument("--accept", action="append", default=[], metavar="CODE", help="repair what this check found")
    one.add_argument("--lat", type=float, metavar="DEGREES", help="of a file without a location")
    one.add_argument("--lon", type=float, metavar="DEGREES")
    one.add_argument(
        "--variables",
        type=_columns,
        default={},
        metavar="COLUMN=NAME:UNITS,…",
        help="what the columns of a CSV table hold",
    )
    one.add_argument("--stations", default="", metavar="FILE", help="a table of where the stations of a CSV lie")
    one.add_argument("--date", default="", metavar="COLUMN", help="the column of a CSV table that holds the date")
    one.add_argument("--draft", action="store_true", help="store it for a review first: `broker catalog review`")
    one.add_argument(
        "--place-decimals",
        type=int,
        metavar="N",
        help="decimals of a degree to which places of points are rounded before they are stored (1: about 11 km)",
    )
    one.add_argument("--good-for", action="append", default=[], metavar="TEXT", help="what the data serve")
    one.add_argument("--not-good-for", action="append", default=[], metavar="TEXT", help="what they do not serve")
    one.add_argument("--fitness", type=Path, metavar="FILE.yaml", help="lists good_for and not_good_for")


def _catalog(group: Any) -> None:
    one = _leaf(group, "list", "every dataset on offer", "catalog")
    _seen_by(one)
    one.add_argument("--retired", action="store_true", help="every version, withdrawn ones too")
    one = _leaf(group, "show", "one dataset: what it is, its findings, its uses", "catalog")
    one.add_argument("dataset", type=_dataset, metavar="ID[@VERSION]")
    _seen_by(one)
    one = _leaf(group, "search", "datasets by words, place, years, variables, steps, licence", "catalog")
    one.add_argument("text", nargs="*", metavar="WORD")
    one.add_argument("--bbox", nargs=4, type=float, metavar=("WEST", "SOUTH", "EAST", "NORTH"))
    one.add_argument("--years", nargs=2, type=int, metavar=("FIRST", "LAST"))
    one.add_argument("--variables", nargs="+", metavar="NAME")
    one.add_argument("--scenario")
    one.add_argument("--kind", choices=("projection", "observation", "reanalysis"))
    one.add_argument("--frequency", choices=("day", "mon", "yr"), help="step of time")
    one.add_argument("--licence", metavar="TEXT", help="words of the licence, such as cc-by")
    _seen_by(one)
    one = _leaf(group, "uses", "which products a dataset went into, or which data a product was made from", "catalog")
    one.add_argument("name", metavar="ID_OR_PRODUCT_ID")
    _seen_by(one)
    one = _leaf(group, "review", "what a draft does not meet, and accepting it; then it is published", "catalog")
    one.add_argument("dataset", type=_dataset, metavar="ID[@VERSION]")
    one.add_argument("--accept", action="append", default=[], metavar="CODE", help="a standard that may stay unmet")
    one.add_argument("--because", default="", metavar="TEXT", help="why it may")
    _signed(one)
    one = _leaf(group, "retire", "withdraw a dataset or a version from offer", "catalog")
    one.add_argument("dataset", type=_dataset, metavar="ID[@VERSION]")
    one.add_argument("--because", required=True, metavar="TEXT")
    one.add_argument("--successor", default="", metavar="ID[@VERSION]", help="what follows it")
    _signed(one, by="producer")
    one = _leaf(
        group, "export", "published data as files that other programs read; everything on offer by default", "catalog"
    )
    one.add_argument("datasets", nargs="*", type=_dataset, metavar="ID[@VERSION]")
    for form, words in (
        ("netcdf", "a CF-1.11 file for each simulation, every value as published"),
        ("stac", "a STAC catalogue: a collection for each dataset, an item for each simulation"),
        ("intake", "a table for intake-esm, with its NetCDF files"),
        ("citation", "a CITATION.cff for each version"),
    ):
        one.add_argument(f"--{form}", type=Path, metavar="DIR", help=words)
    one.add_argument("--by", default="", metavar="NAME", help="who asks, for data that are not open to everybody")


def _dialogue(group: Any) -> None:
    one = _leaf(group, "open", "a new dialogue, round 1", "dialogue")
    one.add_argument("need", type=Path, metavar="NEED.yaml")
    _signed(one)
    one = _leaf(group, "build", "the product of the current round", "dialogue")
    one.add_argument("dialogue", metavar="ID")
    one.add_argument("--out", type=Path, metavar="DIR")
    _signed(one, by="broker")
    one = _leaf(group, "respond", "what somebody says to a round", "dialogue")
    one.add_argument("dialogue", metavar="ID")
    one.add_argument("--fits", type=_fits, metavar="time=yes,space=no,metric=nearly")
    one.add_argument("--text", default="", metavar="TEXT")
    one.add_argument("--round", type=int, metavar="N", help="another round than the current one")
    _signed(one)
    one = _leaf(group, "revise", "the changed need: the next round", "dialogue")
    one.add_argument("dialogue", metavar="ID")
    one.add_argument("need", type=Path, metavar="NEED.yaml")
    one.add_argument("--because", required=True, metavar="TEXT")
    one.add_argument("--round", type=int, metavar="N", help="the round that you saw; refused if there is a newer one")
    _signed(one)
    one = _leaf(group, "close", "bring a dialogue to its end", "dialogue")
    one.add_argument("dialogue", metavar="ID")
    one.add_argument("--because", required=True, metavar="TEXT")
    _signed(one)
    one = _leaf(group, "show", "a dialogue, round by round", "dialogue")
    one.add_argument("dialogue", metavar="ID")
    one = _leaf(group, "diff", "what changed between two rounds", "dialogue")
    one.add_argument("dialogue", metavar="ID")
    one.add_argument("first", type=int, metavar="ROUND")
    one.add_argument("second", type=int, metavar="ROUND")
    _leaf(group, "list", "every dialogue, the latest first", "dialogue")


def _log(group: Any) -> None:
    one = _leaf(group, "verify", "does the log prove itself, and against a checkpoint?", "log")
    one.add_argument("--checkpoint", type=Path, metavar="FILE", help="kept outside of the store")
    one.add_argument("--log", type=Path, metavar="FILE", help="an exported log (jsonl) instead of the store's")
    one = _leaf(group, "checkpoint", "what the log is now, to be kept elsewhere", "log")
    one.add_argument("--out", type=Path, required=True, metavar="FILE")
    one = _leaf(group, "export", "the events of a dialogue, or of `all`", "log")
    one.add_argument("dialogue", metavar="ID")
    one.add_argument("--format", choices=("jsonl", "csv"), default="jsonl")
    one.add_argument("--out", type=Path, required=True, metavar="FILE")


def _dataset(text: str) -> tuple[str, int | None]:
    name, _, number = text.partition("@")
    if number and not number.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} should be ID or ID@VERSION, such as woolpit-cmip6@1")
    return name, int(number) if number else None


def _columns(text: str) -> dict[str, tuple[str, str]]:
    columns = {}
    for part in text.split(","):
        column, equals, meaning = part.partition("=")
        name, colon, units = meaning.partition(":")
        if not (equals and colon and column.strip() and name.strip() and units.strip()):
            raise argparse.ArgumentTypeError(f"{part!r} should be COLUMN=NAME:UNITS, such as MaxTemp=tasmax:degC")
        columns[column.strip()] = (name.strip(), units.strip())
    return columns


def _fits(text: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in text.split(",") if part.strip())
    return {axis.strip(): value.strip() for axis, _, value in pairs}


if __name__ == "__main__":
    sys.exit(main())
