"""What reading yields: files that were understood as simulations, the findings on the way, and their values by slabs.

`catalog.reading.understand(paths, facets)` makes an `Understood`; publishing and checking take it from there::

    with understand(paths, facets) as understood:
        understood.raise_if_refused()
        for found in understood.simulations:
            scan = Scan(found)                               # catalog.scanning
            for block in found.blocks():
                scan.update(block)                            # checks of values, in the same pass
                for name, values in block.values.items(): ...  # (steps, cells), stored units, missing as NaN
            findings = scan.findings()
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

import numpy as np

from catalog.errors import CatalogError, DataRefused, NotUnderstood, Unreadable
from catalog.record import Facets, Finding, Grid, Report, Simulation, TimeAxis
from catalog.telling import sort_findings, tell_once

if TYPE_CHECKING:
    from catalog.declared import Declared

#: Values of one block, all variables together; keeps the memory of a pass bounded whatever the file's size.
BLOCK_BYTES = 64 * 1024 * 1024

_UNREADABLE = {
    "path-unknown", "path-not-a-file", "no-files", "unreadable", "empty-file", "truncated", "not-netcdf",
    "parser-crashed", "parser-stopped", "external-link", "metadata-too-large", "table-not-understood",
    "format-not-served", "file-changed", "archive-refused", "codec-not-allowed", "address-refused", "fetch-failed",
}  # fmt: skip


@dataclass(frozen=True)
class SourceFile:
    """One file of the producer, as it was when first read.

    Attributes
    ----------
    path : Path
    size : int
        Bytes.
    modified_ns : int
        Time of the last change, nanoseconds since 1970.
    identity : tuple of int
        Which file it is, whatever its name leads to later: see `identity_of`. Empty where it is not known.
    """

    path: Path
    size: int
    modified_ns: int
    identity: tuple[int, ...] = field(default=(), kw_only=True)

    @property
    def name(self) -> str:
        """The file's name without its folder."""
        return self.path.name

    def sha256(self) -> str:
        """Return the sha256 of the file's bytes, in hexadecimal; reads the whole file."""
        with self.path.open("rb") as stream:
            if self.identity and identity_of(os.fstat(stream.fileno())) != self.identity:
                return ""  # another file by now, which `is_unchanged` says
            return hashlib.file_digest(stream, "sha256").hexdigest()

    def is_unchanged(self) -> bool:
        """Whether it is the same file, and size and time of change are still those of the first look."""
        now = self.path.stat()
        if self.identity and identity_of(now) != self.identity:
            return False
        return (now.st_size, now.st_mtime_ns) == (self.size, self.modified_ns)


def identity_of(facts: os.stat_result) -> tuple[int, ...]:
    """Return which file this is and since when it is as it is; no program but the system's own sets all of it."""
    return facts.st_dev, facts.st_ino, facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns


@dataclass(frozen=True)
class Block:
    """Consecutive steps of a simulation, all its variables, all its cells.

    Attributes
    ----------
    start, stop : int
        Steps ``start … stop - 1`` of the simulation's time axis.
    values : dict of str to ndarray (steps, cells)
        By CMIP name, in the variable's stored unit and dtype, missing as NaN, cells in the order of `Grid`'s flat
        index. C-contiguous and the caller's own. A variable whose files do not hold a step has NaN there.
    """

    start: int
    stop: int
    values: Mapping[str, np.ndarray]


#: (variable name, first step, step after the last) → values (steps, cells).
ReadSteps = Callable[[str, int, int], np.ndarray]


