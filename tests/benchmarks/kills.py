"""Kill a process at work and look at what is left: `python -m tests.benchmarks.kills`.

Each run works in a process of its own, which gets signal 9: first once at each named point of `tests.benchmarks.killed`
(publishing, registering in place, building a product, exporting), then at random times of publishing, registering and
building, until so many processes were really killed. Afterwards the catalog must list what it listed before, or that
and the complete new version; every value of the newest version must be that of its files; no product and no exported
file may be half there; and cleaning must leave on disk the listed versions and whole products, and nothing else.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import netCDF4
import numpy as np

from broker import Broker
from catalog.record import Version
from tests.benchmarks.killed import DATASETS, POINTS

#: What is done by the processes that are killed at random times.
AT_RANDOM = ("publish", "publish", "register", "build")
#: What a killed process did.
MOMENTS = {
    "publish": "publishing", "register": "registering in place", "build": "building a product", "export": "exporting",
}  # fmt: skip
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
    points : int
        Named points at which one was killed.
    moments : Counter
        What they did when they were killed.
    as_before, complete : int
        What the catalog held after a kill: what it held before, or the complete new version too.
    faults : list of str
        Every claim that did not hold; none is expected.
    reclaimed : int
        Bytes that cleaning gave back.
    values : int
        Values compared with their source.
    longest_s : float
        Of opening the store, looking at it and cleaning it after a kill.
    """

    kills: int = 0
    finished: int = 0
    points: int = 0
    moments: Counter[str] = field(default_factory=Counter)
    as_before: int = 0
    complete: int = 0
    faults: list[str] = field(default_factory=list)
    reclaimed: int = 0
    values: int = 0
    longest_s: float = 0.0

    def lines(self) -> list[str]:
        """Return the totals in words."""
        moments = "; ".join(f"{count} × {moment}" for moment, count in self.moments.most_common())
        return [
            f"{self.kills} processes killed by signal 9, {self.points} of them each at a named point of its own; "
            f"{self.finished} more were through before the signal came",
            f"killed while: {moments}",
            f"catalog as before: {self.as_before}; with the complete new version: {self.complete}",
            f"values compared with their source: {self.values:,}; bytes given back: {self.reclaimed:,}; "
            f"longest recovery: {self.longest_s:.2f} s",
            f"faults: {len(self.faults)}",
            *self.faults,
        ]


@dataclass(frozen=True)
class Run:
    """One process: what it does, and where it dies; at a random time where no point is named."""

    number: int
    what: str
    point: tuple[str, str] | None


