"""What the commands do by which a dialogue leaves this store, or comes into it."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable

from broker.command_line.answer import Answer
from broker.command_line.terminal import refused
from broker.service import Broker


def log_export(broker: Broker, args: Namespace) -> Answer:
    """Write a dialogue as a file."""
    from broker.log_files import read_checkpoint

    earlier = read_checkpoint(args.consistent_with).size if args.consistent_with else 0
    told = {"audience": args.audience, "language": args.lang, "earlier": earlier}
    rights = {"consent": args.consent, "against_rights": args.against_rights}
    path = broker.export_log(args.dialogue, args.format, args.out, by=args.by, **told, **rights)
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


#: What came of building again → words.
_AGAIN = {
    "same": "all {count} numbers are the same",
    "different": "numbers or files differ",
    "impossible": "could not be built again",
    "none": "has no product",
}


def reproduce_dialogue(broker: Broker, args: Namespace) -> Answer:
    """Build every product of a dialogue again, and compare."""
    found = broker.reproduce_dialogue(args.dialogue, args.round, by=args.by)
    lines = []
    for one in found:
        lines.append(f"Round {one.round}  {one.product[:12]:12}  {_AGAIN[one.status].format(count=one.compared)}")
        lines += [f"    {line}" for line in (*one.explanations, *one.differences[:3])]
    wrong = [one for one in found if one.status in ("different", "impossible")]
    status = "refused" if wrong else "same"
    document = {"dialogue": args.dialogue, "status": status, "rounds": [one.to_json() for one in found]}
    if not wrong:
        return Answer(document, "\n".join(lines))
    sentence = (
        f"The products of dialogue {args.dialogue} were built again, and {len(wrong)} of {len(found)} rounds do not "
        f"give what was recorded, first round {wrong[0].round}: {_AGAIN[wrong[0].status]}. "
        f"{' '.join((*wrong[0].explanations, *wrong[0].differences[:1]))}"
    )
    return Answer(document | {"error": refused("numbers-differ", sentence)["error"]}, "\n".join(lines), 1, sentence)


#: Command → what it does.
COMMANDS: dict[str, Callable[[Broker, Namespace], Answer]] = {"log export": log_export, "log import": log_import}
