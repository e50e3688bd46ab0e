"""Where data lie: the outlines of datasets over borders of our own, or dots where they are small."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from broker.ui.components.markup import plain
from broker.ui.messages import say
from broker.ui.theme import ROLES, is_dark
from catalog.record import Version

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

Box = tuple[float, float, float, float]

#: Different footprints that one map draws.
MOST = 300
#: Up to so many are filled.
MOST_FILLED = 30
#: A footprint narrower than this share of the map is a dot.
DOT = 0.02
#: The least height of the map in degrees, and its width to its height.
LEAST_DEGREES, SHAPE = 8.0, 2.0
#: Degrees that a line of the ground may be off, as a share of the map's width.
COARSE = 1 / 900


def show_footprints(
    versions: Sequence[Version], *, key: str, height_px: int = 300, looked_in: Box | None = None
) -> None:
    """Draw the map of these versions, and of the box that was looked in; nothing where none has a place."""
    named: dict[Box, str] = {}
    for version in versions:
        if version.bbox is not None:
            box = tuple(round(edge, 2) for edge in version.bbox)
            named[box] = "" if box in named else version.title or version.dataset
            if len(named) > MOST:
                break
    show_boxes(dict(list(named.items())[:MOST]), key=key, height_px=height_px, looked_in=looked_in)
    if len(named) > MOST:
        st.caption(plain(say("catalog.map.some", count=MOST)))


def show_boxes(
    named: Mapping[Box, str], *, key: str, height_px: int = 300, looked_in: Box | None = None, alt: str = ""
) -> None:
    """Draw the map of boxes with their names; nothing where there are none."""
    boxes = list(named)
    if boxes:
        st.plotly_chart(
            figure(boxes, [plain(named[b]) for b in boxes], looked_in, height_px, dark=is_dark()),
            key=key,
            theme=None,
            config={"displayModeBar": False, "scrollZoom": False},
            alt=alt or in_words(boxes),
        )


def in_words(boxes: Sequence[Box]) -> str:
    """Return what the map shows, for those who do not see it."""
    west, south, east, north = _extent(boxes)
    return say(
        "catalog.map.alt", count=len(boxes), west=_degrees(west, "EW"), east=_degrees(east, "EW"),
        south=_degrees(south, "NS"), north=_degrees(north, "NS"),
    )  # fmt: skip


def figure(boxes: Sequence[Box], names: Sequence[str], looked_in: Box | None, height_px: int, *, dark: bool) -> Figure:
    """Return the map, longitudes across and latitudes up, true to shape at its middle latitude."""
    from plotly.graph_objects import Figure

    from broker.ui.components.fan import FONT

    colour = {role: pair[1 if dark else 0] for role, pair in ROLES.items()}
    west, south, east, north = view = _view(_extent([*boxes, *([looked_in] if looked_in else [])]))
    drawn = Figure()
    _lines(drawn, ground(beyond(view)), colour["history"], 0.7)
    areas = [b for b in boxes if _width(b) > DOT * (east - west)]
    _areas(drawn, areas, colour["accent"])
    places = [_middle(b) for b in boxes]
    small = [i for i, b in enumerate(boxes) if _width(b) <= DOT * (east - west)]
    drawn.add_scatter(
        x=[places[i][0] for i in small], y=[places[i][1] for i in small], mode="markers", hoverinfo="skip",
        marker={"size": 9, "color": colour["accent"], "opacity": 0.8, "line": {"color": colour["ground"], "width": 1}},
    )  # fmt: skip
    if looked_in is not None:
        _lines(drawn, [_ring(looked_in)], colour["ink"], 1.6)
    drawn.add_scatter(
        x=[p[0] for p in places], y=[p[1] for p in places], mode="markers", text=list(names),
        marker={"size": 16, "opacity": 0}, hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip
    drawn.update_xaxes(visible=False, range=[west, east], fixedrange=True, constrain="range")
    drawn.update_yaxes(
        visible=False, range=[south, north], fixedrange=True, scaleanchor="x", constrain="range",
        scaleratio=1 / max(0.2, float(np.cos(np.radians((south + north) / 2)))),
    )  # fmt: skip
    drawn.update_layout(
        height=height_px, showlegend=False, dragmode=False, margin={"l": 0, "r": 0, "t": 0, "b": 0},
        paper_bgcolor="rgba(0,0,0,0)", plot_bgcolor=colour["panel"],
        font={"family": FONT, "size": 14, "color": colour["ink"]},
        hoverlabel={"font": {"family": FONT, "size": 14}},
    )  # fmt: skip
    return drawn


@lru_cache(maxsize=64)
def ground(view: Box) -> tuple[np.ndarray, ...]:
    """Return the borders within a view, as coarse as its size allows, (vertices, 2) each."""
    import shapely

    from translators.gazetteer.shapes import borders

    width = view[2] - view[0]
    lines = []
    for line in borders(view):
        if len(line) > 1 and max(np.ptp(line[:, 0]), np.ptp(line[:, 1])) > width / 150:
            lines.append(shapely.get_coordinates(shapely.simplify(shapely.LineString(line), width * COARSE)))
    return tuple(lines)


def _extent(boxes: Sequence[Box]) -> Box:
    if any(b[0] > b[2] for b in boxes):
        west, east = -180.0, 180.0
    else:
        west, east = min(b[0] for b in boxes), max(b[2] for b in boxes)
    return west, min(b[1] for b in boxes), east, max(b[3] for b in boxes)


def _view(extent: Box) -> Box:
    """Return an extent with air around it, in the shape of the picture, in steps of a degree."""
    west, south, east, north = extent
    height = min(180.0, max(1.25 * (north - south), LEAST_DEGREES))
    low, high = (south + north - height) / 2, (south + north + height) / 2
    if low < -90 or high > 90:
        low, high = (-90.0, -90 + height) if low < -90 else (90 - height, 90.0)
    squeeze = max(0.2, float(np.cos(np.radians((low + high) / 2))))
    width = min(360.0, max(1.12 * (east - west), SHAPE * height / squeeze))
    middle = (west + east) / 2
    left, right = middle - width / 2, middle + width / 2
    if width >= 359:
        left, right = -180.0, 180.0
    return float(np.floor(left)), float(np.floor(low)), float(np.ceil(right)), float(np.ceil(high))


def beyond(view: Box) -> Box:
    """Return what a frame of another shape shows beside a view: the picture is stretched to the width of the page."""
    west, south, east, north = view
    wide, high = (east - west) * 0.6, (north - south) * 0.6
    return max(west - wide, -360.0), max(south - high, -90.0), min(east + wide, 360.0), min(north + high, 90.0)


def _width(box: Box) -> float:
    return 360.0 + box[2] - box[0] if box[0] > box[2] else box[2] - box[0]


def _middle(box: Box) -> tuple[float, float]:
    lon = box[0] + _width(box) / 2
    return (lon if lon <= 180 else lon - 360), (box[1] + box[3]) / 2


def _ring(box: Box) -> np.ndarray:
    west, south, east, north = box
    return np.array([(west, south), (east, south), (east, north), (west, north), (west, south)], dtype=np.float64)


def _rings(box: Box) -> list[np.ndarray]:
    """Return the outline of a box, in two where it crosses the antimeridian."""
    west, south, east, north = box
    if west <= east:
        return [_ring(box)]
    return [_ring((west, south, 180.0, north)), _ring((-180.0, south, east, north))]


def _areas(drawn: Figure, boxes: Sequence[Box], shade: str) -> None:
    """Draw the outlines; a few are filled, each by itself, so that those which overlap darken each other."""
    if len(boxes) > MOST_FILLED:
        _lines(drawn, [ring for box in boxes for ring in _rings(box)], shade, 1.0)
        return
    for box in boxes:
        ring = _joined(_rings(box))
        drawn.add_scatter(
            x=ring[:, 0], y=ring[:, 1], mode="lines", fill="toself", hoverinfo="skip",
            line={"color": shade, "width": 1.4}, fillcolor=_pale(shade, len(boxes)),
        )  # fmt: skip


def _pale(shade: str, count: int) -> str:
    red, green, blue = (int(shade[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{0.16 if count <= 6 else 0.05})"


def _lines(drawn: Figure, lines: Sequence[np.ndarray], shade: str, width: float) -> None:
    if lines:
        joined = _joined(lines)
        drawn.add_scatter(
            x=joined[:, 0].round(2), y=joined[:, 1].round(2), mode="lines", hoverinfo="skip",
            line={"color": shade, "width": width},
        )  # fmt: skip


def _joined(lines: Sequence[np.ndarray]) -> np.ndarray:
    gap = np.full((1, 2), np.nan)
    return np.concatenate([part for line in lines for part in (line, gap)])


def _degrees(value: float, sides: str) -> str:
    side = sides[0] if value >= 0 else sides[1]
    return f"{abs(value):.0f}° {side}"
