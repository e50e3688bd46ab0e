"""STAC 1.1: a catalogue of collections, one for each dataset, with an item for each simulation and its data cube.

Extensions: datacube 2.2.0, scientific 1.0.0 (how to cite), version 1.2.0 (which one, and whether it was withdrawn).
"""

from __future__ import annotations

import calendar as civil
import json
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from catalog.citation import NAME as CITATION
from catalog.citation import write_citation
from catalog.cubes import cube_dimensions, cube_variables, footprint, joined_dimensions
from catalog.files import write_whole
from catalog.netcdf_export import file_name
from catalog.record import Simulation, Version
from catalog.synthetic import NOTICE
from catalog.terms import address, dois, spdx

if TYPE_CHECKING:
    from catalog.arrays import StoredSimulation

STAC = "1.1.0"
DATACUBE = "https://stac-extensions.github.io/datacube/v2.2.0/schema.json"
SCIENTIFIC = "https://stac-extensions.github.io/scientific/v1.0.0/schema.json"
VERSION = "https://stac-extensions.github.io/version/v1.2.0/schema.json"
_JSON, _GEOJSON = "application/json", "application/geo+json"


def write_stac(
    versions: tuple[Version, ...],
    source_of: Callable[[Version, Simulation], StoredSimulation],
    folder: Path,
    files: Mapping[tuple[str, int, str], Path],
) -> list[Path]:
    """Write a self-contained STAC catalogue and return its files, ``catalog.json`` first.

    Parameters
    ----------
    versions : tuple of Version
        One of each dataset.
    source_of : callable
        Opens a simulation's stored arrays; only grids are read.
    folder : Path
    files : mapping of (dataset, version, group) to Path
        NetCDF files that were exported too, linked as the items' data; empty where none were.

    Raises
    ------
    StorageFailed
        If the disk refuses.
    """
    written = []
    for version in versions:
        place = folder / version.dataset
        items = [_item(version, s, source_of(version, s), place, files) for s in version.simulations]
        for item in items:
            written.append(write_whole(place / f"{item['id']}.json", _text(item)))
        written.append(write_citation(version, place))
        written.append(write_whole(place / "collection.json", _text(_collection(version, items))))
    # From the leaves to the root: whoever reads the root finds everything that it names.
    return [write_whole(folder / "catalog.json", _text(_root(versions))), *reversed(written)]


def _root(versions: Sequence[Version]) -> dict[str, Any]:
    children = [
        _link("child", f"./{version.dataset}/collection.json", _JSON, version.title or version.dataset)
        for version in versions
    ]
    return {
        "type": "Catalog",
        "stac_version": STAC,
        "id": "climate-knowledge-broker",
        "title": "Climate datasets",
        "description": "Climate projections and observations that were checked and published with their findings.",
        "links": [_link("root", "./catalog.json", _JSON), *children],
    }


