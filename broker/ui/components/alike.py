"""Sentences that say the same of different models, put together so that nobody reads them six times."""

from __future__ import annotations

import re
from collections.abc import Iterable


def grouped(sentences: Iterable[str], names: Iterable[str]) -> list[list[str]]:
    """Return the sentences in groups that differ only in numbers and in `names`, in the order of their first ones."""
    known = sorted(filter(None, names), key=len, reverse=True)
    pattern = re.compile("|".join([*map(re.escape, known), r"[\d.,]+"]))
    groups: dict[str, list[str]] = {}
    for sentence in sentences:
        groups.setdefault(pattern.sub("", sentence), []).append(sentence)
    return list(groups.values())
