"""Need and offer in time: years, seasons, steps, calendars."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from broker.fit.words import asked_years, listed
from broker.holding import holds, is_historical, years_held
from broker.mismatch import Mismatch
from catalog.record import Simulation, Version
from translators.indices import Index
from translators.periods import MONTH_NAMES, Season, Years
from translators.specification import Specification

if TYPE_CHECKING:
    from broker.matching import Candidate, Reason

#: The fewest years that average weather out of climate (WMO asks for 30, the IPCC uses 20).
CLIMATE_YEARS = 20

_STEPS = {
    "day": "daily values",
    "mon": "monthly means",
    "yr": "yearly means",
    "1hr": "hourly values",
    "2hr": "2-hourly values",
    "3hr": "3-hourly values",
    "4hr": "4-hourly values",
    "6hr": "6-hourly values",
    "8hr": "8-hourly values",
    "12hr": "12-hourly values",
}
_CALENDARS = {"360_day": "12 months of 30 days", "noleap": "no 29 February", "all_leap": "a 29 February every year"}


def step_too_long(asked: Specification, index: Index, version: Version, runs: Sequence[Simulation]) -> Reason:
    """Say that days, or the days of this season, cannot be told from the steps of the data."""
    steps = listed(sorted({_STEPS[s.frequency] for s in runs}))
    if all(s.frequency.endswith("hr") for s in runs):
        message = (
            f"{index.id} is made from daily values, but {version.dataset} has {steps}: which hours make a day, and "
            f"whether its values are means or readings at the hour, decides a day's mean, maximum and sum."
        )
        remedy = "Use daily data; whoever holds these can make days of them and publish those."
        return "time", "step-too-short", message, remedy, steps
    if any(s.frequency in index.steps for s in runs):
        message = (
            f"{index.id} over {asked.season.name} was asked, but {version.dataset} has {steps}, which cannot be cut to "
            f"these days."
        )
        remedy = "Ask for whole months of monthly data or for the year of yearly data, or use daily data."
    else:
        message = (
            f"{index.id} is made from daily values, but {version.dataset} has {steps}, in which single days cannot be "
            f"told apart."
        )
        remedy = "Use daily data, or an index of means such as tg_mean."
    return "time", "step-too-long", message, remedy, steps


def years_lacking(asked: Specification, version: Version, runs: Sequence[Simulation]) -> Reason:
    """Say that none of the years asked is held."""
    held = years_held(runs)
    wanted = listed((str(h) for h in asked.horizons), "or") if asked.horizons else "a period of the coming decades"
    season = "" if asked.season.is_year else f" ({asked.season.name})"
    message = (
        f"{wanted}{season} was asked, but {version.dataset} holds {held}, so no such period has all of its seasons."
    )
    return "time", "period-not-held", message, f"Ask for a period within {held}.", held


def mismatches(asked: Specification, horizons: tuple[Years, ...], answers: Sequence[Candidate]) -> list[Mismatch]:
    """Return what does not meet in time, and always what statistics over years can say at all."""
    runs = [s for c in answers for s in c.simulations]
    held = years_held(runs)
    found = [_left_out(horizon, held) for horizon in asked.horizons or () if horizon not in horizons]
    found += [m for horizon in horizons for c in answers for m in _held_by_some(asked, horizon, c)]
    found += [_short(horizon) for horizon in horizons if len(horizon) < CLIMATE_YEARS]
    if not any(holds(s, asked.baseline, asked.season) for s in runs):
        found.append(_no_baseline(asked, held))
    steps = sorted({_STEPS[s.frequency] for s in runs if s.frequency != "day"})
    if steps:
        found.append(_means_only(steps))
    found += [m for c in answers for m in _shifted_years(asked, c)]
    found += [m for c in answers for m in _other_calendars(c)]
    periods = horizons or (asked.baseline,)
    is_measured = all(c.version.kind != "projection" for c in answers)
    return [*found, _measured(asked, periods) if is_measured else _statistics(asked, periods)]


def _left_out(horizon: Years, held: str) -> Mismatch:
    return Mismatch(
        axis="time",
        code="period-left-out",
        severity="warning",
        asked=str(horizon),
        offered=held,
        message=f"{horizon} was asked, but no data that fit hold these years whole, so this period is left out.",
        remedy=f"Ask for a period within {held}.",
    )


def _held_by_some(asked: Specification, horizon: Years, candidate: Candidate) -> list[Mismatch]:
    runs = [s for s in candidate.simulations if not is_historical(s.scenario)]
    lacking = sorted({f"{s.model} ({s.scenario})" for s in runs if not holds(s, horizon, asked.season)})
    # A past horizon is held by the historical runs: the scenarios do not lack it.
    past = any(is_historical(s.scenario) and holds(s, horizon, asked.season) for s in candidate.simulations)
    if not lacking or past or candidate.version.kind != "projection":
        return []
    dataset = candidate.version.dataset
    do = "does" if len(lacking) == 1 else "do"
    return [
        Mismatch(
            axis="time",
            code="period-held-by-some",
            severity="note",
            asked=str(horizon),
            offered=years_held(runs),
            message=f"{listed(lacking)} of {dataset} {do} not hold {horizon} whole and {do} not count in it.",
            remedy="A period that all models hold is easier to compare with others.",
            dataset=dataset,
        )
    ]


def _short(horizon: Years) -> Mismatch:
    years = "one year" if len(horizon) == 1 else f"{len(horizon)} years"
    first = max(1, horizon.first - (CLIMATE_YEARS - len(horizon)) // 2)
    return Mismatch(
        axis="time",
        code="period-short",
        severity="warning" if 2 * len(horizon) < CLIMATE_YEARS else "note",
        asked=str(horizon),
        offered=f"a mean over {years}",
        message=f"{horizon} is {years} long, so it shows the luck of the weather as much as a changed climate.",
        remedy=f"Ask for {CLIMATE_YEARS} years or more, such as {Years(first, first + CLIMATE_YEARS - 1)}.",
    )


def _no_baseline(asked: Specification, held: str) -> Mismatch:
    return Mismatch(
        axis="time",
        code="baseline-not-held",
        severity="warning",
        asked=f"change against {asked.baseline}",
        offered=held,
        message=f"No data that fit hold {asked.baseline} whole, so there are values but no changes against it.",
        remedy=f"Choose a baseline within {held}.",
    )


def _means_only(steps: list[str]) -> Mismatch:
    return Mismatch(
        axis="time",
        code="means-only",
        severity="note",
        asked="daily values",
        offered=listed(steps),
        message=f"The data are {listed(steps)}: a mean over them is exact, single days are not in them.",
        remedy="Daily data, for anything but means.",
    )


def is_own_year(season: Season, simulation: Simulation) -> bool:
    """Whether a season of twelve whole months is the year that yearly data are means of (December to November, say)."""
    starts = (season.first_month, season.first_day) == tuple(int(p) for p in simulation.first_date[5:10].split("-"))
    return starts and len(season.months) == 12 and season.is_whole_months_in(simulation.calendar)


def _shifted_years(asked: Specification, candidate: Candidate) -> list[Mismatch]:
    """Say that the years of yearly data are not calendar years."""
    yearly = [s for s in candidate.simulations if s.frequency == "yr" and s.first_date[5:10] != "01-01"]
    if not asked.season.is_year or not yearly:
        return []
    month = int(yearly[0].first_date[5:7])
    years = f"years from {MONTH_NAMES[month - 1]} to {MONTH_NAMES[month - 2]}"
    dataset = candidate.version.dataset
    return [
        Mismatch(
            axis="time",
            code="years-shifted",
            severity="warning",
            asked="calendar years",
            offered=years,
            message=f"The yearly values of {dataset} are means of {years}; each stands for the year in which it ends.",
            remedy="Monthly or daily data hold calendar years.",
            dataset=dataset,
        )
    ]


def _other_calendars(candidate: Candidate) -> list[Mismatch]:
    found = []
    for calendar, meaning in _CALENDARS.items():
        models = sorted({s.model for s in candidate.simulations if s.calendar == calendar})
        if models:
            message = f"The years of {listed(models)} have {meaning}; seasons are counted in each model's own calendar."
            found.append(
                Mismatch(
                    axis="time",
                    code="calendar-differs",
                    severity="note",
                    asked="civil years",
                    offered=f"years with {meaning}",
                    message=message,
                    remedy="Compare changes within a model rather than single days between models.",
                    dataset=candidate.version.dataset,
                )
            )
    return found


def _measured(asked: Specification, periods: tuple[Years, ...]) -> Mismatch:
    years = listed(str(p) for p in periods)
    return Mismatch(
        axis="time",
        code="past-only",
        severity="note",
        asked=asked_years(asked),
        offered=f"{years}, as measured",
        message=f"These are measurements of {years}: they say how it was, and nothing of the years to come.",
        remedy="For the years to come, use projections that reach this place.",
    )


def _statistics(asked: Specification, periods: tuple[Years, ...]) -> Mismatch:
    lengths = sorted({len(p) for p in periods})
    span = f"{listed((str(n) for n in lengths), 'or')} year{'' if lengths == [1] else 's'}"
    years = listed(str(p) for p in periods)
    return Mismatch(
        axis="time",
        code="statistics-over-years",
        severity="note",
        asked=asked_years(asked),
        offered=f"{years}: means over {span}",
        message=f"Climate models say how often and how much in {years}, not what a single day, season or year will be.",
        remedy="For a coming season ask the weather service for its seasonal forecast.",
    )
