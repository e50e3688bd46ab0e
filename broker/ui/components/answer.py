"""The answer of a round: the sentence first, then what supports it, then what it cannot tell."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from broker.dialogue import Round
from broker.engine.result import Result, SummaryRow
from broker.need_words import part_name, part_value
from broker.product import Product
from broker.products.naming import part_of, when_of
from broker.products.told import alternative_of, definition_of, how_sure_of, sentence_in
from broker.service import Broker
from broker.ui import resources, session
from broker.ui.components import fan
from broker.ui.components.alike import grouped
from broker.ui.components.figures import amount, number, scenario, spread
from broker.ui.components.made_up import show_made_up
from broker.ui.components.markup import Html, html, join, plain, show
from broker.ui.components.refusal import attempt, refused
from broker.ui.language import current
from broker.ui.messages import say
from broker.ui.theme import is_dark
from translators.emissions import named
from translators.figures import change_units
from translators.indices import index_of
from translators.locales import ENGLISH
from translators.retelling import retold

if TYPE_CHECKING:
    from catalog.record import Version
    from translators.specification import Assumption, Specification

#: How much of the answer stands in the largest type; the rest, its doubt, follows in a smaller one.
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[^\W\d_])")


def show_sentence(words: str) -> None:
    """Draw the answer: the past and the first years ahead large, the rest and the doubt under it."""
    words = show_made_up(words)
    first, doubt = halves(words)
    show(
        html(
            '<p class="answer">{first}{doubt}</p>',
            first=first,
            doubt=html(' <span class="doubt">{words}</span>', words=doubt) if doubt else Html(""),
        )
    )


def show_emissions(result: Result) -> None:
    """Draw in small type how papers call the emissions that the answer speaks of; nothing where it speaks of none."""
    lines = named([row.scenario for row in result.summary], current())
    if lines:
        show(html('<p class="quiet small">{words}</p>', words=" · ".join(lines)))


def sentence_here(one: Round, dialogue: str) -> str:
    """Return the answer of a round in the language of the session; as it was recorded where its product is gone."""
    asked = str((one.specification_json or {}).get("language") or ENGLISH)
    if asked == current() or not one.product_id:
        return one.sentence
    by = session.visitor().by
    product, _ = attempt(lambda: resources.get_broker().product(one.product_id, by=by, dialogue=dialogue))
    return one.sentence if product is None else sentence_in(product, current())


def halves(words: str) -> tuple[str, str]:
    """Return the first two sentences of an answer, and what follows them."""
    sentences = _SENTENCE_END.split(words.strip())
    return " ".join(sentences[:2]), " ".join(sentences[2:])


#: Rows of numbers on the page; all stand in summary.csv.
MOST_ROWS = 200

#: Known faults that are read at once; the others are one tap away.
MOST_FAULTS = 3

#: What the page holds further down, by the anchor of its heading.
PLACES = {
    "cannot": "answer.cannot",
    "sure": "answer.sure",
    "fit": "fit.title",
    "try": "answer.try",
    "take": "answer.take",
}


def show_places(places: Iterable[str]) -> None:
    """Draw the way to what stands further down."""
    links = (html('<a href="#{place}">{words}</a>', place=place, words=say(PLACES[place])) for place in places)
    show(html('<nav class="places" aria-label="{name}">{links}</nav>', name=say("answer.go"), links=join(links)))


def show_fan(product: Product) -> None:
    """Draw the fan with its caption and its text alternative; of other shapes of a result the picture in its files."""
    if has_own_picture(product.result):
        st.header(say("answer.picture"))
        show_picture(product)
        return
    st.header(say("answer.fan"))
    st.plotly_chart(
        fan.drawn(product.result, current(), is_dark()),
        key="fan",
        theme=None,
        config={"displayModeBar": False},
        alt=fan.in_words(product.result),
    )
    st.caption(say("answer.fan.note"))


def has_own_picture(result: Result) -> bool:
    """Whether the fan of seasons and periods would not show it: several parts, or a share or spread of the years."""
    return len({one.part for one in result.series}) > 1 or result.summary_units != result.units


def show_picture(product: Product) -> None:
    """Draw the chart that is one of the product's files, with its words."""
    path = product.directory / "chart.png"
    if path.is_file():
        st.image(str(path), width="stretch", caption=None)
        show(html('<p class="unseen">{words}</p>', words=alternative_of(product.result)))


def show_numbers(product: Product) -> None:
    """Draw the summary as a table."""
    result = product.result
    units = result.summary_units
    has_parts = any(part_of(result, row) for row in result.summary)
    heads = (
        *(("part",) if has_parts else ()),
        "scenario",
        "period",
        "models",
        "middle",
        "range",
        "change",
        "agreement",
    )
    rows = [
        html(
            '<tr>{part}<td>{scenario}</td><td>{period}</td><td class="number">{models}</td>'
            '<td class="number">{middle}</td><td class="number">{range}</td><td class="number">{change}</td>'
            '<td class="number">{agreement}</td></tr>',
            part=html("<td>{words}</td>", words=part_of(result, row)) if has_parts else Html(""),
            scenario=scenario(row.scenario),
            period=when_of(row),
            models=row.models,
            middle=amount(row.p50, units),
            range=spread(row.p10, row.p90, units),
            change="" if row.is_baseline else amount(row.change_p50, change_units(units), sign=True),
            agreement="" if row.is_baseline or not np.isfinite(row.agreement) else f"{row.agreement:.0%}",
        )
        for row in result.summary[:MOST_ROWS]
    ]
    with st.expander(say("answer.numbers")):
        show(
            html(
                '<div class="scroll" tabindex="0"><table class="sheet"><thead><tr>{heads}</tr></thead>'
                "<tbody>{rows}</tbody></table></div>",
                heads=join(html("<th>{name}</th>", name=say(f"table.{head}")) for head in heads),
                rows=join(rows),
            )
        )


