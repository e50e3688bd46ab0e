"""How hard a text is to read: words a sentence in every language, and for English the school grade.

The grade is that of Flesch and Kincaid (Kincaid et al. 1975, Research Branch Report 8-75): 0.39 × words a sentence +
11.8 × syllables a word − 15.59. Syllables are counted by groups of vowels, which is right for nine words in ten; a
number counts as one short word, because people read "2041" as one thing. `python -m translators.reading_level FILE`
prints both.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path

_SENTENCE = re.compile(r"(?<=[.!?:])\s+(?=[^\W\d_a-zà-ÿ]|[¿¡“\"«„(\d−-])|\n+")
_WORD = re.compile(r"[^\W\d_](?:[\w’'-]*\w)?|[+−-]?\d(?:[\d.,  ]*\d)?")
_VOWELS = re.compile(r"[aeiouy]+")


@dataclass(frozen=True)
class ReadingLevel:
    """How hard a text is to read.

    Attributes
    ----------
    sentences, words : int
    syllables : int
        Of English; 0 in other languages, where they are not counted.
    """

    sentences: int
    words: int
    syllables: int

    @property
    def words_a_sentence(self) -> float:
        """Mean number of words of a sentence."""
        return self.words / self.sentences if self.sentences else 0.0

    @property
    def grade(self) -> float | None:
        """The school grade of Flesch and Kincaid; None where syllables are not counted."""
        if not self.syllables or not self.words:
            return None
        return 0.39 * self.words_a_sentence + 11.8 * self.syllables / self.words - 15.59


def reading_level(text: str, language: str = "en") -> ReadingLevel:
    """Return how hard a text is to read.

    Parameters
    ----------
    text : str
        Sentences end with a full stop, a colon, a question or exclamation mark, or a line.
    language : str
        BCP 47 tag.
    """
    counts = [len(_WORD.findall(part)) for part in _SENTENCE.split(text)]
    words = _WORD.findall(text)
    is_english = language.split("-")[0].casefold() == "en"
    return ReadingLevel(
        sum(count > 0 for count in counts), len(words), sum(map(_syllables, words)) if is_english else 0
    )


def _syllables(word: str) -> int:
    """Return the syllables of an English word, by its groups of vowels; a silent e at the end is none."""
    low = word.casefold()
    if low[-1:].isdigit() or len(low) <= 3:
        return 1
    count = len(_VOWELS.findall(low))
    if low.endswith("e") and not low.endswith(("le", "ee", "ye")):
        count -= 1
    if low.endswith(("ed", "es")) and not re.search(r"(?:[td]ed|[sxz]es|[sc]hes|ges|ces)$", low):
        count -= 1
    return max(count, 1)


def main(arguments: list[str]) -> int:
    """Print the reading level of each file named."""
    for name in arguments:
        level = reading_level(Path(name).read_text(encoding="utf-8"))
        print(f"{name}: {level.words_a_sentence:.1f} words a sentence, school grade {level.grade or 0:.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
