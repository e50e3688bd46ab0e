"""A dialogue is a fold of its events: rounds, responses, and what changed between two rounds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from broker.errors import UnknownRound
from broker.events import Event
from broker.mismatch import AXES, Mismatch
from translators.need import Need
from translators.specification import Specification

#: What somebody may say to each of the three axes.
FITS = ("yes", "nearly", "no")
#: How much of a statement serves as a title.
TITLE_LENGTH = 90


@dataclass(frozen=True)
class Response:
    """What somebody said to a round.

    Attributes
    ----------
    fits : dict of str to str
        ``time``, ``space``, ``metric`` → ``yes``, ``nearly`` or ``no``; an axis that was not answered is absent.
    """

    by: str
    at: dt.datetime
    text: str
    fits: dict[str, str]

    def to_json(self) -> dict[str, Any]:
        """Return the response as plain JSON values."""
        return {"by": self.by, "at": self.at.isoformat(), "fits": self.fits, "text": self.text}


@dataclass(frozen=True)
class Round:
    """One turn: a need, its translation, what answers it, a product, and what was said to that.

    Attributes
    ----------
    number : int
        From 1.
    need_mapping, specification_json : dict
        As the log holds them; `need` and `specification` are the same as values.
    opened_at, opened_by, because : datetime, str, str
        ``because`` is empty in the first round.
    match : dict
        `Match.to_json()` when the need was stated or the product was built; empty before.
    mismatches : tuple of Mismatch
    product_id : str
        Empty while nothing was built.
    product_files : dict of str to str
        File name → sha256.
    units, summary, sentence, warnings
        Of the product, as the JSON of ``build`` writes them.
    responses : tuple of Response
    closed_at : datetime or None
    """

    number: int
    need_mapping: dict[str, Any]
    specification_json: dict[str, Any]
    opened_at: dt.datetime
    opened_by: str
    because: str = ""
    match: dict[str, Any] = field(default_factory=dict)
    mismatches: tuple[Mismatch, ...] = ()
    product_id: str = ""
    product_files: dict[str, str] = field(default_factory=dict)
    units: str = ""
    summary: tuple[dict[str, Any], ...] = ()
    sentence: str = ""
    warnings: tuple[str, ...] = ()
    responses: tuple[Response, ...] = ()
    closed_at: dt.datetime | None = None

    @property
    def need(self) -> Need:
        """The need as a value (its region is looked up again)."""
        return Need.of(self.need_mapping, beside=None)

    @property
    def specification(self) -> Specification:
        """The specification as a value, exactly as it was recorded."""
        return Specification.from_json(self.specification_json)

    @property
    def is_open(self) -> bool:
        """Whether the round still takes a product and responses."""
        return self.closed_at is None

    def to_json(self) -> dict[str, Any]:
        """Return the round as the JSON of ``dialogue show`` writes it."""
        return {
            "number": self.number,
            "need": self.need_mapping,
            "specification": self.specification_json,
            "opened_at": self.opened_at.isoformat(),
            "opened_by": self.opened_by,
            "because": self.because,
            "match": self.match,
            "mismatches": [m.to_json() for m in self.mismatches],
            "product": self.product_id or None,
            "files": self.product_files,
            "units": self.units,
            "summary": list(self.summary),
            "sentence": self.sentence,
            "warnings": list(self.warnings),
            "responses": [r.to_json() for r in self.responses],
            "closed_at": self.closed_at.isoformat() if self.closed_at else None,
        }


@dataclass(frozen=True)
class Dialogue:
    """All rounds about one decision, as the events tell them.

    Attributes
    ----------
    id, title : str
    version : int
        Number of events so far; what a writer saw when it decided.
    """

    id: str
    title: str
    opened_by: str
    opened_at: dt.datetime
    last_at: dt.datetime
    version: int
    rounds: tuple[Round, ...] = ()
    closed_at: dt.datetime | None = None
    closed_because: str = ""

    @property
    def is_open(self) -> bool:
        """Whether anything may still be added."""
        return self.closed_at is None

    @property
    def round(self) -> Round:
        """The current round: the last one."""
        return self.rounds[-1]

    @property
    def need(self) -> Need:
        """The current need."""
        return self.round.need

    def round_number(self, number: int) -> Round:
        """Return the round of this number.

        Raises
        ------
        UnknownRound
            If the dialogue does not have it.
        """
        for one in self.rounds:
            if one.number == number:
                return one
        raise UnknownRound(
            f"Round {number} of dialogue {self.id} was asked, but it has the rounds 1 to {len(self.rounds)}, so there "
            f"is nothing to show. Choose one of these.",
            options=tuple(str(r.number) for r in self.rounds),
        )

    def to_json(self) -> dict[str, Any]:
        """Return the dialogue as the JSON of ``dialogue show`` writes it."""
        return {
            "dialogue": self.id,
            "title": self.title,
            "is_open": self.is_open,
            "opened_by": self.opened_by,
            "opened_at": self.opened_at.isoformat(),
            "last_at": self.last_at.isoformat(),
            "closed_at": self.closed_at.isoformat() if self.closed_at else None,
            "closed_because": self.closed_because,
            "version": self.version,
            "round": len(self.rounds),
            "rounds": [r.to_json() for r in self.rounds],
        }


@dataclass(frozen=True)
class DialogueSummary:
    """One line of the list of dialogues."""

    id: str
    title: str
    opened_by: str
    opened_at: dt.datetime
    last_at: dt.datetime
    rounds: int
    is_open: bool

    def to_json(self) -> dict[str, Any]:
        """Return the line as the JSON of ``dialogue list`` writes it."""
        return {
            "dialogue": self.id,
            "title": self.title,
            "opened_by": self.opened_by,
            "opened_at": self.opened_at.isoformat(),
            "last_at": self.last_at.isoformat(),
            "rounds": self.rounds,
            "is_open": self.is_open,
        }


@dataclass(frozen=True)
class Change:
    """One part of the need that differs, such as ``thresh``, ``season`` or ``horizons``; an absent side is empty."""

    what: str
    before: str
    after: str


@dataclass(frozen=True)
class NumberChange:
    """One row of the summary in two rounds; a side that has no such row, or no value, is None.

    `part` names the place, step and definition of the row where a round has several.
    """

    scenario: str
    period: tuple[int, int]
    units_before: str
    units_after: str
    before: float | None
    after: float | None
    change_before: float | None
    change_after: float | None
    part: str = ""


@dataclass(frozen=True)
class RoundDiff:
    """What changed between two rounds: in the need, in the data, in the mismatches, in the numbers; by whom and why."""

    dialogue: str
    first: int
    second: int
    by: str
    because: str
    need: tuple[Change, ...]
    data: tuple[Change, ...]
    mismatches_gone: tuple[Mismatch, ...]
    mismatches_new: tuple[Mismatch, ...]
    numbers: tuple[NumberChange, ...]
    sentence_before: str
    sentence_after: str

    def to_json(self) -> dict[str, Any]:
        """Return the difference as the JSON of ``dialogue diff`` writes it."""
        return {
            "dialogue": self.dialogue,
            "rounds": [self.first, self.second],
            "by": self.by,
            "because": self.because,
            "need": [vars(c) for c in self.need],
            "data": [vars(c) for c in self.data],
            "mismatches_gone": [m.to_json() for m in self.mismatches_gone],
            "mismatches_new": [m.to_json() for m in self.mismatches_new],
            "numbers": [{**vars(n), "period": list(n.period)} for n in self.numbers],
            "sentence_before": self.sentence_before,
            "sentence_after": self.sentence_after,
        }


def fold(events: Iterable[Event]) -> Dialogue:
    """Return the dialogue that these events tell, oldest first (the first one is ``DialogueOpened``)."""
    dialogue: Dialogue | None = None
    for event in events:
        if dialogue is None:
            dialogue = Dialogue(
                id=event.dialogue,
                title=event.data["title"],
                opened_by=event.by,
                opened_at=event.moment,
                last_at=event.moment,
                version=event.sequence,
            )
            continue
        dialogue = _APPLY[event.kind](dialogue, event)
        dialogue = replace(dialogue, version=event.sequence, last_at=event.moment)
    if dialogue is None:
        raise ValueError("a dialogue has at least one event")
    return dialogue


def _open_round(dialogue: Dialogue, event: Event) -> Dialogue:
    opened = Round(
        number=event.round,
        need_mapping=event.data["need"],
        specification_json=event.data["specification"],
        opened_at=event.moment,
        opened_by=event.by,
        because=event.data.get("because", ""),
    )
    return replace(dialogue, rounds=(*dialogue.rounds, opened))


def _in_round(change: Callable[[Round, Event], Round]) -> Callable[[Dialogue, Event], Dialogue]:
    def apply(dialogue: Dialogue, event: Event) -> Dialogue:
        rounds = tuple(change(r, event) if r.number == event.round else r for r in dialogue.rounds)
        return replace(dialogue, rounds=rounds)

    return apply


def _matched(one: Round, event: Event) -> Round:
    match = event.data["match"]
    return replace(one, match=match, mismatches=tuple(Mismatch.from_json(m) for m in match["mismatches"]))


def _built(one: Round, event: Event) -> Round:
    data = event.data
    return replace(
        one,
        product_id=data["product"],
        product_files=data["files"],
        units=data["units"],
        summary=tuple(data["summary"]),
        sentence=data["sentence"],
        warnings=tuple(data["warnings"]),
    )


def _responded(one: Round, event: Event) -> Round:
    said = Response(by=event.by, at=event.moment, text=event.data["text"], fits=event.data["fits"])
    return replace(one, responses=(*one.responses, said))


def _closed(dialogue: Dialogue, event: Event) -> Dialogue:
    return replace(dialogue, closed_at=event.moment, closed_because=event.data["because"])


_APPLY: dict[str, Callable[[Dialogue, Event], Dialogue]] = {
    "NeedStated": _open_round,
    "NeedRevised": _open_round,
    "DatasetsMatched": _in_round(_matched),
    "ProductBuilt": _in_round(_built),
    "ResponseGiven": _in_round(_responded),
    "RoundClosed": _in_round(lambda one, event: replace(one, closed_at=event.moment)),
    "DialogueClosed": _closed,
}


def fit_of(text: dict[str, str] | None) -> dict[str, str]:
    """Return an answer on the three axes, checked."""
    from broker.errors import InvalidResponse

    fits = {str(a).strip().casefold(): str(v).strip().casefold() for a, v in (text or {}).items()}
    for axis, value in fits.items():
        if axis not in AXES or value not in FITS:
            raise InvalidResponse(
                f"The answer {axis}={value} is not understood, so it would not count on any axis. Answer the axes "
                f"{', '.join(AXES)} with {', '.join(FITS)}, such as time=yes,space=no,metric=nearly."
            )
    return fits
