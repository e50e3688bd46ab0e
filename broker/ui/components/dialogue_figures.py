"""The figures about a dialogue: each with its definition, its numbers, and the events that it was counted from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from broker.dialogue.acts import Act
from broker.facilitation import Figure, Row
from broker.mismatch import AXES
from broker.ui.components import strip
from broker.ui.components.figures_lead import anchor_of
from broker.ui.components.heading import date
from broker.ui.components.markup import Html, html, join, show
from broker.ui.components.one_field import word
from broker.ui.messages import is_known, say
from translators.locales import NAMES

#: The figures that are lists of aims with what counts for each.
AIMS = {"building blocks": "block", "principles": "principle"}
#: So much of what was said stands beside a number; all of it stands in the dialogue.
LONGEST_WORDS = 110
#: So many stand beside each other on a phone; of more, each row becomes a card there.
FEW_COLUMNS = 3
#: Values that are told in other words, or by the events themselves.
_LEFT_OUT = frozenset({"codes", "counted", "about"})


def show_figure(figure: Figure, acts: Mapping[int, Act]) -> None:
    """Draw one figure as a table; one without rows says that nothing was counted yet."""
    name = figure.name.replace(" ", "_")
    show(
        html(
            '<h3 id="{anchor}">{title}</h3><p class="quiet small">{note}</p>',
            anchor=anchor_of(figure.name),
            title=say(f"figure.{name}"),
            note=say(f"defined.{name}"),
        )
    )
    if not any(row.events for row in figure.rows):
        show(html('<p class="quiet">{words}</p>', words=say("figures.nothing")))
        return
    if figure.name == "convergence":
        show(_rounds_and_axes(figure, acts))
        return
    heads = [*dict.fromkeys(key for row in figure.rows for key in row.of)]
    heads = ["who"] if heads == ["party", "group"] else heads
    columns = [c for c in dict.fromkeys(key for row in figure.rows for key in row.values) if c not in _LEFT_OUT]
    columns = [c for c in columns if any(row.values.get(c) is not None for row in figure.rows)]
    show(
        html(
            '<div class="scroll" tabindex="0"><table class="sheet {kind}"><thead><tr>{first}{rest}<th>{events}</th>'
            "</tr></thead><tbody>{rows}</tbody></table></div>",
            kind="cards" if len(heads) + len(columns) > FEW_COLUMNS else "tight",
            first=join(html("<th>{name}</th>", name=say(f"column.{head}")) for head in heads),
            rest=join(html('<th class="number">{name}</th>', name=say(f"column.{column}")) for column in columns),
            events=say("figures.events"),
            rows=join(_row(row, heads, columns, acts) for row in figure.rows if row.events or len(figure.rows) > 1),
        )
    )


def _rounds_and_axes(figure: Figure, acts: Mapping[int, Act]) -> Html:
    """Return the open mismatches as one line a round and one column an axis: closer to nothing is closer together."""
    rounds = list(dict.fromkeys(row.of["round"] for row in figure.rows))
    axes = list(dict.fromkeys(row.of["axis"] for row in figure.rows))
    return html(
        '<div class="scroll" tabindex="0"><table class="sheet narrow tight"><thead><tr><th>{round}</th>{axes}'
        "<th>{events}</th></tr></thead><tbody>{rows}</tbody></table></div>",
        round=say("column.round"),
        axes=join(html('<th class="number">{name}</th>', name=say(f"axis.{axis}")) for axis in axes),
        events=say("figures.events"),
        rows=join(
            html(
                "<tr><td>{round}</td>{cells}<td>{events}</td></tr>",
                round=number,
                cells=join(_cell(axis, figure.row(round=number, axis=axis).values["open"]) for axis in axes),
                events=_events(figure.row(round=number, axis=axes[0]), acts),
            )
            for number in rounds
        ),
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
                count="" if count else say("figures.aims.none"),
                width=round(100 * count / most),
                because=html('<p class="small">{words}</p>', words=say("figures.dismissed", because=because))
                if because
                else Html(""),
                events=_events(row, acts) if row.events else Html(""),
            )
        )
    show(html('<ul class="aims">{aims}</ul>', aims=join(drawn)))


def _row(row: Row, heads: Sequence[str], columns: Sequence[str], acts: Mapping[int, Act]) -> Html:
    return html(
        '<tr>{first}{rest}<td class="events">{events}</td></tr>',
        first=join(_heading(head, row, is_first=head == heads[0]) for head in heads),
        rest=join(_cell(column, row.values.get(column)) for column in columns),
        events=_events(row, acts),
    )


def _heading(head: str, row: Row, *, is_first: bool) -> Html:
    """Return what a row is of; on a phone the first is its title, and what follows is named."""
    told, words = "" if is_first else say(f"column.{head}"), _name(head, _about(row, head))
    return html('<td data-head="{told}">{words}</td>', told=told, words=words)


def _about(row: Row, head: str) -> Any:
    return row.of.get("party", row.of.get("group")) if head == "who" else row.of.get(head)


def _name(head: str, value: Any) -> str:
    if value is None:
        return "–"
    if head == "language":
        return NAMES.get(str(value), str(value))
    if head == "survey" and value != "end":
        return say("dialogue.round", number=value)
    first = f"evaluate.{value}" if head == "question" else f"{head}.{value}"
    for key in (first, f"counted.{value}", f"party.{value}", f"axis.{value}"):
        if is_known(key):
            return say(key)
    return word(head, str(value))


def _cell(column: str, value: Any) -> Html:
    head = say(f"axis.{column}" if column in AXES else f"column.{column}")
    if isinstance(value, float) and column.startswith("share"):
        percent = round(100 * value)
        return html(
            '<td class="number share" data-head="{head}">{percent} %<span class="bar"><i style="width:{percent}%"></i>'
            "</span></td>",
            head=head,
            percent=percent,
        )
    return html('<td class="number" data-head="{head}">{words}</td>', head=head, words=_words(value))


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
    known = [acts[number] for number in row.events if number in acts]
    lines = join(_line(act) for act in known)
    rest = ", ".join(str(number) for number in row.events if number not in acts)
    return html(
        '<details class="small"><summary>{count}</summary>{lines}{rest}</details>',
        count=say("figures.acts.one") if len(row.events) == 1 else say("figures.acts", count=len(row.events)),
        lines=lines,
        rest=html('<p class="quiet">{words}</p>', words=say("figures.others", numbers=rest)) if rest else Html(""),
    )


def _line(act: Act) -> Html:
    words = act.words if len(act.words) <= LONGEST_WORDS else f"{act.words[:LONGEST_WORDS].rsplit(' ', 1)[0]} …"
    return html(
        '<p>{head}{words} <span class="quiet">{day} · {id}</span></p>',
        head=strip.heading(act),
        words=html(': <span class="said">{words}</span>', words=words) if words else Html(""),
        day=date(act.at),
        id=act.id,
    )
