"""The recipe: all that decides a product's numbers, and nothing else. Its sha256 is the product's id."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from translators.periods import Season, Years
from translators.statistics import MEAN, Adjustment, Statistic, Weights

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
    synthetic : bool
        Whether the weather is made up: everything made from the recipe says so.
    """

    dataset: str
    version: int
    snapshot: str
    kind: str
    simulations: tuple[tuple[str, str, str], ...]
    proxies: dict[str, tuple[str, ...]]
    synthetic: bool = False

    def to_mapping(self) -> dict[str, Any]:
        """Return the input as plain JSON values; `of` reads it back unchanged."""
        return {
            "dataset": self.dataset,
            "version": self.version,
            "snapshot": self.snapshot,
            "kind": self.kind,
            "simulations": [list(s) for s in self.simulations],
            "proxies": {name: list(parts) for name, parts in self.proxies.items()},
            **({"synthetic": True} if self.synthetic else {}),
        }

    @classmethod
    def of(cls, value: dict[str, Any]) -> Input:
        """Return the input that `to_mapping` wrote."""
        return cls(
            dataset=value["dataset"],
            version=value["version"],
            snapshot=value["snapshot"],
            kind=value["kind"],
            simulations=tuple((s[0], s[1], s[2]) for s in value["simulations"]),
            proxies={name: tuple(parts) for name, parts in value["proxies"].items()},
            synthetic=value.get("synthetic", False),
        )


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
        ``one-model-one-vote``, or ``weights`` with `weights`.
    engine : str
    statistic : Statistic
        What is taken over the seasons of a period.
    each : str
        ``season``, or ``day``, ``dekad``, ``month`` or ``quarter``: the index in each of these steps of the season.
    area : str
        What is taken over the cells of the region: ``mean`` (weighted by area), ``minimum``, ``maximum``, or
        ``above 20 days`` (the share of the area, %).
    variants : tuple of dict
        Other values of the parameters, computed beside `parameters` in the same pass: ``({"thresh": "32 degC"},)``.
    warming : tuple of float
        Levels of global warming above 1850–1900, K, each a further horizon of 20 years, by model.
    global_means : tuple of Input
        The simulations whose temperature over the globe tells when each level is reached.
    weights : Weights or None
    adjustment : Adjustment or None
    cells : str
        What is delivered of each cell: ``seasons``, or only what those of each period come to (``periods``).

    `region` may hold ``places``, a list of ``{"name", "geometry"}``: several regions in one pass, each with its own
    rows.
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
    statistic: Statistic = MEAN
    each: str = "season"
    area: str = "mean"
    variants: tuple[dict[str, str], ...] = ()
    warming: tuple[float, ...] = ()
    global_means: tuple[Input, ...] = ()
    weights: Weights | None = None
    adjustment: Adjustment | None = None
    cells: str = "seasons"

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
            "inputs": [i.to_mapping() for i in self.inputs],
            "ensemble": self.ensemble,
            **self._chosen(),
        }

    def _chosen(self) -> dict[str, Any]:
        """Return what was chosen away from the ordinary; without a choice a recipe keeps the id it always had."""
        chosen: dict[str, Any] = {}
        if not self.statistic.is_mean:
            chosen["statistic"] = self.statistic.text
        if self.each != "season":
            chosen["each"] = self.each
        if self.area != "mean":
            chosen["area"] = self.area
        if self.variants:
            chosen["variants"] = [dict(v) for v in self.variants]
        if self.warming:
            chosen["warming"] = list(self.warming)
            chosen["global_means"] = [i.to_mapping() for i in self.global_means]
        if self.weights is not None:
            chosen["weights"] = self.weights.to_mapping()
        if self.adjustment is not None:
            chosen["adjustment"] = self.adjustment.to_mapping()
        if self.cells != "seasons":
            chosen["cells"] = self.cells
        return chosen

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
            inputs=tuple(Input.of(i) for i in value["inputs"]),
            missing=value["missing"],
            ensemble=value["ensemble"],
            engine=value["engine"],
            statistic=Statistic.parse(value["statistic"]) if "statistic" in value else MEAN,
            each=value.get("each", "season"),
            area=value.get("area", "mean"),
            variants=tuple(dict(v) for v in value.get("variants", ())),
            warming=tuple(value.get("warming", ())),
            global_means=tuple(Input.of(i) for i in value.get("global_means", ())),
            weights=Weights.of(value["weights"]) if "weights" in value else None,
            adjustment=Adjustment.of(value["adjustment"]) if "adjustment" in value else None,
            cells=value.get("cells", "seasons"),
        )

    @property
    def uses(self) -> tuple[tuple[str, int, str], ...]:
        """Dataset, version and snapshot of all that values are taken from, observations adjusted to included."""
        used = [(i.dataset, i.version, i.snapshot) for i in (*self.inputs, *self.global_means)]
        if self.adjustment is not None:
            used.append((self.adjustment.dataset, self.adjustment.version, self.adjustment.snapshot))
        return tuple(dict.fromkeys(used))

    @property
    def is_synthetic(self) -> bool:
        """Whether any of the weather is made up."""
        return any(i.synthetic for i in (*self.inputs, *self.global_means))

    @property
    def definitions(self) -> dict[str, dict[str, str]]:
        """The parameters of each variant, its own first, by the words that tell it from the others; empty for one."""
        if not self.variants:
            return {"": self.parameters}
        named = sorted({name for variant in self.variants for name in variant})
        every = [self.parameters, *({**self.parameters, **variant} for variant in self.variants)]
        return {", ".join(f"{name} {one[name]}" for name in named): one for one in every}

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
