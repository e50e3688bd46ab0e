"""What is to be counted or measured: the readings of a sentence, with parameters and goals from its numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from translators.grammar.amount_atoms import atoms_of, settled
from translators.grammar.amounts import Amount, read_amounts
from translators.grammar.atoms import read_atoms
from translators.grammar.bands import bands_in
from translators.grammar.fills import Filled, Given, fill
from translators.grammar.goals import statistic_of
from translators.grammar.months import CalendarRead
from translators.grammar.readings import Field, Match, matches, read_names, readings
from translators.grammar.sentence import Sentence
from translators.indices import INDICES
from translators.locales.metrics import title_of
from translators.specification import Assumption, Question
from translators.vocabulary import Found, Vocabulary

#: Indices to offer where a sentence has nothing that can be counted or measured.
OFFERED = (
    "tx_days_above", "frost_days", "tropical_nights", "tg_mean", "prcptot", "wetdays", "maximum_consecutive_dry_days",
    "max_n_day_precipitation_amount", "rain_season_start", "heat_wave_frequency",
)  # fmt: skip
#: Atoms that the words of an amount carry too: "stay below", "once in 20 years".
_SAID_INSIDE = {"stay", "return_period", "any_window", "each_dekad", "hundred_years", "ten_years"}
_LONGEST_SAID = 70
#: What another way to look at the same need is less sure by.
_BESIDE = 0.2


@dataclass(frozen=True)
class Measure:
    """One index that the sentence may mean.

    Attributes
    ----------
    index, parameters : str, dict of str to str
    confidence : float
        Before what the rest of the sentence leaves open.
    reasons, assumptions, questions, missing : tuple
        As of a `Proposal`.
    statistic, each : str
        As a need writes them; empty where nothing was said.
    entry : mapping
        The reading: its season, its kind.
    uses_dates : bool
        Whether an open date of the sentence ("after 15 November") is a part of it and no season.
    uses_season : bool
        Whether the season that the sentence names is a part of it ("the last spring frost") and no part of the year.
    """

    index: str
    parameters: dict[str, str]
    confidence: float
    reasons: tuple[str, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    questions: tuple[Question, ...] = ()
    missing: tuple[str, ...] = ()
    statistic: str = ""
    each: str = ""
    entry: dict[str, Any] = field(default_factory=dict)
    uses_dates: bool = False
    uses_season: bool = False


#: Languages whose nouns keep their capital within a sentence.
_CAPITAL_NOUNS = frozenset({"de"})


def offered() -> tuple[str, ...]:
    """Return what can be asked, in words, for a sentence in which nothing was understood."""
    return tuple(INDICES[index].title for index in OFFERED)


def title_within(index: str, language: str) -> str:
    """Return an index's title as it stands within a sentence of a language."""
    title = title_of(INDICES[index], language)
    return title if language in _CAPITAL_NOUNS else title[:1].lower() + title[1:]


@dataclass(frozen=True)
class Heard:
    """A sentence with its atoms and amounts, without the words of places, months and years."""

    sentence: Sentence
    atoms: tuple[Found, ...]
    amounts: tuple[Amount, ...]

    @property
    def limits(self) -> tuple[Found, ...]:
        """Where the amounts stand that are no length of time: no month, no name and no forecast."""
        times = {"length", "months", "years", "count"}
        return tuple(amount.found for amount in self.amounts if amount.kind not in times)


def listen(sentence: Sentence, vocabulary: Vocabulary) -> Heard:
    """Return the atoms and amounts of a sentence."""
    words = read_atoms(sentence, vocabulary)
    amounts = settled(read_amounts(sentence, vocabulary, words), words, sentence.text, vocabulary)
    spans = [amount.found for amount in amounts]
    words = tuple(atom for atom in words if atom.meaning in _SAID_INSIDE or not atom.touches(spans))
    return Heard(sentence, (*words, *atoms_of(amounts)), amounts)


