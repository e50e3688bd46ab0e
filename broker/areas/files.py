"""An area file as people have it → the region of a need: opened, put into degrees, checked, named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from broker.areas.containment import Layer, read_layer
from broker.areas.packed import tidy, unzipped
from translators.beside import read_beside
from translators.errors import RegionError
from translators.geojson import LARGEST_BYTES as LARGEST_GEOJSON
from translators.geojson import plain, read_shape
from translators.polygons import MOST_VERTICES
from translators.several import MOST as MOST_REGIONS

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

LARGEST_BYTES = 20_000_000
#: A repair may change the area by this share.
MOST_CHANGE = 0.001
#: Longer edges of a projected shape are cut, because an edge straight on a map is none in degrees.
_LONGEST_EDGE_M = 10_000.0
_CHOICES = ("name", "layer", "feature", "crs", "each", "repair")


@dataclass(frozen=True)
class Wanted:
    """Which part of an area file is meant.

    Attributes
    ----------
    layer, feature : str
        Names; empty: the only layer, all features together.
    crs : str
        The projection, where the file does not say it: "EPSG:32631".
    each : bool
        Every feature as a region of its own.
    repair : bool
        Whether an outline that crosses itself may be mended where that changes less than 0.1 % of the area.
    """

    layer: str = ""
    feature: str = ""
    crs: str = ""
    each: bool = False
    repair: bool = False


#: All features of the only layer, together.
WHOLE = Wanted()


def region_of_file(value: Any, beside: Path | None) -> dict[str, Any]:
    """Return the region of a need that names an area file, written out as GeoJSON.

    Parameters
    ----------
    value : str or mapping
        The name of a file in the folder `beside`, or ``{name, layer, feature, crs, each, repair}``.
    beside : Path or None

    Raises
    ------
    RegionError
        If it lies elsewhere, or as `area_of_bytes`.
    """
    asked = {"name": value} if isinstance(value, str) else value
    if not isinstance(asked, Mapping) or not isinstance(asked.get("name"), str) or set(asked) - set(_CHOICES):
        raise RegionError(
            f"An area file was given as {str(value)[:80]!r}, so it is not clear what to open. Write file: farm.zip, or "
            f"file: {{name: farm.gpkg, {', '.join(f'{c}: …' for c in _CHOICES[1:])}}}.",
            about="region",
        )
    name = asked["name"]
    raw = read_beside(name, beside, LARGEST_BYTES)
    wanted = Wanted(
        **{key: str(asked[key]) for key in ("layer", "feature", "crs") if key in asked},
        **{key: asked[key] is True for key in ("each", "repair") if key in asked},
    )
    return area_of_bytes(Path(name).name, raw, wanted)


def area_of_bytes(name: str, raw: bytes, wanted: Wanted = WHOLE) -> dict[str, Any]:
    """Return the region (one key, as a need file writes it) of an area file's bytes.

    Parameters
    ----------
    name : str
        The file's name as its owner has it.
    raw : bytes
        GeoJSON, a zipped shapefile, GeoPackage, KML, KMZ or WKT; any of them also alone in a ZIP.
    wanted : Wanted

    Returns
    -------
    dict
        ``{"geojson": feature}``, or ``{"several": [{"geojson": feature}, …]}`` where each feature is one region. The
        feature's ``read_from`` says what was read and what was done to it.

    Raises
    ------
    RegionError
        If it is too large, no area file, in no known projection, empty, has several layers of which none was chosen,
        or has no valid area.
    """
    shown = tidy(Path(name).name) or "area"
    if len(raw) > LARGEST_BYTES:
        raise RegionError(
            f"The area file {shown!r} is larger than {LARGEST_BYTES / 1e6:g} MB, more detail than any climate grid can "
            f"show. Simplify the shape, for example to 100 m.",
            about="region",
        )
    raw, kind = unzipped(raw, shown)
    if kind == "GeoJSON":
        if len(raw) > LARGEST_GEOJSON:
            raise RegionError(
                f"The area file {shown!r} is larger than {LARGEST_GEOJSON / 1e6:g} MB of GeoJSON, more detail than any "
                f"climate grid can show. Simplify the shape, for example to 100 m.",
                about="region",
            )
        shape = read_shape(raw.decode("utf-8-sig", "replace"))
        named = shape.name if shape.name != "the drawn area" else f"the area in {shown}"
        return {"geojson": _feature(named, shape.geometry, f"{shown} (GeoJSON)")}
    if kind == "WKT":
        found = [("", _of_wkt(raw, shown))]
        crs, layer = "EPSG:4326", ""
    else:
        content = _chosen(read_layer(raw, shown, wanted.layer), shown, wanted)
        found, crs, layer = _shapes(content), content.crs, content.name
    found, notes = _in_degrees(found, wanted.crs or crs, shown)
    source = ", ".join([kind, *([f"layer {layer}"] if wanted.layer else []), *notes])
    return _written(found, f"{shown} ({source}", shown, wanted)


def _of_wkt(raw: bytes, shown: str) -> BaseGeometry:
    import shapely

    text = raw.decode("utf-8-sig", "replace").strip().removeprefix("SRID=4326;")
    try:
        return shapely.force_2d(shapely.from_wkt(text))
    except shapely.errors.ShapelyError as err:
        raise RegionError(
            f"The file {shown!r} begins like WKT, but it cannot be read ({' '.join(str(err).split())[:100]}). Write "
            f"for example POLYGON ((0.8 52.1, 1 52.1, 1 52.3, 0.8 52.1)): longitude first.",
            about="region",
        ) from None


def _chosen(content: Layer, shown: str, wanted: Wanted) -> Layer:
    """Return the content where one layer was read, or say which there are."""
    layers = ", ".join(tidy(name) for name in content.layers[:12]) or "none"
    if not content.name:
        asked = f"its layer {wanted.layer[:60]!r} was asked, but " if wanted.layer else ""
        raise RegionError(
            f"The area file {shown!r} has {len(content.layers)} layers of shapes; {asked}they are: {layers}. Say which "
            f"one is meant: file: {{name: {shown}, layer: …}}.",
            about="region",
            options=content.layers[:12],
        )
    if content.count > len(content.features):
        raise RegionError(
            f"The area file {shown!r} has {content.count} features, more than are read ({len(content.features)}). Keep "
            f"those that are meant.",
            about="region",
        )
    return content


def _shapes(content: Layer) -> list[tuple[str, BaseGeometry]]:
    import shapely

    return [(tidy(name), shapely.from_wkb(wkb)) for name, wkb in content.features if wkb is not None]


def _in_degrees(
    found: list[tuple[str, BaseGeometry]], crs: str, shown: str
) -> tuple[list[tuple[str, BaseGeometry]], list[str]]:
    """Return the shapes in longitude and latitude, and what was done to them in words."""
    import numpy as np
    import pyproj
    import shapely

    if not crs:
        raise RegionError(
            f"The area file {shown!r} does not say in which projection its numbers are (a shapefile says it in its "
            f".prj), so it could land anywhere. Add the .prj, or say it: file: {{name: {shown}, crs: EPSG:4326}}.",
            about="region",
        )
    try:
        projection = pyproj.CRS.from_user_input(crs[:10_000])
        turn = pyproj.Transformer.from_crs(projection, 4326, always_xy=True)
    except pyproj.exceptions.ProjError:
        raise RegionError(
            f"The area file {shown!r} is in the projection {tidy(crs)[:60]!r}, which is not known here, so it could "
            f"land anywhere. Export it in WGS84 degrees (EPSG:4326).",
            about="region",
        ) from None
    corners = sum(shapely.get_num_coordinates(shape) for _, shape in found)
    if corners > MOST_VERTICES:
        raise RegionError(
            f"The area file {shown!r} has {corners} corners, more than the {MOST_VERTICES} that are read. Simplify it, "
            f"for example to 100 m.",
            about="region",
        )
    if projection.to_epsg(min_confidence=60) == 4326:
        return found, []

    def turned(points: np.ndarray) -> np.ndarray:
        return np.column_stack(turn.transform(points[:, 0], points[:, 1]))

    cut = projection.is_projected
    shapes = [(n, shapely.segmentize(s, _edge(s, projection)) if cut else s) for n, s in found]
    return [(name, shapely.transform(shape, turned)) for name, shape in shapes], [f"from {projection.name[:60]}"]


def _edge(shape: BaseGeometry, projection: Any) -> float:
    """Return the longest edge, in the projection's own unit, that does not make too many corners of the shape."""
    unit_m = projection.axis_info[0].unit_conversion_factor or 1.0
    return max(_LONGEST_EDGE_M / unit_m, float(shape.length) / (MOST_VERTICES / 10))


