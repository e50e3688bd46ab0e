"""A small picture of a round: the past and the coming periods as ranges on one scale, with their numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from broker.ui.components.figures import scenario, spread
from broker.ui.components.markup import Html, html, join
from broker.ui.messages import say
from broker.ui.theme import scenario_role


def rows_to_show(summary: Sequence[dict[str, Any]], most: int = 3) -> list[dict[str, Any]]:
    """Return the rows that tell a round in one look: the past first, then the last period of each scenario."""
    known = [row for row in summary if row["p50"] is not None and not row["scenario"].startswith("observed")]
    known = [row for row in known if _part(row) == _part(known[0])]  # of several places, months, definitions the first
    past = [row for row in known if row.get("is_baseline")][:1]
    last: dict[str, dict[str, Any]] = {}
    for row in known:
        if not row.get("is_baseline"):
            kept = last.get(row["scenario"])
            if kept is None or tuple(row["period"]) > tuple(kept["period"]):
                last[row["scenario"]] = row
    return [*past, *last.values()][:most]


def _part(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row.get(name) for name in ("place", "step", "variant"))


def ends(summaries: Iterable[Sequence[dict[str, Any]]], most: int = 3) -> tuple[float, float]:
    """Return one scale that fits several summaries, so that their pictures can be compared."""
    rows = [row for summary in summaries for row in rows_to_show(summary, most)]
    return min([0.0, *(row["p10"] for row in rows)]), max([0.0, *(row["p90"] for row in rows)])


def picture(
    summary: Sequence[dict[str, Any]], units: str, most: int = 3, scale: tuple[float, float] | None = None
) -> Html:
    """Return the ranges as markup, on a scale of their own unless one is given; empty where there is no number."""
    rows = rows_to_show(summary, most)
    if not rows:
        return Html("")
    low, high = scale or ends([summary], most)
    drawn = [_row(row, units, low, (high - low) or 1.0) for row in rows]
    return html(
        '<div class="ranges" role="img" aria-label="{words}">{rows}</div>',
        rows=join(part for part, _ in drawn),
        words="; ".join(words for _, words in drawn),
    )


def _row(row: dict[str, Any], units: str, low: float, length: float) -> tuple[Html, str]:
    first, last = row["period"]
    period = f"{first}–{last}"
    role = "history" if row.get("is_baseline") else scenario_role(row["scenario"])
    name = (
        say("start.example.now", period=period) if row.get("is_baseline") else f"{period}, {scenario(row['scenario'])}"
    )
    words = spread(row["p10"], row["p90"], units)
    left, middle, right = (100 * (row[key] - low) / length for key in ("p10", "p50", "p90"))
    drawn = html(
        '<div class="range"><span class="name">{name}</span><b>{words}</b><div class="axis">'
        '<i class="band {role}" style="inset-inline-start:{left}%;width:{width}%"></i>'
        '<i class="dot {role}" style="inset-inline-start:{middle}%"></i></div></div>',
        name=name,
        words=words,
        role=role,
        left=f"{left:.2f}",
        width=f"{right - left:.2f}",
        middle=f"{middle:.2f}",
    )
    return drawn, f"{name}: {words}"
