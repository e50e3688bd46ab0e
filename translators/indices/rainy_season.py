"""The rainy season: onset, end, length, false starts, dry spells after planting, risks by date."""

from __future__ import annotations

from translators.indices.index import XCLIM, Index, Parameter, choice, date, days, rain_limit

_OURS = "a definition of this project"
_METHOD = ("per_day", "total")
_NO_ONSET = "no onset found"

_WET = (
    "the precipitation of the {window_wet_start} that end with it, none of them before {date_from} or the season, adds "
    "up to at least {thresh_wet_start}"
)
_DRY = (
    "a dry run is {window_dry_start} in a row, wholly within the season, with at most {thresh_dry_start} (method "
    "{method_dry_start}; per_day: on each of them; total: added up, compared as an amount)"
)
_SAFE = "{window_wet_start} and {window_not_dry_start} together"
_ONSET = (
    f"the first day from {{date_from}} to {{date_to}} such that (1) {_WET}, and (2) the season holds as many days from "
    f"that day on as {_SAFE}, that day the first of them, and on none of them a dry run begins; {_DRY}"
)
_DATED = (
    "; the date is that day (onset: amount reached), or the first of the {window_wet_start} with more than "
    "{thresh_dry_start}, or the first of all where none has more (onset: first wet day); here: {onset}"
)
_END = (
    "the first day of the first dry spell that begins from {date_end_from} to {date_end_to} and after the day on which "
    "the amount of the onset is reached; a dry spell is {window_dry_end} in a row, wholly within the season, with at "
    "most {thresh_dry_end} (method {method_dry_end}; per_day: on each of them; total: added up, as an amount); it "
    "counts where the {window_dry_end} that begin one day earlier are no dry spell, or begin with the onset day, so "
    "one that has begun before {date_end_from} does not count"
)
_FALSE_START = (
    f"a false start is a day from {{date_from}} to {{date_to}} on which {_WET}, and no dry run begins, but one begins "
    f"on one of the days that follow it and are, with it, {_SAFE}; after a false start the next is sought from the "
    f"first day after the first {{window_dry_start}} of that dry run"
)


def _onset(onset: bool = True) -> dict[str, Parameter]:
    """Return the parameters of an onset, and which day of it is its date where the definition asks for one."""
    dated = choice("amount reached", "day that is called the onset", ("amount reached", "first wet day"))
    return {
        "thresh_wet_start": Parameter("25 mm", "mm", "amount of rain that starts the season", 0.0, 2000.0),
        "window_wet_start": days("3 days", "days in which that amount falls"),
        "window_not_dry_start": days("30 days", "days after them in which no dry run begins", 0),
        "thresh_dry_start": Parameter("1 mm/day", "mm/day", "precipitation up to which a day is dry", 0.0, 2000.0),
        "window_dry_start": days("7 days", "length of a dry run that makes a start false"),
        "method_dry_start": choice("per_day", "way to tell a dry run", _METHOD),
        "date_from": date("05-01", "first day of the search for the onset"),
        "date_to": date("12-31", "last day on which the onset can be"),
        **({"onset": dated} if onset else {}),
    }


def _end() -> dict[str, Parameter]:
    return {
        "thresh_dry_end": Parameter("0 mm/day", "mm/day", "precipitation up to which the end is dry", 0.0, 2000.0),
        "window_dry_end": days("20 days", "length of the dry spell that ends the season"),
        "method_dry_end": choice("per_day", "way to tell that dry spell", _METHOD),
        "date_end_from": date("09-01", "first day on which that dry spell can begin"),
        "date_end_to": date("12-31", "last day on which that dry spell can begin"),
    }  # fmt: skip


