"""Makes the two files of the gazetteer from their sources (see README.md).

Run ``python -m translators.gazetteer.make FOLDER``, where the folder holds `countries.geojson.gz`, `admin1.geojson.gz`
and `places.csv.gz`. The same sources give the same bytes.

`places.npz.gz` holds the names and where they lie, in a form that is searched without parsing; `shapes.npz.gz` the
areas, as differences of thousandths of a degree. Both are gzipped NumPy archives without pickles.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from translators.gazetteer.names import (
    ALSO_CALLED,
    FULL_NAMES,
    JOINED,
    TOWNS_ALSO_CALLED,
    WITHOUT_BORDERS,
    folded,
)
from translators.spheres import spherical_area_km2

COUNTRY, UNIT, TOWN = 0, 1, 2
#: Holes of joined areas below this are gaps between simplified borders.
_GAP_KM2 = 10.0
_AIRPORT = re.compile(r"[A-Z]{3,4}")


def main(folder: Path, out: Path) -> None:
    """Write both files."""
    countries = _features(folder / "countries.geojson.gz")
    units = [f for f in _features(folder / "admin1.geojson.gz") if f["properties"]["name"]]
    with gzip.open(folder / "places.csv.gz", "rt", encoding="utf-8", newline="") as file:
        towns = list(csv.DictReader(file))

    codes, nations = _nations(countries, towns)
    areas: list[tuple[int, str, str, BaseGeometry]] = []  # kind, name, code, geometry
    for feature in countries:
        name = _country_name(feature)
        areas.append((COUNTRY, name, codes[name], shape(feature["geometry"])))
    unit_shapes = _united(units)
    areas += [(UNIT, name, code, geometry) for (code, name), geometry in unit_shapes.items()]
    inside = _units_of_towns(towns, [a[3] for a in areas], [a[0] for a in areas])
    joined = _joined(areas, towns, inside)
    areas += [area for area, _ in joined]
    whole = np.full(len(areas), -1)
    for number, (_, members) in enumerate(joined, start=len(areas) - len(joined)):
        whole[members] = number
    _write_shapes(out / "shapes.npz.gz", [a[3] for a in areas])
    _write_places(out / "places.npz.gz", areas, towns, np.concatenate([whole, inside]), nations)


def _features(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return json.load(file)["features"]


def _country_name(feature: dict[str, Any]) -> str:
    name = feature["properties"]["name"]
    return FULL_NAMES.get(name, name)


def _nations(countries: list[dict[str, Any]], towns: list[dict[str, str]]) -> tuple[dict[str, str], dict[str, str]]:
    """Return (country name → code) and (code → country name); countries without an ISO code get one of ours."""
    codes, nations = {}, {}
    for number, feature in enumerate(countries):
        name, code = _country_name(feature), feature["properties"]["iso_a2"]
        if name == "Kosovo":
            code = "XK"
        elif code is None or name == "Ashmore and Cartier Islands":
            code = f"X{number}"
        codes[name] = code
        nations[code] = name
    nations |= {code: name for code, name in WITHOUT_BORDERS.items() if code not in nations}
    missing = {t["iso_a2"] for t in towns} - set(nations)
    if missing:
        raise SystemExit(f"Towns lie in countries without a name: {sorted(missing)}. Name them in WITHOUT_BORDERS.")
    return codes, nations


def _united(units: list[dict[str, Any]]) -> dict[tuple[str, str], BaseGeometry]:
    """Return (code, name) → area; units of one country that share their name are one area."""
    parts: dict[tuple[str, str], list[BaseGeometry]] = defaultdict(list)
    for feature in units:
        code = feature["properties"]["iso_a2"]
        if code and code != "-1":
            parts[code, feature["properties"]["name"].strip()].append(shape(feature["geometry"]))
    return {key: p[0] if len(p) == 1 else shapely.union_all(p) for key, p in parts.items()}


def _units_of_towns(towns: list[dict[str, str]], shapes: list[BaseGeometry], kinds: list[int]) -> np.ndarray:
    """Return for each town the position of the first-level unit that holds it, or -1."""
    numbers = np.array([i for i, kind in enumerate(kinds) if kind == UNIT])
    tree = shapely.STRtree([shapes[i] for i in numbers])
    points = shapely.points([float(t["lon"]) for t in towns], [float(t["lat"]) for t in towns])
    found = np.full(len(towns), -1)
    town, unit = tree.query(points, predicate="intersects")
    found[town[::-1]] = numbers[unit[::-1]]
    return found


def _joined(
    areas: list[tuple[int, str, str, BaseGeometry]], towns: list[dict[str, str]], inside: np.ndarray
) -> list[tuple[tuple[int, str, str, BaseGeometry], list[int]]]:
    """Return the areas of `JOINED`, each with the positions of its units."""
    votes: dict[int, Counter[str]] = defaultdict(Counter)
    for town, unit in zip(towns, inside, strict=True):
        if unit >= 0 and areas[unit][2] == town["iso_a2"]:
            votes[unit][town["admin1"]] += 1
    named = {(areas[u][2], areas[u][1]): c.most_common(1)[0][0] for u, c in votes.items()}
    made = []
    for code, name in JOINED:
        members = []
        for i, (kind, unit, unit_code, geometry) in enumerate(areas):
            if kind == UNIT and unit_code == code:
                belongs = named.get((code, unit)) or _nearest_vote(geometry, i, areas, named, code)
                if belongs == name:
                    members.append(i)
        geometry = _without_gaps(shapely.union_all([areas[i][3] for i in members]))
        made.append(((UNIT, name, code, geometry), members))
    return made


def _nearest_vote(geometry: BaseGeometry, number: int, areas: list, named: dict, code: str) -> str:
    """Return where the nearest unit with towns belongs, for a unit that has none."""
    others = [(geometry.distance(a[3]), named[code, a[1]]) for i, a in enumerate(areas)
              if i != number and a[0] == UNIT and a[2] == code and (code, a[1]) in named]  # fmt: skip
    return min(others)[1]


def _without_gaps(geometry: BaseGeometry) -> BaseGeometry:
    parts = []
    for part in shapely.get_parts(geometry):
        holes = [h for h in part.interiors if spherical_area_km2(shapely.Polygon(h)) > _GAP_KM2]
        parts.append(shapely.Polygon(part.exterior, holes))
    return shapely.MultiPolygon(parts)


def _write_shapes(path: Path, shapes: list[BaseGeometry]) -> None:
    polygons = [shapely.get_parts(s) for s in shapes]
    rings = [shapely.get_rings(p) for parts in polygons for p in parts]
    vertices = [shapely.get_coordinates(r) for ring in rings for r in ring]
    thousandths = [np.rint(v * 1000).astype(np.int32) for v in vertices]
    deltas = np.concatenate([np.diff(v, axis=0, prepend=np.zeros((1, 2), np.int32)) for v in thousandths])
    _write(
        path,
        deltas=_shuffled(deltas.astype("<i4").T.ravel()),
        ring_vertices=np.array([len(v) for v in vertices], "<u4"),
        polygon_rings=np.array([len(r) for r in rings], "<u2"),
        area_polygons=np.array([len(p) for p in polygons], "<u2"),
        bounds=np.rint(shapely.bounds(np.array(shapes)) * 1000).astype("<i4"),
    )


def _write_places(
    path: Path,
    areas: list[tuple[int, str, str, BaseGeometry]],
    towns: list[dict[str, str]],
    inside: np.ndarray,
    nations: dict[str, str],
) -> None:
    codes = sorted(nations)
    code_number = {code: i for i, code in enumerate(codes)}
    inner = [a[3].representative_point() for a in areas]
    admins = ["", *sorted({t["admin1"] for t in towns} - {""})]
    admin_number = {name: i for i, name in enumerate(admins)}
    town_people = np.array([int(t["population"]) for t in towns])
    people = np.zeros(len(areas), np.int64)
    held = inside[len(areas) :]
    np.add.at(people, held[held >= 0], town_people[held >= 0])
    by_code, by_admin = Counter(), Counter()
    for town, number in zip(towns, town_people, strict=True):
        by_code[town["iso_a2"]] += int(number)
        by_admin[town["iso_a2"], town["admin1"]] += int(number)
    for i, (kind, name, code, _) in enumerate(areas):
        if kind == COUNTRY:
            people[i] = by_code[code]
        elif (code, name) in JOINED:
            people[i] = by_admin[code, name]
    keys: dict[str, set[int]] = defaultdict(set)
    also: dict[str, set[int]] = defaultdict(set)
    for i, (kind, name, code, _) in enumerate(areas):
        keys[folded(name)].add(i)
        if kind == COUNTRY:
            for other in ALSO_CALLED.get(code, ()):
                keys[folded(other)].add(i)
    for n, town in enumerate(towns):
        i = len(areas) + n
        for part in (town["name"], town["name"].split(", ")[0]):
            keys[folded(part)].add(i)
        for other in town["alternate_names"].split("|"):
            if len(folded(other)) > 2 and not _AIRPORT.fullmatch(other):
                also[folded(other)].add(i)
    for (code, name), others in TOWNS_ALSO_CALLED.items():
        same = [n for n, town in enumerate(towns) if (town["iso_a2"], town["name"]) == (code, name)]
        largest = max(same, key=lambda n: town_people[n])  # fails where a name of the table is not held
        for other in others:
            keys[folded(other)].add(len(areas) + largest)
    for table in (keys, also):
        table.pop("", None)
    both = sorted(set(keys) | set(also))
    entries = [[*sorted(keys.get(k, ())), *(~i for i in sorted(also.get(k, set()) - keys.get(k, set())))] for k in both]
    _write(
        path,
        names=_text([a[1] for a in areas] + [t["name"] for t in towns]),
        kind=np.array([a[0] for a in areas] + [TOWN] * len(towns), "u1"),
        country=np.array([code_number[a[2]] for a in areas] + [code_number[t["iso_a2"]] for t in towns], "<u2"),
        admin=np.array([0] * len(areas) + [admin_number[t["admin1"]] for t in towns], "<u2"),
        unit=inside.astype("<i2"),
        lat=np.array([round(p.y * 1e4) for p in inner] + [round(float(t["lat"]) * 1e4) for t in towns], "<i4"),
        lon=np.array([round(p.x * 1e4) for p in inner] + [round(float(t["lon"]) * 1e4) for t in towns], "<i4"),
        population=np.concatenate([people, town_people]).astype("<u4"),
        country_codes=_text(codes),
        country_names=_text([nations[c] for c in codes]),
        admins=_text(admins),
        keys=_text(both),
        key_entries=np.array([len(e) for e in entries], "<u2"),
        entries=np.array([i for e in entries for i in e], "<i4"),
    )


def _text(lines: list[str]) -> np.ndarray:
    return np.frombuffer("\n".join(lines).encode(), np.uint8)


def _shuffled(values: np.ndarray) -> np.ndarray:
    """Return the bytes of the numbers, all first bytes first: small numbers then compress to little."""
    return np.ascontiguousarray(values.view(np.uint8).reshape(-1, 4).T)


def _write(path: Path, **arrays: np.ndarray) -> None:
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, **arrays)
    path.write_bytes(gzip.compress(buffer.getvalue(), 9, mtime=0))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(__file__).parent)
