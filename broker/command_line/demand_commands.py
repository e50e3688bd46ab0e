"""The register of unmet needs in a terminal, and needs in the producers' language."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from broker.command_line.answer import Answer
from broker.command_line.terminal import wrapped
from broker.service import Broker
from broker.unmet import Demand
from translators.specification import Specification

if TYPE_CHECKING:
    from broker.for_producers import Brief


def unmet(broker: Broker, args: Namespace) -> Answer:
    """List the register of unmet needs."""
    found = broker.demand(by=args.by)
    lines = [line for d in found for line in demand_lines(d)]
    return Answer({"demand": [d.to_json() for d in found]}, "\n".join(lines) or "No need was left unmet.")


def vote(broker: Broker, args: Namespace) -> Answer:
    """Vote, or take a vote back."""
    say = broker.withdraw_vote if args.withdraw else broker.vote
    found = say(args.demand, by=args.by, key=args.key)
    return Answer(found.to_json(), "\n".join(demand_lines(found)))


def for_producers(broker: Broker, args: Namespace) -> Answer:
    """Say a need in the producers' language."""
    found = broker.for_producers(_specification(broker, args), by=args.by)
    return Answer(found.to_json(), "\n".join(brief_lines(found)))


def _specification(broker: Broker, args: Namespace) -> Specification:
    path = Path(args.need)
    if path.suffix in {".yaml", ".yml", ".json"} or path.is_file():
        return broker.specify(broker.load_need(path, by=args.by), by=args.by)
    return broker.dialogue(args.need, by=args.by).round.specification


def demand_lines(demand: Demand) -> list[str]:
    """Return a demand: what is wanted, who asks for it, and what could serve it by now."""
    lines = wrapped(f"{demand.id}  {demand.counted}")
    for need in demand.waiting:
        lines += wrapped(f"{need.at:%Y-%m-%d}  {need.statement}", "    ")
    if not demand.first.missing:
        lines += wrapped(demand.first.referral, "    ")
    by_dataset: dict[str, list[str]] = {}
    statements = {n.number: n.statement for n in demand.needs}
    for label, number in demand.served:
        by_dataset.setdefault(label, []).append(statements[number])
    for label, said in by_dataset.items():
        lines += wrapped(f"{label} can answer by now: {'; '.join(said)}", "    ")
    return lines


def brief_lines(brief: Brief) -> list[str]:
    """Return a need in the producers' language, part by part."""
    index, periods = brief.index, brief.periods
    years = ", ".join(f"{first}–{last}" for first, last in (periods["baseline"], *periods["horizons"]))
    resolution = "a point; no cell is one" if brief.resolution_km is None else f"cells up to {brief.resolution_km:g} km"
    west, south, east, north = brief.region["bbox"]
    parts = [
        ("asked", brief.statement),
        ("index", f"{index['id']} ({index['title']}), in {index['units']}; {index['source']}"),
        ("definition", index["definition"]),
        ("formula", index["formula"]),
        ("xclim", index["xclim"]),
        ("CF", "; ".join(filter(None, (index["standard_name"], index["cell_methods"])))),
        *(
            (
                v.name,
                f"{v.meaning}; standard_name {v.standard_name or 'none known'}; "
                f"{v.cell_methods or 'any cell_methods'}; "
                f"{v.units}; {v.frequency}; {'held' if v.is_held else 'NOT HELD'}",
            )
            for v in brief.variables
        ),
        ("where", f"{brief.region['name']} ({west:g} to {east:g} E, {south:g} to {north:g} N); {resolution}"),
        ("season", brief.season),
        ("years", years),
        ("scenarios", ", ".join(brief.scenarios) or "any"),
    ]
    lines = [line for name, text in parts if text for line in wrapped(f"{name:12}{text}", "", " " * 12)]
    lines += (
        ["lacking:", *(line for text in brief.lacking for line in wrapped(f"- {text}", "  "))] if brief.lacking else []
    )
    lines += wrapped(f"{brief.waiting} other needs wait for the same.") if brief.waiting else []
    return lines if brief.lacking else [*lines, "The catalog can answer this need."]


#: Command → what it does.
COMMANDS: dict[str, Callable[[Broker, Namespace], Answer]] = {
    "needs unmet": unmet,
    "needs vote": vote,
    "needs for-producers": for_producers,
}
