"""A place for a need: by name as it is typed, on a map, from a file, or one that the visitor keeps."""

from __future__ import annotations

import re
from typing import Any

import streamlit as st

from broker.service import Broker
from broker.ui import resources, session
from broker.ui.components import here, where_map
from broker.ui.components.markup import html, plain, show
from broker.ui.components.refusal import attempt, refused
from broker.ui.components.where_preview import show_preview
from broker.ui.messages import say
from broker.ui.session import Draft
from translators.errors import RegionError
from translators.precision import PRECISIONS

WAYS = ("name", "map", "file", "mine")
#: Two numbers: latitude and longitude.
_POINT = re.compile(r"\s*([+-]?\d+(?:\.\d+)?)\s*[,;\s]\s*([+-]?\d+(?:\.\d+)?)\s*")
_SUFFIXES = ("geojson", "json", "zip", "gpkg", "kml", "kmz", "wkt")
_LARGEST_MB = 20


def offer_ways(draft: Draft) -> None:
    """Draw where the visitor is, and the dialog for any other place; taking one changes the draft."""
    here.offer_here(resources.get_broker(), draft)
    if st.button(say("where.more"), key="where-more", type="tertiary", icon=":material/map:"):
        st.dialog(say("where.title"), width="large")(choose_place)(draft)


def choose_place(draft: Draft) -> None:
    """Draw the ways to say a place, a preview of what is said, and the button that takes it."""
    broker = resources.get_broker()
    way = st.segmented_control(
        say("where.way"),
        WAYS,
        default=WAYS[0],
        required=True,
        key="where-way",
        format_func=lambda one: say(f"where.way.{one}"),
        label_visibility="collapsed",
    )
    asked = _ASKED[way or WAYS[0]](broker)
    if asked is None:
        return
    region, error = attempt(lambda: broker.region(asked, by=session.visitor().by))
    if error is not None or region is None:
        refused(error or RegionError(say("where.found.none")))
        return
    show_preview(broker, region)
    if st.button(say("where.take"), type="primary", key="where-take"):
        session.keep(session.change(draft, "region", region=region.asked))
        st.rerun()
    if way != "mine" and session.visitor().name:
        _keep(broker, region)


def _by_name(broker: Broker) -> dict[str, Any] | None:
    """Return the place that is typed: coordinates, or one of the places that the words may mean."""
    words = st.text_input(
        say("where.name"),
        key="where-name",
        placeholder=say("where.name.example"),
        type="search",
        live="200ms",
        max_chars=200,
    )
    if not words or not words.strip():
        return None
    point = _POINT.fullmatch(words)
    if point:
        return {"point": {"lat": float(point[1]), "lon": float(point[2])}}
    found = broker.search_places(words)
    if not found:
        show(html('<p class="quiet">{words}</p>', words=say("where.found.none")))
        return None
    kinds = {place.option: say(f"where.{place.kind}") for place in found}
    chosen = st.radio(
        say("where.found"), list(kinds), format_func=lambda name: plain(f"{name} ({kinds[name]})"), key="where-found"
    )
    return {"place": chosen} if chosen else None


def _on_map(broker: Broker) -> dict[str, Any] | None:
    """Return the box or the outline that is drawn, or the point that is typed."""
    st.caption(say("where.map.help"))
    near = st.text_input(say("where.map.near"), key="where-near", live="200ms", max_chars=200)
    centre = next(iter(broker.search_places(near, 1)), None) if near else None
    drawn = where_map.draw(centre)
    left, right = st.columns(2)
    lat = left.number_input(
        say("where.lat"), min_value=-90.0, max_value=90.0, value=None, format="%g", key="where-lat", step=0.01
    )
    lon = right.number_input(
        say("where.lon"), min_value=-180.0, max_value=360.0, value=None, format="%g", key="where-lon", step=0.01
    )
    if drawn is not None:
        return drawn
    return {"point": {"lat": lat, "lon": lon}} if lat is not None and lon is not None else None


def _from_file(broker: Broker) -> dict[str, Any] | None:
    """Return the shapes of an uploaded file; it is read at once and not kept."""
    file = st.file_uploader(
        say("where.file"),
        type=list(_SUFFIXES),
        key="where-file",
        max_upload_size=_LARGEST_MB,
        help=say("where.file.help"),
    )
    if file is None:
        return None
    left, right = st.columns(2)
    layer = left.text_input(say("where.file.layer"), key="where-layer", max_chars=100)
    feature = right.text_input(say("where.file.feature"), key="where-feature", max_chars=100)
    crs = left.text_input(say("where.file.crs"), key="where-crs", max_chars=60)
    each = st.checkbox(say("where.file.each"), key="where-each")
    repair = st.checkbox(say("where.file.repair"), key="where-repair")
    from broker.areas.files import Wanted

    wanted = Wanted(layer.strip(), feature.strip(), crs.strip(), each, repair)
    region, error = attempt(lambda: broker.read_area(file.name, file.getvalue(), wanted))
    if error is not None or region is None:
        refused(error or RegionError(say("where.found.none")))
        return None
    return region.asked


def _mine(broker: Broker) -> dict[str, Any] | None:
    """Return one of the places that the visitor keeps."""
    by = session.visitor().by
    if not by:
        show(html('<p class="quiet">{words}</p>', words=say("where.mine.who")))
        return None
    places = broker.kept_places(by=by)
    if not places:
        show(html('<p class="quiet">{words}</p>', words=say("where.mine.none")))
        return None
    chosen = st.radio(say("where.mine.choose"), [place.name for place in places], format_func=plain, key="where-mine")
    if st.button(say("where.mine.forget"), type="tertiary", key="where-forget"):
        attempt(lambda: broker.forget_place(str(chosen), by=by))
        st.rerun(scope="fragment")
    return {"kept": chosen} if chosen else None


def _keep(broker: Broker, region: Any) -> None:
    """Draw the form that keeps the place under a name of the visitor's."""
    with st.expander(say("where.keep")), st.form("where-keep", border=False):
        name = st.text_input(say("where.keep.name"), placeholder=say("where.keep.example"), max_chars=80)
        precision = st.radio(
            say("where.keep.precision"), PRECISIONS if not region.parts else PRECISIONS[:1], format_func=_how_exactly
        )
        sent = st.form_submit_button(say("where.keep.button"))
    if sent:
        kept, error = attempt(
            lambda: broker.keep_place(name, region, precision or PRECISIONS[0], by=session.visitor().by)
        )
        if error is not None or kept is None:
            refused(error or RegionError(say("where.found.none")))
        else:
            st.caption(plain(say("where.keep.done", name=kept.name)))


def _how_exactly(precision: str) -> str:
    if precision.endswith("km"):
        return say("where.keep.square", km=precision.split()[0])
    return say(f"where.keep.{precision}")


_ASKED = {"name": _by_name, "map": _on_map, "file": _from_file, "mine": _mine}
