"""Heat by day and night, heat with humidity, cold with wind and rain: what people, animals and mosquitoes feel."""

from __future__ import annotations

from translators.indices.index import XCLIM, Index, Parameter, days, temperature_limit


def _both(window: str | None = "3 days") -> dict[str, Parameter]:
    """Return the limits of night and day, and how many days in a row they are passed."""
    limits = {
        "thresh_tasmin": Parameter("22 degC", "degC", "daily minimum temperature above which a night is hot", -90, 65),
        "thresh_tasmax": Parameter("30 degC", "degC", "daily maximum temperature above which a day is hot", -90, 65),
    }
    return limits if window is None else limits | {"window": days(window, "least number of days in a row")}


def _hot(thresh: str, window: str) -> dict[str, Parameter]:
    """Return the limit of a hot day, and how many in a row are a spell."""
    limit = temperature_limit(thresh, "daily maximum temperature above which a day is hot")
    return limit | {"window": days(window, "least number of days in a row")}


_WAVE = (
    "at least {window} with a minimum temperature {operator} {thresh_tasmin} and a maximum temperature "
    "{operator} {thresh_tasmax}, all of them in the season"
)
_SPELL = (
    "at least {window} with a maximum temperature {operator} {thresh}, all of them in the season"
)  # fmt: skip
_FELT = ("tas", "hurs")
_WITH = "T the daily mean temperature in °C and RH the daily mean relative humidity in %"

