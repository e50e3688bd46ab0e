"""Numbers in words, for texts that are read aloud; from a table of each language."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from translators.locales import language_of

#: Larger numbers stay in digits.
LARGEST = 999_999


def in_words(number: str, language: str = "en") -> str:
    """Return a number in words: "-2.5" is "minus two point five", "2041" "two thousand and forty-one".

    Parameters
    ----------
    number : str
        Digits, with a point before decimals and a hyphen before negative numbers; a plus sign is said.
    language : str
        BCP 47 tag; English where there is no table.
    """
    table = _table(language_of(language))
    if number[:1] in "+-":
        kind = "minus" if number[0] == "-" else "plus"
        return str(table[kind]).format(number=in_words(number[1:], language))
    whole, _, decimals = number.partition(".")
    if int(whole) > LARGEST:
        return number
    words = _whole(int(whole), table)
    if not decimals:
        return words
    digits = " ".join(table["below_hundred"][int(digit)] for digit in decimals)
    return str(table["decimal"]).format(whole=words, digits=digits)


def year_in_words(year: int, language: str = "en") -> str:
    """Return a year as it is said: "nineteen ninety-five", "neunzehnhundertfünfundneunzig", "deux mille cinquante"."""
    table = _table(language_of(language))
    century, rest = divmod(year, 100)
    if "centuries" in table and 11 <= century <= 21 and not (century == 20 and rest < 10):
        join = table["century_and"] if rest else table["centuries"]
        if rest < 10 and rest:
            return _whole(year, table)
        return f"{_whole(century, table)}{join}{_whole(rest, table) if rest else ''}"
    if "old_centuries" in table and 11 <= century <= 19:
        return f"{_whole(century, table)}{table['old_centuries']}{_whole(rest, table) if rest else ''}"
    return _whole(year, table)


def ordinal(day: int, language: str = "en") -> str:
    """Return the day of a date where the language writes it as an ordinal ("1." is "ersten"); else an empty text."""
    ordinals = _table(language_of(language)).get("ordinals", ())
    return str(ordinals[day - 1]) if 1 <= day <= len(ordinals) else ""


def _whole(number: int, table: dict[str, Any]) -> str:
    if number < 100:
        return str(table["below_hundred"][number])
    if number < 1000:
        if str(number) in table["exact"]:
            return str(table["exact"][str(number)])
        hundreds, rest = divmod(number, 100)
        said = str(table["hundreds"][hundreds - 1])
        return f"{said}{table['rest']}{_whole(rest, table)}" if rest else said
    thousands, rest = divmod(number, 1000)
    said = table["thousand"] if thousands == 1 else table["thousands"].format(n=_whole(thousands, table))
    if not rest:
        return str(said)
    after = "rest" if rest < 100 else "whole_hundred" if rest % 100 == 0 else "hundreds"
    return f"{said}{table[f'{after}_after_thousand']}{_whole(rest, table)}"


@cache
def _table(language: str) -> dict[str, Any]:
    tables = tomllib.loads((Path(__file__).parent / "numerals.toml").read_text(encoding="utf-8"))
    return tables.get(language, tables["en"])
