"""One turn of a dialogue: a need, its translation, what answers it, a product, and what was said to that."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from broker.dialogue.contributions.values import Contribution
from broker.dialogue.ledger import Entry
from broker.dialogue.meetings import Meeting
from broker.dialogue.remembered import Remembered
from broker.dialogue.strands import MAIN, Reopening
from broker.dialogue.understanding import Comprehension
from broker.errors import InvalidResponse
from broker.mismatch import AXES, Mismatch
from translators.need import Need
from translators.specification import Specification

#: What somebody may say to each of the three axes.
FITS = ("yes", "nearly", "no")


@dataclass(frozen=True)
class Response:
    """What somebody said to a round.

    Attributes
    ----------
    fits : dict of str to str
        ``time``, ``space``, ``metric`` → ``yes``, ``nearly`` or ``no``; an axis that was not answered is absent.
    on_behalf, claimed_at : str
        Who said it, and on which day, where somebody else entered it afterwards; else empty.
    """

    by: str
    at: dt.datetime
    text: str
    fits: dict[str, str]
    on_behalf: str = ""
    claimed_at: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the response as plain JSON values."""
        claimed = {name: getattr(self, name) for name in ("on_behalf", "claimed_at") if getattr(self, name)}
        return {"by": self.by, "at": self.at.isoformat(), "fits": self.fits, "text": self.text, **claimed}


@dataclass(frozen=True)
class Round:
    """One turn: a need, its translation, what answers it, a product, and what was said to that.

    Attributes
    ----------
    number : int
        From 1, throughout the dialogue, whatever the strand.
    need_mapping, specification_json : dict
        As the log holds them; `need` and `specification` are the same as values. Empty where they were erased.
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
    ledger : tuple of Entry
        Each step of the translation, and what was said to it.
    comprehension : tuple of Comprehension
    closed_at : datetime or None
    strand : str
        The line of rounds that it belongs to.
    follows : tuple of int
        The rounds that it came out of: none for a need of its own, several where strands rejoined.
    reopened : tuple of Reopening
    contributions : tuple of Contribution
        What people said in it, typed.
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
    ledger: tuple[Entry, ...] = ()
    comprehension: tuple[Comprehension, ...] = ()
    closed_at: dt.datetime | None = None
    strand: str = MAIN
    follows: tuple[int, ...] = ()
    reopened: tuple[Reopening, ...] = ()
    remembered: tuple[Remembered, ...] = ()
    workshops: tuple[Meeting, ...] = ()
    contributions: tuple[Contribution, ...] = ()

    @property
    def is_erased(self) -> bool:
        """Whether the need is gone, because whoever stated it was erased or does not consent."""
        return not (self.need_mapping and self.specification_json)

    @property
    def statement(self) -> str:
        """The need in the user's words; empty where it was erased."""
        return str(self.need_mapping.get("statement", ""))

    @property
    def need(self) -> Need:
        """The need as a value (its region is looked up again). Raises `InvalidResponse` where it was erased."""
        self.must_have_a_need()
        return Need.of(self.need_mapping, beside=None)

    @property
    def specification(self) -> Specification:
        """The specification as a value, exactly as it was recorded. Raises `InvalidResponse` where it was erased."""
        self.must_have_a_need()
        return Specification.from_json(self.specification_json)

    def must_have_a_need(self) -> None:
        """Refuse to work on a need that was erased. Raises `InvalidResponse`."""
        if self.is_erased:
            raise InvalidResponse(
                f"The need of round {self.number} was asked for, but it was erased with the person who stated it, or "
                f"is not open to you, so nothing can be computed for it. State a need of your own: broker dialogue "
                f"need.",
                code="need-erased",
            )

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
            "ledger": [e.to_json() for e in self.ledger],
            "comprehension": [c.to_json() for c in self.comprehension],
            "closed_at": self.closed_at.isoformat() if self.closed_at else None,
            "strand": self.strand,
            "follows": list(self.follows),
            "reopened": [r.to_json() for r in self.reopened],
            "is_erased": self.is_erased,
            "remembered": [r.to_json() for r in self.remembered],
            "workshops": [w.to_json() for w in self.workshops],
            "contributions": [c.id for c in self.contributions],
        }


def fit_of(text: dict[str, str] | None) -> dict[str, str]:
    """Return an answer on the three axes, checked."""
    fits = {str(a).strip().casefold(): str(v).strip().casefold() for a, v in (text or {}).items()}
    for axis, value in fits.items():
        if axis not in AXES or value not in FITS:
            raise InvalidResponse(
                f"The answer {axis}={value} is not understood, so it would not count on any axis. Answer the axes "
                f"{', '.join(AXES)} with {', '.join(FITS)}, such as time=yes,space=no,metric=nearly."
            )
    return fits
