"""The part of the year that a sentence speaks of: months, dates and ranges of both, and names of seasons."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from functools import cache

from translators.errors import InvalidPeriod
from translators.grammar.sentence import Sentence
from translators.periods import LAST_DAY, Season
from translators.phrases import season_words
from translators.specification import Assumption
from translators.vocabulary import Found, Vocabulary

#: Days are counted from a date in a year of 365 days.
_NO_LEAP_YEAR = 2001
_INITIALS = re.compile(r"\b(?:[JFMASOND]{3,12})\b")
#: First and last days that "early", "mid" and "late" give to a range, and to a month alone.
_FIRST_DAYS = {"early": 1, "middle": 15, "late": 21}
_LAST_DAYS = {"early": 10, "middle": 15, "late": LAST_DAY}
_ALONE = {"early": (1, 10), "middle": (11, 20), "late": (21, LAST_DAY)}


@dataclass(frozen=True)
class CalendarRead:
    """What a sentence says of the part of the year, before the place is known.

    Attributes
    ----------
    seasons : tuple of Season
        From months and dates; several where months do not follow each other.
    named : tuple of Found
        Seasons by name; `meaning` is the name's key in the vocabulary.
    whole_year : bool
        Whether it says "all year".
    open_after, open_before : tuple of int or None
        (month, day) of "after 15 May", "before 1 June": the other end is asked.
    days : tuple of (int, int)
        Single days that are named: (month, day).
    assumptions : tuple of Assumption
    words : tuple of Found
    month_words : tuple of Found
        Those of the words that are months and dates, and can be nothing else.
    """

    seasons: tuple[Season, ...] = ()
    named: tuple[Found, ...] = ()
    whole_year: bool = False
    open_after: tuple[int, int] | None = None
    open_before: tuple[int, int] | None = None
    days: tuple[tuple[int, int], ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    words: tuple[Found, ...] = ()
    month_words: tuple[Found, ...] = ()

    def without_open_ends(self) -> CalendarRead:
        """Return it without dates of which only one side was said, where they are no season."""
        return replace(self, open_after=None, open_before=None)


@dataclass(frozen=True)
class _Mention:
    """A month or a date in the text."""

    month: int
    day: int | None
    part: str  # "", "early", "middle", "late"
    start: int
    end: int

    @property
    def first(self) -> tuple[int, int]:
        return self.month, self.day or _FIRST_DAYS.get(self.part, 1)

    @property
    def last(self) -> tuple[int, int]:
        return self.month, self.day or _LAST_DAYS.get(self.part, LAST_DAY)


def read_calendar(sentence: Sentence, vocabulary: Vocabulary) -> CalendarRead:
    """Return the months, dates and named seasons of a sentence."""
    initials = _initials(sentence)
    if initials:
        season, word = initials
        return CalendarRead(seasons=(season,), words=(word,), month_words=(word,))
    mentions = _mentions(sentence, vocabulary)
    text = sentence.text
    seasons: list[Season] = []
    months: list[int] = []
    place = 0
    opened: dict[str, tuple[int, int]] = {}
    assumptions: list[Assumption] = []
    while place < len(mentions):
        mention = mentions[place]
        if place + 1 < len(mentions) and _is_range(text, mention, mentions[place + 1], vocabulary):
            seasons.append(Season(*mention.first, *mentions[place + 1].last))
            if mention.part or mentions[place + 1].part:
                assumptions.append(_inexact(sentence, mention, mentions[place + 1], seasons[-1], vocabulary))
            place += 2
            continue
        stretch = _days_from(text, mention, vocabulary)
        if stretch is not None:
            season, start = stretch
            seasons.append(season)
            mentions[place] = replace(mention, start=start)
            place += 1
            continue
        side = _open_side(text, mention, vocabulary)
        if side and mention.day is not None:
            opened[side] = (mention.month, mention.day)
        elif mention.day is not None:
            seasons.append(Season(mention.month, mention.day, mention.month, mention.day))
        elif mention.part:
            first, last = _ALONE[mention.part]
            seasons.append(Season(mention.month, first, mention.month, last))
            assumptions.append(_inexact(sentence, mention, mention, seasons[-1], vocabulary))
        else:
            months.append(mention.month)
        place += 1
    seasons += _runs(months)
    named = [] if mentions else _named(sentence, vocabulary)
    stretches = vocabulary.find("stretches", text)
    whole = [f for f in stretches if f.meaning == "year"]
    month_words = tuple(Found("months", m.start, m.end) for m in mentions)
    return CalendarRead(
        seasons=tuple(dict.fromkeys(seasons)),
        named=tuple(named),
        whole_year=bool(whole),
        open_after=opened.get("after"),
        open_before=opened.get("before"),
        days=tuple((m.month, m.day) for m in mentions if m.day is not None),
        assumptions=tuple(assumptions),
        words=(*month_words, *named, *whole),
        month_words=month_words,
    )


def _named(sentence: Sentence, vocabulary: Vocabulary) -> list[Found]:
    """Return the seasons that are called by a name: local names first, for they say more than "the rains"."""
    local = vocabulary.find("local", sentence.text)
    general = [f for f in vocabulary.find("seasons", sentence.text) if not f.touches(local)]
    return [*local, *(f for f in general if not _is_name(f, sentence, vocabulary))]


def _initials(sentence: Sentence) -> tuple[Season, Found] | None:
    """Return the season written as initials in capitals: JJA, DJF, MAM, NDJFM."""
    if sentence.shouted:
        return None
    for match in _INITIALS.finditer(sentence.original):
        try:
            season = Season.of(match[0])
        except InvalidPeriod:
            continue
        return season, sentence.at_original(match.start(), match.end())
    return None


@cache
def _patterns(vocabulary: Vocabulary) -> dict[str, re.Pattern[str]]:
    month = "|".join(rf"(?P<m{n}>{vocabulary.words('months', str(n))})" for n in range(1, 13))
    ordinal, of = vocabulary.words("dates", "ordinal"), vocabulary.words("dates", "of")
    parts = "".join(rf"(?P<{part}>{vocabulary.words('dates', part)}(?:{of})?)?" for part in ("early", "middle", "late"))
    day = r"(?P<{}>[12]?\d|3[01]) "
    no_number = rf"(?!{vocabulary.words('units', 'degC', 'degF', 'K', 'degrees', 'mm', 'cm', 'inch', 'days')})"
    date = (
        rf"(?<!\S)(?:{day.format('before')}(?:{ordinal})?(?:{of})?)?{parts}(?:{month})"
        rf"(?:{day.format('after')}(?:{ordinal}|(?!\S* ?(?:\d))){no_number})?"
    )
    dates = {name: vocabulary.words("dates", name) for name in ("to", "and", "between", "after", "before")}
    list_gap = rf"(?:{dates['and']})+"
    return {
        "date": re.compile(date),
        "range_gap": re.compile(rf"(?:, )?(?:{dates['to']})?(?:{parts.replace('?P<', '?P<x')})?"),
        "and_gap": re.compile(list_gap),
        "between": re.compile(rf"{dates['between']}$"),
        "after": re.compile(rf"(?<!\S){dates['after']}$"),
        "before": re.compile(rf"(?<!\S){dates['before']}$"),
        "days_from": re.compile(
            rf"(?<!\S)(?:(?P<n>\d+) {vocabulary.words('units', 'days')}|{vocabulary.words('units', 'days')}(?P<m>\d+) )"
            rf"{dates['after']}$"
        ),
        "ambiguous_before": re.compile(rf"(?<!\S){vocabulary.words('dates', 'before_ambiguous_month')}$"),
    }


def _is_name(found: Found, sentence: Sentence, vocabulary: Vocabulary) -> bool:
    """Whether a season's word is the end of a name: "Alice Springs"."""
    place = next(n for n, word in enumerate(sentence.words) if word.start == found.start)
    word, before = sentence.words[place], sentence.words[place - 1]
    if not place or sentence.shouted or not word.text.endswith("s") or before.text in vocabulary.known:
        return False
    return all(sentence.original[w.original_start].isupper() for w in (before, word))