class World:
    """A store in which processes are killed, and what it must hold."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.home, self.out = folder, folder / "home", folder / "out"
        (folder / "temporary").mkdir()
        # What killed processes leave in the system's temporary folder is looked for here.
        tempfile.tempdir = str(folder / "temporary")
        self.published: dict[tuple[str, int], dict[str, np.ndarray]] = {}
        self.lasts: dict[str, float] = {}

    def prepare(self, at_random: tuple[str, ...]) -> None:
        """Do each thing once, and see how long it lasts."""
        for number, what in enumerate(dict.fromkeys(("publish", "register", *at_random))):
            files, values = _write_files(self.folder, -1 - number) if what in DATASETS else ([], {})
            worker, since = Worker(), time.monotonic()
            worker.begin(self.job(what, files))
            worker.wait()
            self.lasts[what] = time.monotonic() - since
            if what in DATASETS:
                self.published[DATASETS[what], 1] = values

    def job(self, what: str, files: list[str], point: tuple[str, str] | None = None) -> dict[str, Any]:
        """Return what a process is told to do."""
        return {"what": what, "home": str(self.home), "files": files, "out": str(self.out / what), "point": point}


def kill_publications(
    folder: Path, kills: int, seed: int = 0, tell: Any = lambda line: None, points: Any = POINTS,
    at_random: tuple[str, ...] = AT_RANDOM,
) -> Totals:  # fmt: skip
    """Kill processes in `folder`, one at each of the points and then at random times, until so many were killed."""
    world, totals, chance = World(folder), Totals(), random.Random(seed)
    world.prepare(at_random)
    waiting = Worker()
    for run in _runs(points, at_random, chance):
        if totals.kills >= kills:
            break
        worker, waiting = waiting, Worker()
        _kill(world, run, worker, totals, chance)
        if run.number % 20 == 19:
            tell(f"{run.number + 1} runs, {totals.kills} killed, {len(totals.faults)} faults")
    waiting.kill(0.0, 0.0)
    _judge_all(world, totals)
    tempfile.tempdir = None
    return totals


def _runs(points: Any, at_random: tuple[str, ...], chance: random.Random) -> Iterator[Run]:
    number = 0
    for what, place, when in points:
        yield Run(number, what, (place, when))
        number += 1
    while True:
        yield Run(number, chance.choice(at_random), None)
        number += 1


def _kill(world: World, run: Run, worker: Worker, totals: Totals, chance: random.Random) -> None:
    """Let a process work, kill it, and judge what is left."""
    files, values = _write_files(world.folder, run.number) if run.what in DATASETS else ([], {})
    if run.what == "build":
        shutil.rmtree(world.home / "products", ignore_errors=True)
        shutil.rmtree(world.home / "cache", ignore_errors=True)
    before = Broker(world.home).datasets(include_retired=True)
    worker.begin(world.job(run.what, files, run.point))
    if run.point:
        status = worker.end()
        killed = status == -signal.SIGKILL
        if not killed:
            totals.faults.append(f"run {run.number}: {run.what} never came to {run.point}, or failed ({status})")
        totals.points += killed
    elif run.number % 2:
        killed = worker.kill(chance.uniform(0, 1.1) * world.lasts[run.what], 0.0)
    else:
        killed = worker.kill(chance.uniform(0, 0.05), chance.uniform(0, 1.05))
    totals.kills += killed
    totals.finished += not killed
    if killed:
        totals.moments[MOMENTS[run.what]] += 1
    since = time.monotonic()
    broker = Broker(world.home)
    after = broker.datasets(include_retired=True)
    left = broker._catalog.leftovers()
    totals.reclaimed += broker.clean().size
    totals.longest_s = max(totals.longest_s, time.monotonic() - since)
    _judge(world, broker, before, after, values, totals, killed=killed, run=run)
    if not killed and left.folders:
        totals.faults.append(f"run {run.number}: what was through left {left.folders}")
    if run.what == "publish" or not [v for v in after if v not in before]:
        for file in files:
            Path(file).unlink()


def _judge(
    world: World, broker: Broker, before: tuple[Version, ...], after: tuple[Version, ...],
    values: dict[str, np.ndarray], totals: Totals, *, killed: bool, run: Run,
) -> None:  # fmt: skip
    faults, name = totals.faults, f"run {run.number} ({run.what})"
    new = [v for v in after if v not in before]
    if [v for v in after if v in before] != list(before):
        faults.append(f"{name}: a version that was listed is changed or gone")
    wanted = [(DATASETS.get(run.what), 1 + sum(v.dataset == DATASETS.get(run.what) for v in before))]
    if [(v.dataset, v.number) for v in new] not in ([], wanted) or (run.what in DATASETS and not killed and not new):
        faults.append(f"{name}: new versions {[v.label for v in new]}")
    if killed:
        totals.complete += bool(new)
        totals.as_before += not new
    for version in new:
        world.published[version.dataset, version.number] = values
    if run.what in DATASETS:
        newest = max((v for v in after if v.dataset == DATASETS[run.what]), key=lambda v: v.number)
        totals.values += _compare(broker, newest, world.published[newest.dataset, newest.number], totals, name)
    for dataset in DATASETS.values():
        found = {path.name for path in (world.home / "arrays" / dataset).iterdir()}
        if found != (wanted := {v.snapshot for v in after if v.dataset == dataset}):
            faults.append(f"{name}: on disk lie {sorted(found ^ wanted)} that no version names, or lack")
    for folder in (world.home / "products").glob("*/*"):
        if folder.name.startswith(".") or not (folder / "product.json").is_file():
            faults.append(f"{name}: the product {folder.name} is half there")
    if any((world.folder / "temporary").iterdir()):
        faults.append(f"{name}: files stay in the temporary folder: {sorted((world.folder / 'temporary').iterdir())}")
    if run.what == "export":
        totals.values += _read_exports(world, totals, name)
    if broker.verify_log().problems:
        faults.append(f"{name}: the log is damaged")


def _read_exports(world: World, totals: Totals, name: str) -> int:
    """Compare each exported file that has its name with the values it must hold; return how many."""
    compared = 0
    for path in (world.out / "export").glob("*.nc"):
        number = int(path.name.split("_v")[1].split("_")[0])
        with netCDF4.Dataset(path) as file:
            for variable, wanted in world.published[DATASETS["publish"], number].items():
                stored = file.variables[variable][:].filled(np.nan)
                compared += stored.size
                if not np.array_equal(stored, wanted):
                    totals.faults.append(f"{name}: {variable} of {path.name} is not what was published")
    return compared


def _judge_all(world: World, totals: Totals) -> None:
    """Compare every version that was ever listed with its source, once more."""
    broker = Broker(world.home)
    for version in broker.datasets(include_retired=True):
        values = world.published[version.dataset, version.number]
        totals.values += _compare(broker, version, values, totals, f"at the end, {version.label}")


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


class Worker:
    """A process that works when it is told to, and that can be killed."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.killed"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True, env=os.environ | {"TMPDIR": tempfile.gettempdir()},
        )  # fmt: skip
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

    def begin(self, job: dict[str, Any]) -> None:
        """Begin to work."""
        with self._news:
            self._news.wait_for(lambda: self._said[0] == "ready")
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()

    def kill(self, after_s: float, share: float) -> bool:
        """Kill it so many seconds after it has done this share; return whether it still worked."""
        with self._news:
            self._news.wait_for(lambda: self._said[1] >= share)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(after_s)
        self._process.kill()
        status = self.end()
        assert status in (0, -signal.SIGKILL), status
        return status != 0

    def end(self) -> int:
        """Wait until it has ended; return how."""
        status = self._process.wait()
        self._listener.join()
        return status

    def wait(self) -> None:
        """Wait until it is through."""
        assert self.end() == 0


def main() -> int:
    """Print the totals; 1 where a claim did not hold."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.kills", description=main.__doc__)
    parser.add_argument("--kills", "--runs", type=int, default=200, help="processes that the signal must really kill")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kills-") as folder:
        totals = kill_publications(Path(folder), options.kills, options.seed, lambda line: print(line, flush=True))
    print("\n".join(totals.lines()))
    return 1 if totals.faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
