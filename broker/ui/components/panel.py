"""One panel of the fan: the past in grey, one scenario with its years, models and periods in its own colour."""

from __future__ import annotations

import numpy as np

from broker.engine.result import Result, Series, SummaryRow
from broker.ui.components.figures import amount, number, spread, unit
from broker.ui.components.running import running, yearly, years_shown
from broker.ui.components.sketch import Sketch
from broker.ui.messages import say
from broker.ui.theme import ROLES, scenario_role

#: With so many models or fewer, each one's mean is drawn and named; names stand this share of the axis apart.
FEW_MODELS, NAME_SHARE = 5, 0.09
#: Beyond this many, the dots of single years say no more.
MOST_DOTS = 6000


def is_known(row: SummaryRow) -> bool:
    """Whether a row has a value and is of models."""
    return bool(np.isfinite(row.p50)) and not row.scenario.startswith("observed")


def colour_of(role: str, dark: bool) -> str:
    """Return the colour of a role on the light or the dark ground."""
    return ROLES[role][1 if dark else 0]


def pale(colour: str, opacity: float) -> str:
    """Return a colour that lets through what lies under it."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"


def draw_past(sketch: Sketch, result: Result, scenario: str, row: int, dark: bool) -> None:
    """Draw the years compared with, their spread and middle, and what was measured."""
    grey = colour_of("history", dark)
    pasts = [r for r in result.summary if r.is_baseline and is_known(r)]
    past = next((r for r in pasts if r.scenario == scenario), pasts[0] if pasts else None)
    if past is not None:
        first, last = past.period.first - 0.5, past.period.last + 0.5
        sketch.add_shape(
            type="rect",
            x0=first,
            x1=last,
            y0=past.p10,
            y1=past.p90,
            fillcolor=pale(grey, 0.22),
            line={"width": 0},
            layer="below",
            row=row,
        )
        sketch.add_shape(
            type="line",
            x0=first,
            x1=years_shown(result).last + 0.5,
            y0=past.p50,
            y1=past.p50,
            line={"color": grey, "width": 1.2, "dash": "dot"},
            layer="below",
            row=row,
        )
        sketch.add_shape(
            type="line", x0=first, x1=last, y0=past.p50, y1=past.p50, line={"color": grey, "width": 3}, row=row
        )
        sketch.add_annotation(
            x=first,
            y=past.p50,
            yshift=3,
            text=f"<b>{number(past.p50, result.units)}</b>",
            showarrow=False,
            xanchor="left",
            yanchor="bottom",
            font={"color": grey, "size": 16},
            bgcolor=pale(colour_of("ground", dark), 0.72),
            row=row,
        )
    for history in dict.fromkeys(s.scenario for s in result.series if scenario_role(s.scenario) == "history"):
        _dots(sketch, result, history, grey, row)
    for one in result.series:
        if one.kind != "projection":
            _measured(sketch, one, result, row, dark)


def draw_future(sketch: Sketch, result: Result, scenario: str, row: int, dark: bool) -> None:
    """Draw one scenario: its years, the run of its models, and the periods asked for."""
    colour = colour_of(scenario_role(scenario), dark)
    _dots(sketch, result, scenario, colour, row)
    years, bands = running(yearly(result, scenario))
    if years.size:
        sketch.add_scatter(
            x=np.concatenate([years, years[::-1]]),
            y=np.concatenate([bands[2], bands[0][::-1]]),
            fill="toself",
            fillcolor=pale(colour, 0.16),
            line={"width": 0},
            mode="lines",
            hoverinfo="skip",
            row=row,
        )
        sketch.add_scatter(
            x=years, y=bands[1], mode="lines", line={"color": colour, "width": 2}, hoverinfo="skip", row=row
        )
    asked = [r for r in result.summary if r.scenario == scenario and not r.is_baseline and is_known(r)]
    for one in asked:
        _period(sketch, one, result.units, row, colour, dark)
    if asked and len(asked[-1].votes) <= FEW_MODELS:
        _names(sketch, asked[-1], row, colour, dark, _top(result))


def _period(sketch: Sketch, one: SummaryRow, units: str, row: int, colour: str, dark: bool) -> None:
    ends = [one.period.first - 0.5, one.period.last + 0.5]
    for vote in one.votes if len(one.votes) <= FEW_MODELS else ():
        sketch.add_scatter(
            x=ends,
            y=[vote.value, vote.value],
            mode="lines",
            line={"color": colour, "width": 1},
            hovertemplate=f"{vote.model}, {one.period}: {amount(vote.value, units)}<extra></extra>",
            row=row,
        )
    sketch.add_scatter(
        x=ends,
        y=[one.p50, one.p50],
        mode="lines",
        line={"color": colour, "width": 4},
        hovertemplate=f"{one.period}: {spread(one.p10, one.p90, units)}<extra></extra>",
        row=row,
    )
    sketch.add_annotation(
        x=ends[0],
        y=one.p50,
        yshift=3,
        xanchor="left",
        yanchor="bottom",
        text=f"<b>{number(one.p50, units)}</b>",
        showarrow=False,
        font={"color": colour, "size": 16},
        bgcolor=pale(colour_of("ground", dark), 0.72),
        row=row,
    )


def _names(sketch: Sketch, one: SummaryRow, row: int, colour: str, dark: bool, top: float) -> None:
    """Write each model's name beside its mean, moved apart where they would touch."""
    height = -np.inf
    for vote in sorted(one.votes, key=lambda vote: vote.value):
        height = max(vote.value, height + NAME_SHARE * top)
        sketch.add_annotation(
            x=one.period.last + 1,
            y=height,
            text=vote.model,
            showarrow=False,
            xanchor="left",
            font={"color": colour, "size": 12},
            bgcolor=pale(colour_of("ground", dark), 0.72),
            borderpad=0,
            row=row,
        )


