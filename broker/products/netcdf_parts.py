"""The dimensions of `product.nc` beside simulation, season and cell: places, steps and definitions; and the summary."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import netCDF4
import numpy as np

from broker.engine.result import Result, Series, SummaryRow
from broker.products.naming import setting_of
from broker.products.tables import column_of
from broker.products.told import definition_of
from broker.recipe import canonical_json
from translators.figures import change_units

_KINDS = ("place", "step", "variant")
_MEANINGS = {
    "place": "region that the values are of",
    "step": "step of the season that the values are of",
    "variant": "parameters of the index, where they differ",
}
#: What is taken over the seasons of a period, as CF says it; others have no name there.
_METHODS = {"mean": "mean", "median": "median", "spread": "standard_deviation", "share": "mean"}

#: Left out where no row has a value.
_SELDOM = {"warming", "p50_low", "p50_high", "poor_fit"}


@dataclass(frozen=True)
class Shape:
    """What the series of a result differ in.

    Attributes
    ----------
    result : Result
    """

    result: Result

    @cached_property
    def labels(self) -> dict[str, list[str]]:
        """The names along each dimension that is used: place, step, variant."""
        found = {kind: list(dict.fromkeys(getattr(s, kind) for s in self.result.series)) for kind in _KINDS}
        return {kind: names for kind, names in found.items() if names != [""]}

    @cached_property
    def simulations(self) -> list[Series]:
        """One series of each simulation."""
        return list({_run_of(one): one for one in reversed(self.result.series)}.values())[::-1]

    @cached_property
    def _numbers(self) -> dict[tuple[str, ...], int]:
        return {_run_of(one): number for number, one in enumerate(self.simulations)}

    @property
    def is_plain(self) -> bool:
        """Whether there is one place, one step and one definition."""
        return not self.labels

    def at(self, one: Series, *left_out: str) -> tuple[int, ...]:
        """Return where a series stands: simulation, then place, step and variant where they are dimensions."""
        along = (names.index(getattr(one, kind)) for kind, names in self.labels.items() if kind not in left_out)
        return (self._numbers[_run_of(one)], *along)

    def dims(self, *left_out: str) -> tuple[str, ...]:
        """Return the dimensions before the season's."""
        return ("simulation", *(kind for kind in self.labels if kind not in left_out))

    def sizes(self, *left_out: str) -> tuple[int, ...]:
        """Return their lengths."""
        return (len(self.simulations), *(len(n) for kind, n in self.labels.items() if kind not in left_out))


def _run_of(one: Series) -> tuple[str, ...]:
    return one.dataset, str(one.version), one.model, one.scenario, one.member


def write_labels(file: netCDF4.Dataset, shape: Shape) -> None:
    """Write the dimensions and their names, and the outlines of several places."""
    for kind, names in shape.labels.items():
        file.createDimension(kind, len(names))
        variable = file.createVariable(kind, str, (kind,))
        variable.long_name = _MEANINGS[kind]
        variable[:] = np.array(names, dtype=object)
    if "place" in shape.labels:
        outlines = {p["name"]: p["geometry"] for p in shape.result.recipe.region.get("places", [])}
        variable = file.createVariable("place_geometry", str, ("place",))
        variable.long_name = "outline of the place as GeoJSON in WGS84 longitude and latitude"
        texts = [canonical_json(outlines[name]).decode() if name in outlines else "" for name in shape.labels["place"]]
        variable[:] = np.array(texts, dtype=object)
    if "variant" in shape.labels:
        variable = file.createVariable("variant_words", str, ("variant",))
        variable.long_name = "the variant in words"
        words = [setting_of(shape.result.recipe, name) for name in shape.labels["variant"]]
        variable[:] = np.array(words, dtype=object)


