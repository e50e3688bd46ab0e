"""Show files with one known defect each to the checks: `python -m tests.benchmarks.dirty`.

Every kind of defect is put into every kind of clean file that can have it. It counts as found where the finding has its
code and names the variable and the place or time. A clean file must have no warning, and no value may be changed.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from catalog import opening
from catalog.errors import Unreadable
from catalog.reading import understand
from catalog.record import Finding
from catalog.scanning import Scan
from catalog.understood import Understood
from tests.benchmarks.carriers import CARRIERS, Carrier, Made, facets_of, make, write
from tests.benchmarks.defects import VALUES, Defect, Expected
from tests.benchmarks.misplaced import MISPLACED

KINDS: dict[str, Defect] = VALUES | MISPLACED
_NUMBERS = itertools.count()


@dataclass
class Totals:
    """What all files together met.

    Attributes
    ----------
    tried, found : Counter
        By kind of defect.
    clean, alarms : int
        Clean files, and those that had a warning or an error.
    compared, changed : int
        Files whose values were compared with what was written, and those where they differ.
    missed, other : list of str
        What was not found; warnings beside the one that was asked for.
    """

    tried: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    clean: int = 0
    alarms: int = 0
    compared: int = 0
    changed: int = 0
    missed: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """Return the totals in words."""
        share = 100 * self.found.total() / max(1, self.tried.total())
        kinds = [f"{kind}: {self.found[kind]} of {self.tried[kind]}" for kind in self.tried]
        return [
            *kinds,
            f"{len(self.tried)} kinds in {self.tried.total()} files: {self.found.total()} found ({share:.2f} %)",
            f"{self.clean} clean files: {self.alarms} false alarms",
            f"values of {self.compared} files compared with what was written: {self.changed} changed",
            *self.missed,
            *self.other,
        ]


@contextlib.contextmanager
def kept_readers() -> Iterator[None]:
    """Keep the reading processes from one file to the next: starting them takes longer than what they read."""

    class Kept(opening.ContainedReader):
        def close(self) -> None:
            """Stay."""

    made: dict[str, Kept] = {}

    def reader(opens: str = "netcdf") -> Kept:
        return made.setdefault(opens, Kept(opens))

    plain, opening.ContainedReader = opening.ContainedReader, reader  # type: ignore[assignment, misc]
    try:
        yield
    finally:
        opening.ContainedReader = plain  # type: ignore[misc]
        for kept in made.values():
            super(Kept, kept).close()


def show_files(
    folder: Path,
    kinds: Sequence[str] = tuple(KINDS),
    carriers: Sequence[Carrier] = CARRIERS,
    tell: Any = lambda line: None,
    *,
    once: bool = False,
) -> Totals:
    """Write every kind of defect into every kind of file that can have it, or into the first, and look at each."""
    totals = Totals()
    with kept_readers():
        for number, carrier in enumerate(carriers):
            clean = make(carrier, f"M{number}", seed=number)
            findings, changed = _look(clean, folder / f"clean{number}", f"M{number}")
            alarms = [f for f in findings if f.severity != "note"]
            totals.clean, totals.alarms = totals.clean + 1, totals.alarms + bool(alarms)
            totals.missed += [f"FALSE ALARM in clean {carrier.name}: {f.code}: {f.message}" for f in alarms]
            totals.compared, totals.changed = totals.compared + 1, totals.changed + bool(changed)
            for kind in kinds:
                dirty = None if once and totals.tried[kind] else KINDS[kind](clean)
                if dirty is not None:
                    _try(dirty, kind, folder / f"d{number}", f"M{number}", totals)
            tell(f"{carrier.name}: {totals.found.total()} of {totals.tried.total()} so far")
    return totals


def _try(dirty: tuple[Made, Expected], kind: str, path: Path, model: str, totals: Totals) -> None:
    made, expected = dirty
    totals.tried[kind] += 1
    findings, changed = _look(made, path, model)
    named = [f for f in findings if _fits(f, expected)]
    totals.found[kind] += bool(named)
    if not named:
        near = [f"{f.code} [{f.variable}; {f.where}] {f.message}" for f in findings if f.code in expected.codes]
        seen = near or [f.code for f in findings]
        totals.missed.append(f"MISSED {kind} in {made.carrier.name}: expected {expected}; found {seen}")
    more = sorted({f.code for f in findings if f.severity != "note" and f.code not in expected.codes})
    totals.other += [f"also in {kind}, {made.carrier.name}: {', '.join(more)}"] if more else []
    if changed is not None:
        totals.compared, totals.changed = totals.compared + 1, totals.changed + changed
        totals.missed += [f"CHANGED values: {kind} in {made.carrier.name}"] if changed else []


def _fits(found: Finding, expected: Expected) -> bool:
    said = f"{found.where} {found.message}"
    names = not expected.variable or found.variable == expected.variable or expected.variable in said
    return found.code in expected.codes and names and all(word in said for word in expected.words)


def _look(made: Made, path: Path, model: str) -> tuple[list[Finding], bool | None]:
    """Return all findings, and whether values differ from those written; None where they were refused unread."""
    # Never the same name twice: the reader would say that a file changed.
    written = write(made, path.with_name(f"{path.name}_{next(_NUMBERS)}"))
    findings: list[Finding] = []
    changed: bool | None = None
    try:
        with understand(list(written), facets_of(made, model)) as understood:
            findings += understood.findings
            for found in understood.simulations:
                scan = Scan(found)
                try:
                    for block in found.blocks():
                        scan.update(block)
                except Unreadable as err:
                    findings += err.findings
                    continue
                findings += scan.findings()
            if len(understood.simulations) == 1 and not understood.errors and made.more is None:
                changed = _differs(made, understood)
    finally:
        for target in written:
            _remove(target)
    return findings, changed


def _differs(made: Made, understood: Understood) -> bool:
    (found,) = understood.simulations
    for name in made.carrier.variables:
        if made.data[name].dtype.kind != "f":
            continue
        read, meant = found.read_steps(name, 0, found.steps), made.values(name)
        near = 0.011 if made.carrier.packed else 1e-6 if made.carrier.is_table else 0.0
        if read.shape != meant.shape or not np.allclose(read, meant, rtol=near and 1e-6, atol=near, equal_nan=True):
            return True
    return False


def _remove(target: Path) -> None:
    if target.is_dir():
        for inner in target.iterdir():
            _remove(inner)
        target.rmdir()
    else:
        target.unlink(missing_ok=True)


def main() -> int:
    """Print the totals; 1 where less than 99 % were found, or more than 1 % of the clean files gave alarm."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.dirty", description=main.__doc__)
    parser.add_argument("--kind", action="append", choices=sorted(KINDS), help="only this kind; may be repeated")
    options = parser.parse_args()
    since = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="dirty-") as folder:
        totals = show_files(Path(folder), options.kind or tuple(KINDS), tell=lambda line: print(line, flush=True))
    print("\n".join(totals.lines()))
    print(f"{time.monotonic() - since:.0f} s")
    enough = totals.found.total() >= 0.99 * totals.tried.total() and totals.alarms <= 0.01 * totals.clean
    return 0 if enough and not totals.changed else 1


if __name__ == "__main__":
    raise SystemExit(main())
