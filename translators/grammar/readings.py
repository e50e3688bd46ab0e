"""Readings: which atoms, standing together in any order, mean which index; one table for every language."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from translators.grammar.sentence import Sentence
from translators.indices import INDICES
from translators.vocabulary import Found, Vocabulary

#: Atoms that say little by themselves; every other weighs 1.
_WEIGHTS = {
    "day": 0.5, "night": 0.6, "number": 0.35, "how_often": 0.35, "temperature": 0.6, "season": 0.5, "risk": 0.3,
    "how_much": 0.45, "total": 0.5, "mean": 0.6, "more": 0.2, "when": 0.6, "start": 0.7, "end": 0.7, "length": 0.7,
    "first": 0.8, "last": 0.8, "very": 0.2, "too": 0.2, "share": 0.5, "how": 0.4, "month_unit": 0.3, "most": 0.8,
    "highest": 0.7, "lowest": 0.8, "longest": 0.7, "after": 0.5, "before": 0.5, "without": 0.6, "heavy": 0.8,
    "water": 0.5, "need": 0.5, "spring": 0.5, "autumn": 0.5, "winter": 0.5, "crop": 0.5, "low": 0.4, "flow": 0.8,
    "stay": 0.5, "road": 0.4, "usable": 0.5, "any_window": 0.9, "day_rate": 0.4, "long_rate": 0.6, "spell": 0.9,
    "harvest": 0.5, "river": 0.6, "year_unit": 0.1, "kill": 0.6, "normal": 0.9, "plain_amount": 0.4, "days_amount": 0.6,
    "degrees_mild_below": 0.2, "rain_large": 0.8, "range": 0.9, "cool": 0.8, "wet": 0.9, "water_balance": 1.2,
}  # fmt: skip
#: What a word between two atoms costs, and an "and" or a comma, and the end of a sentence.
_PER_WORD = 0.07
_PER_JOIN = 0.6
_PER_COMMA = 0.35
_PER_STOP = 1.0
#: A metric that is left out ("!night") must not stand so near, in words; and what is explained may stand so far.
_NEAR = 5
_FAR = 20
_AMOUNTS = {"degrees", "rain_amount", "wind_amount"}
_EXPLAINED = 9
#: Indices whose extreme of a season may be asked as what comes once in so many years.
EXTREMES = {"maximum", "minimum", "window_maximum", "melt_and_rain"}
_STOPS = {".", "?", "!", ";", ":"}


@dataclass(frozen=True)
class Reading:
    """One entry of the table.

    Attributes
    ----------
    index : str
    rows : tuple of Row
    entry : mapping
        As written: what else it sets.
    number : int
        Its place in the table: of equals the first is taken.
    """

    index: str
    rows: tuple[Row, ...]
    entry: Mapping[str, Any]
    number: int

    @property
    def sure(self) -> float:
        """Confidence, before what is missing lowers it."""
        return float(self.entry.get("sure", 0.9))

    @property
    def is_weak(self) -> bool:
        """Whether it counts only where nothing better of its kind was said."""
        return bool(self.entry.get("weak", False))

    @property
    def kind(self) -> str:
        """Return ``rain``, ``temperature`` or ``other``: what its index measures."""
        variables = set(INDICES[self.index].variables)
        return "rain" if variables == {"pr"} else "temperature" if variables <= {"tas", "tasmax", "tasmin"} else "other"


@dataclass(frozen=True)
class Row:
    """Atoms that must stand together: of each group one; none of those left out near them."""

    groups: tuple[tuple[str, ...], ...]
    without: tuple[str, ...]
    maybe: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Row:
        """Return the row that the table writes: ``"hot|warm day? !night"``."""
        words = text.split()
        return cls(
            tuple(tuple(w.split("|")) for w in words if w[0] != "!" and not w.endswith("?")),
            tuple(w[1:] for w in words if w[0] == "!"),  # "!!hot" keeps a mark for the whole sentence
            tuple(w[:-1] for w in words if w.endswith("?")),
        )


@dataclass(frozen=True)
class Match:
    """A reading that fits a sentence.

    Attributes
    ----------
    reading : Reading
    atoms : tuple of Found
        Those that made it.
    explained : tuple of Found
        Others that it makes clear.
    score : float
    """

    reading: Reading
    atoms: tuple[Found, ...]
    explained: tuple[Found, ...]
    score: float

    @property
    def used(self) -> tuple[Found, ...]:
        """Every atom that is no second metric any more."""
        return self.atoms + self.explained

    @property
    def start(self) -> int:
        """Where its first word stands."""
        return min(f.start for f in self.atoms)

    @property
    def end(self) -> int:
        """Where its last word ends."""
        return max(f.end for f in self.atoms)


@cache
def readings() -> tuple[Reading, ...]:
    """Return the table of readings."""
    table = tomllib.loads((Path(__file__).parent / "readings.toml").read_text(encoding="utf-8"))
    return tuple(
        Reading(entry["index"], tuple(Row.of(row) for row in entry["when"]), entry, number)
        for number, entry in enumerate(table["reading"])
    )


@cache
def _rows_by_atom() -> Mapping[str, tuple[tuple[Reading, Row], ...]]:
    """Return the rows by the atoms of their most telling group, so that only those are tried whose words are there."""
    rows: dict[str, list[tuple[Reading, Row]]] = {}
    for reading in readings():
        for row in reading.rows:
            telling = max(row.groups, key=lambda group: (min(_WEIGHTS.get(atom, 1.0) for atom in group), -len(group)))
            for atom in telling:
                rows.setdefault(atom, []).append((reading, row))
    return {atom: tuple(found) for atom, found in rows.items()}


@cache
def names() -> Mapping[str, str]:
    """Return names that every language writes the same, and the ids themselves → index."""
    table = tomllib.loads((Path(__file__).parent / "readings.toml").read_text(encoding="utf-8"))
    return {**{name.replace("_", " "): name for name in INDICES}, **table["names"]}


@cache
def _named() -> re.Pattern[str]:
    spelled = "|".join(re.escape(name) for name in sorted(names(), key=len, reverse=True))
    with_number = r"r(?P<rain>\d+)mm|(?:spi|spei) (?P<months>\d+)|rx(?P<window>\d+)day|(?:tx|tn)(?:90|10)p"
    return re.compile(rf"(?<!\S)(?:{with_number}|{spelled})(?= )")


def read_names(sentence: Sentence) -> list[tuple[str, dict[str, str], Found]]:
    """Return the indices that a sentence calls by their names, with parameters that a name holds: R20mm, Rx5day.

    An id of several words counts only where it is written as one ("dry_days"); "dry days" are everyday words.
    """
    found = []
    for match in _named().finditer(sentence.text):
        name, parameters = match[0], {}
        if " " in name and name in names() and "_" not in sentence.said(match.start(), match.end()):
            continue
        if match["rain"]:
            name, parameters = "wetdays", {"thresh": f"{match['rain']} mm/day"}
        elif match["months"]:
            name, parameters = name.split()[0], {"window": match["months"]}
        elif match["window"]:
            is_one = match["window"] == "1"
            name = "max_1day_precipitation_amount" if is_one else "max_n_day_precipitation_amount"
            parameters = {} if is_one else {"window": f"{match['window']} days"}
        found.append((names().get(name, name), parameters, Found(name, match.start(), match.end())))
    return found


@dataclass
class Field:
    """The atoms of one sentence, and how far apart they stand."""

    atoms: tuple[Found, ...]
    text: str
    vocabulary: Vocabulary
    by_meaning: dict[str, list[Found]] = field(default_factory=dict)
    costs: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Sort the atoms, and add up what it costs to come to each letter."""
        for atom in self.atoms:
            self.by_meaning.setdefault(atom.meaning, []).append(atom)
        joins = _joins(self.vocabulary)
        total, self.costs = 0.0, []
        for word in re.finditer(r"\S+ |\s", self.text):
            token = word[0].strip()
            self.costs += [total] * len(word[0])
            total += 1.0
            if token in _STOPS:
                total += _PER_STOP / _PER_WORD
            elif token in joins:
                total += (_PER_COMMA if token == "," else _PER_JOIN) / _PER_WORD
        self.costs.append(total)

    def between(self, one: Found, other: Found) -> float:
        """Return how many words lie between two atoms, with what joins and stops cost."""
        if one.start <= other.end and other.start <= one.end:
            return 0.0
        first, second = (one, other) if one.start < other.start else (other, one)
        return max(self.costs[second.start] - self.costs[max(first.end - 1, 0)] - 1.0, 0.0)


