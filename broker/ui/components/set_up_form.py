"""A dialogue's set-up: what travels to another place, the form that opens one there, and where it came from."""

from __future__ import annotations

from typing import Any

import streamlit as st

from broker.dialogue import Dialogue
from broker.dialogue.set_up import SetUp, confirmed
from broker.exports.many.names import Names
from broker.need_parts import with_part
from broker.service import Broker
from broker.ui import pages, session
from broker.ui.components.markup import html, join, plain, show
from broker.ui.components.refusal import attempt, refused
from broker.ui.language import current
from broker.ui.messages import say
from translators.said import Said, told


def show_taken(broker: Broker, dialogue: Dialogue, by: str) -> None:
    """Draw with which set-up a dialogue was opened, and what of it its people have said themselves by now."""
    taken, _ = attempt(lambda: broker.taken_set_up(dialogue.id, by=by))
    if taken is None:
        return
    names, state = Names(current()), confirmed(dialogue, taken)
    lines = join(
        html(
            '<li>{what} <span class="chip quiet">{state}</span></li>',
            what=_in_words(part, taken.carried[part], names),
            state=say("setup.done" if is_said else "setup.waits"),
        )
        for part, is_said in state.items()
    )
    opened = say("setup.opened.named", origin=taken.origin) if taken.origin else say("setup.opened")
    show(
        html(
            '<p class="quiet">{opened}</p>{todo}',
            opened=opened,
            todo=html("<p>{words}</p><ul>{lines}</ul>", words=say("setup.todo"), lines=lines) if state else "",
        )
    )
    if taken.origin and st.button(say("duty.open"), key="open-origin", type="tertiary"):
        st.switch_page(pages.DIALOGUE, query_params={"dialogue": taken.origin})


def ask_place(broker: Broker, dialogue: Dialogue, by: str) -> None:
    """Draw what travels, for confirmation part by part, and the form that opens a dialogue in another place."""
    if not by:
        return
    with st.expander(say("setup.title"), key=f"set-up-{dialogue.id}"):
        found, error = attempt(lambda: broker.set_up(dialogue.id, by=by))
        if error is not None or found is None:
            refused(error)
            return
        _ask(broker, dialogue, found, by)


def _ask(broker: Broker, dialogue: Dialogue, found: SetUp, by: str) -> None:
    names = Names(current())
    show(html('<p class="quiet">{words}</p>', words=say("setup.note")))
    why = dict(found.left_out).get("metric", "")
    if why:
        show(html("<p>{words}</p>", words=say(f"setup.metric.{why}")))
        return
    show(html("<p><b>{words}</b></p>", words=say("setup.carry")))
    carry = [
        part
        for part, value in found.carried.items()
        if st.checkbox(plain(_in_words(part, value, names)), value=part != "season", key=f"carry-{part}-{dialogue.id}")
    ]
    show(html('<p class="quiet small">{words}</p>', words=say("setup.left")))
    given, problem = attempt(lambda: _given(found, carry, names, dialogue.id))
    if not st.button(say("setup.open"), type="primary", key=f"set-up-open-{dialogue.id}"):
        return
    if problem is not None:
        refused(problem)
        return
    if given is None:
        show(html('<div class="refusal" role="alert">{words}</div>', words=say("setup.fill")))
        return
    key = session.submission("set-up", dialogue.id, str(sorted(carry)), str(given))
    opened, error = attempt(lambda: broker.open_with_set_up(dialogue.id, given, carry=carry, by=by, key=key))
    if error is not None or opened is None:
        refused(error)
        return
    st.switch_page(pages.DIALOGUE, query_params={"dialogue": opened.id})


def _given(found: SetUp, carry: list[str], names: Names, id: str) -> dict[str, Any] | None:
    """Return what is set anew, as a need file; None while something is missing.

    Raises
    ------
    InvalidResponse
        If the years are not understood.
    """
    statement = st.text_area(say("setup.statement"), max_chars=4000, key=f"set-up-statement-{id}")
    region = st.text_input(say("setup.region"), help=say("part.region.help"), max_chars=200, key=f"set-up-region-{id}")
    index = str(found.carried["metric"]["index"])
    values = {
        name: st.text_input(plain(_label(name, index, names)), max_chars=100, key=f"set-up-{name}-{id}")
        for name in (*found.to_set, *(() if "season" in carry or "season" not in found.carried else ("season",)))
        if name != "region"
    }
    years = st.text_input(say("part.horizon"), help=say("part.horizon.help"), max_chars=100, key=f"set-up-horizon-{id}")
    if not (statement.strip() and region.strip() and all(value.strip() for value in values.values())):
        return None
    need: dict[str, Any] = {"statement": statement.strip(), "language": current()}
    limits = {name: value.strip() for name, value in values.items() if name not in ("season", "statistic")}
    metric = {"parameters": limits} if limits else {}
    metric |= {"statistic": values["statistic"].strip()} if "statistic" in values else {}
    need |= {"metric": metric} if metric else {}
    need = with_part(need, "region", region)
    need = with_part(need, "horizon", years) if years.strip() else need
    return with_part(need, "season", values["season"]) if "season" in values else need


def _label(name: str, index: str, names: Names) -> str:
    if name in ("season", "statistic"):
        return say(f"setup.{name}")
    return say("setup.limit", name=names.step(name, index))


def _in_words(part: str, value: Any, names: Names) -> str:
    """Return what a part takes along, in words."""
    if part == "survey":
        return say("setup.part.survey", count=len(value))
    if part == "follow-up":
        return say("setup.part.follow-up")
    return say(f"setup.part.{part}", what=_what(part, value, names))


def _what(part: str, value: Any, names: Names) -> str:
    if part == "metric":
        return names.index(str(value["index"]))
    if part == "season":
        return str(told(Said("season", value=value), current()))
    if part == "mode":
        return names.value("mode", value)
    return "; ".join(_entry(part, one, names) for one in value)


def _entry(part: str, one: dict[str, Any], names: Names) -> str:
    def party(name: str) -> str:
        return names.value("party", one[name]) if one.get(name) else say("party.other")

    if part == "rights":
        sides = ", ".join(names.value("party", side) for side in one["decides"])
        return f"{names.value('topic', one['topic'])}: {sides}"
    if part == "expectations":
        said = f"{party('of')}: {names.value('way', one['way'])}"
    elif part == "questions":
        said = say("setup.to", **{"from": party("from"), "to": party("to")})
    else:
        said = party("who")
    return f"{said} ({one['count']})" if one.get("count", 1) > 1 else said
