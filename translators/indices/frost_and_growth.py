"""Dates and lengths: first and last frost, frost-free and growing season, degree days reached, growth of crops.

A date is the day of the year counted from 1 January of the year in which the season starts. Dates among the parameters
lie in the season: another half of the earth is another season (from 1 July to 30 June) with other dates.
"""

from __future__ import annotations

from dataclasses import replace

from translators.indices.index import ETCCDI, XCLIM, Index, Parameter, date, days, temperature_limit

_DAY = "day of year"


def _limits(thresh: str, of: str, window: str) -> dict[str, Parameter]:
    """Return a threshold and how many days in a row must be beyond it."""
    return temperature_limit(thresh, of) | {"window": days(window, "number of days in a row")}


def _first(name: str, title: str, variable: str, said: str, is_below: bool, aliases: tuple[str, ...] = ()) -> Index:
    """Return the first day of a run below (or above) a limit."""
    side = "below" if is_below else "above"
    return Index(
        name, title, (variable,), _DAY, "first_day",
        f"the day of the year of the first day of the first run of at least {{window}} with a {said} temperature "
        "{operator} {thresh}; only days of the season on or after {after_date} make a run",
        XCLIM, operator="<" if is_below else ">",
        parameters=_limits("0 degC", f"daily {said} temperature {side} which a day counts", "1 days")
        | {"after_date": date("07-01" if is_below else "01-01", "day from which on it is looked for")},
        aliases=aliases, polarity="cold" if is_below else "hot", above="no such day found",
    )  # fmt: skip


def _season(
    name: str, titles: tuple[str, str, str], variable: str, said: str, operators: tuple[str, str], default: str,
    window: str, mid_date: str, source: str = XCLIM,
) -> tuple[Index, ...]:  # fmt: skip
    """Return start, end and length of a season that runs of days begin and end."""
    operator, ended = operators
    of = f"daily {said} that opens and closes the season"
    parameters = _limits(default, of, window)
    parameters["mid_date"] = date(mid_date, "day before which the season starts and from which on it may end")
    start = (
        f"the first day of the first run of at least {{window}} with a {said} {{operator}} {{thresh}}, provided that "
        f"this day is before {{mid_date}}"
    )
    end = (
        f"the first day of the first run of at least {{window}} with a {said} {ended} {{thresh}}, to which only days "
        f"after the start and on or after {{mid_date}} belong"
    )
    common = {"source": source, "operator": operator, "parameters": parameters}
    return (
        Index(
            f"{name}_start", titles[0], (variable,), _DAY, "season_start",
            f"the day of the year on which the season starts: {start}",
            **common, above="no start found", polarity="neutral",
        ),
        Index(
            f"{name}_end", titles[1], (variable,), _DAY, "season_end",
            f"the day of the year after the season's last day: {end}; the season starts on {start}",
            **common, above="no end found", below="no start found", polarity="neutral",
        ),
        Index(
            f"{name}_length", titles[2], (variable,), "days", "season_length",
            f"the number of days from the season's start to the day before its end, 0 where it does not start: it "
            f"starts on {start}; it ends with {end}",
            **common, above="no end found", polarity="neutral",
        ),
    )  # fmt: skip


_GROWING = _season(
    "growing_season",
    ("Start of the growing season", "End of the growing season", "Length of the growing season"),
    "tas", "mean temperature", (">=", "below"), "5 degC", "6 days", "07-01",
    f"{XCLIM}, but with one window (there 5, 5 and 6 days) and one operator for start, end and length",
)  # fmt: skip

