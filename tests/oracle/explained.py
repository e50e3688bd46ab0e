"""Where another program says something else, and why: key of the loop → one sentence."""

from __future__ import annotations

_FIRST_WET = (
    "ours dates the season by its first wet day where that is asked; xclim only by the day that reaches the amount."
)
BY_XCLIM: dict[str, str] = {
    "rain_season_start, totals": _FIRST_WET,
    "rain_season_length, first wet day": _FIRST_WET,
    "rain_season_end, totals": (
        "where the dry spell at the end is told by its total, xclim gives the last day of the stretch, ours the first."
    ),
}
BY_CDO: dict[str, str] = {}

_ENDS = (
    "to xclim a missing day lies beyond the end of a season, so that a run of days may end it that holds missing ones; "
    "to us it lies on neither side."
)
#: Of years with missing days, none left out.
BY_XCLIM_OVER_GAPS: dict[str, str] = {
    **dict.fromkeys(
        (
            "frost_free_season_end", "frost_free_season_length", "growing_season_end", "growing_season_length",
            "snd_season_end", "snd_season_length",
        ),
        _ENDS,
    ),
    "hot_spell_max_magnitude": "xclim sums the excess of a hot spell across missing days; to us each ends the spell.",
}  # fmt: skip

_PERCENTILES = "xclim takes what the past was as an input, and has no other years of its own; the loop judges it."
_CLIMATE = (
    "xclim takes latitude, evapotranspiration or hourly temperature as an input; the loop judges it, and "
    "tests/unit/test_reductions_water.py asks xclim."
)
_DAYS = (
    "xclim wants monthly data and a calibration of its own; the loop judges it, fit and all, and "
    "tests/unit/test_reductions_standardised.py asks xclim for the SPI."
)
#: Definitions on which xclim was not asked, and why.
NOT_ASKED: dict[str, str] = {
    **dict.fromkeys(
        ("fraction_over_precip_thresh", "days_over_precip_thresh", "low_flow_frequency"), _PERCENTILES
    ),
    **dict.fromkeys(
        (
            "aridity_index", "huglin_index", "biologically_effective_degree_days", "cool_night_index", "chill_portions",
            "chill_units",
        ),
        _CLIMATE,
    ),
    **dict.fromkeys(
        ("standardized_precipitation_index", "standardized_precipitation_evapotranspiration_index"), _DAYS
    ),
}  # fmt: skip
