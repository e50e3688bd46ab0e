"""The ground of a map and its colours: what all panels share."""

from __future__ import annotations

import math

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.patheffects import withStroke
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from broker.engine.result import Result
from broker.products.colour_maps import colour_map
from broker.products.fields import Field
from broker.products.projection import Projection
from broker.products.scales import step_words, steps_of
from broker.products.style import GREY, INK, RULE, contrast, tick
from broker.products.text_flow import width_pt
from broker.products.told import unit_words
from broker.products.typeface import font
from translators.figures import change_units
from translators.figures import figure as figure_of
from translators.indices import index_of
from translators.regions import borders

_NO_VALUE = "#D9D9D6"
#: Polarity of the index → colours of values, of changes.
_COLOURS = {
    "hot": ("lajolla_r", "vik"),
    "cold": ("devon_r", "vik_r"),
    "wet": ("davos_r", "broc_r"),
    "dry": ("lajolla_r", "broc"),
    "neutral": ("lajolla_r", "vik"),
}
#: Up to so many cells, each carries its number.
_MOST_NUMBERS = 40
#: Up to this distance from corner to corner, provinces are drawn too.
PROVINCES_KM = 900.0


class Frame:
    """The stretch of land that all panels show, and what is drawn on each of them."""

    def __init__(self, result: Result, panels: tuple[Field, ...]) -> None:
        corners = np.concatenate([p.corners.reshape(-1, 2) for p in panels])
        self.projection = Projection.about(corners[:, 0], corners[:, 1])
        flat = self.projection(corners[:, 0], corners[:, 1])
        low, high = np.nanmin(flat, axis=0), np.nanmax(flat, axis=0)
        margin = 0.05 * float((high - low).max())
        self.low, self.high = low - margin, high + margin
        self.outline = outlines(shape(result.recipe.region["geometry"]), self.projection)
        self.countries = ground(self.projection, corners, units=False)
        # Over wider stretches the lines between provinces would hide the cells.
        is_near = float(np.linalg.norm(high - low)) < PROVINCES_KM
        self.units = ground(self.projection, corners, units=True) if is_near else []
        self.unit = result.summary_units
        self.step = max(float(np.ptp(corners[:, 1])) / 20, 0.05)

    @property
    def aspect(self) -> float:
        """Height over width."""
        size = self.high - self.low
        return float(size[1] / size[0])

    def draw(self, axes: Axes, panel: Field, scale: Scale, text: float) -> None:
        """Draw one panel."""
        axes.set_xlim(self.low[0], self.high[0])
        axes.set_ylim(self.low[1], self.high[1])
        axes.set_aspect("equal", anchor="NW")
        axes.set_xticks([])
        axes.set_yticks([])
        for spine in axes.spines.values():
            spine.set_color(RULE)
        rings, owner = self._rings(panel)
        values = panel.values[owner]
        known = np.isfinite(values)
        colours = np.empty((len(rings), 4))
        colours[~known] = matplotlib.colors.to_rgba(_NO_VALUE)
        colours[known] = scale.colours(values[known])
        many = len(rings) > 600
        axes.add_collection(
            PolyCollection(
                rings, facecolors=colours, edgecolors=colours if many else "white",
                linewidths=0.1 if many else 0.5, zorder=2,
            )
        )  # fmt: skip
        for marked, hatch in ((panel.is_doubtful & ~panel.is_conflicting, "////"), (panel.is_conflicting, "xxxx")):
            if marked.any():
                axes.add_collection(
                    PolyCollection(
                        [ring for ring, number in zip(rings, owner, strict=True) if marked[number]],
                        facecolor="none", edgecolor=INK, linewidth=0, hatch=hatch, alpha=0.7, zorder=3,
                    )
                )  # fmt: skip
        axes.add_collection(LineCollection(self.units, colors=GREY, linewidths=0.3, zorder=4))
        axes.add_collection(LineCollection(self.countries, colors=GREY, linewidths=0.7, zorder=4))
        if not panel.shapes:
            self._write_numbers(axes, panel, rings, colours, text)
        # Thinner lines on small maps, else a coast of many bays becomes a blot.
        fine = float(np.clip(72 * axes.get_position().width * axes.figure.get_size_inches()[0] / 160, 0.6, 1.2))
        axes.add_collection(LineCollection(self.outline, colors="white", linewidths=2.2 * fine, zorder=5))
        axes.add_collection(LineCollection(self.outline, colors=INK, linewidths=fine, zorder=6))

    def _rings(self, panel: Field) -> tuple[list[np.ndarray], np.ndarray]:
        """Return the outlines to fill, in km, and which value each has: one a cell, several a place of islands."""
        if not panel.shapes:
            rings = [self.projection.ring(corners, self.step) for corners in panel.corners]
            return rings, np.arange(len(rings))
        found = [
            (self.projection.line(np.asarray(part.exterior.coords)[:, :2], 0.25), number)
            for number, shape_ in enumerate(panel.shapes)
            for part in getattr(shape_, "geoms", [shape_])
            if part.geom_type == "Polygon"
        ]
        return [ring for ring, _ in found], np.array([number for _, number in found])

    def _write_numbers(
        self, axes: Axes, panel: Field, rings: list[np.ndarray], colours: np.ndarray, text: float
    ) -> None:
        """Write each cell's number into it where there is room for it."""
        points_a_km = 72.0 * axes.get_position().width * axes.figure.get_size_inches()[0] / (self.high - self.low)[0]
        size = text - 1.5
        for ring, value, colour in zip(rings, panel.values, colours, strict=True):
            words = (
                figure_of(value, change_units(self.unit) if panel.is_change else self.unit)
                if np.isfinite(value)
                else ""
            )
            words = f"+{words}" if panel.is_change and value > 0 and words != "0" else words
            room = np.ptp(ring, axis=0) * points_a_km
            if len(rings) > _MOST_NUMBERS or room[0] < width_pt(words, size) + 4 or room[1] < 1.6 * size:
                continue
            ground = matplotlib.colors.to_hex(colour)
            ink = INK if contrast(INK, ground) >= contrast("#FFFFFF", ground) else "#FFFFFF"
            axes.text(
                *ring[:-1].mean(axis=0), words, ha="center", va="center_baseline", color=ink,
                fontproperties=font(size), zorder=7, parse_math=False,
                path_effects=[withStroke(linewidth=2, foreground=ground)],
            )  # fmt: skip

    def draw_scale_bar(self, axes: Axes, text: float) -> None:
        """Draw a bar of a round number of kilometres, about a quarter of the panel wide."""
        draw_scale_bar(axes, self.low, self.high, text)


