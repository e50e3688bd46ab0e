"""A room of its own for drawing: the files of products are written in another process, so that nobody waits for them.

Drawing takes a processor for a second or two, and Python lets only one thread of a process compute at a time: in the
process of the web app, every open page would stand still meanwhile. (A pool of `multiprocessing` would run the script
of the app in each of its processes.) Both ends are of this program and of this user, and speak pickle over pipes.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from broker.engine.result import Result
    from broker.products.delivery import Delivery

#: Writes the files of a product into a folder and returns their names.
Draw = Callable[["Result", "Delivery", Path], tuple[str, ...]]
#: Numbers of more bytes are not sent to another process: they stand in a file, and would be copied.
MOST_BYTES = 64 * 1024**2
#: How much the drawing gives way to pages.
_NICE = 15


def draw_here(result: Result, delivery: Delivery, folder: Path) -> tuple[str, ...]:
    """Write the files of a product in this process; see `broker.products.write.write_product`."""
    from broker.products.write import write_product

    return write_product(result, delivery, folder)


class DrawingRoom:
    """Writes products in another process, one after the other; it begins when it is wanted and ends with this one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def __call__(self, result: Result, delivery: Delivery, folder: Path) -> tuple[str, ...]:
        """Write the files of a product; where the other process dies, they are written here.

        Raises
        ------
        BrokerError
            If the folder cannot be written.
        """
        if sum(one.cells.values.nbytes for one in result.series) > MOST_BYTES:
            return draw_here(result, delivery, folder)
        with self._lock:
            try:
                process = self._opened()
                pickle.dump((result, delivery, folder), _pipe(process.stdin))
                _pipe(process.stdin).flush()
                names, error = pickle.load(_pipe(process.stdout))
            except (EOFError, OSError, pickle.UnpicklingError):
                self._end()
                names, error = None, None
        if error is not None:
            raise error
        return draw_here(result, delivery, folder) if names is None else names

    def prepare(self) -> None:
        """Open the room, so that the first product need not wait for it."""
        if self._lock.acquire(blocking=False):
            try:
                with suppress(OSError):
                    self._opened()
            finally:
                self._lock.release()

    def close(self) -> None:
        """End the other process; the next product begins another one."""
        with self._lock:
            self._end()

    def _opened(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "broker.drawing"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
        return self._process

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


def _pipe(end: Any) -> Any:
    assert end is not None
    return end


def _draw_for_others() -> None:
    """Write each product that comes in, until nobody is there any more."""
    asked, told = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not stand among the answers
    with suppress(OSError, AttributeError):  # a system without niceness
        os.nice(_NICE)
    import broker.products.brief
    import broker.products.figures
    import broker.products.map
    import broker.products.netcdf  # noqa: F401

    while True:
        try:
            result, delivery, folder = pickle.load(asked)
        except EOFError:
            return
        answer: tuple[tuple[str, ...] | None, Exception | None]
        try:
            answer = draw_here(result, delivery, folder), None
        except Exception as error:
            answer = None, error
        pickle.dump(answer, told)
        told.flush()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt, BrokenPipeError):
        _draw_for_others()
