"""Misspelt names: the folded names of the gazetteer that lie nearest to what was typed."""

from __future__ import annotations

import math
from functools import lru_cache

from translators.gazetteer.table import Table, table

#: The longest text that is compared; no place's name is longer.
_LONGEST = 60


@lru_cache(maxsize=512)
def nearest(key: str, limit: int = 8) -> tuple[tuple[int, int], ...]:
    """Return places whose name is nearly this folded name, best first, with the number of slips.

    A slip is a letter left out, put in, changed, or exchanged with its neighbour: one is forgiven in names of four
    letters, two from six letters on. Among equal slips, the more populous place comes first, and a large town may
    outrank a hamlet that is one slip nearer.

    Parameters
    ----------
    key : str
        As `names.folded` returns it.
    limit : int

    Returns
    -------
    tuple of (place, slips)
    """
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    slips_allowed = 0 if len(key) < 4 or len(key) > _LONGEST else 1 if len(key) < 6 else 2
    places = table()
    found: dict[int, int] = {}
    for length in range(len(key) - slips_allowed, len(key) + slips_allowed + 1) if slips_allowed else ():
        close = process.extract(
            key, places.keys_by_length.get(length, ()), scorer=OSA.distance, score_cutoff=slips_allowed, limit=None
        )
        for other, slips, _ in close:
            primary, also = places.called(other)
            for place in primary or also:
                found[place] = min(int(slips), found.get(place, 9))
    ranks = {p: _rank(places, p, slips, key) for p, slips in found.items()}
    ranked = sorted((p for p in found if ranks[p] <= min(ranks.values()) + 1), key=lambda p: (ranks[p], p))
    return tuple((p, found[p]) for p in ranked[:limit])


def _rank(places: Table, place: int, slips: int, key: str) -> float:
    """Return how far a place is from what was probably meant; less is better."""
    wrong_start = 0.4 if places.names[place][:1].casefold() != key[:1] else 0.0
    return slips + wrong_start - 0.3 * math.log10(int(places.population[place]) + 10)
