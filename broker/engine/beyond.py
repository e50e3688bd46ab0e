"""Simulations without a number in a period because their seasons had outcomes instead: no frost, no onset, no end."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from broker.engine.absences import names_of, said_of
from broker.engine.periods import LEAST_SHARE, Held
from broker.engine.result import ModelValue, SummaryRow
from broker.engine.votes import percentiles
from translators.periods import Years
from translators.said import Said, listed
from translators.statistics import Weights


def is_beyond(one: Held, period: Years) -> bool:
    """Whether a period is held, and has no number only because of outcomes of its seasons.

    Such a simulation counts in the share of seasons with that outcome, and in nothing else: leaving it out of the share
    too would tell of a world with frost where most models have none.
    """
    if not one.series.outcomes or np.isfinite(one.mean(period)) or not one.seasons.cover(period):
        return False
    within = one.seasons.within(period)
    known = np.isfinite(one.series.values)[within]
    for shares in one.series.outcomes.values():
        known = known | (shares[within] > 0)
    return bool(known.any() and known.sum() >= LEAST_SHARE * known.size)


def about_beyond(beyond: list[tuple[Held, Years]], asked: str) -> list[str]:
    """Return who has no number in what was asked, and how many of its seasons there had which outcome."""
    of_shares: dict[tuple[tuple[str, str], ...], list[Held]] = defaultdict(list)
    for one, period in beyond:
        shares = one.outcomes(period)
        of_shares[tuple((name, f"{share:.0%}") for name, share in shares.items() if share > 0)].append(one)
    return [
        said_of(
            "outcome",
            some,
            names=names_of(some),
            asked=asked,
            shares=listed([Said("data.outcome_share", share=s, outcome=Said("outcome", value=n)) for n, s in shares]),
        )
        for shares, some in of_shares.items()
    ]


def rows_beyond(
    all_held: tuple[Held, ...], baseline: Years, horizons: tuple[Years, ...], weights: Weights | None
) -> tuple[SummaryRow, ...]:
    """Return the rows of periods in which nobody has a number, because seasons had outcomes instead."""
    groups: dict[tuple[tuple[str, str, str], str], list[Held]] = defaultdict(list)
    for one in all_held:
        groups[one.series.part, one.series.scenario].append(one)
    rows = []
    for period in dict.fromkeys((baseline, *horizons)):
        for ((place, step, variant), scenario), group in groups.items():
            some = [one for one in group if is_beyond(one, period)]
            if some and not any(np.isfinite(one.mean(period)) for one in group):
                nothing = np.nan
                votes = tuple(ModelValue(one.series.model, 1, nothing, nothing, one.series.kind) for one in some)
                shares = shares_of([(one, period) for one in some], weights)
                numbers = (nothing,) * 7
                row = SummaryRow(
                    scenario, period, 0, *numbers, votes, period == baseline, place, step, variant, outcomes=shares
                )
                rows.append(row)
    return tuple(rows)


def shares_of(of: list[tuple[Held, Years]], weights: Weights | None) -> dict[str, float]:
    """Return the median over models of the shares of seasons with each outcome, each simulation in its own years.

    Those have a vote here too whose seasons had nothing but outcomes: they are no less of the ensemble.
    """
    of_model: dict[str, list[dict[str, float]]] = defaultdict(list)
    for one, period in of:
        of_model[one.series.model].append(one.outcomes(period))
    votes = np.array([1.0 if weights is None else weights.of_model.get(model, 1.0) for model in of_model])
    return {
        name: float(percentiles(np.array([np.mean([m[name] for m in ms]) for ms in of_model.values()]), votes)[1])
        for name in of[0][0].series.outcomes
    }


def without_past(some: list[Held], baseline: Years) -> list[str]:
    """Return who has no change because its past is no number."""
    return [said_of("outcome_past", some, names=names_of(some), baseline=str(baseline))] if some else []
