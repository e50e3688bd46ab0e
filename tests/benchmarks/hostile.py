"""Show thousands of mutated files to the reader: `python -m tests.benchmarks.hostile --files 2000`.

Every file is refused by a finding with a sentence, or accepted; then its values, places and dates equal what another
program decodes from it, one that shares no code with this project. The process that asks lives on, and the files that
hostile ones point to are never opened: the operating system tells.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from catalog.calendars import date_of
from catalog.errors import Unreadable
from catalog.reading import understand
from catalog.record import Facets
from catalog.scanning import Scan
from catalog.understood import FoundSimulation
from tests.benchmarks.mutations import CANARY, KINDS, write_canaries, write_mutated

#: Files that are looked at together, as a producer names them.
AT_ONCE = 40
#: A declared size beyond which values are not compared, because no test has the time.
MOST_COMPARED = 100_000_000
#: The code where a finding about another file says that it holds for this one too.
_AS_ANOTHER = "as another file"
_MORE = re.compile(r"The same holds for (\d+) more")
_IN_ACCESS, _IN_OPEN = 0x1, 0x20


@dataclass
class Totals:
    """What all files together met.

    Attributes
    ----------
    files : int
    refused, accepted : Counter
        By kind of mutation.
    codes : Counter
        Of the errors that refused.
    values : int
        Values compared with those of another program.
    large : int
        Accepted files whose declared values were too many to compare.
    opened : int
        Times that a canary was opened or read.
    faults : list of str
        Every claim that did not hold; none is expected.
    """

    files: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    accepted: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    values: int = 0
    large: int = 0
    opened: int = 0
    faults: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """Return the totals in words."""
        kinds = dict.fromkeys(KINDS)
        return [
            f"{self.files} files: {self.refused.total()} refused, {self.accepted.total()} accepted",
            "; ".join(f"{kind}: {self.refused[kind]} refused, {self.accepted[kind]} accepted" for kind in kinds),
            "refused as: " + ", ".join(f"{count} {code}" for code, count in self.codes.most_common()),
            f"values compared with another program's: {self.values:,}; too large to compare: {self.large}",
            f"canaries opened: {self.opened}",
            f"faults: {len(self.faults)}",
            *self.faults,
        ]


class Watch:
    """Counts how often files are opened or read by anybody, as the operating system tells (inotify)."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._events = self._libc.inotify_init1(os.O_NONBLOCK)
        for path in paths:
            if self._libc.inotify_add_watch(self._events, str(path).encode(), _IN_ACCESS | _IN_OPEN) < 0:
                raise OSError(ctypes.get_errno(), "inotify_add_watch")

    def count(self) -> int:
        """Return how many events there were, and end."""
        seen = 0
        try:
            while content := os.read(self._events, 65536):
                seen += len(content) // 16
        except BlockingIOError:
            pass
        os.close(self._events)
        return seen


