"""The years that a sentence speaks of: periods, decades, "by 2050", "in thirty years", and those to compare with."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from translators.grammar.sentence import Sentence
from translators.periods import AR6_HORIZONS, Years
from translators.specification import Assumption, Question
from translators.vocabulary import Found, Vocabulary

NEAR, MIDDLE, FAR = (Years(first, last) for first, last in AR6_HORIZONS)
#: A climate is described over twenty years at least; a single year named is read as the twenty around it.
_CLIMATE_YEARS = 20
#: Periods of fewer years than this say more of chance than of climate.
_FEWEST_YEARS = 10
#: A number before one of these units is no year.
_NO_YEARS = (
    "mm",
    "cm",
    "inch",
    "degC",
    "degF",
    "K",
    "degrees",
    "m",
    "feet",
    "area",
    "km",
    "hours",
    "times",
    "degree_days",
)
_YEAR = r"(?:1[89]\d\d|2[0-3]\d\d)"


@dataclass(frozen=True)
class YearsRead:
    """What a sentence says of years.

    Attributes
    ----------
    horizons : tuple of Years
        In the order of the sentence, each once; empty where none was said.
    baseline : Years or None
        The years to compare with.
    assumptions : tuple of Assumption
    words : tuple of Found
        The words that were used.
    named : tuple of int
        Single years that were named without "by" or "around": "in 2019".
    """

    horizons: tuple[Years, ...] = ()
    baseline: Years | None = None
    assumptions: tuple[Assumption, ...] = ()
    words: tuple[Found, ...] = ()
    named: tuple[int, ...] = ()
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True)
class _Period:
    """A period that some words say; `because` is empty where the words say exactly it."""

    horizons: tuple[Years, ...]
    because: str = ""
    named: int | None = None


_Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], _Period | None]]


def read_years(sentence: Sentence, vocabulary: Vocabulary, today: dt.date) -> YearsRead:
    """Return the periods of a sentence; the longest reading of each word counts, and no word counts twice."""
    claims: list[tuple[Found, _Period]] = []
    for found, period in _readings(sentence, vocabulary, today):
        if not found.touches(claim for claim, _ in claims):
            claims.append((found, period))
    claims.sort(key=lambda claim: claim[0].start)
    events = [found for found in vocabulary.find("spans", sentence.text) if found.meaning == "event"]
    questions = tuple(
        Question(
            "horizon",
            vocabulary.say("ask_horizon_event", said=sentence.said(found.start, found.end)),
            tuple(str(years) for years in (NEAR, MIDDLE, FAR)),
        )
        for found in events[:1]
    )
    comparisons = vocabulary.find_all("years", sentence.text)
    compared = [f for f in comparisons if f.meaning == "compared"]
    as_baseline = [f for f in comparisons if f.meaning == "as_baseline"]
    horizons: list[Years] = []
    baseline: Years | None = None
    assumptions: list[Assumption] = []
    for found, period in claims:
        is_baseline = any(0 <= found.start - f.end <= 1 for f in compared)
        is_baseline |= any(0 <= f.start - found.end <= 1 for f in as_baseline)
        is_baseline &= bool(period.horizons) and period.horizons[0].first <= today.year
        if is_baseline:
            baseline = period.horizons[0]
        else:
            horizons += [years for years in period.horizons if years not in horizons]
        if period.because:
            about = "baseline" if is_baseline else "horizon"
            value = ", ".join(str(years) for years in period.horizons)
            assumptions.append(Assumption(about, value, period.because))
    return YearsRead(
        tuple(horizons),
        baseline,
        tuple(assumptions),
        tuple(found for found, _ in claims) + tuple(compared if baseline else ()),
        tuple(period.named for _, period in claims if period.named is not None),
        () if horizons else questions,
    )


def around(year: int) -> Years:
    """Return the twenty years that stand for the climate of a year; up to 2030 and from 2090 a period of the IPCC."""
    if NEAR.first <= year <= 2030:
        return NEAR
    if 2090 <= year <= FAR.last:
        return FAR
    return Years(year - _CLIMATE_YEARS // 2 + 1, year + _CLIMATE_YEARS // 2)


def _readings(sentence: Sentence, vocabulary: Vocabulary, today: dt.date) -> Iterator[tuple[Found, _Period]]:
    """Yield every reading, the most specific rules first."""
    for pattern, period_of in _rules(vocabulary, today):
        for match in pattern.finditer(sentence.text):
            period = period_of(match)
            if period is not None:
                yield Found("years", match.start(), match.end() - 1), period
    for found in vocabulary.find("spans", sentence.text):
        yield found, _span(found.meaning, vocabulary, today, sentence.said(found.start, found.end))


def _span(meaning: str, vocabulary: Vocabulary, today: dt.date, said: str) -> _Period:
    periods = {
        "near": (NEAR,),
        "middle": (MIDDLE,),
        "far": (FAR,),
        "first_half": (Years(2021, 2050),),
        "second_half": (Years(2051, 2100),),
        "century": (NEAR, MIDDLE, FAR),
        "generation": (Years(today.year + 1, today.year + 30),),
        "now": (NEAR,),
        "future": (),
        "event": (),
    }[meaning]
    because = vocabulary.say("horizon_span", said=said, years=_listed(periods)) if periods else ""
    return _Period(periods, because)


@cache
def _rules(vocabulary: Vocabulary, today: dt.date) -> tuple[_Rule, ...]:
    """Return the patterns of years, the longest and most specific first."""

    def words(*meanings: str) -> str:
        return vocabulary.words("years", *meanings)

    say = vocabulary.say
    the = rf"(?:{words('article')})?"
    to = f"(?:/ |{vocabulary.words('dates', 'to')}){the}"
    both = f"{vocabulary.words('dates', 'and')}{the}"
    first, last = (
        rf"(?P<first>{_YEAR}) (?:{words('decade')})?",
        rf"(?P<last>{_YEAR}|(?<=- )\d\d) (?P<decades>{words('decade')})?",
    )
    no_unit = f"(?!{vocabulary.words('units', *_NO_YEARS)})"
    unit = words("unit")

    def explicit(match: re.Match[str]) -> _Period | None:
        start, end = int(match["first"]), match["last"]
        end = int(str(start)[:2] + end) if len(end) == 2 else int(end)
        if match["decades"]:
            end += 9
        if end <= start or end - start > 300:
            return None
        years = Years(start, end)
        short = say("horizon_short", years=years) if len(years) < _FEWEST_YEARS else ""
        return _Period((years,), short)

    def decade(match: re.Match[str]) -> _Period | None:
        first = int(match["year"])
        if first % 10:
            return None
        years = Years(first, first + 9)
        return _Period((years,), say("horizon_decade", said=f"{first}s", years=years))

    def until(match: re.Match[str]) -> _Period | None:
        year = int(match["year"])
        if year - today.year < _FEWEST_YEARS:
            return target(match)
        years = Years(today.year, year)
        return _Period((years,), say("horizon_until", year=year, years=years))

    def after(match: re.Match[str]) -> _Period | None:
        year = int(match["year"])
        years = FAR if 2080 <= year < 2100 else Years(year + 1, year + _CLIMATE_YEARS)
        return _Period((years,), say("horizon_after", year=year, years=years))

    def since(match: re.Match[str]) -> _Period | None:
        year = int(match["year"])
        if year >= today.year - 1:
            return after(match)
        years = Years(year, today.year - 1)
        return _Period((years,), say("horizon_since", year=year, years=years))

    def because_of(year: int, years: Years) -> str:
        is_middle = abs(year - years.first - (years.last - year)) <= 1
        key = "horizon_around" if is_middle else "horizon_up_to" if year == years.last else "horizon_holding"
        return say(key, year=year, years=years)

    def target(match: re.Match[str]) -> _Period:
        year = int(match["year"])
        years = around(year)
        return _Period((years,), because_of(year, years))

    def bare(match: re.Match[str]) -> _Period:
        period = target(match)
        return _Period(period.horizons, period.because, named=int(match["year"]))

    def following(match: re.Match[str]) -> _Period | None:
        count = _count(match, vocabulary)
        if count is None or count < 2 or count > 200:
            return None
        said = f"{count}"
        if count < _FEWEST_YEARS:
            return _Period((NEAR,), say("horizon_too_soon", count=said, years=NEAR))
        years = Years(today.year + 1, today.year + count)
        return _Period((years,), say("horizon_next", count=said, today=today.year, years=years))

    def preceding(match: re.Match[str]) -> _Period | None:
        count = _count(match, vocabulary)
        if count is None or count < 2 or count > 200:
            return None
        years = Years(today.year - count, today.year - 1)
        return _Period((years,), say("horizon_last", count=count, today=today.year, years=years))

    def hence(match: re.Match[str]) -> _Period | None:
        count = _count(match, vocabulary)
        if count is None or count < 2 or count > 200:
            return None
        if count < _FEWEST_YEARS:
            return _Period((NEAR,), say("horizon_too_soon", count=count, years=NEAR))
        years = around(today.year + count)
        return _Period(
            (years,),
            say(
                "horizon_hence", count=count, today=today.year, year=today.year + count,
                because=because_of(today.year + count, years),
            ),
        )  # fmt: skip

    year = rf"(?P<year>{_YEAR}) "
    decades = rf"(?P<tens>\d+ )?(?:{words('few')})?{words('decade_one', 'decades')}"
    of_unit = rf"(?P<count>\d+) {unit}|{unit}(?P<counted>\d{{1,3}}) "  # "30 years"; "miaka 30"
    counted = rf"(?:{of_unit}|{decades})"
    some = rf"(?:{of_unit}|{decades}|{words('few')}{unit})"
    between = rf"{the}(?:(?P<count>\d+) {{0}}{unit}|(?P<tens>\d+ ){{0}}{words('decade_one', 'decades')})"
    rules = (
        (rf"{vocabulary.words('dates', 'between')}{the}{first}{both}{last}{no_unit}", explicit),
        (rf"{first}{to}{last}{no_unit}", explicit),
        (rf"(?:{vocabulary.words('dates', 'early', 'middle', 'late')})?{year}{words('decade')}", decade),
        (rf"{words('decade_before')}{year}{no_unit}", decade),
        (rf"{words('until')}{the}{year}{no_unit}", until),
        (rf"{words('since')}{the}{year}{no_unit}", since),
        (rf"{words('after')}{the}{year}{no_unit}", after),
        (rf"{words('by')}{the}{year}{no_unit}", target),
        (rf"{the}{words('next')}{some}", following),
        (between.format(words("next")), following),  # "les 30 prochaines années"
        (rf"{the}{some}{words('next')}", following),  # "30 ans à venir", "miaka 30 ijayo"
        (rf"{the}{words('past')}{counted}", preceding),
        (between.format(words("past")), preceding),
        (rf"{the}{counted}{words('past')}", preceding),
        (rf"(?:{words('in', 'by', 'ahead')})?{counted}{words('hence')}", hence),
        (rf"{words('ahead')}{counted}", hence),
        (rf"{words('span')}{counted}", following),
        (rf"(?:{words('in')})?{year}{no_unit}", bare),
    )
    return tuple((re.compile(rf"(?<!\S){source}"), period_of) for source, period_of in rules)


def _count(match: re.Match[str], vocabulary: Vocabulary) -> int | None:
    """Return how many years "30 years", "three decades" or "a few decades" are; None for "the next year"."""
    groups = match.groupdict()
    if number := groups.get("count") or groups.get("counted"):
        return int(number)
    text = match[0]
    if groups.get("tens"):
        return int(groups["tens"]) * 10
    if re.search(rf"(?<!\S){vocabulary.words('years', 'decade_one')}", text):
        return 10
    if re.search(rf"(?<!\S){vocabulary.words('years', 'decades')}", text):
        return 30
    return 5 if re.search(rf"(?<!\S){vocabulary.words('years', 'few')}", text) else None


def _listed(periods: tuple[Years, ...]) -> str:
    return ", ".join(str(years) for years in periods)
