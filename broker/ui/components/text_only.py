"""An answer as text alone: light enough for a poor link, and the same words as beside the pictures."""

from __future__ import annotations

import streamlit as st

from broker.engine.result import SummaryRow
from broker.product import Product
from broker.products.naming import part_of, when_of
from broker.products.told import delivery_in, page_doubts_of, scenario_words, sentence_in, sms_of
from broker.ui import session
from broker.ui.components.answer import MOST_ROWS, show_emissions, show_sentence
from broker.ui.components.figures import amount, number, scenario, spread
from broker.ui.components.markup import Html, html, join, show
from broker.ui.language import current
from broker.ui.messages import say


def offer_text() -> None:
    """Draw the way to the text alone, or back to the pictures."""
    is_text = session.is_text_only()
    name, icon = ("text.leave", ":material/bar_chart:") if is_text else ("text.show", ":material/notes:")
    if st.button(say(name), key="view", type="tertiary", icon=icon):
        if is_text:
            st.query_params.pop("view", None)
        else:
            st.query_params["view"] = "text"
        st.rerun()


def show_text(product: Product) -> None:
    """Draw the sentence, years in ten, the numbers, what they cannot tell, and the messages; nothing else."""
    from broker.products.years_in_ten import words, years_in_ten

    language, result = current(), product.result
    show_sentence(sentence_in(product, language))
    show_emissions(result)
    delivery = delivery_in(product, language)
    found = [
        say(
            "text.row.one",
            scenario=_capital(say("tens.past") if one.is_past else scenario_words(one.scenario, language)),
            period=one.period,
            middle=say("tens.said", number=number(round(2 * one.middle) / 2)),
        )
        for one in years_in_ten(result)
    ]
    rows = [_row(product, row) for row in result.summary[:MOST_ROWS]]
    show(
        join(
            (
                _part(say("answer.tens"), found, words(result) if found else ""),
                _part(say("text.numbers"), rows),
                _part(say("answer.cannot"), page_doubts_of(result, delivery)),
                _part(say("text.messages"), sms_of(result, delivery)),
            )
        )
    )


def _part(title: str, lines: list[str] | tuple[str, ...], lead: str = "") -> Html:
    if not lines:
        return Html("")
    return html(
        '<h2 class="section">{title}</h2>{lead}<ul class="plain-list">{lines}</ul>',
        title=title,
        lead=html("<p>{words}.</p>", words=lead) if lead else Html(""),
        lines=join(html("<li>{line}</li>", line=line) for line in lines),
    )


def _row(product: Product, row: SummaryRow) -> str:
    units = product.result.summary_units
    part = part_of(product.result, row)
    facts = {
        "scenario": _capital(scenario(row.scenario)),
        "period": when_of(row),
        "middle": amount(row.p50, units),
    }
    said = say("text.row.one", **facts) if row.models == 1 else say(
        "text.row", **facts, range=spread(row.p10, row.p90, units)
    )  # fmt: skip
    return f"{part}: {said}" if part else said


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
