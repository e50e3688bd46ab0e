"""A dialogue from elsewhere comes into the store, proved first, and goes on here."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from broker.access import Actor
from broker.errors import UnknownPerson
from broker.events import IMPORTS, Event
from broker.recipe import canonical_json
from broker.service.people import PeopleVerbs
from catalog.errors import CatalogError
from catalog.work_folders import WorkFolder

if TYPE_CHECKING:
    from broker.exports.imported import Imported
    from broker.exports.incoming import Incoming

#: How the issuer of people begins whom another broker knows.
_ELSEWHERE = "climate-broker/"


class ImportVerbs(PeopleVerbs):
    """Verbs of what comes from another broker."""

    def import_dialogue(self, archive: Path, *, by: str) -> Imported:
        """Take in a dialogue that another broker exported as an archive, so that it can be gone on with here.

        Chain, proofs and signature are verified first. Its events become part of this log as the same chain; people of
        there are known here by the same pseudonyms, and cannot act here. What is here already stays; of a continuation
        the rest is added. Whom that broker has erased since is erased here too.

        Raises
        ------
        ArchiveRefused
            If it does not prove itself, is larger than it may be, or says that people of this store did what this
            store never recorded.
        Conflict
            If the dialogue went on differently here and there.
        """
        from broker.exports.imported import Imported
        from broker.exports.incoming import judged, must_not_pass_for, new_of
        from broker.exports.unpacking import unpacked
        from broker.log.adopting import adopt

        actor = self._may(by, "import dialogue")
        incoming = judged(unpacked(Path(archive)), str(archive), self._clock())
        held = self._log.stream(incoming.id)
        came_from = {e.data.get("key") for e in self._log.stream(IMPORTS) if e.data.get("dialogue") == incoming.id}
        new = new_of(incoming, held)
        if incoming.checkpoint.key != self._signer.key:
            must_not_pass_for(new, self._is_ours, incoming)
        if new:
            self._register_people(incoming)
            new = tuple(self._as_erased(event) for event in new)
            self._note_import(incoming, new, actor)
            adopt(self._log, self._keys, new, len(held))
            self._keep_attached(incoming, new)
        erased = self._erased_there(incoming, actor) if incoming.checkpoint.key in came_from else ()
        self._join(incoming.id, actor)
        products = self._keep_products(incoming)
        return Imported(
            dialogue=incoming.id,
            title=incoming.dialogue.title,
            status="same" if not new else "continued" if held else "new",
            events=len(incoming.events),
            added=len(new),
            head=incoming.events[-1].hash,
            origin=incoming.checkpoint.origin,
            key=incoming.checkpoint.key,
            products=products,
            missing=self._missing(incoming),
            erased=erased,
        )

    def _erased_there(self, incoming: Incoming, actor: Actor) -> tuple[str, ...]:
        """Erase those whom the broker that knows them, and signed the archive, has erased since; return whom."""
        gone = []
        for person in sorted(incoming.erased):
            known = self._register.person(person) if person in incoming.names else None
            if known is None or known.erased or known.issuer != incoming.signed_by:
                continue
            self._register.begin_erasure(person)
            said = {"person": person, "because": "Erased where the dialogue comes from."}
            self._record_people([("PersonErased", said)], actor)
            self._erased(person)
            gone.append(person)
        return tuple(gone)

    def _is_ours(self, person: str) -> bool:
        """Whether somebody is of this store, and was not erased."""
        try:
            known = self._register.person(person)
        except UnknownPerson:
            return False
        return not known.erased and not known.issuer.startswith(_ELSEWHERE)

    def _as_erased(self, event: Event) -> Event:
        """Return an event without the words of people who were erased here."""
        for person in {part.of for part in event.parts if part.of}:
            if self._keys.is_erased(person):
                event = event.without(person)
        return event

    def _register_people(self, incoming: Incoming) -> None:
        """Know the people of a dialogue by the pseudonyms that they have where it comes from."""
        for person, name in incoming.names.items():
            if not self._keys.is_erased(person):
                origin = incoming.checkpoint.origin
                self._register.add_foreign(person, origin, name or f"Participant {person[2:6]}")

    def _note_import(self, incoming: Incoming, new: tuple[Event, ...], actor: Actor) -> None:
        """Keep on record what is taken in, from whom, and how far its people's words may go."""
        checkpoint, head = incoming.checkpoint, new[-1].hash
        said = {
            "dialogue": incoming.id,
            "first": new[0].sequence,
            "events": new[-1].sequence,
            "head": head,
            "origin": checkpoint.origin,
            "key": checkpoint.key,
            "size": checkpoint.size,
            "root": checkpoint.root,
            "withheld": [f"{e.dialogue}:{e.sequence}" for e in new if any(part.withheld for part in e.parts)],
        }
        consents = self._consents()
        entries = [
            ("ConsentGiven", {"person": person, "dialogue": incoming.id, **one})
            for person, one in sorted(incoming.consents.items())
            if person in incoming.names and not self._is_ours(person) and not consents.of(person, incoming.id).at
        ]
        self._record_people(entries, actor)
        key = f"import-{incoming.id}-{head}"
        self._log.append(IMPORTS, [("DialogueImported", said)], by=actor.id, name=actor.name, key=key, request=said)

    def _join(self, dialogue_id: str, actor: Actor) -> None:
        """Let whoever takes in a dialogue that is not public take part in it: else nobody here could read it."""
        if not self._standings.sees(actor, "dialogue", dialogue_id):
            said = {"person": actor.id, "side": "facilitator"}
            key = f"import-join-{dialogue_id}-{actor.id}"
            entry = ("ParticipantJoined", said)
            self._log.append(dialogue_id, [entry], by=actor.id, name=actor.name, key=key, request=said)

    def _keep_attached(self, incoming: Incoming, new: tuple[Event, ...]) -> None:
        """Keep what people had handed in, sealed under their keys of here."""
        from broker.attachments import SealedFiles

        files = SealedFiles(self.home, self._keys)
        for event in new:
            for one in event.data.get("attachments", ()):
                content = incoming.attachments.get(str(one["sha256"]))
                of = event.whose("attachments")
                if content is not None and not self._keys.is_erased(of):
                    files.put(of, str(one["sha256"]), content)

    def _keep_products(self, incoming: Incoming) -> tuple[str, ...]:
        """Keep the files of each product beside those that were made here; return which are kept."""
        from broker.exports.archive import RECORD

        kept = []
        for product, files in incoming.products.items():
            if "recipe.json" not in files:
                continue
            names = sorted(set(files) - {RECORD})
            try:
                record = json.loads(files.get(RECORD, b"{}"))
            except ValueError:
                record = {}
            one = next((r for r in incoming.dialogue.rounds if r.product_id == product), None)
            if one is None:
                continue
            told = {"sentence": one.sentence, "specification": one.specification_json}
            told |= {name: record.get(name, []) for name in ("mismatches", "warnings", "warnings_said")}
            told |= {
                "product": product,
                "audience": incoming.id,
                "files": {name: hashlib.sha256(files[name]).hexdigest() for name in names},
            }
            written = canonical_json(told)
            folder = self.home / "products" / product / hashlib.sha256(written).hexdigest()[:16]
            if not (folder / RECORD).is_file():
                folder.parent.mkdir(parents=True, exist_ok=True)
                with WorkFolder(folder.parent, f".{folder.name}-") as work:
                    staging = work.path / "product"
                    (staging / "files").mkdir(parents=True)
                    for name in names:
                        (staging / "files" / name).write_bytes(files[name])
                    (staging / RECORD).write_bytes(written)
                    shutil.rmtree(folder, ignore_errors=True)
                    staging.rename(folder)
            kept.append(product)
        return tuple(kept)

    def _missing(self, incoming: Incoming) -> tuple[str, ...]:
        """Return the versions of datasets that its recipes name and this store does not hold as they were."""
        missing = {}
        for recipe in incoming.recipes().values():
            for dataset, version, snapshot in recipe.uses:
                try:
                    is_here = self._catalog.dataset(dataset, version, None).snapshot == snapshot
                except CatalogError:
                    is_here = False
                missing[f"{dataset}@{version}"] = is_here
        return tuple(label for label, is_here in missing.items() if not is_here)
