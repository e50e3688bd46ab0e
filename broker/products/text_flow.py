"""Words set into lines: measured in the typeface they are drawn in, whatever their script."""

from __future__ import annotations

import bisect
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.figure import Figure

from broker.products.style import INK
from broker.products.typeface import REGULAR, SEMIBOLD, font, missing_letters

#: Texts are measured in letters of this size, where the rounding of pixels does not matter.
_MEASURED_AT = 100.0
#: Stands before and after words that are set semibold: of Unicode's private area, which user text does not reach.
_MARK = "\ue000"
_TURNS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_BOX = "□"
#: No line holds more letters, so a longer word is measured in pieces.
_LONGEST_WORD = 300


@dataclass(frozen=True)
class Line:
    """One line of text: pieces of one weight each, and whether it is read from right to left."""

    pieces: tuple[tuple[str, int], ...]
    is_rtl: bool = False

    @property
    def text(self) -> str:
        """The line's words."""
        return "".join(text for text, _ in self.pieces)


def width_pt(text: str, size_pt: float, weight: int = REGULAR) -> float:
    """Return how wide a text is, in points."""
    return size_pt * _width_of_size_1(text, weight)


@lru_cache(maxsize=20000)
def _width_of_size_1(text: str, weight: int) -> float:
    if not text.strip():
        return len(text) * 0.2
    return _renderer().get_text_width_height_descent(text, font(_MEASURED_AT, weight), ismath=False)[0] / _MEASURED_AT


@lru_cache(maxsize=1)
def _renderer() -> RendererAgg:
    return RendererAgg(16, 16, 72)


def strong(text: str) -> str:
    """Return the text marked as semibold for `flow`; the mark is a letter that no script uses."""
    return f"{_MARK}{text}{_MARK}"


def flow(text: str, width: float, size_pt: float, weight: int = REGULAR, most_lines: int = 1000) -> list[Line]:
    """Return the text as lines no wider than `width` points.

    Words within `strong` are set semibold. A word wider than the line is broken. Where there are more than
    `most_lines`, the last one ends in an ellipsis. Letters that no font has become boxes; marks that turn the reading
    direction of what follows are left out, because they could make a text say another thing than it holds.
    """
    text = _drawable(text)
    is_rtl = _reads_from_right(text)
    words = _words(text, weight)
    if is_rtl:  # a line of two directions is shaped as a whole, so it has one weight
        words = [(word, weight) for word, _ in words]
    lines: list[list[tuple[str, int]]] = []
    line: list[tuple[str, int]] = []
    used = 0.0
    space = width_pt(" ", size_pt)
    for word, word_weight in _broken(words, width, size_pt):
        wide = width_pt(word, size_pt, word_weight)
        if line and used + space + wide > width:
            lines.append(line)
            line, used = [], 0.0
        used += wide + (space if line else 0.0)
        line.append((word, word_weight))
    if line:
        lines.append(line)
    if len(lines) > most_lines:
        lines = lines[:most_lines]
        lines[-1] = _with_ellipsis(lines[-1], width, size_pt)
    return [Line(_joined(words), is_rtl) for words in lines]


def draw_lines(
    figure: Figure,
    lines: list[Line],
    x: float,
    y: float,
    size_pt: float,
    *,
    colour: str = INK,
    leading: float = 1.35,
    width: float = 0.0,
) -> float:
    """Draw lines downwards from a first baseline; return the baseline that would follow.

    Words are drawn before pictures, so that a screen reader meets the text before the labels of a chart.

    Parameters
    ----------
    x, y, width : float
        Points from the figure's lower left corner; `width` is where lines read from the right begin.
    """
    across, up = (72.0 * inches for inches in figure.get_size_inches())
    for line in lines:
        if line.is_rtl:
            figure.text(
                (x + width) / across, y / up, line.text, fontproperties=font(size_pt, line.pieces[0][1]),
                color=colour, ha="right", va="baseline", parse_math=False, zorder=-1,
            )  # fmt: skip
        else:
            along = x
            for text, weight in line.pieces:
                figure.text(
                    along / across, y / up, text, fontproperties=font(size_pt, weight),
                    color=colour, ha="left", va="baseline", parse_math=False, zorder=-1,
                )  # fmt: skip
                along += width_pt(text, size_pt, weight) + width_pt(" ", size_pt)
        y -= size_pt * leading
    return y


def _drawable(text: str) -> str:
    text = text.translate(_TURNS)
    text = "".join(" " if unicodedata.category(letter) == "Cc" else letter for letter in text)
    for letter in missing_letters(text):
        text = text.replace(letter, _BOX)
    return text


def _words(text: str, weight: int) -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []
    glue = False  # a mark that follows a semibold word without a space stays with it
    for number, part in enumerate(text.split(_MARK)):
        own = [(word, SEMIBOLD if number % 2 else weight) for word in part.split()]
        if own and glue and not part[0].isspace():
            found[-1] = (found[-1][0] + own[0][0], found[-1][1])
            own = own[1:]
        found += own
        glue = bool(found) and bool(part) and not part[-1].isspace()
    return found


def _broken(words: list[tuple[str, int]], width: float, size_pt: float) -> list[tuple[str, int]]:
    """Break words that are wider than a line: Chinese and Japanese have no spaces, nor has an address."""
    found = []
    for word, weight in words:
        while len(word) > 1 and (len(word) > _LONGEST_WORD or width_pt(word, size_pt, weight) > width):
            head = word[:_LONGEST_WORD]
            fits = bisect.bisect_right(
                range(1, len(head) + 1), width, key=lambda n: width_pt(head[:n], size_pt, weight)
            )
            found.append((word[: max(fits, 1)], weight))
            word = word[max(fits, 1) :]
        found.append((word, weight))
    return found


def _with_ellipsis(words: list[tuple[str, int]], width: float, size_pt: float) -> list[tuple[str, int]]:
    kept = list(words)
    while True:
        whole = [*kept[:-1], (kept[-1][0].rstrip(".,;:") + " …", kept[-1][1])]
        if len(kept) == 1 or width_pt(" ".join(word for word, _ in whole), size_pt, SEMIBOLD) <= width:
            return whole
        kept.pop()


def _joined(words: list[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    """Join neighbouring words of one weight, so that kerning and search see whole phrases."""
    pieces: list[tuple[str, int]] = []
    for word, weight in words:
        if pieces and pieces[-1][1] == weight:
            pieces[-1] = (f"{pieces[-1][0]} {word}", weight)
        else:
            pieces.append((word, weight))
    return tuple(pieces)


def _reads_from_right(text: str) -> bool:
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in {"R", "AL"}:
            return True
        if direction == "L":
            return False
    return False
