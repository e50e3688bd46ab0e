"""A sentence, folded: one form for every case, accent, dash, number word and the commonest slips of the keyboard."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, replace

from rapidfuzz.distance import OSA

from translators.vocabulary import Found, Vocabulary
from translators.vocabulary.patterns import fold

_PLAIN_SIGNS = str.maketrans(
    {"−": "-", "–": "-", "—": "-", "‐": "-", "‑": "-", "º": "°", "˚": "°", "’": "'", "‘": "'", "“": '"', "”": '"'}
    | {"″": '"', "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\n": " ", "\t": " "}
)
_TOKEN = re.compile(
    r"(?P<number>\d+(?:[.,]\d+)*)"
    r"|(?P<word>[^\W\d_][^\W_]*(?:(?<=\d)\.\d+)?)"
    r"|(?P<owner>'s\b|'(?![^\W_]))"
    r"|(?P<sign>℃|℉|[°%<>≥≤=+&/\"'@#]|[-.,;:?!()])"
)
_SPELLED_SIGNS = {"≥": ("> ", "="), "≤": ("< ", "="), "℃": ("°", "c"), "℉": ("°", "f")}
_BLANK = "\x00"
#: First letters that are mistaken for each other by ear.
_SOUND_ALIKE = {"j": "g", "g": "j", "b": "v", "v": "bw", "s": "cz", "c": "sk", "k": "c", "z": "s", "f": "v", "w": "v"}


@dataclass(frozen=True)
class Word:
    """One word of the folded text, and the letters of the original that it stands for."""

    text: str
    start: int
    end: int
    original_start: int
    original_end: int


@dataclass(frozen=True)
class Sentence:
    """What was said.

    Attributes
    ----------
    original : str
        In Unicode's composed form, dashes and quotes made plain.
    text : str
        Folded: lower case, no accents, numbers in digits, one space after every word and sign. Words that a reader has
        used are blanked, letter by letter, so that places in the text stay what they are.
    words : tuple of Word
    corrected : tuple of (str, str)
        Words taken for a misspelling: as written, as read.
    shouted : bool
        Whether capitals carry no meaning, because nearly every letter is one.
    """

    original: str
    text: str
    words: tuple[Word, ...]
    corrected: tuple[tuple[str, str], ...] = ()
    shouted: bool = False

    def without(self, used: Iterable[Found]) -> Sentence:
        """Return the sentence with these words blanked."""
        letters = list(self.text)
        for found in used:
            for place in range(found.start, min(found.end, len(letters))):
                if letters[place] != " ":
                    letters[place] = _BLANK
        return replace(self, text="".join(letters))

    def said(self, start: int, end: int) -> str:
        """Return the original letters of a stretch of the folded text."""
        inside = [word for word in self.words if word.start < end and start < word.end]
        if not inside:
            return ""
        return self.original[inside[0].original_start : inside[-1].original_end]

    def at_original(self, start: int, end: int) -> Found:
        """Return the stretch of the folded text that stands for these letters of the original."""
        inside = [w for w in self.words if w.original_start < end and start < w.original_end]
        return Found("", inside[0].start, inside[-1].end) if inside else Found("", 0, 0)

    def is_blank(self, word: Word) -> bool:
        """Whether a reader has used this word."""
        return _BLANK in self.text[word.start : word.end]


def hear(original: str, vocabulary: Vocabulary) -> Sentence:
    """Return the folded sentence, its number words in digits and its misspelt words mended."""
    plain = unicodedata.normalize("NFC", original).translate(_PLAIN_SIGNS)
    letters = [c for c in plain if c.isalpha()]
    shouted = len(letters) > 20 and sum(c.isupper() for c in letters) > 0.7 * len(letters)
    tokens = _with_numbers(_tokens(plain, vocabulary), vocabulary)
    words, corrected, text = [], [], ""
    for token, start, end in tokens:
        is_name = plain[start].isupper() and not shouted and bool(words)
        read = token if vocabulary.knows(token) else _mended(token, vocabulary, is_name)
        if read != token:
            corrected.append((plain[start:end], read))
        words.append(Word(read, len(text), len(text) + len(read), start, end))
        text += read + " "
    return Sentence(plain, text, tuple(words), tuple(corrected), shouted)


def _tokens(plain: str, vocabulary: Vocabulary) -> list[tuple[str, int, int]]:
    """Return (folded text, start, end) of each word and sign."""
    tokens: list[tuple[str, int, int]] = []
    for match in _TOKEN.finditer(plain):
        start, end, token = match.start(), match.end(), match[0]
        before = plain[start - 1] if start else " "
        after = plain[end] if end < len(plain) else " "
        if match["number"]:
            tokens.append((_digits(token, vocabulary.table["decimal_mark"]), start, end))
        elif token == "-":
            if after.isdigit() and not before.isalnum() and before not in "°%)":
                tokens.append(("minus-sign", start, end))
            elif not (after.isalpha() and before.isalnum()) and not (before.isalpha() and after.isdigit()):
                tokens.append(("-", start, end))
        elif token == "'":
            continue  # "doesn't" and "l'été" are two words each
        elif token in _SPELLED_SIGNS:
            tokens.extend((part.strip(), start, end) for part in _SPELLED_SIGNS[token])
        elif match["word"] and before.isdigit() and fold(token) == "in":
            tokens.append(("inch", start, end))  # "2in" glued to its number is an inch; "2 in Woolpit" is not
        else:
            tokens.append((fold(token), start, end))
    return tokens


def _digits(token: str, decimal_mark: str) -> str:
    """Return a number with a decimal point and no thousands marks: "1,000" is 1000 in English, "30,5" is 30.5."""
    thousands = "," if decimal_mark == "." else "."
    if re.fullmatch(rf"\d{{1,3}}(?:\{thousands}\d{{3}})+(?:\{decimal_mark}\d+)?", token) and not token.startswith("0"):
        return token.replace(thousands, "").replace(decimal_mark, ".")
    if token.count(".") + token.count(",") == 1:
        return token.replace(",", ".")
    return token


def _with_numbers(tokens: list[tuple[str, int, int]], vocabulary: Vocabulary) -> list[tuple[str, int, int]]:
    """Return the tokens with number words in digits and signs joined to their numbers."""
    minus = re.compile(rf"(?:{vocabulary.words('number_signs', 'minus')})")
    least = re.compile(rf"(?<!\S){vocabulary.words('comparisons', 'at_least', 'how_many')}$")
    joined: list[tuple[str, int, int]] = []
    place = 0
    while place < len(tokens):
        token, start, end = tokens[place]
        if token in vocabulary.digits:
            value, place = _spoken(tokens, place, vocabulary)
            joined.append((f"{value:g}", start, tokens[place - 1][2]))
            continue
        joined.append((token, start, end))
        place += 1
    signed: list[tuple[str, int, int]] = []
    for token, start, end in joined:
        is_number = bool(re.fullmatch(r"\d+(?:\.\d+)?", token))
        is_signed = signed and (signed[-1][0] == "minus-sign" or minus.fullmatch(signed[-1][0] + " "))
        before = "".join(f"{t} " for t, _, _ in signed[-4:])
        if is_number and is_signed and not least.search(before):  # "al menos 10" is no minus ten
            signed[-1] = (f"-{token}", signed[-1][1], end)
        else:
            signed.append((token, start, end))
    return [("-" if token == "minus-sign" else token, start, end) for token, start, end in _halves(signed, vocabulary)]


def _spoken(tokens: list[tuple[str, int, int]], place: int, vocabulary: Vocabulary) -> tuple[float, int]:
    """Return the number that the words from a place on say together, and the place after them."""
    values = {fold(word): value for word, value in vocabulary.table["numbers"].items()}
    joins = set(vocabulary.table["number_signs"].get("and", ()))
    is_first = vocabulary.is_set("multiplier_first")
    total, current = 0.0, float(values[tokens[place][0]])
    opened = current if is_first and current in (100, 1000) else 0.0
    place += 1
    while place < len(tokens):
        after_join = tokens[place][0] in joins and place + 1 < len(tokens)
        token = tokens[place + after_join][0]
        if token not in values:
            break
        value = float(values[token])
        if opened and not after_join and 1 <= value <= 9:  # "elfu mbili": a thousand times two
            current, opened = current - opened + opened * value, 0.0
        elif is_first and value in (100, 1000) and current:
            current, opened = current + value, value
        else:
            spoken = _spoken_together(current, value)
            if spoken is None and value == 1000 and 1 <= current < 1000 and not after_join:
                total, spoken = total + current * 1000, 0.0
            elif spoken is None and current == 1000 and not total:
                total, spoken = 1000.0, value
            elif spoken is None and not current and total:
                spoken = value
            if spoken is None:
                break
            current, opened = spoken, 0.0
        place += 1 + after_join
    return total + current, place


def _spoken_together(first: float, second: float) -> float | None:
    """Return the number that two number words say together, or None: thirty five, three hundred, twenty fifty."""
    if 20 <= first <= 90 and first % 10 == 0 and 1 <= second <= 9:
        return first + second
    if second == 100 and 1 <= first <= 9:
        return first * 100
    if first >= 100 and first % 100 == 0 and 1 <= second < 100:
        return first + second
    if first in (19, 20) and 10 <= second <= 99:
        return first * 100 + second
    if (first, second) == (4, 20):  # quatre-vingts
        return 80.0
    if first % 100 in (60, 80) and 10 <= second <= 19:  # soixante-quinze
        return first + second
    if first >= 100 and first % 10 == 0 and first % 100 >= 20 and 1 <= second <= 9:
        return first + second
    return None


def _halves(tokens: list[tuple[str, int, int]], vocabulary: Vocabulary) -> list[tuple[str, int, int]]:
    """Return the tokens with "half an inch" as 0.5 inch, "an inch" as 1 and "2 and a half inches" as 2.5 inches."""
    text, starts = "", []
    for token, _, _ in tokens:
        starts.append(len(text))
        text += token + " "
    unit = vocabulary.words("units", *vocabulary.table["units"])
    whole_and = re.compile(rf"(?<!\S)(-?\d+) {vocabulary.words('number_signs', 'a_half')}")
    one = re.compile(
        rf"(?<!\S){vocabulary.words('number_signs', 'one_of')}(?={vocabulary.words('units', 'inch', 'feet', 'm')})"
    )
    alone = re.compile(rf"(?<!\S){vocabulary.words('number_signs', 'half')}(?={unit})")
    joined: list[tuple[str, int, int]] = []
    place = 0
    while place < len(tokens):
        match = next((m for p in (whole_and, alone, one) if (m := p.match(text, starts[place]))), None)
        if match is None:
            joined.append(tokens[place])
            place += 1
            continue
        number = float(match[1]) + 0.5 if match.re is whole_and else 0.5 if match.re is alone else 1.0
        last = bisect_left(starts, match.end()) - 1
        joined.append((f"{number:g}", tokens[place][1], tokens[last][2]))
        place = last + 1
    return joined


def _mended(token: str, vocabulary: Vocabulary, is_name: bool) -> str:
    """Return the word of the vocabulary that a token misspells, or the token itself.

    One slip is mended in words of five letters or more, two in words of nine or more; in four letters only two that
    changed places, or a last one that was left out. The first letter is trusted. Of names only those of months and
    seasons are mended.
    """
    if not token.isalpha() or len(token) < 4:
        return token
    slips = 2 if len(token) >= 9 else 1
    if not is_name and vocabulary.is_set("silent_h") and f"h{token}" in vocabulary.listed:
        return f"h{token}"
    by_letter = vocabulary.content
    letters = dict.fromkeys((token[0], token[1], *_SOUND_ALIKE.get(token[0], "")))
    content = [word for letter in letters for word in by_letter.get(letter, ())]
    candidates = vocabulary.calendar_words if is_name and vocabulary.capitals_mean_names else content
    best, least, meant = token, slips + 1, vocabulary.meant
    for word in candidates:
        if abs(len(word) - len(token)) > slips:
            continue
        is_swapped = word[:2] == token[1::-1] or (word[0] in _SOUND_ALIKE.get(token[0], "") and len(word) == len(token))
        if word[0] != token[0] and not is_swapped:
            continue
        if len(token) == 4 and sorted(word) != sorted(token) and not word.startswith(token):
            continue
        distance = OSA.distance(token, word, score_cutoff=slips)
        is_as_near = distance == least and distance <= slips
        is_better = (len(word) == len(token)) - (len(best) == len(token)) + (word in meant) - (best in meant)
        if distance < least or (is_as_near and is_better > 0):
            best, least = word, distance
    return best
