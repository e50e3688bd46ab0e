"""What one visitor's session holds: who speaks, and which draft. The truth is in the log, never here.

Three keys of the session's state, and no more: `VISITOR`, `DRAFT` (a token), `FOUND`; the language has its own in
`broker.ui.language`, and the secret of the browser in `broker.ui.writing`.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

from broker.ui import resources, writing
from broker.ui.components.refusal import attempt
from broker.ui.keeping import NOBODY, Pen
from translators.specification import Reading

VISITOR = "visitor"
DRAFT = "draft"
#: Key of the session's state that names the drafts that were begun before this session.
FOUND = "found"
#: Under what the need is kept that somebody has in hand.
IN_HAND = "need"

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
    making : dict
        Of an answer that is being made of it: the submission key, the need with its decision, by whom, and whether data
        serve it; empty before.
    about : str
        What else it is a draft of than a need of its own, such as the next round of a dialogue.
    pen : Pen
        Whose it is.
    """

    token: str
    need: dict[str, Any] = field(default_factory=dict)
    reading: Reading | None = None
    settled: frozenset[str] = frozenset()
    template: str = ""
    in_steps: bool = False
    accepted: int = 0
    making: dict[str, Any] = field(default_factory=dict)
    about: str = ""
    pen: Pen = NOBODY

    @property
    def kept_as(self) -> str:
        """Under what it is kept."""
        return self.about or f"{IN_HAND}:{self.token}"


def visitor() -> Visitor:
    """Return who speaks in this session."""
    return st.session_state.get(VISITOR, Visitor())


def sign_in(name: str, role: str) -> None:
    """Take the visitor's word for the role, and for the name where nothing else says who they are."""
    known = visitor()
    called = known.name if known.id else clean_name(name)
    become(replace(known, name=called, role=role if role in ROLES else ROLES[0]))


def become(person: Visitor) -> None:
    """Make somebody the visitor of this session; what was half written before anybody said who they are is theirs."""
    hand_over = writing.handing_over(visitor(), person)
    st.session_state[VISITOR] = person  # from here on nothing ends this run before all is handed over
    hand_over()


def leave() -> None:
    """Forget who speaks; the role of the pages stays."""
    st.session_state[VISITOR] = Visitor(role=visitor().role)


def clean_name(name: str) -> str:
    """Return a person's name as it is kept: one line, no white space around it."""
    return " ".join(name.split())[:LONGEST_NAME]


def new_draft(**parts: Any) -> Draft:
    """Begin a draft and make it this session's."""
    begun = Draft(token=secrets.token_hex(16), pen=writing.pen(), **parts)
    keep(begun)
    st.session_state[DRAFT] = begun.token
    writing.put(IN_HAND, {"token": begun.token})
    return begun


def draft() -> Draft | None:
    """Return the draft named in the address, else this session's, else the one that the visitor had in hand last.

    Nobody finds a draft of somebody else's, whatever the address names.
    """
    named = address("draft") or st.session_state.get(DRAFT)
    if named is None:
        named = str(writing.get(IN_HAND).get("token", ""))
    return _found(named, "") if named else None


def draft_about(about: str) -> Draft | None:
    """Return the visitor's draft of something else than a need of its own."""
    return _found(_token(about), about)


def begin_about(about: str, **parts: Any) -> Draft:
    """Begin such a draft. It is kept once it is changed."""
    begun = Draft(token=_token(about), about=about, pen=writing.pen(), **parts)
    resources.get_drafts().keep(begun)
    return begun


def keep(changed: Draft) -> None:
    """Keep a draft in place of the one of the same token."""
    if changed.pen != writing.pen():  # whose it is was said since it was read
        changed = replace(changed, pen=writing.pen())
    resources.get_drafts().keep(changed)
    writing.put(changed.kept_as, _as_kept(changed))


def forget(sent: Draft) -> None:
    """Forget a draft, because it was sent or is begun afresh."""
    resources.get_drafts().drop(sent.token)
    writing.forget(sent.kept_as)
    if not sent.about:
        drop_draft()


def is_found_again(one: Draft) -> bool:
    """Whether a draft was begun before this session."""
    return one.token in st.session_state.get(FOUND, ())


def drop_draft() -> None:
    """Take the draft out of the visitor's hands; it stays where its address is kept."""
    st.session_state[DRAFT] = ""
    writing.forget(IN_HAND)


def _token(about: str) -> str:
    pen = writing.pen()
    return hashlib.sha256(f"{pen.by}\n{pen.session}\n{about}".encode()).hexdigest()[:32]


def _found(token: str, about: str) -> Draft | None:
    pen = writing.pen()
    known = resources.get_drafts().get(token)
    if known is not None:
        return known if known.pen == pen else None
    kept = writing.get(about or f"{IN_HAND}:{token}")
    if not kept:
        return None
    found = _of_kept(token, about, pen, kept)
    resources.get_drafts().keep(found)
    st.session_state[FOUND] = {*st.session_state.get(FOUND, ()), token}
    return found


def _as_kept(one: Draft) -> dict[str, Any]:
    """Return a draft as plain JSON values; how its words were understood is found out again."""
    return {
        "need": json.loads(json.dumps(one.need, default=str)),
        "asked": one.reading.sentence if one.reading else "",
        "settled": sorted(one.settled),
        "template": one.template,
        "in_steps": one.in_steps,
        "accepted": one.accepted,
        "making": json.loads(json.dumps(one.making, default=str)),
    }


def _of_kept(token: str, about: str, pen: Pen, kept: dict[str, Any]) -> Draft:
    asked = kept["asked"]
    reading, _ = attempt(lambda: resources.get_broker().ask(asked, by=visitor().by)) if asked else (None, None)
    return Draft(
        token, kept["need"], reading, frozenset(kept["settled"]), kept["template"], kept["in_steps"], kept["accepted"],
        kept["making"], about, pen,
    )  # fmt: skip


def change(one: Draft, about: str, **need: Any) -> Draft:
    """Return the draft with parts of its need replaced (None takes a part out), `about` settled by the visitor."""
    mapping = {**one.need, **need}
    mapping = {key: value for key, value in mapping.items() if value is not None}
    return replace(one, need=mapping, settled=one.settled | {about})


def submission(*parts: object) -> str:
    """Return the idempotency key of one form of this browser: equal parts, equal key, also after a reload.

    The record shows the key for ever, so it is a digest with a secret of the browser: no words can be guessed from it.
    """
    return hashlib.sha256("\n".join([writing.secret(), *map(str, parts)]).encode("utf-8", "surrogatepass")).hexdigest()


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
