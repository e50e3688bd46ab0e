"""What CF calls the indices: standard names and cell methods, one line each."""

from __future__ import annotations

from dataclasses import dataclass

from translators.indices import Index


@dataclass(frozen=True)
class CFName:
    """How an index is described to programs.

    Attributes
    ----------
    standard_name : str
        Of the CF standard name table, or empty where none fits.
    cell_methods : str
    thresh_name : str
        Standard name of the threshold's scalar coordinate.
    """

    standard_name: str
    cell_methods: str
    thresh_name: str = ""


_RAIN = "lwe_thickness_of_precipitation_amount"
_EXCESS = "integral_wrt_time_of_air_temperature_excess"
_DEFICIT = "integral_wrt_time_of_air_temperature_deficit"
_ABOVE = "number_of_days_with_air_temperature_above_threshold"
_BELOW = "number_of_days_with_air_temperature_below_threshold"
_WIND = "number_of_days_with_wind_speed_above_threshold"

#: Reduction of the index table → CF, by the first variable.
CF_NAMES = {
    **{
        (extreme, name): CFName("air_temperature", f"time: {extreme}")
        for extreme in ("mean", "maximum", "minimum")
        for name in ("tas", "tasmax", "tasmin")
    },
    **{("count>", name): CFName(_ABOVE, "time: sum", "air_temperature") for name in ("tas", "tasmax", "tasmin")},
    **{("count<", name): CFName(_BELOW, "time: sum", "air_temperature") for name in ("tas", "tasmax", "tasmin")},
    **{
        (f"{run}{operator}", name): CFName(
            f"spell_length_of_days_with_air_temperature_{side}_threshold", "time: maximum", "air_temperature"
        )
        for run, operator, name, side in (
            ("longest_run", "<", "tasmin", "below"),
            ("longest_run", ">=", "tasmin", "above"),
            ("longest_run", ">", "tasmax", "above"),
            ("spells_longest", ">", "tasmax", "above"),
        )
    },
    ("count>=", "sfcWind"): CFName(_WIND, "time: sum", "wind_speed"),
    ("count>=", "sfcWindmax"): CFName(_WIND, "time: sum", "wind_speed"),
    ("count>=", "pr"): CFName(f"number_of_days_with_{_RAIN}_above_threshold", "time: sum", _RAIN),
    ("degree_days>", "tas"): CFName(_EXCESS, "time: sum", "air_temperature"),
    ("degree_days<", "tas"): CFName(_DEFICIT, "time: sum", "air_temperature"),
    ("total>=", "pr"): CFName(_RAIN, "time: sum", _RAIN),
    ("maximum", "pr"): CFName(_RAIN, "time: maximum"),
    ("window_maximum", "pr"): CFName(_RAIN, "time: maximum"),
    ("longest_run<", "pr"): CFName(f"spell_length_of_days_with_{_RAIN}_below_threshold", "time: maximum", _RAIN),
    ("longest_run>=", "pr"): CFName(f"spell_length_of_days_with_{_RAIN}_above_threshold", "time: maximum", _RAIN),
    ("mean_where>=", "pr"): CFName("lwe_precipitation_rate", "time: mean", _RAIN),
    **{
        (reduction, "pr"): CFName(f"spell_length_of_days_with_{_RAIN}_{side}_threshold", "time: maximum", _RAIN)
        for reduction, side in (
            ("run_across<", "below"),
            ("run_across>=", "above"),
            ("dry_run_after_onset<", "below"),
            ("dry_run_from_date<", "below"),
        )
    },
    ("mean_difference", "tasmin"): CFName("air_temperature", "time: range within days time: mean over days"),
    ("cool_nights", "tasmin"): CFName("air_temperature", "time: minimum within days time: mean over days"),
    ("spells_magnitude>", "tasmax"): CFName(_EXCESS, "time: maximum", "air_temperature"),
}
#: Reductions without a name whose value is the highest of something, and those that CF has no method for: shares,
#: ratios, standardised values and outcomes.
_HIGHEST = ("longest", "magnitude", "run_across", "dry_run", "melt_and_rain", "kbdi_max")
_NO_METHOD = ("spi", "spei", "aridity", "share_over_percentile", "crop_success", "hardiness")


def cf_name(index: Index) -> CFName:
    """Return how CF calls an index; without a standard name where the table has none."""
    key = (f"{index.reduction}{index.operator}", next(iter(index.variables), ""))
    return CF_NAMES.get(key, CFName("", _method(index)))


def _method(index: Index) -> str:
    """Return how days become one value where the table does not say, nothing where CF has no method for it.

    A date is that of one day.
    """
    if index.units == "day of year":
        return "time: point"
    if index.reduction.startswith(_NO_METHOD):
        return ""
    if any(word in index.reduction for word in _HIGHEST):
        return "time: maximum"
    return "time: mean" if index.reduction.startswith("mean") else "time: sum"
