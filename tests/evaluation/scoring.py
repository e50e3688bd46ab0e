"""Compare a reading with what was expected of it, field by field."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable
from typing import Any

from tests.evaluation.sentences import Said

#: Fields in the order in which they are printed; the language is shown and not counted into the overall share.
FIELDS = (
    "index", "parameters", "statistic", "season", "horizon", "region", "second metric", "unservable", "question",
    "language",
)  # fmt: skip
_NUMBER = re.compile(r"[-−+]?\d+(?:\.\d+)?")
#: Units to one of each kind: (factor, offset) to degC, mm/day, mm and m/s.
_UNITS = {
    "degf": ("degc", 5 / 9, -32 * 5 / 9), "k": ("degc", 1, -273.15), "°c": ("degc", 1, 0), "celsius": ("degc", 1, 0),
    "inch/day": ("mm/day", 25.4, 0), "cm/day": ("mm/day", 10, 0), "mm d-1": ("mm/day", 1, 0),
    "cm": ("mm", 10, 0), "m": ("mm", 1000, 0), "inch": ("mm", 25.4, 0),
    "km/h": ("m/s", 1 / 3.6, 0), "mph": ("m/s", 0.44704, 0), "knot": ("m/s", 1852 / 3600, 0),
    "day": ("days", 1, 0), "year": ("years", 1, 0), "degc days": ("k days", 1, 0), "month": ("", 1, 0),
    "months": ("", 1, 0),
}  # fmt: skip


def score(said: Said, reading: dict[str, Any]) -> dict[str, bool]:
    """Return for each field that the sentence expects whether the reading (the JSON of `ask`) has it.

    The best proposal is judged; where two metrics were said, the best proposal may be of either.
    """
    expect, proposals = said.expect, reading["proposals"]
    best = proposals[0] if proposals else {}
    hits: dict[str, bool] = {}
    if "index" in expect:
        wanted, other = expect["index"], expect.get("also")
        hits["index"] = _is_one_of(best.get("index"), wanted)
        if other is not None:
            first = [p for p in proposals if _is_one_of(p["index"], wanted)]
            second = [
                p
                for p in proposals
                if _is_one_of(p["index"], other["index"]) and _has_parameters(p, other.get("parameters", {}))
            ]
            hits["index"] = hits["index"] or _is_one_of(best.get("index"), other["index"])
            hits["second metric"] = bool(first) and bool(second)
            best = first[0] if first else best
    if "parameters" in expect:
        hits["parameters"] = _has_parameters(best, expect["parameters"])
    if "statistic" in expect:
        hits["statistic"] = any(_same_statistic(best.get("statistic"), one) for one in _several(expect["statistic"]))
    if "months" in expect or "season" in expect:
        hits["season"] = _has_season(best, expect)
    if {"horizons", "around", "warming"} & set(expect):
        hits["horizon"] = _has_horizon(best, expect)
    if "region" in expect:
        hits["region"] = any(_is_region(best.get("region"), one) for one in _several(expect["region"]))
    if "unservable" in expect:
        hits["unservable"] = _is_one_of((reading["unservable"] or {}).get("axis"), expect["unservable"])
    if "question" in expect:
        hits["question"] = any(_is_one_of(q["about"], expect["question"]) for q in reading["questions"])
    hits["language"] = str(reading["language"]).split("-")[0] == said.language
    return hits


def folded(text: str) -> str:
    """Return a text without accents and capitals."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()


def same_value(found: Any, wanted: str) -> bool:
    """Whether two quantities, dates or words are the same, in whatever common unit they are written."""
    one, other = _quantity(str(found)), _quantity(wanted)
    if one is None or other is None:
        return str(found).strip().casefold() == wanted.casefold()
    return one[1] == other[1] and math.isclose(one[0], other[0], rel_tol=0.005, abs_tol=0.02)


def _quantity(text: str) -> tuple[float, str] | None:
    number = _NUMBER.match(text.strip())
    if number is None or re.fullmatch(r"\d\d-\d\d", text.strip()):
        return None
    value, unit = float(number[0].replace("−", "-")), text.strip()[number.end() :].strip().casefold()
    kind, factor, offset = _UNITS.get(unit, (unit, 1, 0))
    return value * factor + offset, kind


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _is_one_of(found: Any, wanted: Any) -> bool:
    return found is not None and found in _several(wanted)


def _has_parameters(proposal: dict[str, Any], wanted: dict[str, str]) -> bool:
    found = proposal.get("parameters", {})
    return all(name in found and same_value(found[name], value) for name, value in wanted.items())


def _same_statistic(found: Any, wanted: str) -> bool:
    from translators.statistics import Statistic

    if found is None:
        return False
    text = found if isinstance(found, str) else found.get("text", "")
    one, other = Statistic.parse(text), Statistic.parse(wanted)
    alike: Callable[[str], str] = lambda operator: operator.removesuffix("=")  # noqa: E731
    return (
        one.of == other.of
        and one.level == other.level
        and alike(one.operator) == alike(other.operator)
        and (one.value == other.value or same_value(one.value, other.value))
    )


def _has_season(proposal: dict[str, Any], expect: dict[str, Any]) -> bool:
    if "season" in expect:
        return proposal.get("season") == expect["season"]
    choices = expect["months"] if isinstance(expect["months"][0], list) else [expect["months"]]
    return proposal.get("months") in choices


def _has_horizon(proposal: dict[str, Any], expect: dict[str, Any]) -> bool:
    if "warming" in expect:
        return [float(level) for level in proposal.get("warming", ())] == expect["warming"]
    horizons = proposal.get("horizons", [])
    if "around" in expect:
        year = expect["around"]
        return len(horizons) == 1 and horizons[0][0] <= year <= horizons[0][1] <= horizons[0][0] + 29
    return horizons == expect["horizons"]


def _is_region(found: dict[str, Any] | None, wanted: Any) -> bool:
    if found is None:
        return False
    if isinstance(wanted, dict):
        point = (found.get("asked") or {}).get("point") or {}
        return all(abs(float(point.get(name, 999)) - value) < 0.01 for name, value in wanted.items())
    name, _, country = wanted.partition(", ")
    parts = [folded(part).strip() for part in found["name"].split(",")]
    return parts[0].startswith(folded(name)) and (not country or parts[-1].startswith(folded(country)))
