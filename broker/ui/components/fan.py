"""The fan: each year of each model as a dot, the middle and spread of the models as line and band, the past in grey."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from broker.engine.result import Result, Series, SummaryRow
from broker.ui.components.figures import amount, number, spread, unit
from broker.ui.components.figures import scenario as in_full
from broker.ui.components.running import last_year, running, yearly
from broker.ui.messages import say
from broker.ui.theme import ROLES, scenario_role

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

#: Height of one scenario's panel and of what stands around the panels, in pixels.
PANEL_PX, MARGIN_PX, GAP_PX = 276, 64, 66
#: With so many models or fewer, each one's mean is drawn and named; names stand this share of the axis apart.
FEW_MODELS, NAME_SHARE = 5, 0.09
#: Beyond this many, the dots of single years say no more.
MOST_DOTS = 6000
FONT = "Atkinson Hyperlegible Next, Verdana, sans-serif"


def coming(result: Result) -> list[str]:
    """Return the scenarios that have a period ahead, in the order of the summary."""
    return list(dict.fromkeys(row.scenario for row in result.summary if not row.is_baseline and _is_known(row)))


def fan(result: Result, *, dark: bool = False) -> Figure:
    """Return the picture, one panel a scenario over a common time axis."""
    from plotly.subplots import make_subplots

    scenarios = coming(result) or list(dict.fromkeys(s.scenario for s in result.series))
    rows = max(len(scenarios), 1)
    figure = make_subplots(rows=rows, cols=1, shared_xaxes=True, shared_yaxes="all", vertical_spacing=_spacing(rows))
    for i, scenario in enumerate(scenarios, start=1):
        _past(figure, result, i, dark)
        _future(figure, result, scenario, i, dark)
    _dress(figure, result, scenarios, dark)
    return figure


def in_words(result: Result) -> str:
    """Return what the picture shows, for those who do not see it."""
    told = []
    for row in result.summary:
        if _is_known(row):
            name = say("fan.past") if row.is_baseline else in_full(row.scenario)
            told.append(f"{name}, {row.period}: {spread(row.p10, row.p90, result.units)}")
    return "; ".join(told)


def _is_known(row: SummaryRow) -> bool:
    return bool(np.isfinite(row.p50)) and not row.scenario.startswith("observed")


def _colour(role: str, dark: bool) -> str:
    return ROLES[role][1 if dark else 0]


def _pale(colour: str, opacity: float) -> str:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"


def _past(figure: Figure, result: Result, row: int, dark: bool) -> None:
    grey = _colour("history", dark)
    past = next((r for r in result.summary if r.is_baseline and _is_known(r)), None)
    if past is not None:
        first, last = past.period.first - 0.5, past.period.last + 0.5
        figure.add_shape(
            type="rect",
            x0=first,
            x1=last,
            y0=past.p10,
            y1=past.p90,
            fillcolor=_pale(grey, 0.22),
            line_width=0,
            layer="below",
            row=row,
            col=1,
        )
        figure.add_shape(
            type="line",
            x0=first,
            x1=last_year(result) + 0.5,
            y0=past.p50,
            y1=past.p50,
            line={"color": grey, "width": 1.2, "dash": "dot"},
            layer="below",
            row=row,
            col=1,
        )
        figure.add_shape(
            type="line", x0=first, x1=last, y0=past.p50, y1=past.p50, line={"color": grey, "width": 3}, row=row, col=1
        )
        figure.add_annotation(
            x=first,
            y=past.p90,
            text=f"<b>{number(past.p50, result.units)}</b>",
            showarrow=False,
            xanchor="left",
            yanchor="bottom",
            font={"color": grey, "size": 16},
            bgcolor=_pale(_colour("ground", dark), 0.72),
            row=row,
            col=1,
        )
    for scenario in dict.fromkeys(s.scenario for s in result.series if scenario_role(s.scenario) == "history"):
        _dots(figure, result, scenario, grey, row)
    for one in result.series:
        if one.kind != "projection":
            _measured(figure, one, result.units, row, dark)


def _future(figure: Figure, result: Result, scenario: str, row: int, dark: bool) -> None:
    colour = _colour(scenario_role(scenario), dark)
    _dots(figure, result, scenario, colour, row)
    years, bands = running(yearly(result, scenario))
    if years.size:
        figure.add_scatter(
            x=np.concatenate([years, years[::-1]]),
            y=np.concatenate([bands[2], bands[0][::-1]]),
            fill="toself",
            fillcolor=_pale(colour, 0.16),
            line={"width": 0},
            mode="lines",
            hoverinfo="skip",
            row=row,
            col=1,
        )
        figure.add_scatter(
            x=years, y=bands[1], mode="lines", line={"color": colour, "width": 2}, hoverinfo="skip", row=row, col=1
        )
    asked = [r for r in result.summary if r.scenario == scenario and not r.is_baseline and _is_known(r)]
    for one in asked:
        _period(figure, one, result.units, row, colour, dark)
    if asked and len(asked[-1].votes) <= FEW_MODELS:
        _names(figure, asked[-1], row, colour, dark, _top(result))


def _period(figure: Figure, one: SummaryRow, units: str, row: int, colour: str, dark: bool) -> None:
    ends = [one.period.first - 0.5, one.period.last + 0.5]
    for vote in one.votes if len(one.votes) <= FEW_MODELS else ():
        figure.add_scatter(
            x=ends,
            y=[vote.value, vote.value],
            mode="lines",
            line={"color": colour, "width": 1},
            hovertemplate=f"{vote.model}, {one.period}: {amount(vote.value, units)}<extra></extra>",
            row=row,
            col=1,
        )
    figure.add_scatter(
        x=ends,
        y=[one.p50, one.p50],
        mode="lines",
        line={"color": colour, "width": 4},
        hovertemplate=f"{one.period}: {spread(one.p10, one.p90, units)}<extra></extra>",
        row=row,
        col=1,
    )
    figure.add_annotation(
        x=(one.period.first + one.period.last) / 2,
        y=max(one.p90, one.p50),
        yshift=3,
        yanchor="bottom",
        text=f"<b>{number(one.p50, units)}</b>",
        showarrow=False,
        font={"color": colour, "size": 16},
        bgcolor=_pale(_colour("ground", dark), 0.72),
        row=row,
        col=1,
    )


def _names(figure: Figure, one: SummaryRow, row: int, colour: str, dark: bool, top: float) -> None:
    """Write each model's name beside its mean, moved apart where they would touch."""
    height = -np.inf
    for vote in sorted(one.votes, key=lambda vote: vote.value):
        height = max(vote.value, height + NAME_SHARE * top)
        figure.add_annotation(
            x=one.period.last + 1,
            y=height,
            text=vote.model,
            showarrow=False,
            xanchor="left",
            font={"color": colour, "size": 12},
            bgcolor=_pale(_colour("ground", dark), 0.72),
            borderpad=0,
            row=row,
            col=1,
        )


