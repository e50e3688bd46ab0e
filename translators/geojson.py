"""Drawn and uploaded areas: GeoJSON from strangers → one valid shape in WGS84 degrees, or a refusal that says why."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shapely.geometry import Point, mapping
from shapely.geometry.base import BaseGeometry

from translators.beside import read_beside
from translators.errors import RegionError
from translators.need_values import short
from translators.polygons import KINDS, MOST_RINGS, Budget, joined, parts_of, refuse_size

#: Limits of a shape; a hand-drawn or administrative area stays far below them.
LARGEST_BYTES = 5_000_000
_DEEPEST = 6


@dataclass(frozen=True)
class Shape:
    """A shape as read.

    Attributes
    ----------
    name : str
        Its own ``name``, or "the area in farm.geojson", or "the drawn area".
    geometry : shapely Point, Polygon or MultiPolygon
        Longitudes −180 to 180, split at the antimeridian.
    feature : dict
        A GeoJSON Feature with the name and the geometry; reading it again gives the same shape.
    read_from : str
        The file it was made from and what was done to it, as its ``read_from`` says; empty where it says nothing.
    """

    name: str
    geometry: BaseGeometry
    feature: dict[str, Any]
    read_from: str = ""


def read_shape(value: Any, beside: Path | None = None) -> Shape:
    """Return the shape of a GeoJSON file, or of inline GeoJSON.

    Parameters
    ----------
    value : str or mapping
        The name of a file in the folder `beside`, or GeoJSON as plain values.
    beside : Path, optional
        Without it, no file is opened.

    Raises
    ------
    RegionError
        If it cannot be read, is too large, is no area or point, lies off the Earth, is in another projection, crosses
        itself, has overlapping parts, or has an edge that could go round the Earth either way.
    """
    if isinstance(value, str) and not value.lstrip().startswith("{"):
        read = _parse(read_beside(value, beside, LARGEST_BYTES), f"The file {value[:80]!r}")
        return _shape_of(read, f"the area in {Path(value).name[:60]}")
    if isinstance(value, str):
        value = _parse(value.encode("utf-8", "replace"), "The shape")
    return _shape_of(value, "the drawn area")


def plain(value: Any) -> Any:
    """Return a GeoJSON mapping with lists for tuples, as JSON reads it back."""
    if isinstance(value, Mapping):
        return {key: plain(v) for key, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    return value


def _parse(raw: bytes, what: str) -> Any:
    if len(raw) > LARGEST_BYTES:
        raise RegionError(
            f"{what} is larger than {LARGEST_BYTES / 1e6:g} MB, more detail than any climate grid can show. Simplify "
            f"the shape, for example to 100 m.",
            about="region",
        )
    try:
        return json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise RegionError(
            f"{what} is not GeoJSON: it cannot be read as JSON in UTF-8. Export it again as GeoJSON (WGS84); other "
            f"formats, such as shapefiles, are not read.",
            about="region",
        ) from None


def _shape_of(value: Any, name: str) -> Shape:
    _check_projection(value)
    budget = Budget()
    parts = [part for geometry in _geometries(value, 0) for part in parts_of(geometry, budget)]
    own_name = _own(value, "name") or _own(value, "NAME")
    if own_name:
        name = own_name
    points = [p for p in parts if isinstance(p, Point)]
    if points and len(parts) > 1:
        raise RegionError(
            f"The shape holds {len(points)} points among {len(parts)} parts; a region is one point or an area, so it "
            f"is not clear where to look. Keep one point, or draw an area.",
            about="region",
        )
    if not parts:
        raise RegionError(f"The shape holds no geometry, so there is no place. It needs a {KINDS}.", about="region")
    geometry = points[0] if points else joined(parts)
    read_from = _own(value, "read_from", longest=300)
    properties = {"name": name, **({"read_from": read_from} if read_from else {})}
    feature = {"type": "Feature", "properties": properties, "geometry": plain(mapping(geometry))}
    return Shape(name, geometry, feature, read_from)


def _geometries(value: Any, depth: int) -> Iterator[Mapping[str, Any]]:
    """Yield the simple geometries of GeoJSON: features and collections opened."""
    kind = value.get("type") if isinstance(value, Mapping) else None
    inner = {"Feature": "geometry", "FeatureCollection": "features", "GeometryCollection": "geometries"}.get(str(kind))
    if inner is None:
        if not isinstance(value, Mapping) or "coordinates" not in value:
            raise RegionError(
                f"The shape was given as {short(value)}, which is no GeoJSON geometry, so there is no place. It needs "
                f"a {KINDS}.",
                about="region",
            )
        yield value
        return
    if depth > _DEEPEST:
        raise RegionError(
            f"The shape nests collections more than {_DEEPEST} deep, which no area needs. Export it as one "
            "MultiPolygon.",
            about="region",
        )
    content = value.get(inner)
    content = [content] if kind == "Feature" else content
    if not isinstance(content, (list, tuple)):
        raise RegionError(
            f"The {kind} of the shape has no list of {inner}, so there is no place. It needs a {KINDS}.",
            about="region",
        )
    if len(content) > MOST_RINGS:
        refuse_size(f"{len(content)} {inner}")
    for item in content:
        yield from _geometries(item, depth + 1)


def _check_projection(value: Any) -> None:
    crs = value.get("crs") if isinstance(value, Mapping) else None
    if crs is None:
        return
    properties = crs.get("properties") if isinstance(crs, Mapping) else None
    name = str(properties.get("name", "") if isinstance(properties, Mapping) else crs)[:80]
    if not re.search(r"(CRS:?84|OGC.*CRS84|EPSG:+:?4326|4326)$", name.strip(), re.I):
        raise RegionError(
            f"The shape says that it is in the projection {name!r}, but only longitude and latitude in WGS84 are "
            f"read, so it would land in the wrong place. Export it in WGS84 degrees (EPSG:4326).",
            about="region",
        )


def _own(value: Mapping[str, Any], key: str, longest: int = 80) -> str:
    """Return what a single feature says of itself under a key, as one tidy line, or an empty text."""
    features = value.get("features")
    if value.get("type") == "FeatureCollection" and isinstance(features, (list, tuple)) and len(features) == 1:
        value = features[0]
    properties = value.get("properties") if isinstance(value, Mapping) else None
    said = properties.get(key) if isinstance(properties, Mapping) else None
    if not isinstance(said, str):
        return ""
    return " ".join("".join(c if c.isprintable() else " " for c in said).split())[:longest].strip()
