"""What a stranger's file is by its first bytes, and the one area that lies in a ZIP."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import PurePosixPath

from translators.errors import RegionError

_MOST_ENTRIES = 200
_LARGEST_UNZIPPED = 60_000_000
#: The parts of a shapefile that are read.
_SHAPEFILE = {".shp", ".shx", ".dbf", ".prj", ".cpg"}
_READ = "GeoJSON, a zipped shapefile, a GeoPackage, KML, KMZ or WKT"
#: Endings of files that may be the area in a ZIP.
_AREAS = {".shp", ".kml", ".gpkg", ".geojson", ".json", ".wkt"}


def unzipped(raw: bytes, shown: str) -> tuple[bytes, str]:
    """Return the bytes to read and what they are; a ZIP must hold one area, whatever else lies in it."""
    kind = _kind(raw)
    if kind != "ZIP":
        return raw, kind or _refuse_kind(shown)
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            inner, kind = _area_in(archive, shown)
    except RegionError:
        raise  # it says already what is wrong with the content; what follows is of a ZIP that cannot be read at all
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError) as err:
        raise RegionError(
            f"The ZIP {shown!r} cannot be opened ({' '.join(str(err).split())[:100] or 'damaged'}), so its area is not "
            f"known. Pack it again, without a password.",
            about="region",
        ) from None
    return inner, kind or _kind(inner) or _refuse_kind(shown)


def _area_in(archive: zipfile.ZipFile, shown: str) -> tuple[bytes, str]:
    """Return the one area of a ZIP, and what it is where that is known: "shapefile", else empty."""
    entries = [e for e in archive.infolist() if not e.is_dir() and "__MACOSX" not in e.filename]
    if len(entries) > _MOST_ENTRIES or sum(e.file_size for e in entries) > _LARGEST_UNZIPPED:
        raise RegionError(
            f"The ZIP {shown!r} holds {len(entries)} files of {sum(e.file_size for e in entries) / 1e6:.0f} MB, more "
            f"than an area needs ({_MOST_ENTRIES} files, {_LARGEST_UNZIPPED / 1e6:g} MB). Put the area's own files "
            f"into a ZIP of their own.",
            about="region",
        )
    names = [PurePosixPath(e.filename) for e in entries]
    areas = [(e, n) for e, n in zip(entries, names, strict=True) if n.suffix.lower() in _AREAS]
    if len(areas) != 1:
        listed = ", ".join(tidy(n.name) for _, n in areas[:8]) or "none"
        raise RegionError(
            f"The ZIP {shown!r} holds {len(areas)} area files ({listed}), so it is not clear which is meant. Put one "
            f"area into it: {_READ}.",
            about="region",
        )
    entry, path = areas[0]
    if path.suffix.lower() != ".shp":
        return _entry(archive, entry), ""
    parts = {n.suffix.lower(): e for e, n in zip(entries, names, strict=True) if _is_part(n, path)}
    return _shapefile(archive, parts), "shapefile"


def _is_part(path: PurePosixPath, of: PurePosixPath) -> bool:
    same = path.with_suffix("").as_posix().casefold() == of.with_suffix("").as_posix().casefold()
    return same and path.suffix.lower() in _SHAPEFILE


def _shapefile(archive: zipfile.ZipFile, parts: Mapping[str, zipfile.ZipInfo]) -> bytes:
    """Return a ZIP of the shapefile's own parts, all beside each other, as GDAL wants them."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as flat:
        for suffix, entry in parts.items():
            flat.writestr(f"area{suffix}", _entry(archive, entry))
    return packed.getvalue()


def _entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Return a file of a ZIP, and no more of it than it says it has."""
    with archive.open(entry) as file:
        content = file.read(min(entry.file_size, _LARGEST_UNZIPPED) + 1)
    if len(content) > entry.file_size:
        raise ValueError("a file in it is longer than it says")
    return content


def _kind(raw: bytes) -> str:
    """Return what the first bytes say that a file is; empty where they say nothing known."""
    start = raw[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if raw[:4] == b"PK\x03\x04":
        return "ZIP"
    if raw[:16] == b"SQLite format 3\0":
        return "GeoPackage"
    if start[:1] in {b"{", b"["}:
        return "GeoJSON"
    if start[:1] == b"<" and b"<kml" in raw[:4096].lower():
        return "KML"
    if start[:40].split(b"(")[0].strip().upper() in {b"POLYGON", b"MULTIPOLYGON", b"POINT", b"SRID=4326;POLYGON"}:
        return "WKT"
    return ""


def _refuse_kind(shown: str) -> str:
    raise RegionError(
        f"The file {shown!r} is no area file that is read here: {_READ}. A shapefile comes as a ZIP of its .shp, .shx, "
        f".dbf and .prj.",
        about="region",
    )


def tidy(text: str) -> str:
    """Return a stranger's name as one printable line."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:80].strip()
