"""What interrupted publications left on disk: found, and given back."""

from __future__ import annotations

import shutil
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Leftovers:
    """What work that never came to an end left on disk."""

    folders: tuple[str, ...]
    size: int

    def __add__(self, other: Leftovers) -> Leftovers:
        """Return both."""
        return Leftovers(self.folders + other.folders, self.size + other.size)


def left_in(root: Path, keep: Collection[tuple[str, str]]) -> Leftovers:
    """Return what lies in the folder of arrays beside the (dataset, snapshot) that are published."""
    folders = [
        place
        for dataset in (sorted(root.iterdir()) if root.is_dir() else [])
        if dataset.is_dir()
        for place in sorted(dataset.iterdir())
        if (dataset.name, place.name) not in keep
    ]
    size = sum(file.stat().st_size for place in folders for file in place.rglob("*") if file.is_file())
    return Leftovers(tuple(f"{p.parent.name}/{p.name}" for p in folders), size)


def remove_left(root: Path, found: Leftovers) -> None:
    """Delete what was left in the folder of arrays."""
    from catalog.writing import remove_if_empty

    for name in found.folders:
        shutil.rmtree(root / name, ignore_errors=True)
        remove_if_empty((root / name).parent)
