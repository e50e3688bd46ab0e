"""What was used last stays at hand, up to so much in all; what was not used for longest goes first."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Held = TypeVar("Held")


class Recent(Generic[Held]):
    """Values by what names their content, so that none is ever out of date: shared, not to be changed.

    Parameters
    ----------
    most : int
        What is held in all, in bytes or whatever `size_of` counts; a value larger than that is not kept.
    size_of : callable
        Returns the size of a value.
    """

    def __init__(self, most: int, size_of: Callable[[Held], int]) -> None:
        self._most, self._size_of = most, size_of
        self._lock = threading.Lock()
        self._held: OrderedDict[Hashable, Held] = OrderedDict()
        self._size = 0

    def get(self, name: Hashable) -> Held | None:
        """Return what is held under a name, or None."""
        with self._lock:
            if name in self._held:
                self._held.move_to_end(name)
            return self._held.get(name)

    def keep(self, name: Hashable, value: Held) -> Held:
        """Hold a value, if there is room for it once older ones are gone, and return it."""
        size = self._size_of(value)
        with self._lock:
            if name not in self._held and size <= self._most:
                self._held[name] = value
                self._size += size
                while self._size > self._most:
                    _, gone = self._held.popitem(last=False)
                    self._size -= self._size_of(gone)
        return value
