"""May this actor do this to that? Decided by the table, and said in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from broker.access.actors import Actor
from broker.access.resources import RELATIONS, Resource
from broker.access.rules import RULES, SEEN_BY, Rule
from broker.errors import BrokerError, Conflict, NotAllowed, UnknownDialogue, UnknownGroup, UnknownProduct
from catalog.errors import CatalogError, UnknownDataset

#: Kind of thing → what is raised where it is not there, or must seem so.
_UNKNOWN: dict[str, tuple[type[BrokerError | CatalogError], str]] = {
    "dialogue": (UnknownDialogue, "`broker dialogue list` shows those that you may see."),
    "product": (UnknownProduct, "Give the id of a product made here, or the folder of its files."),
    "group": (UnknownGroup, "`broker groups list` shows those that you are in."),
    "dataset": (UnknownDataset, "`broker catalog list` shows what is on offer."),
}


@dataclass(frozen=True)
class Decision:
    """What the table says.

    Attributes
    ----------
    rule : Rule or None
        The rule that allows it; None where none fits.
    because : str
        One sentence.
    would_change : tuple of str
        Each of what would make it possible, where it is not.
    is_hidden : bool
        Whether the thing is refused as if it were not there.
    is_over : bool
        Whether it is refused only because the dialogue was brought to its end.
    """

    actor: Actor
    action: str
    resource: Resource
    allowed: bool
    rule: Rule | None
    because: str
    would_change: tuple[str, ...] = ()
    is_hidden: bool = False
    is_over: bool = False

    def to_json(self) -> dict[str, Any]:
        """Return the decision as plain JSON values."""
        rule = self.rule and {"roles": sorted(self.rule.roles), "relation": self.rule.relation}
        return {
            "actor": self.actor.name,
            "roles": sorted(self.actor.roles),
            "action": self.action,
            "resource": self.resource.to_json(),
            "allowed": self.allowed,
            "rule": rule,
            "because": self.because,
            "would_change": list(self.would_change),
            "seems_absent": self.is_hidden,
        }


def decide(actor: Actor, action: str, resource: Resource | None = None) -> Decision:
    """Return what the table says of an actor, an action and a thing; nothing is read or changed."""
    one = resource if resource is not None else Resource("store")
    if action not in RULES:
        return Decision(actor, action, one, False, None, "No rule speaks of this action, so it is for nobody.")
    rule = _rule(actor, action, one)
    if rule is None:
        because = "No rule of the table fits."
        seen_by = SEEN_BY.get(one.kind)
        is_hidden = seen_by is not None and bool(one.id) and (not one.exists or _rule(actor, seen_by, one) is None)
        return Decision(actor, action, one, False, None, because, _needed(actor, action), is_hidden)
    if RULES[action].needs_open and not one.is_open:
        over = "The dialogue was brought to its end, and nothing is added to it."
        return Decision(actor, action, one, False, rule, over, ("A dialogue that is open.",), is_over=True)
    return Decision(actor, action, one, True, rule, rule.because)


def authorize(
    actor: Actor, action: str, resource: Resource | None = None, known: Callable[[], tuple[str, ...]] = tuple
) -> Actor:
    """Return the actor who may take the action; everybody else is refused.

    Parameters
    ----------
    known : callable, optional
        Returns the ids of this kind that the actor may see, to be named where this one must seem absent.

    Raises
    ------
    NotAllowed
        If no rule lets this actor take it, or the action has no rule.
    UnknownDialogue, UnknownProduct, UnknownGroup, UnknownDataset
        If the thing is not there, or the actor may not know of it: the same words for both.
    Conflict
        If it needs a dialogue that is open.
    """
    found = decide(actor, action, resource)
    if found.allowed:
        return actor
    raise refuse(found, known)


def refuse(found: Decision, known: Callable[[], tuple[str, ...]] = tuple) -> BrokerError | CatalogError:
    """Return the refusal in which a decision ends."""
    one = found.resource
    if found.is_hidden:
        kind, hint = _UNKNOWN[one.kind]
        ids = known()
        some = f"Known: {', '.join(ids[:8])}{' …' if len(ids) > 8 else ''}. " if ids else ""
        absent = kind(
            f"The {one.kind} {one.id!r} was asked, but there is none of this name that you may see, so there is "
            f"nothing to show or add to. {some}{hint}"
        )
        if isinstance(absent, BrokerError):
            absent.options = ids
        return absent
    if found.is_over:
        return Conflict(
            f"{found.actor.name} wants to {found.action} in dialogue {one.id}, but it was brought to its end, so "
            f"nothing is added to it. Open a new dialogue with the need as it is now.",
            code="dialogue-closed",
        )
    about = f" with {one.id}" if one.id else ""
    named = RULES.get(found.action)
    if not found.actor.name and named is not None and any("user" in rule.roles for rule in named.rules):
        return NotAllowed(
            f"Somebody without a name wants to {found.action}{about}, but what is recorded must say who did it. Give "
            f"a name (`--by NAME`)."
        )
    ways = " ".join(found.would_change) or "It is for nobody."
    return NotAllowed(f"{found.actor.name or 'Somebody'} wants to {found.action}{about}, and may not. {ways}")


def _rule(actor: Actor, action: str, one: Resource) -> Rule | None:
    """Return the first rule that fits."""
    for rule in RULES[action].rules:
        holds, _ = RELATIONS[rule.relation]
        if actor.roles & rule.roles and holds(actor, one):
            return rule
    return None


def _needed(actor: Actor, action: str) -> tuple[str, ...]:
    """Return what would let somebody take an action, a sentence a rule."""
    found = []
    for rule in RULES[action].rules:
        _, words = RELATIONS[rule.relation]
        who = "Anybody" if "reader" in rule.roles else "Anybody with a name" if "user" in rule.roles else _roles(rule)
        held = "" if actor.roles & rule.roles or "user" in rule.roles else " (a role that is not held here)"
        found.append(f"{who}{held} may, if {words}." if rule.relation != "anyone" else f"{who}{held} may.")
    return tuple(found)


def _roles(rule: Rule) -> str:
    names = sorted(rule.roles)
    return f"A{'n' if names[0] == 'admin' else ''} {' or '.join(names)}"
