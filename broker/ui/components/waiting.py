"""How far a dialogue is, and for whom it waits, in words."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from broker.dialogue import Dialogue
from broker.ui.components.heading import date
from broker.ui.components.markup import plain
from broker.ui.messages import say


def state(dialogue: Dialogue) -> str:
    """Return what a dialogue waits for."""
    if not dialogue.is_open:
        return say("dialogues.finished")
    if not dialogue.round.product_id:
        return say("dialogues.waiting.answer")
    if not dialogue.round.responses:
        return say("dialogues.waiting.said", name=dialogue.opened_by.partition(",")[0])
    if all(word == "yes" for said in dialogue.round.responses for word in said.fits.values()):
        return say("dialogues.waiting.close")
    return say("dialogues.waiting.next")


def rounds(count: int) -> str:
    """Return how many rounds there are: "3 rounds"."""
    return say("dialogues.rounds.one") if count == 1 else say("dialogues.rounds.many", count=count)


def words(dialogue: Dialogue) -> str:
    """Return who asked, when, how many rounds there are, and for whom it waits."""
    waits = state(dialogue)
    return say(
        "dialogue.head",
        opened_by=dialogue.opened_by,
        date=date(dialogue.opened_at),
        rounds=rounds(len(dialogue.rounds)),
        state=waits[:1].upper() + waits[1:],
    )


def head(dialogue: Dialogue) -> str:
    """Return the same words for a caption, where Markdown is read."""
    return plain(words(dialogue))


def grouped(told: Sequence[Dialogue], known_as: Collection[str], owed: Collection[str]) -> dict[str, list[Dialogue]]:
    """Return the dialogues of somebody by what they wait for: ``me``, ``others``, ``ended``.

    Parameters
    ----------
    known_as : collection of str
        What stands for the person in the record.
    owed : collection of str
        Ids of dialogues in which something waits for the person.
    """
    groups: dict[str, list[Dialogue]] = {"me": [], "others": [], "ended": []}
    for one in told:
        if not set(known_as) & {one.opened_by, *one.people, *one.people.values()}:
            continue
        if not one.is_open:
            groups["ended"].append(one)
        elif one.id in owed or (one.opened_by in known_as and not (one.round.product_id and one.round.responses)):
            groups["me"].append(one)
        else:
            groups["others"].append(one)
    return groups
