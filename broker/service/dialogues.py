"""The dialogue: a need, round by round, with what was said to each."""

from __future__ import annotations

import secrets
from dataclasses import replace
from pathlib import Path
from typing import Any

from broker.access.visibility import default_visibility
from broker.deliveries import hand_over
from broker.dialogue import TITLE_LENGTH, Dialogue, DialogueSummary, Round, RoundDiff, fit_of
from broker.dialogue.moves import must_be_legal
from broker.errors import InvalidResponse
from broker.fit.definitions import disputed
from broker.fit.dissent import standing
from broker.jobs import Progress
from broker.log import Entry
from broker.matching import Match
from broker.product import Product, summary_json
from broker.service.carrying import replaced_by_revision, with_carried, with_replaced
from broker.service.needs import NeedVerbs
from broker.service.opening import closing, opening
from broker.service.rights import RightsUsed, topics_of_change
from broker.service.store import Told, fresh_key, must_be_open
from broker.wording import kept
from translators.need import Need
from translators.specification import Specification


class DialogueVerbs(NeedVerbs):
    """Verbs of a dialogue and its rounds."""

    def open_dialogue(self, need: Need, *, by: str, key: str | None = None, shared_with: str = "") -> Dialogue:
        """Open a dialogue: round 1. A need that no data meet yet is kept, and stands in the register of unmet needs.

        Parameters
        ----------
        shared_with : str
            Who may see it, as `share` names them; else as the store is set up (``BROKER_VISIBILITY``).
        """
        actor = self._may(by, "open dialogue")
        request = {"verb": "open", "need": need.to_mapping(), "by": actor.name}
        request |= {"with": shared_with} if shared_with else {}
        seen = self._visibility(shared_with or default_visibility(), by)
        earlier = self._log.carried_out(key, request)
        if earlier:
            return self._dialogue_for(earlier[0].dialogue, actor)
        specification = self.specify(need, by=by)
        found = self.match(specification)
        entries: list[Entry] = [
            ("DialogueOpened", {"title": title_of(need.statement), **seen}),
            ("NeedStated", {"round": 1, "need": need.to_mapping(), "specification": specification.to_json()}),
            ("DatasetsMatched", {"round": 1, "match": found.to_json()}),
        ]
        written = self._log.append(
            fresh_dialogue_id(),
            entries,
            by=actor.id,
            name=actor.name,
            key=key or fresh_key(),
            request=request,
            expected_version=0,
        )
        if found.unmet is not None:
            self._keep_refused(actor, need.to_mapping(), found, found.unmet, written[0].dialogue)
        return self._dialogue_for(written[0].dialogue, actor)

    def build_round(
        self,
        dialogue_id: str,
        *,
        by: str = "broker",
        key: str | None = None,
        out: Path | None = None,
        progress: Progress | None = None,
        round_number: int | None = None,
    ) -> Product:
        """Build the product of a round, the current one by default; the same answer twice is one event.

        Where the numbers stayed and what stands between people changed, the answer says so, and so does the record.
        """
        actor = self._may(by, "build round", dialogue_id)
        dialogue = self._dialogue(dialogue_id)
        request = {"verb": "build", "dialogue": dialogue_id, "by": actor.name}
        if round_number is not None:
            request["round"] = round_number
        earlier = self._log.carried_out(key, request)
        if earlier:
            product = self.product(earlier[-1].data["product"], by=by, dialogue=dialogue_id)
            return hand_over(product, Path(out)) if out is not None else product
        current = dialogue.round if round_number is None else dialogue.round_number(round_number)
        found = self.match(current.specification).with_said([*disputed(current.ledger), *standing(dialogue)])
        label = f"{dialogue.title} (round {current.number})"
        product = self._made(actor, current.need_mapping, found, label, progress, dialogue_id)
        is_same = current.product_id == product.id and product.file_hashes == current.product_files
        if current.product_id != product.id or (not is_same and dialogue.is_open and current.is_open):
            must_be_legal(dialogue, "build", current)
            entries: list[Entry] = []
            if found.to_json() != current.match:
                entries.append(("DatasetsMatched", {"round": current.number, "match": found.to_json()}))
            entries.append(("ProductBuilt", {"round": current.number, **_built(product)}))
            self._append(dialogue, entries, actor, key, request, about=current.number)
        return hand_over(product, Path(out)) if out is not None else product

    def respond(
        self,
        dialogue_id: str,
        *,
        by: str,
        text: str = "",
        fits: dict[str, str] | None = None,
        key: str | None = None,
        round_number: int | None = None,
    ) -> Dialogue:
        """Say something to a round (the current one by default), on any of the three axes and in words."""
        actor = self._may(by, "respond", dialogue_id)
        dialogue = self._dialogue(dialogue_id)
        answer = fit_of(fits)
        text = kept(text, "The response", required=not answer)
        about = dialogue.round_number(round_number) if round_number is not None else dialogue.round
        request = {
            "verb": "respond", "dialogue": dialogue_id, "round": round_number, "fits": answer, "text": text,
            "by": actor.name,
        }  # fmt: skip
        if not self._log.carried_out(key, request):
            must_be_open(dialogue)
            entry = ("ResponseGiven", {"round": about.number, "fits": answer, "text": text})
            same = round_number is None
            self._append(dialogue, [entry], actor, key, request, same_round=same, about=about.number)
        return self.dialogue(dialogue_id, by=by)

    def revise(
        self,
        dialogue_id: str,
        need: Need | None = None,
        *,
        by: str,
        because: str,
        key: str | None = None,
        expected_round: int | None = None,
        consent: str = "",
        against_rights: str = "",
    ) -> Dialogue:
        """State the changed need: the next round of the strand. Raises `Conflict` when another one followed already.

        What the need leaves open, and the ledger of the round before has replaced or agreed on, is carried into it;
        without a need, that is all that changes.

        Parameters
        ----------
        expected_round : int, optional
            The round that is revised, as whoever asks saw it; else the current one.
        consent, against_rights : str
            Where rights were agreed on the definition or the data and whoever asks does not decide: the id of the
            contribution by which who decides consents, or why it is done against the rights.
        """
        actor = self._may(by, "revise", dialogue_id)
        dialogue = self._dialogue(dialogue_id)
        because = kept(because, "The reason for the change")
        stated = need.to_mapping() if need is not None else None
        request = {
            "verb": "revise", "dialogue": dialogue_id, "need": stated, "because": because, "by": actor.name,
        }  # fmt: skip
        if self._log.carried_out(key, request):
            return self.dialogue(dialogue_id, by=by)
        current = dialogue.round if expected_round is None else dialogue.round_number(expected_round)
        must_be_legal(dialogue, "revise", current)
        changed, carried = with_replaced(current) if need is None else with_carried(current, need)
        rights = RightsUsed(actor, f"revise the need of round {current.number}", consent, against_rights)
        entries, found = self._next_round(current, changed, because, carried, rights)
        self._append(dialogue, entries, actor, key, request)
        if found.unmet is not None:
            self._keep_refused(actor, changed.to_mapping(), found, found.unmet, dialogue_id)
        return self.dialogue(dialogue_id, by=by)

    def _next_round(
        self, current: Round, need: Need, because: str, carried: list[str], rights: RightsUsed
    ) -> tuple[Told, Match]:
        """Return what is recorded when a changed need opens the round after another one, and what answers it."""
        if not current.is_erased and need.to_mapping() == current.need.to_mapping():
            raise InvalidResponse(
                f"The need of round {current.number} was to be revised, but the new one is the same to the "
                f"letter, so another round would hold nothing new. Change what does not fit, or respond to the round."
            )
        asked, found = self._asked(need)
        replaced = replaced_by_revision(current, asked, because)
        topics = topics_of_change(current.need_mapping, need.to_mapping())

        def entries(now: Dialogue) -> list[Entry]:
            about = now.round_number(current.number)
            must_be_legal(now, "revise", about)
            told = {"because": because, "carried": carried, **rights.on(now, topics)}
            opened = opening(now, about.strand, [about.number], need, asked, found, told)
            return [*replaced, *closing([about]), *opened]

        return entries, found

    def _asked(self, need: Need) -> tuple[dict[str, Any], Match]:
        """Return what a need asks for, as the log holds it, and what answers it."""
        specification = Specification.of(need)
        return specification.to_json(), self.match(specification)

    def close_dialogue(self, dialogue_id: str, *, by: str, because: str, key: str | None = None) -> Dialogue:
        """Bring a dialogue to its end, with every round that is open."""
        actor = self._may(by, "close dialogue", dialogue_id)
        dialogue = self._dialogue(dialogue_id)
        because = kept(because, "The reason for the end")
        request = {"verb": "close", "dialogue": dialogue_id, "because": because, "by": actor.name}

        def entries(now: Dialogue) -> list[Entry]:
            must_be_legal(now, "close")
            return [*closing(now.rounds), ("DialogueClosed", {"because": because})]

        if not self._log.carried_out(key, request):
            self._append(dialogue, entries, actor, key, request)
        return self.dialogue(dialogue_id, by=by)

    def dialogue(self, dialogue_id: str, *, by: str = "") -> Dialogue:
        """Return a dialogue, without the words that people do not agree to be read by `by`.

        Raises
        ------
        UnknownDialogue
            Also where `by` may not know of it.
        """
        actor = self._may(by, "read dialogue", dialogue_id)
        return self._dialogue_for(dialogue_id, actor)

    def dialogues(self, first: int = 0, most: int | None = None, *, by: str = "") -> tuple[DialogueSummary, ...]:
        """Return the dialogues that `by` may know of, the one with the latest event first.

        Title and name are empty where whoever opened it does not agree that `by` reads them.

        Parameters
        ----------
        first, most : int
            How many are passed over, and how many are returned at most.
        """
        actor = self._may(by, "list dialogues")
        entered, consents = self._standings.entered(actor), self._consents()

        def told(one: DialogueSummary) -> DialogueSummary:
            if one.person in ("", actor.id):
                return one
            consent = consents.of(one.person, one.id)
            if ("facilitators" if one.id in entered else "dialogue") not in consent.scopes:
                return replace(one, title="", opened_by="")
            return one if consent.named or one.id not in entered else replace(one, opened_by="")

        return tuple(map(told, self._standings.dialogues(actor, first, most)))

    def diff(self, dialogue_id: str, first: int, second: int, *, by: str = "") -> RoundDiff:
        """Return what changed between two rounds."""
        from broker.diff import diff_rounds

        return diff_rounds(self.dialogue(dialogue_id, by=by), first, second)


def _built(product: Product) -> dict[str, Any]:
    return {
        "product": product.id,
        "files": product.file_hashes,
        "units": product.result.summary_units,
        "summary": summary_json(product.result.summary),
        "sentence": product.sentence,
        "warnings": list(product.warnings),
    }


def title_of(statement: str) -> str:
    """Return the first words of a statement, which serve as a title."""
    words = " ".join(statement.split())
    return words if len(words) <= TITLE_LENGTH else f"{words[: TITLE_LENGTH - 1].rsplit(' ', 1)[0]} …"


def fresh_dialogue_id() -> str:
    """Return a short name without letters that are mistaken for digits."""
    return "d-" + "".join(secrets.choice("23456789abcdefghjkmnpqrstuvwxyz") for _ in range(10))
