"""The map: cells as they are, the region outlined, borders of our own, and a mark where the models do not agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from broker.engine.result import Result
from broker.products.style import round_steps, tick
from broker.ui.components.figures import amount, scenario, unit
from broker.ui.components.made_up import mark
from broker.ui.components.map_towns import name_towns, towns_of
from broker.ui.components.markup import plain
from broker.ui.messages import say
from broker.ui.theme import ROLES, is_dark
from translators.figures import change_units

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from broker.products.fields import Field
    from broker.products.projection import Projection

#: Polarity of the index → names of the scientific colour maps of values and of changes (centred on zero).
PALETTES = {
    "hot": ("lajolla_r", "vik"),
    "cold": ("devon_r", "vik_r"),
    "wet": ("davos_r", "broc_r"),
    "dry": ("lajolla_r", "broc"),
    "neutral": ("lajolla_r", "vik"),
}
HEIGHT_PX = 480
#: About so many slanted marks stand side by side on a square map, if every cell has some.
MARKS_ACROSS = 20
#: Steps of the colour bar.
MOST_STEPS = 12


def show_map(result: Result) -> None:
    """Draw one panel, chosen by the visitor; nothing where there are not several cells."""
    from broker.products.fields import fields, has_map

    panels = fields(result) if has_map(result) else ()
    if not panels:
        return
    st.header(say("answer.map"))
    chosen = st.segmented_control(
        say("map.choose"),
        range(len(panels)),
        default=len(panels) - 1,
        required=True,
        key="map-panel",
        format_func=lambda i: plain(title(panels[i])),
        label_visibility="collapsed",
    )
    panel = panels[chosen if chosen is not None else -1]
    st.plotly_chart(
        figure(result, panel, panels, dark=is_dark()),
        key="map",
        theme=None,
        config={"displayModeBar": False, "scrollZoom": False},
        alt=in_words(result, panel),
    )
    st.caption(plain(caption(panel)))


def title(panel: Field) -> str:
    """Return what a panel shows: "2041–2060, middle emissions (SSP2-4.5)"."""
    name = say("fan.past") if panel.scenario.startswith("hist") else scenario(panel.scenario)
    return ", ".join(filter(None, [str(panel.period), name, panel.model]))


def caption(panel: Field) -> str:
    """Return what the marks mean."""
    words = say("map.change") if panel.is_change else say("map.value")
    words += " " + (say("map.cells.one") if panel.models == 1 else say("map.cells", models=panel.models))
    doubt = "map.doubtful.category" if panel.has_categories else "map.doubtful"
    return words + (" " + say(doubt) if panel.is_doubtful.any() else "")


def in_words(result: Result, panel: Field) -> str:
    """Return what the map shows, for those who do not see it."""
    known = panel.values[np.isfinite(panel.values)]
    if not known.size:
        return say("map.empty")
    units = _units(result, panel)
    least, most = (amount(float(v), units, sign=panel.is_change) for v in (known.min(), known.max()))
    return say("map.alt", title=title(panel), least=least, most=most, cells=known.size)


def figure(result: Result, panel: Field, panels: tuple[Field, ...], *, dark: bool = False) -> Figure:
    """Return the map as a flat picture in equal areas, one colour a step."""
    from plotly.graph_objects import Figure

    from broker.products.projection import Projection

    onto = Projection.about(panel.corners[..., 0].ravel(), panel.corners[..., 1].ravel())
    flat = onto(panel.corners[..., 0], panel.corners[..., 1])
    drawn = Figure()
    steps, colours = _steps(result, panel, panels)
    bins = np.clip(np.digitize(panel.values, steps[1:-1]), 0, len(colours) - 1)
    for i, shade in enumerate(colours):
        _squares(drawn, _rings(panel, flat, onto, (bins == i) & np.isfinite(panel.values)), shade)
    _squares(drawn, _rings(panel, flat, onto, ~np.isfinite(panel.values)), _colour("rule", dark))
    _lines(drawn, _borders(panel, onto), _colour("ink", dark), 0.9)
    _lines(drawn, _outline(result, onto), _colour("accent", dark), 2.4)
    _marks(drawn, flat, panel, result, dark)
    _towns(drawn, panel, flat, onto, dark)
    _bar(drawn, steps, colours, _units(result, panel), panel.is_change)
    _frame(drawn, flat, dark)
    mark(drawn, result.recipe, dark)
    return drawn


def _colour(role: str, dark: bool) -> str:
    return ROLES[role][1 if dark else 0]


def _steps(result: Result, panel: Field, panels: tuple[Field, ...]) -> tuple[list[float], list[str]]:
    from cmcrameri import cm

    from translators.indices import index_of

    alike = [p.values for p in panels if p.is_change == panel.is_change]
    known = np.concatenate(alike)
    known = known[np.isfinite(known)]
    low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 1.0)
    if panel.is_change:
        low, high = min(low, 0.0), max(high, 0.0)
    steps = round_steps(low, high, MOST_STEPS)
    values, changes = PALETTES.get(
        index_of(result.recipe.index, result.recipe.parameters).polarity, PALETTES["neutral"]
    )
    middles = (np.array(steps[:-1]) + np.array(steps[1:])) / 2
    if panel.is_change:
        # No change has the colour map's middle, whichever way the changes go.
        palette, places = cm.cmaps[changes], 0.5 + middles / (2 * max(abs(steps[0]), abs(steps[-1])))
    else:
        palette, places = cm.cmaps[values], (middles - steps[0]) / (steps[-1] - steps[0])
    shades = [palette(float(place)) for place in places]
    return steps, [f"rgb({round(255 * r)},{round(255 * g)},{round(255 * b)})" for r, g, b, _ in shades]


def _units(result: Result, panel: Field) -> str:
    return change_units(result.summary_units) if panel.is_change else result.summary_units


def _rings(panel: Field, flat: np.ndarray, onto: Projection, chosen: np.ndarray) -> list[np.ndarray]:
    """Return the closed outlines to fill of the chosen cells, or of the chosen places with their islands."""
    if not panel.shapes:
        return [np.concatenate([ring, ring[:1]]) for ring in flat[chosen]]
    shapes = [shape for shape, is_chosen in zip(panel.shapes, chosen, strict=True) if is_chosen]
    polygons = [part for shape in shapes for part in getattr(shape, "geoms", [shape]) if part.geom_type == "Polygon"]
    return [onto.ring(np.asarray(polygon.exterior.coords)[:, :2]) for polygon in polygons]


def _squares(drawn: Figure, rings: list[np.ndarray], shade: str) -> None:
    if rings:
        gap = np.full((1, 2), np.nan)
        closed = np.concatenate([part for ring in rings for part in (ring, gap)])
        drawn.add_scatter(
            x=closed[:, 0],
            y=closed[:, 1],
            fill="toself",
            fillcolor=shade,
            mode="lines",
            line={"color": shade, "width": 0.6},
            hoverinfo="skip",
        )


def _lines(drawn: Figure, rings: list[np.ndarray], colour: str, width: float) -> None:
    if rings:
        gap = np.full((1, 2), np.nan)
        joined = np.concatenate([part for ring in rings for part in (ring, gap)])
        drawn.add_scatter(
            x=joined[:, 0], y=joined[:, 1], mode="lines", line={"color": colour, "width": width}, hoverinfo="skip"
        )


def _borders(panel: Field, onto: Projection) -> list[np.ndarray]:
    from translators.gazetteer.shapes import borders

    lon, lat = panel.corners[..., 0], panel.corners[..., 1]
    box = (float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max()))
    return [onto(line[:, 0], line[:, 1]) for line in borders(box, units=(box[2] - box[0]) < 12)]


def _outline(result: Result, onto: Projection) -> list[np.ndarray]:
    geometry = result.recipe.region["geometry"]
    if geometry["type"] == "GeometryCollection":  # areas and points asked together: only areas have an outline
        geometry = next((g for g in geometry["geometries"] if "Polygon" in g["type"]), geometry)
    if geometry["type"] == "Polygon":
        polygons = [geometry["coordinates"]]
    else:
        polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else []
    return [onto.ring(np.array(polygon[0])) for polygon in polygons]


def _marks(drawn: Figure, flat: np.ndarray, panel: Field, result: Result, dark: bool) -> None:
    middle = flat.mean(axis=1)
    words = [amount(float(v), _units(result, panel), sign=panel.is_change) for v in panel.values]
    words = [f"{name}: {said}" for name, said in zip(panel.names, words, strict=True)] if panel.names else words
    drawn.add_scatter(
        x=middle[:, 0],
        y=middle[:, 1],
        mode="markers",
        marker={"size": 14, "opacity": 0},
        text=words,
        hovertemplate="%{text}<extra></extra>",
    )
    doubtful = middle[panel.is_doubtful] if panel.shapes else _within(flat[panel.is_doubtful], len(middle))
    if len(doubtful):
        drawn.add_scatter(
            x=doubtful[:, 0],
            y=doubtful[:, 1],
            mode="markers",
            hoverinfo="skip",
            marker={"symbol": "line-ne-open", "size": 8, "color": _colour("ink", dark), "line": {"width": 1}},
        )


def _within(corners: np.ndarray, cells: int) -> np.ndarray:
    """Return where slanted marks stand in cells with these corners, (cells, 4, 2): in large cells in rows."""
    rows = int(np.clip(np.round(MARKS_ACROSS / np.sqrt(cells)), 1, MARKS_ACROSS / 2))
    along, across = ((np.indices((rows, rows)).reshape(2, -1) + 0.5) / rows)[:, :, np.newaxis, np.newaxis]
    first, second, third, fourth = (corners[np.newaxis, :, i] for i in range(4))
    points = (1 - across) * ((1 - along) * first + along * second) + across * ((1 - along) * fourth + along * third)
    return points.reshape(-1, 2)


def _towns(drawn: Figure, panel: Field, flat: np.ndarray, onto: Projection, dark: bool) -> None:
    """Draw the names of the largest towns, so that people find their place."""
    lon, lat = panel.corners[..., 0], panel.corners[..., 1]
    box = (float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max()))
    towns = [(name, *onto(np.array([x]), np.array([y]))[0]) for name, x, y in towns_of(box)]
    name_towns(drawn, towns, (float(flat[..., 0].min()), float(flat[..., 0].max())), dark)


def _bar(drawn: Figure, steps: list[float], colours: list[str], units: str, is_change: bool) -> None:
    scale = [(i / len(colours), shade) for i, shade in enumerate(colours) for i in (i, i + 1)]
    sign = "+" if is_change else ""
    drawn.add_scatter(
        x=[None],
        y=[None],
        mode="markers",
        hoverinfo="skip",
        marker={
            "color": [steps[0]],
            "cmin": steps[0],
            "cmax": steps[-1],
            "colorscale": scale,
            "showscale": True,
            "colorbar": {
                "orientation": "h",
                "thickness": 12,
                "len": 0.9,
                "y": -0.02,
                "yanchor": "top",
                "outlinewidth": 0,
                "tickvals": steps,
                "ticktext": [f"{sign if v > 0 else ''}{tick(v)}" for v in steps],
                "title": {"text": unit(units), "side": "bottom"},
            },
        },
    )


def _frame(drawn: Figure, flat: np.ndarray, dark: bool) -> None:
    from broker.ui.components.fan import FONT

    (west, south), (east, north) = flat.reshape(-1, 2).min(axis=0), flat.reshape(-1, 2).max(axis=0)
    pad = 0.03 * max(east - west, north - south)
    length = float(f"{(east - west) / 4:.0e}")
    drawn.add_shape(
        type="line",
        x0=west,
        x1=west + length,
        y0=south - pad / 2,
        y1=south - pad / 2,
        line={"color": _colour("ink", dark), "width": 2},
    )
    drawn.add_annotation(
        x=west + length, y=south - pad / 2, text=f"{length:,.0f} km", showarrow=False, xanchor="left", xshift=5
    )
    drawn.update_xaxes(visible=False, range=[west - pad, east + pad], fixedrange=True, constrain="domain")
    drawn.update_yaxes(
        visible=False, range=[south - 2 * pad, north + pad], fixedrange=True, scaleanchor="x", constrain="domain"
    )
    drawn.update_layout(
        height=HEIGHT_PX,
        showlegend=False,
        margin={"l": 0, "r": 0, "t": 4, "b": 58},
        dragmode=False,
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": FONT, "size": 14, "color": _colour("ink", dark)},
    )
