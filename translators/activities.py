"""For which activity a need is stated: heard in its words, else told by what it counts; empty where neither says it."""

from __future__ import annotations

from functools import cache

from translators.decisions import decisions
from translators.grammar.atoms import read_atoms
from translators.grammar.sentence import hear
from translators.vocabulary import languages, vocabulary

#: Whom or what people speak of → the activity; one of `translators.templates.SECTORS`.
_OF_WHOM = {
    **dict.fromkeys(("cow", "sheep", "pig_poultry", "bee", "pasture"), "animals"),
    **dict.fromkeys(("fruit", "vine", "coffee"), "orchard"),
    **dict.fromkeys(("maize", "wheat", "rice", "potato", "vegetable", "crop"), "planting"),
    **dict.fromkeys(("road", "winter_road", "culvert"), "roads"),
    **dict.fromkeys(("people", "malaria"), "health"),
}
#: What is done or kept, where nobody is spoken of.
_OF_WHAT = {
    **dict.fromkeys(("reservoir", "inflow", "irrigation"), "water"),
    **dict.fromkeys(("plant", "harvest", "field_work", "grain_fill", "crop_success", "blight"), "planting"),
    **dict.fromkeys(("flowering", "chill"), "orchard"),
    **dict.fromkeys(("sleep", "outdoors"), "health"),
    **dict.fromkeys(("energy", "heating", "cooling"), "energy"),
}


def activity_of(index: str, statement: str, language: str = "en") -> str:
    """Return the activity of a need, one of `translators.templates.SECTORS`; empty where nothing tells it.

    Parameters
    ----------
    index : str
        Id of what is counted.
    statement, language : str
        The user's own words (empty where they are withheld), and the BCP 47 tag of their language.
    """
    heard = _heard(statement, language) if statement else ()
    for table in (_OF_WHOM, _OF_WHAT):
        for meaning in heard:
            if meaning in table:
                return table[meaning]
    told = _sectors().get(index, frozenset())
    return next(iter(told)) if len(told) == 1 else ""


def _heard(statement: str, language: str) -> tuple[str, ...]:
    """Return the small meanings of a statement, in the order of its words."""
    bare = language.replace("_", "-").split("-")[0].casefold()
    if bare not in languages():
        return ()
    words = vocabulary(bare)
    return tuple(found.meaning for found in read_atoms(hear(statement, words), words))


@cache
def _sectors() -> dict[str, frozenset[str]]:
    """Return for which activities the catalogue of decisions counts each index."""
    found: dict[str, set[str]] = {}
    for need in decisions():
        if need.metric:
            found.setdefault(need.metric["index"], set()).add(need.sector)
    return {index: frozenset(sectors) for index, sectors in found.items()}