@cache
def _joins(vocabulary: Vocabulary) -> frozenset[str]:
    """Return the words that join two metrics, and the comma."""
    return frozenset(p for p in vocabulary.table["dates"]["and"] if " " not in p) | {","}


def matches(atoms: Iterable[Found], text: str, vocabulary: Vocabulary) -> list[Match]:
    """Return the readings of a sentence: the most specific first, then what is left beside it."""
    board = Field(tuple(atoms), text, vocabulary)
    present = frozenset(board.by_meaning)
    candidates = [
        match
        for atom in sorted(present)
        for reading, row in _rows_by_atom().get(atom, ())
        if not any(present.isdisjoint(group) for group in row.groups)
        for match in _of_row(reading, row, board)
    ]
    candidates.sort(key=lambda m: (-m.score, m.reading.number, m.start))
    chosen: list[Match] = []
    open_ones = [c for c in candidates if not c.reading.is_weak and c.score > 0]
    while open_ones:
        best = max(open_ones, key=lambda c: (c.score - _shared(c, chosen), -c.reading.number, -c.start))
        chosen.append(best)
        open_ones = [c for c in open_ones if c is not best and _is_new(c, chosen, board)]
    kinds = {match.reading.kind for match in chosen}
    for candidate in candidates:
        if candidate.reading.is_weak and candidate.reading.kind not in kinds and _is_new(candidate, chosen, board):
            chosen.append(candidate)
            kinds.add(candidate.reading.kind)
    return chosen