TABLE: tuple[Index, ...] = (
    Index(
        "late_frost_days", "Late frost days", ("tasmin",), "days", "count",
        "the number of days with a minimum temperature {operator} {thresh}", XCLIM,
        operator="<",
        parameters=temperature_limit("0 degC", "daily minimum temperature below which a day is a frost day"),
        aliases=("late frost", "spring frost days", "frost at flowering"), polarity="cold",
    ),
    Index(
        "last_spring_frost", "Last spring frost", ("tasmin",), _DAY, "last_day",
        "the day of the year of the last day of the last run of at least {window} with a minimum temperature "
        "{operator} {thresh}; only days of the season on or before {before_date} make a run", XCLIM,
        operator="<",
        parameters=_limits("0 degC", "daily minimum temperature below which there is frost", "1 days")
        | {"before_date": date("07-01", "day up to which it is looked for")},
        aliases=("last frost",), polarity="cold", below="no frost found",
    ),
    _first("first_day_tn_below", "First autumn frost", "tasmin", "minimum", True, ("first frost", "autumn frost")),
    _first("first_day_tg_below", "First day with a mean below a limit", "tas", "mean", True),
    _first("first_day_tx_below", "First day with a maximum below a limit", "tasmax", "maximum", True),
    _first("first_day_tn_above", "First day with a minimum above a limit", "tasmin", "minimum", False),
    _first("first_day_tg_above", "First day with a mean above a limit", "tas", "mean", False),
    _first("first_day_tx_above", "First day with a maximum above a limit", "tasmax", "maximum", False),
    *_season(
        "frost_free_season",
        ("Start of the frost-free season", "End of the frost-free season", "Length of the frost-free season"),
        "tasmin", "minimum temperature", (">=", "below"), "0 degC", "5 days", "07-01",
    ),
    *_season(
        "frost_season",
        ("Start of the frost season", "End of the frost season", "Length of the frost season"),
        "tasmin", "minimum temperature", ("<", "of at least"), "0 degC", "5 days", "01-01",
    ),
    *_GROWING,
    replace(
        _GROWING[2],
        id="etccdi_growing_season_length", title="Length of the growing season (ETCCDI)",
        reduction="season_length_strict", operator=">", source=f"GSL, {ETCCDI}", aliases=("gsl",),
    ),
    Index(
        "degree_days_exceedance_date", "Date on which degree days are reached", ("tas",), _DAY, "degree_days_date",
        "the day of the year of the first day on which the sum of how far the mean temperature of each day is above "
        "{thresh} (0 where it is not), from the season's first day to the day itself, is above {sum_thresh}", XCLIM,
        parameters=temperature_limit(None, "base temperature of the plant or the insect")
        | {"sum_thresh": Parameter(None, "K days", "sum of degree days to be reached", 0.0, 20_000.0)},
        aliases=("degree days reached",), polarity="neutral", above="never reached",
    ),
    Index(
        "corn_heat_units_total", "Corn heat units", ("tasmin", "tasmax"), "1", "corn_heat_units",
        "the sum over days of corn heat units, from minimum temperatures above {thresh_tasmin} and maximum "
        "temperatures above {thresh_tasmax}",
        f"the season's sum of xclim's daily corn_heat_units, Bootsma et al. (1999); {XCLIM}",
        parameters={
            "thresh_tasmin": Parameter("4.44 degC", "degC", "night temperature from which on maize grows", -20.0, 40.0),
            "thresh_tasmax": Parameter("10 degC", "degC", "day temperature from which on maize grows", -20.0, 45.0),
        },
        aliases=("corn heat units", "chu", "crop heat units"), polarity="hot",
        details="a day's units are (1.8 a + 3.33 b − 0.084 b²)/2, where a is by how many °C the minimum temperature is "
        "above its limit and b by how many the maximum temperature is above its own, each 0 where it is not above",
    ),
    Index(
        "winterkill_days", "Days of winter kill", ("tasmin", "snd"), "days", "winterkill",
        "the number of days with a minimum temperature below {thresh_tasmin} and less than {thresh_snd} of snow on the "
        "ground", "own definition: hard frost without the shelter of snow",
        parameters={
            "thresh_tasmin": Parameter("-15 degC", "degC", "night temperature that kills bare plants", -60.0, 10.0),
            "thresh_snd": Parameter("2 cm", "cm", "depth of snow that shelters plants", 0.0, 500.0),
        },
        aliases=("winter kill", "winterkill"), polarity="cold",
    ),
    Index(
        "pasture_growth_days", "Days on which pasture grows", ("tas", "tasmin", "tasmax", "pr"), "days", "pasture",
        "the number of days with a mean temperature of at least {thresh_low} and at most {thresh_high}, on which the "
        "rain of the last {water_days} (the day itself and the days before it, which may lie before the season) is at "
        "least {share} times the reference evapotranspiration of the same days (Hargreaves and Samani 1985)",
        "own definition: cool-season growth where the soil is likely to be moist",
        parameters={
            "thresh_low": Parameter("5 degC", "degC", "mean temperature from which on pasture grows", -10.0, 30.0),
            "thresh_high": Parameter("20 degC", "degC", "mean temperature up to which pasture grows well", 0.0, 45.0),
            "water_days": days("30 days", "number of days whose water counts"),
            "share": Parameter("0.5", "", "share of evapotranspiration that rain must reach", 0.0, 5.0, "number"),
        },
        aliases=("pasture growth",), polarity="wet", uses=("latitude",),
        details="a day's reference evapotranspiration is 0.0023 × Ra/2.45 × (T + 17.8) × √(TX − TN) mm, 0 where that "
        "is below 0 and where TX is below TN, with T, TX and TN the mean, maximum and minimum temperature in °C and Ra "
        "the radiation above the air of FAO-56 equation 21 in MJ/m² a day, the year's angle in it (2π J/365 there) "
        "being 2π × day of the year / days of that year; a season is missing where the days before it are not held",
    ),
    Index(
        "blight_days", "Warm wet days that favour blight", ("tasmin", "hurs"), "days", "blight",
        "the number of days with a minimum temperature of at least {thresh_tasmin} and a mean relative humidity of at "
        "least {thresh_hurs}", "own definition after the conditions of Smith (1956), for days",
        parameters={
            "thresh_tasmin": Parameter("10 degC", "degC", "night temperature from which on blight grows", -10.0, 35.0),
            "thresh_hurs": Parameter("90 %", "%", "daily mean relative humidity from which on it spreads", 0.0, 100.0),
        },
        aliases=("blight", "potato blight", "late blight"), polarity="wet",
    ),
)  # fmt: skip
