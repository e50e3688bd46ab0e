"""Wind, calm and cloud, freeze and thaw, snow: hazards to roads, ports, power and tourism."""

from __future__ import annotations

from dataclasses import replace

from translators.indices.index import XCLIM, Index, Parameter, date, days

_SNOW = "depth of snow from which on a day counts"


def _snow(thresh: str) -> dict[str, Parameter]:
    """Return a parameter ``thresh`` that is a depth of snow."""
    return {"thresh": Parameter(thresh, "cm", _SNOW, 0.0, 2000.0)}


def _wind(thresh: str, meaning: str) -> dict[str, Parameter]:
    """Return a parameter ``thresh`` that is a speed of wind."""
    return {"thresh": Parameter(thresh, "m/s", meaning, 0.0, 150.0)}


_LULL = (
    "the wind at a hub of {height} yields less than {wind_share} of a turbine's power and the clearness of the sky is "
    "below {clearness}"
)  # fmt: skip
_LULL_DETAILS = (
    "the wind at the hub is v = the daily mean wind at 10 m × (height of the hub/10 m)^(1/7); the yield is 0 below 3.5 "
    "m/s, (v³ − 3.5³)/(13³ − 3.5³) from there to below 13 m/s, 1 from there to below 25 m/s and 0 beyond; the "
    "clearness is the daily mean radiation at the ground as a share of that above the air, 0 where there is none at "
    "the ground; the latter is Ra of FAO-56 equation 21 (MJ/m² a day × 10⁶/86400 = W/m²), the year's angle in it (2π "
    "J/365 there) being 2π × day of the year / days of that year"
)
_DOLDRUMS = Index(
    "dark_doldrums_days", "Windless, cloudy days", ("sfcWind", "rsds"), "days", "doldrums_days",
    f"the number of days, in runs of at least {{window}} that lie in the season, on which {_LULL}",
    "own definition, of xclim's wind_power_potential and clearness_index",
    parameters={
        "window": days("1 days", "least number of days in a row"),
        "height": Parameter("100 m", "m", "height of the turbine's hub", 10.0, 300.0),
        "wind_share": Parameter("0.1", "", "share of a turbine's power below which it is calm", 0.0, 1.0, "number"),
        "clearness": Parameter("0.3", "", "clearness below which it is dark", 0.0, 1.0, "number"),
    },
    aliases=("dark doldrums", "dunkelflaute"), polarity="neutral", uses=("latitude",),
    details=_LULL_DETAILS,
)  # fmt: skip

_COVER_START = "the first day of the first run of at least {window} with a snow depth {operator} {thresh}"
_COVER_END = (
    "the first day of the first run of at least {window} with a snow depth below {thresh}, to which only days after "
    "the start belong"
)
_COVER = {
    "source": XCLIM, "operator": ">=", "polarity": "cold",
    "parameters": _snow("2 cm") | {"window": days("14 days", "number of days in a row")},
}  # fmt: skip

TABLE: tuple[Index, ...] = (
    Index(
        "daily_freezethaw_cycles", "Freeze–thaw days", ("tasmin", "tasmax"), "days", "freeze_and_thaw",
        "the number of days with a minimum temperature at or below {thresh_tasmin} and a maximum temperature above "
        "{thresh_tasmax}", XCLIM,
        parameters={
            "thresh_tasmin": Parameter("0 degC", "degC", "temperature at or below which it freezes", -90.0, 65.0),
            "thresh_tasmax": Parameter("0 degC", "degC", "temperature above which it thaws", -90.0, 65.0),
        },
        aliases=("freeze thaw", "freeze thaw days", "freeze thaw cycles"), polarity="cold",
    ),
    Index(
        "windy_days", "Windy days", ("sfcWind",), "days", "count",
        "the number of days with a mean wind {operator} {thresh}", XCLIM, operator=">=",
        parameters=_wind("10.8 m/s", "daily mean wind from which on a day counts"),
        aliases=("wind days", "strong wind"), polarity="neutral",
    ),
    Index(
        "stormy_days", "Days of strong wind at their windiest", ("sfcWindmax",), "days", "count",
        "the number of days with a highest wind {operator} {thresh}", "own definition", operator=">=",
        parameters=_wind("17.2 m/s", "daily highest wind from which on a day counts"),
        aliases=("storm days",), polarity="neutral",
    ),
    Index(
        "calm_days", "Calm days", ("sfcWind",), "days", "count",
        "the number of days with a mean wind {operator} {thresh}", XCLIM, operator="<",
        parameters=_wind("2 m/s", "daily mean wind below which a day counts"),
        aliases=("calm",), polarity="neutral",
    ),
    _DOLDRUMS,
    replace(
        _DOLDRUMS, id="dark_doldrums_max_length", title="Longest windless, cloudy spell", reduction="doldrums_longest",
        definition=f"the longest run, of at least {{window}} in the season and 0 where there is none, of days on which "
        f"{_LULL}",
        aliases=("longest dark doldrums",),
    ),
    Index(
        "snd_days_above", "Days with snow on the ground", ("snd",), "days", "count",
        "the number of days with a snow depth {operator} {thresh}", XCLIM, operator=">=", parameters=_snow("2 cm"),
        aliases=("snow days", "ski days", "snow cover days"), polarity="cold",
    ),
    Index(
        "holiday_snow_days", "Snow on the ground at Christmas", ("snd",), "days", "count_between",
        "the number of days from {date_from} to {date_to}, both included, with a snow depth {operator} {thresh}",
        XCLIM, operator=">=",
        parameters=_snow("2 cm")
        | {"date_from": date("12-25", "first day looked at"), "date_to": date("12-25", "last day looked at")},
        aliases=("white christmas", "christmas snow"), polarity="cold",
    ),
    Index(
        "snd_season_start", "Start of the snow cover", ("snd",), "day of year", "season_start",
        f"the day of the year on which the snow cover starts: {_COVER_START}", **_COVER, above="no start found",
    ),
    Index(
        "snd_season_end", "End of the snow cover", ("snd",), "day of year", "season_end",
        f"the day of the year after the last day of the snow cover: {_COVER_END}; it starts on {_COVER_START}",
        **_COVER, above="no end found", below="no start found",
    ),
    Index(
        "snd_season_length", "Length of the snow cover", ("snd",), "days", "season_length",
        f"the number of days from the start of the snow cover to the day before its end, 0 where it does not start: it "
        f"starts on {_COVER_START}; it ends with {_COVER_END}", **_COVER, above="no end found",
    ),
)  # fmt: skip
