"""A dialogue leaves the store: as its record, its provenance, a report, or all of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from broker.access import Actor
from broker.dialogue import Dialogue, Round, fold
from broker.events import Event
from broker.matching import Match
from broker.product import Product
from broker.service.accompanying import accompanies
from broker.service.needs import NeedVerbs
from broker.service.rights import RightsUsed
from broker.verification import Checkpoint
from broker.whole_files import write_whole

if TYPE_CHECKING:
    from broker.exports.told import Kept, Told
    from broker.facilitation import Survey


class ExportVerbs(NeedVerbs):
    """Verbs of what leaves the store."""

    def export_log(
        self,
        dialogue_id: str,
        format: str,
        out: Path,
        *,
        by: str = "",
        audience: str = "",
        language: str = "",
        earlier: int = 0,
        consent: str = "",
        against_rights: str = "",
    ) -> Path:
        """Write a dialogue in one of the forms of `broker.exports.forms`.

        Parameters
        ----------
        dialogue_id : str
            ``all`` writes every stream, as ``jsonl`` or ``csv``.
        audience : str
            Who it is for: ``dialogue``, ``facilitators``, ``reports`` or ``public``; left out, that of the form. What
            people did not agree to show to them is withheld.
        language : str
            BCP 47 tag of the words around what people said; left out, that of the latest need.
        earlier : int
            Size of a checkpoint from outside to which the proof is wanted, that this is of the same log.
        consent, against_rights : str
            For the public, where rights were agreed on publication or wording and whoever asks does not decide: see
            `revise`. Such an export is on record, before it is written.

        Notes
        -----
        Beside the events stands ``FILE.proof.json``: a signed checkpoint, and the proofs that these are events of its
        log. Names of people who do not agree are pseudonyms; in the export of everything they are left out.

        Raises
        ------
        BrokerError
            If the form or the audience is not known, or the file cannot be written.
        """
        from broker.exports.forms import audience_of, form_of, write_beside
        from broker.log.checkpoints import note_left

        if dialogue_id == "all":
            return self._export_all(format, Path(out), self._may(by, "export whole log"))
        form = form_of(format)
        viewer = self._may(by, "export log", dialogue_id)
        reached = audience_of(form, audience)
        if reached == "public":
            rights = RightsUsed(viewer, f"export the dialogue to the public as {format}", consent, against_rights)
            self._publish_by_rights(dialogue_id, rights, format)
        beside = self._beside(dialogue_id, form.needs_proof, earlier)
        told = self._told(dialogue_id, viewer, reached, beside)
        written = write_whole(Path(out), form.write(told, language or told.language))
        if form.needs_proof and format != "archive":
            write_beside(told.beside, written)
        note_left(self._engine, Checkpoint.from_json(told.beside))
        return written

    def _publish_by_rights(self, dialogue_id: str, rights: RightsUsed, format: str) -> None:
        """Refuse an export to the public by who does not decide; record it where rights were agreed on it."""
        dialogue = self._dialogue(dialogue_id)
        marked = rights.on(dialogue, ["publication", "wording"])
        if marked:
            said = [("ReportPublished", {"form": format, **marked})]
            request = {"verb": "publish report", "dialogue": dialogue_id, "form": format, "by": rights.actor.name}
            self._append(dialogue, said, rights.actor, None, request, same_round=False)

    def _export_all(self, format: str, out: Path, actor: Actor) -> Path:
        """Write every stream, with what whoever asks may not have withheld."""
        from broker.access import decide
        from broker.exports.everything import lines_for
        from broker.exports.forms import write_beside
        from broker.log.checkpoints import beside_export, note_left
        from broker.log_files import write_log

        def may_take(dialogue: str) -> bool:
            return decide(actor, "export log", self._standings.dialogue(dialogue)).allowed

        def may_see_data(dataset: str) -> bool:
            return self._standings.sees(actor, "dataset", dataset)

        beside = beside_export(self._engine, self._signer, self._clock())
        lines = lines_for(self._log.lines(), actor, self._consents(), may_take, may_see_data)
        written = write_log(lines, format, out)
        write_beside(beside, written)
        note_left(self._engine, Checkpoint.from_json(beside))
        return written

    def _beside(self, dialogue_id: str, needs_proof: bool, earlier: int = 0) -> dict[str, Any]:
        """Return the signed checkpoint of now, and the proofs that a dialogue's events are of its log where wanted."""
        from broker.log.checkpoints import beside_export

        if not needs_proof:
            return {"checkpoint": self._sealed_now().to_json()}
        sizes = (earlier,) if earlier else ()
        return beside_export(self._engine, self._signer, self._clock(), dialogue_id, sizes)

    def _told(self, dialogue_id: str, viewer: Actor, audience: str, beside: dict[str, Any]) -> Told:
        """Return a dialogue as an audience may read it: the one place where consent is applied to what leaves."""
        from broker.attachments import SealedFiles
        from broker.exports.told import Told, without_private

        consented = self._consents().told(self._log.dialogue(dialogue_id), audience, viewer.id)
        last = int(beside["checkpoint"]["size"])  # what was added since is not proved, and comes with the next export
        inside = audience in ("dialogue", "facilitators")
        reads = inside and accompanies(self._dialogue(dialogue_id), viewer)
        known = (event for event in consented if event.number <= last)
        events = tuple(without_private(event, viewer.id if inside else "", reads) for event in known)
        dialogue = fold(events)

        def kept(one: Round) -> Kept:
            return self._delivered(one, dialogue, viewer)

        consents = {
            person: {"scopes": list(one.scopes), "named": one.named}
            for person in sorted({event.person for event in events} | {part.of for e in events for part in e.parts})
            if person and (one := self._consents().of(person, dialogue_id))
        }

        def attached(event: Event, one: Mapping[str, Any]) -> bytes | None:
            return SealedFiles(self.home, self._keys).get(event.whose("attachments"), str(one["sha256"]))

        def surveys() -> tuple[Survey, ...]:
            return self._surveys_for(dialogue_id, audience, last)

        return Told(dialogue, events, beside, audience, self._clock(), kept, consents, attached, surveys)

    def _surveys_for(self, dialogue_id: str, audience: str, last: int) -> tuple[Survey, ...]:
        """Return how each side rated a dialogue up to an event of the log: sums of what all of an audience may have."""
        from broker.facilitation import Told
        from broker.facilitation.leaving import as_it_leaves

        events = [event for event in self._log.dialogue(dialogue_id) if event.number <= last]
        told, inside = (Told.of(self._consents().told(events, one)) for one in (audience, "dialogue"))
        return as_it_leaves(told, inside)

    def _delivered(self, one: Round, dialogue: Dialogue, viewer: Actor) -> Kept:
        """Return the product of a round as the store keeps it, made again where it is missing."""
        from broker.access import decide
        from broker.exports.keeping import kept_of

        def find() -> Path | None:
            held = self._standings.product(viewer, one.product_id)
            if held.exists and not decide(viewer, "read product", held).allowed:
                return None
            self._workshop.folder_of(one.product_id)
            return self._standings.delivery(viewer, one.product_id, dialogue.id)

        def make(found: Match) -> Product:
            audience = dialogue.id  # those whose need it quotes may be erased, and it with them
            return self._workshop.make(found, f"{dialogue.title} (round {one.number})", None, audience)

        return kept_of(one, self._workshop, find, lambda asked: self.match(asked, by=viewer.id or viewer.name), make)
