"""Many visitors at once: ``python -m tests.benchmarks.sessions [--sessions 50] [--rounds-of 500] [--think 10]``.

Each of them is a real session over its own web socket, and does a round: opens the first page, states a need in words
of its own, has it answered, reads the answer and the dialogue, and says whether it fits, with a pause for thought
before each step. Then visitors come and go, one after the other, while the memory of the app is watched.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from tests.app.browser import ROOT, served
from tests.app.visitor import Visitor

#: What 95 of 100 pages may take, in seconds, and what the app may grow while hundreds come and go, in bytes.
PAGE_S, GROWTH_BYTES = 2.0, 50e6
#: The answer is made in the background, and its page says how far it is.
MADE = "make the answer"
_ASKED = (
    "How many days above {number} °C from June to August around Woolpit?",
    "How often will nights stay above {number} °C in July at Woolpit?",
    "How many frost days from March to May around Woolpit, for orchard {number}?",
)


def one_round(address: str, number: int, think_s: float, told: list[tuple[str, float]], wrong: list[str]) -> None:
    """Do a round as one visitor, and tell the seconds of each page."""
    chance = random.Random(number)

    def step(name: str, seconds: float) -> None:
        told.append((name, seconds))
        time.sleep(chance.uniform(0.5, 1.5) * think_s)

    try:
        time.sleep(chance.uniform(0, 2 * think_s))
        visitor = Visitor(address)
        step("first page", visitor.open())
        step("need", visitor.open("need"))
        visitor.fill(
            _field(visitor, "write-question-", "-statement"),
            _ASKED[number % len(_ASKED)].format(number=18 + number % 15),
        )
        step("understood", visitor.press("question-read"))
        visitor.fill("make-name", f"Visitor {number}")
        step(MADE, visitor.press("make"))
        dialogue = visitor.query.split("dialogue=")[-1].split("&")[0]
        step("answer", visitor.open("answer", f"dialogue={dialogue}"))
        visitor.fill(_field(visitor, "write-fit-", "-text"), f"Nearly what I need, says visitor {number}.")
        step("said", visitor.press(_field(visitor, "send-fit-")))
        step("dialogue", visitor.open("dialogue", f"dialogue={dialogue}"))
        if not any(f"says visitor {number}." in words for words in visitor.texts):
            wrong.append(f"visitor {number} does not find what was said")
        visitor.close()
    except Exception as error:
        wrong.append(f"visitor {number}: {type(error).__name__}: {str(error)[:200]}")


def _field(visitor: Visitor, begins: str, ends: str = "") -> str:
    return next(name for name in visitor.widgets if name.startswith(begins) and name.endswith(ends))


def resident(server: int) -> int:
    """Return the bytes that a process holds in memory."""
    status = Path(f"/proc/{server}/status").read_text(encoding="ascii").splitlines()
    return 1024 * next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))


def at_once(address: str, sessions: int, think_s: float) -> tuple[dict[str, list[float]], list[str]]:
    """Return the seconds of each page by its name, and what went wrong."""
    told: list[tuple[str, float]] = []
    wrong: list[str] = []
    people = [
        threading.Thread(target=one_round, args=(address, number, think_s, told, wrong)) for number in range(sessions)
    ]
    for one in people:
        one.start()
    for one in people:
        one.join()
    pages: dict[str, list[float]] = {}
    for name, seconds in told:
        pages.setdefault(name, []).append(seconds)
    return pages, wrong


def come_and_go(address: str, server: int, sessions: int) -> list[int]:
    """Return the memory of the app after each tenth of so many visitors, who come and go one after the other."""
    held = []
    for number in range(1, sessions + 1):
        visitor = Visitor(address)
        visitor.open()
        visitor.open("need")
        visitor.close()
        if number % max(1, sessions // 10) == 0:
            held.append(resident(server))
    return held


def p95(values: list[float]) -> float:
    """Return what 95 of 100 values do not exceed."""
    return statistics.quantiles(values, n=20, method="inclusive")[-1] if len(values) > 1 else values[0]


def main() -> None:
    """Print a line a page, and one of memory."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--sessions", type=int, default=50)
    asked.add_argument("--rounds-of", type=int, default=500, dest="visitors")
    asked.add_argument("--think", type=float, default=10.0)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = {**os.environ, "BROKER_HOME": str(folder / "home")}
        subprocess.run(
            [sys.executable, "-m", "broker", "demo"], cwd=ROOT, check=True, capture_output=True, env=environment
        )
        with served(folder / "home", folder / "app.log") as address:
            server = int(
                subprocess.check_output(["pgrep", "-f", f"serving run .* {address.rsplit(':', 1)[-1]}"]).split()[0]
            )
            one_round(address, 0, 0.0, [], wrong := [])  # before anything is timed
            begun = time.monotonic()
            pages, more = at_once(address, given.sessions, given.think)
            wrong += more
            print(f"{given.sessions} sessions, a pause of about {given.think:g} s before each step, "
                  f"{time.monotonic() - begun:.0f} s in all")  # fmt: skip
            for step, seconds in pages.items():
                print(f"  {step:16} median {statistics.median(seconds):5.2f} s   p95 {p95(seconds):5.2f} s")
            read = [s for step, seconds in pages.items() if step != MADE for s in seconds]
            met = p95(read) <= PAGE_S and not wrong
            print(f"{'met   ' if met else 'MISSED'} p95 of {len(read)} pages {p95(read):.2f} s (goal ≤ {PAGE_S:g}), "
                  f"{len(wrong)} errors {wrong[:3] or ''}")  # fmt: skip
            held = come_and_go(address, server, given.visitors)
            grown = held[-1] - held[1]
            print(f"  memory while {given.visitors} come and go: {', '.join(f'{one / 1e6:.0f}' for one in held)} MB")
            word = "met   " if grown <= GROWTH_BYTES else "MISSED"
            print(f"{word} grown by {grown / 1e6:.0f} MB after the second tenth (goal ≤ {GROWTH_BYTES / 1e6:.0f})")


if __name__ == "__main__":
    main()
