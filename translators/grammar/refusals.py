"""What climate projections cannot answer: forecasts, the weather of a real day, and what no index measures."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cache

from translators.grammar.sentence import Sentence
from translators.grammar.years import YearsRead
from translators.specification import Question, Unservable
from translators.vocabulary import Found, Vocabulary, everywhere

_OF_TIME = ("forecast", "past_weather", "one_day")


@dataclass(frozen=True)
class Refusal:
    """Something that cannot be answered, and the words that ask for it; `always`, even beside what can be."""

    id: str
    unservable: Unservable
    words: Found
    always: bool = False


def refusals_of_time(sentence: Sentence, years: YearsRead, vocabulary: Vocabulary, today: dt.date) -> list[Refusal]:
    """Return why the time asked cannot be served, if it cannot.

    A year to come or a period makes a climate of "this summer" ("will summers be like this one by 2050?").
    """
    refused = [
        _refusal("one_day", found, sentence, vocabulary) for found in _dated(sentence, vocabulary, today, "one_day")
    ]
    for meaning in ("past_weather", "forecast"):
        refused += [_refusal(meaning, f, sentence, vocabulary) for f in _dated(sentence, vocabulary, today, meaning)]
    single = [year for year in years.named if year <= today.year + 1]
    if single and len(years.horizons) == len(single) and not refused:
        meaning = "past_weather" if single[0] < today.year else "forecast"
        word = next(w for w in years.words if str(single[0]) in sentence.text[w.start : w.end])
        refused.append(_refusal(meaning, word, sentence, vocabulary))
    if not refused and (years.horizons or years.words):
        return []
    for meaning in _OF_TIME:
        refused += [_refusal(meaning, f, sentence, vocabulary) for f in _said(meaning, sentence, vocabulary)]
        refused += [_refusal(meaning, f, sentence, vocabulary) for f in _near_month(meaning, sentence, vocabulary)]
    return refused


def refusals_of_metric(sentence: Sentence, vocabulary: Vocabulary) -> list[Refusal]:
    """Return what the sentence asks for that no index measures, or that lies indoors, in its order."""
    harmless = vocabulary.find_all("unless", sentence.text)
    return [
        _refusal(found.meaning, found, sentence, vocabulary)
        for found in vocabulary.find("unservable", sentence.text)
        if found.meaning not in _OF_TIME
        and not found.touches([other for other in harmless if other.meaning == found.meaning])
    ]


def asked_instead(vocabulary: Vocabulary, options: tuple[str, ...]) -> Question:
    """Return the question that leads from a forecast to a climate."""
    return Question("horizon", vocabulary.say("ask_horizon_instead"), options)


def _refusal(meaning: str, found: Found, sentence: Sentence, vocabulary: Vocabulary) -> Refusal:
    table = everywhere()["unservable"]
    said = sentence.said(found.start, found.end)
    reason, referral = (vocabulary.say(f"unservable.{meaning}.{part}", said=said) for part in ("reason", "referral"))
    return Refusal(meaning, Unservable(table[meaning], reason, referral, meaning), found, meaning in table["always"])


def _said(meaning: str, sentence: Sentence, vocabulary: Vocabulary) -> list[Found]:
    """Return where words of a refusal stand, unless they stand in a harmless turn of speech."""
    found = [f for f in vocabulary.find("unservable", sentence.text) if f.meaning == meaning]
    harmless = [f for f in vocabulary.find_all("unless", sentence.text) if f.meaning == meaning]
    return [f for f in found if not f.touches(harmless)]


@cache
def _month(vocabulary: Vocabulary) -> str:
    return vocabulary.words("months", *(str(n) for n in range(1, 13)))


def _near_month(meaning: str, sentence: Sentence, vocabulary: Vocabulary) -> list[Found]:
    """Return "this July" for a forecast, "last July" for weather that has been."""
    key = {"forecast": "coming", "past_weather": "gone"}.get(meaning)
    if key is None:
        return []
    part = vocabulary.words("dates", "early", "middle", "late")
    near, month = vocabulary.words("dates", key), _month(vocabulary)
    pattern = re.compile(rf"(?<!\S)(?:{near}(?:{part})?{month}|(?:{part})?{month}{near})")
    return [Found(meaning, m.start(), m.end() - 1) for m in pattern.finditer(sentence.text)]


def _dated(sentence: Sentence, vocabulary: Vocabulary, today: dt.date, meaning: str) -> list[Found]:
    """Return months and days of one year: long past, to come soon, or a single day of any year."""
    of = vocabulary.words("dates", "of")
    day = rf"(?P<{{}}>[12]?\d|3[01]) (?:{vocabulary.words('dates', 'ordinal')})?(?:, )?(?:{of})?"
    pattern = re.compile(
        rf"(?<!\S)(?:{day.format('before')})?{_month(vocabulary)}(?:{day.format('after')})?(?:, )?(?:{of})?"
        rf"(?P<year>1[89]\d\d|2[0-3]\d\d) (?!(?:- |/ |{vocabulary.words('dates', 'to')})\d)"
    )
    dated = []
    for match in pattern.finditer(sentence.text):
        year, has_day = int(match["year"]), bool(match["before"] or match["after"])
        kind = (
            "past_weather"
            if year < today.year
            else "forecast"
            if year <= today.year + 1
            else "one_day"
            if has_day
            else ""
        )
        if kind == meaning:
            dated.append(Found(meaning, match.start(), match.end() - 1))
    return dated
