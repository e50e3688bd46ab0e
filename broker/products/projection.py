"""Lambert's azimuthal equal-area projection of the sphere: true areas, and no seam at the antimeridian."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cartopy.crs as ccrs
import numpy as np

from translators.spheres import EARTH_RADIUS_KM

_GLOBE = ccrs.Globe(ellipse=None, semimajor_axis=1000 * EARTH_RADIUS_KM, semiminor_axis=1000 * EARTH_RADIUS_KM)


@dataclass(frozen=True)
class Projection:
    """The plane that touches the sphere at a point.

    Attributes
    ----------
    lon, lat : float
        Where it touches, degrees.
    """

    lon: float
    lat: float

    @classmethod
    def about(cls, lon: np.ndarray, lat: np.ndarray) -> Projection:
        """Return the projection that touches the middle of some points, wherever they lie on the circle."""
        angles = np.radians(lon)
        east = np.degrees(np.arctan2(np.sin(angles).mean(), np.cos(angles).mean()))
        turned = np.mod(np.asarray(lon) - east + 180.0, 360.0) - 180.0
        return cls(float(east + (turned.min() + turned.max()) / 2), float((np.min(lat) + np.max(lat)) / 2))

    def __call__(self, lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
        """Return x and y in km, (…, 2); NaN at the antipode, which lies everywhere on the rim."""
        metres = self._plane.transform_points(self._sphere, np.asarray(lon, float), np.asarray(lat, float))[..., :2]
        return np.where(np.isfinite(metres), metres / 1000.0, np.nan)

    @cached_property
    def _sphere(self) -> ccrs.CRS:
        return ccrs.Geodetic(globe=_GLOBE)

    @cached_property
    def _plane(self) -> ccrs.CRS:
        return ccrs.LambertAzimuthalEqualArea(self.lon, self.lat, globe=_GLOBE)

    def ring(self, points: np.ndarray, step_deg: float = 0.5) -> np.ndarray:
        """Return a closed ring of straight edges in longitude and latitude, as a finely broken line in km."""
        points = np.asarray(points, dtype=float)[:, :2]
        return self.line(points if np.array_equal(points[0], points[-1]) else np.vstack([points, points[:1]]), step_deg)

    def line(self, points: np.ndarray, step_deg: float = 0.5) -> np.ndarray:
        """Return a line of straight edges in longitude and latitude, as a finely broken line in km."""
        steps = np.diff(points, axis=0)
        counts = np.maximum(1, np.ceil(np.abs(steps).max(axis=1) / step_deg)).astype(int)
        edge = np.repeat(np.arange(len(steps)), counts)
        along = (np.arange(edge.size) - np.repeat(np.cumsum(counts) - counts, counts)) / counts[edge]
        whole = np.vstack([points[edge] + along[:, None] * steps[edge], points[-1:]])
        return self(whole[:, 0], whole[:, 1])
