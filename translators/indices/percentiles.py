"""Against a place's own past: TX90p, TN10p, R95pTOT, WSDI, SPI, SPEI."""

from __future__ import annotations

from translators.indices.index import DAILY, ETCCDI, XCLIM, Index, Parameter, choice, days, rain_limit, reference_years
from translators.indices.water import PET, PET_BY_METHOD, pet_method

_BOOTSTRAP = {
    "bootstrap": choice("yes", "bootstrap of the reference years (Zhang et al. 2005)", ("yes", "no")),
    **reference_years(),
}
_USUAL = (
    "what is usual there for that date: the {percentile}th percentile of the five days round it in all reference years "
    "({reference}; bootstrap within them: {bootstrap})"
)

_BY_DATE = """The threshold of a date (month and day) is a percentile of its sample: the values of the five steps
centred on that date in every reference year, as far as those steps lie in the reference years. 29 February takes the
threshold of 28 February, in calendars where not every year has it; its own values are in the windows of its neighbours.
Missing days are left out of the sample; where fewer than 80 % of its days are known the threshold, and so each season
that needs it, is missing. The percentile p (0 to 1) of n sorted values x[0] … x[n-1] is Hyndman and Fan's type 8: h = n
p + (1 + p) / 3 - 1, then x[floor h] + (h - floor h) (x[floor h + 1] - x[floor h]), h kept within 0 and n - 1. Reference
years are calendar years. With bootstrap "yes" (Zhang et al. 2005, doi:10.1175/JCLI3366.1), a day in the reference year
y is compared once for each other reference year z, with thresholds of samples in which every value of y is replaced by
that of the same date in z (left out where z has no such date), and the season's number is the mean over the z: the
first comparison of each day takes the first other year, the second the second, so that runs hold on across the year's
end. Whether enough of a sample is known is asked of the plain one, in which no year is replaced. Days outside the
reference years, and all days of a run whose reference is the historical run of its model, are compared once, with the
plain thresholds. With only one reference year there is no bootstrap."""

_SHARE = """The percentile is of all days of the reference years, whatever the season, with precipitation above
`thresh`, by Hyndman and Fan's type 8 (h = n p + (1 + p) / 3 - 1). The limit is the larger of it and `thresh`. Missing
days are left out; with fewer than 80 % of the days of the reference years known, or none above `thresh`, all is
missing. No bootstrap."""

_STANDARD = """A month's value is the mean daily rate over its steps, each weighted by its days; the value of `window`
months is the mean of their values, all known, ending with the last month of the season, which must end with a month.
The reference sample is these values in the reference years, of the same month; a window may begin before them where
the data do. At least 80 % of the reference years must have one, else all is missing. Limits: -8.21 to 8.21."""

_SPI = (
    _STANDARD
    + """ Gamma distribution with its start at 0, by maximum likelihood, of the n1 positive values of n; with n0
zeros, a zero has the probability n0 / n and a value x > 0 has n0 / n + (1 - n0 / n) G(x); the result is the standard
normal quantile of it. Where fewer than 4, or fewer than a quarter, of the n values are positive, or all positive ones
are alike, nothing can be ranked: that is counted as an outcome."""
)
_SPEI = (
    _STANDARD
    + """ The value is precipitation less potential evapotranspiration. Three-parameter log-logistic distribution
(generalised logistic) by L-moments from unbiased probability-weighted moments (Vicente-Serrano et al. 2010,
doi:10.1175/2009JCLI2909.1; Hosking 1990): k = -t3, a = l2 sin(k pi) / (k pi), xi = l1 - a (1 / k - pi / sin(k pi)),
F(x) = 1 / (1 + exp(-y)), y = -ln(1 - k (x - xi) / a) / k."""
)

