"""A dialogue as an archive that another broker can take in: its record with the proof, its products, and a report."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

from broker.event import Event
from broker.exports.crate import METADATA, Packed, described
from broker.exports.told import Told

#: Names of the files by which a broker takes a dialogue in.
EVENTS, PROOF, CONSENTS = "events.jsonl", "events.jsonl.proof.json", "consents.json"
README = "README.txt"
#: Beside a product's files: how it was told, and for whom.
RECORD = "product.json"
#: Files of a product that hold numbers alone; the others may quote what somebody does not agree to show.
_NUMBERS = frozenset({"series.csv", "summary.csv", "recipe.json"})
_README = """{title}

This is the record of a dialogue between people who have to decide and people who have climate projections, taken out of
a climate knowledge broker on {date}, for: {audience}.

report.html, report.pdf     what was asked, answered and said, to read
events.jsonl                every act, one a line, each proved by the one before it
events.jsonl.proof.json     a signed checkpoint of the log that they come from, and the proof that they are in it
consents.json               how far the words of each person may go
provenance.json             what was made from what (W3C PROV)
products/                   the files of each answer, with the recipe by which it can be built again
attachments/                what people handed in
ro-crate-metadata.json      the list of all files with size and sha256 (RO-Crate 1.1)

To check the record:                        broker log verify --log events.jsonl
To go on with it in another broker:         broker log import THIS_FILE --by NAME
To build an answer again from its recipe:   broker reproduce products/ID/files

People stand under the names and pseudonyms that they agreed to. Words that were erased, or that somebody does not agree
to show, are missing; the record proves the same without them.
"""


def write_archive(told: Told, language: str) -> bytes:
    """Return the archive of a dialogue as the bytes of a ZIP file."""
    files = [*_files(told, language)]
    packed = io.BytesIO()
    stamp = told.at.timetuple()[:6]
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in (Packed(METADATA, _described(told, files), ""), *files):
            archive.writestr(zipfile.ZipInfo(file.path, stamp), file.content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _files(told: Told, language: str) -> Iterator[Packed]:
    from broker.exports.forms import FORMS

    title = told.dialogue.title or told.id
    note = _README.format(title=title, date=f"{told.at:%d %B %Y}", audience=told.audience)
    yield Packed(README, note.encode("utf-8", "replace"), "What is in this archive, and what can be done with it.")
    yield Packed(EVENTS, FORMS["jsonl"].write(told, language), "Every act of the dialogue, one event a line.")
    yield Packed(PROOF, _json(told.beside), "A signed checkpoint of the log, and proofs that the events are in it.")
    yield Packed(CONSENTS, _json(told.consents), "How far the words of each person may go.")
    yield Packed("provenance.json", FORMS["prov-json"].write(told, language), "W3C PROV of the dialogue, as PROV-JSON.")
    yield Packed("report.html", FORMS["html"].write(told, language), "The report of the dialogue.")
    yield Packed("report.pdf", FORMS["pdf"].write(told, language), "The report of the dialogue, in print.")
    seen = set()
    for one in told.dialogue.rounds:
        if one.product_id and one.product_id not in seen and not one.is_erased:
            files = told.kept(one).files
            if any(event.withheld for event in told.events if event.round <= one.number):
                files = {name: path for name, path in files.items() if name in _NUMBERS}
            for name, path in sorted(files.items()):
                words = f"Of the answer of round {one.number}."
                yield Packed(f"products/{one.product_id}/files/{name}", path.read_bytes(), words)
            for path in {path.parents[1] / RECORD for path in files.values() if "brief.txt" in files}:
                yield Packed(f"products/{one.product_id}/{RECORD}", path.read_bytes(), "How the answer was told.")
            seen.add(one.product_id)
    yield from _attachments(told)


def _attachments(told: Told) -> Iterator[Packed]:
    seen = set()
    for event in told.events:
        for one in event.data.get("attachments", ()):
            content = told.attached(event, one) if one["sha256"] not in seen else None
            if content is not None:
                seen.add(one["sha256"])
                yield Packed(f"attachments/{one['sha256']}", content, str(one["name"]), str(one["media_type"]))


def _described(told: Told, files: list[Packed]) -> bytes:
    people: dict[str, dict[str, Any]] = {}
    for event in told.events:
        if event.person:
            people.setdefault(event.person, _person(event))
    about = {
        "description": f"The record of a dialogue, with its products; made for: {told.audience}.",
        "datePublished": told.at.isoformat(timespec="seconds"),
        "license": "What people said is theirs, for the audience they agreed to; data carry the licences named in "
        "provenance.json of each product.",
        "identifier": told.id,
    }
    return described(told.dialogue.title or told.id, about, list(people.values()), files)


def _person(event: Event) -> dict[str, Any]:
    return {"@id": f"#{event.person}", "@type": "Person", "identifier": event.person}


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
