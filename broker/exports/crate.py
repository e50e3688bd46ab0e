"""The description of an archive: RO-Crate 1.1 (https://www.researchobject.org/ro-crate/specification/1.1/)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from broker import __version__

METADATA = "ro-crate-metadata.json"
_SPECIFICATION = "https://w3id.org/ro/crate/1.1"
_CONTEXT = [f"{_SPECIFICATION}/context", {"sha256": "https://schema.org/sha256"}]
_MEDIA_TYPES = {
    "csv": "text/csv",
    "html": "text/html",
    "jpg": "image/jpeg",
    "json": "application/json",
    "jsonl": "application/x-ndjson",
    "nc": "application/x-netcdf",
    "pdf": "application/pdf",
    "png": "image/png",
    "txt": "text/plain",
}


@dataclass(frozen=True)
class Packed:
    """A file of an archive: its path, its bytes, and what it is."""

    path: str
    content: bytes
    words: str
    media_type: str = ""

    @property
    def id(self) -> str:
        """Its id in the description: the path, as part of an address."""
        return quote(self.path)


def described(
    title: str, about: Mapping[str, Any], people: Sequence[Mapping[str, Any]], files: Sequence[Packed]
) -> bytes:
    """Return the description of an archive as the bytes of its file.

    Parameters
    ----------
    about : mapping
        What the whole is: ``description``, ``datePublished``, ``license``, ``identifier`` and more.
    people : sequence of mapping
        Those who took part, under their pseudonyms.
    files : sequence of Packed
        All of them but the description itself.
    """
    folders = sorted({file.path.split("/")[1] for file in files if file.path.startswith("products/")})
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": title,
        **about,
        "author": [{"@id": one["@id"]} for one in people],
        "hasPart": [
            *({"@id": file.id} for file in files if not file.path.startswith("products/")),
            *({"@id": f"products/{product}/"} for product in folders),
        ],
        "mentions": {"@id": "#broker"},
    }
    products = [
        {
            "@id": f"products/{product}/",
            "@type": "Dataset",
            "name": f"Product {product[:12]}",
            "identifier": product,
            "description": "An answer, with the recipe by which anybody who has the data can build it again.",
            "hasPart": [{"@id": file.id} for file in files if file.path.startswith(f"products/{product}/")],
        }
        for product in folders
    ]
    graph = [
        {
            "@id": METADATA,
            "@type": "CreativeWork",
            "conformsTo": {"@id": _SPECIFICATION},
            "about": {"@id": "./"},
        },
        root,
        *products,
        *map(_file, files),
        *people,
        {
            "@id": "#broker",
            "@type": "SoftwareApplication",
            "name": "climate-knowledge-broker",
            "version": __version__,
        },
    ]
    text = json.dumps({"@context": _CONTEXT, "@graph": graph}, ensure_ascii=False, indent=1)
    return f"{text}\n".encode("utf-8", "replace")


def _file(file: Packed) -> dict[str, Any]:
    return {
        "@id": file.id,
        "@type": "File",
        "name": file.path.rsplit("/", 1)[-1],
        "description": file.words,
        "encodingFormat": file.media_type or _MEDIA_TYPES.get(file.path.rsplit(".", 1)[-1], "application/octet-stream"),
        "contentSize": str(len(file.content)),
        "sha256": hashlib.sha256(file.content).hexdigest(),
    }
