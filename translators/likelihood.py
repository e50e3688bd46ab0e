"""Likelihood in the words of the IPCC, used as they are defined, and only where a share of years carries them.

The words are those of Mastrandrea et al. (2010, Guidance Note for Lead Authors of the IPCC Fifth Assessment Report on
Consistent Treatment of Uncertainties), kept in the sixth assessment. What is likely here is a year of a period: the
probability is over the years of the period, in each model. It is told only

- of a share of years, never of a share of models: models that agree are no sample of what may happen, so of them the
  agreement is told, as a count;
- where at least five models answer, and by the narrowest word whose range holds both ends of theirs (their tenth and
  ninetieth percentile): where they lie too far apart for any word, none is used.

Words of confidence ("medium confidence") judge evidence and agreement together; a table of models cannot judge its own
evidence, so they are not used at all.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from translators.phrases import Phrases
from translators.told import ToldRow

#: With fewer models than this their range says little of the true one.
LEAST_MODELS = 5
#: Word → its range of probability, in %; narrow ranges first.
TERMS: dict[str, tuple[float, float]] = {
    "virtually_certain": (99, 100),
    "exceptionally_unlikely": (0, 1),
    "very_likely": (90, 100),
    "very_unlikely": (0, 10),
    "about_as_likely": (33, 66),
    "unlikely": (0, 33),
    "likely": (66, 100),
}


def likelihood_term(low: float, high: float) -> str:
    """Return the narrowest of `TERMS` whose range holds both ends, in %; an empty text where none does."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return ""
    return next((term for term, (least, most) in TERMS.items() if least <= low and high <= most), "")


def likelihood(phrases: Phrases, rows: Sequence[ToldRow]) -> str:
    """Return how likely a year of the first period is under each scenario, and what that is counted over.

    Parameters
    ----------
    rows : sequence of ToldRow
        Of the future, in order of time and from low to high emissions.

    Returns
    -------
    str
        Empty where no share of years was asked, or where no word is carried.
    """
    if phrases.told.statistic.of != "share" or not rows:
        return ""
    first = [row for row in rows if row.moment == rows[0].moment]
    names = phrases.words.group("likely")
    clauses = []
    for row in first:
        term = likelihood_term(row.p10, row.p90) if row.models >= LEAST_MODELS else ""
        if term:
            low, high = (f"{end:g}" for end in TERMS[term])
            said = phrases.say("likely_term", term=names[term], low=low, high=high)
            clauses.append(phrases.say("under", value=said, scenario=phrases.scenario(row.scenario)))
    if not clauses:
        return ""
    facts = {"clauses": phrases.joined(clauses), "count": phrases.number(max(row.models for row in first))}
    if first[0].warming is None:
        return phrases.say("likely_years", **facts, years=first[0].period)
    return phrases.say("likely_warming", **facts, level=phrases.level(first[0].warming))
