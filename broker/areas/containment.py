"""GDAL at arm's length: a stranger's area file is read by a process of its own, with limits on memory and time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from translators.errors import RegionError
from translators.polygons import MOST_RINGS

MEMORY_BYTES = 1024**3
TIMEOUT_S = 30
#: Drivers left out of what GDAL knows, because they can name other files or addresses, or guess at anything: all but
#: ESRI Shapefile, GPKG and KML, one of which the first bytes must have announced before.
_SKIPPED = (
    "MEM,PCIDSK,PDS4,VICAR,PDF,MBTiles,EEDA,OGCAPI,GDALG,LVBAG,S57,DGN,OGR_VRT,CSV,GML,GPX,LIBKML,GeoJSON,GeoJSONSeq,"
    "ESRIJSON,TopoJSON,OGR_GMT,SQLite,WAsP,OpenFileGDB,DXF,FlatGeobuf,GeoRSS,VFK,PGDUMP,OSM,GPSBabel,OGR_PDS,WFS,OAPIF,"
    "EDIGEO,Idrisi,ODS,XLSX,Elasticsearch,Carto,AmigoCloud,SXF,Selafin,JML,PLSCENES,CSW,VDV,MVT,NGW,MapML,GTFS,PMTiles,"
    "JSONFG,MiraMonVector,ADBC,AVCBin,AVCE00,AIVector,HTTP,Parquet,Arrow,XODR"
)


@dataclass(frozen=True)
class Layer:
    """What a file holds.

    Attributes
    ----------
    layers : tuple of str
        The names of its layers.
    name : str
        The layer that was read; empty where it has to be chosen.
    count : int
        How many features that has.
    crs : str
        Its projection as the file says it; empty where it says none.
    features : tuple of (str, bytes or None)
        Name and WKB of each; none where there are more than are read.
    """

    layers: tuple[str, ...]
    name: str
    count: int
    crs: str
    features: tuple[tuple[str, bytes | None], ...]


def read_layer(content: bytes, shown: str, layer: str = "") -> Layer:
    """Return the features of one layer of a shapefile (zipped), GeoPackage or KML.

    Parameters
    ----------
    content : bytes
    shown : str
        The file's name, for sentences.
    layer : str
        Which layer; without it the file must have one.

    Raises
    ------
    RegionError
        If the library cannot read it, ends on it, or takes too long.
    """
    request = {
        "bytes": len(content),
        "layer": layer,
        "most": MOST_RINGS,
        "memory_bytes": MEMORY_BYTES,
        "cpu_s": TIMEOUT_S,
    }
    keep = ("PATH", "LD_LIBRARY_PATH", "PYTHONHOME", "CONDA_PREFIX", "VIRTUAL_ENV", "LANG")
    environment = {name: os.environ[name] for name in keep if name in os.environ}
    environment |= {
        "GDAL_SKIP": _SKIPPED,
        "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": "none",
        "GDAL_PAM_ENABLED": "NO",
    }
    environment |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "GDAL_NUM_THREADS"), "1")
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-B", str(Path(__file__).parent / "process.py")],
            input=json.dumps(request).encode() + b"\n" + content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            cwd=os.sep,
            timeout=2 * TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _unreadable(shown, f"reading it took longer than {2 * TIMEOUT_S} seconds") from None
    try:
        answer: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        how = f"signal {-done.returncode}" if done.returncode < 0 else f"exit status {done.returncode}"
        raise _unreadable(shown, f"the library ended on it with {how}") from None
    if not answer["ok"]:
        raise _unreadable(shown, answer["message"])
    features = tuple((f["name"], None if f["wkb"] is None else bytes.fromhex(f["wkb"])) for f in answer["features"])
    return Layer(
        tuple(answer["layers"]), answer.get("layer", ""), answer.get("count", 0), answer.get("crs", ""), features
    )


def _unreadable(shown: str, why: str) -> RegionError:
    return RegionError(
        f"The area file {shown!r} cannot be read ({why}), so it is not known where to look. Export it again as GeoJSON "
        f"in WGS84 degrees, or as a zipped shapefile, a GeoPackage or KML.",
        about="region",
    )
