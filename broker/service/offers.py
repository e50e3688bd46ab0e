"""What is on offer: listed, searched, opened, exported; and who used it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from broker.service.store import Store
from broker.workshop import Progress
from catalog.record import Version

if TYPE_CHECKING:
    import xarray as xr

    from catalog.comparison import Comparison
    from catalog.exports import Exported, Targets
    from catalog.registry import Use


class OfferVerbs(Store):
    """Reading verbs of the catalog."""

    def datasets(self, include_retired: bool = False, *, by: str = "") -> tuple[Version, ...]:
        """Return the latest version of every dataset on offer (with ``include_retired``: every version).

        ``by`` is who asks: drafts and data under embargo are shown to those who published or hold them only.
        """
        viewer = self._may(by, "list datasets").signs_as
        return self._catalog.datasets(include_retired, viewer)

    def dataset(self, dataset: str, version: int | None = None, *, by: str = "") -> Version:
        """Return one version, the latest on offer where none is named. Raises `catalog.errors.UnknownDataset`."""
        viewer = self._may(by, "list datasets").signs_as
        return self._catalog.dataset(dataset, version, viewer)

    def versions(self, dataset: str, *, by: str = "") -> tuple[Version, ...]:
        """Return every version of a dataset that the viewer may see, oldest first, withdrawn ones too."""
        viewer = self._may(by, "list datasets").signs_as
        return self._catalog.registry.versions(dataset, viewer)

    def periods(
        self, labels: Sequence[tuple[str, int]], *, by: str = ""
    ) -> dict[tuple[str, int], dict[str, tuple[int, int]]]:
        """Return scenario → first and last year held by each version (id, number), without reading the records."""
        viewer = self._may(by, "list datasets").signs_as
        return self._catalog.registry.periods(labels, viewer)

    def to_review(self, *, by: str) -> tuple[Version, ...]:
        """Return the drafts that wait for a review, for a reviewer to read."""
        self._may(by, "list drafts")
        held = self._catalog.datasets(True, None)
        return tuple(v for v in held if v.status != "published" and not v.is_retired)

    def comparisons(self, dataset: str, version: int | None = None, *, by: str = "") -> tuple[Comparison, ...]:
        """Return each simulation's past against the observations near it, season by season."""
        viewer = self._may(by, "list datasets").signs_as
        return self._catalog.comparisons(self._catalog.dataset(dataset, version, viewer))

    def search(self, *, by: str = "", **criteria: Any) -> tuple[Version, ...]:
        """Return the versions on offer that fit; see `catalog.registry.Registry.search` for the criteria."""
        viewer = self._may(by, "list datasets").signs_as
        return self._catalog.search(**criteria, viewer=viewer)

    def count(self, *, by: str = "", **criteria: Any) -> int:
        """Return how many versions a search finds without a limit."""
        viewer = self._may(by, "list datasets").signs_as
        return self._catalog.registry.count(viewer, **criteria)

    def whole(self, versions: Sequence[Version], *, by: str = "") -> tuple[Version, ...]:
        """Return listed versions with all that they hold, read together instead of one by one."""
        self._may(by, "list datasets")
        return self._catalog.registry.whole(versions)

    def open(
        self,
        dataset: str,
        version: int | None = None,
        *,
        model: str = "",
        scenario: str = "",
        member: str = "",
        by: str = "",
    ) -> xr.Dataset:
        """Return one published simulation as a lazy xarray dataset; see `catalog.datasets.open_dataset`.

        Raises
        ------
        UnknownDataset
            If nothing fits, or several simulations do; the message lists them.
        """
        from catalog.datasets import find_simulation, open_dataset

        actor = self._may(by, "read data", dataset)
        held = self._catalog.dataset(dataset, version, actor.signs_as)
        simulation = find_simulation(held, model, scenario, member)
        return open_dataset(held, simulation, self._catalog.source(held, simulation))

    def export(
        self,
        datasets: Sequence[tuple[str, int | None]],
        targets: Targets,
        *,
        by: str = "",
        progress: Progress | None = None,
    ) -> Exported:
        """Write versions, or everything on offer where none is named, as files; see `catalog.exports.export`."""
        from catalog.exports import export

        actor = self._may(by, "list datasets")
        for name, _ in datasets:
            self._may(by, "read data", name)
        named = tuple(self._catalog.dataset(name, number, actor.signs_as) for name, number in datasets)
        return export(named or self._catalog.datasets(viewer=actor.signs_as), self._catalog.source, targets, progress)

    def save_simulation(
        self, dataset: str, version: int, simulation: tuple[str, str, str], folder: Path, *, by: str = ""
    ) -> Path:
        """Write one simulation (model, scenario, member) of a version to a folder as CF NetCDF; return its file."""
        from catalog.datasets import find_simulation
        from catalog.netcdf_export import write_netcdf

        actor = self._may(by, "read data", dataset)
        held = self._catalog.dataset(dataset, version, actor.signs_as)
        found = find_simulation(held, *simulation)
        return write_netcdf(held, found, self._catalog.source(held, found), Path(folder))

    def uses(self, dataset: str, *, by: str = "") -> tuple[Use, ...]:
        """Return which products and dialogues used a dataset, as far as `by` may see them."""
        actor = self._may(by, "list datasets")
        self._catalog.registry.versions(dataset, actor.signs_as)
        return self._standings.uses(actor, self._catalog.uses(dataset))

    def used_by(self, product_id: str, *, by: str = "") -> tuple[Version, ...]:
        """Return the versions that a product was made from, as they stand now: withdrawn, followed, reviewed."""
        actor = self._may(by, "list datasets")
        if not self._standings.sees(actor, "product", product_id):
            return ()
        viewer = actor.signs_as
        used = dict.fromkeys((u.dataset, u.version) for u in self._catalog.used_by(product_id))
        return tuple(self._catalog.dataset(dataset, version, viewer) for dataset, version in used)
