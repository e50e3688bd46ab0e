"""What leaves the catalog: NetCDF files, a STAC catalogue, an intake-esm table, citation files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from catalog.errors import CatalogError
from catalog.record import Simulation, Version

if TYPE_CHECKING:
    from catalog.arrays import StoredSimulation

#: Called with what is being done, and the share that is done.
Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Targets:
    """Folders to export to; None where that form is not wanted.

    Attributes
    ----------
    netcdf, stac, intake, citation : Path or None
    """

    netcdf: Path | None = None
    stac: Path | None = None
    intake: Path | None = None
    citation: Path | None = None


@dataclass(frozen=True)
class Exported:
    """What was written.

    Attributes
    ----------
    versions : tuple of Version
    files : dict of str to tuple of Path
        By form (``netcdf``, ``stac``, ``intake``, ``citation``), the file to open first leading.
    """

    versions: tuple[Version, ...]
    files: dict[str, tuple[Path, ...]]

    def to_json(self) -> dict[str, Any]:
        """Return what was written as the JSON of ``catalog export``."""
        forms = {form: [str(path) for path in paths] for form, paths in self.files.items()}
        return {"status": "exported", "datasets": [version.label for version in self.versions], **forms}


def export(
    versions: tuple[Version, ...],
    source_of: Callable[[Version, Simulation], StoredSimulation],
    targets: Targets,
    progress: Progress | None = None,
) -> Exported:
    """Write versions in the forms that are wanted.

    A table for intake-esm is of use only with its files, so they are written to its folder ``netcdf`` where `targets`
    names no other.

    Raises
    ------
    CatalogError
        If nothing is to be exported, two versions of one dataset are, or a target is a file.
    StorageFailed
        If the disk refuses.
    ArraysDamaged
        If stored bytes are lost or changed.
    """
    _check(versions, targets)
    from catalog.citation import write_citation
    from catalog.intake import write_intake
    from catalog.stac import write_stac

    written: dict[str, tuple[Path, ...]] = {}
    netcdf = targets.netcdf or (targets.intake / "netcdf" if targets.intake else None)
    files = _netcdf_files(versions, source_of, netcdf, progress) if netcdf else {}
    if files:
        written["netcdf"] = tuple(files.values())
    if targets.stac:
        written["stac"] = tuple(write_stac(versions, source_of, targets.stac, files))
    if targets.intake:
        written["intake"] = tuple(reversed(write_intake(versions, files, targets.intake)))
    if targets.citation:
        alone = len(versions) == 1
        written["citation"] = tuple(
            write_citation(v, targets.citation if alone else targets.citation / v.dataset) for v in versions
        )
    return Exported(versions, written)


def _netcdf_files(
    versions: tuple[Version, ...],
    source_of: Callable[[Version, Simulation], StoredSimulation],
    folder: Path,
    progress: Progress | None,
) -> dict[tuple[str, int, str], Path]:
    from catalog.netcdf_export import write_netcdf

    simulations = [(version, simulation) for version in versions for simulation in version.simulations]
    files = {}
    for done, (version, simulation) in enumerate(simulations):
        if progress is not None:
            who = " ".join(part for part in simulation.key if part)
            progress(f"{version.label} {who}: writing and reading back", done / len(simulations))
        key = (version.dataset, version.number, simulation.group)
        files[key] = write_netcdf(version, simulation, source_of(version, simulation), folder)
    return files


def _check(versions: tuple[Version, ...], targets: Targets) -> None:
    wanted = [path for path in (targets.netcdf, targets.stac, targets.intake, targets.citation) if path is not None]
    if not wanted:
        raise CatalogError(
            "An export was asked for, but in no form, so there is nothing to write. Name a folder with --netcdf, "
            "--stac, --intake or --citation."
        )
    if not versions:
        raise CatalogError(
            "The catalog was to be exported, but it offers no dataset, so there is nothing to write. Publish one "
            "first; `broker demo` fills an empty store."
        )
    names = [version.dataset for version in versions]
    for name in names:
        if names.count(name) > 1:
            raise CatalogError(
                f"Several versions of {name} were to be exported together, but a catalogue lists a dataset once, and "
                f"readers could not tell them apart. Export them one after the other, into different folders."
            )
    for path in wanted:
        if path.exists() and not path.is_dir():
            raise CatalogError(
                f"{path} was named as the folder of an export, but it is a file, which is left alone. Name a folder."
            )
