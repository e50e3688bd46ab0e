"""A product by its own address: on to its round where a dialogue holds it, else the answer as it was made."""

from __future__ import annotations

import streamlit as st

from broker.product import Product
from broker.products.told import sentence_in
from broker.service import Broker
from broker.ui import pages, session
from broker.ui.components import answer, downloads, tens
from broker.ui.components.cells_map import show_map
from broker.ui.components.fits import show_fits
from broker.ui.components.markup import html, show
from broker.ui.components.refusal import attempt, refused
from broker.ui.components.text_only import offer_text, show_text
from broker.ui.language import current
from broker.ui.messages import say

#: Among so many dialogues, the newest first, the round of a product is looked for.
MOST = 500


def show_product(broker: Broker, product_id: str) -> None:
    """Draw a product that was built before, or go to the round that it is the answer of."""
    by = session.visitor().by
    product, error = attempt(lambda: broker.product(product_id, by=by))
    if product is None:
        st.title(say("answer.nav"))
        refused(error or KeyError(product_id))
        if st.button(say("dialogue.list"), key="to-dialogues"):
            st.switch_page(pages.DIALOGUES)
        return
    for one in broker.dialogues_in_brief(most=MOST, by=by):
        if number := next((r.number for r in reversed(one.rounds) if r.product_id == product.id), 0):
            st.switch_page(pages.ANSWER, query_params={"dialogue": one.id, "round": str(number)})
    asked = product.specification.statement
    pages.entitle(asked or say("answer.nav"))
    st.title(say("answer.title"))
    if asked:
        show(html('<p class="lead quote said">{words}</p>', words=asked))
    offer_text()
    if session.is_text_only():
        show_text(product)
        return
    answer.show_sentence(sentence_in(product, current()))
    answer.show_emissions(product.result)
    show_figures(broker, product)
    st.header(say("answer.take"), anchor="take")
    downloads.show_downloads(product)


def show_figures(broker: Broker, product: Product) -> None:
    """Draw the numbers of a product, what they cannot tell, how sure they are, and what they were made of."""
    tens.show_tens(product.result)
    answer.show_fan(product)
    answer.show_numbers(product)
    show_map(product.result)
    st.header(say("answer.cannot"), anchor="cannot")
    show_fits(product.mismatches)
    st.header(say("answer.sure"), anchor="sure")
    answer.show_confidence(product)
    answer.show_making(broker, product)
