"""Kill a process that publishes, at random moments, and look at what is left: `python -m tests.benchmarks.kills`.

Each run publishes a new version of one dataset from NetCDF files in a process of its own, which gets signal 9 after a
random time or at a random share of the work. Afterwards the catalog must list what it listed before, or that and the
complete new version; every value of the newest version must be that of its files; and cleaning must leave on disk the
listed versions and nothing else.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import netCDF4
import numpy as np

from broker import Broker
from catalog.record import Facets, Version

DATASET = "kills"
VARIABLES = ("pr", "tasmax", "tasmin")
SIDE, STEPS = 20, 730
ROOT = Path(__file__).parents[2]


@dataclass
class Totals:
    """What all runs together found.

    Attributes
    ----------
    kills, finished : int
        Processes that died of the signal, and those that were through before it came.
    moments : Counter
        What they did last when they were killed.
    as_before, complete : int
        What the catalog held after a kill: what it held before, or the complete new version too.
    faults : list of str
        Every claim that did not hold; none is expected.
    reclaimed : int
        Bytes that cleaning gave back.
    values : int
        Values compared with their source.
    """

    kills: int = 0
    finished: int = 0
    moments: Counter[str] = field(default_factory=Counter)
    as_before: int = 0
    complete: int = 0
    faults: list[str] = field(default_factory=list)
    reclaimed: int = 0
    values: int = 0

    def lines(self) -> list[str]:
        """Return the totals in words."""
        moments = "; ".join(f"{count} × {moment}" for moment, count in self.moments.most_common())
        return [
            f"{self.kills} processes killed, {self.finished} were through before the signal came",
            f"killed while: {moments}",
            f"catalog as before: {self.as_before}; with the complete new version: {self.complete}",
            f"values compared with their source: {self.values:,}; bytes given back: {self.reclaimed:,}",
            f"faults: {len(self.faults)}",
            *self.faults,
        ]


def kill_publications(folder: Path, runs: int, seed: int = 0, tell: Any = lambda line: None) -> Totals:
    """Publish `runs` times in `folder` and kill each publication at a random moment."""
    home, totals, chance = folder / "home", Totals(), random.Random(seed)
    files, values = _write_files(folder, -1)
    Broker(home).publish(files, Facets(DATASET), by="Tom")
    published = {1: values}
    waiting = Publisher()
    files, published[2] = _write_files(folder, -2)
    since = time.monotonic()
    waiting.publish(home, files)
    waiting.wait()
    lasts = time.monotonic() - since
    waiting = Publisher()
    for number in range(runs):
        files, values = _write_files(folder, number)
        before = Broker(home).datasets(include_retired=True)
        publisher, waiting = waiting, Publisher() if number < runs - 1 else waiting
        publisher.publish(home, files)
        if number % 2:
            moment = publisher.kill(chance.uniform(0, 1.1) * lasts, 0.0)
        else:
            moment = publisher.kill(chance.uniform(0, 0.05), chance.uniform(0, 1.05))
        if moment:
            totals.kills += 1
            totals.moments[moment] += 1
        else:
            totals.finished += 1
        _judge(home, before, values, published, totals, killed=bool(moment), number=number)
        for file in files:
            Path(file).unlink()
        if number % 20 == 19:
            tell(f"{number + 1} of {runs}, {len(totals.faults)} faults")
    _judge_all(home, published, totals)
    return totals


def _judge(
    home: Path, before: tuple[Version, ...], values: dict[str, np.ndarray], published: dict[int, Any], totals: Totals,
    *, killed: bool, number: int,
) -> None:  # fmt: skip
    broker = Broker(home)
    after = broker.datasets(include_retired=True)
    new = [v for v in after if v not in before]
    if [v for v in after if v in before] != list(before):
        totals.faults.append(f"run {number}: a version that was listed is changed or gone")
    if len(new) > 1 or (not killed and len(new) != 1) or [v.number for v in new] not in ([], [len(before) + 1]):
        totals.faults.append(f"run {number}: new versions {[v.number for v in new]}")
    if killed:
        totals.complete += bool(new)
        totals.as_before += not new
    for version in new:
        published[version.number] = values
    newest = max(after, key=lambda v: v.number)
    totals.values += _compare(broker, newest, published[newest.number], totals, f"run {number}")
    left = broker._catalog.leftovers()
    totals.reclaimed += broker.clean().size
    wanted = {v.snapshot for v in after}
    found = {path.name for path in (home / "arrays" / DATASET).iterdir()}
    if found != wanted or broker._catalog.leftovers().size:
        totals.faults.append(f"run {number}: on disk lie {sorted(found ^ wanted)} that no version names, or lack")
    if not killed and left.folders:
        totals.faults.append(f"run {number}: a publication that was through left {left.folders}")
    if broker.verify_log().problems:
        totals.faults.append(f"run {number}: the log is damaged")


def _judge_all(home: Path, published: dict[int, Any], totals: Totals) -> None:
    """Compare every version that was ever listed with its source, once more."""
    broker = Broker(home)
    for version in broker.datasets(include_retired=True):
        totals.values += _compare(broker, version, published[version.number], totals, f"at the end, {version.label}")


def _compare(broker: Broker, version: Version, values: dict[str, np.ndarray], totals: Totals, about: str) -> int:
    """Compare every stored value with its source, bit by bit; return how many."""
    compared = 0
    source = broker._catalog.source(version, version.simulations[0])
    (high, wide), side = source.tile_shape, SIDE
    for name, wanted in values.items():
        for ty, tx in np.ndindex(source.tiles):
            rows, columns = slice(ty * high, min(side, (ty + 1) * high)), slice(tx * wide, min(side, (tx + 1) * wide))
            cells = np.ascontiguousarray(wanted[:, rows, columns].reshape(STEPS, -1).T)
            stored = source.read(name, (ty, tx))
            compared += stored.size
            if stored.tobytes() != cells.tobytes():
                totals.faults.append(f"{about}: tile {ty}, {tx} of {name} is not what the files hold")
    return compared


def _write_files(folder: Path, number: int) -> tuple[list[str], dict[str, np.ndarray]]:
    """Write new data, two years of three variables; return the files and the values (steps, y, x)."""
    chance, paths, values = np.random.default_rng(number + 2), [], {}
    for name in VARIABLES:
        values[name] = chance.normal({"tasmin": 278, "tasmax": 300, "pr": 1e-4}[name], 1e-5, (STEPS, SIDE, SIDE))
        values[name] = values[name].astype("f4")
        path = folder / f"{name}_day_M_historical_r1i1p1f1_gn_{number}.nc"
        paths.append(str(path))
        with netCDF4.Dataset(path, "w") as file:
            file.setncatts({"source_id": "M", "experiment_id": "historical", "variant_label": "r1i1p1f1"})
            for dimension, size in (("time", STEPS), ("lat", SIDE), ("lon", SIDE)):
                file.createDimension(dimension, size)
                coordinate = file.createVariable(dimension, "f8", (dimension,))
                coordinate.units = {"time": "days since 2001-01-01", "lat": "degrees_north", "lon": "degrees_east"}[
                    dimension
                ]
                if dimension == "time":
                    coordinate.calendar = "noleap"
                coordinate[:] = np.arange(size) + 0.5
            field = file.createVariable(
                name, "f4", ("time", "lat", "lon"), zlib=True, complevel=1, chunksizes=(1, SIDE, SIDE)
            )
            field.units = "kg m-2 s-1" if name == "pr" else "K"
            field[:] = values[name]
    return paths, values


#: What the publishing process runs; it waits for its files, so that it is killed while publishing and not before.
_CHILD = """
import json, sys
from broker import Broker
from catalog.record import Facets
import catalog.catalog, catalog.ingest, catalog.reading, catalog.scanning, catalog.writing
def say(*what):
    print(json.dumps(what), flush=True)
