"""The indices again, as loops over lists of days, written from the text of the definitions alone.

Nothing here knows the engine. Operators are those of the ETCCDI and xclim 0.62 definitions: above and below are strict,
a wet day has at least the threshold.
"""

from __future__ import annotations

import math

from tests.oracle import (
    loops_of_comfort,
    loops_of_dates,
    loops_of_days,
    loops_of_fire,
    loops_of_own,
    loops_of_rains,
    loops_of_spells,
    loops_of_usual,
    loops_of_water,
)
from tests.oracle.seasons import Asked, Day, Loop, counts, is_known, next_day, season_days

#: Key (the index, unless the loop names it) → how it is judged.
LOOPS: dict[str, Loop] = {
    **loops_of_days.LOOPS,
    **loops_of_comfort.LOOPS,
    **loops_of_dates.LOOPS,
    **loops_of_spells.LOOPS,
    **loops_of_rains.LOOPS,
    **loops_of_usual.LOOPS,
    **loops_of_water.LOOPS,
    **loops_of_fire.LOOPS,
    **loops_of_own.LOOPS,
}


def index_of(key: str) -> str:
    """The index that a loop judges."""
    return LOOPS[key].index or key


def expected(
    loop: Loop,
    calendar: str,
    held: dict[Day, dict[str, float]],
    start,
    end,
    latitude: float,
    reference: tuple[int, int],
    rule: str = "any",
) -> dict[int, float]:
    """End year → value, for every season that the archive holds whole at its edges.

    Parameters
    ----------
    held : dict
        Day → the values of its variables, NaN where missing; a day that is not in it is not in the file.
    rule : str
        For missing days. Unless it is ``any``, `held` is that of `all_or_nothing`.
    """
    first, last = min(held), max(held)
    seasons = {}
    for end_year in range(first[0], last[0] + 2):
        days = season_days(calendar, end_year, start, end)
        if days and days[0] >= first and days[-1] <= last and any(d in held for d in days):
            seasons[end_year] = days
    found: dict[int, float] = {}
    months: dict[tuple, float] = {}
    every = list(seasons.values())
    for end_year, days in seasons.items():
        are_held = [d in held and all(is_known(held[d][v]) for v in loop.variables) for d in days]
        judges_itself = loop.judges_missing if rule == "any" else loop.asks_rule
        if not judges_itself and not counts(rule, days, are_held):
            found[end_year] = math.nan
            continue
        found[end_year] = loop.answer(Asked(calendar, days, held, latitude, reference, every, months, rule))
    return found


def all_or_nothing(loop: Loop, calendar: str, held: dict[Day, dict[str, float]]) -> dict[Day, dict[str, float]]:
    """Every day from the first to the last; one that misses a variable misses all."""
    day, last, found = min(held), max(held), {}
    nothing = dict.fromkeys(loop.variables, math.nan)
    while day <= last:
        values = held.get(day, nothing)
        found[day] = values if all(is_known(values[v]) for v in loop.variables) else nothing
        day = next_day(calendar, day)
    return found


def _in_the_table() -> frozenset[str]:
    from translators.indices import INDICES

    return frozenset(key for key in LOOPS if index_of(key) in INDICES)


#: Loops whose index is in the table.
JUDGED_KEYS = _in_the_table()
