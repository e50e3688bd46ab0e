"""Lambert's azimuthal equal-area projection of the sphere: true areas, and no seam at the antimeridian."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

EARTH_RADIUS_KM = 6371.0088


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
        """Return x and y in km, (…, 2); points close to the antipode lie far away."""
        east, north, north0 = np.radians(np.asarray(lon) - self.lon), np.radians(lat), np.radians(self.lat)
        cosine = np.sin(north0) * np.sin(north) + np.cos(north0) * np.cos(north) * np.cos(east)
        k = EARTH_RADIUS_KM * np.sqrt(2.0 / np.maximum(1.0 + cosine, 1e-6))
        x = k * np.cos(north) * np.sin(east)
        y = k * (np.cos(north0) * np.sin(north) - np.sin(north0) * np.cos(north) * np.cos(east))
        return np.stack([x, y], axis=-1)

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
