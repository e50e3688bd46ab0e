"""The register of unmet needs: equal needs are one demand, people vote for it, and data that serve it are named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from broker.agreements import boxes_of
from broker.errors import InvalidResponse, UnservableNeed
from broker.events import Event
from broker.fit.words import listed, scenario_words, variable_words
from broker.matching import Match
from translators.indices import index_of_all
from translators.locales import keys, table
from translators.said import Said, number
from translators.spheres import distance_km

#: Needs that lack the same within this distance of each other would be served by the same data.
SAME_AREA_KM = 300.0
#: When a need was asked that is not on record yet.
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
#: Refusals that no data would mend: whoever asks has to choose.
TO_CHOOSE = ("data-to-choose",)
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class UnmetNeed:
    """One need that could not be served.

    Attributes
    ----------
    number : int
        Of its event.
    code : str
        Why: of the refusal (``variable-missing``) or of what projections do not hold (``sea_level``).
    missing : tuple of str
        Variables, scenarios or years that it lacks.
    place : str
    boxes : tuple of Box
        Around the place; empty where it is not known.
    need : dict or None
        As a need file holds it; None where only a sentence was understood.
    """

    number: int
    at: dt.datetime
    by: str
    statement: str
    axis: str
    reason: str
    referral: str
    code: str
    missing: tuple[str, ...]
    place: str
    boxes: tuple[Box, ...]
    need: dict[str, Any] | None

    def to_json(self) -> dict[str, Any]:
        """Return the need as plain JSON values."""
        return {
            "number": self.number,
            "at": self.at.isoformat(),
            "by": self.by,
            "statement": self.statement,
            "axis": self.axis,
            "reason": self.reason,
            "referral": self.referral,
            "code": self.code,
            "missing": list(self.missing),
            "place": self.place,
            "need": self.need,
        }


@dataclass(frozen=True)
class Demand:
    """Needs that lack the same, in the same area.

    Attributes
    ----------
    id : str
        ``u12``: u and the number of the event that began it.
    needs : tuple of UnmetNeed
        Oldest first.
    votes : tuple of str
        Who wants it too, each once.
    served : tuple of (str, int)
        (``dataset@version``, number of the need) that could be answered since.
    """

    id: str
    needs: tuple[UnmetNeed, ...]
    votes: tuple[str, ...] = ()
    served: tuple[tuple[str, int], ...] = ()

    @property
    def first(self) -> UnmetNeed:
        """The need that began it."""
        return self.needs[0]

    @property
    def waiting(self) -> tuple[UnmetNeed, ...]:
        """The needs that nothing published since would serve; the same words of one person count once."""
        done = {number for _, number in self.served}
        kept = {(n.by, n.statement.casefold()): n for n in self.needs if n.number not in done}
        return tuple(kept.values())

    @property
    def weight(self) -> int:
        """How many needs and votes ask for it."""
        return len(self.waiting) + len(self.votes)

    @property
    def wanted(self) -> Said:
        """What would have to be published: "daily wind speed around Nakuru"."""
        words = table("register")["wanted"]
        kind = self.first.code if self.first.code in words else "other"
        named = scenario_words if kind == "scenario-not-held" else _named
        missing = listed([named(name) for name in self.first.missing])
        what = Said(f"register.wanted.{kind}", missing=missing, axis=_axis(self.first.axis))
        return Said("register.around", what=what, place=self.first.place) if self.first.place else what

    @property
    def counted(self) -> Said:
        """What is wanted, and how many ask for it."""
        return Said("register.counted", wanted=self.wanted, needs=needs_words(len(self.waiting)), votes=self._votes)

    @property
    def _votes(self) -> Said:
        count = len(self.votes)
        if count > 1:
            return Said("register.votes", count=number(str(count)))
        return Said("register.votes_one" if count else "register.votes_none")

    def to_json(self) -> dict[str, Any]:
        """Return the demand as plain JSON values."""
        return {
            "id": self.id,
            "axis": self.first.axis,
            "code": self.first.code,
            "missing": list(self.first.missing),
            "place": self.first.place,
            "wanted": str(self.wanted),
            "waiting": len(self.waiting),
            "votes": list(self.votes),
            "referral": self.first.referral,
            "needs": [n.to_json() for n in self.needs],
            "served": [{"dataset": label, "need": number} for label, number in self.served],
        }


def needs_words(count: int) -> Said:
    """Return how many needs wait: "3 needs wait for it"."""
    return Said("register.needs_one") if count == 1 else Said("register.needs", count=number(str(count)))


def register(events: Iterable[Event]) -> tuple[Demand, ...]:
    """Return the demands that the events of the register tell, the oldest first."""
    demands: dict[str, Demand] = {}
    demand_of_need: dict[int, str] = {}  # needs that are for others, or were erased, are in no demand
    for event in events:
        data = event.data
        if event.kind == "NeedLeftUnmet":
            if "statement" not in data:
                continue
            one = _need(event)
            id = next((d.id for d in demands.values() if is_same(d, one)), f"u{one.number}")
            before = demands.get(id)
            demands[id] = replace(before, needs=(*before.needs, one)) if before else Demand(id, (one,))
            demand_of_need[one.number] = id
            continue
        numbers = data["needs"] if event.kind == "NeedBecameServable" else [int(data["demand"][1:])]
        for asked in (n for n in numbers if n in demand_of_need):
            demand = demands[demand_of_need[asked]]
            others = tuple(name for name in demand.votes if name != event.by)
            if event.kind == "VoteGiven":
                demand = replace(demand, votes=(*others, event.by))
            elif event.kind == "VoteWithdrawn":
                demand = replace(demand, votes=others)
            else:
                demand = replace(demand, served=(*demand.served, (f"{data['dataset']}@{data['version']}", asked)))
            demands[demand.id] = demand
    return tuple(demands.values())


def demand_of(demands: Iterable[Demand], id: str) -> Demand:
    """Return the demand of this id. Raises `InvalidResponse`."""
    known = {d.id: d for d in demands}
    if id not in known:
        raise InvalidResponse(
            f"The unmet need {id!r} was named, but the register does not hold it, so nothing was changed. "
            f"`broker needs unmet` lists those that it holds.",
            code="demand-unknown",
            options=tuple(known),
        )
    return known[id]


def is_same(demand: Demand, need: UnmetNeed) -> bool:
    """Whether the data that would serve a demand would serve this need too."""
    first = demand.first
    why = (first.axis, first.code or first.referral, sorted(first.missing))
    if why != (need.axis, need.code or need.referral, sorted(need.missing)):
        return False
    return not (first.boxes or need.boxes) or is_near(first.boxes, need.boxes)


def is_near(some: Iterable[Box], others: Iterable[Box]) -> bool:
    """Whether two places overlap, or lie within `SAME_AREA_KM` of each other."""
    from shapely.geometry import box

    others = tuple(others)
    for west, south, east, north in some:
        here = box(west, south, east, north)
        for other in others:
            there = box(*other)
            if here.intersects(there) or _apart_km(here, there) <= SAME_AREA_KM:
                return True
    return False


def _apart_km(here: Any, there: Any) -> float:
    from shapely.ops import nearest_points

    mine, theirs = nearest_points(here, there)
    return float(distance_km(mine, theirs.y, theirs.x))


def with_demand(found: Match, demands: Iterable[Demand]) -> Match:
    """Return a refused match whose remedies say how many other needs wait for the same; others unchanged."""
    refusal = found.unmet
    if refusal is None or refusal.code in TO_CHOOSE:
        return found
    kept = kept_of(found, refusal.code)
    boxes = tuple(tuple(b) for b in kept["place"]["boxes"])
    statement = found.specification.statement
    asked = UnmetNeed(
        0, EPOCH, "", statement, axis_of(refusal), "", "", refusal.code, tuple(kept["missing"]), "", boxes, None
    )
    same = next((d for d in demands if is_same(d, asked)), None)
    count = sum(n.statement.casefold() != statement.casefold() for n in same.waiting) if same else 0
    if not count:
        return found

    def said(text: str) -> Said:
        return Said("register.also", remedy=text, needs=needs_words(count))

    mismatches = tuple(
        replace(m, remedy=said(m.remedy), facts=(*m.facts, ("waiting", count))) if m.severity == "error" else m
        for m in found.mismatches
    )
    unmet = type(refusal)(
        said(str(refusal)),
        code=refusal.code,
        mismatches=mismatches,
        unservable=refusal.unservable,
        options=refusal.options,
    )
    return replace(found, mismatches=mismatches, unmet=unmet)


def axis_of(refusal: UnservableNeed) -> str:
    """Return the axis on which a need is refused."""
    axis = next((m.axis for m in refusal.mismatches if m.severity == "error"), "")
    return axis or {"outside-data": "space", "period-not-held": "time"}.get(refusal.code, "metric")


def kept_of(found: Match, code: str) -> dict[str, Any]:
    """Return what the register keeps of a match beside the refusal: what is missing, and where."""
    asked = found.specification
    return {
        "code": code,
        "missing": _missing(found, code),
        "index": asked.index,
        "place": {"name": asked.region.name, "boxes": [list(b) for b in boxes_of(asked.region.geometry)]},
    }


def _missing(found: Match, code: str) -> list[str]:
    asked = found.specification
    if code == "scenario-not-held":
        return sorted(asked.scenarios or ())
    if code == "period-not-held":
        return [str(h) for h in asked.horizons or ()]
    needed = list(index_of_all(asked.index, asked.parameters, asked.variants).variables)
    if code != "variable-missing":
        return needed
    held = [set(r.version.variables) for r in found.refusals if r.code == code]
    absent = [name for name in needed if not any(name in names for names in held)]
    return absent or needed


def _named(name: str) -> str:
    words = variable_words(name)
    return words if words == name else Said("fit.variable", name=name, words=words)


def _axis(axis: str) -> str:
    return Said(f"ui.axis.{axis}") if f"ui.axis.{axis}" in keys() else axis


def _need(event: Event) -> UnmetNeed:
    data: Mapping[str, Any] = event.data
    place = data.get("place") or {"name": "", "boxes": []}
    return UnmetNeed(
        event.number,
        event.moment,
        event.by,
        data["statement"],
        data["axis"],
        data["reason"],
        data["referral"],
        data.get("code", ""),
        tuple(data.get("missing", ())),
        place["name"],
        tuple((b[0], b[1], b[2], b[3]) for b in place["boxes"]),
        data["need"],
    )
