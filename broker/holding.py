"""Which years and seasons a simulation holds, told from its record alone."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from broker.fit.words import listed
from catalog.calendars import day_number
from catalog.record import Simulation
from translators.periods import Season, Years

#: (year, month, day) in a simulation's own calendar.
Day = tuple[int, int, int]


def is_historical(scenario: str) -> bool:
    """Whether a scenario is a model's own past, against which its future is compared."""
    return scenario.casefold().startswith("hist") and "+" not in scenario


def answers_scenario(simulation: Simulation, asked: Iterable[str]) -> bool:
    """Whether the simulation runs under one of the scenarios asked (a joined ``historical+rcp45`` runs under both)."""
    wanted = {name.casefold() for name in asked}
    return simulation.scenario.casefold() in wanted or bool(wanted & set(simulation.scenario.casefold().split("+")))


def holds(simulation: Simulation, years: Years, season: Season) -> bool:
    """Whether the simulation's first and last day leave room for every season that ends in the years.

    A season that crosses the year's end may lack its first one when the data start in the period's first year. Days
    missing in between are not seen here: the engine drops such a simulation by name.
    """
    first, last = _day(simulation.first_date), _day(simulation.last_date)
    if simulation.frequency == "yr":
        # A year of annual data may run from December to November; it is labelled by the year in which it ends.
        return (first[0] if first[1] == 1 else first[0] + 1) <= years.first and last[0] >= years.last
    if last < _season_end(season, years.last, simulation.calendar):
        return False
    if first <= _season_start(season, years.first):
        return True
    starts_with_period = season.crosses_year_end and first[0] <= years.first < years.last
    return starts_with_period and first <= _season_start(season, years.first + 1)


def years_held(simulations: Iterable[Simulation]) -> str:
    """Return the years that the simulations hold, in words: "1995–2014 and 2020–2099"."""
    spans = sorted({s.years for s in simulations})
    merged: list[list[int]] = []
    for first, last in spans:
        if merged and first <= merged[-1][1] + 1:
            merged[-1][1] = max(merged[-1][1], last)
        else:
            merged.append([first, last])
    return listed([str(Years(first, last)) for first, last in merged])


def _season_start(season: Season, label_year: int) -> Day:
    return (label_year - season.crosses_year_end, season.first_month, season.first_day)


def _season_end(season: Season, label_year: int, calendar: str) -> Day:
    return (label_year, season.last_month, min(season.last_day, _month_length(calendar, label_year, season.last_month)))


@lru_cache(maxsize=10_000)  # every simulation is asked for the same few months
def _month_length(calendar: str, year: int, month: int) -> int:
    following = (year + month // 12, month % 12 + 1, 1)
    return int(day_number(*following, calendar)) - int(day_number(year, month, 1, calendar))


def _day(date: str) -> Day:
    year, month, day = date[:10].split("-")
    return int(year), int(month), int(day)
