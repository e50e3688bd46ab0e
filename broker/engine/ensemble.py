"""From the series of simulations to one number a scenario and period: one model, one vote."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import numpy as np

from broker.engine.periods import LEAST_SHARE, Held
from broker.engine.result import ModelValue, SummaryRow
from broker.engine.robustness import by_chance, category
from translators.periods import Years
from translators.statistics import Weights


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


def _run_of(one: Held) -> tuple[object, ...]:
    series = one.series
    return series.dataset, series.version, series.model, series.member, series.part


def summarise(
    all_held: tuple[Held, ...], baseline: Years, horizons: tuple[Years, ...], weights: Weights | None = None
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

    Returns
    -------
    rows : tuple of SummaryRow
        The baseline's first, then by scenario and period.
    warnings : tuple of str
    """
    pasts = baseline_runs(all_held, baseline)
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
            if voters:
                votes = _votes([(all_held[k], means[k], means[k] - baselines[k]) for k in voters], period, weights)
                row = _row(scenario, period, votes, period == baseline)
                place, step, variant = part
                firm = "" if period == baseline else _robustness(votes, voters, pasts, all_held, baseline, period)
                row = replace(row, place=place, step=step, variant=variant, robustness=firm)
                rows.append((period != baseline, group[0], row))
            if period != baseline:
                warnings += _absent([all_held[k] for k in group if k not in voters], period, bool(voters))
    rows.sort(key=lambda row: row[:2])
    without = [one for one, value in zip(all_held, baselines, strict=True) if not np.isfinite(value)]
    return tuple(row for _, _, row in rows), (*_without_baseline(without, baseline), *warnings)


def _votes(found: list[tuple[Held, float, float]], period: Years, weights: Weights | None) -> tuple[ModelValue, ...]:
    """Return one vote a model from (simulation, value, change) of its members."""
    of_model: dict[str, list[tuple[Held, float, float]]] = defaultdict(list)
    for one in found:
        of_model[one[0].series.model].append(one)
    votes = []
    for model, members in of_model.items():
        changes = [change for _, _, change in members if np.isfinite(change)]
        shares = [one.outcomes(period) for one, _, _ in members]
        votes.append(
            ModelValue(
                model,
                len(members),
                float(np.mean([value for _, value, _ in members])),
                float(np.mean(changes)) if changes else np.nan,
                members[0][0].series.kind,
                1.0 if weights is None else weights.of_model.get(model, 1.0),
                {name: float(np.mean([share[name] for share in shares])) for name in shares[0]},
            )
        )
    return tuple(votes)


def _robustness(
    votes: tuple[ModelValue, ...],
    voters: list[int],
    pasts: tuple[Held | None, ...],
    all_held: tuple[Held, ...],
    baseline: Years,
    period: Years,
) -> str:
    """Return the category of a row's changes; empty for statistics other than the mean."""
    if not all_held[voters[0]].statistic.is_mean:
        return ""
    spreads: dict[str, list[float]] = defaultdict(list)
    for k in voters:
        past = pasts[k]
        if past is not None:
            spreads[all_held[k].series.model].append(past.spread(baseline))
    limits = [
        by_chance(float(np.sqrt(np.mean(np.square(spreads[vote.model])))), baseline, period)
        if spreads[vote.model]
        else np.nan
        for vote in votes
    ]
    return category(np.array([v.change for v in votes]), np.array(limits), np.array([v.weight for v in votes]))


def _row(scenario: str, period: Years, votes: tuple[ModelValue, ...], is_baseline: bool) -> SummaryRow:
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
    outcomes = {
        name: float(percentiles(np.array([vote.outcomes[name] for vote in votes]), weights)[1])
        for name in votes[0].outcomes
    }
    return SummaryRow(
        scenario, period, len(votes), *of_values, *of_changes, agreement, votes, is_baseline, outcomes=outcomes
    )


