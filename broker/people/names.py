"""Names as people write them, and what they look like: two names that look the same are one name to a reader."""

from __future__ import annotations

import json
import unicodedata
from functools import cache
from importlib import resources

from broker.errors import NotAllowed

LONGEST_NAME = 200
#: Letters that look like another one in most typefaces, beside those of Unicode's own table.
_ALIKE = str.maketrans({"i": "l", "1": "l", "|": "l", "0": "o", "m": "rn"})


def tidy_name(name: str) -> str:
    """Return a person's name as it is kept: composed, one line, single spaces.

    Raises
    ------
    NotAllowed
        If the name is too long or holds what cannot be read on a page.
    """
    unseen = {"Cc", "Cs"}
    plain = " ".join(unicodedata.normalize("NFC", name).split())
    if len(plain) > LONGEST_NAME or any(unicodedata.category(letter) in unseen for letter in name):
        raise NotAllowed(
            f"A name of {len(name)} characters was given that cannot be shown on a page, so nobody could tell who "
            f"spoke. Give a name of up to {LONGEST_NAME} characters, without control characters."
        )
    return plain


def must_have_name(name: str) -> str:
    """Return a name as it is kept. Raises `NotAllowed` where there is none."""
    plain = tidy_name(name)
    if not plain:
        raise NotAllowed(
            "Somebody without a name wants to take part in a dialogue, but what is recorded must say who said it. Give "
            "a name, which may be one that only the others in the dialogue know you by.",
            code="name-missing",
        )
    return plain


def skeleton(name: str) -> str:
    """Return what a name looks like (Unicode's UTS 39, and without case): names that look alike have the same one."""
    seen = _looks(unicodedata.normalize("NFKD", name))
    return _looks(unicodedata.normalize("NFKD", seen.casefold())).casefold().translate(_ALIKE)


def _looks(text: str) -> str:
    table = {} if text.isascii() else _prototypes()
    shown = (letter for letter in text if unicodedata.category(letter) != "Cf")
    return " ".join("".join(table.get(letter, letter) for letter in shown).split())


@cache
def _prototypes() -> dict[str, str]:
    """Return what each letter beyond ASCII is taken for: another letter, or letters of ASCII."""
    text = (resources.files("confusable_homoglyphs") / "confusables.json").read_text(encoding="utf-8")
    found = {}
    for letter, alike in json.loads(text).items():
        others = [other["c"] for other in alike]
        plain = [other for other in others if other.isascii()]
        if not letter.isascii() and (plain or len(others) == 1):
            found[letter] = plain[0] if plain else others[0]
    return found
