"""What values lie on: variables with their units, steps of time, and the cells or points of a grid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Variable:
    """A variable of a simulation, as stored, and how its numbers become the canonical unit.

    ``canonical = stored * scale + offset``; the stored numbers are the producer's own, bit for bit.

    Attributes
    ----------
    name : str
        CMIP short name: ``tasmax``, ``pr`` …
    units, canonical_units : str
        Unit of the stored numbers, and the unit of thresholds (``degC``, ``mm/day`` …).
    dtype : str
        ``float32`` or ``float64``.
    cell_methods, standard_name : str
    """

    name: str
    units: str
    canonical_units: str
    scale: float
    offset: float
    dtype: str = "float32"
    standard_name: str = ""
    cell_methods: str = ""


@dataclass(frozen=True)
class TimeAxis:
    """The steps of a simulation, in its own calendar.

    Attributes
    ----------
    calendar : str
        CF name: ``standard``, ``proleptic_gregorian``, ``julian``, ``noleap``, ``all_leap``, ``360_day``.
    frequency : str
        ``day``, ``mon``, ``yr``, or of hours: ``1hr``, ``3hr``, ``6hr`` …
    first_day : ndarray of int64 (float64 where steps are of hours), (time,)
        When each step starts, as days since 1850-01-01 in the calendar; strictly increasing; to the minute where steps
        are of hours. Membership is by ``time_bnds`` where the file has them, else by the stamp.
    days : ndarray of int32 (float64 where steps are of hours), (time,)
        Length of each step in days: 1 for daily data, 0.125 for steps of three hours.
    """

    calendar: str
    frequency: str
    first_day: np.ndarray
    days: np.ndarray


@dataclass(frozen=True)
class GridMapping:
    """How a projected grid lies on Earth, as its file says after CF: kept so that exports can say it again.

    Attributes
    ----------
    attributes : dict
        Of the grid mapping variable: ``grid_mapping_name`` and its parameters, plain JSON values.
    y, x : ndarray of float64, (ny,) and (nx,)
        Coordinates on the projection's plane, in the units of their attributes.
    y_attributes, x_attributes : dict of str to str
        ``standard_name`` and ``units`` of both.
    """

    attributes: dict[str, Any]
    y: np.ndarray
    x: np.ndarray
    y_attributes: dict[str, str]
    x_attributes: dict[str, str]


@dataclass(frozen=True)
class Grid:
    """The cells of a simulation, or its points.

    Attributes
    ----------
    kind : str
        ``rectilinear`` (1-D lat and lon), ``curvilinear`` (2-D) or ``points`` (stations, no cell extent).
    lat, lon : ndarray of float64, degrees
        Centres: (ny,) and (nx,) where rectilinear, (ny, nx) both where curvilinear, (n,) both for points. Longitudes
        as the producer wrote them (0–360 or ±180).
    lat_bounds, lon_bounds : ndarray of float64 or None
        Edges: (ny, 2) and (nx, 2); corners (ny, nx, 4) where curvilinear; None for points.
    bounds_from : str
        ``file``, ``midpoints`` or ``none``.
    names : tuple of str
        Names of points, or empty.
    mapping : GridMapping or None
        Of a projected grid whose file names one. Latitudes and longitudes decide where values lie, never this.

    A cell is addressed by its flat index ``iy * nx + ix`` (points: ``i``).
    """

    kind: str
    lat: np.ndarray
    lon: np.ndarray
    lat_bounds: np.ndarray | None
    lon_bounds: np.ndarray | None
    bounds_from: str = "file"
    names: tuple[str, ...] = ()
    mapping: GridMapping | None = None

    @property
    def shape(self) -> tuple[int, int]:
        """(ny, nx); points are (1, n)."""
        if self.kind == "rectilinear":
            return (self.lat.size, self.lon.size)
        if self.kind == "curvilinear":
            return (int(self.lat.shape[0]), int(self.lat.shape[1]))
        return (1, self.lat.size)

    @property
    def cells(self) -> int:
        """How many cells or points there are."""
        ny, nx = self.shape
        return ny * nx
