"""What one visitor's session holds: who speaks, and which draft. The truth is in the log, never here.

Three keys of the session's state, and no more: `VISITOR`, `DRAFT` (a token), `NONCE`; the language has its own in
`broker.ui.language`.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

from broker.ui import resources
from translators.specification import Reading

VISITOR = "visitor"
DRAFT = "draft"
NONCE = "nonce"

#: Role → whether the pages of this role come first.
ROLES = ("farmer", "planner", "scientist", "facilitator")
#: The longest name of a person, in characters.
LONGEST_NAME = 80
#: What an id in an address may look like; anything else is treated as absent.
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._\-]{0,99}")


@dataclass(frozen=True)
class Visitor:
    """Who speaks: on a computer of one's own by their word, else whom the register of people knows.

    Attributes
    ----------
    name, role : str
        As they call themselves; the role decides which pages come first, and allows nothing.
    id : str
        Pseudonym of somebody who signed in or came by an invitation; empty for a persona.
    epoch : int
        The person's count of ended sessions when this one began.
    account : tuple of str
        Issuer and subject of the account; empty without one.
    way_back : str
        Token of the link by which somebody without an account comes back.
    bound_to : str
        The one dialogue that somebody without an account takes part in.
    roles : frozenset of str
        What the register says at this moment; every page is offered to a persona.
    """

    name: str = ""
    role: str = "farmer"
    id: str = ""
    epoch: int = 0
    account: tuple[str, str] | tuple[()] = ()
    way_back: str = ""
    bound_to: str = ""
    roles: frozenset[str] = frozenset()

    @property
    def by(self) -> str:
        """What a verb takes for who acts: the pseudonym, else name and role ("Amina, farmer"), else nothing."""
        return self.id or (f"{self.name}, {self.role}" if self.name else "")

    @property
    def known_as(self) -> frozenset[str]:
        """What stands for this person in lists: the name as the record shows it, and the pseudonym."""
        return frozenset({self.by, self.name if self.id else ""} - {""})


@dataclass(frozen=True)
class Draft:
    """A need in the making, written as a need file writes it; parts may be missing or wrong.

    Attributes
    ----------
    token : str
        Names the draft in the page's address, and the submission that comes of it.
    need : dict
        As `translators.need.Need.of` reads it.
    reading : Reading or None
        How the statement was understood; None where it was written in steps.
    settled : frozenset of str
        Parts that the visitor chose or confirmed: they are no assumptions any more.
    template : str
        Id of the template that it was begun from; empty where it was begun in the visitor's own words.
    in_steps : bool
        Whether its steps are still being filled in.
    accepted : int
        How many bad years in ten the visitor can live with; 0 where that was not said.
    """

    token: str
    need: dict[str, Any] = field(default_factory=dict)
    reading: Reading | None = None
    settled: frozenset[str] = frozenset()
    template: str = ""
    in_steps: bool = False
    accepted: int = 0


def visitor() -> Visitor:
    """Return who speaks in this session."""
    return st.session_state.get(VISITOR, Visitor())


def sign_in(name: str, role: str) -> None:
    """Take the visitor's word for the role, and for the name where nothing else says who they are."""
    known = visitor()
    called = known.name if known.id else clean_name(name)
    st.session_state[VISITOR] = replace(known, name=called, role=role if role in ROLES else ROLES[0])


def become(person: Visitor) -> None:
    """Make somebody the visitor of this session, whom the broker has vouched for."""
    st.session_state[VISITOR] = person


def leave() -> None:
    """Forget who speaks; the role of the pages stays."""
    st.session_state[VISITOR] = Visitor(role=visitor().role)


def clean_name(name: str) -> str:
    """Return a person's name as it is kept: one line, no white space around it."""
    return " ".join(name.split())[:LONGEST_NAME]


def new_draft(**parts: Any) -> Draft:
    """Begin a draft and make it this session's."""
    begun = Draft(token=secrets.token_hex(16), **parts)
    keep(begun)
    st.session_state[DRAFT] = begun.token
    return begun


def draft() -> Draft | None:
    """Return the draft named in the address (so that a reload finds it again), else this session's."""
    named = address("draft")
    token = named or st.session_state.get(DRAFT, "")
    return resources.get_drafts().get(token) if token else None


def keep(changed: Draft) -> None:
    """Remember a draft in place of the one of the same token."""
    resources.get_drafts().keep(changed)


def drop_draft() -> None:
    """Forget this session's draft; it stays where its address is kept."""
    st.session_state.pop(DRAFT, None)


def change(one: Draft, about: str, **need: Any) -> Draft:
    """Return the draft with parts of its need replaced (None takes a part out), `about` settled by the visitor."""
    mapping = {**one.need, **need}
    mapping = {key: value for key, value in mapping.items() if value is not None}
    return replace(one, need=mapping, settled=one.settled | {about})


def submission(*parts: object) -> str:
    """Return the idempotency key of one form of this session: equal parts, equal key.

    The record shows the key for ever, so it is a digest with a secret of the session: no words can be guessed from it.
    """
    nonce = st.session_state.setdefault(NONCE, secrets.token_urlsafe(16))
    return hashlib.sha256("\n".join([nonce, *map(str, parts)]).encode("utf-8", "surrogatepass")).hexdigest()


def address(name: str) -> str:
    """Return an id named in the page's address, or an empty string where there is none that could be one."""
    value = st.query_params.get(name, "")
    return value if _ID.fullmatch(value) else ""


def is_text_only() -> bool:
    """Whether the address asks for words without pictures (``?view=text``)."""
    return st.query_params.get("view", "") == "text"


def round_in_address() -> int | None:
    """Return the round named in the page's address, or None."""
    value = st.query_params.get("round", "")
    return int(value) if re.fullmatch(r"[1-9]\d{0,3}", value) else None