def _written(found: list[tuple[str, BaseGeometry]], source: str, shown: str, wanted: Wanted) -> dict[str, Any]:
    """Return the region with its shapes checked, joined or each by itself."""
    if wanted.feature:
        named = [(name, shape) for name, shape in found if name.casefold() == wanted.feature.strip().casefold()]
        if not named:
            names = tuple(dict.fromkeys(name for name, _ in found if name))[:20]
            raise RegionError(
                f"The feature {wanted.feature[:60]!r} of {shown!r} was asked, but no feature has this name. Its "
                f"features: {', '.join(names) or 'none has a name'}.",
                about="region",
                options=names,
            )
        found = named
    if not found:
        raise RegionError(f"The area file {shown!r} holds no shape, so there is no place in it.", about="region")
    mended = [(name, *_mended(shape, name or shown, wanted)) for name, shape in found]
    notes = [note for _, _, note in mended if note]
    source = "; ".join([source, *notes]) + ")"
    if not wanted.each:
        name = next((n for n, _, _ in mended if n), "") if len(mended) == 1 else ""
        source = source.removesuffix(")") + (f"; its {len(mended)} shapes joined)" if len(mended) > 1 else ")")
        collection = {"type": "GeometryCollection", "geometries": [_plain(shape) for _, shape, _ in mended]}
        shape = read_shape(collection)
        return {"geojson": _feature(name or f"the area in {shown}", shape.geometry, source)}
    if len(mended) > MOST_REGIONS:
        raise RegionError(
            f"Each of the {len(mended)} shapes of {shown!r} was asked as a region of its own, more than the "
            f"{MOST_REGIONS} that one need may have. Choose some of them.",
            about="region",
        )
    if len(mended) == 1:
        name, shape, _ = mended[0]
        return {"geojson": _feature(name or f"the area in {shown}", read_shape(_plain(shape)).geometry, source)}
    each = [
        {"geojson": _feature(name or f"shape {number}", read_shape(_plain(shape)).geometry, source)}
        for number, (name, shape, _) in enumerate(mended, 1)
    ]
    return {"several": each}


