"""Review of a draft: which standards it does not meet, and who accepted that, why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from catalog.errors import CatalogError
from catalog.record import Acceptance, Version

#: What a published version should say, besides being free of warnings: attribute → (code, what its lack means).
SAID = {
    "licence": ("licence-missing", "No licence is named, so nobody knows what they may do with the data."),
    "citation": ("citation-missing", "No citation is named, so products cannot give credit."),
    "contact": ("contact-missing", "No contact is named, so nobody knows whom to ask."),
}


def unmet_standards(version: Version) -> dict[str, str]:
    """Return the standards that a version does not meet and that nobody accepted yet: code → what was found."""
    found = {f.code: f.message for f in version.findings if f.severity == "warning"}
    found |= {code: message for name, (code, message) in SAID.items() if not getattr(version, name)}
    accepted = {a.code for a in version.accepted}
    return {code: message for code, message in found.items() if code not in accepted}


def acceptances(
    version: Version, accept: Iterable[str], because: str, by: str, at: dt.datetime
) -> tuple[Acceptance, ...]:
    """Return what a reviewer accepts of a draft, when they may.

    Raises
    ------
    CatalogError
        If the version is published already, the reviewer published it, a standard is met, or no reason is written.
    """
    if version.status == "published":
        raise CatalogError(
            f"{version.label} was to be reviewed, but it is published already, so nothing waits for a review. Publish "
            f"with --draft to have a version reviewed first."
        )
    if _person(by) == _person(version.published_by):
        raise CatalogError(
            f"{by} was to review {version.label}, but published it too; a review is a second pair of eyes. Ask "
            f"somebody else to review it."
        )
    codes = tuple(dict.fromkeys(accept))
    unmet = unmet_standards(version)
    for code in codes:
        if code not in unmet:
            known = ", ".join(sorted(unmet)) or "none"
            raise CatalogError(
                f"{code!r} was to be accepted of {version.label}, but the standards that it does not meet are {known}. "
                f"Name one of these, or leave --accept out."
            )
    if codes and not because.strip():
        raise CatalogError(
            f"{', '.join(codes)} was to be accepted of {version.label} without a reason, but those who use the data "
            f"must be able to see why. Say it with --because."
        )
    return tuple(Acceptance(code, because.strip(), by, at) for code in codes)


def _person(name: str) -> str:
    """Return who a name is, without the part they speak in: "Mei, farmer" and "Mei, scientist" are one person."""
    return " ".join(name.split(",")[0].casefold().split())
