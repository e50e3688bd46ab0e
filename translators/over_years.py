"""How a statistic over the years, or over the region, is called in a sentence: "years with more than 3 hot days"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from translators.errors import QuantityError
from translators.figures import DATES, in_ten
from translators.locales import Speech
from translators.locales.calendars import day_and_month, localised
from translators.locales.metrics import outcome_of
from translators.quantities import parse_quantity
from translators.statistics import Statistic

_BEYOND = re.compile(r"(above|below)\s+(\S.*)")
_DATE = re.compile(r"(\d{1,2})-(\d{1,2})")
_SIGNS = {"above": ">", "below": "<"}


def over_area(entry: Mapping[str, Any], area: str, words: Speech) -> dict[str, Any]:
    """Return how a statistic over the region is called, from how the index is called in one cell."""
    if area == "mean":
        return dict(entry)
    table = words.group("over_area")
    if found := _BEYOND.fullmatch(area):
        of = "count" if entry["per"] == "count" else "value"
        limit = limit_words(_SIGNS[found[1]], found[2], of, words)
        text = table[f"share_{of}"].format(what=entry["words"], limit=limit)
        return {**entry, "words": text, "plural": False, "per": "value", "ways": "large"}
    return {**entry, "words": table[area].format(what=entry["words"])}


def over_years(entry: Mapping[str, Any], statistic: Statistic, units: str, words: Speech) -> dict[str, Any]:
    """Return how a statistic over the years is called; its words name the season, so ``holds_season`` is true.

    Parameters
    ----------
    entry : mapping
        How the index is called, with its season; see `translators.phrases.quantity_words`.
    units : str
        Delivered unit of the index.
    """
    if statistic.is_mean:
        return dict(entry)
    table = words.group("over_years")
    facts = {
        "what": entry["words"],
        "level": localised(f"{statistic.level:g}", words.language),
        "years": in_ten(100 - statistic.level, words.language),
    }
    ways = "late" if units == DATES else "high"
    said = {"per": "value", "holds_season": True}
    if statistic.of == "share":
        of = "date" if units == DATES else "count" if entry["per"] == "count" else "value"
        if statistic.operator == "is":
            text = table["share_outcome"].format(**facts, outcome=outcome_of(statistic.value, words.language))
        else:
            limit = limit_words(statistic.operator, statistic.value, of, words)
            text = table["share_count" if of == "count" else "share_value"].format(**facts, limit=limit)
        return {**said, "words": text, "plural": True, "ways": "years"}
    if statistic.of == "median":
        counts = entry["per"] == "count"
        return {**entry, **said, "words": table["median"].format(**facts), "counts": counts}
    if statistic.of == "spread":
        return {**said, "words": table["spread"].format(**facts), "plural": False, "ways": "large"}
    key = "percentile_date" if statistic.of == "percentile" and units == DATES else statistic.of
    key = f"{key}_many" if entry["plural"] else key
    return {**said, "words": table[key].format(**facts), "plural": False, "ways": ways}


def limit_words(operator: str, value: str, of: str, words: Speech) -> str:
    """Return a limit in words: "more than 3" (of a count), "above 3 °C" (a value), "after 15 November" (a date)."""
    return str(words.group("limits")[of][operator]).format(value=_limit(value, of, words))


def statistic_words(statistic: Statistic, units: str, words: Speech) -> str:
    """Return a statistic as a definition names it: "the 80th percentile", "the share above 3 days"."""
    table = words.group("over_years")
    if statistic.operator == "is":
        return str(table["share_outcome_short"]).format(outcome=outcome_of(statistic.value, words.language))
    limit = ""
    if statistic.of == "share":
        limit = limit_words(statistic.operator, statistic.value, "date" if units == DATES else "value", words)
    facts = {"level": localised(f"{statistic.level:g}", words.language), "limit": limit, "method": statistic.method}
    return str(table[f"{statistic.of}_short"]).format(**facts)


def area_words(area: str, words: Speech) -> str:
    """Return a statistic over the region as a definition names it: "the share of its area above 20 days"."""
    table = words.group("over_area")
    if found := _BEYOND.fullmatch(area):
        limit = limit_words(_SIGNS[found[1]], found[2], "value", words)
        return str(table["share_short"]).format(limit=limit)
    return str(table[f"{area}_short"])


def _limit(text: str, of: str, words: Speech) -> str:
    if of == "date" and (found := _DATE.fullmatch(text)):
        return day_and_month(int(found[1]), int(found[2]), words.language)
    try:
        quantity = parse_quantity(text)
    except QuantityError:
        return text
    number = localised(f"{quantity.magnitude:,.6g}".replace("-", "−"), words.language)
    if of == "count":
        return number
    unit = "day" if quantity.units == "days" and number == "1" else quantity.units
    return str(words.group("units").get(unit, f"{{value}} {unit}")).format(value=number)
