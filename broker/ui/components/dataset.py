"""A dataset: one line of the catalog, and its page."""

from __future__ import annotations

import streamlit as st

from broker.service import Broker
from broker.ui import pages
from broker.ui.components import findings
from broker.ui.components.figures import scenario
from broker.ui.components.heading import date
from broker.ui.components.markup import html, plain, show
from broker.ui.components.offers import models_in_words
from broker.ui.components.refusal import attempt, refused
from broker.ui.messages import say
from broker.ui.theme import scenario_role
from catalog.record import Version


def in_words(version: Version) -> str:
    """Return what a version holds: how many models, which scenarios, which years."""
    simulations = version.simulations
    if not simulations:
        return ""
    first, last = min(s.years[0] for s in simulations), max(s.years[1] for s in simulations)
    names = dict.fromkeys(s.scenario for s in simulations if scenario_role(s.scenario) not in {"history", "ink"})
    what = [say(f"catalog.kind.{version.kind}")]
    if version.kind == "projection":
        what += [models_in_words(len({s.model for s in simulations})), *map(scenario, names)]
    words = ", ".join([*what, f"{first}–{last}"])
    return words[:1].upper() + words[1:]


def show_line(version: Version) -> None:
    """Draw one dataset of the list, with the way to its page."""
    grave = sum(f.severity == "warning" for f in version.findings)
    with st.container(border=True, key=f"dataset-{version.dataset}"):
        show(
            html(
                '<p class="said"><b>{title}</b> <span class="quiet small">{label}</span></p><p>{words}</p>'
                '<p class="quiet small">{producer} {warnings}</p>',
                title=version.title or version.dataset,
                label=version.label,
                words=in_words(version),
                producer=f"{version.producer}." if version.producer else "",
                warnings=say("catalog.warnings", count=grave) if grave else "",
            )
        )
        if st.button(say("catalog.open"), key=f"open-{version.dataset}"):
            st.switch_page(pages.CATALOG, query_params={"dataset": version.dataset})


def show_page(broker: Broker, version: Version) -> None:
    """Draw all that is known of one version."""
    if st.button(say("catalog.back"), key="back", type="tertiary", icon=":material/arrow_back:"):
        st.switch_page(pages.CATALOG)
    st.title(plain(version.title or version.dataset))
    st.caption(
        plain(f"{version.label}. {say('catalog.version', number=version.number, date=date(version.published))}.")
    )
    if version.is_retired:
        words = say("catalog.retired", because=version.retired)
        show(html('<div class="refusal">{words}</div>', words=words))
    show(
        html(
            '<p class="lead">{words}</p>',
            words=f"{in_words(version)}; {say(f'catalog.adjustment.{version.adjustment}')}",
        )
    )
    st.header(say("catalog.findings"))
    findings.show_findings(version.findings)
    st.header(say("catalog.simulations"))
    findings.show_simulations(version.simulations)
    st.header(say("catalog.cite"))
    st.code(version.citation or say("catalog.cite.none"), language=None, wrap_lines=True)
    licence = version.licence or say("answer.licence.none")
    show(html("<p>{words}</p>", words=say("catalog.licence", licence=licence, producer=version.producer or "–")))
    st.header(say("catalog.uses"))
    uses, error = attempt(lambda: broker.uses(version.dataset))
    if error is not None:
        refused(error)
    elif not uses:
        show(html('<p class="quiet">{words}</p>', words=say("catalog.uses.none")))
    else:
        show(html("<p>{words}</p>", words=say("catalog.uses.many", count=len(uses))))
    st.header(say("catalog.code"))
    st.code(f"datasets: [{version.dataset}]", language="yaml")
