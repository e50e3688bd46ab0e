"""Refusals of the catalog.

CatalogError
├── Unreadable        bytes that are no dataset: not NetCDF, truncated, empty
├── NotUnderstood     a dataset whose variables, units, calendar or grid are not known
├── DataRefused       a check found an error that no ``--accept`` covers (carries the findings)
├── UnknownDataset    an id or version that the catalog does not hold
├── DatasetRetired    a version that was withdrawn
├── ArraysDamaged     a stored chunk that is lost or changed
│   └── SourceChanged a file that a dataset is served from in place is gone or changed
└── StorageFailed     a disk that is full, read-only or failing
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from catalog.record import Finding


class CatalogError(ValueError):
    """The catalog cannot do what was asked; the message says why and what to try.

    Attributes
    ----------
    findings : tuple of Finding
        The quality findings behind the refusal, where there are any.
    """

    code = "catalog-refused"

    def __init__(self, message: str, *, findings: tuple[Finding, ...] = ()) -> None:
        super().__init__(message)
        self.findings = findings


class Unreadable(CatalogError):
    """Bytes that are no dataset."""

    code = "unreadable"


class NotUnderstood(CatalogError):
    """A dataset whose variables, units, calendar or grid are not known."""

    code = "not-understood"


class DataRefused(CatalogError):
    """A check found an error."""

    code = "data-refused"


class UnknownDataset(CatalogError):
    """An id or a version that the catalog does not hold."""

    code = "dataset-unknown"


class DatasetRetired(CatalogError):
    """A version that was withdrawn."""

    code = "dataset-retired"


class ArraysDamaged(CatalogError):
    """A stored chunk that is lost or changed."""

    code = "arrays-damaged"


class SourceChanged(ArraysDamaged):
    """A file that a dataset is served from, in place, is gone or no longer what was published."""

    code = "source-changed"


class StorageFailed(CatalogError):
    """A disk that is full, read-only or failing."""

    code = "storage-failed"
