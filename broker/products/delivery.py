"""What a product says besides its numbers: the question, what does not fit, whose data, when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

from broker.mismatch import Mismatch
from broker.verification import Checkpoint
from catalog.record import Finding
from translators.need import Decision


class Citation(NamedTuple):
    """Whose data a product stands on, and on what terms.

    Attributes
    ----------
    dataset : str
        ``id@version``.
    citation, licence, producer, contact, doi, terms : str
        As the producer gave them; empty where nothing was given.
    """

    dataset: str
    citation: str = ""
    licence: str = ""
    producer: str = ""
    contact: str = ""
    doi: str = ""
    terms: str = ""


@dataclass(frozen=True)
class Delivery:
    """All that the files of a product say and that does not decide its numbers.

    Attributes
    ----------
    statement : str
        The user's own words, verbatim.
    language : str
        BCP 47 tag of the statement.
    units : str
        The units in which the result is told: ``metric`` or ``us``.
    decision : Decision or None
    mismatches : tuple of Mismatch
        Where need and offer do not meet; they stand on the page beside the answer.
    warnings : tuple of str
        Further doubts: findings of severity warning about the models used, and those of the engine.
    citations : tuple of Citation
        One for each dataset version used; plain tuples are taken too.
    findings : tuple of Finding
        All findings of the versions used, for the record.
    made_at : datetime or None
        When it was made; None leaves every date out, and equal inputs then give equal bytes.
    dialogue : str
        Title or id of the dialogue and the round; empty outside any.
    checkpoint : Checkpoint or None
        What the exchange log was when it was made in a dialogue, signed, so that it leaves the store with the product.
    """

    statement: str
    language: str = "en"
    decision: Decision | None = None
    mismatches: tuple[Mismatch, ...] = ()
    warnings: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    findings: tuple[Finding, ...] = ()
    made_at: dt.datetime | None = None
    dialogue: str = ""
    units: str = "metric"
    checkpoint: Checkpoint | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "citations", tuple(Citation(*c) for c in self.citations))

    @property
    def made_at_iso(self) -> str:
        """The moment at which it was made, as "2026-03-02T09:30:00Z", or nothing."""
        if self.made_at is None:
            return ""
        moment = self.made_at if self.made_at.tzinfo else self.made_at.replace(tzinfo=dt.UTC)
        return f"{moment.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"
