"""What every verb works with: the store, the log, the catalog, the workshop."""

from __future__ import annotations

import datetime as dt
import threading
import uuid
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from broker.access import READER, Actor, authorize, decide
from broker.access.groups import Group
from broker.access.visibility import default_visibility, visibility_and_group
from broker.agreements import Agreement, Agreements
from broker.database import home_of, open_database
from broker.dialogue import Dialogue, fold
from broker.dialogue.contributions.checking import Find
from broker.dialogue.ledger import APPLY
from broker.dialogue.notes import without_notes
from broker.drawing import Draw, draw_here
from broker.errors import Conflict, InvalidResponse, UnservableNeed
from broker.events import PEOPLE, UNMET_NEEDS, Event
from broker.log import NOBODY, Entry, EventLog, utc_now
from broker.log.checkpoints import checkpoint_of, note_left
from broker.log.marks import Mark, files_as_they_are, mark_after
from broker.log.signing import Signer
from broker.matching import Match
from broker.people.consent import CONSENT_KINDS, Consents
from broker.people.keys import Keys
from broker.product import Product
from broker.recipe import canonical_json
from broker.service.attention import Attention
from broker.service.naming import finder, quoting
from broker.service.readings import Readings
from broker.service.standing import Standings
from broker.unmet import TO_CHOOSE, axis_of, kept_of
from broker.verification import Checkpoint
from broker.workshop import Progress, Workshop
from catalog.errors import DatasetRetired
from catalog.record import Version
from translators.regions import Region
from translators.specification import Unservable

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from broker.people.invitations import Invitations
    from broker.people.register import Register
    from catalog.catalog import Catalog


#: How many dialogues a refusal names at most.
MOST_NAMED = 100
#: What is to be recorded of a dialogue as it stands at that moment.
Told = Callable[[Dialogue], list[Entry]]


