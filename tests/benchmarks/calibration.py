"""Print what plans say against what the work takes, for many recipes: `python -m tests.benchmarks.calibration`.

The data are the weather for teaching, a sixth of its box's sides, published into a store of its own. A recipe is asked
*cold* (nothing kept), then *warm* (its days in memory, what was reduced of them forgotten), three times. Seconds are of
the processor, one thread, so that other programs on the machine do not lengthen them; memory is how far the process
grew.
"""

from __future__ import annotations

import ctypes
import gc
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import Any
from unittest import mock

from broker.engine.cache import ReductionCache
from broker.engine.plan import Plan, plan
from broker.engine.run import run
from broker.engine.work import OpenSource
from broker.recipe import Input, Recipe
from broker.service import Broker
from tests.benchmarks.cases import Line
from tests.benchmarks.families import ASKED, season_of
from translators.indices import INDICES
from translators.periods import YEAR, Season, Years
from translators.statistics import Statistic

#: Of a plan and what it takes, the larger may be so many times the smaller; and so large a share of plans keeps to it.
FACTOR, SHARE = 2.0, 0.95
#: What is shorter, and what is smaller, is not worth a plan: nobody waits for it.
LEAST_S, LEAST_BYTES = 0.05, 16 * 1024**2
_HALF_SUM = {"tas": ("tasmin", "tasmax")}
_SIMULATIONS = 7
#: So often each recipe is asked, cold and warm.
RUNS = 3


@dataclass(frozen=True)
class Case:
    """A recipe by what is special about it."""

    index: str
    side_cells: int
    season: Season = YEAR
    more: dict[str, Any] | None = None

    @property
    def name(self) -> str:
        """What the table calls it."""
        more = dict(self.more or {})
        special = ["3 variants"] if more.pop("variants", ()) else []
        special += [value.text if isinstance(value, Statistic) else f"each {value}" for value in more.values()]
        return ", ".join((self.index, f"{self.side_cells}²", self.season.name, *special))


_VARIANTS = {"variants": ({"thresh": "28 degC"}, {"thresh": "32 degC"})}
_RAINS = Season(3, 1, 5, 31)
#: Every family that the variables of the data allow, in places of several sizes, seasons, steps and statistics.
CASES = (
    *(Case(name, 8) for name in (
        "tx_days_above", "tn_days_below", "wetdays", "tg_mean", "tx_max", "tn_min", "growing_degree_days",
        "daily_temperature_range", "maximum_consecutive_dry_days", "prcptot", "max_n_day_precipitation_amount",
        "daily_pr_intensity", "dry_spell_frequency", "wet_spell_max_length", "dry_spell_across_seasons",
        "rain_season_start", "rain_season_end", "rain_season_false_starts", "dry_run_after_onset", "crop_success",
        "last_spring_frost", "first_day_tx_above", "growing_season_length", "degree_days_exceedance_date",
        "corn_heat_units_total", "heat_wave_frequency", "hot_spell_max_magnitude", "daily_freezethaw_cycles",
        "fraction_over_precip_thresh", "days_over_precip_thresh", "standardized_precipitation_index",
        "standardized_precipitation_evapotranspiration_index", "potential_evapotranspiration", "water_budget",
        "aridity_index", "huglin_index", "biologically_effective_degree_days", "cool_night_index", "chill_units",
        "keetch_byram_drought_index_max", "pasture_growth_days", "expression",
    )),
    Case("tx90p", 4), Case("warm_spell_duration_index", 4), Case("chill_portions", 4),
    Case("tx_days_above", 1), Case("tx_days_above", 16), Case("rain_season_start", 16), Case("tg_mean", 16),
    Case("tx_days_above", 16, _RAINS), Case("prcptot", 16, _RAINS), Case("tx_days_above", 8, YEAR, {"each": "month"}),
    Case("prcptot", 8, YEAR, {"each": "dekad"}), Case("tx_days_above", 8, YEAR, _VARIANTS),
    Case("tx_days_above", 16, YEAR, _VARIANTS),
    Case("tx_max", 16, YEAR, {"statistic": Statistic.parse("return level 20")}),
    Case("tx_days_above", 16, YEAR, {"statistic": Statistic.parse("percentile 90")}),
)  # fmt: skip


@dataclass(frozen=True)
class Found:
    """A plan, and what the work took."""

    planned: Plan
    seconds: float
    grown: int

    @property
    def factors(self) -> tuple[float, float]:
        """Of seconds and of memory: planned over found, short work and little memory counted as the least."""
        return (
            max(self.planned.seconds, LEAST_S) / max(self.seconds, LEAST_S),
            max(self.planned.memory, LEAST_BYTES) / max(self.grown, LEAST_BYTES),
        )


def store(folder: Path) -> Broker:
    """Return a broker that holds weather for teaching in a small box."""
    broker = Broker(folder)
    broker.publish_teaching(by="Bench", scale=1 / 6)
    return broker


