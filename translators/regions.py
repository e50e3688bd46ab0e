"""Places, borders, boxes and drawn areas: each becomes a Region with its true area and its source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True)
class Region:
    """Where a need lies.

    Attributes
    ----------
    name : str
        In plain words: "Woolpit, England, United Kingdom", "a box from 75°W to 72°W and 42°N to 45°N".
    geometry : shapely Point, Polygon or MultiPolygon
        Longitude and latitude in WGS84 degrees, longitudes from −180 to 180; a shape over the antimeridian is split
        there into parts. Edges are straight in longitude and latitude.
    source : str
        Where the shape comes from: "GeoNames", "Natural Earth, first-level units", "given by the user".
    asked : dict
        The region exactly as the need file writes it (one key), with a GeoJSON file read in.
    """

    name: str
    geometry: BaseGeometry
    source: str
    asked: dict[str, Any]

    @property
    def is_point(self) -> bool:
        """Whether the region is a single point."""
        return self.geometry.geom_type == "Point"
