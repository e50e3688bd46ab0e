"""The months of a season as a ring: the first is touched, then the last; over the turn of the year as well."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import streamlit as st

from broker.ui.components import fields
from broker.ui.components.markup import visible
from broker.ui.language import current
from broker.ui.messages import say
from translators.locales.calendars import month_name, short_month

#: Months by number; the ring begins with January at the top and goes with the sun.
MONTHS = range(1, 13)
_CSS = """
.wheel { margin-inline: auto; max-width: 15rem; font: inherit; color: var(--ink); }
.wheel svg { display: block; width: 100%; }
.wheel path { fill: var(--panel); stroke: var(--rule); stroke-width: 1.5; cursor: pointer; }
.wheel path.in { fill: var(--accent); stroke: var(--ground); }
.wheel path.first { fill: var(--accent-soft); stroke: var(--accent); }
.wheel path:hover { fill-opacity: .82; }
.wheel path:focus { outline: none; }
.wheel path:focus-visible { stroke: var(--ink); stroke-width: 3; }
.wheel text { font-size: 11px; text-anchor: middle; dominant-baseline: central; pointer-events: none;
  fill: var(--ink); }
.wheel text.in { fill: var(--ground); font-weight: 650; }
.wheel text.middle { font-size: 13px; font-weight: 650; }
.wheel p { margin: .2rem 0 0; font-size: .9rem; line-height: 1.35; color: var(--quiet); text-align: center; }
"""
_JS = """
const NS = "http://www.w3.org/2000/svg";
const at = (radius, turn) => [110 + radius * Math.sin(turn), 110 - radius * Math.cos(turn)];
function wedge(month) {
  const a = (month - 1) * Math.PI / 6, b = month * Math.PI / 6;
  const [p, q, r, s] = [at(106, a), at(106, b), at(58, b), at(58, a)];
  return `M${p} A106,106 0 0 1 ${q} L${r} A58,58 0 0 0 ${s} Z`;
}
function part(name, attributes, words) {
  const one = document.createElementNS(NS, name);
  for (const key in attributes) one.setAttribute(key, attributes[key]);
  if (words !== undefined) one.textContent = words;
  return one;
}
export default function ({ data, parentElement, setTriggerValue }) {
  let first = 0;
  const place = parentElement.querySelector(".wheel");
  const draw = () => {
    const focused = place.querySelector("path:focus")?.dataset.month;
    place.replaceChildren();
    const ring = part("svg", { viewBox: "0 0 220 220", role: "group", "aria-label": data.label });
    const hint = document.createElement("p");
    hint.setAttribute("role", "status");
    hint.textContent = first ? data.end.replace("{month}", data.months[first - 1]) : data.help;
    for (let month = 1; month <= 12; month++) {
      const chosen = !first && data.chosen.includes(month);
      const one = part("path", { d: wedge(month), tabindex: "0", role: "button", "data-month": month,
        "aria-label": data.months[month - 1], "aria-pressed": chosen || month === first,
        class: chosen ? "in" : month === first ? "first" : "" });
      const touch = () => {
        if (!first) { first = month; draw(); return; }
        const season = [first, month];
        first = 0;
        setTriggerValue("season", season);
      };
      one.onclick = touch;
      one.onkeydown = (event) => {
        const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: 11, ArrowUp: 11 }[event.key];
        if (event.key === "Enter" || event.key === " ") { event.preventDefault(); touch(); return; }
        if (!step) return;
        event.preventDefault();
        place.querySelector(`[data-month="${(month + step - 1) % 12 + 1}"]`).focus();
      };
      const [x, y] = at(82, (month - 0.5) * Math.PI / 6);
      ring.append(one, part("text", { x, y, class: chosen ? "in" : "", "aria-hidden": "true" }, data.short[month - 1]));
    }
    ring.append(part("text", { x: 110, y: 110, class: "middle", "aria-hidden": "true" }, first ? "…" : data.middle));
    place.append(ring, hint);
    if (focused) place.querySelector(`[data-month="${focused}"]`).focus();
  };
  draw();
}
"""


def turn(key: str, months: tuple[int, ...] | None, take: Callable[[int, int], None]) -> None:
    """Draw the ring with the months of a season filled in; hand the first and the last that are touched to `take`.

    Parameters
    ----------
    months : tuple of int or None
        Of the season, in its order; None where none was said.
    """
    language = current()
    ends = (1, 12) if len(months or ()) == 12 else (months[0], months[-1]) if months else None

    def touched() -> None:
        season = season_in(st.session_state.get(key))
        if season is not None:
            take(*season)

    _ring()(
        key=key,
        data={
            "label": say("wheel.label"),
            "help": say("wheel.help"),
            "end": say("wheel.end", month="{month}"),
            "months": [visible(month_name(month, language)) for month in MONTHS],
            "short": [visible(short_month(month, language)) for month in MONTHS],
            "chosen": list(months or ()),
            "middle": visible(fields.short_season(ends)) if ends else "",
        },
        on_season_change=touched,
    )


def season_in(state: Any) -> tuple[int, int] | None:
    """Return the first and the last month that a browser sent; None for anything else."""
    sent = getattr(state, "season", None)
    if not isinstance(sent, list | tuple) or len(sent) != 2:
        return None
    first, last = sent
    return (int(first), int(last)) if first in MONTHS and last in MONTHS else None


@cache
def _ring():  # noqa: ANN202 - a component has no public type
    return st.components.v2.component("season-wheel", html='<div class="wheel"></div>', css=_CSS, js=_JS)
