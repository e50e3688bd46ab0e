"""A product against itself, built again: every number of the stored tables, and why any differs."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

from broker.engine.result import Result
from broker.errors import BrokerError, UnknownProduct
from broker.product import Reproduction
from broker.recipe import ENGINE_VERSION, Recipe
from catalog.errors import CatalogError
from catalog.record import Version

#: The tables whose every number is compared.
TABLES = ("series.csv", "summary.csv")
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
    for name, anew in zip(TABLES, (series_csv(result), summary_csv(result)), strict=True):
        for count, difference in _compare_tables(name, _stored(folder / name), anew):
            compared += count
            differences += [difference] if difference else []
    named = differences[:_MOST_NAMED]
    if len(differences) > _MOST_NAMED:
        named.append(f"And {len(differences) - _MOST_NAMED} more.")
    explanations = _explain(recipe, versions, expected_id, bool(differences), _software(folder))
    is_same = not differences and (not expected_id or recipe.product_id == expected_id)
    return Reproduction(recipe.product_id, is_same, compared, tuple(named), tuple(explanations))


@dataclass(frozen=True)
class RoundAgain:
    """What building the product of one round again says.

    Attributes
    ----------
    round, product : int, str
    status : str
        ``same``, ``different``, ``impossible`` (it could not be built again) or ``none`` (the round has no product).
    compared : int
        How many numbers were compared.
    differences, explanations : tuple of str
        Which numbers, before and now; and why, or why it could not be built.
    """

    round: int
    product: str
    status: str
    compared: int = 0
    differences: tuple[str, ...] = ()
    explanations: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return it as the JSON of ``reproduce --dialogue`` writes it."""
        lists = {"differences": list(self.differences), "explanations": list(self.explanations)}
        return {**vars(self), "product": self.product or None, **lists}


def round_again(
    number: int, product: str, recorded: Mapping[str, str], build: Callable[[], tuple[Reproduction, Path]]
) -> RoundAgain:
    """Return what building the product of a round again says.

    Parameters
    ----------
    recorded : mapping
        File → sha256, as the log has them.
    build : callable
        Builds and compares, and returns the folder whose files were compared with; what it refuses is the reason why
        the product could not be built.
    """
    try:
        found, folder = build()
    except (BrokerError, CatalogError) as refusal:
        return RoundAgain(number, product, "impossible", explanations=(str(refusal),))
    changed = [name for name in TABLES if _is_other(folder / name, recorded.get(name, ""))]
    because = (f"{name} is not the file that the log recorded: it was changed by hand." for name in changed)
    status = "same" if found.is_same and not changed else "different"
    return RoundAgain(
        number,
        product,
        status,
        found.compared,
        found.differences,
        tuple(dict.fromkeys([*because, *found.explanations])),
    )


def _is_other(path: Path, sha256: str) -> bool:
    return bool(sha256) and hashlib.sha256(path.read_bytes()).hexdigest() != sha256


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


def _software(folder: Path) -> list[str]:
    """Return which software is another version than when a product was made, as its provenance says."""
    from broker.products.provenance import versions_now

    try:
        agents = json.loads((folder / "provenance.json").read_text(encoding="utf-8"))["agent"].values()
        then = {
            name: str(one[f"broker:{name}"]) for one in agents for name in versions_now() if f"broker:{name}" in one
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return []
    return [
        f"{name} {was} then, {now} now" for name, now in versions_now().items() if (was := then.get(name, now)) != now
    ]


def _explain(
    recipe: Recipe, versions: list[Version], expected_id: str, differs: bool, software: list[str]
) -> list[str]:
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
    if differs and software:
        found.append(f"Software that can change a number was another: {'; '.join(software)}.")
    if differs and not found:
        found.append(
            "Recipe, engine, data and software are those of then, so the stored files were changed after they were "
            "written."
        )
    return found
