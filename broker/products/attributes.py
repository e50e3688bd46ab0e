"""The attributes of `product.nc`: CF-1.11 for programs, ACDD-1.3 for catalogues."""

from __future__ import annotations

from typing import Any

import numpy as np

from broker import __version__
from broker.engine.result import Result
from broker.products.cf_names import cf_name
from broker.products.delivery import Citation, Delivery
from broker.products.told import definition_of, notice_of, sentence_of
from broker.recipe import Recipe
from translators.figures import DATES
from translators.indices import index_of

_KEYWORDS = ("climate projections", "climate services", "climate index")


def global_attributes(result: Result, delivery: Delivery) -> dict[str, Any]:
    """Return the file's own attributes; those without a value are left out."""
    recipe = result.recipe
    index = index_of(recipe.index, recipe.parameters)
    west, south, east, north = _bounds(result)
    starts = [start for one in result.series for start in one.starts]
    ends = [end for one in result.series for end in one.ends]
    notice = notice_of(recipe)
    doubts = [m.message for m in delivery.mismatches] + list(delivery.warnings)
    attributes = {
        "Conventions": "CF-1.11, ACDD-1.3",
        "title": f"{index.title}, {recipe.region['name']}{' (made-up weather)' if notice else ''}",
        "summary": sentence_of(result, delivery),
        "keywords": ", ".join((*_KEYWORDS, recipe.index, *index.variables)),
        "id": recipe.product_id,
        "product_version": recipe.product_id[:12],
        "history": f"{delivery.made_at_iso} built by climate-knowledge-broker {__version__}".strip(),
        "source": "; ".join(f"{i.dataset}@{i.version} ({i.kind}, snapshot {i.snapshot})" for i in recipe.inputs),
        "processing_level": f"climate index by season, missing-data rule {recipe.missing}, {recipe.ensemble}"
        + _adjusted(recipe),
        "comment": " ".join([*([notice] if notice else []), *doubts]),
        "synthetic": "true" if notice else "",
        "question": delivery.statement,
        "question_language": delivery.language,
        "references": " ".join(part for c in delivery.citations for part in (c.citation, _doi(c)) if part),
        "acknowledgement": "; ".join(f"{c.dataset}: {c.producer}" for c in delivery.citations if c.producer),
        "creator_name": "climate-knowledge-broker",
        "creator_type": "institution",
        "contributor_name": ", ".join(dict.fromkeys(c.producer for c in delivery.citations if c.producer)),
        "contributor_role": ", ".join(
            "data producer" for _ in dict.fromkeys(c.producer for c in delivery.citations if c.producer)
        ),
        "license": "; ".join(
            f"{c.dataset}: {c.licence or 'not stated'}{f' ({c.terms})' if c.terms else ''}" for c in delivery.citations
        ),
        "standard_name_vocabulary": "CF Standard Name Table",
        "date_created": delivery.made_at_iso,
        "cdm_data_type": "Other",
        "geospatial_lat_min": south,
        "geospatial_lat_max": north,
        "geospatial_lat_units": "degrees_north",
        "geospatial_lon_min": west,
        "geospatial_lon_max": east,
        "geospatial_lon_units": "degrees_east",
        "geospatial_bounds_crs": "EPSG:4326",
        "time_coverage_start": min(starts, default=""),
        "time_coverage_end": max(ends, default=""),
        "time_coverage_resolution": "P1Y",
        "recipe": recipe.canonical.decode(),
    }
    return {name: value for name, value in attributes.items() if value != ""}


def index_attributes(result: Result) -> dict[str, Any]:
    """Return the attributes of the index, for its cells and for its area mean alike."""
    recipe = result.recipe
    index = index_of(recipe.index, recipe.parameters)
    cf = cf_name(index)
    # A name of a temperature on its scale would be wrong for the difference of two, unless the method says so.
    is_difference = index.units == "K" and "range" not in cf.cell_methods
    attributes = {
        "standard_name": "" if is_difference else cf.standard_name,
        "long_name": index.title,
        "units": "1" if result.units == DATES else result.units,
        "is_dayofyear": np.int32(1) if result.units == DATES else "",
        "units_metadata": {"degC": "temperature: on_scale", "K": "temperature: difference"}.get(result.units, ""),
        "cell_methods": cf.cell_methods and f"{cf.cell_methods} (interval: 1 day comment: {definition_of(recipe)})",
        "definition": definition_of(recipe),
        "operator": index.operator,
        "references": index.source,
        "season": recipe.season.name,
    }
    return {name: value for name, value in attributes.items() if value}


def thresholds(recipe: Recipe) -> list[tuple[str, float, dict[str, str]]]:
    """Return name, value and attributes of each parameter that is a number, as scalar coordinates."""
    index = index_of(recipe.index, recipe.parameters)
    found = []
    for name, text in sorted(recipe.parameters.items()):
        if name in index.parameters and index.parameters[name].kind not in {"quantity", "number"}:
            continue
        value, _, units = text.partition(" ")
        attributes = {
            "long_name": index.parameters[name].meaning if name in index.parameters else name,
            "units": units or "1",
        }
        standard = cf_name(index).thresh_name if name == "thresh" else ""
        if standard == "lwe_thickness_of_precipitation_amount":
            standard = "lwe_precipitation_rate"
        if standard:
            attributes["standard_name"] = standard
        if units == "degC":
            attributes["units_metadata"] = "temperature: on_scale"
        found.append((name, float(value), attributes))
    return found


def _bounds(result: Result) -> tuple[float, float, float, float]:
    """Return west, south, east, north of all cells; west > east where they cross the antimeridian."""
    lon, lat = [], []
    for one in result.series:
        cells = one.cells
        lon.append(cells.lon if cells.corners is None else cells.corners[:, :, 0].ravel())
        lat.append(cells.lat if cells.corners is None else cells.corners[:, :, 1].ravel())
    lons = np.mod(np.concatenate(lon), 360.0)
    lats = np.concatenate(lat)
    order = np.unique(lons)
    # The widest empty stretch of the circle is the outside.
    gaps = np.diff(np.append(order, order[0] + 360.0))
    widest = int(gaps.argmax())
    west, east = float(order[(widest + 1) % order.size]), float(order[widest])
    return _pm180(west), float(lats.min()), _pm180(east), float(lats.max())


def _pm180(degrees: float) -> float:
    return round(degrees - 360.0 if degrees > 180.0 else degrees, 9)


def _doi(credit: Citation) -> str:
    return f"doi:{credit.doi}" if credit.doi and credit.doi not in credit.citation else ""


def _adjusted(recipe: Recipe) -> str:
    how = recipe.adjustment
    return "" if how is None else f", adjusted to {how.dataset}@{how.version} ({how.method})"
