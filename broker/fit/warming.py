"""Need and offer of warming: whose temperature over the globe tells when its world is so much warmer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from broker.fit.words import fit, listed
from broker.holding import holds, is_historical
from broker.mismatch import Mismatch
from broker.recipe import Input
from catalog.record import Simulation, Version
from translators.periods import YEAR, Years
from translators.said import Said
from translators.specification import Specification

if TYPE_CHECKING:
    from broker.matching import Candidate

#: The years that levels of global warming are counted from (IPCC, sixth assessment).
PRE_INDUSTRIAL = Years(1850, 1900)
#: What a publisher may call a series that is the mean over the globe (its title at publication).
_DECLARED = "global mean"
#: What CF calls the temperature of a mean over an area.
_STANDARD_NAMES = {"air_temperature", "surface_temperature"}
#: A mean over an area in CF's cell methods, such as ``area: time: mean`` or ``lat: lon: mean``; not ``where land``.
_OVER_AREA = re.compile(r"\b(?:area|(?:lat|latitude): (?:lon|longitude)):(?: \w+:)* mean\b(?! where)")


def settled(
    asked: Specification, answers: Sequence[Candidate], versions: Iterable[Version]
) -> tuple[tuple[Input, ...], Mismatch | None]:
    """Return the simulations whose global mean tells the warming of those that answer, and who has none.

    A global mean is the temperature (tas) of a grid that covers the globe, or a single series that is a mean over an
    area (``cell_methods``) or was published as a "global mean", of the same model, scenario and member, held from 1850
    on: by itself or with its historical run. The first dataset in the order of names gives all that it can; others fill
    what is left. Whether a mean over an area is one of the globe shows in its values: `broker.engine.warming`.
    """
    wanted = dict.fromkeys(
        s.key
        for c in answers
        for s in c.simulations
        if c.version.kind == "projection" and not is_historical(s.scenario)
    )
    inputs = []
    for version in sorted(versions, key=lambda version: (version.dataset, -version.number)):
        taken: dict[tuple[str, str, str], None] = {}
        for simulation in version.simulations:
            if simulation.key in wanted and _is_global(version, simulation):
                runs = (simulation, *_pasts(version, simulation))
                if any(holds(run, PRE_INDUSTRIAL, YEAR) for run in runs):
                    taken |= dict.fromkeys(run.key for run in runs)
                    del wanted[simulation.key]
        if taken:
            kept = tuple(s.key for s in version.simulations if s.key in taken)
            inputs.append(
                Input(version.dataset, version.number, version.snapshot, version.kind, kept, {}, version.synthetic)
            )
    return tuple(inputs), _without(asked, list(wanted), bool(inputs)) if wanted else None


def _pasts(version: Version, simulation: Simulation) -> tuple[Simulation, ...]:
    return tuple(
        s
        for s in version.simulations
        if is_historical(s.scenario)
        and (s.model, s.member) == (simulation.model, simulation.member)
        and _is_global(version, s)
    )


def _is_global(version: Version, simulation: Simulation) -> bool:
    tas = simulation.variable("tas")
    if tas is None or version.kind != "projection":
        return False
    if simulation.grid_kind == "points":
        is_mean = tas.standard_name in _STANDARD_NAMES and _OVER_AREA.search(" ".join(tas.cell_methods.split()))
        return simulation.cells == 1 and (bool(is_mean) or _DECLARED in version.title.casefold())
    west, south, east, north = simulation.bbox
    width = east - west if east > west else east - west + 360
    return south <= -88 and north >= 88 and width >= 357


def _without(asked: Specification, lacking: list[tuple[str, str, str]], is_partly: bool) -> Mismatch:
    levels = listed(Said("parameter", value=f"{level:g} K") for level in asked.warming)
    names = listed(dict.fromkeys(" ".join(part for part in (model, member) if part) for model, _, member in lacking))
    message = "no-global-mean.message_partly" if is_partly else "no-global-mean.message"
    return Mismatch(
        axis="time",
        severity="warning" if is_partly else "error",
        asked=fit("no-global-mean.asked", levels=levels),
        offered=fit("no-global-mean.offered"),
        message=fit(message, levels=levels, first=PRE_INDUSTRIAL.first, names=names),
        remedy=fit("no-global-mean.remedy"),
        code="no-global-mean",
    )
