"""What the catalog says to a specification: who answers it, who does not and why, and what is left between them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from broker.errors import UnservableNeed
from broker.mismatch import AXES, Mismatch
from broker.recipe import Input, Recipe
from catalog.record import Simulation, Version
from translators.periods import Years
from translators.specification import Specification
from translators.statistics import Adjustment

#: (axis, code, message, remedy, what is offered): why a version does not answer.
Reason = tuple[str, str, str, str, str]

_SEVERITY_ORDER = ("error", "warning", "note")


@dataclass(frozen=True)
class Candidate:
    """A dataset version that answers the need, and what is taken from it.

    Attributes
    ----------
    version : Version
    role : str
        ``answer`` (projections, or observations where nothing else was asked) or ``comparison`` (observations beside
        projections: their own rows, never in the percentiles).
    simulations : tuple of Simulation
        Historical runs that serve as baseline included.
    proxies : dict of str to tuple of str
    distance_km : float
        From the region to the nearest of its points; 0.0 for cells.
    mismatches : tuple of Mismatch
        Those of this dataset alone.
    cell_km : float or None
        Typical size of a cell; None for points.
    covered : float
        Share of the region within the outer edges of its grid; 1.0 for points.
    """

    version: Version
    role: str
    simulations: tuple[Simulation, ...]
    proxies: dict[str, tuple[str, ...]]
    distance_km: float
    mismatches: tuple[Mismatch, ...] = ()
    cell_km: float | None = None
    covered: float = 1.0

    @property
    def models(self) -> tuple[str, ...]:
        """Names of the models, each once, in the catalog's order."""
        return tuple(dict.fromkeys(s.model for s in self.simulations))

    @property
    def scenarios(self) -> tuple[str, ...]:
        """Scenarios, each once, in the catalog's order."""
        return tuple(dict.fromkeys(s.scenario for s in self.simulations))

    def to_input(self) -> Input:
        """Return what the recipe says of this dataset."""
        return Input(
            dataset=self.version.dataset,
            version=self.version.number,
            snapshot=self.version.snapshot,
            kind=self.version.kind,
            simulations=tuple(s.key for s in self.simulations),
            proxies=self.proxies,
            synthetic=self.version.synthetic,
        )

    def to_json(self) -> dict[str, Any]:
        """Return the candidate as plain JSON values."""
        return {
            "dataset": self.version.dataset,
            "version": self.version.number,
            "title": self.version.title,
            "kind": self.version.kind,
            "adjustment": self.version.adjustment,
            "role": self.role,
            "simulations": [list(s.key) for s in self.simulations],
            "proxies": {name: list(parts) for name, parts in self.proxies.items()},
            "distance_km": round(self.distance_km, 3),
        }


@dataclass(frozen=True)
class Refusal:
    """Why a dataset does not answer: on which axis it fails first, in one sentence, and what would help."""

    version: Version
    axis: str
    code: str
    message: str
    remedy: str
    offered: str = ""
    distance_km: float = 0.0

    def to_json(self) -> dict[str, Any]:
        """Return the refusal as plain JSON values."""
        return {
            "dataset": self.version.dataset,
            "version": self.version.number,
            "title": self.version.title,
            "axis": self.axis,
            "code": self.code,
            "message": self.message,
            "remedy": self.remedy,
        }


@dataclass(frozen=True)
class Match:
    """What the catalog offers for a specification.

    Attributes
    ----------
    candidates : tuple of Candidate
        Those of role ``answer`` first; empty when the need cannot be met.
    refusals : tuple of Refusal
    mismatches : tuple of Mismatch
        Sorted by axis (time, space, metric) and severity.
    horizons : tuple of Years
        Asked and held, or the AR6 periods that are held where none was asked.
    unmet : UnservableNeed or None
        The refusal to raise when a product is asked for.
    adjustment : Adjustment or None
        The adjustment asked, exact to version, snapshot and series.
    observations : Version or None
        What is adjusted to.
    global_means : tuple of Input
        Whose global temperature tells when levels of warming are reached.
    """

    specification: Specification
    candidates: tuple[Candidate, ...]
    refusals: tuple[Refusal, ...]
    mismatches: tuple[Mismatch, ...]
    horizons: tuple[Years, ...]
    unmet: UnservableNeed | None = None
    adjustment: Adjustment | None = None
    observations: Version | None = None
    global_means: tuple[Input, ...] = ()

    @property
    def is_met(self) -> bool:
        """Whether a product can be made."""
        return self.unmet is None

    def with_said(self, more: Iterable[Mismatch]) -> Match:
        """Return the match with more to say of it."""
        more = tuple(more)
        return replace(self, mismatches=ordered([*self.mismatches, *more])) if more else self

    def to_recipe(self) -> Recipe:
        """Return the recipe of the product that answers. Raises the refusal where nothing does."""
        if self.unmet is not None:
            raise self.unmet
        asked = self.specification
        place = asked.region.to_json()
        return Recipe(
            index=asked.index,
            parameters=dict(asked.parameters),
            season=asked.season,
            baseline=asked.baseline,
            horizons=self.horizons,
            region={key: place[key] for key in ("name", "geometry", "source", "places") if key in place},
            inputs=tuple(c.to_input() for c in self.candidates),
            missing=asked.missing,
            ensemble="one-model-one-vote" if asked.weights is None else "weights",
            statistic=asked.statistic,
            each=asked.each,
            area=asked.area,
            variants=asked.variants,
            warming=asked.warming,
            global_means=self.global_means,
            weights=asked.weights,
            adjustment=self.adjustment,
            cells=asked.cells,
        )

    def to_json(self) -> dict[str, Any]:
        """Return the match as plain JSON values."""
        return {
            "candidates": [c.to_json() for c in self.candidates],
            "refusals": [r.to_json() for r in self.refusals],
            "mismatches": [m.to_json() for m in self.mismatches],
            "horizons": [h.to_list() for h in self.horizons],
            "unmet": {"code": self.unmet.code, "message": str(self.unmet)} if self.unmet else None,
        }


def ordered(mismatches: Iterable[Mismatch]) -> tuple[Mismatch, ...]:
    """Return mismatches each once, by axis (time, space, metric) and severity."""
    return tuple(
        sorted(dict.fromkeys(mismatches), key=lambda m: (AXES.index(m.axis), _SEVERITY_ORDER.index(m.severity)))
    )
