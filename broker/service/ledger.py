"""The ledger of assumptions: each step of a translation is accepted, contested or replaced, by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace as replaced
from typing import Any

from broker.access import Actor
from broker.dialogue import Dialogue, Entry, Round, Voice
from broker.dialogue.ledger import entries_of
from broker.errors import Conflict, InvalidResponse
from broker.events import Event
from broker.log import Entry as Recorded
from broker.need_parts import with_part
from broker.service.carrying import spoken_to, with_replaced
from broker.service.dialogues import DialogueVerbs
from broker.service.rights import RightsUsed
from broker.service.store import Told, must_be_open
from broker.wording import kept
from translators.need import Need
from translators.specification import Specification


class LedgerVerbs(DialogueVerbs):
    """Verbs of the steps of a round's translation.

    An entry is named by its id (``r2-thresh``), which says the round, or by what it is about (``thresh``) in the
    current round; `value` is the value that whoever speaks has read, and refuses the word when another one is on the
    table meanwhile.
    """

    def assumptions(self, dialogue_id: str, round_number: int | None = None, *, by: str = "") -> tuple[Entry, ...]:
        """Return the ledger of a round, the current one by default."""
        dialogue = self.dialogue(dialogue_id, by=by)
        return (dialogue.round if round_number is None else dialogue.round_number(round_number)).ledger

    def accept(
        self,
        dialogue_id: str,
        entry: str,
        *,
        by: str,
        because: str = "",
        source: str = "",
        value: str | None = None,
        key: str | None = None,
    ) -> Entry:
        """Stand by a step of the translation; with two people who do, it is agreed and remembered for both."""
        actor = self._may(by, "accept assumption", dialogue_id)
        return self._speak("AssumptionAccepted", dialogue_id, entry, actor, because, source, value, key)

    def contest(
        self,
        dialogue_id: str,
        entry: str,
        *,
        by: str,
        because: str,
        source: str = "",
        value: str | None = None,
        key: str | None = None,
    ) -> Entry:
        """Object to a step of the translation; the objection stands until who made it accepts."""
        actor = self._may(by, "contest assumption", dialogue_id)
        because = kept(because, "The reason for the objection")
        return self._speak("AssumptionContested", dialogue_id, entry, actor, because, source, value, key)

    def replace(
        self,
        dialogue_id: str,
        entry: str,
        instead: str,
        *,
        by: str,
        because: str,
        source: str = "",
        value: str | None = None,
        key: str | None = None,
        revise: bool = False,
        consent: str = "",
        against_rights: str = "",
    ) -> Entry:
        """Put another value in the place of a step's: for the next round, which `revise` opens at once.

        `consent` and `against_rights` are as those of `revise`, and count where the next round is opened.

        Returns
        -------
        Entry
            As it is now; of the new round, where that was opened.

        Raises
        ------
        TranslationError
            If the need would make no sense with it.
        """
        actor = self._may(by, "replace assumption", dialogue_id)
        because = kept(because, "The reason for the other value")
        request = {
            "verb": "replace assumption", "dialogue": dialogue_id, "entry": entry, "instead": instead,
            "because": because, "source": source, "revise": revise, "by": actor.name,
        }  # fmt: skip
        if earlier := self._log.carried_out(key, request):
            return self._as_it_is(dialogue_id, earlier, revise)
        dialogue = self._dialogue(dialogue_id)
        current, found = self._on_the_table(dialogue, entry, value)
        exact = _in_the_need(current, found, instead)
        if exact == found.standing:
            raise InvalidResponse(
                f"{found.about} was to be replaced by {instead}, but {exact} is what stands there, so nothing would "
                f"change. Accept it, or give another value.",
                code="value-the-same",
            )
        source = kept(source, "The source", required=False)
        said = {**spoken_to(current, found), "instead": exact, "because": because, "source": source}
        entries: list[Recorded] | Told = [("AssumptionReplaced", said)]
        matched = None
        if revise:
            after = as_replaced(current, found, Voice(actor.name, self._clock(), exact, because))
            need, carried = with_replaced(after)
            rights = RightsUsed(actor, f"replace {found.about} by {exact}", consent, against_rights)
            opened, matched = self._next_round(after, need, because, carried, rights)
            entries = _first([("AssumptionReplaced", said)], opened)
        self._append(dialogue, entries, actor, key, request, about=current.number)
        if matched is not None and matched.unmet is not None:
            self._keep_refused(actor, need.to_mapping(), matched, matched.unmet, dialogue_id)
        now = self._dialogue(dialogue_id)
        return _entry(now, found.about, now.head(current.strand) if revise else now.round_number(current.number))[1]

    def _speak(
        self,
        kind: str,
        dialogue_id: str,
        entry: str,
        actor: Actor,
        because: str,
        source: str,
        value: str | None,
        key: str | None,
    ) -> Entry:
        because = kept(because, "The reason", required=False)
        source = kept(source, "The source", required=False)
        request = {
            "verb": kind, "dialogue": dialogue_id, "entry": entry, "because": because, "source": source,
            "by": actor.name,
        }  # fmt: skip
        if earlier := self._log.carried_out(key, request):
            return self._as_it_is(dialogue_id, earlier)
        dialogue = self._dialogue(dialogue_id)
        current, found = self._on_the_table(dialogue, entry, value)
        said = {**spoken_to(current, found), "because": because, "source": source}
        self._append(dialogue, [(kind, said)], actor, key, request, about=current.number)
        now = self._dialogue(dialogue_id)
        return _entry(now, found.about, now.round_number(current.number))[1]

    def _on_the_table(self, dialogue: Dialogue, name: str, value: str | None) -> tuple[Round, Entry]:
        must_be_open(dialogue)
        current, found = _entry(dialogue, name)
        if value is not None and value != found.standing:
            who = found.replaced.by if found.replaced else current.opened_by
            raise Conflict(
                f"{found.about} = {value} was spoken to, but {who} has put {found.standing} there meanwhile, so the "
                f"word would stand beside another value. Read it again, and say what holds of {found.standing}.",
                code="value-changed",
            )
        return current, found

    def _as_it_is(self, dialogue_id: str, earlier: Sequence[Event], revised: bool = False) -> Entry:
        """Return the entry that an earlier submission spoke to, as it is now; of the round that it opened, if any."""
        now = self._dialogue(dialogue_id)
        one = now.round_number(earlier[0].round)
        return _entry(now, earlier[0].data["about"], now.head(one.strand) if revised else one)[1]


def _entry(dialogue: Dialogue, name: str, of: Round | None = None) -> tuple[Round, Entry]:
    """Return a round and an entry of it: by the entry's id, or by what it is about in a round, else in the current one.

    Raises
    ------
    InvalidResponse
        If there is no such step, or its round is closed.
    """
    current = of or dialogue.round
    for one in (current, *(r for r in dialogue.rounds if r.is_open)):
        for found in one.ledger:
            if name == found.id or (name == found.about and one is current):
                return one, found
    meant = next((r for r in dialogue.rounds if name.startswith(f"r{r.number}-")), current)
    ids = tuple(e.id for e in meant.ledger)
    gone = ", its need being erased" if meant.is_erased else ", being closed" if not meant.is_open else ""
    raise InvalidResponse(
        f"The assumption {name!r} was spoken to, but round {meant.number} of dialogue {dialogue.id} has no such step "
        f"to speak to{gone}. Its steps: {', '.join(ids) or 'none'}.",
        code="entry-unknown",
        options=ids,
    )


def as_replaced(current: Round, entry: Entry, said: Voice | None) -> Round:
    """Return the round as it will be when an entry is replaced; with no voice, when nobody replaced it."""
    return replaced(
        current, ledger=tuple(replaced(e, replaced=said) if e.id == entry.id else e for e in current.ledger)
    )


def _first(said: list[Recorded], told: Told) -> Told:
    """Return what is recorded after something else that is said first."""
    return lambda now: [*said, *told(now)]


def _in_the_need(current: Round, entry: Entry, instead: str) -> str:
    """Return the new value as the translation writes it: "86 degF" is "30 degC"."""
    need = Need.of(with_part(current.need_mapping, entry.about, instead))
    asked: dict[str, Any] = Specification.of(need).to_json()
    exact = {e.about: e.value for e in entries_of(current.number + 1, asked, "")}
    return exact[entry.about]
