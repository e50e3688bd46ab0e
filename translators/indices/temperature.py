"""Indices of temperature alone: means, extremes, counts of days, degree days."""

from __future__ import annotations

from translators.indices.index import ANY_STEP, ETCCDI, XCLIM, Index, temperature_limit

TABLE = (
    Index(
        "tg_mean", "Mean temperature", ("tas",), "degC", "mean",
        "the mean of daily mean temperature", ETCCDI,
        aliases=("tg", "mean temperature", "average temperature", "tas mean"), steps=ANY_STEP, polarity="hot",
    ),
    Index(
        "tx_max", "Hottest day", ("tasmax",), "degC", "maximum",
        "the highest daily maximum temperature", f"TXx, {ETCCDI}",
        aliases=("txx", "hottest day", "maximum temperature"), polarity="hot",
    ),
    Index(
        "tn_min", "Coldest night", ("tasmin",), "degC", "minimum",
        "the lowest daily minimum temperature", f"TNn, {ETCCDI}",
        aliases=("tnn", "coldest night", "minimum temperature"), polarity="cold",
    ),
    Index(
        "tx_days_above", "Hot days", ("tasmax",), "days", "count",
        "the number of days with a maximum temperature {operator} {thresh}", f"SU with a free threshold, {ETCCDI}",
        operator=">", parameters=temperature_limit("25 degC", "daily maximum temperature above which a day counts"),
        aliases=("hot days", "days above", "summer days", "su"), polarity="hot",
    ),
    Index(
        "tn_days_below", "Cold nights", ("tasmin",), "days", "count",
        "the number of days with a minimum temperature {operator} {thresh}", f"FD with a free threshold, {ETCCDI}",
        operator="<", parameters=temperature_limit("-10 degC", "daily minimum temperature below which a day counts"),
        aliases=("cold nights", "nights below"), polarity="cold",
    ),
    Index(
        "frost_days", "Frost days", ("tasmin",), "days", "count",
        "the number of days with a minimum temperature {operator} {thresh}", f"FD, {ETCCDI}",
        operator="<",
        parameters=temperature_limit("0 degC", "daily minimum temperature below which a day is a frost day"),
        aliases=("frost", "fd", "frost nights"), polarity="cold",
    ),
    Index(
        "tropical_nights", "Tropical nights", ("tasmin",), "days", "count",
        "the number of days with a minimum temperature {operator} {thresh}", f"TR, {ETCCDI}",
        operator=">", parameters=temperature_limit("20 degC", "daily minimum temperature above which a night counts"),
        aliases=("hot nights", "warm nights", "tr"), polarity="hot",
    ),
    Index(
        "growing_degree_days", "Growing degree days", ("tas",), "K days", "degree_days",
        "the sum over days of how far the mean temperature is above {thresh}", XCLIM,
        operator=">", parameters=temperature_limit(None, "base temperature of the crop"),
        aliases=("gdd", "degree days for growth", "heat units"), polarity="hot",
    ),
    Index(
        "heating_degree_days", "Heating degree days", ("tas",), "K days", "degree_days",
        "the sum over days of how far the mean temperature is below {thresh}", XCLIM,
        operator="<", parameters=temperature_limit("17 degC", "base temperature of heating"),
        aliases=("hdd", "heating demand"), polarity="cold",
    ),
    Index(
        "daily_temperature_range", "Day–night temperature difference", ("tasmin", "tasmax"), "K", "mean_difference",
        "the mean of daily maximum less daily minimum temperature", f"DTR, {ETCCDI}",
        aliases=("dtr", "temperature range"), polarity="neutral",
    ),
)  # fmt: skip
