"""A mismatch is a value: what was asked, what is offered, on which axis, how severe, and what would remedy it."""

from __future__ import annotations

from dataclasses import dataclass

AXES = ("time", "space", "metric")


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
    """

    axis: str
    severity: str
    asked: str
    offered: str
    message: str
    remedy: str
    dataset: str = ""
    code: str = ""

    def to_json(self) -> dict[str, str]:
        """Return the mismatch as the public JSON writes it."""
        return {
            "axis": self.axis,
            "severity": self.severity,
            "asked": self.asked,
            "offered": self.offered,
            "message": self.message,
            "remedy": self.remedy,
            "dataset": self.dataset,
            "code": self.code,
        }
