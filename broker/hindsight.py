"""The years that people remember as bad, held against a metric that was measured: hits, misses and false alarms."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from broker.errors import InvalidResponse

HIGH, LOW = "high", "low"
#: What a year is: remembered and among the worst; remembered only; among the worst only; neither.
HIT, MISS, FALSE_ALARM, QUIET = "hit", "miss", "false alarm", ""
#: Index → on which side its harm lies, where nobody could mean the other; for all others whoever remembers says it.
WORSE = {
    **dict.fromkeys(
        (
            "tx_days_above", "tn_days_above", "tropical_nights", "tx_tn_days_above", "heat_wave_frequency",
            "heat_wave_max_length", "heat_wave_total_length", "heat_wave_index", "hot_spell_frequency",
            "hot_spell_max_length", "hot_spell_total_length", "hot_spell_max_magnitude", "warm_spell_duration_index",
            "maximum_consecutive_warm_days", "thi_days_above", "humidex_days_above", "heat_index_days_above",
            "maximum_consecutive_dry_days", "dry_spell_frequency", "dry_spell_total_length", "dry_spell_max_length",
            "dry_spell_across_seasons", "dry_run_after_onset", "dry_run_from_date", "rain_season_false_starts",
            "late_frost_days", "winterkill_days", "wet_chill_days", "blight_days", "malaria_months", "stormy_days",
            "fire_weather_days", "keetch_byram_drought_index_max", "low_flow_frequency",
        ),
        HIGH,
    ),
    "crop_success": LOW,
}  # fmt: skip


@dataclass(frozen=True)
class Year:
    """One year of the record.

    Attributes
    ----------
    year : int
        The one in which the season ends.
    value : float
        Of the metric; +inf and −inf are outcomes such as "no onset found", NaN is missing.
    remembered : str
        ``bad``, ``good`` or empty.
    is_flagged : bool
        Whether it is among the worst by the metric.
    """

    year: int
    value: float
    remembered: str
    is_flagged: bool

    @property
    def verdict(self) -> str:
        """``hit``, ``miss``, ``false alarm``, or empty."""
        if self.remembered == "bad":
            return HIT if self.is_flagged else "" if math.isnan(self.value) else MISS
        return FALSE_ALARM if self.is_flagged else QUIET

    def to_json(self) -> dict[str, Any]:
        """Return the year as plain JSON values; an outcome without a number has its sign as its value."""
        shown: float | str | None = self.value
        if math.isnan(self.value):
            shown = None
        elif math.isinf(self.value):
            shown = "+inf" if self.value > 0 else "-inf"
        return {
            "year": self.year, "value": shown, "remembered": self.remembered, "flagged": self.is_flagged,
            "verdict": self.verdict,
        }  # fmt: skip

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Year:
        """Return the year of its JSON."""
        number = math.nan if value["value"] is None else float(value["value"])
        return cls(value["year"], number, value["remembered"], value["flagged"])


@dataclass(frozen=True)
class Hindsight:
    """Remembered years beside the metric of the same years.

    Attributes
    ----------
    years : tuple of Year
        Every year of the record, oldest first.
    worse : str
        ``high`` or ``low``: on which side the harm lies.
    not_held : tuple of int
        Remembered years for which there is no number; they count neither as hit nor as miss.
    """

    years: tuple[Year, ...]
    worse: str
    not_held: tuple[int, ...] = ()

    def _of(self, verdict: str) -> tuple[int, ...]:
        return tuple(y.year for y in self.years if y.verdict == verdict)

    @property
    def hits(self) -> tuple[int, ...]:
        """Years remembered as bad that are among the worst by the metric."""
        return self._of(HIT)

    @property
    def misses(self) -> tuple[int, ...]:
        """Years remembered as bad that are not."""
        return self._of(MISS)

    @property
    def false_alarms(self) -> tuple[int, ...]:
        """Years among the worst by the metric that nobody remembers as bad."""
        return self._of(FALSE_ALARM)

    @property
    def denied(self) -> tuple[int, ...]:
        """Those false alarms that are remembered as good years."""
        return tuple(y.year for y in self.years if y.verdict == FALSE_ALARM and y.remembered == "good")

    @property
    def ranked(self) -> int:
        """How many years have a value."""
        return sum(not math.isnan(y.value) for y in self.years)

    @property
    def bad(self) -> int:
        """How many years with a value are remembered as bad."""
        return len(self.hits) + len(self.misses)

    @property
    def flagged(self) -> int:
        """How many years are among the worst: as many as are remembered, and more where values are equal."""
        return len(self.hits) + len(self.false_alarms)

    @property
    def hit_rate(self) -> float:
        """Share of the remembered years that are hits, 0 to 1."""
        return len(self.hits) / self.bad

    @property
    def by_chance(self) -> float:
        """The hit rate that a metric would have which knows nothing of what people remember."""
        return self.flagged / self.ranked

    @property
    def chance(self) -> float:
        """How often such a metric would have at least as many hits: the tail of the hypergeometric distribution."""
        bad, flagged, ranked = self.bad, self.flagged, self.ranked
        ways = sum(
            math.comb(bad, hits) * math.comb(ranked - bad, flagged - hits)
            for hits in range(len(self.hits), min(bad, flagged) + 1)
        )
        return ways / math.comb(ranked, flagged)

    @property
    def sentence(self) -> str:
        """What it says, in two sentences of English."""
        side = "highest" if self.worse == HIGH else "lowest"
        ties = ", ties counted," if self.flagged > self.bad else ""
        told = (
            f"Of {_years(self.bad)} remembered as bad, {len(self.hits)} {'is' if len(self.hits) == 1 else 'are'} among "
            f"the {self.flagged} {side}{ties} of {_years(self.ranked)} by the metric ({100 * self.hit_rate:.0f} %; a "
            f"metric that knows nothing would reach {100 * self.by_chance:.0f} %, and so many hits in "
            f"{_odds(self.chance)})."
        )
        if self.not_held:
            told += f" Not measured: {', '.join(map(str, self.not_held))}."
        if self.flagged == self.ranked:
            told += " All years are equally bad by the metric, so it tells none of them apart."
        if self.denied:
            told += f" Remembered as good, but among the worst by the metric: {', '.join(map(str, self.denied))}."
        return told

    def to_json(self) -> dict[str, Any]:
        """Return all of it as plain JSON values."""
        return {
            "worse": self.worse,
            "years": [y.to_json() for y in self.years],
            "not_held": list(self.not_held),
            "hits": list(self.hits),
            "misses": list(self.misses),
            "false_alarms": list(self.false_alarms),
            "false_alarms_remembered_as_good": list(self.denied),
            "hit_rate": self.hit_rate,
            "hit_rate_by_chance": self.by_chance,
            "chance_of_so_many_hits": self.chance,
            "sentence": self.sentence,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Hindsight:
        """Return it from its JSON; what follows from the years is worked out anew."""
        return cls(tuple(map(Year.from_json, value["years"])), value["worse"], tuple(value["not_held"]))


def hold_against(values: Mapping[int, float], bad: Iterable[int], good: Iterable[int], worse: str) -> Hindsight:
    """Hold remembered years against a metric: as many of its worst years as people remember.

    Parameters
    ----------
    values : mapping of int to float
        Year → metric; +inf and −inf rank beyond all numbers, NaN is missing and does not rank.
    bad, good : iterable of int
        Remembered years. Those that `values` does not hold are told, and count as nothing.
    worse : str
        ``high`` or ``low``.

    Raises
    ------
    InvalidResponse
        If a year is remembered as both, or none of the bad years has a value.

    Notes
    -----
    With k bad years that have a value, flagged are the years at least as bad as the k-th worst: more than k where
    values are equal there. If the metric knew nothing, every choice of that many years would be as likely as another.
    """
    bad, good = set(bad), set(good)
    if both := sorted(bad & good):
        raise InvalidResponse(
            f"{', '.join(map(str, both))} was given as a bad year and as a good one, so it would count both ways. "
            f"Leave it out of one of them, or record the disagreement.",
            code="years-contradict",
        )
    ranked = {year: value for year, value in values.items() if not math.isnan(value)}
    held = bad & set(ranked)
    if not held:
        span = f"{min(ranked)} to {max(ranked)}" if ranked else "no year"
        raise InvalidResponse(
            f"The years {', '.join(map(str, sorted(bad)))} were remembered, but what was measured here holds {span}, "
            f"so there is nothing to hold them against. Give years within it, or say it in words: broker dialogue say.",
            code="years-not-held",
        )
    in_order = sorted(ranked.values(), reverse=worse == HIGH)
    limit = in_order[len(held) - 1]
    flagged = {year for year, value in ranked.items() if (value >= limit if worse == HIGH else value <= limit)}
    told = [
        Year(year, value, "bad" if year in bad else "good" if year in good else "", year in flagged)
        for year, value in sorted(values.items())
    ]
    return Hindsight(tuple(told), worse, tuple(sorted((bad | good) - set(ranked))))


def _years(number: int) -> str:
    return "1 year" if number == 1 else f"{number} years"


def _odds(chance: float) -> str:
    """Return a chance in words: "1 of 40 cases"."""
    if chance > 0.5:
        return "more than half of all cases"
    return f"1 of {round(1 / chance):,} cases".replace(",", " ")
