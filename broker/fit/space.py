"""Need and offer in space: a field against a cell, a region against a station."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from broker.fit.words import asked_place, fit, kilometres, percent, rounded
from broker.mismatch import Mismatch
from broker.reach import FARTHEST_STATION_KM, Reach
from catalog.record import Version
from translators.said import Said, number
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
    facts = {"place": asked.region.name, "dataset": version.dataset}
    if here.cell_km is None:
        facts["distance"] = kilometres(here.distance_km)
        offered = fit("outside-data.point", distance=facts["distance"])
        message = fit("outside-data.point_message", **facts, farthest=rounded(FARTHEST_STATION_KM))
    else:
        offered = _box(version.simulations[0].bbox)
        message = fit("outside-data.grid_message", **facts, box=offered)
    return "space", "outside-data", message, fit("outside-data.remedy"), offered


def nothing_published(asked: Specification) -> Mismatch:
    """Say that the catalog is empty."""
    return Mismatch(
        axis="space",
        code="catalog-empty",
        severity="error",
        asked=asked.region.name,
        offered=fit("catalog-empty.offered"),
        message=fit("catalog-empty.message", place=asked.region.name),
        remedy=fit("catalog-empty.remedy"),
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
        offered=fit("cell-for-point.offered", size=size),
        message=fit("cell-for-point.message", dataset=dataset, size=size, place=asked.region.name),
        remedy=fit("cell-for-point.remedy"),
        dataset=dataset,
    )


def _cells(asked: Specification, candidate: Candidate) -> Mismatch:
    size, dataset = kilometres(candidate.cell_km or 0), candidate.version.dataset
    cells = asked.region.area_km2 / (candidate.cell_km or 1) ** 2
    areas = [one.area_km2 for one in asked.region.each]
    small = sum(area < (candidate.cell_km or 1) ** 2 for area in areas)
    if asked.region.parts and small:
        cells = 0.0
        message = fit("cells.some_below", small=small, count=len(areas), dataset=dataset)
        remedy = fit("cells.some_below_remedy")
    elif cells < 1:
        message = fit("cells.below", place=asked_place(asked), dataset=dataset)
        remedy = fit("cells.below_remedy")
    else:
        message = fit("cells.over", cells=rounded(candidate.covered * cells), dataset=dataset)
        remedy = fit("cells.over_remedy")
    return Mismatch(
        axis="space",
        code="region-below-cell" if cells < 1 else "region-of-cells",
        severity="warning" if cells < 1 else "note",
        asked=asked_place(asked),
        offered=fit("cells.offered", size=size),
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
        offered=fit("region-partly-covered.offered", share=share),
        message=fit("region-partly-covered.message", dataset=dataset, share=share, place=asked.region.name),
        remedy=fit("region-partly-covered.remedy"),
        dataset=dataset,
    )


def _point_for_area(asked: Specification, candidate: Candidate) -> Mismatch:
    facts = {"what": _what(candidate)}
    away = "" if candidate.distance_km == 0 else "_away"
    if away:
        facts["distance"] = kilometres(candidate.distance_km)
    return Mismatch(
        axis="space",
        code="point-for-area",
        severity="warning",
        asked=asked_place(asked),
        offered=fit(f"point-for-area.offered{away}", **facts),
        message=fit(
            f"point-for-area.message{away}", **facts, dataset=candidate.version.dataset, place=asked_place(asked)
        ),
        remedy=fit("point-for-area.remedy"),
        dataset=candidate.version.dataset,
    )


def _point(asked: Specification, candidate: Candidate) -> Mismatch:
    what, dataset = _what(candidate), candidate.version.dataset
    away = kilometres(candidate.distance_km)
    is_model = candidate.version.kind == "projection"
    facts = {"what": what, "dataset": dataset, "place": asked.region.name}
    if candidate.distance_km > ON_THE_SPOT_KM:
        message = fit("point-near.away", **facts, distance=away)
    else:
        message = fit("point-near.model" if is_model else "point-near.station", **facts)
    return Mismatch(
        axis="space",
        code="point-near",
        severity="warning" if candidate.distance_km > NEARBY_KM else "note",
        asked=asked.region.name,
        offered=fit("point-near.offered", what=what, distance=away),
        message=message,
        remedy=fit("point-near.model_remedy" if is_model else "point-near.station_remedy"),
        dataset=dataset,
    )


def _what(candidate: Candidate) -> Said:
    kind = candidate.version.kind
    return fit(f"points.{kind if kind in ('projection', 'reanalysis') else 'station'}")


def _box(bbox: tuple[float, float, float, float]) -> Said:
    west, south, east, north = bbox
    lons = [_degrees(x, "east" if x >= 0 else "west") for x in (west, east)]
    lats = [_degrees(y, "north" if y >= 0 else "south") for y in (south, north)]
    return fit("box.box", west=lons[0], east=lons[1], south=lats[0], north=lats[1])


def _degrees(angle: float, side: str) -> Said:
    return fit(f"box.{side}", degrees=number(f"{abs(angle):.4g}"))
