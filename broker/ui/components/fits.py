"""Where need and offer meet, and where not: one bar for each axis, from what is asked to what is offered."""

from __future__ import annotations

from collections.abc import Sequence

from broker.mismatch import AXES, Mismatch
from broker.ui.components.markup import Html, html, join, show
from broker.ui.language import current
from broker.ui.messages import say

#: The worst severity on an axis → the class of its bar, and how far it reaches in per cent.
SEVERITIES = ("error", "warning", "note")
REACH = {"error": ("no", 12), "warning": ("nearly", 55), "note": ("yes", 85), "": ("yes", 100)}


def show_fits(mismatches: Sequence[Mismatch]) -> None:
    """Draw the three bars with a plain line under each, and what would help."""
    show(html('<div class="fits">{axes}</div>', axes=join(_axis(axis, mismatches) for axis in AXES)))


def worst(axis: str, mismatches: Sequence[Mismatch]) -> str:
    """Return the worst severity on an axis; empty where nothing is amiss."""
    found = {m.severity for m in mismatches if m.axis == axis}
    return next((severity for severity in SEVERITIES if severity in found), "")


def _axis(axis: str, mismatches: Sequence[Mismatch]) -> Html:
    gravest = worst(axis, mismatches)
    kind, reach = REACH[gravest]
    found = sorted((m for m in mismatches if m.axis == axis), key=lambda m: SEVERITIES.index(m.severity))
    # What gets in the way is read at once; what holds of every projection is one tap away.
    shown = [m for m in found if m.severity == gravest][:2] if gravest != "note" else found[:1]
    rest = [m for m in found if m not in shown]
    lines = join(map(_line, shown)) if shown else html("<p>{words}</p>", words=say("axis.meets"))
    more = html(
        "<details><summary>{words}</summary>{lines}</details>",
        words=say("axis.more", count=len(rest)),
        lines=join(map(_line, rest)),
    )
    return html(
        '<section class="fit {kind}"><h4>{name}</h4><div><div class="bar" aria-hidden="true">'
        '<i style="width:{reach}%"></i></div>{lines}{more}</div></section>',
        kind=kind,
        name=say(f"axis.{axis}"),
        reach=reach,
        lines=lines,
        more=more if rest else Html(""),
    )


def _line(mismatch: Mismatch) -> Html:
    mismatch = mismatch.told(current())
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
