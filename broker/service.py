"""Every verb that anyone can do: the only door for the pages, the command line and scripts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from broker.database import home_of
from broker.dialogue import Dialogue, DialogueSummary, RoundDiff
from broker.doctor import Check
from broker.engine.result import Result
from broker.events import Event
from broker.matching import Match
from broker.product import Product, Reproduction
from broker.verification import Verification
from catalog.record import Facets, Report, Version
from translators.indices import Index
from translators.need import Need
from translators.specification import Reading, Specification

if TYPE_CHECKING:
    from broker.engine.plan import Plan

#: Takes a sentence about what is being done and the share that is done, 0 to 1.
Progress = Callable[[str, float], None]


class Broker:
    """The dialogue between those who have projections and those who must decide.

    Parameters
    ----------
    home : Path or str, optional
        Folder of the store; else ``BROKER_HOME``, else a folder of the user's own data. Created on first use.

    Notes
    -----
    ``by`` is who does it. ``key`` names one submission: the same key is carried out once and answers with the same
    result ever after, so that a double click or a retry adds nothing. Every refusal is a `BrokerError`, a
    `TranslationError` or a `CatalogError`, and nothing of a refused call is stored.
    """

    def __init__(self, home: Path | str | None = None) -> None:
        self.home = home_of(home)

    # — what producers offer —

    def check(self, paths: list[str], facets: Facets) -> Report:
        """Return the quality report of data files; nothing is stored."""
        raise NotImplementedError

    def publish(
        self,
        paths: list[str],
        facets: Facets,
        *,
        by: str = "producer",
        key: str | None = None,
        progress: Progress | None = None,
    ) -> Report:
        """Check data files and publish them as a new version; a refusal is a report of status ``refused``."""
        raise NotImplementedError

    def datasets(self, include_retired: bool = False) -> tuple[Version, ...]:
        """Return the latest version of every dataset on offer (with ``include_retired``: every version)."""
        raise NotImplementedError

    def dataset(self, dataset: str, version: int | None = None) -> Version:
        """Return one version, the latest on offer where none is named. Raises `catalog.errors.UnknownDataset`."""
        raise NotImplementedError

    def search(self, **criteria: Any) -> tuple[Version, ...]:
        """Return the versions on offer that fit: ``text, bbox, years, variables, scenario, kind``."""
        raise NotImplementedError

    def retire(self, dataset: str, version: int | None, because: str, by: str, key: str | None = None) -> Version:
        """Withdraw a version from offer; products made from it can still be built again."""
        raise NotImplementedError

    def uses(self, dataset: str) -> tuple[Any, ...]:
        """Return which products and dialogues used a dataset."""
        raise NotImplementedError

    # — from words to numbers —

    def indices(self) -> tuple[Index, ...]:
        """Return every index that can be computed."""
        raise NotImplementedError

    def ask(self, sentence: str, language: str | None = None) -> Reading:
        """Return how a sentence is understood; one that cannot be served is kept in the register of unmet needs."""
        raise NotImplementedError

    def specify(self, need: Need) -> Specification:
        """Return the need made exact, each default on record as an assumption."""
        raise NotImplementedError

    def match(self, specification: Specification) -> Match:
        """Return who answers, who does not and why, and the mismatches; an unmet need is no error here (`unmet`)."""
        raise NotImplementedError

    def plan(self, specification: Specification) -> Plan:
        """Return what a product would cost: cells, bytes, seconds, memory."""
        raise NotImplementedError

    def preview(self, specification: Specification) -> Result:
        """Return the numbers only: no files, no event (for sliders)."""
        raise NotImplementedError

    def build(self, need: Need, out: Path | None = None, progress: Progress | None = None) -> Product:
        """Build a product outside of any dialogue. Raises `UnservableNeed` with the mismatches when nothing answers."""
        raise NotImplementedError

    def product(self, product_id: str) -> Product:
        """Return a product that was built before. Raises `UnknownProduct`."""
        raise NotImplementedError

    def reproduce(self, product: Path | str) -> Reproduction:
        """Build a product again, from the folder of its files or its id, and compare every number."""
        raise NotImplementedError

    # — the dialogue —

    def open_dialogue(self, need: Need, *, by: str, key: str | None = None) -> Dialogue:
        """Open a dialogue: round 1. A need that no data meet yet is kept, and stands in the register of unmet needs."""
        raise NotImplementedError

    def build_round(
        self,
        dialogue_id: str,
        *,
        by: str = "broker",
        key: str | None = None,
        out: Path | None = None,
        progress: Progress | None = None,
    ) -> Product:
        """Build the product of the current round; the same recipe twice is one event."""
        raise NotImplementedError

    def respond(
        self,
        dialogue_id: str,
        *,
        by: str,
        text: str,
        fits: dict[str, str] | None = None,
        key: str | None = None,
        round_number: int | None = None,
    ) -> Dialogue:
        """Say something to a round (the current one by default), on any of the three axes and in words."""
        raise NotImplementedError

    def revise(
        self,
        dialogue_id: str,
        need: Need,
        *,
        by: str,
        because: str,
        key: str | None = None,
        expected_round: int | None = None,
    ) -> Dialogue:
        """State the changed need: the next round. Raises `Conflict` when `expected_round` is not the current one."""
        raise NotImplementedError

    def close_dialogue(self, dialogue_id: str, *, by: str, because: str, key: str | None = None) -> Dialogue:
        """Bring a dialogue to its end."""
        raise NotImplementedError

    def dialogue(self, dialogue_id: str) -> Dialogue:
        """Return a dialogue. Raises `UnknownDialogue`."""
        raise NotImplementedError

    def dialogues(self) -> tuple[DialogueSummary, ...]:
        """Return all dialogues, the one with the latest event first."""
        raise NotImplementedError

    def diff(self, dialogue_id: str, first: int, second: int) -> RoundDiff:
        """Return what changed between two rounds."""
        raise NotImplementedError

    # — the record —

    def events(self, dialogue_id: str) -> tuple[Event, ...]:
        """Return the events of a dialogue, oldest first."""
        raise NotImplementedError

    def verify_log(self, checkpoint: Path | None = None) -> Verification:
        """Check the whole exchange log, against a checkpoint kept outside where one is given."""
        raise NotImplementedError

    def checkpoint(self, out: Path) -> Path:
        """Write what the log is now to a file, to be kept elsewhere."""
        raise NotImplementedError

    def export_log(self, dialogue_id: str, format: str, out: Path) -> Path:
        """Write a dialogue's events as ``jsonl`` or ``csv``; the id ``all`` writes every stream."""
        raise NotImplementedError

    def unmet_needs(self) -> tuple[Event, ...]:
        """Return the register of unmet needs, newest first (``data``: statement, axis, reason, referral, need)."""
        raise NotImplementedError

    def doctor(self) -> tuple[Check, ...]:
        """Return what of this installation is unsafe, slow or out of date, and how to mend it."""
        raise NotImplementedError