def _top(result: Result) -> float:
    last = last_year(result)
    shown = [one.values[np.isfinite(one.values) & (one.label_years <= last)] for one in result.series]
    known = np.concatenate(shown)
    return float(known.max() - min(0.0, known.min())) if known.size else 1.0


def _dots(figure: Figure, result: Result, scenario: str, colour: str, row: int) -> None:
    models = yearly(result, scenario)
    if sum(map(len, models.values())) > MOST_DOTS:
        return
    for model, years in models.items():
        figure.add_scatter(
            x=list(years),
            y=list(years.values()),
            mode="markers",
            marker={"color": colour, "size": 4, "opacity": 0.38},
            hovertemplate=f"{model}, %{{x}}: %{{y:.3~g}} {unit(result.units)}<extra></extra>",
            row=row,
            col=1,
        )


def _measured(figure: Figure, one: Series, units: str, row: int, dark: bool) -> None:
    known = np.isfinite(one.values)
    figure.add_scatter(
        x=one.label_years[known],
        y=one.values[known],
        mode="lines+markers",
        row=row,
        col=1,
        line={"color": _colour("ink", dark), "width": 1},
        marker={"size": 4, "color": _colour("ink", dark)},
        hovertemplate=f"{say('fan.measured')}, %{{x}}: %{{y:.3~g}} {unit(units)}<extra></extra>",
    )
    if known.any() and row == 1:
        figure.add_annotation(
            x=float(np.mean(one.label_years[known])),
            y=float(one.values[known].max()),
            text=say("fan.measured"),
            showarrow=False,
            yanchor="bottom",
            yshift=2,
            bgcolor=_pale(_colour("ground", dark), 0.72),
            font={"color": _colour("ink", dark), "size": 13},
            row=row,
            col=1,
        )


def _spacing(rows: int) -> float:
    """Return the share of the plot's height between two panels, where the next one's name stands."""
    return 0.0 if rows == 1 else GAP_PX / (rows * (PANEL_PX - GAP_PX) + (rows - 1) * GAP_PX)


def _dress(figure: Figure, result: Result, scenarios: list[str], dark: bool) -> None:
    ink, rule = _colour("ink", dark), _colour("rule", dark)
    figure.update_layout(
        height=PANEL_PX * max(len(scenarios), 1) + MARGIN_PX,
        showlegend=False,
        margin={"l": 40, "r": 8, "t": 40, "b": 28},
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
    for i, scenario in enumerate(scenarios, start=1):
        words = in_full(scenario)
        figure.add_annotation(
            xref="paper",
            yref="y domain" if i == 1 else f"y{i} domain",
            x=0,
            y=1.0,
            xanchor="left",
            yanchor="bottom",
            xshift=-38,
            yshift=10,
            showarrow=False,
            text=f"<b>{words[:1].upper()}{words[1:]}</b>, {unit(result.units)}",
            font={"color": _colour(scenario_role(scenario), dark), "size": 15},
        )
