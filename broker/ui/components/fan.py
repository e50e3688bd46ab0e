"""The fan: each year of each model as a dot, the middle and spread of the models as line and band, the past in grey."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from broker.engine.result import Result, Series, SummaryRow
from broker.ui.components.figures import number, spread, unit
from broker.ui.components.figures import scenario as in_full
from broker.ui.messages import say
from broker.ui.theme import ROLES, scenario_role

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

#: Years over which the line is a mean; as many of them must have a value as in a period.
WINDOW, LEAST_SHARE = 20, 0.8
#: Height of one scenario's panel and of what stands around the panels, in pixels.
PANEL_PX, MARGIN_PX = 236, 56
#: Beyond this many, the dots of single years say no more.
MOST_DOTS = 6000
FONT = "Atkinson Hyperlegible Next, Verdana, sans-serif"


def yearly(result: Result, scenario: str) -> dict[str, dict[int, float]]:
    """Return model → year → value of one scenario, the mean over members; years without a value are absent."""
    values: dict[str, dict[int, list[float]]] = {}
    for one in result.series:
        if one.scenario == scenario and one.kind == "projection":
            years = values.setdefault(one.model, {})
            for year, value in zip(one.label_years.tolist(), one.values.tolist(), strict=True):
                if np.isfinite(value):
                    years.setdefault(year, []).append(value)
    return {model: {y: float(np.mean(v)) for y, v in sorted(years.items())} for model, years in values.items()}


def running(models: dict[str, dict[int, float]]) -> tuple[np.ndarray, np.ndarray]:
    """Return the middle years of all 20-year windows, and p10, p50, p90 over the models' means, (3, years)."""
    first = min((min(years) for years in models.values() if years), default=0)
    last = max((max(years) for years in models.values() if years), default=-1)
    middles, bands = [], []
    for start in range(first, last - WINDOW + 2):
        window = range(start, start + WINDOW)
        held = [[years[y] for y in window if y in years] for years in models.values()]
        means = [np.mean(v) for v in held if len(v) >= LEAST_SHARE * WINDOW]
        if means:
            middles.append(start + (WINDOW - 1) / 2)
            bands.append(np.percentile(means, [10, 50, 90]))
    return np.array(middles), np.array(bands).T.reshape(3, -1)


def coming(result: Result) -> list[str]:
    """Return the scenarios that have a period ahead, in the order of the summary."""
    return list(dict.fromkeys(row.scenario for row in result.summary if not row.is_baseline and _is_known(row)))


def fan(result: Result, *, dark: bool = False) -> Figure:
    """Return the picture, one panel a scenario over a common time axis."""
    from plotly.subplots import make_subplots

    scenarios = coming(result) or list(dict.fromkeys(s.scenario for s in result.series))
    rows = max(len(scenarios), 1)
    figure = make_subplots(rows=rows, cols=1, shared_xaxes=True, shared_yaxes="all", vertical_spacing=0.22 / rows)
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
            x1=_end(result),
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
            text=f"<b>{number(past.p50, result.units)}</b>  {past.period}",
            showarrow=False,
            xanchor="left",
            yanchor="bottom",
            font={"color": grey, "size": 14},
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
    for one in result.summary:
        if one.scenario == scenario and not one.is_baseline and _is_known(one):
            figure.add_scatter(
                x=[one.period.first - 0.5, one.period.last + 0.5],
                y=[one.p50, one.p50],
                mode="lines",
                line={"color": colour, "width": 4},
                row=row,
                col=1,
                hovertemplate=f"{one.period}: {spread(one.p10, one.p90, result.units)}<extra></extra>",
            )
            figure.add_annotation(
                x=(one.period.first + one.period.last) / 2,
                y=max(one.p90, one.p50),
                yshift=3,
                yanchor="bottom",
                text=f"<b>{number(one.p50, result.units)}</b>",
                showarrow=False,
                font={"color": colour, "size": 16},
                row=row,
                col=1,
            )


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
            x=one.label_years[known][-1],
            y=one.values[known][-1],
            text=say("fan.measured"),
            showarrow=False,
            xanchor="left",
            xshift=5,
            font={"color": _colour("ink", dark), "size": 13},
            row=row,
            col=1,
        )


def _end(result: Result) -> float:
    return max(int(one.label_years.max()) for one in result.series if one.label_years.size) + 0.5


def _dress(figure: Figure, result: Result, scenarios: list[str], dark: bool) -> None:
    ink, rule = _colour("ink", dark), _colour("rule", dark)
    figure.update_layout(
        height=PANEL_PX * max(len(scenarios), 1) + MARGIN_PX,
        showlegend=False,
        margin={"l": 44, "r": 8, "t": 34, "b": 28},
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
        words = f"<b>{in_full(scenario)}</b>  {unit(result.units)}"
        figure.add_annotation(
            xref="x domain" if i == 1 else f"x{i} domain",
            yref="y domain" if i == 1 else f"y{i} domain",
            x=0,
            y=1.0,
            xanchor="left",
            yanchor="bottom",
            yshift=6,
            showarrow=False,
            text=words[:1].upper() + words[1:],
            font={"color": _colour(scenario_role(scenario), dark), "size": 15},
        )
