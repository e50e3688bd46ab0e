"""The values of a need, each checked once: keys, words, names, dates and quantities from strangers."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from translators.errors import InvalidNeed, QuantityError

#: The keys of a need and of its parts; any other is refused.
KEYS = {
    "a need": (
        "statement",
        "language",
        "decision",
        "region",
        "time",
        "scenarios",
        "datasets",
        "metric",
        "ensemble",
        "adjustment",
        "deliver",
        "units",
    ),
    "decision": ("text", "by"),
    "time": ("season", "baseline", "horizons", "window", "each", "warming"),
    "metric": ("index", "parameters", "statistic", "missing", "area", "compare"),
    "ensemble": ("weights", "because"),
    "deliver": ("cells",),
    "adjustment": ("method", "to", "version", "snapshot", "quantiles", "window"),
}
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}")
_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def check_keys(value: Any, part: str, about: str) -> Mapping[str, Any]:
    """Return a mapping whose keys are all known for this part of a need.

    Raises
    ------
    InvalidNeed
        If it is no mapping, or has a key that `KEYS` does not name.
    """
    known = KEYS[part]
    if not isinstance(value, Mapping):
        raise InvalidNeed(
            f"The part {part!r} of the need was given as {short(value)}, but it has the keys {', '.join(known)}. Write "
            f"for example {part}: {{{known[0]}: …}}.",
            about=about,
        )
    for key in value:
        if key not in known:
            near = difflib.get_close_matches(str(key)[:50], known, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            raise InvalidNeed(
                f"The key {short(key)} was given in {part}, where it is not known, so what it asks would be left out."
                f"{hint} Known keys: {', '.join(known)}.",
                about=about,
                options=tuple(near) or known,
            )
    return value


def text_of(value: Any, what: str, about: str, longest: int = 4000) -> str:
    """Return a text that can be kept: a string without control characters, not empty, not too long.

    Raises
    ------
    InvalidNeed
    """
    if not isinstance(value, str):
        raise InvalidNeed(
            f"The {what} was given as {short(value)}, but words are needed there. Put it into quotes if it is meant as "
            f"text.",
            about=about,
        )
    if _UNSAFE.search(value):
        raise InvalidNeed(
            f"The {what} holds control characters that cannot be printed on a product. Type it again as plain text.",
            about=about,
        )
    if not value.strip():
        raise InvalidNeed(f"The {what} was given without any words. Say it, or leave its line out.", about=about)
    if len(value) > longest:
        raise InvalidNeed(
            f"The {what} has {len(value)} characters, more than the {longest} that fit on a product. Say it shorter.",
            about=about,
        )
    return value


def names_of(value: Any, what: str, about: str) -> tuple[str, ...]:
    """Return a list of names, such as ``[ssp245, ssp585]``, each once.

    Raises
    ------
    InvalidNeed
    """
    if not isinstance(value, (list, tuple)) or not 1 <= len(value) <= 100:
        raise InvalidNeed(
            f"The {what} were given as {short(value)}, but a list of names is needed. Write [{short_name(value)}], or "
            f"leave the line out to take all that fit.",
            about=about,
        )
    names = tuple(text_of(v, f"name in {what}", about, longest=200).strip() for v in value)
    twice = next((n for n in names if names.count(n) > 1), None)
    if twice is not None:
        raise InvalidNeed(f"The {what} name {twice!r} twice. Keep it once.", about=about)
    return names


def language_of(value: Any) -> str:
    """Return a BCP 47 language tag.

    Raises
    ------
    InvalidNeed
    """
    if not isinstance(value, str) or not _LANGUAGE.fullmatch(value):
        raise InvalidNeed(
            f"The language was given as {short(value)}, which is no language tag, so the words could be taken for "
            f"another tongue's. Write for example en, fr or sw (BCP 47).",
            about="language",
        )
    return value


def date_of(value: Any) -> dt.date:
    """Return a day written as 2027-09-30.

    Raises
    ------
    InvalidNeed
    """
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
            raise ValueError
        return dt.date.fromisoformat(value)
    except (TypeError, ValueError):
        raise InvalidNeed(
            f"The day of the decision was given as {short(value)}, which is no day of the calendar. Write year, month "
            f"and day, such as 2027-09-30.",
            about="decision",
        ) from None


def quantities_of(value: Any) -> dict[str, str]:
    """Return parameters by name, each as the text that was written (a bare number only where it counts days).

    Raises
    ------
    InvalidNeed, QuantityError
    """
    if not isinstance(value, Mapping):
        raise InvalidNeed(
            f"The parameters were given as {short(value)}, but names with quantities are needed. Write for example "
            f"parameters: {{thresh: 30 degC}}.",
            about="metric",
        )
    found = {}
    for name, quantity in value.items():
        name = text_of(name, "name of a parameter", "metric", longest=50)
        if name.endswith("window") and isinstance(quantity, int) and not isinstance(quantity, bool):
            quantity = f"{quantity} days"
        if not isinstance(quantity, str):
            raise QuantityError(
                f"The parameter {name!r} was given as {short(quantity)}, without a unit, and a guess of the unit would "
                f"change the result. Write it with its unit, such as 30 degC or 1 mm/day.",
                about=name,
            )
        found[name] = text_of(quantity, f"parameter {name!r}", name, longest=400 if name == "expression" else 80)
    return found


def one_of(value: Any, what: str, about: str, words: tuple[str, ...]) -> str:
    """Return one of some words.

    Raises
    ------
    InvalidNeed
    """
    if value not in words:
        raise InvalidNeed(
            f"The value {short(value)} was given for {what}, where it is not known. Write {', '.join(words[:-1])} or "
            f"{words[-1]}.",
            about=about,
            options=words,
        )
    return str(value)


def numbers_of(value: Any, what: str, about: str, least: float, most: float) -> tuple[float, ...]:
    """Return a list of numbers within limits, in order, each once.

    Raises
    ------
    InvalidNeed
    """
    whole = isinstance(value, (list, tuple)) and len(value) <= 20
    if not whole or not all(
        isinstance(v, (int, float)) and not isinstance(v, bool) and least <= v <= most for v in value
    ):
        raise InvalidNeed(
            f"The {what} were given as {short(value)}, but a list of numbers from {least:g} to {most:g} is needed. "
            f"Write for example [1.5, 2].",
            about=about,
        )
    return tuple(sorted({float(v) for v in value}))


def lists_of(value: Any, what: str, about: str) -> dict[str, tuple[Any, ...]]:
    """Return lists by name, such as ``{thresh: [28 degC, 32 degC]}``.

    Raises
    ------
    InvalidNeed
    """
    if not isinstance(value, Mapping) or not all(
        isinstance(v, (list, tuple)) and 1 <= len(v) <= 12 for v in value.values()
    ):
        raise InvalidNeed(
            f"The {what} were given as {short(value)}, but a list of values for each parameter is needed. Write for "
            f"example {{thresh: [28 degC, 32 degC]}}.",
            about=about,
        )
    return {text_of(name, "name of a parameter", about, longest=50): tuple(v) for name, v in value.items()}


def each_of(value: Any, what: str, about: str, read: Callable[[Any], Any], example: str) -> tuple[Any, ...]:
    """Return the items of a list, each read by a function, each once.

    Raises
    ------
    InvalidNeed
    """
    if not isinstance(value, (list, tuple)) or not 1 <= len(value) <= 20 or not _are_lists(value):
        raise InvalidNeed(
            f"The {what} were given as {short(value)}, but a list of one to twenty is needed. Write {example}.",
            about=about,
        )
    items = tuple(read(v) for v in value)
    twice = next((i for i in items if items.count(i) > 1), None)
    if twice is not None:
        raise InvalidNeed(f"The {what} name {twice} twice. Keep it once.", about=about)
    return items


def _are_lists(values: Iterable[Any]) -> bool:
    return all(isinstance(v, (list, tuple)) for v in values)


def short(value: Any) -> str:
    """Return a value as an error sentence shows it."""
    if isinstance(value, dt.date):
        return value.isoformat()
    text = repr(value) if not isinstance(value, (dict, list, tuple)) or len(value) <= 20 else f"{type(value).__name__}"
    return text if len(text) <= 80 else text[:79] + "…"


def short_name(value: Any) -> str:
    """Return a name for the example of a list."""
    return value[:40] if isinstance(value, str) and value.strip() else "ssp245"
