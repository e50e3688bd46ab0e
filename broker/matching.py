"""A specification against the catalog: who can answer, who cannot and why, and where need and offer do not meet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from broker.errors import UnservableNeed
from broker.mismatch import Mismatch
from broker.recipe import Input
from catalog.record import Simulation, Version
from translators.periods import Years
from translators.specification import Specification


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
        From the region to the nearest point of a station dataset; 0.0 for cells that cover it.
    mismatches : tuple of Mismatch
        Of this dataset alone.
    """

    version: Version
    role: str
    simulations: tuple[Simulation, ...]
    proxies: dict[str, tuple[str, ...]]
    distance_km: float
    mismatches: tuple[Mismatch, ...]

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
    """

    specification: Specification
    candidates: tuple[Candidate, ...]
    refusals: tuple[Refusal, ...]
    mismatches: tuple[Mismatch, ...]
    horizons: tuple[Years, ...]
    unmet: UnservableNeed | None = None

    @property
    def is_met(self) -> bool:
        """Whether a product can be made."""
        return self.unmet is None

    def to_json(self) -> dict[str, Any]:
        """Return the match as plain JSON values."""
        return {
            "candidates": [c.to_json() for c in self.candidates],
            "refusals": [r.to_json() for r in self.refusals],
            "mismatches": [m.to_json() for m in self.mismatches],
            "horizons": [h.to_list() for h in self.horizons],
            "unmet": {"code": self.unmet.code, "message": str(self.unmet)} if self.unmet else None,
        }
