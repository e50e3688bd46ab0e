"""Parameters of an index from the numbers and dates of a sentence, and what has to be asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from translators.grammar.amount_atoms import celsius
from translators.grammar.amounts import Amount
from translators.grammar.months import CalendarRead
from translators.grammar.readings import Field, Match
from translators.grammar.sentence import Sentence
from translators.grammar.thresholds import Limit, limit_of
from translators.indices import INDICES, Parameter
from translators.locales.metrics import meaning_of
from translators.specification import Assumption, Question
from translators.vocabulary import Found, Vocabulary

#: An amount that no reading holds belongs to one this near, in words.
_REACH = 12.0
#: One that a less specific reading holds too goes to the more specific where it is this near.
_CLOSE = 6.0
#: The second of a pair, by day and by night, stands beyond an "and".
_FAR = 18.0
_KIND_OF = {
    "degC": "temperature",
    "mm/day": "rain",
    "mm": "rain",
    "m/s": "speed",
    "cm": "depth",
    "K days": "sum",
    "%": "percent",
}
#: Parameters that a number of days may fill, by index; elsewhere it is what the answer is compared with.
_WINDOWS = {
    "dry_spell_frequency", "dry_spell_total_length", "wet_spell_frequency", "wet_spell_total_length",
    "heat_wave_frequency", "heat_wave_total_length", "hot_spell_frequency", "hot_spell_total_length", "heat_wave_index",
    "hot_spell_max_magnitude", "warm_spell_duration_index", "cold_spell_duration_index",
    "max_n_day_precipitation_amount", "melt_and_precip_max", "dark_doldrums_days",
}  # fmt: skip
_PLAIN = {"thi_days_above": "thresh", "fire_weather_days": "danger"}
_MUCH_RAIN_MM = 100.0
#: Atoms beside which a number of days is that of a dry run, and no stretch of days that is looked at.
_DRY = {"dry", "without", "drought"}


@dataclass(frozen=True)
class Given:
    """All that was read of a sentence before its parameters are filled."""

    sentence: Sentence
    atoms: tuple[Found, ...]
    amounts: tuple[Amount, ...]
    calendar: CalendarRead
    words: Vocabulary
    matches: tuple[Match, ...] = ()

    @property
    def board(self) -> Field:
        """How far apart its atoms stand."""
        return Field(self.atoms, self.sentence.text, self.words)

    def has(self, *meanings: str) -> bool:
        """Whether an atom stands in the sentence."""
        return any(atom.meaning in meanings for atom in self.atoms)

    def near(self, match: Match) -> list[Amount]:
        """Return the amounts of a reading: its own first, then those near that no other reading holds."""
        board = self.board
        own = {(f.start, f.end) for f in match.atoms}
        number = next((n for n, other in enumerate(self.matches) if other is match), 0)
        others = {(f.start, f.end) for other in self.matches[:number] for f in other.atoms}
        later = {(f.start, f.end) for other in self.matches[number + 1 :] for f in other.atoms}
        is_pair = "thresh_tasmin" in INDICES[match.reading.index].parameters
        ranked = []
        for amount in self.amounts:
            place = (amount.found.start, amount.found.end)
            far = min(board.between(amount.found, f) for f in match.atoms)
            if place in own:
                ranked.append((-1.0, amount))
            elif place in others or far > (_FAR if is_pair else _REACH):
                continue
            elif (place in later and far <= (_FAR if is_pair else _CLOSE)) or self._is_nearest(
                amount, match, far, board
            ):
                ranked.append((far, amount))
        return [amount for _, amount in sorted(ranked, key=lambda pair: pair[0])]

    def _is_nearest(self, amount: Amount, match: Match, far: float, board: Field) -> bool:
        return all(
            far <= min(board.between(amount.found, f) for f in other.atoms)
            for other in self.matches
            if other is not match
        )


@dataclass
class Filled:
    """The parameters of one reading.

    Attributes
    ----------
    parameters, said : dict of str to str
        All; and those that the sentence itself gives.
    left : list of Amount
        Amounts near it that fill no parameter: what its answer may be compared with.
    doubt : float
        What the confidence loses.
    """

    parameters: dict[str, str] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)
    assumptions: list[Assumption] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    missing: tuple[str, ...] = ()
    left: list[Amount] = field(default_factory=list)
    taken: list[Amount] = field(default_factory=list)
    doubt: float = 0.0
    uses_dates: bool = False


def fill(match: Match, given: Given) -> Filled:
    """Return the parameters of a reading: those said, those that it sets, and the usual threshold."""
    entry, index = match.reading.entry, INDICES[match.reading.index]
    filled = Filled(left=given.near(match))
    fixed = dict(entry.get("fixed", {}))
    asked: list[str] = []
    if not fixed:
        for name, amount in _bound(match, given, filled.left):
            limit = limit_of(amount, index, given.words, name)
            _take(filled, limit, amount)
            asked += limit.missing
            if name == "window_wet_start" or (amount.window and name == "thresh_wet_start"):
                filled.said["window_wet_start"] = f"{amount.window} days"
    else:
        filled.left = [amount for amount in filled.left if amount.kind != "temperature"]
    _spelled_numbers(match, given, filled)
    _dates(match, given, filled)
    filled.parameters = {**entry.get("parameters", {}), **filled.said, **fixed}
    named = [name for name in entry.get("missing", ()) if name not in filled.parameters and name not in asked]
    unsaid = [n for n, p in index.parameters.items() if p.default is None and n not in filled.parameters]
    filled.missing = tuple(dict.fromkeys([*asked, *named, *(n for n in unsaid if n not in asked)]))
    if asked:
        filled.doubt += 0.3
    elif filled.missing:
        filled.doubt += 0.25
    _usual(match, given, filled)
    _questions(match, given, filled, asked)
    return filled


def _take(filled: Filled, limit: Limit, amount: Amount) -> None:
    filled.said.update(limit.parameters)
    filled.taken.append(amount)
    filled.assumptions += limit.assumptions
    filled.questions += limit.questions
    filled.left = [other for other in filled.left if other.found != amount.found or other is not amount]
    filled.doubt += 0.12 if amount.assumed_unit and amount.value else 0.0


def _bound(match: Match, given: Given, amounts: Iterable[Amount]) -> list[tuple[str, Amount]]:
    """Return which amount fills which parameter."""
    index = INDICES[match.reading.index]
    free = list(amounts)
    bound: list[tuple[str, Amount]] = []

    def give(name: str, amount: Amount | None) -> None:
        if amount is not None:
            bound.append((name, amount))
            free.remove(amount)

    def first(kind: str, at_least: float | None = None) -> Amount | None:
        fitting = (a for a in free if a.kind == kind and (at_least is None or _size(a) >= at_least))
        return next(fitting, None)

    names = list(index.parameters)
    if {"thresh_tasmax", "thresh_tasmin"} <= set(names):
        bound_pair = _by_day_and_night(match, given, [a for a in free if a.kind == "temperature"])
        for name, amount in bound_pair:
            give(name, amount)
    elif {"thresh_low", "thresh_high"} <= set(names):
        pair = sorted((a for a in free if a.kind == "temperature"), key=lambda a: a.value)[:2]
        for name, amount in zip(("thresh_low", "thresh_high"), pair, strict=False):
            give(name, amount)
    if index.id in _PLAIN:
        give(_PLAIN[index.id], first("bare"))
    if "need" in names:
        give("need", first("rain", _MUCH_RAIN_MM))
    if "thresh_wet_start" in names:
        give("thresh_wet_start", next((a for a in free if a.kind == "rain" and not a.is_downward), None))
    if "window" in names and index.parameters["window"].kind == "number":
        give("window", first("months"))
    for name in names:
        if name in {n for n, _ in bound} or name.startswith(
            ("window", "thresh_wet", "thresh_dry", "need", "thresh_low")
        ):
            continue
        if name == "length":
            lengths = [a for a in free if a.kind == "length" and not _is_dry_run(a, given)]
            give(name, lengths[0] if lengths else None)
            continue
        kind = _KIND_OF.get(index.parameters[name].units)
        if index.parameters[name].kind == "quantity" and kind is not None and not _is_goal(match, kind):
            give(name, first(kind))
    if "window" in names and index.id in _WINDOWS:
        windowed = next((a for a in amounts if a.window), None)
        length = first("length")
        give("window", length)
        if length is None and windowed is not None and windowed.window:
            bound.append(("window", replace(windowed, value=float(windowed.window), unit="days", kind="length")))
    if "window_dry" in names:
        give("window_dry", first("length"))
    return bound


def _is_goal(match: Match, kind: str) -> bool:
    """Whether amounts of a kind are what the index itself is compared with."""
    return match.reading.entry.get("goal") == "amount" and kind == "rain"


def _size(amount: Amount) -> float:
    return amount.value * {"cm": 10.0, "inch": 25.4}.get(amount.unit, 1.0)


def _is_dry_run(amount: Amount, given: Given) -> bool:
    """Whether a number of days is said of a dry run: "10 dry days"."""
    board = given.board
    days = next((f for f in given.atoms if f.meaning == "day" and 0 <= f.start - amount.found.end <= 25), amount.found)
    return any(f.meaning in _DRY and board.between(days, f) <= 3 for f in given.atoms) and not any(
        f.meaning == "any_window" and f.touches([amount.found]) for f in given.atoms
    )


def _by_day_and_night(match: Match, given: Given, amounts: list[Amount]) -> list[tuple[str, Amount]]:
    """Return the limits by day and by night: by the words beside them, else the higher for the day."""
    if len(amounts) >= 2:
        low, high = sorted(amounts[:2], key=lambda a: celsius(a) or a.value)
        return [("thresh_tasmax", high), ("thresh_tasmin", low)]
    if not amounts:
        return []
    board = given.board
    near = {
        name: min((board.between(amounts[0].found, f) for f in given.atoms if f.meaning == name), default=99.0)
        for name in ("day", "night")
    }
    return [("thresh_tasmin" if near["night"] < near["day"] else "thresh_tasmax", amounts[0])]


def _spelled_numbers(match: Match, given: Given, filled: Filled) -> None:
    """Take the numbers that stand inside words: "90th percentile", "in any 20"."""
    index = INDICES[match.reading.index]
    text = given.sentence.text
    for atom in given.atoms:
        before = re.search(r"(?<!\S)(\d+(?:\.\d+)?) $", text[: atom.start])
        inside = re.search(r"\d+", text[atom.start : atom.end])
        if atom.meaning == "percentile" and before and "percentile" in index.parameters and float(before[1]) < 100:
            filled.said["percentile"] = before[1]
        if atom.meaning == "any_window" and inside and "length" in index.parameters:
            filled.said["length"] = f"{inside[0]} days"
            filled.left = [a for a in filled.left if not a.found.touches([atom])]


def _dates(match: Match, given: Given, filled: Filled) -> None:
    """Take an open date: "the first frost after 1 October", "the last one before 15 May"."""
    names, calendar = INDICES[match.reading.index].parameters, given.calendar
    for name, date in (("after_date", calendar.open_after), ("before_date", calendar.open_before)):
        if name in names and date is not None:
            filled.said[name] = f"{date[0]:02d}-{date[1]:02d}"
            filled.uses_dates = True


def _usual(match: Match, given: Given, filled: Filled) -> None:
    """Take the usual threshold where none was said, and say so."""
    entry, index = match.reading.entry, INDICES[match.reading.index]
    for name, parameter in index.parameters.items():
        if name in filled.said or name in filled.missing or name in entry.get("fixed", {}):
            continue
        if name in entry.get("parameters", {}):
            usual = entry["parameters"][name]
        elif name == "thresh" and parameter.default is not None:
            usual = parameter.default
        elif name in {"thresh_tasmax", "thresh_tasmin", "danger", "window"} and parameter.default is not None:
            filled.assumptions.append(_because(name, parameter, parameter.default, index.source, entry, given))
            continue
        else:
            continue
        filled.parameters[name] = usual
        filled.assumptions.append(_because(name, parameter, usual, index.source, entry, given))
        if name == "thresh" and entry.get("options"):
            filled.doubt += 0.1


def _because(name: str, parameter: Parameter, usual: str, source: str, entry: object, given: Given) -> Assumption:
    say = given.words.say
    if name == "thresh" and isinstance(entry, dict) and "because" in entry:
        return Assumption(name, usual, say(entry["because"]), source)
    meaning = meaning_of(parameter.meaning, given.words.language)
    return Assumption(name, usual, say("thresh_default", meaning=meaning, source=source), source)


def _questions(match: Match, given: Given, filled: Filled, asked: list[str]) -> None:
    """Add the question for a threshold that was not said."""
    entry, say = match.reading.entry, given.words.say
    about = "window" if "window" in filled.missing else filled.missing[0] if filled.missing else "thresh"
    if "options_days" in entry and "window" in filled.missing:
        options = tuple(say("option_days", count=count) for count in entry["options_days"])
        filled.questions.append(Question("window", say(entry["ask"]), options))
        return
    is_said = any(name in filled.said for name in ("thresh", "thresh_tasmax", "thresh_tasmin"))
    if "ask" in entry and not asked and "options_days" not in entry and (not is_said or about in filled.missing):
        name = "thresh_tasmax" if "thresh_tasmax" in INDICES[match.reading.index].parameters else about
        filled.questions.append(Question(name, say(entry["ask"]), tuple(entry.get("options", ()))))
        if "sum_thresh" in filled.missing and about != "sum_thresh":
            filled.questions.append(Question("sum_thresh", say("ask_sum")))
