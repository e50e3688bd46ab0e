"""Parts of sentences about one result: how its quantity is called, how values, scenarios and seasons are said."""

from __future__ import annotations

import calendar
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from translators.emissions import rank, scenario_in_full, scenarios_in_words
from translators.errors import QuantityError
from translators.figures import DATES, change_units, figure, in_ten, ranged, with_unit
from translators.indices import Index, index_of
from translators.locales import ENGLISH, Speech, language_of, speech
from translators.locales.calendars import day_and_month, localised, month_name
from translators.locales.metrics import choice_of
from translators.over_years import over_area, over_years
from translators.periods import MONTH_NAMES, Season
from translators.quantities import Quantity, parse_quantity, shown
from translators.told import Told, ToldRow

_LEAP_YEAR = 2000
#: How the engine names steps of a season that are no months.
_DEKAD = re.compile(rf"(?P<month>{'|'.join(MONTH_NAMES)}), dekad (?P<number>[123])")
_DAY = re.compile(rf"(?P<day>\d{{1,2}}) (?P<month>{'|'.join(MONTH_NAMES)})")
_QUARTER = re.compile("[JFMASOND]{3}")
_DATE = re.compile(r"(\d{2})-(\d{2})")
#: What follows the noun of a title: "days with …", "run of …".
_AFTER_HEAD = re.compile(r",? (?:of|by|with|on|in|at|before|after|to|for|between)\b")
_METRIC = re.compile(r"(?P<word>[A-Za-z]\w*)|(?P<sign><=|>=|<|>)")


def shown_parameter(text: str, language: str = "en") -> str:
    """Return a parameter as people read it: "30 °C", "1 mm", "5 days", "1 May"; a converted one to two decimals.

    A metric of one's own stands as it is, and so does in English a choice: definitions explain it by its code.
    """
    if found := _DATE.fullmatch(text):
        return day_and_month(int(found[1]), int(found[2]), language)
    try:
        quantity = parse_quantity(text)
    except QuantityError:
        return text if language_of(language) == ENGLISH else choice_of(text, language)
    units = "mm" if quantity.units == "mm/day" else quantity.units
    return shown(Quantity(round(quantity.magnitude, 2), units), language)


def quantity_words(index: str, parameters: Mapping[str, str], language: str = "en") -> dict[str, Any]:
    """Return how an index is called in a sentence, and how its values are given.

    An index that the language has no words for is called by its title and its parameters.

    Returns
    -------
    dict
        ``words`` ("days above 30 °C", the operator from the index table), ``plural``, ``per`` (``count`` or ``value``),
        ``ways`` (which words say more and less of it).
    """
    name = index
    if name == "prcptot" and parse_quantity(parameters.get("thresh", "0 mm/day")).magnitude > 0:
        name = "prcptot_thresh"
    facts = parameter_facts(index_of(index, parameters), parameters, language)
    entry = dict(speech(language).group("quantities").get(name) or _by_title(index_of(index, parameters)))
    return {**entry, "words": entry["words"].format(**facts)}


def parameter_facts(index: Index, parameters: Mapping[str, str], language: str = "en") -> dict[str, str]:
    """Return what stands for the names in an index's words: its operator, and each parameter as people read it."""
    facts = {"operator": speech(language).group("operators").get(index.operator, ""), "thresh": "", "window": ""}
    for name, text in parameters.items():
        kind = index.parameters[name].kind if name in index.parameters else "quantity"
        facts[name] = metric_words(text, language) if kind == "expression" else shown_parameter(text, language)
    return facts


def metric_words(text: str, language: str = "en") -> str:
    """Return a metric of one's own in words: "days with maximum temperature above 33 °C"."""
    words = speech(language)

    def read(found: re.Match[str]) -> str:
        if found["sign"]:
            return str(words.group("operators")[found["sign"]])
        return str(words.group("variables").get(found["word"], {"degC": "°C"}.get(found["word"], found["word"])))

    return _METRIC.sub(read, text.replace("mm/day", "mm a day"))


