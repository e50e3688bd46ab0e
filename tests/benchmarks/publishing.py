"""Publish a large archive, and hold it against a plain rechunk: `python -m tests.benchmarks.publishing --gb 4`.

A synthetic daily archive is written, published in one pass into a fresh store, and rechunked by the shortest program
that does so: read each file with netCDF4, keep the maps in a scratch file, write tiles with Zarr; no check, no proof,
no sync to disk. The archive is registered in place too, and a first round (hot days over a sixteenth of the grid, with
nothing computed before) is asked of both. Each runs in a process of its own. Memory is that of the process and all its
children together, page cache not counted: the most of what is seen twenty times a second.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tests.benchmarks.archive import DAYS, FIRST_YEAR, SIDE, VARIABLES, make_archive, years_of

ROOT = Path(__file__).parents[2]
DATASET = "archive"
MOST_MEMORY = 1.5e9
MOST_TIMES_PLAIN = 2.0
_EVERY_S = 0.05
_TILE = 8


@dataclass(frozen=True)
class Cost:
    """What one run took.

    Attributes
    ----------
    seconds, processor_s : float
        By the clock, and of all processors together.
    memory : int
        Bytes of all its processes together, at most.
    """

    seconds: float
    processor_s: float
    memory: int


def measure(function: str, *arguments: str) -> Cost:
    """Run a function of this module in a process of its own, and say what it took.

    Raises
    ------
    RuntimeError
        If it fails.
    """
    code = f"import sys; from tests.benchmarks.publishing import {function}; {function}(*sys.argv[1:])"
    before, since = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    process = subprocess.Popen([sys.executable, "-c", code, *arguments], cwd=ROOT)
    most, over = 0, threading.Event()

    def watch() -> None:
        nonlocal most
        while not over.wait(_EVERY_S):
            most = max(most, sum(map(_resident, _family(process.pid))))

    watcher = threading.Thread(target=watch)
    watcher.start()
    status = process.wait()
    seconds, after = time.perf_counter() - since, resource.getrusage(resource.RUSAGE_CHILDREN)
    over.set()
    watcher.join()
    if status:
        raise RuntimeError(f"{function} ended with status {status}")
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(seconds, used, most)


def publish(source: str, home: str, in_place: str = "") -> None:
    """Publish the archive; register it where it is when `in_place` says anything."""
    from broker import Broker
    from broker.command_line.progress import tell_on
    from catalog.facets import Facets

    facets = Facets(DATASET, in_place=bool(in_place))
    report = Broker(home).publish([source], facets, by="Tom", progress=tell_on())
    assert report.status == "published", report.findings


def first_round(home: str, numbers: str) -> None:
    """Compute a product's numbers of which nothing was computed before, and write them to a file."""
    from broker import Broker
    from translators.need import Need

    broker = Broker(home)
    south, west, north, east = _middle(broker.dataset(DATASET).simulations[0].bbox)
    need = {
        "statement": "How many hot days?",
        "region": {"bbox": {"west": west, "south": south, "east": east, "north": north}},
        "time": {"season": "year", "baseline": [FIRST_YEAR, FIRST_YEAR], "horizons": [[FIRST_YEAR, FIRST_YEAR]]},
        "metric": {"index": "tx_days_above", "parameters": {"thresh": "20 degC"}},
    }
    result = broker.preview(broker.specify(Need.of(need)))
    Path(numbers).write_bytes(b"".join(s.values.tobytes() + s.cells.values.tobytes() for s in result.series))


