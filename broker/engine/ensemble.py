"""From the series of simulations to one number a scenario and period: one model, one vote."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import numpy as np

from broker.engine.absences import absent_from, names_of, said_of, without_baseline
from broker.engine.beyond import about_beyond, is_beyond, shares_of, without_past
from broker.engine.level_doubts import with_interval
from broker.engine.periods import Held
from broker.engine.result import ModelValue, SummaryRow
from broker.engine.robustness import by_chance, category
from broker.engine.votes import percentiles
from translators.periods import Years
from translators.said import Said, number
from translators.statistics import Weights

#: (model, scenario, member) → level of warming, K → the years in which its world has it.
Warmed = dict[tuple[str, str, str], dict[float, Years]]


def baseline_runs(all_held: tuple[Held, ...], baseline: Years) -> tuple[Held | None, ...]:
    """Return for each simulation the one that holds its baseline: itself, else the historical run that it continues.

    The historical run is of the same dataset, model and member. None where neither holds the baseline.
    """
    pasts: dict[tuple[object, ...], list[Held]] = defaultdict(list)
    for one in all_held:
        if one.series.kind == "projection" and one.is_past:
            pasts[_run_of(one)].append(one)

    def past_of(one: Held) -> Held | None:
        if np.isfinite(one.mean(baseline)):
            return one
        candidates = () if one.is_past else pasts[_run_of(one)]
        return next((past for past in candidates if np.isfinite(past.mean(baseline))), None)

    return tuple(past_of(one) for one in all_held)


def _past_by_dates(all_held: tuple[Held, ...], k: int, baseline: Years) -> Held:
    """Return the simulation, or the historical run that it continues, that holds the baseline; else itself."""
    one = all_held[k]
    pasts = (past for past in all_held if past.is_past and _run_of(past) == _run_of(one))
    return one if one.seasons.cover(baseline) else next((p for p in pasts if p.seasons.cover(baseline)), one)


def _run_of(one: Held) -> tuple[object, ...]:
    series = one.series
    return series.dataset, series.version, series.model, series.member, series.part


def summarise(
    all_held: tuple[Held, ...],
    baseline: Years,
    horizons: tuple[Years, ...],
    weights: Weights | None = None,
    warmed: Warmed | None = None,
    levels: tuple[float, ...] = (),
) -> tuple[tuple[SummaryRow, ...], tuple[str, ...]]:
    """Return one row a scenario and period, and what the reader has to know about who is missing from them.

    Members of a model are averaged first; percentiles are taken over models. Scenarios are never pooled, and
    projections never with observations. A change is taken in each simulation against its own baseline, then summarised.

    Parameters
    ----------
    all_held : tuple of Held
    baseline : Years
    horizons : tuple of Years
        One that equals the baseline is the baseline's row.
    weights : Weights, optional
        Votes set by hand; one vote a model without them.
    warmed, levels : Warmed and tuple of float
        Levels of global warming, K, and the years in which each simulation has them.

    Returns
    -------
    rows : tuple of SummaryRow
        The baseline's first, then by scenario and period.
    warnings : tuple of str
    """
    pasts = baseline_runs(all_held, baseline)
    spreads = _spreads(pasts, baseline)
    baselines = [np.nan if past is None else past.mean(baseline) for past in pasts]
    groups: dict[tuple[tuple[str, str, str], str, bool], list[int]] = defaultdict(list)
    for k, one in enumerate(all_held):
        groups[(one.series.part, one.series.scenario, one.series.kind == "projection")].append(k)
    later = [period for period in dict.fromkeys(horizons) if period != baseline]
    rows, warnings = [], []
    for period in (baseline, *later):
        for (part, scenario, _), group in groups.items():
            means = {k: all_held[k].mean(period) for k in group}
            voters = [k for k in group if np.isfinite(means[k])]
            beyond = [k for k in group if is_beyond(all_held[k], period)]
            if voters:
                found = [(all_held[k], means[k], means[k] - baselines[k], period) for k in voters]
                votes = _votes(found, weights)
                shares = shares_of([(all_held[k], period) for k in (*voters, *beyond)], weights)
                row = with_interval(_row(scenario, period, votes, period == baseline, shares), found)
                place, step, variant = part
                firm = "" if period == baseline else _robustness(votes, voters, spreads, all_held, baseline, period)
                row = replace(row, place=place, step=step, variant=variant, robustness=firm)
                rows.append((period != baseline, group[0], row))
            warnings += about_beyond([(all_held[k], period) for k in beyond], str(period))
            if period != baseline:
                absent = [all_held[k] for k in group if k not in voters and k not in beyond]
                warnings += absent_from(absent, period, bool(voters))
    unwarmed: list[Held] = []
    for level in levels:
        for (part, scenario, is_projection), group in groups.items():
            if is_projection and not all_held[group[0]].is_past:
                row, absent, unknown = _warmed_row(
                    level, group, all_held, pasts, spreads, baseline, weights, warmed or {}
                )
                if row is not None:
                    place, step, variant = part
                    rows.append(
                        (True, group[0], replace(row, scenario=scenario, place=place, step=step, variant=variant))
                    )
                warnings += absent
                unwarmed += unknown
    if unwarmed:
        warnings.append(said_of("no_global_mean", unwarmed, names=names_of(unwarmed)))
    rows.sort(key=lambda row: row[:2])
    without = [k for k, value in enumerate(baselines) if not np.isfinite(value)]
    outcome = [k for k in without if is_beyond(_past_by_dates(all_held, k, baseline), baseline)]
    unknown = [all_held[k] for k in without if k not in outcome]
    about = (*without_baseline(unknown, baseline), *without_past([all_held[k] for k in outcome], baseline))
    return tuple(row for _, _, row in rows), tuple(dict.fromkeys((*about, *warnings)))


def _warmed_row(
    level: float,
    group: list[int],
    all_held: tuple[Held, ...],
    pasts: tuple[Held | None, ...],
    spreads: list[float],
    baseline: Years,
    weights: Weights | None,
    warmed: Warmed,
) -> tuple[SummaryRow | None, list[str], list[Held]]:
    """Return the row of a level of warming, each simulation in its own years, who is missing, and whose is unknown."""
    found, periods, voters, beyond = [], [], [], []
    unknown, cooler, short = [], [], []
    for k in group:
        one, past = all_held[k], pasts[k]
        levels = warmed.get((one.series.model, one.series.scenario, one.series.member))
        period = None if levels is None else levels.get(level)
        if period is None:
            (unknown if levels is None else cooler).append(one)
            continue
        whole = one.after(past)
        value = whole.mean(period)
        if np.isfinite(value):
            change = np.nan if past is None else value - past.mean(baseline)
            found.append((whole, value, change, period))
            periods.append(period)
            voters.append(k)
        elif is_beyond(whole, period):
            beyond.append((whole, period))
        else:
            short.append(one)
    asked = Said("data.level", level=number(f"{level:g}"))
    absent = []
    if cooler:
        absent.append(said_of("cooler", cooler, names=names_of(cooler), asked=asked))
    if short:
        absent.append(said_of("short", short, names=names_of(short), asked=asked))
    absent += about_beyond(beyond, asked)
    if not found:
        return None, absent, unknown
    median = sorted(periods)[(len(periods) - 1) // 2]
    votes = _votes(found, weights)
    firm = _robustness(votes, voters, spreads, all_held, baseline, median)
    shares = shares_of([*((whole, period) for whole, _, _, period in found), *beyond], weights)
    row = with_interval(_row("", median, votes, False, shares), found)
    return replace(row, warming=level, robustness=firm), absent, unknown


def _votes(found: list[tuple[Held, float, float, Years]], weights: Weights | None) -> tuple[ModelValue, ...]:
    """Return one vote a model from (simulation, value, change, period) of its members."""
    of_model: dict[str, list[tuple[Held, float, float, Years]]] = defaultdict(list)
    for one in found:
        of_model[one[0].series.model].append(one)
    votes = []
    for model, members in of_model.items():
        changes = [change for _, _, change, _ in members if np.isfinite(change)]
        shares = [one.outcomes(period) for one, _, _, period in members]
        votes.append(
            ModelValue(
                model,
                len(members),
                float(np.mean([value for _, value, _, _ in members])),
                float(np.mean(changes)) if changes else np.nan,
                members[0][0].series.kind,
                1.0 if weights is None else weights.of_model.get(model, 1.0),
                {name: float(np.mean([share[name] for share in shares])) for name in shares[0]},
            )
        )
    return tuple(votes)


def _spreads(pasts: tuple[Held | None, ...], baseline: Years) -> list[float]:
    """Return the spread from year to year of each simulation's baseline; NaN where a period has no mean."""
    found = {id(past): past.spread(baseline) for past in pasts if past is not None and past.statistic.is_mean}
    return [found.get(id(past), np.nan) for past in pasts]


