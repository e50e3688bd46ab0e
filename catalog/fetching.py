"""Objects at addresses, fetched once into a folder of ours and read from there.

No library that reads data is ever given a URL. Redirects are followed one by one, each checked as if it had been named;
what comes is counted, timed and hashed while it is written.
"""

from __future__ import annotations

import hashlib
import http.client
import re
import shutil
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import IO, Protocol, TypeVar
from urllib.parse import SplitResult, unquote, urljoin

from catalog.addresses import split
from catalog.containment import FileRefused
from catalog.lines import Lines

MOST_BYTES = 64 * 1024**3
MOST_BYTES_TOGETHER = 512 * 1024**3
MOST_SECONDS = 6 * 3600.0
MOST_OBJECTS = 500_000
MOST_REDIRECTS = 5
#: Objects of one store that are fetched side by side.
AT_ONCE = 8
_PART_BYTES = 256 * 1024
T = TypeVar("T")


@dataclass(frozen=True)
class Fetched:
    """What was fetched: a file, or a folder of objects.

    Attributes
    ----------
    path : Path
        Where it lies.
    size : int
        Bytes.
    sha256 : str
        Of its bytes, taken while they came; of a folder over every object's key and sha256, in the order of the keys.
    objects : int
    """

    path: Path
    size: int
    sha256: str
    objects: int = 1


@dataclass
class Allowance:
    """What all addresses of one publication may still take. Safe to use from several threads.

    Attributes
    ----------
    most_bytes : int
        Of one object.
    together : int
        Bytes of all objects.
    objects : int
    seconds : float
    """

    most_bytes: int = MOST_BYTES
    together: int = MOST_BYTES_TOGETHER
    objects: int = MOST_OBJECTS
    seconds: float = MOST_SECONDS
    until: float = field(init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        """Start the clock."""
        self.until = time.monotonic() + self.seconds

    def take_object(self) -> None:
        """Count one more object.

        Raises
        ------
        FileRefused
            ``fetch-failed``
        """
        with self._lock:
            self.objects -= 1
            if self.objects < 0:
                raise FileRefused("fetch-failed", "it has more objects than are fetched for one publication")

    def take(self, size: int) -> None:
        """Count bytes that came.

        Raises
        ------
        FileRefused
            ``fetch-failed``
        """
        with self._lock:
            self.together -= size
        if self.together < 0:
            raise FileRefused("fetch-failed", "all together it has more bytes than are fetched for one publication")
        if time.monotonic() > self.until:
            raise FileRefused("fetch-failed", f"it takes more than {self.seconds:g} seconds")


class Body(Protocol):
    """The bytes of an answer."""

    def read(self, amt: int = ..., /) -> bytes:
        """Return the next bytes, none at the end."""


def save(
    body: Body | IO[bytes], said: int | None, path: Path, allowance: Allowance, most_bytes: int | None = None
) -> Fetched:
    """Write a body into a new file, counted and hashed.

    Parameters
    ----------
    said : int or None
        How many bytes were announced.

    Raises
    ------
    FileRefused
        ``fetch-failed`` or ``truncated``.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    room = min(allowance.most_bytes, most_bytes or MOST_BYTES, shutil.disk_usage(path.parent).free)
    if said is not None and said > room:
        raise FileRefused("fetch-failed", f"it has {said:,} bytes, and {room:,} are allowed or free here")
    allowance.take_object()
    whole, size = hashlib.sha256(), 0
    with path.open("xb") as stream:
        while part := body.read(_PART_BYTES):
            size += len(part)
            if size > room:
                raise FileRefused("fetch-failed", f"it has more than the {room:,} bytes that are allowed or free")
            allowance.take(len(part))
            whole.update(part)
            stream.write(part)
    if said is not None and size != said:
        raise FileRefused("truncated", f"{said:,} bytes were announced and {size:,} came")
    return Fetched(path, size, whole.hexdigest())


class _Prompt:
    """A body that gives what has come, and does not wait for a part to be full."""

    def __init__(self, answer: http.client.HTTPResponse) -> None:
        self._answer = answer

    def read(self, amt: int = -1, /) -> bytes:
        return self._answer.read1(amt)


@dataclass(frozen=True)
class Fetcher:
    """Fetches objects from https addresses.

    Attributes
    ----------
    lines : Lines
    allowance : Allowance
    """

    lines: Lines = field(default_factory=Lines)
    allowance: Allowance = field(default_factory=Allowance)

    def fetch(self, url: str, folder: Path) -> Fetched:
        """Fetch a file into a folder, under the last part of its address.

        Raises
        ------
        FileRefused
            ``address-refused`` before anything is connected to, ``fetch-failed`` or ``truncated``.
        """
        name = re.sub(r"[^\w.+-]", "_", unquote(split(url).path.rstrip("/").rpartition("/")[2]))[-150:]
        fetched = self.fetch_as(url, folder / (name.lstrip(".") or "fetched"))
        if fetched is None:
            raise FileRefused("fetch-failed", f"{split(url).hostname} answers 404: nothing lies there")
        return fetched

    def fetch_as(self, url: str, path: Path, most_bytes: int | None = None) -> Fetched | None:
        """Fetch an object into a new file; None where the server says that there is none.

        Raises
        ------
        FileRefused
        """
        target = url
        for _ in range(MOST_REDIRECTS + 1):
            parts = split(target)
            answer = self.lines.ask(parts, self.allowance.until)
            try:
                if answer.status in {301, 302, 303, 307, 308}:
                    target = urljoin(target, answer.getheader("Location") or "")
                    self.lines.drop(parts)
                    continue
                if answer.status in {404, 410}:
                    answer.read(_PART_BYTES)  # so that the line can serve the next
                    return None
                if answer.status != 200:
                    raise FileRefused("fetch-failed", f"{parts.hostname} answers {answer.status} {answer.reason}"[:200])
                if (answer.getheader("Content-Encoding") or "identity").casefold() != "identity":
                    raise FileRefused("fetch-failed", "the server packs it in transit, which was not asked for")
                return save(_Prompt(answer), answer.length, path, self.allowance, most_bytes)
            except (OSError, http.client.HTTPException, ValueError) as err:
                self.lines.drop(parts)
                raise FileRefused("fetch-failed", f"{parts.hostname} broke off ({str(err)[:150]})") from err
            except FileRefused:
                self.lines.drop(parts)
                raise
        raise FileRefused("fetch-failed", f"it leads on more than {MOST_REDIRECTS} times")


def side_by_side(work: Callable[[T], object], items: Iterable[T], at_once: int = AT_ONCE) -> None:
    """Do a piece of work for each item, a few at a time; the first that fails ends it."""
    waiting = iter(items)
    with ThreadPoolExecutor(at_once, "fetching") as pool:
        try:
            while batch := list(islice(waiting, 64 * at_once)):
                for _ in pool.map(work, batch):
                    pass
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def below(parts: SplitResult, key: str) -> str:
    """Return the address of an object below the folder at an address; what follows its ``?`` is kept."""
    return parts._replace(path=f"{parts.path.rstrip('/')}/{key}").geturl()
