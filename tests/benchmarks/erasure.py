"""Erase people, and look for them in every byte that is left: `python -m tests.benchmarks.erasure --subjects 100`.

Each subject signs in with a name and an address, keeps a place, opens a dialogue with a need of their own on a field of
their own, gets its product, responds, contests an assumption, says things of several kinds, asks what nobody can
answer, withdraws a consent, and invites somebody. All of it carries words that stand nowhere else. Exports are set
aside, and a backup. Then all subjects are erased, there and in the backup, and these words are searched for in the
database, its journal, products, caches, keys, fresh exports, a fresh backup and the old one: as UTF-8, UTF-16, base64
and hexadecimal digits, in any case, inside of PDFs, pictures, archives and NetCDF files too; so are the numbers of the
fields, and the bytes of the keys. A neighbour who stays is searched for in the same way, and must be found.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

from sqlalchemy import select

from broker import Broker
from broker.drawing import draw_here
from broker.engine.result import Result
from broker.log.tables import PARTS, SUBMISSIONS
from broker.products.delivery import Delivery
from broker.products.write import FILES
from broker.recipe import canonical_json
from tests.benchmarks.searching import Needles, found_in_folder, found_in_tables
from tests.integration.small_world import mapping, publish
from translators.need import Need
from translators.regions import region_of

ISSUER = "https://id.example"
#: A word of nobody's language, in every marker of the subjects; and one in those of the neighbour who stays.
GONE, STAYS = "qzxvkummbru", "wjqpfandolin"
FORMS = ("jsonl", "csv", "prov-json", "html")


@dataclass
class Subject:
    """Somebody, and every text of theirs that must not be found again."""

    number: int
    word: str
    id: str = ""
    dialogue: str = ""
    texts: list[str] = field(default_factory=list)
    secret: bytes = b""

    def says(self, about: str) -> str:
        """Return a text that says who and what, and remember it."""
        text = f"{about} {self.word}{self.number:04d}"
        self.texts.append(text)
        return text

    @property
    def field(self) -> list[list[float]]:
        """A field around the place of the small world: no two subjects have a corner in common."""
        step = self.number * 1.3e-7
        west, south, east, north = (
            round(v + step, 9) for v in (0.8791234, 52.2191234, 0.8811234, 52.2211234)
        )  # fmt: skip
        return [[west, south], [east, south], [east, north], [west, north], [west, south]]

    @property
    def numbers(self) -> list[float]:
        """The coordinates of the field."""
        return sorted({value for corner in self.field for value in corner})


@dataclass
class Outcome:
    """What an erasure left behind."""

    subjects: int
    erased: int = 0
    searched_bytes: int = 0
    searched_files: int = 0
    found: list[str] = field(default_factory=list)
    control: int = 0
    is_whole: bool = False
    guesses: int = 0
    guessed: int = 0
    seconds: dict[str, float] = field(default_factory=dict)

    def told(self) -> str:
        """Return the figures as lines."""
        times = ", ".join(f"{name} {taken:.1f} s" for name, taken in self.seconds.items())
        some = "".join(f"\n    {line}" for line in self.found[:20])
        return (
            f"subjects {self.subjects}, erased {self.erased}; searched {self.searched_files} files and tables, "
            f"{self.searched_bytes / 1e6:.1f} MB\n"
            f"words, numbers or keys of the erased found: {len(self.found)}{some}\n"
            f"the neighbour who stays was found {self.control} times; log verifies: {self.is_whole}\n"
            f"texts guessed from digests: {self.guessed} of {self.guesses} tries\n{times}"
        )

    @property
    def is_clean(self) -> bool:
        """Whether nothing of the erased was left, and everything else was."""
        return not self.found and self.guessed == 0 and self.is_whole and self.control > 0


class Drawing:
    """Draws so many products in full; of the others it writes the files that quote the need and are written at once."""

    def __init__(self, in_full: int) -> None:
        self.left = in_full

    def __call__(self, result: Result, delivery: Delivery, folder: Path) -> tuple[str, ...]:
        """Write the files of a product, and return their names."""
        self.left -= 1
        if self.left >= 0:
            return draw_here(result, delivery, folder)
        names = ("recipe.json", "series.csv", "brief.txt", "sms.txt", "product.nc")
        for name in names:
            FILES[name](result, delivery, folder / name)
        return names


def run(home: Path, aside: Path, subjects: int, database: Iterable[Path] = (), in_full: int = 0) -> Outcome:
    """Fill a store with people, erase them, and search.

    Parameters
    ----------
    home, aside : Path
        Folder of the store; folder for exports of before, which are out of reach and not searched.
    database : iterable of Path
        Folders of the database beside the store's own.
    in_full : int
        How many products are drawn in full.
    """
    outcome = Outcome(subjects)
    broker = Broker(home, draw=Drawing(in_full))
    clock = _Clock(outcome.seconds)
    (aside / "world").mkdir(parents=True)
    publish(broker, aside / "world")
    with mock.patch.dict(os.environ, {"BROKER_SIGN_IN": "oidc", "BROKER_VISIBILITY": "public"}):
        admin = broker.sign_in(ISSUER, "admin", name="Keeper")
        broker.become_admin(broker.bootstrap_token(), by=admin.id)
        people = [Subject(k, GONE) for k in range(subjects)]
        neighbour = Subject(9999, STAYS)
        for person in (*people, neighbour):
            _live(broker, person, admin.id)
        clock("filled")
        _export(broker, people, aside / "before")
        outside = broker.checkpoint(aside / "checkpoint.json")
        broker.backup(aside / "backup", by=admin.id)
        clock("exported")
        for person in people:
            done = broker.erase_person(person.id, by=admin.id, because="asked", backups=(aside / "backup",))
            outcome.erased += bool(done.products)
        clock("erased")
        _read(broker, people, neighbour)
        _export(broker, [*people, neighbour], home / "fresh-exports")
        broker.backup(home.parent / "fresh-backup", by=admin.id)
        outcome.is_whole = broker.verify_log(outside).is_whole
        clock("told again")
        _search(outcome, broker, people, (home, home.parent / "fresh-backup", *database), aside / "backup")
        clock("searched")
        _guess(outcome, broker, people)
        clock("guessed")
    return outcome


class _Clock:
    """Notes how long each step took."""

    def __init__(self, seconds: dict[str, float]) -> None:
        self._seconds, self._since = seconds, time.monotonic()

    def __call__(self, step: str) -> None:
        now = time.monotonic()
        self._seconds[step], self._since = now - self._since, now


def _live(broker: Broker, one: Subject, admin: str) -> None:
    """Let somebody do all that leaves something of them in a store."""
    name = one.says("Wanjiku")
    one.texts.append(f"{one.word}{one.number:04d}@mail.example")
    person = broker.sign_in(ISSUER, f"{one.word}-{one.number}", name=name, email=one.texts[-1], email_verified=True)
    one.id = person.id
    one.secret = broker._keys._made(person.id)
    shape = {"geojson": {"type": "Polygon", "coordinates": [one.field]}}
    broker.keep_place(one.says("my field"), region_of(shape), by=one.id)
    need = Need.of(mapping(statement=one.says("Will it be too hot for the cows of"), region=shape))
    one.dialogue = broker.open_dialogue(need, by=one.id).id
    broker.build_round(one.dialogue, by=one.id)
    broker.build(Need.of(mapping(statement=one.says("Outside of any dialogue asks"))), by=one.id)
    broker.respond(one.dialogue, by=one.id, text=one.says("It never was like this, says"))
    broker.contest(one.dialogue, "r1-thresh", by=one.id, because=one.says("I do not believe it, says"))
    broker.build_round(one.dialogue, by=admin)
    for kind, more in (
        ("statement", {}),
        ("question", {"to": "producer"}),
        ("uncertainty", {}),
        ("objection", {}),
    ):
        broker.contribute(one.dialogue, kind, by=one.id, text=one.says(f"a {kind} of"), **more)
    revised = mapping(statement=one.says("Is it hotter for the goats of"), region=shape)
    broker.revise(one.dialogue, Need.of(revised), by=one.id, because=one.says("It was about goats, says"))
    with_words = one.says("Will there be an earthquake near the house of")
    broker.ask(with_words, by=one.id)
    made = broker.invite(one.dialogue, one.says("the cousin of"), by=one.id)
    broker.accept_invitation(made.token, f"Cousin {one.number}")
    broker.consent(["dialogue"], by=one.id, note=one.says("Not in reports, says"))


def _read(broker: Broker, people: list[Subject], neighbour: Subject) -> None:
    """Read everything that the erased were part of, as somebody who stays."""
    for one in people:
        assert broker.dialogue(one.dialogue, by=neighbour.id).id == one.dialogue
        broker.diff(one.dialogue, 1, 2, by=neighbour.id)
    broker.dialogues(by=neighbour.id)
    broker.unmet_needs(by=neighbour.id)
    broker.demand(by=neighbour.id)
    broker.ask("More hot days near Ipswich?", by=neighbour.id)
    broker.glossary(by=neighbour.id)


def _export(broker: Broker, people: list[Subject], folder: Path) -> None:
    """Write the dialogues of people in every form, and the whole log."""
    folder.mkdir(parents=True)
    for one in people:
        for form in FORMS:
            broker.export_log(one.dialogue, form, folder / f"{one.number}.{form}", by="")
    broker.export_log("all", "jsonl", folder / "all.jsonl")


def _search(outcome: Outcome, broker: Broker, people: list[Subject], folders: Iterable[Path], backup: Path) -> None:
    numbers = [value for one in people for value in one.numbers]
    gone = Needles.of([GONE], numbers, [one.secret for one in people])
    stays = Needles.of([STAYS], [], [])
    for folder in folders:
        found, files, size = found_in_folder(folder, gone)
        outcome.found += found
        outcome.searched_files += files
        outcome.searched_bytes += size
        outcome.control += len(found_in_folder(folder, stays)[0])
    found, tables = found_in_tables(broker._engine, gone)
    outcome.found += found
    outcome.searched_files += tables
    outcome.found += found_in_folder(backup, gone)[0]


def _guess(outcome: Outcome, broker: Broker, people: list[Subject]) -> None:
    """Try to confirm texts by every digest that the store shows, as somebody would who guesses them to the letter."""
    with broker._engine.connect() as connection:
        shown = {str(value) for value in connection.scalars(select(PARTS.c.commitment))}
        for row in connection.execute(select(SUBMISSIONS)):
            shown |= {row.request, row.key, row.key.removeprefix("unmet-")}
    shown |= {value for line in broker._log.lines() for value in _strings(line)}
    for one in people:
        name = one.texts[0]
        for text in one.texts:
            said = [{"text": text}, {"statement": text}, {"because": text}, {"title": text}, {"name": text}]
            requests = [
                {"verb": "respond", "dialogue": one.dialogue, "round": None, "fits": {}, "text": text, "by": by}
                for by in (name, one.id)
            ]
            forms: list[bytes] = [text.encode(), *map(canonical_json, said), *map(canonical_json, requests)]
            for data in said:
                for by in ({"by": name}, {"by": one.id}, {}):
                    forms += [canonical_json({**by, "data": data, "salt": ""}), canonical_json({**by, "data": data})]
            for form in forms:
                outcome.guesses += 1
                outcome.guessed += hashlib.sha256(form).hexdigest() in shown


def _strings(value: object) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def main(arguments: list[str] | None = None, told: Callable[[str], None] = print) -> int:
    """Run on SQLite, on PostgreSQL or on both, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--subjects", type=int, default=100)
    parser.add_argument("--in-full", type=int, default=40, help="how many products are drawn with all their files")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), action="append", default=[])
    asked = parser.parse_args(arguments)
    is_clean = True
    for kind in asked.database or ("sqlite", "postgresql"):
        folder = Path(tempfile.mkdtemp(prefix="erasure-"))
        try:
            outcome = _on(kind, folder, asked.subjects, asked.in_full)
            told(f"{kind}\n{outcome.told()}")
            is_clean = is_clean and outcome.is_clean
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    return 0 if is_clean else 1


def _on(kind: str, folder: Path, subjects: int, in_full: int) -> Outcome:
    if kind == "sqlite":
        return run(folder / "home", folder / "aside", subjects, in_full=in_full)
    from broker import database as databases
    from tests.stores import Server

    server = Server()
    server.start()
    try:
        with mock.patch.object(databases, "database_url", server.url):
            return run(folder / "home", folder / "aside", subjects, (server.folder,), in_full)
    finally:
        server.stop()


if __name__ == "__main__":
    sys.exit(main())
