"""Who acts in a command: found in the register each time, with the roles that they hold at this moment."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from broker.access import READER, RULES, Actor
from broker.access.actors import PERSON_ID
from broker.errors import BrokerError, NotAllowed
from broker.people.person import PERSONA_ROLES, must_be_there

if TYPE_CHECKING:
    from broker.people.invitations import Invitations
    from broker.people.person import Person
    from broker.people.register import Register

#: How people are known: ``personas`` (by a name, on a computer of one's own) or ``oidc`` (by an account).
SIGN_IN_VARIABLE = "BROKER_SIGN_IN"
SIGN_INS = ("personas", "oidc")
#: Open to readers, and yet what is said by it may be kept: in a product, or among the needs that nobody meets.
_KEEPS_WORDS = ("ask", "build")
#: Kinds of things of which somebody without an account has some: products of their dialogue, and what is known of them.
_OF_THEIR_OWN = ("product", "person")
#: Lists in which they find what is theirs beside what everybody sees.
_LISTS_OF_THEIRS = (
    "read own consent", "list dialogues", "see duties", "read unmet needs", "read glossary",
)  # fmt: skip


def sign_in_kind() -> str:
    """Return how people are known in this installation.

    Raises
    ------
    BrokerError
        If the setting is none of `SIGN_INS`: nobody is let in by a misspelt word.
    """
    chosen = os.environ.get(SIGN_IN_VARIABLE, "").strip().casefold() or SIGN_INS[0]
    if chosen not in SIGN_INS:
        raise BrokerError(
            f"{SIGN_IN_VARIABLE} is {chosen!r}, which is no way to know people, so nobody is let in. Set it to "
            f"personas (a computer of one's own) or oidc (accounts of a provider).",
            code="setting-unknown",
        )
    return chosen


def who_acts(register: Register, invitations: Invitations, by: str, action: str, about: str = "") -> Actor:
    """Return who acts; nobody ("") is a reader.

    Parameters
    ----------
    by : str
        A person's id, or on a computer of one's own a name. Who is not known yet is registered by the first action
        that is not open to readers.
    action, about : str
        What is to be done, and the id of what it is done to.

    Raises
    ------
    NotAllowed
        If a name is given where people sign in, if it cannot be told from another one, or if the invitation by which
        the person came has ended.
    UnknownPerson, PersonErased
        If nobody has this id, or has it any more.
    """
    if not by.strip():
        return READER
    if not PERSON_ID.fullmatch(by.strip()):
        if sign_in_kind() == "oidc":
            raise NotAllowed(
                f"Somebody wants to act as {by[:80]!r}, but people sign in to this broker and a name proves nothing "
                f"here. Sign in, or give the id of your account (`broker people list` shows p-…).",
                code="not-signed-in",
            )
        known = register.persona(by) or (None if _is_for_readers(action) else register.register_persona(by))
        if known is None:
            return Actor(" ".join(by.split()), PERSONA_ROLES)
        must_be_there(known)
        return known.actor
    person = register.person(by.strip())
    must_be_there(person)
    if not person.bound_to:
        _must_hold_a_role(person)
        return person.actor
    invitations.must_hold(person)
    kind = RULES[action].about if action in RULES else ""
    if kind in _OF_THEIR_OWN or action in _LISTS_OF_THEIRS or (kind == "dialogue" and about == person.bound_to):
        return person.actor
    # Elsewhere somebody without an account is a reader like any other.
    return Actor(person.name, READER.roles, answers_to_name=False)


def _must_hold_a_role(person: Person) -> None:
    """Refuse somebody whom only another broker knows, or whose roles were all taken. Raises `NotAllowed`."""
    if not person.roles:
        raise NotAllowed(
            f"{person.id} wants to act here, but holds no role in this store: who came with a dialogue from another "
            f"broker is known here, and acts there. Sign in here, or ask an administrator for a role.",
            code="no-role",
        )


def _is_for_readers(action: str) -> bool:
    if action in _KEEPS_WORDS:
        return False
    return action in RULES and any("reader" in rule.roles for rule in RULES[action].rules)
