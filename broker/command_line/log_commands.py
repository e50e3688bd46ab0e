"""What the commands do by which the exchange log proves itself."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable

from broker.command_line import terminal
from broker.command_line.answer import Answer
from broker.service import Broker


def log_verify(broker: Broker, args: Namespace) -> Answer:
    """Verify the log, in the store or as a file."""
    found = broker.verify_log(
        args.checkpoint, log=args.exported or args.log, consistent_with=args.consistent_with, key=args.key
    )
    if found.is_whole:
        return Answer(found.to_json(), terminal.verified_words(found))
    sentence = (
        f"The exchange log was to be verified, but it does not prove itself: {found.problems[0]} What it says from "
        f"there on cannot be trusted; compare it with an export or a backup from before."
    )
    return Answer(found.to_json() | terminal.refused("log-damaged", sentence) | {"log": "damaged"}, "", 1, sentence)


def log_checkpoint(broker: Broker, args: Namespace) -> Answer:
    """Write a checkpoint."""
    path = broker.checkpoint(args.out)
    return Answer({"status": "written", "file": str(path)}, f"{path} is written. Keep it where the log is not.")


#: Command → what it does.
COMMANDS: dict[str, Callable[[Broker, Namespace], Answer]] = {
    "log verify": log_verify,
    "log checkpoint": log_checkpoint,
}
