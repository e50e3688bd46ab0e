"""Mutated files are refused by name or read right, giant ones are refused at once; nothing else is opened."""

from __future__ import annotations

import struct
import time
from pathlib import Path

import h5py
import numpy as np
import pytest

from catalog.containment import FileRefused
from catalog.opening import Opener
from catalog.record import Facets
from tests.benchmarks.hostile import show_files


def test_sixty_mutated_files_are_refused_or_equal_to_what_another_program_decodes(tmp_path):
    totals = show_files(tmp_path, files=60, seed=7)
    assert totals.faults == []
    assert totals.files == 60
    assert totals.refused["link"] + totals.accepted["link"] > 0
    assert totals.accepted["link"] == totals.opened == 0
    assert totals.values > 0


def classic_attributes(path: Path, count: int, size: int) -> None:
    """Write the header of a classic file with so many attributes, so long each."""
    attribute = struct.pack(">I8sII", 8, b"made-up-", 2, size) + b"x" * size + bytes(-size % 4)
    path.write_bytes(b"CDF\x01" + struct.pack(">IIIII", 0, 0, 0, 12, count) + attribute * count + bytes(8))


def deep_groups(path: Path) -> None:
    """Write groups within groups."""
    with h5py.File(path, "w") as file:
        file["/".join("g" * 1000)] = np.zeros(1)


def giant_chunk(path: Path) -> None:
    """Declare a few values more than there are atoms, in chunks of two gigabytes."""
    with h5py.File(path, "w") as file:
        file.create_dataset("tas", (2**60,), chunks=(2**29,), dtype="f4", compression="gzip")


def many_objects(path: Path) -> None:
    """Link one array under more names than are listed."""
    with h5py.File(path, "w", libver="latest") as file:
        file["tas"] = np.zeros(1)
        for number in range(50_100):
            file.id.links.create_hard(b"v%d" % number, file.id, b"tas")


@pytest.mark.parametrize(
    "write",
    [
        lambda path: classic_attributes(path, 1_000_000, 1),
        lambda path: classic_attributes(path, 1, 100_000_000),
        deep_groups,
        giant_chunk,
        many_objects,
    ],
    ids=["a million attributes", "an attribute of 100 MB", "deep groups", "giant chunks", "many objects"],
)
def test_what_declares_far_too_much_is_refused_at_once_and_in_little_memory(tmp_path, write):
    write(tmp_path / "bomb.nc")
    opener = Opener(Facets("x"))
    try:
        with h5py.File(tmp_path / "small.nc", "w") as file:
            file["x"] = np.zeros(1)
        opener.open(tmp_path / "small.nc")  # the reading process has started
        since = time.monotonic()
        with pytest.raises(FileRefused) as refused:
            opener.open(tmp_path / "bomb.nc")
        assert time.monotonic() - since < 2
        assert refused.value.code == "metadata-too-large"
        status = Path(f"/proc/{opener._netcdf._process.pid}/status")
        if status.exists():
            most_kb = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM")).split()[1]
            assert int(most_kb) < 200 * 1024
    finally:
        opener.close()
