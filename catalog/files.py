"""Small files that are written whole or not at all."""

from __future__ import annotations

import uuid
from pathlib import Path

from catalog.errors import StorageFailed


def write_whole(path: Path, text: str) -> Path:
    """Write a text under a temporary name in the same folder, then give it its own; return the path.

    Raises
    ------
    StorageFailed
        If the disk refuses.
    """
    unfinished = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_text(text, encoding="utf-8", newline="\n")
        unfinished.replace(path)
    except OSError as err:
        raise StorageFailed(
            f"{path} was to be written, but the disk refused it ({err.strerror or err}), so it is as it was. Make "
            f"room, or name another folder, and try again."
        ) from err
    finally:
        if unfinished.is_file():
            unfinished.unlink()
    return path
