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

from broker.command_line.parser import parser

if TYPE_CHECKING:
    from broker.command_line.answer import Answer

ROOT = Path(__file__).parents[1]


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
        indent = None if answer.is_long else 1
        text = answer.words
        if args.json:
            text = json.dumps(answer.document, ensure_ascii=False, indent=indent, allow_nan=False)
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
    from broker.command_line.answer import Answer
    from broker.command_line.commands import COMMANDS
    from broker.command_line.terminal import refused
    from broker.errors import BrokerError
    from broker.service import Broker
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
    command = [sys.executable, "-m", "broker.ui.serving", "run", str(ROOT / "app.py")]
    for name, value in settings.items():
        for one in value if isinstance(value, list) else [value]:
            text = str(one).lower() if isinstance(one, bool) else str(one)
            command.append(f"--{name}={text}")
    if address not in {"127.0.0.1", "localhost"}:
        command.append(f"--server.allowedHosts={address}")
    return command


if __name__ == "__main__":
    sys.exit(main())
