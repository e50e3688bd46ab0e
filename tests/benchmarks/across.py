"""How long figures over many dialogues take: ``python -m tests.benchmarks.across [--dialogues 1000] [--rounds 3]``.

The first look counts every dialogue; after that, only those that went on are counted again.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from broker import Broker
from tests.benchmarks.generated_log import PEOPLE, a_dialogue


def fill(broker: Broker, dialogues: int, rounds: int) -> None:
    """Write that many dialogues, each in one submission."""
    person, name = PEOPLE[0]
    for seed in range(dialogues):
        entries = [entry for _, told in a_dialogue(rounds, seed) for entry in told]
        broker._log.append(f"d-{seed}", entries, by=person, name=name, key=f"k{seed}", request={"seed": seed})


def measured(dialogues: int, rounds: int, home: Path) -> dict[str, float]:
    """Return the seconds of this processor that a first look takes, a second one, and one after one more event."""
    broker = Broker(home)
    fill(broker, dialogues, rounds)
    found: dict[str, float] = {}
    broker.across(by="Mara")  # languages, places and indices are read in once a program
    broker.__dict__.pop("_digests")
    for name in ("first", "again", "after one event"):
        if name == "after one event":
            broker.respond("d-0", by="Mara", text="So.")
        begun = time.process_time()
        assert broker.across(by="Mara").of == dialogues
        found[name] = time.process_time() - begun
    return found


def main() -> None:
    """Measure, and print a line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--dialogues", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = measured(asked.dialogues, asked.rounds, Path(folder) / "home")
    told = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in found.items())
    print(f"across {asked.dialogues} dialogues of {asked.rounds} rounds: {told} (processor time)")


if __name__ == "__main__":
    main()
