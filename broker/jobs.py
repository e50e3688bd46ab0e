"""Long work: equal work that is asked for twice at once is done once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

Done = TypeVar("Done")


class Jobs(Generic[Done]):
    """Work under way, by the name of what it makes.

    Who asks for work that is under way waits for it and gets the same result, or the same refusal.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._under_way: dict[str, Future[Done]] = {}

    def once(self, name: str, work: Callable[[], Done]) -> Done:
        """Return what the work makes, done by this caller or by the one who came first."""
        with self._lock:
            running = self._under_way.get(name)
            if running is None:
                mine: Future[Done] = Future()
                self._under_way[name] = mine
        if running is not None:
            return running.result()
        try:
            mine.set_result(work())
        except BaseException as error:
            mine.set_exception(error)
        finally:
            with self._lock:
                del self._under_way[name]
        return mine.result()