@dataclass(frozen=True)
class FoundSimulation:
    """One simulation that the files hold.

    Attributes
    ----------
    simulation : Simulation
        The draft of its record; `group` is a name for its place in the store, unique among the simulations found.
    time : TimeAxis
        Strictly increasing; days that no file holds are absent from it, not filled.
    grid : Grid
    files : tuple of SourceFile
    read_steps : callable
        Reads ``(name, start, stop)``; best asked in the steps of `blocks`, front to back.
    declared : dict of str to tuple of Declared
        What each file declares of a variable's values, by CMIP name.
    """

    simulation: Simulation
    time: TimeAxis
    grid: Grid
    files: tuple[SourceFile, ...]
    read_steps: ReadSteps
    declared: Mapping[str, tuple[Declared, ...]] = field(default_factory=dict)

    @property
    def steps(self) -> int:
        """How many time steps there are."""
        return int(self.time.first_day.size)

    @property
    def bytes(self) -> int:
        """How many bytes all values take, uncompressed, as stored."""
        return sum(self.steps * self.grid.cells * np.dtype(v.dtype).itemsize for v in self.simulation.variables)

    def steps_at_once(self, block_bytes: int = BLOCK_BYTES) -> int:
        """Return how many steps a block of `block_bytes` holds; at least one."""
        width = sum(np.dtype(v.dtype).itemsize for v in self.simulation.variables) * self.grid.cells
        return max(1, min(self.steps, block_bytes // max(1, width)))

    def blocks(self, block_bytes: int = BLOCK_BYTES) -> Iterator[Block]:
        """Yield all values once, front to back, all variables of the same steps together.

        Raises
        ------
        Unreadable
            If a file cannot be read to its end, or has changed since the first look.
        """
        names = [v.name for v in self.simulation.variables]
        at_once = self.steps_at_once(block_bytes)
        for start in range(0, self.steps, at_once):
            stop = min(start + at_once, self.steps)
            yield Block(start, stop, {name: self.read_steps(name, start, stop) for name in names})

    def slabs(self, name: str, block_bytes: int = BLOCK_BYTES) -> Iterator[tuple[int, int, np.ndarray]]:
        """Yield ``(start, stop, values (steps, cells))`` of one variable, front to back."""
        width = np.dtype(self.variable_dtype(name)).itemsize * self.grid.cells
        at_once = max(1, min(self.steps, block_bytes // max(1, width)))
        for start in range(0, self.steps, at_once):
            stop = min(start + at_once, self.steps)
            yield start, stop, self.read_steps(name, start, stop)

    def variable_dtype(self, name: str) -> str:
        """Return the stored dtype of a variable."""
        return next(v.dtype for v in self.simulation.variables if v.name == name)


@dataclass(frozen=True)
class Understood:
    """All that reading found out. Close it, or use it as a context: it holds a reading process.

    Attributes
    ----------
    simulations : tuple of FoundSimulation
        Those that are whole and clear; empty when everything was refused.
    findings : tuple of Finding
        Of metadata, time, space and samples of the values; the checks of all values come from a `Scan`.
    files : tuple of SourceFile
    title, producer, licence, citation : str
        From the options, else from the files' attributes, else empty.
    kind : str
        ``projection``, ``observation``, ``reanalysis``, or empty where it could not be known.
    adjustment : str
        ``raw``, ``adjusted`` or ``unknown``.
    """

    simulations: tuple[FoundSimulation, ...]
    findings: tuple[Finding, ...]
    files: tuple[SourceFile, ...] = ()
    title: str = ""
    producer: str = ""
    licence: str = ""
    citation: str = ""
    kind: str = ""
    adjustment: str = "unknown"
    release: Callable[[], None] = field(default=lambda: None, repr=False)

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that refuse publication."""
        return tuple(f for f in self.findings if f.severity == "error")

    def report(self, facets: Facets, more: tuple[Finding, ...] = ()) -> Report:
        """Return the report of a check; `more` are the findings of scans."""
        findings = tell_once(self.findings + more, [s.simulation.key for s in self.simulations])
        refused = any(f.severity == "error" for f in findings) or not self.simulations
        return Report(
            dataset=facets.dataset,
            version=None,
            status="refused" if refused else "publishable",
            simulations=tuple(s.simulation for s in self.simulations),
            findings=findings,
            described={
                name: getattr(self, name) for name in ("title", "producer", "licence", "citation", "kind", "adjustment")
            },
        )

    def raise_if_refused(self) -> None:
        """Raise the first error as a refusal that carries all findings; do nothing when there is none."""
        raise_errors(self.findings)

    def close(self) -> None:
        """End the reading process."""
        self.release()

    def __enter__(self) -> Understood:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the reading process."""
        self.close()


def raise_errors(findings: tuple[Finding, ...]) -> None:
    """Raise the first error among the findings, in its own class and with its own code.

    Raises
    ------
    Unreadable, NotUnderstood or DataRefused
        `code` is that of the first error; `findings` are all.
    """
    errors = [f for f in findings if f.severity == "error"]
    if not errors:
        return
    first = errors[0]
    kind: type[CatalogError] = DataRefused
    if first.code in _UNREADABLE:
        kind = Unreadable
    elif first.code.endswith(("-unknown", "-missing", "-not-found", "-not-understood")):
        kind = NotUnderstood
    more = f" ({len(errors) - 1} more errors in the report.)" if len(errors) > 1 else ""
    refusal = kind(f"{first.message} {first.fix}".strip() + more, findings=sort_findings(findings))
    refusal.code = first.code
    raise refusal