say("ready", 0)
home, dataset, files = json.loads(sys.stdin.readline())
Broker(home).publish(files, Facets(dataset), by="Tom", progress=say)
"""


class Publisher:
    """A process that publishes when it is told to, and that can be killed."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _CHILD], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._said: tuple[str, float] = ("", 0.0)
        self._news = threading.Condition()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        for line in self._process.stdout or ():
            with self._news:
                self._said = tuple(json.loads(line))
                self._news.notify_all()
        with self._news:
            self._said = (self._said[0], 2.0)
            self._news.notify_all()

    def publish(self, home: Path, files: list[str]) -> None:
        """Begin to publish."""
        with self._news:
            self._news.wait_for(lambda: self._said[0] == "ready")
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps([str(home), DATASET, files]) + "\n")
        self._process.stdin.flush()

    def kill(self, after_s: float, share: float) -> str:
        """Kill it so many seconds after it has done this share; return what it did, or nothing where it was through."""
        with self._news:
            self._news.wait_for(lambda: self._said[1] >= share)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(after_s)
        self._process.kill()
        status = self._process.wait()
        self._listener.join()
        assert status in (0, -signal.SIGKILL), status
        return "" if status == 0 else _kind(self._said[0])

    def wait(self) -> None:
        """Wait until it is through."""
        assert self._process.wait() == 0


def _kind(words: str) -> str:
    return {"ready": "opening the store", "Looking": "looking at the files", "Reading": "reading and checking"}.get(
        words.split()[0], "storing, sealing and making visible"
    )


def main() -> int:
    """Print the totals; 1 where a claim did not hold."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.kills", description=main.__doc__)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kills-") as folder:
        totals = kill_publications(Path(folder), options.runs, options.seed, lambda line: print(line, flush=True))
    print("\n".join(totals.lines()))
    return 1 if totals.faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
