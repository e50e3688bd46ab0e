"""The evaluation set: what people say in six languages, and what a fair judge would require of its reading.

One file a language. Every field of `expect` is optional and only what stands there is scored:

- ``index``: an id, or several that are equally fair;
- ``parameters``: those that were said, or that the need's definition implies;
- ``statistic``: as a need writes it ("share < 90 days"), one or several; ``>`` and ``>=`` count as the same, because
  people do not tell them apart;
- ``months`` or ``season``: whole months (one list, or several lists), or ``{from, to}``;
- ``horizons``: absolute years; ``around``: one period of 10 to 30 years that holds this year; ``warming``: levels;
- ``region``: "Name, Country": the name begins so and the country is the one; or several; or ``{lat, lon}``;
- ``also``: the second metric of the sentence, ``{index, parameters}``;
- ``unservable``: the axis, or several; ``question``: what must be asked, or several of which one is enough.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

LANGUAGES = ("en", "fr", "es", "pt", "sw", "de")
_FIELDS = {
    "index", "parameters", "statistic", "months", "season", "horizons", "around", "warming", "region", "also",
    "unservable", "question",
}  # fmt: skip


@dataclass(frozen=True)
class Said:
    """A sentence, its language, the need of the catalogue that it comes from, and what is expected of its reading."""

    id: str
    language: str
    text: str
    need: str = ""
    expect: dict[str, Any] = field(default_factory=dict)


def public_set() -> list[Said]:
    """Return the sentences of the six files beside this module."""
    folder = Path(__file__).parent
    return [said for language in LANGUAGES for said in read_set(folder / f"{language}.toml")]


def read_set(path: Path) -> list[Said]:
    """Return the sentences of one file; the language is the beginning of each id ("sw07")."""
    said = [
        Said(entry["id"], entry["id"][:2], entry["text"], entry.get("need", ""), entry["expect"])
        for entry in tomllib.loads(path.read_text(encoding="utf-8"))["sentence"]
    ]
    for one in said:
        unknown = set(one.expect) - _FIELDS
        assert not unknown, f"{one.id} expects {sorted(unknown)}, which nothing scores."
        assert one.language in LANGUAGES, f"{one.id} begins with no language."
    return said
