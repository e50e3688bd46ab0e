"""What lies at a point: its country, its first-level unit, the nearest town."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from translators.gazetteer.place import Place, place_at
from translators.gazetteer.shapes import area_shape, bounds
from translators.gazetteer.table import COUNTRY, TOWN, UNIT, table
from translators.places import nearest_town


@dataclass(frozen=True)
class Here:
    """What the gazetteer knows of a point.

    Attributes
    ----------
    country, unit : Place or None
        That hold the point; None at sea, or within the thousandth of a degree to which borders are kept. Of units
        that hold each other, the smallest.
    town : Place
        The nearest.
    distance_km : float
        To that town.
    """

    country: Place | None
    unit: Place | None
    town: Place
    distance_km: float

    @property
    def name(self) -> str:
        """The point in words: "4 km from Woolpit, England, United Kingdom"."""
        if self.distance_km < 1:
            return self.town.name
        return f"{self.distance_km:.0f} km from {self.town.name}"


def places_at(lat: float, lon: float) -> Here:
    """Return what lies at a point, longitudes −180 to 180.

    Parameters
    ----------
    lat, lon : float, degrees
    """
    kinds, boxes = table().kind, bounds()
    # Areas come first in the gazetteer, in the order of their bounds.
    within = (boxes[:, 0] <= lon) & (lon <= boxes[:, 2]) & (boxes[:, 1] <= lat) & (lat <= boxes[:, 3])
    point = shapely.Point(lon, lat)
    holding = [int(k) for k in np.flatnonzero(within) if shapely.intersects(area_shape(int(k)), point)]
    town, distance_km = nearest_town(lat, lon)
    return Here(
        country=_smallest([k for k in holding if kinds[k] == COUNTRY]),
        unit=_smallest([k for k in holding if kinds[k] == UNIT]),
        town=town,
        distance_km=distance_km,
    )


def _smallest(keys: list[int]) -> Place | None:
    return place_at(min(keys, key=lambda key: area_shape(key).area)) if keys else None


def largest_towns(box: tuple[float, float, float, float], most: int) -> list[tuple[str, float, float]]:
    """Return name, longitude and latitude of the most populous towns of a box, none close to a larger one.

    Parameters
    ----------
    box : (west, south, east, north)
        In degrees; longitudes −180 to 180.
    """
    places = table()
    west, south, east, north = box
    inside = (places.kind == TOWN) & (west <= places.lon) & (places.lon <= east)
    found = np.flatnonzero(inside & (south <= places.lat) & (places.lat <= north))
    found = found[np.argsort(-places.population[found].astype(np.int64), kind="stable")]
    told: list[tuple[str, float, float]] = []
    for key in found[: 200 * most]:
        lon, lat = float(places.lon[key]), float(places.lat[key])
        beside = (abs(lon - x) < (east - west) / 4 and abs(lat - y) < (north - south) / 10 for _, x, y in told)
        if not any(beside):
            told.append((places.names[int(key)], lon, lat))
        if len(told) == most:
            break
    return told
