"""From understood files to stored arrays: one pass over the input, checks and tiles side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from catalog.errors import Unreadable
from catalog.record import Finding
from catalog.understood import SourceFile, raise_errors

if TYPE_CHECKING:
    from catalog.understood import Block, FoundSimulation, Understood
    from catalog.writing import Staging

#: Takes a sentence about what is being done and the share that is done, 0 to 1.
Progress = Callable[[str, float], None]
T = TypeVar("T")
#: Source files that are hashed at the same time.
_HASHED_AT_ONCE = 2


class ValueChecks(Protocol):
    """The checks of all values of one simulation, made in the pass that stores them (`catalog.scanning.Scan`)."""

    def update(self, block: Block) -> Any:
        """Look at the next block."""
        ...

    def findings(self) -> tuple[Finding, ...]:
        """Return what was found, after the last block."""
        ...


def store_simulations(
    understood: Understood,
    staged: Staging,
    checks_of: Callable[[FoundSimulation], ValueChecks],
    progress: Progress | None = None,
    in_place: bool = False,
) -> tuple[Finding, ...]:
    """Write every simulation into a staged publication, or register it, and return the findings of their values.

    Memory is bounded by the blocks of reading and the regions of writing, whatever the size of the input.

    Parameters
    ----------
    understood : Understood
    staged : Staging
        Where to write; its `simulations` are those written, afterwards.
    checks_of : callable
        Makes the checks of one simulation's values.
    progress : callable, optional
    in_place : bool
        Whether the values stay in the files, and only what proves them is written.

    Raises
    ------
    DataRefused, NotUnderstood
        If the values hold an error that is not accepted.
    StorageFailed
        If what is read back is not what the files hold.
    Unreadable
        If a file cannot be read to its end, or has changed.
    """
    tell = progress or (lambda _sentence, _share: None)
    total = max(1, sum(found.bytes for found in understood.simulations))
    done = 0.0
    findings: tuple[Finding, ...] = ()
    # In the order of their names, so that the same data get the same snapshot whatever the order of the files.
    for found in sorted(understood.simulations, key=lambda f: f.simulation.key):
        name = " ".join(part for part in found.simulation.key if part)
        checks = checks_of(found)
        with staged.registrar(found, understood.files) if in_place else staged.writer(found) as writer:
            reading = writer.reading_share
            for block in ahead(found.blocks()):
                checks.update(block)
                writer.add(block.start, block.stop, block.values)
                done += reading * sum(values.nbytes for values in block.values.values())
                tell(f"Reading {name}", done / total)
            findings += checks.findings()
            raise_errors(findings)
            for stored in writer.finish():
                done += (1 - reading) * stored
                tell(f"Storing {name} and reading it back", done / total)
    return findings


def ahead(items: Iterator[T]) -> Iterator[T]:
    """Yield the same items; each is made in a thread of its own while the one before it is used."""
    end = object()
    with ThreadPoolExecutor(1, "reading") as pool:
        coming = pool.submit(next, items, end)
        while (item := coming.result()) is not end:
            coming = pool.submit(next, items, end)
            yield item


def source_records(files: tuple[SourceFile, ...]) -> tuple[dict[str, Any], ...]:
    """Return name, size and sha256 of each source file.

    Raises
    ------
    Unreadable
        If a file changed after it was first looked at: what was stored would not be what is recorded.
    """
    records = []
    with ThreadPoolExecutor(_HASHED_AT_ONCE, "hashing") as pool:
        digests = list(pool.map(lambda file: file.sha256(), files))
    for file, digest in zip(files, digests, strict=True):
        if not file.is_unchanged():
            refusal = Unreadable(
                f"{file.name} changed while it was being published, so what was read and what is there now differ, and "
                f"nothing was published. Publish again when the file is finished."
            )
            refusal.code = "file-changed"
            raise refusal
        records.append({"name": file.name, "size": file.size, "sha256": digest})
    return tuple(records)
