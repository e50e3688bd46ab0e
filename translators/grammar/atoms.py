"""Atoms: the small meanings that the words of a sentence carry, before anything is made of them.

``python -m translators.grammar.atoms fr "Combien de nuits de gel ?"`` prints what is found in a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

from translators.grammar.sentence import Sentence
from translators.vocabulary import Found, Vocabulary
from translators.vocabulary.patterns import choices_of, expression, is_optional, parted, word_expression

_OPTIONAL_AT_START = 3


@dataclass
class _Phrase:
    """A pattern of several words, compiled when a sentence first holds the word that it starts with."""

    atom: str
    pattern: str
    compiled: re.Pattern[str] | None = None


@dataclass
class AtomFinder:
    """The atoms of one language, by the words that carry them."""

    vocabulary: Vocabulary
    words: dict[str, set[str]] = field(default_factory=dict)
    stems: list[tuple[re.Pattern[str], str]] = field(default_factory=list)
    phrases: dict[str, list[_Phrase]] = field(default_factory=dict)
    open_phrases: list[_Phrase] = field(default_factory=list)
    seen: dict[str, frozenset[str]] = field(default_factory=dict)

    def carried(self, word: str) -> frozenset[str]:
        """Return the atoms that one word carries by itself."""
        known = self.seen.get(word)
        if known is None:
            stems = {atom for pattern, atom in self.stems if pattern.fullmatch(word)}
            known = frozenset(self.words.get(word, set()) | stems)
            if len(self.seen) < 100_000:
                self.seen[word] = known
        return known

    def find(self, sentence: Sentence) -> list[Found]:
        """Return the atoms of a sentence; of those that lie within another, only those of the same words."""
        found: list[Found] = []
        text = sentence.text
        for word in sentence.words:
            if sentence.is_blank(word):
                continue
            found += [Found(atom, word.start, word.end) for atom in self.carried(word.text)]
            first = "#" if word.text[:1].isdigit() or word.text[:1] == "-" else word.text
            for phrase in (*self.phrases.get(first, ()), *self.open_phrases):
                if phrase.compiled is None:
                    phrase.compiled = re.compile(expression(phrase.pattern, self.vocabulary.digits))
                match = phrase.compiled.match(text, word.start)
                if match is not None and "\x00" not in match[0]:
                    found.append(Found(phrase.atom, match.start(), match.end() - 1))
        return sorted(_longest(set(found)), key=lambda f: (f.start, f.end, f.meaning))


def _longest(found: set[Found]) -> Iterator[Found]:
    for one in found:
        if not any(
            other.start <= one.start and one.end <= other.end and other.end - other.start > one.end - one.start
            for other in found
        ):
            yield one


@cache
def finder(vocabulary: Vocabulary) -> AtomFinder:
    """Return the atoms of a language, ready to be found; made once."""
    made = AtomFinder(vocabulary)
    for atom, patterns in vocabulary.table["atoms"].items():
        for pattern in patterns:
            _add(made, atom, parted(pattern))
    return made


def _add(made: AtomFinder, atom: str, words: list[str]) -> None:
    if len(words) == 1:
        for choice in choices_of(words[0]):
            if "*" in choice:
                made.stems.append((re.compile(word_expression(choice, {})), atom))
            else:
                made.words.setdefault(made.vocabulary.digits.get(choice, choice), set()).add(atom)
        return
    starts: list[str] = []
    for word in words[:_OPTIONAL_AT_START]:
        starts += choices_of(word)
        if not is_optional(word):
            break
    phrase = _Phrase(atom, " ".join(words))
    if any("*" in start or start == "..." for start in starts):
        made.open_phrases.append(phrase)
        return
    for start in dict.fromkeys(starts):
        digits = made.vocabulary.digits.get(start, start)
        made.phrases.setdefault("#" if digits[:1].isdigit() else digits, []).append(phrase)


def read_atoms(sentence: Sentence, vocabulary: Vocabulary) -> tuple[Found, ...]:
    """Return the atoms of a sentence, in the order of its words.

    Words of a season that only say in which part of the year ("dry spells during the rains") carry none but those of
    what grows then.
    """
    found = finder(vocabulary).find(sentence)
    seasons = _adverbial(sentence, vocabulary)
    return tuple(
        f
        for f in found
        if f.meaning not in _OF_SEASONS or not any(s.start <= f.start and f.end <= s.end for s in seasons)
    )


#: Atoms that the name of a season may hold, and that are no metric where it only says when.
_OF_SEASONS = frozenset(
    "rains rain season wet dry hot cold cool warm growing grow length spring autumn winter ski fire".split()  # noqa: SIM905
)


def _adverbial(sentence: Sentence, vocabulary: Vocabulary) -> Iterable[Found]:
    during = _during(vocabulary)
    named = vocabulary.find("seasons", sentence.text) + vocabulary.find("local", sentence.text)
    return [f for f in named if during.search(sentence.text[: f.start]) or _starts_itself(f, sentence, vocabulary)]


def _starts_itself(found: Found, sentence: Sentence, vocabulary: Vocabulary) -> bool:
    """Whether the words of a season hold their own "during"."""
    return during_at_start(vocabulary).match(sentence.text, found.start) is not None


@cache
def during_at_start(vocabulary: Vocabulary) -> re.Pattern[str]:
    """Return the words that lead to a season, at the start of its own."""
    return re.compile(vocabulary.words("season_words", "during"))


@cache
def _during(vocabulary: Vocabulary) -> re.Pattern[str]:
    return re.compile(rf"(?<!\S){vocabulary.words('season_words', 'during')}$")


def main(arguments: list[str]) -> None:
    """Print the atoms and the readings of a sentence."""
    from translators.ask import ask

    language, sentence = arguments
    from translators.grammar.sentence import hear
    from translators.vocabulary import vocabulary

    words = vocabulary(language)
    heard = hear(sentence, words)
    print(heard.text)
    for found in read_atoms(heard, words):
        print(f"  {found.meaning:24s} {heard.said(found.start, found.end)}")
    for proposal in ask(sentence, language).to_json()["proposals"]:
        print(proposal["index"], proposal["parameters"], proposal.get("statistic", ""), proposal["confidence"])


if __name__ == "__main__":
    import sys

    main(sys.argv[1:])
