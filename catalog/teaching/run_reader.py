"""A run's steps as publishing asks for them: front to back, each year made once."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from catalog.teaching.weather import VARIABLES, Weather


class RunReader:
    """Reads steps of a made-up run. All variables of the steps asked for are made at once, and kept until passed on.

    Asked for steps before those made last, it starts again from the first year. One reader serves one thread.
    """

    def __init__(self, weather: Weather) -> None:
        self._weather = weather
        self._steps = (0, 0)
        self._kept: dict[str, np.ndarray] = {}
        self._restart()

    def __call__(self, name: str, start: int, stop: int) -> np.ndarray:
        """Return ``(steps, cells)`` of a variable, float32, the caller's own."""
        if (start, stop) != self._steps or name not in self._kept:
            self._make(start, stop)
        return self._kept.pop(name)

    def _make(self, start: int, stop: int) -> None:
        if start < self._year_from:
            self._restart()
        self._kept = {}
        shape = (stop - start, self._weather.box.cells)
        made = {name: np.empty(shape, dtype=np.float32) for name in VARIABLES}
        at = start
        while at < stop:
            if at >= self._year_to:
                self._year = next(self._years)
                self._year_from, self._year_to = self._year_to, self._year_to + self._year[VARIABLES[0]].shape[0]
                continue
            until = min(stop, self._year_to)
            for name, values in made.items():
                values[at - start : until - start] = self._year[name][at - self._year_from : until - self._year_from]
            at = until
        self._steps, self._kept = (start, stop), made
        if stop == self._weather.time.first_day.size:
            self._restart()

    def _restart(self) -> None:
        self._years: Iterator[dict[str, np.ndarray]] = self._weather.years()
        self._year: dict[str, np.ndarray] = {}
        self._year_from = self._year_to = 0
