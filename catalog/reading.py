"""From the paths that a producer names to simulations: the one module that opens foreign files.

``understand(paths, facets)`` looks at every file in a contained process, gives it meaning, joins what belongs together,
and returns an `Understood` with all that was found. It raises nothing about data: findings say it.
"""

from __future__ import annotations

import glob
import os
import re
import stat
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from catalog.checks import finding
from catalog.containment import ContainedReader, FileRefused
from catalog.conventions import Piece, understand_file
from catalog.coverage import coverage_findings
from catalog.described import DescribedFile, described
from catalog.errors import Unreadable
from catalog.joining import join
from catalog.provenance import describe, restriction
from catalog.record import Facets, Finding, Report
from catalog.scanning import Scan
from catalog.series import TableRefused, describe_table
from catalog.telling import tell_once
from catalog.understood import FoundSimulation, SourceFile, Understood

_NETCDF = {".nc", ".nc4", ".nc3", ".cdf", ".netcdf", ".h5"}
_TABLE = {".csv", ".txt", ".tsv", ".dat"}
_MOST_FILES = 100_000

Progress = Callable[[str, int, int], None]


def understand(paths: Sequence[str | Path], facets: Facets, progress: Progress | None = None) -> Understood:
    """Return what the files hold: simulations whose values can be read, and the findings on the way.

    Parameters
    ----------
    paths : sequence of str or Path
        NetCDF files, folders, patterns such as ``data/*.nc``; tables of a point, where `facets` gives the place.
    facets : Facets
        What the producer says; it overrides the files, and each such case is a finding.
    progress : callable, optional
        Called with ``(what, done, of)``.

    Returns
    -------
    Understood
        To be closed, or used as a context.
    """
    files, findings = find_files(paths)
    reader = ContainedReader()
    pieces: list[Piece] = []
    readable: list[DescribedFile] = []
    for number, path in enumerate(files):
        if progress is not None:
            progress(f"Looking at {path.name}", number, len(files))
        try:
            file = _open(path, reader, facets)
        except FileRefused as refused:
            findings.append(_unreadable(path, refused))
            continue
        except TableRefused as refused:
            findings.append(refused.found)
            continue
        readable.append(file)
        found, about = _understand_file(file, facets)
        pieces += found
        findings += about
    try:
        simulations, about = join(pieces, facets.accept)
    except Unreadable as err:
        simulations, about = [], list(err.findings)
    findings += about + coverage_findings(simulations)
    kind, adjustment, about = _dataset_findings(simulations, pieces, readable, facets)
    findings += about
    texts = describe(readable, facets)
    told = tell_once(findings, [s.simulation.key for s in simulations])
    return Understood(
        tuple(simulations), told, tuple(f.source for f in readable),
        texts["title"], texts["producer"], texts["licence"], texts["citation"], kind, adjustment, reader.close,
    )  # fmt: skip


def check(paths: Sequence[str | Path], facets: Facets, progress: Progress | None = None) -> Report:
    """Return the quality report of files, their values included; nothing is stored."""
    with understand(paths, facets, progress) as understood:
        more: list[Finding] = []
        for number, found in enumerate(understood.simulations):
            if progress is not None:
                progress(f"Checking {' '.join(found.simulation.key)}", number, len(understood.simulations))
            more += scan_findings(found)
        return understood.report(facets, tuple(more))


def scan_findings(found: FoundSimulation) -> tuple[Finding, ...]:
    """Return the findings about all values of a simulation; a file that cannot be read to its end is one of them."""
    scan = Scan(found)
    try:
        for block in found.blocks():
            scan.update(block)
    except Unreadable as err:
        return err.findings
    return scan.findings()


def find_files(paths: Sequence[str | Path]) -> tuple[list[Path], list[Finding]]:
    """Return the files that paths, folders and patterns name, each once, sorted within each, and findings."""
    files: dict[Path, None] = {}
    findings: list[Finding] = []
    for named in paths:
        text = str(named)
        if re.match(r"^[a-z][a-z0-9+.-]*://", text, re.IGNORECASE):
            findings.append(
                finding("format-not-served", f"{text} is an address, and addresses are not read yet.", file=text)
            )
            continue
        path = Path(text).expanduser()
        if path.is_dir() and (path.suffix == ".zarr" or (path / ".zgroup").exists() or (path / "zarr.json").exists()):
            findings.append(finding("format-not-served", f"{text} is a Zarr store, which is not read yet.", file=text))
            continue
        found = _under(path) if path.is_dir() else _at(path, text)
        if not found:
            looked = "The folder" if path.is_dir() else "The pattern" if glob.has_magic(text) else "The path"
            code = "path-unknown" if looked == "The path" else "no-files"
            what = (
                "holds no NetCDF file"
                if path.is_dir()
                else "matches no file"
                if code == "no-files"
                else "does not exist"
            )
            findings.append(finding(code, f"{looked} {text} {what}.", file=text))
        files |= dict.fromkeys(found)
    if not paths:
        findings.append(finding("no-files", "No path was named."))
    if len(files) > _MOST_FILES:
        message = f"{len(files)} files were named; {_MOST_FILES} at a time can be checked."
        return [], [*findings, finding("no-files", message, fix="Publish them in parts.")]
    return list(files), findings


def _under(folder: Path) -> list[Path]:
    found = [
        Path(root) / name
        for root, _, names in os.walk(folder)
        for name in names
        if Path(name).suffix.casefold() in _NETCDF
    ]
    return sorted(p.absolute() for p in found)


