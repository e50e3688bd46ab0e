"""CITATION.cff: how to cite one version, in the format that repositories and reference managers read."""

from __future__ import annotations

from pathlib import Path

import yaml

from catalog.files import write_whole
from catalog.record import Version
from catalog.synthetic import NOTICE
from catalog.terms import address, dois, spdx

NAME = "CITATION.cff"


def citation(version: Version) -> dict[str, object]:
    """Return the citation of a version after the Citation File Format 1.2.0; nothing unknown is invented.

    The producer is the author, as an entity: a free text says which names are a person's to nobody but people.
    """
    said = version.citation.strip()
    message = f"Please cite these data as: {said}" if said else "Please cite these data by title, author and version."
    found: dict[str, object] = {
        "cff-version": "1.2.0",
        "message": message,
        "type": "dataset",
        "title": version.title or version.dataset,
        "authors": [{"name": version.producer or "Producer not stated"}],
        "version": str(version.number),
        "date-released": version.published.date().isoformat(),
        "identifiers": [
            {"type": "other", "value": f"sha256:{version.snapshot}", "description": f"all values of {version.label}"}
        ],
        "keywords": sorted({version.kind, *(v.name for s in version.simulations for v in s.variables)}),
        "abstract": _abstract(version),
    }
    licence = spdx(version.licence)
    if licence:
        found["license"] = licence
    elif address(version.licence):
        found["license-url"] = address(version.licence)
    # A DOI within the citation may be that of a paper: only what the producer gave as the data's own is theirs.
    if own := dois(version.doi):
        found["doi"] = own[0]
    elif address(version.citation):
        found["url"] = address(version.citation)
    return found


def write_citation(version: Version, folder: Path) -> Path:
    """Write ``CITATION.cff`` to a folder and return its path. Raises `StorageFailed` where the disk refuses."""
    text = yaml.safe_dump(citation(version), allow_unicode=True, sort_keys=False, width=120)
    return write_whole(folder / NAME, text)


def _abstract(version: Version) -> str:
    models = list(dict.fromkeys(s.model for s in version.simulations))
    scenarios = list(dict.fromkeys(s.scenario for s in version.simulations))
    first, last = min(s.years[0] for s in version.simulations), max(s.years[1] for s in version.simulations)
    licence = "" if spdx(version.licence) else version.licence
    terms = f" Terms: {' '.join(part for part in (licence, version.terms) if part)}" if licence or version.terms else ""
    note = f" {version.change_note}" if version.change_note else ""
    made_up = f"{NOTICE} " if version.synthetic else ""
    return f"{made_up}{version.label}: {', '.join(models)}; {', '.join(scenarios)}; {first} to {last}.{note}{terms}"
