"""Places of contributed observations, rounded before anything is stored: what is not kept cannot be shown."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from catalog.record import Facets
from catalog.understood import FoundSimulation, Understood


def with_rounded_places(understood: Understood, decimals: int | None) -> Understood:
    """Return what was understood with the places of points rounded to decimals of a degree; cells stay as they are."""
    if decimals is None:
        return understood
    return replace(understood, simulations=tuple(_rounded(found, decimals) for found in understood.simulations))


def rounded_options(facets: Facets) -> Facets:
    """Return the producer's options with their place rounded, so that no finding tells it more exactly."""
    if facets.place_decimals is None or facets.lat is None or facets.lon is None:
        return facets
    decimals = facets.place_decimals
    return replace(facets, lat=round(facets.lat, decimals), lon=round(facets.lon, decimals))


def _rounded(found: FoundSimulation, decimals: int) -> FoundSimulation:
    if found.grid.kind != "points":
        return found
    grid = replace(found.grid, lat=np.round(found.grid.lat, decimals), lon=np.round(found.grid.lon, decimals))
    west, south, east, north = (round(edge, decimals) for edge in found.simulation.bbox)
    return replace(found, grid=grid, simulation=replace(found.simulation, bbox=(west, south, east, north)))
