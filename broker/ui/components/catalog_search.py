"""What a visitor looks for in the catalog: words, kind, place, years and facets."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import streamlit as st

from broker.service import Broker
from broker.ui.components import parts
from broker.ui.components.figures import scenario
from broker.ui.components.markup import html, show
from broker.ui.components.refusal import attempt, in_words
from broker.ui.messages import is_known, say
from catalog.record import KINDS, Version
from catalog.terms import spdx

#: The longest licence text that stands in a list of choices, in characters.
LONGEST_LICENCE = 60
#: Facet → the choices that a version offers for it.
FACETS = ("variable", "scenario", "frequency", "producer", "licence")


@dataclass(frozen=True)
class Search:
    """What is looked for.

    Attributes
    ----------
    criteria : dict
        As `Broker.search` takes them.
    producer, licence : str
        As `licence_name` and the catalog write them; empty for any.
    place : tuple of float or None
        The box looked in, (west, south, east, north).
    """

    criteria: dict[str, Any] = field(default_factory=dict)
    producer: str = ""
    licence: str = ""
    place: tuple[float, float, float, float] | None = None

    @property
    def is_narrow(self) -> bool:
        """Whether anything is looked for at all."""
        return bool(self.criteria or self.producer or self.licence)

    def find(self, broker: Broker, by: str) -> tuple[Version, ...]:
        """Return the versions that fit, of those that the visitor may see."""
        found = broker.search(**self.criteria, by=by) if self.criteria else broker.datasets(by=by)
        if self.producer:
            found = tuple(v for v in found if v.producer == self.producer)
        if self.licence:
            found = tuple(v for v in found if licence_name(v.licence) == self.licence)
        return found


@lru_cache(maxsize=2000)
def licence_name(licence: str) -> str:
    """Return a licence as a choice shows it: its SPDX id where one is stated, else its first words."""
    words = " ".join(licence.split())
    return spdx(licence) or (words if len(words) <= LONGEST_LICENCE else f"{words[:LONGEST_LICENCE].rstrip()} …")


def ask_search(offered: Sequence[Version]) -> Search | None:
    """Draw the fields and return what is looked for; None where a field cannot be understood, which is said there.

    `offered` are the versions from which the choices are made.
    """
    text = st.text_input(
        say("catalog.search"), placeholder=say("catalog.search.example"), key="search", max_chars=200,
        icon=":material/search:", persist_state="session",
    )  # fmt: skip
    kind = st.pills(
        say("catalog.kind"), KINDS, format_func=lambda kind: say(f"catalog.kind.{kind}"), key="search-kind",
        label_visibility="collapsed", persist_state="session",
    )  # fmt: skip
    with st.expander(say("catalog.narrow"), key="narrow"):
        left, right = st.columns([3, 2])
        with left:
            place = _text("place")
            box, wrong_place = _place(place)
        with right:
            years = _text("years")
            span = parts.years_of(years) if years.strip() else None
            wrong_years = isinstance(span, str) or (span is not None and span[1] < span[0])
            if wrong_years:
                show(html('<div class="refusal" role="alert">{words}</div>', words=say("catalog.years.wrong")))
        chosen = _facets(offered)
    if wrong_place or wrong_years:
        return None
    criteria = {
        "text": text.strip(), "kind": kind or "", "bbox": box, "years": tuple(span) if span else None,
        "variables": tuple(filter(None, [chosen["variable"]])), "scenario": chosen["scenario"],
        "frequency": chosen["frequency"],
    }  # fmt: skip
    return Search({k: v for k, v in criteria.items() if v}, chosen["producer"], chosen["licence"], box)


def _text(name: str) -> str:
    return st.text_input(
        say(f"catalog.{name}"), placeholder=say(f"catalog.{name}.example"), key=f"search-{name}", max_chars=120,
        persist_state="session",
    )  # fmt: skip


def _place(text: str) -> tuple[tuple[float, float, float, float] | None, bool]:
    """Return the box of a place, and whether it was not understood."""
    if not text.strip():
        return None, False
    from translators.regions import region_of

    point = re.fullmatch(r"\s*([+-]?\d+(?:\.\d+)?)\s*[,;\s]\s*([+-]?\d+(?:\.\d+)?)\s*", text)
    asked = {"point": {"lat": float(point[1]), "lon": float(point[2])}} if point else {"place": text.strip()}
    region, error = attempt(lambda: region_of(asked))
    if error is not None:
        words = in_words(error, text.strip())
        options = ", ".join(getattr(error, "options", ()))
        show(html('<div class="refusal" role="alert">{words} {options}</div>', words=words, options=options))
        return None, True
    return tuple(region.geometry.bounds), False


def _facets(offered: Sequence[Version]) -> dict[str, str]:
    there = choices(Offered(tuple((v.dataset, v.number, v.title) for v in offered), tuple(offered)))
    columns = [*st.columns(3), *st.columns([1, 2])]
    chosen = {}
    for column, facet in zip(columns, FACETS, strict=True):
        with column:
            chosen[facet] = st.selectbox(
                say(f"catalog.facet.{facet}"), there[facet], index=None, placeholder=say("catalog.any"),
                format_func=lambda choice, facet=facet: in_a_list(facet, choice), key=f"search-{facet}",
                persist_state="session",
            )  # fmt: skip
    return {facet: choice or "" for facet, choice in chosen.items()}


@dataclass(frozen=True)
class Offered:
    """What a visitor may choose from: two of the same versions are the same, and a version never changes."""

    labels: tuple[tuple[str, int, str], ...]
    versions: tuple[Version, ...] = field(compare=False, repr=False)


@lru_cache(maxsize=4)
def choices(offered: Offered) -> dict[str, list[str]]:
    """Return what can be chosen of each facet, the most frequent first."""
    counted: dict[str, Counter[str]] = {facet: Counter() for facet in FACETS}
    for version in offered.versions:
        counted["variable"].update(version.variables)
        counted["scenario"].update(version.scenarios)
        counted["frequency"].update(version.frequencies)
        counted["producer"][version.producer] += 1
        counted["licence"][licence_name(version.licence)] += 1
    return {facet: [choice for choice, _ in counts.most_common() if choice] for facet, counts in counted.items()}


def in_a_list(facet: str, choice: str) -> str:
    """Return a choice in words: "daily maximum temperature (tasmax)"."""
    if facet == "variable":
        return f"{say(f'variable.{choice}')} ({choice})" if is_known(f"variable.{choice}") else choice
    if facet == "frequency":
        return say(f"step.{choice}") if is_known(f"step.{choice}") else choice
    return scenario(choice) if facet == "scenario" else choice
