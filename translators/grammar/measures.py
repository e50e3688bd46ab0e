"""What is to be counted or measured: concepts and amounts of a sentence put together into indices with parameters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from translators.grammar.amounts import Amount, with_unit
from translators.grammar.concepts import CONCEPTS, LED_UP_TO, OFFERED, Concept
from translators.grammar.sentence import Sentence
from translators.grammar.thresholds import Limit, limit_of
from translators.indices import INDICES
from translators.specification import Assumption, Question
from translators.vocabulary import Found, Vocabulary

#: A temperature at or above this, without "above" or "below", is taken for a limit of heat; one at or below the other
#: for a limit of cold.
_SURELY_HOT_DEGC, _SURELY_COLD_DEGC = 18.0, 5.0


@dataclass(frozen=True)
class Measure:
    """One index that the sentence may mean."""

    index: str
    parameters: dict[str, str]
    confidence: float
    reasons: tuple[str, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    questions: tuple[Question, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Theme:
    """A concept found in the sentence, and where."""

    name: str
    concept: Concept
    found: Found


def read_measures(sentence: Sentence, amounts: tuple[Amount, ...], vocabulary: Vocabulary) -> tuple[Measure, ...]:
    """Return what a sentence may ask for, the most certain first; empty where it names nothing that is computed."""
    themes = _themes(sentence, amounts, vocabulary)
    kind = _kind_of_bare(sentence, themes, vocabulary)
    limits = [_settled(amount, kind) for amount in amounts]
    measures = list(_measures(sentence, themes, limits, vocabulary))
    goals = tuple(
        Assumption("metric", a.said, vocabulary.say("count_goal", said=a.said))
        for a in amounts
        if a.kind == "length" and a.direction and not any(m.parameters.get("window") for m in measures)
    )
    best: dict[tuple[str, str], Measure] = {}
    for measure in measures:
        key = (measure.index, str(sorted(measure.parameters.items())))
        if key not in best or measure.confidence > best[key].confidence:
            best[key] = measure
    told = [replace(m, assumptions=m.assumptions + goals) for m in best.values()]
    # A reading without its own threshold gives way to one of the same index that has it.
    full = {m.index for m in told if not m.missing and _is_said(m)}
    kept = [m for m in told if m.index not in full or _is_said(m) or not INDICES[m.index].parameters]
    return tuple(sorted(kept, key=lambda m: -m.confidence))


def offered(vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return what can be asked, in words, for a sentence in which nothing was understood."""
    return tuple(INDICES[index].title for index in OFFERED)


def _is_said(measure: Measure) -> bool:
    return (
        not measure.missing
        and not any(a.about in measure.parameters and a.value == "" for a in measure.assumptions)
        and (not any(q.about in INDICES[measure.index].parameters for q in measure.questions))
    )


def _themes(sentence: Sentence, amounts: tuple[Amount, ...], vocabulary: Vocabulary) -> list[_Theme]:
    """Return the concepts of a sentence, without those that only lead up to another or to an amount."""
    inside = [amount.found for amount in amounts if amount.kind != "length"]
    found = [
        f
        for f in vocabulary.find("concepts", sentence.text)
        if not any(a.start <= f.start and f.end <= a.end for a in inside)
    ]
    themes = [_Theme(f.meaning, CONCEPTS[f.meaning], f) for f in found]
    names = {theme.name for theme in themes}
    themes = [t for t in themes if not names.intersection(LED_UP_TO.get(t.name, ()))]
    limited = {a.kind for a in amounts if a.direction and a.is_threshold}
    exact = {t.concept.kind for t in themes if not t.concept.vague} | limited
    themes = [t for t in themes if not (t.concept.vague and t.concept.kind in exact)]
    return list({t.name: t for t in reversed(themes)}.values())[::-1]


def _kind_of_bare(sentence: Sentence, themes: list[_Theme], vocabulary: Vocabulary) -> str:
    """Return what a number without a unit must be about: ``rain``, ``temperature``, or ``""`` when both may be."""
    kinds = {theme.concept.kind for theme in themes}
    nouns = {f.meaning for f in vocabulary.find("nouns", sentence.text)}
    if kinds == {"rain"} or (not kinds and "rain" in nouns and not nouns & {"temperature", "night"}):
        return "rain"
    if "temperature" in kinds or nouns & {"temperature", "night"}:
        return "temperature"
    return ""


def _settled(amount: Amount, kind: str) -> Amount:
    """Return the amount with its kind, where it was a bare number or degrees of no scale."""
    if amount.kind == "bare":
        return with_unit(amount, kind) if kind else replace(amount, kind="temperature")
    return with_unit(amount, "temperature") if amount.unit == "degrees" else amount


