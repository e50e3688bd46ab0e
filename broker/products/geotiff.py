"""A map's panels as GeoTIFF: the same values as the map, a band of 64-bit numbers each, for a geographic system.

Only a regular grid of longitude and latitude can be written so: nothing is moved to another grid. The sea and what lies
outside the region is "no data".
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from broker.engine.result import Result
from broker.products.fields import Field, fields, has_map
from broker.products.told import definition_of

#: So much of a cell's side may its middle lie off an even grid: models' grids are a little uneven in latitude.
UNEVEN = 0.05
#: The largest picture, in numbers of one band.
MOST_PIXELS = 25_000_000
#: Kinds of values of a TIFF tag, and how they are packed.
_ASCII, _SHORT, _LONG, _DOUBLE = 2, 3, 4, 12
_FORMATS = {_SHORT: "H", _LONG: "I", _DOUBLE: "d"}
_DEFLATE, _FLOAT, _HEADER = 8, 3, 8
#: Keys of the coordinates: longitude and latitude, a pixel is an area, WGS 84 (EPSG:4326).
_GEOGRAPHIC = [1, 1, 1, 3, 1024, 0, 1, 2, 1025, 0, 1, 1, 2048, 0, 1, 4326]


@dataclass(frozen=True)
class Grid:
    """A regular grid, north up.

    Attributes
    ----------
    west, north : float
        Outer corner, degrees.
    width_deg, height_deg : float
        Sides of a cell, degrees.
    shape : (int, int)
        Rows and columns.
    columns, rows : ndarray of int (cells,)
        Where each cell of a panel lies.
    """

    west: float
    north: float
    width_deg: float
    height_deg: float
    shape: tuple[int, int]
    columns: np.ndarray
    rows: np.ndarray


def geotiffs(result: Result) -> dict[str, bytes]:
    """Return the maps of a result by name, one file a grid; empty where there is no map or its grid is not regular."""
    if not has_map(result):
        return {}
    panels = [one for one in fields(result) if not one.shapes]
    found = {}
    for key in dict.fromkeys((one.model, one.corners.tobytes()) for one in panels):
        alike = [one for one in panels if (one.model, one.corners.tobytes()) == key]
        grid = grid_of(alike[0].corners)
        if grid is not None:
            name = "-".join(filter(None, ["map", alike[0].model]))
            of_model = f"; model {alike[0].model}" if alike[0].model else ""
            found[f"{name}.tif"] = written(grid, alike, f"{words_of(result)}{of_model}")
    return found


def has_geotiff(result: Result) -> bool:
    """Whether there is a map on a regular grid of longitude and latitude."""
    grids = [one.cells.corners for one in result.series if one.cells.corners is not None and one.cells.lat.size > 1]
    return bool(grids) and has_map(result) and not result.recipe.region.get("places") and grid_of(grids[0]) is not None


def words_of(result: Result) -> str:
    """Return what the numbers are: index and its definition with limits and season, unit, place, the product's id."""
    recipe = result.recipe
    definition = definition_of(recipe, "en").rstrip(".")
    of = f"{recipe.index} ({result.summary_units}): {definition}"
    return f"{of}; {recipe.region['name']}; product {recipe.product_id}"


def band_name(panel: Field) -> str:
    """Return what a band holds: ``historical 1995-2014``, ``ssp245 2041-2060 change``."""
    period = f"{panel.period.first}-{panel.period.last}"
    return " ".join([panel.scenario, period, *(["change"] if panel.is_change else [])])


def grid_of(corners: np.ndarray) -> Grid | None:
    """Return the regular grid of cells (cells, 4, 2), or None where they lie on none."""
    low, high = corners.min(axis=1), corners.max(axis=1)
    on_edge = np.isclose(corners, low[:, np.newaxis]) | np.isclose(corners, high[:, np.newaxis])
    sides = np.median(high - low, axis=0)
    if not on_edge.all() or not (sides > 0).all():
        return None
    (west, south), (east, north) = low.min(axis=0), high.max(axis=0)
    counts = np.maximum(np.round((np.array([east, north]) - (west, south)) / sides), 1)
    width, height = (np.array([east, north]) - (west, south)) / counts
    columns, rows = (low[:, 0] - west) / width, (north - high[:, 1]) / height
    off = max(float(np.abs(one - one.round()).max()) for one in (columns, rows))
    if off > UNEVEN or counts.prod() > MOST_PIXELS:
        return None
    west -= 360.0 * round((west + east) / 720.0)
    shape = (int(counts[1]), int(counts[0]))
    return Grid(float(west), float(north), float(width), float(height), shape, columns.round().astype(int),
                rows.round().astype(int))  # fmt: skip


def written(grid: Grid, panels: Sequence[Field], words: str) -> bytes:
    """Return the bytes of a GeoTIFF 1.1 of a grid in longitude and latitude (WGS 84), a band a panel.

    Parameters
    ----------
    panels : sequence of Field
        Of one grid, each with a value or NaN a cell.
    words : str
        What the numbers are, for those who open the file.
    """
    bands = []
    for panel in panels:
        picture = np.full(grid.shape, np.nan)
        picture[grid.rows, grid.columns] = panel.values
        bands.append(zlib.compress(picture.astype("<f8").tobytes(), 9))
    count, (height, width) = len(bands), grid.shape
    names = "".join(
        f'<Item name="DESCRIPTION" sample="{i}" role="description">{escape(band_name(one))}</Item>'
        for i, one in enumerate(panels)
    )
    offsets = np.cumsum([_HEADER, *(len(band) for band in bands)])
    tags = [
        (256, _LONG, [width]), (257, _LONG, [height]), (258, _SHORT, [64] * count), (259, _SHORT, [_DEFLATE]),
        (262, _SHORT, [1]), (270, _ASCII, _ascii(words)), (273, _LONG, offsets[:-1].tolist()), (277, _SHORT, [count]),
        (278, _LONG, [height]), (279, _LONG, [len(band) for band in bands]), (284, _SHORT, [2 if count > 1 else 1]),
        *([(338, _SHORT, [0] * (count - 1))] if count > 1 else []), (339, _SHORT, [_FLOAT] * count),
        (33550, _DOUBLE, [grid.width_deg, grid.height_deg, 0.0]),
        (33922, _DOUBLE, [0.0, 0.0, 0.0, grid.west, grid.north, 0.0]),
        (34735, _SHORT, _GEOGRAPHIC),
        (42112, _ASCII, _ascii(f"<GDALMetadata>{names}</GDALMetadata>")), (42113, _ASCII, _ascii("nan")),
    ]  # fmt: skip
    return b"".join([struct.pack("<2sHI", b"II", 42, int(offsets[-1])), *bands, _directory(tags, int(offsets[-1]))])


def _ascii(words: str) -> bytes:
    return words.encode("ascii", "xmlcharrefreplace") + b"\0"


def _directory(tags: list[tuple[int, int, bytes | list]], start: int) -> bytes:
    """Return the tags in order, and after them the values that do not fit into a tag."""
    at = start + 2 + 12 * len(tags) + 4
    entries, beyond = [struct.pack("<H", len(tags))], []
    for tag, kind, values in tags:
        content = values if isinstance(values, bytes) else struct.pack(f"<{len(values)}{_FORMATS[kind]}", *values)
        entries.append(struct.pack("<HHI", tag, kind, len(values)))
        if len(content) <= 4:
            entries.append(content.ljust(4, b"\0"))
            continue
        entries.append(struct.pack("<I", at))
        content += b"\0" * (len(content) % 2)
        beyond.append(content)
        at += len(content)
    return b"".join([*entries, struct.pack("<I", 0), *beyond])
