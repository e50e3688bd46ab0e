"""Where need and offer meet, and where not: one bar for each axis, from what is asked to what is offered."""

from __future__ import annotations

from collections.abc import Sequence

from broker.mismatch import AXES, Mismatch
from broker.ui.components.markup import Html, html, join, show
from broker.ui.messages import say

#: The worst severity on an axis → the class of its bar, and how far it reaches in per cent.
REACH = {"error": ("no", 12), "warning": ("nearly", 55), "note": ("yes", 85), "": ("yes", 100)}


def show_fits(mismatches: Sequence[Mismatch]) -> None:
    """Draw the three bars with a plain line under each, and what would help."""
    show(html('<div class="fits">{axes}</div>', axes=join(_axis(axis, mismatches) for axis in AXES)))


def worst(axis: str, mismatches: Sequence[Mismatch]) -> str:
    """Return the worst severity on an axis; empty where nothing is amiss."""
    found = {m.severity for m in mismatches if m.axis == axis}
    return next((severity for severity in ("error", "warning", "note") if severity in found), "")


def _axis(axis: str, mismatches: Sequence[Mismatch]) -> Html:
    kind, reach = REACH[worst(axis, mismatches)]
    lines = [_line(m) for m in mismatches if m.axis == axis] or [html("<p>{words}</p>", words=say("axis.meets"))]
    return html(
        '<section class="fit {kind}"><h4>{name}</h4><div><div class="bar" aria-hidden="true">'
        '<i style="width:{reach}%"></i></div>{lines}</div></section>',
        kind=kind,
        name=say(f"axis.{axis}"),
        reach=reach,
        lines=join(lines),
    )


def _line(mismatch: Mismatch) -> Html:
    remedy = html('<p class="quiet small">{words}</p>', words=say("axis.remedy", remedy=mismatch.remedy))
    return html(
        "<p>{message}</p>"
        '<p class="sides small"><span><span class="quiet">{asked}</span> {need}</span>'
        '<span><span class="quiet">{offered}</span> {offer}</span></p>{remedy}',
        message=mismatch.message,
        asked=say("axis.asked"),
        need=mismatch.asked,
        offered=say("axis.offered"),
        offer=mismatch.offered,
        remedy=remedy if mismatch.remedy else Html(""),
    )