def percentiles(values: np.ndarray, weights: np.ndarray) -> tuple[float, float, float]:
    """Return the 10th, 50th and 90th percentile over models.

    With equal weights linear between order statistics (Hyndman and Fan, type 7); with others the same rule for weights
    (Akinshin 2023, arXiv:2304.07265): with the effective number of models n = (Σ w)² / Σ w², the percentile p is the
    mean of the values over the stretch from p (n − 1) / n to p (n − 1) / n + 1 / n of the weights, laid end to end in
    the order of the values. Equal values may stand in any order, and turning all signs turns the result. A model of
    weight 0 has no vote; NaN where none has one.
    """
    has_vote = weights > 0
    values, weights = values[has_vote], weights[has_vote]
    if values.size == 0:
        return np.nan, np.nan, np.nan
    if np.all(weights == weights[0]):
        low, middle, high = np.percentile(values, (10, 50, 90))
        return float(low), float(middle), float(high)
    order = np.lexsort((weights, values))
    values, weights = values[order], weights[order] / weights.sum()
    ends = np.concatenate([[0.0], np.cumsum(weights)])
    models = 1.0 / float(weights @ weights)
    low, middle, high = (
        float(np.diff(np.clip((ends - p * (models - 1) / models) * models, 0.0, 1.0)) @ values) for p in (0.1, 0.5, 0.9)
    )
    return low, middle, high


def _absent(absent: list[Held], period: Years, others_vote: bool) -> list[str]:
    """Return who has no vote in a period, where somebody would expect one."""
    expected = [one for one in absent if others_vote or (not one.is_past and _reaches_after_start(one, period))]
    too_few = [one for one in expected if one.seasons.cover(period)]
    not_held = [one for one in expected if not one.seasons.cover(period)]
    sentences = []
    if not_held:
        sentences.append(
            f"{_names(not_held)} {_do(not_held, 'does', 'do')} not hold every season of {period} "
            f"({_held_years(not_held)}), so {_do(not_held, 'it has', 'they have')} no part in that period."
        )
    if too_few:
        sentences.append(
            f"{_names(too_few)} {_do(too_few, 'has', 'have')} a value in fewer than {LEAST_SHARE:.0%} of the seasons "
            f"of {period}, so {_do(too_few, 'it has', 'they have')} no part in that period."
        )
    return sentences


def _reaches_after_start(one: Held, period: Years) -> bool:
    return len(one.seasons) > 0 and period.last >= one.seasons.label_years[0]


def _without_baseline(without: list[Held], baseline: Years) -> list[str]:
    if not without:
        return []
    return [
        f"{_names(without)} {_do(without, 'does', 'do')} not hold the baseline {baseline}, alone or with a historical "
        f"run of the same member, so {_do(without, 'it has values', 'they have values')} but no change."
    ]


def _held_years(some: list[Held]) -> str:
    spans = dict.fromkeys((int(one.seasons.label_years[0]), int(one.seasons.label_years[-1])) for one in some)
    return "held: " + ", ".join(f"{first}–{last}" for first, last in spans)


def _do(some: list[Held], one: str, several: str) -> str:
    return one if len(some) == 1 else several


def _names(some: list[Held]) -> str:
    """Return names with their scenarios: "CanESM5 and MIROC6 (ssp585)"."""
    of_scenario: dict[str, list[str]] = defaultdict(list)
    for one in some:
        of_scenario[one.series.scenario].append(one.name)
    scenarios_of: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for scenario, names in of_scenario.items():
        scenarios_of[tuple(dict.fromkeys(names))].append(scenario)
    return joined([f"{joined(list(names))} ({joined(scenarios)})" for names, scenarios in scenarios_of.items()])


def joined(words: list[str]) -> str:
    """Return words as a sentence lists them: "a, b and c"."""
    return "".join(words) if len(words) < 2 else f"{', '.join(words[:-1])} and {words[-1]}"
