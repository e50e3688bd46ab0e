"""What is counted of one variable while its blocks pass: extremes, missing values, markers, repeats."""

from __future__ import annotations

import numpy as np

from catalog.counting import count_extremes, follow_repeats
from catalog.record import Variable
from catalog.variables import Known

#: Numbers that mean "missing" in one archive or another.
MARKERS = (
    -9999.0, -999.0, -99.9, -99.0, -9.99e8, 9999.0, 999.9, 99999.0, -32768.0, -32767.0, 1e20, -1e20, 1e30, 1e36,
    9.969209968386869e36,
)  # fmt: skip
#: As many equal days in a row are no weather.
STUCK_DAYS = 20
_DRY_MM = 0.1


class Tally:
    """Counts of one variable; `cells` wide, fed front to back."""

    def __init__(self, variable: Variable, known: Known, cells: int, *, seek_stuck: bool) -> None:
        self.variable, self.known = variable, known
        self.low = (known.least - variable.offset) / variable.scale if not known.water else -np.inf
        self.high = (known.most - variable.offset) / variable.scale
        self.steps = self.infinite = self.beyond = self.negative = 0
        self.first_beyond = self.first_negative = -1
        self.beyond_value = self.negative_least = 0.0
        self.markers: dict[float, int] = {}
        self.leap_days = self.leap_repeats = 0
        self.least, self.most = _extremes(cells, variable.dtype)
        self.held = np.zeros(cells, dtype=np.int32)
        self._before = np.full(cells, np.nan, dtype=variable.dtype)
        self._since = np.zeros(cells, dtype=np.int32)
        self._longest, self._longest_value = np.zeros(3, dtype=np.int64), np.zeros(1)
        self._seek_stuck = seek_stuck and (known.is_temperature or known.water)

    def count(self, start: int, values: np.ndarray, leap: np.ndarray) -> None:
        """Count values (steps, cells) from step `start`; `leap` marks the steps that are a 29 February."""
        self.steps += values.shape[0]
        least, most = _extremes(values.shape[1], values.dtype)
        count_extremes(values, least, most, self.held)
        self.least, self.most = np.minimum(self.least, least), np.maximum(self.most, most)
        lowest, highest = float(least.min()), float(most.max())
        if lowest < self.low or highest > self.high or (self.known.water and lowest < 0):
            self._count_strange(start, values)
        self._count_leap_days(values, leap)
        if self._seek_stuck:
            follow_repeats(
                values, start, self.known.water, self._before, self._since, STUCK_DAYS, self._longest,
                self._longest_value,
            )  # fmt: skip
        self._before[:] = values[-1]

    @property
    def stuck_days(self) -> int:
        """How many days the longest run of one value lasts; 0 where none lasts `STUCK_DAYS`."""
        return int(self._longest[0])

    @property
    def stuck_from(self) -> int:
        """The first step of that run."""
        return int(self._longest[1])

    @property
    def stuck_value(self) -> float:
        """The value of that run, canonical unit."""
        return self._canonical(self._longest_value[0])

    @property
    def missing_in_held_cells(self) -> int:
        """Missing values in the cells that have any."""
        return int(self.steps * (self.held > 0).sum() - self.held.sum(dtype=np.int64))

    def _count_strange(self, start: int, values: np.ndarray) -> None:
        with np.errstate(invalid="ignore"):
            strange = (values < self.low) | (values > self.high)
            below = values < 0 if self.known.water else np.zeros_like(strange)
        marked = np.zeros_like(strange)
        for marker in MARKERS:
            if not self.low <= marker <= self.high or (self.known.water and marker < 0):
                with np.errstate(invalid="ignore", over="ignore"):
                    here = np.abs(values - marker) <= 1e-6 * abs(marker)
                if here.any():
                    self.markers[marker] = self.markers.get(marker, 0) + int(here.sum())
                    marked |= here
        infinite = np.isinf(values)
        self.infinite += int(infinite.sum())
        strange &= ~(marked | infinite | below)
        if strange.any():
            row, cell = np.argwhere(strange)[0]
            if self.first_beyond < 0:
                self.first_beyond, self.beyond_value = start + int(row), self._canonical(values[row, cell])
            self.beyond += int(strange.sum())
        below &= ~(marked | infinite)
        if below.any() and self.known.least > -1.0:
            if self.first_negative < 0:
                self.first_negative = start + int(below.any(axis=1).argmax())
            self.negative += int(below.sum())
            self.negative_least = min(self.negative_least, self._canonical(values[below].min()))

    def _canonical(self, value: float) -> float:
        return float(value) * self.variable.scale + self.variable.offset

    def _count_leap_days(self, values: np.ndarray, leap: np.ndarray) -> None:
        for row in np.flatnonzero(leap):
            today, before = values[row], values[row - 1] if row else self._before
            held = ~np.isnan(today) & ~np.isnan(before)
            if held.any():
                self.leap_days += 1
                still = today * self.variable.scale < _DRY_MM if self.known.water else today == before
                self.leap_repeats += int(still[held].all())


def _extremes(cells: int, dtype: np.dtype | str) -> tuple[np.ndarray, np.ndarray]:
    """Return the least and the most value of cells that have none yet."""
    return np.full(cells, np.inf, dtype=dtype), np.full(cells, -np.inf, dtype=dtype)
