"""What producers and holders say of their data, as mismatches: what they do not serve, and what was agreed to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from broker.fit.words import asked_metric, fit, kilometres
from broker.mismatch import Mismatch
from catalog.fit_statement import place_km
from catalog.record import Version
from translators.specification import Specification

if TYPE_CHECKING:
    from broker.matching import Candidate


def mismatches(asked: Specification, candidates: Sequence[Candidate]) -> list[Mismatch]:
    """Return what the producers and holders of the data want to be known."""
    found = []
    for version in {c.version.label: c.version for c in candidates}.values():
        found += [_not_good_for(asked, version, text) for text in version.not_good_for]
        if version.consent and version.consent.casefold() != "yes":
            found.append(_agreed_to(asked, version))
        if version.place_decimals is not None:
            found.append(_place_rounded(asked, version, version.place_decimals))
    return found


def _not_good_for(asked: Specification, version: Version, text: str) -> Mismatch:
    return Mismatch(
        axis="metric",
        code="not-good-for",
        severity="note",
        asked=asked_metric(asked),
        offered=fit("not-good-for.offered", use=text),
        message=fit("not-good-for.message", dataset=version.dataset, use=text.rstrip(".")),
        remedy=fit("not-good-for.remedy"),
        dataset=version.dataset,
    )


def _agreed_to(asked: Specification, version: Version) -> Mismatch:
    facts = {"dataset": version.dataset, "use": version.consent.rstrip(".")}
    if version.holder:
        message = fit("consent-scope.message", holder=version.holder, **facts)
    else:
        message = fit("consent-scope.message_unnamed", **facts)
    return Mismatch(
        axis="metric",
        code="consent-scope",
        severity="warning",
        asked=asked_metric(asked),
        offered=fit("consent-scope.offered", use=version.consent),
        message=message,
        remedy=fit("consent-scope.remedy"),
        dataset=version.dataset,
    )


def _place_rounded(asked: Specification, version: Version, decimals: int) -> Mismatch:
    size = kilometres(place_km(decimals))
    return Mismatch(
        axis="space",
        code="place-rounded",
        severity="note",
        asked=asked.region.name,
        offered=fit("place-rounded.offered", size=size),
        message=fit("place-rounded.message", dataset=version.dataset, size=size),
        remedy=fit("place-rounded.remedy"),
        dataset=version.dataset,
    )
