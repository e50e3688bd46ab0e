"""What may be done next in a dialogue, and why not where it may not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from broker.dialogue.rounds import Round
from broker.dialogue.whole import Dialogue
from broker.errors import Conflict


@dataclass(frozen=True)
class Move:
    """One thing that may be done next.

    Attributes
    ----------
    verb : str
        The command of ``broker dialogue``: ``build``, ``respond``, ``revise``, ``branch``, ``close``, ``reopen``,
        ``rejoin``, ``need``, ``workshop`` or ``remember``.
    round : int
        The round that it is about; 0 for the whole dialogue.
    """

    verb: str
    round: int = 0

    def to_json(self) -> dict[str, Any]:
        """Return the move as plain JSON values."""
        return {"verb": self.verb, "round": self.round or None}


def moves(dialogue: Dialogue) -> tuple[Move, ...]:
    """Return everything that may be done next, what is about the whole dialogue first."""
    found = [Move(verb) for verb, refuses in _OF_THE_WHOLE.items() if not refuses(dialogue)]
    for one in dialogue.rounds:
        found += [Move(verb, one.number) for verb, refuses in _OF_A_ROUND.items() if not refuses(dialogue, one)]
    return tuple(found)


def must_be_legal(dialogue: Dialogue, verb: str, about: Round | None = None) -> None:
    """Refuse a move that the state of the dialogue does not allow. Raises `Conflict`, which says why."""
    why = _OF_THE_WHOLE[verb](dialogue) if about is None else _OF_A_ROUND[verb](dialogue, about)
    if why:
        raise Conflict(why, code="" if dialogue.is_open else "dialogue-closed")


def _finished(dialogue: Dialogue) -> str:
    if dialogue.is_open:
        return ""
    return (
        f"Dialogue {dialogue.id} was brought to its end on {dialogue.last_at:%d %B %Y} ({dialogue.closed_because}), "
        f"so nothing is added to it. Open a new dialogue with the need as it is now, or reopen this one and say why: "
        f"broker dialogue reopen {dialogue.id} --because …"
    )


def _any(dialogue: Dialogue, _one: Round) -> str:
    return _finished(dialogue)


def _while_open(dialogue: Dialogue, one: Round) -> str:
    if _finished(dialogue) or one.is_open:
        return _finished(dialogue)
    return f"Round {one.number} is closed{_since(dialogue, one)}, so nothing is made for it. {_reopen(dialogue, one)}"


def _revise(dialogue: Dialogue, one: Round) -> str:
    """An open round can be revised, and the last one of a strand that goes on."""
    last = dialogue.rounds_of(one.strand)[-1]
    rejoined = dialogue.strand(one.strand).rejoined_in
    if _finished(dialogue) or one.is_open or (one is last and not rejoined):
        return _finished(dialogue)
    if one is last:
        return (
            f"Round {one.number} was to be revised, but its strand {one.strand} goes on within round {rejoined} by a "
            f"decision ({dialogue.strand(one.strand).decision}), so the change would pass it by. Revise round "
            f"{rejoined}, branch from round {one.number}, or reopen it."
        )
    return (
        f"Round {one.number} was to be revised, but {last.opened_by or 'somebody'} has opened round {last.number} "
        f"meanwhile ({last.because or 'no reason given'}), so the change might undo theirs. Look at round "
        f"{last.number} and revise that, or branch from round {one.number}."
    )


def _reopen_round(dialogue: Dialogue, one: Round) -> str:
    if _finished(dialogue) or not one.is_open:
        return _finished(dialogue)
    return f"Round {one.number} was to be reopened, but it is open, so nothing would change. Respond to it."


def _reopen(dialogue: Dialogue, one: Round) -> str:
    return (
        f"Go on with round {dialogue.round.number}, or reopen this one and say why: broker dialogue reopen "
        f"{dialogue.id} --round {one.number} --because …"
    )


def _since(dialogue: Dialogue, one: Round) -> str:
    later = next((r for r in dialogue.rounds if one.number in r.follows), None)
    return f": round {later.number} followed it" if later else ""


def _reopen_dialogue(dialogue: Dialogue) -> str:
    if not dialogue.is_open:
        return ""
    return (
        f"Dialogue {dialogue.id} was to be reopened, but it was not brought to its end, so nothing would change. To "
        f"take up a closed round again, name it: --round N."
    )


def _rejoin(dialogue: Dialogue) -> str:
    alive = [s.id for s in dialogue.strands if not s.rejoined_in]
    if _finished(dialogue) or len(alive) > 1:
        return _finished(dialogue)
    return (
        f"Strands of dialogue {dialogue.id} were to rejoin, but it has one line of rounds only ({alive[0]}), so there "
        f"is nothing to decide between. Branch first: broker dialogue branch."
    )


_OF_THE_WHOLE: dict[str, Callable[[Dialogue], str]] = {
    "need": _finished,
    "rejoin": _rejoin,
    "close": _finished,
    "reopen": _reopen_dialogue,
    "workshop": _finished,
}
_OF_A_ROUND: dict[str, Callable[[Dialogue, Round], str]] = {
    "build": _while_open,
    "respond": _any,
    "revise": _revise,
    "branch": _any,
    "close": _while_open,
    "reopen": _reopen_round,
    "remember": _any,
}