def _mentions(sentence: Sentence, vocabulary: Vocabulary) -> list[_Mention]:
    """Return the months and dates of a sentence, leaving out words that are no months here ("may", "march")."""
    patterns = _patterns(vocabulary)
    ambiguous = set(vocabulary.table["dates"]["ambiguous_months"])
    mentions: list[_Mention] = []
    for match in patterns["date"].finditer(sentence.text):
        month = next(n for n in range(1, 13) if match[f"m{n}"])
        name = match[f"m{month}"].strip()
        start_of_name = match.start(f"m{month}")
        day = match["before"] or match["after"]
        part = next((part for part in _FIRST_DAYS if match[part]), "")
        if not day and _ends_name(sentence, start_of_name, vocabulary):
            continue
        if name in ambiguous and not day and not part:
            before = sentence.text[: match.start()]
            follows = bool(mentions) and match.start() - mentions[-1].end <= 10
            word = next(w for w in sentence.words if w.start == start_of_name)
            is_name = sentence.original[word.original_start].isupper() and not sentence.shouted and word.start > 0
            leads = bool(patterns["date"].match(sentence.text, _after_gap(sentence.text, match.end(), patterns)))
            if not (is_name or follows or leads or patterns["ambiguous_before"].search(before)):
                continue
        mentions.append(_Mention(month, int(day) if day else None, part, match.start(), match.end() - 1))
    return mentions


