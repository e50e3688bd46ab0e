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


def log_import(broker: Broker, args: Namespace) -> Answer:
    """Take in a dialogue from elsewhere."""
    found = broker.import_dialogue(args.archive, by=args.by)
    done = {
        "new": f"Dialogue {found.dialogue} was taken in: {found.title} ({found.events} events).",
        "continued": f"{found.added} events were added to dialogue {found.dialogue}: {found.title}.",
        "same": f"Dialogue {found.dialogue} is here already, the same to the last event ({found.head}).",
    }
    lines = [done[found.status], f"Signed by {found.origin}, key {found.key}: compare it with what they say it is."]
    if found.missing:
        lines.append(f"Not held here, so that its answers can be read and not built again: {', '.join(found.missing)}.")
    return Answer(found.to_json(), "\n".join(lines))


#: Command → what it does.
COMMANDS: dict[str, Callable[[Broker, Namespace], Answer]] = {"log export": log_export, "log import": log_import}
