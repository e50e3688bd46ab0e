"""Does anybody read what is somebody else's? ``python -m tests.benchmarks.markers [--steps 10000] [--store both]``.

Five people act in turn, in an order that only the seed decides. Every text that one of them writes holds a marker, and
the model here knows to whom each marker may be shown: who takes part in the dialogue, who is in its group, who looked
in with a reason, who holds the data. All that anybody is shown by verbs, by the command line, in exports, in the files
of products, in lists, counts and refusals is searched for markers, and one that is not for them is a leak.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import random
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from broker import Broker
from broker.cli import main as command_line
from broker.errors import BrokerError
from catalog.errors import CatalogError
from catalog.record import Facets
from tests.integration.small_world import HOT_DAYS, mapping, need, write_run
from translators.errors import TranslationError
from translators.need import Need

PEOPLE = ("Amina", "Ben", "Chidi", "Dora", "Faye")
#: What every marker looks like.
MARKER = re.compile(r"mk[0-9]{6}")
REFUSALS = (BrokerError, CatalogError, TranslationError)
TEXTS = ("brief.txt", "sms.txt", "spoken.txt", "provenance.json", "recipe.json", "check.json", "summary.csv")
#: More dialogues than these are not begun: the same ones are returned to.
MOST_DIALOGUES = 30


@dataclass
class Talk:
    """A dialogue as the model knows it."""

    id: str
    owner: str
    people: set[str]
    seen: str = "private"
    group: set[str] = field(default_factory=set)
    inside: set[str] = field(default_factory=set)
    product: str = ""

    def may_read(self, viewer: str) -> bool:
        """Whether somebody may read it."""
        shared = self.seen == "group" and viewer in self.group
        return self.seen == "public" or viewer in self.people | self.inside or shared

    def may_speak(self, viewer: str) -> bool:
        """Whether somebody may speak in it."""
        shared = self.seen == "group" and viewer in self.group
        return bool(viewer) and (self.seen == "public" or viewer in self.people or shared)


class World:
    """The store, what the model knows of it, and what was shown to whom."""

    def __init__(self, home: Path, seed: int) -> None:
        self.broker = Broker(home)
        self.home = home
        self.chance = random.Random(seed)
        self.talks: list[Talk] = []
        self.groups: dict[str, tuple[str, set[str]]] = {}
        self.for_whom: dict[str, Callable[[str], bool]] = {}
        self.leaks: list[str] = []
        self.looked = self.searched = self.found = 0
        self.steps: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.embargo_over = False

    def marker(self, for_whom: Callable[[str], bool]) -> str:
        """Return a new marker, and remember to whom it may be shown."""
        made = f"mk{len(self.for_whom):06d}"
        self.for_whom[made] = for_whom
        return made

    def show(self, viewer: str, where: str, shown: Any) -> None:
        """Search what somebody is shown for markers that are not for them."""
        text = shown if isinstance(shown, str) else json.dumps(shown, default=str, ensure_ascii=False)
        self.looked += 1
        self.searched += len(text)
        for found in set(MARKER.findall(text)):
            self.found += 1
            if not self.for_whom[found](viewer):
                self.leaks.append(f"{viewer or 'somebody'} was shown {found} by {where}: …{_around(text, found)}…")

    def talk(self, who: str = "") -> Talk:
        """Return any dialogue, half of the time one that this person may read where there is one."""
        mine = [talk for talk in self.talks if talk.may_read(who)]
        return self.chance.choice(mine if mine and self.chance.random() < 0.5 else self.talks)


def _around(text: str, marker: str) -> str:
    at = text.index(marker)
    return " ".join(text[max(0, at - 60) : at + 60].split())


# what people do


def open_dialogue(world: World, who: str) -> None:
    """Open a private dialogue, or speak in one where there are enough."""
    if len(world.talks) >= MOST_DIALOGUES:
        return speak(world, who)
    talk = Talk("", who, {who})
    text = world.marker(talk.may_read)
    limit = world.chance.choice((29, 30, 31))
    asked = need(f"{limit} degC", statement=f"{text} Too hot for my cows?")
    if world.chance.random() < 0.3:  # what they agreed on elsewhere is remembered here
        asked = Need.of(mapping(statement=f"{text} Too hot?", metric={"index": "tx_days_above"}))
    elif world.chance.random() < 0.3:  # nothing answers it: it stands in the register
        asked = need("30 degC", statement=f"{text} Too hot?", region={"point": {"lat": -40.0, "lon": 170.0}})
    talk.id = world.broker.open_dialogue(asked, by=who).id
    world.talks.append(talk)
    return None


def speak(world: World, who: str) -> None:
    """Say something in any dialogue: refused where one may not."""
    talk, verb = world.talk(who), world.chance.randrange(7)
    may = talk.may_speak(who)
    text = world.marker(talk.may_read)
    broker = world.broker
    if verb == 0:
        broker.respond(talk.id, by=who, text=f"{text} it does not fit")
    elif verb == 1:
        broker.state(talk.id, f"{text} we see it otherwise", by=who)
    elif verb == 2:
        broker.contest(talk.id, "thresh", by=who, because=f"{text} our cows stand it")
    elif verb == 3:
        broker.promise(talk.id, f"{text} to call", by=who, due="2030-01-01")
    elif verb == 4:
        broker.accept(talk.id, "thresh", by=who, because=f"{text} our cows feel it")
    elif verb == 5:
        broker.propose_term(f"{text} neno", "a word", by=who, dialogue=talk.id)
    else:
        limit = world.chance.choice(("28 degC", "29 degC", "32 degC", "33 degC"))
        broker.revise(talk.id, need(limit, statement=f"{text} asked anew"), by=who, because=f"{text} as we said")
    if not may:
        world.leaks.append(f"{who} spoke in {talk.id}, which is not for them ({verb})")
    talk.people.add(who)


def build(world: World, who: str) -> None:
    """Build the product of a dialogue, or one outside of any."""
    if world.chance.random() < 0.3:
        text = world.marker(lambda viewer: viewer == who)
        made = world.broker.build(need("30 degC", statement=f"{text} outside of any dialogue"), by=who)
        return _files(world, who, "the files of one's own product", made.directory)
    talk = world.talk(who)
    made = world.broker.build_round(talk.id, by=who)
    talk.people.add(who)
    talk.product = made.id
    return _files(world, who, "the files of a round's product", made.directory)


def share(world: World, who: str) -> None:
    """Share one's own dialogue, with a reason that only those may read who may read it."""
    mine = [t for t in world.talks if t.owner == who]
    talk = world.chance.choice(mine) if mine and world.chance.random() < 0.9 else world.talk(who)
    ours = [name for name, (owner, people) in world.groups.items() if who in people]
    choices = ["private", "private", "public", *(f"group:{name}" for name in ours * 2)]
    shared = world.chance.choice(choices)
    text = world.marker(talk.may_read)
    world.broker.share(talk.id, shared, by=who, because=f"{text} that is why")
    if talk.owner != who:
        world.leaks.append(f"{who} shared {talk.id} of {talk.owner}")
    talk.seen, _, name = shared.partition(":")
    talk.group = world.groups[name][1] if name else set()


