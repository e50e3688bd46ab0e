"""A run of a pseudo-model: year after year of daily rain, coldest and warmest temperature for every cell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from catalog.calendars import day_number
from catalog.record import TimeAxis
from catalog.teaching import chance
from catalog.teaching.geography import Box, Land, land
from catalog.teaching.kernel import make_year
from catalog.teaching.models import FUTURE, HISTORICAL, PAST, PseudoModel, Slow, slow_years
from catalog.teaching.smoothing import Spread

VARIABLES = ("pr", "tasmax", "tasmin")
#: Days before the first one that set the weather going; those of the model's own past, so that a future follows it.
SPIN_UP_DAYS = 90
#: Cells between the points of the lattices of weather systems and of clusters of storms: 2.5° and 0.75°.
SYSTEM_CELLS, CLUSTER_CELLS = 10, 3
#: Fields that are drawn anew each day: whether it rains, how much, the mean temperature, the range of the day.
_FIELDS = 4


@dataclass(frozen=True)
class Weather:
    """One simulation that can be made: the same model, scenario, years, calendar and box always give the same bits.

    Attributes
    ----------
    model : PseudoModel
    scenario : str
        ``historical`` or one of `models.SCENARIOS`.
    box : Box
    first_year, last_year : int
        Both included.
    calendar : str
        CF name.
    """

    model: PseudoModel
    scenario: str
    box: Box
    first_year: int
    last_year: int
    calendar: str

    @classmethod
    def past(cls, model: PseudoModel, box: Box) -> Weather:
        """Return the model's past."""
        return cls(model, HISTORICAL, box, *PAST, model.calendar)

    @classmethod
    def future(cls, model: PseudoModel, scenario: str, box: Box) -> Weather:
        """Return the model's future under a scenario; its first day follows the last one of the past."""
        return cls(model, scenario, box, *FUTURE, model.calendar)

    @cached_property
    def time(self) -> TimeAxis:
        """Every day, in the calendar."""
        start, stop = self._first_day(self.first_year), self._first_day(self.last_year + 1)
        return TimeAxis(self.calendar, "day", np.arange(start, stop), np.ones(stop - start, dtype=np.int32))

    def years(self) -> Iterator[dict[str, np.ndarray]]:
        """Yield the years, one after the other.

        Yields
        ------
        dict of str to ndarray of float32 (days, cells)
            ``tasmin`` and ``tasmax`` in degC, ``pr`` in mm/day; cells in the order of the grid; none is missing.
        """
        here = land(self.box)
        slow = slow_years(self.model, self.scenario, self.first_year - 1, self.last_year)
        lattices = [_lattice(self.box, cells) for cells in (SYSTEM_CELLS, CLUSTER_CELLS)]
        wanted = 1 + _FIELDS * sum(shape[0] * shape[1] for *_, shape in lattices) + 2 * self.box.cells
        shape = (self.box.rows, self.box.columns)
        state = (np.zeros(self.box.cells, dtype=np.bool_), np.zeros(shape), np.zeros(shape), np.zeros(2))
        place = _places(here, self.model)
        for year in range(self.first_year - 1, self.last_year + 1):
            length = self._first_day(year + 1) - self._first_day(year)
            first = length - SPIN_UP_DAYS if year < self.first_year else 0
            run = HISTORICAL if year <= PAST[1] else self.scenario
            noise = chance.words("days", self.model.name, run, year, count=length * wanted).reshape(length, wanted)
            made = {name: np.empty((length - first, self.box.cells), dtype=np.float32) for name in VARIABLES}
            make_year(
                noise[first:], chance.normals(), chance.quantiles(), chance.amounts(), float(chance.AMOUNT_REACH),
                *lattices, place, _swung(self.model, slow[year]), _dates(length)[first:],
                self.model.warm_bias_k + here.warming * (slow[year].warming_k + 0.25 * slow[year].pacific), *state,
                made["pr"], made["tasmin"], made["tasmax"],
            )  # fmt: skip
            if year >= self.first_year:
                yield made

    def _first_day(self, year: int) -> int:
        return int(day_number(year, 1, 1, self.calendar))


def _lattice(box: Box, spacing: int) -> tuple:
    along_y, along_x = Spread.of(box.rows, spacing), Spread.of(box.columns, spacing)
    shape = (along_y.points, along_x.points)
    return along_y.first, along_y.weights, along_x.first, along_x.weights, shape


def _places(here: Land, model: PseudoModel) -> np.ndarray:
    """Return what the kernel knows of each cell, in the order of its rows; a model's error in wet days is its own."""
    wet = model.wet_bias
    return np.stack(
        [
            here.dry_share * wet, here.long_rains * wet, here.short_rains * wet, here.summer_rains * wet,
            here.long_day, here.short_day, here.amount_mm, here.mean_degc, here.range_k, 1.15 - 0.6 * here.sea,
        ]
    )  # fmt: skip


def _swung(model: PseudoModel, slow: Slow) -> np.ndarray:
    """Return how a year's slow state and warming change its seasons, in the order of the kernel's entries."""
    warmer = slow.warming_k
    return np.array(
        [
            (1.0 + 0.20 * slow.long_rains) * (1.0 + model.long_rains * warmer),
            (1.0 + 0.32 * slow.indian) * (1.0 + model.short_rains * warmer),
            1.0 + 0.5 * (model.long_rains + model.short_rains) * warmer,
            (1.0 + 0.06 * slow.indian) * (1.0 + model.intensity * warmer),
            model.later_days * warmer - 10.0 * slow.long_rains,
            -9.0 * slow.indian,
        ]
    )


def _dates(length: int) -> np.ndarray:
    """Return day of a year of 365 and the seasonal warmth of each day of a year of any calendar: (days, 2).

    It is warmest towards the end of February and coolest in July, with a lesser rise in October.
    """
    share = (np.arange(length) + 0.5) / length
    table = chance.cosines()
    turns = [(share - 55 / 365) % 1.0, (2 * share - 2 * 75 / 365) % 1.0]
    yearly, twice = (table[np.floor(turn * chance.TURN + 0.5).astype(np.int64)] for turn in turns)
    return np.stack([share * 365.0, yearly + 0.25 * twice], axis=1)
