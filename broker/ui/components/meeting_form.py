"""A workshop that took place elsewhere is entered afterwards: all of the day goes on record at once, or nothing."""

from __future__ import annotations

import re
from typing import Any

import streamlit as st

from broker.dialogue import Dialogue, Round
from broker.dialogue.acts import PARTIES
from broker.service import Broker
from broker.service.rights import topics_of_change
from broker.ui import session
from broker.ui.components import who
from broker.ui.components.attached import choose_files, prints_of
from broker.ui.components.bad_years import years_in
from broker.ui.components.grounds import Grounds
from broker.ui.components.jotting import Jotting
from broker.ui.components.making import fingerprint
from broker.ui.components.markup import html, show
from broker.ui.components.reading import ask_questions, understand
from broker.ui.components.refusal import attempt
from broker.ui.components.sentence import show_sentence
from broker.ui.components.trying import is_changed
from broker.ui.messages import say
from broker.workshop_form import NEW, WorkshopForm
from translators.need import Need

#: What people say on a day that needs nothing but their words.
KINDS = ("statement", "question", "objection", "uncertainty")
#: More is entered with a file: ``broker dialogue workshop``.
MOST_SAID, MOST_REMEMBERED = 40, 10
_LONGEST = 4000


def ask_meeting(broker: Broker, dialogue: Dialogue) -> None:
    """Draw the form; what is typed is kept on the server, and what was refused stays in its fields."""
    jotting = Jotting(f"workshop-{dialogue.id}")
    if not st.toggle(say("meeting.enter"), **jotting.widget("open")):
        return
    st.caption(say("meeting.note"))
    jotting.show_found()
    form = _day(jotting)
    form["round"] = _round(dialogue, jotting)
    st.subheader(say("meeting.said"))
    form["said"] = _said(jotting)
    st.subheader(say("years.title"))
    form["remembered"] = _remembered(jotting)
    st.subheader(say("meeting.files"))
    attached = choose_files(say("meeting.files.ask"), jotting.key("files"))
    need = _changed_need(broker, dialogue, jotting, form)
    name = who.name_field(jotting.key("name"))
    sent = st.button(say("meeting.send"), type="primary", key=f"send-workshop-{dialogue.id}-{jotting.sent()}")
    topics = topics_of_change(_spoken_to(dialogue, form).need_mapping, need) if need else ()
    grounds = Grounds(dialogue, "workshop", topics)
    ground = grounds.ask(broker)
    if not sent and not ground:
        return
    missing = _missing(name, form)
    if missing:
        show(html('<div class="refusal" role="alert">{words}</div>', words=missing))
        return
    who.introduce(name)
    error = _enter(broker, dialogue, jotting, form, need, attached, ground)
    if error is not None:
        grounds.refuse(error)
        return
    grounds.settle()
    jotting.finish()
    st.rerun()


def _enter(
    broker: Broker,
    dialogue: Dialogue,
    jotting: Jotting,
    form: dict[str, Any],
    need: dict[str, Any] | None,
    attached: list[tuple[str, bytes]],
    ground: dict[str, str],
) -> Exception | None:
    """Enter the day once, however often the button is pressed; return why it was refused."""
    key = session.submission("workshop", dialogue.id, jotting.sent(), fingerprint([form, need, prints_of(attached)]))
    by = session.visitor().by

    def act() -> None:
        said = WorkshopForm.of(
            {name: value for name, value in form.items() if value} | ({"need": need} if need else {})
        )
        changed = Need.of(need) if need else None
        broker.enter_workshop(dialogue.id, said, changed, attached, by=by, key=key, **ground)

    return attempt(act)[1]


def _missing(name: str, form: dict[str, Any]) -> str:
    if not name.strip():
        return who.missing()
    return "" if form["date"] and form["place"].strip() else say("meeting.missing")


def _day(jotting: Jotting) -> dict[str, Any]:
    when, where = st.columns([1, 2])
    with when:
        held = st.date_input(say("meeting.date"), value=None, format="YYYY-MM-DD", **jotting.widget("date"))
    with where:
        place = st.text_input(say("meeting.place"), max_chars=200, **jotting.widget("place"))
    st.subheader(say("meeting.present"))
    st.caption(say("meeting.present.note"))
    present = []
    columns = [column for _ in range(2) for column in st.columns(2)]  # in this order on a phone too
    for column, side in zip(columns, PARTIES, strict=True):
        with column:
            lines = st.text_area(say(f"party.{side}"), height=80, max_chars=_LONGEST, **jotting.widget(f"by-{side}"))
        present += [there(line, side) for line in (lines or "").splitlines() if line.strip()]
    minutes = st.text_area(say("meeting.minutes"), height=160, max_chars=20_000, **jotting.widget("minutes"))
    return {
        "date": held.isoformat() if held else "", "place": place or "", "present": present, "minutes": minutes or "",
    }  # fmt: skip


