"""Need and offer in space: a field against a cell, a region against a station."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from broker.fit.words import asked_place, kilometres, percent, rounded
from broker.mismatch import Mismatch
from broker.reach import FARTHEST_STATION_KM, Reach
from catalog.record import Version
from translators.specification import Specification

if TYPE_CHECKING:
    from broker.matching import Candidate, Reason

#: Up to this distance a point stands in the place itself.
ON_THE_SPOT_KM = 1.0
#: From this distance on, a point is another place.
NEARBY_KM = 10.0
#: From this size on, a cell hides valleys, coasts and slopes.
COARSE_CELL_KM = 20.0


def outside(asked: Specification, version: Version, here: Reach) -> Reason:
    """Say that the data do not reach the region."""
    name = version.dataset
    if here.cell_km is None:
        offered = f"a point {kilometres(here.distance_km)} away"
        why = (
            f"the nearest point of {name} is {kilometres(here.distance_km)} away, and beyond {FARTHEST_STATION_KM:.0f} "
            f"km a point says little about another place"
        )
    else:
        offered = _box(version.simulations[0].bbox)
        why = f"{name} covers {offered} and does not reach it, so no cell has a value there"
    message = f"{asked.region.name} was asked, but {why}."
    return "space", "outside-data", message, "Choose a place within the data, or publish data that cover it.", offered


def nothing_published(asked: Specification) -> Mismatch:
    """Say that the catalog is empty."""
    return Mismatch(
        axis="space",
        code="catalog-empty",
        severity="error",
        asked=asked.region.name,
        offered="no data",
        message=f"{asked.region.name} was asked, but no dataset is on offer yet, so there is nothing to compute from.",
        remedy="Publish data with `broker publish`, or fill the store with `broker demo`.",
    )


def mismatches(asked: Specification, answers: Sequence[Candidate]) -> list[Mismatch]:
    """Return what does not meet in space; at least one entry for each dataset."""
    found = []
    for candidate in answers:
        if candidate.cell_km is None:
            found.append(_point_for_area(asked, candidate) if not asked.region.is_point else _point(asked, candidate))
            continue
        found.append(_cell_for_point(asked, candidate) if asked.region.is_point else _cells(asked, candidate))
        if candidate.covered < 0.9995:
            found.append(_partly_covered(asked, candidate))
    return found


def _cell_for_point(asked: Specification, candidate: Candidate) -> Mismatch:
    size, dataset = kilometres(candidate.cell_km or 0), candidate.version.dataset
    return Mismatch(
        axis="space",
        code="cell-for-point",
        severity="warning" if (candidate.cell_km or 0) >= COARSE_CELL_KM else "note",
        asked=asked.region.name,
        offered=f"one cell about {size} wide",
        message=f"One cell of {dataset}, about {size} wide, answers for {asked.region.name}: hills, coasts and valleys "
        f"within it are averaged out.",
        remedy="Look at the change rather than the level, or set a station beside it.",
        dataset=dataset,
    )


def _cells(asked: Specification, candidate: Candidate) -> Mismatch:
    size, dataset = kilometres(candidate.cell_km or 0), candidate.version.dataset
    cells = asked.region.area_km2 / (candidate.cell_km or 1) ** 2
    areas = [one.area_km2 for one in asked.region.each]
    small = sum(area < (candidate.cell_km or 1) ** 2 for area in areas)
    if asked.region.parts and small:
        cells = 0.0
        message = (
            f"{small} of the {len(areas)} regions are smaller than one cell of {dataset} (a point always is): the "
            f"answer for each is that of its surroundings, and neighbours may share one."
        )
        remedy = "Choose larger regions, or look at the changes rather than the levels."
    elif cells < 1:
        message = f"{asked_place(asked)} is smaller than one cell of {dataset}: the answer is that of its surroundings."
        remedy = "Choose a larger region, or look at the change rather than the level."
    else:
        reached = rounded(candidate.covered * cells)
        message = f"The answer is over the area of about {reached} cells of {dataset}, each counted by its true share."
        remedy = "A smaller region shows more of the differences, down to the size of a cell."
    return Mismatch(
        axis="space",
        code="region-below-cell" if cells < 1 else "region-of-cells",
        severity="warning" if cells < 1 else "note",
        asked=asked_place(asked),
        offered=f"cells about {size} wide",
        message=message,
        remedy=remedy,
        dataset=dataset,
    )


def _partly_covered(asked: Specification, candidate: Candidate) -> Mismatch:
    share, dataset = percent(candidate.covered), candidate.version.dataset
    return Mismatch(
        axis="space",
        code="region-partly-covered",
        severity="warning",
        asked=asked_place(asked),
        offered=f"{share} of it",
        message=f"{dataset} reaches {share} of {asked.region.name}; its mean is over that part only.",
        remedy="Choose a region within the data, or data that cover it whole.",
        dataset=dataset,
    )


def _point_for_area(asked: Specification, candidate: Candidate) -> Mismatch:
    what = _what(candidate)
    where = "inside it" if candidate.distance_km == 0 else f"{kilometres(candidate.distance_km)} away"
    return Mismatch(
        axis="space",
        code="point-for-area",
        severity="warning",
        asked=asked_place(asked),
        offered=f"one {what} {where}",
        message=f"One {what} of {candidate.version.dataset} ({where}) stands for all of {asked_place(asked)}; "
        f"differences within it are not seen.",
        remedy="Ask for a place near the point, or use data on a grid.",
        dataset=candidate.version.dataset,
    )


def _point(asked: Specification, candidate: Candidate) -> Mismatch:
    what, dataset = _what(candidate), candidate.version.dataset
    away = kilometres(candidate.distance_km)
    is_model = candidate.version.kind == "projection"
    if candidate.distance_km > ON_THE_SPOT_KM:
        message = f"The {what} of {dataset} is {away} from {asked.region.name}; height, soil and coast may differ."
    elif is_model:
        message = (
            f"The {what} of {dataset} is for {asked.region.name} itself, but the models behind it see "
            f"cells of about 100 km and more, not single farms."
        )
    else:
        message = f"The {what} of {dataset} stands at {asked.region.name} itself."
    return Mismatch(
        axis="space",
        code="point-near",
        severity="warning" if candidate.distance_km > NEARBY_KM else "note",
        asked=asked.region.name,
        offered=f"a {what} {away} away",
        message=message,
        remedy="Look at the change rather than the level, and set a station beside it."
        if is_model
        else "Compare it with what is known on the spot.",
        dataset=dataset,
    )


def _what(candidate: Candidate) -> str:
    return {"projection": "model point", "reanalysis": "reanalysis point"}.get(candidate.version.kind, "station")


def _box(bbox: tuple[float, float, float, float]) -> str:
    west, south, east, north = bbox
    lons = [f"{abs(x):.4g}°{'E' if x >= 0 else 'W'}" for x in (west, east)]
    lats = [f"{abs(y):.4g}°{'N' if y >= 0 else 'S'}" for y in (south, north)]
    return f"{lons[0]} to {lons[1]} and {lats[0]} to {lats[1]}"
