"""Does it fit? Three lines – when, where, what – each yes, nearly or no, with words; and what was said so far."""

from __future__ import annotations

import streamlit as st

from broker.dialogue import FITS, Dialogue, Response, Round
from broker.mismatch import AXES
from broker.service import Broker
from broker.ui import session
from broker.ui.components import who
from broker.ui.components.jotting import Jotting
from broker.ui.components.markup import Html, html, join, show
from broker.ui.components.refusal import attempt, refused
from broker.ui.messages import say


def show_responses(one: Round) -> None:
    """Draw what was said to a round."""
    if one.responses:
        show(
            html('<p class="label">{title}</p>{said}', title=say("fit.said"), said=join(map(_response, one.responses)))
        )


def chips(fits: dict[str, str]) -> Html:
    """Return the answers on the axes as short words."""
    parts = [
        html('<span class="chip {kind}">{axis}: <b>{word}</b></span>', kind=fits[axis], axis=say(f"axis.{axis}"),
             word=say(f"fit.{fits[axis]}"))
        for axis in AXES
        if axis in fits
    ]  # fmt: skip
    return html('<div class="chips">{parts}</div>', parts=join(parts)) if parts else Html("")


def _response(said: Response) -> Html:
    return html(
        '<div class="quote"><p class="said"><b>{by}</b> {text}</p>{chips}</div>',
        by=said.by,
        text=said.text,
        chips=chips(said.fits),
    )


def take_fit(broker: Broker, dialogue: Dialogue, one: Round) -> tuple[bool, Exception | str | None]:
    """Keep what was sent with the form, before anything is drawn that it changes.

    Returns
    -------
    bool
        Whether it was kept.
    Exception or str or None
        Why not, where something was sent.
    """
    jotting = _jotting(dialogue, one)
    if not st.session_state.get(_sent_by(jotting)):
        return False, None
    fits = {axis: word for axis in AXES if (word := jotting.value(axis))}
    reasons = [
        f"{say(f'axis.{axis}')}: {reason}" for axis in AXES if (reason := str(jotting.value(_why(axis)) or "").strip())
    ]
    text = "\n".join(filter(None, [*reasons, str(jotting.value("text") or "").strip()]))
    by = who.name_given(jotting.key("name"))
    if not by.strip():
        return False, who.missing()
    if not fits and not text:
        return False, say("fit.missing")
    who.introduce(by)
    only = "; ".join(f"{say(f'axis.{axis}')}: {say(f'fit.{word}')}" for axis, word in fits.items())
    _, error = attempt(
        lambda: broker.respond(
            dialogue.id,
            by=session.visitor().by,
            text=text or say("fit.only", words=only),
            fits=fits or None,
            key=jotting.submission(),
            round_number=one.number,
        )
    )
    if error is not None:
        return False, error
    jotting.finish()
    return True, None


def ask_fit(dialogue: Dialogue, one: Round, problem: Exception | str | None = None) -> None:
    """Draw the form, and why what was sent with it was not kept; `take_fit` keeps it."""
    jotting = _jotting(dialogue, one)
    st.caption(say("fit.note"))
    jotting.show_found()
    for axis in AXES:
        st.segmented_control(
            say(f"axis.{axis}.ask"),
            FITS,
            format_func=lambda word: say(f"fit.{word}"),
            **jotting.widget(axis),
        )
        st.text_input(
            say(f"fit.{axis}.why"),
            placeholder=say("fit.why.example"),
            label_visibility="collapsed",
            max_chars=1000,
            **jotting.widget(_why(axis)),
        )
    st.text_area(say("fit.text"), height=90, max_chars=4000, **jotting.widget("text"))
    who.name_field(jotting.key("name"))
    st.button(say("fit.send"), type="primary", key=_sent_by(jotting))
    if isinstance(problem, Exception):
        refused(problem)
    elif problem:
        show(html('<div class="refusal" role="alert">{words}</div>', words=problem))


def _jotting(dialogue: Dialogue, one: Round) -> Jotting:
    return Jotting(f"fit-{dialogue.id}-{one.number}")


def _why(axis: str) -> str:
    return f"{axis}-why"


def _sent_by(jotting: Jotting) -> str:
    """Return the key of the button; once it was sent, it is another form, and the old button is gone."""
    return f"send-{jotting.about}-{jotting.sent()}"
