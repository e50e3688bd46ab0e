"""From an offer to its report, and from the report to a published version."""

from __future__ import annotations

import re
from typing import Any

import streamlit as st

from broker.service import Broker
from broker.ui import pages, resources, session
from broker.ui.components import findings, who
from broker.ui.components.doing import carry_out
from broker.ui.components.making import fingerprint
from broker.ui.components.markup import html, plain, show
from broker.ui.components.offer_form import Offer, forget_uploads
from broker.ui.components.refusal import attempt, refused
from broker.ui.messages import say
from broker.ui.session import Draft
from catalog.record import Facets, Report


def check_and_publish(broker: Broker, offer: Offer | None) -> None:
    """Check a new offer, or go on with the one checked last, until it is published."""
    if offer is not None:
        _keep(offer, accept=())
    draft = _draft()
    if draft is None:
        return
    paths, facets = tuple(draft.need["paths"]), _facets(draft)
    key = session.submission("check", fingerprint(draft.need), draft.need["turn"])
    report, error = attempt(
        lambda: carry_out(key, say("publish.checking"), lambda progress: broker.check(list(paths), facets))
    )
    st.header(say("publish.report"))
    if error is not None:
        refused(error)
        findings.show_findings(getattr(error, "findings", ()))
        return
    _show_report(report)
    accept = _repairs(report, facets)
    if accept != facets.accept:
        _keep(Offer(paths, facets), accept)
        st.rerun()
    if report.status == "publishable":
        _publish(broker, paths, facets, key)


def _draft() -> Draft | None:
    return resources.get_drafts().get(session.submission("offer"))


def _facets(draft: Draft) -> Facets:
    return Facets(**{**draft.need["facets"], "accept": tuple(draft.need["accept"])})


def _keep(offer: Offer, accept: tuple[str, ...]) -> None:
    before = _draft()
    if before is not None and tuple(before.need["paths"]) != offer.paths:
        forget_uploads(before.need["paths"])
    need: dict[str, Any] = {
        "paths": list(offer.paths),
        "facets": {k: v for k, v in vars(offer.facets).items() if k != "accept"},
        "accept": list(accept),
        "turn": (before.need["turn"] + 1) if before else 1,
    }
    session.keep(Draft(token=session.submission("offer"), need=need))


def _show_report(report: Report) -> None:
    words = say("publish.publishable") if report.status == "publishable" else say("publish.refused")
    kind = "help" if report.status == "publishable" else "refusal"
    show(html('<div class="{kind}" role="status">{words}</div>', kind=kind, words=words))
    findings.show_findings(report.findings)
    if report.simulations:
        show(html("<h3>{words}</h3>", words=say("publish.understood")))
        findings.show_simulations(report.simulations)


def _repairs(report: Report, facets: Facets) -> tuple[str, ...]:
    """Draw one box for each repair that the checks offer; return those that are wanted."""
    offered = {
        f.code
        for f in report.findings
        if f.severity == "error" and re.search(rf"--accept {re.escape(f.code)}\b", f.fix)
    }
    codes = sorted(offered | set(facets.accept))
    if not codes:
        return facets.accept
    st.caption(say("publish.accept.note"))
    wanted = [
        code
        for code in codes
        if st.checkbox(plain(say("publish.accept", code=code)), value=code in facets.accept, key=f"accept-{code}")
    ]
    return tuple(wanted)


def _publish(broker: Broker, paths: tuple[str, ...], facets: Facets, checked: str) -> None:
    name = f"publish-{fingerprint(checked)}"
    done = resources.get_works().known(f"{checked}:publish")
    if done is None:
        with st.form(name, border=False):
            by = who.name_field(f"{name}-name")
            sent = st.form_submit_button(say("publish.do"), type="primary")
        if not sent:
            return
        if not by.strip():
            show(html('<div class="refusal" role="alert">{words}</div>', words=say("who.missing")))
            return
        who.introduce(by)
    by = session.visitor().by
    published, error = attempt(
        lambda: carry_out(
            f"{checked}:publish",
            say("publish.doing"),
            lambda progress: broker.publish(list(paths), facets, by=by, key=f"{checked}:publish", progress=progress),
        )
    )
    if error is not None:
        refused(error)
        return
    forget_uploads(paths)
    label = f"{published.dataset}@{published.version}"
    show(html('<div class="help" role="status">{words}</div>', words=say("publish.done", label=label)))
    if st.button(say("publish.see"), key="see", type="primary"):
        st.switch_page(pages.CATALOG, query_params={"dataset": published.dataset})
