"""The command line of places; what the commands need is imported when one runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from broker.command_line.arguments import leaf, seen_by


def place_arguments(group: Any) -> None:
    """Add the commands of places to the command line."""
    one = leaf(group, "search", "places of the gazetteer by name, the spelling forgiven", "places")
    one.add_argument("text", metavar="TEXT")
    one.add_argument("--limit", type=int, default=8, metavar="N")
    one = leaf(group, "at", "what lies at a point: country, first-level unit, nearest town", "places")
    one.add_argument("lat", type=float, metavar="LAT")
    one.add_argument("lon", type=float, metavar="LON")
    one = leaf(group, "look", "area, cells of each dataset and share outside, before anything is asked", "places")
    _where(one)
    seen_by(one)
    one = leaf(group, "keep", "keep a place or a list under a name of your own", "places")
    one.add_argument("name", metavar="NAME")
    _where(one)
    one.add_argument(
        "--precision", default="exact", metavar="P", help="how exactly it is stored: exact, 1, 5, 10 or 25 km, district"
    )
    one.add_argument("--by", required=True, metavar="NAME", help="whose place it is")
    one = leaf(group, "list", "the places that you keep", "places")
    one.add_argument("--by", required=True, metavar="NAME")
    one = leaf(group, "forget", "delete a kept place", "places")
    one.add_argument("name", metavar="NAME")
    one.add_argument("--by", required=True, metavar="NAME")


def _where(one: Any) -> None:
    one.add_argument(
        "--place", action="append", default=[], metavar="TEXT", help="town, unit or country; several: a list"
    )
    one.add_argument("--point", nargs=2, type=float, metavar=("LAT", "LON"))
    one.add_argument("--file", type=Path, metavar="AREA", help="GeoJSON, zipped shapefile, GeoPackage, KML, KMZ or WKT")
    one.add_argument("--layer", metavar="NAME", help="of the file")
    one.add_argument("--feature", metavar="NAME", help="of the file")
    one.add_argument("--crs", metavar="EPSG", help="projection of a file that does not say it, such as EPSG:32631")
    one.add_argument("--each", action="store_true", help="each shape of the file is a region of its own")
    one.add_argument(
        "--repair", action="store_true", help="mend an outline that crosses itself, if that changes < 0.1 %%"
    )
