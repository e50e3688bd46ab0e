"""The process that reads strangers' area files: GDAL where a crash or a bomb does no harm.

Run as a script by `broker.areas.containment`, never imported. One JSON line on standard input says how many bytes
follow; one JSON line on standard output answers. The bytes never become a file: GDAL sees them in memory, with three
of its drivers, and the process can open no file, write nothing and reach no network.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import warnings
from typing import Any

import numpy as np
import pyogrio
from pyogrio import raw

#: Names under which people keep a feature's name, in the order in which they are looked for.
NAME_FIELDS = ("name", "nom", "nombre", "nome", "jina", "title", "label", "id")


def confine(memory_bytes: int, cpu_s: int) -> None:
    """Take from this process the means to write, to open a file or a socket, and to use more memory or time."""
    for what, most in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_CPU, cpu_s),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        resource.setrlimit(what, (most, most))
    spare = os.open(os.devnull, os.O_RDONLY)
    os.close(spare)
    resource.setrlimit(resource.RLIMIT_NOFILE, (spare, spare))


def described(content: bytes, layer: str, most: int) -> dict[str, Any]:
    """Return the layers of a file, and the features of one of them as hexadecimal WKB with their names."""
    layers = [str(name) for name, kind in pyogrio.list_layers(content).tolist() if kind is not None]
    if layer and layer not in layers:
        return {"layers": layers, "features": []}
    if not layer and len(layers) != 1:
        return {"layers": layers, "features": []}
    chosen = layer or layers[0]
    count = int(pyogrio.read_info(content, layer=chosen, force_feature_count=True)["features"])
    if count > most:
        return {"layers": layers, "layer": chosen, "count": count, "features": []}
    meta, _, shapes, fields = raw.read(content, layer=chosen, force_2d=True)
    names = _names([str(f) for f in meta["fields"]], fields, len(shapes))
    features = [
        {"name": name, "wkb": None if shape is None else bytes(shape).hex()}
        for name, shape in zip(names, shapes, strict=True)
    ]
    return {"layers": layers, "layer": chosen, "count": count, "crs": meta["crs"] or "", "features": features}


def _names(fields: list[str], columns: list[np.ndarray], count: int) -> list[str]:
    """Return each feature's own name: of the first field that is called like a name and holds texts."""
    folded = [field.casefold() for field in fields]
    for wanted in NAME_FIELDS:
        for field, column in zip(folded, columns, strict=True):
            if field == wanted or (wanted != "id" and field.startswith(f"{wanted}_")):
                texts = [str(value) if isinstance(value, str) else "" for value in column]
                if any(texts):
                    return texts
    return [""] * count


def main() -> None:
    """Answer one request."""
    warnings.simplefilter("ignore")
    asked = json.loads(sys.stdin.buffer.readline())
    content = sys.stdin.buffer.read(int(asked["bytes"]))
    confine(int(asked["memory_bytes"]), int(asked["cpu_s"]))
    try:
        answer = {"ok": True, **described(content, asked["layer"], int(asked["most"]))}
    except Exception as err:  # whatever the library makes of a stranger's bytes
        answer = {"ok": False, "message": " ".join(str(err).split())[:200]}
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
