"""Who may change the array store at the same time: locks of the operating system, which end with their process.

And who may use the NetCDF library, of the threads of this process.
"""

from __future__ import annotations

import fcntl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from catalog.errors import CatalogError

#: Held by whoever has a NetCDF file open in this process: neither netCDF4 nor HDF5 is safe to use from two threads.
NETCDF = threading.RLock()


@contextmanager
def publishing(root: Path) -> Iterator[None]:
    """Hold the store as one of several that publish: nothing is reclaimed meanwhile."""
    with _locked(root, ".publishing", fcntl.LOCK_SH):
        yield


@contextmanager
def committing(root: Path) -> Iterator[None]:
    """Hold the store as the one that moves arrays to their place and makes them visible; others wait."""
    with _locked(root, ".committing", fcntl.LOCK_EX):
        yield


@contextmanager
def reclaiming(root: Path) -> Iterator[None]:
    """Hold the store as the only one.

    Raises
    ------
    CatalogError
        If something is being published.
    """
    try:
        with _locked(root, ".publishing", fcntl.LOCK_EX | fcntl.LOCK_NB):
            yield
    except BlockingIOError:
        raise CatalogError(
            "Left-over space was to be given back, but a dataset is being published at this moment, and what it has "
            "written so far looks the same. Try again when it is done."
        ) from None


@contextmanager
def _locked(root: Path, name: str, how: int) -> Iterator[None]:
    root.mkdir(parents=True, exist_ok=True)
    with (root / name).open("a") as file:
        fcntl.flock(file, how)
        yield
