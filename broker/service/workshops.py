"""Workshops that took place elsewhere: entered afterwards, all of a day or nothing of it, with what is attached."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from broker.access import Actor
from broker.access.actors import PERSON_ID
from broker.dialogue import Attachment, Dialogue, Meeting, Round
from broker.dialogue.contributions.checking import checked, is_given, person_named
from broker.dialogue.folding import told_on
from broker.dialogue.moves import must_be_legal
from broker.events import Event
from broker.log import Entry
from broker.recipe import canonical_json
from broker.service.attaching import handed_in
from broker.service.carrying import replaced_by_revision, with_carried
from broker.service.contributions import ContributionVerbs, form_of, lawful
from broker.service.hindsight import HindsightVerbs
from broker.service.opening import closing, opening
from broker.service.places import PlaceVerbs
from broker.service.rights import RightsUsed, topics_of_change
from broker.workshop_form import NEW, WorkshopForm
from translators.beside import read_beside
from translators.need import Need
from translators.need_file import LARGEST_YAML_BYTES, read_need_file, read_need_text

#: So many files may be attached to one workshop.
MOST_ATTACHMENTS = 50


class WorkshopVerbs(ContributionVerbs, HindsightVerbs, PlaceVerbs):
    """Verbs of workshops."""

    def load_workshop(self, path: Path, *, by: str = "") -> tuple[WorkshopForm, Need | None]:
        """Return the workshop of a form in YAML, and the need that it changed, with the files beside it read in."""
        form = WorkshopForm.of(read_need_file(path, "form of the workshop"))
        if form.need is None:
            return form, None
        values = form.need
        if isinstance(values, str):
            raw = read_beside(values, path.parent, LARGEST_YAML_BYTES)
            values = read_need_text(raw.decode("utf-8-sig", "replace"))
        return form, self.need_of(values, path.parent, by=by)

    def enter_workshop(
        self,
        dialogue_id: str,
        form: WorkshopForm,
        need: Need | None = None,
        attached: Sequence[tuple[str, bytes]] = (),
        *,
        by: str,
        consent: str = "",
        against_rights: str = "",
        key: str | None = None,
    ) -> Meeting:
        """Enter a workshop afterwards: what was said, on behalf of whom, what was remembered, and what is attached.

        All of it is recorded or nothing; the same workshop by the same person is recorded once, whatever the key.

        Parameters
        ----------
        form : WorkshopForm
        need : Need, optional
            The need that the day changed: it opens the next round.
        attached : sequence of (str, bytes)
            Name and content of each file.
        consent, against_rights : str
            As in `revise`, where the day changed the need.

        Raises
        ------
        InvalidResponse
            If anything of it cannot be understood, or is no file that is kept.
        Conflict
            If the dialogue was brought to its end, or the round has gone on.
        """
        actor = self._may(by, "enter workshop", dialogue_id)
        dialogue = self._dialogue(dialogue_id)
        files = handed_in(attached, MOST_ATTACHMENTS, "a workshop")
        request = {
            "verb": "workshop", "dialogue": dialogue_id, "form": vars(form) | {"need": None},
            "need": need.to_mapping() if need is not None else None,
            "attached": [[told.name, told.original] for told, _ in files], "by": actor.name,
        }  # fmt: skip
        key = key or f"workshop-{self._keys.digest(actor.id, canonical_json(request))}"
        earlier = self._log.carried_out(key, request)
        if not earlier:

            def entries(now: Dialogue) -> list[Entry]:
                must_be_legal(now, "workshop")
                day = _Day(self, now, actor, form)
                day.open_round(need, RightsUsed(actor, "enter a changed need", consent, against_rights))
                day.hold([told for told, _ in files])
                day.say()
                return day.entries

            if files:
                entries(
                    dialogue
                )  # nothing is stored of a day that would be refused, and no event names what is not there
            for told, content in files:
                self._attached.put(actor.id, told.sha256, content)
            self._append(dialogue, entries, actor, key, request)
            earlier = self._log.carried_out(key, request) or ()
        held = next(event for event in earlier if event.kind == "WorkshopHeld")
        rounds = self._dialogue(dialogue_id).rounds
        return next(m for r in rounds for m in r.workshops if m.id == f"e{held.sequence}")


class _Day:
    """The events of one day, each checked against the dialogue as those before it leave it."""

    def __init__(self, broker: WorkshopVerbs, now: Dialogue, actor: Actor, form: WorkshopForm) -> None:
        self._broker, self._actor, self._form, self._now = broker, actor, form, now
        self.entries: list[Entry] = []
        self._about = now.round if form.round in (None, NEW) else now.round_number(int(form.round or 0))
        self._named: dict[str, str] = {}

    def open_round(self, need: Need | None, rights: RightsUsed) -> None:
        """Open the next round, where the day changed the need or is a round of its own."""
        before = self._about
        if need is None and self._form.round != NEW:
            return
        must_be_legal(self._now, "revise", before)
        changed, carried = with_carried(before, need) if need is not None else (before.need, [])
        asked, found = self._broker._asked(changed)
        because = self._form.because or f"Workshop of {self._form.date}"
        if need is not None:
            self._add(*replaced_by_revision(before, asked, because))
        self._add(*closing([before]))
        lawful_by = rights.on(self._now, topics_of_change(before.need_mapping, changed.to_mapping()))
        told = {"because": because, "carried": carried, **lawful_by}
        self._add(*opening(self._now, before.strand, [before.number], changed, asked, found, told))
        self._about = self._now.rounds[-1]

    def hold(self, attached: Sequence[Attachment]) -> None:
        """Record the day itself."""
        form = self._form
        held: dict[str, Any] = {"round": self._about.number, "date": form.date, "place": form.place}
        held |= {"present": [self._there(one) for one in form.present], "minutes": form.minutes}
        self._add(("WorkshopHeld", held | {"attachments": [told.to_json() for told in attached]}))

    def say(self) -> None:
        """Record what people said: to the product, to each other, and of years that they remember."""
        claimed, number = self._form.date, self._about.number
        for one in self._form.responses:
            words = {name: one[name] for name in ("fits", "text")} | self._for_whom(one)
            self._add(("ResponseGiven", {"round": number, **words, "claimed_at": claimed}))
        for one in self._form.said:
            self._add(self._contribution(one))
        for one in self._form.remembered:
            years = {name: sorted(set(one[name])) for name in ("bad", "good")}
            about: Round = self._now.round_number(number)
            compared, hindsight = self._broker._held_against(about, self._actor, years, one["worse"], one["dataset"])
            words = {name: one[name] for name in ("of", "source") if one[name]} | self._for_whom(one)
            said = {name: value for name, value in years.items() if value} | words | {"claimed_at": claimed}
            told = {"round": number, **said, "compared": {**compared, "hindsight": hindsight.to_json()}}
            self._add(("BadYearsRemembered", told))

    def _contribution(self, one: Mapping[str, Any]) -> Entry:
        form = form_of(str(one["kind"]))
        name = str(one.get("id") or "")
        given = {
            field: self._named.get(str(value), value)
            for field, value in one.items()
            if field not in ("kind", "id") and is_given(value)
        }
        given.setdefault("claimed_at", self._form.date)
        data = checked(form, given, self._now, self._broker._find(self._now.id))
        if name:
            self._named[name] = f"e{self._now.version + 1}"
        return form.kind, {"round": self._about.number, **data, **lawful(form, data, self._now, self._actor)}

    def _there(self, one: Mapping[str, Any]) -> dict[str, Any]:
        """Return somebody who was there, with their id where they are registered."""
        found = person_named("person", str(one["who"]), self._now, self._broker._find(self._now.id))
        return {**one, **({"person": found["person"]} if PERSON_ID.fullmatch(found.get("person", "")) else {})}

    def _for_whom(self, one: Mapping[str, Any]) -> dict[str, str]:
        """Return how an event says for whom something was said; nothing where nobody is named."""
        name = str(one.get("on_behalf") or "")
        return person_named("on_behalf", name, self._now, self._broker._find(self._now.id)) if name else {}

    def _add(self, *entries: Entry) -> None:
        at = self._broker._clock().isoformat(timespec="microseconds")
        for entry in entries:
            number = self._now.version + 1
            kind, data = entry[0], entry[1]
            made = Event(number, self._now.id, number, kind, at, "", self._actor.name, self._actor.id, data)
            self._now = told_on(self._now, made)
            self.entries.append(entry)
