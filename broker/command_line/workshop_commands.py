"""Workshops in a terminal: what each command does, and its words."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable

from broker.command_line.answer import Answer
from broker.command_line.attaching import attached_from, attached_lines
from broker.command_line.terminal import GONE, wrapped
from broker.dialogue import Meeting
from broker.errors import InvalidResponse
from broker.service import Broker
from broker.workshop_form import TEMPLATE


def dialogue_workshop(broker: Broker, args: Namespace) -> Answer:
    """Enter a workshop afterwards, or print its form."""
    if args.template:
        return Answer({"template": TEMPLATE}, TEMPLATE.rstrip())
    if not args.dialogue or args.form is None or not args.by:
        raise InvalidResponse(
            "A workshop was to be entered without its dialogue, its form or the name of who enters it, so nothing "
            "could be recorded. Write broker dialogue workshop ID FILE.yaml --by NAME; --template prints a form.",
            code="workshop-invalid",
        )
    form, need = broker.load_workshop(args.form, by=args.by)
    attached = attached_from(args.attach)
    rights = {"consent": args.consent, "against_rights": args.against_rights}
    held = broker.enter_workshop(args.dialogue, form, need, attached, by=args.by, key=args.key, **rights)
    return Answer({"dialogue": args.dialogue, "workshop": held.to_json()}, "\n".join(meeting_lines(held)))


def dialogue_attachment(broker: Broker, args: Namespace) -> Answer:
    """Save something that was attached."""
    told, content = broker.attachment(args.dialogue, args.sha256, by=args.by)
    args.out.write_bytes(content)
    words = f"{args.out} is written: {told.name}, {told.media_type}, {told.size:,} bytes."
    return Answer({"status": "written", "file": str(args.out), "attachment": told.to_json()}, words)


def meeting_lines(held: Meeting) -> list[str]:
    """Return a workshop: when, where, who, the minutes and what is attached."""
    entered = f"entered by {held.by or 'somebody who was erased'}"
    where = held.place or GONE
    lines = wrapped(f"Workshop of {held.date}, {where}; {held.people} people; {entered}", "  ")
    there = [(one.get("number"), one.get("who", GONE)) for one in held.present]
    who = ", ".join(f"{number} {name}" if number else name for number, name in there)
    lines += wrapped(f"there were {who}", "    ") if who else []
    for paragraph in held.minutes.splitlines():
        lines += wrapped(paragraph, "    ")
    lines += attached_lines(held.attachments, "    ")
    return lines


#: Command → what it does.
COMMANDS: dict[str, Callable[[Broker, Namespace], Answer]] = {
    "dialogue workshop": dialogue_workshop,
    "dialogue attachment": dialogue_attachment,
}
