"""The regions of a recipe: one, or several in one pass."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


def places_of(region: dict[str, Any]) -> tuple[tuple[str, BaseGeometry], ...]:
    """Return the name and the shape of each region of a recipe; the name is empty where there is one."""
    from shapely.geometry import shape

    places = region.get("places")
    if not places:
        return (("", shape(region["geometry"])),)
    return tuple((str(place["name"]), shape(place["geometry"])) for place in places)