def _of_row(reading: Reading, row: Row, board: Field) -> list[Match]:
    """Return how a row fits: one for each place where the rarest of its atoms stands."""
    choices = [[f for name in group for f in board.by_meaning.get(name, ())] for group in row.groups]
    anchors = min(choices, key=len)
    found = []
    for anchor in anchors:
        picked = [
            anchor if group is anchors else min(group, key=lambda f: (board.between(anchor, f), f.start))
            for group in choices
        ]
        near = list(picked)
        if _is_barred(row, near, board):
            continue
        ordered = sorted(near, key=lambda f: f.start)
        cost = sum(board.between(a, b) for a, b in pairwise(ordered)) * _PER_WORD
        weight = sum(_WEIGHTS.get(f.meaning, 1.0) for f in picked)
        lasting = ("return_period",) if INDICES[reading.index].reduction in EXTREMES else ()
        clear = {
            *lasting,
            *reading.entry.get("explains", ()),
            *row.maybe,
            *(name for group in row.groups for name in group),
        }
        explained = tuple(
            f
            for f in board.atoms
            if f.meaning in clear and f not in picked and min(board.between(f, other) for other in picked) <= _EXPLAINED
        )
        found.append(Match(reading, tuple(ordered), explained, weight - cost + float(reading.entry.get("bonus", 0))))
    return found


def _shared(candidate: Match, chosen: list[Match]) -> float:
    """Return what the atoms weigh that a reading shares with those already chosen: its own words come first."""
    used = {f for match in chosen for f in match.atoms}
    return sum(_WEIGHTS.get(f.meaning, 1.0) for f in candidate.atoms if f in used)


def _is_barred(row: Row, near: list[Found], board: Field) -> bool:
    """Whether an atom that the row leaves out stands near; an amount is said of the whole sentence."""
    return any(
        board.between(f, other) <= (_FAR if name in _AMOUNTS or name[0] == "!" else _NEAR)
        for name in row.without
        for f in board.by_meaning.get(name.removeprefix("!"), ())
        for other in near
    )


def _is_new(candidate: Match, chosen: list[Match], board: Field) -> bool:
    """Whether a reading says something that those already chosen do not make clear."""
    if not chosen:
        return True
    used = {f for match in chosen for f in match.used}
    spans = [(f.start, f.end) for match in chosen for f in match.used if f in match.atoms or f.meaning in _AMOUNTS]
    fresh = [f for f in candidate.atoms if f not in used and not any(s <= f.start and f.end <= e for s, e in spans)]
    if sum(_WEIGHTS.get(f.meaning, 1.0) for f in fresh) < 0.7:
        return False
    if any(match.reading.index == candidate.reading.index and len(fresh) < len(candidate.atoms) for match in chosen):
        return False
    shared = [f for f in candidate.atoms if f not in fresh]
    if not shared:
        return True
    others = [f for match in chosen for f in match.atoms if f not in shared]
    joins = _joins(board.vocabulary)
    for new in fresh:
        for old in others:
            first, second = sorted((new, old), key=lambda f: f.start)
            if joins & set(board.text[first.end : second.start].split()):
                return True
    return False