def group(world: World, who: str) -> None:
    """Form a group, bring somebody in or take them out."""
    mine = [name for name, (owner, _) in world.groups.items() if owner == who]
    if not mine:
        people = {who}
        name = world.marker(lambda viewer: viewer in people)
        world.broker.form_group(name, by=who)
        world.groups[name] = (who, people)
        return
    name, other = world.chance.choice(mine), world.chance.choice([p for p in PEOPLE if p != who])
    people = world.groups[name][1]
    if other in people:
        world.broker.remove_from_group(name, other, by=who)
        people.discard(other)
    else:
        world.broker.add_to_group(name, other, by=who)
        people.add(other)


def enter(world: World, who: str) -> None:
    """Look into a dialogue with a reason, as facilitators may."""
    if world.chance.random() < 0.9:
        return
    talk = world.talk(who)
    text = world.marker(talk.may_read)
    world.broker.enter(talk.id, by="Faye", because=f"{text} they asked for help")
    talk.inside.add("Faye")


def ask(world: World, who: str) -> None:
    """Ask what projections cannot answer: it stands in the register, for whoever asked."""
    text = world.marker(lambda viewer: viewer == who)
    world.show(who, "ask", world.broker.ask(f"Will it rain next Tuesday {text}?", by=who).to_json())


def vote(world: World, who: str) -> None:
    """Vote for what somebody wants."""
    number = world.chance.randrange(1, 200)
    world.broker.vote(f"u{number}", by=who)


# what people look at


