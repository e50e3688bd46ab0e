"""How a version stands: a draft, in review or published; under embargo or open; and who may see it until then."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from catalog.errors import CatalogError
from catalog.record import Facets, Version
from catalog.tables import entries

#: A version goes through these in this order; without a review it is published at once.
STATUSES = ("draft", "review", "published")


def is_open(version: Version, today: dt.date) -> bool:
    """Whether everybody may see and use the version: published, its embargo over, its holder not against it."""
    embargo_over = not version.embargo or version.embargo <= today.isoformat()
    return version.status == "published" and embargo_over and version.consent.casefold() != "no"


def may_see(version: Version, viewer: str, today: dt.date) -> bool:
    """Whether this person may see and use the version; whoever published or holds it always may."""
    return is_open(version, today) or (bool(viewer) and viewer in (version.published_by, version.holder))


def seen_by(viewer: str, today: dt.date) -> sa.ColumnElement[bool]:
    """Return the same rule as a condition on `entries`."""
    e = entries.c
    everybody = sa.and_(
        e.status == "published",
        sa.or_(e.embargo == "", e.embargo <= today.isoformat()),
        sa.func.lower(e.consent) != "no",
    )
    return sa.or_(everybody, e.published_by == viewer, e.holder == viewer) if viewer else everybody


def check_embargo_lifted(version: Version, by: str, today: dt.date) -> None:
    """Refuse to open what is open, and to open what is somebody else's.

    Raises
    ------
    CatalogError
    """
    if version.embargo <= today.isoformat():
        raise CatalogError(
            f"The embargo of {version.label} was to be lifted, but it is kept back by none, so there is nothing to "
            f"lift. `broker catalog show {version.label}` says how it stands."
        )
    if by not in (version.published_by, version.holder):
        raise CatalogError(
            f"{by} asked to lift the embargo of {version.label}, but {version.published_by} published it and decides "
            f"when it opens. Ask them."
        )


def check_consent_withdrawn(version: Version, by: str) -> None:
    """Refuse to withdraw a consent that is somebody else's, or nobody's.

    Raises
    ------
    CatalogError
    """
    if not version.holder:
        raise CatalogError(
            f"Consent to the use of {version.label} was to be withdrawn, but nobody is named as the holder of its "
            f"observations, so no consent was given. `broker catalog retire` withdraws data of any kind."
        )
    if by not in (version.published_by, version.holder):
        raise CatalogError(
            f"{by} asked to withdraw consent to the use of {version.label}, but {version.holder} holds these "
            f"observations. Ask them, or {version.published_by}, who published them."
        )


def check_standing(facets: Facets) -> None:
    """Refuse an embargo that is no date, and a precision that is none.

    Raises
    ------
    CatalogError
    """
    if facets.embargo:
        try:
            dt.date.fromisoformat(facets.embargo)
        except ValueError:
            raise CatalogError(
                f"{facets.dataset} was to be kept back until {facets.embargo!r}, which is no date, so nobody could "
                f"tell when it opens. Write the day from which everybody may see it, such as 2027-03-31."
            ) from None
    if facets.place_decimals is not None and not 0 <= facets.place_decimals <= 6:
        raise CatalogError(
            f"The places of {facets.dataset} were to be rounded to {facets.place_decimals} decimals of a degree, but "
            f"a place is told by 0 (about 110 km) to 6 (about 10 cm). Give a number between; 1 is about 11 km."
        )
