"""Made-up weather: how files say that they hold it, and what everything made from it says in turn."""

from __future__ import annotations

import re
from collections.abc import Iterable

from catalog.described import DescribedFile
from catalog.record import Finding

#: Stands on every picture, page, text, table and entry that is made from synthetic data.
NOTICE = "Made-up weather for teaching: not a projection of any real place's climate."
#: Code of the finding that marks a version.
CODE = "synthetic"

#: Global attributes in which files say what they are.
_SAID_IN = ("synthetic", "comment", "title", "source", "summary", "product", "data_type")
_WORDS = re.compile(
    r"\bsynthetic(ally)?\b|\bnot (?:a )?real (?:\w+ )?(?:file|data|dataset|model|simulation|observations?)\b|"
    r"\bmade[- ]up (?:data|weather|values|climate)\b|\b(?:fake|dummy|mock) (?:data|file|values)\b",
    re.IGNORECASE,
)
#: Words around "synthetic" that speak of something else than invented weather.
_OTHER = re.compile(
    r"\bsynthetic[- ](?:aperture|aviation|fuel|natural)|\bnot synthetic\b|\bnon-synthetic\b", re.IGNORECASE
)
_YES = {"true", "yes", "1"}


def says_synthetic(findings: Iterable[Finding]) -> bool:
    """Whether one of the findings is that the weather is made up."""
    return any(found.code == CODE for found in findings)


def synthetic_words(file: DescribedFile) -> str:
    """Return what a file says of itself that shows its weather to be made up: "comment: not a real CMIP6 file".

    Empty where it says no such thing. An attribute ``synthetic`` that is true says it outright.
    """
    for name in _SAID_IN:
        said = file.text(name)
        if not said:
            continue
        is_flag = name == CODE and said.strip().casefold() in _YES
        if is_flag or (name != CODE and _WORDS.search(_OTHER.sub("", said))):
            return f"{name}: {said.strip()[:200]}"
    return ""
