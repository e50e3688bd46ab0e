"""Indices for which no loop has been written yet: listed, so that nobody takes them for judged. It may only shrink."""

from __future__ import annotations

NOT_JUDGED = frozenset(
    {
        "aridity_index",
        "biologically_effective_degree_days",
        "chill_portions",
        "chill_units",
        "cold_spell_duration_index",
        "cool_night_index",
        "crop_water_need",
        "days_over_precip_thresh",
        "expression",
        "fire_weather_days",
        "fraction_over_precip_thresh",
        "freshet_start",
        "huglin_index",
        "keetch_byram_drought_index_max",
        "low_flow_frequency",
        "melt_and_precip_max",
        "potential_evapotranspiration",
        "standardized_precipitation_evapotranspiration_index",
        "standardized_precipitation_index",
        "tn10p",
        "tn90p",
        "tx10p",
        "tx90p",
        "warm_spell_duration_index",
        "water_budget",
    }
)