def _by_title(index: Index) -> dict[str, Any]:
    title = index.title if index.title[1:2].isupper() else index.title[:1].lower() + index.title[1:]
    head = _AFTER_HEAD.split(title)[0]
    is_plural = index.units != DATES and head.endswith("s")
    per = "count" if index.units == "days" and head.endswith(("days", "nights")) else "value"
    ways = "late" if index.units == DATES else "many" if is_plural else "high"
    limit = " ({operator} {thresh})" if index.operator and "thresh" in index.parameters else ""
    words = f"{title if is_plural else f'the {title}'}{limit}"
    return {"words": words, "plural": is_plural, "per": per, "ways": ways}


def season_words(season: Season, language: str = "en") -> str:
    """Return a season in the words of a language: "June to August", "15 April to 30 June"."""
    words = speech(language)
    if season.is_year:
        return words.tell("season_year")
    if season.is_whole_months:
        first, last = (month_name(month, language) for month in (season.first_month, season.last_month))
        return first if len(season.months) == 1 else words.tell("season_months", first=first, last=last)
    last_day = min(season.last_day, calendar.monthrange(_LEAP_YEAR, season.last_month)[1])
    first = day_and_month(season.first_month, season.first_day, language)
    return words.tell("season_days", first=first, last=day_and_month(season.last_month, last_day, language))


def step_words(step: str, language: str = "en") -> str:
    """Return a step of the season, named in English by the engine, in a language: "March", "1 May", "DJF"."""
    if language_of(language) == ENGLISH or not step:
        return step
    if step in MONTH_NAMES:
        return month_name(MONTH_NAMES.index(step) + 1, language)
    if found := _DEKAD.fullmatch(step):
        month = month_name(MONTH_NAMES.index(found["month"]) + 1, language)
        return speech(language).tell("dekad", month=month, number=found["number"])
    if found := _DAY.fullmatch(step):
        return day_and_month(MONTH_NAMES.index(found["month"]) + 1, int(found["day"]), language)
    return season_words(Season.of(step), language) if _QUARTER.fullmatch(step) else step