def _ends_name(sentence: Sentence, start: int, vocabulary: Vocabulary) -> bool:
    """Whether a month is the end of a name: "Rio de Janeiro"."""
    place = next(n for n, word in enumerate(sentence.words) if word.start == start)
    if place < 2 or sentence.shouted or not vocabulary.is_set("small_months"):
        return False
    before, joint, word = (sentence.words[place - 2], sentence.words[place - 1], sentence.words[place])
    of = {w for pattern in vocabulary.table["places"]["of"] for w in pattern.split("|")}
    capitals = all(sentence.original[w.original_start].isupper() for w in (before, word))
    return capitals and joint.text in of and (place > 2 or not vocabulary.knows(before.text))


def _after_gap(text: str, place: int, patterns: dict[str, re.Pattern[str]]) -> int:
    """Return where the word after "to" or "-" starts, or the text's end when there is none."""
    gap = patterns["range_gap"].match(text, place)
    return gap.end() if gap and gap.end() > place else len(text)


def _is_range(text: str, first: _Mention, second: _Mention, vocabulary: Vocabulary) -> bool:
    """Whether two mentions are the ends of one stretch: "June to August", "between 15 April and 30 June", "Apr Sep"."""
    patterns = _patterns(vocabulary)
    gap = text[first.end + 1 : second.start]
    if not gap:  # "June-August" is a range, "June-July-August" a list
        return (second.month - first.month) % 12 != 1 or first.day is not None
    if patterns["range_gap"].fullmatch(gap) and gap.strip() != ",":
        return True
    before = text[: first.start]
    return bool(patterns["and_gap"].fullmatch(gap) and patterns["between"].search(before))


def _open_side(text: str, mention: _Mention, vocabulary: Vocabulary) -> str:
    patterns = _patterns(vocabulary)
    before = text[: mention.start]
    if patterns["after"].search(before):
        return "after"
    return "before" if patterns["before"].search(before) else ""


def _inexact(sentence: Sentence, first: _Mention, last: _Mention, season: Season, vocabulary: Vocabulary) -> Assumption:
    said = sentence.said(first.start, last.end)
    return Assumption(
        "season",
        season.name,
        vocabulary.say("season_inexact", said=said, season=season_words(season, vocabulary.language)),
    )


def _days_from(text: str, mention: _Mention, vocabulary: Vocabulary) -> tuple[Season, int] | None:
    """Return the season of "the 100 days from 1 March", and where its words start."""
    match = _patterns(vocabulary)["days_from"].search(text[: mention.start])
    count = int(match["n"] or match["m"]) if match is not None else 0
    if match is None or not 2 <= count <= 364:
        return None
    first = dt.date(_NO_LEAP_YEAR, mention.month, min(mention.day or 1, 28 if mention.month == 2 else 30))
    last = first + dt.timedelta(days=count - 1)
    return Season(first.month, first.day, last.month, last.day), match.start()


def _runs(months: list[int]) -> list[Season]:
    """Return the seasons of months in a list, those that follow each other together."""
    runs: list[list[int]] = []
    for month in dict.fromkeys(months):
        if runs and (month - runs[-1][-1]) % 12 == 1:
            runs[-1].append(month)
        else:
            runs.append([month])
    if len(runs) > 1 and (runs[0][0] - runs[-1][-1]) % 12 == 1:
        runs[0] = runs.pop() + runs[0]
    return [Season.of_months(run) for run in runs]
