"""A model's past beside what was measured: a picture and a table by season, for those who choose data and trust."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from broker.ui.components.figures import UNKNOWN, unit
from broker.ui.components.markup import html, join, plain, show
from broker.ui.messages import is_known, say
from broker.ui.theme import ROLES, is_dark

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from catalog.comparison import Climate, Comparison

#: What can be compared, in the order of the choice; `wet_days` is a share.
QUANTITIES = ("mean", "p10", "p90", "wet_days")
#: Variables in the order of the choice; others follow.
FIRST = ("tasmax", "tasmin", "tas", "pr")
HEIGHT_PX = 300
#: Models that the picture and the table name one by one.
MOST_MODELS = 40


def show_past(comparisons: Sequence[Comparison]) -> None:
    """Draw one variable against one set of observations, both chosen by the visitor."""
    if not comparisons:
        show(html('<p class="quiet">{words}</p>', words=say("past.none")))
        return
    choices = sorted({(c.variable, c.observed) for c in comparisons}, key=_usual)
    stations = len({observed for _, observed in choices})
    titles = {c.observed: c.observed_title for c in comparisons}

    def in_a_choice(choice: tuple[str, str]) -> str:
        name = say(f"variable.{choice[0]}") if is_known(f"variable.{choice[0]}") else choice[0]
        return f"{name}, {titles[choice[1]]}" if stations > 1 else name

    chosen = choices[0]
    if len(choices) > 1:
        chosen = st.selectbox(say("past.choose"), choices, format_func=in_a_choice, key="past-choice")
    rows = [c for c in comparisons if (c.variable, c.observed) == chosen][:MOST_MODELS]
    known = [q for q in QUANTITIES if any(value(o, q) is not None for c in rows for _, o in c.seasons.values())]
    quantity = "mean"
    if len(known) > 1:
        quantity = st.segmented_control(
            say("past.quantity"), known, default="mean", required=True, key=f"past-quantity-{chosen[0]}",
            format_func=lambda q: say(f"past.{q}"), label_visibility="collapsed",
        )  # fmt: skip
    _draw(rows, quantity or "mean")


def _usual(choice: tuple[str, str]) -> tuple[int, str, str]:
    variable, observed = choice
    return (FIRST.index(variable) if variable in FIRST else len(FIRST), variable, observed)


def value(climate: Climate, quantity: str) -> float | None:
    """Return one number of a climate; the share of wet days in percent."""
    found = getattr(climate, quantity)
    return None if found is None else 100 * found if quantity == "wet_days" else found


def _draw(rows: Sequence[Comparison], quantity: str) -> None:
    first = rows[0]
    units = "%" if quantity == "wet_days" else unit(first.units)
    away = say("offer.away", km=f"{first.distance_km:.0f}") if first.distance_km >= 1 else say("offer.here")
    st.plotly_chart(
        figure(rows, quantity, units, dark=is_dark()), key=f"past-{first.variable}-{quantity}", theme=None,
        config={"displayModeBar": False, "scrollZoom": False}, alt=in_words(rows, quantity, units),
    )  # fmt: skip
    words = say(
        "past.note", title=first.observed_title, away=away, first=first.years[0], last=first.years[1],
        count=first.count,
    )  # fmt: skip
    st.caption(plain(words))
    show(_table(rows, quantity, units))


def in_words(rows: Sequence[Comparison], quantity: str, units: str) -> str:
    """Return what the picture shows, for those who do not see it."""
    told = []
    for c in rows:
        if "year" in c.seasons:
            mine, seen = (value(side, quantity) for side in c.seasons["year"])
            if mine is not None and seen is not None:
                told.append(say("past.alt", model=c.model, mine=_said(mine), seen=_said(seen), units=units))
    return " ".join(told)


def figure(rows: Sequence[Comparison], quantity: str, units: str, *, dark: bool) -> Figure:
    """Return the picture: the observed as a bar across each season, each model as a dot beside the others."""
    from plotly.graph_objects import Figure

    from broker.ui.components.fan import FONT

    ink, rule, accent, ground = (ROLES[role][1 if dark else 0] for role in ("ink", "rule", "accent", "ground"))
    seasons = _seasons(rows)
    drawn = Figure()
    for at, season in enumerate(seasons):
        seen = next((value(c.seasons[season][1], quantity) for c in rows if season in c.seasons), None)
        if seen is not None:
            drawn.add_shape(type="line", x0=at - 0.36, x1=at + 0.36, y0=seen, y1=seen, line={"color": ink, "width": 3})
    step = min(0.6 / max(len(rows), 1), 0.14)
    for i, c in enumerate(rows):
        x, y = [], []
        for at, season in enumerate(seasons):
            mine = value(c.seasons[season][0], quantity) if season in c.seasons else None
            if mine is not None:
                x.append(at + step * (i - (len(rows) - 1) / 2))
                y.append(mine)
        name = plain(" ".join(filter(None, [c.model, c.member])))
        drawn.add_scatter(
            x=x, y=y, mode="markers", name=name, text=[f"{name}: {_said(v)} {units}" for v in y],
            hovertemplate="%{text}<extra></extra>",
            marker={"size": 11, "color": accent, "opacity": 0.85, "line": {"color": ground, "width": 1}},
        )  # fmt: skip
    drawn.update_layout(
        height=HEIGHT_PX, showlegend=False, dragmode=False, margin={"l": 44, "r": 8, "t": 34, "b": 30},
        paper_bgcolor="rgba(0,0,0,0)", plot_bgcolor="rgba(0,0,0,0)",
        font={"family": FONT, "size": 14, "color": ink}, hoverlabel={"font": {"family": FONT, "size": 14}},
    )  # fmt: skip
    drawn.update_xaxes(
        tickvals=list(range(len(seasons))), ticktext=[say(f"season.{s}") for s in seasons], zeroline=False,
        showgrid=False, tickangle=0, tickfont={"size": 12},
        range=[-0.5, len(seasons) - 0.5], fixedrange=True, showline=True, linecolor=rule,
    )  # fmt: skip
    drawn.update_yaxes(gridcolor=rule, zeroline=False, fixedrange=True, nticks=6)
    drawn.add_annotation(
        xref="paper", yref="paper", x=0, y=1, xanchor="left", yanchor="bottom", xshift=-40, yshift=8, showarrow=False,
        text=plain(units), font={"size": 14, "color": ink},
    )  # fmt: skip
    return drawn


def _seasons(rows: Sequence[Comparison]) -> list[str]:
    order = ("year", "DJF", "MAM", "JJA", "SON")
    return [season for season in order if any(season in c.seasons for c in rows)]


def _table(rows: Sequence[Comparison], quantity: str, units: str) -> str:
    seasons = _seasons(rows)
    heads = join(html('<th class="number">{name}</th>', name=say(f"season.{season}")) for season in seasons)
    observed = {s: next((value(c.seasons[s][1], quantity) for c in rows if s in c.seasons), None) for s in seasons}
    measured = join(html('<td class="number">{v}</td>', v=_said(observed[s])) for s in seasons)
    lines = []
    for c in rows:
        cells = []
        for season in seasons:
            mine = value(c.seasons[season][0], quantity) if season in c.seasons else None
            seen = observed[season]
            off = "" if mine is None or seen is None else f"({_signed(mine - seen)})"
            cells.append(html('<td class="number">{v} <span class="quiet">{off}</span></td>', v=_said(mine), off=off))
        name = " ".join(filter(None, [c.model, c.member]))
        lines.append(html("<tr><td>{name}</td>{cells}</tr>", name=name, cells=join(cells)))
    return html(
        '<div class="scroll" tabindex="0"><table class="sheet narrow"><thead><tr><th>{units}</th>{heads}</tr></thead>'
        "<tbody><tr><td><b>{name}</b></td>{measured}</tr>{lines}</tbody></table></div>",
        units=units, heads=heads, name=say("scenario.observed"), measured=measured, lines=join(lines),
    )  # fmt: skip


def _said(number: float | None) -> str:
    if number is None:
        return UNKNOWN
    return f"{number:.0f}".replace("-", "−") if abs(number) >= 100 else f"{number:.1f}".replace("-", "−")


def _signed(number: float) -> str:
    words = _said(number)
    if not float(words.replace("−", "-")):
        return "±0"
    return words if words.startswith("−") else f"+{words}"
