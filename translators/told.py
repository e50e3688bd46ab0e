"""A result as plain values: all that a sentence about it needs, and nothing that only a computer could read."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from translators.indices import Index, index_of
from translators.periods import ANY_YEARS, Season, Years
from translators.statistics import MEAN, Statistic


@dataclass(frozen=True)
class ToldRow:
    """One scenario and period over all its models.

    Attributes
    ----------
    scenario : str
        Id: ``ssp245``, ``historical``, ``observed``.
    period : Years
    models : int
    p10, p50, p90, change_p50, agreement : float
        In the delivered unit, NaN where unknown. `agreement` is the share of models whose change has the sign of
        `change_p50`.
    is_baseline : bool
    is_measured : bool
        Whether the row is of observations, which are no votes of models.
    place, step, variant : str
        Which of several regions, steps of the season and definitions it is of; empty where there is one.
    warming : float or None
        Level of global warming, K, of a row whose years differ from model to model.
    outcomes : dict of str to float
        Of each outcome of the index ("no onset found") the share of years that had it, 0 to 1.
    robustness : str
        How firmly the models agree on the change: ``robust``, ``no-change``, ``conflicting``, or empty where unknown.
    interval : tuple of float or None
        Ends of the 90 % confidence interval of `p50`, of levels passed once in many years.
    """

    scenario: str
    period: Years
    models: int
    p10: float
    p50: float
    p90: float
    change_p50: float = math.nan
    agreement: float = math.nan
    is_baseline: bool = False
    is_measured: bool = False
    place: str = ""
    step: str = ""
    variant: str = ""
    warming: float | None = None
    outcomes: Mapping[str, float] = field(default_factory=dict, hash=False)
    robustness: str = ""
    interval: tuple[float, float] | None = None

    @property
    def moment(self) -> tuple[float, Years]:
        """What rows of one time share, in order: their period; or their level of warming, whichever years it has."""
        return (0.0, self.period) if self.warming is None else (self.warming, ANY_YEARS)

    @property
    def part(self) -> tuple[str, str, str]:
        """Place, step and variant: rows of different parts are never told as one."""
        return self.place, self.step, self.variant

    @property
    def is_known(self) -> bool:
        """Whether the row has a value."""
        return math.isfinite(self.p50)


@dataclass(frozen=True)
class ToldMismatch:
    """One place where need and offer do not meet, in words."""

    axis: str
    severity: str
    message: str
    remedy: str = ""


@dataclass(frozen=True)
class Told:
    """A product as it is told.

    Attributes
    ----------
    index, parameters : str, mapping
        As in the recipe.
    season, baseline : Season, Years
    region : str
        The region's name.
    is_point : bool
    units : str
        Delivered unit of every value.
    rows : tuple of ToldRow
    mismatches : tuple of ToldMismatch
    warnings : tuple of str
        Further doubts, the most important first.
    language, statement, decision : str
    credits : tuple of str
        Citation and licence of each dataset, one line each.
    is_synthetic : bool
        Whether the weather is made up: then whatever is told begins with that.
    statistic : Statistic
        What was taken over the years of a period.
    statistic_units : str
        Unit of the rows' values where the statistic has another than `units`; empty where it has not.
    each : str
        ``season``, or the step of the season that each row with a `step` is of.
    area : str
        What was taken over the region: ``mean``, ``minimum``, ``maximum``, ``above 20 days``.
    variants : mapping of str to mapping
        The parameters of each variant of the rows; empty where there is one definition.
    choices : tuple of str
        What was chosen away from the ordinary and decides the numbers (weights, adjustment), one sentence each.
    variance : tuple of (Years, float, float, float)
        Of the variance of the change in each period the shares, 0 to 1, of models, scenarios and chance; empty where
        unknown or where there are several parts.
    """

    index: str
    parameters: Mapping[str, str]
    season: Season
    baseline: Years
    region: str
    is_point: bool
    units: str
    rows: tuple[ToldRow, ...]
    mismatches: tuple[ToldMismatch, ...] = ()
    warnings: tuple[str, ...] = ()
    language: str = "en"
    statement: str = ""
    decision: str = ""
    credits: tuple[str, ...] = ()
    is_synthetic: bool = False
    statistic: Statistic = MEAN
    statistic_units: str = ""
    each: str = "season"
    area: str = "mean"
    variants: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    choices: tuple[str, ...] = ()
    variance: tuple[tuple[Years, float, float, float], ...] = ()

    @property
    def row_units(self) -> str:
        """Unit of the rows' values."""
        return self.statistic_units or self.units

    @property
    def parts(self) -> tuple[tuple[str, str, str], ...]:
        """The parts that the rows are of, in their order; definitions in that of `variants`."""
        order = {variant: number for number, variant in enumerate(self.variants)}
        parts = dict.fromkeys(row.part for row in self.rows)
        return tuple(sorted(parts, key=lambda part: order.get(part[2], 0)))

    def of_part(self, part: tuple[str, str, str]) -> Told:
        """Return what is told of one place, step and variant."""
        rows = tuple(row for row in self.rows if row.part == part)
        return replace(self, rows=rows, parameters=self.variants.get(part[2], self.parameters), variants={})

    @property
    def entry(self) -> Index:
        """The index's entry in the table."""
        return index_of(self.index, self.parameters)

    @property
    def is_named(self) -> bool:
        """Whether the region has a name of its own, and is no pair of numbers."""
        return not self.region[:1].isdigit() and not self.region.startswith(("-", "−"))

    @property
    def place(self) -> str:
        """The region's name without what it lies in: "Woolpit"."""
        return self.region.split(", ")[0] if self.is_named else self.region

    @property
    def past_rows(self) -> tuple[ToldRow, ...]:
        """What models give for the baseline."""
        return tuple(row for row in self.rows if row.is_baseline and not row.is_measured and row.is_known)

    @property
    def measured_rows(self) -> tuple[ToldRow, ...]:
        """What was measured, in any period."""
        return tuple(row for row in self.rows if row.is_measured and row.is_known)

    @property
    def future_rows(self) -> tuple[ToldRow, ...]:
        """What models give for the horizons."""
        return tuple(row for row in self.rows if not row.is_baseline and not row.is_measured and row.is_known)
