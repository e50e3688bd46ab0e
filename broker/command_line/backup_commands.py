"""Copies of a store in a terminal: taken, and put back."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from typing import TYPE_CHECKING

from broker.command_line.answer import Answer
from broker.doctor import shown_size

if TYPE_CHECKING:
    from broker.service import Broker


def backup(broker: Broker, args: Namespace) -> Answer:
    """Take a backup."""
    found = broker.backup(args.out, by=args.by, arrays=not args.without_arrays, keys=args.keys)
    keys = args.keys or args.out / "keys"
    left_out = " The stored arrays are listed and not held." if found.left_out else ""
    words = (
        f"{args.out} holds {found.checkpoint['size']} events, {sum(t.rows for t in found.tables.values())} rows of "
        f"{len(found.tables)} tables and {len(found.files)} files ({shown_size(found.size)}).{left_out}\n"
        f"The keys are in {keys}: keep them where the rest is not, for whoever has both can read what was said."
    )
    document = {"status": "written", "backup": str(args.out), "keys": str(keys), "events": found.checkpoint["size"]}
    more = {"rows": {name: t.rows for name, t in found.tables.items()}, "files": len(found.files), "bytes": found.size}
    return Answer(document | more | {"left_out": list(found.left_out), "checkpoint": found.checkpoint}, words)


def restore(broker: Broker, args: Namespace) -> Answer:
    """Put a backup back."""
    done = broker.restore(args.backup, by=args.by, keys=args.keys, erased=args.erased, replace=args.replace)
    words = [
        f"{broker.home} is as it was on {done.contents.made[:16].replace('T', ' at ')} UTC: {done.events} events, all "
        f"of them proved, and {len(done.contents.files) - len(done.lacking)} files."
    ]
    if args.replace:
        words.append("An app or a worker that runs on this store still remembers what it held: start it anew.")
    if done.erased:
        words.append(f"Erased since, and erased again: {', '.join(done.erased)}.")
    if done.lacking:
        words.append(
            f"{len(done.lacking)} files were left out of the backup and are not here: put them back to "
            f"{broker.home}, or products of these data cannot be built ({done.lacking[0]})."
        )
    document = {"status": "restored", "home": str(broker.home), "made": done.contents.made, "events": done.events}
    more = {"files": len(done.contents.files), "erased": list(done.erased), "lacking": list(done.lacking)}
    return Answer(document | more, "\n".join(words))


#: Command → what it does.
COMMANDS: dict[str, Callable[[Broker, Namespace], Answer]] = {"backup": backup, "restore": restore}
