"""What is to be counted or measured: concepts and amounts of a sentence put together into indices with parameters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from translators.grammar.amounts import Amount, with_unit
from translators.grammar.concepts import OFFERED
from translators.grammar.measure import Measure, Speaker
from translators.grammar.rains import limited_by_rain
from translators.grammar.sentence import Sentence
from translators.grammar.temperatures import limited_by_temperature
from translators.grammar.themes import Theme, Themes, read_themes
from translators.indices import INDICES
from translators.specification import Assumption
from translators.vocabulary import Vocabulary


def read_measures(sentence: Sentence, amounts: tuple[Amount, ...], vocabulary: Vocabulary) -> tuple[Measure, ...]:
    """Return what a sentence may ask for, the most certain first; empty where it names nothing that is computed."""
    themes = read_themes(sentence, amounts, vocabulary)
    kind = themes.kind_of_bare()
    settled = [_settled(amount, kind, themes, sentence, vocabulary) for amount in amounts]
    best: dict[tuple[str, str], Measure] = {}
    for measure in _measures(Speaker(sentence, vocabulary), themes, settled):
        key = (measure.index, str(sorted(measure.parameters.items())))
        if key not in best or measure.confidence > best[key].confidence:
            best[key] = measure
    # A reading without its own threshold gives way to one of the same index that has it.
    said = {measure.index for measure in best.values() if measure.is_said}
    kept = [measure for measure in best.values() if measure.is_said or measure.index not in said]
    has_window = any("window" in measure.parameters for measure in kept)
    goals = _goals([amount for amount in settled if amount.kind == "count" or not has_window], vocabulary)
    kept = [replace(measure, assumptions=measure.assumptions + goals) for measure in kept]
    return tuple(sorted(kept, key=lambda measure: -measure.confidence))


def offered() -> tuple[str, ...]:
    """Return what can be asked, in words, for a sentence in which nothing was understood."""
    return tuple(INDICES[index].title for index in OFFERED)


def _measures(speaker: Speaker, themes: Themes, amounts: list[Amount]) -> Iterator[Measure]:
    used: set[str] = set()
    window = _window(speaker.sentence, themes, amounts)
    for place, amount in enumerate(amounts):
        if not amount.is_threshold:
            continue
        is_band = any(other.found == amount.found and other is not amount for other in amounts)
        limit = replace(amount, direction="above") if is_band else amount
        readings = (
            limited_by_rain(speaker, limit, themes, window)
            if amount.kind == "rain"
            else limited_by_temperature(speaker, limit, themes)
        )
        used |= {"rain"} if amount.kind == "rain" else set()
        for measure, name in readings:
            used.add(name)
            yield _of_band(measure, amount, place, speaker) if is_band else measure
    for theme in themes.themes:
        if theme.name not in used:
            for measure in speaker.plain(theme, window):
                yield _of_run(measure, theme, speaker) if themes.speaks_of("run") else measure


def _of_run(measure: Measure, theme: Theme, speaker: Speaker) -> Measure:
    """Return a count of hot or cold days with the note that they are counted in a row or not."""
    if theme.concept.kind != "temperature" or INDICES[measure.index].reduction != "count":
        return measure
    note = Assumption("metric", measure.index, speaker.say("note_run"))
    return replace(measure, confidence=measure.confidence - 0.15, assumptions=(*measure.assumptions, note))


def _of_band(measure: Measure, amount: Amount, place: int, speaker: Speaker) -> Measure:
    note = Assumption("metric", amount.said, speaker.say("band"))
    return replace(
        measure, confidence=measure.confidence - 0.2 - 0.01 * place, assumptions=(*measure.assumptions, note)
    )


def _settled(amount: Amount, kind: str, themes: Themes, sentence: Sentence, vocabulary: Vocabulary) -> Amount:
    """Return the amount with its kind, where it was a bare number or degrees of no scale."""
    is_yearly = amount.kind == "bare" and amount.per == "longer" and kind != "rain" and themes.themes
    if is_yearly and vocabulary.has("comparisons", "how_many", sentence.text[amount.found.start : amount.found.end]):
        return replace(amount, kind="count")  # "frost days: more than 10 a year"
    if amount.kind == "bare":
        return with_unit(amount, kind) if kind else replace(amount, kind="temperature")
    return with_unit(amount, "temperature") if amount.unit == "degrees" else amount


def _goals(amounts: list[Amount], vocabulary: Vocabulary) -> tuple[Assumption, ...]:
    """Return the counts that are only compared with: "more than 5 days above 30 °C", "10 frost days"."""
    return tuple(
        Assumption("metric", amount.said, vocabulary.say("count_goal", said=amount.said, count=f"{amount.value:g}"))
        for amount in amounts
        if (amount.kind == "count" and not 0 < amount.value < 1) or (amount.kind == "length" and amount.direction)
    )


def _window(sentence: Sentence, themes: Themes, amounts: list[Amount]) -> int | None:
    """Return over how many days in a row the rain is to be summed."""
    windows = [amount.window for amount in amounts if amount.window]
    theme = themes.named("wettest_days")
    if theme is None:
        return windows[0] if windows else None
    words = sentence.text[theme.found.start : theme.found.end]
    spelled = re.search(r"rx(\d+)day", words)
    if spelled:
        return int(spelled[1])
    lengths = [a for a in amounts if a.kind == "length" and a.value >= 1 and a.value == int(a.value)]
    near = min(lengths, key=lambda a: abs(a.found.start - theme.found.start), default=None)
    return int(near.value) if near is not None else windows[0] if windows else None
