"""One kind of contribution said by itself, where a page asks for just this."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from broker.dialogue import Dialogue
from broker.dialogue.contributions import BY_WORD
from broker.service import Broker
from broker.ui import session
from broker.ui.components import who
from broker.ui.components.jotting import Jotting
from broker.ui.components.making import fingerprint
from broker.ui.components.markup import html, show
from broker.ui.components.one_field import field_of
from broker.ui.components.refusal import attempt, refused
from broker.ui.messages import say


def ask_one(
    broker: Broker,
    dialogue: Dialogue,
    kind: str,
    send: str,
    *,
    about: str = "",
    known: Mapping[str, Any] | None = None,
    beside: Mapping[str, Any] | None = None,
    missing: str = "",
) -> None:
    """Draw the fields of one kind and a button; what is sent is kept once, and what is refused stays in its fields.

    Parameters
    ----------
    kind : str
        The word of the kind.
    send : str
        Key of the text of the button.
    about : str
        Tells several of one kind on a page apart.
    known : mapping, optional
        Fields that the page knows, which are not asked.
    beside : mapping, optional
        What the verb takes beside the fields: ``round_number``, ``about``, ``on_behalf``.
    missing : str
        Key of the text for a main field that is empty; the broker's own refusal where it is left out.
    """
    form, known = BY_WORD[kind], dict(known or {})
    jotting = Jotting("-".join(filter(None, (dialogue.id, kind, about))))
    given = known | {f.name: field_of(f, form, dialogue, jotting) for f in form.fields if f.name not in known}
    jotting.show_found()
    name = who.name_field(jotting.key("name"))
    if not st.button(say(send), type="primary", key=f"send-{kind}-{dialogue.id}-{about}"):
        return
    words = who.missing() if not name.strip() else say(missing) if missing and not given.get(form.main) else ""
    if words:
        show(html('<div class="refusal" role="alert">{words}</div>', words=words))
        return
    who.introduce(name)
    given = {field: value for field, value in given.items() if value not in (None, "", [], {})} | dict(beside or {})
    key = jotting.submission("say", dialogue.id, kind, about, fingerprint(given))
    _, error = attempt(lambda: broker.contribute(dialogue.id, kind, by=session.visitor().by, key=key, **given))
    if error is not None:
        refused(error)
    else:
        jotting.finish()
        st.rerun()
