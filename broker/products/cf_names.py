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
}


def cf_name(index: Index) -> CFName:
    """Return how CF calls an index; without a standard name where the table has none."""
    key = (f"{index.reduction}{index.operator}", index.variables[0])
    return CF_NAMES.get(key, CFName("", _method(index)))


def _method(index: Index) -> str:
    """Return how days become one value where the table does not say: a date is that of one day."""
    if index.units == "day of year":
        return "time: point"
    if "longest" in index.reduction or "magnitude" in index.reduction:
        return "time: maximum"
    return "time: mean" if index.reduction.startswith("mean") else "time: sum"
