"""The rule for missing days: from how many of them on a season has no value."""

from __future__ import annotations

import re
from dataclasses import dataclass

from translators.errors import InvalidNeed

#: A month is missing under the WMO's rule from this many missing days on, or this many in a row (WMO-No. 1203, 4.4.1).
WMO_DAYS = 11
WMO_IN_A_ROW = 5
_AT_LEAST = re.compile(r"at_least_n\s*:\s*(\d{1,3})")
_SHARE = re.compile(r"pct\s*:\s*(\d{1,2}(?:\.\d+)?|100)")


@dataclass(frozen=True)
class MissingRule:
    """From how many missing days on a season has no value.

    A season all of whose days are missing is missing under every rule.

    Attributes
    ----------
    of : str
        ``any`` (one missing day is enough), ``wmo`` (a month of the season misses 11 days, or 5 in a row),
        ``at_least_n`` (fewer than `number` days are held) or ``pct`` (`number` % of the days, or more, are missing).
        As xclim's rules of these names.
    number : float
    """

    of: str = "any"
    number: float = 0.0

    @classmethod
    def parse(cls, text: str) -> MissingRule:
        """Return the rule that a need or a recipe writes: ``any``, ``wmo``, ``at_least_n:25`` or ``pct:10``.

        Raises
        ------
        InvalidNeed
            If it is none of these, or holds a number that no season can meet.
        """
        words = text.strip().casefold()
        if words in {"any", "wmo"}:
            return cls(words)
        if (found := _AT_LEAST.fullmatch(words)) and 1 <= int(found[1]) <= 366:
            return cls("at_least_n", float(found[1]))
        if (found := _SHARE.fullmatch(words)) and float(found[1]) > 0:
            return cls("pct", float(found[1]))
        raise InvalidNeed(
            f"The rule {text!r} for missing days is not known, so it is not clear which seasons count. Write any (a "
            f"missing day empties its season), wmo (a month misses {WMO_DAYS} days or {WMO_IN_A_ROW} in a row), "
            f"at_least_n:25 (at least 25 days are held) or pct:10 (10 % or more of the days are missing).",
            about="missing",
            options=("any", "wmo", "at_least_n:25", "pct:10"),
        )

    @property
    def text(self) -> str:
        """The rule as a need writes it; `parse` reads it back unchanged."""
        return f"{self.of}:{self.number:g}" if self.of in {"at_least_n", "pct"} else self.of

    @property
    def meaning(self) -> str:
        """When a season has no value, in words to stand after "when"."""
        return {
            "any": "one of its days is missing",
            "wmo": f"one of its months misses {WMO_DAYS} days or more, or {WMO_IN_A_ROW} in a row",
            "at_least_n": f"fewer than {self.number:g} of its days are held",
            "pct": f"{self.number:g} % of its days, or more, are missing",
        }[self.of]
