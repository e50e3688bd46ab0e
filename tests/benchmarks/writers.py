"""Many processes write to the same dialogues while the kernel kills them, on SQLite and on PostgreSQL.

`python -m tests.benchmarks.writers --kills 500` prints the totals: what was acknowledged is there, once, without a gap,
and nobody was told that a database is locked. Whoever follows a killed writer sends its last submission again.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import signal
import tempfile
import time
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path

from broker.database import DATABASE_VARIABLE
from broker.errors import Conflict
from broker.log import EventLog
from tests.benchmarks.generated_log import PEOPLE, open_log
from tests.stores import Server

DIALOGUES = 20
#: A writer is killed at most so long after it began to write.
LONGEST_LIFE_S = 2.0


@dataclass
class Totals:
    """What happened, and what of it should not have."""

    database: str
    kills: int = 0
    submissions: int = 0
    acknowledged: int = 0
    events: int = 0
    again: int = 0
    conflicts: int = 0
    longest_s: float = 0.0
    seconds: float = 0.0
    faults: list[str] = field(default_factory=list)

    def line(self) -> str:
        """Return the totals in a line."""
        return (
            f"{self.database}: {self.kills} kills of 8 writers, {self.submissions} submissions, "
            f"{self.acknowledged} acknowledged, {self.again} sent again, {self.conflicts} conflicts answered, "
            f"{self.events} events, longest {self.longest_s:.1f} s, {self.seconds:.0f} s: {len(self.faults)} faults"
        )


@dataclass
class Writer:
    """A process that writes, and what it said last."""

    process: BaseProcess
    told: Connection
    begun: tuple[str, str] | None = None
    die_at: float = 0.0


def write_and_kill(home: Path, database: str, kills: int, writers: int = 8, seed: int = 0) -> Totals:
    """Let processes write to a store and kill them, and judge what is left."""
    totals, chance, began = Totals(database), random.Random(seed), time.perf_counter()
    log = open_log(home)
    for i in range(DIALOGUES):
        person, name = PEOPLE[0]
        entry = ("DialogueOpened", {"title": f"Too hot {i}?"})
        log.append(f"d-{i}", [entry], by=person, name=name, key=f"open {i}", request={"open": i})
    log.engine.dispose()
    acknowledged: dict[str, int] = {}
    living = [_start(home, chance, None) for _ in range(writers)]
    while totals.kills < kills:
        for ready in wait([one.told for one in living], 0.01):
            _hear(next(one for one in living if one.told is ready), acknowledged, totals, chance)
        for one in [one for one in living if one.die_at and time.monotonic() > one.die_at]:
            living.remove(one)
            totals.kills += _end(one, acknowledged, totals, chance)
            living.append(_start(home, chance, one.begun))
    for one in living:
        _end(one, acknowledged, totals, chance)
    log = open_log(home)
    found = log.verify()
    events = [line for line in log.lines() if line["sequence"] > 1]
    totals.faults += found.problems
    keys = [event["key"] for event in events]
    missing = acknowledged.keys() - set(keys)
    totals.faults += [f"acknowledged and gone: {key}" for key in missing]
    totals.faults += [f"twice: {key}" for key in set(keys) if keys.count(key) > 1] if len(set(keys)) < len(keys) else []
    for event in events:
        if acknowledged.get(event["key"], event["number"]) != event["number"]:
            totals.faults.append(f"{event['key']} was acknowledged with another number than it has")
    totals.events, totals.acknowledged = found.events, len(acknowledged)
    totals.seconds = time.perf_counter() - began
    log.engine.dispose()
    return totals


def _start(home: Path, chance: random.Random, again: tuple[str, str] | None) -> Writer:
    told, tell = multiprocessing.get_context("fork").Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(target=_work, args=(home, tell, chance.random(), again))
    process.start()
    tell.close()
    return Writer(process, told)


def _hear(one: Writer, acknowledged: dict[str, int], totals: Totals, chance: random.Random) -> bool:
    """Take in what a writer says: what it begins, what was acknowledged, what went wrong; False at its end."""
    try:
        kind, key, *more = json.loads(one.told.recv_bytes())
    except (EOFError, OSError):
        one.die_at = one.die_at or time.monotonic()
        return False
    if kind == "begin":
        one.begun = (key, more[0])
        totals.submissions += 1
        one.die_at = one.die_at or time.monotonic() + chance.uniform(0, LONGEST_LIFE_S)
    elif kind == "done":
        acknowledged[key] = more[0]
        totals.longest_s = max(totals.longest_s, more[1])
        totals.conflicts += more[2]
        one.begun = None
    elif kind == "again":
        totals.again += 1
    else:
        totals.faults.append(f"{kind}: {key}")
    return True


def _end(one: Writer, acknowledged: dict[str, int], totals: Totals, chance: random.Random) -> bool:
    """Kill a writer and hear what it still said; return whether the kill met it alive."""
    one.process.kill()
    one.process.join()
    is_open = True
    while is_open and one.told.poll():
        is_open = _hear(one, acknowledged, totals, chance)
    one.told.close()
    return one.process.exitcode == -signal.SIGKILL


def _work(home: Path, tell: Connection, seed: float, again: tuple[str, str] | None) -> None:
    """Write until somebody kills this process."""
    chance, log, count = random.Random(seed), open_log(home), 0
    try:
        if again is not None:
            tell.send_bytes(json.dumps(("again", again[0])).encode())
            _submit(log, tell, *again)
        while True:
            count += 1
            _submit(log, tell, f"{os.getpid()}-{seed}-{count}", f"d-{chance.randrange(DIALOGUES)}")
    except Exception as error:  # whatever reaches whoever uses the log is a fault
        tell.send_bytes(json.dumps((type(error).__name__, str(error)[:200])).encode())


def _submit(log: EventLog, tell: Connection, key: str, dialogue: str) -> None:
    """Say something in a dialogue as it was just read; a conflict is answered by reading it again."""
    person, name = PEOPLE[len(key) % 2]
    tell.send_bytes(json.dumps(("begin", key, dialogue)).encode())
    began, conflicts = time.perf_counter(), 0
    while True:
        version = len(log.stream(dialogue))
        entry = ("ResponseGiven", {"round": 1, "fits": {}, "text": f"I said {key}."})
        try:
            (event,) = log.append(
                dialogue, [entry], by=person, name=name, key=key, request={"key": key}, expected_version=version
            )
        except Conflict:
            conflicts += 1
            continue
        tell.send_bytes(json.dumps(("done", key, event.number, time.perf_counter() - began, conflicts)).encode())
        return


def main() -> int:
    """Print the totals of both databases; 1 where something was lost, doubled or refused."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.writers", description=main.__doc__)
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    options = parser.parse_args()
    faults = []
    for database in ("sqlite", "postgresql"):
        if options.only in (None, database):
            with tempfile.TemporaryDirectory(prefix="writers-") as folder:
                totals = _measured(Path(folder), database, options.kills)
            print(totals.line(), *totals.faults[:5], sep="\n", flush=True)
            faults += totals.faults
    return 1 if faults else 0


def _measured(home: Path, database: str, kills: int) -> Totals:
    if database == "sqlite":
        return write_and_kill(home, database, kills)
    server = Server()
    server.start()
    os.environ[DATABASE_VARIABLE] = server.url(home)
    try:
        return write_and_kill(home, database, kills)
    finally:
        del os.environ[DATABASE_VARIABLE]
        server.stop()


if __name__ == "__main__":
    raise SystemExit(main())
