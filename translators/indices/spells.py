"""Spells: how many, how long, how many days in them, with a minimum length, in a season or across its edges."""

from __future__ import annotations

from translators.indices.index import XCLIM, Index, Parameter, choice, days, rain_limit

_OURS = "a definition of this project"
_SPELL = (
    "a {kind} spell is an unbroken row of days of which each lies in a stretch of {{window}} in a row, wholly within "
    "the season, with precipitation {{operator}} {{thresh}} (op {{op}}; sum: added up over the stretch, and "
    "compared as an amount; max: of its wettest day; min: of its driest day)"
)
_ACROSS = (
    "the longest run of days with precipitation {operator} {thresh}, of the runs whose last day lies in the season; it "
    "is counted from its first day, which may lie before the season; a run that goes on after the season's last day "
    "belongs to a later season; 0 days where no run ends in the season; missing where a run that ends in the season "
    "reaches back to the first day of the data or to a gap in them, and where the season's last day is in a run and "
    "the next day is not known"
)


def _spells(kind: str, window: str) -> dict[str, Parameter]:
    side = "below" if kind == "dry" else "from"
    return {
        **rain_limit("1 mm/day", f"precipitation of a stretch {side} which it is {kind}"),
        "window": days(window, "shortest length of a spell"),
        "op": choice("sum", "precipitation of a stretch that is compared", ("sum", "max", "min")),
    }


def _three(kind: str, operator: str) -> tuple[Index, ...]:
    spell = _SPELL.format(kind=kind)
    name, side = kind.capitalize(), "below" if kind == "dry" else "from"
    return (
        Index(
            f"{kind}_spell_frequency", f"Number of {kind} spells", ("pr",), "1", "spell_number",
            f"the number of {kind} spells; {spell}", XCLIM,
            operator=operator, parameters=_spells(kind, "3 days"),
            aliases=(f"{kind} spells", f"number of {kind} spells"), polarity=kind,
        ),
        Index(
            f"{kind}_spell_total_length", f"Days in {kind} spells", ("pr",), "days", "spell_days",
            f"the number of days in {kind} spells; {spell}", XCLIM,
            operator=operator, parameters=_spells(kind, "3 days"),
            aliases=(f"days in {kind} spells",), polarity=kind,
        ),
        Index(
            f"{kind}_spell_max_length", f"Longest {kind} spell with a least length", ("pr",), "days", "spell_longest",
            f"the length of the longest {kind} spell, 0 days where there is none; {spell}", XCLIM,
            operator=operator, parameters=_spells(kind, "1 days"), polarity=kind,
        ),
        Index(
            f"{kind}_spell_across_seasons", f"{name} run across the season's edges", ("pr",), "days", "run_across",
            _ACROSS, f"{_OURS}, after climdex (spells that span years)",
            operator=operator,
            parameters=rain_limit("1 mm/day", f"precipitation {side} which a day is {kind}"),
            aliases=(f"longest {kind} spell across years", f"{kind} spells that span years"), polarity=kind,
        ),
    )  # fmt: skip


TABLE: tuple[Index, ...] = (*_three("dry", "<"), *_three("wet", ">="))
