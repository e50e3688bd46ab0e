"""The commands of places: searched, looked at against the data, kept."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from typing import Any

from broker.command_line.answer import Answer
from broker.service import Broker
from translators.errors import RegionError
from translators.regions import Region


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
