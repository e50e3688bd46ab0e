"""What producers and holders say of their data, as mismatches: what they do not serve, and what was agreed to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from broker.fit.words import asked_metric, kilometres
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
        offered=f"data not made for {text}",
        message=f"The producer of {version.dataset} says that it is not good for {text.rstrip('.')}.",
        remedy="Ask the producer, or choose other data, if that is the need.",
        dataset=version.dataset,
    )


def _agreed_to(asked: Specification, version: Version) -> Mismatch:
    holder = version.holder or "The holder"
    return Mismatch(
        axis="metric",
        code="consent-scope",
        severity="warning",
        asked=asked_metric(asked),
        offered=f"data for {version.consent}",
        message=f"{holder} agreed to these uses of {version.dataset}: {version.consent.rstrip('.')}.",
        remedy="Use the product for nothing else, or ask the holder.",
        dataset=version.dataset,
    )


def _place_rounded(asked: Specification, version: Version, decimals: int) -> Mismatch:
    size = kilometres(place_km(decimals))
    return Mismatch(
        axis="space",
        code="place-rounded",
        severity="note",
        asked=asked.region.name,
        offered=f"a place known to about {size}",
        message=f"The place of {version.dataset} is known to {size}, as its holder wished; distances are no finer.",
        remedy="Ask the holder, if the exact place matters.",
        dataset=version.dataset,
    )
