"""The conditions of a search, and which versions come near a place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import sqlalchemy as sa

from catalog.errors import CatalogError
from catalog.standing import seen_by
from catalog.tables import bare, entries, simulations

_KM_PER_DEGREE = 111.195


def newest_seen(viewer: str | None, today: dt.date) -> sa.ColumnElement[bool]:
    """Return the condition on `entries`: the newest offered version of its dataset that the viewer may see."""
    other = entries.alias("other")
    seen = sa.and_(entries.c.retired == "", sa.true() if viewer is None else seen_by(viewer, today))
    newer = sa.select(sa.literal(1)).where(
        other.c.dataset == entries.c.dataset,
        other.c.number > entries.c.number,
        other.c.retired == "",
        sa.true() if viewer is None else _on(other, seen_by(viewer, today)),
    )
    return sa.and_(seen, ~newer.exists())


@dataclass(frozen=True)
class Criteria:
    """What a dataset must hold to be found; an empty criterion is none.

    Attributes
    ----------
    text : str
        Words that must all occur in id, title, producer, citation, licence, DOI, models, scenarios or variables.
    bbox : (west, south, east, north), degrees, or None
        The simulation's box must touch it; west > east crosses the antimeridian.
    years : (int, int) or None
        The simulation must hold some of these years, both ends included.
    variables : tuple of str
        CMIP names; the simulation must hold all of them.
    scenario, kind, frequency, calendar : str
        Exactly as the catalog writes them.
    licence : str
        Must occur in the licence; capitals, spaces and hyphens do not matter (``cc by`` finds CC-BY-4.0).
    producer : str
        Must occur in the producer's name; capitals do not matter.
    """

    text: str = ""
    bbox: tuple[float, float, float, float] | None = None
    years: tuple[int, int] | None = None
    variables: tuple[str, ...] = ()
    scenario: str = ""
    kind: str = ""
    frequency: str = ""
    licence: str = ""
    producer: str = ""
    calendar: str = ""

    @classmethod
    def of(cls, **asked: Any) -> Criteria:
        """Return the criteria of a search. Raises `CatalogError` where years or a box cannot be meant."""
        found = cls(**asked | {"variables": tuple(asked.get("variables", ()))})
        if found.years is not None and found.years[0] > found.years[1]:
            first, last = found.years
            raise CatalogError(
                f"Data of {first} to {last} were asked for, but these years end before they start, so no dataset can "
                f"hold them. Write the earlier year first: {last} {first}."
            )
        if found.bbox is not None:
            west, south, east, north = found.bbox
            if not (-90 <= south <= north <= 90 and -360 <= west <= 360 and -360 <= east <= 360):
                raise CatalogError(
                    f"Data within {west:g} {south:g} {east:g} {north:g} were asked for, but a box is west, south, east "
                    f"and north in degrees, south below north within -90 to 90, so it is no place on Earth. Write it "
                    f"like 0.5 52.0 1.5 52.5."
                )
        return found


def meeting(wanted: Criteria) -> list[sa.ColumnElement[bool]]:
    """Return the conditions on `entries` of a search: of one simulation of a version where they are about one."""
    s, e = simulations.c, entries.c
    found = [e.words.contains(word, autoescape=True) for word in wanted.text.casefold().split()]
    if wanted.kind:
        found.append(e.kind == wanted.kind)
    if wanted.licence:
        found.append(e.licence_bare.contains(bare(wanted.licence), autoescape=True))
    if wanted.producer:
        found.append(e.producer_folded.contains(wanted.producer.casefold(), autoescape=True))
    # SQLite's LIKE makes no difference between capitals and small letters, PostgreSQL's does: neither is asked for it.
    names = sa.func.lower(s.variables)
    held = [names.contains(f"|{name.lower()}|", autoescape=True) for name in wanted.variables]
    for column, value in (
        (s.scenario, wanted.scenario), (s.frequency, wanted.frequency), (s.calendar, wanted.calendar),
    ):  # fmt: skip
        if value:
            held.append(column == value)
    if wanted.years is not None:
        held.append(sa.and_(s.first_year <= wanted.years[1], s.last_year >= wanted.years[0]))
    if wanted.bbox is not None:
        held.append(_touches(wanted.bbox))
    if held:
        found.append(sa.exists().where(s.dataset == e.dataset, s.number == e.number, *held))
    return found


def within_reach(
    rows: Sequence[sa.Row[Any]], bbox: Sequence[float], margin_km: float, others: int
) -> list[tuple[str, int]]:
    """Return (dataset, number) of the entries near a box, and of the nearest `others` that are not.

    Parameters
    ----------
    rows : sequence of (dataset, number, west, south, east, north)
    """
    placed = [row for row in rows if row[2] is not None]
    if not placed:
        return []
    boxes = np.array([row[2:6] for row in placed], dtype=np.float64).T
    distance = _distance_km(boxes, bbox)
    order = np.argsort(distance, kind="stable")
    near = int((distance <= margin_km).sum())
    return [(placed[i][0], placed[i][1]) for i in order[: near + others]]


def _distance_km(boxes: np.ndarray, bbox: Sequence[float]) -> np.ndarray:
    """Return how far boxes lie from a box, never more than it is: 0 where they touch."""
    west, south, east, north = boxes
    here_west, here_south, here_east, here_north = (float(v) for v in bbox)
    along_lat = np.maximum(0.0, np.maximum(south - here_north, here_south - north))
    width, here_width = (east - west) % 360.0, (here_east - here_west) % 360.0
    width = np.where((east - west) >= 360.0, 360.0, width)
    here_width = 360.0 if here_east - here_west >= 360.0 else here_width
    gap_east, gap_west = (west - here_east) % 360.0, (here_west - east) % 360.0
    apart = gap_east + gap_west + width + here_width <= 360.0 + 1e-6
    along_lon = np.where(apart, np.minimum(gap_east, gap_west), 0.0)
    # The nearest that two places of these latitudes can be: at the latitude nearest to a pole.
    highest = np.clip(
        np.maximum.reduce(
            [abs(south), abs(north), np.full_like(south, abs(here_south)), np.full_like(south, abs(here_north))]
        ),
        0.0,
        89.0,
    )
    return _KM_PER_DEGREE * np.hypot(along_lat, along_lon * np.cos(np.radians(highest)))


def _touches(bbox: Sequence[float]) -> sa.ColumnElement[bool]:
    west, south, east, north = bbox
    s = simulations.c
    if west <= east:
        straight = sa.and_(s.west <= east, s.east >= west)
        crossing = sa.and_(s.west > s.east, sa.or_(s.west <= east, s.east >= west))
        along = sa.or_(sa.and_(s.west <= s.east, straight), crossing)
    else:
        along = sa.or_(s.west > s.east, s.east >= west, s.west <= east)
    return sa.and_(along, s.south <= north, s.north >= south)


def _on(other: sa.Alias, condition: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Return a condition on `entries` as one on another name of the same table."""
    from sqlalchemy.sql.util import ClauseAdapter

    return ClauseAdapter(other).traverse(condition)
