"""What was agreed in earlier dialogues, remembered for those who agreed and for that place."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from broker.dialogue.ledger import AGREED_IN, APPLY, Entry
from broker.events import Event
from broker.need_parts import is_said, path_of, with_part
from translators.need import Need
from translators.regions import Region
from translators.specification import Assumption, Proposal, Reading

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

#: What was agreed for a place holds for places that lie wholly within this distance of it.
NEARBY_KM = 25.0
_KM_A_DEGREE = 111.195
#: Parts of a need that are remembered beside the parameters of an index.
PARTS = ("season",)
#: West, south, east, north, in degrees.
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Agreement:
    """A value that two people or more stand by, and that nobody contests.

    Attributes
    ----------
    dialogue, entry, about, value, index : str
    place : str
        Name of the place that it was agreed for.
    boxes : tuple of Box
        Around it, one on each side of the antimeridian.
    parties : tuple of str
    at : datetime
        When the last of them agreed.
    because : str
        The latest reason that was given.
    is_private : bool
        Whether the dialogue is not for everybody: then its words, its people and its id stay in it.
    """

    dialogue: str
    entry: str
    about: str
    value: str
    index: str
    place: str
    boxes: tuple[Box, ...]
    parties: tuple[str, ...]
    at: dt.datetime
    because: str
    is_private: bool = False

    @property
    def assumption(self) -> Assumption:
        """The agreement as a step of another translation: it goes to where consent of who agreed does not reach.

        So their names and their reasons stay in the dialogue, to which it points.
        """
        if self.is_private:
            source = f"{AGREED_IN} that is not for everybody, on {self.at:%Y-%m-%d}"
            return Assumption(self.about, self.value, "This was agreed for this place.", source)
        source = f"{AGREED_IN} {self.dialogue} on {self.at:%Y-%m-%d} by {len(self.parties)} people"
        return Assumption(self.about, self.value, f"This was agreed for {self.place}.", source)

    def covers(self, region: Region) -> bool:
        """Whether a region lies wholly in or near the place that it was agreed for."""
        return all(any(_within(box, wide) for wide in self.boxes) for box in boxes_of(region.geometry))


@dataclass
class Agreements:
    """The agreements of all dialogues, as far as the log was read; it only ever grows, so only what is new is read."""

    read_to: int = 0

    def __post_init__(self) -> None:
        self._entries: dict[tuple[str, str, str], tuple[Entry, Event]] = {}

    def hear(self, events: Iterable[Event]) -> None:
        """Take in events of the ledger, oldest first; those of before are passed over."""
        for event in events:
            if event.number <= self.read_to:
                continue
            self.read_to = event.number
            data = event.data
            if event.kind not in APPLY or not {"value", "stated_by"} <= data.keys():
                continue  # erased, with whoever spoke or stated the need
            key = (event.dialogue, data["index"], data["about"])
            entry, _ = self._entries.get(key, (None, event))
            if entry is None or entry.standing != data["value"]:
                entry = Entry(data["entry"], data["about"], data["value"], stated_by=data["stated_by"])
            self._entries[key] = (APPLY[event.kind](replace(entry, id=data["entry"]), event), event)

    def of(self, person: str, index: str, region: Region) -> dict[str, Agreement]:
        """Return what this person agreed on for this index at this place, by what it is about; the newest counts."""
        found: dict[str, Agreement] = {}
        for (dialogue, of_index, _), (entry, event) in self._entries.items():
            if of_index != index or entry.status != "agreed" or person not in entry.supporters:
                continue
            agreement = _agreement(dialogue, entry, event)
            newest = entry.about not in found or agreement.at >= found[entry.about].at
            if newest and agreement.covers(region):
                found[entry.about] = agreement
        return found


def boxes_of(geometry: BaseGeometry) -> tuple[Box, ...]:
    """Return the box around a shape, or two where it lies on both sides of the antimeridian."""
    parts = list(getattr(geometry, "geoms", (geometry,)))
    west, _, east, _ = geometry.bounds
    sides = [parts] if east - west <= 180 else [[p for p in parts if p.centroid.x < 0], []]
    if len(sides) == 2:
        sides[1] = [p for p in parts if p.centroid.x >= 0]
    return tuple(_around(side) for side in sides if side)


def _around(parts: list[Any]) -> Box:
    bounds = [part.bounds for part in parts]
    return (
        min(b[0] for b in bounds),
        min(b[1] for b in bounds),
        max(b[2] for b in bounds),
        max(b[3] for b in bounds),
    )


def _within(box: Box, wide: Box) -> bool:
    """Whether a box lies in another one with a margin of `NEARBY_KM` around."""
    north = NEARBY_KM / _KM_A_DEGREE
    farthest = min(85.0, max(abs(wide[1]), abs(wide[3])))
    east = north / math.cos(math.radians(farthest))
    return (
        box[0] >= wide[0] - east
        and box[1] >= wide[1] - north
        and box[2] <= wide[2] + east
        and box[3] <= wide[3] + north
    )


def _agreement(dialogue: str, entry: Entry, event: Event) -> Agreement:
    voices = [v for v in (*entry.accepted, entry.replaced) if v is not None and v.value == entry.standing]
    voices.sort(key=lambda voice: voice.at)
    place: Mapping[str, Any] = event.data["place"]
    return Agreement(
        dialogue,
        entry.id,
        entry.about,
        entry.standing,
        event.data["index"],
        place["name"],
        tuple((b[0], b[1], b[2], b[3]) for b in place["boxes"]),
        entry.supporters,
        voices[-1].at,
        next((v.because for v in reversed(voices) if v.because), ""),
    )


def applied_to_need(need: Need, agreed: Mapping[str, Agreement]) -> tuple[Need, tuple[Assumption, ...]]:
    """Return a need with what it leaves open taken from agreements, and the assumptions that say so."""
    mapping = need.to_mapping()
    used = [a for about, a in agreed.items() if _is_remembered(about) and not is_said(mapping, about)]
    if not used:
        return need, ()
    for agreement in used:
        mapping = with_part(mapping, agreement.about, agreement.value)
    filled = Need.of(mapping)
    return replace(need, parameters=filled.parameters, season=filled.season), tuple(a.assumption for a in used)


def _is_remembered(about: str) -> bool:
    """Whether a part is taken over into other dialogues: a season or a parameter, and no choice of data."""
    return about in PARTS or path_of(about)[:2] == ("metric", "parameters")


def applied_to_reading(reading: Reading, agreed: Mapping[tuple[str, str], Mapping[str, Agreement]]) -> Reading:
    """Return a reading in which agreements stand for what was assumed or would have to be asked.

    Parameters
    ----------
    agreed : mapping
        (index, region's name) → what is remembered. What the sentence says itself is left as it was said.
    """
    if not reading.proposals:
        return reading
    assumed = {a.about: a for a in reading.assumptions}
    best = reading.proposals[0]
    proposals = []
    used: dict[str, Assumption] = {}
    for proposal in reading.proposals:
        here = agreed.get((proposal.index, proposal.region.name if proposal.region else ""), {})
        taken = {about: a for about, a in here.items() if _is_open(proposal, best, assumed, about)}
        proposals.append(_with_agreed(proposal, taken))
        if proposal is best:
            used = {about: a.assumption for about, a in taken.items()}
    kept = tuple(used.pop(a.about, a) for a in reading.assumptions)
    answered = {about for about in best.missing if about not in proposals[0].missing}
    return replace(
        reading,
        proposals=tuple(proposals),
        assumptions=(*kept, *used.values()),
        questions=tuple(q for q in reading.questions if q.about not in answered),
    )


def _is_open(proposal: Proposal, best: Proposal, assumed: Mapping[str, Assumption], about: str) -> bool:
    """Whether a part of a proposal was not said but filled in, or is still to be asked."""
    if about in proposal.missing:
        return True
    if about in PARTS:
        return about in assumed and proposal.season == best.season
    same = proposal.index == best.index and proposal.parameters.get(about) == best.parameters.get(about)
    return about in assumed and same


def _with_agreed(proposal: Proposal, taken: Mapping[str, Agreement]) -> Proposal:
    if not taken:
        return proposal
    values = {about: a.value for about, a in taken.items() if about not in PARTS}
    season = proposal.season
    if "season" in taken:
        need = Need.of(with_part({"statement": "agreed"}, "season", taken["season"].value))
        season = need.season or season
    said = tuple(f"{a.assumption.about} {a.value}: {a.assumption.source}." for a in taken.values())
    return replace(
        proposal,
        parameters={**proposal.parameters, **values},
        season=season,
        missing=tuple(name for name in proposal.missing if name not in values),
        reasons=(*proposal.reasons, *said),
    )