TABLE: tuple[Index, ...] = (
    Index(
        "rain_season_start", "Start of the rains", ("pr",), "day of year", "rain_start",
        "the onset of the rains: " + _ONSET + _DATED, XCLIM,
        parameters=_onset(), above=_NO_ONSET,
        aliases=("onset", "rain onset", "onset of the rains", "start of the rains", "start of the rainy season"),
    ),
    Index(
        "rain_season_end", "End of the rains", ("pr",), "day of year", "rain_end",
        "the end of the rains: " + _END + "; the onset is " + _ONSET + _DATED,
        f"{XCLIM}; told by its total, xclim gives the last day of the dry spell, which may have begun earlier",
        parameters={**_onset(), **_end()}, above="no end found", below=_NO_ONSET,
        aliases=("cessation", "rain cessation", "end of the rains", "end of the rainy season"),
    ),
    Index(
        "rain_season_length", "Length of the rains", ("pr",), "days", "rain_length",
        "the days from the onset of the rains to the day before their end; the end is " + _END + "; the onset is "
        + _ONSET + _DATED,
        f"{XCLIM}, which counts to the season's last day where there is no end; here that is no length",
        parameters={**_onset(), **_end()}, above="no end found", below=_NO_ONSET,
        aliases=("length of the rains", "length of the rainy season", "duration of the rains"), polarity="wet",
    ),
    Index(
        "rain_season_false_starts", "False starts of the rains", ("pr",), "1", "rain_false_starts",
        "the number of false starts of the rains before their onset, or in the whole search where there is no onset; "
        + _FALSE_START + "; the onset is " + _ONSET,
        _OURS, parameters=_onset(onset=False),
        aliases=("false starts", "false onsets", "false start of the rains"), polarity="dry",
    ),
    Index(
        "dry_run_after_onset", "Longest dry run after the onset", ("pr",), "days", "dry_run_after_onset",
        "the longest run of days with precipitation {operator} {thresh} among the {length} that follow the day of the "
        "onset, also where they reach beyond the season; the onset is " + _ONSET + _DATED,
        _OURS, operator="<",
        parameters={
            **_onset(),
            "length": days("30 days", "days after the onset that are looked at"),
            **rain_limit("1 mm/day", "precipitation below which a day is dry"),
        },
        below=_NO_ONSET, aliases=("dry spell after planting", "dry run after planting"), polarity="dry",
    ),
    Index(
        "dry_run_from_date", "Longest dry run from a date on", ("pr",), "days", "dry_run_from_date",
        "the longest run of days with precipitation {operator} {thresh} among the {length} that begin with the first "
        "day of the season, also where they reach beyond its end; missing where one of them is not known, whatever "
        "else of the season is",
        f"{_OURS}, after Stern, Dennett and Dale (1982)", operator="<",
        parameters={
            "length": days("20 days", "days from the date on that are looked at"),
            **rain_limit("1 mm/day", "precipitation below which a day is dry"),
        },
        aliases=("dry run from a date", "dry spell risk", "dry spell from a date"), polarity="dry",
    ),
    Index(
        "crop_success", "Seasons in which the crop makes it", ("pr",), "1", "crop_success",
        "1 where a crop that is planted on the day of the onset makes it, else 0: the precipitation of the {length} "
        "that begin with that day adds up to at least {need}, and no run of {window_dry} or more with precipitation "
        "{operator} {thresh} lies within them, also where they reach beyond the season; without an onset planting was "
        "not possible; the onset is " + _ONSET + _DATED,
        f"{_OURS}, after Stern and Cooper (2011), doi:10.1017/S0014479711000081", operator="<",
        parameters={
            **_onset(),
            "length": days("100 days", "days from planting to maturity"),
            "need": Parameter("400 mm", "mm", "rain that the crop needs in them", 0.0, 20000.0),
            "window_dry": days("14 days", "length of a dry run that kills the crop"),
            **rain_limit("1 mm/day", "precipitation below which a day is dry for the crop"),
        },
        below="planting was not possible", aliases=("crop success", "crop risk"), polarity="wet",
    ),
)  # fmt: skip
