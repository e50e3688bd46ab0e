"""What people say to each other in a dialogue: one verb for every kind, and the ones that people expect by name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from broker.access import Actor
from broker.dialogue import Dialogue
from broker.dialogue.contributions import BY_KIND, BY_WORD, Contribution, Form, contribution_of
from broker.dialogue.contributions.checking import checked, is_given
from broker.dialogue.contributions.table import SIDES, TAKES_FILES
from broker.errors import InvalidResponse, NotAllowed
from broker.log import Entry
from broker.service.accompanying import accompanies
from broker.service.attaching import AttachmentVerbs, Handed, handed_in
from broker.service.dialogues import DialogueVerbs
from broker.service.store import fresh_key, must_be_open

#: So many files may go with one contribution.
MOST_FILES = 10


class ContributionVerbs(AttachmentVerbs, DialogueVerbs):
    """Verbs of typed contributions.

    A contribution is named by its id, ``e7``. ``on_behalf`` says whose words they are when somebody else records them,
    and ``claimed_at`` when they were said, as after a workshop.
    """

    def contribute(
        self,
        dialogue_id: str,
        kind: str,
        *,
        by: str,
        round_number: int | None = None,
        about: str = "",
        on_behalf: str = "",
        hat: str = "",
        claimed_at: str = "",
        attached: Sequence[tuple[str, bytes]] = (),
        key: str | None = None,
        **fields: Any,
    ) -> Contribution:
        """Say something of a kind, in the current round by default.

        Parameters
        ----------
        kind : str
            A word of `broker.dialogue.contributions.FORMS`, such as ``question``, or its event.
        about : str
            An axis, a topic of rights, a step of the translation, a product, or an event such as ``e7``.
        attached : sequence of (str, bytes)
            Name and content of each photo, scan or paper that goes with it, of the kinds in `TAKES_FILES`.
        **fields
            The fields of the kind; ``text`` is always what is mainly said.

        Raises
        ------
        InvalidResponse
            If a field is missing, unknown to the kind or cannot be understood, or a file is none that is kept.
        NotAllowed
            If this kind, or this word on it, is for others.
        Conflict
            If the dialogue was brought to its end, and the kind is none that is said afterwards.
        """
        form = form_of(kind)
        actor = self._may(by, "contribute", dialogue_id)
        dialogue = self._dialogue(dialogue_id)
        shared = {"about": about, "on_behalf": on_behalf, "hat": hat, "claimed_at": claimed_at}
        given = {name: _plain(value) for name, value in (shared | fields).items() if is_given(value)}
        request = {
            "verb": "contribute", "dialogue": dialogue_id, "kind": form.word, "round": round_number, "given": given,
            "by": actor.name,
        }  # fmt: skip
        handed = _files_of(form, attached)
        request |= {"attached": [[told.name, told.original] for told, _ in handed]} if handed else {}
        key = key or fresh_key()
        if not self._log.carried_out(key, request):
            number = (dialogue.round if round_number is None else dialogue.round_number(round_number)).number

            def entries(now: Dialogue) -> list[Entry]:
                if not form.after_close:
                    must_be_open(now)
                data = checked(form, given, now, self._find(dialogue_id))
                entry = (form.kind, {"round": number, **data, **lawful(form, data, now, actor), **_named_in(handed)})
                self._keep_attached_to(entry, handed, now, actor)
                return [entry]

            self._append(dialogue, entries, actor, key, request)
        written = self._log.carried_out(key, request) or ()
        return contribution_of(written[-1])

    def join(self, dialogue_id: str, side: str, *, by: str, **more: Any) -> Contribution:
        """Take part on a side: user, producer, facilitator or other."""
        return self.contribute(dialogue_id, "join", by=by, side=side, **more)

    def leave(self, dialogue_id: str, *, by: str, **more: Any) -> Contribution:
        """Step down, with a reason or without."""
        return self.contribute(dialogue_id, "leave", by=by, **more)

    def state(self, dialogue_id: str, text: str, *, by: str, **more: Any) -> Contribution:
        """Say something."""
        return self.contribute(dialogue_id, "statement", by=by, text=text, **more)

    def ask_question(self, dialogue_id: str, text: str, *, by: str, to: str = "", **more: Any) -> Contribution:
        """Ask a side, a person or everybody."""
        return self.contribute(dialogue_id, "question", by=by, text=text, to=to, **more)

    def answer_question(self, dialogue_id: str, question: str, text: str, *, by: str, **more: Any) -> Contribution:
        """Answer a question."""
        return self.contribute(dialogue_id, "answer", by=by, question=question, text=text, **more)

    def object_to(self, dialogue_id: str, about: str, text: str, *, by: str, **more: Any) -> Contribution:
        """Raise an objection to something."""
        return self.contribute(dialogue_id, "objection", by=by, about=about, text=text, **more)

    def promise(self, dialogue_id: str, what: str, *, by: str, due: str = "", **more: Any) -> Contribution:
        """Promise something by a day, for oneself or for whoever is named."""
        return self.contribute(dialogue_id, "promise", by=by, what=what, due=due, **more)

    def settle_promise(self, dialogue_id: str, promise: str, kept: str, *, by: str, **more: Any) -> Contribution:
        """Record that a promise was kept (yes), kept late (late), or not (no)."""
        return self.contribute(dialogue_id, "settle-promise", by=by, promise=promise, kept=kept, **more)

    def decide(self, dialogue_id: str, decision: str, *, by: str, **more: Any) -> Contribution:
        """Record a decision."""
        return self.contribute(dialogue_id, "decision", by=by, decision=decision, **more)

    def propose_rights(
        self, dialogue_id: str, topic: str, *, by: str, decides: Iterable[str] | str, **more: Any
    ) -> Contribution:
        """Propose who decides on a topic; it holds when the other side agrees."""
        return self.contribute(dialogue_id, "propose-rights", by=by, topic=topic, decides=decides, **more)

    def agree_rights(self, dialogue_id: str, rights: str, *, by: str, **more: Any) -> Contribution:
        """Agree to proposed rights, as somebody of the other side."""
        return self.contribute(dialogue_id, "agree-rights", by=by, rights=rights, **more)


def form_of(kind: str) -> Form:
    """Return the form of a kind, by its word or its event. Raises `InvalidResponse`."""
    found = BY_WORD.get(kind.strip().casefold()) or BY_KIND.get(kind.strip())
    if found is None:
        raise InvalidResponse(
            f"A contribution of the kind {kind[:60]!r} was to be made, but there is no such kind, so nobody would "
            f"know how to read it. There are: {', '.join(BY_WORD)}. `broker dialogue kinds` says what each is.",
            code="kind-unknown",
            options=tuple(BY_WORD),
        )
    return found


def _files_of(form: Form, attached: Sequence[tuple[str, bytes]]) -> list[Handed]:
    """Return the files that go with a contribution. Raises `InvalidResponse` where none may."""
    if attached and form.word not in TAKES_FILES:
        raise InvalidResponse(
            f"A file was to go with a contribution of the kind {form.word} ({form.words}), which has none, so nobody "
            f"would find it. Attach it to one of: {', '.join(sorted(TAKES_FILES))}.",
            code="attachment-not-here",
            options=tuple(sorted(TAKES_FILES)),
        )
    return handed_in(attached, MOST_FILES, "a contribution")


def _named_in(handed: Sequence[Handed]) -> dict[str, Any]:
    return {"attachments": [told.to_json() for told, _ in handed]} if handed else {}


def _plain(value: Any) -> Any:
    """Return a value as JSON holds it."""
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, str | int | float):
        return value
    return [_plain(one) for one in value]


def lawful(form: Form, data: dict[str, Any], now: Dialogue, actor: Actor) -> dict[str, Any]:
    """Return what the broker adds to a contribution; refuse one that is for others. Raises `NotAllowed`."""
    check = _LAWS.get(form.kind)
    return check(data, now, actor) if check else {}


def _speaker(data: Mapping[str, Any], now: Dialogue, actor: Actor) -> str:
    return data.get("on_behalf") or data.get("on_behalf_named") or now.person(actor.id) or actor.name


def _settled(data: dict[str, Any], now: Dialogue, actor: Actor) -> dict[str, Any]:
    raised = now.contributions.find(data["objection"])
    speaker = _speaker(data, now, actor)
    if raised is None or data["how"] == "overruled" or now.name_of(raised.speaker) == now.name_of(speaker):
        return {}
    raise NotAllowed(
        f"The objection {raised.id} was to be called {data['how']} by {now.name_of(speaker)}, but it is "
        f"{now.name_of(raised.speaker)} who objected, and only they can say so. Ask them, say it on their behalf "
        f"(--on-behalf) where they told you so, or record that it was overruled: then it stays visible."
    )


def _on_a_side(data: dict[str, Any], now: Dialogue, actor: Actor) -> dict[str, Any]:
    speaker = _speaker(data, now, actor)
    joined = {p.person: p.side for p in now.participants} | {p.name: p.side for p in now.participants}
    side = joined.get(speaker) or joined.get(now.name_of(speaker), "")
    if side:
        return {"side": side}
    raise NotAllowed(
        f"{now.name_of(speaker)} wants to say who decides, but has not joined this dialogue on a side, so it would not "
        f"be clear whose word it is. Join first: broker dialogue join {now.id} --side {'|'.join(SIDES)}."
    )


def _agreed(data: dict[str, Any], now: Dialogue, actor: Actor) -> dict[str, Any]:
    said = _on_a_side(data, now, actor)
    proposed = now.contributions.find(data["rights"])
    if proposed is None or said["side"] != proposed.data.get("side"):
        return said
    raise NotAllowed(
        f"The rights {proposed.id} were to be agreed to on the side {said['side']}, but that side proposed them, so "
        f"nothing would have been agreed between two. Somebody of the other side has to agree."
    )


def _noted(data: dict[str, Any], now: Dialogue, actor: Actor) -> dict[str, Any]:
    if data["sharing"] == "private" or accompanies(now, actor):
        return {}
    raise NotAllowed(
        f"{actor.name} wants to share a note among those who accompany this dialogue, but takes part in it on another "
        f"side, so it would reach people who cannot be answered. Keep it private, or make a statement to everybody."
    )


def _reminded(data: dict[str, Any], now: Dialogue, actor: Actor) -> dict[str, Any]:
    if accompanies(now, actor):
        return {}
    raise NotAllowed(
        f"{actor.name} wants to remind somebody, but takes part in this dialogue on a side, so it would be one side's "
        f"word against the other's. Ask them a question, or ask whoever accompanies the dialogue to remind them."
    )


_LAWS = {
    "ObjectionSettled": _settled,
    "RightsProposed": _on_a_side,
    "RightsAgreed": _agreed,
    "NoteWritten": _noted,
    "Reminded": _reminded,
}