def _middle(bbox: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    west, south, east, north = bbox
    wide, high = (east - west) / 8, (north - south) / 8
    return south + 3 * high, west + 3 * wide, south + 5 * high, west + 5 * wide


def rechunk(source: str, target: str) -> None:
    """Rechunk the archive, plainly."""
    import netCDF4
    import zarr
    from zarr.codecs import BloscCodec

    for name in VARIABLES:
        paths = sorted(Path(source).glob(f"{name}_*.nc"))
        with tempfile.TemporaryFile(dir=Path(target).parent) as scratch:
            steps = 0
            for path in paths:
                with netCDF4.Dataset(path) as file:
                    file.set_auto_mask(False)
                    ny, nx = file.variables[name].shape[1:]
                    for start in range(0, file.variables[name].shape[0], DAYS):
                        values = file.variables[name][start : start + DAYS]
                        scratch.write(np.ascontiguousarray(values).data)
                        steps += len(values)
            scratch.flush()
            maps = np.memmap(scratch, dtype="f4", mode="r", shape=(steps, ny, nx))
            tiles = zarr.create_array(
                f"{target}/{name}", shape=(ny, nx, steps), dtype="f4", chunks=(_TILE, _TILE, steps),
                compressors=[BloscCodec(cname="lz4", clevel=5, shuffle="shuffle", typesize=4)],
            )  # fmt: skip
            rows = max(1, round(64e6 / (4 * steps * nx * _TILE))) * _TILE
            for y in range(0, ny, rows):
                tiles[y : y + rows] = np.ascontiguousarray(maps[:, y : y + rows].transpose(1, 2, 0))


def compare(source: Path, home: Path, every: int = 5) -> int:
    """Return how many values of the published archive were compared with the files, read by xarray, and were equal.

    All values of every fifth row of tiles are, or of each.

    Raises
    ------
    AssertionError
        If one is not.
    """
    import xarray as xr

    from broker import Broker

    broker, compared = Broker(home), 0
    version = broker.dataset(DATASET)
    stored = broker._catalog.source(version, version.simulations[0])
    for name in VARIABLES:
        files = sorted(source.glob(f"{name}_*.nc"))
        rows = stored.tile_shape[0]
        for ty in range(0, stored.tiles[0], every):
            parts = []
            for path in files:
                with xr.open_dataset(path, decode_times=False) as file:
                    parts.append(file[name][:, ty * rows : (ty + 1) * rows].values)
            wanted = np.concatenate(parts).transpose(1, 2, 0)
            for tx in range(stored.tiles[1]):
                part = wanted[:, tx * stored.tile_shape[1] : (tx + 1) * stored.tile_shape[1]]
                found = stored.read(name, (ty, tx))
                assert found.tobytes() == np.ascontiguousarray(part).tobytes(), (name, ty, tx)
                compared += found.size
    return compared


def _family(pid: int) -> list[int]:
    found = [pid]
    for one in found:  # grows while it is walked
        try:
            for task in Path(f"/proc/{one}/task").iterdir():
                found += map(int, (task / "children").read_text().split())
        except (OSError, ValueError):
            continue
    return found


def _resident(pid: int) -> int:
    """Return the bytes of a process, those it shares with others divided among them."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except (OSError, ValueError):
        pass
    return 0


def main() -> int:
    """Print memory and throughput; 1 with ``--strict`` where a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.publishing", description=main.__doc__)
    parser.add_argument("--gb", type=float, default=4.0, help="of values, uncompressed")
    parser.add_argument("--side", type=int, default=SIDE, help="cells along y and x")
    parser.add_argument("--strict", action="store_true", help="end with status 1 where a goal is missed")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="publishing-") as folder:
        source = Path(folder) / "source"
        source.mkdir()
        years = years_of(options.gb * 1e9, options.side)
        paths = make_archive(source, years, options.side)
        size = 4 * len(VARIABLES) * options.side**2 * DAYS * years
        packed = sum(path.stat().st_size for path in paths)
        last = FIRST_YEAR + years - 1
        print(
            f"{len(paths)} files, {FIRST_YEAR}-{last}, {options.side} × {options.side} cells, "
            f"{size / 1e9:.2f} GB of values, {packed / 1e9:.2f} GB compressed",
            flush=True,
        )
        plain = measure("rechunk", str(source), str(Path(folder) / "plain"))
        print(_line("plain rechunk", plain, size), flush=True)
        ours = measure("publish", str(source), str(Path(folder) / "home"))
        print(_line("publish", ours, size), flush=True)
        homes = {"copied": Path(folder) / "home", "in place": Path(folder) / "standing"}
        standing = measure("publish", str(source), str(homes["in place"]), "in place")
        print(_line("register in place", standing, size), flush=True)
        rounds = {}
        for how, home in homes.items():
            rounds[how] = measure("first_round", str(home), str(home / "numbers"))
            print(_line(f"first round, {how}", rounds[how], size), flush=True)
        assert len({(home / "numbers").read_bytes() for home in homes.values()}) == 1
        slower = rounds["in place"].seconds / rounds["copied"].seconds
        print(f"       first round in place against copied: {slower:.1f} ×; every number the same")
        compared = compare(source, Path(folder) / "home")
        print(f"{compared:,} stored values of every fifth row of tiles compared with xarray's: all equal")
    times, busy = ours.seconds / plain.seconds, ours.processor_s / plain.processor_s
    met = (ours.memory <= MOST_MEMORY, times <= MOST_TIMES_PLAIN)
    print(f"{_verdict(met[0])} memory of all processes: {ours.memory / 1e9:.2f} GB (goal ≤ {MOST_MEMORY / 1e9:g})")
    print(f"{_verdict(met[1])} time against a plain rechunk: {times:.2f} × (goal ≤ {MOST_TIMES_PLAIN:g})")
    print(f"       processor time against a plain rechunk: {busy:.2f} ×")
    return 1 if options.strict and not all(met) else 0


def _line(what: str, cost: Cost, size: int) -> str:
    return (
        f"{what}: {cost.seconds:.1f} s ({size / cost.seconds / 1e6:.0f} MB/s), {cost.processor_s:.1f} s of processors, "
        f"{cost.memory / 1e9:.2f} GB"
    )


def _verdict(is_met: bool) -> str:
    return "met   " if is_met else "MISSED"


if __name__ == "__main__":
    raise SystemExit(main())
