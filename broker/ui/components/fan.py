"""The fan: each year of each model as a dot, the middle and spread of the models as line and band, the past in grey."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from broker.engine.result import Result
from broker.products.style import warming_rank
from broker.ui.components.figures import scenario as in_full
from broker.ui.components.figures import spread, unit
from broker.ui.components.made_up import mark, notice
from broker.ui.components.panel import colour_of, draw_future, draw_past, is_known
from broker.ui.components.sketch import Sketch
from broker.ui.messages import say
from broker.ui.theme import scenario_role

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

#: Height of one scenario's panel and of what stands around the panels, in pixels.
PANEL_PX, MARGIN_PX, GAP_PX, LINE_PX = 210, 76, 66, 20
#: So many letters of a panel's name stand on one line of a phone.
LONGEST_TITLE = 44
FONT = "Atkinson Hyperlegible Next, Verdana, sans-serif"


def coming(result: Result) -> list[str]:
    """Return the scenarios that have a period ahead, from the lowest warming to the highest."""
    found = dict.fromkeys(row.scenario for row in result.summary if not row.is_baseline and is_known(row))
    return sorted(found, key=warming_rank)


@st.cache_resource(max_entries=100, show_spinner=False, hash_funcs={Result: lambda result: result.recipe.product_id})
def drawn(result: Result, language: str, dark: bool) -> Figure:
    """Return the picture of a product in a language, drawn once for all who may see the product: do not change it."""
    return fan(result, dark=dark)


def fan(result: Result, *, dark: bool = False) -> Figure:
    """Return the picture, one panel a scenario over a common time axis."""
    from plotly.subplots import make_subplots

    scenarios = coming(result) or list(dict.fromkeys(s.scenario for s in result.series))
    rows = max(len(scenarios), 1)
    titles = [_title(result, scenario) for scenario in scenarios]
    gap = GAP_PX + LINE_PX * any("<br>" in title for title in titles)
    height = rows * PANEL_PX + (rows - 1) * gap
    figure = make_subplots(
        rows=rows, cols=1, shared_xaxes=True, shared_yaxes="all", vertical_spacing=gap / height if rows > 1 else 0.0
    )
    sketch = Sketch()
    for i, scenario in enumerate(scenarios, start=1):
        draw_past(sketch, result, scenario, i, dark)
        draw_future(sketch, result, scenario, i, dark)
        _name(sketch, titles[i - 1], scenario, i, dark)
    sketch.put_on(figure)
    _dress(figure, result, height + gap, dark)
    mark(figure, result.recipe, dark)
    return figure


def in_words(result: Result) -> str:
    """Return what the picture shows, for those who do not see it."""
    told = [notice()] if result.recipe.is_synthetic else []
    for row in result.summary:
        if is_known(row):
            name = say("fan.past") if row.is_baseline else in_full(row.scenario)
            told.append(f"{name}, {row.period}: {spread(row.p10, row.p90, result.units)}")
    return "; ".join(told)


def _title(result: Result, scenario: str) -> str:
    """Return a panel's name and unit; on two lines, its code on the second, where a phone is too narrow for one."""
    words = in_full(scenario)
    words = f"<b>{words[:1].upper()}{words[1:]}</b>, {unit(result.units)}"
    return words if len(words) - len("<b></b>") <= LONGEST_TITLE else words.replace(" (", "<br>(", 1)


def _dress(figure: Figure, result: Result, height_px: int, dark: bool) -> None:
    ink, rule = colour_of("ink", dark), colour_of("rule", dark)
    figure.update_layout(
        height=height_px + MARGIN_PX,
        showlegend=False,
        margin={"l": 40, "r": 8, "t": 52, "b": 28},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": FONT, "size": 14, "color": ink},
        hoverlabel={"font": {"family": FONT, "size": 14}},
        dragmode=False,
    )
    figure.update_xaxes(
        showgrid=False,
        showline=True,
        linecolor=rule,
        ticks="outside",
        tickcolor=rule,
        fixedrange=True,
        showticklabels=True,
        nticks=8,
    )
    counts = result.units in {"days", "mm", "K days", "mm/day"}
    figure.update_yaxes(
        showgrid=True,
        gridcolor=rule,
        zeroline=False,
        fixedrange=True,
        nticks=5,
        rangemode="tozero" if counts else "normal",
        separatethousands=True,
    )


def _name(sketch: Sketch, title: str, scenario: str, row: int, dark: bool) -> None:
    sketch.add_annotation(
        row=row,
        xref="paper",
        yref="y domain" if row == 1 else f"y{row} domain",
        x=0,
        y=1.0,
        xanchor="left",
        yanchor="bottom",
        xshift=-38,
        yshift=10,
        showarrow=False,
        align="left",
        text=title,
        font={"color": colour_of(scenario_role(scenario), dark), "size": 15},
    )
