"""Areas and distances on the sphere, for shapes whose edges are straight in longitude and latitude."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

#: Mean radius of the Earth (IUGG), in km: every area and distance is on the sphere of this radius.
EARTH_RADIUS_KM = 6371.0088

#: Edges are cut to at most this before distances are measured, so that their bend on the sphere is followed.
_STEP_DEG = 0.1


def ring_area_km2(lon: np.ndarray, lat: np.ndarray) -> float:
    """Return the area inside one closed ring, exactly, whatever its direction.

    Green's theorem on the sphere: R² Σ Δλ · (mean of sin φ along the edge), where the mean along an edge that is
    straight in longitude and latitude is sin φm · sin(Δφ/2) / (Δφ/2), with φm its middle.

    Parameters
    ----------
    lon, lat : ndarray (vertices,), degrees
        The first vertex again at the end; longitudes continuous along the ring.

    Returns
    -------
    float
        km² on the sphere of `EARTH_RADIUS_KM`.
    """
    lam, phi = np.radians(lon), np.radians(lat)
    half = np.diff(phi) / 2
    middle = phi[:-1] + half
    # A constant taken from sin φ leaves the sum as it is (Σ Δλ = 0) and keeps the digits of small shapes:
    # sin φm − sin φ0 = 2 cos((φm + φ0)/2) sin((φm − φ0)/2).
    start = phi[0]
    sinc = np.sinc(half / np.pi)
    above = 2 * np.cos((middle + start) / 2) * np.sin((middle - start) / 2)
    mean_sine = above * sinc + np.sin(start) * (sinc - 1)
    return float(abs(np.sum(np.diff(lam) * mean_sine)) * EARTH_RADIUS_KM**2)


def spherical_area_km2(geometry: BaseGeometry) -> float:
    """Return the true area of a shape with edges straight in longitude and latitude.

    Parameters
    ----------
    geometry : shapely geometry
        Longitude and latitude in degrees. Holes are subtracted; points and lines have no area.

    Returns
    -------
    float
        km² on the sphere of `EARTH_RADIUS_KM`; exact but for rounding.
    """
    total = 0.0
    for part in shapely.get_parts(geometry):
        if part.geom_type == "Polygon" and not part.is_empty:
            exterior = shapely.get_coordinates(part.exterior)
            total += ring_area_km2(exterior[:, 0], exterior[:, 1])
            for hole in part.interiors:
                ring = shapely.get_coordinates(hole)
                total -= ring_area_km2(ring[:, 0], ring[:, 1])
        elif part.geom_type in {"MultiPolygon", "GeometryCollection"}:
            total += spherical_area_km2(part)
    return total


def great_circle_km(lat: np.ndarray | float, lon: np.ndarray | float, lat0: float, lon0: float) -> np.ndarray:
    """Return distances from a point along great circles (haversine), in km; longitudes in any convention."""
    phi, phi0 = np.radians(lat), np.radians(lat0)
    turn = np.radians(np.asarray(lon) - lon0)
    h = np.sin((phi - phi0) / 2) ** 2 + np.cos(phi) * np.cos(phi0) * np.sin(turn / 2) ** 2
    return 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(h, 1.0)))


def distance_km(geometry: BaseGeometry, lat: float, lon: float) -> float:
    """Return the distance from a point to the nearest place of a shape, in km on the sphere; 0.0 inside it.

    Parameters
    ----------
    geometry : shapely geometry, longitudes −180 to 180
    lat, lon : float
        Degrees, longitude in any convention.
    """
    lon = (lon + 180) % 360 - 180
    if geometry.geom_type == "Point":
        return float(great_circle_km(geometry.y, geometry.x, lat, lon))
    if geometry.geom_type in {"MultiPoint", "GeometryCollection"}:
        return min(distance_km(part, lat, lon) for part in shapely.get_parts(geometry))
    if shapely.intersects_xy(geometry, lon, lat):
        return 0.0
    nearest = np.inf
    for part in shapely.get_parts(shapely.boundary(geometry)):
        line = shapely.get_coordinates(shapely.segmentize(part, _STEP_DEG))
        nearest = min(nearest, _distance_to_line_km(line[:, 0], line[:, 1], lat, lon))
    return float(nearest)


def _distance_to_line_km(lon: np.ndarray, lat: np.ndarray, lat0: float, lon0: float) -> float:
    """Return the least distance to a line of short edges, in a map on which distances from the point are true."""
    distance = great_circle_km(lat, lon, lat0, lon0)
    phi, phi0, turn = np.radians(lat), np.radians(lat0), np.radians(lon - lon0)
    bearing = np.arctan2(
        np.sin(turn) * np.cos(phi), np.cos(phi0) * np.sin(phi) - np.sin(phi0) * np.cos(phi) * np.cos(turn)
    )
    x, y = distance * np.sin(bearing), distance * np.cos(bearing)
    dx, dy = np.diff(x), np.diff(y)
    length2 = np.maximum(dx**2 + dy**2, 1e-30)
    along = np.clip(-(x[:-1] * dx + y[:-1] * dy) / length2, 0, 1)
    return float(min(np.min(np.hypot(x[:-1] + along * dx, y[:-1] + along * dy)), np.min(distance)))
