"""Water and heat of plants, rivers and snow: evapotranspiration, water budget, vines, chill, low flow, melt."""

from __future__ import annotations

from translators.indices.index import (
    XCLIM,
    Index,
    Parameter,
    choice,
    days,
    reference_years,
    temperature_limit,
)

#: What a method of potential evapotranspiration needs beside the day's lowest and highest temperature.
PET_BY_METHOD = {"FAO_PM98": ("hurs", "rsds", "sfcWind")}

PET = """Potential evapotranspiration of a day, mm; T is the half sum of tasmin and tasmax, degC. Sun: with the
angle d = 2 pi (day of the year - 1) / (days of that year) in the simulation's calendar, the declination is s =
0.006918 - 0.399912 cos d + 0.070257 sin d - 0.006758 cos 2d + 0.000907 sin 2d - 0.002697 cos 3d + 0.00148 sin 3d, the
factor of distance E = 1.00011 + 0.034221 cos d + 0.00128 sin d + 0.000719 cos 2d + 0.000077 sin 2d (Spencer 1971), the
hour angle of sunset w = acos(-tan(lat) tan s), its cosine kept within -1 and 1, and the radiation above the air Ra =
S E (w sin(lat) sin s + cos(lat) cos s sin w) 0.0864 / pi MJ m-2 with S = 1361 W m-2 (MB05: 1367). HG85 (Hargreaves
and Samani 1985): max(0, 0.0023 x 0.408 Ra (T + 17.8) sqrt(tasmax - tasmin)), missing where tasmax < tasmin. MB05
(McGuinness and Bordne 1972, Tanguy et al. 2018): R (0.00516409319477 T + 0.0874972822289) with R = 1e6 Ra /
(4185.5 (751.78 - 0.5655 (T + 273.15))); it may be below 0 in frost. FAO_PM98 (Allen et al. 1998, FAO-56, eq. 6, sea
level, no soil heat): e(t) = 0.6108 exp(17.27 t / (t + 237.3)), es = (e(tasmin) + e(tasmax)) / 2, ea = es hurs / 100,
D = 4098 e(T) / (T + 237.3)^2, u = sfcWind 4.87 / ln(67.8 x 10 - 5.42), G = 0.000665 x 101.3, Rs = 0.0864 rsds, Rn =
0.77 Rs - 4.903e-9 ((tasmax + 273.16)^4 + (tasmin + 273.16)^4) / 2 (0.34 - 0.14 sqrt(ea)) (1.35 f - 0.35), f = Rs /
(0.75 Ra) kept within 0.3 and 1 (0.3 where Ra is 0), and the result is max(0, (0.408 D Rn + G 900 / (T + 273) u (es -
ea)) / (D + G (1 + 0.34 u)))."""

_LINVILL = """Hours h = 0 … 23 of a day count from sunrise (Linvill 1990, doi:10.21273/HORTSCI.25.1.14). Day length L
= 24 / pi acos(-tan(lat) tan s) hours, its cosine kept within -1 and 1 and L within 1 and 23; s is the declination of
Spencer (1971) on that day: s = 0.006918 - 0.399912 cos d + 0.070257 sin d - 0.006758 cos 2d + 0.000907 sin 2d -
0.002697 cos 3d + 0.00148 sin 3d, d = 2 pi (day of the year - 1) / (days of that year). While h < L: T = tasmin +
(tasmax - tasmin) sin(pi h / (L + 4)). After that: T = Ts - (Ts - tn) / ln(25 - L) ln(max(1, h + 1 - L)), Ts the
temperature at h = L, tn the tasmin of the next day in the data (of the same day where the data end or that day is
missing)."""

