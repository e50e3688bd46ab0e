"""Files that are handed over whole or not at all."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from broker.errors import BrokerError


def write_whole(out: Path, content: bytes | Callable[[IO[str]], Any]) -> Path:
    """Write a file beside its place, and move it there when it is whole; return the path.

    Parameters
    ----------
    content : bytes or callable (text file)
        What stands in the file, or what writes it as UTF-8.

    Raises
    ------
    BrokerError
        If it cannot be written; what stood there before stays.
    """
    staged = out.with_name(f".{out.name}.{uuid.uuid4().hex}")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            staged.write_bytes(content)
        else:
            with staged.open("w", encoding="utf-8", newline="") as file:
                content(file)
        staged.replace(out)
    except OSError as error:
        raise BrokerError(
            f"The file {out} was to be written, but it cannot be ({error.strerror or error}), so it is not there. Name "
            f"another place with --out.",
            code="out-not-writable",
        ) from error
    finally:
        with suppress(OSError):
            staged.unlink()
    return out
