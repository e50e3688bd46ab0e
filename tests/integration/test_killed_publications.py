"""A killed process or a full disk at any point of a publication leaves the catalog as it was."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from broker import Broker
from catalog.errors import StorageFailed
from catalog.exports import Targets
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


HOLDER = """
import sys, tempfile
from pathlib import Path
from catalog.work_folders import WorkFolder
folders = [WorkFolder(), WorkFolder(Path(sys.argv[1]), ".0123-")]
for folder in folders:
    (folder.path / "half").write_bytes(b"x" * 1000)
print("ready", flush=True)
sys.stdin.read()
"""


def test_work_of_a_living_process_is_left_alone_and_that_of_a_killed_one_given_back(tmp_path, monkeypatch):
    home, temporary = tmp_path / "home", tmp_path / "temporary"
    product = home / "products" / ("a" * 64)
    product.mkdir(parents=True)
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    (temporary / "climate-broker-old").mkdir()  # of an older program, or being made at this moment
    broker = Broker(home)
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(product)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        env=os.environ | {"TMPDIR": str(temporary)}, text=True,
    )  # fmt: skip
    assert process.stdout.readline() == "ready\n"
    assert broker.clean().folders == ()
    process.kill()
    process.wait()
    told = next(check for check in broker.doctor() if check.name == "leftovers")
    assert (told.status, "2 folders" in told.found) == ("warning", True)
    cleaned = broker.clean()
    assert len(cleaned.folders) == 2
    assert cleaned.size >= 2000
    assert [*product.iterdir()] == []
    assert [p.name for p in temporary.iterdir()] == ["climate-broker-old"]


#: Of those that the script visits, a few that matter most: here each run should be short.
FEW = (
    ("publish", "catalog.registry:entry_row", "before"),
    ("register", "catalog.writing:Staging.locate", "after"),
    ("export", "catalog.netcdf_export:_compare", "before"),
)


def test_processes_killed_at_work_leave_the_store_whole(tmp_path):
    totals = kill_publications(tmp_path, kills=4, seed=1, points=FEW, at_random=("publish",))
    assert totals.faults == []
    assert (totals.kills, totals.points) == (4, 3)
    assert totals.values > 0
    exported = tmp_path / "out" / "export"
    assert [path.name[:12] for path in exported.iterdir()] == [".unfinished-"]
    catalog = Broker(tmp_path / "home")
    catalog.export([("kills", 1)], Targets(netcdf=exported))
    assert [path.suffix for path in exported.iterdir()] == [".nc"]