_DYNAMIC = (
    _LINVILL
    + """ Dynamic Model (Fishman et al. 1987; Luedeling et al. 2009), T in K, each season begins with E = 0 at its
first hour, which adds nothing: for each later hour, S = E where E < 1, else E - E x(T of the hour before); E = xs -
(xs - S) exp(-k) with xs = 139500 / 2.567e18 exp(8735.3 / T), k = 2.567e18 exp(-12888.8 / T); where E >= 1 the hour
adds E x(T), with x(T) = r / (1 + r), r = exp(1.6 x 277 (T - 277) / T)."""
)
_UTAH = (
    _LINVILL
    + """ Utah model (Richardson et al. 1974), T in degC: up to 1.4 an hour adds 0, up to 2.4 it adds 0.5, up to 9.1
it adds 1, up to 12.4 it adds 0.5, up to 15.9 it adds 0, up to 17.9 it takes 0.5, beyond it takes 1."""
)
_GLADSTONES = """k = (day length at the cell) / (day length at 40 degrees of the same hemisphere) on each day; day
length = acos(-tan(lat) tan s), its cosine kept within -1 and 1; s is the declination of Spencer (1971): s = 0.006918 -
0.399912 cos d + 0.070257 sin d - 0.006758 cos 2d + 0.000907 sin 2d - 0.002697 cos 3d + 0.00148 sin 3d, d = 2 pi (day
of the year - 1) / (days of that year). The adjustment is 0.25 (r - high_dtr) where r = tasmax - tasmin is above
high_dtr, 0.25 (r - low_dtr) where it is below low_dtr, else 0; a day may add less than 0."""
_KC = """Day n (from 1) of the season: up to `initial` days Kc is kc_ini; over the next `development` days it rises
in a straight line, kc_ini + (kc_mid - kc_ini) m / development on the m-th of them; then kc_mid for `mid` days; over the
last `late` days kc_mid + (kc_end - kc_mid) m / late on the m-th. After that the crop is harvested and needs nothing. A
season that is shorter than the four stages cuts them."""


def pet_method(default: str = "HG85") -> dict[str, Parameter]:
    """Return a parameter ``method``: how potential evapotranspiration is estimated."""
    return {"method": choice(default, "method of potential evapotranspiration", ("HG85", "MB05", "FAO_PM98"))}


def _degrees(default: str, meaning: str) -> Parameter:
    """Return a parameter that is a difference of temperatures."""
    return Parameter(default, "K", meaning, 0, 50)


def _plain(default: str, meaning: str, least: float, most: float) -> Parameter:
    """Return a parameter that is a number without a unit."""
    return Parameter(default, "", meaning, least, most, kind="number")


_AIR = ("tasmin", "tasmax")

