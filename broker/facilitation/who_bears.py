"""Over many dialogues: who speaks, who answers how soon, and who bears the cost."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterator, Sequence

from broker.facilitation.digest import Digest, Member
from broker.facilitation.figures import share
from broker.facilitation.lines import Across, Line, alike, dialogues_of, rows_of, sources_of, sum_of
from broker.facilitation.voice import SMALLEST_GROUP


def costs(held: Sequence[Digest]) -> Across:
    """Return what each party spent, and its share."""
    rows = rows_of(held, "burden")
    whole: Counter[tuple[str, str]] = Counter()
    for _, row in rows:
        whole[row.of["what"], row.of["unit"]] += row.values["amount"]
    lines = []
    for of, those in alike(rows, "party", "what", "unit"):
        amount = sum_of(those, "amount")
        values = {"dialogues": len(dialogues_of(those)), "amount": round(amount, 6)}
        lines.append(
            Line(of, values | {"share_of_cost": share(amount, whole[of["what"], of["unit"]])}, sources_of(those))
        )
    return Across(
        "costs",
        "What each party declared to have spent, and its share of all that was declared of the same thing in the same "
        "unit. Two units are never added. Dialogues in which nobody declared anything are not counted.",
        tuple(lines),
        len(dialogues_of(rows)),
    )


def voice(held: Sequence[Digest]) -> Across:
    """Return who speaks, by party and by self-described group."""
    rows = rows_of(held, "voice")
    acts, words = sum_of(rows, "acts"), sum_of(rows, "words")
    lines = []
    for of, those in alike(rows, "party"):
        mine = {name: int(sum_of(those, name)) for name in ("acts", "words")}
        shares = {"share_of_acts": share(mine["acts"], acts), "share_of_words": share(mine["words"], words)}
        lines.append(Line(of, {"dialogues": len(dialogues_of(those))} | mine | shares, sources_of(those)))
    return Across(
        "voice",
        "Share of acts, and of words that may be read here, by party and by self-described group. Groups of fewer "
        f"than {SMALLEST_GROUP} people over all of these dialogues are not told, and no events of a group are named.",
        (*lines, *_groups(held, acts, words)),
        len(dialogues_of(rows)),
    )


def _groups(held: Sequence[Digest], acts: float, words: float) -> Iterator[Line]:
    found: dict[str, list[tuple[str, Member]]] = {}
    for one in held:
        for member in one.members:
            found.setdefault(member.group, []).append((one.id, member))
    for group, members in sorted(found.items()):
        people = {member.person for _, member in members}
        if len(people) < SMALLEST_GROUP:
            continue
        mine, said = sum(m.acts for _, m in members), sum(m.words for _, m in members)
        values = {"people": len(people), "acts": mine, "words": said}
        shares = {"share_of_acts": share(mine, acts), "share_of_words": share(said, words)}
        yield Line({"group": group}, values | shares, {})


def answer_time(held: Sequence[Digest]) -> Across:
    """Return how long answers take, by the party that answers."""
    rows = [(n, r) for n, r in rows_of(held, "answer time") if r.of["party"] not in ("all", "unanswered") and r.events]
    lines = []
    for of, those in alike(rows, "party"):
        hours = [row.values["median_hours"] for _, row in those if row.values["median_hours"] is not None]
        values = {"dialogues": len(dialogues_of(those)), "answered": int(sum_of(those, "answered"))}
        lines.append(
            Line(
                of, values | {"median_hours": round(statistics.median(hours), 2) if hours else None}, sources_of(those)
            )
        )
    return Across(
        "answer time",
        "The median over dialogues of the median hours from a question or an objection to the first reply by the "
        "other side, by the party that replied.",
        tuple(lines),
        len(dialogues_of(rows)),
    )