def recipe_of(case: Case, broker: Broker) -> Recipe:
    """Return the recipe of a case over a square of the box."""
    version = broker.datasets()[0]
    keys = tuple(s.key for s in version.simulations)[:_SIMULATIONS]
    west, south, east, north = version.simulations[0].bbox
    x, y, half = (west + east) / 2, (south + north) / 2, 0.125 * case.side_cells
    ring = [[x + a * half, y + b * half] for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))]
    entry = INDICES[case.index]
    parameters = {n: p.default for n, p in entry.parameters.items()} | ASKED.get(case.index, {})
    season = season_of(entry) if case.season is YEAR else case.season
    return Recipe(
        case.index, parameters, season, Years(1981, 2010), (Years(2031, 2060),),
        {"name": "a square", "geometry": {"type": "Polygon", "coordinates": [ring]}, "source": "made up"},
        (Input(version.dataset, version.number, version.snapshot, "projection", keys, dict(_HALF_SUM)),),
        **(case.more or {}),
    )  # fmt: skip


def measured(recipe: Recipe, source_of: OpenSource, cache: ReductionCache) -> Found:
    """Return the plan of a recipe and what one run of it took."""
    planned = plan(recipe, source_of, cache)
    gc.collect()
    with suppress(OSError, AttributeError, TypeError):  # what earlier cases freed goes back to the system
        ctypes.CDLL(None).malloc_trim(0)
    before, start = _resident(fresh=True), time.process_time()
    run(recipe, source_of, cache)
    return Found(planned, time.process_time() - start, _resident(peak=True) - before)


def typical(runs: Sequence[Found]) -> Found:
    """Return what equal runs tell together: the middle plan, the middle of the seconds, and the most memory.

    One run alone tells more of the moment (a page of the disk that had to wait, memory that an earlier run had not
    given back) than of the recipe.
    """
    planned = sorted((one.planned for one in runs), key=lambda one: one.seconds)[len(runs) // 2]
    return Found(planned, median(one.seconds for one in runs), max(one.grown for one in runs))


def _resident(*, fresh: bool = False, peak: bool = False) -> int:
    """Return the memory that the process holds, or the most since the last fresh look; 0 where that is not told."""
    with suppress(OSError):
        if fresh:
            Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
        status = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
        return 1024 * next(int(one.split()[1]) for one in status if one.startswith("VmHWM" if peak else "VmRSS"))
    return 0


def calibrate(
    recipes: dict[str, Recipe], source_of: OpenSource, tell: Callable[[str], None] = print
) -> tuple[Line, ...]:
    """Ask every recipe cold and warm, tell a line each, and return the shares of plans that were near enough."""
    found: dict[str, list[Found]] = {"cold": [], "warm": []}
    with mock.patch("broker.engine.plan.threads", return_value=1):
        for name, recipe in recipes.items():
            compiled = replace(
                recipe, inputs=(replace(recipe.inputs[0], simulations=recipe.inputs[0].simulations[:1]),)
            )
            run(compiled, source_of, ReductionCache(None))  # before anything is timed
            runs: dict[str, list[Found]] = {state: [] for state in found}
            for _ in range(RUNS):
                cache = ReductionCache(None)
                for of_state in runs.values():
                    of_state.append(measured(recipe, source_of, cache))
                    cache.forget_reductions()
            for state, of_state in runs.items():
                found[state].append(typical(of_state))
            tell(f"{name:66}" + "".join(_told(state, found[state][-1]) for state in found))
    lines, judged = [], f"shorter than {LEAST_S:g} s and smaller than {LEAST_BYTES >> 20} MiB is taken for that"
    for state, all_found in found.items():
        for k, what in enumerate(("seconds", "memory")):
            near = sum(1 / FACTOR <= one.factors[k] <= FACTOR for one in all_found) / len(all_found)
            lines.append(
                Line(f"plans of {what}, {state}, within a factor of two ({len(all_found)} recipes)", 100 * near, "%",
                     f"≥ {100 * SHARE:g}", near >= SHARE, judged)
            )  # fmt: skip
    return tuple(lines)


def _told(state: str, found: Found) -> str:
    seconds, memory = found.factors
    off = "!" if not all(1 / FACTOR <= f <= FACTOR for f in (seconds, memory)) else " "
    return (
        f" {state}{off} {found.planned.seconds:6.2f} s of {found.seconds:6.2f} ({seconds:4.2f}×)"
        f" {found.planned.memory / 1e6:5.0f} MB of {found.grown / 1e6:5.0f} ({memory:4.2f}×)"
    )


def calibration_lines() -> tuple[Line, ...]:
    """Print the table of all cases, and return the shares of plans that were near enough."""
    with tempfile.TemporaryDirectory() as folder:
        broker = store(Path(folder))
        recipes = {case.name: recipe_of(case, broker) for case in CASES}
        return calibrate(recipes, broker._workshop._catalog.source_of)


if __name__ == "__main__":
    for line in calibration_lines():
        print(line.words)
