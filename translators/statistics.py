"""What is taken over the seasons of a period: their mean, a percentile, their spread, a share of the years."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from translators.errors import InvalidNeed

#: Statistics without a further number.
PLAIN = ("mean", "median", "spread")
_SHARE = re.compile(r"(?:share|years)\s*(>=|<=|>|<)\s*(\S.*)", re.I)
_OUTCOME = re.compile(r"(?:share|years)\s+(?:with\s+)?(\S.*)", re.I)
_PERCENTILE = re.compile(r"(?:percentile\s+|p)(\d+(?:\.\d+)?)", re.I)
_RETURN = re.compile(r"return[ _]level\s+(\d+(?:\.\d+)?)(?:\s*(?:years?|yr))?(?:\s+(lmoments|mle))?", re.I)


@dataclass(frozen=True)
class Statistic:
    """What is taken over the seasons of a period, in each cell, before the mean over the region.

    Where the region's minimum, maximum or share beyond a limit was asked, it is taken over the seasons of that.

    Attributes
    ----------
    of : str
        ``mean``, ``median``, ``percentile``, ``spread`` (standard deviation, n − 1), ``share`` (of the seasons, %) or
        ``return_level``.
    level : float
        The percentile (0 to 100; linear between order statistics, Hyndman and Fan type 7), or the return period in
        years.
    operator : str
        Of a share: ``>``, ``>=``, ``<``, ``<=``; ``is`` where `value` names an outcome ("no onset").
    value : str
        Of a share: a quantity in the index's delivered unit ("90 days"), a date ("11-15"), or an outcome.
    method : str
        Of a return level: ``lmoments`` or ``mle`` (GEV).
    """

    of: str = "mean"
    level: float = 0.0
    operator: str = ""
    value: str = ""
    method: str = ""

    @classmethod
    def parse(cls, text: Any) -> Statistic:
        """Return the statistic that a need writes: "median", "percentile 80", "share < 90 days", "return level 50".

        Raises
        ------
        InvalidNeed
            If it is none of these.
        """
        if isinstance(text, Statistic):
            return text
        words = " ".join(str(text).split())
        if words.casefold() in PLAIN:
            return cls(words.casefold())
        if found := _SHARE.fullmatch(words):
            return cls("share", operator=found[1], value=found[2])
        if (found := _PERCENTILE.fullmatch(words)) and 0 < float(found[1]) < 100:
            return cls("percentile", level=float(found[1]))
        if (found := _RETURN.fullmatch(words)) and 1 < float(found[1]) <= 10000:
            return cls("return_level", level=float(found[1]), method=(found[2] or "lmoments").casefold())
        if found := _OUTCOME.fullmatch(words):
            return cls("share", operator="is", value=found[1])
        raise InvalidNeed(
            f"The statistic {words[:80]!r} is not understood, so it is not known what to take over the years. Write "
            f"mean, median, spread, percentile 80, share < 90 days (the share of years in which …) or return level 50.",
            about="statistic",
        )

    @property
    def text(self) -> str:
        """The statistic as a need writes it; `parse` reads it back unchanged."""
        if self.of == "percentile":
            return f"percentile {self.level:g}"
        if self.of == "share":
            return f"share {self.value}" if self.operator == "is" else f"share {self.operator} {self.value}"
        if self.of == "return_level":
            return f"return level {self.level:g} years {self.method}"
        return self.of

    @property
    def is_mean(self) -> bool:
        """Whether it is the plain mean over the seasons."""
        return self.of == "mean"

    def units_of(self, index_units: str) -> str:
        """Return the unit of its values for an index of this delivered unit."""
        if self.of == "share":
            return "%"
        if self.of == "spread":
            return {"degC": "K", "day of year": "days"}.get(index_units, index_units)
        return index_units


MEAN = Statistic()


@dataclass(frozen=True)
class Adjustment:
    """How projections are adjusted to observations before anything is counted.

    Attributes
    ----------
    method : str
        ``qdm`` (quantile delta mapping, trend-preserving) or ``dqm`` (detrended quantile mapping).
    dataset, version, snapshot : str, int, str
        The observations adjusted to; version 0 and no snapshot where a need only names the dataset.
    quantiles : int
    window : int
        Days round each five days of the year whose values are mapped together, odd.
    simulation : (model, scenario, member) or None
        The series of the observations; a need leaves it out.
    """

    method: str
    dataset: str
    version: int = 0
    snapshot: str = ""
    quantiles: int = 50
    window: int = 31
    simulation: tuple[str, str, str] | None = None

    METHODS = ("qdm", "dqm")

    @classmethod
    def of(cls, value: Mapping[str, Any]) -> Adjustment:
        """Return the adjustment that a need or a recipe writes as a mapping.

        Raises
        ------
        InvalidNeed
            If the method is unknown or no dataset is named.
        """
        method, dataset = str(value.get("method", "qdm")), value.get("to", value.get("dataset"))
        quantiles, window, series = value.get("quantiles", 50), value.get("window", 31), value.get("simulation")
        if method not in cls.METHODS or not isinstance(dataset, str) or not dataset:
            raise InvalidNeed(
                f"An adjustment was asked as {dict(value)!r}, but it needs a method ({' or '.join(cls.METHODS)}) and "
                f"the observations to adjust to. Write adjustment: {{method: qdm, to: the-dataset}}.",
                about="adjustment",
            )
        whole = all(isinstance(n, int) and not isinstance(n, bool) for n in (quantiles, window))
        if not whole or not 5 <= quantiles <= 200 or not 5 <= window <= 121 or window % 2 == 0:
            raise InvalidNeed(
                f"An adjustment was asked with {quantiles!r} quantiles and a window of {window!r} days, but the first "
                f"must be a whole number from 5 to 200 and the second an odd one from 5 to 121. Leave both out for 50 "
                f"quantiles and 31 days.",
                about="adjustment",
            )
        return cls(
            method,
            dataset,
            int(value.get("version", 0)),
            str(value.get("snapshot", "")),
            quantiles,
            window,
            None if series is None else (str(series[0]), str(series[1]), str(series[2])),
        )

    def to_mapping(self) -> dict[str, Any]:
        """Return the adjustment as plain JSON values; `of` reads it back unchanged."""
        return {
            "method": self.method,
            "to": self.dataset,
            "version": self.version,
            "snapshot": self.snapshot,
            "quantiles": self.quantiles,
            "window": self.window,
            **({} if self.simulation is None else {"simulation": list(self.simulation)}),
        }


@dataclass(frozen=True)
class Weights:
    """Votes of models set by hand, with the reason.

    Attributes
    ----------
    of_model : dict of str to float
        Models that are not named have the weight 1; none is negative.
    because : str
    """

    of_model: Mapping[str, float]
    because: str

    @classmethod
    def of(cls, value: Mapping[str, Any]) -> Weights:
        """Return the weights that a need or a recipe writes as ``{weights: {MODEL: 0.5}, because: …}``.

        Raises
        ------
        InvalidNeed
            If there is no reason, or a weight is negative or no number.
        """
        weights, because = value.get("weights"), value.get("because")
        numbers = isinstance(weights, Mapping) and all(
            isinstance(w, (int, float)) and not isinstance(w, bool) and 0 <= w < 1e6 for w in weights.values()
        )
        if not numbers or not weights or not isinstance(because, str) or not because.strip():
            raise InvalidNeed(
                "Weights of models were asked, but they need a number of 0 or more for each model and a reason, "
                "because they decide the result. Write ensemble: {weights: {MODEL: 0.5}, because: why}.",
                about="ensemble",
            )
        return cls({str(k): float(v) for k, v in weights.items()}, because.strip())

    def to_mapping(self) -> dict[str, Any]:
        """Return the weights as plain JSON values; `of` reads it back unchanged."""
        return {"weights": dict(self.of_model), "because": self.because}
