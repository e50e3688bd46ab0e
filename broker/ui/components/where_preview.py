"""A region before anything is asked of it: its outline, its area, and the cells of the data on offer under it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from broker.areas.look import Cover
from broker.service import Broker
from broker.ui import session
from broker.ui.components import where_map
from broker.ui.components.here import beside
from broker.ui.components.markup import html, join, show
from broker.ui.components.refusal import attempt
from broker.ui.messages import say
from broker.ui.theme import is_dark
from translators.regions import Region

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

#: Corners that the picture of an outline has at most.
_MOST_CORNERS = 4000


def show_preview(broker: Broker, region: Region) -> None:
    """Draw the outline, and what of the data lies under it."""
    look, _ = attempt(lambda: broker.look(region, by=session.visitor().by))
    show(html("<p><b>{words}</b></p>", words=say("where.preview")))
    st.plotly_chart(
        where_map.figure(_view(region), _drawn(region), dark=is_dark(), height_px=240),
        key="where-preview",
        theme=None,
        config={"displayModeBar": False},
        alt=region.name,
    )
    lines = [_name(broker, region)]
    lines += [region.note] if region.note else []
    lines += [_cover(cover) for cover in look.covers] if look and look.covers else [say("where.none")]
    show(html("<ul>{lines}</ul>", lines=join(html("<li>{line}</li>", line=line) for line in lines)))


def _name(broker: Broker, region: Region) -> str:
    if not region.is_point:
        return say("where.area", name=region.name, area=_in_km2(region.area_km2))
    if region.parts or "point" not in region.asked:
        return region.name
    here, _ = attempt(lambda: broker.places_at(region.geometry.y, region.geometry.x))
    return beside(region.name, here) if here else region.name


def _cover(cover: Cover) -> str:
    if not cover.cells:
        return say("where.away", dataset=cover.dataset, km=f"{cover.distance_km:.0f}")
    if cover.cell_km is None:
        return say("where.point", dataset=cover.dataset, km=f"{cover.distance_km:.0f}")
    facts = {"dataset": cover.dataset, "cells": cover.cells, "km": f"{cover.cell_km:.0f}"}
    one = ".one" if cover.cells == 1 else ""
    if cover.share_outside < 0.005:
        return say(f"where.cells{one}", **facts)
    return say(f"where.cells.outside{one}", **facts, share=f"{100 * cover.share_outside:.0f} %")


def _view(region: Region) -> tuple[float, float, float, float]:
    west, south, east, north = region.geometry.bounds
    air = max(0.3 * (east - west), 0.3 * (north - south), 1.0)
    return west - 2 * air, max(south - air, -90.0), east + 2 * air, min(north + air, 90.0)


def _in_km2(area: float) -> str:
    return f"{area:.2g}" if area < 10 else f"{area:,.0f}"


def _drawn(region: Region) -> BaseGeometry:
    """Return the outline, with fewer corners where it has more than a picture shows."""
    import shapely

    shape = region.geometry
    if shapely.get_num_coordinates(shape) <= _MOST_CORNERS:
        return shape
    west, south, east, north = shape.bounds
    return shapely.simplify(shape, max(east - west, north - south) / 1000)
