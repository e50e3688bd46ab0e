"""Several needs in one dialogue, two definitions in parallel, and rounds that are closed and taken up again."""

from __future__ import annotations

from collections.abc import Sequence

from broker.dialogue import MAIN, Dialogue, Strand
from broker.dialogue.moves import Move, moves, must_be_legal
from broker.errors import InvalidResponse
from broker.log import Entry
from broker.service.carrying import with_carried, with_replaced
from broker.service.dialogues import DialogueVerbs
from broker.service.opening import closing, opening
from broker.service.rights import RightsUsed
from broker.wording import kept
from translators.need import Need

LONGEST_TITLE = 80


class StrandVerbs(DialogueVerbs):
    """Verbs of strands, and of the ends and new beginnings of rounds."""

    def moves(self, dialogue_id: str, *, by: str = "") -> tuple[Move, ...]:
        """Return everything that may be done next in a dialogue."""
        return moves(self.dialogue(dialogue_id, by=by))

    def branch(
        self,
        dialogue_id: str,
        need: Need | None = None,
        *,
        by: str,
        because: str,
        title: str = "",
        round_number: int | None = None,
        key: str | None = None,
    ) -> Dialogue:
        """Try another definition beside a round, the current one by default: a strand of its own, which branches off.

        The round stays as it is. What the need leaves open is carried into it as `revise` does; without a need, what
        was replaced in the ledger of the round is all that changes.
        """
        actor = self._may(by, "branch", dialogue_id)
        dialogue = self._dialogue(dialogue_id)
        because, title = kept(because, "The reason for another definition"), _title(title)
        stated = need.to_mapping() if need is not None else None
        request = {
            "verb": "branch", "dialogue": dialogue_id, "need": stated, "because": because, "title": title,
            "round": round_number, "by": actor.name,
        }  # fmt: skip
        if self._log.carried_out(key, request):
            return self.dialogue(dialogue_id, by=by)
        origin = dialogue.round if round_number is None else dialogue.round_number(round_number)
        must_be_legal(dialogue, "branch", origin)
        changed, carried = with_replaced(origin) if need is None else with_carried(origin, need)
        if not origin.is_erased and changed.to_mapping() == origin.need.to_mapping():
            raise InvalidResponse(
                f"Another definition was to be tried beside round {origin.number}, but it is the same to the letter, "
                f"so both strands would show the same. Change what shall be compared."
            )
        asked, found = self._asked(changed)

        def entries(now: Dialogue) -> list[Entry]:
            must_be_legal(now, "branch", now.round_number(origin.number))
            strand = _next_strand(now)
            opened = {"strand": strand, "round": now.next_number, "from_round": origin.number}
            told = {"because": because, "carried": carried}
            return [
                ("StrandOpened", opened | {"title": title, "because": because}),
                *opening(now, strand, [origin.number], changed, asked, found, told),
            ]

        self._append(dialogue, entries, actor, key, request)
        if found.unmet is not None:
            self._keep_refused(actor, changed.to_mapping(), found, found.unmet, dialogue_id)
        return self.dialogue(dialogue_id, by=by)

    def add_need(
        self, dialogue_id: str, need: Need, *, by: str, because: str, title: str = "", key: str | None = None
    ) -> Dialogue:
        """State another need of the same dialogue: a strand of its own, beside those that are there."""
        actor = self._may(by, "add need", dialogue_id)
        dialogue = self._dialogue(dialogue_id)
        because, title = kept(because, "The reason for another need"), _title(title)
        request = {
            "verb": "need", "dialogue": dialogue_id, "need": need.to_mapping(), "because": because, "title": title,
            "by": actor.name,
        }  # fmt: skip
        if self._log.carried_out(key, request):
            return self.dialogue(dialogue_id, by=by)
        must_be_legal(dialogue, "need")
        asked, found = self._asked(need)

        def entries(now: Dialogue) -> list[Entry]:
            must_be_legal(now, "need")
            strand = _next_strand(now)
            opened = {"strand": strand, "round": now.next_number, "from_round": 0}
            return [
                ("StrandOpened", opened | {"title": title, "because": because}),
                *opening(now, strand, [], need, asked, found, {"because": because}),
            ]

        self._append(dialogue, entries, actor, key, request)
        if found.unmet is not None:
            self._keep_refused(actor, need.to_mapping(), found, found.unmet, dialogue_id)
        return self.dialogue(dialogue_id, by=by)

    def rejoin(
        self,
        dialogue_id: str,
        strands: Sequence[str],
        need: Need | None = None,
        *,
        by: str,
        decision: str,
        because: str = "",
        dissent: str = "",
        into: str = "",
        key: str | None = None,
        consent: str = "",
        against_rights: str = "",
    ) -> Dialogue:
        """Let strands go on as one, by a decision: the next round, which follows the current round of each.

        Parameters
        ----------
        strands : sequence of str
            Two or more, by id or title; the first one is the one whose need holds from here on.
        need : Need, optional
            What was agreed on, where it is none of theirs; what it leaves open is carried from the first strand.
        decision : str
            What was decided, in words.
        dissent : str, optional
            What was said against it, and by whom.
        into : str, optional
            The strand that goes on; else ``main`` where it is one of them, else the first one.
        consent, against_rights : str
            As those of `revise`: which definition goes on is an act on the definition.

        Raises
        ------
        Conflict
            If the dialogue is finished, or one of the strands has rejoined already.
        InvalidResponse
            If it is not clear which strands are meant.
        """
        actor = self._may(by, "rejoin strands", dialogue_id)
        dialogue = self._dialogue(dialogue_id)
        decision = kept(decision, "The decision")
        because = kept(because, "The reason for the decision", required=False)
        dissent = kept(dissent, "The dissent", required=False)
        stated = need.to_mapping() if need is not None else None
        request = {
            "verb": "rejoin", "dialogue": dialogue_id, "strands": list(strands), "need": stated, "into": into,
            "decision": decision, "because": because, "dissent": dissent, "by": actor.name,
        }  # fmt: skip
        if self._log.carried_out(key, request):
            return self.dialogue(dialogue_id, by=by)
        must_be_legal(dialogue, "rejoin")
        joined = _joined(dialogue, strands)
        goes_on = dialogue.strand(into) if into else next((s for s in joined if s.id == MAIN), joined[0])
        if goes_on not in joined:
            raise InvalidResponse(
                f"Strands were to rejoin in {goes_on.id}, which is not one of them, so its own need would be lost. "
                f"Name it among the strands, or leave --into out."
            )
        first = dialogue.head(joined[0].id)
        if need is not None:
            changed, carried = with_carried(first, need)
        else:
            waiting = any(e.replaced for e in first.ledger)
            changed, carried = with_replaced(first) if waiting else (first.need, [])
        asked, found = self._asked(changed)
        rights = RightsUsed(actor, "let strands go on as one", consent, against_rights)

        def entries(now: Dialogue) -> list[Entry]:
            must_be_legal(now, "rejoin")
            heads = [now.head(s.id) for s in _joined(now, [s.id for s in joined])]
            ended = [r for s in joined for r in now.rounds_of(s.id)]
            number = now.next_number
            decided = {"strands": [s.id for s in joined], "into": goes_on.id, "round": number}
            follows = [r.number for r in heads]
            told = {"because": because or decision, "carried": carried, **rights.on(now, ["definition"])}
            return [
                *closing(ended),
                ("StrandsRejoined", decided | {"decision": decision, "because": because, "dissent": dissent}),
                *opening(now, goes_on.id, follows, changed, asked, found, told),
            ]

        self._append(dialogue, entries, actor, key, request)
        if found.unmet is not None:
            self._keep_refused(actor, changed.to_mapping(), found, found.unmet, dialogue_id)
        return self.dialogue(dialogue_id, by=by)

    def close_round(self, dialogue_id: str, round_number: int, *, by: str, key: str | None = None) -> Dialogue:
        """Close one round; the dialogue goes on with the others, with its next round, or with this one reopened."""
        actor = self._may(by, "close round", dialogue_id)
        dialogue = self._dialogue(dialogue_id)
        request = {"verb": "close round", "dialogue": dialogue_id, "round": round_number, "by": actor.name}

        def entries(now: Dialogue) -> list[Entry]:
            one = now.round_number(round_number)
            must_be_legal(now, "close", one)
            return closing([one])

        if not self._log.carried_out(key, request):
            self._append(dialogue, entries, actor, key, request)
        return self.dialogue(dialogue_id, by=by)

    def reopen(
        self, dialogue_id: str, *, by: str, because: str, round_number: int | None = None, key: str | None = None
    ) -> Dialogue:
        """Take up a closed round again, or without a number a dialogue that had been brought to its end.

        A dialogue goes on with the rounds that were open until its end.
        """
        actor = self._may(by, "reopen", dialogue_id)
        dialogue = self._dialogue(dialogue_id)
        because = kept(because, "The reason for taking it up again")
        request = {
            "verb": "reopen", "dialogue": dialogue_id, "round": round_number, "because": because, "by": actor.name,
        }  # fmt: skip

        def entries(now: Dialogue) -> list[Entry]:
            if round_number is not None:
                must_be_legal(now, "reopen", now.round_number(round_number))
                return [("RoundReopened", {"round": round_number, "because": because})]
            must_be_legal(now, "reopen")
            again = [("RoundReopened", {"round": n, "because": because}) for n in now.closed_with]
            return [("DialogueReopened", {"because": because}), *again]

        if not self._log.carried_out(key, request):
            self._append(dialogue, entries, actor, key, request)
        return self.dialogue(dialogue_id, by=by)


