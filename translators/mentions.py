"""Places that a sentence names: "will it be too hot for cows around Woolpit?" → Woolpit, and where it stands there."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from translators.gazetteer.exonyms import english_of, exonyms
from translators.gazetteer.names import folded
from translators.gazetteer.place import Place, place_at
from translators.gazetteer.search import Choice, by_population, choose, in_full
from translators.gazetteer.spelling import nearest
from translators.gazetteer.table import TOWN, table
from translators.gazetteer.tongues import Tongue, at_home_in, tongue_of

_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*")
_BETWEEN_WORDS = re.compile(r"\.?[ \u00a0]+|['’]")
_POSSESSIVE = re.compile(r"['’]s$")
_MOST_WORDS = 6
_MOST_MEANINGS = 8
#: A town alone at the start of a sentence, where a capital says nothing, must have this many inhabitants.
_KNOWN_TOWN = 15_000
#: A name of the language itself outweighs places that bear it and have this many times fewer inhabitants.
_OUTWEIGHED = 10
#: Where capitals are no sign of names, a town that no word leads to must have this many inhabitants.
_GREAT_TOWN = 100_000
#: Longer texts are read up to here.
_LONGEST = 4000


@dataclass(frozen=True)
class Mention:
    """A place named inside a sentence.

    Attributes
    ----------
    start, end : int
        ``sentence[start:end]`` is the name as written, with what it lies in ("Suffolk, GB").
    places : tuple of Place
        What it may mean, best first; never empty. One: it is clear. Several: ask, with their `option` as options.
    exact : bool
        False where the spelling was forgiven ("Nakru" → Nakuru): say so, or ask.
    note : str
        What was assumed in preferring the first, in one sentence; empty where nothing was.
    """

    start: int
    end: int
    places: tuple[Place, ...]
    exact: bool = True
    note: str = ""


@dataclass(frozen=True)
class _Word:
    start: int
    end: int
    text: str

    @property
    def is_capital(self) -> bool:
        return self.text[0].isupper()

    @property
    def key(self) -> str:
        return folded(self.text)


def places_in(sentence: str, language: str = "en") -> list[Mention]:
    """Return the places that a sentence names, in the order in which they stand there.

    A name counts when it is written with a capital, or follows a word such as "in", "around" or "near"; the longest
    name wins ("New York" before "York"); words that are rarely places ("May", "Hot", "Reading" without "in") do not
    count. After such a word a name that the gazetteer does not hold is matched to the nearest spelling, with
    ``exact=False``. What a place lies in belongs to its name ("Suffolk, GB", "Nakuru in Kenya").

    Parameters
    ----------
    sentence : str
        Read up to 4000 characters; offsets are those of the sentence as given.

    Returns
    -------
    list of Mention
        They do not overlap. Fast enough for every key stroke: a few milliseconds after the first call.
    """
    sentence = sentence[:_LONGEST]
    tongue = tongue_of(language)
    words = _words(sentence, tongue)
    shouted = sum(w.text.isupper() for w in words) > len(words) / 2
    found, i = [], 0
    while i < len(words):
        mention, used = (
            _exact(sentence, words, i, shouted, tongue) or _nearly(sentence, words, i, shouted, tongue) or (None, 1)
        )
        if mention is not None:
            found.append(mention)
        i += used
    return found


def _words(sentence: str, tongue: Tongue) -> list[_Word]:
    """Return the words of a sentence; what is elided before a name is one of its own ("d'Andalousie")."""
    words: list[_Word] = []
    for match in _WORD.finditer(sentence):
        elided = tongue.elided.match(match[0])
        start = match.start()
        if elided is not None:
            words.append(_Word(start, start + elided.end() - 1, match[0][: elided.end() - 1]))
            start += elided.end()
        words.append(_Word(start, match.end(), sentence[start : match.end()]))
    return words


def _exact(sentence: str, words: list[_Word], i: int, shouted: bool, tongue: Tongue) -> tuple[Mention, int] | None:
    """Return the longest place named from word `i` on, and how many words it takes."""
    for count in range(min(_MOST_WORDS, len(words) - i), 0, -1):
        run = words[i : i + count]
        if not _are_adjacent(sentence, run):
            continue
        end, key = _without_possessive(sentence, run)
        meanings = _called(key, tongue)
        if not meanings or (folded(run[0].text) in tongue.articles and not run[0].is_capital):
            continue
        inside, last, used = (
            _qualified(sentence, words, i + count, meanings, tongue) if end == run[-1].end else ([], 0, 0)
        )
        if inside:
            return _mention(run[0].start, last, inside, sentence[run[0].start : last], tongue), count + used
        if _counts(sentence, words, i, count, key, meanings, shouted, tongue):
            elsewhere = _elsewhere(sentence, words, i, count, tongue) if end == run[-1].end else None
            if elsewhere is not None:
                return elsewhere
            return _mention(run[0].start, end, meanings, sentence[run[0].start : end], tongue), count
    return None


def _elsewhere(sentence: str, words: list[_Word], i: int, count: int, tongue: Tongue) -> tuple[Mention, int] | None:
    """Return the country or unit after a comma in which no place of this name is held: "Champion, Nebraska"."""
    places, name = table(), sentence[words[i].start : words[i + count - 1].end]
    for length in range(min(_MOST_WORDS, len(words) - i - count), 0, -1):
        run = words[i + count : i + count + length]
        if sentence[words[i + count - 1].end : run[0].start].strip() != "," or not _are_adjacent(sentence, run):
            continue
        end, key = _without_possessive(sentence, run)
        areas = [p for p in _called(key, tongue) if places.kind[p] != TOWN]
        if areas and run[0].is_capital and len(key) > 2:
            note = f"No {name!r} is known in {places.names[areas[0]]}, so the whole of it is meant at best."
            found = tuple(place_at(p) for p in areas[:_MOST_MEANINGS])
            return Mention(words[i].start, end, found, exact=False, note=note), count + length
    return None


def _called(key: str, tongue: Tongue) -> list[int]:
    """Return what a name means: what bears it, what is called so in the language, what else is known by it."""
    primary, also = table().called(key)
    places = table()
    known = [p for p in also if places.population[p] >= _KNOWN_TOWN and len(key) > 4]
    elsewhere = exonyms(tongue.language).get(key, [])
    if elsewhere and all(places.population[p] * _OUTWEIGHED < places.population[elsewhere[0]] for p in primary):
        return list(elsewhere)  # "Londres" is London, though a village in Argentina bears the name
    return by_population(primary or known)


def _counts(
    sentence: str,
    words: list[_Word],
    i: int,
    count: int,
    key: str,
    meanings: list[int],
    shouted: bool,
    tongue: Tongue,
) -> bool:
    """Whether these words are meant as a place."""
    run = words[i : i + count]
    led = _is_led(words, i, tongue)
    capital = run[0].is_capital and run[-1].is_capital and not shouted
    if len(key) < 3 and not (run[0].text.replace(".", "").isupper() and not shouted):  # "UK", but not "us", "is", "of"
        return False
    if count == 1:
        if key in tongue.calendar or (key in tongue.common and not (led and capital)):
            return False
        if (
            tongue.language != "en"
            and tongue.words.knows(key)
            and not (led and capital and key not in tongue.words.listed)
        ):
            return False
        if not tongue.has_names_in_capitals and not led and not _is_great(meanings):
            return False
        if capital and not led and _starts_sentence(sentence, run[0].start):
            places = table()
            return any(places.kind[p] != TOWN or places.population[p] >= _KNOWN_TOWN for p in meanings)
        if len(key) == 3 and run[0].text.isupper() and not led and key != "usa":  # "RCP", "DJF", "GDD"
            return False
    return capital or led


def _is_great(meanings: list[int]) -> bool:
    places = table()
    return any(places.kind[p] != TOWN or places.population[p] >= _GREAT_TOWN for p in meanings)


def _is_led(words: list[_Word], i: int, tongue: Tongue) -> bool:
    """Whether a word before says that a place follows: "near", "in the", "the village of"."""
    before = [folded(w.text) for w in words[max(0, i - 3) : i]]
    if before and before[-1] in tongue.articles:
        before = before[:-1]
    if before and before[-1] in tongue.of and before[-1] not in tongue.before:
        return len(before) > 1 and before[-2] in tongue.before_names
    return bool(before) and before[-1] in tongue.before | tongue.before_names


def _qualified(
    sentence: str, words: list[_Word], i: int, meanings: list[int], tongue: Tongue
) -> tuple[list[int], int, int]:
    """Return the meanings that lie in what follows ("…, Kenya"), where that ends, and how many words it takes."""
    places, used, end = table(), 0, 0
    kept = meanings
    for _ in range(3):
        best = None
        for count in range(min(_MOST_WORDS, len(words) - i - used), 0, -1):
            run = words[i + used : i + used + count]
            start = words[i + used - 1].end
            gap = tongue.within.match(sentence, start)
            if gap is None:
                break
            skipped = next((k for k, w in enumerate(run) if w.start >= gap.end()), None)
            run = run[skipped:] if skipped is not None else []
            if not run or run[0].start != gap.end() or not _are_adjacent(sentence, run):
                continue
            stop, key = _without_possessive(sentence, run)
            written = sentence[run[0].start : stop]
            if (gap[0].isspace() or len(key) <= 3) and not written[0].isupper():
                continue
            if len(key) == 2 and not written.isupper():
                continue
            keys = (key, *english_of(key, tongue.language))
            inside = [p for p in kept if any(places.lies_in(p, k) for k in keys)]
            if inside:
                best = (inside, stop + (gap[0].strip() == "(" and sentence[stop : stop + 1] == ")"), count)
                break
        if best is None:
            break
        kept, end, used = best[0], best[1], used + best[2]
    return (kept, end, used) if used else ([], 0, 0)


def _nearly(sentence: str, words: list[_Word], i: int, shouted: bool, tongue: Tongue) -> tuple[Mention, int] | None:
    """Return the place whose spelling is nearest, where a name must stand: "around Nakru"."""
    if not _is_led(words, i, tongue) or words[i].key in tongue.calendar | tongue.common:
        return None
    if tongue.language != "en" and tongue.words.knows(words[i].key):
        return None
    capital = words[i].is_capital and not shouted
    if not capital and words[i - 1].text.casefold() not in tongue.nearby:
        return None
    most = 1
    while most < 3 and i + most < len(words) and words[i + most].is_capital and not shouted:
        most += 1
    for count in range(most, 0, -1):
        run = words[i : i + count]
        if not _are_adjacent(sentence, run):
            continue
        end, key = _without_possessive(sentence, run)
        if len(key) < (5 if capital else 6) or any(
            abs(len(key) - len(m)) < 3 and _alike(key, m) for m in tongue.calendar
        ):
            continue
        close = [p for p, slips in nearest(key, _MOST_MEANINGS) if capital or slips == 1]
        if close:
            inside, last, used = _qualified(sentence, words, i + count, close, tongue)
            meanings, end = (inside, last) if inside else (close, end)
            return Mention(run[0].start, end, tuple(place_at(p) for p in meanings), exact=False), count + used
    return None


def _alike(key: str, word: str) -> bool:
    from rapidfuzz.distance import OSA

    return OSA.distance(key, word, score_cutoff=2) <= 2


def _mention(start: int, end: int, meanings: list[int], text: str, tongue: Tongue) -> Mention:
    choice = choose(text, meanings)
    if choice is None and len(at_home := at_home_in(meanings, tongue.language)) < len(meanings):
        meanings = at_home or meanings
        choice = choose(text, at_home) if at_home else None
        if choice is not None:
            also = " or ".join(in_full([p for p in meanings if p != choice.place][:2]))
            note = f"{text.strip()[:60]!r} is taken as {in_full([choice.place])[0]}; it could also be {also}."
            choice = Choice(choice.place, choice.note or note)
    chosen = [choice.place] if choice else meanings[:_MOST_MEANINGS]
    return Mention(start, end, tuple(place_at(p) for p in chosen), note=choice.note if choice else "")


def _are_adjacent(sentence: str, run: list[_Word]) -> bool:
    return all(_BETWEEN_WORDS.fullmatch(sentence[a.end : b.start]) for a, b in itertools.pairwise(run))


def _without_possessive(sentence: str, run: list[_Word]) -> tuple[int, str]:
    """Return where a name ends and its folded form; the "'s" of "Woolpit's" is none of it, that of "King's Lynn" is."""
    text = sentence[run[0].start : run[-1].end]
    bare = _POSSESSIVE.sub("", text)
    if bare != text and not any(table().called(folded(text))):
        return run[0].start + len(bare), folded(bare)
    return run[-1].end, folded(text)


def _starts_sentence(sentence: str, start: int) -> bool:
    before = sentence[:start].rstrip(" \"'“‘(\u00a0\t")
    return not before or before[-1] in ".?!:;\n"