def _at(path: Path, text: str) -> list[Path]:
    if path.exists() or not glob.has_magic(text):
        return [path.absolute()] if os.path.lexists(path) else []
    matched = [Path(p) for p in glob.glob(str(path), recursive=True)]  # noqa: PTH207 (absolute patterns)
    found = [f for p in matched for f in (_under(p) if p.is_dir() else [p.absolute()])]
    return sorted(found)


def _open(path: Path, reader: ContainedReader, facets: Facets) -> DescribedFile:
    try:
        facts = path.stat()
    except OSError as err:
        raise FileRefused("path-unknown", err.strerror or "it cannot be opened") from None
    if not stat.S_ISREG(facts.st_mode):
        raise FileRefused("path-not-a-file", "it is a pipe, a device or a folder")
    source = SourceFile(path, facts.st_size, facts.st_mtime_ns)
    try:
        with path.open("rb") as stream:
            head = stream.read(64)
    except OSError as err:
        raise FileRefused("path-unknown", err.strerror or "it cannot be opened") from None
    _refuse_by_signature(path, head, facts.st_size)
    if not _is_netcdf(path, head):
        return describe_table(source, facets)

    def read_window(name: str, window: Sequence[tuple[int, int]]) -> np.ndarray:
        if not source.is_unchanged():
            raise FileRefused("file-changed", "its size or time of change is no longer that of the first look")
        return reader.read(path, name, window)

    return described(source, reader.look(path), read_window)


def _is_netcdf(path: Path, head: bytes) -> bool:
    return head[:3] == b"CDF" or head[:4] == b"\x89HDF" or path.suffix.casefold() not in _TABLE


def _refuse_by_signature(path: Path, head: bytes, size: int) -> None:
    """Raise where the first bytes already say that it is no NetCDF file, or not the whole of one."""
    if not size:
        raise FileRefused("empty-file", "it holds no bytes")
    if head[:4] == b"\x89HDF":
        end = _hdf5_end(head)
        if end is not None and end > size:
            raise FileRefused("truncated", f"it should have {end:,} bytes and has {size:,}")
    elif head[:3] == b"CDF" or path.suffix.casefold() in _TABLE:
        return
    elif head[:4] == b"GRIB":
        raise FileRefused("format-not-served", "it is GRIB, which is not read yet")
    elif head[:4] == b"PK\x03\x04":
        raise FileRefused("format-not-served", "it is a zip archive, which is not read yet")
    elif path.suffix.casefold() != ".h5":
        shown = head[:12].decode("latin-1").encode("unicode_escape").decode()
        raise FileRefused("not-netcdf", f"it begins with {shown!r}")


def _hdf5_end(head: bytes) -> int | None:
    """Return where an HDF5 file ends by its superblock (HDF5 File Format Specification, II.A)."""
    version = head[8]
    if version in {0, 1} and head[13] == 8:
        at = 24 + 16 + (4 if version == 1 else 0)
    elif version in {2, 3} and head[9] == 8:
        at = 12 + 16
    else:
        return None
    return int.from_bytes(head[at : at + 8], "little") or None


def _unreadable(path: Path, refused: FileRefused) -> Finding:
    return finding(refused.code, f"{path.name} cannot be read: {refused}.", file=path.name)


def _understand_file(file: DescribedFile, facets: Facets) -> tuple[list[Piece], list[Finding]]:
    try:
        pieces, findings = understand_file(file, facets)
    except FileRefused as refused:
        return [], [_unreadable(file.source.path, refused)]
    return [replace(p, rows=_told(p)) for p in pieces], findings


def _told(piece: Piece) -> Callable[[int, int], np.ndarray]:
    """Return a reader whose refusals, which come later, are those of the catalog."""

    def rows(first: int, after: int) -> np.ndarray:
        try:
            return piece.rows(first, after)
        except FileRefused as refused:
            found = _unreadable(piece.source.path, refused)
            error = Unreadable(f"{found.message} {found.fix}", findings=(found,))
            error.code = found.code
            raise error from refused

    return rows


def _dataset_findings(
    simulations: Sequence[FoundSimulation], pieces: Sequence[Piece], files: Sequence[DescribedFile], facets: Facets
) -> tuple[str, str, list[Finding]]:
    findings: list[Finding] = []
    kinds = Counter(p.run.kind for p in pieces)
    kind = facets.kind or (kinds.most_common(1)[0][0] if kinds else "")
    models: dict[str, list[str]] = {}
    for piece in pieces:
        if piece.run.kind == "projection" and piece.run.model not in models.get(piece.run.adjustment, []):
            models.setdefault(piece.run.adjustment, []).append(piece.run.model)
    unadjusted = [m for a in ("raw", "unknown") for m in models.get(a, [])]
    if unadjusted and simulations:
        how = "are raw model output" if set(models) <= {"raw", "adjusted"} else "do not say that they were adjusted"
        message = f"The files of {', '.join(unadjusted)} {how}."
        findings.append(finding("not-bias-adjusted", message, models=tuple(unadjusted)))
    if "adjusted" in models and len(models) > 1:
        message = f"{', '.join(models['adjusted'])} adjusted, {', '.join(unadjusted)} not."
        findings.append(finding("adjustment-mixed", message))
    adjustment = next(iter(models)) if len(models) == 1 else "unknown"
    if files and simulations:
        texts = describe(list(files), facets)
        restricted = [f for f in files if restriction(f)] if not facets.licence else []
        if restricted:
            message = f"{restricted[0].name} says: {restriction(restricted[0])[:200]!r}."
            findings.append(finding("redistribution-restricted", message, file=restricted[0].name))
        elif not texts["licence"]:
            findings.append(finding("licence-missing", "No option and no file names a licence."))
        if not texts["citation"]:
            findings.append(finding("citation-missing", "No option and no file names a citation."))
    return kind, adjustment, findings
