"""Search every byte of files for words, numbers and keys: as they are, encoded, and inside of what is compressed."""

from __future__ import annotations

import base64
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import sqlalchemy as sa

#: Where zlib's streams begin, in PDFs, PNGs and HDF5 chunks; gzip's.
_ZLIB, _GZIP = re.compile(rb"\x78[\x01\x5e\x9c\xda]"), re.compile(rb"\x1f\x8b\x08")
_MOST_INSIDE = 64 * 1024**2
_DEEPEST = 3
_PIECE = 1 << 16
_AT_ONCE = 1 << 24


@dataclass(frozen=True)
class Needles:
    """What is searched for: forms by their first four bytes, and which pairs of bytes these begin and end with."""

    forms: dict[bytes, tuple[bytes, ...]]
    first: np.ndarray
    second: np.ndarray

    @classmethod
    def of(cls, words: Iterable[str], numbers: Iterable[float], secrets: Iterable[bytes]) -> Needles:
        """Return words in any case and encoding, numbers as text and as doubles, and bytes as they are and as text."""
        forms: set[bytes] = set()
        for word in words:
            for text in (word, word.upper(), word.capitalize()):
                for coding in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le"):
                    forms.add(text.encode(coding))
                forms |= set(_base64(text.encode())) | {text.encode().hex().encode()}
        for number in numbers:
            forms |= {repr(number).encode(), struct.pack("<d", number), struct.pack(">d", number)}
        for secret in secrets:
            forms |= {secret, secret.hex().encode(), *_base64(secret)}
        by_start: dict[bytes, tuple[bytes, ...]] = {}
        first, second = np.zeros(1 << 16, dtype=bool), np.zeros(1 << 16, dtype=bool)
        for form in sorted(forms):
            by_start[form[:4]] = (*by_start.get(form[:4], ()), form)
            first[int.from_bytes(form[:2], "little")] = second[int.from_bytes(form[2:4], "little")] = True
        return cls(by_start, first, second)

    def in_bytes(self, data: bytes, depth: int = 0) -> bool:
        """Say whether any is in the bytes, or in what these hold compressed."""
        if self._is_plainly_in(data):
            return True
        return depth < _DEEPEST and any(self.in_bytes(inner, depth + 1) for inner in _inside(data))

    def _is_plainly_in(self, data: bytes) -> bool:
        """Say whether any stands in the bytes as it is."""
        octets = np.frombuffer(data, dtype=np.uint8)
        for begin in range(0, len(octets), _AT_ONCE):
            piece = octets[begin : begin + _AT_ONCE + 3].astype(np.uint16)
            pairs = piece[:-1] | (piece[1:] << 8)
            for at in np.flatnonzero(self.first[pairs[:-2]] & self.second[pairs[2:]]):
                start = begin + int(at)
                if any(data.startswith(form, start) for form in self.forms.get(data[start : start + 4], ())):
                    return True
        return False


def found_in_folder(folder: Path, needles: Needles) -> tuple[list[str], int, int]:
    """Return the files that hold a needle, in their bytes or their names; how many there were, and their bytes."""
    found, files, size = [], 0, 0
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not path.is_file():
            continue
        data = path.read_bytes()
        files, size = files + 1, size + len(data)
        named = needles.in_bytes(str(path.relative_to(folder)).encode(), _DEEPEST)
        if named or needles.in_bytes(data) or (path.suffix == ".nc" and needles.in_bytes(_netcdf(path), _DEEPEST)):
            found.append(str(path))
    return found, files, size


def found_in_tables(engine: sa.Engine, needles: Needles) -> tuple[list[str], int]:
    """Return the tables with a row that holds a needle (on disk a value may lie divided), and how many there are."""
    found = []
    with engine.connect() as connection:
        names = sa.inspect(connection).get_table_names()
        for name in names:
            for row in connection.execute(sa.select(sa.text("*")).select_from(sa.table(name))):
                values = (v if isinstance(v, bytes) else str(v).encode() for v in row)
                if any(needles.in_bytes(value, _DEEPEST) for value in values):
                    found.append(f"table {name}: {str(tuple(row))[:200]}")
                    break
    return found, len(names)


def _base64(data: bytes) -> Iterator[bytes]:
    """Yield what base64 shows of bytes that begin at any of three places, without the ends that neighbours change."""
    for lead in range(3):
        coded = base64.b64encode(b"\0" * lead + data)
        yield coded[(0, 2, 3)[lead] : len(coded) - 4]


def _inside(data: bytes) -> Iterator[bytes]:
    """Yield what compressed streams and members of archives hold."""
    if data[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.infolist():
                if member.file_size <= _MOST_INSIDE:
                    yield member.filename.encode() + archive.read(member)
        return
    view = memoryview(data)
    for starts, window in ((_ZLIB, zlib.MAX_WBITS), (_GZIP, zlib.MAX_WBITS | 16)):
        for start in starts.finditer(data):
            plain = _inflated(view[start.start() :], window)
            if len(plain) > 16:
                yield plain


def _inflated(view: memoryview, window: int) -> bytes:
    """Return what a stream holds, as far as it is one; most that look like the beginning of one are none."""
    inner, plain = zlib.decompressobj(window), bytearray()
    try:
        for at in range(0, len(view), _PIECE):
            plain += inner.decompress(view[at : at + _PIECE])
            if inner.eof or len(plain) > _MOST_INSIDE:
                break
    except zlib.error:
        pass
    return bytes(plain)


def _netcdf(path: Path) -> bytes:
    """Return every attribute and every text of a NetCDF file."""
    import netCDF4

    said = []
    try:
        with netCDF4.Dataset(path) as file:
            for one in (file, *file.variables.values()):
                said += [str(one.getncattr(name)) for name in one.ncattrs()]
            said += [
                str(v[...]) for v in file.variables.values() if v.dtype is str or getattr(v.dtype, "kind", "") in "SU"
            ]
    except OSError:
        return b""
    return "\n".join(said).encode()
