"""What a reader has to know about the data behind numbers, in sentences: gaps, cover, rules, years of their own."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from broker.engine.absences import joined
from broker.engine.periods import Held
from broker.engine.work import Part, Work
from translators.missing import MissingRule
from translators.said import Said

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
    return (Said("data.rule", meaning=rule.meaning, rule=rule.text),)


def _other_years(part: Part, one: Held) -> tuple[str, ...]:
    time = part.source.time
    starts = {date[5:] for date in one.series.starts}
    if time.frequency != "yr" or not part.seasons.season.is_year or starts == {"01-01"}:
        return ()
    facts = {"name": one.name, "scenario": one.series.scenario}
    return (Said("data.other_years", **facts, first=one.series.starts[0], last=one.series.ends[0]),)


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
        facts = {"models": joined(list(names)), "dataset": dataset}
        shares = [(place, Said("number", value=covered)) for place, covered in found]
        if len(shares) == 1:
            place, covered = shares[0]
            if place:
                sentences.append(Said("data.covered_place", **facts, place=place, covered=covered))
            else:
                sentences.append(Said("data.covered", **facts, covered=covered))
        else:
            shown = [Said("data.place_covered", place=name, covered=share) for name, share in shares[:_NAMED_PLACES]]
            more = [Said("data.more", count=len(found) - _NAMED_PLACES)] if len(found) > _NAMED_PLACES else []
            sentences.append(Said("data.covered_places", **facts, places=joined([*shown, *more])))
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
    many = "" if work.recipe.missing == "any" else "_many"
    because = Said(f"data.days_missing{many}{'_none' if work.index.reduction == 'mean_where' else ''}")
    sentences = []
    for (name, scenario), parts in found.items():
        one, empty = max(parts, key=lambda part: len(part[1]))
        years: str = ", ".join(map(str, empty[:_NAMED_SEASONS]))
        if len(empty) > _NAMED_SEASONS:
            years = Said("data.years_more", years=years)
        where = ", ".join((scenario, *(part for part in one.series.part if part)))
        facts = {"empty": len(empty), "count": int(one.series.values.size), "name": name, "where": where}
        facts |= {"because": because, "years": years}
        if len(parts) > 1:
            sentences.append(Said("data.empty_parts", **facts, parts=len(parts) - 1))
        else:
            sentences.append(Said("data.empty", **facts))
    return sentences
