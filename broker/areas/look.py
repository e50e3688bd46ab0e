"""What a region is for the data on offer: its area, the cells that it touches, the share that lies outside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from broker.reach import reach
from catalog.record import Grid, Simulation, Version
from translators.regions import Region

if TYPE_CHECKING:
    from broker.engine.weights import Overlap


@dataclass(frozen=True)
class Cover:
    """How one grid of a dataset lies under a region.

    Attributes
    ----------
    dataset : str
        With its version: "teaching@1".
    models : tuple of str
        Whose grid it is.
    cells : int
        Touched by the region; of a station 1 where it is near enough.
    cell_km : float or None
        Typical size; None for stations.
    share_outside : float
        Of the region's area, 0 to 1.
    distance_km : float
        To the nearest station or edge of the grid; 0.0 where the data cover the region or a part of it.
    """

    dataset: str
    models: tuple[str, ...]
    cells: int
    cell_km: float | None
    share_outside: float
    distance_km: float

    def to_json(self) -> dict[str, Any]:
        """Return the cover as plain JSON values."""
        return {
            "dataset": self.dataset,
            "models": list(self.models),
            "cells": self.cells,
            "cell_km": self.cell_km,
            "share_outside": round(self.share_outside, 4),
            "distance_km": round(self.distance_km, 1),
        }

    @property
    def words(self) -> str:
        """The cover in one line."""
        who = f"{self.dataset} ({', '.join(self.models[:4])}{' …' if len(self.models) > 4 else ''})"
        if not self.cells:
            return f"{who}: outside, {self.distance_km:.0f} km away"
        if self.cell_km is None:
            return f"{who}: a point {self.distance_km:.0f} km away"
        part = f", {self.share_outside:.0%} of the region outside" if self.share_outside >= 0.005 else ""
        return f"{who}: {self.cells} cell{'s' if self.cells > 1 else ''} of about {self.cell_km:.0f} km{part}"


@dataclass(frozen=True)
class Look:
    """A region as it is before anything is asked of it.

    Attributes
    ----------
    region : Region
    covers : tuple of Cover
        Of the datasets that reach it, those with the most cells first.
    """

    region: Region
    covers: tuple[Cover, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the look as plain JSON values."""
        west, south, east, north = (round(edge, 6) for edge in self.region.geometry.bounds)
        return {
            "name": self.region.name,
            "source": self.region.source,
            "note": self.region.note,
            "area_km2": round(self.region.area_km2, 3),
            "bbox": {"west": west, "south": south, "east": east, "north": north},
            "places": [name for name, _ in self.region.parts],
            "region": self.region.asked,
            "covers": [cover.to_json() for cover in self.covers],
        }

    @property
    def words(self) -> str:
        """The look in a few lines."""
        region = self.region
        first = region.name if region.is_point else f"{region.name}: {region.area_km2:,.4g} km²"
        lines = [f"{first} ({region.source})", *([region.note] if region.note else [])]
        lines += [f"  {cover.words}" for cover in self.covers] or ["  No dataset on offer reaches it."]
        return "\n".join(lines)


def look_at(
    region: Region, versions: Sequence[Version], grid_of: Callable[[Version, Simulation], Grid], most: int = 20
) -> Look:
    """Return the area of a region and how the data on offer cover it, reading no values.

    Parameters
    ----------
    region : Region
    versions : sequence of Version
        Those that may reach it.
    grid_of : callable
        The grid of a version's simulation.
    most : int
        Grids that are looked at.
    """
    found: list[Cover] = []
    for version in versions:
        kinds: dict[tuple[Any, ...], list[Simulation]] = {}
        for simulation in version.simulations:
            kinds.setdefault((simulation.grid_kind, simulation.bbox, simulation.cells), []).append(simulation)
        for runs in kinds.values():
            if len(found) < most:
                found.append(_cover(region, version, runs, grid_of))
    near = [cover for cover in found if cover.cells or cover.distance_km <= 200]
    return Look(region, tuple(sorted(near, key=lambda c: (c.cells == 0, c.distance_km, -c.cells))))


def _cover(
    region: Region, version: Version, runs: Sequence[Simulation], grid_of: Callable[[Version, Simulation], Grid]
) -> Cover:
    here = reach(region, version, runs[0], grid_of)
    models = tuple(dict.fromkeys(run.model for run in runs))
    if not here.is_within:
        return Cover(version.label, models, 0, here.cell_km, 1.0, here.distance_km)
    cells, outside = _counted(region, grid_of(version, runs[0]))
    return Cover(version.label, models, cells, here.cell_km, outside, here.distance_km)


def _counted(region: Region, grid: Grid) -> tuple[int, float]:
    """Return how many cells all parts touch together, and the share of their area on no cell."""
    import numpy as np

    from broker.engine.weights import find_overlap

    overlaps: list[Overlap] = [find_overlap(grid, one.geometry) for one in region.each]
    touched = np.unique(np.concatenate([overlap.index for overlap in overlaps]))
    whole = sum(overlap.region_area_km2 for overlap in overlaps)
    inside = sum(float(overlap.area_km2.sum()) for overlap in overlaps)
    return int(touched.size), float(max(0.0, 1.0 - inside / whole)) if whole else 0.0
