"""A dialogue from elsewhere, judged: its chain, its proofs, its signature, and whether it may be what it says."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from broker.access.actors import PERSON_ID
from broker.attribution import named_in
from broker.dialogue import Dialogue, fold
from broker.errors import ArchiveRefused, Conflict
from broker.event import Event
from broker.events import KINDS
from broker.exports.archive import CONSENTS, EVENTS, PROOF, RECORD
from broker.exports.unpacking import refused
from broker.log.verifying import verify_export
from broker.people.consent import SCOPES
from broker.products.write import FILES
from broker.proofs import key_id
from broker.recipe import Recipe
from broker.verification import Checkpoint, Verification, is_signed

_DIALOGUE = re.compile(r"[\w-]{1,64}")
_KEY = re.compile(r"[^\x00-\x1f]{1,200}")
_PRODUCT = re.compile(r"products/([0-9a-f]{64})/(?:files/([\w.-]+)|product\.json)")
_ATTACHED = "attachments/"
_LONGEST_NAME, _LONGEST_LINE = 200, 4_000_000
#: How far a clock elsewhere may be ahead.
_AHEAD = dt.timedelta(days=1)


@dataclass(frozen=True)
class Incoming:
    """A dialogue that proves itself.

    Attributes
    ----------
    events : tuple of Event
        All of it, oldest first.
    dialogue : Dialogue
    checkpoint : Checkpoint
        Of the log that it comes from, signed by the broker of its origin.
    consents : mapping
        Person → ``scopes`` and ``named``, as far as they said.
    products : mapping
        Product → its files by name, with the record of how it was told (`RECORD`) where that may be had.
    attachments : mapping
        sha256 → bytes.
    """

    events: tuple[Event, ...]
    dialogue: Dialogue
    checkpoint: Checkpoint
    consents: Mapping[str, Mapping[str, Any]]
    products: Mapping[str, Mapping[str, bytes]]
    attachments: Mapping[str, bytes]

    @property
    def id(self) -> str:
        """The dialogue's id."""
        return self.dialogue.id

    @property
    def names(self) -> dict[str, str]:
        """Person → the name under which they are shown; empty where it is withheld."""
        found: dict[str, str] = {person: name for e in self.events for person, name in named_in(e.data)}
        for event in self.events:
            shown = event.by if any(part.of == event.person and not part.withheld for part in event.parts) else ""
            found[event.person] = found.get(event.person) or shown
            for part in event.parts:
                found.setdefault(part.of, "")
        return {person: name for person, name in found.items() if person}

    @property
    def erased(self) -> frozenset[str]:
        """Those whose words are withheld because they were erased where the archive was made."""
        return frozenset(part.of for e in self.events for part in e.parts if part.withheld == "erased" and part.of)

    @property
    def signed_by(self) -> str:
        """The broker whose key signed the archive, as it is known here; it may call itself otherwise."""
        return f"climate-broker/{key_id(self.checkpoint.key)}"

    @property
    def withheld(self) -> list[str]:
        """The events that came without some of their words, as ``dialogue:sequence``."""
        return [f"{self.id}:{e.sequence}" for e in self.events if any(part.withheld for part in e.parts)]

    def recipes(self) -> dict[str, Recipe]:
        """Return the recipe of each product that came with one."""
        return {
            product: Recipe.from_mapping(json.loads(files["recipe.json"]))
            for product, files in self.products.items()
            if "recipe.json" in files
        }


def judged(files: Mapping[str, bytes], name: str, now: dt.datetime) -> Incoming:
    """Return the dialogue of an archive's files.

    Raises
    ------
    ArchiveRefused
        If the record does not prove itself, or holds what no broker writes.
    """
    for needed in (EVENTS, PROOF):
        if needed not in files:
            raise refused(name, f"it holds no {needed}", "Ask for the archive again")
    try:
        lines = [json.loads(line) for line in files[EVENTS].splitlines() if len(line) <= _LONGEST_LINE]
        beside = json.loads(files[PROOF])
        consents = json.loads(files.get(CONSENTS, b"{}"))
        checkpoint = Checkpoint.from_json(beside)
        found = _verified(files)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise refused(name, f"its record cannot be read ({type(error).__name__})", _AGAIN) from error
    if not is_signed(checkpoint.to_json()):
        raise refused(name, "its checkpoint does not bear the signature of the broker it comes from", _AGAIN)
    if not found.is_whole or found.dialogues != 1 or found.covered != len(lines) or "inclusion" not in beside:
        why = found.problems[0] if found.problems else "It is not one dialogue with the proofs of its events."
        raise refused(name, f"the record does not prove itself: {why.rstrip('.')}", _AGAIN)
    try:
        events = tuple(Event.from_json(line) for line in lines)
        _plausible(events, now, name)
        dialogue = fold(events)
        for one in dialogue.rounds:
            if not one.is_erased:
                _ = one.specification
        products, attached = _products(files, name), _attachments(files, name)
        incoming = Incoming(events, dialogue, checkpoint, _consents(consents), products, attached)
        if any(recipe.product_id != product for product, recipe in incoming.recipes().items()):
            raise refused(name, "a recipe in it is not written as brokers write them", _AGAIN)
        return incoming
    except ArchiveRefused:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise refused(
            name, f"its events are not those of a dialogue ({type(error).__name__}: {error})", _AGAIN
        ) from error


