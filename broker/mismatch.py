"""A mismatch is a value: what was asked, what is offered, on which axis, how severe, and what would remedy it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from translators.locales import ENGLISH, language_of
from translators.said import Said, told

AXES = ("time", "space", "metric")
#: Its parts in words: texts that know how they are said in other languages.
_SAID = ("asked", "offered", "message", "remedy")


@dataclass(frozen=True)
class Mismatch:
    """One place where need and offer do not meet.

    Attributes
    ----------
    axis : str
        ``time``, ``space`` or ``metric``.
    severity : str
        ``error`` (cannot be served), ``warning`` or ``note``.
    asked, offered : str
        Both sides, in a few words.
    message : str
        One plain sentence.
    remedy : str
        What would bring the two together.
    dataset : str
        Whose offer it is about; empty when it is about all.
    code : str
        Stable name of this kind of mismatch, by which rounds are compared.
    facts : tuple of (str, str or number)
        What the sentences say, by name: numbers and names for whoever says it in other words.
    """

    axis: str
    severity: str
    asked: str
    offered: str
    message: str
    remedy: str
    dataset: str = ""
    code: str = ""
    facts: tuple[tuple[str, str | int | float], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the mismatch as the public JSON writes it."""
        written = {
            "axis": self.axis,
            "severity": self.severity,
            "asked": str(self.asked),
            "offered": str(self.offered),
            "message": str(self.message),
            "remedy": str(self.remedy),
            "dataset": self.dataset,
            "code": self.code,
        }
        said = {name: text.to_json() for name in _SAID if isinstance(text := getattr(self, name), Said)}
        return written | ({"facts": dict(self.facts)} if self.facts else {}) | ({"said": said} if said else {})

    def told(self, language: str) -> Mismatch:
        """Return the mismatch in the words of a language, where it knows them."""
        if language_of(language) == ENGLISH:
            return self
        return replace(self, **{name: told(getattr(self, name), language) for name in _SAID})

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Mismatch:
        """Return the mismatch that `to_json` wrote, here or in a store of before."""
        said = {name: Said.from_json(value[name], one) for name, one in value.get("said", {}).items() if name in _SAID}
        plain = {name: part for name, part in value.items() if name not in ("facts", "said")}
        return cls(**(plain | said), facts=tuple(value.get("facts", {}).items()))
