"""Who has no part in a row, and why, in sentences that name them."""

from __future__ import annotations

from collections import defaultdict

from broker.engine.periods import LEAST_SHARE, Held
from translators.periods import Years


def absent_from(absent: list[Held], period: Years, others_vote: bool) -> list[str]:
    """Return who has no vote in a period, where somebody would expect one."""
    expected = [one for one in absent if others_vote or (not one.is_past and _reaches_after_start(one, period))]
    too_few = [one for one in expected if one.seasons.cover(period)]
    not_held = [one for one in expected if not one.seasons.cover(period)]
    sentences = []
    if not_held:
        sentences.append(
            f"{names_of(not_held)} {do(not_held, 'does', 'do')} not hold every season of {period} "
            f"({_held_years(not_held)}), so {do(not_held, 'it has', 'they have')} no part in that period."
        )
    if too_few:
        where = ", ".join(part for part in too_few[0].series.part if part)
        sentences.append(
            f"{names_of(too_few)} {do(too_few, 'has', 'have')} a value in fewer than {LEAST_SHARE:.0%} of the seasons "
            f"of {period}{f' ({where})' if where else ''}, so {do(too_few, 'it has', 'they have')} no part in that "
            f"period."
        )
    return sentences


def _reaches_after_start(one: Held, period: Years) -> bool:
    return len(one.seasons) > 0 and period.last >= one.seasons.label_years[0]


def without_baseline(without: list[Held], baseline: Years) -> list[str]:
    """Return who has values but no change."""
    if not without:
        return []
    return [
        f"{names_of(without)} {do(without, 'does', 'do')} not hold the baseline {baseline}, alone or with a historical "
        f"run of the same member, so {do(without, 'it has values', 'they have values')} but no change."
    ]


def _held_years(some: list[Held]) -> str:
    spans = dict.fromkeys((int(one.seasons.label_years[0]), int(one.seasons.label_years[-1])) for one in some)
    return "held: " + ", ".join(f"{first}–{last}" for first, last in spans)


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
    return joined([f"{joined(list(names))} ({joined(scenarios)})" for names, scenarios in scenarios_of.items()])


def joined(words: list[str]) -> str:
    """Return words as a sentence lists them: "a, b and c"."""
    return "".join(words) if len(words) < 2 else f"{', '.join(words[:-1])} and {words[-1]}"
