"""`map.png`: cells as they are, the region's outline, and hatching where the change is not robust."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from broker.engine.result import Result
from broker.products.delivery import Delivery
from broker.products.fields import AGREEMENT, Field, fields
from broker.products.figures import DRAWING, draw_caption, draw_title, mark_made_up, save_png
from broker.products.language import say
from broker.products.map_frame import Frame, Scale
from broker.products.style import (
    GREY,
    INK,
    legible,
    scenario_colour,
    scenario_name,
)
from broker.products.told import scenario_words
from broker.products.typeface import REGULAR, SEMIBOLD, font

_DPI = 200
_TEXT = 9.0
#: Heights in lines of text of a panel's name and of a colour bar; points between panels; the tallest panel.
_HEAD, _BAR, _GAP, _TALLEST = 3.1, 4.4, 10.0, 300.0


def write_map(result: Result, delivery: Delivery, path: Path) -> None:
    """Write `map.png`: the baseline, and the change by period and scenario, one panel each."""
    with DRAWING, matplotlib.rc_context({"hatch.linewidth": 0.7}):
        figure = Figure(figsize=(8.0, 5.0), dpi=_DPI, facecolor="white")
        FigureCanvasAgg(figure)
        panels = fields(result)
        width = 0.94 * 576
        figure.set_size_inches(8.0, (maps_height(result, panels, width, _TEXT) + 124) / 72)
        top = draw_title(figure, result, map_words(result, panels))
        bottom = draw_caption(figure, result, delivery)
        draw_maps(figure, result, panels, (0.03 * 576, bottom + 4, width, top - bottom - 8))
        save_png(figure, path, result, delivery)


@dataclass(frozen=True)
class Layout:
    """Where panels stand: row and column of each, and where the colour bars go."""

    places: tuple[tuple[int, int], ...]
    rows: int
    columns: int
    has_free_corner: bool

    @classmethod
    def of(cls, panels: tuple[Field, ...]) -> Layout:
        """Return one row a period and one column a scenario, the baseline before them; else up to three in a row."""
        changes = [p for p in panels if p.is_change]
        if changes and len(changes) == len(panels) - 1 and not any(p.model for p in panels):
            scenarios = list(dict.fromkeys(p.scenario for p in changes))
            periods = list(dict.fromkeys(p.period for p in changes))
            places = tuple((periods.index(p.period), 1 + scenarios.index(p.scenario)) for p in changes)
            return cls(((0, 0), *places), len(periods), 1 + len(scenarios), len(periods) > 1)
        columns = 2 if len(panels) in (2, 4) else min(3, len(panels))
        rows = math.ceil(len(panels) / columns)
        return cls(tuple(divmod(i, columns) for i in range(len(panels))), rows, columns, False)


def map_words(result: Result, panels: tuple[Field, ...]) -> str:
    """Return what the map's marks mean."""
    if any(p.model for p in panels):
        return say("map_models_apart")
    most = max((p.models for p in panels), default=1)
    models = sorted({s.model for s in result.series if s.kind == "projection"})
    words = say("map_places" if panels and panels[0].shapes else "map_cells")
    if most > 1:
        words = say("map_median", words=words, count=most)
    elif len(models) == 1:
        words = say("map_model", words=words, model=models[0])
    doubtful = [p for p in panels if p.is_doubtful.any()]
    if doubtful and doubtful[0].has_categories:
        is_weak = any((p.is_doubtful & ~p.is_conflicting).any() for p in panels)
        is_conflicting = any(p.is_conflicting.any() for p in panels)
        words = say("map_weak", words=words) if is_weak else words
        words = say("map_conflicting", words=words) if is_conflicting else words
    elif doubtful:
        words = say("map_doubtful", words=words, percent=round(100 * AGREEMENT))
    elif any(p.has_categories for p in panels):
        words = say("map_firm", words=words)
    return f"{words}."


def draw_maps(
    figure: Figure,
    result: Result,
    panels: tuple[Field, ...],
    place: tuple[float, float, float, float],
    text: float = _TEXT,
) -> None:
    """Draw the panels and their colour bars within a rectangle.

    Parameters
    ----------
    place : (left, bottom, width, height)
        In points from the figure's lower left corner.
    """
    left, bottom, width, height = place
    across, up = (72.0 * inches for inches in figure.get_size_inches())
    layout, frame = Layout.of(panels), Frame(result, panels)
    head = _HEAD * text
    bars = 0.0 if layout.has_free_corner else _BAR * text
    cell_width = (width - _GAP * (layout.columns - 1)) / layout.columns
    cell_height = min((height - bars) / layout.rows, cell_width * frame.aspect + head)
    scales = {is_change: Scale(result, panels, is_change) for is_change in sorted({p.is_change for p in panels})}
    for place_number, (panel, (row, column)) in enumerate(zip(panels, layout.places, strict=True)):
        x, y = left + column * (cell_width + _GAP), bottom + height - (row + 1) * cell_height
        axes = figure.add_axes((x / across, y / up, cell_width / across, (cell_height - head) / up))
        frame.draw(axes, panel, scales[panel.is_change], text)
        mark_made_up(axes, result, 1.2 * text)
        _name_panel(axes, panel, text)
        if place_number == 0:
            frame.draw_scale_bar(axes, text)
    below = bottom + height - layout.rows * cell_height
    for order, (is_change, scale) in enumerate(scales.items()):
        x, y, room = left, below - 2.4 * text, cell_width
        if layout.has_free_corner:
            y = below + cell_height - head - (1.2 + order * 4.4) * text
        elif order:
            x, room = left + cell_width + _GAP, width - cell_width - _GAP
        axes = figure.add_axes((x / across, y / up, min(room - 2.0 * text, 270.0) / across, 0.9 * text / up))
        scale.draw_bar(axes, result, is_change, text)


def maps_height(result: Result, panels: tuple[Field, ...], width: float, text: float) -> float:
    """Return the height, in points, that maps of a width take."""
    layout = Layout.of(panels)
    cell_width = (width - _GAP * (layout.columns - 1)) / layout.columns
    panel = min(cell_width * Frame(result, panels).aspect, _TALLEST)
    return layout.rows * (panel + _HEAD * text) + (0.0 if layout.has_free_corner else _BAR * text)


def _name_panel(axes: Axes, panel: Field, text: float) -> None:
    if panel.model:
        second = say("period_scenario", period=panel.period, scenario=scenario_words(panel.scenario))
        first, colour = panel.model, GREY
    elif panel.is_change:
        first = say("change_by", period=panel.period)
        second = f"{scenario_words(panel.scenario)} ({scenario_name(panel.scenario)})"
        colour = legible(scenario_colour(panel.scenario))
    else:
        first, second, colour = str(panel.period), scenario_words("historical"), legible(GREY)
    for words, rise, weight, ink in ((first, 1.55, SEMIBOLD, INK), (second, 0.35, REGULAR, colour)):
        axes.annotate(
            words, (0, 1), xycoords="axes fraction", xytext=(0, rise * text), textcoords="offset points",
            fontproperties=font(text, weight), color=ink, ha="left", va="bottom", parse_math=False,
        )  # fmt: skip
