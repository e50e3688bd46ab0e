"""A need in the user's own words becomes proposals: each an index with its parameters, season, years and place.

The sentence is taken apart by the readers of `translators.grammar`, one for each part of a need; here their findings
are put together again. What was not said becomes an assumption with its reason; what would change the result becomes a
question; what climate projections cannot answer is said to be so. The same sentence on the same day always gives the
same reading.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable
from dataclasses import replace

from translators.errors import InvalidNeed
from translators.grammar.measures import Measure, listen, offered, read_measures, years_of_return
from translators.grammar.months import CalendarRead, read_calendar
from translators.grammar.rain_dates import with_rain_dates
from translators.grammar.refusals import Refusal, asked_instead, refusals_of_metric, refusals_of_time
from translators.grammar.scenarios import ScenariosRead, read_scenarios
from translators.grammar.seasons import SeasonsChosen, choose_seasons
from translators.grammar.sentence import Sentence, hear
from translators.grammar.subjects import read_subjects
from translators.grammar.whereabouts import Whereabouts, read_coordinates, read_large_areas, read_places
from translators.grammar.years import YearsRead, read_years
from translators.need import LONGEST_STATEMENT, Need
from translators.periods import AR6_HORIZONS, Years
from translators.preferences import units_said
from translators.regions import Region
from translators.specification import Assumption, Proposal, Question, Reading
from translators.statistics import Statistic
from translators.vocabulary import Vocabulary, language_of, vocabulary

#: Most proposals of one reading.
_MOST_PROPOSALS = 6
#: Most questions of one reading, those that decide most; what must be known before anything is built is always asked.
_MOST_QUESTIONS = 3
#: A measure at least this sure answers the sentence, whatever else in it cannot be served.
_SURE_ENOUGH = 0.6
_DEFAULT_HORIZONS = tuple(Years(first, last) for first, last in AR6_HORIZONS)


def ask(sentence: str, language: str | None = None, today: Callable[[], dt.date] = dt.date.today) -> Reading:
    """Return what a sentence may mean, best first, with what was assumed and what has to be asked.

    Parameters
    ----------
    sentence : str
        The user's own words.
    language : str, optional
        BCP 47 tag; else the language whose words stand in the sentence.
    today : callable
        The clock from which "in thirty years" is counted.

    Returns
    -------
    Reading
        Without proposals where nothing computable was understood, and where it cannot be served.

    Raises
    ------
    InvalidNeed
        If the sentence is longer than a statement may be, or if there are no words for the language.
    """
    if len(sentence) > LONGEST_STATEMENT:
        raise InvalidNeed(
            f"The sentence has {len(sentence)} characters, more than the {LONGEST_STATEMENT} that are read. Ask the "
            f"question in a few sentences.",
            about="statement",
        )
    words = vocabulary(language or language_of(sentence))
    heard = hear(sentence, words)
    where = read_coordinates(heard, words)
    rest = heard.without(where.words)
    if not where.regions:
        where = read_large_areas(rest, words)
        rest = rest.without(where.words)
    scenarios = read_scenarios(rest, words)
    rest = rest.without(scenarios.words)
    returned = years_of_return(rest, words)
    years = read_years(rest.without(returned), words, today())
    calendar = read_calendar(rest.without(years.words), words)
    dated = rest  # with its years, because "July 2027" is a forecast and "July" is not
    rest = rest.without(years.words)
    unmeasured = refusals_of_metric(rest, words)
    measured = rest.without([*calendar.month_words, *(refusal.words for refusal in unmeasured)])
    found = listen(measured, words)
    too_soon = refusals_of_time(dated.without(found.limits), years, words, today())
    measures = read_measures(found, calendar, words)
    if not where.regions:
        where = read_places(rest.without([*calendar.words, *found.limits]), words)
    if too_soon and not scenarios.warming:
        return _refused(sentence, words, too_soon[0])
    is_sure = any(measure.confidence >= _SURE_ENOUGH for measure in measures)
    refused = next((refusal for refusal in unmeasured if refusal.always or not is_sure), None)
    if refused is not None:
        return Reading(sentence, words.language, (), (), (_what(words),), refused.unservable)
    if not measures:
        return Reading(sentence, words.language, (), (), (_what(words), *where.questions[:1]))
    notes = tuple(Assumption("metric", measures[0].index, r.unservable.reason) for r in unmeasured[:1])
    notes += read_subjects(heard, found.atoms, measures[0].index, words)
    return _reading(heard, words, sentence, measures, where, years, calendar, scenarios, notes)


def proposal_to_need(reading: Reading, proposal: Proposal) -> Need:
    """Return the need that a proposal says, to be completed, specified and built.

    Horizons that nobody named stay open, so that the data decide which of the usual periods they can answer.

    Raises
    ------
    InvalidNeed
        If a parameter of the proposal must be asked for first.
    """
    if proposal.missing:
        question = next((q for q in reading.questions if q.about == proposal.missing[0]), None)
        raise InvalidNeed(
            f"The sentence does not say the {', '.join(proposal.missing)} of {proposal.index}, and a guess would "
            f"change the result. {question.question if question else 'Name it with its unit.'}",
            about=proposal.missing[0],
            options=question.options if question else (),
        )
    return Need(
        statement=reading.sentence,
        language=reading.language,
        region=proposal.region,
        season=proposal.season,
        baseline=proposal.baseline,
        horizons=None if proposal.horizons == _DEFAULT_HORIZONS else proposal.horizons,
        scenarios=proposal.scenarios,
        index=proposal.index,
        parameters=dict(proposal.parameters),
        units=units_said(reading.sentence),
        statistic=None if proposal.statistic.is_mean else proposal.statistic,
        each=None if proposal.each == "season" else proposal.each,
        warming=proposal.warming,
    )


def _reading(
    heard: Sentence,
    words: Vocabulary,
    sentence: str,
    measures: tuple[Measure, ...],
    where: Whereabouts,
    years: YearsRead,
    calendar: CalendarRead,
    scenarios: ScenariosRead,
    notes: tuple[Assumption, ...],
) -> Reading:
    """Put the findings together: every measure with every place, and the seasons that fit it there."""
    typos = tuple(words.say("typo", wrote=wrote, read=read) for wrote, read in heard.corrected)
    proposals: list[Proposal] = []
    chosen: list[tuple[Measure, SeasonsChosen]] = []
    places: tuple[Region | None, ...] = where.regions or (None,)
    for measure, region in itertools.product(measures, places):
        lat = region.geometry.centroid.y if region is not None else where.lat
        dates = calendar.without_open_ends() if measure.uses_dates else calendar
        dates = replace(dates, named=()) if measure.uses_season else dates
        seasons = choose_seasons(dates, region, where.lat, heard, words, measure.entry)
        measure, seasons = with_rain_dates(measure, seasons, dates, calendar, lat, words)
        chosen.append((measure, seasons))
        sure = measure.confidence - _doubt(region, where, years, scenarios, seasons, len(typos))
        for place, season in enumerate(seasons.seasons):
            proposals.append(
                Proposal(
                    index=measure.index,
                    parameters=measure.parameters,
                    season=season,
                    horizons=years.horizons or _DEFAULT_HORIZONS,
                    region=region,
                    scenarios=scenarios.scenarios,
                    confidence=min(max(sure - 0.01 * place, 0.05), 0.99),
                    reasons=(*measure.reasons, *typos),
                    baseline=years.baseline,
                    missing=measure.missing,
                    statistic=Statistic.parse(measure.statistic or "mean"),
                    each=measure.each or "season",
                    warming=scenarios.warming,
                )
            )
    proposals.sort(key=lambda p: -p.confidence)
    best, seasons = chosen[0]
    horizon = years.assumptions
    if not years.horizons and not scenarios.warming:
        value = ", ".join(str(period) for period in _DEFAULT_HORIZONS)
        horizon = (*horizon, Assumption("horizon", value, words.say("horizon_default")))
    assumptions = (
        *best.assumptions, *where.assumptions, *seasons.assumptions, *horizon, *scenarios.assumptions, *notes,
    )  # fmt: skip
    of_others = (question for measure in measures[1:] if measure.missing for question in measure.questions)
    questions = (
        *best.questions, *of_others, *where.questions, *seasons.questions, *years.questions, *scenarios.questions,
    )  # fmt: skip
    asked = sorted(dict.fromkeys(questions), key=_weight)
    needed = {name for measure in measures for name in measure.missing}
    return Reading(
        sentence, words.language, tuple(proposals[:_MOST_PROPOSALS]), tuple(dict.fromkeys(assumptions)),
        tuple(q for number, q in enumerate(asked) if number < _MOST_QUESTIONS or q.about in needed),
    )  # fmt: skip


def _doubt(
    region: Region | None,
    where: Whereabouts,
    years: YearsRead,
    scenarios: ScenariosRead,
    seasons: SeasonsChosen,
    typos: int,
) -> float:
    """Return how much less sure a proposal is for what the sentence left open."""
    doubt = 0.15 if region is None else 0.0 if where.certain else 0.2
    doubt += 0.0 if years.horizons or scenarios.warming else 0.03
    doubt += 0.0 if seasons.certain else 0.2
    return doubt + min(0.03 * typos, 0.1)


def _weight(question: Question) -> int:
    """Return the place of a question among others: what decides most comes first."""
    order = ("metric", "thresh", "thresh_tasmax", "sum_thresh", "window", "region", "season", "date_from", "horizon")
    return order.index(question.about) if question.about in order else len(order)


def _what(words: Vocabulary) -> Question:
    return Question("metric", words.say("ask_metric"), offered())


def _refused(sentence: str, words: Vocabulary, refusal: Refusal) -> Reading:
    options = tuple(str(period) for period in _DEFAULT_HORIZONS)
    return Reading(sentence, words.language, (), (), (asked_instead(words, options),), refusal.unservable)
