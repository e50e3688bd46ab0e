"""The page of one version: what it is, what it serves, how its past compares, who used it, and how to cite it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from broker.service import Broker
from broker.ui import pages, session
from broker.ui.components import dataset, findings, past, periods, serves, standing, taking, uses, wanted
from broker.ui.components.alike import grouped
from broker.ui.components.footprints import show_footprints
from broker.ui.components.heading import date
from broker.ui.components.markup import Html, html, join, plain, show
from broker.ui.components.refusal import attempt, refused
from broker.ui.messages import say
from catalog.fit_statement import Statement, place_km, statements
from catalog.record import Version


def show_page(broker: Broker, version: Version) -> None:
    """Draw all that is known of one version."""
    by = session.visitor().by
    if st.button(say("catalog.back"), key="back", type="tertiary", icon=":material/arrow_back:"):
        st.switch_page(pages.CATALOG)
    pages.entitle(version.title or version.dataset)
    st.title(plain(version.title or version.dataset))
    name = "catalog.version" if version.status == "published" else "catalog.version.draft"
    said = say(name, number=version.number, date=date(version.published))
    st.caption(plain(f"{version.label}. {said}."))
    standing.show_standing(version)
    if version.status != "published":
        standing.ask_review(broker, version)
    words = f"{dataset.in_words(version)}; {say(f'catalog.adjustment.{version.adjustment}')}"
    show(
        html('<p class="lead">{words}</p>', words=words if version.kind == "projection" else dataset.in_words(version))
    )
    _what_it_is(version)
    _fitness(version)
    _past(broker, version, by)
    st.header(say("catalog.findings"))
    findings.show_findings(version.findings)
    if version.accepted:
        show(html("<h3>{words}</h3>", words=say("review.accepted")))
        standing.show_accepted(version)
    st.header(say("catalog.simulations"))
    findings.show_simulations(version.simulations)
    st.header(say("catalog.cite"))
    taking.show_citation(version)
    st.header(say("catalog.code"))
    taking.show_code(version)
    st.header(say("export.title"))
    taking.show_exports(broker, version)
    if _is_seen(version, by):
        uses.show_uses(broker, version)
        wanted.show_wanted(broker, version)
    _versions(broker, version, by)
    if not version.is_retired:
        standing.ask_retirement(broker, version)


def _what_it_is(version: Version) -> None:
    held = periods.periods_of(version.simulations)
    left, right = st.columns([1, 1], gap="medium")
    with left:
        show_footprints([version], key="footprint", height_px=230)
        if held:
            axis = periods.shared([held])
            show(html("{scale}{bars}", scale=periods.scale(axis), bars=periods.bars(held, axis)))
    with right:
        show(_facts(version))


def _facts(version: Version) -> Html:
    known_to = ""
    if version.place_decimals is not None:
        known_to = say("fact.place.about", km=f"{place_km(version.place_decimals):.2g}")
    facts = {
        "producer": version.producer or say("fact.unsaid"),
        "contact": version.contact or say("fact.unsaid"),
        "licence": version.licence or say("fact.unsaid"),
        "terms": version.terms,
        "doi": version.doi,
        "holder": version.holder,
        "consent": {"yes": say("fact.consent.yes"), "no": say("fact.consent.no")}.get(
            version.consent.casefold(), version.consent
        ),
        "place": known_to,
        "embargo": version.embargo,
        "note": version.change_note,
        "by": version.published_by,
    }
    rows = join(
        html("<dt>{name}</dt><dd>{text}</dd>", name=say(f"fact.{name}"), text=text)
        for name, text in facts.items()
        if text
    )
    return html('<dl class="facts">{rows}</dl>', rows=rows)


def _fitness(version: Version) -> None:
    said = statements(version)
    for column, good in zip(st.columns(2, gap="medium"), (True, False), strict=True):
        with column:
            st.header(say("fitness.good" if good else "fitness.bad"))
            show(_lines([s for s in said if s.good is good], version))


def _lines(said: Sequence[Statement], version: Version) -> Html:
    items = []
    for group in grouped([serves.in_words(s) for s in said], version.models):
        first = html("{text}", text=_capital(group[0]))
        if len(group) > 1:
            rest = join(html("<p>{text}</p>", text=_capital(text)) for text in group[1:])
            more = say("answer.alike", count=len(group) - 1)
            first = html("{first}<details><summary>{more}</summary>{rest}</details>", first=first, more=more, rest=rest)
        items.append(html("<li>{text}</li>", text=first))
    return html('<ul class="serves">{items}</ul>', items=join(items))


def _capital(text: str) -> str:
    # A variable's own name keeps its letters: "tasmax" is not "Tasmax".
    return text if "_" in text.split(" ", 1)[0] else text[:1].upper() + text[1:]


def _is_seen(version: Version, by: str) -> bool:
    """Whether it is more than a draft of somebody else's, of which a reviewer sees what has to be judged."""
    return version.status == "published" or by in (version.published_by, version.holder)


def _past(broker: Broker, version: Version, by: str) -> None:
    if version.kind != "projection" or not _is_seen(version, by):
        return
    st.header(say("past.title"))
    with st.spinner(say("past.making")):
        comparisons, error = attempt(lambda: broker.comparisons(version.dataset, version.number, by=by))
    if error is not None:
        refused(error)
    else:
        past.show_past(comparisons)


def _versions(broker: Broker, version: Version, by: str) -> None:
    versions, error = attempt(lambda: broker.versions(version.dataset, by=by))
    st.header(say("version.title"))
    chosen = standing.show_versions([version] if error is not None else versions, version)
    if chosen is not None:
        st.switch_page(pages.CATALOG, query_params=dataset.address_of(chosen))
