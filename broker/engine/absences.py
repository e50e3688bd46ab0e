"""Who has no part in a row, and why, in sentences that name them."""

from __future__ import annotations

from collections import defaultdict

from broker.engine.periods import LEAST_SHARE, Held
from translators.periods import Years
from translators.said import Said, listed


def absent_from(absent: list[Held], period: Years, others_vote: bool) -> list[str]:
    """Return who has no vote in a period, where somebody would expect one."""
    expected = [one for one in absent if others_vote or (not one.is_past and _reaches_after_start(one, period))]
    too_few = [one for one in expected if one.seasons.cover(period)]
    not_held = [one for one in expected if not one.seasons.cover(period)]
    sentences = []
    if not_held:
        facts = {"names": names_of(not_held), "period": str(period), "held": _held_years(not_held)}
        sentences.append(said_of("period", not_held, **facts))
    if too_few:
        where = ", ".join(part for part in too_few[0].series.part if part)
        facts = {"names": names_of(too_few), "share": f"{LEAST_SHARE:.0%}", "period": str(period)}
        sentences.append(
            said_of("few_where", too_few, **facts, where=where) if where else said_of("few", too_few, **facts)
        )
    return sentences


def _reaches_after_start(one: Held, period: Years) -> bool:
    return len(one.seasons) > 0 and period.last >= one.seasons.label_years[0]


def without_baseline(without: list[Held], baseline: Years) -> list[str]:
    """Return who has values but no change."""
    if not without:
        return []
    return [said_of("baseline", without, names=names_of(without), baseline=str(baseline))]


def _held_years(some: list[Held]) -> str:
    spans = dict.fromkeys((int(one.seasons.label_years[0]), int(one.seasons.label_years[-1])) for one in some)
    return Said("data.held_row", spans=", ".join(f"{first}–{last}" for first, last in spans))


def said_of(key: str, some: list[Held], **facts: object) -> Said:
    """Return a sentence about one simulation, or about several."""
    return Said(f"data.{key}_{do(some, 'one', 'many')}", **facts)


def do(some: list[Held], one: str, several: str) -> str:
    """Return the word that fits one simulation, or several."""
    return one if len({(held.name, held.series.scenario) for held in some}) == 1 else several


def names_of(some: list[Held]) -> str:
    """Return names with their scenarios: "CanESM5 and MIROC6 (ssp585)"."""
    of_scenario: dict[str, list[str]] = defaultdict(list)
    for one in some:
        of_scenario[one.series.scenario].append(one.name)
    scenarios_of: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for scenario, names in of_scenario.items():
        scenarios_of[tuple(dict.fromkeys(names))].append(scenario)
    return joined(
        [
            Said("data.names", models=joined(list(names)), scenarios=joined(scenarios))
            for names, scenarios in scenarios_of.items()
        ]
    )


def joined(words: list[str]) -> str:
    """Return words as a sentence lists them: "a, b and c"."""
    return listed(words)
