"""The parts of a difference that are worked out by themselves: words, regions, assumptions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Any

from broker.dialogue.changes import AssumptionChange, RegionChange, Words
from broker.dialogue.ledger import Entry

_TOKENS = re.compile(r"\w+|\s+|[^\w\s]")


def changed_words(before: str, after: str) -> tuple[Words, ...]:
    """Return a statement word by word; empty where both are the same.

    The words of ``both`` and ``before`` together are the text before, to the letter, and likewise ``after``.
    """
    if before == after:
        return ()
    old, new = _TOKENS.findall(before), _TOKENS.findall(after)
    found: list[Words] = []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            found.append(Words("".join(old[a:b]), "both"))
            continue
        found += [Words("".join(old[a:b]), "before")] if b > a else []
        found += [Words("".join(new[c:d]), "after")] if d > c else []
    return tuple(found)


def changed_region(before: dict[str, Any], after: dict[str, Any]) -> RegionChange | None:
    """Return how two regions of a specification differ, or None where they are the same place.

    Areas are true ones on the sphere, of shapes whose edges are straight in longitude and latitude.
    """
    if before["geometry"] == after["geometry"]:
        return None
    import shapely
    from shapely.geometry import shape

    from translators.spheres import great_circle_km, spherical_area_km2

    first, second = (_area(shape(region["geometry"])) for region in (before, after))
    shared = spherical_area_km2(shapely.intersection(first, second)) if first and second else 0.0
    first_km2, second_km2 = (spherical_area_km2(area) if area else 0.0 for area in (first, second))
    apart = None
    if first is None or second is None:
        one, other = (shape(region["geometry"]).centroid for region in (before, after))
        apart = float(great_circle_km(one.y, one.x, other.y, other.x))
    return RegionChange(
        before=before["name"],
        after=after["name"],
        before_km2=first_km2,
        after_km2=second_km2,
        shared_km2=shared,
        only_before_km2=max(first_km2 - shared, 0.0),
        only_after_km2=max(second_km2 - shared, 0.0),
        apart_km=apart,
        geometries=(before["geometry"], after["geometry"]),
    )


def _area(geometry: Any) -> Any:
    """Return the polygons of a shape as one, each place counted once; None where it has none."""
    import shapely

    polygons = [part for part in shapely.get_parts(geometry) if part.geom_type in {"Polygon", "MultiPolygon"}]
    return shapely.union_all(polygons) if polygons else None


def changed_assumptions(before: Iterable[Entry], after: Iterable[Entry]) -> tuple[AssumptionChange, ...]:
    """Return the steps of two ledgers that stand otherwise, in the order of the later one."""
    old, new = ({e.about: _stands(e) for e in ledger} for ledger in (before, after))
    return tuple(
        AssumptionChange(about, old.get(about), new.get(about))
        for about in dict.fromkeys([*new, *old])
        if old.get(about) != new.get(about)
    )


def _stands(entry: Entry) -> dict[str, Any]:
    return {
        "value": entry.standing,
        "status": entry.status,
        "supporters": list(entry.supporters),
        "contested_by": [v.by for v in entry.contested],
        "origin": entry.origin,
        "source": entry.replaced.source if entry.replaced else entry.source,
        "because": entry.replaced.because if entry.replaced else entry.because,
    }
