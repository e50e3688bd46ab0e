"""The recipe: all that decides a product's numbers, and nothing else. Its sha256 is the product's id."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from translators.periods import Season, Years

#: Raised whenever the same recipe could give other numbers.
ENGINE_VERSION = "1"


@dataclass(frozen=True)
class Input:
    """The simulations taken from one dataset version.

    Attributes
    ----------
    dataset, version, snapshot : str, int, str
    kind : str
        ``projection``, ``observation`` or ``reanalysis``.
    simulations : tuple of (model, scenario, member)
        In the order of the catalog; historical runs that serve as baseline included.
    proxies : dict of str to tuple of str
        Variables that stand for another: ``{"tas": ("tasmin", "tasmax")}`` means the half of their sum (FAO-56, eq. 9).
    """

    dataset: str
    version: int
    snapshot: str
    kind: str
    simulations: tuple[tuple[str, str, str], ...]
    proxies: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Recipe:
    """All that decides the numbers of a product.

    Attributes
    ----------
    index, parameters : str, dict
        Id and every parameter, in the index's own units.
    season : Season
    baseline : Years
    horizons : tuple of Years
    region : dict
        ``{"name", "geometry" (GeoJSON), "source"}``.
    inputs : tuple of Input
    missing : str
        The missing-data rule; ``any``: a season with a missing day is missing.
    ensemble : str
        ``one-model-one-vote``.
    engine : str
    """

    index: str
    parameters: dict[str, str]
    season: Season
    baseline: Years
    horizons: tuple[Years, ...]
    region: dict[str, Any]
    inputs: tuple[Input, ...]
    missing: str = "any"
    ensemble: str = "one-model-one-vote"
    engine: str = ENGINE_VERSION

    def to_mapping(self) -> dict[str, Any]:
        """Return the recipe as plain JSON values."""
        return {
            "engine": self.engine,
            "index": self.index,
            "parameters": dict(self.parameters),
            "season": self.season.to_value(),
            "missing": self.missing,
            "baseline": self.baseline.to_list(),
            "horizons": [h.to_list() for h in self.horizons],
            "region": self.region,
            "inputs": [
                {
                    "dataset": i.dataset,
                    "version": i.version,
                    "snapshot": i.snapshot,
                    "kind": i.kind,
                    "simulations": [list(s) for s in i.simulations],
                    "proxies": {name: list(parts) for name, parts in i.proxies.items()},
                }
                for i in self.inputs
            ],
            "ensemble": self.ensemble,
        }

    @classmethod
    def from_mapping(cls, value: dict[str, Any]) -> Recipe:
        """Return the recipe that `to_mapping` wrote."""
        return cls(
            index=value["index"],
            parameters=dict(value["parameters"]),
            season=Season.of(value["season"]),
            baseline=Years.of(value["baseline"]),
            horizons=tuple(Years.of(h) for h in value["horizons"]),
            region=value["region"],
            inputs=tuple(
                Input(
                    dataset=i["dataset"],
                    version=i["version"],
                    snapshot=i["snapshot"],
                    kind=i["kind"],
                    simulations=tuple((s[0], s[1], s[2]) for s in i["simulations"]),
                    proxies={name: tuple(parts) for name, parts in i["proxies"].items()},
                )
                for i in value["inputs"]
            ),
            missing=value["missing"],
            ensemble=value["ensemble"],
            engine=value["engine"],
        )

    @property
    def canonical(self) -> bytes:
        """The recipe's canonical JSON, as `recipe.json` holds it."""
        return canonical_json(self.to_mapping())

    @property
    def product_id(self) -> str:
        """The sha256 of the canonical JSON, in hexadecimal."""
        return hashlib.sha256(self.canonical).hexdigest()


def canonical_json(value: Any) -> bytes:
    """Return JSON with sorted keys, no white space, UTF-8, and no NaN (RFC 8785 for strings, integers and floats).

    Raises
    ------
    ValueError
        If a number is not finite.
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()
