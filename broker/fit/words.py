"""Words of both sides, as facts of the sentences about them (`translators/locales/en/fit.toml`)."""

from __future__ import annotations

import math
from collections.abc import Iterable

from translators.indices import INDICES
from translators.locales import table
from translators.said import Said, number
from translators.said import listed as in_a_row
from translators.specification import Specification


def fit(key: str, /, **facts: object) -> Said:
    """Return a sentence about where need and offer do not meet."""
    return Said(f"fit.{key}", **facts)


def variable_words(name: str) -> str:
    """Return a variable as people call it: "daily maximum temperature"; its own name where there are no words."""
    return fit(f"variables.{name}") if name in table("fit")["variables"] else name


def scenario_words(name: str) -> Said:
    """Return a scenario as people call it, with its name: "middle emissions (SSP2-4.5)"."""
    return Said("scenario", value=name)


def listed(words: Iterable[str], last: str = "and") -> str:
    """Return words as a list in a sentence: "a, b and c"."""
    return in_a_row(list(words), last)


def asked_years(asked: Specification) -> str:
    """Return the years and the season asked: "2041–2060, June to August"."""
    years = listed(str(h) for h in asked.horizons) if asked.horizons else fit("coming_decades")
    return years if asked.season.is_year else fit("years_season", years=years, season=season_said(asked))


def season_said(asked: Specification) -> Said:
    """Return the season asked: "June to August"."""
    return Said("season", value=asked.season.to_value())


def title_said(index: str) -> str:
    """Return what an index is called; the id of one that stands in no table."""
    return Said("title", value=index) if index in INDICES else index


def asked_metric(asked: Specification) -> str:
    """Return what is counted and its threshold: "hot days, 30 °C"."""
    row = title_said(asked.index)
    for value in asked.parameters.values():
        row = Said("tell.list_more", first=row, next=Said("parameter", value=value))
    return row


def asked_place(asked: Specification) -> str:
    """Return the region's name, with its size where it has one: "Suffolk (3,800 km²)"."""
    region = asked.region
    return region.name if region.is_point else fit("km2", place=region.name, area=rounded(region.area_km2))


def rounded(value: float) -> Said:
    """Return a positive number with two significant digits and thousands set apart: "3,800"."""
    if value <= 0:
        return number("0")
    decimals = 1 - math.floor(math.log10(value))
    return number(f"{round(value, decimals):,.{max(0, decimals)}f}")


def kilometres(distance: float) -> Said:
    """Return a distance: "0.3 km", "21 km"."""
    return fit("km", number=number(f"{distance:.1f}") if distance < 10 else rounded(distance))


def percent(share: float) -> Said:
    """Return a share: "62 %", "less than 1 %"."""
    return fit("percent", number=number(f"{100 * share:.0f}")) if share >= 0.01 else fit("percent_least")
