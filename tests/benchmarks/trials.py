"""Tests run in a child of this process, which has already loaded what is slow to load but none of the project."""

from __future__ import annotations

import contextlib
import importlib
import os
import pickle
import resource
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

#: What the tests use of others, loaded once; a child then only loads the project.
LOADED = (
    "numpy", "numba", "scipy.stats", "scipy.optimize", "scipy.spatial", "scipy.special", "pandas", "xarray", "cftime",
    "shapely", "pyproj", "dask.array", "netCDF4", "h5py", "zarr", "icechunk", "sqlalchemy", "hypothesis.strategies",
    "pytest", "_pytest.assertion.rewrite", "xclim.indices.fire", "xsdba.adjustment", "exactextract", "yaml",
)  # fmt: skip
ROOT = Path(__file__).parents[2]
OURS = ("broker", "catalog", "translators", "tests", "app")
#: A child may take no more than this, whatever its fault makes it ask for.
MEMORY = 12 * 1024**3


def load() -> None:
    """Load what the tests use of others."""
    os.environ |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    for name in LOADED:
        importlib.import_module(name)


def in_child(work: Callable[[], Any], folder: Path, cpu_s: float, *, silent: bool = True) -> Any:
    """Do work in a child that starts in a folder, with the project that lies there; None where it did not end well.

    A child is stopped when it has computed for `cpu_s` seconds, however long it had to wait for the processor.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _settle(folder, cpu_s, silent=silent)
        try:
            answer = pickle.dumps(work())
        except BaseException:
            os._exit(1)
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(answer)
        os._exit(0)
    os.close(writing)
    deadline = time.monotonic() + 60 + 20 * cpu_s
    os.set_blocking(reading, False)
    answer = b""
    while True:
        try:
            part = os.read(reading, 1 << 20)
            if not part:
                break
            answer += part
        except BlockingIOError:
            if time.monotonic() > deadline:
                break
            time.sleep(0.01)
    os.close(reading)
    _end(child)
    return pickle.loads(answer) if answer else None


def _settle(folder: Path, cpu_s: float, *, silent: bool) -> None:
    os.setsid()
    os.chdir(folder)
    whole = int(cpu_s) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (whole, whole + 5))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.dont_write_bytecode = True
    sys.path[:] = [str(folder), *(p for p in sys.path if p not in ("", str(ROOT)))]
    for name in [n for n in sys.modules if n.partition(".")[0] in OURS]:
        del sys.modules[name]
    if silent:
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nowhere, stream)


def _end(child: int) -> None:
    """End a child with all that it started, and wait for it."""
    ended, _ = os.waitpid(child, os.WNOHANG)
    for _ in range(100):
        if ended:
            break
        time.sleep(0.01)
        ended, _ = os.waitpid(child, os.WNOHANG)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    if not ended:
        os.waitpid(child, 0)


def failures(tests: list[str], folder: Path, cpu_s: float, *, only_first: bool) -> list[str] | None:
    """Run tests of the project in a folder, one after another, and return those that fail; None when they do not end.

    A file that cannot be loaded has failed.
    """

    def work() -> list[str]:
        import pytest

        failed: list[str] = []

        class Kept:
            def pytest_runtest_logreport(self, report: Any) -> None:
                if report.failed:
                    failed.append(report.nodeid)

            pytest_collectreport = pytest_runtest_logreport

        arguments = ["-q", "--no-header", "--tb=no", "-p", "no:cacheprovider", "-p", "no:xdist", *tests]
        code = pytest.main(["-x", *arguments] if only_first else arguments, plugins=[Kept()])
        if code != 0 and not failed:
            raise SystemExit(f"pytest ended with {int(code)}")
        return failed

    return in_child(work, folder, cpu_s)
