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


def ask_fit(broker: Broker, dialogue: Dialogue, one: Round) -> None:
    """Draw the form; what is sent is kept once, however often the button is pressed."""
    jotting = Jotting(f"fit-{dialogue.id}-{one.number}")
    st.caption(say("fit.note"))
    jotting.show_found()
    fits, reasons = {}, []
    for axis in AXES:
        fits[axis] = st.segmented_control(
            say(f"axis.{axis}.ask"),
            FITS,
            format_func=lambda word: say(f"fit.{word}"),
            **jotting.widget(axis),
        )
        reason = st.text_input(
            say(f"fit.{axis}.why"),
            placeholder=say("fit.why.example"),
            label_visibility="collapsed",
            max_chars=1000,
            **jotting.widget(f"{axis}-why"),
        )
        if reason.strip():
            reasons.append(f"{say(f'axis.{axis}')}: {reason.strip()}")
    text = st.text_area(say("fit.text"), height=90, max_chars=4000, **jotting.widget("text"))
    by = who.name_field(jotting.key("name"))
    # Once sent, it is another form, and the old button is gone.
    if st.button(say("fit.send"), type="primary", key=f"send-fit-{dialogue.id}-{one.number}-{jotting.sent()}"):
        said = "\n".join([*reasons, *([text.strip()] if text.strip() else [])])
        _send(broker, dialogue, one, by, {a: w for a, w in fits.items() if w}, said, jotting)


def _send(
    broker: Broker, dialogue: Dialogue, one: Round, by: str, fits: dict[str, str], text: str, jotting: Jotting
) -> None:
    if not by.strip():
        show(html('<div class="refusal" role="alert">{words}</div>', words=who.missing()))
    elif not fits and not text:
        show(html('<div class="refusal" role="alert">{words}</div>', words=say("fit.missing")))
    else:
        who.introduce(by)
        _, error = attempt(
            lambda: broker.respond(
                dialogue.id,
                by=session.visitor().by,
                text=text
                or say("fit.only", words="; ".join(f"{say(f'axis.{a}')}: {say(f'fit.{w}')}" for a, w in fits.items())),
                fits=fits or None,
                key=jotting.submission(),
                round_number=one.number,
            )
        )
        if error is not None:
            refused(error)
        else:
            jotting.finish()
            st.rerun()
