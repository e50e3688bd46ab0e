"""What the commands do by which a dialogue leaves this store, or comes into it."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable

from broker.answer import Answer
from broker.service import Broker


def log_export(broker: Broker, args: Namespace) -> Answer:
    """Write a dialogue as a file."""
    path = broker.export_log(
        args.dialogue, args.format, args.out, by=args.by, audience=args.audience, language=args.lang
    )
    return Answer({"status": "written", "file": str(path), "format": args.format}, f"{path} is written.")


#: Command → what it does.
COMMANDS: dict[str, Callable[[Broker, Namespace], Answer]] = {"log export": log_export}
