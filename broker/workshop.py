"""The workshop: from a match to a recipe, from a recipe to numbers, from numbers to files; and all of it again."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from broker.carried import carried
from broker.deliveries import RECORD, Made, delivery_at, made_at, read_record, recipe_in, sha256_of
from broker.drawing import Draw, draw_here
from broker.errors import UnknownProduct
from broker.fit import measured
from broker.jobs import Jobs, Progress, alone
from broker.matching import Match
from broker.mismatch import Mismatch
from broker.product import Product
from broker.recent import Recent
from broker.recipe import Recipe, canonical_json
from catalog.record import Finding, Version
from catalog.work_folders import WorkFolder
from translators.said import restored, stored
from translators.specification import Specification

if TYPE_CHECKING:
    from broker.engine.cache import ReductionCache
    from broker.engine.plan import Plan
    from broker.engine.reducing import Computing
    from broker.engine.result import Result
    from broker.products.delivery import Delivery
    from broker.verification import Checkpoint
    from catalog.catalog import Catalog

#: The setting that names the scheduler of `dask.distributed` workers: ``tcp://host:8786``.
SCHEDULER_VARIABLE = "BROKER_SCHEDULER"
#: Share of the work that the numbers are; the rest is writing the files.
_NUMBERS_SHARE = 0.9
#: Numbers of products that were made or read last stay in memory, up to so many bytes.
_AT_HAND_BYTES = 64 * 1024**2
#: Code of the note that the values stay in their producer's files.
IN_PLACE = "in-place"
#: Codes of findings about raw models, which do not hold for what is made from adjusted values.
_OF_RAW = ("not-bias-adjusted", "bias-against-observations")


class Workshop:
    """Makes products and keeps them.

    Parameters
    ----------
    home : Path
        Folder of the store; products lie in ``products/<id>/<delivery>/files``, each beside its ``product.json``.
    catalog : Catalog
    clock : callable
        Returns the time in UTC, which files say they were made at.
    draw : callable
        Writes the files of a product; see `broker.drawing`.
    seal : callable, optional
        Returns the signed checkpoint of the exchange log, which leaves with every product of a dialogue.
    """

    def __init__(
        self,
        home: Path,
        catalog: Catalog,
        clock: Callable[[], dt.datetime],
        draw: Draw = draw_here,
        seal: Callable[[], Checkpoint] | None = None,
    ) -> None:
        self._draw = draw
        self._seal = seal
        self._home = home
        self._catalog = catalog
        self._clock = clock
        self._jobs: Jobs[Product] = Jobs()
        self._numbers: Jobs[Result] = Jobs()
        self._at_hand: Recent[Result] = Recent(_AT_HAND_BYTES, _bytes_of)

    @cached_property
    def cache(self) -> ReductionCache:
        """What was reduced before."""
        from broker.engine.cache import ReductionCache

        return ReductionCache(self._home / "cache")

    def plan(self, match: Match) -> Plan:
        """Return what the product would cost."""
        from broker.engine.plan import plan

        cost = plan(match.to_recipe(), self._catalog.source_of, self.cache)
        notes = (f.message for c in match.candidates for f in c.version.findings if f.code == IN_PLACE)
        return replace(cost, notes=tuple(dict.fromkeys(notes)))

    def numbers(self, recipe: Recipe, progress: Progress | None = None) -> Result:
        """Return the numbers of a recipe; equal ones that are asked for at once are computed once.

        `progress` may raise, to stop the work.
        """
        from broker.engine.run import run

        def work(tell: Progress) -> Result:
            with alone(self._home / "cache" / "under-way" / f"{recipe.product_id}.lock", tell):
                return run(recipe, self._catalog.source_of, self.cache, tell, self._elsewhere(recipe))

        return self._numbers.once(recipe.product_id, work, progress)

    def _elsewhere(self, recipe: Recipe) -> Computing | None:
        """Return what reduces tiles on other machines, where a scheduler is set."""
        address = os.environ.get(SCHEDULER_VARIABLE, "").strip()
        if not address:
            return None
        from broker.engine.distributed import StoreByPath, Workers

        return Workers(address, StoreByPath.of(self._catalog.arrays.root, recipe, versions_in(recipe, self._catalog)))

    def make(self, match: Match, dialogue: str = "", progress: Progress | None = None, audience: str = "") -> Product:
        """Make the product that answers; equal ones that are asked for at once are made once.

        Parameters
        ----------
        dialogue : str
            Title of the dialogue and the round, as the files say it.
        audience : str
            For whom: a dialogue (its id), a person outside of any (theirs), or everybody (empty). The words around the
            numbers are theirs, so that each audience has files of its own.

        Raises
        ------
        UnservableNeed
            If nothing answers.
        """
        recipe = match.to_recipe()
        delivery = self._delivery(match, recipe, dialogue)
        folder = self._products / recipe.product_id / _digest(delivery, audience)
        work = partial(self._make, folder, match, recipe, delivery, audience)
        return self._jobs.once(str(folder), work, progress)

    def _make(
        self, folder: Path, match: Match, recipe: Recipe, delivery: Delivery, audience: str, tell: Progress
    ) -> Product:
        result = self.numbers(recipe, lambda sentence, share: tell(sentence, _NUMBERS_SHARE * share))
        self._at_hand.keep(recipe.product_id, result)
        warnings = (*delivery.warnings, *result.warnings)
        if not (folder / RECORD).is_file():
            tell("Writing the files", _NUMBERS_SHARE)
            said = match.with_said(measured.mismatches(match, result)).mismatches
            complete = replace(delivery, mismatches=said, warnings=warnings, made_at=self._clock())
            if delivery.dialogue and self._seal is not None:
                complete = replace(complete, checkpoint=self._seal())
            self._write(folder, result, complete, match.specification, audience)
        record = read_record(folder)
        for dataset, version, _ in recipe.uses:
            self._catalog.record_use(dataset, version, recipe.product_id, audience)
        return _product(folder, record, result, match.specification, match)

    def _write(
        self, folder: Path, result: Result, delivery: Delivery, specification: Specification, audience: str
    ) -> None:
        """Write the files beside their final place, and move them there when they are whole."""
        from broker.products.told import sentence_of

        folder.parent.mkdir(parents=True, exist_ok=True)
        with WorkFolder(folder.parent, f".{folder.name}-") as work:
            staging = work.path / "product"
            files = staging / "files"
            files.mkdir(parents=True)
            names = self._draw(result, delivery, files)
            record = {
                "product": result.recipe.product_id,
                "audience": audience,
                "files": {name: sha256_of(files / name) for name in names},
                "sentence": sentence_of(result, delivery),
                "specification": specification.to_json(),
                "mismatches": [m.to_json() for m in delivery.mismatches],
                "warnings": [str(warning) for warning in delivery.warnings],
                "warnings_said": stored(delivery.warnings),
            }
            (staging / RECORD).write_bytes(canonical_json(record))
            if folder.exists():  # another process was quicker, or one was killed halfway
                shutil.rmtree(folder) if not (folder / RECORD).is_file() else shutil.rmtree(staging)
            if staging.exists():
                staging.rename(folder)

    def product(self, folder: Path) -> Product:
        """Return a product that was made before, as it lies in the folder of one of its deliveries."""
        record = read_record(folder)
        recipe = recipe_in(folder / "files")
        result = self._at_hand.get(recipe.product_id)
        if result is None:
            result = self._at_hand.keep(recipe.product_id, self.numbers(recipe))
        return _product(folder, record, result, Specification.from_json(record["specification"]), None)

    def folder_of(self, product_id: str) -> Path:
        """Return where the newest delivery of a product lies. Raises `UnknownProduct`."""
        found = self.deliveries(product_id)
        if not found:
            raise self.unknown(product_id)
        return found[0].folder

    def deliveries(self, product_id: str) -> tuple[Made, ...]:
        """Return every delivery of a product, the newest first; none where there is no such product."""
        home = self._products / product_id
        is_name = len(product_id) == 64 and all(letter in "0123456789abcdef" for letter in product_id)
        there = home.iterdir() if is_name and home.is_dir() else ()
        found = [(made_at(p), p) for p in there if not p.name.startswith(".")]
        return tuple(delivery_at(p, at) for at, p in sorted(found, key=lambda one: one[0], reverse=True) if at)

    def unknown(self, product_id: str) -> UnknownProduct:
        """Return the refusal of a product that is not held, or that whoever asks may not know of."""
        return UnknownProduct(
            f"Product {product_id!r} was asked, but the store {self._home} does not hold it, so there is nothing to "
            f"show or to compare with. Give the id of a product made here, or the folder of its files."
        )

    @property
    def _products(self) -> Path:
        return self._home / "products"

    def _delivery(self, match: Match, recipe: Recipe, dialogue: str) -> Delivery:
        from broker.products.delivery import Citation, Delivery

        asked = match.specification
        versions = [c.version for c in match.candidates]
        if match.observations is not None and match.observations.label not in {v.label for v in versions}:
            versions.append(match.observations)
        findings = tuple(f for v in versions for f in v.findings)
        warnings = [
            carried(f, c.version)
            for c in match.candidates
            for f in c.version.findings
            if _is_carried(f, c.models) and not (match.adjustment is not None and f.code in _OF_RAW)
        ]
        return Delivery(
            statement=asked.statement,
            language=asked.language,
            units=asked.units,
            decision=asked.decision,
            mismatches=match.mismatches,
            warnings=tuple(dict.fromkeys(warnings)),
            citations=tuple(
                Citation(v.label, v.citation, v.licence, v.producer, v.contact, v.doi, _terms(v)) for v in versions
            ),
            findings=findings,
            dialogue=dialogue,
        )


def _bytes_of(result: Result) -> int:
    return sum(
        array.nbytes
        for one in result.series
        for array in (one.values, *(v for v in vars(one.cells).values() if v is not None))
    )


def _is_carried(finding: Finding, models: tuple[str, ...]) -> bool:
    """Whether a product says it: warnings of the models used, and that its data are read in place."""
    if finding.code == IN_PLACE:
        return True
    return finding.severity == "warning" and (not finding.models or bool(set(finding.models) & set(models)))


def _terms(version: Version) -> str:
    agreed = f"{version.holder or 'The holder'} agreed to: {version.consent}"
    said = (version.terms, agreed if version.consent.casefold() not in ("", "yes") else "")
    return ". ".join(part.rstrip(".") for part in said if part)


def _digest(delivery: Delivery, audience: str) -> str:
    """Return what tells deliveries of the same numbers apart: the words around them, but not the time."""
    said: dict[str, Any] = {
        "statement": delivery.statement,
        "language": delivery.language,
        "decision": delivery.decision.to_mapping() if delivery.decision else None,
        "mismatches": [m.to_json() for m in delivery.mismatches],
        "warnings": list(delivery.warnings),
        "citations": [list(c) for c in delivery.citations],
        "findings": [f.to_json() for f in delivery.findings],
        "dialogue": delivery.dialogue,
        **({} if delivery.units == "metric" else {"units": delivery.units}),
        **({"audience": audience} if audience else {}),
    }
    return hashlib.sha256(canonical_json(said)).hexdigest()[:16]


def _product(
    folder: Path, record: dict[str, Any], result: Result, specification: Specification, match: Match | None
) -> Product:
    return Product(
        id=record["product"],
        directory=folder / "files",
        result=result,
        specification=specification,
        match=match,
        mismatches=tuple(Mismatch.from_json(m) for m in record["mismatches"]),
        warnings=restored(record["warnings"], record.get("warnings_said", ())),
        files=tuple(record["files"]),
        file_hashes=record["files"],
        sentence=record["sentence"],
    )


def versions_in(recipe: Recipe, catalog: Catalog) -> list[Version]:
    """Return the versions that a recipe takes data from, withdrawn ones included. Raises `UnknownDataset`."""
    return [catalog.dataset(dataset, version) for dataset, version, _ in recipe.uses]
