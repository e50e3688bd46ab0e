"""What a quality check found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

SEVERITIES = ("error", "warning", "note")


@dataclass(frozen=True)
class Finding:
    """One thing a quality check found.

    Attributes
    ----------
    code : str
        Stable name of the check, such as ``units-missing``.
    severity : str
        ``error`` (refused), ``warning`` (published, and carried to every product) or ``note``.
    message : str
        What was found and why it matters, in one or two sentences.
    fix : str
        How to mend it; names ``--accept CODE`` where the broker can repair it on request.
    file, variable, where : str
        Where it was found; empty when it is about the whole dataset.
    models : tuple of str
        Models concerned; empty when all are. A product carries the warning only when it uses one of them.
    """

    code: str
    severity: str
    message: str
    fix: str = ""
    file: str = ""
    variable: str = ""
    where: str = ""
    models: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the finding as the public JSON writes it."""
        found: dict[str, Any] = {
            "code": self.code,
            "severity": self.severity,
            "file": self.file,
            "variable": self.variable,
            "message": self.message,
            "fix": self.fix,
        }
        if self.where:
            found["where"] = self.where
        if self.models:
            found["models"] = list(self.models)
        return found
