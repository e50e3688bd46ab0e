"""Zip archives of strangers, written out entry by entry into a fresh folder that nothing can leave."""

from __future__ import annotations

import shutil
import stat
import struct
import zipfile
from itertools import pairwise
from pathlib import Path

from catalog.containment import FileRefused

_MOST_ENTRIES = 500_000
_MOST_DIRECTORY_BYTES = 128 * 1024 * 1024
_MOST_BYTES = 256 * 1024**3
#: Deflate reaches about 1030 to 1 on zeros. What is above it lies about its size.
_MOST_RATIO = 1100
_PART_BYTES = 1024 * 1024


def unzip(archive: Path, folder: Path) -> None:
    """Write the entries of an archive into `folder`, which exists and is empty.

    Only ordinary files with plain relative names, stored or deflated, are written: no links, no second entry of a
    name, also not in another case, no entries that lie over each other, no encryption, and nothing larger than the
    archive's own size can honestly hold or the disk has room for.

    Raises
    ------
    FileRefused
        ``archive-refused``, or ``truncated`` where the archive is cut off or an entry's checksum differs.
    """
    _refuse_large_directory(archive)
    try:
        with zipfile.ZipFile(archive) as opened:
            entries = [e for e in opened.infolist() if not (e.is_dir() and not e.file_size)]
            _refuse_entries(entries, archive, folder)
            for entry in entries:
                _write(opened, entry, folder.joinpath(*entry.filename.split("/")))
    except (zipfile.BadZipFile, EOFError, struct.error) as err:
        raise FileRefused("truncated", f"as a zip archive it is damaged ({str(err)[:200]})") from err
    except (NotImplementedError, RuntimeError, UnicodeDecodeError, OSError, ValueError) as err:
        raise FileRefused("archive-refused", str(err)[:200]) from err


def _refuse(what: str) -> FileRefused:
    return FileRefused("archive-refused", what)


def _refuse_large_directory(archive: Path) -> None:
    """Raise before a list of entries is made that would take all memory."""
    size = archive.stat().st_size
    with archive.open("rb") as stream:
        stream.seek(max(0, size - 65_557 - 20))
        tail = stream.read()
        at = tail.rfind(b"PK\x05\x06")
        if at < 0 or len(tail) < at + 22:
            raise FileRefused("truncated", "as a zip archive it has no end")
        entries, length = struct.unpack("<HI", tail[at + 10 : at + 16])
        locator = tail.rfind(b"PK\x06\x07", 0, at)
        if locator >= 0 and len(tail) >= locator + 20:
            (where,) = struct.unpack("<Q", tail[locator + 8 : locator + 16])
            if where + 56 > size:
                raise FileRefused("truncated", "as a zip archive it names an end that lies outside of it")
            stream.seek(where)
            record = stream.read(56)
            if record[:4] == b"PK\x06\x06":
                entries, length = struct.unpack("<QQ", record[32:48])
    if entries > _MOST_ENTRIES or length > _MOST_DIRECTORY_BYTES:
        raise _refuse(f"it lists {entries:,} entries in {length:,} bytes")


def _refuse_entries(entries: list[zipfile.ZipInfo], archive: Path, folder: Path) -> None:
    if len(entries) > _MOST_ENTRIES:
        raise _refuse(f"it lists {len(entries):,} entries")
    names: set[str] = set()
    for entry in entries:
        _refuse_entry(entry)
        name = entry.filename.casefold()
        if name in names:
            raise _refuse(f"{entry.filename[:80]!r} occurs twice, or again in another case")
        names.add(name)
    parents = {name[:at] for name in names for at, letter in enumerate(name) if letter == "/"}
    if parents & names:
        raise _refuse(f"{sorted(parents & names)[0][:80]!r} is a file and a folder")
    spans = sorted((e.header_offset, e.header_offset + 30 + len(e.filename) + e.compress_size) for e in entries)
    if any(after < end for (_, end), (after, _) in pairwise(spans)):
        raise _refuse("its entries lie over each other")
    total, packed = sum(e.file_size for e in entries), archive.stat().st_size
    if total > _MOST_BYTES or total > _MOST_RATIO * packed:
        raise _refuse(f"unpacked it would take {total:,} bytes, packed it has {packed:,}")
    free = shutil.disk_usage(folder).free
    if total > free:
        raise _refuse(f"unpacked it takes {total:,} bytes, and {free:,} are free here")


def _refuse_entry(entry: zipfile.ZipInfo) -> None:
    name, shown = entry.filename, entry.filename[:80]
    parts = name.split("/")
    if (
        # zipfile cuts a name at NUL; the original tells.
        "\x00" in entry.orig_filename
        or "\\" in entry.orig_filename
        or len(name) > 1000
        or any(p in {"", ".", ".."} or len(p.encode()) > 255 for p in parts)
        or any(ord(c) < 32 for c in name)
        or ":" in parts[0]
    ):
        raise _refuse(f"it has an entry called {shown!r}, which leads out of its folder or is no plain name")
    mode = entry.external_attr >> 16
    if stat.S_IFMT(mode) not in {0, stat.S_IFREG}:
        raise _refuse(f"{shown!r} is a link or a device")
    if entry.flag_bits & 0x1:
        raise _refuse(f"{shown!r} is encrypted")
    if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise _refuse(f"{shown!r} is packed in a way that is not read (method {entry.compress_type})")


def _write(opened: zipfile.ZipFile, entry: zipfile.ZipInfo, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    left = entry.file_size
    with opened.open(entry) as packed, path.open("xb") as plain:
        while part := packed.read(_PART_BYTES):
            left -= len(part)
            if left < 0:
                raise _refuse(f"{entry.filename[:80]!r} is longer than it says")
            plain.write(part)
    if left:
        raise FileRefused("truncated", f"{entry.filename[:80]!r} of it is shorter than it says")
