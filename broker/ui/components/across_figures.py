"""Figures over many dialogues: a summary in sentences, tables, and the way to the dialogues behind each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import streamlit as st

from broker.exports.many.lead import lead_of
from broker.exports.many.names import Names
from broker.exports.many.report import Table
from broker.exports.many.telling import Numbered, gave_up, table_of
from broker.facilitation.lines import Across
from broker.service.across import Seen
from broker.ui import pages
from broker.ui.components.markup import Html, html, join, plain, show
from broker.ui.language import current
from broker.ui.messages import say

#: Part of the page → the figures in it, in their order.
PARTS = {
    "recur": ("needs", "thresholds", "knowledge"),
    "fail": ("mismatches", "rounds to fit", "unmet", "offered", "open matters"),
    "learnt": ("methods", "changed", "movement", "outcomes", "evaluation", "expectations"),
    "people": (
        "promises", "costs", "voice", "answer time", "modes", "rights exercised", "use and outcome",
        "building blocks", "principles",
    ),
}  # fmt: skip
#: So many columns stand beside each other on a phone; of more, each row becomes a card there.
FEW_COLUMNS = 3
#: So many dialogues are named behind a figure; more would not be read.
_MOST_LINKS = 12
#: How much of a title stands on a link.
_LONGEST = 70


def show_lead(seen: Seen) -> None:
    """Draw how many dialogues these are, and the summary in sentences."""
    names = Names(current())
    lines = join(html("<li>{words}</li>", words=words) for words in lead_of(seen.digests, seen.figures, names))
    show(
        html(
            '<p class="quiet">{count}</p><ul class="across-lead">{lines}</ul>',
            count=say("across.count", count=len(seen.digests), of=seen.of),
            lines=lines,
        )
    )


def show_part(seen: Seen, part: str) -> None:
    """Draw the figures of a part of the page; those that nothing was counted of are left out."""
    names, drawn = Names(current()), 0
    for name in PARTS[part]:
        figure = seen.figure(name)
        table = table_of(figure, names, Numbered(), len(seen.digests))
        if not table.rows:
            continue
        drawn += 1
        show(_methods(figure, table, names) if name == "methods" else _grid(table))
        if name == "open matters" and (waiting := _waiting(figure)):
            show(waiting)
        _links(seen, figure)
    if not drawn:
        show(html('<p class="quiet">{words}</p>', words=names.say("nothing")))
    if part == "fail" and st.button(say("across.wanted"), key="across-wanted", type="tertiary"):
        st.switch_page(pages.WANTED)


def _grid(table: Table) -> Html:
    """Return a table; what is the same in every row is said once above it."""
    alike = [n for n in range(table.texts) if len(table.rows) > 1 and len({row.cells[n] for row in table.rows}) == 1]
    shown = [n for n in range(len(table.heads)) if n not in alike]
    same = join(
        (
            html('<span><span class="quiet">{head}:</span> {cell}</span>', head=table.heads[n],
                 cell=table.rows[0].cells[n])
            for n in alike
        ),
        " · ",
    )  # fmt: skip
    return html(
        '{head}{same}<div class="scroll" tabindex="0"><table class="sheet {kind}"><thead><tr>{heads}</tr></thead>'
        "<tbody>{rows}</tbody></table></div>{more}",
        head=_head(table),
        same=html('<p class="small">{same}</p>', same=same) if alike else Html(""),
        kind="cards" if len(shown) > FEW_COLUMNS else "tight",
        heads=join(html('<th class="{kind}">{head}</th>', kind=_kind(table, n), head=table.heads[n]) for n in shown),
        rows=join(html("<tr>{cells}</tr>", cells=join(_cells(table, row.cells, shown))) for row in table.rows),
        more=_more(table),
    )


def _cells(table: Table, cells: Sequence[object], shown: Sequence[int]) -> Iterator[Html]:
    for n in shown:
        yield html(
            '<td class="{kind}" data-head="{head}">{cell}</td>',
            kind=_kind(table, n),
            head="" if n == shown[0] else table.heads[n],
            cell=cells[n],
        )


def _kind(table: Table, column: int) -> str:
    return "" if column < table.texts else "number"


def _methods(figure: Across, table: Table, names: Names) -> Html:
    """Return the compromises as quotations: their words are the matter."""
    told = [(line, entry) for line in figure.lines for entry in line.values["words"]]
    quotes = join(
        html(
            '<li><p><b>{axis}</b></p><p class="said">{words}</p><p class="quiet small">{gave}</p></li>',
            axis=names.axis(line.of["axis"]),
            words=entry["words"],
            gave=gave_up(entry, names),
        )
        for line, entry in told[: len(table.rows)]
    )
    return html(
        '{head}<ul class="across-quotes">{quotes}</ul>{more}', head=_head(table), quotes=quotes, more=_more(table)
    )


def _waiting(figure: Across) -> Html:
    """Return the words of what still stands, the first of each kind."""
    words = [said for line in figure.lines for said in line.values["words"][:4]]
    lines = join(html('<li class="said">{words}</li>', words=said) for said in words)
    return html('<ul class="across-quotes">{lines}</ul>', lines=lines) if words else Html("")


def _head(table: Table) -> Html:
    return html('<h3>{title}</h3><p class="quiet small">{note}</p>', title=table.title, note=table.note)


def _more(table: Table) -> Html:
    if not table.more:
        return Html("")
    return html('<p class="quiet small">{words}</p>', words=say("across.more", count=table.more))


def _links(seen: Seen, figure: Across) -> None:
    """Draw the way to the dialogues behind a figure, each with the events that were counted."""
    events: dict[str, set[int]] = {}
    for line in figure.lines:
        for name, held in line.sources.items():
            events.setdefault(name, set()).update(held)
    if not events:
        return
    titles = {one.id: one.title for one in seen.digests}
    with st.expander(f"{say('across.open')} ({len(events)})", key=f"across-{figure.name.replace(' ', '-')}"):
        for name in list(events)[:_MOST_LINKS]:
            title = titles.get(name) or say("across.withheld")
            short = title if len(title) <= _LONGEST else f"{title[:_LONGEST].rsplit(' ', 1)[0]} …"
            told = ", ".join(f"e{n}" for n in sorted(events[name])[:_MOST_LINKS])
            st.page_link(pages.DIALOGUE, label=plain(f"{short} ({told})"), query_params={"dialogue": name})
        if len(events) > _MOST_LINKS:
            show(html('<p class="quiet small">{words}</p>', words=say("across.more", count=len(events) - _MOST_LINKS)))
