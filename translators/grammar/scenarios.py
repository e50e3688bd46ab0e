"""The emissions that a sentence speaks of: scenarios by id or in words, and levels of warming, which are asked."""

from __future__ import annotations

import re
from dataclasses import dataclass

from translators.emissions import scenario_in_full
from translators.grammar.sentence import Sentence
from translators.periods import AR6_HORIZONS, Years
from translators.specification import Assumption, Question
from translators.vocabulary import Found, Vocabulary

_NUMBER = re.compile(r"(?<!\S)(\d+(?:\.\d+)?) ")
#: Levels of warming that a need may ask for, °C.
_LEAST_WARMING, _MOST_WARMING = 0.3, 6.0
#: What people mean by more or less emissions, as CMIP6 scenarios (O'Neill et al. 2016, doi:10.5194/gmd-9-3461-2016).
LEVELS = {"low": ("ssp126",), "middle": ("ssp245",), "high": ("ssp585",)}


@dataclass(frozen=True)
class ScenariosRead:
    """The scenarios of a sentence; None where none was said, so that each that fits is shown."""

    scenarios: tuple[str, ...] | None = None
    assumptions: tuple[Assumption, ...] = ()
    questions: tuple[Question, ...] = ()
    words: tuple[Found, ...] = ()
    warming: tuple[float, ...] = ()


def read_scenarios(sentence: Sentence, vocabulary: Vocabulary) -> ScenariosRead:
    """Return the scenarios of a sentence."""
    say = vocabulary.say
    found = vocabulary.find("scenarios", sentence.text)
    ids: list[str] = []
    assumptions: list[Assumption] = []
    for words in found:
        named = LEVELS.get(words.meaning, () if words.meaning == "all" else (words.meaning,))
        ids += [name for name in named if name not in ids]
        if words.meaning in LEVELS:
            said = sentence.said(words.start, words.end)
            because = say(
                "scenario_words",
                said=said,
                ids=", ".join(scenario_in_full(name, vocabulary.language) for name in named),
            )
            assumptions.append(Assumption("scenario", ", ".join(named), because))
    if not ids:
        assumptions.append(Assumption("scenario", "all that fit", say("scenario_default")))
    levels = vocabulary.find("warming_levels", sentence.text)
    warming: list[float] = []
    for level in levels:
        numbers = [float(n) for n in _NUMBER.findall(sentence.text[level.start : level.end] + " ")]
        warming += [n for n in numbers if _LEAST_WARMING <= n <= _MOST_WARMING and n not in warming]
    for value in warming:
        said = sentence.said(levels[0].start, levels[0].end)
        assumptions.append(Assumption("horizon", f"{value:g} °C", say("warming_said", said=said, level=f"{value:g}")))
    questions: tuple[Question, ...] = ()
    if levels and not warming:
        options = tuple(str(Years(first, last)) for first, last in AR6_HORIZONS)
        questions = (Question("horizon", say("ask_scenario_level"), options),)
    return ScenariosRead(tuple(ids) or None, tuple(assumptions), questions, (*found, *levels), tuple(warming))
