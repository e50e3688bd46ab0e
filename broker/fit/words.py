"""Numbers and lists as a sentence says them."""

from __future__ import annotations

import math
from collections.abc import Iterable

from translators.phrases import shown_parameter
from translators.specification import Specification

VARIABLES = {
    "tas": "daily mean temperature",
    "tasmax": "daily maximum temperature",
    "tasmin": "daily minimum temperature",
    "pr": "daily precipitation",
    "evspsblpot": "potential evaporation",
}


def listed(words: Iterable[str], last: str = "and") -> str:
    """Return words as a list in a sentence: "a, b and c"."""
    words = list(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}" if len(words) > 1 else "".join(words)


def asked_years(asked: Specification) -> str:
    """Return the years and the season asked: "2041–2060, June to August"."""
    years = listed(str(h) for h in asked.horizons) if asked.horizons else "the coming decades"
    return years if asked.season.is_year else f"{years}, {asked.season.name}"


def asked_metric(asked: Specification) -> str:
    """Return the index and its threshold: "tx_days_above, 30 °C"."""
    return ", ".join([asked.index, *(shown_parameter(value) for value in asked.parameters.values())])


def asked_place(asked: Specification) -> str:
    """Return the region's name, with its size where it has one: "Suffolk (3,800 km²)"."""
    region = asked.region
    return region.name if region.is_point else f"{region.name} ({rounded(region.area_km2)} km²)"


def rounded(number: float) -> str:
    """Return a positive number with two significant digits and thousands set apart: "3,800"."""
    if number <= 0:
        return "0"
    decimals = 1 - math.floor(math.log10(number))
    return f"{round(number, decimals):,.{max(0, decimals)}f}"


def kilometres(distance: float) -> str:
    """Return a distance: "0.3 km", "21 km"."""
    return f"{distance:.1f} km" if distance < 10 else f"{rounded(distance)} km"


def percent(share: float) -> str:
    """Return a share: "62 %", "less than 1 %"."""
    return f"{100 * share:.0f} %" if share >= 0.01 else "less than 1 %"