def _top(result: Result) -> float:
    shown = years_shown(result)
    known = np.array(
        [
            v
            for s in result.series
            for y, v in zip(s.label_years, s.values, strict=True)
            if y in shown and np.isfinite(v)
        ]
    )
    return float(known.max() - min(0.0, known.min())) if known.size else 1.0


def _dots(sketch: Sketch, result: Result, scenario: str, colour: str, row: int) -> None:
    models = yearly(result, scenario)
    if sum(map(len, models.values())) > MOST_DOTS:
        return
    for model, years in models.items():
        sketch.add_scatter(
            x=list(years),
            y=list(years.values()),
            mode="markers",
            marker={"color": colour, "size": 4, "opacity": 0.38},
            hovertemplate=f"{model}, %{{x}}: %{{y:.3~g}} {unit(result.units)}<extra></extra>",
            row=row,
        )


def _measured(sketch: Sketch, one: Series, result: Result, row: int, dark: bool) -> None:
    shown = years_shown(result)
    known = np.isfinite(one.values) & (one.label_years >= shown.first) & (one.label_years <= shown.last)
    sketch.add_scatter(
        x=one.label_years[known],
        y=one.values[known],
        mode="lines+markers",
        row=row,
        line={"color": colour_of("ink", dark), "width": 1},
        marker={"size": 4, "color": colour_of("ink", dark)},
        hovertemplate=f"{say('fan.measured')}, %{{x}}: %{{y:.3~g}} {unit(result.units)}<extra></extra>",
    )
    if known.any() and row == 1:
        sketch.add_annotation(
            x=float(np.mean(one.label_years[known])),
            y=float(one.values[known].max()),
            text=say("fan.measured"),
            showarrow=False,
            yanchor="bottom",
            yshift=2,
            bgcolor=pale(colour_of("ground", dark), 0.72),
            font={"color": colour_of("ink", dark), "size": 13},
            row=row,
        )
