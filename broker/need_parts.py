"""A need with one part of it said anew, in the words in which the ledger of assumptions writes it."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Mapping
from typing import Any

from broker.errors import InvalidResponse
from translators.indices import find_index
from translators.periods import MONTH_NAMES

_YEARS = re.compile(r"(\d{4})\s*(?:[-–,]|to)\s*(\d{4})|(\d{4})")
_POINT = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*[,;]\s*(-?\d+(?:\.\d+)?)\s*")
#: As the ledger writes that nothing was chosen.
_ALL_THAT_FIT = "all that fit"
_FROM_TO = re.compile(r"\s*(\d{1,2}-\d{1,2})\s*(?:to|–)\s*(\d{1,2}-\d{1,2})\s*")


def with_part(need: Mapping[str, Any], about: str, value: str) -> dict[str, Any]:
    """Return the plain values of a need with one part replaced; whether they make sense is for `Need.of` to say.

    Parameters
    ----------
    need : mapping
        `Need.to_mapping()`.
    about : str
        ``region`` ("Nakuru, Kenya" or "-0.30, 36.07"), ``metric`` (an index), ``season`` ("MAM", "October to March",
        "11-01 to 03-31"), ``horizon`` and ``baseline`` ("2041-2060"), ``scenario``, ``datasets`` (their ids, or "all
        that fit"), a parameter's name, or another part that a need file has under ``time`` or ``metric``.

    Raises
    ------
    InvalidResponse
        If the part cannot be replaced by a word.
    """
    changed = copy.deepcopy(dict(need))
    value = value.strip()
    if about in _PARTS:
        _PARTS[about](changed, value)
    else:
        metric = changed.setdefault("metric", {})
        if about not in find_index(metric.get("index", "")).parameters:
            raise InvalidResponse(
                f"Another value was given for {about}, which is no part of this need that a word can replace. Write "
                f"the whole need anew, and revise the dialogue with it.",
                code="part-unknown",
                options=tuple(_PARTS),
            )
        metric["parameters"] = {**metric.get("parameters", {}), about: value}
    return changed


def with_part_of(need: Mapping[str, Any], about: str, other: Mapping[str, Any]) -> dict[str, Any]:
    """Return the plain values of a need with one part as another need says it."""
    changed = copy.deepcopy(dict(need))
    *outer, last = path_of(about)
    here: dict[str, Any] = changed
    there: Any = other
    for key in outer:
        here, there = here.setdefault(key, {}), there[key]
    here[last] = copy.deepcopy(there[last])
    return changed


def is_said(need: Mapping[str, Any], about: str) -> bool:
    """Whether the plain values of a need say this part themselves, so that nothing else may stand for it."""
    here: Any = need
    for key in path_of(about):
        if not isinstance(here, Mapping) or here.get(key) is None:
            return False
        here = here[key]
    return True


def path_of(about: str) -> tuple[str, ...]:
    """Return the keys of a need file under which a part stands."""
    return _PATHS.get(about, ("metric", "parameters", about))


def _region(need: dict[str, Any], value: str) -> None:
    found = _POINT.fullmatch(value)
    need["region"] = {"point": {"lat": float(found[1]), "lon": float(found[2])}} if found else {"place": value}


def _index(need: dict[str, Any], value: str) -> None:
    """Another index has other parameters: what was set for the old one is not carried over."""
    kept = {k: v for k, v in need.get("metric", {}).items() if k in ("statistic", "missing", "area")}
    need["metric"] = {**kept, "index": value}


def _season(need: dict[str, Any], value: str) -> None:
    need.setdefault("time", {})["season"] = _season_of(value)


def _season_of(text: str) -> Any:
    if found := _FROM_TO.fullmatch(text):
        return {"from": found[1], "to": found[2]}
    ends = [_month(word) for word in re.split(r"\s*(?: to |–)\s*", text)]
    if len(ends) > 2 or None in ends:
        return text
    first, last = ends[0] or 0, ends[-1] or 0
    return {"months": [(first - 1 + i) % 12 + 1 for i in range((last - first) % 12 + 1)]}


def _month(word: str) -> int | None:
    names = [name.casefold() for name in MONTH_NAMES]
    return names.index(word.strip().casefold()) + 1 if word.strip().casefold() in names else None


def _years(text: str) -> list[list[int]]:
    found = [(m[1] or m[3], m[2] or m[3]) for m in _YEARS.finditer(text)]
    if not found:
        raise InvalidResponse(
            f"The years {text!r} are not understood, so no period can be cut out. Write them as 2041-2060.",
            code="years-unknown",
        )
    return [[int(first), int(last)] for first, last in found]


def _horizon(need: dict[str, Any], value: str) -> None:
    time = need.setdefault("time", {})
    time.pop("window", None)
    time["horizons"] = _years(value)


def _baseline(need: dict[str, Any], value: str) -> None:
    need.setdefault("time", {})["baseline"] = _years(value)[0]


def _scenario(need: dict[str, Any], value: str) -> None:
    need["scenarios"] = [name.strip() for name in value.split(",") if name.strip()]


def _datasets(need: dict[str, Any], value: str) -> None:
    names = [name.strip() for name in value.split(",") if name.strip()]
    if value.strip() == _ALL_THAT_FIT:
        need.pop("datasets", None)
    else:
        need["datasets"] = names


def _each(need: dict[str, Any], value: str) -> None:
    need.setdefault("time", {})["each"] = value


def _of_metric(name: str) -> Callable[[dict[str, Any], str], None]:
    def put(need: dict[str, Any], value: str) -> None:
        need.setdefault("metric", {})[name] = value

    return put


#: Part of a need → the keys of a need file that lead to it; any other part is a parameter.
_PATHS = {
    "region": ("region",),
    "metric": ("metric", "index"),
    "season": ("time", "season"),
    "horizon": ("time", "horizons"),
    "baseline": ("time", "baseline"),
    "scenario": ("scenarios",),
    "datasets": ("datasets",),
    "each": ("time", "each"),
    "warming": ("time", "warming"),
    "statistic": ("metric", "statistic"),
    "missing": ("metric", "missing"),
    "area": ("metric", "area"),
    "adjustment": ("adjustment",),
}
#: Part of a need → how a word is put there.
_PARTS: dict[str, Callable[[dict[str, Any], str], None]] = {
    "region": _region,
    "metric": _index,
    "season": _season,
    "horizon": _horizon,
    "baseline": _baseline,
    "scenario": _scenario,
    "datasets": _datasets,
    "each": _each,
    **{name: _of_metric(name) for name in ("statistic", "missing", "area")},
}
