"""A store as ``broker demo`` fills it: filled once a test run, and put into each store that wants it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PATIENCE_S = 900


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a backup of the filled store, which the first worker of a run makes and the others wait for."""
    root = tmp_path_factory.getbasetemp()
    shared = (root.parent if os.environ.get("PYTEST_XDIST_WORKER") else root) / "example"
    told = shared / "told.txt"
    try:
        shared.mkdir()
    except FileExistsError:
        end = time.monotonic() + PATIENCE_S
        while not told.exists() and time.monotonic() < end:
            time.sleep(0.2)
    else:
        _fill(shared, told)
    said = told.read_text(encoding="utf-8")
    assert (shared / "backup" / "backup.json").exists(), said
    return shared / "backup"


def _fill(shared: Path, told: Path) -> None:
    """Fill a store and take a backup of it; what was said is written last, for those who wait."""
    said = ""
    for command in (("demo",), ("backup", "--out", str(shared / "backup"))):
        done = subprocess.run(
            [sys.executable, "-m", "broker", "--home", str(shared / "store"), *command],
            cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE_S, check=False,
            env={**os.environ, "BROKER_DATABASE": ""},
        )  # fmt: skip
        said += done.stdout + done.stderr
    written = told.with_suffix(".new")
    written.write_text(said, encoding="utf-8")
    written.replace(told)


def put_into(home: Path, example: Path) -> Path:
    """Put the example into a store that holds nothing yet, in whichever database it is; return its folder."""
    from broker import Broker

    Broker(home).restore(example)
    return home
