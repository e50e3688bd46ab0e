"""From an offer to its report, and from the report to a published version that can be cited."""

from __future__ import annotations

from typing import Any

import streamlit as st

from broker.service import Broker
from broker.ui import pages, session
from broker.ui.components import findings, offer, offer_about, offer_form, periods, taking
from broker.ui.components.doing import carry_out
from broker.ui.components.footprints import show_footprints
from broker.ui.components.markup import html, join, plain, show
from broker.ui.components.offer import Offer
from broker.ui.components.refusal import attempt, refused
from broker.ui.messages import say
from catalog.record import Report

#: Paths that are named; the rest are counted.
MOST_PATHS = 3
#: The page that shows this work itself, by its name in the address.
_HERE = pages.PUBLISH.stem


def go_on(broker: Broker, made: Offer) -> None:
    """Check an offer, show what was found, and publish it when its producer says so."""
    _files(made)
    if made.about:
        _publish(broker, made)
        return
    facets = made.facets()
    note = st.empty()
    note.caption(say("publish.leave"))
    report, error = attempt(
        lambda: carry_out(
            made.check_key,
            say("publish.checking"),
            lambda progress: broker.check(list(made.paths), facets, progress),
            lambda checked: _back_to(made),
            _HERE,
            lambda checked: say("publish.checked"),
        )
    )
    note.empty()
    if error is not None:
        refused(error)
        findings.show_findings(getattr(error, "findings", ()))
        return
    _show_report(made, report)
    grave = [f for f in report.findings if f.severity == "error"]
    st.header(say("publish.report"))
    if not grave:
        findings.show_findings(report.findings)
    offer_form.ask_more(made, report)
    if grave:
        others = [f for f in report.findings if f.severity != "error"]
        if others:
            show(html("<h3>{words}</h3>", words=say("publish.report.else")))
            findings.show_findings(others)
    if report.status != "refused" and offer_about.ask_about(broker, made, report) is not None:
        st.rerun()


def _files(made: Offer) -> None:
    names = list(made.paths[:MOST_PATHS])
    if made.is_uploaded:
        names = [name.replace("\\", "/").rpartition("/")[2] for name in names]
    if len(made.paths) > MOST_PATHS:
        names.append(say("catalog.more", count=len(made.paths) - MOST_PATHS))
    show(html('<p class="quote said">{names}</p>', names=join(names, "\n")))
    if st.button(say("publish.more"), key="other", type="tertiary"):
        offer.drop(made)
        st.rerun()


def _show_report(made: Offer, report: Report) -> None:
    ready = report.status != "refused"
    errors = len({f.code for f in report.findings if f.severity == "error"})
    words = say("publish.publishable") if ready else say("publish.refused", count=errors)
    show(html('<div class="{kind}" role="status">{words}</div>', kind="help" if ready else "refusal", words=words))
    if report.simulations:
        st.header(say("publish.understood"))
        st.caption(say("publish.understood.note"))
        _where_and_when(made, report)
        findings.show_simulations(report.simulations)


def _where_and_when(made: Offer, report: Report) -> None:
    version = offer.as_version(made, report)
    held = periods.periods_of(report.simulations)
    axis = periods.shared([held])
    left, right = st.columns(2, gap="medium")
    with left:
        show_footprints([version], key="offered", height_px=190)
    with right:
        show(html("{scale}{bars}", scale=periods.scale(axis), bars=periods.bars(held, axis)))


def _publish(broker: Broker, made: Offer) -> None:
    by, facets = session.visitor().by, made.facets()
    note = st.empty()
    note.caption(say("publish.leave"))
    published, error = attempt(
        lambda: carry_out(
            made.publish_key,
            say("publish.doing"),
            lambda progress: broker.publish(list(made.paths), facets, by=by, key=made.publish_key, progress=progress),
            lambda published: _back_to(made) if published.status == "refused" else _to_the_data(published),
            _HERE,
            _told,
        )
    )
    note.empty()
    if error is not None or published.status == "refused":
        if error is not None:
            refused(error)
        else:
            show(html('<div class="refusal" role="status">{words}</div>', words=say("publish.refused.late")))
            findings.show_findings(published.findings)
        if st.button(say("publish.back"), key="back"):
            offer.keep(Offer(made.token, made.paths, made.said, made.accept))
            st.rerun()
        return
    offer.forget_uploads(made.paths)
    offer_about.forget(made)
    show(html('<div class="help" role="status">{words}</div>', words=_told(published)))
    if any(f.code == "already-published" for f in published.findings):
        show(html("<p>{words}</p>", words=say("publish.same")))
    version, error = attempt(lambda: broker.dataset(published.dataset, published.version, by=by))
    if error is None:
        show(html("<h3>{words}</h3>", words=say("catalog.cite")))
        taking.show_citation(version)
    with st.container(horizontal=True, key="after"):
        if st.button(say("publish.see"), key="see", type="primary"):
            page, address = _to_the_data(published)
            st.switch_page(page, query_params=address)
    st.caption(plain(say("publish.after", label=_label(published))))


def _back_to(made: Offer) -> tuple[Any, dict[str, str]]:
    return pages.PUBLISH, {"offer": made.token}


def _to_the_data(published: Report) -> tuple[Any, dict[str, str]]:
    return pages.CATALOG, {"dataset": published.dataset, "version": str(published.version)}


def _label(published: Report) -> str:
    return f"{published.dataset}@{published.version}"


def _told(published: Report) -> str:
    """Return what a publication came to, in words."""
    if published.status == "refused":
        return say("publish.refused.late")
    return say("publish.drafted" if published.status == "draft" else "publish.done", label=_label(published))
