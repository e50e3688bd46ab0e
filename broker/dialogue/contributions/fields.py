"""The fields of a contribution: of what type each is, and whether it is clear or somebody's words."""

from __future__ import annotations

from dataclasses import dataclass

#: Types whose values are ids, numbers, dates or chosen words: never what somebody said.
CLEAR = frozenset(
    {"about", "choice", "date", "count", "amount", "unit", "reference", "references", "parties", "counts"}
)
#: What each type takes, for those who read the page of kinds.
TYPES = {
    "text": "words, kept as they are said",
    "texts": "several texts",
    "choice": "one of the words given",
    "date": "a date, 2027-04-30",
    "count": "a whole number of the range given",
    "amount": "a number, not below zero",
    "unit": "h, km, or a currency of three letters such as KES",
    "person": "somebody who takes part, or anybody else by name",
    "party": "a side, or a person",
    "parties": "sides and people who take part, with commas between",
    "about": "an axis, a topic, a step of the translation, the product of a round, or the id of an event",
    "reference": "the id of what it is about, such as e7",
    "references": "ids, with commas between",
    "sayings": "who and what, as NAME=TEXT, once for each",
    "answers": "question=answer, with commas between",
    "counts": "question=yes/partly/no in numbers of people, such as heard=9/2/1, with commas between",
}


@dataclass(frozen=True)
class Field:
    """One field of a kind of contribution.

    Attributes
    ----------
    name, type, words : str
        `type` is one of `TYPES`; `words` say what belongs there.
    required : bool
    choices : tuple of str
        The words of a choice, the questions of answers, the kinds of event that a reference may name, or the name
        that what is said has in sayings.
    most : int
        The highest number of a count.
    default : str
        What is taken where nothing is given.
    """

    name: str
    type: str
    words: str
    required: bool = True
    choices: tuple[str, ...] = ()
    most: int = 0
    default: str = ""

    @property
    def option(self) -> str:
        """What it is called on the command line: ``--gave-up``."""
        return f"--{self.name.replace('_', '-')}"

    @property
    def keys(self) -> tuple[str, ...]:
        """The names under which an event holds it: a person who has no id here is kept by name, apart from the ids."""
        return (self.name, f"{self.name}_named") if self.type in ("person", "party") else (self.name,)

    @property
    def clear(self) -> tuple[str, ...]:
        """Those of `keys` that hold no words of a person."""
        if self.type in ("person", "party"):
            return (self.name,)
        return (self.name,) if self.type in CLEAR else ()


def text(name: str, words: str, required: bool = True) -> Field:
    """Return a field of words."""
    return Field(name, "text", words, required)


def choice(name: str, words: str, *choices: str, required: bool = True, default: str = "") -> Field:
    """Return a field that takes one of the words given."""
    return Field(name, "choice", words, required, choices, default=default)


def date(name: str, words: str, required: bool = True) -> Field:
    """Return a field of a date."""
    return Field(name, "date", words, required)


def reference(name: str, words: str, *kinds: str, required: bool = True) -> Field:
    """Return a field that names one contribution of these kinds of event."""
    return Field(name, "reference", words, required, kinds)