def write_outcomes(file: netCDF4.Dataset, shape: Shape, label_years: np.ndarray, coordinates: str, fill: float) -> None:
    """Write of each outcome of the index the share of the region's area that had it, season by season."""
    index = shape.result.recipe.index
    outcomes = dict.fromkeys(name for one in shape.result.series for name in one.outcomes)
    for name in outcomes:
        variable = file.createVariable(
            f"{index}_{column_of(name)}", "f8", (*shape.dims(), "season"), zlib=True, complevel=4, fill_value=fill
        )
        variable.setncatts(
            {"long_name": f"share of the region's area with {name}", "units": "1", "coordinates": coordinates}
        )
        block = np.full((*shape.sizes(), label_years.size), fill)
        for one in shape.result.series:
            row = block[shape.at(one)]
            shares = one.outcomes[name]
            row[np.searchsorted(label_years, one.label_years)] = np.where(np.isfinite(shares), shares, fill)
        variable[:] = block


def write_summary(file: netCDF4.Dataset, shape: Shape, fill: float) -> None:
    """Write the rows of `summary.csv`, where they hold more than periods of one series: a statistic, parts."""
    result = shape.result
    recipe, rows = result.recipe, result.summary
    has_more = recipe.warming or any(row.robustness for row in rows)
    if shape.is_plain and recipe.statistic.is_mean and not has_more:
        return
    file.createDimension("summary", len(rows))
    for name, meaning in (("scenario", "scenario of emissions"), *((k, _MEANINGS[k]) for k in shape.labels)):
        variable = file.createVariable(f"summary_{name}", str, ("summary",))
        variable.long_name = meaning
        variable[:] = np.array([getattr(row, name) for row in rows], dtype=object)
    periods = file.createVariable("summary_period", "i4", ("summary", "bnds"))
    periods.setncatts({"long_name": "first and last year in which the seasons of the period end", "units": "1"})
    periods[:] = np.array([row.period.to_list() for row in rows]).reshape(-1, 2)
    coordinates = " ".join(f"summary_{name}" for name in ("scenario", *shape.labels))
    method = _METHODS.get(recipe.statistic.of, "")
    over = f"time: {method} (comment: over the seasons of a period)" if method else ""
    change = change_units(result.summary_units)
    for name, meaning, units in (
        ("p10", "tenth percentile over models", result.summary_units),
        ("p50", "median over models", result.summary_units),
        ("p90", "ninetieth percentile over models", result.summary_units),
        ("change_p50", "median over models of the change against each model's own baseline", change),
        ("agreement", "share of models whose change has the sign of the median change", "1"),
        ("warming", "level of global warming above 1850-1900", "K"),
        ("p50_low", "lower end of the 90 % confidence interval of p50", result.summary_units),
        ("p50_high", "upper end of the 90 % confidence interval of p50", result.summary_units),
        ("poor_fit", "share of the cells looked at whose values the fitted distribution does not fit", "1"),
    ):
        values = [_known(row, name, fill) for row in rows]
        if name in _SELDOM and all(value == fill for value in values):
            continue
        variable = file.createVariable(f"summary_{name}", "f8", ("summary",), fill_value=fill)
        attributes = {"long_name": meaning, "units": _cf_units(units), "coordinates": coordinates}
        attributes |= {"comment": definition_of(recipe)} if name == "p50" else {}
        attributes |= {"cell_methods": over} if over and name.startswith(("p1", "p5", "p9", "change")) else {}
        if units in {"degC", "K"}:
            kind = "difference" if units == "K" else "on_scale"
            attributes["units_metadata"] = f"temperature: {kind}"
        variable.setncatts(attributes)
        variable[:] = np.array(values)
    if any(row.robustness for row in rows):
        variable = file.createVariable("summary_robustness", str, ("summary",))
        variable.setncatts({"long_name": "how firmly the models agree on the change (IPCC AR6, advanced approach)"})
        variable[:] = np.array([row.robustness for row in rows], dtype=object)


def _cf_units(units: str) -> str:
    return {"points": "%", "day of year": "1"}.get(units, units)


def _known(row: SummaryRow, name: str, fill: float) -> float:
    if name in {"p50_low", "p50_high"}:
        value = None if row.interval is None else row.interval[name == "p50_high"]
    else:
        value = getattr(row, name)
    return float(value) if value is not None and math.isfinite(value) else fill