def _measures(
    sentence: Sentence, themes: list[_Theme], amounts: list[Amount], vocabulary: Vocabulary
) -> Iterator[Measure]:
    used: set[str] = set()
    window = _window(sentence, themes, amounts)
    for place, amount in enumerate(amounts):
        if not amount.is_threshold:
            continue
        is_band = any(other.found == amount.found and other is not amount for other in amounts)
        theme = _host(amount, themes)
        limited = replace(amount, direction="above") if is_band and amount.is_downward else amount
        for measure, name in _limited(sentence, limited, theme, themes, window, vocabulary):
            used.add(name)
            if is_band:
                note = vocabulary.say("band")
                measure = replace(
                    measure,
                    confidence=measure.confidence - 0.2 - 0.01 * place,
                    assumptions=(*measure.assumptions, Assumption("metric", amount.said, note)),
                )
            yield measure
    for theme in themes:
        if theme.name not in used:
            yield from _plain(sentence, theme, window, vocabulary)


def _host(amount: Amount, themes: list[_Theme]) -> _Theme | None:
    """Return the nearest concept that can take an amount as its threshold."""
    side = "up" if amount.is_upward else "down" if amount.is_downward else ""
    fitting = [
        t for t in themes if t.concept.kind == amount.kind and t.concept.side and (not side or side == t.concept.side)
    ]
    return min(fitting, key=lambda t: abs(t.found.start - amount.found.start), default=None)


def _limited(
    sentence: Sentence,
    amount: Amount,
    theme: _Theme | None,
    themes: list[_Theme],
    window: int | None,
    vocabulary: Vocabulary,
) -> Iterator[tuple[Measure, str]]:
    """Yield the measures that an amount decides, each with the name of the concept that it uses up."""
    names = {t.name for t in themes}
    if amount.kind == "rain":
        yield from _limited_rain(sentence, amount, theme, names, window, vocabulary)
        return
    extreme = next((t for t in themes if t.name in {"hottest_day", "coldest_night", "mean_temperature"}), None)
    if theme is None and extreme is not None and not _counts(sentence, extreme, vocabulary):
        yield _plain_with_goal(sentence, extreme, amount, vocabulary), extreme.name
        if extreme.name == "mean_temperature":
            return
    index, name, note, direction = _temperature_index(sentence, amount, theme, names, vocabulary)
    limit = limit_of(amount, INDICES[index], vocabulary)
    reasons = [
        vocabulary.say("metric_threshold", said=amount.said, what=_what(index, vocabulary), title=INDICES[index].title)
    ]
    if theme is not None:
        reasons.insert(0, _reason(sentence, theme, index, vocabulary))
    notes = [vocabulary.say(note, shown=limit.shown, side=direction)] if note else []
    notes += [vocabulary.say(theme.concept.note)] if theme and theme.concept.note else []
    sure = theme.concept.sure if theme else 0.85
    if note == "note_no_direction":
        sure -= 0.25
    if vocabulary.has("nouns", "run", sentence.text):
        notes.append(vocabulary.say("note_run"))
        sure -= 0.15
    if index == "frost_days":  # its name holds its threshold
        limit = replace(limit, parameters={"thresh": "0 degC"})
    yield _measured(index, limit, sure, reasons, notes, vocabulary), theme.name if theme else ""


def _temperature_index(
    sentence: Sentence, amount: Amount, theme: _Theme | None, names: set[str], vocabulary: Vocabulary
) -> tuple[str, str, str, str]:
    """Return the index for a limit of temperature, the concept, the key of a note, and the side that was taken."""
    celsius = _celsius(amount)
    is_zero = celsius == 0
    if theme is not None and theme.name in {"growing_degree_days", "cooling_degree_days", "heating_degree_days"}:
        return theme.concept.index, theme.name, "", ""
    note, side = "", ""
    upward, downward = amount.is_upward, amount.is_downward
    if not (upward or downward):
        if theme is not None:
            upward = theme.concept.side == "up"
        else:
            upward = celsius is None or celsius >= _SURELY_HOT_DEGC or celsius > _SURELY_COLD_DEGC
            note, side = "note_no_direction", vocabulary.say("side_above" if upward else "side_below")
    at_night = _is_night(sentence, amount, theme, vocabulary)
    if upward:
        index = "tropical_nights" if at_night else "tx_days_above"
        return index, "", note, side
    if theme is not None and theme.name == "frost_date":
        return "frost_days", theme.name, "", side
    if is_zero:
        return "frost_days", "frost", note or ("" if at_night or theme else "note_days_below"), side
    if theme is not None and theme.name == "frost":
        return "tn_days_below", "frost", "note_frost_threshold", side
    return "tn_days_below", "", note or ("" if at_night else "note_days_below"), side