def read_measures(heard: Heard, calendar: CalendarRead, vocabulary: Vocabulary) -> tuple[Measure, ...]:
    """Return what a sentence may ask for, the most certain first; empty where it names nothing that is computed."""
    best: dict[tuple[str, str, str], Measure] = {}
    for measure in _measures(heard, calendar, vocabulary):
        key = (measure.index, str(sorted(measure.parameters.items())), measure.statistic)
        if key not in best or measure.confidence > best[key].confidence:
            best[key] = measure
    return tuple(sorted(best.values(), key=lambda measure: -measure.confidence))


def _measures(heard: Heard, calendar: CalendarRead, vocabulary: Vocabulary) -> Iterator[Measure]:
    named = read_names(heard.sentence)
    called = [found for _, _, found in named]
    atoms = tuple(atom for atom in heard.atoms if not atom.touches(called))
    board = Field(heard.atoms, heard.sentence.text, vocabulary)
    for expression, amount in bands_in(heard.amounts, heard.atoms, board):
        said = amount.said
        because = Assumption("metric", "expression", vocabulary.say("band", said=said))
        reason = vocabulary.say("metric_said", said=said, title=expression)
        yield Measure("expression", {"expression": expression}, 0.86, (reason,), (because,))
        atoms = tuple(
            a
            for a in atoms
            if not a.touches([amount.found]) and (a.meaning != "day" or board.between(a, amount.found) > 3)
        )
    chosen = matches(atoms, heard.sentence.text, vocabulary)
    given = Given(heard.sentence, heard.atoms, heard.amounts, calendar, vocabulary, tuple(chosen))
    for index, parameters, found in named:
        yield from _named(index, parameters, found, given)
    if named:
        chosen = [match for match in chosen if not match.reading.is_weak and match.score >= 1.4]
    taken = {f for _, _, f in named}
    least, spans = 1.0, set[tuple[int, int]]()
    for number, match in enumerate(chosen):
        if match.reading.index in {index for index, _, _ in named} or any(f.touches(taken) for f in match.atoms):
            continue
        if any(f in spans for f in ((f.start, f.end) for f in match.atoms)):
            continue  # a more specific reading has its number
        filled = fill(match, given)
        spans |= {(amount.found.start, amount.found.end) for amount in filled.taken}
        for measure in _of_match(match, given, number, filled):
            yield replace(measure, confidence=min(measure.confidence, least))
        least = min(least, match.reading.sure - 0.01)


def _named(index: str, parameters: dict[str, str], found: Found, given: Given) -> Iterator[Measure]:
    """Yield the measure of an index that was called by its name."""
    entry = next((r.entry for r in readings() if r.index == index), {})
    reading = next((r for r in readings() if r.index == index), None)
    if reading is None:
        said = given.sentence.said(found.start, found.end)
        reason = given.words.say("metric_said", said=said, title=title_within(index, given.words.language))
        yield Measure(index, _defaults(index, parameters), 0.95, (reason,))
        return
    kept = {key: value for key, value in entry.items() if key in {"season", "south", "rains", "ask", "options"}}
    match = Match(replace(reading, entry={**kept, "parameters": parameters, "sure": 0.95}), (found,), (), 2.0)
    yield from _of_match(match, given, 0, fill(match, given))


