"""A need that waits, in the words of those who make data: which variables, where, how fine, which years."""

from __future__ import annotations

import streamlit as st

from broker.for_producers import Brief
from broker.service import Broker
from broker.ui import session
from broker.ui.components.catalog_search import in_a_list
from broker.ui.components.figures import scenario
from broker.ui.components.markup import Html, html, join, show
from broker.ui.components.refusal import attempt, refused
from broker.ui.messages import say
from broker.unmet import Demand
from translators.need import Need


def show_what_would_serve(broker: Broker, demand: Demand) -> None:
    """Draw, when somebody asks for it, what data would have to hold; nothing where the need is not known whole."""
    need = next((n.need for n in demand.waiting if n.need is not None), None)
    if need is None or not st.toggle(say("wanted.serve"), key=f"serve-{demand.id}"):
        return
    by = session.visitor().by

    def made() -> Brief:
        asked = Need.of({name: value for name, value in need.items() if name not in ("datasets", "adjustment")})
        return broker.for_producers(broker.specify(asked, by=by), by=by)

    brief, error = attempt(made)
    if error is not None:
        refused(error)
    else:
        show(_sheet(brief))


def _sheet(brief: Brief) -> Html:
    rows = join(
        html(
            "<tr><td>{meaning}</td><td>{standard}</td><td>{units}</td><td>{held}</td></tr>",
            meaning=in_a_list("variable", one.name),
            standard=one.standard_name,
            units=one.units,
            held=say("wanted.held") if one.is_held else say("wanted.lacking"),
        )
        for one in brief.variables
    )
    heads = ("variable", "standard", "units", "held")
    return html(
        '<dl class="facts">{facts}</dl><div class="scroll" tabindex="0"><table class="sheet"><thead><tr>{heads}</tr>'
        "</thead><tbody>{rows}</tbody></table></div>",
        facts=join(
            html("<dt>{name}</dt><dd>{text}</dd>", name=say(f"wanted.fact.{n}"), text=t) for n, t in _facts(brief)
        ),
        heads=join(html("<th>{name}</th>", name=say(f"wanted.table.{head}")) for head in heads),
        rows=rows,
    )


def _facts(brief: Brief) -> list[tuple[str, str]]:
    west, south, east, north = brief.region["bbox"]
    box = f"{west:g}, {south:g}" if (west, south) == (east, north) else f"{west:g}, {south:g} – {east:g}, {north:g}"
    years = [brief.periods["baseline"], *brief.periods["horizons"]]
    facts = [
        ("place", f"{brief.region['name']} ({box})"),
        ("cells", say("wanted.km", km=f"{brief.resolution_km:g}") if brief.resolution_km else ""),
        ("years", ", ".join(f"{first}–{last}" for first, last in years)),
        ("scenarios", ", ".join(map(scenario, brief.scenarios))),
        ("definition", brief.index["definition"]),
    ]
    return [(name, text) for name, text in facts if text]