def _limited_rain(
    sentence: Sentence,
    amount: Amount,
    theme: _Theme | None,
    names: set[str],
    window: int | None,
    vocabulary: Vocabulary,
) -> Iterator[tuple[Measure, str]]:
    """Yield the measures that an amount of rain decides."""
    say = vocabulary.say
    days = amount.window if amount.per == "days" else window
    if "wettest_days" in names or (days is not None and days > 1 and not amount.is_downward and theme is None):
        yield _over_days(sentence, amount.said, days, vocabulary, goal=amount), "wettest_days"
        return
    if amount.per == "hour":
        question = Question(
            "metric",
            say("ask_metric_nearest", note=say("note_hourly")),
            (INDICES["max_1day_precipitation_amount"].title,),
        )
        because = Assumption("metric", "max_1day_precipitation_amount", say("note_hourly"))
        yield (
            Measure(
                "max_1day_precipitation_amount", {}, 0.3, (say("goal", said=amount.said),), (because,), (question,)
            ),
            "wettest_day",
        )
        return
    counts = vocabulary.has("nouns", "day", sentence.text) or amount.per == "day" or theme is not None
    for total in ("total_rain", "rain"):
        if amount.per == "longer" or (total in names and not counts):
            goal = Assumption("metric", amount.said, say("goal", said=amount.said))
            reason = say("metric_said", said=amount.said, title=INDICES["prcptot"].title)
            yield Measure("prcptot", {"thresh": "0 mm/day"}, 0.85, (reason,), (goal,)), total
            return
    if "wettest_day" in names and theme is None:
        found = Found("wettest_day", amount.found.start, amount.found.end)
        extreme = _Theme("wettest_day", CONCEPTS["wettest_day"], found)
        yield _plain_with_goal(sentence, extreme, amount, vocabulary), "wettest_day"
        return
    if theme is not None:
        index, notes = theme.concept.index, [say(theme.concept.note)] if theme.concept.note else []
        sure = theme.concept.sure
    elif amount.is_downward:
        index, notes, sure = "maximum_consecutive_dry_days", [say("note_dry_days")], 0.55
        if vocabulary.has("nouns", "run", sentence.text):
            notes, sure = [], 0.9
    elif vocabulary.has("nouns", "run", sentence.text):
        index, notes, sure = "maximum_consecutive_wet_days", [], 0.9
    else:
        index, notes, sure = "wetdays", [], 0.85
    limit = limit_of(amount, INDICES[index], vocabulary)
    reasons = [say("metric_threshold", said=amount.said, what=_what(index, vocabulary), title=INDICES[index].title)]
    if theme is not None:
        reasons.insert(0, _reason(sentence, theme, index, vocabulary))
    questions = (
        (Question("metric", say("ask_metric_dry"), _titles(index, "wetdays")),) if say("note_dry_days") in notes else ()
    )
    measure = _measured(index, limit, sure, reasons, notes, vocabulary)
    yield replace(measure, questions=(*measure.questions, *questions)), theme.name if theme else ""
    if questions:
        wet = limit_of(amount, INDICES["wetdays"], vocabulary)
        yield _measured("wetdays", wet, sure - 0.1, reasons, notes, vocabulary), "wet_days"


def _plain(sentence: Sentence, theme: _Theme, window: int | None, vocabulary: Vocabulary) -> Iterator[Measure]:
    """Yield the measures of a concept for which no threshold was said."""
    concept, say = theme.concept, vocabulary.say
    if theme.name == "wettest_days":
        yield _over_days(sentence, sentence.said(theme.found.start, theme.found.end), window, vocabulary)
        return
    index = INDICES[concept.index]
    reason = _reason(sentence, theme, index.id, vocabulary)
    assumptions: list[Assumption] = []
    questions: list[Question] = []
    parameters: dict[str, str] = {}
    missing: tuple[str, ...] = ()
    sure = concept.sure
    if concept.note:
        note = say(concept.note)
        options = _titles(concept.index, *(CONCEPTS[name].index for name in concept.beside))
        assumptions.append(Assumption("metric", concept.index, note))
        key = "ask_metric_dry" if theme.name == "dry_days" else "ask_metric_nearest"
        if theme.name not in {"drought", "cooling_degree_days"}:
            questions.append(Question("metric", say(key, note=note), options))
    if "thresh" in index.parameters:
        parameter = index.parameters["thresh"]
        if concept.needs_thresh:
            missing, sure = ("thresh",), sure - 0.25
        else:
            usual = concept.default or parameter.default or ""
            because = (
                say("thresh_heavy")
                if concept.default
                else say("thresh_default", meaning=parameter.meaning, source=index.source)
            )
            parameters["thresh"] = usual
            assumptions.append(Assumption("thresh", usual, because))
            sure -= 0.1 if concept.options else 0
        if concept.ask:
            questions.append(Question("thresh", say(concept.ask), concept.options))
    yield Measure(index.id, parameters, sure, (reason,), tuple(assumptions), tuple(questions), missing)
    for name in concept.beside:
        other = replace(theme, concept=replace(CONCEPTS[name], sure=concept.sure - 0.1))
        yield from _plain(sentence, other, window, vocabulary)


