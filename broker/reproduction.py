"""A product against itself, built again: every number of the stored tables, and why any differs."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

from broker.engine.result import Result
from broker.errors import UnknownProduct
from broker.product import Reproduction
from broker.recipe import ENGINE_VERSION, Recipe
from catalog.record import Version

#: Differences that are named one by one.
_MOST_NAMED = 20


def compare(folder: Path, recipe: Recipe, result: Result, versions: list[Version], expected_id: str) -> Reproduction:
    """Compare the tables of a product's folder with the numbers computed anew.

    Parameters
    ----------
    versions : list of Version
        The data that the recipe names, as the catalog holds them now.
    expected_id : str
        The product's id as it was asked for; empty when a folder was named.
    """
    from broker.products.tables import series_csv, summary_csv

    differences: list[str] = []
    compared = 0
    for name, anew in (("series.csv", series_csv(result)), ("summary.csv", summary_csv(result))):
        for count, difference in _compare_tables(name, _stored(folder / name), anew):
            compared += count
            differences += [difference] if difference else []
    named = differences[:_MOST_NAMED]
    if len(differences) > _MOST_NAMED:
        named.append(f"And {len(differences) - _MOST_NAMED} more.")
    explanations = _explain(recipe, versions, expected_id, bool(differences))
    is_same = not differences and (not expected_id or recipe.product_id == expected_id)
    return Reproduction(recipe.product_id, is_same, compared, tuple(named), tuple(explanations))


def _stored(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise UnknownProduct(
            f"The numbers of {path.name} in {path.parent} were to be compared, but the file cannot be read "
            f"({type(error).__name__}), so nothing can be said of it. Give the whole folder that `broker build` wrote."
        ) from error


def _compare_tables(name: str, stored: str, anew: str) -> Iterator[tuple[int, str]]:
    """Yield for each cell whether it was a number (1 or 0), and the difference in words, or nothing."""
    before, now = list(csv.reader(io.StringIO(stored))), list(csv.reader(io.StringIO(anew)))
    header = now[0] if now else []
    for line, (old, new) in enumerate(zip_longest(before, now), start=1):
        if old is None or new is None:
            yield 0, f"{name} has {len(before)} lines, where {len(now)} were computed."
            return
        if len(old) != len(new):
            yield 0, f"{name}, line {line}: {len(old)} columns stored, {len(new)} computed."
            continue
        for column, a, b in zip(header, old, new, strict=False):
            is_number = _number(b) is not None
            same = a == b or (is_number and _number(a) == _number(b))
            yield (
                int(is_number),
                "" if same else f"{name}, line {line}, {column}: stored {a or 'nothing'}, now {b or 'nothing'}.",
            )


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _explain(recipe: Recipe, versions: list[Version], expected_id: str, differs: bool) -> list[str]:
    found = []
    if expected_id and recipe.product_id != expected_id:
        found.append(
            f"The stored recipe was edited: its hash is {recipe.product_id}, the product's id is {expected_id}."
        )
    if recipe.engine != ENGINE_VERSION:
        found.append(f"The product was computed by engine {recipe.engine}; this is engine {ENGINE_VERSION}.")
    for (_, _, snapshot), version in zip(recipe.uses, versions, strict=True):
        if snapshot != version.snapshot:
            found.append(f"The catalog holds other bytes under {version.label} than those the recipe names.")
        if version.is_retired:
            found.append(f"{version.label} was withdrawn since: {version.retired}")
    if differs and not found:
        found.append(
            "Recipe, engine and data are those of then, so the stored files were changed after they were written."
        )
    return found