class Store:
    """A folder with a log, a catalog and a workshop, and what several verbs do with them.

    Parameters
    ----------
    home : Path or str, optional
        Folder of the store; else ``BROKER_HOME``, else a folder of the user's own data. Created on first use.
    clock : callable, optional
        Returns the time in UTC.
    draw : callable, optional
        Writes the files of products; see `broker.drawing`.
    """

    def __init__(
        self,
        home: Path | str | None = None,
        clock: Callable[[], dt.datetime] = utc_now,
        draw: Draw = draw_here,
    ) -> None:
        self.home = home_of(home)
        self._clock = clock
        self._draw = draw
        self._seen: tuple[Mark | None, tuple[object, ...]] = (None, ())
        self._agreeing = threading.Lock()

    @cached_property
    def _engine(self) -> Engine:
        return open_database(self.home)

    @cached_property
    def _log(self) -> EventLog:
        return EventLog(self._engine, self._keys, self._clock)

    @cached_property
    def _signer(self) -> Signer:
        return Signer(self.home)

    @cached_property
    def _keys(self) -> Keys:
        return Keys(self.home)

    @cached_property
    def _register(self) -> Register:
        from broker.people.register import Register

        return Register(self._engine, self._keys, self._clock)

    @cached_property
    def _invitations(self) -> Invitations:
        from broker.people.invitations import Invitations

        return Invitations(self._engine, self._keys, self._register, self._clock)

    @cached_property
    def _agreements(self) -> Agreements:
        return Agreements()

    @cached_property
    def _catalog(self) -> Catalog:
        from catalog.catalog import Catalog

        return Catalog(self.home, self._engine, self._clock)

    @cached_property
    def _workshop(self) -> Workshop:
        return Workshop(self.home, self._catalog, self._clock, self._draw, self._sealed_to_leave)

    @cached_property
    def _standings(self) -> Standings:
        return Standings(self._log, lambda: self._catalog, lambda: self._workshop, self._clock)

    @cached_property
    def _attention(self) -> Attention:
        return Attention(self._log, self._keys, self._dialogue_in_lists)

    @cached_property
    def _readings(self) -> Readings:
        return Readings(self._log, self._keys, self._consents)

    def _may(self, by: str, action: str, about: str = "") -> Actor:
        """Return who acts, when they may take this action on the thing of this id; nobody ("") is a reader.

        Raises
        ------
        NotAllowed
        UnknownDialogue, UnknownProduct, UnknownDataset, UnknownGroup
            If the thing is not there, or whoever acts may not know of it.
        """
        self._notice_another_log()
        actor = self._who(by, action, about)
        thing = self._standings.of(actor, action, about)
        # Whether a dialogue is open is asked when something is added: what was carried out once is answered again.
        return authorize(actor, action, replace(thing, is_open=True), lambda: self._known(actor, thing.kind))

    def _notice_another_log(self) -> None:
        """Forget what was read of a log that another process put another one in the place of."""
        if "_log" not in self.__dict__:
            return
        before, keys_before = self._seen
        mark, is_the_same = mark_after(self._engine, before)
        keys = files_as_they_are(self._signer.file, self._keys.secret_file)
        if not is_the_same or any(old not in (None, new) for old, new in zip(keys_before, keys, strict=False)):
            self._forget()
        self._seen = (mark, keys)

    def _forget(self) -> None:
        """Forget all that was read or opened of the store; it is read anew when it is asked."""
        engine = self.__dict__.get("_engine")
        for name in [n for n in self.__dict__ if isinstance(getattr(type(self), n, None), cached_property)]:
            self.__dict__.pop(name, None)
        self._seen = (None, ())
        if engine is not None:
            engine.dispose()

    def _visibility(self, shared_with: str, by: str) -> dict[str, str]:
        """Return what an event says of who may see a dialogue; nothing where everybody may."""
        visibility, name = visibility_and_group(shared_with)
        group = self._group(name, by).id if name else ""
        return {} if visibility == "public" else {"visibility": visibility, "group": group}

    def _group(self, name: str, by: str) -> Group:
        """Return the group of this id or name that somebody is in. Raises `UnknownGroup`, `InvalidResponse`."""
        actor = self._who(by, "see group", name)
        known = [g for g in self._standings.groups().values() if self._standings.sees(actor, "group", g.id)]
        found = [g for g in known if name in (g.id, g.name)]
        if len(found) > 1:
            raise InvalidResponse(
                f"The group {name!r} was named, but {len(found)} groups that you are in have this name, so nobody "
                f"could tell which. Name it by its id: {', '.join(g.id for g in found)}.",
                code="group-ambiguous",
                options=tuple(g.id for g in found),
            )
        if not found:
            self._may(by, "see group", name)
        return found[0]

    def _known(self, actor: Actor, kind: str) -> tuple[str, ...]:
        """Return the ids of what somebody may see, to be named where another one is not there for them."""
        if kind != "dialogue":
            return ()
        return tuple(d.id for d in self._standings.dialogues(actor, most=MOST_NAMED))

    def _who(self, by: str, action: str, about: str = "") -> Actor:
        """Return who acts, with the roles that the register gives them now; see `broker.people.identity`."""
        from broker.people.identity import who_acts

        return who_acts(self._register, self._invitations, by, action, about) if by.strip() else READER

    def _consents(self) -> Consents:
        """Return how far everybody's words may go at this moment."""
        return self._heard_consents.hear(self._log.of_kinds(CONSENT_KINDS, self._heard_consents.read_to))

    @cached_property
    def _heard_consents(self) -> Consents:
        return Consents()

    def _record_people(
        self, entries: list[Entry], actor: Actor, key: str | None = None, request: dict[str, Any] | None = None
    ) -> None:
        """Keep what was done about people in their stream of the log."""
        if entries:
            asked = request or {"of": "people", "entries": [list(entry) for entry in entries]}
            self._log.append(PEOPLE, entries, by=actor.id, name=actor.name, key=key or fresh_key(), request=asked)

    def _sealed_now(self) -> Checkpoint:
        """Return what the log is now, signed by the store's key."""
        return checkpoint_of(self._log.engine, self._signer, self._clock())

    def _sealed_to_leave(self) -> Checkpoint:
        """Return what the log is now, signed, and remember that this left the store."""
        checkpoint = self._sealed_now()
        note_left(self._log.engine, checkpoint)
        return checkpoint

    def _agreed(self, person: str, index: str, region: Region) -> dict[str, Agreement]:
        """Return what a person agreed on for an index at a place, by what it is about; nothing for nobody."""
        if not person:
            return {}
        kinds = (*APPLY, "PersonErased")
        with self._agreeing:  # nothing is heard while what was agreed is looked through
            newer = self._log.of_kinds(kinds, self._agreements.read_to)
            if any(event.kind == "PersonErased" for event in newer):
                self._agreements = Agreements()  # what the erased said is forgotten here too
                newer = self._log.of_kinds(kinds)
            self._agreements.hear(newer)
            found = self._agreements.of(person, index, region)
        return {about: replace(a, is_private=self._is_closed(a.dialogue)) for about, a in found.items()}

    def _find(self, dialogue_id: str) -> Find:
        """Return what finds the registered people who may be meant by a name in a dialogue."""
        return finder(self._register, dialogue_id)

    def _is_closed(self, dialogue_id: str) -> bool:
        """Whether a dialogue is not for everybody."""
        return self._standings.dialogue(dialogue_id).visibility != "public"

    def _audience(self, dialogue_id: str, actor: Actor) -> str:
        """Return as which audience somebody reads a dialogue at this moment."""
        takes_part = decide(actor, "export log", self._standings.dialogue(dialogue_id)).allowed
        return "dialogue" if takes_part else "facilitators"

    def _events_for(self, dialogue_id: str, actor: Actor) -> tuple[Event, ...]:
        """Return the events of a dialogue with what people do not agree to be read by whoever reads withheld."""
        audience = self._audience(dialogue_id, actor)
        return self._consents().told(self._log.dialogue(dialogue_id), audience, actor.id)

    def _dialogue_in_lists(self, dialogue_id: str, audience: str) -> Dialogue:
        """Return a dialogue as lists tell of it: with what all of an audience may have."""
        return without_notes(fold(self._consents().told(self._log.dialogue(dialogue_id), audience)))

    def _dialogue_for(self, dialogue_id: str, actor: Actor) -> Dialogue:
        """Return a dialogue as somebody may read it who was let in already."""
        return self._readings.of(dialogue_id, self._audience(dialogue_id, actor), actor)

    def _dialogue(self, dialogue_id: str) -> Dialogue:
        """Return a dialogue to a verb that works with it and shows nobody its words; without what is private in it."""
        return without_notes(fold(self._log.dialogue(dialogue_id)))

    def _offered(self, name: str, viewer: str = "") -> Version:
        """Return the version that ``id`` or ``id@2`` names in a need, if it is still on offer."""
        dataset, _, number = name.partition("@")
        if not number:
            return self._catalog.dataset(dataset, None, viewer)
        wanted = (dataset, int(number)) if number.isdecimal() else (name, None)
        found = self._catalog.dataset(*wanted, viewer)
        if found.is_retired:
            follows = f" {found.successor} follows it." if found.successor else ""
            raise DatasetRetired(
                f"{found.label} was asked, but it was withdrawn ({found.retired}), so nothing new is made from "
                f"it.{follows}"
                f" Leave the number out for what is on offer now; `broker reproduce` still builds old products again."
            )
        return found

    def _append(
        self,
        dialogue: Dialogue,
        entries: list[Entry] | Told,
        actor: Actor,
        key: str | None,
        request: dict[str, Any],
        *,
        same_round: bool = True,
        about: int | None = None,
    ) -> None:
        """Append to a dialogue as it was read, unless it was closed meanwhile, or the round that this is about was.

        Parameters
        ----------
        entries : list, or callable
            What is recorded. A callable is given the dialogue as it stands when it is written, and refuses what no
            longer holds then by a `Conflict`; whatever opens a round is one, because its number depends on that.
        same_round : bool
            Whether a list holds only while the round is as open as it was.
        about : int, optional
            That round; else the current one.
        """
        now, key, find = dialogue, key or fresh_key(), self._find(dialogue.id)
        number = dialogue.round.number if about is None else about
        while True:
            try:
                told = [
                    quoting(now, actor.id, find, *entry) for entry in (entries(now) if callable(entries) else entries)
                ]
                self._log.append(
                    dialogue.id, told, by=actor.id, name=actor.name, key=key, request=request,
                    expected_version=now.version,
                )  # fmt: skip
                return
            except Conflict:
                seen, now = now, fold(self._log.dialogue(dialogue.id))
                if now.version == seen.version:
                    raise
                if not callable(entries):  # others spoke meanwhile, which does not change what was asked
                    was, still = (d.round_number(number).is_open for d in (dialogue, now))
                    if not now.is_open or (same_round and was != still):
                        raise

    def _made(
        self, actor: Actor, need: dict[str, Any], found: Match, dialogue: str, progress: Progress | None, audience: str
    ) -> Product:
        """Return the product that answers a need; one that cannot be served is kept before its refusal goes on.

        `audience` is for whom: a dialogue (its id), a person (theirs), or everybody (empty).
        """
        try:
            return self._workshop.make(found, dialogue, progress, audience)
        except UnservableNeed as refusal:
            self._keep_refused(actor, need, found, refusal, audience)
            raise

    def _for(self, actor: Actor) -> str:
        """Return for whom something is kept that somebody makes or asks outside of any dialogue."""
        is_private = bool(actor.name) and default_visibility() == "private"
        return (actor.id or actor.name) if is_private else ""

    def _keep_refused(
        self, actor: Actor, need: dict[str, Any], found: Match, refusal: UnservableNeed, audience: str
    ) -> None:
        """Keep a need that the data refuse, with the axis on which they do and what is missing."""
        if refusal.code in TO_CHOOSE:
            return
        reason = Unservable(axis_of(refusal), str(refusal), "the producers of the data")
        self._keep_unmet(actor, need["statement"], reason, need, audience, kept_of(found, refusal.code))

    def _keep_unmet(
        self,
        actor: Actor,
        statement: str,
        reason: Unservable,
        need: dict[str, Any] | None,
        audience: str,
        more: dict[str, Any] | None = None,
    ) -> None:
        """Add a need to the register; the same need with the same reason by the same person stands there once."""
        said = {"statement": statement, **reason.to_json(), "need": need, **(more or {})}
        said |= {"audience": audience} if audience else {}
        request = {"verb": "keep unmet", "said": said, "by": actor.name}
        key = f"unmet-{self._keys.digest(actor.id or NOBODY, canonical_json(request))}"
        entry = ("NeedLeftUnmet", said)
        self._log.append(UNMET_NEEDS, [entry], by=actor.id or NOBODY, name=actor.name, key=key, request=request)


def must_be_open(dialogue: Dialogue) -> None:
    """Refuse to add anything to a dialogue that was brought to its end. Raises `Conflict`."""
    if not dialogue.is_open:
        raise Conflict(
            f"Dialogue {dialogue.id} was brought to its end on {dialogue.last_at:%d %B %Y} "
            f"({dialogue.closed_because}), "
            f"so nothing is added to it. Open a new dialogue with the need as it is now.",
            code="dialogue-closed",
        )


def fresh_key() -> str:
    """Return the name of a submission that nobody named."""
    return uuid.uuid4().hex
