"""The parts of a need in words, as ledgers, comparisons of rounds, pages and reports name them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from broker.dialogue.ledger import ALL_THAT_FIT
from broker.errors import BrokerError
from broker.need_parts import with_part
from translators.emissions import scenario_in_full
from translators.errors import TranslationError
from translators.indices import INDICES, Index, index_of
from translators.locales import ENGLISH, keys, speech, text
from translators.locales.metrics import choice_of, meaning_of, title_of
from translators.over_years import area_words, statistic_words
from translators.periods import Season
from translators.phrases import season_words, shown_parameter
from translators.said import Said, told
from translators.statistics import Statistic

#: A part as a need file or a comparison of rounds calls it → as a ledger does.
_ALIASES = {"horizons": "horizon", "scenarios": "scenario", "index": "metric"}
#: As the ledger writes that no years were asked.
_ALL_HELD = "all that the data hold"
_DEGREES = re.compile(r" deg([CF])\b")


def index_in(asked: Mapping[str, Any] | None) -> Index | None:
    """Return the index of a specification as the record holds it; None where it is not known any more."""
    if not asked:
        return None
    try:
        return index_of(asked["index"], asked["parameters"])
    except TranslationError:
        return None


def part_name(about: str, index: Index | None, language: str = ENGLISH) -> str:
    """Return what a part of a need is called: "season", "threshold of wind"; its own name where there are no words."""
    about = _ALIASES.get(about, about)
    if index is not None and about in index.parameters:
        return meaning_of(index.parameters[about].meaning, language)
    for key in (f"ui.ledger.about.{about}", f"ui.part.{about}"):
        if key in keys():
            return text(key, language)
    return about


def part_value(about: str, value: object, index: Index | None, language: str = ENGLISH) -> str:
    """Return what a part of a need takes: "June to August", "middle emissions (SSP2-4.5)", "8 m/s".

    Parameters
    ----------
    value : object
        As the ledger or a need file writes it; a text that knows how it is said in other languages is said so.
    index : Index or None
        That the need asks for: its parameters and its unit are said with it.
    """
    if isinstance(value, Said):
        return str(told(value, language))
    about, words = _ALIASES.get(about, about), str(value)
    if words == ALL_THAT_FIT:
        return text("ui.part.scenario.all" if about == "scenario" else "fit.all_that_fit", language)
    if words == _ALL_HELD:
        return text("ui.part.horizon.ask", language)
    said = _SAYING.get(about)
    if said is not None:
        return said(words, index, language)
    if index is not None and about in index.parameters:
        parameter = index.parameters[about]
        return choice_of(words, language) if parameter.choices else shown_parameter(words, language)
    return _DEGREES.sub(r" °\1", words)


def _metric(value: str, index: Index | None, language: str) -> str:
    if index is not None and value == index.id:
        return title_of(index, language)
    return title_of(INDICES[value], language) if value in INDICES else value


def _season(value: str, index: Index | None, language: str) -> str:
    try:
        season = Season.of(with_part({}, "season", value)["time"]["season"])
    except (TranslationError, BrokerError):
        return value
    return text("ui.part.season.year", language) if season.is_year else season_words(season, language)


def _scenarios(value: str, index: Index | None, language: str) -> str:
    return speech(language).joined([scenario_in_full(name.strip(), language) for name in value.split(",")])


def _statistic(value: str, index: Index | None, language: str) -> str:
    try:
        statistic = Statistic.parse(value)
    except TranslationError:
        return value
    if statistic.is_mean:
        return text("ui.part.statistic.mean", language)
    return statistic_words(statistic, index.units if index else "", speech(language))


def _each(value: str, index: Index | None, language: str) -> str:
    key = f"ui.part.each.{value}"
    return text(key, language) if key in keys() else value


def _area(value: str, index: Index | None, language: str) -> str:
    try:
        return area_words(value, speech(language))
    except KeyError:  # the plain mean has no name of its own
        return value


def _warming(value: str, index: Index | None, language: str) -> str:
    return ", ".join(f"{level.strip()} °C" for level in value.split(","))


_SAYING = {
    "metric": _metric,
    "season": _season,
    "scenario": _scenarios,
    "statistic": _statistic,
    "each": _each,
    "area": _area,
    "warming": _warming,
}