class Decoder:
    """Another program that decodes files, started again where one ends it."""

    def __init__(self, folder: Path) -> None:
        self._answer = folder / "decoded.npz"
        self._process: subprocess.Popen[str] | None = None

    def decode(self, path: Path, variable: str) -> dict[str, np.ndarray] | str:
        """Return the arrays of a file, or what was wrong with it."""
        if self._process is None or self._process.poll() is not None:
            script = str(Path(__file__).with_name("decoder_process.py"))
            self._process = subprocess.Popen(
                [sys.executable, "-W", "ignore", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{path}\t{self._answer}\t{variable}\n")
        self._process.stdin.flush()
        said = self._process.stdout.readline().strip() or "it ended the other program"
        if said != "ok":
            return said
        with np.load(self._answer) as arrays:
            return dict(arrays)

    def close(self) -> None:
        """End the other program."""
        if self._process is not None:
            self._process.communicate()


def show_files(folder: Path, files: int, seed: int = 0, tell: Any = lambda line: None) -> Totals:
    """Write `files` mutated files in `folder`, some at a time, and look at each."""
    canaries = write_canaries(folder)
    watch, decoder, totals = Watch(canaries), Decoder(folder), Totals()
    try:
        for first in range(0, files, AT_ONCE):
            numbers = range(first, min(first + AT_ONCE, files))
            paths = {folder / f"m{n}.nc": n for n in numbers}
            kinds = {p: write_mutated(p, f"M{n}", n, seed, folder / "canary") for p, n in paths.items()}
            try:
                _look(kinds, decoder, totals)
            except Exception as err:  # nothing that a file holds may come through as anything but a finding
                totals.faults.append(f"files {numbers.start} to {numbers.stop - 1}: {type(err).__name__}: {err}")
            for path in paths:
                path.unlink()
            if first // AT_ONCE % 5 == 4:
                tell(f"{numbers.stop} of {files}, {len(totals.faults)} faults")
    finally:
        decoder.close()
        totals.opened = watch.count()
    if totals.opened:
        totals.faults.append("a file outside of the input was opened")
    return totals


def _look(kinds: dict[Path, str], decoder: Decoder, totals: Totals) -> None:
    with understand(list(kinds), Facets("hostile")) as understood:
        errors = {f.file: f.code for f in reversed(understood.findings) if f.severity == "error"}
        by_file = {f.files[0].path: f for f in understood.simulations if len(f.files) == 1}
        alike = sum(int(n) for f in understood.findings if f.severity == "error" for n in _MORE.findall(f.message))
        silent = len(set(kinds) - set(by_file) - {path for path in kinds if path.name in errors})
        if silent > alike:
            totals.faults.append(f"{silent} files of {next(iter(kinds)).name} … were refused, {alike} with a sentence")
        for path, kind in kinds.items():
            totals.files += 1
            found = by_file.get(path)
            code = errors.get(path.name, "") or ("" if found else _AS_ANOTHER)
            if not code and found is not None:
                code = _compare(path, kind, found, decoder, totals)
            totals.codes.update([code] if code else [])
            (totals.refused if code else totals.accepted)[kind] += 1
            if kind == "link" and not code:
                totals.faults.append(f"{path.name}: a file that points to another was accepted")


def _compare(path: Path, kind: str, found: FoundSimulation, decoder: Decoder, totals: Totals) -> str:
    """Compare what was accepted with the other program's; return the code where its values refuse it after all."""
    if found.bytes > MOST_COMPARED:
        totals.large += 1
        return ""
    name, scan, parts = found.simulation.variables[0].name, Scan(found), []
    try:
        for block in found.blocks():
            scan.update(block)
            parts.append(block.values[name])
    except Unreadable as err:
        return err.findings[0].code
    errors = [f.code for f in scan.findings() if f.severity == "error"]
    if errors:
        return errors[0]
    values = np.concatenate(parts)
    other = decoder.decode(path, name)
    if isinstance(other, str):
        totals.faults.append(f"{path.name} ({kind}): accepted, but another program says: {other}")
        return ""
    dates = np.stack(date_of(found.time.first_day, found.time.calendar), axis=1)
    same = (
        np.array_equal(values, other["values"], equal_nan=True)
        and np.allclose(found.grid.lat, other["lat"], rtol=0, atol=0)
        and np.array_equal(np.mod(found.grid.lon, 360), np.mod(other["lon"], 360))
        and np.array_equal(dates, other["dates"])
    )
    totals.values += values.size
    if not same:
        totals.faults.append(f"{path.name} ({kind}): accepted, but another program decodes something else")
    if (values == CANARY).any():
        totals.faults.append(f"{path.name} ({kind}): holds values of another file")
    return ""


def main() -> int:
    """Print the totals; 1 where a claim did not hold."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.hostile", description=main.__doc__)
    parser.add_argument("--files", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    since, before = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with tempfile.TemporaryDirectory(prefix="hostile-") as folder:
        totals = show_files(Path(folder), options.files, options.seed, lambda line: print(line, flush=True))
    print("\n".join(totals.lines()))
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(f"{time.monotonic() - since:.0f} s; memory of the asking process grew by {grown:.0f} MB at most")
    return 1 if totals.faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