def _next_strand(now: Dialogue) -> str:
    return f"s{len(now.strands) + 1}"


def _title(text: str) -> str:
    title = " ".join(kept(text, "The title", required=False).split())
    if len(title) > LONGEST_TITLE:
        raise InvalidResponse(
            f"The title of a strand has {len(title)} characters, more than the {LONGEST_TITLE} that a page can show. "
            f"Give it a short one, and say the rest as the reason."
        )
    return title


def _joined(dialogue: Dialogue, names: Sequence[str]) -> list[Strand]:
    """Return the strands that are to go on as one. Raises `InvalidResponse`."""
    joined = list(dict.fromkeys(dialogue.strand(name) for name in names))
    ended = next((s for s in joined if s.rejoined_in), None)
    if len(joined) < 2 or ended is not None:
        alive = ", ".join(s.id for s in dialogue.strands if not s.rejoined_in)
        found = f"{ended.id} has gone on within round {ended.rejoined_in}" if ended else f"{len(joined)} was named"
        raise InvalidResponse(
            f"Strands of dialogue {dialogue.id} were to rejoin, but {found}, so there is nothing to decide between. "
            f"Name two or more of these: {alive}.",
            options=tuple(s.id for s in dialogue.strands if not s.rejoined_in),
        )
    return joined
