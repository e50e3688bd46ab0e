"""A dialogue as a report tells it: plain values in the reader's language, for whatever draws them.

What people said stands verbatim; everything around it is told in the language of the report. The same report is drawn
as a page (`html`) and printed (`pdf`), so that the two cannot say different things.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from broker.dialogue.acts import Act


@dataclass(frozen=True)
class Fact:
    """A line with its label: "To decide", "whether to build a yard"; `weight` is ``plain`` or ``strong``."""

    label: str
    value: str
    weight: str = "plain"


@dataclass(frozen=True)
class Said:
    """What somebody did or said.

    Attributes
    ----------
    who : tuple of str
        Who, and what they did, in one phrase with the name in the middle: ("", "Ruth Fenn", " asked a question").
    words : str
        Verbatim; empty where there were none.
    facts : tuple of Fact
        What else belongs to it.
    tone : str
        ``plain``, ``against`` (an objection, a doubt, dissent) or ``together`` (something was settled).
    at, number : str, int
        The day, and the number of the event in the log.
    is_withheld : bool
        Words were said, and are not shown to this audience.
    """

    who: tuple[str, str, str]
    words: str
    facts: tuple[Fact, ...] = ()
    tone: str = "plain"
    at: str = ""
    number: int = 0
    is_withheld: bool = False


@dataclass(frozen=True)
class Missed:
    """Where an answer misses the need: on which axis, in one sentence, how gravely, and what would help."""

    axis: str
    severity: str
    message: str
    remedy: str = ""


@dataclass(frozen=True)
class Changed:
    """What changed from the round before."""

    what: str
    before: str
    after: str


@dataclass(frozen=True)
class Step:
    """One step of the translation: what it is about, what it takes, and how it stands."""

    about: str
    value: str
    status: str
    is_guess: bool = False
    is_contested: bool = False


@dataclass(frozen=True)
class Tens:
    """Ten circles: how many years in ten are exceptional."""

    period: str
    scenario: str
    colour: str
    halves: int
    count: str
    models: str


@dataclass(frozen=True)
class Picture:
    """A picture of a product, with what it shows in words."""

    name: str
    png: bytes
    words: str


@dataclass(frozen=True)
class Turn:
    """One round, as it is told.

    Attributes
    ----------
    number : int
    title, opened : str
        "Round 2", and who opened it when.
    need : str
        The user's own words; empty where they are withheld.
    because : str
        Why the need was changed.
    reading : tuple of Step
    answer : str
        The sentence of the product; empty where nothing was built.
    tens, tens_words : tuple of Tens, str
    pictures : tuple of Picture
    absent : str
        Why there is no picture.
    missed : tuple of Missed
    more_missed : str
        How many notes are not told here.
    said : tuple of Said
    changed_title, changed : str, tuple of Changed
        Against the round that it came out of.
    """

    number: int
    title: str
    opened: str
    need: str
    because: str = ""
    reading: tuple[Step, ...] = ()
    answer: str = ""
    tens: tuple[Tens, ...] = ()
    tens_words: str = ""
    pictures: tuple[Picture, ...] = ()
    absent: str = ""
    missed: tuple[Missed, ...] = ()
    more_missed: str = ""
    said: tuple[Said, ...] = ()
    changed_title: str = ""
    changed: tuple[Changed, ...] = ()


@dataclass(frozen=True)
class Register:
    """A table over the whole dialogue: promises, costs, decisions, outcomes."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Report:
    """A dialogue, readable in two minutes.

    Attributes
    ----------
    language : str
        In which everything around people's words is told.
    labels : mapping
        The headings that the drawing needs.
    title, state : str
    facts : tuple of Fact
        The head: decision, parties, mode, rights.
    open : tuple of str
        What is open; empty where nothing is.
    acts : tuple of Act
        For the timeline.
    turns : tuple of Turn
    registers : tuple of Register
    proof : tuple of Fact
        The record's checkpoint, for the foot.
    note : str
        For whom this was made, and what is not in it.
    """

    language: str
    labels: Mapping[str, str]
    title: str
    state: str
    facts: tuple[Fact, ...]
    open: tuple[str, ...]
    acts: tuple[Act, ...]
    turns: tuple[Turn, ...]
    registers: tuple[Register, ...]
    proof: tuple[Fact, ...]
    note: str
    at: dt.datetime = field(default_factory=lambda: dt.datetime.now(dt.UTC))
