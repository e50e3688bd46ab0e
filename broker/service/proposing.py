"""Another definition, or other data, proposed inside a round: the others take it, or speak against it."""

from __future__ import annotations

from typing import Any

from broker.dialogue import Dialogue, Entry, Round, Voice
from broker.dialogue.ledger import entries_of
from broker.errors import InvalidResponse
from broker.log import Entry as Recorded
from broker.service.carrying import spoken_to, with_replaced
from broker.service.ledger import LedgerVerbs, as_replaced
from broker.service.store import must_be_open
from broker.wording import kept
from translators.need import Need
from translators.specification import Specification

#: What two specifications may differ in without asking for anything else.
_WORDS = ("statement", "language", "decision", "assumptions")


class ProposalVerbs(LedgerVerbs):
    """Verbs of what is proposed for the next round."""

    def propose(
        self,
        dialogue_id: str,
        need: Need,
        *,
        by: str,
        because: str,
        source: str = "",
        round_number: int | None = None,
        key: str | None = None,
    ) -> tuple[Entry, ...]:
        """Propose a round's need with another definition or other data, without opening the next round.

        Each step of the translation that changes is put in the place of the old one, for the next round, as `replace`
        does it with one; the others stand by it, speak against it, or open the round with it (`revise`).

        Returns
        -------
        tuple of Entry
            The steps that were proposed, as they are now.

        Raises
        ------
        InvalidResponse
            If nothing changes, or what changes is no step that others could speak to.
        UnservableNeed
            If no data on offer would answer it.
        """
        actor = self._may(by, "replace assumption", dialogue_id)
        because = kept(because, "The reason for the proposal")
        source = kept(source, "The source", required=False)
        request = {
            "verb": "propose", "dialogue": dialogue_id, "need": need.to_mapping(), "because": because,
            "source": source, "round": round_number, "by": actor.name,
        }  # fmt: skip
        if earlier := self._log.carried_out(key, request):
            return _proposed(self._dialogue(dialogue_id), earlier[0].round, {e.data["about"] for e in earlier})
        dialogue = self._dialogue(dialogue_id)
        must_be_open(dialogue)
        current = dialogue.round if round_number is None else dialogue.round_number(round_number)
        current.must_have_a_need()
        said = _changed(current, need)
        voices = {e.id: Voice(actor.name, self._clock(), value, because, source) for e, value in said}
        self._must_say_all_of_it(current, voices, need)
        entries: list[Recorded] = [
            ("AssumptionReplaced", {**spoken_to(current, e), "instead": value, "because": because, "source": source})
            for e, value in said
        ]
        self._append(dialogue, entries, actor, key, request, about=current.number)
        return _proposed(self._dialogue(dialogue_id), current.number, {e.about for e, _ in said})

    def _must_say_all_of_it(self, current: Round, voices: dict[str, Voice], need: Need) -> None:
        """Refuse what the steps of a ledger do not say whole, or what nobody could answer."""
        after = current
        for entry in current.ledger:
            after = as_replaced(after, entry, voices.get(entry.id))
        asked = Specification.of(need)
        if not voices or _asks(Specification.of(with_replaced(after)[0])) != _asks(asked):
            raise InvalidResponse(
                f"Something else was to be proposed for round {current.number}, but "
                + ("it is the same as now" if not voices else "a part of it is no step that others could speak to")
                + ", so nobody could take it or object to it. Change the limit, the index, the season, the years or "
                "the data; or open a path beside this round with the whole of it.",
                code="proposal-not-steps" if voices else "nothing-proposed",
            )
        found = self.match(asked)
        if found.unmet is not None:
            raise found.unmet


def _changed(current: Round, need: Need) -> list[tuple[Entry, str]]:
    """Return each step of a round that a changed need takes otherwise, with what it takes."""
    asked: dict[str, Any] = Specification.of(need).to_json()
    after = {e.about: e.value for e in entries_of(current.number + 1, asked, "")}
    is_same_index = asked["index"] == current.specification_json["index"]
    parameters = current.specification_json["parameters"]
    return [
        (e, after[e.about])
        for e in current.ledger
        if e.about in after and after[e.about] != e.value and (is_same_index or e.about not in parameters)
    ]


def _asks(specification: Specification) -> dict[str, Any]:
    return {name: value for name, value in specification.to_json().items() if name not in _WORDS}


def _proposed(dialogue: Dialogue, number: int, about: set[str]) -> tuple[Entry, ...]:
    return tuple(e for e in dialogue.round_number(number).ledger if e.about in about)
