"""The indices that can be computed: one table, one entry each, with source and operator.

Ids, defaults and operators are those of xclim 0.62 for the same id; an index whose definition is ours has its own id.
The engine reads `reduction` and `operator` from here, and so do the words on every product: they cannot disagree.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from translators.errors import UnknownIndex

ETCCDI = "ETCCDI; Zhang et al. (2011), doi:10.1002/wcc.147"
XCLIM = "xclim 0.62, doi:10.5281/zenodo.2795043"

DAILY = ("day",)
ANY_STEP = ("day", "mon", "yr")


@dataclass(frozen=True)
class Parameter:
    """A quantity that the user may set.

    Attributes
    ----------
    default : str or None
        With its unit; ``None`` where no default is defensible and the user is asked.
    units : str
        The unit in which a specification writes it: ``degC``, ``mm/day``, ``days``.
    meaning : str
        In plain words, to stand after "the".
    least, most : float
        Plausible limits in `units`; beyond them the value is refused as a probable mistake of unit.
    """

    default: str | None
    units: str
    meaning: str
    least: float
    most: float


@dataclass(frozen=True)
class Index:
    """What one index is.

    Attributes
    ----------
    id, title : str
        xclim's id; a plain title in English.
    variables : tuple of str
        CMIP short names that it needs.
    units : str
        Unit delivered: ``days``, ``degC``, ``K``, ``mm``, ``mm/day``, ``K days``.
    reduction : str
        Name of the engine's kernel.
    operator : str
        How a day is compared with ``thresh``: ``>``, ``<``, ``>=`` or empty.
    definition : str
        In words, with ``{thresh}``, ``{window}`` and ``{operator}`` filled from the recipe.
    parameters : dict of str to Parameter
    aliases : tuple of str
    steps : tuple of str
        Frequencies of data that can serve it.
    polarity : str
        ``hot``, ``cold``, ``wet``, ``dry`` or ``neutral``: which colours fit.
    source : str
    """

    id: str
    title: str
    variables: tuple[str, ...]
    units: str
    reduction: str
    definition: str
    source: str
    operator: str = ""
    parameters: dict[str, Parameter] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    steps: tuple[str, ...] = DAILY
    polarity: str = "neutral"


def _temperature(default: str | None, meaning: str) -> dict[str, Parameter]:
    return {"thresh": Parameter(default, "degC", meaning, -90.0, 65.0)}


def _rain(default: str, meaning: str) -> dict[str, Parameter]:
    return {"thresh": Parameter(default, "mm/day", meaning, 0.0, 2000.0)}


_TABLE = (
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
        operator=">", parameters=_temperature("25 degC", "daily maximum temperature above which a day counts"),
        aliases=("hot days", "days above", "summer days", "su"), polarity="hot",
    ),
    Index(
        "tn_days_below", "Cold nights", ("tasmin",), "days", "count",
        "the number of days with a minimum temperature {operator} {thresh}", f"FD with a free threshold, {ETCCDI}",
        operator="<", parameters=_temperature("-10 degC", "daily minimum temperature below which a day counts"),
        aliases=("cold nights", "nights below"), polarity="cold",
    ),
    Index(
        "frost_days", "Frost days", ("tasmin",), "days", "count",
        "the number of days with a minimum temperature {operator} {thresh}", f"FD, {ETCCDI}",
        operator="<", parameters=_temperature("0 degC", "daily minimum temperature below which a day is a frost day"),
        aliases=("frost", "fd", "frost nights"), polarity="cold",
    ),
    Index(
        "tropical_nights", "Tropical nights", ("tasmin",), "days", "count",
        "the number of days with a minimum temperature {operator} {thresh}", f"TR, {ETCCDI}",
        operator=">", parameters=_temperature("20 degC", "daily minimum temperature above which a night counts"),
        aliases=("hot nights", "warm nights", "tr"), polarity="hot",
    ),
    Index(
        "growing_degree_days", "Growing degree days", ("tas",), "K days", "degree_days",
        "the sum over days of how far the mean temperature is above {thresh}", XCLIM,
        operator=">", parameters=_temperature(None, "base temperature of the crop"),
        aliases=("gdd", "degree days for growth", "heat units"), polarity="hot",
    ),
    Index(
        "heating_degree_days", "Heating degree days", ("tas",), "K days", "degree_days",
        "the sum over days of how far the mean temperature is below {thresh}", XCLIM,
        operator="<", parameters=_temperature("17 degC", "base temperature of heating"),
        aliases=("hdd", "heating demand"), polarity="cold",
    ),
    Index(
        "prcptot", "Total rain and snow", ("pr",), "mm", "total",
        "the sum of precipitation over days with {operator} {thresh}", f"PRCPTOT of all days, {XCLIM}",
        operator=">=", parameters=_rain("0 mm/day", "precipitation from which a day is counted into the sum"),
        aliases=("total rain", "rainfall", "total precipitation"), polarity="wet",
    ),
    Index(
        "wetdays", "Wet days", ("pr",), "days", "count",
        "the number of days with precipitation {operator} {thresh}", f"R1mm with a free threshold, {ETCCDI}",
        operator=">=", parameters=_rain("1 mm/day", "precipitation from which a day is wet"),
        aliases=("wet days", "rainy days", "rain days", "r1mm", "heavy rain days"), polarity="wet",
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
        operator="<", parameters=_rain("1 mm/day", "precipitation below which a day is dry"),
        aliases=("cdd", "longest dry spell", "dry spell", "consecutive dry days"), polarity="dry",
    ),
    Index(
        "maximum_consecutive_wet_days", "Longest wet spell", ("pr",), "days", "longest_run",
        "the longest run of days with precipitation {operator} {thresh}", f"CWD, {ETCCDI}",
        operator=">=", parameters=_rain("1 mm/day", "precipitation from which a day is wet"),
        aliases=("cwd", "longest wet spell", "wet spell", "consecutive wet days"), polarity="wet",
    ),
    Index(
        "daily_pr_intensity", "Rain on a wet day", ("pr",), "mm/day", "mean_where",
        "the mean precipitation of days with {operator} {thresh}", f"SDII, {ETCCDI}",
        operator=">=", parameters=_rain("1 mm/day", "precipitation from which a day is wet"),
        aliases=("sdii", "rain intensity", "daily intensity"), polarity="wet",
    ),
    Index(
        "daily_temperature_range", "Day–night temperature difference", ("tasmin", "tasmax"), "K", "mean_difference",
        "the mean of daily maximum less daily minimum temperature", f"DTR, {ETCCDI}",
        aliases=("dtr", "temperature range"), polarity="neutral",
    ),
)  # fmt: skip

#: Every index, by id.
INDICES = {index.id: index for index in _TABLE}
#: Aliases (lower case, spaces) that say more than the index: the parameters that they stand for.
ALIAS_PARAMETERS = {
    "rx5day": {"window": "5 days"},
    "heavy rain days": {"thresh": "20 mm/day"},  # ETCCDI R20mm
}
_BY_ALIAS = {alias.casefold(): index for index in _TABLE for alias in (index.id, *index.aliases)}


def find_index(name: str) -> Index:
    """Return the index of this id or alias.

    Raises
    ------
    UnknownIndex
        With the ids that are known.
    """
    index = _BY_ALIAS.get(" ".join(name.casefold().replace("_", " ").split())) or _BY_ALIAS.get(name.casefold().strip())
    if index is None:
        raise UnknownIndex(
            f"The index {name[:60]!r} was asked, but the table does not hold it, so nothing can be computed. Choose "
            f"one of: {', '.join(INDICES)}.",
            about="metric",
            options=tuple(INDICES),
        )
    return index
