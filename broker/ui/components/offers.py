"""Which data answer a need, and which do not and why."""

from __future__ import annotations

import streamlit as st

from broker.matching import Candidate, Match
from broker.ui.components.figures import number, scenario
from broker.ui.components.made_up import notice
from broker.ui.components.markup import Html, html, join, show
from broker.ui.messages import say
from broker.ui.theme import scenario_role


def show_offers(match: Match) -> None:
    """Draw the data that answer, those beside them for comparison, and those that cannot."""
    if match.candidates:
        show(html('<div class="notes">{notes}</div>', notes=join(_candidate(c) for c in match.candidates)))
    if match.refusals:
        with st.expander(say("need.refusals")):
            show(
                html(
                    '<div class="notes">{notes}</div>',
                    notes=join(
                        html(
                            '<div class="note"><p><b>{title}</b> <span class="quiet small">{id}</span></p>'
                            '<p>{message}</p><p class="quiet small">{remedy}</p></div>',
                            title=r.version.title or r.version.dataset,
                            id=r.version.label,
                            message=r.message,
                            remedy=r.remedy,
                        )
                        for r in match.refusals
                    ),
                )
            )


def models_in_words(count: int) -> str:
    """Return how many models there are: "3 climate models"."""
    return say("models.one") if count == 1 else say("models.many", count=count)


def _candidate(candidate: Candidate) -> Html:
    version = candidate.version
    compares = candidate.role == "comparison" or version.kind != "projection"
    first = min(s.years[0] for s in candidate.simulations)
    last = max(s.years[1] for s in candidate.simulations)
    years = f"{first}–{last}" if last > first else str(first)
    if compares:
        words = say("offer.measured", years=years, away=_away(candidate.distance_km))
    else:
        coming = [s for s in candidate.scenarios if scenario_role(s) != "history"]
        words = say(
            "offer.models",
            models=models_in_words(len(candidate.models)),
            names=", ".join(candidate.models),
            scenarios=", ".join(scenario(s) for s in coming) or say("scenario.history"),
            years=years,
        )
    return html(
        '<div class="note answers"><p><b>{title}</b> <span class="quiet small">{id}</span></p><p>{words}</p>'
        "{notice}</div>",
        title=version.title or version.dataset,
        id=version.label,
        words=words,
        notice=html("<p><b>{words}</b></p>", words=notice()) if version.synthetic else Html(""),
    )


def _away(distance_km: float) -> str:
    return say("offer.here") if distance_km < 0.5 else say("offer.away", km=number(distance_km))
