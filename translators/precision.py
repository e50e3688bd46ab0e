"""How exactly a place is kept: somebody's field may be stored as the square or the district that it lies in.

What is made coarser is coarse before it is kept anywhere; the exact place cannot be had back from it.
"""

from __future__ import annotations

import math

from translators.errors import RegionError
from translators.regions import Region, region_of

#: As it was given; rounded to squares of so many km; or the first-level unit that holds it.
PRECISIONS = ("exact", "1 km", "5 km", "10 km", "25 km", "district")
_KM_PER_DEGREE = 111.195


def coarsened(region: Region, precision: str) -> Region:
    """Return a region as exactly as its owner wants it kept.

    Parameters
    ----------
    region : Region
        A point, or one area.
    precision : str
        One of `PRECISIONS`. For squares, the middle of the region is moved to the middle of the square that holds it;
        the squares lie the same for everybody, so that keeping a place twice tells no more than keeping it once.

    Raises
    ------
    RegionError
        If the precision is unknown, several regions are given, or no first-level unit holds the place.
    """
    if precision not in PRECISIONS:
        raise RegionError(
            f"A place was to be kept with the precision {precision[:40]!r}, which is not known. Choose one of: "
            f"{', '.join(PRECISIONS)}.",
            about="region",
            options=PRECISIONS,
        )
    if precision == "exact":
        return region
    if region.parts:
        raise RegionError(
            f"A list of {len(region.parts)} places was to be kept with the precision {precision}, but a list is kept "
            f"as it was given. Make each place coarser by itself, or keep the list exactly.",
            about="region",
        )
    middle = region.geometry.representative_point()
    if precision == "district":
        return _district(middle.y, middle.x)
    return region_of({"point": _middle_of_square(middle.y, middle.x, float(precision.split()[0]))})


def _middle_of_square(lat: float, lon: float, side_km: float) -> dict[str, float]:
    rows = side_km / _KM_PER_DEGREE
    south = math.floor(lat / rows)
    lat = (south + 0.5) * rows
    columns = 360 / max(1, round(360 * math.cos(math.radians(lat)) * _KM_PER_DEGREE / side_km))
    return {"lat": round(lat, 4), "lon": round((math.floor(lon / columns) + 0.5) * columns, 4)}


def _district(lat: float, lon: float) -> Region:
    from translators.gazetteer.reverse import places_at

    unit = places_at(lat, lon).unit
    if unit is None:
        raise RegionError(
            "The place was to be kept as its district, but no first-level unit of the gazetteer holds it (it may lie "
            "at sea). Choose a square instead, such as 10 km.",
            about="region",
        )
    return Region(unit.name, unit.geometry, unit.source, {"place": unit.option})
