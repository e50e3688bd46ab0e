"""What data are used for: which need, at which place, for which decision, and what people said against the answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from broker.agreements import Box, boxes_of
from broker.dialogue import Dialogue, Round
from translators.regions import Region


@dataclass(frozen=True)
class Remark:
    """Something that was said about answers made from data.

    Attributes
    ----------
    kind : str
        ``objection``, ``question``, ``uncertainty``, ``disagreement``, ``contested`` (a step of the translation) or
        ``fit`` (the answer does not fit).
    about : tuple of str
        Axes, a topic, or the step; empty where nothing was named.
    is_open : bool
        Whether it still waits for somebody, or still stands.
    """

    kind: str
    by: str
    at: dt.datetime
    text: str
    round: int
    about: tuple[str, ...] = ()
    is_open: bool = False

    def to_json(self) -> dict[str, Any]:
        """Return the remark as plain JSON values."""
        return {**vars(self), "at": self.at.isoformat(), "about": list(self.about)}


@dataclass(frozen=True)
class DataUse:
    """A dialogue whose answers were made from data.

    Attributes
    ----------
    dialogue, title : str
    is_open : bool
    data : tuple of str
        ``dataset@version``, each once.
    rounds : tuple of int
        Those answered from these data.
    last : datetime
        When an answer was last made from them.
    statement, place : str
        Of the latest of these rounds; empty where they were erased.
    box : Box or None
        Around the place.
    decision, decided_by : str
        What has to be decided, and by which day.
    remarks : tuple of Remark
        What was said in these rounds, oldest first.
    """

    dialogue: str
    title: str
    is_open: bool
    data: tuple[str, ...]
    rounds: tuple[int, ...]
    last: dt.datetime
    statement: str = ""
    place: str = ""
    box: Box | None = None
    decision: str = ""
    decided_by: str = ""
    remarks: tuple[Remark, ...] = ()

    @property
    def standing(self) -> tuple[Remark, ...]:
        """What still waits for somebody."""
        return tuple(one for one in self.remarks if one.is_open)

    def to_json(self) -> dict[str, Any]:
        """Return the use as plain JSON values."""
        plain = {**vars(self), "last": self.last.isoformat(), "data": list(self.data), "rounds": list(self.rounds)}
        return {**plain, "box": list(self.box) if self.box else None, "remarks": [r.to_json() for r in self.remarks]}


def use_in(dialogue: Dialogue, products: Collection[str], data: tuple[str, ...], last: dt.datetime) -> DataUse:
    """Return what data were used for in a dialogue.

    Parameters
    ----------
    products : collection of str
        Ids of the products that were made from them.
    """
    made = [one for one in dialogue.rounds if one.product_id in products] or list(dialogue.rounds[-1:])
    latest = made[-1]
    decision = latest.need_mapping.get("decision") or {}
    region = None if latest.is_erased else Region.from_json(latest.specification_json["region"])
    return DataUse(
        dialogue=dialogue.id,
        title=dialogue.title,
        is_open=dialogue.is_open,
        data=data,
        rounds=tuple(one.number for one in made),
        last=last,
        statement=latest.statement,
        place=region.name if region else "",
        box=boxes_of(region.geometry)[0] if region else None,
        decision=str(decision.get("text", "")),
        decided_by=str(decision.get("by") or ""),
        remarks=tuple(sorted(_remarks(dialogue, made), key=lambda one: one.at)),
    )


def _remarks(dialogue: Dialogue, made: list[Round]) -> Iterator[Remark]:
    numbers = {one.number for one in made}
    said = [
        *(("objection", one.raised, one.stands) for one in dialogue.objections),
        *(("question", one.asked, one.is_open and dialogue.is_open) for one in dialogue.questions),
        *(("disagreement", one.recorded, one.stands) for one in dialogue.disagreements),
        *(("uncertainty", one, False) for one in dialogue.contributions.of("UncertaintyNamed")),
    ]
    for kind, one, is_open in said:
        if one.round in numbers and one.text:
            about = (one.about,) if one.about else ()
            yield Remark(kind, dialogue.name_of(one.speaker), one.at, one.text, one.round, about, is_open)
    for one in made:
        is_open = one.is_open and dialogue.is_open
        for response in one.responses:
            axes = tuple(axis for axis, fit in response.fits.items() if fit == "no")
            if axes:
                by = dialogue.name_of(response.on_behalf) if response.on_behalf else response.by
                yield Remark("fit", by, response.at, response.text, one.number, axes, is_open)
        for entry in one.ledger:
            for voice in entry.contested:
                if voice.at >= one.opened_at:  # what is carried on from the round before was said there
                    yield Remark("contested", voice.by, voice.at, voice.because, one.number, (entry.about,), is_open)
