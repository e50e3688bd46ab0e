"""What interrupted work left behind outside of the array store: half-written products, unpacked and fetched files."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from catalog.catalog import Leftovers
from catalog.work_folders import abandoned


def left_over(home: Path) -> Leftovers:
    """Return what processes that are gone left in the store's products and in the system's temporary folder."""
    return _told(home, _folders(home))


def reclaim(home: Path) -> Leftovers:
    """Remove what processes that are gone left behind; return what was removed."""
    folders = _folders(home)
    told = _told(home, folders)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
    return told


def _folders(home: Path) -> list[Path]:
    products = home / "products"
    held = sorted(p for p in products.iterdir() if p.is_dir()) if products.is_dir() else []
    return [f for product in held for f in abandoned(product, ".")] + abandoned(Path(tempfile.gettempdir()))


def _told(home: Path, folders: list[Path]) -> Leftovers:
    size = sum(p.lstat().st_size for folder in folders for p in folder.rglob("*") if p.is_file())
    names = tuple(str(f.relative_to(home)) if f.is_relative_to(home) else f"temporary/{f.name}" for f in folders)
    return Leftovers(names, size)