TABLE: tuple[Index, ...] = (
    Index(
        "potential_evapotranspiration", "Thirst of the air", _AIR, "mm", "pet_total",
        "the sum of potential evapotranspiration ({method})", XCLIM, parameters=pet_method(),
        aliases=("pet", "evaporative demand"), polarity="dry", uses=("latitude",), details=PET, by_method=PET_BY_METHOD,
    ),
    Index(
        "water_budget", "Rain less evapotranspiration", ("pr", *_AIR), "mm", "water_budget",
        "the sum of precipitation less potential evapotranspiration ({method})", XCLIM, parameters=pet_method(),
        aliases=("water balance", "climatic water balance"), polarity="wet", uses=("latitude",), details=PET,
        by_method=PET_BY_METHOD,
    ),
    Index(
        "aridity_index", "Aridity", ("pr", *_AIR), "1", "aridity",
        "the sum of precipitation divided by the sum of potential evapotranspiration ({method}); missing where that is "
        "not above 0", f"UNEP (1992), {XCLIM}", parameters=pet_method(), aliases=("aridity",), polarity="wet",
        uses=("latitude",), details=PET, by_method=PET_BY_METHOD,
    ),
    Index(
        "crop_water_need", "Water that a crop needs", _AIR, "mm", "crop_water_need",
        "the sum over the days of a crop that is planted on the season's first day of its coefficient times potential "
        "evapotranspiration ({method}); the coefficient is {kc_ini} for {initial}, rises to {kc_mid} in {development}, "
        "stays for {mid} and goes to {kc_end} in {late}",
        "FAO-56 (Allen et al. 1998), tables 11 and 12, maize for grain",
        parameters={
            **pet_method("FAO_PM98"),
            "initial": days("20 days", "length of the crop's first stage"),
            "development": days("35 days", "length of the crop's development"),
            "mid": days("40 days", "length of the crop's middle stage"),
            "late": days("30 days", "length of the crop's last stage"),
            "kc_ini": _plain("0.3", "crop coefficient at first", 0, 3),
            "kc_mid": _plain("1.2", "crop coefficient in the middle", 0, 3),
            "kc_end": _plain("0.6", "crop coefficient at harvest", 0, 3),
        },
        aliases=("crop water need", "crop water requirement"), polarity="dry", uses=("latitude",),
        details=f"{_KC} {PET}", by_method=PET_BY_METHOD,
    ),
    Index(
        "huglin_index", "Heat for vines (Huglin)", ("tas", "tasmax"), "1", "huglin",
        "the sum over days of how far the mean of mean and maximum temperature is above {thresh}, times a factor of "
        "day length: 1 up to latitude 40, rising in a straight line to 1.06 at 50, and 1 beyond",
        f"Huglin (1978), method interpolated of {XCLIM}",
        parameters=temperature_limit("10 degC", "base temperature of vines"), aliases=("huglin", "heliothermal index"),
        polarity="hot", uses=("latitude",),
    ),
    Index(
        "biologically_effective_degree_days", "Degree days for vines (Gladstones)", _AIR, "K days", "effective_days",
        "the sum over days of how far the half sum of minimum and maximum temperature is above {thresh_tasmin}, times "
        "a factor of day length, less a quarter of how far the day's range is below {low_dtr}, plus a quarter of how "
        "far it is above {high_dtr}, and at most {max_daily_degree_days} a day",
        f"Gladstones (2011), method gladstones of {XCLIM}",
        parameters={
            "thresh_tasmin": temperature_limit("10 degC", "base temperature of vines")["thresh"],
            "low_dtr": _degrees("10 K", "range of a day below which it counts less"),
            "high_dtr": _degrees("13 K", "range of a day above which it counts more"),
            "max_daily_degree_days": _degrees("9 K", "most that a day can count"),
        },
        aliases=("bedd",), polarity="hot", uses=("latitude",), details=_GLADSTONES,
    ),
    Index(
        "cool_night_index", "Nights before the vintage", ("tasmin",), "degC", "cool_nights",
        "the mean of daily minimum temperature in September north of the equator and in March elsewhere, a month that "
        "the season must hold whole", f"Tonietto and Carbonneau (2004), {XCLIM}", aliases=("cool nights",),
        polarity="hot", uses=("latitude",),
    ),
    Index(
        "chill_portions", "Winter chill (portions)", _AIR, "1", "chill_portions",
        "the chill portions of the Dynamic Model from hourly temperatures, which are drawn from the day's lowest and "
        "highest by Linvill's curve: a sine by day and a logarithm by night", f"Fishman et al. (1987), {XCLIM}",
        aliases=("chill", "winter chill"), polarity="cold", uses=("latitude",), details=_DYNAMIC,
    ),
    Index(
        "chill_units", "Winter chill (Utah units)", _AIR, "1", "chill_units",
        "the chill units of the Utah model from hourly temperatures, which are drawn from the day's lowest and highest "
        "by Linvill's curve: a sine by day and a logarithm by night", f"Richardson et al. (1974), {XCLIM}",
        aliases=("utah chill units",), polarity="cold", uses=("latitude",), details=_UTAH,
    ),
    Index(
        "freshet_start", "Start of the spring melt", ("tas",), "day of year", "freshet",
        "the first day of the first {window} in a row, all in the season, with a mean temperature {operator} {thresh}",
        XCLIM, operator=">",
        parameters={
            **temperature_limit("0 degC", "daily mean temperature above which snow melts"),
            "window": days("5 days", "least number of days in a row"),
        },
        aliases=("spring melt", "freshet"), above="no thaw found",
    ),
    Index(
        "snw_max_doy", "Date of the most snow", ("snw",), "day of year", "xclim",
        "the first day with the most snow on the ground, as water; missing where there is none", XCLIM,
        aliases=("date of most snow",), xclim="snw_max_doy",
    ),
    Index(
        "melt_and_precip_max", "Largest rain and snow melt", ("snw", "pr"), "mm", "melt_and_rain",
        "the highest sum over {window} in a row of precipitation plus the snow (as water) of the day before less that "
        "of the day; the season's first day has no day before it and is in no sum", XCLIM,
        parameters={"window": days("3 days", "number of days in a row", 1, 60)}, aliases=("rain on snow",),
        polarity="wet",
    ),
    Index(
        "low_flow_frequency", "Low-flow days", ("mrro",), "days", "low_flow",
        "the number of days with runoff {operator} {threshold_factor} times its mean in the reference years "
        "({reference}), of which at least 80 % must be known", f"Olden and Poff (2003), {XCLIM}", operator="<",
        parameters={
            "threshold_factor": _plain("0.2", "share of the mean flow below which flow is low", 0.001, 10),
            **reference_years(),
        },
        aliases=("low flow",), polarity="dry", uses=("reference",),
    ),
)  # fmt: skip