def _mended(shape: BaseGeometry, name: str, wanted: Wanted) -> tuple[BaseGeometry, str]:
    """Return a valid shape; one that crosses itself is mended where that was asked and changes next to nothing."""
    import shapely

    from translators.spheres import spherical_area_km2

    if shape.geom_type not in {"Polygon", "MultiPolygon"} or shapely.is_valid(shape):
        return shape, ""
    valid = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    areas = [p for p in shapely.get_parts(valid) if p.geom_type == "Polygon"]
    before = spherical_area_km2(shape)
    after = sum(spherical_area_km2(p) for p in areas)
    change = abs(after - before) / before if before else 1.0
    why = shapely.is_valid_reason(shape).split("[")[0].strip().lower()
    if change > MOST_CHANGE or not areas or not wanted.repair:
        remedy = (
            "Draw it again so that its outline does not cross or touch itself."
            if change > MOST_CHANGE or not areas
            else "To have it mended, write repair: true with the file; what was done is then said with every product."
        )
        raise RegionError(
            f"The shape {name!r} is not a simple area ({why}), so its inside is not known. Mending it would change its "
            f"area by {100 * change:.3g} %, from {before:.6g} to {after:.6g} km². {remedy}",
            about="region",
        )
    return shapely.MultiPolygon(areas), f"outline of {name} mended ({why}; area changed by {100 * change:.2g} %)"


def _plain(shape: BaseGeometry) -> dict[str, Any]:
    from shapely.geometry import mapping

    return plain(mapping(shape))


def _feature(name: str, geometry: BaseGeometry, source: str) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"name": name, "read_from": source},
        "geometry": _plain(geometry),
    }
