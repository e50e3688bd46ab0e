"""What a visitor's long work comes to while they look at other pages: how far it is, that it is done; and news."""

from __future__ import annotations

import streamlit as st

from broker.ui import resources, writing
from broker.ui.components.doing import so_far, stop
from broker.ui.components.markup import html, plain, show
from broker.ui.components.refusal import in_language
from broker.ui.components.withdrawals import show_withdrawals
from broker.ui.messages import say
from broker.ui.resources import Work

#: How often a page looks how far the work is.
EVERY_S = 2.0
#: More are not named at once.
MOST = 3


def show_under_way(page: str) -> None:
    """Draw what goes on of the visitor's long work, what was done since, and data withdrawn behind their answers.

    A page that shows something of it itself does not say it twice.

    Parameters
    ----------
    page : str
        Name of the page in the address.
    """
    show_withdrawals(page)
    works = [work for work in resources.get_works().of(writing.pen()) if work.shown_on != page]
    for work in [work for work in works if work.result.done()][-MOST:]:
        _show_done(work)
    if any(not work.result.done() for work in works):
        st.fragment(_watch, run_every=EVERY_S)([work for work in works if not work.result.done()][-MOST:])


def _watch(works: list[Work]) -> None:
    """Say how far each is; the page begins again once one is done."""
    if any(work.result.done() for work in works):
        st.rerun()
    for work in works:
        with st.container(key=f"under-way-{work.name}"):
            st.progress(work.share, text=plain(so_far(work, work.words)))
            if st.button(say("doing.stop"), key=f"stop-away-{work.name}", type="tertiary"):
                stop(work)


def _show_done(work: Work) -> None:
    with st.container(horizontal=True, key=f"done-{work.name}", vertical_alignment="center"):
        error = work.result.exception()
        if error is not None:
            words = say("doing.failed", because=in_language(error) if isinstance(error, Exception) else "")
            show(html('<div class="refusal" role="alert">{words}</div>', words=words))
        else:
            words = work.tells(work.result.result()) if work.tells is not None else say("doing.ready")
            show(html('<div class="help" role="status">{words}</div>', words=words))
            if st.button(say("doing.open"), key=f"open-done-{work.name}", type="primary"):
                work.is_seen = True
                page, address = work.leads_to(work.result.result())
                st.switch_page(page, query_params=address)
        if st.button(say("doing.close"), key=f"close-done-{work.name}", type="tertiary"):
            work.is_seen = True
            st.rerun()
