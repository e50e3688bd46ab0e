"""A dialogue's set-up, used to open one in another place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from broker.access.visibility import default_visibility
from broker.dialogue import Dialogue
from broker.errors import InvalidResponse, UnservableNeed
from broker.events import SETUPS
from broker.log import Entry
from broker.service.dialogues import DialogueVerbs, fresh_dialogue_id, title_of
from broker.service.store import fresh_key
from translators.need import Need

if TYPE_CHECKING:
    from broker.dialogue.set_up import SetUp, Taken

_KIND = "SetUpTaken"


class SetUpVerbs(DialogueVerbs):
    """Verbs of the set-up of a dialogue."""

    def set_up(self, dialogue_id: str, *, by: str = "") -> SetUp:
        """Return what of a dialogue can be used in another place, and what is not taken along.

        Raises
        ------
        UnknownDialogue
            Where `by` may not take it out of the store: a set-up leaves its dialogue.
        """
        from broker.dialogue.set_up import set_up_of

        self._may(by, "export log", dialogue_id)
        return set_up_of(self._dialogue(dialogue_id), self._log.dialogue(dialogue_id))

    def open_with_set_up(
        self,
        dialogue_id: str,
        given: Mapping[str, Any],
        *,
        carry: Iterable[str],
        by: str,
        key: str | None = None,
        shared_with: str = "",
    ) -> Dialogue:
        """Open a dialogue in another place with the set-up of a dialogue.

        Parameters
        ----------
        given : mapping
            As a need file: the statement and the place, the limits of what is counted, and whatever else is set anew.
        carry : iterable of str
            The parts that are taken, each confirmed by being named: of `broker.dialogue.set_up.PARTS`.

        Raises
        ------
        InvalidResponse
            If a part is named that there is not, or something of the need is still to be set.
        UnservableNeed
            If no data of that place hold what is counted: then nothing is opened, and the need is kept as unmet.
        """
        from broker.dialogue.set_up import commitment_to

        found = self.set_up(dialogue_id, by=by)  # first: whoever may not know of it is told that it is not there
        actor = self._may(by, "open dialogue")
        wanted = _parts(found, carry)
        need = _need(found, given, wanted)
        request = {"verb": "open with set-up", "of": dialogue_id, "need": need.to_mapping(), "carry": wanted}
        request |= {"by": actor.name, **({"with": shared_with} if shared_with else {})}
        key = key or fresh_key()
        salt = self._keys.digest(actor.id, f"set-up {key}".encode())  # the same when a submission is sent again
        opened = self._log.carried_out(key, request)
        if not opened:
            specification = self.specify(need, by=by)
            matched = self.match(specification, by=by)
            if matched.unmet is not None:
                self._keep_refused(actor, need.to_mapping(), matched, matched.unmet, self._for(actor))
                raise _refused(dialogue_id, specification.region.name, matched.unmet)
            taken = {part: found.carried[part] for part in wanted}
            seen = self._visibility(shared_with or default_visibility(), by)
            entries: list[Entry] = [
                ("DialogueOpened", {"title": title_of(need.statement), **seen}),
                ("NeedStated", {"round": 1, "need": need.to_mapping(), "specification": specification.to_json()}),
                ("DatasetsMatched", {"round": 1, "match": matched.to_json()}),
                (_KIND, {"round": 1, "carried": taken, "origin": commitment_to(dialogue_id, salt)}),
            ]
            opened = self._log.append(
                fresh_dialogue_id(), entries, by=actor.id, name=actor.name, key=key, request=request, expected_version=0
            )
        origin = {"dialogue": opened[0].dialogue, "audience": dialogue_id, "salt": salt}
        self._log.append(
            SETUPS, [("SetUpNamed", origin)], by=actor.id, name=actor.name, key=f"{key}-origin", request=request
        )
        return self._dialogue_for(opened[0].dialogue, actor)

    def taken_set_up(self, dialogue_id: str, *, by: str = "") -> Taken | None:
        """Return with which set-up a dialogue was opened; None where it was opened without one.

        The dialogue that it is of is named only to those who may see that one, too.
        """
        from broker.dialogue.set_up import Taken, commitment_to

        actor = self._may(by, "read dialogue", dialogue_id)
        event = next((e for e in self._log.dialogue(dialogue_id) if e.kind == _KIND), None)
        if event is None:
            return None
        named = [e.data for e in self._log.stream(SETUPS) if e.data.get("dialogue") == dialogue_id]
        proved = (
            one["audience"] for one in named if commitment_to(one["audience"], one["salt"]) == event.data["origin"]
        )
        origin = next((one for one in proved if self._standings.sees(actor, "dialogue", one)), "")
        return Taken(dict(event.data.get("carried") or {}), origin, f"e{event.sequence}")


def _parts(found: SetUp, carry: Iterable[str]) -> list[str]:
    wanted = list(dict.fromkeys(part.strip() for part in carry if part.strip()))
    strange = [part for part in wanted if part not in found.carried]
    if strange:
        raise InvalidResponse(
            f"{strange[0]!r} was to be taken from the set-up of dialogue {found.dialogue}, but that is no part of it, "
            f"so nothing was opened. It has: {', '.join(found.carried) or 'nothing that can be taken'}.",
            code="set-up-part-unknown",
            options=tuple(found.carried),
        )
    return wanted


def _need(found: SetUp, given: Mapping[str, Any], wanted: list[str]) -> Need:
    """Return the need for another place. Raises `InvalidResponse` where something of it is still to be set."""
    from broker.dialogue.set_up import need_with

    mapping = need_with(found, given, wanted)
    blanks: tuple[str, ...] = () if mapping.get("region") else ("region",)
    if "metric" in wanted and found.template is not None:
        blanks = found.template.blanks(mapping)
    elif not (mapping.get("metric") or {}).get("index"):
        blanks = ("metric", *blanks)
    if blanks:
        raise InvalidResponse(
            f"A dialogue was to be opened with the set-up of {found.dialogue}, but a method travels and its values do "
            f"not, so these are to be set for the new place first: {', '.join(blanks)}. Give them in the need.",
            code="set-up-incomplete",
            options=blanks,
        )
    return Need.of(mapping)


def _refused(origin: str, place: str, unmet: UnservableNeed) -> UnservableNeed:
    return UnservableNeed(
        f"The set-up of dialogue {origin} was to be used for {place}, but the data there do not hold what it counts: "
        f"{unmet} Nothing was opened, and the need is kept among those that wait for data. Choose another place, or "
        f"open a dialogue without the set-up and count something else.",
        code=unmet.code,
        mismatches=unmet.mismatches,
        unservable=unmet.unservable,
        options=unmet.options,
    )