def read(world: World, who: str) -> None:
    """Read any dialogue, in any way."""
    talk, broker = world.talk(who), world.broker
    ways: dict[str, Callable[[], Any]] = {
        "dialogue": lambda: broker.dialogue(talk.id, by=who).to_json(),
        "events": lambda: [event.to_json() for event in broker.events(talk.id, by=who)],
        "assumptions": lambda: [str(entry) for entry in broker.assumptions(talk.id, by=who)],
        "diff": lambda: broker.diff(talk.id, 1, 2, by=who).to_json(),
        "moves": lambda: [move.to_json() for move in broker.moves(talk.id, by=who)],
        "looks": lambda: [look.to_json() for look in broker.looks(talk.id, by=who)],
        "questions": lambda: str(broker.check_questions(talk.id, by=who)),
        "invitations": lambda: str(broker.invitations(talk.id, by=who)),
        "set-up": lambda: str(broker.set_up(talk.id, by=who)),
        "taken set-up": lambda: str(broker.taken_set_up(talk.id, by=who)),
        "why": lambda: broker.why(world.chance.choice(PEOPLE), "respond", talk.id, by=who).to_json(),
    }
    way = world.chance.choice(sorted(ways))
    shown = ways[way]()
    world.show(who, way, shown)
    if not talk.may_read(who):
        world.leaks.append(f"{who or 'somebody'} got an answer from {way} about {talk.id}")


def listed(world: World, who: str) -> None:
    """Look at a list of any kind."""
    broker = world.broker
    ways: dict[str, Callable[[], Any]] = {
        "dialogues": lambda: [d.to_json() for d in broker.dialogues(by=who)],
        "unmet": lambda: [event.to_json() for event in broker.unmet_needs(by=who)],
        "demand": lambda: [demand.to_json() for demand in broker.demand(by=who)],
        "served": lambda: str(broker.served_by("small", 1, by=who)),
        "glossary": lambda: str(broker.glossary(by=who)),
        "uses": lambda: str(broker.uses("small", by=who)),
        "groups": lambda: [g.to_json() for g in broker.groups(by=who)] if who else [],
        "waiting": lambda: str(broker.waiting(by=who)) if who else "",
        "queue": lambda: str(broker.queue(by=who)) if who else "",
        "datasets": lambda: str(broker.datasets(True, by=who)),
        "search": lambda: str(broker.search(text="mk", by=who)) + str(broker.search(by=who)),
        "match": lambda: str(broker.match(broker.specify(need("30 degC", datasets=["kept-back"]), by=who), by=who)),
        "products": lambda: _products(world, who),
        "across": lambda: f"{broker.across(by=who).to_json()} {broker.across(by=who).digests}",
    }
    way = world.chance.choice(sorted(ways))
    shown = ways[way]()
    world.show(who, way, shown)
    if way == "dialogues":
        ids = {d["dialogue"] for d in shown}
        for talk in world.talks:
            if (talk.id in ids) != talk.may_read(who):
                world.leaks.append(f"{who or 'somebody'}: the list is wrong about {talk.id}")


def _products(world: World, who: str) -> str:
    talk = world.talk(who)
    if not talk.product:
        return ""
    made = world.broker.product(talk.product, by=who)
    _files(world, who, "the files of a product asked for by its id", made.directory)
    return f"{made.to_json()} {world.broker.used_by(talk.product, by=who)}"


def export(world: World, who: str) -> None:
    """Take a dialogue, or the whole log, as a file."""
    one = "all" if world.chance.random() < 0.15 else world.talk(who).id
    form = world.chance.choice(("jsonl", "csv") if one == "all" else ("jsonl", "csv", "prov-json", "html"))
    with tempfile.TemporaryDirectory() as folder:
        if world.chance.random() < 0.3:
            form = world.chance.choice(("html", "csv", "csv-long"))
            world.broker.report_across(form, Path(folder) / f"across.{form}", by=who)
        else:
            world.broker.export_log(one, form, Path(folder) / f"log.{form}", by=who)
        for path in Path(folder).iterdir():
            world.show(who, f"export {form}", path.read_text(encoding="utf-8", errors="replace"))


def command(world: World, who: str) -> None:
    """Run a reading command, as JSON or in words."""
    talk = world.talk(who)
    commands = [
        ["dialogue", "show", talk.id], ["dialogue", "list"], ["dialogue", "diff", talk.id, "1", "2"], ["unmet"],
        ["needs", "unmet"], ["assumptions", talk.id], ["glossary"], ["catalog", "uses", "small"], ["catalog", "list"],
        ["dialogue", "moves", talk.id], ["dialogue", "looks", talk.id], ["why", who or "Eve", "respond", talk.id],
        ["across"], ["dialogue", "set-up", talk.id],
        ["needs", "for-producers", talk.id], ["reproduce", talk.product or "0" * 64], ["catalog", "show", "kept-back"],
    ]  # fmt: skip
    chosen = world.chance.choice(commands)
    words = ["--home", str(world.home), *chosen, *(["--by", who] if who else [])]
    words += ["--json"] if world.chance.random() < 0.7 else []
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        command_line(words)
    world.show(who, f"`broker {' '.join(chosen[:2])}`", out.getvalue() + err.getvalue())