def _robustness(
    votes: tuple[ModelValue, ...],
    voters: list[int],
    spreads: list[float],
    all_held: tuple[Held, ...],
    baseline: Years,
    period: Years,
) -> str:
    """Return the category of a row's changes; empty for statistics other than the mean."""
    of_model: dict[str, list[float]] = defaultdict(list)
    for k in voters:
        if np.isfinite(spreads[k]):
            of_model[all_held[k].series.model].append(spreads[k] ** 2)
    limits = [
        by_chance(float(np.sqrt(sum(squares) / len(squares))), baseline, period) if squares else np.nan
        for squares in (of_model[vote.model] for vote in votes)
    ]
    return category(np.array([v.change for v in votes]), np.array(limits), np.array([v.weight for v in votes]))


def _row(
    scenario: str, period: Years, votes: tuple[ModelValue, ...], is_baseline: bool, outcomes: dict[str, float]
) -> SummaryRow:
    values = np.array([vote.value for vote in votes])
    weights = np.array([vote.weight for vote in votes])
    has_change = np.array([np.isfinite(vote.change) for vote in votes])
    changes = np.array([vote.change for vote in votes])[has_change]
    of_values = percentiles(values, weights)
    of_changes, agreement = (np.nan,) * 3, np.nan
    if changes.size:
        of_changes = percentiles(changes, weights[has_change])
        same = np.sign(changes) == np.sign(of_changes[1])
        whole = weights[has_change].sum()
        # A baseline's change against itself is none, so there is nothing for models to agree on.
        if whole > 0 and not is_baseline:
            agreement = float((same * weights[has_change]).sum() / whole)
    models = int((weights > 0).sum())
    return SummaryRow(
        scenario, period, models, *of_values, *of_changes, agreement, votes, is_baseline, outcomes=outcomes
    )
