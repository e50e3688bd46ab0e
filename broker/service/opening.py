"""What is recorded when rounds open and close."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from broker.dialogue import MAIN, Dialogue, Round
from broker.log import Entry
from broker.matching import Match
from translators.need import Need


def opening(
    now: Dialogue,
    strand: str,
    follows: Sequence[int],
    need: Need,
    asked: dict[str, Any],
    found: Match,
    said: Mapping[str, Any],
) -> list[Entry]:
    """Return what is recorded of a new round.

    Parameters
    ----------
    now : Dialogue
        As it stands: the round takes its next number.
    follows : sequence of int
        The rounds that it comes out of; none for a need of its own.
    need, asked, found
        The need, its specification as the log holds it, and what answers it.
    said : mapping
        Why, and what was carried into it; empty values are left out.

    Notes
    -----
    A need that repeats the words of somebody else stays theirs, whoever opens the round: it is sealed under their key,
    and goes with them.
    """
    number = now.next_number
    stated: dict[str, Any] = {"round": number, "need": need.to_mapping(), "specification": asked}
    if follows:
        stated |= {"strand": strand, "follows": list(follows)}
    elif strand != MAIN:
        stated |= {"strand": strand}
    stated |= {name: value for name, value in said.items() if value}
    whose = _whose_words(now, follows, need.statement)
    theirs = {"need": whose, "specification": whose} if whose else {}
    return [
        ("NeedRevised" if follows else "NeedStated", {**stated, **({"words_of": whose} if whose else {})}, theirs),
        ("DatasetsMatched", {"round": number, "match": found.to_json()}),
    ]


def _whose_words(now: Dialogue, follows: Sequence[int], statement: str) -> str:
    """Return the id of whoever first said these words in the rounds that a new one comes out of, or nothing."""
    for number in follows:
        one = now.round_number(number)
        if statement and one.statement == statement:
            return _whose_words(now, one.follows, statement) or now.person(one.opened_by)
    return ""


def closing(rounds: Iterable[Round]) -> list[Entry]:
    """Return what is recorded when these rounds end, as far as they are open."""
    return [("RoundClosed", {"round": r.number, "strand": r.strand}) for r in rounds if r.is_open]
