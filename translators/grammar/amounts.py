"""Numbers with units and comparisons: "above 30 °C", "at least 20 mm a day", "below zero", "in 5 days"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from itertools import zip_longest

from translators.grammar.sentence import Sentence
from translators.vocabulary import Found, Vocabulary

_KINDS = {
    **dict.fromkeys(("degC", "degF", "K", "degrees"), "temperature"),
    **dict.fromkeys(("mm", "cm", "inch"), "rain"),
    **dict.fromkeys(("m", "feet"), "depth"),
    **dict.fromkeys(("m/s", "km/h", "mph", "knot"), "speed"),
    **dict.fromkeys(("days", "weeks"), "length"),
    "months": "months",
    "years": "years",
    "percent": "percent",
    "K days": "sum",
    "counted": "count",
}
#: Units whose numbers are kept where nothing was compared.
_KEPT = {"length", "months", "years", "percent", "sum", "speed", "depth", "temperature", "rain", "count"}
#: Warmer than any air on Earth in °C, yet an everyday number in °F.
_ONLY_FAHRENHEIT = 60
#: Fewer degree days than this are hot days: "40 degree days".
_FEWEST_DEGREE_DAYS = 150
#: More than falls in a day in inches, yet an everyday number in mm.
_ONLY_MILLIMETRES = 40
_NUMBER = re.compile(r"(?<!\S)-?\d+(?:\.\d+)? ")


@dataclass(frozen=True)
class Amount:
    """A number of a sentence that is no year and no date.

    Attributes
    ----------
    value : float
    unit : str
        ``degC``, ``degF``, ``K``, ``mm``, ``cm``, ``inch``, ``m``, ``feet``, ``m/s``, ``km/h``, ``mph``, ``knot``,
        ``days``, ``months``, ``years``, ``percent``, ``K days``; ``degrees`` without a scale; ``counted`` before
        what an index counts; ``""`` for a bare number.
    kind : str
        ``temperature``, ``rain``, ``depth`` (of snow), ``speed``, ``length`` (days), ``months``, ``years``,
        ``percent``, ``sum`` (of degree days), ``count`` (how many heat waves), ``bare`` or ``other``.
    direction : str
        ``above``, ``at_least``, ``below``, ``at_most``, or empty where nothing was said.
    per : str
        ``day``, ``days`` (then `window`), ``hour``, ``longer`` or empty.
    window : int or None
    said : str
        In the words of the sentence.
    found : Found
        Where it stands, comparison and unit included.
    assumed_unit : bool
        Whether the unit was not said and only its size tells it.
    """

    value: float
    unit: str
    kind: str
    direction: str
    per: str
    window: int | None
    said: str
    found: Found
    assumed_unit: bool = False

    @property
    def is_threshold(self) -> bool:
        """Whether a day may be compared with it."""
        return self.kind in {"temperature", "rain"}

    @property
    def is_upward(self) -> bool:
        """Whether what lies above counts."""
        return self.direction in {"above", "at_least"}

    @property
    def is_downward(self) -> bool:
        """Whether what lies below counts."""
        return self.direction in {"below", "at_most"}

    @property
    def needs_unit(self) -> bool:
        """Whether its unit must be asked."""
        return self.unit in {"", "degrees"}

    @property
    def text(self) -> str:
        """As a quantity: "86 degF", "20 mm"."""
        return f"{self.value:g} {'%' if self.unit == 'percent' else self.unit}"


def read_amounts(sentence: Sentence, vocabulary: Vocabulary, atoms: tuple[Found, ...] = ()) -> tuple[Amount, ...]:
    """Return the amounts of a sentence, in order; "between 30 and 35 °C" gives two.

    `atoms` tell a number of what is counted ("7 dry days", "3 heat waves") from a limit without a unit.
    """
    amounts: list[Amount] = []
    place = 0
    while match := _NUMBER.search(sentence.text, place):
        place = match.end() - 1
        found = _amount_at(sentence, match, vocabulary, atoms)
        amounts += found
        if found:
            place = max(place, found[-1].found.end)
    amounts = [_sharing_unit(sentence, one, other) for one, other in zip_longest(amounts, amounts[1:])]
    return tuple(amounts + _freezing(sentence, amounts, vocabulary))


def _sharing_unit(sentence: Sentence, one: Amount, following: Amount | None) -> Amount:
    """Return a bare number with the unit of the amount that follows it at once: "above 20 but below 25 °C"."""
    if following is None or one.kind != "bare" or following.kind not in {"temperature", "rain"}:
        return one
    if len(sentence.text[one.found.end : following.found.start].split()) > 1:
        return one
    return replace(one, unit=following.unit, kind=following.kind)


@cache
def _patterns(vocabulary: Vocabulary) -> dict[str, re.Pattern[str]]:
    words = vocabulary.words
    filler = rf"(?:{words('comparisons', 'filler')}){{0,6}}"
    before = {name: words("comparisons", name) for name in ("above", "at_least", "below", "at_most", "between")}
    compiled = {name: re.compile(rf"(?<!\S){source}{filler}$") for name, source in before.items()}
    compiled["base"] = re.compile(rf"(?<!\S){words('thresholds', 'base')}{filler}$")
    compiled["or_above"] = re.compile(words("comparisons", "or_above"))
    compiled["or_below"] = re.compile(words("comparisons", "or_below"))
    for unit in vocabulary.table["units"]:
        compiled[f"unit {unit}"] = re.compile(words("units", unit))
    for rate in vocabulary.table["rates"]:
        compiled[f"per {rate}"] = re.compile(words("rates", rate))
    compiled["under_zero"] = re.compile(words("thresholds", "under_zero"))
    compiled["second"] = re.compile(rf"(?:{words('dates', 'to')}|{words('dates', 'and')})(?P<second>-?\d+(?:\.\d+)?) ")
    any_before = "|".join(f"(?P<{name}>{before[name]})" for name in ("above", "at_least", "below", "at_most"))
    compiled["freezing"] = re.compile(rf"(?<!\S)(?:{any_before}){filler}{words('thresholds', 'zero_degrees')}")
    compiled["sub_zero"] = re.compile(rf"(?<!\S){words('thresholds', 'sub_zero')}")
    return compiled


def _amount_at(
    sentence: Sentence, match: re.Match[str], vocabulary: Vocabulary, atoms: tuple[Found, ...]
) -> list[Amount]:
    patterns, text = _patterns(vocabulary), sentence.text
    value, end = float(match[0]), match.end()
    unit, end = _longest(patterns, "unit ", text, end)
    begin = match.start()
    if vocabulary.is_set("unit_first") and (before := _unit_before(patterns, text, begin)) is not None:
        (unit, begin), end = before, match.end()
    second = patterns["second"].match(text, end)
    direction, start = _direction(patterns, text[:begin])
    start = begin if start is None else start
    values = [value]
    if second is not None:
        second_unit, second_end = _longest(patterns, "unit ", text, second.end())
        if (unit and second_unit in {"", unit}) or (not unit and second_unit) or (direction == "between"):
            values.append(float(second["second"]))
            unit, end = second_unit or unit, second_end
    per, end_of_rate = _longest(patterns, "per ", text, end)
    window = int(float(re.findall(r"\d+(?:\.\d+)?", text[end:end_of_rate])[0])) if per == "days" else None
    if window == 1:
        per, window = "day", None
    if unit == "km" and per == "hour":  # "km 40 kwa saa"
        unit, per = "km/h", ""
    end = end_of_rate
    for name, side in (("or_above", "at_least"), ("or_below", "at_most")):
        after = patterns[name].match(text, end)
        if after is not None and not _NUMBER.match(text, after.end()):  # "above 30 and below 0 °C" are two
            direction, end = side, after.end()
            if not unit:
                unit, end = _longest(patterns, "unit ", text, end)  # "30+ degrees C"
    under_zero = patterns["under_zero"].match(text, end) if unit in {"", "degrees", "degC", "degF"} else None
    if under_zero is not None and value > 0:
        values, unit, end = [-v for v in values], unit or "degrees", under_zero.end()
    if unit == "degree_days":
        unit = "K days" if value >= _FEWEST_DEGREE_DAYS else "degrees"
    if not unit and (counted := _counted(text, end, atoms)) is not None:
        unit, end = counted
    if unit == "weeks":
        values, unit = [v * 7 for v in values], "days"
    kind = _KINDS.get(unit, "other" if unit else "bare")
    if (kind == "bare" and (not direction or values == [0.0])) or kind not in {*_KEPT, "bare"}:
        return []  # "below zero" is read with "below freezing"; "50 km" and "12 acres" are no limits
    found = Found("amount", start, end - 1)
    said = sentence.said(start, end)
    sides = ["above", "below"] if len(values) == 2 and direction in {"between", ""} else [direction] * len(values)
    if direction == "base":
        sides = [""] * len(values)
    return [Amount(v, unit, kind, side, per, window, said, found) for v, side in zip(values, sides, strict=True)]


def _unit_before(patterns: dict[str, re.Pattern[str]], text: str, place: int) -> tuple[str, int] | None:
    """Return the unit that stands before a number and where it starts: "nyuzi joto 35", "siku 10"."""
    best: tuple[str, int] | None = None
    starts = [m.start() for m in re.finditer(r"(?<!\S)\S", text[:place])][-4:]
    for start in reversed(starts):
        for name, pattern in patterns.items():
            if name.startswith("unit ") and (match := pattern.match(text, start)) is not None and match.end() == place:
                best = best if best is not None and best[1] == start else (name.removeprefix("unit "), start)
    return best


#: Atoms before which a number says how many.
_COUNTED_DAYS = {"day", "night"}
_COUNTED = {"heat_wave", "cold_wave", "spell", "frost", "downpour", "drought", "false_start", "storm"}
_SUMMED = {"degree_days", "corn_heat_units", "chill", "chill_units"}


def _counted(text: str, place: int, atoms: tuple[Found, ...]) -> tuple[str, int] | None:
    """Return the unit of a number before what is counted, and where it is left off: "7 dry days", "3 heat waves"."""
    if not atoms:
        return None
    here = place
    for _ in range(5):
        starting = [atom for atom in atoms if atom.start == here]
        if any(atom.meaning in _COUNTED_DAYS for atom in starting):
            return "days", place
        if any(atom.meaning in _SUMMED for atom in starting):
            return "K days", place
        if any(atom.meaning in _COUNTED for atom in starting):
            nouns = [a for a in atoms if a.start > here and a.meaning in _COUNTED_DAYS and a.start - here < 20]
            between = text[max(a.end for a in starting) : nouns[0].start].split() if nouns else ["-"]
            return ("days" if nouns and not between else "counted"), place
        if not starting:
            return None
        here = max(atom.end for atom in starting) + 1
    return None


def _longest(patterns: dict[str, re.Pattern[str]], prefix: str, text: str, place: int) -> tuple[str, int]:
    """Return which of the patterns of a prefix matches most at a place, and where it ends; ("", place) if none."""
    best, end = "", place
    for name, pattern in patterns.items():
        if name.startswith(prefix):
            match = pattern.match(text, place)
            if match is not None and match.end() > end:
                best, end = name.removeprefix(prefix), match.end()
    return best, end


def _direction(patterns: dict[str, re.Pattern[str]], before: str) -> tuple[str, int | None]:
    """Return the comparison that ends the text before a number and where it starts; the longest counts."""
    best, start = "", None
    for name in ("above", "at_least", "below", "at_most", "between", "base"):
        match = patterns[name].search(before)
        if match is not None and (start is None or match.start() < start):
            best, start = name, match.start()
    return best, start


def _freezing(sentence: Sentence, amounts: list[Amount], vocabulary: Vocabulary) -> list[Amount]:
    """Return the amounts that name no number: "below freezing", "sub-zero"."""
    patterns, known = _patterns(vocabulary), [amount.found for amount in amounts]
    freezing: list[Amount] = []
    for name in ("freezing", "sub_zero"):
        for match in patterns[name].finditer(sentence.text):
            found = Found("amount", match.start(), match.end() - 1)
            if found.touches([*known, *(f.found for f in freezing)]):
                continue
            side = "below" if name == "sub_zero" else next(n for n, m in match.groupdict().items() if m)
            said = sentence.said(match.start(), match.end())
            freezing.append(Amount(0.0, "degC", "temperature", side, "", None, said, found))
    return freezing


def with_unit(amount: Amount, kind: str) -> Amount:
    """Return an amount without a unit as one of a kind, its unit only where its size leaves no doubt.

    Parameters
    ----------
    amount : Amount
        With the unit ``degrees`` or none.
    kind : str
        ``temperature`` or ``rain``: what the rest of the sentence is about.
    """
    unit = ""
    if kind == "temperature":
        unit = (
            "degF"
            if amount.value > _ONLY_FAHRENHEIT
            else "degC"
            if amount.value == 0 and not amount.unit
            else "degrees"
        )
    elif amount.value >= _ONLY_MILLIMETRES:
        unit = "mm"
    return Amount(
        amount.value, unit, kind, amount.direction, amount.per, amount.window, amount.said, amount.found,
        assumed_unit=unit in {"degF", "degC", "mm"},
    )  # fmt: skip
