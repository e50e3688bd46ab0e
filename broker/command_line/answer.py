"""What a command says: a document for programs, words for people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Answer:
    """What a command says.

    Attributes
    ----------
    document : dict
        Printed with ``--json``.
    words : str
        Printed without.
    status : int
        0 done, 1 refused.
    refusal : str
        The sentence for stderr where it was refused.
    is_long : bool
        Whether the document is for programs only: it is written on one line, several times as fast.
    """

    document: dict[str, Any]
    words: str
    status: int = 0
    refusal: str = ""
    is_long: bool = False