class Scale:
    """Round steps of a value or a change, and the colour of each step."""

    def __init__(self, result: Result, panels: tuple[Field, ...], is_change: bool) -> None:
        values = np.concatenate([p.values for p in panels if p.is_change == is_change])
        values = values[np.isfinite(values)]
        low, high = (float(values.min()), float(values.max())) if values.size else (0.0, 1.0)
        sequential, diverging = _COLOURS[index_of(result.recipe.index, result.recipe.parameters).polarity]
        self.is_change = is_change
        if is_change:
            low, high = min(low, 0.0), max(high, 0.0)
        self.units = change_units(result.summary_units) if is_change else result.summary_units
        self.steps = np.array(steps_of(low, high, self.units, most=8))
        self.map = colour_map(diverging if is_change else sequential)

    def colours(self, values: np.ndarray) -> np.ndarray:
        """Return the colour of each value, that of the middle of its step."""
        place = np.clip(np.searchsorted(self.steps, values, side="right") - 1, 0, self.steps.size - 2)
        middles = (self.steps[:-1] + self.steps[1:])[place] / 2
        if self.is_change:  # zero is the middle of the colours, and both sides reach equally far
            reach = float(np.abs(self.steps).max())
            return self.map(0.5 + 0.45 * middles / reach)
        return self.map(0.06 + 0.82 * (middles - self.steps[0]) / (self.steps[-1] - self.steps[0]))

    def draw_bar(self, axes: Axes, result: Result, is_change: bool, text: float) -> None:
        """Draw the steps as a bar with their limits and the unit."""
        count = self.steps.size - 1
        for i, colour in enumerate(self.colours((self.steps[:-1] + self.steps[1:]) / 2)):
            axes.axvspan(i, i + 1, color=colour, linewidth=0)
        axes.set_xlim(0, count)
        axes.set_ylim(0, 1)
        axes.set_yticks([])
        axes.set_xticks(range(count + 1), [_signed(step, is_change, self.units) for step in self.steps])
        axes.tick_params(length=2, width=0.6, color=GREY, pad=2)
        for spine in axes.spines.values():
            spine.set_visible(False)
        for label in axes.get_xticklabels():
            label.set_fontproperties(font(text - 1))
            label.set_color(GREY)
            label.set_parse_math(False)
        unit = unit_words(change_units(result.summary_units) if is_change else result.summary_units)
        axes.annotate(
            f"{'change, ' if is_change else ''}{unit}", (0, 1), xycoords="axes fraction", xytext=(0, 2),
            textcoords="offset points", fontproperties=font(text - 1), color=GREY, va="bottom", parse_math=False,
        )  # fmt: skip


