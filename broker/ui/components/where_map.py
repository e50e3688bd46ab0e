"""A map to draw an area on: borders of our own, a box or an outline with the finger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from broker.ui.components.fan import FONT
from broker.ui.components.footprints import Box, beyond, ground
from broker.ui.components.map_towns import name_towns, towns_of
from broker.ui.messages import say
from broker.ui.theme import ROLES, is_dark

if TYPE_CHECKING:
    from plotly.graph_objects import Figure
    from shapely.geometry.base import BaseGeometry

    from translators.regions import Place

WORLD: Box = (-180.0, -60.0, 180.0, 80.0)
#: Degrees of latitude that are shown round a town.
AROUND_TOWN = 3.0
#: Hidden marks along each side, which a box must touch for the map to hand it over, and of which a tap takes one.
MARKS = 60
#: Where marks stand wider than this, in degrees, a tap shows its surroundings first, so that the next one is exact.
EXACT = 0.3
#: Degrees of longitude beyond which the names of a few large towns help nobody, and hide each other on a phone.
WIDEST_NAMED = 120.0
#: Key of the session's state: the view that was tapped, and where (longitude, latitude).
TAPPED = "where-tapped"


def draw(centre: Place | None) -> dict[str, Any] | None:
    """Draw the map, round a place where one is named; return what is drawn on it as a need file writes it."""
    whole = WORLD if centre is None else view_of(centre)
    tapped = st.session_state.get(TAPPED)
    view = around(*tapped[1]) if tapped and tapped[0] == whole else whole
    event = st.plotly_chart(
        figure(view, dark=is_dark()),
        key=f"where-map-{view}",
        theme=None,
        on_select="rerun",
        selection_mode=("points", "box", "lasso"),
        config={
            "displaylogo": False,
            "scrollZoom": True,
            "modeBarButtons": [["select2d", "lasso2d", "pan2d", "zoomIn2d", "zoomOut2d"]],
            "displayModeBar": True,
        },
        alt=say("where.map.alt"),
    )
    selection = event["selection"] if event else {}
    point = point_tapped(selection)
    if point is not None and (view[2] - view[0]) / MARKS > EXACT:
        st.session_state[TAPPED] = (whole, point)
        st.rerun(scope="fragment")
    if point is not None:
        return {"point": {"lat": point[1], "lon": point[0]}}
    return region_drawn(selection)


def point_tapped(selection: Any) -> tuple[float, float] | None:
    """Return longitude and latitude of the one mark that was tapped; None where none was, or an area was drawn."""
    points = selection.get("points") or []
    if len(points) != 1 or selection.get("box") or selection.get("lasso"):
        return None
    return round(float(points[0]["x"]), 2), round(float(points[0]["y"]), 2)


def around(lon: float, lat: float) -> Box:
    """Return the view round a point, as wide as round a town."""
    west, south = np.floor(lon - 2 * AROUND_TOWN), max(np.floor(lat - AROUND_TOWN), -90.0)
    return float(west), float(south), float(west + 4 * AROUND_TOWN), float(min(south + 2 * AROUND_TOWN, 90.0))


def region_drawn(selection: Any) -> dict[str, Any] | None:
    """Return the last box or outline of a selection as a need file writes it; None where there is none.

    Parameters
    ----------
    selection : mapping
        As the chart hands it over: ``box`` and ``lasso``, lists of ``{x: [...], y: [...]}``.
    """
    for outline in reversed(selection.get("lasso") or []):
        corners = [[round(float(x), 4), round(float(y), 4)] for x, y in zip(outline["x"], outline["y"], strict=True)]
        if len(corners) >= 3:
            return {"geojson": {"type": "Polygon", "coordinates": [[*corners, corners[0]]]}}
    for drawn in reversed(selection.get("box") or []):
        west, east = sorted(float(x) for x in drawn["x"])
        south, north = sorted(float(y) for y in drawn["y"])
        if east > west and north > south:
            edges = {"west": west, "south": max(south, -90.0), "east": east, "north": min(north, 90.0)}
            # A hand is no surer than to a hundredth of what it draws.
            digits = min(4, max(0, int(np.ceil(-np.log10(0.01 * min(east - west, north - south))))))
            return {"bbox": {side: round(edge, digits) for side, edge in edges.items()}}
    return None


def view_of(place: Place) -> Box:
    """Return what is shown round a place: the whole of an area, a few degrees round a town."""
    if place.kind == "town":
        south, north = place.lat - AROUND_TOWN, place.lat + AROUND_TOWN
        west, east = place.lon - 2 * AROUND_TOWN, place.lon + 2 * AROUND_TOWN
    else:
        west, south, east, north = place.geometry.bounds
        air = 0.15 * max(east - west, north - south, 1.0)
        west, south, east, north = west - air, south - air, east + air, north + air
    return float(np.floor(west)), float(np.floor(max(south, -90))), float(np.ceil(east)), float(np.ceil(min(north, 90)))


def figure(view: Box, outline: BaseGeometry | None = None, *, dark: bool, height_px: int = 420) -> Figure:
    """Return the map of a view: borders, the outline of a region over them, and marks that catch what is drawn."""
    import shapely
    from plotly.graph_objects import Figure

    colour = {role: pair[1 if dark else 0] for role, pair in ROLES.items()}
    west, south, east, north = view
    drawn = Figure()
    lines = ground(beyond(view))
    if lines:
        gap = np.full((1, 2), np.nan)
        joined = np.concatenate([part for line in lines for part in (line, gap)]).round(3)
        drawn.add_scatter(
            x=joined[:, 0], y=joined[:, 1], mode="lines", hoverinfo="skip",
            line={"color": colour["history"], "width": 0.8},
        )  # fmt: skip
    if outline is None:
        x, y = np.meshgrid(np.linspace(west, east, MARKS), np.linspace(south, north, MARKS))
        drawn.add_scatter(
            x=x.ravel().round(3), y=y.ravel().round(3), mode="markers", hoverinfo="none",
            marker={"size": 6, "opacity": 0}, selected={"marker": {"opacity": 0}},
            unselected={"marker": {"opacity": 0}},
        )  # fmt: skip
    for part in [] if outline is None else shapely.get_parts(outline):
        at = shapely.get_coordinates(part)
        is_point = part.geom_type == "Point"
        drawn.add_scatter(
            x=at[:, 0], y=at[:, 1], mode="markers" if is_point else "lines", hoverinfo="skip",
            fill=None if is_point else "toself", line={"color": colour["accent"], "width": 2},
            marker={"size": 12, "color": colour["accent"]},
        )  # fmt: skip
    if east - west < WIDEST_NAMED:
        name_towns(drawn, towns_of(view), (west, east), dark)
    drawn.update_xaxes(visible=False, range=[west, east], constrain="range")
    drawn.update_yaxes(
        visible=False, range=[south, north], scaleanchor="x", constrain="range",
        scaleratio=1 / max(0.2, float(np.cos(np.radians((south + north) / 2)))),
    )  # fmt: skip
    drawn.update_layout(
        height=height_px, showlegend=False, dragmode="pan" if outline is None else False,
        clickmode="event+select", hovermode="closest",
        margin={"l": 0, "r": 0, "t": 0, "b": 0}, paper_bgcolor="rgba(0,0,0,0)", plot_bgcolor=colour["panel"],
        newselection={"line": {"color": colour["accent"], "width": 2}},
        font={"family": FONT, "size": 14, "color": colour["ink"]},
        modebar={"bgcolor": "rgba(0,0,0,0)", "color": colour["quiet"], "activecolor": colour["accent"]},
    )  # fmt: skip
    return drawn
