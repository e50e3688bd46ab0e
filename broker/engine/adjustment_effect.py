"""What an adjustment does: tested on years that it was not fitted to, and beside the raw numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from broker.engine.adjustment import AdjustedSource
from broker.engine.adjustment_mapping import Mapping
from broker.engine.result import SummaryRow
from translators.figures import figure
from translators.periods import Years
from translators.statistics import Adjustment

if TYPE_CHECKING:
    from broker.engine.work import Work

#: Names of the methods.
METHODS = {"qdm": "quantile delta mapping", "dqm": "detrended quantile mapping"}
#: An adjustment is tested in at most so many cells of a simulation, spread over the region.
_TESTED_CELLS = 16
#: A wet day, mm/day.
_WET = 1.0
#: An adjusted statistic that is so many times as far off as the raw one is said not to be helped.
_WORSE = 1.1


@dataclass(frozen=True)
class Test:
    """One statistic of the daily values of half the reference years, adjusted by a mapping fitted to the other half.

    Each half stands for itself: over both together, what is too warm in one and too cold in the other would cancel.

    Attributes
    ----------
    dataset, model, member, variable, statistic, units : str
        ``statistic``: ``mean``, ``p10``, ``p90`` or, of rain, ``wet days``.
    years : Years
        The half that is tested.
    observed, raw, adjusted : float
        Means over the cells.
    """

    dataset: str
    model: str
    member: str
    variable: str
    statistic: str
    units: str
    years: Years
    observed: float
    raw: float
    adjusted: float


@dataclass(frozen=True)
class Effect:
    """What an adjustment did to a result.

    Attributes
    ----------
    how : Adjustment
    tests : tuple of Test
        Empty where the reference years are too few to be halved.
    raw : tuple of SummaryRow
        The summary of the same recipe without the adjustment.
    farthest_km : float
        From a cell's centre to the observations that it is adjusted to.
    """

    how: Adjustment
    tests: tuple[Test, ...]
    raw: tuple[SummaryRow, ...]
    farthest_km: float

    def raw_of(self, row: SummaryRow) -> SummaryRow | None:
        """Return the raw row beside an adjusted one."""
        return next((r for r in self.raw if _place_of(r) == _place_of(row)), None)


def effect_of(work: Work, raw: tuple[SummaryRow, ...]) -> tuple[Effect, tuple[str, ...]]:
    """Return what the adjustment of a recipe did, and the sentences that have to stand beside its numbers."""
    how = work.recipe.adjustment
    assert how is not None
    tests: list[Test] = []
    farthest, tested = 0.0, set()
    for part in work.parts:
        source = part.source
        if not isinstance(source, AdjustedSource):
            continue
        farthest = max(farthest, float(source.distance_km(part.overlap.index).max()))
        names = [name for group in part.variables for name in group]
        new = [name for name in names if (source.past.source.fingerprint, name) not in tested]
        tested |= {(source.past.source.fingerprint, name) for name in new}
        model, _, member = part.key
        for name in new:
            tests += _tests_of(source, name, part.overlap.index, (part.source_of.dataset, model, member))
    effect = Effect(how, tuple(tests), raw, farthest)
    return effect, _sentences(work, effect)


def _tests_of(source: AdjustedSource, name: str, cells: np.ndarray, whose: tuple[str, str, str]) -> list[Test]:
    cells = np.unique(cells)[:: -(-np.unique(cells).size // _TESTED_CELLS)]
    observed, raw = source.reference_days(name, cells)
    half = observed.shape[1] // 2
    if not half:
        return []
    adjusted = cross_adjusted(source.mapping(name), observed, raw, source.seeds(f"{name} tested", cells))
    both = np.isfinite(observed) & np.isfinite(adjusted)
    if not both.any():
        return []
    units, first, tests = source.variable(name).units, source.years.first, []
    of_each = [np.where(both, values, np.nan) for values in (observed, raw, adjusted)]
    for years, span in (
        (Years(first, first + half - 1), slice(None, half)),
        (Years(first + half, source.years.last), slice(half, None)),
    ):
        if not both[:, span].any():
            continue
        seen, before, after = (_statistics(name, values[:, span], units) for values in of_each)
        for statistic, (value, unit) in seen.items():
            row = Test(*whose, name, statistic, unit, years, value, before[statistic][0], after[statistic][0])
            tests.append(row)
    return tests


def cross_adjusted(
    mapping: Mapping, observed: np.ndarray, raw: np.ndarray, seeds: list[np.random.Generator]
) -> np.ndarray:
    """Return the raw values of each half of the years, adjusted by the mapping fitted to the other half.

    Parameters
    ----------
    observed, raw : ndarray (cells, years, SLOTS)
        At least two years.
    """
    half = observed.shape[1] // 2
    first, second = slice(None, half), slice(half, None)
    return np.concatenate(
        [
            mapping.apply(observed[:, second], raw[:, second], raw[:, first], seeds),
            mapping.apply(observed[:, first], raw[:, first], raw[:, second], seeds),
        ],
        axis=1,
    )


def _statistics(name: str, values: np.ndarray, units: str) -> dict[str, tuple[float, str]]:
    """Return each statistic over the days, averaged over the cells that have any."""
    flat = values.reshape(values.shape[0], -1)
    flat = flat[np.isfinite(flat).any(axis=1)]
    found = {
        "mean": (float(np.nanmean(flat, axis=1).mean()), units),
        "p10": (float(np.nanpercentile(flat, 10, axis=1).mean()), units),
        "p90": (float(np.nanpercentile(flat, 90, axis=1).mean()), units),
    }
    if name == "pr":
        wet = np.where(np.isfinite(flat), flat >= _WET, np.nan)
        found["wet days"] = (100 * float(np.nanmean(wet, axis=1).mean()), "%")
    return found


def _sentences(work: Work, effect: Effect) -> tuple[str, ...]:
    how, years = effect.how, work.recipe.baseline
    adjusted = sorted({p.source_of.dataset for p in work.parts if isinstance(p.source, AdjustedSource)})
    said = [
        f"The projections of {' and '.join(adjusted)} are adjusted to {how.dataset}@{how.version} by "
        f"{METHODS[how.method]}, fitted over {years} ({how.quantiles} quantiles, {how.window} days round each five "
        f"days of the year): nothing here is raw model output, and the errors of those observations are in it. That "
        f"the models' errors stay in the future as they were is assumed, not known. The raw numbers stand beside these "
        f"in adjustment.csv."
    ]
    if effect.farthest_km >= 1:
        said.append(f"Cells are adjusted to observations up to {effect.farthest_km:.0f} km from their centres.")
    if not effect.tests:
        said.append(f"{years} is too short to be halved, so the adjustment could not be tested.")
    for variable in dict.fromkeys(t.variable for t in effect.tests):
        said.append(_test_sentence([t for t in effect.tests if t.variable == variable]))
    return tuple(said)


def _test_sentence(tests: list[Test]) -> str:
    """Say how far raw and adjusted values are off in years that the mapping has not seen."""
    parts, worse = [], []
    for statistic in dict.fromkeys(t.statistic for t in tests):
        some = [t for t in tests if t.statistic == statistic]
        raw, now = (float(np.mean([abs(getattr(t, of) - t.observed) for t in some])) for of in ("raw", "adjusted"))
        parts.append(f"{statistic} {figure(now, some[0].units)} {some[0].units} off (raw {figure(raw, some[0].units)})")
        if now > _WORSE * raw:
            worse.append(statistic)
    helped = f" It does not help with {' and '.join(worse)}." if worse else ""
    return (
        f"Fitted to one half of the years and tested on the other, both ways, the adjusted {tests[0].variable} has its "
        f"{', its '.join(parts)}, on average over the models and halves.{helped}"
    )


def _place_of(row: SummaryRow) -> tuple[object, ...]:
    period = None if row.warming is not None else row.period
    return row.scenario, period, row.warming, row.is_baseline, row.place, row.step, row.variant
