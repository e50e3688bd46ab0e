"""The figures about a dialogue: each with its definition, its numbers, and the events that it was counted from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from broker.dialogue.acts import Act
from broker.facilitation import Figure, Row
from broker.ui.components import strip
from broker.ui.components.heading import date
from broker.ui.components.markup import Html, html, join, show
from broker.ui.components.one_field import word
from broker.ui.messages import is_known, say

#: The figures that are lists of aims with what counts for each.
AIMS = {"building blocks": "block", "principles": "principle"}
#: Values that are told in other words, or by the events themselves.
_LEFT_OUT = frozenset({"codes", "counted", "about"})


def show_figure(figure: Figure, acts: Mapping[int, Act]) -> None:
    """Draw one figure as a table; one without rows says that nothing was counted yet."""
    name = figure.name.replace(" ", "_")
    show(
        html(
            '<h3>{title}</h3><p class="quiet small">{note}</p>',
            title=say(f"figure.{name}"),
            note=say(f"defined.{name}"),
        )
    )
    if not any(row.events for row in figure.rows):
        show(html('<p class="quiet">{words}</p>', words=say("figures.nothing")))
        return
    heads = [*dict.fromkeys(key for row in figure.rows for key in row.of)]
    columns = [c for c in dict.fromkeys(key for row in figure.rows for key in row.values) if c not in _LEFT_OUT]
    columns = [c for c in columns if any(row.values.get(c) is not None for row in figure.rows)]
    show(
        html(
            '<div class="scroll" tabindex="0"><table class="sheet"><thead><tr>{first}{rest}<th>{events}</th></tr>'
            "</thead><tbody>{rows}</tbody></table></div>",
            first=join(html("<th>{name}</th>", name=say(f"column.{head}")) for head in heads),
            rest=join(html('<th class="number">{name}</th>', name=say(f"column.{column}")) for column in columns),
            events=say("figures.events"),
            rows=join(_row(row, heads, columns, acts) for row in figure.rows if row.events or len(figure.rows) > 1),
        )
    )


def show_aims(figure: Figure, acts: Mapping[int, Act]) -> None:
    """Draw building blocks or principles, each with how much evidence there is, and what was set aside and why."""
    aim = AIMS[figure.name]
    show(html("<h3>{title}</h3>", title=say(f"figure.{figure.name.replace(' ', '_')}")))
    most = max([1, *(int(row.values.get("evidence") or 0) for row in figure.rows)])
    drawn = []
    for row in figure.rows:
        count, because = int(row.values.get("evidence") or 0), row.values.get("not_relevant_because")
        drawn.append(
            html(
                '<li><p><b>{number}. {name}</b> <span class="quiet">{count}</span></p>'
                '<div class="bar" aria-hidden="true"><i style="width:{width}%"></i></div>{because}{events}</li>',
                number=row.of[aim],
                name=say(f"{aim}.{row.of[aim]}"),
                count=say("figures.evidence.one") if count == 1 else say("figures.evidence", count=count),
                width=round(100 * count / most),
                because=html('<p class="small">{words}</p>', words=say("figures.dismissed", because=because))
                if because
                else Html(""),
                events=_events(row, acts),
            )
        )
    show(html('<ul class="aims">{aims}</ul>', aims=join(drawn)))


def _row(row: Row, heads: Sequence[str], columns: Sequence[str], acts: Mapping[int, Act]) -> Html:
    return html(
        "<tr>{first}{rest}<td>{events}</td></tr>",
        first=join(html("<td>{words}</td>", words=_name(head, row.of.get(head))) for head in heads),
        rest=join(_cell(column, row.values.get(column)) for column in columns),
        events=_events(row, acts),
    )


def _name(head: str, value: Any) -> str:
    if value is None:
        return "–"
    for key in (f"{head}.{value}", f"counted.{value}", f"party.{value}", f"axis.{value}"):
        if is_known(key):
            return say(key)
    return word(head, str(value))


def _cell(column: str, value: Any) -> Html:
    if isinstance(value, float) and column.startswith("share"):
        percent = round(100 * value)
        return html(
            '<td class="number share">{percent} %<i style="width:{percent}%"></i></td>',
            percent=percent,
        )
    return html('<td class="number">{words}</td>', words=_words(value))


def _words(value: Any) -> str:
    if value is None or value == []:
        return "–"
    if isinstance(value, float):
        return f"{value:.1f}".rstrip("0").rstrip(".")
    if isinstance(value, str):
        return _date(value)
    return str(value)


def _date(text: str) -> str:
    try:
        return date(dt.date.fromisoformat(text))
    except ValueError:
        return text


def _events(row: Row, acts: Mapping[int, Act]) -> Html:
    if not row.events:
        return html('<span class="quiet">{words}</span>', words="–")
    lines = join(
        html("<p>{line}</p>", line=f"{acts[n].id} · {strip.heading(acts[n])}" if n in acts else f"{n}")
        for n in row.events
    )
    return html(
        '<details class="small"><summary>{count}</summary>{lines}</details>', count=len(row.events), lines=lines
    )
