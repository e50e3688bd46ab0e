"""What is counted of one variable while its blocks pass: extremes, missing values, markers, repeats."""

from __future__ import annotations

import numpy as np

from catalog.record import Variable
from catalog.variables import Known

#: Numbers that mean "missing" in one archive or another.
MARKERS = (
    -9999.0, -999.0, -99.9, -99.0, -9.99e8, 9999.0, 999.9, 99999.0, -32768.0, -32767.0, 1e20, -1e20, 1e30, 1e36,
    9.969209968386869e36,
)  # fmt: skip
#: As many equal days in a row are no weather.
STUCK_DAYS = 20
_STRIDE = 5
_DRY_MM = 0.1


class Tally:
    """Counts of one variable; `cells` wide, fed front to back."""

    def __init__(self, variable: Variable, known: Known, cells: int, *, seek_stuck: bool) -> None:
        self.variable, self.known = variable, known
        self.low = (known.least - variable.offset) / variable.scale if not known.water else -np.inf
        self.high = (known.most - variable.offset) / variable.scale
        self.steps = self.missing = self.infinite = self.beyond = self.negative = 0
        self.first_missing = self.first_beyond = self.first_negative = -1
        self.beyond_value = self.negative_least = 0.0
        self.markers: dict[float, int] = {}
        self.leap_days = self.leap_repeats = 0
        self.stuck_days, self.stuck_from, self.stuck_value = 0, -1, 0.0
        self.least, self.most = np.full(cells, np.inf), np.full(cells, -np.inf)
        self.held = np.zeros(cells, dtype=np.int64)
        self._tail = np.empty((0, cells), dtype=variable.dtype)
        self._open: dict[int, int] = {}
        self._seek_stuck = seek_stuck and (known.is_temperature or known.water)

    def count(self, start: int, values: np.ndarray, leap: np.ndarray) -> None:
        """Count values (steps, cells) from step `start`; `leap` marks the steps that are a 29 February."""
        self.steps += values.shape[0]
        absent = np.isnan(values)
        gone = absent.sum(axis=0)
        self.held += values.shape[0] - gone
        if gone.any():
            # Cells that never have a value are no missing days; `missing_in_held_cells` subtracts them at the end.
            self.missing += int(gone.sum())
        least, most = np.fmin.reduce(values, axis=0), np.fmax.reduce(values, axis=0)
        self.least, self.most = np.fmin(self.least, least), np.fmax(self.most, most)
        lowest, highest = float(np.fmin.reduce(least)), float(np.fmax.reduce(most))
        if lowest < self.low or highest > self.high or (self.known.water and lowest < 0):
            self._count_strange(start, values)
        self._count_repeats(start, values, leap)

    @property
    def missing_in_held_cells(self) -> int:
        """Missing values in the cells that have any."""
        return int(self.missing - self.steps * (self.held == 0).sum())

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

    def _count_repeats(self, start: int, values: np.ndarray, leap: np.ndarray) -> None:
        for row in np.flatnonzero(leap):
            today, before = (
                values[row],
                values[row - 1] if row else (self._tail[-1] if len(self._tail) else values[row]),
            )
            held = ~np.isnan(today) & ~np.isnan(before)
            if held.any() and (row or len(self._tail)):
                self.leap_days += 1
                still = today * self.variable.scale < _DRY_MM if self.known.water else today == before
                self.leap_repeats += int(still[held].all())
        joined = np.concatenate([self._tail, values])
        if self._seek_stuck:
            self._count_stuck(start - len(self._tail), joined)
        self._tail = joined[-STUCK_DAYS:].copy()

    def _count_stuck(self, start: int, values: np.ndarray) -> None:
        """Find long runs of one value in steps from `start`; a run that goes on into the next block is kept open."""
        # A run of 20 equal days holds four of every fifth day; only where those are equal are all days looked at.
        every = values[::_STRIDE]
        same = every[1:] == every[:-1]
        if self.known.water:
            same &= every[1:] > 0  # a dry spell is no fault
        suspects = np.flatnonzero((same[2:] & same[1:-1] & same[:-2]).any(axis=0)) if len(same) > 2 else ()
        begun, self._open = self._open, {}
        for cell in sorted({*np.asarray(suspects, dtype=int).tolist(), *begun}):
            column = values[:, cell]
            edges = np.concatenate([[0], np.flatnonzero(column[1:] != column[:-1]) + 1, [column.size]])
            for first, after in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
                since = begun.get(cell, start) if first == 0 else start + first
                days = start + after - since
                if days < STUCK_DAYS or (self.known.water and not column[first] > 0):
                    continue
                if after == column.size:
                    self._open[cell] = since
                if days > self.stuck_days:
                    self.stuck_days, self.stuck_from = days, since
                    self.stuck_value = self._canonical(column[first])
