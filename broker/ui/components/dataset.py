"""A dataset in a list: what it is in one line, the years that it holds, and the way to its page."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from broker.ui import pages
from broker.ui.components import periods
from broker.ui.components.figures import scenario
from broker.ui.components.markup import Html, html, join, plain, show
from broker.ui.components.offers import models_in_words
from broker.ui.components.periods import Axis
from broker.ui.components.standing import badges
from broker.ui.messages import say
from broker.ui.theme import scenario_role
from catalog.record import Version

#: Variables that a line names; further ones are counted.
MOST_VARIABLES = 6


def in_words(version: Version) -> str:
    """Return what a version holds: how many models, which scenarios, which years."""
    if version.years is None:
        return ""
    names = [s for s in version.scenarios if scenario_role(s) not in {"history", "ink"}]
    what = [say(f"catalog.kind.{version.kind}")]
    if version.kind == "projection":
        what += [models_in_words(len(version.models)), *map(scenario, names)]
    first, last = version.years
    words = ", ".join([*what, f"{first}–{last}" if last > first else str(first)])
    return words[:1].upper() + words[1:]


def show_line(version: Version, held: periods.Periods, axis: Axis) -> None:
    """Draw one dataset of the list: its title leads to its page. Reads nothing that the list does not know."""
    variables = list(version.variables)
    more = len(variables) - MOST_VARIABLES
    shown = ", ".join(variables[:MOST_VARIABLES]) + (f" +{more}" if more > 0 else "")
    steps = ", ".join(_step(frequency) for frequency in version.frequencies)
    with st.container(key=f"dataset-{version.label}", gap=None):
        title = version.title or version.dataset
        if st.button(plain(title), key=f"open-{version.label}", type="tertiary", help=say("catalog.open")):
            st.switch_page(pages.CATALOG, query_params=address_of(version))
        show(
            html(
                '<div class="entry"><div><p>{words}</p><p class="quiet small">{facts}</p>{badges}</div>'
                "<div>{bars}</div></div>",
                words=in_words(version),
                facts=join(filter(None, [shown, steps, version.producer, version.label]), " · "),
                badges=badges(version),
                bars=periods.bars(held, axis) if held else Html(""),
            )
        )


def address_of(version: Version) -> Mapping[str, str]:
    """Return what the address of a version's page says: the number only where another one is on offer."""
    return {"dataset": version.dataset, "version": str(version.number)}


def _step(frequency: str) -> str:
    return say(f"step.{frequency}") if frequency in {"day", "mon", "yr"} else frequency
