"""What the commands over many dialogues do: one verb of the service, its document, and its words."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from typing import TYPE_CHECKING

from broker.command_line.answer import Answer
from broker.service import Broker

if TYPE_CHECKING:
    from broker.facilitation.choice import Choice


def across(broker: Broker, args: Namespace) -> Answer:
    """Show figures over dialogues."""
    from broker.exports.many.lead import lead_of
    from broker.exports.many.names import Names
    from broker.exports.many.telling import Numbered, table_of
    from translators.locales import language_of

    seen = broker.across(_choice(args), by=args.by)
    names = Names(language_of(args.lang))
    lines = [names.title_of(len(seen.digests)), *lead_of(seen.digests, seen.figures, names)]
    for figure in seen.figures:
        table = table_of(figure, names, Numbered(), len(seen.digests))
        if table.rows and figure.name != "dialogues":
            lines += ["", f"{table.title} ({table.note})", "  " + " | ".join(table.heads)]
            lines += ["  " + " | ".join(row.cells) for row in table.rows]
    return Answer(seen.to_json(), "\n".join(lines), is_long=True)


def log_report(broker: Broker, args: Namespace) -> Answer:
    """Write the report of many dialogues."""
    told = {"audience": args.audience, "language": args.lang}
    path = broker.report_across(args.format, args.out, _choice(args), by=args.by, **told)
    return Answer({"status": "written", "file": str(path), "format": args.format}, f"{path} is written.")


def _choice(args: Namespace) -> Choice:
    from broker.facilitation.choice import Choice

    return Choice(tuple(args.dialogue), args.group, args.place, args.activity, args.first, args.last)


#: Command → what it does.
COMMANDS: dict[str, Callable[[Broker, Namespace], Answer]] = {"across": across, "log report": log_report}