def draw_scale_bar(axes: Axes, low: np.ndarray, high: np.ndarray, text: float) -> None:
    """Draw a bar of a round number of kilometres, about a quarter of the stretch from `low` to `high` (km) wide."""
    wide = float(high[0] - low[0])
    power = 10.0 ** math.floor(math.log10(wide / 4))
    length = max(f * power for f in (1, 2, 5) if f * power <= wide / 3)
    halo = [withStroke(linewidth=3, foreground="white")]
    x, y = low[0] + 0.04 * wide, low[1] + 0.035 * wide
    axes.plot([x, x + length], [y, y], color=INK, linewidth=1.6, zorder=8, path_effects=halo, solid_capstyle="butt")
    axes.annotate(
        f"{tick(length)} km", (x, y), xytext=(0, 2.5), textcoords="offset points", fontproperties=font(text - 1),
        color=INK, ha="left", va="bottom", zorder=8, path_effects=halo, parse_math=False,
    )  # fmt: skip


def _signed(step: float, is_change: bool, units: str) -> str:
    words = step_words(step, units)
    return f"+{words}" if is_change and step > 0 else words


def outlines(geometry: BaseGeometry, projection: Projection) -> list[np.ndarray]:
    """Return the outlines of a shape in km, without the seam that the antimeridian cuts into it."""
    polygons = [part for part in getattr(geometry, "geoms", [geometry]) if part.geom_type == "Polygon"]
    rings = [np.asarray(ring.coords)[:, :2] for p in polygons for ring in (p.exterior, *p.interiors)]
    return [projection.line(line, 0.25) for ring in rings for line in _without_seam(ring)]


def ground(projection: Projection, corners: np.ndarray, *, units: bool) -> list[np.ndarray]:
    """Return shores and borders around the cells, in km."""
    turned = np.mod(corners[:, 0] - projection.lon + 180.0, 360.0) - 180.0
    south, north = float(corners[:, 1].min()), float(corners[:, 1].max())
    margin = 0.3 * max(float(np.ptp(turned)), north - south, 0.5)
    west, east = projection.lon + float(turned.min()) - margin, projection.lon + float(turned.max()) + margin
    if east - west >= 360.0:
        west, east = projection.lon - 180.0, projection.lon + 180.0
    window = (west, max(south - margin, -90.0), east, min(north + margin, 90.0))
    return [projection.line(part, 0.5) for line in borders(window, units=units) for part in _without_seam(line)]


def _without_seam(line: np.ndarray) -> list[np.ndarray]:
    """Return the parts of a line that do not run along the antimeridian."""
    is_seam = (np.abs(np.mod(line[:-1, 0], 360.0) - 180.0) < 1e-9) & (np.diff(line[:, 0]) == 0)
    parts = np.split(np.arange(len(line) - 1), np.flatnonzero(np.diff(is_seam)) + 1)
    return [line[part[0] : part[-1] + 2] for part in parts if part.size and not is_seam[part[0]]]
