"""The figures about a dialogue in a few lines, each with the way to the figure that it is taken from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from broker.facilitation import Figure
from broker.ui.components.markup import html, join, show
from broker.ui.messages import say

#: Columns of the promises, in the order in which they are told; overdue ones are open ones.
_PROMISES = ("kept_in_time", "kept_late", "broken", "open")


def show_lead(figures: Sequence[Figure]) -> None:
    """Draw who speaks, what became of promises, and how far need and offer part; nothing of what was not counted."""
    held = {figure.name: figure for figure in figures if any(row.events for row in figure.rows)}
    lines = {
        "voice": _voice(held),
        "convergence": _parting(held),
        "promises": _promises(held),
        "use and outcome": _outcome(held),
    }
    rows = join(
        html(
            '<dt><a href="#{anchor}">{title}</a></dt><dd>{words}</dd>',
            anchor=anchor_of(name),
            title=say(f"figure.{name.replace(' ', '_')}"),
            words=words,
        )
        for name, words in lines.items()
        if words
    )
    if rows:
        show(html('<dl class="facts lead-figures">{rows}</dl>', rows=rows))


def anchor_of(name: str) -> str:
    """Return by what a link finds a figure on the page."""
    return f"figure-{name.replace(' ', '-')}"


def _voice(held: Mapping[str, Figure]) -> str:
    rows = [row for row in held["voice"].rows if "party" in row.of and row.events] if "voice" in held else []
    shares = [(say(f"party.{row.of['party']}"), row.values.get("share_of_words")) for row in rows]
    told = ", ".join(f"{party} {round(100 * share)} %" for party, share in shares if share is not None)
    return f"{say('column.share_of_words')}: {told}" if told else ""


def _parting(held: Mapping[str, Figure]) -> str:
    rows = held["convergence"].rows if "convergence" in held else ()
    by_round: dict[object, int] = {}
    for row in rows:
        by_round[row.of["round"]] = by_round.get(row.of["round"], 0) + int(row.values["open"] or 0)
    return ", ".join(f"{say('dialogue.round', number=number)}: {count}" for number, count in by_round.items())


def _promises(held: Mapping[str, Figure]) -> str:
    rows = held["promises"].rows if "promises" in held else ()
    counts = {name: sum(int(row.values.get(name) or 0) for row in rows) for name in _PROMISES}
    return ", ".join(f"{say(f'column.{name}')}: {count}" for name, count in counts.items() if count)


def _outcome(held: Mapping[str, Figure]) -> str:
    rows = held["use and outcome"].rows if "use and outcome" in held else ()
    counts = ((str(row.of["step"]), row.values.get("times")) for row in rows)
    return ", ".join(f"{say(f'counted.{step}')}: {times}" for step, times in counts if times)
