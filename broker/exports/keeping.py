"""The product of a round as the store keeps it, made again where it is missing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from broker.deliveries import recipe_in
from broker.dialogue import Round
from broker.errors import BrokerError
from broker.exports.told import Kept
from broker.fit.definitions import disputed
from broker.matching import Match
from broker.product import Product
from broker.workshop import Workshop
from catalog.errors import CatalogError
from translators.errors import TranslationError
from translators.specification import Specification

#: Why there is nothing to show: texts of the report.
HIDDEN, GONE = "picture_hidden", "picture_gone"


def kept_of(
    one: Round,
    workshop: Workshop,
    find: Callable[[], Path | None],
    match: Callable[[Specification], Match],
    make: Callable[[Match], Product],
) -> Kept:
    """Return the product of a round.

    Parameters
    ----------
    find : callable
        Returns the folder of the delivery that whoever asks may see; None where there is one that they may not. Raises
        `BrokerError` where there is none.
    match, make : callable
        By which it is made again where it is missing.
    """
    try:
        delivery = find()
    except BrokerError:
        delivery = _made_again(one, match, make)
        if delivery is None:
            return Kept(absent=GONE)
    if delivery is None:
        return Kept(absent=HIDDEN)
    folder = delivery / "files"
    files = _recorded(delivery.parent, one.product_files) or {p.name: p for p in folder.iterdir() if p.is_file()}
    try:
        result = workshop.numbers(recipe_in(folder))
    except (BrokerError, CatalogError):  # the data lie elsewhere: the files tell what they told
        result = None
    return Kept(files, result)


def _recorded(home: Path, recorded: Mapping[str, str]) -> dict[str, Path]:
    """Return the files of the delivery that the round recorded, by their sha256; none where one is missing."""
    for delivery in sorted(home.iterdir()):
        paths = {name: delivery / "files" / Path(name).name for name in recorded}
        if paths and all(path.is_file() and _sha256(path) == recorded[name] for name, path in paths.items()):
            return paths
    return {}


def _made_again(one: Round, match: Callable[[Specification], Match], make: Callable[[Match], Product]) -> Path | None:
    """Make a product anew from the versions that answered then; None where that gives another one."""
    versions = tuple(f"{c['dataset']}@{c['version']}" for c in one.match.get("candidates", ()))
    try:
        found = match(replace(one.specification, datasets=versions or one.specification.datasets))
        if found.unmet is not None or found.to_recipe().product_id != one.product_id:
            return None
        return make(found.with_said(disputed(one.ledger))).directory.parent
    except (BrokerError, CatalogError, TranslationError):
        return None


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
