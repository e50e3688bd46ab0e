"""`provenance.json`: what was made from what, by which software, on whose data (W3C PROV, as PROV-JSON)."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import platform
from pathlib import Path
from typing import Any
from urllib.parse import quote

from broker import __version__
from broker.engine.result import Result
from broker.products.delivery import Delivery
from broker.products.told import notice_of

#: Prefixes of the names in every provenance, of a product and of a dialogue.
PREFIX = {
    "broker": "urn:climate-knowledge-broker:",
    "dcterms": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
}
_MEDIA_TYPES = {
    ".csv": "text/csv",
    ".nc": "application/x-netcdf",
    ".png": "image/png",
    ".pdf": "application/pdf",
    ".txt": "text/plain",
    ".json": "application/json",
}
#: Software whose version can change a number or a file.
_SOFTWARE = (
    "cftime",
    "icechunk",
    "matplotlib",
    "netCDF4",
    "numba",
    "numpy",
    "pint",
    "shapely",
    "xarray",
    "xsdba",
    "zarr",
)


def provenance_json(result: Result, delivery: Delivery, files: dict[str, Path]) -> bytes:
    """Return the provenance of a product whose files are written.

    Parameters
    ----------
    files : dict of str to Path
        Name → where its bytes lie now; each is named with size and sha256.
    """
    recipe, product = result.recipe, result.recipe.product_id
    build, plan, whole = f"broker:build/{product}", f"broker:recipe/{product}", f"broker:product/{product}"
    software = f"broker:software/climate-knowledge-broker@{__version__}"
    entities: dict[str, Any] = {
        plan: {
            "prov:type": named("prov:Plan"),
            "broker:sha256": hashlib.sha256(recipe.canonical).hexdigest(),
            "broker:engine": recipe.engine,
        },
        whole: {
            "prov:type": named("prov:Collection"),
            "dcterms:title": delivery.statement,
            "dcterms:language": delivery.language,
            "broker:index": recipe.index,
            "broker:region": recipe.region["name"],
        },
    }
    notice = notice_of(recipe)
    if notice:
        entities[whole] |= {"broker:synthetic": True, "dcterms:description": notice}
    if delivery.dialogue:
        entities[whole]["broker:dialogue"] = delivery.dialogue
    agents: dict[str, Any] = {
        software: {
            "prov:type": named("prov:SoftwareAgent"),
            "dcterms:title": "climate-knowledge-broker",
            "broker:version": __version__,
            "broker:python": platform.python_version(),
            "broker:machine": platform.machine(),
            **{f"broker:{name}": version for name, version in versions_now().items()},
        }
    }
    relations: dict[str, dict[str, Any]] = {
        "used": {},
        "wasGeneratedBy": {},
        "wasAssociatedWith": {
            "_:by": {"prov:activity": build, "prov:agent": software, "prov:plan": plan},
        },
        "wasDerivedFrom": {},
        "wasAttributedTo": {},
        "hadMember": {},
    }
    credits = {c.dataset: c for c in delivery.citations}
    for number, one in enumerate(recipe.inputs):
        label = f"{one.dataset}@{one.version}"
        dataset = f"broker:dataset/{local(label)}"
        credit = credits.get(label)
        entities[dataset] = {
            "prov:type": named("broker:Dataset"),
            "dcterms:identifier": label,
            "broker:snapshot": one.snapshot,
            "broker:kind": one.kind,
            **({"broker:synthetic": True, "dcterms:description": notice} if one.synthetic else {}),
            "broker:simulations": ["/".join(part for part in key if part) for key in one.simulations],
        }
        if credit is not None:
            entities[dataset] |= {
                name: text
                for name, text in (
                    ("dcterms:license", credit.licence),
                    ("dcterms:bibliographicCitation", credit.citation),
                    ("dcterms:source", f"https://doi.org/{credit.doi}" if credit.doi else ""),
                    ("dcterms:rights", credit.terms),
                    ("dcterms:publisher", credit.contact),
                )
                if text
            }
            if credit.producer:
                producer = f"broker:producer/{local(credit.producer)}"
                agents[producer] = {"prov:type": named("prov:Organization"), "dcterms:title": credit.producer}
                relations["wasAttributedTo"][f"_:producer{number}"] = {
                    "prov:entity": dataset,
                    "prov:agent": producer,
                }
        relations["used"][f"_:used{number}"] = {"prov:activity": build, "prov:entity": dataset}
        relations["wasDerivedFrom"][f"_:from{number}"] = {
            "prov:generatedEntity": whole,
            "prov:usedEntity": dataset,
            "prov:activity": build,
        }
    if recipe.adjustment is not None:
        to = recipe.adjustment
        label = f"{to.dataset}@{to.version}"
        observed = f"broker:dataset/{local(label)}"
        entities.setdefault(
            observed,
            {"prov:type": named("broker:Dataset"), "dcterms:identifier": label, "broker:snapshot": to.snapshot},
        )
        relations["used"]["_:adjusted"] = {
            "prov:activity": build,
            "prov:entity": observed,
            "prov:role": f"adjusted to, {to.method}",
        }
    moment = {"prov:time": delivery.made_at_iso} if delivery.made_at else {}
    relations["wasGeneratedBy"]["_:made"] = {"prov:entity": whole, "prov:activity": build, **moment}
    for number, (name, path) in enumerate(sorted(files.items())):
        entity, content = f"broker:file/{product}/{local(name)}", path.read_bytes()
        entities[entity] = {
            "prov:type": named("broker:File"),
            "dcterms:title": name,
            "dcterms:format": _MEDIA_TYPES.get(path.suffix, "application/octet-stream"),
            "broker:bytes": len(content),
            "broker:sha256": hashlib.sha256(content).hexdigest(),
        }
        relations["hadMember"][f"_:member{number}"] = {"prov:collection": whole, "prov:entity": entity}
        relations["wasGeneratedBy"][f"_:file{number}"] = {"prov:entity": entity, "prov:activity": build, **moment}
    activity: dict[str, Any] = {"prov:type": named("broker:Build"), "broker:warnings": list(delivery.warnings)}
    if delivery.made_at:
        activity["prov:endTime"] = delivery.made_at_iso
    document = {"prefix": PREFIX, "entity": entities, "activity": {build: activity}, "agent": agents}
    document |= {name: entries for name, entries in relations.items() if entries}
    return (json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def named(qualified: str) -> dict[str, str]:
    """Return a qualified name as a value of PROV-JSON."""
    return {"$": qualified, "type": "prov:QUALIFIED_NAME"}


def local(text: str) -> str:
    """Return a text as the local part of a qualified name."""
    return quote(text, safe="@._-")


def versions_now() -> dict[str, str]:
    """Return the versions of the software that can change a number or a file."""
    found = {}
    for name in _SOFTWARE:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:  # a part that this installation does without
            continue
    return found
