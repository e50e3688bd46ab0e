"""The numbers of a result on the map: a feature for each cell or place of the map, else one for the region."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np

from broker.engine.result import Result
from broker.products.fields import Field, fields, has_map
from broker.products.geotiff import band_name, words_of


def feature_collection(result: Result) -> str:
    """Return GeoJSON (RFC 7946) whose properties are the values of the map's panels, by name; unknown ones are null.

    A result without a map has one feature, its region, with the middle and the range of the models of each row.
    """
    panels = fields(result) if has_map(result) else ()
    features = _of_panels(panels) if panels else [_of_region(result)]
    told = {
        "type": "FeatureCollection",
        "name": words_of(result),
        "product": result.recipe.product_id,
        "units": result.summary_units,
        "features": features,
    }
    return json.dumps(told, ensure_ascii=False, allow_nan=False)


def _of_panels(panels: tuple[Field, ...]) -> list[dict[str, Any]]:
    """Return a feature for each cell; panels on one grid share theirs."""
    found = []
    for key in dict.fromkeys((one.model, one.corners.tobytes()) for one in panels):
        alike = [one for one in panels if (one.model, one.corners.tobytes()) == key]
        for i in range(len(alike[0].values)):
            properties: dict[str, Any] = {"model": key[0]} if key[0] else {}
            properties |= {"name": alike[0].names[i]} if alike[0].names else {}
            for panel in alike:
                properties[band_name(panel)] = _known(panel.values[i])
                if panel.is_change and panel.models > 1:
                    properties[f"{band_name(panel)} agreed"] = not bool(panel.is_doubtful[i])
            found.append(_feature(_outline(alike[0], i), properties))
    return found


def _of_region(result: Result) -> dict[str, Any]:
    properties: dict[str, Any] = {"name": result.recipe.region["name"]}
    for row in result.summary:
        told = " ".join(filter(None, [row.place, row.step, row.variant]))
        when = f"{row.period.first}-{row.period.last}" if row.warming is None else f"{row.warming:g} K warmer"
        name = " ".join(filter(None, [row.scenario, when, told]))
        properties |= {f"{name} {part}": _known(getattr(row, part)) for part in ("p10", "p50", "p90")}
    return _feature(result.recipe.region["geometry"], properties)


def _feature(geometry: dict[str, Any], properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _outline(panel: Field, i: int) -> dict[str, Any]:
    """Return a place's shape, or a cell's, with its corners against the clock and within 180 degrees."""
    import shapely
    from shapely.geometry import mapping
    from shapely.geometry.polygon import orient

    if panel.shapes:
        return json.loads(json.dumps(mapping(panel.shapes[i])))
    corners = np.array(panel.corners[i], dtype=float)
    corners[:, 0] -= 360.0 * np.round(corners[:, 0].mean() / 360.0)
    return json.loads(shapely.to_geojson(orient(shapely.Polygon(corners))))


def _known(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
