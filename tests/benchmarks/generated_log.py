"""Logs that are made up, for benchmarks of the log: their events have the sizes of those of real dialogues."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import secrets
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from broker.database import open_database
from broker.event import NO_EVENT, Event, Part, hash_of
from broker.log import Entry, EventLog, utc_now
from broker.log.sealing import divided
from broker.matching import match
from broker.people.keys import Keys
from broker.recipe import canonical_json
from tests.unit.offers import asked, station, version

#: Two who speak in turn.
PEOPLE = (("p-ruthruthru", "Ruth"), ("p-tomtomtomt", "Tom"))


def open_log(home: Path, clock: Callable[[], dt.datetime] = utc_now) -> EventLog:
    """Return the log of a store's folder."""
    return EventLog(open_database(home), Keys(home), clock)


def fill(log: EventLog, dialogues: int, events: int) -> None:
    """Write that many events, turn by turn into each dialogue."""
    for i in range(events):
        person, name = PEOPLE[i % 2]
        stream, first = f"d-{i % dialogues}", i < dialogues
        said = {"title": f"Too hot {i}?"} if first else {"round": 1, "text": f"Words number {i}.", "fits": {}}
        entry = ("DialogueOpened" if first else "ResponseGiven", said)
        log.append(stream, [entry], by=person, name=name, key=f"k{i}", request={"i": i})


def a_dialogue(rounds: int, seed: int = 0) -> Iterator[tuple[int, list[Entry]]]:
    """Yield the submissions of a dialogue, five a round: who acts (place in `PEOPLE`), and what is recorded."""
    opening: list[Entry] = [("DialogueOpened", {"title": f"Too hot for my cows ({seed})?"})]
    for number in range(1, rounds + 1):
        yield 0, [*opening, *_round(number, seed)]
        yield 1, [("ProductBuilt", _built(number, seed))]
        words = f"Our vet says that it is {20 + number} °C that hurts, in the afternoons above all ({seed})."
        yield 0, [("ResponseGiven", {"round": number, "fits": {"metric": "no", "time": "yes"}, "text": words})]
        yield (
            1,
            [
                ("QuestionAsked", {"round": number, "text": f"On how many days in a row, and at what hour ({seed})?"}),
                ("UncertaintyNamed", {"round": number, "text": "Five models are few to say how sure this is." * 3}),
            ],
        )
        yield (
            0,
            [
                ("LocalKnowledgeGiven", {"round": number, "form": "observation", "text": "It was so in 2003." * 6}),
                (
                    "PromiseMade",
                    {"round": number, "what": "I shall ask the dairy for its figures.", "due": "2027-03-01"},
                ),
            ],
        )
        opening = [("RoundClosed", {"round": number})]


def write_file(out: Path, events: int, rounds: int = 20) -> None:
    """Write the exported log of a store with that many events, without the store."""
    heads: dict[str, tuple[int, str]] = {}
    with out.open("wb") as file:
        for number, (stream, who, kind, data) in enumerate(_told(events, rounds), start=1):
            person, name = PEOPLE[who]
            parts = []
            for of, fields in divided(kind, data, person, PEOPLE[0][0], {}).items():
                salt = secrets.token_hex(16)
                held = {**({"by": name} if of == person else {}), "data": fields, "salt": salt}
                parts.append(Part(of, tuple(sorted(fields)), hashlib.sha256(canonical_json(held)).hexdigest(), salt))
            sequence, previous = heads.get(stream, (0, NO_EVENT))
            event = Event(
                number, stream, sequence + 1, kind, "2026-03-02T12:00:00.000000+00:00", f"k{number}", name, person,
                data, previous=previous, parts=tuple(parts),
            )  # fmt: skip
            event = replace(event, hash=hash_of(event.heading))
            heads[stream] = (event.sequence, event.hash)
            file.write(json.dumps(event.to_json(), separators=(",", ":"), ensure_ascii=False).encode() + b"\n")


def _told(events: int, rounds: int) -> Iterator[tuple[str, int, str, dict[str, Any]]]:
    told, seed = 0, 0
    while True:
        seed += 1
        for who, entries in a_dialogue(rounds, seed):
            for kind, data in entries:
                yield f"d-{seed}", who, kind, data
                told += 1
                if told == events:
                    return


@cache
def _found() -> tuple[dict[str, Any], dict[str, Any]]:
    specification = asked()
    found = match(specification, (version(number=2), station()), lambda v, s: None).to_json()
    return specification.to_json(), found


def _round(number: int, seed: int) -> list[Entry]:
    specification, found = _found()
    need = {"statement": f"Too hot for my cows ({seed})?", "region": specification["region"]}
    stated = {"round": number, "need": need, "specification": specification}
    because = {"because": "Our vet says so."} if number > 1 else {}
    return [
        ("NeedRevised" if number > 1 else "NeedStated", stated | because),
        ("DatasetsMatched", {"round": number, "match": found}),
    ]


def _built(number: int, seed: int) -> dict[str, Any]:
    row = {"scenario": "ssp245", "p10": 1.5, "p50": 4.25, "p90": 9.75, "change_p50": 3.125, "models": 5, "unit": "days"}
    return {
        "round": number,
        "product": hashlib.sha256(f"{seed} {number}".encode()).hexdigest(),
        "files": {f"file-{i}.png": hashlib.sha256(bytes([i])).hexdigest() for i in range(12)},
        "units": "days",
        "summary": [row | {"period": [2021 + i, 2040 + i]} for i in range(20)],
        "sentence": "Around Woolpit, 2041 to 2060 have about 4 such days a year, 3 more than 1995 to 2014." * 2,
        "warnings": ["The values are as the models make them, not adjusted to the station." * 2],
    }
