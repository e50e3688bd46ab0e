"""The commands of places: searched, looked at against the data, kept."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any

from broker.answer import Answer
from broker.arguments import leaf, seen_by
from broker.service import Broker
from translators.errors import RegionError
from translators.precision import PRECISIONS
from translators.regions import Region


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
    one.add_argument("--precision", choices=PRECISIONS, default="exact", help="how exactly it is stored")
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


def search(broker: Broker, args: Namespace) -> Answer:
    """List the places that a text may mean."""
    found = broker.search_places(args.text, args.limit)
    places = [
        {"name": p.name, "option": p.option, "kind": p.kind, "lat": p.lat, "lon": p.lon, "population": p.population}
        for p in found
    ]
    lines = [f"{p.option} ({p.kind}, {p.lat:.3f}, {p.lon:.3f})" for p in found]
    return Answer({"places": places}, "\n".join(lines) or "No place is called so.")


def at(broker: Broker, args: Namespace) -> Answer:
    """Say what lies at a point."""
    here = broker.places_at(args.lat, args.lon)
    document = {
        "name": here.name,
        "country": here.country and here.country.name,
        "unit": here.unit and here.unit.name,
        "town": here.town.name,
        "distance_km": round(here.distance_km, 1),
    }
    within = here.unit or here.country
    return Answer(document, f"{here.name}; in {within.name if within else 'no country: at sea'}")


def look(broker: Broker, args: Namespace) -> Answer:
    """Look at a region against the data."""
    found = broker.look(_region(broker, args), by=args.by)
    return Answer(found.to_json(), found.words)


def keep(broker: Broker, args: Namespace) -> Answer:
    """Keep a place."""
    place = broker.keep_place(args.name, _region(broker, args), args.precision, by=args.by)
    return Answer(place.to_json(), f"Kept as {place.name!r} ({place.precision}): {place.region.name}.")


def listed(broker: Broker, args: Namespace) -> Answer:
    """List the places that somebody keeps."""
    places = broker.kept_places(by=args.by)
    lines = [f"{place.name} ({place.precision}): {place.region.name}" for place in places]
    return Answer({"places": [place.to_json() for place in places]}, "\n".join(lines) or "No place is kept.")


def forget(broker: Broker, args: Namespace) -> Answer:
    """Delete a kept place."""
    place = broker.forget_place(args.name, by=args.by)
    return Answer({"forgotten": place.name}, f"{place.name} was forgotten.")


def _region(broker: Broker, args: Namespace) -> Region:
    """Return the one region that the arguments say."""
    said: list[dict[str, Any]] = [{"place": text} for text in args.place]
    if args.point:
        said.append({"point": {"lat": args.point[0], "lon": args.point[1]}})
    if args.file is not None:
        chosen = {key: getattr(args, key) for key in ("layer", "feature", "crs") if getattr(args, key)}
        said.append({"file": {"name": args.file.name, **chosen, "each": args.each, "repair": args.repair}})
    if not said:
        raise RegionError(
            "No place was given, so there is nothing to look at. Give --place NAME, --point LAT LON or --file AREA.",
            about="region",
        )
    beside = args.file.absolute().parent if args.file is not None else None
    return broker.region(said[0] if len(said) == 1 else {"several": said}, beside)


#: Command → what carries it out.
COMMANDS: dict[str, Callable[[Broker, Namespace], Answer]] = {
    "places search": search,
    "places at": at,
    "places look": look,
    "places keep": keep,
    "places list": listed,
    "places forget": forget,
}
