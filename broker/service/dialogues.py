"""The dialogue: a need, round by round, with what was said to each."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

from broker.dialogue import TITLE_LENGTH, Dialogue, DialogueSummary, RoundDiff, fit_of, fold
from broker.errors import Conflict, InvalidResponse
from broker.event_log import Entry
from broker.fit.definitions import disputed
from broker.matching import Match
from broker.product import Product, summary_json
from broker.service.carrying import replaced_by_revision, with_carried, with_replaced
from broker.service.needs import NeedVerbs
from broker.service.store import fresh_key, must_be_open
from broker.wording import kept
from broker.workshop import Progress, hand_over
from translators.need import Need
from translators.specification import Specification


class DialogueVerbs(NeedVerbs):
    """Verbs of a dialogue and its rounds."""

    def open_dialogue(self, need: Need, *, by: str, key: str | None = None) -> Dialogue:
        """Open a dialogue: round 1. A need that no data meet yet is kept, and stands in the register of unmet needs."""
        actor = self._may(by, "open dialogue")
        request = {"verb": "open", "need": need.to_mapping(), "by": actor.name}
        earlier = self._log.carried_out(key, request)
        if earlier:
            return self.dialogue(earlier[0].dialogue)
        specification = self.specify(need, by=actor.name)
        found = self.match(specification)
        entries: list[Entry] = [
            ("DialogueOpened", {"title": _title(need.statement)}),
            ("NeedStated", {"round": 1, "need": need.to_mapping(), "specification": specification.to_json()}),
            ("DatasetsMatched", {"round": 1, "match": found.to_json()}),
        ]
        written = self._log.append(
            _fresh_dialogue_id(), entries, by=actor.name, key=key or fresh_key(), request=request, expected_version=0
        )
        if found.unmet is not None:
            self._keep_refused(actor, need.to_mapping(), found, found.unmet)
        return self.dialogue(written[0].dialogue)

    def build_round(
        self,
        dialogue_id: str,
        *,
        by: str = "broker",
        key: str | None = None,
        out: Path | None = None,
        progress: Progress | None = None,
    ) -> Product:
        """Build the product of the current round; the same recipe twice is one event."""
        actor = self._may(by, "build round", dialogue_id)
        dialogue = self.dialogue(dialogue_id)
        request = {"verb": "build", "dialogue": dialogue_id, "by": actor.name}
        earlier = self._log.carried_out(key, request)
        if earlier:
            product = self.product(earlier[-1].data["product"])
            return hand_over(product, Path(out)) if out is not None else product
        current = dialogue.round
        found = self.match(current.specification).with_said(disputed(current.ledger))
        label = f"{dialogue.title} (round {current.number})"
        product = self._made(actor, current.need_mapping, found, label, progress)
        if current.product_id != product.id:
            must_be_open(dialogue)
            entries: list[Entry] = []
            if found.to_json() != current.match:
                entries.append(("DatasetsMatched", {"round": current.number, "match": found.to_json()}))
            entries.append(("ProductBuilt", {"round": current.number, **_built(product)}))
            self._append(dialogue, entries, actor, key, request)
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
        dialogue = self.dialogue(dialogue_id)
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
            self._append(dialogue, [entry], actor, key, request, same_round=round_number is None)
        return self.dialogue(dialogue_id)

    def revise(
        self,
        dialogue_id: str,
        need: Need | None = None,
        *,
        by: str,
        because: str,
        key: str | None = None,
        expected_round: int | None = None,
    ) -> Dialogue:
        """State the changed need: the next round. Raises `Conflict` when `expected_round` is not the current one.

        What the need leaves open, and the ledger of the round before has replaced or agreed on, is carried into it;
        without a need, that is all that changes.
        """
        actor = self._may(by, "revise", dialogue_id)
        dialogue = self.dialogue(dialogue_id)
        because = kept(because, "The reason for the change")
        stated = need.to_mapping() if need is not None else None
        request = {
            "verb": "revise", "dialogue": dialogue_id, "need": stated, "because": because, "by": actor.name,
        }  # fmt: skip
        if self._log.carried_out(key, request):
            return dialogue
        must_be_open(dialogue)
        if expected_round is not None and expected_round != dialogue.round.number:
            raise Conflict(
                f"Round {expected_round} was to be revised, but {dialogue.round.opened_by} has opened round "
                f"{dialogue.round.number} meanwhile ({dialogue.round.because or 'no reason given'}), so the change "
                f"might undo theirs. Look at round {dialogue.round.number} and revise that."
            )
        changed, carried = with_replaced(dialogue.round) if need is None else with_carried(dialogue.round, need)
        entries, found = self._next_round(dialogue, changed, because, carried)
        self._append(dialogue, entries, actor, key, request)
        if found.unmet is not None:
            self._keep_refused(actor, changed.to_mapping(), found, found.unmet)
        return self.dialogue(dialogue_id)

    def _next_round(
        self, dialogue: Dialogue, need: Need, because: str, carried: list[str]
    ) -> tuple[list[Entry], Match]:
        """Return what is recorded when a changed need opens the next round, and what answers it."""
        current = dialogue.round
        if need.to_mapping() == current.need.to_mapping():
            raise InvalidResponse(
                f"The need of round {current.number} was to be revised, but the new one is the same to the "
                f"letter, so another round would hold nothing new. Change what does not fit, or respond to the round."
            )
        specification = Specification.of(need)
        found = self.match(specification)
        number = current.number + 1
        asked = specification.to_json()
        stated = {"need": need.to_mapping(), "specification": asked, "because": because}
        entries: list[Entry] = [
            *replaced_by_revision(current, asked, because),
            ("RoundClosed", {"round": current.number}),
            ("NeedRevised", {"round": number, **stated, **({"carried": carried} if carried else {})}),
            ("DatasetsMatched", {"round": number, "match": found.to_json()}),
        ]
        return entries, found

    def close_dialogue(self, dialogue_id: str, *, by: str, because: str, key: str | None = None) -> Dialogue:
        """Bring a dialogue to its end."""
        actor = self._may(by, "close dialogue", dialogue_id)
        dialogue = self.dialogue(dialogue_id)
        because = kept(because, "The reason for the end")
        request = {"verb": "close", "dialogue": dialogue_id, "because": because, "by": actor.name}
        if not self._log.carried_out(key, request):
            must_be_open(dialogue)
            entries: list[Entry] = [
                ("RoundClosed", {"round": dialogue.round.number}),
                ("DialogueClosed", {"because": because}),
            ]
            self._append(dialogue, entries, actor, key, request)
        return self.dialogue(dialogue_id)

    def dialogue(self, dialogue_id: str) -> Dialogue:
        """Return a dialogue. Raises `UnknownDialogue`."""
        self._may("", "read dialogue", dialogue_id)
        return fold(self._log.dialogue(dialogue_id))

    def dialogues(self) -> tuple[DialogueSummary, ...]:
        """Return all dialogues, the one with the latest event first."""
        self._may("", "read dialogue")
        return self._log.dialogues()

    def diff(self, dialogue_id: str, first: int, second: int) -> RoundDiff:
        """Return what changed between two rounds."""
        from broker.diff import diff_rounds

        return diff_rounds(self.dialogue(dialogue_id), first, second)


def _built(product: Product) -> dict[str, Any]:
    return {
        "product": product.id,
        "files": product.file_hashes,
        "units": product.result.summary_units,
        "summary": summary_json(product.result.summary),
        "sentence": product.sentence,
        "warnings": list(product.warnings),
    }


def _title(statement: str) -> str:
    words = " ".join(statement.split())
    return words if len(words) <= TITLE_LENGTH else f"{words[: TITLE_LENGTH - 1].rsplit(' ', 1)[0]} …"


def _fresh_dialogue_id() -> str:
    """Return a short name without letters that are mistaken for digits."""
    return "d-" + "".join(secrets.choice("23456789abcdefghjkmnpqrstuvwxyz") for _ in range(10))
