"""The files of a product, handed out under names that hold product, round and content: no name means two things."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import streamlit as st

from broker.engine.result import Result
from broker.product import Product
from broker.ui.components.markup import plain
from broker.ui.messages import is_known, say

#: The order in which people want them; whatever else there is follows.
FIRST = (
    "brief.pdf", "brief.txt", "sms.txt", "spoken.txt", "chart.png", "map.png", "summary.csv", "series.csv",
    "product.nc",
)  # fmt: skip
MEDIA = {
    ".pdf": "application/pdf",
    ".txt": "text/plain",
    ".png": "image/png",
    ".csv": "text/csv",
    ".nc": "application/x-netcdf",
    ".json": "application/json",
    ".geojson": "application/geo+json",
    ".tif": "image/tiff",
}


class FileChanged(Exception):
    """A stored file that is not the one whose hash was recorded."""


def show_downloads(product: Product, round_number: int = 0) -> None:
    """Draw one button a file, what people carry along first."""
    names = sorted(product.files, key=lambda name: (FIRST.index(name) if name in FIRST else len(FIRST), name))
    with st.container(horizontal=True, key="downloads"):
        for name in names:
            st.download_button(
                plain(label(name)),
                data=_reader(product.directory / name, product.file_hashes.get(name, "")),
                file_name=content_name(name, product.id, round_number, product.file_hashes.get(name, "")),
                mime=MEDIA.get(Path(name).suffix, "application/octet-stream"),
                key=f"download-{name}",
                on_click="ignore",
                type="primary" if name == "brief.pdf" else "secondary",
            )
        _for_maps(product, round_number)


def _for_maps(product: Product, round_number: int) -> None:
    """Draw the buttons for what others put on maps of their own; it is made of the product's numbers when asked for."""
    from broker.products.geotiff import has_geotiff

    made: dict[str, Callable[[Result], bytes]] = {"cells.geojson": _geojson}
    if has_geotiff(product.result):
        made["map.tif"] = _geotiff
    for name, make in made.items():
        st.download_button(
            plain(label(name)),
            data=lambda make=make: make(product.result),
            file_name=f"{Path(name).stem}-{product.id[:16]}-round{round_number}{Path(name).suffix}",
            mime=MEDIA[Path(name).suffix],
            key=f"download-{name}",
            on_click="ignore",
        )


def _geojson(result: Result) -> bytes:
    from broker.products.geojson import feature_collection

    return feature_collection(result).encode()


def _geotiff(result: Result) -> bytes:
    """Return the map of the first grid; models on other grids have theirs in the NetCDF file."""
    from broker.products.geotiff import geotiffs

    return next(iter(geotiffs(result).values()))


def label(name: str) -> str:
    """Return what a file is, in words."""
    return say(f"file.{name}") if is_known(f"file.{name}") else name


def content_name(name: str, product_id: str, round_number: int, sha256: str) -> str:
    """Return the name under which a file is handed out: what it is, of which product and round, and its sha256."""
    path = Path(name)
    of_round = f"-round{round_number}" if round_number else ""
    return f"{path.stem}-{product_id[:16]}{of_round}-{sha256}{path.suffix}"


def _reader(path: Path, sha256: str) -> Callable[[], bytes]:
    def read() -> bytes:
        content = path.read_bytes()
        if hashlib.sha256(content).hexdigest() != sha256:
            raise FileChanged(say("file.changed", name=path.name))
        return content

    return read
