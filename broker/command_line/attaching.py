"""What is attached, in a terminal: files read to be handed in, and how they are listed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from broker.attachments import LARGEST_BYTES
from broker.command_line.terminal import wrapped
from broker.dialogue import Attachment
from broker.errors import InvalidResponse
from translators.beside import read_up_to, reason_of


def attached_from(paths: Iterable[Path]) -> list[tuple[str, bytes]]:
    """Return name and content of files that are handed in. Raises `InvalidResponse` for one that cannot be opened."""
    return [(path.name, _read(path)) for path in paths]


def attached_lines(attached: Iterable[Attachment], indent: str) -> list[str]:
    """Return one line for each file, with the first letters of the sha256 by which it is saved."""
    lines: list[str] = []
    for one in attached:
        lines += wrapped(f"attached: {one.name} ({one.media_type}, {one.size:,} bytes) {one.sha256[:12]}", indent)
    return lines


def _read(path: Path) -> bytes:
    try:
        return read_up_to(path, LARGEST_BYTES)
    except OSError as err:
        raise InvalidResponse(
            f"{path.name!r} was to be attached, but it cannot be opened ({reason_of(err)}), so nothing was recorded. "
            f"Check its name and folder.",
            code="attachment-unreadable",
        ) from None
