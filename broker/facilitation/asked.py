"""What was asked in a dialogue: each need as its latest round states it, its limits, and what no data could serve."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from broker.dialogue import Round
from broker.dialogue.ledger import season_text
from broker.facilitation.figures import Figure, Row, numbers
from broker.facilitation.telling import Told

#: A parameter that is one of these kinds is a limit that people set for themselves.
_LIMITS = ("quantity", "number", "date")
_STATED = ("NeedStated", "NeedRevised")


def needs(told: Told) -> Figure:
    """Return what each strand of a dialogue asks in its latest round."""
    rows = []
    for one in latest_rounds(told):
        if not one.is_erased:
            asked = one.specification_json
            of = {
                "index": asked["index"],
                "season": season_text(asked["season"]),
                "country": country_of(asked["region"]),
                "sector": told.activities[one.number],
            }
            said = {"round": one.number, "place": asked["region"]["name"], "season": asked["season"]}
            rows.append(Row(of, said, _stated(told, one)))
    return Figure(
        "needs",
        "What is asked: the index, the season, the country of the place and the activity, as the latest round of each "
        "strand states them. The activity is heard in the words of the need, else told by the index; where neither "
        "tells it, it is empty. A need that is withheld is not counted.",
        tuple(rows),
    )


def thresholds(told: Told) -> Figure:
    """Return the limits that the latest round of each strand takes, and how they came about."""
    rows = []
    for one in latest_rounds(told):
        if one.is_erased:
            continue
        asked = one.specification_json
        for entry in one.ledger:
            if _is_limit(asked["index"], asked["parameters"], entry.about):
                of = {"sector": told.activities[one.number], "index": asked["index"]}
                of |= {"parameter": entry.about, "value": entry.standing}
                rows.append(Row(of, {"origin": entry.origin, "status": entry.status}, _stated(told, one)))
    return Figure(
        "thresholds",
        "Limits that the latest round of each strand takes for its index: the value, whether it was stated, assumed, "
        "remembered or put in the place of another one, and how people stand to it.",
        tuple(rows),
    )


def unmet(told: Told) -> Figure:
    """Return the rounds whose need no data could serve, with the reason."""
    rows = []
    for one in told.dialogue.rounds:
        refused = (one.match or {}).get("unmet")
        if refused:
            axis = next((m.axis for m in one.mismatches if m.severity == "error"), "metric")
            matched = [e for e in told.of_kinds("DatasetsMatched") if e.round == one.number][-1:]
            still = one.number in {r.number for r in latest_rounds(told)}
            rows.append(Row({"axis": axis, "code": refused.get("code") or "other"}, {"still": still}, numbers(matched)))
    return Figure(
        "unmet",
        "Rounds whose need no data could serve, by axis and reason; still unmet where the latest round of the strand "
        "is one of them.",
        tuple(rows),
    )


def latest_rounds(told: Told) -> tuple[Round, ...]:
    """Return the latest round of each strand that did not go on within another one."""
    dialogue = told.dialogue
    alive = [s.id for s in dialogue.strands if not s.rejoined_in]
    return tuple(dialogue.rounds_of(strand)[-1] for strand in alive if dialogue.rounds_of(strand))


def country_of(region: dict[str, Any]) -> str:
    """Return the country in which the middle of a region lies; empty at sea and where no shape is known."""
    from shapely.geometry import shape

    middle = shape(region["geometry"]).representative_point()
    return _country_at(round(middle.y, 3), round(middle.x, 3))


@lru_cache(maxsize=20_000)
def _country_at(lat: float, lon: float) -> str:
    from translators.gazetteer.reverse import places_at

    country = places_at(lat, lon).country
    return country.short_name if country else ""


def _is_limit(index: str, parameters: dict[str, str], name: str) -> bool:
    from translators.errors import TranslationError
    from translators.indices import index_of

    if name not in parameters:
        return False
    try:
        known = index_of(index, parameters).parameters
    except TranslationError:  # an index that this version no longer knows
        return False
    return name in known and known[name].kind in _LIMITS


def _stated(told: Told, one: Round) -> tuple[int, ...]:
    return numbers(e for e in told.of_kinds(*_STATED) if e.round == one.number)