def _plain_with_goal(sentence: Sentence, theme: _Theme, amount: Amount, vocabulary: Vocabulary) -> Measure:
    measure = next(iter(_plain(sentence, theme, None, vocabulary)))
    goal = Assumption("metric", amount.said, vocabulary.say("goal", said=amount.said))
    return replace(measure, assumptions=(*measure.assumptions, goal), confidence=max(measure.confidence, 0.88))


def _over_days(
    sentence: Sentence, said: str, days: int | None, vocabulary: Vocabulary, goal: Amount | None = None
) -> Measure:
    """Return the highest sum of rain over some days in a row, which are asked where they were not said."""
    say = vocabulary.say
    index = INDICES["max_1day_precipitation_amount" if days == 1 else "max_n_day_precipitation_amount"]
    reason = say("metric_said", said=said, title=index.title)
    assumptions = [Assumption("metric", goal.said, say("goal", said=goal.said))] if goal and goal.direction else []
    if days is None:
        options = tuple(say("option_days", count=count) for count in (2, 3, 5))
        question = Question("window", say("ask_window"), options)
        return Measure(index.id, {}, 0.65, (reason,), tuple(assumptions), (question,), ("window",))
    if days == 1:
        return Measure(index.id, {}, 0.9, (reason,), tuple(assumptions))
    return Measure(index.id, {"window": f"{days} days"}, 0.95, (reason,), tuple(assumptions))


def _measured(
    index: str, limit: Limit, sure: float, reasons: list[str], notes: list[str], vocabulary: Vocabulary
) -> Measure:
    assumptions = [*limit.assumptions, *(Assumption("metric", index, note) for note in notes)]
    sure -= 0.3 if limit.missing else 0.2 if limit.questions else 0
    return Measure(index, limit.parameters, sure, tuple(reasons), tuple(assumptions), limit.questions, limit.missing)


def _window(sentence: Sentence, themes: list[_Theme], amounts: list[Amount]) -> int | None:
    """Return over how many days in a row the rain is to be summed."""
    theme = next((t for t in themes if t.name == "wettest_days"), None)
    if theme is None:
        return next((a.window for a in amounts if a.window), None)
    words = sentence.text[theme.found.start : theme.found.end]
    spelled = re.search(r"rx(\d+)day", words)
    if spelled:
        return int(spelled[1])
    lengths = [a for a in amounts if a.kind == "length" and a.value == int(a.value) and a.value >= 1]
    near = min(lengths, key=lambda a: abs(a.found.start - theme.found.start), default=None)
    if near is not None:
        return int(near.value)
    return next((a.window for a in amounts if a.window), 7 if re.search(r"(?<!\S)week(?!\S)", words) else None)


def _is_night(sentence: Sentence, amount: Amount, theme: _Theme | None, vocabulary: Vocabulary) -> bool:
    """Whether a limit is about nights: by the concept, else by the nearest of the words for day and night."""
    if theme is not None and theme.name in {"hot_nights", "hot_days", "heat"}:
        return theme.name == "hot_nights"
    nouns = [f for f in vocabulary.find("nouns", sentence.text) if f.meaning in {"day", "night"}]
    nearest = min(
        nouns, key=lambda f: min(abs(f.start - amount.found.start), abs(f.start - amount.found.end)), default=None
    )
    return nearest is not None and nearest.meaning == "night"


def _counts(sentence: Sentence, extreme: _Theme, vocabulary: Vocabulary) -> bool:
    """Whether days or nights are to be counted, by a word for them outside the words of an extreme."""
    nouns = (f for f in vocabulary.find("nouns", sentence.text) if f.meaning in {"day", "night"})
    return any(not f.touches([extreme.found]) for f in nouns)


def _celsius(amount: Amount) -> float | None:
    if amount.needs_unit:
        return None
    if amount.unit == "degF":
        return (amount.value - 32) * 5 / 9
    return amount.value - 273.15 if amount.unit == "K" else amount.value


def _reason(sentence: Sentence, theme: _Theme, index: str, vocabulary: Vocabulary) -> str:
    said = sentence.said(theme.found.start, theme.found.end)
    return vocabulary.say("metric_said", said=said, title=INDICES[index].title)


def _what(index: str, vocabulary: Vocabulary) -> str:
    return vocabulary.say(f"what_{INDICES[index].variables[0]}")


def _titles(*indices: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(INDICES[index].title for index in indices))