def _files(world: World, who: str, where: str, folder: Path) -> None:
    for name in TEXTS:
        if (folder / name).is_file():
            world.show(who, f"{where} ({name})", (folder / name).read_text(encoding="utf-8", errors="replace"))


#: What is done, and how often.
ACTS: dict[Callable[[World, str], None], int] = {
    open_dialogue: 6, speak: 14, build: 1, share: 5, group: 3, enter: 3, ask: 2, vote: 2, read: 32, listed: 20,
    export: 4, command: 7,
}  # fmt: skip


def run(home: Path, steps: int, seed: int) -> World:
    """Let five people act in turn, and return what was seen."""
    world = World(home, seed)
    with tempfile.TemporaryDirectory() as folder:
        _publish(world, Path(folder))
    for who in PEOPLE:
        open_dialogue(world, who)
    acts, weights = list(ACTS), list(ACTS.values())
    for step in range(steps):
        if step == steps // 2:
            world.broker.lift_embargo("kept-back", by="Ben")
            world.embargo_over = True
        (act,) = world.chance.choices(acts, weights)
        reads = act in (read, listed, export, command)
        who = world.chance.choice((*PEOPLE, "") if reads else PEOPLE)
        world.steps[act.__name__] += 1
        try:
            act(world, who)
        except REFUSALS as refusal:
            told = (str(refusal), getattr(refusal, "options", ()), getattr(refusal, "theirs", ()))
            world.show(who, f"a refusal of {act.__name__}", str(told))
            world.refused[refusal.code] += 1
    return world


def _publish(world: World, folder: Path) -> None:
    """Publish data for everybody, and data that Ben keeps back until the middle of the run."""
    paths = [str(write_run(folder, model, scenario)) for model, scenario in HOT_DAYS]
    world.broker.publish(paths, Facets("small", kind="projection", title="A small world"), by="Tom")
    text = world.marker(lambda viewer: viewer == "Ben" or world.embargo_over)
    facets = Facets("kept-back", kind="projection", title=f"{text} before its paper", embargo="2999-01-01")
    world.broker.publish(paths, facets, by="Ben")


@contextlib.contextmanager
def stores(kind: str) -> Iterator[Path]:
    """Yield the folder of a new store, private by default."""
    before = {name: os.environ.get(name) for name in ("BROKER_VISIBILITY", "BROKER_DATABASE")}
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        home = Path(folder) / "home"
        os.environ["BROKER_VISIBILITY"] = "private"
        if kind == "postgresql":
            from tests.stores import Server

            server = Server()
            server.start()
            stack.callback(server.stop)
            os.environ["BROKER_DATABASE"] = server.url(home)
        try:
            yield home
        finally:
            for name, value in before.items():
                os.environ.pop(name, None)
                if value is not None:
                    os.environ[name] = value


def line(kind: str, world: World, seed: int, seconds: float) -> str:
    """Return what one run found."""
    took = sum(world.steps.values())
    return (
        f"{kind}: {took} steps of {len(PEOPLE)} people and of somebody without a name (seed {seed}), "
        f"{len(world.for_whom)} markers in {len(world.talks)} dialogues; {world.looked} answers, files and refusals of "
        f"{world.searched / 1e6:.0f} MB searched, {world.found} markers seen by those whom they are for, "
        f"{sum(world.refused.values())} refusals: {len(world.leaks)} leaks, {seconds:.0f} s"
    )


def main() -> int:
    """Run it and print what was seen; 1 where anybody was shown what is not for them."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.markers", description=main.__doc__)
    parser.add_argument("--steps", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--store", choices=("sqlite", "postgresql", "both"), default="both")
    options = parser.parse_args()
    leaks = 0
    for kind in ("sqlite", "postgresql") if options.store == "both" else (options.store,):
        with stores(kind) as home:
            begun = time.monotonic()
            world = run(home, options.steps, options.seed)
            print(line(kind, world, options.seed, time.monotonic() - begun), flush=True)
        for leak in world.leaks[:20]:
            print(f"  {leak}", file=sys.stderr)
        leaks += len(world.leaks)
    return 1 if leaks else 0


if __name__ == "__main__":
    raise SystemExit(main())
