"""What a reader has to know about the data behind numbers, in sentences: gaps, cover, rules, years of their own."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from broker.engine.absences import joined
from broker.engine.periods import Held
from broker.engine.work import Part, Work
from translators.missing import MissingRule

#: Seasons without a value are named up to this many a simulation, and places up to this many a sentence.
_NAMED_SEASONS = 6
_NAMED_PLACES = 12
#: A region of which less is covered is said to be covered in part.
_WHOLE = 0.9995


def about_data(work: Work, held: tuple[Held, ...]) -> tuple[str, ...]:
    """Return what the reader has to know about the data behind the numbers, one sentence each."""
    other_years = (sentence for part, one in zip(work.parts, held, strict=True) for sentence in _other_years(part, one))
    return tuple(dict.fromkeys((*_lenient_rule(work), *other_years, *_not_covered(work), *_empty_seasons(work, held))))


def _lenient_rule(work: Work) -> tuple[str, ...]:
    rule = MissingRule.parse(work.recipe.missing)
    if rule.of == "any":
        return ()
    return (
        f"Seasons count although days of them may be missing; a season has no value when {rule.meaning} (rule "
        f"{rule.text}). Numbers are of the days that are held: sums and counts are not scaled to the whole season.",
    )


def _other_years(part: Part, one: Held) -> tuple[str, ...]:
    time = part.source.time
    starts = {date[5:] for date in one.series.starts}
    if time.frequency != "yr" or not part.seasons.season.is_year or starts == {"01-01"}:
        return ()
    return (
        f"The yearly values of {one.name} ({one.series.scenario}) are not of calendar years: the first runs from "
        f"{one.series.starts[0]} to {one.series.ends[0]}. Each is taken as it is, and "
        f"stands for the year in which it ends.",
    )


def _not_covered(work: Work) -> list[str]:
    """Name the models on whose grids a region lies only in part; models of the same cover share a sentence."""
    models: dict[tuple[str, str, str], dict[str, None]] = defaultdict(dict)
    for part in work.parts:
        if part.overlap.covered < _WHOLE:
            models[part.source_of.dataset, part.place, f"{part.overlap.covered:.1%}"][part.key[0]] = None
    places: dict[tuple[str, tuple[str, ...]], list[tuple[str, str]]] = defaultdict(list)
    for (dataset, place, covered), names in models.items():
        places[dataset, tuple(names)].append((place, covered))
    sentences = []
    for (dataset, names), found in places.items():
        on = f"on the grid of {joined(list(names))} ({dataset})"
        if len(found) == 1:
            place, covered = found[0]
            what = f"{place}'s area" if place else "the region's area"
            sentences.append(f"Only {covered} of {what} lies {on}; its numbers are of that part.")
        else:
            shown = [f"{place} {covered}" for place, covered in found[:_NAMED_PLACES]]
            more = [f"{len(found) - _NAMED_PLACES} more"] if len(found) > _NAMED_PLACES else []
            sentences.append(f"Only a part of these lies {on}, and their numbers are of it: {joined(shown + more)}.")
    return sentences


def _empty_seasons(work: Work, held: tuple[Held, ...]) -> list[str]:
    """Name the seasons without a value, of each simulation; of several regions or steps, those that most have."""
    found: dict[tuple[str, str], list[tuple[Held, list[int]]]] = defaultdict(list)
    for one in held:
        is_known = np.isfinite(one.series.values)
        for shares in one.series.outcomes.values():
            is_known = is_known | (shares > 0)
        empty = one.series.label_years[~is_known].tolist()
        if empty:
            found[one.name, one.series.scenario].append((one, empty))
    because = "days are missing" if work.recipe.missing == "any" else "too many days are missing"
    if work.index.reduction == "mean_where":
        because += " or no day counts"
    sentences = []
    for (name, scenario), parts in found.items():
        one, empty = max(parts, key=lambda part: len(part[1]))
        years = ", ".join(map(str, empty[:_NAMED_SEASONS])) + (" and others" if len(empty) > _NAMED_SEASONS else "")
        where = ", ".join((scenario, *(part for part in one.series.part if part)))
        others = f"; {len(parts) - 1} more rows of it have gaps too" if len(parts) > 1 else ""
        sentences.append(
            f"{len(empty)} of {one.series.values.size} seasons of {name} ({where}) have no value, "
            f"because {because}: those that end in {years}{others}."
        )
    return sentences