@dataclass(frozen=True)
class Phrases:
    """What is told, with the words of its language."""

    told: Told

    @property
    def words(self) -> Speech:
        """The language's texts."""
        return speech(self.told.language)

    @property
    def quantity(self) -> dict[str, Any]:
        """How what the rows hold is called; see `quantity_words`, and `over_years` where a statistic was asked."""
        told = self.told
        entry = quantity_words(told.index, told.parameters, told.language)
        entry = over_area(entry, told.area, self.words)
        if told.statistic.is_mean:
            return entry
        return over_years({**entry, "words": self.in_season(entry["words"])}, told.statistic, told.units, self.words)

    @property
    def counts(self) -> bool:
        """Whether values are counts of what the quantity names, so that they need no unit."""
        return bool(self.quantity.get("counts", self.quantity["per"] == "count"))

    @property
    def season(self) -> str:
        """The season in words; empty where it is the year, or where each row has a step of its own."""
        told = self.told
        if told.season.is_year or any(row.step for row in told.rows):
            return ""
        return season_words(told.season, told.language)

    @property
    def ways(self) -> dict[str, str]:
        """Words for ``up`` and ``down``."""
        return self.words.group("ways")[self.quantity["ways"]]

    def say(self, key: str, **facts: object) -> str:
        """Return a sentence of the language's table with its facts filled in."""
        return self.words.tell(key, **facts)

    def say_of(self, key: str, **facts: object) -> str:
        """Return a sentence whose subject is the quantity: that of one, or that of many ("was", "were")."""
        return self.say(f"{key}_many" if self.quantity["plural"] else key, **facts)

    def subject(self) -> dict[str, str]:
        """Return where, and what in which season, as a sentence begins."""
        quantity = self.quantity
        what = quantity["words"] if quantity.get("holds_season") else self.in_season(quantity["words"])
        return {"where": self.where, "what": what}

    def in_season(self, what: str) -> str:
        """Return a quantity with its season: "days above 30 °C in June to August"."""
        return self.say("in_season", what=what, season=self.season) if self.season else what

    @property
    def where(self) -> str:
        """The place, as a sentence begins: "Around Woolpit"."""
        told = self.told
        key = "at" if not told.is_named else "around" if told.is_point else "in_area"
        return self.say(key, place=told.place)

    def value(self, low: float, high: float | None = None) -> str:
        """Return a value, or a range, as it was in the past: "about 2 a year", "9.9 °C"."""
        high = low if high is None else high
        per = str(self.words.group("per")[self.quantity["per"]])
        return per.format(value=self.short(low, high))

    def short(self, low: float, high: float | None = None) -> str:
        """Return a range; counts without their unit, which the quantity has named; shares as years in ten."""
        high = low if high is None else high
        units = self.told.row_units
        if self.told.statistic.of == "share":
            first, last = in_ten(low, self.told.language), in_ten(high, self.told.language)
            text = first if first == last else self.say("range", low=first, high=last)
            return self.say("in_ten", value=text)
        if not self.counts:
            return ranged(low, high, units, self.words)
        first, last = figure(low, units, self.told.language), figure(high, units, self.told.language)
        return first if first == last else self.say("range", low=first, high=last)

    def level(self, warming: float) -> str:
        """Return a level of global warming, K: "1.5"."""
        return localised(f"{warming:g}", self.told.language)

    def years_in_ten(self, share: float) -> str:
        """Return a share of years, 0 to 1, as "2 in 10"."""
        return self.say("in_ten", value=in_ten(100 * share, self.told.language))

    def change(self, value: float) -> str:
        """Return a change with its sign: "+2.1 °C", "−3 days", "+1.5 in 10"."""
        units = change_units(self.told.row_units)
        if self.told.statistic.of == "share":
            number = in_ten(value, self.told.language).replace("-", "−")
            text = self.say("in_ten", value=number)
        else:
            number, text = figure(value, units), with_unit(value, units, self.words)
        return f"+{text}" if value > 0 and number != "0" else text

    def spread(self, row: ToldRow) -> str:
        """Return the tenth to the ninetieth percentile, or the middle where there are none."""
        if row.models == 1 or not (math.isfinite(row.p10) and math.isfinite(row.p90)):
            return self.short(row.p50, row.p50)
        return self.short(row.p10, row.p90)

    def row(self, row: ToldRow) -> str:
        """Return a row of the table in words."""
        told = self.told
        has_spread = math.isfinite(row.p10) and math.isfinite(row.p90) and row.models > 1
        units = told.row_units
        low, high = (figure(value, units, told.language) for value in (row.p10, row.p90))
        years: object = row.period
        if row.warming is not None:
            years = self.say("brief_warming", level=self.level(row.warming), years=row.period)
        facts = {"years": years, "scenario": scenario_in_full(row.scenario, told.language)}
        facts["value"] = with_unit(row.p50, units, self.words)
        if has_spread and low != high:
            text = self.say("brief_row_spread", **facts, low=low, high=high)
        else:
            text = self.say("brief_row", **facts)
        if not row.is_measured:
            models = "brief_models_one" if row.models == 1 else "brief_models"
            text = self.say(models, row=text, count=row.models)
        if row.interval is not None:
            low, high = (figure(value, units, told.language) for value in row.interval)
            text = self.say("brief_interval", row=text, low=low, high=high)
        part = ", ".join(self.part_words(row.part))
        return self.say("brief_part", part=part, row=text) if part else text

    def part_words(self, part: tuple[str, str, str]) -> tuple[str, ...]:
        """Return place, step and variant as people read them; what there is one of is left out."""
        place, step, variant = part
        settings = (self.setting(variant),) if variant else ()
        return tuple(text for text in (place, step_words(step, self.told.language), *settings) if text)

    def setting(self, variant: str) -> str:
        """Return the values that tell a variant from the others: "28 °C", "25 mm, 10 days"."""
        told = self.told
        own = told.variants.get(variant, {})
        named = [name for name in own if len({other.get(name) for other in told.variants.values()}) > 1]
        return ", ".join(shown_parameter(own[name], told.language) for name in named) or variant

    def scenario(self, scenario: str) -> str:
        """Return a scenario in words: "high emissions"; with its name where another one told has the same words."""
        told = tuple(dict.fromkeys([*(row.scenario for row in self.told.rows), scenario]))
        return scenarios_in_words(told, self.told.language)[scenario]

    def rank(self, row: ToldRow) -> int:
        """Return the place of a row's scenario from low to high emissions."""
        return rank(row.scenario)

    def number(self, count: int) -> str:
        """Return a small number as a word."""
        return str(self.words.group("counts").get(str(count), count))

    def joined(self, clauses: list[str]) -> str:
        """Return clauses with commas, and "and" before the last."""
        return self.words.joined(clauses)