TABLE: tuple[Index, ...] = (
    Index(
        "tx90p", "Days hot for the time of year", ("tasmax",), "days", "days_beyond_usual",
        f"the number of days with a maximum temperature {{operator}} {_USUAL.replace('{percentile}', '90')}",
        f"TX90p, {ETCCDI}", operator=">", parameters=_BOOTSTRAP, aliases=("warm days", "unusually hot days"),
        polarity="hot", uses=("reference",), details=_BY_DATE,
    ),
    Index(
        "tx10p", "Days cool for the time of year", ("tasmax",), "days", "days_beyond_usual",
        f"the number of days with a maximum temperature {{operator}} {_USUAL.replace('{percentile}', '10')}",
        f"TX10p, {ETCCDI}", operator="<", parameters=_BOOTSTRAP, aliases=("unusually cool days",),
        polarity="cold", uses=("reference",), details=_BY_DATE,
    ),
    Index(
        "tn90p", "Nights warm for the time of year", ("tasmin",), "days", "days_beyond_usual",
        f"the number of days with a minimum temperature {{operator}} {_USUAL.replace('{percentile}', '90')}",
        f"TN90p, {ETCCDI}", operator=">", parameters=_BOOTSTRAP, aliases=("unusually warm nights",),
        polarity="hot", uses=("reference",), details=_BY_DATE,
    ),
    Index(
        "tn10p", "Nights cold for the time of year", ("tasmin",), "days", "days_beyond_usual",
        f"the number of days with a minimum temperature {{operator}} {_USUAL.replace('{percentile}', '10')}",
        f"TN10p, {ETCCDI}", operator="<", parameters=_BOOTSTRAP, aliases=("unusually cold nights",),
        polarity="cold", uses=("reference",), details=_BY_DATE,
    ),
    Index(
        "warm_spell_duration_index", "Days in warm spells", ("tasmax",), "days", "spells_beyond_usual",
        f"the number of days in runs of at least {{window}}, all in the season, with a maximum temperature "
        f"{{operator}} {_USUAL.replace('{percentile}', '90')}",
        f"WSDI, {ETCCDI}", operator=">",
        parameters={"window": days("6 days", "least number of days in a row"), **_BOOTSTRAP},
        aliases=("wsdi", "warm spells"), polarity="hot", uses=("reference",), details=_BY_DATE,
    ),
    Index(
        "cold_spell_duration_index", "Days in cold spells", ("tasmin",), "days", "spells_beyond_usual",
        f"the number of days in runs of at least {{window}}, all in the season, with a minimum temperature "
        f"{{operator}} {_USUAL.replace('{percentile}', '10')}",
        f"CSDI, {ETCCDI}", operator="<",
        parameters={"window": days("6 days", "least number of days in a row"), **_BOOTSTRAP},
        aliases=("csdi", "cold spells"), polarity="cold", uses=("reference",), details=_BY_DATE,
    ),
    Index(
        "fraction_over_precip_thresh", "Share of rain from very wet days", ("pr",), "%", "share_over_percentile",
        "the share of the season's precipitation on days {operator} {thresh} that falls on days {operator} the "
        "{percentile}th percentile of such days in the reference years ({reference}); missing where no day is wet",
        f"R95pTOT, {ETCCDI}, as {XCLIM}", operator=">",
        parameters={
            **rain_limit("1 mm/day", "precipitation above which a day is wet"),
            "percentile": Parameter("95", "", "percentile of wet days", 1, 99.9, kind="number"),
            **reference_years(),
        },
        aliases=("r95ptot", "heavy rain share"), polarity="wet", uses=("reference",), details=_SHARE,
    ),
    Index(
        "days_over_precip_thresh", "Very wet days", ("pr",), "days", "days_over_percentile",
        "the number of days with precipitation {operator} {thresh} and {operator} the {percentile}th percentile of "
        "such days in the reference years ({reference})",
        f"R95p in days, as {XCLIM}", operator=">",
        parameters={
            **rain_limit("1 mm/day", "precipitation above which a day is wet"),
            "percentile": Parameter("95", "", "percentile of wet days", 1, 99.9, kind="number"),
            **reference_years(),
        },
        aliases=("very wet days", "r95p days"), polarity="wet", uses=("reference",), details=_SHARE,
    ),
    Index(
        "standardized_precipitation_index", "Dryness against normal (SPI)", ("pr",), "1", "spi",
        "the precipitation of the {window} months that end with the season, as standard deviations from what is normal "
        "for them in the reference years ({reference}), by a gamma distribution whose share of rainless years is kept",
        f"SPI, McKee et al. (1993), WMO-No. 1090, {XCLIM} with floc = 0",
        parameters={"window": Parameter("3", "", "number of months", 1, 48, kind="number"), **reference_years()},
        aliases=("spi",), polarity="wet", below="too dry in the reference years to be ranked", uses=("reference",),
        steps=(*DAILY, "mon"), details=_SPI,
    ),
    Index(
        "standardized_precipitation_evapotranspiration_index", "Dryness against normal with heat (SPEI)",
        ("pr", "tasmin", "tasmax"), "1", "spei",
        "the precipitation less the potential evapotranspiration ({method}) of the {window} months that end with the "
        "season, as standard deviations from what is normal for them in the reference years ({reference}), by a "
        "log-logistic distribution",
        "SPEI, Vicente-Serrano et al. (2010), doi:10.1175/2009JCLI2909.1",
        parameters={
            "window": Parameter("6", "", "number of months", 1, 48, kind="number"), **pet_method(), **reference_years(),
        },
        aliases=("spei",), polarity="wet", uses=("reference", "latitude"), details=f"{_SPEI} {PET}",
        by_method=PET_BY_METHOD,
    ),
)  # fmt: skip
