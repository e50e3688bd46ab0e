"""What is counted of one variable while its blocks pass: extremes, missing values, markers, repeats."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from catalog.calendars import date_of
from catalog.counting import count_extremes, follow_dry, follow_repeats
from catalog.course import Course, Noted
from catalog.declared import Declared
from catalog.record import TimeAxis, Variable
from catalog.variables import Known

#: Numbers that mean "missing" in one archive or another.
MARKERS = (
    -9999.0, -999.0, -999.9, -99.9, -99.0, -88.8, -888.0, -9.99e8, -1e9, 999.0, 9999.0, 999.9, 9999.9, 99999.0,
    99999.9, -99999.0, -32768.0, -32767.0, 32767.0, 65535.0, -1e20, 1e20, 1e30, 1e34, -1e34, 1e35, 1e36,
    -3.4028234663852886e38, 3.4028234663852886e38, 9.969209968386869e36,
)  # fmt: skip
#: As many equal days in a row are no weather.
STUCK_DAYS = 20
#: Days of a dry run that may be a gauge that stopped; how much longer than any other of its place; the days held, and
#: the share of wet ones, that make this telling; and the wet days that the same months of other years would have
#: brought: a long dry season lacks few, and failed rains of a dry land fewer than these.
_STOPPED_DAYS, _STOPPED_RATIO, _TELLING_DAYS, _WET_SHARE, _LACKED = 60, 2.5, 1095, 0.1, 30
_DRY_MM = 0.1
#: A step and a cell that do not exist.
NOWHERE = (-1, -1)


class Tally:
    """Counts of one variable; fed front to back."""

    def __init__(
        self, variable: Variable, known: Known, time: TimeAxis, cells: int, declared: Sequence[Declared] = ()
    ) -> None:
        self.variable, self.known = variable, known
        self.low = (known.least - variable.offset) / variable.scale if not known.water else -np.inf
        self.high = (known.most - variable.offset) / variable.scale
        self.steps = self.infinite = self.beyond = self.negative = self.wrapped = self.invalid = 0
        self.first_beyond = self.first_negative = self.first_infinite = self.first_invalid = self.first_wrapped = (
            NOWHERE
        )
        self.beyond_value = self.negative_least = 0.0
        #: Value → (times, first step, first cell).
        self.markers: dict[float, tuple[int, int, int]] = {}
        self.leap_days = self.leap_repeats = 0
        self.least, self.most = _extremes(cells, variable.dtype)
        self.held = np.zeros(cells, dtype=np.int32)
        self._course = Course(variable, known, time, cells)
        self._before = np.full(cells, np.nan, dtype=variable.dtype)
        self._since = np.zeros(cells, dtype=np.int32)
        self._longest, self._longest_value = np.zeros(3, dtype=np.int64), np.zeros(1)
        daily = time.frequency == "day"
        self._seek_stuck = daily and (known.is_temperature or known.water)
        self._dry: _DrySpells | None = None
        if daily and variable.name == "pr":
            self._dry = _DrySpells(date_of(np.asarray(time.first_day, dtype=np.int64), time.calendar)[1] - 1, cells)
        self._wrap = max((d.wrap for d in declared), default=0.0)
        self._fills = tuple(dict.fromkeys(f for d in declared for f in d.fills))
        self._valid = (
            max((d.valid_least for d in declared), default=-np.inf),
            min((d.valid_most for d in declared), default=np.inf),
        )
        self._packed = any(d.packed for d in declared)

    def count(self, start: int, values: np.ndarray, leap: np.ndarray) -> None:
        """Count values (steps, cells) from step `start`; `leap` marks the steps that are a 29 February."""
        self.steps += values.shape[0]
        least, most = _extremes(values.shape[1], values.dtype)
        count_extremes(values, least, most, self.held)
        self.least, self.most = np.minimum(self.least, least), np.maximum(self.most, most)
        lowest, highest = float(least.min()), float(most.max())
        if lowest < self.low or highest > self.high or (self.known.water and lowest < 0):
            self._count_strange(start, values)
        if lowest < self._valid[0] or highest > self._valid[1]:
            self._count_invalid(start, values)
        self._count_leap_days(values, leap)
        if self._seek_stuck:
            follow_repeats(
                values, start, self.known.water, self._before, self._since, STUCK_DAYS, self._longest,
                self._longest_value,
            )  # fmt: skip
        if self._dry is not None:
            self._dry.follow(start, values)
        self._course.count(start, values)
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
    def stuck_cell(self) -> int:
        """The cell of that run."""
        return int(self._longest[2])

    @property
    def stuck_value(self) -> float:
        """The value of that run, canonical unit."""
        return self._canonical(self._longest_value[0])

    @property
    def missing_in_held_cells(self) -> int:
        """Missing values in the cells that have any."""
        return int(self.steps * (self.held > 0).sum() - self.held.sum(dtype=np.int64))

    @property
    def missing_each_step(self) -> np.ndarray:
        """Missing values of each step in the cells that have any, (steps,); infinite ones among them."""
        return int((self.held > 0).sum()) - self._course.held[: self.steps]

    @property
    def constant(self) -> np.ndarray:
        """Which cells have one value throughout, (cells,); a dry month is none of them."""
        constant = (self.least == self.most) & (self.held > 1)
        if self.known.water and self.steps < 365:
            constant &= self.least != 0
        return constant

    def notes(self) -> Iterator[Noted]:
        """Yield what the values show beside their attributes, and in their course."""
        if self.wrapped:
            says = f"is below anything possible {self.wrapped} times, and would be right as a number without sign"
            yield Noted("unsigned-packing", says, *self.first_wrapped)
        if self.invalid:
            least, most = self._valid
            says = (
                f"is outside of its own valid range ({least:g} to {most:g} {self.variable.units}) {self.invalid} times"
            )
            yield Noted("outside-valid-range", says, *self.first_invalid)
        yield from self._fill_within()
        yield from self._stopped_gauge()
        yield from self._course.notes()

    def _fill_within(self) -> Iterator[Noted]:
        """Note a fill value that could be a value: what was missing and what was measured are then alike."""
        if not self.missing_in_held_cells and not (self.held == 0).any():
            return
        least, most = float(self.least.min()), float(self.most.max())
        for fill in self._fills:
            possible = self.known.least <= self._canonical(fill) <= self.known.most
            dry = self.known.water and fill == 0
            among = least < fill < most
            if dry or (possible and (among or not self._packed)):
                step = int((self.missing_each_step > 0).argmax()) if self.missing_in_held_cells else -1
                yield Noted(
                    "fill-is-a-value", f"has the fill value {fill:g} {self.variable.units}, a possible value", step
                )

    def _stopped_gauge(self) -> Iterator[Noted]:
        dry = self._dry
        if dry is None:
            return
        telling = (self.held >= _TELLING_DAYS) & (dry.wet >= _WET_SHARE * self.held) & (dry.second > 0)
        long = telling & (dry.longest >= _STOPPED_DAYS) & (dry.longest > _STOPPED_RATIO * dry.second)
        lacked = {int(cell): dry.lacked(int(cell)) for cell in np.flatnonzero(long)}
        stopped = [cell for cell, days in lacked.items() if days >= _LACKED]
        if stopped:
            cell = max(stopped, key=lambda cell: int(dry.longest[cell]))
            says = (
                f"is zero for {dry.longest[cell]} days, where no other dry spell lasts more than {dry.second[cell]} "
                f"and the same months of other years had {lacked[cell]:.0f} wet days"
            )
            yield Noted("rain-stopped", says, int(dry.since[cell]), cell)

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
                    times, *first = self.markers.get(marker, (0, *_first(start, here)))
                    self.markers[marker] = (times + int(here.sum()), *first)
                    marked |= here
        infinite = np.isinf(values)
        if infinite.any() and not self.infinite:
            self.first_infinite = _first(start, infinite)
        self.infinite += int(infinite.sum())
        strange &= ~(marked | infinite | below)
        if strange.any():
            if not self.beyond:
                self.first_beyond = _first(start, strange)
                self.beyond_value = self._canonical(values[self.first_beyond[0] - start, self.first_beyond[1]])
            self.beyond += int(strange.sum())
        below &= ~(marked | infinite)
        if self._wrap:
            turned, low = values + self._wrap, (self.known.least - self.variable.offset) / self.variable.scale
            wrapped = (strange | below) & (values < low) & (turned >= low) & (turned <= self.high)
            if wrapped.any() and not self.wrapped:
                self.first_wrapped = _first(start, wrapped)
            self.wrapped += int(wrapped.sum())
        if below.any() and self.known.least > -1.0:
            if not self.negative:
                self.first_negative = _first(start, below)
            self.negative += int(below.sum())
            self.negative_least = min(self.negative_least, self._canonical(values[below].min()))

    def _count_invalid(self, start: int, values: np.ndarray) -> None:
        room = 1e-6 * max(abs(v) for v in self._valid if np.isfinite(v))
        with np.errstate(invalid="ignore"):
            outside = (values < self._valid[0] - room) | (values > self._valid[1] + room)
        if outside.any():
            if not self.invalid:
                self.first_invalid = _first(start, outside)
            self.invalid += int(outside.sum())

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


class _DrySpells:
    """The two longest dry spells of each cell, and how wet each month of the year is there; fed front to back.

    Attributes
    ----------
    longest, second, since : ndarray of int32 (cells,)
        Days of both, and the first step of the longest.
    """

    def __init__(self, months: np.ndarray, cells: int) -> None:
        self._months = months.astype(np.int64)
        self._run, self.longest, self.second = (np.zeros(cells, dtype=np.int32) for _ in range(3))
        self.since = np.full(cells, -1, dtype=np.int32)
        self._wet = np.zeros((12, cells), dtype=np.uint16)

    @property
    def wet(self) -> np.ndarray:
        """How many days had rain, (cells,)."""
        return self._wet.sum(axis=0, dtype=np.int64)

    def follow(self, start: int, values: np.ndarray) -> None:
        """Count values (steps, cells) from step `start`."""
        months = self._months[start : start + values.shape[0]]
        follow_dry(
            values, start, months, self._run, self._wet, self.longest, self.second, self.since
        )  # fmt: skip

    def lacked(self, cell: int) -> float:
        """Return how many wet days the longest dry spell would have had, were it as wet as other years' same months.

        A day that is missing is taken for a dry one.
        """
        first = int(self.since[cell])
        days = np.bincount(self._months[first : first + int(self.longest[cell])], minlength=12)
        others = np.bincount(self._months, minlength=12) - days
        return float((days * self._wet[:, cell] / np.maximum(others, 1))[others > 0].sum())


def _first(start: int, marked: np.ndarray) -> tuple[int, int]:
    """Return the step and the cell of the first that is marked, of a block that begins with step `start`."""
    at = int(marked.ravel().argmax())
    return start + at // marked.shape[1], at % marked.shape[1]


def _extremes(cells: int, dtype: np.dtype | str) -> tuple[np.ndarray, np.ndarray]:
    """Return the least and the most value of cells that have none yet."""
    return np.full(cells, np.inf, dtype=dtype), np.full(cells, -np.inf, dtype=dtype)
