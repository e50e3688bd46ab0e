"""The largest towns of a map by name, so that people find their place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from broker.ui.components.panel import colour_of, pale

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

#: Towns that are named.
MOST_TOWNS = 6
#: East of this share of a map's width, names stand to the left of their towns, where they are not cut off.
EASTERN = 0.7


def towns_of(box: tuple[float, float, float, float]) -> list[tuple[str, float, float]]:
    """Return the towns that are named on a map of a box: name, longitude, latitude."""
    from translators.gazetteer.reverse import largest_towns

    return largest_towns(box, MOST_TOWNS)


def name_towns(
    drawn: Figure, towns: list[tuple[str, float, float]], west_to_east: tuple[float, float], dark: bool
) -> None:
    """Draw towns at their places in the plane of a map, whose ends in the west and the east are given."""
    west, east = west_to_east
    for name, x, y in towns:
        is_eastern = x > west + EASTERN * (east - west)
        drawn.add_annotation(
            x=x,
            y=y,
            text=f"{_harmless(name)} •" if is_eastern else f"• {_harmless(name)}",
            showarrow=False,
            xanchor="right" if is_eastern else "left",
            xshift=6 if is_eastern else -6,
            font={"size": 12, "color": colour_of("ink", dark)},
            bgcolor=pale(colour_of("ground", dark), 0.6),
            borderpad=0,
        )


def _harmless(name: str) -> str:
    """Return a name without signs that a chart would read as markup."""
    return name.replace("<", "").replace(">", "").replace("&", "")
