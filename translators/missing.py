"""The rule for missing days: from how many of them on a season has no value."""

from __future__ import annotations

import re
from dataclasses import dataclass

from translators.errors import InvalidNeed
from translators.indices.index import Index

#: A month is missing under the WMO's rule from this many missing days on, or this many in a row (WMO-No. 1203, 4.4.1).
WMO_DAYS = 11
WMO_IN_A_ROW = 5
_AT_LEAST = re.compile(r"at_least_n\s*:\s*(\d{1,3})")
_SHARE = re.compile(r"pct\s*:\s*(\d{1,2}(?:\.\d+)?|100)")


@dataclass(frozen=True)
class MissingRule:
    """From how many missing days on a season has no value.

    A season all of whose days are missing is missing under every rule.

    Attributes
    ----------
    of : str
        ``any`` (one missing day is enough), ``wmo`` (a month of the season misses 11 days, or 5 in a row),
        ``at_least_n`` (fewer than `number` days are held) or ``pct`` (`number` % of the days, or more, are missing).
        As xclim's rules of these names.
    number : float
    """

    of: str = "any"
    number: float = 0.0

    @classmethod
    def parse(cls, text: str) -> MissingRule:
        """Return the rule that a need or a recipe writes: ``any``, ``wmo``, ``at_least_n:25`` or ``pct:10``.

        Raises
        ------
        InvalidNeed
            If it is none of these, or holds a number that no season can meet.
        """
        words = text.strip().casefold()
        if words in {"any", "wmo"}:
            return cls(words)
        if (found := _AT_LEAST.fullmatch(words)) and 1 <= int(found[1]) <= 366:
            return cls("at_least_n", float(found[1]))
        if (found := _SHARE.fullmatch(words)) and float(found[1]) > 0:
            return cls("pct", float(found[1]))
        raise InvalidNeed(
            f"The rule {text!r} for missing days is not known, so it is not clear which seasons count. Write any (a "
            f"missing day empties its season), wmo (a month misses {WMO_DAYS} days or {WMO_IN_A_ROW} in a row), "
            f"at_least_n:25 (at least 25 days are held) or pct:10 (10 % or more of the days are missing).",
            about="missing",
            options=("any", "wmo", "at_least_n:25", "pct:10"),
        )

    @property
    def text(self) -> str:
        """The rule as a need writes it; `parse` reads it back unchanged."""
        return f"{self.of}:{self.number:g}" if self.of in {"at_least_n", "pct"} else self.of

    @property
    def meaning(self) -> str:
        """When a season has no value, in words to stand after "when"."""
        return {
            "any": "one of its days is missing",
            "wmo": f"one of its months misses {WMO_DAYS} days or more, or {WMO_IN_A_ROW} in a row",
            "at_least_n": f"fewer than {self.number:g} of its days are held",
            "pct": f"{self.number:g} % of its days, or more, are missing",
        }[self.of]


#: What becomes of a missing day where the rule lets its season count.
OVER_HELD_DAYS = """A need may let seasons count although days of them are missing: `missing: wmo` (no month of the
season misses 11 days or more, or 5 in a row), `at_least_n:350` (so many days of it are held), `pct:10` (less than 10 %
of them are missing); `any`, the default, lets none. A month that the season cuts is judged by those of its days that
the season holds. A season of which no day is held is missing under every rule. A day is held when each variable of the
index has a value. A missing day is on neither side of a threshold, adds nothing to a sum (sums and counts are not
scaled to the whole season), is no part of a mean and never the extreme; it ends a run on either side of a threshold,
and no n-day stretch or window that must meet a condition holds one. xclim computes the same (a comparison with a
missing value is false; but there a run that ends a season may hold missing days, and a hot spell may go on across them)
and leaves seasons out afterwards, by rules of the same names. Where more has to be said:"""

_RAINS = "the `window_wet_start` days of an onset hold no missing day, and a missing day ends a dry run."
_AFTER = f"{_RAINS} Of the days that are looked at from the onset on none may be missing, whatever the rule."
_DYNAMIC = "hours of a missing day add nothing, and the Dynamic Model begins with E = 0 at the first hour after it."
_BY_DATE = (
    "a missing day is not beyond its limit. A season is missing where the limit of a day that is held is not known."
)
_STANDARD = (
    "the rule is asked of each month by itself, instead of the season (`at_least_n:25` of a month's days); a month's "
    "value is the mean over its days that are held, in the reference years too."
)
_BUDGET = "a day without rain or without evapotranspiration adds to neither sum."
_EDGES = (
    "a missing day before, in or after the season ends a run, and the run counts with the days that are held; a run "
    "that reaches the first or the last day of the data leaves the season missing as before."
)
#: Index → what is said of it beside that.
OVER_HELD_DAYS_OF = {
    **dict.fromkeys(("dry_spell_across_seasons", "wet_spell_across_seasons"), _EDGES),
    **dict.fromkeys(
        ("rain_season_start", "rain_season_end", "rain_season_length", "rain_season_false_starts"), _RAINS
    ),
    **dict.fromkeys(("dry_run_after_onset", "crop_success"), _AFTER),
    "dry_run_from_date": "the rule is asked of the days that are looked at, instead of the season.",
    "malaria_months": "a month's rain is the sum, its temperature and humidity are the means over its days that are "
    "held; a month without any does not suit.",
    "pasture_growth_days": "a day does not count where one of its last `water_days` days is missing; a season whose "
    "first of them lies before the data is missing.",
    **dict.fromkeys(
        ("tx90p", "tx10p", "tn90p", "tn10p", "warm_spell_duration_index", "cold_spell_duration_index"), _BY_DATE
    ),
    **dict.fromkeys(
        ("standardized_precipitation_index", "standardized_precipitation_evapotranspiration_index"), _STANDARD
    ),
    **dict.fromkeys(("water_budget", "aridity_index"), _BUDGET),
    "cool_night_index": "the mean is that of the month's days that are held; none held, none given.",
    "chill_portions": _DYNAMIC,
    "melt_and_precip_max": "no window holds a missing day, nor follows one directly.",
    "expression": "a day on which the metric is not known (a missing day in a window makes it so) does not count.",
}  # fmt: skip
_CODES = (
    "its codes carry the rain and warmth of months from day to day, and would start anew after each missing day, so it "
    "would tell of wet fuels in a dry land"
)
_OTHERS = "it is computed by xclim from every day of a season, and what a missing day does to it is not defined here"
#: Index → why it takes no rule but `any`.
REFUSED = {
    "fire_weather_days": _CODES,
    "keetch_byram_drought_index_max": _CODES,
    "snw_max_doy": _OTHERS,
}


def why_refused(index: Index) -> str:
    """Return why an index takes no rule but `any`, as a clause."""
    return REFUSED.get(index.id, _OTHERS)
