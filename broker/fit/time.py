"""Need and offer in time: years, seasons, steps, calendars."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from broker.fit.words import asked_years, fit, listed, season_said
from broker.holding import holds, is_historical, years_held
from broker.mismatch import Mismatch
from catalog.record import Simulation, Version
from translators.indices import Index
from translators.periods import Season, Years
from translators.said import Said
from translators.specification import Specification

if TYPE_CHECKING:
    from broker.matching import Candidate, Reason

#: The fewest years that average weather out of climate (WMO asks for 30, the IPCC uses 20).
CLIMATE_YEARS = 20

_CALENDARS = ("360_day", "noleap", "all_leap")


def step_too_long(asked: Specification, index: Index, version: Version, runs: Sequence[Simulation]) -> Reason:
    """Say that days, or the days of this season, cannot be told from the steps of the data."""
    steps = _steps({s.frequency for s in runs})
    facts = {"index": index.id, "dataset": version.dataset, "steps": steps}
    if all(s.frequency.endswith("hr") for s in runs):
        message = fit("step-too-short.message", **facts)
        return "time", "step-too-short", message, fit("step-too-short.remedy"), steps
    if any(s.frequency in index.steps for s in runs):
        message = fit("step-too-long.season", **facts, season=season_said(asked))
        remedy = fit("step-too-long.season_remedy")
    else:
        message = fit("step-too-long.days", **facts)
        remedy = fit("step-too-long.days_remedy")
    return "time", "step-too-long", message, remedy, steps


def years_lacking(asked: Specification, version: Version, runs: Sequence[Simulation]) -> Reason:
    """Say that none of the years asked is held."""
    held = years_held(runs)
    wanted = listed((str(h) for h in asked.horizons), "or") if asked.horizons else fit("a_coming_period")
    if not asked.season.is_year:
        wanted = fit("years_of_season", years=wanted, season=season_said(asked))
    message = fit("period-not-held.message", wanted=wanted, dataset=version.dataset, held=held)
    return "time", "period-not-held", message, fit("period-not-held.remedy", held=held), held


def _steps(frequencies: Iterable[str]) -> str:
    """Return the steps of data: "daily values and monthly means"."""
    return listed(sorted(fit(f"steps.{frequency}") for frequency in frequencies))


def mismatches(asked: Specification, horizons: tuple[Years, ...], answers: Sequence[Candidate]) -> list[Mismatch]:
    """Return what does not meet in time, and always what statistics over years can say at all."""
    runs = [s for c in answers for s in c.simulations]
    held = years_held(runs)
    found = [_left_out(horizon, held) for horizon in asked.horizons or () if horizon not in horizons]
    found += [m for horizon in horizons for c in answers for m in _held_by_some(asked, horizon, c)]
    found += [_short(horizon) for horizon in horizons if len(horizon) < CLIMATE_YEARS]
    if not any(holds(s, asked.baseline, asked.season) for s in runs):
        found.append(_no_baseline(asked, held))
    steps = {s.frequency for s in runs if s.frequency != "day"}
    if steps:
        found.append(_means_only(_steps(steps)))
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
        message=fit("period-left-out.message", years=str(horizon)),
        remedy=fit("period-left-out.remedy", held=held),
    )


def _held_by_some(asked: Specification, horizon: Years, candidate: Candidate) -> list[Mismatch]:
    runs = [s for s in candidate.simulations if not is_historical(s.scenario)]
    lacking = sorted(
        {fit("model_scenario", model=s.model, scenario=s.scenario) for s in runs if not holds(s, horizon, asked.season)}
    )
    # A past horizon is held by the historical runs: the scenarios do not lack it.
    past = any(is_historical(s.scenario) and holds(s, horizon, asked.season) for s in candidate.simulations)
    if not lacking or past or candidate.version.kind != "projection":
        return []
    dataset = candidate.version.dataset
    message = "period-held-by-some.one" if len(lacking) == 1 else "period-held-by-some.many"
    return [
        Mismatch(
            axis="time",
            code="period-held-by-some",
            severity="note",
            asked=str(horizon),
            offered=years_held(runs),
            message=fit(message, lacking=listed(lacking), dataset=dataset, years=str(horizon)),
            remedy=fit("period-held-by-some.remedy"),
            dataset=dataset,
        )
    ]


def _short(horizon: Years) -> Mismatch:
    one, count = "_one" if len(horizon) == 1 else "", len(horizon)
    first = max(1, horizon.first - (CLIMATE_YEARS - len(horizon)) // 2)
    return Mismatch(
        axis="time",
        code="period-short",
        severity="warning" if 2 * len(horizon) < CLIMATE_YEARS else "note",
        asked=str(horizon),
        offered=fit(f"period-short.offered{one}", count=count),
        message=fit(f"period-short.message{one}", years=str(horizon), count=count),
        remedy=fit("period-short.remedy", least=CLIMATE_YEARS, example=str(Years(first, first + CLIMATE_YEARS - 1))),
    )


def _no_baseline(asked: Specification, held: str) -> Mismatch:
    return Mismatch(
        axis="time",
        code="baseline-not-held",
        severity="warning",
        asked=fit("baseline-not-held.asked", baseline=str(asked.baseline)),
        offered=held,
        message=fit("baseline-not-held.message", baseline=str(asked.baseline)),
        remedy=fit("baseline-not-held.remedy", held=held),
    )


def _means_only(steps: str) -> Mismatch:
    return Mismatch(
        axis="time",
        code="means-only",
        severity="note",
        asked=fit("steps.day"),
        offered=steps,
        message=fit("means-only.message", steps=steps),
        remedy=fit("means-only.remedy"),
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
    months = {"first": Said("month", value=month), "last": Said("month", value=(month - 2) % 12 + 1)}
    dataset = candidate.version.dataset
    return [
        Mismatch(
            axis="time",
            code="years-shifted",
            severity="warning",
            asked=fit("years-shifted.asked"),
            offered=fit("years-shifted.offered", **months),
            message=fit("years-shifted.message", dataset=dataset, **months),
            remedy=fit("years-shifted.remedy"),
            dataset=dataset,
        )
    ]


def _other_calendars(candidate: Candidate) -> list[Mismatch]:
    found = []
    for calendar in _CALENDARS:
        models = sorted({s.model for s in candidate.simulations if s.calendar == calendar})
        if models:
            meaning = fit(f"calendars.{calendar}")
            found.append(
                Mismatch(
                    axis="time",
                    code="calendar-differs",
                    severity="note",
                    asked=fit("calendar-differs.asked"),
                    offered=fit("calendar-differs.offered", calendar=meaning),
                    message=fit("calendar-differs.message", models=listed(models), calendar=meaning),
                    remedy=fit("calendar-differs.remedy"),
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
        offered=fit("past-only.offered", years=years),
        message=fit("past-only.message", years=years),
        remedy=fit("past-only.remedy"),
    )


def _statistics(asked: Specification, periods: tuple[Years, ...]) -> Mismatch:
    lengths = sorted({len(p) for p in periods})
    one = "_one" if lengths == [1] else ""
    years = listed(str(p) for p in periods)
    return Mismatch(
        axis="time",
        code="statistics-over-years",
        severity="note",
        asked=asked_years(asked),
        offered=fit(f"statistics-over-years.offered{one}", years=years, count=listed((str(n) for n in lengths), "or")),
        message=fit("statistics-over-years.message", years=years),
        remedy=fit("statistics-over-years.remedy"),
    )
