"""What was found in the catalog: where it lies, and one page of it line by line."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from broker.service import Broker
from broker.ui import pages, session
from broker.ui.components import dataset, periods
from broker.ui.components.catalog_search import Search
from broker.ui.components.footprints import show_footprints
from broker.ui.components.markup import html, plain, show
from broker.ui.components.refusal import attempt
from broker.ui.messages import say
from catalog.record import Version

#: Datasets on one page.
PAGE = 25


def version_in_address(broker: Broker, name: str, by: str) -> tuple[Version | None, Exception | None]:
    """Return the version that the address names, or the refusal; a draft is shown to those who may review it."""
    number = st.query_params.get("version", "")
    wanted = int(number) if number.isdecimal() and len(number) < 7 else None
    version, error = attempt(lambda: broker.dataset(name, wanted, by=by))
    if error is not None and by:
        waiting, _ = attempt(lambda: broker.to_review(by=by))
        version = next((v for v in waiting or () if v.dataset == name and wanted in (None, v.number)), None)
    return version, error


def show_withdrawn(broker: Broker, name: str, by: str) -> None:
    """Draw the way to what follows a dataset that was withdrawn, and to its last version; nothing for any other."""
    versions, _ = attempt(lambda: broker.versions(name, by=by))
    last = max(versions or (), key=lambda version: version.number, default=None)
    if last is None or not last.is_retired:
        return
    ways = [(last.successor, "primary")] if last.successor else []
    for label, kind in [*ways, (last.label, "secondary")]:
        if st.button(say("withdrawn.see", successor=plain(label)), key=f"to-{label}", type=kind):
            there, _, number = label.partition("@")
            st.switch_page(pages.CATALOG, query_params={"dataset": there, **({"version": number} if number else {})})


def show_empty() -> None:
    """Say what to do where nothing is on offer yet."""
    show(html('<p class="quiet">{words}</p>', words=say("catalog.empty")))
    if st.button(say("publish.nav"), type="primary", key="offer"):
        st.switch_page(pages.PUBLISH)


def show_list(broker: Broker, found: Sequence[Version], wanted: Search, by: str) -> None:
    """Draw the map of what was found, and the page of it that the address names."""
    if not found:
        show(html('<p class="quiet">{words}</p>', words=say("catalog.nothing")))
        return
    pages_there = -(-len(found) // PAGE)
    named = st.query_params.get("page", "1")
    page = min(max(int(named) if named.isdecimal() and len(named) < 7 else 1, 1), pages_there)
    first = (page - 1) * PAGE
    shown = found[first : first + PAGE]
    show(html('<p class="counted"><b>{words}</b></p>', words=_counted(len(found), wanted)))
    show_footprints(found, key="footprints", looked_in=wanted.place)
    held, _ = attempt(lambda: broker.periods([(v.dataset, v.number) for v in shown], by=by))
    held = held or {}
    axis = periods.shared(list(held.values()))
    key = html('<p class="quiet small">{words}</p>', words=say("catalog.bars"))
    show(html('<div class="entry head"><div>{key}</div><div>{scale}</div></div>', key=key, scale=periods.scale(axis)))
    for version in shown:
        dataset.show_line(version, held.get((version.dataset, version.number), {}), axis)
    if pages_there > 1:
        _turn(page, pages_there, first, len(found))


def _counted(count: int, wanted: Search) -> str:
    words = say("catalog.count.one") if count == 1 else say("catalog.count", count=f"{count:,}")
    return say("catalog.count.found", count=words) if wanted.is_narrow else words


def _turn(page: int, last: int, first: int, count: int) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="turn"):
        for name, to in (("earlier", page - 1), ("next", page + 1)):
            if st.button(say(f"catalog.page.{name}"), key=f"page-{name}", disabled=not 1 <= to <= last):
                st.query_params["page"] = str(to)
                st.rerun()
        words = say("catalog.page", first=f"{first + 1:,}", last=f"{min(first + PAGE, count):,}", count=f"{count:,}")
        show(html('<p class="quiet small">{words}</p>', words=words))


def show_waiting(broker: Broker, by: str) -> None:
    """Draw the drafts that wait for a second pair of eyes, to those who may be it."""
    if not by or session.visitor().role not in {"scientist", "facilitator"}:
        return
    waiting, _ = attempt(lambda: broker.to_review(by=by))
    if not waiting:
        return
    st.header(say("review.waiting"))
    for version in waiting:
        if st.button(plain(version.title or version.dataset), key=f"review-{version.label}", type="tertiary"):
            st.switch_page(pages.CATALOG, query_params=dataset.address_of(version))
        words = say("review.by", by=version.published_by, label=version.label)
        show(html('<p class="quiet small">{words}</p>', words=words))