def _verified(files: Mapping[str, bytes]) -> Verification:
    """Return what the check of the record says, as `broker log verify --log` would of the unpacked files."""
    with tempfile.TemporaryDirectory() as folder:
        for path in (EVENTS, PROOF):
            (Path(folder) / path).write_bytes(files[path])
        return verify_export(Path(folder) / EVENTS)


_AGAIN = "It was damaged or changed on its way, or made by another program: ask for it again"


def new_of(incoming: Incoming, held: tuple[Event, ...]) -> tuple[Event, ...]:
    """Return the events that are not here yet. Raises `Conflict` where the two went different ways."""
    for ours, theirs in zip(held, incoming.events, strict=False):
        if ours.hash != theirs.hash:
            raise Conflict(
                f"Dialogue {incoming.id} was to be taken in, but it went on differently here and there from event "
                f"{ours.sequence} on: here its last event is {held[-1].sequence} ({held[-1].hash}), there "
                f"{incoming.events[-1].sequence} ({incoming.events[-1].hash}). Two records of one dialogue cannot be "
                f"made one; go on in one of the two, and say there what the other says.",
                code="dialogue-forked",
            )
    return incoming.events[len(held) :]


def must_not_pass_for(events: tuple[Event, ...], is_ours: Callable[[str], bool], incoming: Incoming) -> None:
    """Refuse events that somebody of this store is said to have made elsewhere. Raises `ArchiveRefused`."""
    for event in events:
        for person in (event.person, *(part.of for part in event.parts)):
            if person and is_ours(person):
                raise refused(
                    incoming.id,
                    f"event {event.sequence} is said to be by {person}, who is of this store, and this store never "
                    f"recorded it",
                    "Ask that person, and whoever made the archive",
                )


def _plausible(events: tuple[Event, ...], now: dt.datetime, name: str) -> None:
    """Refuse what no broker writes, and what would not fit into ours."""
    if not events or events[0].kind != "DialogueOpened":
        raise refused(name, "its record does not begin with the opening of a dialogue", _AGAIN)
    for event in events:
        people = [event.person, *(part.of for part in event.parts if part.of)]
        if event.kind not in KINDS:
            raise refused(name, f"it holds events of the kind {event.kind!r}, which this broker does not know", _NEWER)
        if (
            not _DIALOGUE.fullmatch(event.dialogue)
            or not _KEY.fullmatch(event.key)
            or not all(PERSON_ID.fullmatch(one) or one == "nobody" for one in people)
            or len(event.by) > _LONGEST_NAME
            or event.moment.tzinfo is None
        ):
            raise refused(name, f"event {event.sequence} has a heading that no broker writes", _AGAIN)
        if event.moment > now + _AHEAD:
            raise refused(name, f"event {event.sequence} was recorded on {event.at[:10]}, which is yet to come", _AGAIN)


_NEWER = "It comes from a newer broker: bring this one up to date"


def _consents(said: Any) -> dict[str, dict[str, Any]]:
    return {
        str(person): {"scopes": [s for s in SCOPES if s in one["scopes"]], "named": bool(one.get("named", True))}
        for person, one in said.items()
        if PERSON_ID.fullmatch(str(person))
    }


def _products(files: Mapping[str, bytes], name: str) -> dict[str, dict[str, bytes]]:
    found: dict[str, dict[str, bytes]] = {}
    for path, content in files.items():
        if not path.startswith("products/"):
            continue
        match = _PRODUCT.fullmatch(path)
        if match is None or (match[2] and match[2] not in FILES):
            raise refused(name, f"it holds {path}, which is no file of a product", _AGAIN)
        found.setdefault(match[1], {})[match[2] or RECORD] = content
    for product, held in found.items():
        if "recipe.json" in held and hashlib.sha256(held["recipe.json"]).hexdigest() != product:
            raise refused(name, f"the recipe of product {product} is another one", _AGAIN)
    return found


def _attachments(files: Mapping[str, bytes], name: str) -> dict[str, bytes]:
    found = {path.removeprefix(_ATTACHED): content for path, content in files.items() if path.startswith(_ATTACHED)}
    for sha256, content in found.items():
        if hashlib.sha256(content).hexdigest() != sha256:
            raise refused(name, f"the attachment {sha256[:12]}… is another one", _AGAIN)
    return found
