"""The forms of a producer: which files, and what the files do not say."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import Any

import streamlit as st

from broker.ui.components import findings, mending, offer
from broker.ui.components.jotting import Jotting
from broker.ui.components.markup import html, show
from broker.ui.components.offer import Offer
from broker.ui.messages import say
from catalog.record import Facets, Report

#: What a producer can say of files → the findings that ask for it.
ASKED = {
    "model": {"model-unknown", "simulations-collide"},
    "scenario": {"scenario-unknown", "scenario-contradicts-years", "simulations-collide"},
    "member": {"simulations-collide"},
    "place": {"coordinates-not-found", "places-not-understood"},
    "variables": {
        "no-known-variable", "units-missing", "units-unknown", "variable-ambiguous", "table-not-understood",
        "variables-repeated",
    },
    "date_column": {"table-not-understood", "time-missing"},
    "stations": {"places-not-understood"},
    "profile": {"address-refused", "fetch-failed"},
}  # fmt: skip
_POINT = re.compile(r"\s*([+-]?\d+(?:\.\d+)?)\s*[,;\s]\s*([+-]?\d+(?:\.\d+)?)\s*")
_COLUMN = re.compile(r"\s*([^=,]+?)\s*=\s*([A-Za-z]\w*)\s*:\s*([^,]+?)\s*")


def ask_files() -> None:
    """Draw the first form: where the data are. An offer begins when it was sent with something in it."""
    jotting = Jotting("offer-files")
    jotting.show_found()
    path = st.text_input(
        say("publish.path"), placeholder=say("publish.path.example"), max_chars=2000, **jotting.widget("path")
    )
    st.caption(say("publish.path.note"))
    files = st.file_uploader(
        say("publish.upload"), type=["nc", "nc4", "csv", "zip"], accept_multiple_files=True, key=jotting.key("files")
    )
    sent = st.button(say("publish.check"), type="primary", key="offer-check")
    if not sent:
        return
    paths = offer.uploaded(files or []) or tuple(part.strip() for part in re.split(r"[\n;]", path) if part.strip())
    if not paths:
        show(html('<div class="refusal" role="alert">{words}</div>', words=say("publish.missing")))
        return
    offer.begin(paths)
    jotting.finish()
    st.rerun()


def ask_more(made: Offer, report: Report) -> None:
    """Draw what must be mended, each beside its mend, and what else can be said; sent, the files are checked again."""
    grave = mending.by_code(report.findings)
    rest = [name for name in ASKED if _is_offered(name)]
    refused = report.status == "refused"
    if not grave:
        show(html("<h3>{words}</h3>", words=say("publish.more.say")))
    wanted: list[str] = []
    texts: dict[str, str] = {}
    units: dict[str, tuple[str, str]] = {}
    jotting = Jotting(f"more-{made.token[:8]}")
    jotting.show_found()
    with st.container(key=f"more-{made.token[:8]}"):
        if mending.repairable(report.findings, made.accept):
            st.caption(say("publish.accept.note"))
        for code, group in grave.items():
            findings.show_error(group, mending.in_page_words(group[0]))
            if code in mending.repairable(report.findings, ()) and mending.ask_repair(
                jotting, code, code in made.accept
            ):
                wanted.append(code)
            units |= mending.ask_units(jotting, made, group)
            for name in [n for n in rest if code in ASKED[n] and not (n == "variables" and units)]:
                texts[name] = _field(jotting, made, name)
                rest.remove(name)
        wanted += [c for c in made.accept if c not in grave and mending.ask_repair(jotting, c, True)]
        with st.expander(say("publish.about")):
            st.caption(say("publish.about.note"))
            texts |= {name: _field(jotting, made, name) for name in rest}
        sent = st.button(say("publish.again"), type="primary" if refused else "secondary", key="offer-again")
    if not sent:
        return
    said, wrong = _understood(texts)
    if wrong:
        show(html('<div class="refusal" role="alert">{words}</div>', words=say(f"publish.wrong.{wrong}")))
        return
    if units := {name: one for name, one in units.items() if one[1]}:
        said["variables"] = {**said.get("variables", {}), **units}
    offer.say_more(made, said, sorted(wanted))
    jotting.finish()
    st.rerun()


def _is_offered(name: str) -> bool:
    return name == "place" or name in {f.name for f in fields(Facets)}


def _field(jotting: Jotting, made: Offer, name: str) -> str:
    return st.text_input(
        say(f"publish.{name}"), placeholder=say(f"publish.{name}.example"), max_chars=500,
        **jotting.widget(f"said-{name}", default=_as_written(made, name)),
    ).strip()  # fmt: skip


def _as_written(made: Offer, name: str) -> str:
    if name == "place":
        lat, lon = made.said.get("lat"), made.said.get("lon")
        return "" if lat is None else f"{lat:g}, {lon:g}"
    if name == "variables":
        return ", ".join(f"{c}={n}:{u}" for c, (n, u) in made.said.get("variables", {}).items())
    return made.said.get(name, "")


def _understood(texts: dict[str, str]) -> tuple[dict[str, Any], str]:
    """Return what was written by the names of `Facets`, and the field that was not understood."""
    said: dict[str, Any] = {n: t for n, t in texts.items() if t and n not in {"place", "variables"}}
    if texts["place"]:
        point = _POINT.fullmatch(texts["place"])
        if point is None:
            return {}, "place"
        said |= {"lat": float(point[1]), "lon": float(point[2])}
    if texts["variables"]:
        columns = [_COLUMN.fullmatch(part) for part in texts["variables"].split(",")]
        if not all(columns):
            return {}, "variables"
        said["variables"] = {c[1]: (c[2], c[3]) for c in columns if c}
    return said, ""
