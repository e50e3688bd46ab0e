"""A result as it is read aloud, on the radio or to somebody who does not read: numbers and units in words, no signs."""

from __future__ import annotations

import re
from functools import cache

from translators.emissions import scenario_name
from translators.explain import cannot_tell, sentence
from translators.locales import ENGLISH, language_of, speech
from translators.locales.numerals import in_words, ordinal, year_in_words
from translators.told import Told

#: So many doubts are read aloud, the most important first; more would not be heard.
_MOST_DOUBTS = 3
_YEARS = re.compile(r"\b(\d{4})\s?[–—-]\s?(\d{4})\b")
_POINT = re.compile(r"\d\.\d{1,2}(?!\d)")
_BRACKETS = re.compile(r"\s*\(([^()]*)\)(?=([.,;:!?])?)")
_BEGINNING = re.compile(r"(?:^|(?<=[.!?] ))\w")
_NO_LETTER = re.compile(r"[^\w\s.,;:!?'’-]|_")


def spoken_text(told: Told) -> str:
    """Return the answer and the first doubts, one paragraph each, without any sign.

    The answer is told in its short sentences, because nobody can look back into a long one. A question in the user's
    own words is not read: whoever reads aloud has just heard it.
    """
    answer = sentence(told, with_doubt=False)
    doubts = [line for line in cannot_tell(told) if line not in told.warnings]  # faults of data name files and models
    lines = [answer, " ".join(doubts[:_MOST_DOUBTS])]
    for name in {scenario_name(row.scenario) for row in told.rows}:
        lines = [line.replace(f" ({name})", "") for line in lines]
    return "\n\n".join(spoken(line, told.language) for line in lines if line) + "\n"


def spoken(text: str, language: str = ENGLISH) -> str:
    """Return a text with its numbers and units in words, and without brackets, quotation marks and other signs."""
    language = language_of(language)
    words = speech(language)
    if _signs(language)[1] != ".":  # coordinates, and numbers in the names of places
        text = _POINT.sub(lambda found: found[0].replace(".", _signs(language)[1]), text)
    text = _YEARS.sub(lambda found: words.tell("spoken_range", low=found[1], high=found[2]), text)
    text = _BRACKETS.sub(lambda found: f", {found[1]}{'' if found[2] else ','}", text)
    text = _days(text, language)
    for sign, template in sorted(words.group("spoken").items(), key=lambda entry: -len(entry[0])):
        said = template if "{value}" in template else f"{{value}} {template}"
        text = _with_sign(language, sign).sub(lambda found, said=said: f" {said.format(value=found[1] or '')} ", text)
    text = _number(language).sub(lambda found: f" {_said(found[0], language)} ", text)
    text = re.sub(r"(?<=\w)\s?[–—]\s?(?=\w)", " ", text)
    text = _NO_LETTER.sub(" ", text)
    text = re.sub(r"\s+(?=[.,;:!?])", "", re.sub(r"\s+", " ", text))
    text = re.sub(r",(?=[,.;:!?])", "", text).strip()
    return _BEGINNING.sub(lambda found: found[0].upper(), text)


def _said(number: str, language: str) -> str:
    """Return a number in words; four digits in a row are a year, because thousands are parted by a sign."""
    if re.fullmatch(r"1[1-9]\d\d|2[01]\d\d", number):
        return year_in_words(int(number), language)
    return in_words(_plain(number, language), language)


def _days(text: str, language: str) -> str:
    """Return a text with the days of dates that are written as ordinals in words."""

    def said(found: re.Match[str]) -> str:
        word = ordinal(int(found[1]), language)
        return f"{word} " if word else found[0]

    text = re.sub(r"\b(\d{1,2})\. (?=[A-ZÄÖÜ]\w)", said, text)
    return re.sub(r"\b1er\b", "premier", text) if language == "fr" else text


def _plain(number: str, language: str) -> str:
    """Return a number as a language writes it with a point before decimals and nothing between thousands."""
    group, decimal = _signs(language)
    sign = "-" if number[0] in "−-" else "+" if number[0] == "+" else ""
    bare = number.lstrip("+−-")
    for mark in (group, "\u202f", "\u00a0", " "):
        bare = bare.replace(mark, "")
    return sign + bare.replace(decimal, ".")


@cache
def _with_sign(language: str, sign: str) -> re.Pattern[str]:
    """Return a sign where it stands by itself, with the number before it where there is one."""
    return re.compile(rf"(?:({_number(language).pattern})\s?|(?<=[\d\s(])){re.escape(sign)}(?![\w²])")


@cache
def _number(language: str) -> re.Pattern[str]:
    group, decimal = (re.escape(sign) for sign in _signs(language))
    return re.compile(
        rf"(?<!\w)(?:(?<![\w)])[+−-])?(?:\d{{1,3}}(?:(?:{group}|\u202f)\d{{3}})+|\d+)(?:{decimal}\d+)?(?!\w)"
    )


@cache
def _signs(language: str) -> tuple[str, str]:
    """Return what a language writes between thousands, and before decimals."""
    if language == ENGLISH:
        return ",", "."
    from babel import Locale

    symbols = Locale(language).number_symbols["latn"]
    return symbols["group"], symbols["decimal"]
