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

#: Reduction of the index table → CF, by the first variable.
CF_NAMES = {
    ("mean", "tas"): CFName("air_temperature", "time: mean"),
    ("maximum", "tasmax"): CFName("air_temperature", "time: maximum"),
    ("minimum", "tasmin"): CFName("air_temperature", "time: minimum"),
    ("count>", "tasmax"): CFName("number_of_days_with_air_temperature_above_threshold", "time: sum", "air_temperature"),
    ("count>", "tasmin"): CFName("number_of_days_with_air_temperature_above_threshold", "time: sum", "air_temperature"),
    ("count<", "tasmin"): CFName("number_of_days_with_air_temperature_below_threshold", "time: sum", "air_temperature"),
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
    return CF_NAMES.get(key, CFName("", "time: mean" if index.reduction.startswith("mean") else "time: sum"))
