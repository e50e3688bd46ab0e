"""What the engine takes and gives: a `Source` of stored values, and the `Result` of a recipe."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np

from broker.recipe import Recipe
from catalog.record import Grid, TimeAxis, Variable
from translators.periods import ANY_YEARS, Years

if TYPE_CHECKING:
    from broker.engine.adjustment_effect import Effect


class Source(Protocol):
    """One simulation's stored arrays, read by tiles.

    A tile is a block of `tile_shape` cells, the whole of time contiguous; tile ``(ty, tx)`` holds the cells
    ``iy = ty * h … min((ty + 1) * h, ny) - 1`` and likewise ``ix``, row by row.
    """

    time: TimeAxis
    grid: Grid
    tile_shape: tuple[int, int]
    fingerprint: str
    """Identifies the stored bytes (snapshot and group): equal fingerprints, equal values."""

    def variable(self, name: str) -> Variable:
        """Return the record of a variable that the simulation holds."""
        ...

    def read(self, name: str, tile: tuple[int, int]) -> np.ndarray:
        """Return the values of one tile, (cells in the tile, time), stored units, missing as NaN."""
        ...


@runtime_checkable
class ReadsTogether(Protocol):
    """A `Source` for which many tiles take little longer than one, such as an archive that stays in place."""

    def expect(self, name: str, tiles: Iterable[tuple[int, int]]) -> None:
        """Learn which tiles of a variable will be read next."""
        ...

    def bytes_to_decode(self, name: str, tiles: int) -> int:
        """Return how many bytes of values are decoded to read so many tiles of a variable, at most."""
        ...


@dataclass(frozen=True)
class Cells:
    """The cells of one simulation that the region touches.

    Attributes
    ----------
    lat, lon : ndarray (cells,)
        Centres, longitudes −180 to 180.
    corners : ndarray (cells, 4, 2) or None
        Longitude and latitude of the corners, in order round the cell; None for points. Longitudes of one cell are
        continuous (they may pass 180).
    area_km2 : ndarray (cells,)
        True area of the overlap with the region; 1.0 for a point.
    index : ndarray of int (cells,)
        Flat index into the producer's grid.
    values : ndarray (seasons, cells)
        The index of each season and cell, delivered units, missing as NaN.
    raw : ndarray (seasons, cells) or None
        As ``values``, with +inf or −inf where a season has an outcome of the index; None where the index has none.
    """

    lat: np.ndarray
    lon: np.ndarray
    corners: np.ndarray | None
    area_km2: np.ndarray
    index: np.ndarray
    values: np.ndarray
    raw: np.ndarray | None = None


@dataclass(frozen=True)
class Series:
    """The index of one simulation over the region, season by season.

    Attributes
    ----------
    dataset, version, kind : str, int, str
    model, scenario, member, calendar : str
    label_years : ndarray of int (seasons,)
        The year in which each season ends.
    starts, ends : tuple of str
        ISO dates of the first and last day, in the simulation's own calendar.
    values : ndarray of float64 (seasons,)
        Area-weighted mean, delivered units; NaN where no cell has a value.
    valid_fraction : ndarray of float64 (seasons,)
        Share of the whole region's area that had a value.
    cells : Cells
    place, step, variant : str
        Which of several regions ("Nakuru"), steps of the season ("March") and values of the parameters
        ("thresh 32 degC") it is of; empty where there is one.
    outcomes : dict of str to ndarray of float64 (seasons,)
        Of each outcome of the index ("no onset found") the share of the region's area that had it, 0 to 1.
    limits : ndarray (seasons,) or None
        What the values are compared with where a share of the years was asked, as `broker.engine.limits.limits_of`.
    date_scale : float
        What turns dates of its calendar, over a period, into dates of one year for all; see `broker.engine.dates`.
    """

    dataset: str
    version: int
    kind: str
    model: str
    scenario: str
    member: str
    calendar: str
    label_years: np.ndarray
    starts: tuple[str, ...]
    ends: tuple[str, ...]
    values: np.ndarray
    valid_fraction: np.ndarray
    cells: Cells
    place: str = ""
    step: str = ""
    variant: str = ""
    outcomes: dict[str, np.ndarray] = field(default_factory=dict)
    limits: np.ndarray | None = None
    date_scale: float = 1.0

    @property
    def part(self) -> tuple[str, str, str]:
        """Place, step and variant: rows of different parts are never pooled."""
        return self.place, self.step, self.variant


@dataclass(frozen=True)
class ModelValue:
    """One model's vote in a period: the mean over its members' period means.

    ``change`` is against each member's own baseline, or NaN where there is none. ``weight`` is 1 unless set by hand.
    ``outcomes`` are the shares of the period's seasons (and area) that had an outcome instead of a number.
    """

    model: str
    members: int
    value: float
    change: float
    kind: str = "projection"
    weight: float = 1.0
    outcomes: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class SummaryRow:
    """One scenario and period over all models, one model one vote.

    Percentiles are linear between order statistics (Hyndman and Fan, type 7). ``agreement`` is the share of models with
    a change whose sign is that of the median change. Values that cannot be known are NaN.

    ``place``, ``step`` and ``variant`` are those of the series. ``warming`` is the level of global warming, K, of a row
    whose period differs from model to model; its ``period`` is that of the median model. ``outcomes`` are medians over
    the models. ``robustness`` is the category of the sixth assessment's advanced approach: ``robust``, ``no-change``,
    ``conflicting``, or empty where there are too few models or no baseline. ``models`` counts those with a vote: one of
    weight 0 stands in ``votes`` without having one.

    Of levels passed once in many years, ``interval`` holds the ends of the 90 % confidence interval of ``p50``, as the
    years of a period are few, and ``poor_fit`` the share of the cells looked at (0 to 1) whose values the fitted
    distribution does not fit, by the test of `broker.engine.level_doubts`; None and NaN for other statistics.
    """

    scenario: str
    period: Years
    models: int
    p10: float
    p50: float
    p90: float
    change_p10: float
    change_p50: float
    change_p90: float
    agreement: float
    votes: tuple[ModelValue, ...]
    is_baseline: bool = False
    place: str = ""
    step: str = ""
    variant: str = ""
    warming: float | None = None
    outcomes: dict[str, float] = field(default_factory=dict)
    robustness: str = ""
    interval: tuple[float, float] | None = None
    poor_fit: float = math.nan

    @property
    def moment(self) -> tuple[float, Years]:
        """What rows of one time share, in order: their period; or their level of warming, whichever years it has."""
        return (0.0, self.period) if self.warming is None else (self.warming, ANY_YEARS)


@dataclass(frozen=True)
class Share:
    """What the variance of the change in one period comes from (Hawkins and Sutton 2009): shares that add up to 1."""

    period: Years
    model: float
    scenario: float
    internal: float
    place: str = ""
    step: str = ""
    variant: str = ""


@dataclass(frozen=True)
class Result:
    """The numbers of a recipe.

    Attributes
    ----------
    recipe : Recipe
    units : str
        Delivered unit of the series; changes of ``degC`` are in ``K``.
    region_area_km2 : float
        0.0 for a point.
    series : tuple of Series
        One a simulation, in the order of the recipe.
    summary : tuple of SummaryRow
        The baseline's rows first, then by scenario and period.
    warnings : tuple of str
        Plain sentences: simulations without a baseline, dropped from a horizon, seasons without a value.
    daily_bytes_read : int
        Stored bytes of daily data that were read for it (0 when the cache answered).
    variance : tuple of Share
        Empty where there are too few models or scenarios to tell.
    adjusted : Effect or None
        What an adjustment to observations did, where one was asked.
    beyond : tuple of SummaryRow
        Scenarios and periods in which no model has a number, because their seasons had outcomes instead: the shares of
        these, and NaN for all else.
    """

    recipe: Recipe
    units: str
    region_area_km2: float
    series: tuple[Series, ...]
    summary: tuple[SummaryRow, ...]
    warnings: tuple[str, ...]
    daily_bytes_read: int = 0
    variance: tuple[Share, ...] = ()
    adjusted: Effect | None = None
    beyond: tuple[SummaryRow, ...] = ()

    @property
    def whole_variance(self) -> tuple[tuple[Years, float, float, float], ...]:
        """Period and shares of models, scenarios and chance; empty where there are several parts, each with its own."""
        if len({(share.place, share.step, share.variant) for share in self.variance}) != 1:
            return ()
        return tuple((share.period, share.model, share.scenario, share.internal) for share in self.variance)

    @property
    def summary_units(self) -> str:
        """Delivered unit of the summary's values: that of the series, or of the statistic over the years (%)."""
        return self.recipe.statistic.units_of(self.units)
