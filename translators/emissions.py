"""Scenarios of emissions: in everyday words for sentences, and by the name that papers print for small type."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from translators.locales import ENGLISH, speech, table

#: Scenarios that are none of emissions: what was measured, and the past.
_PAST = frozenset({"observed", "historical"})
_CMIP6 = re.compile(r"ssp(\d)(\d)(\d)", re.I)
_CMIP5 = re.compile(r"rcp(\d)(\d)", re.I)


def scenario_words(scenario: str, language: str = ENGLISH) -> str:
    """Return a scenario in plain words, "middle emissions"; its own name where there are none."""
    code = _code(scenario)
    return str(speech(language).group("scenarios").get(code, code))


def scenario_name(scenario: str) -> str:
    """Return a scenario's name as papers print it: SSP2-4.5, RCP8.5, A1B."""
    code = _code(scenario)
    if found := _CMIP6.fullmatch(code):
        return f"SSP{found[1]}-{found[2]}.{found[3]}"
    if found := _CMIP5.fullmatch(code):
        return f"RCP{found[1]}.{found[2]}"
    return code


def scenario_in_full(scenario: str, language: str = ENGLISH) -> str:
    """Return a scenario's words with its name: "middle emissions (SSP2-4.5)"; of the past the words alone."""
    words, name = scenario_words(scenario, language), scenario_name(scenario)
    if words == name or _code(scenario) in _PAST:
        return words
    return speech(language).tell("scenario", name=words, id=name)


def scenarios_in_words(scenarios: tuple[str, ...], language: str = ENGLISH) -> dict[str, str]:
    """Return each of the scenarios that are told together in words; with its name where two have the same words."""
    words = {scenario: scenario_words(scenario, language) for scenario in scenarios}
    codes = {_code(scenario): text for scenario, text in words.items()}
    told = list(codes.values())
    return {
        scenario: scenario_in_full(scenario, language) if told.count(text) > 1 else text
        for scenario, text in words.items()
    }


def named(scenarios: Iterable[str], language: str = ENGLISH) -> list[str]:
    """Return what stands in small type under a sentence that speaks of emissions: "Middle emissions: SSP2-4.5"."""
    found = {scenario_words(scenario, language): scenario_name(scenario) for scenario in sorted(scenarios, key=rank)
             if _code(scenario) not in _PAST}  # fmt: skip
    return [f"{words[:1].upper()}{words[1:]}: {name}" for words, name in found.items() if words != name]


def scenario_ids(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return scenarios by their ids, ``ssp245``, where they are written as papers print them: SSP2-4.5."""
    printed = {scenario_name(code): code for code in _spelled().values()}
    written = {name.casefold(): code for name, code in printed.items() if name != code}
    return tuple(dict.fromkeys(written.get(name.casefold(), name) for name in names))


def rank(scenario: str) -> int:
    """Return the place of a scenario from what was measured to the highest emissions; unknown ones come last."""
    names = list(table("tell")["scenarios"])
    code = _code(scenario)
    return names.index(code) if code in names else len(names)


def _code(scenario: str) -> str:
    """Return the scenario's future part as the table spells it: ``rcp45`` for ``historical+RCP45``."""
    last = scenario.split("+")[-1].strip()
    return _spelled().get(last.casefold(), last)


@cache
def _spelled() -> dict[str, str]:
    return {name.casefold(): name for name in table("tell")["scenarios"]}
