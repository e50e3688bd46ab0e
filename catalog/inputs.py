"""What the paths that a producer names stand for: files, Zarr stores, folders of them, patterns, addresses."""

from __future__ import annotations

import glob
import os
from collections.abc import Sequence
from pathlib import Path

from catalog.addresses import is_address
from catalog.checks import finding
from catalog.record import Finding
from catalog.zarr_source import is_store

NETCDF_ENDINGS = {".nc", ".nc4", ".nc3", ".cdf", ".netcdf", ".h5"}
TABLE_ENDINGS = {".csv", ".txt", ".tsv", ".dat"}
_MOST_FILES = 100_000


def find_files(paths: Sequence[str | Path]) -> tuple[list[Path], list[Finding]]:
    """Return the files and Zarr folders that paths, folders and patterns name, each once, sorted, and findings."""
    files: dict[Path, None] = {}
    findings: list[Finding] = []
    for named in paths:
        text = str(named)
        if is_address(text):
            findings.append(
                finding("format-not-served", f"{text} is an address, and addresses are not read here.", file=text)
            )
            continue
        path = Path(text).expanduser()
        found = _under(path) if path.is_dir() else _at(path, text)
        if not found:
            findings.append(_nothing(path, text))
        files |= dict.fromkeys(found)
    if not paths:
        findings.append(finding("no-files", "No path was named."))
    if len(files) > _MOST_FILES:
        message = f"{len(files)} files were named; {_MOST_FILES} at a time can be checked."
        return [], [*findings, finding("no-files", message, fix="Publish them in parts.")]
    return list(files), findings


def _nothing(path: Path, text: str) -> Finding:
    if path.is_dir():
        return finding("no-files", f"The folder {text} holds no NetCDF file and no Zarr store.", file=text)
    if glob.has_magic(text):
        return finding("no-files", f"The pattern {text} matches no file.", file=text)
    return finding("path-unknown", f"The path {text} does not exist.", file=text)


def _under(folder: Path) -> list[Path]:
    found = []
    for root, folders, names in os.walk(folder):
        at = Path(root)
        if is_store(at):
            found.append(at)
            folders.clear()
            continue
        found += [
            at / name
            for name in names
            if Path(name).suffix.casefold() in NETCDF_ENDINGS or name.casefold().endswith(".zarr.zip")
        ]
    return sorted(p.absolute() for p in found)


def _at(path: Path, text: str) -> list[Path]:
    if path.exists() or not glob.has_magic(text):
        return [path.absolute()] if os.path.lexists(path) else []
    matched = [Path(p) for p in glob.glob(str(path), recursive=True)]  # noqa: PTH207 (absolute patterns)
    found = [f for p in matched for f in (_under(p) if p.is_dir() else [p.absolute()])]
    return sorted(found)
