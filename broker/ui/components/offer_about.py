"""What a producer says of the whole: who made it, how it may be used, what it serves, and who sees it when."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields, replace
from typing import Any

import streamlit as st

from broker.service import Broker
from broker.ui import session
from broker.ui.components import offer, who
from broker.ui.components.alike import grouped
from broker.ui.components.catalog_search import licence_name
from broker.ui.components.jotting import Jotting
from broker.ui.components.markup import Html, html, join, show
from broker.ui.components.offer import Offer
from broker.ui.components.refusal import attempt
from broker.ui.messages import say
from catalog.fit_statement import place_km, statements
from catalog.record import KINDS, Facets, Report

#: Licences that open data are published under, in the order of the choice; others can be written.
LICENCES = ("CC-BY-4.0", "CC0-1.0", "CC-BY-SA-4.0", "CC-BY-NC-4.0", "OGL-UK-3.0", "ODbL-1.0")
#: What a holder of observations may have agreed to.
CONSENTS = ("", "yes", "no")


def ask_about(broker: Broker, made: Offer, report: Report) -> Offer | None:
    """Draw the form of publication; return the offer with all that was said once it was sent whole."""
    described = report.described
    key = made.token[:8]
    st.header(say("about.say"))
    name = st.text_input(say("publish.id"), value=made.name, key=f"id-{key}", max_chars=80, help=say("publish.id.note"))
    versions, _ = attempt(lambda: broker.versions(name.strip(), by=session.visitor().by))
    jotting = Jotting(f"about-{key}")
    jotting.show_found()
    with st.container(key=f"about-{key}"):
        said: dict[str, Any] = {}
        if versions:
            show(html('<div class="help">{words}</div>', words=say("about.again", number=versions[-1].number + 1)))
            said["change_note"] = _text(jotting, "change_note")
        said["title"] = _text(jotting, "title", described)
        left, right = st.columns(2)
        with left:
            said["producer"] = _text(jotting, "producer", described)
            said["licence"] = _licence(jotting, described)
            said["doi"] = _text(jotting, "doi")
        with right:
            said["contact"] = _text(jotting, "contact")
            said["kind"] = _kind(jotting, described)
            said["terms"] = _text(jotting, "terms")
        said["citation"] = _text(jotting, "citation", described)
        said |= _fitness(made, report, jotting)
        said |= _standing(made, jotting)
        with st.expander(say("about.held"), expanded=described.get("kind") == "observation"):
            said |= _held(jotting)
        by = who.name_field(f"publish-name-{key}")
        sent = st.button(say("publish.do"), type="primary", key=f"publish-do-{key}")
    if not sent:
        return None
    if not by.strip() or not name.strip():
        words = who.missing() if name.strip() else say("publish.id.missing")
        show(html('<div class="refusal" role="alert">{words}</div>', words=words))
        return None
    who.introduce(by)
    # Zero decimals are a precision like any other; what the files say already is no option of the producer.
    about = {k: v for k, v in said.items() if v not in ("", None, ()) and v is not False and v != described.get(k)}
    published = replace(made, about={"dataset": name.strip(), **about})
    offer.keep(published)
    return published


def forget(made: Offer) -> None:
    """Forget what was half written about an offer: it is published."""
    jotting = Jotting(f"about-{made.token[:8]}")
    if jotting.holds_something:
        jotting.finish()


def _text(jotting: Jotting, name: str, described: dict[str, str] | None = None) -> str:
    return st.text_input(
        say(f"about.{name}"), placeholder=say(f"about.{name}.example"), max_chars=2000,
        **jotting.widget(name, default=(described or {}).get(name, "")),
    ).strip()  # fmt: skip


def _licence(jotting: Jotting, described: dict[str, str]) -> str:
    told = described.get("licence", "")
    choices = list(dict.fromkeys(filter(None, [told, *LICENCES])))
    return st.selectbox(
        say("about.licence"), choices, index=None, accept_new_options=True,
        placeholder=say("about.licence.example"), format_func=licence_name,
        **jotting.widget("licence", default=told or None),
    ) or ""  # fmt: skip


def _kind(jotting: Jotting, described: dict[str, str]) -> str:
    told = described.get("kind", "")
    return st.selectbox(
        say("about.kind"), KINDS, **jotting.widget("kind", KINDS, told if told in KINDS else KINDS[0]),
        format_func=lambda kind: say(f"catalog.kind.{kind}"),
    )  # fmt: skip


def _fitness(made: Offer, report: Report, jotting: Jotting) -> dict[str, tuple[str, ...]]:
    show(html("<h3>{words}</h3>", words=say("about.fitness")))
    st.caption(say("about.fitness.note"))
    version = offer.as_version(made, report)
    said = {}
    drafted = statements(version)
    for column, (name, good) in zip(st.columns(2), (("good_for", True), ("not_good_for", False)), strict=True):
        with column:
            show(html('<p class="label">{words}</p>', words=say("fitness.good" if good else "fitness.bad")))
            show(_list([s.text for s in drafted if s.good is good], version.models))
            text = st.text_area(
                say(f"about.{name}"), max_chars=3000, height=90, placeholder=say(f"about.{name}.example"),
                **jotting.widget(name),
            )  # fmt: skip
            said[name] = tuple(line.strip(" -•") for line in text.splitlines() if line.strip(" -•"))
    return said


def _list(texts: list[str], models: tuple[str, ...]) -> Html:
    items = join(
        html("<li>{text}{more}</li>", text=f"{group[0][:1].upper()}{group[0][1:]}", more=_more(len(group) - 1))
        for group in grouped(texts, models)
    )
    return html('<ul class="serves small">{items}</ul>', items=items)


def _more(count: int) -> str:
    return f" ({say('answer.alike', count=count)})" if count else ""


class _After:
    """The days after one: a day that was written weeks ago may have passed."""

    def __init__(self, day: dt.date) -> None:
        self._day = day

    def __contains__(self, other: object) -> bool:
        return isinstance(other, dt.date) and other > self._day


def _standing(made: Offer, jotting: Jotting) -> dict[str, Any]:
    show(html("<h3>{words}</h3>", words=say("about.standing")))
    draft = st.radio(
        say("about.draft"), (False, True), **jotting.widget("draft", default=False),
        format_func=lambda draft: say("about.draft.yes" if draft else "about.draft.no"),
    )  # fmt: skip
    today = dt.datetime.now(dt.UTC).date()
    embargo = st.date_input(
        say("about.embargo"), value=None, min_value=today + dt.timedelta(days=1),
        format="YYYY-MM-DD", help=say("about.embargo.note"), **jotting.widget("embargo", _After(today)),
    )  # fmt: skip
    said: dict[str, Any] = {"draft": draft, "embargo": embargo.isoformat() if embargo else ""}
    stays = not made.is_uploaded and not any("://" in path for path in made.paths)
    if stays and "in_place" in {f.name for f in fields(Facets)}:
        said["in_place"] = st.checkbox(
            say("about.in_place"), help=say("about.in_place.note"), **jotting.widget("in-place")
        )
    return said


def _held(jotting: Jotting) -> dict[str, Any]:
    st.caption(say("about.held.note"))
    holder = _text(jotting, "holder")
    consent = st.selectbox(
        say("about.consent"), CONSENTS, accept_new_options=True, **jotting.widget("consent", default=CONSENTS[0]),
        format_func=lambda c: say(f"about.consent.{c or 'unasked'}") if c in CONSENTS else c,
    )  # fmt: skip
    decimals = st.selectbox(
        say("about.place"), (None, 3, 2, 1, 0), format_func=_place, **jotting.widget("place"),
    )  # fmt: skip
    return {"holder": holder, "consent": consent or "", "place_decimals": decimals}


def _place(decimals: int | None) -> str:
    return say("about.place.exact") if decimals is None else say("fact.place.about", km=f"{place_km(decimals):.2g}")
