"""Long work: equal work that is asked for twice at once is done once; who no longer wants it stops it."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Generic, TextIO, TypeVar

from broker.errors import WorkStopped

Done = TypeVar("Done")
#: Takes a sentence about what is being done and the share that is done, 0 to 1. It may raise, to stop the work.
Progress = Callable[[str, float], None]
#: Does the work, telling how far it has come.
Work = Callable[[Progress], Done]

#: Seconds between two looks at work that another process does.
_LOOK_S = 0.1


class Stop:
    """A wish to stop a piece of work: whoever holds it may utter it, from any thread."""

    def __init__(self) -> None:
        self._wished = threading.Event()

    def __call__(self) -> None:
        """Ask the work to stop; it does so within the time of a tile, and nothing of it is half-written."""
        self._wished.set()

    def watching(self, progress: Progress | None = None) -> Progress:
        """Return a progress that stops the work once that is wished, and else passes on to another one.

        The returned function raises `broker.errors.WorkStopped`.
        """

        def tell(sentence: str, share: float) -> None:
            if self._wished.is_set():
                raise WorkStopped(
                    f"The work was stopped while it was {share:.0%} done. Nothing is half-written; what was computed "
                    f"is kept, so asking again goes on from there."
                )
            if progress is not None:
                progress(sentence, share)

        return tell


class _Abandoned(Exception):
    """Whoever did the work no longer wants it; those who wait do it themselves."""


class _Waiter(Generic[Done]):
    """Somebody who waits for work that another does."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress
        self.result: Future[Done] = Future()

    def tell(self, sentence: str, share: float) -> None:
        """Pass on how far the work has come; who refuses to hear it leaves, and the work goes on."""
        if self._progress is None or self.result.done():
            return
        try:
            self._progress(sentence, share)
        except BaseException as error:
            self.result.set_exception(error)


class _Running(Generic[Done]):
    def __init__(self) -> None:
        self.waiters: list[_Waiter[Done]] = []


class Jobs(Generic[Done]):
    """Work under way, by the name of what it makes.

    Who asks for work that is under way waits for it, hears of its progress, and gets the same result or the same
    refusal. Work that is stopped by the one who began it is taken up by those who wait.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._under_way: dict[str, _Running[Done]] = {}

    def once(self, name: str, work: Work[Done], progress: Progress | None = None) -> Done:
        """Return what the work makes, done by this caller or by the one who came first.

        Raises
        ------
        Exception
            Whatever the work raises, or `progress`.
        """
        while True:
            with self._lock:
                running = self._under_way.get(name)
                if running is None:
                    mine = self._under_way[name] = _Running()
                else:
                    waiter: _Waiter[Done] = _Waiter(progress)
                    running.waiters.append(waiter)
            if running is None:
                return self._lead(name, mine, work, progress)
            try:
                return waiter.result.result()
            except _Abandoned:
                continue

    def _lead(self, name: str, running: _Running[Done], work: Work[Done], progress: Progress | None) -> Done:
        refusals: list[BaseException] = []

        def tell(sentence: str, share: float) -> None:
            for waiter in self._waiters(running):
                waiter.tell(sentence, share)
            if progress is not None:
                try:
                    progress(sentence, share)
                except BaseException as refusal:
                    refusals.append(refusal)
                    raise

        try:
            done = work(tell)
        except BaseException as error:
            is_mine = any(error is refusal for refusal in refusals) or not isinstance(error, Exception)
            outcome = _Abandoned() if is_mine else error
            self._end(name, running, lambda result: result.set_exception(outcome))
            raise
        self._end(name, running, lambda result: result.set_result(done))
        return done

    def _waiters(self, running: _Running[Done]) -> list[_Waiter[Done]]:
        with self._lock:
            return list(running.waiters)

    def _end(self, name: str, running: _Running[Done], say: Callable[[Future[Done]], None]) -> None:
        with self._lock:
            del self._under_way[name]
        for waiter in running.waiters:  # nobody comes after the name is gone
            if not waiter.result.done():
                say(waiter.result)


@contextmanager
def alone(path: Path, tell: Progress) -> Iterator[None]:
    """Be the only process that does what a lock file names; the others wait, and may be stopped while they do.

    The lock ends with its process. Where no such file can be made, nobody waits.

    Parameters
    ----------
    path : Path
        Of the lock file, which is removed afterwards.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("a")
    except OSError:
        yield
        return
    with file:
        while not _locked(file):
            tell("Waiting for another process that makes the same", 0.0)
            time.sleep(_LOOK_S)
        try:
            yield
        finally:
            with contextlib.suppress(OSError):
                path.unlink()


def _locked(file: TextIO) -> bool:
    """Take the lock of an open file, if nobody has it. A file that was removed meanwhile only costs time."""
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
