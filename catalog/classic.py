"""How long a NetCDF classic file must be, by its own header: the library reads zeros where its end is missing."""

from __future__ import annotations

import math
from pathlib import Path
from typing import BinaryIO

from catalog.containment import FileRefused

_DIMENSIONS, _VARIABLES, _ATTRIBUTES = 10, 11, 12
#: Bytes of a value, by the number of its type.
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 4, 6: 8, 7: 1, 8: 2, 9: 4, 10: 8, 11: 8}
#: What a dataset needs at most, of each kind; of attributes in all, and their bytes.
_MOST = {_DIMENSIONS: 1_000, _VARIABLES: 5_000, _ATTRIBUTES: 50_000}
_MOST_ATTRIBUTE_BYTES = 16 * 1024 * 1024


class HeaderDamaged(Exception):
    """A header that does not say how long its file is; the library says what is wrong with it."""


def classic_end(path: Path) -> int | None:
    """Return where the values of a classic file end, bytes from its beginning; None where its header does not say.

    Padding after the last value is not counted: some programs leave it out.

    Raises
    ------
    FileRefused
        If it declares more than any dataset needs: the library would take it all into memory.

    References
    ----------
    NetCDF Users Guide, File Format Specifications: classic (CDF-1), 64-bit offset (CDF-2), 64-bit data (CDF-5).
    """
    with path.open("rb") as stream:
        try:
            return _end(Header(stream))
        except HeaderDamaged:
            return None


class Header:
    """Reads the parts of a header one after the other."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._attributes = self._attribute_bytes = 0
        magic = self._take(4)
        self.version = magic[3]
        if magic[:3] != b"CDF" or self.version not in (1, 2, 5):
            raise HeaderDamaged
        self._count_bytes = 8 if self.version == 5 else 4
        self._offset_bytes = 4 if self.version == 1 else 8

    def count(self) -> int:
        """Return the next number of things."""
        return int.from_bytes(self._take(self._count_bytes), "big")

    def offset(self) -> int:
        """Return the next place in the file."""
        return int.from_bytes(self._take(self._offset_bytes), "big")

    def listed(self, kind: int) -> int:
        """Return how many things of a kind follow."""
        tag, count = int.from_bytes(self._take(4), "big"), self.count()
        if tag not in (0, kind) or (tag == 0 and count):
            raise HeaderDamaged
        self._attributes += count if kind == _ATTRIBUTES else 0
        listed = self._attributes if kind == _ATTRIBUTES else count
        if listed > _MOST[kind]:
            words = {_DIMENSIONS: "dimensions", _VARIABLES: "variables", _ATTRIBUTES: "attributes"}
            raise FileRefused("metadata-too-large", f"its header lists {listed:,} {words[kind]}")
        return count

    def size_of_type(self) -> int:
        """Return the bytes of a value of the next type."""
        try:
            return _SIZES[int.from_bytes(self._take(4), "big")]
        except KeyError:
            raise HeaderDamaged from None

    def skip_name(self) -> None:
        """Pass over a name."""
        self._skip(self.count())

    def skip_attributes(self) -> None:
        """Pass over a list of attributes."""
        for _ in range(self.listed(_ATTRIBUTES)):
            self.skip_name()
            size = self.size_of_type() * self.count()
            self._attribute_bytes += size
            if self._attribute_bytes > _MOST_ATTRIBUTE_BYTES:
                raise FileRefused(
                    "metadata-too-large", f"its attributes take more than {_MOST_ATTRIBUTE_BYTES:,} bytes"
                )
            self._skip(size)

    def _skip(self, size: int) -> None:
        if size > 2**40:
            raise HeaderDamaged
        self._stream.seek(-(-size // 4) * 4, 1)

    def _take(self, size: int) -> bytes:
        taken = self._stream.read(size)
        if len(taken) != size:
            raise HeaderDamaged
        return taken


def _end(header: Header) -> int | None:
    records = header.count()
    dimensions = []
    for _ in range(header.listed(_DIMENSIONS)):
        header.skip_name()
        dimensions.append(header.count())
    header.skip_attributes()
    fixed: list[tuple[int, int]] = []
    recorded: list[tuple[int, int]] = []
    for _ in range(header.listed(_VARIABLES)):
        header.skip_name()
        rank = header.count()
        if rank > len(dimensions) * 4 + 4:
            raise HeaderDamaged
        numbers = [header.count() for _ in range(rank)]
        if any(number >= len(dimensions) for number in numbers):
            raise HeaderDamaged
        lengths = [dimensions[number] for number in numbers]
        header.skip_attributes()
        item = header.size_of_type()
        header.count()  # the padded size, which may not fit its field
        begin = header.offset()
        if lengths and lengths[0] == 0:
            recorded.append((begin, item * math.prod(lengths[1:])))
        else:
            fixed.append((begin, item * math.prod(lengths)))
    ends = [begin + size for begin, size in fixed]
    unknown = 2 ** (64 if header.version == 5 else 32) - 1  # still being written
    if recorded and 0 < records < unknown:
        # A single variable of records is not padded between them.
        step = recorded[0][1] if len(recorded) == 1 else sum(-(-size // 4) * 4 for _, size in recorded)
        ends += [begin + (records - 1) * step + size for begin, size in recorded]
    return max(ends, default=None)