def show_confidence(product: Product) -> None:
    """Draw how many models agree, and the known faults of the data."""
    agreed = join(html("<li>{line}</li>", line=line) for line in _agreements(product.result))
    show(html('<p>{words}</p><ul class="plain-list">{agreed}</ul>', words=how_sure_of(product.result), agreed=agreed))
    if product.warnings:
        models = {one.model for one in product.result.series}
        scenarios = {one.scenario for one in product.result.series}
        notes = [_fault(alike) for alike in grouped(product.warnings, {*models, *scenarios})]
        more = html(
            '<details><summary>{words}</summary><div class="notes">{notes}</div></details>',
            words=say("axis.more", count=len(notes) - MOST_FAULTS),
            notes=join(notes[MOST_FAULTS:]),
        )
        show(
            html(
                '<h3>{title}</h3><div class="notes faults">{notes}{more}</div>',
                title=say("answer.warnings"),
                notes=join(notes[:MOST_FAULTS]),
                more=more if len(notes) > MOST_FAULTS else Html(""),
            )
        )


def _agreements(result: Result) -> list[str]:
    """Return how many models agree, a line a row; nothing of several parts, whose sentence says it."""
    if len({one.part for one in result.series}) > 1:
        return []
    return [line for row in result.summary if (line := agreement(row))]


def _fault(alike: list[str]) -> Html:
    more = html(
        "<details><summary>{words}</summary>{lines}</details>",
        words=say("answer.alike", count=len(alike) - 1),
        lines=join(html("<p>{words}</p>", words=words) for words in alike[1:]),
    )
    first = html("<p>{words}</p>", words=alike[0])
    return html('<div class="note warning">{first}{more}</div>', first=first, more=more if len(alike) > 1 else Html(""))


def agreement(row: SummaryRow) -> str:
    """Return how many models agree on the sign of the change, in words; empty where that is not known."""
    if row.is_baseline or not np.isfinite(row.agreement) or row.models < 2:
        return ""
    way = "answer.unchanged" if row.change_p50 == 0 else "answer.up" if row.change_p50 > 0 else "answer.down"
    return say(
        "answer.agree",
        scenario=_capital(scenario(row.scenario)),
        period=row.period,
        agree=number(round(row.agreement * row.models)),
        models=row.models,
        way=say(way),
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _show_sources(versions: list[Version]) -> None:
    """Draw whose data these are and under which licence, where everybody sees it."""
    lines = [
        html(
            '<li><b>{title}</b> <span class="quiet">{facts}</span></li>',
            title=version.title or version.dataset,
            facts=" · ".join(filter(None, [
                version.producer or version.holder, version.licence or say("answer.licence.none"),
            ])),
        )
        for version in versions
    ]  # fmt: skip
    if lines:
        show(html('<h3>{title}</h3><ul class="plain-list">{lines}</ul>', title=say("source.title"), lines=join(lines)))


def _assumed(assumption: Assumption, specification: Specification) -> str:
    """Return a step of the translation that nobody said: what is taken, and why."""
    index = index_of(specification.index, specification.parameters)
    name, value = (part_name(assumption.about, index, current()),
                   part_value(assumption.about, assumption.value, index, current()))  # fmt: skip
    line = say("ledger.step.line", about=name[:1].upper() + name[1:], value=value)
    return f"{line}. {retold(assumption.because, current())}"


def show_making(broker: Broker, product: Product) -> None:
    """Draw who made the data, and how the numbers were made of them: definition, assumptions, citations, recipe."""
    specification = product.specification
    used_data = [attempt(lambda used=used: broker.dataset(used.dataset, used.version))
                 for used in product.result.recipe.inputs]  # fmt: skip
    _show_sources([version for version, _ in used_data if version is not None])
    with st.expander(say("answer.why")):
        show(
            html(
                "<p>{words}</p>",
                words=say("answer.definition", definition=definition_of(product.result.recipe, current())),
            )
        )
        for assumption in specification.assumptions:
            show(html('<p class="small">{words}</p>', words=_assumed(assumption, specification)))
        for version, error in used_data:
            if error is not None:
                refused(error)
                continue
            words = say(
                "answer.data",
                label=version.label,
                title=version.title,
                citation=version.citation,
                licence=version.licence or say("answer.licence.none"),
            )
            show(html('<p class="small said">{words}</p>', words=words))
        st.caption(plain(say("answer.recipe", id=product.id)))
