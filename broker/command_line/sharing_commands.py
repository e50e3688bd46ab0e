"""Who may see what, in a terminal: sharing, groups, looks, and why somebody may."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Iterable

from broker.access import Decision
from broker.access.entering import Look
from broker.access.groups import Group
from broker.command_line.answer import Answer
from broker.command_line.terminal import wrapped
from broker.service import Broker


def share(broker: Broker, args: Namespace) -> Answer:
    """Say who may see a dialogue."""
    rights = {"consent": args.consent, "against_rights": args.against_rights}
    shared = broker.share(args.dialogue, args.shared_with, by=args.by, because=args.because, key=args.key, **rights)
    document = {"status": "done", "dialogue": shared.id, "shared_with": args.shared_with}
    return Answer(document, f"Dialogue {shared.id} is shared with: {args.shared_with}.")


def enter(broker: Broker, args: Namespace) -> Answer:
    """Look into a dialogue that one takes no part in."""
    look = broker.enter(args.dialogue, by=args.by, because=args.because, key=args.key)
    words = (
        f"You may read dialogue {look.dialogue} until {look.until:%d %B %Y %H:%M} UTC. Those who take part see that."
    )
    return Answer(look.to_json(), words)


def looks(broker: Broker, args: Namespace) -> Answer:
    """Show who looked into a dialogue."""
    found = broker.looks(args.dialogue, by=args.by)
    words = "\n".join(look_lines(found)) or "Nobody looked into it without taking part."
    return Answer({"dialogue": args.dialogue, "looks": [look.to_json() for look in found]}, words)


def look_lines(looks: Iterable[Look]) -> list[str]:
    """Return one line a look into a dialogue."""
    return [f"{look.at:%Y-%m-%d %H:%M}  {look.by or 'somebody'} looked in: {look.because}" for look in looks]


def groups_list(broker: Broker, args: Namespace) -> Answer:
    """List the groups that somebody is in."""
    found = broker.groups(by=args.by)
    words = (
        "\n".join(_group_line(group) for group in found) or "You are in no group. `broker groups form NAME` forms one."
    )
    return Answer({"groups": [group.to_json() for group in found]}, words)


def groups_form(broker: Broker, args: Namespace) -> Answer:
    """Form a group."""
    return _told(broker.form_group(args.name, by=args.by, key=args.key))


def groups_add(broker: Broker, args: Namespace) -> Answer:
    """Bring somebody into a group."""
    return _told(broker.add_to_group(args.group, args.person, by=args.by, key=args.key))


def groups_remove(broker: Broker, args: Namespace) -> Answer:
    """Take somebody out of a group."""
    return _told(broker.remove_from_group(args.group, args.person, by=args.by, key=args.key))


def why(broker: Broker, args: Namespace) -> Answer:
    """Explain what the table of rules says."""
    asker = args.person if args.by is None else args.by
    found = broker.why(args.person, args.action, args.about, by=asker)
    return Answer(found.to_json(), "\n".join(decision_lines(found)))


def decision_lines(found: Decision) -> list[str]:
    """Return a decision: yes or no, the rule, and what would change it."""
    who = found.actor.name or "Somebody without a name"
    thing = f" {found.resource.id}" if found.resource.id else ""
    answer = "may" if found.allowed else "may not"
    lines = wrapped(f"{who} {answer} {found.action}{thing}. {found.because}")
    if found.rule is not None:
        roles = "anybody" if "reader" in found.rule.roles else ", ".join(sorted(found.rule.roles))
        lines += wrapped(f"rule: {found.action} — {roles} — {found.rule.relation}", "  ")
    lines += wrapped(f"roles held: {', '.join(sorted(found.actor.roles))}", "  ")
    for way in found.would_change:
        lines += wrapped(f"would change it: {way}", "  ")
    if found.is_hidden:
        lines += wrapped(f"{who} is told that it is not there.", "  ")
    return lines


def _told(group: Group) -> Answer:
    return Answer(group.to_json(), _group_line(group))


def _group_line(group: Group) -> str:
    names = ", ".join(group.names.get(m) or m for m in sorted(group.members))
    return f"{group.id}  {group.name or '(name erased)'}  {len(group.members)} members: {names}"


#: Command → what it does.
COMMANDS: dict[str, Callable[[Broker, Namespace], Answer]] = {
    "dialogue share": share,
    "dialogue enter": enter,
    "dialogue looks": looks,
    "groups list": groups_list,
    "groups form": groups_form,
    "groups add": groups_add,
    "groups remove": groups_remove,
    "why": why,
}
