"""Who may do what: one table of actions, and one `authorize` before every verb."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from broker.errors import NotAllowed

#: Roles, from the least to the most. On a laptop a named person has all of them but ``admin`` is not needed yet.
ROLES = ("reader", "user", "producer", "facilitator", "reviewer", "admin")
_EVERYBODY = frozenset(ROLES)
_NAMED = _EVERYBODY - {"reader"}

#: Action → roles that may take it. A verb of the service whose action is not here fails the tests.
RULES: dict[str, frozenset[str]] = {
    # the catalog
    "check": _EVERYBODY,
    "publish": frozenset({"producer", "admin"}),
    "list datasets": _EVERYBODY,
    "retire": frozenset({"producer", "admin"}),
    "lift embargo": frozenset({"producer", "admin"}),
    "withdraw consent": frozenset({"producer", "admin"}),
    "read data": _EVERYBODY,
    "review dataset": frozenset({"reviewer", "admin"}),
    # from words to numbers
    "ask": _EVERYBODY,
    "tell producers": _EVERYBODY,
    "read glossary": _EVERYBODY,
    "propose term": _NAMED,
    "agree term": _NAMED,
    "build": _EVERYBODY,
    "read product": _EVERYBODY,
    "search places": _EVERYBODY,
    "keep places": _NAMED,
    "reproduce": _EVERYBODY,
    # the dialogue
    "open dialogue": _NAMED,
    "build round": _NAMED,
    "respond": _NAMED,
    "revise": _NAMED,
    "accept assumption": _NAMED,
    "contest assumption": _NAMED,
    "replace assumption": _NAMED,
    "close dialogue": _NAMED,
    "read dialogue": _EVERYBODY,
    # the record
    "verify log": _EVERYBODY,
    "export log": _EVERYBODY,
    "read unmet needs": _EVERYBODY,
    "vote for need": _NAMED,
    "examine installation": _EVERYBODY,
    "clean store": frozenset({"producer", "admin"}),
}

LONGEST_NAME = 200


@dataclass(frozen=True)
class Actor:
    """Somebody, and the roles that they hold; `id` is the pseudonym under which the record keeps what they do."""

    name: str
    roles: frozenset[str]
    id: str = ""


#: Somebody who gave no name: may look, ask and compute, and adds nothing to the record.
READER = Actor("", frozenset({"reader"}))


def local_persona(name: str) -> Actor:
    """Return the person of this name on a computer of their own, where everybody named holds every role.

    Raises
    ------
    NotAllowed
        If the name is too long or holds what cannot be read on a page.
    """
    plain = " ".join(unicodedata.normalize("NFC", name).split())
    if len(plain) > LONGEST_NAME or any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in name):
        raise NotAllowed(
            f"A name of {len(name)} characters was given that cannot be shown on a page, so nobody could tell who "
            f"spoke. Give a name of up to {LONGEST_NAME} characters, without control characters."
        )
    return Actor(plain, frozenset(ROLES)) if plain else READER


def authorize(actor: Actor, action: str, resource: str = "") -> Actor:
    """Return the actor who may take the action; everybody else is refused.

    Raises
    ------
    NotAllowed
        If no role of the actor may take it, or the action has no rule.
    """
    allowed = RULES.get(action)
    if allowed is not None and actor.roles & allowed:
        return actor
    about = f" with {resource}" if resource else ""
    if allowed is not None and not actor.name:
        raise NotAllowed(
            f"Somebody without a name wants to {action}{about}, but what is recorded must say who did it. Give a name "
            f"(`--by NAME`)."
        )
    holders = ", ".join(sorted(allowed or ())) or "nobody"
    raise NotAllowed(
        f"{actor.name or 'Somebody'} wants to {action}{about}, which is for {holders}. Ask somebody of that role."
    )
