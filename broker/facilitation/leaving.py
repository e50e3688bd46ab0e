"""How a dialogue was rated, as it leaves for people who may read less of it than those who take part."""

from __future__ import annotations

from broker.dialogue.contributions.table import SMALLEST_GROUP
from broker.facilitation.surveys import Column, Survey, survey_of, surveys
from broker.facilitation.telling import Told


def as_it_leaves(told: Told, inside: Told) -> tuple[Survey, ...]:
    """Return surveys without the columns from which only one or two people are withheld who answered without a name.

    Who knows the sum with them and the sum without them would know what they answered, though neither tells it.

    Parameters
    ----------
    told, inside : Told
        The dialogue as those to whom it goes may have it, and as whoever takes part has it.
    """
    here, there = _nameless(told), _nameless(inside)

    def may_leave(of: int, column: Column) -> bool:
        lacking = there.get((of, column.side), set()) - here.get((of, column.side), set())
        return not 0 < len(lacking) < SMALLEST_GROUP

    found = (
        Survey(one.of, one.questions, tuple(column for column in one.columns if may_leave(one.of, column)))
        for one in surveys(told)
    )
    return tuple(one for one in found if one.columns)


def _nameless(told: Told) -> dict[tuple[int, str], set[str]]:
    """Return survey and side → who answered it without a name, as far as the answers can be read."""
    found: dict[tuple[int, str], set[str]] = {}
    for one in told.dialogue.contributions.of("RoundEvaluated"):
        if one.data.get("shown") == "sums" and (one.data.get("answers") or one.text):
            found.setdefault((survey_of(one), told.side(one.speaker)), set()).add(one.speaker)
    return found
