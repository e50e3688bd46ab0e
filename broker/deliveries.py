"""The folders of products: what lies in each delivery, when it was written, and how its files are handed over."""

from __future__ import annotations

import hashlib
import json
import shutil
import uuid
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from broker.errors import BrokerError, UnknownProduct
from broker.product import Product
from broker.recipe import Recipe

#: What tells a product's folder from others.
RECIPE = "recipe.json"
#: What `broker.products.write` may have written into it; importing that takes a second, and old products wait for none.
FILES = frozenset(
    [
        "adjustment.csv",
        "brief.pdf",
        "brief.txt",
        "chart.png",
        "check.json",
        "checkpoint.json",
        "map.png",
        "product.nc",
        "provenance.json",
        "recipe.json",
        "series.csv",
        "sms.txt",
        "spoken.txt",
        "summary.csv",
    ]
)
#: What stands beside the files: for whom they are, their hashes, and the words of the page.
RECORD = "product.json"


@dataclass(frozen=True)
class Made:
    """One delivery of a product: its folder, for whom it was made (empty: everybody), and its recipe."""

    folder: Path
    audience: str
    recipe: Recipe


def made_at(folder: Path) -> int:
    """Return when a delivery was written, in nanoseconds; 0 where it is not whole."""
    try:
        return (folder / RECORD).stat().st_mtime_ns
    except OSError:
        return 0


@lru_cache(maxsize=1024)
def delivery_at(folder: Path, written: int) -> Made:
    """Return a delivery, read once: it does not change as long as it is the one written at that time."""
    return Made(folder, read_record(folder).get("audience", ""), recipe_in(folder / "files"))


def read_record(folder: Path) -> dict[str, Any]:
    """Return what stands beside the files of a delivery."""
    return json.loads((folder / RECORD).read_bytes())


def recipe_in(folder: Path) -> Recipe:
    """Return the recipe of a product's folder. Raises `UnknownProduct` when there is none to read."""
    try:
        return Recipe.from_mapping(json.loads((folder / RECIPE).read_bytes()))
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        raise UnknownProduct(
            f"The product in {folder} was asked, but no recipe can be read there ({RECIPE}: {type(error).__name__}), "
            f"so it cannot be built again. Give the folder that `broker build --out` wrote, or a product's id."
        ) from error


def hand_over(product: Product, out: Path) -> Product:
    """Copy a product's files to a folder, each whole or not at all, and return the product as it lies there.

    Files of an older product in the folder are removed.

    Raises
    ------
    BrokerError
        If the folder cannot be written.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        before = _known_files(out)
        for name in product.files:
            staged = out / f".{name}.{uuid.uuid4().hex}"
            try:
                shutil.copyfile(product.directory / name, staged)
                staged.replace(out / name)
            finally:
                with suppress(OSError):
                    staged.unlink()
        for name in before - set(product.files):
            (out / name).unlink(missing_ok=True)
    except OSError as error:
        raise BrokerError(
            f"The product's files were to be written to {out}, but the folder cannot be used "
            f"({error.strerror or error}), so they are not there. They are kept in "
            f"{product.directory}; name another folder with --out.",
            code="out-not-writable",
        ) from error
    return replace(product, directory=out)


def _known_files(folder: Path) -> set[str]:
    """Return the files of an earlier product in a folder, as its provenance would list them; none without a recipe."""
    here = {p.name for p in folder.iterdir()}
    return here & FILES if RECIPE in here else set()


def sha256_of(path: Path) -> str:
    """Return the sha256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
