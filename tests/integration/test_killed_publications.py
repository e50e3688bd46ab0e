"""A killed process or a full disk at any point of a publication leaves the catalog as it was."""

from __future__ import annotations

import resource
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from catalog.errors import StorageFailed
from tests.benchmarks.kills import kill_publications
from tests.integration.stored_worlds import catalog_in, publish, random_found

ROOT = Path(__file__).parents[2]

#: Where the process dies → what is wrapped so that it dies there.
POINTS = {
    "while reading": "catalog.writing/SimulationWriter/add",
    "while storing": "catalog.tiling/Proof/add",
    "before the move": "catalog.writing/sync_folder",
    "after the move, before the row": "catalog.registry/Registry/publish",
}

CHILD = """
import importlib, os, sys
from pathlib import Path
from tests.benchmarks.kills import kill_publications
from tests.integration.stored_worlds import catalog_in, publish, random_found
catalog = catalog_in(Path(sys.argv[1]))
module, *owners, name = sys.argv[2].split("/")
owner = importlib.import_module(module)
for step in owners:
    owner = getattr(owner, step)
setattr(owner, name, lambda *args, **named: os.kill(os.getpid(), 9))
publish(catalog, "d", random_found(9, 9, seed=1)[0])
"""


def test_a_publication_killed_at_any_point_never_was(tmp_path):
    one, _ = random_found(9, 9, seed=0)
    two, values = random_found(9, 9, seed=1)
    running = {}
    for number, (point, place) in enumerate(POINTS.items()):
        catalog = catalog_in(tmp_path / str(number))
        publish(catalog, "d", one)
        command = [sys.executable, "-c", CHILD, str(catalog.home), place]
        running[point] = (catalog, subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True))
    for point, (catalog, process) in running.items():
        _, said = process.communicate(timeout=120)
        assert process.returncode == -9, (point, said)
        versions = catalog.datasets(include_retired=True)
        assert [v.number for v in versions] == [1], point
        catalog.scrub("d", 1)
        assert catalog.leftovers().folders, point
        catalog.reclaim()
        assert catalog.leftovers().size == 0
        assert publish(catalog, "d", two).version == 2
        source = catalog.source_of("d", 2, ("M", "historical", ""))
        assert np.array_equal(source.read("pr", (0, 1))[0], values["pr"][:, 8], equal_nan=True)


@contextmanager
def files_no_larger_than(size):
    """The operating system refuses to let any file of this process grow beyond so many bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("size", [0, 10, 1_000, 30_000, 100_000])
def test_a_disk_that_takes_no_more_is_a_plain_refusal_and_gives_its_space_back(tmp_path, size):
    one, _ = random_found(9, 9, seed=0)
    two, _ = random_found(9, 9, seed=1)
    catalog = catalog_in(tmp_path)
    publish(catalog, "d", one)
    before = catalog.datasets(include_retired=True)
    with files_no_larger_than(size), pytest.raises(StorageFailed, match="published"):
        publish(catalog, "d", two)
    assert catalog.datasets(include_retired=True) == before
    assert catalog.leftovers().folders == ()
    catalog.scrub("d", 1)
    assert publish(catalog, "d", two).version == 2


def test_publications_of_files_killed_at_random_moments_leave_the_catalog_whole(tmp_path):
    totals = kill_publications(tmp_path, runs=6, seed=1)
    assert totals.faults == []
    assert totals.kills + totals.finished == 6
    assert totals.values > 0
