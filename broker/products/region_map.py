"""The regions of two rounds on one map: what both look at, what only the first, what only the second."""

from __future__ import annotations

import io
import math

import numpy as np
import shapely
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.figure import Figure
from matplotlib.path import Path
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from broker.dialogue.changes import RegionChange
from broker.products.figures import DRAWING
from broker.products.map_frame import PROVINCES_KM, draw_scale_bar, ground, outlines
from broker.products.projection import Projection
from broker.products.style import ACCENT, GREY, GROUND, INK, RULE, WARNING, tick
from broker.products.typeface import SEMIBOLD, font

_WIDTH_IN, _MOST_HEIGHT_IN, _DPI, _TEXT = 7.2, 5.6, 150, 9.0
#: Points and small shapes are shown within at least this much land, to each side.
_LEAST_KM = 25.0
_FIRST, _SECOND, _BOTH = "#3B7EA1", WARNING, ACCENT


def draw_regions(change: RegionChange, first: int, second: int) -> bytes:
    """Return the map of two rounds' regions as PNG, on shores and borders that come with the installation.

    Parameters
    ----------
    change : RegionChange
    first, second : int
        Numbers of the rounds.
    """
    geometries = [shape(geometry) for geometry in change.geometries]
    corners = np.concatenate([shapely.get_coordinates(g) for g in geometries])
    projection = Projection.about(corners[:, 0], corners[:, 1])
    flat = np.concatenate([_in_km(g, projection) for g in geometries])
    low, high = flat.min(axis=0), flat.max(axis=0)
    margin = max(0.12 * float((high - low).max()), _LEAST_KM)
    low, high = low - margin, high + margin
    wide, tall = high - low
    map_in = min(_WIDTH_IN * tall / wide, _MOST_HEIGHT_IN)
    with DRAWING:
        figure = Figure(figsize=(_WIDTH_IN, map_in + 1.15), facecolor=GROUND)
        FigureCanvasAgg(figure)
        whole = map_in + 1.15
        axes = figure.add_axes((0.02, 0.62 / whole, 0.96, map_in / whole), facecolor="white")
        axes.set_xlim(low[0], high[0])
        axes.set_ylim(low[1], high[1])
        axes.set_aspect("equal")
        axes.set_xticks([])
        axes.set_yticks([])
        for spine in axes.spines.values():
            spine.set_color(RULE)
        land = _window(projection, low, high)
        units = ground(projection, land, units=True) if math.hypot(wide, tall) < PROVINCES_KM else []
        axes.add_collection(LineCollection(units, colors=GREY, linewidths=0.3, zorder=1))
        axes.add_collection(
            LineCollection(ground(projection, land, units=False), colors=GREY, linewidths=0.7, zorder=1)
        )
        before, after = (shapely.union_all(_polygons(geometry)) for geometry in geometries)
        parts = (
            (shapely.difference(before, after), _FIRST),
            (shapely.difference(after, before), _SECOND),
            (shapely.intersection(before, after), _BOTH),
        )
        for part, colour in parts:
            paths = [_filled(polygon, projection) for polygon in _polygons(part)]
            axes.add_collection(PathCollection(paths, facecolor=colour, edgecolor="none", alpha=0.45, zorder=2))
        for geometry, colour, mark in zip(geometries, (_FIRST, _SECOND), ("o", "D"), strict=True):
            lines = [line for polygon in _polygons(geometry) for line in outlines(polygon, projection)]
            axes.add_collection(LineCollection(lines, colors=colour, linewidths=1.4, zorder=3))
            points = [p for p in shapely.get_parts(geometry) if p.geom_type == "Point"]
            if points:
                x, y = projection(np.array([p.x for p in points]), np.array([p.y for p in points])).T
                axes.plot(x, y, mark, color=colour, markersize=8, markeredgecolor="white", zorder=4)
        draw_scale_bar(axes, low, high, _TEXT)
        heading = f"Where rounds {first} and {second} look"
        figure.text(0.02, 1 - 0.12 / whole, heading, color=INK, fontproperties=font(12, SEMIBOLD), va="top")
        for row, (colour, words) in enumerate(_legend(change, first, second)):
            y = (0.46 - 0.17 * row) / whole
            figure.text(0.02, y, "■", color=colour, fontproperties=font(_TEXT))
            figure.text(0.045, y, words, color=INK, fontproperties=font(_TEXT), parse_math=False)
        written, told = io.BytesIO(), alternative(change, first, second)
        figure.savefig(written, format="png", dpi=_DPI, metadata={"Software": None, "Description": told})
        return written.getvalue()


def alternative(change: RegionChange, first: int, second: int) -> str:
    """Return the map in words, for whoever does not see it."""
    return "; ".join(words for _, words in _legend(change, first, second)) + "."


def _legend(change: RegionChange, first: int, second: int) -> list[tuple[str, str]]:
    if change.apart_km is not None:
        apart = f", {tick(float(f'{change.apart_km:.2g}'))} km apart"
        return [(_FIRST, f"round {first}: {change.before}"), (_SECOND, f"round {second}: {change.after}{apart}")]
    return [
        (_BOTH, f"both: {_km2(change.shared_km2)}"),
        (_FIRST, f"only round {first}, {change.before}: {_km2(change.only_before_km2)}"),
        (_SECOND, f"only round {second}, {change.after}: {_km2(change.only_after_km2)}"),
    ]


def _km2(area: float) -> str:
    return f"{tick(float(f'{area:.3g}'))} km²"


def _in_km(geometry: BaseGeometry, projection: Projection) -> np.ndarray:
    coordinates = shapely.get_coordinates(geometry)
    return projection(coordinates[:, 0], coordinates[:, 1])


def _window(projection: Projection, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Return corners in degrees of a little more land than the map shows."""
    middle, reach = (low + high) / 2, (high - low) / 2
    degrees = reach / 111.0
    lat = projection.lat + middle[1] / 111.0
    lon_scale = max(math.cos(math.radians(min(abs(lat) + degrees[1], 89.0))), 0.05)
    lon = projection.lon + middle[0] / 111.0 / lon_scale
    west, east = lon - degrees[0] / lon_scale, lon + degrees[0] / lon_scale
    south, north = max(lat - degrees[1], -90.0), min(lat + degrees[1], 90.0)
    return np.array([[west, south], [east, south], [east, north], [west, north]])


def _polygons(geometry: BaseGeometry) -> list[BaseGeometry]:
    return [
        polygon
        for part in shapely.get_parts(geometry)
        for polygon in shapely.get_parts(part)
        if polygon.geom_type == "Polygon" and not polygon.is_empty
    ]


def _filled(polygon: BaseGeometry, projection: Projection) -> Path:
    """Return a polygon with its holes as one path in km."""
    rings = [projection.line(np.asarray(r.coords)[:, :2], 0.25) for r in (polygon.exterior, *polygon.interiors)]
    return Path.make_compound_path(*(Path(ring, closed=True) for ring in rings))