TABLE: tuple[Index, ...] = (
    Index(
        "heat_wave_frequency", "Heat waves by day and night", ("tasmin", "tasmax"), "1", "heat_waves",
        f"the number of heat waves, runs of {_WAVE}", XCLIM, operator=">", parameters=_both(),
        aliases=("heat waves", "heatwaves", "number of heat waves"), polarity="hot",
    ),
    Index(
        "heat_wave_max_length", "Longest heat wave", ("tasmin", "tasmax"), "days", "heat_wave_longest",
        f"the days of the longest heat wave, a run of {_WAVE}; 0 where there is none", XCLIM,
        operator=">", parameters=_both(), aliases=("longest heat wave",), polarity="hot",
    ),
    Index(
        "heat_wave_total_length", "Heat-wave days", ("tasmin", "tasmax"), "days", "heat_wave_days",
        f"the number of days in heat waves, runs of {_WAVE}", XCLIM, operator=">", parameters=_both(),
        aliases=("heat wave days", "heatwave days"), polarity="hot",
    ),
    Index(
        "tx_tn_days_above", "Days hot by day and night", ("tasmin", "tasmax"), "days", "hot_day_and_night",
        "the number of days with a minimum temperature {operator} {thresh_tasmin} and a maximum temperature {operator} "
        "{thresh_tasmax}", XCLIM, operator=">", parameters=_both(None),
        aliases=("hot days and nights",), polarity="hot",
    ),
    Index(
        "hot_spell_frequency", "Hot spells", ("tasmax",), "1", "spells_number",
        f"the number of hot spells, runs of {_SPELL}", XCLIM, operator=">", parameters=_hot("30 degC", "3 days"),
        aliases=("hot spells",), polarity="hot",
    ),
    Index(
        "hot_spell_max_length", "Longest hot spell", ("tasmax",), "days", "spells_longest",
        f"the days of the longest hot spell, a run of {_SPELL}; 0 where there is none", XCLIM, operator=">",
        parameters=_hot("30 degC", "1 days"), aliases=("longest hot spell",), polarity="hot",
    ),
    Index(
        "hot_spell_total_length", "Days in hot spells", ("tasmax",), "days", "spells_days",
        f"the number of days in hot spells, runs of {_SPELL}", XCLIM, operator=">",
        parameters=_hot("30 degC", "3 days"), aliases=("hot spell days",), polarity="hot",
    ),
    Index(
        "heat_wave_index", "Days in long hot spells", ("tasmax",), "days", "spells_days",
        f"the number of days in hot spells, runs of {_SPELL}", XCLIM, operator=">",
        parameters=_hot("25 degC", "5 days"), polarity="hot",
    ),
    Index(
        "hot_spell_max_magnitude", "Strength of the strongest hot spell", ("tasmax",), "K days", "spells_magnitude",
        "the largest sum, over the days of one hot spell, of how far the maximum temperature is above {thresh}, a "
        f"spell being a run of {_SPELL}; 0 where there is none", XCLIM, operator=">",
        parameters=_hot("25 degC", "3 days"), aliases=("strength of hot spells",), polarity="hot",
    ),
    Index(
        "thi_days_above", "Heat-stress days for dairy cows", _FELT, "days", "thi_days",
        "the number of days with a temperature–humidity index {operator} {thresh}",
        "NRC (1971); own count of days", operator=">=",
        parameters={
            "thresh": Parameter(
                "72", "", "index from which on cows suffer (68 for high yields)", 0.0, 120.0, "number"
            ),
        },
        aliases=("thi days", "heat stress days", "cow heat stress"), polarity="hot",
        details=f"the index is (1.8 T + 32) − (0.55 − 0.0055 RH) × (1.8 T − 26), with {_WITH}",
    ),
    Index(
        "humidex_days_above", "Days of great discomfort (humidex)", _FELT, "days", "humidex_days",
        "the number of days with a humidex {operator} {thresh}",
        f"humidex of {XCLIM}, from relative humidity; own count of days", operator=">",
        parameters=temperature_limit("40 degC", "humidex above which a day counts"),
        aliases=("humidex", "humidex days"), polarity="hot",
        details="the humidex is T + 5/9 × (e − 10) °C, where e = RH/100 × 6.112 × 10^(7.5 T/(T + 237.7)) in hPa, with "
        f"{_WITH}",
    ),
    Index(
        "heat_index_days_above", "Days of dangerous heat (heat index)", _FELT, "days", "heat_index_days",
        "the number of days with a mean temperature above 20 °C and a heat index {operator} {thresh}",
        f"heat_index of {XCLIM}, Blazejczyk et al. (2012); own count of days",
        operator=">", parameters=temperature_limit("40 degC", "heat index above which a day counts"),
        aliases=("heat index", "heat index days"), polarity="hot",
        details="the heat index is −8.78469475556 + 1.61139411 T + 2.33854883889 RH − 0.14611605 T RH − 0.012308094 T² "
        "− 0.0164248277778 RH² + 0.002211732 T² RH + 0.00072546 T RH² − 0.000003582 T² RH² °C, with "
        f"{_WITH}",
    ),
    Index(
        "wet_chill_days", "Cold wet days that kill lambs", ("tas", "sfcWind", "pr"), "days", "wet_chill_days",
        "the number of days with rain of at least {thresh_pr} and a sheep chill index of at least {thresh} kJ/m² an "
        "hour",
        "sheep chill index of Nixon-Smith (1972) and Donnelly (1984); own count of wet days",
        parameters={
            "thresh": Parameter("1000", "", "chill from which on lambs die", 0.0, 3000.0, "number"),
            "thresh_pr": Parameter("1 mm/day", "mm/day", "rain from which on a day is wet", 0.0, 500.0),
        },
        aliases=("wet chill", "lamb chill", "sheep chill"), polarity="cold",
        details="the index is (11.7 + 3.1 √v) × (40 − T) + 481 + 418 × (1 − exp(−0.04 R)), with v the daily mean wind "
        "in m/s, T the daily mean temperature in °C and R the day's rain in mm",
    ),
    Index(
        "malaria_months", "Months that suit malaria", ("pr", "tas", "hurs"), "1", "malaria_months",
        "the number of calendar months, of those that lie wholly in the season, with rain above {thresh_pr}, a mean "
        "temperature of at least {thresh_low} and at most {thresh_high} and a mean relative humidity above "
        "{thresh_hurs}; a season without a whole month has no value", "Grover-Kopec et al. (2006)",
        parameters={
            "thresh_pr": Parameter("80 mm", "mm", "rain of a month above which it suits", 0.0, 3000.0),
            "thresh_low": Parameter("18 degC", "degC", "mean temperature from which on a month suits", -20.0, 45.0),
            "thresh_high": Parameter("32 degC", "degC", "mean temperature up to which a month suits", -20.0, 60.0),
            "thresh_hurs": Parameter("60 %", "%", "mean relative humidity above which a month suits", 0.0, 100.0),
        },
        aliases=("malaria", "malaria season"), steps=("day", "mon"), polarity="hot",
    ),
)  # fmt: skip
