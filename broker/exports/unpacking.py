"""An archive from elsewhere, opened with suspicion: nothing is unpacked to disk, no name in it is a path of ours."""

from __future__ import annotations

import hashlib
import json
import re
import stat
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import unquote

from broker.errors import ArchiveRefused
from broker.exports.crate import METADATA

#: Bounds of what is taken in.
MOST_FILES = 5_000
LARGEST_FILE_BYTES = 200_000_000
LARGEST_BYTES = 1_000_000_000
#: A file that grows by more than this while it is unpacked was made to fill a disk.
STEEPEST = 400
_SMALL_BYTES = 1_000_000
_PATH = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(?:/[A-Za-z0-9][A-Za-z0-9._-]*){0,3}")
_CHUNK = 1 << 20


def unpacked(archive: Path) -> dict[str, bytes]:
    """Return the files of an archive by path, each as its description says: size and sha256 are right.

    Raises
    ------
    ArchiveRefused
        If it is no archive of a dialogue, is larger than it may be, or does not hold what its description lists.
    """
    try:
        with Path(archive).open("rb") as stream:
            return _read(stream, str(archive))
    except OSError as error:
        raise refused(archive, f"it cannot be read ({error.strerror or error})", "Give a file that is there") from error
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zipfile.LargeZipFile) as error:
        why = f"it is no ZIP file that can be read ({error or type(error).__name__})"
        raise refused(archive, why, _MADE_SO) from error


_MADE_SO = "Give a file that `broker log export --format archive` wrote"


def _read(stream: BinaryIO, name: str) -> dict[str, bytes]:
    with zipfile.ZipFile(stream) as packed:
        entries = _entries(packed, name)
        if METADATA not in entries:
            raise refused(name, f"it holds no {METADATA}", _MADE_SO)
        listed = _listed(_content(packed, entries.pop(METADATA), name), name)
        if missing := sorted(set(listed) - set(entries)):
            raise refused(name, f"{missing[0]}, which its description lists, is not in it", _AGAIN)
        if strange := sorted(set(entries) - set(listed)):
            raise refused(name, f"it holds {strange[0]!r}, which its description does not list", _AGAIN)
        files, total = {}, 0
        for path, entry in entries.items():
            content = _content(packed, entry, name)
            total += len(content)
            if total > LARGEST_BYTES:
                raise refused(name, f"its files hold more than {LARGEST_BYTES:,} bytes", _MADE_SO)
            size, sha256 = listed[path]
            if str(len(content)) != size or hashlib.sha256(content).hexdigest() != sha256:
                raise refused(name, f"{path} is not the file that its description lists", _AGAIN)
            files[path] = content
    return files


_AGAIN = "It was damaged or changed on its way: ask for it again"


def _entries(packed: zipfile.ZipFile, name: str) -> dict[str, zipfile.ZipInfo]:
    """Return the files by path, none of which leads anywhere else."""
    found: dict[str, zipfile.ZipInfo] = {}
    infos = packed.infolist()
    if len(infos) > MOST_FILES:
        raise refused(name, f"it holds {len(infos):,} files, and at most {MOST_FILES:,} are taken in", _MADE_SO)
    for entry in infos:
        path = entry.filename
        shown = path.encode("unicode_escape").decode()[:100]
        kind = stat.S_IFMT(entry.external_attr >> 16)
        if not _PATH.fullmatch(path) or ".." in path or entry.orig_filename != path or kind not in (0, stat.S_IFREG):
            raise refused(name, f"it holds the name '{shown}', which is no plain file of an archive", _MADE_SO)
        if path.casefold() in {one.casefold() for one in found}:
            raise refused(name, f"it holds {shown} twice", _MADE_SO)
        if entry.flag_bits & 1:
            raise refused(name, f"{shown} is encrypted", _MADE_SO)
        if entry.file_size > LARGEST_FILE_BYTES:
            raise refused(name, f"{shown} would hold {entry.file_size:,} bytes", _MADE_SO)
        if entry.file_size > _SMALL_BYTES and entry.file_size > STEEPEST * max(entry.compress_size, 1):
            raise refused(name, f"{shown} grows {STEEPEST}-fold or more while it is unpacked", _MADE_SO)
        found[path] = entry
    if sum(entry.file_size for entry in infos) > LARGEST_BYTES:
        raise refused(name, f"its files hold more than {LARGEST_BYTES:,} bytes", _MADE_SO)
    return found


def _content(packed: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> bytes:
    """Return the bytes of a file, as many as it says and no more."""
    parts, size = [], 0
    with packed.open(entry) as stream:
        while part := stream.read(_CHUNK):
            size += len(part)
            if size > entry.file_size:
                raise refused(name, f"{entry.filename} holds more than it says", _MADE_SO)
            parts.append(part)
    return b"".join(parts)


def _listed(description: bytes, name: str) -> dict[str, tuple[str, str]]:
    """Return path → size and sha256 of every file that a description lists."""
    try:
        graph = json.loads(description)["@graph"]
        files: list[Mapping[str, Any]] = [one for one in graph if one.get("@type") == "File"]
        return {unquote(str(one["@id"])): (str(one["contentSize"]), str(one["sha256"])) for one in files}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise refused(name, f"its description cannot be read ({type(error).__name__})", _MADE_SO) from error


def refused(archive: object, why: str, remedy: str) -> ArchiveRefused:
    """Return the refusal of an archive."""
    return ArchiveRefused(
        f"The archive {archive} was to be taken in, but {why}, so nothing of it was stored. {remedy}."
    )
