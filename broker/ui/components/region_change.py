"""Two places on one small map, drawn here: where each round looks, and how much of it is the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import streamlit as st

from broker.dialogue.changes import RegionChange
from broker.ui.components.markup import html, show
from broker.ui.messages import say
from broker.ui.theme import ROLES, is_dark


def show_region(change: RegionChange, first: int, second: int) -> None:
    """Draw both places on top of each other, in degrees, with their areas in words."""
    import plotly.graph_objects as go

    dark = is_dark()
    figure = go.Figure()
    for geometry, role, number in zip(change.geometries, ("history", "accent"), (first, second), strict=True):
        colour = ROLES[role][1 if dark else 0]
        name = say("dialogue.round", number=number)
        for ring in rings(geometry):
            is_point = len(ring) == 1
            figure.add_scatter(
                x=[lon for lon, _ in ring],
                y=[lat for _, lat in ring],
                mode="markers" if is_point else "lines",
                marker={"size": 12, "color": colour},
                line={"color": colour, "width": 2},
                fill=None if is_point else "toself",
                name=name,
                hovertemplate=f"{name}<extra></extra>",
                showlegend=False,
            )
    figure.update_layout(
        height=280, margin={"l": 0, "r": 0, "t": 8, "b": 0}, paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)", font={"color": ROLES["quiet"][1 if dark else 0]},
        yaxis={"scaleanchor": "x", "ticksuffix": "°", "gridcolor": ROLES["rule"][1 if dark else 0]},
        xaxis={"ticksuffix": "°", "gridcolor": ROLES["rule"][1 if dark else 0]},
    )  # fmt: skip
    show(html('<p class="label">{title}</p><p>{words}</p>', title=say("region.title"), words=told(change)))
    st.plotly_chart(figure, key=f"region-{first}-{second}", config={"displayModeBar": False, "staticPlot": True})


def told(change: RegionChange) -> str:
    """Return in words how the places differ."""
    if change.apart_km is not None:
        return say("region.apart", before=change.before, after=change.after, km=f"{change.apart_km:.0f}")
    return say(
        "region.areas",
        before=change.before,
        after=change.after,
        before_km2=f"{change.before_km2:,.0f}",
        after_km2=f"{change.after_km2:,.0f}",
        shared_km2=f"{change.shared_km2:,.0f}",
    )


def rings(geometry: Mapping[str, Any]) -> Iterator[list[tuple[float, float]]]:
    """Return the outlines of a GeoJSON geometry; a point is an outline of one place."""
    kind, at = geometry.get("type"), geometry.get("coordinates", ())
    if kind == "Point":
        yield [(at[0], at[1])]
    elif kind == "Polygon":
        yield from ([(p[0], p[1]) for p in ring] for ring in at)
    elif kind == "MultiPoint":
        yield from ([(p[0], p[1])] for p in at)
    elif kind == "MultiPolygon":
        yield from ([(p[0], p[1]) for p in ring] for polygon in at for ring in polygon)
    elif kind == "GeometryCollection":
        for one in geometry.get("geometries", ()):
            yield from rings(one)
