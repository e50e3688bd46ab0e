"""Indices of rain and snow alone: sums, counts of days, extremes, wet and dry spells."""

from __future__ import annotations

from translators.indices.index import ETCCDI, XCLIM, Index, Parameter, rain_limit

TABLE = (
    Index(
        "prcptot", "Total rain and snow", ("pr",), "mm", "total",
        "the sum of precipitation over days with precipitation {operator} {thresh}", f"PRCPTOT of all days, {XCLIM}",
        operator=">=", parameters=rain_limit("0 mm/day", "precipitation from which a day is counted into the sum"),
        aliases=("total rain", "rainfall", "total precipitation"), polarity="wet",
    ),
    Index(
        "wetdays", "Wet days", ("pr",), "days", "count",
        "the number of days with precipitation {operator} {thresh}", f"R1mm with a free threshold, {ETCCDI}",
        operator=">=", parameters=rain_limit("1 mm/day", "precipitation from which a day is wet"),
        aliases=("wet days", "rainy days", "rain days", "r1mm", "heavy rain days"), polarity="wet",
    ),
    Index(
        "dry_days", "Dry days", ("pr",), "days", "count",
        "the number of days with precipitation {operator} {thresh}", XCLIM,
        operator="<", parameters=rain_limit("0.2 mm/day", "precipitation below which a day is dry"),
        aliases=("dry days", "rainless days"), polarity="dry",
    ),
    Index(
        "max_1day_precipitation_amount", "Wettest day", ("pr",), "mm", "maximum",
        "the highest precipitation of one day", f"Rx1day, {ETCCDI}",
        aliases=("rx1day", "wettest day"), polarity="wet",
    ),
    Index(
        "max_n_day_precipitation_amount", "Wettest days in a row", ("pr",), "mm", "window_maximum",
        "the highest precipitation of {window} in a row", f"Rx5day with a free window, {ETCCDI}",
        parameters={"window": Parameter("1 days", "days", "number of days in a row", 1, 366)},
        aliases=("rx5day", "rxnday", "wettest spell"), polarity="wet",
    ),
    Index(
        "maximum_consecutive_dry_days", "Longest dry spell", ("pr",), "days", "longest_run",
        "the longest run of days with precipitation {operator} {thresh}", f"CDD, {ETCCDI}",
        operator="<", parameters=rain_limit("1 mm/day", "precipitation below which a day is dry"),
        aliases=("cdd", "longest dry spell", "dry spell", "consecutive dry days"), polarity="dry",
    ),
    Index(
        "maximum_consecutive_wet_days", "Longest wet spell", ("pr",), "days", "longest_run",
        "the longest run of days with precipitation {operator} {thresh}", f"CWD, {ETCCDI}",
        operator=">=", parameters=rain_limit("1 mm/day", "precipitation from which a day is wet"),
        aliases=("cwd", "longest wet spell", "wet spell", "consecutive wet days"), polarity="wet",
    ),
    Index(
        "daily_pr_intensity", "Rain on a wet day", ("pr",), "mm/day", "mean_where",
        "the mean precipitation of days with precipitation {operator} {thresh}", f"SDII, {ETCCDI}",
        operator=">=", parameters=rain_limit("1 mm/day", "precipitation from which a day is wet"),
        aliases=("sdii", "rain intensity", "daily intensity"), polarity="wet",
    ),
)  # fmt: skip