def there(line: str, side: str) -> dict[str, Any]:
    """Return who was there as one line says it: "Ruth Fenn", or a group with its number first: "12 farmers"."""
    found = re.fullmatch(r"(\d{1,6})\s+(\S.*)", line.strip())
    if found is None:
        return {"who": line.strip(), "side": side}
    return {"who": found[2], "side": side, "number": int(found[1])}


def _said(jotting: Jotting) -> list[dict[str, Any]]:
    """Draw a row for each thing that was said, and an empty one."""
    said = []
    for row in jotting.rows(("text", "behalf"), MOST_SAID):
        with st.container(key=f"said-{row}"):
            left, right = st.columns([1, 2])
            with left:
                behalf = st.text_input(say("meeting.behalf"), max_chars=80, **jotting.widget(f"behalf-{row}"))
                kind = st.selectbox(
                    say("say.kind"), KINDS, format_func=lambda one: say(f"kind.{one}"), label_visibility="collapsed",
                    **jotting.widget(f"kind-{row}"),
                )  # fmt: skip
            with right:
                text = st.text_area(say("ask.text"), height=110, max_chars=_LONGEST, **jotting.widget(f"text-{row}"))
        if (text or "").strip():
            said.append({"kind": kind or KINDS[0], "text": text.strip(), "on_behalf": (behalf or "").strip()})
    return said


def _remembered(jotting: Jotting) -> list[dict[str, Any]]:
    remembered = []
    for row in jotting.rows(("years", "of"), MOST_REMEMBERED):
        columns = st.columns(3)
        with columns[0]:
            years = st.text_input(
                say("years.bad"), placeholder="2003, 2018", max_chars=300, **jotting.widget(f"years-{row}")
            )
        with columns[1]:
            of = st.text_input(say("years.of"), max_chars=200, **jotting.widget(f"of-{row}"))
        with columns[2]:
            behalf = st.text_input(say("meeting.behalf"), max_chars=80, **jotting.widget(f"rememberer-{row}"))
        if years or of:
            remembered.append({"years": years_in(years or ""), "of": of or "", "on_behalf": (behalf or "").strip()})
    return remembered


def _round(dialogue: Dialogue, jotting: Jotting) -> int | str | None:
    """Draw the choice of the round that the day was about: the current one, unless somebody says otherwise."""

    def told(one: int | str) -> str:
        return say("meeting.round.new") if one == NEW else say("dialogue.round", number=one)

    numbers = [one.number for one in reversed(dialogue.rounds) if one.number != dialogue.round.number]
    return st.selectbox(
        say("ask.round", number=dialogue.round.number), [*numbers, NEW], index=None, placeholder="", format_func=told,
        **jotting.widget("round"),
    )  # fmt: skip


def _spoken_to(dialogue: Dialogue, form: dict[str, Any]) -> Round:
    return dialogue.round_number(form["round"]) if isinstance(form["round"], int) else dialogue.round


def _changed_need(broker: Broker, dialogue: Dialogue, jotting: Jotting, form: dict[str, Any]) -> dict[str, Any] | None:
    """Draw the question of the round to change, where the day changed it; it then opens the next round."""
    if not st.toggle(say("meeting.changed"), **jotting.widget("changed")):
        return None
    one = _spoken_to(dialogue, form)
    about = f"workshop:{dialogue.id}:{one.number}:{jotting.serial}"
    draft = session.draft_about(about) or session.begin_about(
        about, need=one.need_mapping, settled=frozenset({"horizon"})
    )
    understanding = understand(broker, draft)
    show_sentence(understanding)
    ask_questions(understanding)
    if not is_changed(understanding.draft, one):
        show(html('<p class="quiet">{words}</p>', words=say("answer.try.same")))
        return None
    form["because"] = st.text_input(say("answer.try.because"), max_chars=1000, **jotting.widget("because")) or ""
    return understanding.draft.need
