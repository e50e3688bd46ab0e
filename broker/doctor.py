"""What of this installation is unsafe, slow or out of date, and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Check:
    """One thing looked at.

    Attributes
    ----------
    name : str
    status : str
        ``ok``, ``warning`` or ``problem``.
    found, mend : str
        What is there; what to do about it (empty when it is well).
    """

    name: str
    status: str
    found: str
    mend: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the check as plain JSON values."""
        return {"name": self.name, "status": self.status, "found": self.found, "mend": self.mend}
