"""From one path to a described file: what kind it is, seen from its first bytes, and which reader opens it."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from catalog.checks import finding
from catalog.classic import classic_end
from catalog.containment import ContainedReader, FileRefused
from catalog.contributed import with_rounded_points
from catalog.described import DescribedFile, described
from catalog.discrete import in_order
from catalog.inputs import TABLE_ENDINGS
from catalog.profiles import ANONYMOUS, Profile
from catalog.record import Facets, Finding
from catalog.remote import Remote
from catalog.remote_store import Tell
from catalog.series import describe_table
from catalog.understood import SourceFile, identity_of
from catalog.unzipping import unzip
from catalog.variables import is_known, known_of
from catalog.work_folders import WorkFolder
from catalog.zarr_source import describe_store, is_store, source_store, store_within


class Opener:
    """Opens the files of one reading, each by the reader of its kind. Close it: it holds processes and a folder.

    Parameters
    ----------
    facets : Facets
    readers : (ContainedReader, ContainedReader), optional
        Of NetCDF and of Zarr, where they are shared with others, who then close them.
    profile : Profile
        How buckets are reached.
    """

    #: Makes what fetches from addresses; another one in tests.
    remote = staticmethod(Remote)

    def __init__(
        self,
        facets: Facets,
        readers: tuple[ContainedReader, ContainedReader] | None = None,
        profile: Profile = ANONYMOUS,
    ) -> None:
        self._facets = facets
        self._netcdf, self._zarr = readers or (ContainedReader("netcdf"), ContainedReader("zarr"))
        self._unpacked: WorkFolder | None = None
        self._profile = profile
        self._remote: Remote | None = None

    def folder(self) -> Path:
        """Return a new folder, for what is unpacked or fetched; it lasts until `close`."""
        if self._unpacked is None:
            self._unpacked = WorkFolder()
        return Path(tempfile.mkdtemp(dir=self._unpacked.path))

    def fetch(self, url: str, tell: Tell | None = None) -> tuple[list[Path], list[Finding]]:
        """Return where what an address names lies now, and the notes of where it came from.

        Raises
        ------
        FileRefused
        """
        if self._remote is None:
            self._remote = self.remote(self.folder(), self._profile)
        return self._remote.fetch(url, tell)

    def open(self, path: Path) -> tuple[DescribedFile, list[Finding]]:
        """Return a file as it declares itself, and what was found while opening it.

        Raises
        ------
        FileRefused, catalog.series.TableRefused
        """
        file, findings = self._described(path)
        file, rounded = with_rounded_points(file, self._facets.place_decimals)
        findings = findings + rounded
        if file.is_table:
            return file, findings
        file, ordered = in_order(file)
        file, said = as_said(file, self._facets)
        return file, findings + ordered + said

    def _described(self, path: Path) -> tuple[DescribedFile, list[Finding]]:
        if is_store(path):
            return describe_store(source_store(path), path, self._zarr, self._facets, self.folder())
        source, head = _first_bytes(path)
        _refuse_workbook(path, head)
        if head[:4] == b"PK\x03\x04":
            folder = self.folder()
            unzip(path, folder)
            return describe_store(source, store_within(folder), self._zarr, self._facets, self.folder())
        _refuse_by_signature(path, head, source.size)
        if not is_netcdf(path, head):
            return describe_table(source, self._facets)

        def read_window(name: str, window: Sequence[tuple[int, int]]) -> np.ndarray:
            if not source.is_unchanged():
                raise FileRefused("file-changed", "its size or time of change is no longer that of the first look")
            return self._netcdf.read(path, name, window, known=known)

        known = {"identity": list(source.identity)}
        return described(source, self._netcdf.look(path, known=known), read_window), []

    def close(self) -> None:
        """End the reading processes, and remove what was unpacked."""
        self._netcdf.close()
        self._zarr.close()
        if self._remote is not None:
            self._remote.close()
        if self._unpacked is not None:
            self._unpacked.close()


def _first_bytes(path: Path) -> tuple[SourceFile, bytes]:
    try:
        _refuse_special(path, path.stat())
        # A pipe that takes the place of the file must not keep us waiting.
        with os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)), "rb") as stream:
            facts = os.fstat(stream.fileno())
            _refuse_special(path, facts)
            return SourceFile(path, facts.st_size, facts.st_mtime_ns, identity=identity_of(facts)), stream.read(64)
    except OSError as err:
        raise FileRefused("path-unknown", err.strerror or "it cannot be opened") from None


def _refuse_special(path: Path, facts: os.stat_result) -> None:
    if not stat.S_ISREG(facts.st_mode):
        raise FileRefused("path-not-a-file", "it is a pipe, a device or a folder")
    if Path(os.path.realpath(path)).parts[:2] in {("/", "proc"), ("/", "sys"), ("/", "dev")}:
        raise FileRefused("path-not-a-file", "it is a view into the system, which says something else at each look")


def is_netcdf(path: Path, head: bytes) -> bool:
    """Whether a file with these first bytes is read as NetCDF, and not as a table of text."""
    return head[:3] == b"CDF" or head[:4] == b"\x89HDF" or path.suffix.casefold() not in TABLE_ENDINGS


def _refuse_workbook(path: Path, head: bytes) -> None:
    """Raise where the file is of a spreadsheet program: its sheets, formats and formulas are no table."""
    inside = head[:4] == b"PK\x03\x04" and (head[30:49] == b"[Content_Types].xml" or head[30:38] == b"mimetype")
    if inside or (head[:4] == b"\xd0\xcf\x11\xe0") or path.suffix.casefold() in {".xlsx", ".xlsm", ".xls", ".ods"}:
        raise FileRefused("format-not-served", "it is an Excel or OpenDocument workbook; save its sheet as CSV")


def _refuse_by_signature(path: Path, head: bytes, size: int) -> None:
    """Raise where the first bytes already say that it is no NetCDF file, or not the whole of one."""
    if not size:
        raise FileRefused("empty-file", "it holds no bytes")
    if head[:4] == b"\x89HDF":
        end = _hdf5_end(head)
        if end is not None and end > size:
            raise FileRefused("truncated", f"it should have {end:,} bytes and has {size:,}")
    elif head[:3] == b"CDF":
        end = classic_end(path)
        if end is not None and end > size:  # the library would read zeros
            raise FileRefused("truncated", f"it should have {end:,} bytes and has {size:,}")
    elif path.suffix.casefold() in TABLE_ENDINGS:
        return
    elif head[:4] == b"GRIB":
        raise FileRefused("format-not-served", "it is GRIB, which is not read yet")
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


def as_said(file: DescribedFile, facets: Facets) -> tuple[DescribedFile, list[Finding]]:
    """Return a file with its variables called and measured as the producer says with ``--variables``, and findings."""
    said = {own: meant for own, meant in facets.variables.items() if own in file.variables}
    if not said:
        return file, []
    findings, variables, own_names = [], dict(file.variables), {}
    for own, (name, units) in said.items():
        variable = variables.pop(own)
        attributes = {**variable.attributes, "units": units}
        if is_known(name) and variable.text("standard_name") not in known_of(name).standard_names:
            attributes.pop("standard_name", None)  # the producer's word on the command line stands
        variables[name] = replace(variable, name=name, attributes=attributes)
        own_names[name] = own
        was = variable.text("units")
        message = f"--variables {own}={name}:{units} was given; {file.name} says {f'{was!r}' if was else 'no unit'}."
        if (own, was) != (name, units):
            findings.append(finding("option-overrides", message, file=file.name, variable=name))

    def read_window(name: str, window: Sequence[tuple[int, int]]) -> np.ndarray:
        return file.read_window(own_names.get(name, name), window)

    return replace(file, variables=variables, read_window=read_window, _coordinates={}), findings