def _of_match(match: Match, given: Given, number: int, filled: Filled) -> Iterator[Measure]:
    """Yield the measure of a reading, and the other ways to look at it."""
    entry, index, say = match.reading.entry, INDICES[match.reading.index], given.words.say
    statistic = statistic_of(match, given, filled)
    reason = say("metric_said", said=_said(match, given), title=title_within(index.id, given.words.language))
    assumptions = [*filled.assumptions, *statistic.assumptions]
    for atom, key in entry.get("note_if", {}).items():
        if any(f.meaning == atom for f in match.used):
            assumptions.append(Assumption("metric", index.id, say(key)))
    questions = list(filled.questions)
    sure = match.reading.sure - filled.doubt - 0.01 * number
    if "note" in entry:
        note = say(entry["note"], said=_said(match, given))
        assumptions.append(Assumption("metric", index.id, note))
        if not match.reading.is_weak and match.reading.sure < 0.7:
            titles = tuple(dict.fromkeys(INDICES[i].title for i in (index.id, *entry.get("beside", ()))))
            questions.insert(0, Question("metric", say("ask_metric_nearest", note=note), titles))
    if "ask_metric" in entry:
        titles = (INDICES[entry["beside"][0]].title, index.title)
        questions.insert(0, Question("metric", say(entry["ask_metric"]), titles))
    measure = Measure(
        index=index.id,
        parameters=filled.parameters,
        confidence=sure,
        reasons=(reason,),
        assumptions=tuple(assumptions),
        questions=tuple(questions),
        missing=filled.missing,
        statistic=statistic.text,
        each=_each(match, given),
        entry=dict(entry),
        uses_dates=filled.uses_dates or statistic.uses_dates,
        uses_season=any(f.touches(match.atoms) for f in given.calendar.named if not f.meaning.isdigit()),
    )
    yield measure
    for other in entry.get("beside", ()):
        yield _beside(measure, other, given, match, filled)


def _beside(measure: Measure, other: str, given: Given, match: Match, filled: Filled) -> Measure:
    """Return another way to look at what was asked, with the same limits where it has the same parameters."""
    shared = {n: v for n, v in filled.said.items() if n in INDICES[other].parameters}
    because = Assumption("metric", other, given.words.say("beside", title=title_within(other, given.words.language)))
    defaults = _defaults(other, shared)
    missing = tuple(n for n, p in INDICES[other].parameters.items() if p.default is None and n not in shared)
    title = title_within(other, given.words.language)
    return replace(
        measure, index=other, parameters=defaults, confidence=measure.confidence - _BESIDE, questions=(),
        reasons=(given.words.say("metric_said", said=_said(match, given), title=title),),
        assumptions=(because,), missing=missing, statistic="",
    )  # fmt: skip


def _defaults(index: str, parameters: dict[str, str]) -> dict[str, str]:
    """Return the parameters with the usual threshold, which people read first."""
    usual = INDICES[index].parameters.get("thresh")
    if "thresh" in parameters or usual is None or usual.default is None:
        return dict(parameters)
    return {"thresh": usual.default, **parameters}


def _said(match: Match, given: Given) -> str:
    """Return the words of a reading as they stand in the sentence; only those that made it where they stand apart."""
    whole = given.sentence.said(match.start, match.end)
    if len(whole) <= _LONGEST_SAID:
        return whole
    parts = [given.sentence.said(f.start, f.end) for f in sorted(set(match.atoms), key=lambda f: f.start)]
    return " … ".join(dict.fromkeys(part for part in parts if part))


def _each(match: Match, given: Given) -> str:
    """Return the steps of the season that the sentence or the reading wants one by one."""
    steps = {"each_month": "month", "each_dekad": "dekad", "each_quarter": "quarter"}
    said = next((steps[f.meaning] for f in given.atoms if f.meaning in steps), "")
    return said or str(match.reading.entry.get("each", ""))


def years_of_return(sentence: Sentence, vocabulary: Vocabulary) -> list[Found]:
    """Return where numbers of years stand that are a return period and no horizon: "stand in 50 years"."""
    atoms = [atom for atom in read_atoms(sentence, vocabulary) if atom.meaning in {"return_period", "culvert"}]
    if not atoms:
        return []
    spoken = [Found("years", m.start(), m.end() - 1) for m in _years(vocabulary).finditer(sentence.text)]
    return [atom for atom in atoms if re.search(r"\d", sentence.text[atom.start : atom.end])] + spoken


@cache
def _years(vocabulary: Vocabulary) -> re.Pattern[str]:
    unit = vocabulary.words("units", "years")
    return re.compile(rf"(?<!\S)(?:\d{{1,3}} {unit}|{unit}\d{{1,3}} )")
