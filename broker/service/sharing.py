"""Who a dialogue is shared with, the groups of people, looks into what one takes no part in, and why somebody may."""

from __future__ import annotations

from broker.access import RULES, SEEN_BY, Decision, decide, refuse
from broker.access.entering import Look, looks_into
from broker.access.groups import Group
from broker.dialogue import Dialogue
from broker.errors import InvalidResponse
from broker.events import ACCESS, GROUPS
from broker.log import Entry
from broker.service.rights import RightsUsed
from broker.service.store import Store, fresh_key
from broker.wording import kept

LONGEST_NAME = 80


class SharingVerbs(Store):
    """Verbs of who may see what."""

    def share(
        self,
        dialogue_id: str,
        shared_with: str,
        *,
        by: str,
        because: str,
        key: str | None = None,
        consent: str = "",
        against_rights: str = "",
    ) -> Dialogue:
        """Say who may see a dialogue from now on; only who opened it may.

        Parameters
        ----------
        shared_with : str
            ``public`` (everybody of this store), ``private`` (those who take part), or ``group:NAME``: those who take
            part and the members of a group that whoever shares is in.
        consent, against_rights : str
            Where rights were agreed on publication and whoever shares does not decide: see `revise`.

        Raises
        ------
        InvalidResponse
            If it names nobody, or several groups have the name.
        UnknownGroup
            If there is no such group, or whoever shares is not in it.
        """
        actor = self._may(by, "share dialogue", dialogue_id)
        because = kept(because, "The reason why it is shared so")
        seen = self._visibility(shared_with, by) or {"visibility": "public", "group": ""}
        request = {"verb": "share", "dialogue": dialogue_id, "with": shared_with, "because": because, "by": actor.name}
        if not self._log.carried_out(key, request):
            dialogue = self._dialogue(dialogue_id)
            rights = RightsUsed(actor, "make the dialogue public", consent, against_rights)
            topics = ["publication"] if seen["visibility"] == "public" else []

            def said(now: Dialogue) -> list[Entry]:
                return [("VisibilityChanged", seen | {"because": because, **rights.on(now, topics)})]

            self._append(dialogue, said, actor, key, request, same_round=False)
        return self._dialogue_for(dialogue_id, actor)

    def enter(self, dialogue_id: str, *, by: str, because: str, key: str | None = None) -> Look:
        """Look into a dialogue that one takes no part in, for a day; those who take part see who looked, and why.

        Raises
        ------
        InvalidResponse
            If whoever enters reads it anyway: then there is nothing to record.
        """
        actor = self._may(by, "enter dialogue", dialogue_id)
        because = kept(because, "The reason to look in")
        request = {"verb": "enter", "dialogue": dialogue_id, "because": because, "by": actor.name}
        if not self._log.carried_out(key, request):
            found = decide(actor, SEEN_BY["dialogue"], self._standings.dialogue(dialogue_id))
            if found.allowed:
                raise InvalidResponse(
                    f"{actor.name} wants to look into dialogue {dialogue_id} with a reason on record, but may read it "
                    f"as it is ({found.because}) So nothing was recorded; read it.",
                    code="inside-already",
                )
            entry = ("AccessTaken", {"dialogue": dialogue_id, "because": because})
            self._log.append(ACCESS, [entry], by=actor.id, name=actor.name, key=key or fresh_key(), request=request)
        return self.looks(dialogue_id, by=by)[-1]

    def looks(self, dialogue_id: str, *, by: str = "") -> tuple[Look, ...]:
        """Return who looked into a dialogue without taking part, when and why, oldest first."""
        self._may(by, "read dialogue", dialogue_id)
        return looks_into(dialogue_id, self._log.stream(ACCESS))

    def groups(self, *, by: str) -> tuple[Group, ...]:
        """Return the groups that somebody is in, oldest first."""
        actor = self._may(by, "list groups")
        every = self._standings.groups().values()
        return tuple(g for g in every if self._standings.sees(actor, "group", g.id))

    def form_group(self, name: str, *, by: str, key: str | None = None) -> Group:
        """Form a group of people that dialogues can be shared with; who forms it is in it."""
        actor = self._may(by, "form group")
        name = " ".join(kept(name, "The group's name").split())[:LONGEST_NAME]
        request = {"verb": "form group", "name": name, "by": actor.name}
        (event,) = self._log.append(
            GROUPS, [("GroupFormed", {"name": name})], by=actor.id, name=actor.name, key=key or fresh_key(),
            request=request,
        )  # fmt: skip
        return self._standings.groups()[f"g{event.number}"]

    def add_to_group(self, group: str, person: str, *, by: str, key: str | None = None) -> Group:
        """Bring somebody into a group that one formed, by its id or name."""
        return self._in_or_out("GroupJoined", group, person, by, key)

    def remove_from_group(self, group: str, person: str, *, by: str, key: str | None = None) -> Group:
        """Take somebody out of a group that one formed; what is shared with it is no longer shared with them."""
        return self._in_or_out("GroupLeft", group, person, by, key)

    def why(self, person: str, action: str, about: str = "", *, by: str = "") -> Decision:
        """Return whether somebody may take an action, by which rule, and what would change it.

        Parameters
        ----------
        person : str
            Who would act; empty for somebody without a name.
        action, about : str
            One of `broker.access.RULES`, and the id of what it would be done to.
        by : str
            Who asks: it is told of what they may see themselves; else as if the thing were not there.

        Raises
        ------
        InvalidResponse
            If there is no such action.
        """
        asker = self._may(by, "explain access")
        self._must_be_an_action(action)
        own = self._standings.of(asker, action, about)
        seen_by = SEEN_BY.get(own.kind)
        if about and seen_by is not None:
            seen = decide(asker, seen_by, own)
            if not seen.allowed:
                raise refuse(seen, lambda: self._known(asker, own.kind))
        actor = self._who(person, "explain access") if person.strip() else self._who("", action)
        return decide(actor, action, self._standings.of(actor, action, about))

    def _must_be_an_action(self, action: str) -> None:
        if action not in RULES:
            raise InvalidResponse(
                f"It was asked who may {action[:60]!r}, but no verb of the broker is called so. There are: "
                f"{', '.join(RULES)}.",
                code="action-unknown",
                options=tuple(RULES),
            )

    def _in_or_out(self, kind: str, group: str, person: str, by: str, key: str | None) -> Group:
        held = self._group(group, by)
        actor = self._may(by, "change group", held.id)
        member = self._who(person, "form group")
        who = member.id or member.name
        request = {"verb": kind, "group": held.id, "person": who, "by": actor.name}
        says_nothing_new = (who in held.members) == (kind == "GroupJoined")
        if not says_nothing_new and not self._log.carried_out(key, request):
            entry = (kind, {"group": held.id, "person": who, "person_named": member.name}, {"person_named": member.id})
            self._log.append(GROUPS, [entry], by=actor.id, name=actor.name, key=key or fresh_key(), request=request)
        return self._standings.groups()[held.id]
