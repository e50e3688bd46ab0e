"""A clock that jumps by an hour or a year, forth and back: order stands, time never runs back, each jump is flagged.

`python -m tests.benchmarks.clock_faults --events 10000` prints the totals.
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
import random
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from broker.database import open_database
from broker.log import EventLog
from broker.log.clock import TOLERANCE_S
from broker.people.keys import Keys
from tests.benchmarks.generated_log import PEOPLE

START = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
HOUR, YEAR = 3600.0, 365 * 86400.0
#: How many events pass between two jumps, on average.
A_JUMP_IN = 20


@dataclass
class Totals:
    """What happened, and what of it should not have."""

    events: int = 0
    jumps: int = 0
    flagged: int = 0
    faults: list[str] = field(default_factory=list)

    def line(self) -> str:
        """Return the totals in a line."""
        return (
            f"{self.events} events, {self.jumps} jumps of the clock, {self.flagged} events flagged: "
            f"{len(self.faults)} faults"
        )


class Clocks:
    """A clock that is wrong by some seconds, and a steady one that is not."""

    def __init__(self) -> None:
        self.passed_s = 0.0
        self.wrong_s = 0.0

    def now(self) -> dt.datetime:
        """Return what the clock shows."""
        return START + dt.timedelta(seconds=self.passed_s + self.wrong_s)

    def steady(self) -> tuple[str, float]:
        """Return what the steady clock shows."""
        return "one start of one computer", self.passed_s


def jump(home: Path, events: int, seed: int = 0) -> Totals:
    """Write events by a clock that jumps, and judge what was recorded."""
    totals, chance, clocks = Totals(events), random.Random(seed), Clocks()
    log = EventLog(open_database(home), Keys(home), clocks.now, clocks.steady)
    (person, name), due, last_at = PEOPLE[0], [], START
    for i in range(events):
        clocks.passed_s += chance.uniform(0, 30)
        before = clocks.wrong_s
        if i and not chance.randrange(A_JUMP_IN):
            clocks.wrong_s = chance.choice([0.0, HOUR, -HOUR, YEAR, -YEAR, before - chance.uniform(10, 100)])
        jumped = abs(clocks.wrong_s - before) > TOLERANCE_S
        totals.jumps += jumped
        shown = clocks.now()
        due.append(i > 0 and (jumped or (last_at - shown).total_seconds() > TOLERANCE_S))
        last_at = max(last_at, shown)
        entry = ("ResponseGiven" if i else "DialogueOpened", {"round": 1, "text": f"Words {i}."})
        log.append("d-one", [entry], by=person, name=name, key=f"k{i}", request={"i": i})
    told = log.stream("d-one")
    totals.flagged = sum(event.skew_s != 0 for event in told)
    totals.faults += [f"event {e.number} is flagged wrongly" for e, wanted in zip(told, due, strict=True)
                      if bool(e.skew_s) != wanted]  # fmt: skip
    totals.faults += [f"event {e.number} is out of order" for i, e in enumerate(told, start=1) if e.sequence != i]
    totals.faults += [f"event {b.number} runs back" for a, b in itertools.pairwise(told) if b.at < a.at]
    found = log.verify()
    totals.faults += found.problems
    if bool(totals.flagged) != any("clock" in note for note in found.notes):
        totals.faults.append("the check does not tell of the wrong clock")
    return totals


def main() -> int:
    """Print the totals; 1 where a jump was not flagged, or turned the order."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.clock_faults", description=main.__doc__)
    parser.add_argument("--events", type=int, default=10_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="clocks-") as folder:
        totals = jump(Path(folder), options.events)
    print(totals.line(), *totals.faults[:5], sep="\n")
    return 1 if totals.faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
