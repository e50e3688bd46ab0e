"""A reader of GeoTIFF files apart from the code that writes them."""

from __future__ import annotations

import struct
import zlib

import numpy as np


def read_geotiff(content: bytes) -> tuple[list[np.ndarray], float, float, float, float]:
    """Return the bands of a file and where its north-western corner lies, read by the TIFF 6.0 specification."""
    (start,) = struct.unpack_from("<I", content, 4)
    (count,) = struct.unpack_from("<H", content, start)
    sizes = {2: "s", 3: "H", 4: "I", 12: "d"}
    tags = {}
    for i in range(count):
        tag, kind, number = struct.unpack_from("<HHI", content, start + 2 + 12 * i)
        length = number * struct.calcsize(sizes[kind])
        at = start + 2 + 12 * i + 8
        if length > 4:
            (at,) = struct.unpack_from("<I", content, at)
        tags[tag] = struct.unpack_from(f"<{number}{sizes[kind]}" if kind != 2 else f"<{number}s", content, at)
    shape = (tags[257][0], tags[256][0])
    bands = [
        np.frombuffer(zlib.decompress(content[at : at + size]), "<f8").reshape(shape)
        for at, size in zip(tags[273], tags[279], strict=True)
    ]
    return bands, tags[33922][3], tags[33922][4], tags[33550][0], tags[33550][1]
