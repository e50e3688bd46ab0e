"""Fire weather and fuels: the Canadian Fire Weather Index, the Keetch–Byram drought index."""

from __future__ import annotations

from translators.indices.index import XCLIM, Index, Parameter, reference_years

_KBDI = """It runs over all the data of a simulation from 0 (wet soil) on the first day, and again from 0 after a
missing day. A dry spell's first 5 mm are caught by leaves: with what is left of them, c (5 at first), a day with
precipitation p <= 0 has r = p and c = 5, another r = min(p, c) and c = c - r. Then Q = Q + 0.001 (203.2 - Q) (0.968
exp(0.0875 tasmax + 1.5552) - 8.3) / (1 + 10.88 exp(-0.00173 A)) - (p - r), kept within 0 and 203.2; tasmax in degC, p
in mm, A the mean precipitation of a reference year, mm: 365.2425 times its mean daily rate over the known days of the
reference years, 80 % of which must be known."""
_FWI = """The equations 1 to 30 of Van Wagner (1987, Forestry Technical Report 35); equations 12 and 15 have the
constants of the program cffdrs (moisture 20 + 280 exp(-0.023 DMC), DMC 43.43 (5.6348 - ln(moisture - 20))), and m of
equation 25 is equation 1 of the day's own FFMC. Day lengths and factors are those of Lawson and Armitage (2008):
lengths from 30° north on those of Canada, from 15° those of 20° north, from -15° 9 hours, from -30° those of 20° south,
beyond those of 40° south; factors from 15° north on the northern, from -15° 1.39, beyond the southern. From FFMC 85,
DMC 6 and DC 15 before the first day of the data, the whole year round, without overwintering and without regard to
snow, from daily values where it wants those of noon. Humidity above 100 % is 100 %. A missing day makes that day and
its season missing; the codes start anew after it."""

TABLE: tuple[Index, ...] = (
    Index(
        "fire_weather_days", "Fire-weather days", ("tas", "pr", "sfcWind", "hurs"), "days", "fire_weather",
        "the number of days with a Canadian Fire Weather Index {operator} {danger}, from daily means, which are milder "
        "than those of noon", f"Van Wagner (1987), {XCLIM}", operator=">=",
        parameters={
            "danger": Parameter("21.3", "", "Fire Weather Index from which danger is high", 0, 200, kind="number"),
        },
        aliases=("fire weather", "fire danger days", "wildfire days"), polarity="hot", uses=("latitude",),
        details=_FWI,
    ),
    Index(
        "keetch_byram_drought_index_max", "Driest fuels (Keetch–Byram)", ("pr", "tasmax"), "mm", "kbdi_max",
        "the highest Keetch–Byram drought index of a day, 0 (wet) to 203.2 (driest), whose mean yearly rain is that of "
        "the reference years ({reference})", f"Keetch and Byram (1968), Finkele et al. (2006), {XCLIM}",
        parameters=reference_years(), aliases=("kbdi", "keetch byram"), polarity="dry", uses=("reference",),
        details=_KBDI,
    ),
)  # fmt: skip
