"""A history of many long dialogues: how long it takes to load, to list a page, to read one, and to prove all of it.

And to say what waits for somebody in all of them.

`python -m tests.benchmarks.history` prints the figures for 1,000 dialogues of 20 rounds, and for a file of 1,000,000
events. A figure in brackets is processor time, where the machine was not idle.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from broker import Broker
from broker.dialogue import fold
from broker.large_logs import verify_file
from broker.log import EventLog
from tests.benchmarks.generated_log import PEOPLE, a_dialogue, open_log, write_file

#: What a page of the list holds.
PAGE = 50


def load(log: EventLog, dialogues: int, rounds: int) -> int:
    """Write that many dialogues, each at once, and return how many events they have."""
    events, (opener, name) = 0, PEOPLE[0]
    for seed in range(dialogues):
        stream = f"d-{seed:07d}"
        entries = [
            (kind, data, dict.fromkeys(data, PEOPLE[who][0]) if who else {})
            for who, told in a_dialogue(rounds, seed)
            for kind, data in told
        ]
        events += len(log.append(stream, entries, by=opener, name=name, key=stream, request={"seed": seed}))
    return events


def measured(log: EventLog, dialogues: int, rounds: int) -> Iterator[str]:
    """Yield what loading, listing, reading and proving a history take, in lines."""
    seconds, events = timed(lambda: load(log, dialogues, rounds))
    yield f"loaded: {dialogues} dialogues × {rounds} rounds, {events} events in {seconds:.0f} s"
    for name, first in (("first", 0), ("last", dialogues - PAGE)):
        times = [timed(lambda first=first: log.dialogues(first, PAGE))[0] for _ in range(20)]
        yield f"{name} page of {PAGE} dialogues: {_ms(times)}"
    times = [
        timed(lambda i=i: fold(log.dialogue(f"d-{i:07d}")))[0] for i in range(0, dialogues, max(1, dialogues // 20))
    ]
    yield f"one dialogue, opened and folded: {_ms(times)}"
    seconds, found = timed(log.verify)
    yield f"the store's log proved: {found.events} events in {seconds:.0f} s, {len(found.problems)} problems"


def measured_waiting(home: Path) -> Iterator[str]:
    """Yield how long it takes to say what waits in all dialogues of a store: at first, again, and after an append."""
    broker, log, (person, name) = Broker(home), open_log(home), PEOPLE[0]
    seconds, found = timed(lambda: broker.queue(by="Mara"))
    yield f"the queue over all dialogues: {len(found)} matters; at first {seconds:.1f} s"
    looks: dict[str, Callable[[], Any]] = {
        "the queue": lambda: broker.queue(by="Mara"),
        "what waits for one who takes part": lambda: broker.waiting(by=name),
        f"a page of {PAGE} dialogues in brief": lambda: broker.dialogues_in_brief(most=PAGE, by=name),
    }
    for what, look in looks.items():
        yield f"{what}, again: {_ms([timed(look)[0] for _ in range(20)])}"
    times = []
    for i in range(5):
        asked = ("QuestionAsked", {"round": 1, "text": "And in spring?"})
        log.append("d-0000000", [asked], by=person, name=name, key=f"asked {i}", request={"i": i})
        times.append(timed(looks["the queue"])[0])
    yield f"the queue after an append to one dialogue: {_ms(times)}"


def measured_file(folder: Path, events: int) -> str:
    """Return what proving an exported log takes, in a line."""
    file = folder / "log.jsonl"
    write_file(file, events)
    before = _processor_s()
    seconds, found = timed(lambda: verify_file(file))
    worked = _processor_s() - before
    size = file.stat().st_size / 1e6
    took = f"{seconds:.1f} s ({worked:.1f} s)"
    return f"a file proved: {found.events} events, {size:.0f} MB in {took}, {len(found.problems)} problems"


def _processor_s() -> float:
    """Return how long this process and those that it has waited for have worked."""
    return sum(os.times()[:4])


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return how many seconds work takes, and what it returns."""
    began = time.perf_counter()
    done = work()
    return time.perf_counter() - began, done


def _ms(times: list[float]) -> str:
    return f"{statistics.median(times) * 1000:.0f} ms (most {max(times) * 1000:.0f} ms)"


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.history", description=main.__doc__)
    parser.add_argument("--dialogues", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--events", type=int, default=1_000_000, help="of the file")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="history-") as folder:
        if options.dialogues:
            for line in measured(open_log(Path(folder)), options.dialogues, options.rounds):
                print(line, flush=True)
            for line in measured_waiting(Path(folder)):
                print(line, flush=True)
        if options.events:
            print(measured_file(Path(folder), options.events), flush=True)


if __name__ == "__main__":
    main()
