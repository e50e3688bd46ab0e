"""A variable's course through time: jumps, days copied from others, and a change in how finely it was written.

Values are followed in a few groups of neighbouring cells, so that a fault of one station among several shows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from catalog.calendars import date_of, iso
from catalog.counting import sum_groups
from catalog.record import TimeAxis, Variable
from catalog.variables import Known

_GROUPS = 16
#: Columns of a step that its digest is made from.
_DIGESTED = 256
#: Steps that have to be the same as others before, all together, to be called a copy; of which so many differ.
_COPIED = {"day": (30, 8), "mon": (12, 6), "yr": (6, 5)}
_WINDOW = {"day": 90, "mon": 24, "yr": 12}
#: Years that are compared before and after a jump, at most and at least.
_YEARS, _LEAST_YEARS = 5, 3
#: A change of level that no weather makes: degrees for temperatures, else the ratio of the means.
_JUMP_K, _JUMP_RATIO, _JUMP_RATIO_WATER = 4.0, 1.6, 5.0


@dataclass(frozen=True)
class Noted:
    """One thing that a course shows.

    Attributes
    ----------
    code, says : str
        Code of the finding, and what was found, beginning with a verb.
    step, cell : int
        The first step and the first cell of it; −1 where it is all of them.
    """

    code: str
    says: str
    step: int = -1
    cell: int = -1


class Course:
    """Sums of each step by groups of cells, and its digest; fed front to back."""

    def __init__(self, variable: Variable, known: Known, time: TimeAxis, cells: int) -> None:
        self._variable, self._known, self._time, self._cells = variable, known, time, cells
        groups = min(_GROUPS, cells)
        self._edges = np.linspace(0, cells, groups + 1).astype(np.int64)
        shape = (time.first_day.size, groups)
        self._sums = np.zeros(shape)
        self._counts, self._whole, self._parts = (np.zeros(shape, dtype=np.int32) for _ in range(3))
        self._digests = np.zeros(shape[0], dtype=np.uint64)
        self._columns = np.unique(np.linspace(0, cells - 1, min(cells, _DIGESTED)).astype(np.int64))
        weights = np.random.default_rng(0).integers(1, 2**63, self._columns.size + groups, dtype=np.uint64) * 2 + 1
        self._weights, self._more_weights = weights[groups:], weights[:groups]

    def count(self, start: int, values: np.ndarray) -> None:
        """Count values (steps, cells) from step `start`."""
        water = self._known.water
        sum_groups(values, self._edges, start, water, self._sums, self._counts, self._whole, self._parts)
        rows = slice(start, start + values.shape[0])
        bits = np.ascontiguousarray(values[:, self._columns]).view(np.dtype(f"u{values.itemsize}")).astype(np.uint64)
        totals = self._sums[rows].view(np.uint64)  # so that what lies between the columns counts too
        self._digests[rows] = _mixed(_mixed(bits) @ self._weights + _mixed(totals) @ self._more_weights)

    @property
    def held(self) -> np.ndarray:
        """How many values each step has, (steps,)."""
        return self._counts.sum(axis=1)

    def notes(self) -> Iterator[Noted]:
        """Yield what the course shows."""
        yield from self._copies()
        yield from self._jump()
        yield from self._coarser()

    def _copies(self) -> Iterator[Noted]:
        """Note a whole step that repeats the one before, and a stretch that repeats an earlier one."""
        digests, held = self._digests, self.held > 0
        told = held & ((self._sums != 0).any(axis=1) | (not self._known.water))
        again = np.concatenate([[False], digests[1:] == digests[:-1]]) & told
        _, month, day = date_of(self._time.first_day, self._time.calendar)
        again &= (month != 2) | (day != 29)  # an invented leap day is a finding of its own
        if self._cells >= 4 and self._time.frequency == "day" and again.any() and not self._is_stuck(again):
            first = int(again.argmax())
            says = f"is the same in all cells as {self._step} before on {_times(int(again.sum()))}"
            yield Noted("days-repeated", f"{says}, first on {self._date(first)}", first)
        length, differing = _COPIED.get(self._time.frequency, (96, 24))
        found = _first_copy(digests, told, length, differing)
        if found is not None:
            first, after = found
            yield Noted(
                "period-copied",
                f"has from {self._date(after)} on the same values as from {self._date(first)} on, {length} steps long "
                f"at least",
                after,
            )

    @property
    def _step(self) -> str:
        return {"day": "the day", "mon": "the month", "yr": "the year"}.get(self._time.frequency, "the step")

    def _is_stuck(self, again: np.ndarray) -> bool:
        """Whether the repeats are one long run, which is a finding of its own."""
        runs = np.diff(np.flatnonzero(np.diff(np.concatenate([[0], again.view(np.int8), [0]]))))[::2]
        return bool(runs.max() >= 19)

    def _jump(self) -> Iterator[Noted]:
        years, of_year = np.unique(date_of(self._time.first_day, self._time.calendar)[0], return_inverse=True)
        if years.size < 2 * _LEAST_YEARS:
            return
        sums, counts = (np.zeros((years.size, self._sums.shape[1])) for _ in range(2))
        np.add.at(sums, of_year, self._sums)
        np.add.at(counts, of_year, self._counts)
        with np.errstate(invalid="ignore", divide="ignore"):
            means = np.where(counts >= 0.9 * counts.max(axis=0), sums / counts, np.nan)
            means = means * self._variable.scale + self._variable.offset
        additive = self._known.units == "degC" or self._known.least < -1
        best: tuple[float, int, int, float, float] | None = None
        for group in range(means.shape[1]):
            held = np.flatnonzero(np.isfinite(means[:, group]))
            found = _largest_jump(means[held, group], additive=additive, water=self._known.water)
            if found is not None and (best is None or found[0] > best[0]):
                best = (found[0], int(held[found[1]]), group, found[2], found[3])
        if best is not None:
            _, year, group, before, after = best
            first = int(np.flatnonzero(of_year == year)[0])
            units = self._known.units
            says = f"goes from about {before:.4g} to {after:.4g} {units} in {years[year]} and stays there"
            yield Noted("values-jump", says, first, int(self._edges[group]))

    def _coarser(self) -> Iterator[Noted]:
        width = _WINDOW.get(self._time.frequency, 720)
        windows = np.arange(0, self._whole.shape[0], width)
        if windows.size < 2:
            return
        whole, parts = (np.add.reduceat(a, windows, axis=0) for a in (self._whole, self._parts))
        with np.errstate(invalid="ignore", divide="ignore"):
            share = np.where(whole + parts >= width // 2, whole / (whole + parts), np.nan)
        coarse, fine = share >= 0.98, share < 0.6
        for group in np.flatnonzero(coarse.any(axis=0) & fine.any(axis=0)):
            at = int(coarse[:, group].argmax())
            while at > 0 and not share[at - 1, group] < 0.5:
                at -= 1
            first = int(windows[at])
            says = f"is written mostly in whole numbers from about {self._date(first)} on, and with fractions elsewhere"
            yield Noted("precision-changes", says, first, int(self._edges[group]))
            return

    def _date(self, step: int) -> str:
        return iso(self._time.first_day[step], self._time.calendar)


def _mixed(bits: np.ndarray) -> np.ndarray:
    """Spread what differs over all bits: round numbers differ in their highest only, which sums would drop."""
    bits = (bits ^ (bits >> np.uint64(33))) * np.uint64(0xFF51AFD7ED558CCD)
    return bits ^ (bits >> np.uint64(33))


def _first_copy(digests: np.ndarray, told: np.ndarray, length: int, differing: int) -> tuple[int, int] | None:
    """Return the first step of a stretch and of its first copy; None where there is none."""
    if digests.size < 2 * length:
        return None
    count = digests.size - length + 1
    stretch = np.zeros(count, dtype=np.uint64)
    factor = np.uint64(6364136223846793005)
    for k in range(length):
        stretch = stretch * factor + digests[k : k + count]
    fresh = np.concatenate([[1], (digests[1:] != digests[:-1]).astype(np.int64)]) * told
    changes = np.convolve(fresh, np.ones(length, dtype=np.int64), "valid")
    eligible = np.flatnonzero(changes >= max(differing, 2))
    _, first, inverse = np.unique(stretch[eligible], return_index=True, return_inverse=True)
    earlier = eligible[first[inverse]]
    copies = np.flatnonzero(earlier < eligible)
    if not copies.size:
        return None
    return int(earlier[copies[0]]), int(eligible[copies[0]])


def _largest_jump(means: np.ndarray, *, additive: bool, water: bool) -> tuple[float, int, float, float] | None:
    """Return (how far beyond chance, index of the first year after, level before, level after), or None.

    Parameters
    ----------
    means : ndarray (years,)
        Finite.
    additive : bool
        Whether differences count, as for temperatures, and not ratios.
    """
    best = None
    if not additive and (means <= 0).any():
        return None
    scaled = means if additive else np.log(means)
    least = _JUMP_K if additive else np.log(_JUMP_RATIO_WATER if water else _JUMP_RATIO)
    floor = 0.3 if additive else 0.05
    for at in range(_LEAST_YEARS, means.size - _LEAST_YEARS + 1):
        before, after = scaled[max(0, at - _YEARS) : at], scaled[at : at + _YEARS]
        by = abs(float(after.mean() - before.mean()))
        apart = max(before.min(), after.min()) > min(before.max(), after.max())
        chance = max(floor, float(np.sqrt((before.var(ddof=1) + after.var(ddof=1)) / 2)))
        at_once = abs(float(scaled[at] - scaled[at - 1])) > 0.7 * by
        if by > least and by > 5 * chance and apart and at_once and (best is None or by / chance > best[0]):
            both = (float(means[max(0, at - _YEARS) : at].mean()), float(means[at : at + _YEARS].mean()))
            best = (by / chance, at, *both)
    return best


def _times(days: int) -> str:
    return "one day" if days == 1 else f"{days} days"