def _collection(version: Version, items: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    simulations = version.simulations
    scientific = _scientific(version)
    licence = address(version.licence)
    return {
        "type": "Collection",
        "stac_version": STAC,
        "stac_extensions": [DATACUBE, VERSION, *([SCIENTIFIC] if scientific else [])],
        "id": version.dataset,
        "title": version.title or version.dataset,
        "description": _description(version),
        "keywords": [
            "climate",
            version.kind,
            *(["synthetic"] if version.synthetic else []),
            *sorted({v.name for s in simulations for v in s.variables}),
        ],
        "license": spdx(version.licence) or "other",
        "providers": [{"name": version.producer, "roles": ["producer", "licensor"]}] if version.producer else [],
        "extent": {
            "spatial": {"bbox": [_hull([item["bbox"] for item in items])]},
            "temporal": {"interval": [_interval(simulations)]},
        },
        "summaries": {
            "model": _distinct(s.model for s in simulations),
            "scenario": _distinct(s.scenario for s in simulations),
            "member": _distinct(s.member for s in simulations if s.member) or ["none"],
            "frequency": _distinct(s.frequency for s in simulations),
            "calendar": _distinct(s.calendar for s in simulations),
        },
        "kind": version.kind,
        **_marked(version),
        "version": str(version.number),
        "deprecated": version.is_retired,
        "snapshot": version.snapshot,
        "licence_text": " ".join(part for part in (version.licence or "not stated", version.terms) if part),
        "contact": version.contact,
        "holder": version.holder,
        "consent": version.consent,
        "good_for": list(version.good_for),
        "not_good_for": list(version.not_good_for),
        "findings": [f.to_json() | {"file": Path(f.file).name} for f in version.findings],
        **scientific,
        "cube:dimensions": joined_dimensions([item["properties"]["cube:dimensions"] for item in items]),
        "cube:variables": {k: v for item in items for k, v in item["properties"]["cube:variables"].items()},
        "assets": {
            "citation": {
                "href": f"./{CITATION}",
                "type": "application/yaml",
                "title": "How to cite these data",
                "roles": ["metadata"],
            }
        },
        "links": [
            _link("root", "../catalog.json", _JSON),
            _link("parent", "../catalog.json", _JSON),
            *(_link("item", f"./{item['id']}.json", _GEOJSON, item["properties"]["title"]) for item in items),
            *([_link("license", licence, title="Terms of use")] if licence else []),
            *([_link("cite-as", f"https://doi.org/{scientific['sci:doi']}")] if "sci:doi" in scientific else []),
        ],
    }


def _item(
    version: Version,
    simulation: Simulation,
    source: StoredSimulation,
    folder: Path,
    files: Mapping[tuple[str, int, str], Path],
) -> dict[str, Any]:
    start, end = _interval([simulation])
    geometry, bbox = footprint(source.grid, simulation.bbox)
    data = files.get((version.dataset, version.number, simulation.group))
    return {
        "type": "Feature",
        "stac_version": STAC,
        "stac_extensions": [DATACUBE, VERSION],
        "id": file_name(version, simulation).removesuffix(".nc"),
        "collection": version.dataset,
        "geometry": geometry,
        "bbox": bbox,
        "properties": {
            "title": " ".join(part for part in simulation.key if part),
            "datetime": None,
            "start_datetime": start,
            "end_datetime": end,
            "created": _zulu(version),
            "license": spdx(version.licence) or "other",
            "version": str(version.number),
            "deprecated": version.is_retired,
            "kind": version.kind,
            **_marked(version),
            "model": simulation.model,
            "scenario": simulation.scenario,
            "member": simulation.member,
            "frequency": simulation.frequency,
            # A day such as 30 February has no instant; these dates are exact, in the simulation's own calendar.
            "calendar": simulation.calendar,
            "first_date": simulation.first_date,
            "last_date": simulation.last_date,
            "cube:dimensions": cube_dimensions(source.grid, simulation, (start, end)),
            "cube:variables": cube_variables(source.grid, simulation, version.kind),
        },
        "assets": {}
        if data is None
        else {
            "data": {
                "href": _relative(data, folder),
                "type": "application/netcdf",
                "title": "The simulation as one CF-1.11 NetCDF file",
                "roles": ["data"],
            }
        },
        "links": [
            _link("root", "../catalog.json", _JSON),
            _link("parent", "./collection.json", _JSON),
            _link("collection", "./collection.json", _JSON),
        ],
    }


def instant(date: str, *, last: bool = False) -> str:
    """Return the RFC 3339 instant at which a day starts, or at which it ends.

    A day that no civil calendar has, such as 30 February of a 360-day year, stands as the last day of its month.
    """
    year, month, day = (int(part) for part in date.split("-"))
    day = min(day, civil.monthrange(max(1, year), month)[1])
    return f"{max(1, year):04d}-{month:02d}-{day:02d}T{'23:59:59' if last else '00:00:00'}Z"


def _interval(simulations: Sequence[Simulation]) -> list[str]:
    first, last = min(s.first_date for s in simulations), max(s.last_date for s in simulations)
    return [instant(first), instant(last, last=True)]


def _scientific(version: Version) -> dict[str, Any]:
    own = next(iter(dois(version.doi)), "")
    found = {
        "sci:citation": version.citation.strip(),
        "sci:doi": own,
        "sci:publications": [{"doi": doi} for doi in dois(version.citation) if doi != own],
    }
    return {name: value for name, value in found.items() if value}


def _description(version: Version) -> str:
    doubts = " ".join(f.message for f in version.findings if f.severity == "warning")
    note = f" {version.change_note}" if version.change_note else ""
    gone = f" Withdrawn: {version.retired}" if version.is_retired else ""
    made_up = f"{NOTICE} " if version.synthetic else ""
    return f"{made_up}{version.title or version.dataset}, {version.label}.{note}{gone} {doubts}".strip()


def _marked(version: Version) -> dict[str, Any]:
    return {"synthetic": True, "notice": NOTICE} if version.synthetic else {}


def _hull(boxes: Sequence[Sequence[float]]) -> list[float]:
    south, north = min(b[1] for b in boxes), max(b[3] for b in boxes)
    if any(b[0] > b[2] for b in boxes):  # across the antimeridian
        same = all(b[0] > b[2] for b in boxes)
        west, east = (min(b[0] for b in boxes), max(b[2] for b in boxes)) if same else (-180.0, 180.0)
        return [west, south, east, north]
    return [min(b[0] for b in boxes), south, max(b[2] for b in boxes), north]


def _relative(file: Path, folder: Path) -> str:
    return Path(os.path.relpath(file.absolute(), folder.absolute())).as_posix()


def _link(rel: str, href: str, kind: str = "", title: str = "") -> dict[str, str]:
    return {"rel": rel, "href": href} | ({"type": kind} if kind else {}) | ({"title": title} if title else {})


def _distinct(values: Any) -> list[str]:
    return list(dict.fromkeys(values))


def _zulu(version: Version) -> str:
    return f"{version.published:%Y-%m-%dT%H:%M:%S}Z"


def _text(document: Mapping[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
