"""Where the visitor is: asked of their device once they press for it, and rounded before it leaves the device."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING, Any

import streamlit as st

from broker.service import Broker
from broker.ui import session
from broker.ui.components import parts
from broker.ui.components.markup import html, show
from broker.ui.components.refusal import attempt
from broker.ui.messages import say
from broker.ui.session import Draft

if TYPE_CHECKING:
    from translators.gazetteer.reverse import Here

#: A place is known to so many decimals of a degree, about 1 km: enough for every climate model, and no house is found.
DECIMALS = 2
#: Why a device does not say where it is, by the number that browsers give each reason.
WHY_NOT = {1: "denied", 2: "unavailable", 3: "late"}
_CSS = """
.here { font: inherit; color: var(--ink); }
.here button { all: unset; display: inline-flex; align-items: center; gap: .45rem; min-height: 2.5rem; cursor: pointer;
  color: var(--ink); }
.here button span { color: var(--accent); text-decoration: underline; text-underline-offset: .15em; }
.here button:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
.here button:disabled { cursor: progress; }
.here svg { width: 1.15rem; height: 1.15rem; flex: none; }
.here p { margin: 0; font-size: .88rem; line-height: 1.45; color: var(--quiet); max-width: 44rem; }
.here p.not { color: var(--ink); border-inline-start: 3px solid var(--ochre); padding-inline-start: .9rem; }
"""
_HTML = """<div class="here"><button type="button"><svg viewBox="0 0 24 24" aria-hidden="true" fill="none"
stroke="currentColor" stroke-width="2"><circle cx="12" cy="12" r="6.5"/><circle cx="12" cy="12" r="2"
fill="currentColor"/><path d="M12 2v3.5M12 18.5V22M2 12h3.5M18.5 12H22"/></svg><span></span></button>
<p role="status"></p></div>"""
_JS = """
const PATIENCE_MS = 20000, OLDEST_MS = 600000;
export default function ({ data, parentElement, setTriggerValue }) {
  const button = parentElement.querySelector(".here button"), told = parentElement.querySelector(".here p");
  const tell = (words, isNot) => { told.textContent = words; told.className = isNot ? "not" : ""; };
  parentElement.querySelector(".here span").textContent = data.use;
  tell(data.note, false);
  const rounded = (degrees) => Math.round(degrees * 10 ** data.decimals) / 10 ** data.decimals;
  button.onclick = () => {
    const asked = navigator.geolocation;
    if (!asked) { tell(data.whyNot[2], true); return; }
    button.disabled = true;
    tell(data.asking, false);
    asked.getCurrentPosition(({ coords }) => {
      button.disabled = false;
      tell(data.note, false);
      setTriggerValue("place", [rounded(coords.latitude), rounded(coords.longitude)]);
    }, ({ code }) => {
      button.disabled = false;
      tell(data.whyNot[code] || data.whyNot[2], true);
    }, { enableHighAccuracy: false, timeout: PATIENCE_MS, maximumAge: OLDEST_MS });
  };
}
"""


def offer_here(broker: Broker, draft: Draft) -> None:
    """Draw the button that takes where the visitor is, and say of a point in which country and near which town it lies.

    Where the device does not say it, the page says why not, and the other ways to say a place stay.
    """
    key = "where-here"

    def taken() -> None:
        place = place_in(st.session_state.get(key))
        if place is not None:
            lat, lon = place
            session.keep(session.change(parts.latest(draft), "region", region={"point": {"lat": lat, "lon": lon}}))

    _button()(
        key=key,
        data={
            "use": say("where.here.use"),
            "note": say("where.here.note"),
            "asking": say("where.here.asking"),
            "whyNot": {str(code): say(f"where.here.{why}") for code, why in WHY_NOT.items()},
            "decimals": DECIMALS,
        },
        on_place_change=taken,
    )
    region = draft.need.get("region") or {}
    point = region.get("point")
    found, _ = attempt(lambda: broker.places_at(float(point["lat"]), float(point["lon"]))) if point else (None, None)
    if found is not None:
        show(html('<p class="quiet small">{words}</p>', words=beside(parts.region_as_written(region), found)))


def beside(place: str, found: Here) -> str:
    """Return a point with the town that it lies in or near: "52.22, 0.88: 4 km from Woolpit, England"."""
    if found.distance_km < 1:
        return say("where.here", place=place, within=found.town.name)
    return say("where.here.near", place=place, km=f"{found.distance_km:.0f}", town=found.town.name)


def place_in(state: Any) -> tuple[float, float] | None:
    """Return the latitude and longitude that a browser sent, rounded whatever it sent; None for anything else."""
    sent = getattr(state, "place", None)
    if not isinstance(sent, list | tuple) or len(sent) != 2:
        return None
    if not all(isinstance(one, int | float) and not isinstance(one, bool) and math.isfinite(one) for one in sent):
        return None
    lat, lon = (round(float(one), DECIMALS) + 0.0 for one in sent)
    return (lat, lon) if abs(lat) <= 90 and abs(lon) <= 180 else None


@cache
def _button():  # noqa: ANN202 - a component has no public type
    return st.components.v2.component("where-here", html=_HTML, css=_CSS, js=_JS)
