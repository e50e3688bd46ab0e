"""Indices of temperature alone: means, extremes, counts of days, degree days."""

from __future__ import annotations

from translators.indices.index import ANY_STEP, ETCCDI, HOURS, XCLIM, Index, temperature_limit

TABLE = (
    Index(
        "tg_mean", "Mean temperature", ("tas",), "degC", "mean",
        "the mean of daily mean temperature", ETCCDI,
        aliases=("tg", "mean temperature", "average temperature", "tas mean"), steps=(*ANY_STEP, *HOURS),
        polarity="hot",
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
    Index(
        "tx_mean", "Mean of daily maximum temperature", ("tasmax",), "degC", "mean",
        "the mean of daily maximum temperature", XCLIM,
        aliases=("tx", "mean daytime temperature"), steps=ANY_STEP, polarity="hot",
    ),
    Index(
        "tn_mean", "Mean of daily minimum temperature", ("tasmin",), "degC", "mean",
        "the mean of daily minimum temperature", XCLIM,
        aliases=("tn", "mean night temperature"), steps=ANY_STEP, polarity="hot",
    ),
    Index(
        "tx_min", "Coldest day", ("tasmax",), "degC", "minimum",
        "the lowest daily maximum temperature", f"TXn, {ETCCDI}",
        aliases=("txn", "coldest day"), polarity="cold",
    ),
    Index(
        "tn_max", "Hottest night", ("tasmin",), "degC", "maximum",
        "the highest daily minimum temperature", f"TNx, {ETCCDI}",
        aliases=("tnx", "hottest night", "warmest night"), polarity="hot",
    ),
    Index(
        "tg_max", "Highest daily mean temperature", ("tas",), "degC", "maximum",
        "the highest daily mean temperature", XCLIM, aliases=("tgx",), polarity="hot",
    ),
    Index(
        "tg_min", "Lowest daily mean temperature", ("tas",), "degC", "minimum",
        "the lowest daily mean temperature", XCLIM, aliases=("tgn",), polarity="cold",
    ),
    Index(
        "ice_days", "Ice days", ("tasmax",), "days", "count",
        "the number of days with a maximum temperature {operator} {thresh}", f"ID, {ETCCDI}",
        operator="<",
        parameters=temperature_limit("0 degC", "daily maximum temperature below which a day is an ice day"),
        aliases=("id", "days without thaw"), polarity="cold",
    ),
    Index(
        "tx_days_below", "Cool days", ("tasmax",), "days", "count",
        "the number of days with a maximum temperature {operator} {thresh}", XCLIM,
        operator="<", parameters=temperature_limit("25 degC", "daily maximum temperature below which a day counts"),
        aliases=("cool days", "days below"), polarity="cold",
    ),
    Index(
        "tn_days_above", "Warm nights", ("tasmin",), "days", "count",
        "the number of days with a minimum temperature {operator} {thresh}", XCLIM,
        operator=">", parameters=temperature_limit("20 degC", "daily minimum temperature above which a night counts"),
        aliases=("nights above",), polarity="hot",
    ),
    Index(
        "tg_days_above", "Warm days by their mean", ("tas",), "days", "count",
        "the number of days with a mean temperature {operator} {thresh}", XCLIM,
        operator=">", parameters=temperature_limit("10 degC", "daily mean temperature above which a day counts"),
        polarity="hot",
    ),
    Index(
        "tg_days_below", "Cool days by their mean", ("tas",), "days", "count",
        "the number of days with a mean temperature {operator} {thresh}", XCLIM,
        operator="<", parameters=temperature_limit("10 degC", "daily mean temperature below which a day counts"),
        polarity="cold",
    ),
    Index(
        "cooling_degree_days", "Cooling degree days", ("tas",), "K days", "degree_days",
        "the sum over days of how far the mean temperature is above {thresh}", XCLIM,
        operator=">", parameters=temperature_limit("18 degC", "base temperature of cooling"),
        aliases=("cooling demand",), polarity="hot",
    ),
    Index(
        "freezing_degree_days", "Freezing degree days", ("tas",), "K days", "degree_days",
        "the sum over days of how far the mean temperature is below {thresh}", XCLIM,
        operator="<", parameters=temperature_limit("0 degC", "temperature of freezing"),
        aliases=("fdd",), polarity="cold",
    ),
    Index(
        "thawing_degree_days", "Thawing degree days", ("tas",), "K days", "degree_days",
        "the sum over days of how far the mean temperature is above {thresh}", XCLIM,
        operator=">", parameters=temperature_limit("0 degC", "temperature of thawing"),
        aliases=("tdd",), polarity="hot",
    ),
    Index(
        "maximum_consecutive_frost_days", "Longest run of frost days", ("tasmin",), "days", "longest_run",
        "the longest run of days with a minimum temperature {operator} {thresh}", f"CFD, {XCLIM}",
        operator="<",
        parameters=temperature_limit("0 degC", "daily minimum temperature below which a day is a frost day"),
        aliases=("cfd",), polarity="cold",
    ),
    Index(
        "maximum_consecutive_frost_free_days", "Longest run of frost-free days", ("tasmin",), "days", "longest_run",
        "the longest run of days with a minimum temperature {operator} {thresh}", XCLIM,
        operator=">=",
        parameters=temperature_limit("0 degC", "daily minimum temperature from which on a day is free of frost"),
        aliases=("longest frost free run",), polarity="hot",
    ),
    Index(
        "maximum_consecutive_warm_days", "Longest run of hot days", ("tasmax",), "days", "longest_run",
        "the longest run of days with a maximum temperature {operator} {thresh}", f"CSU, {XCLIM}",
        operator=">", parameters=temperature_limit("25 degC", "daily maximum temperature above which a day counts"),
        aliases=("csu", "longest run of hot days"), polarity="hot",
    ),
)  # fmt: skip
