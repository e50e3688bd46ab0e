"""Refusals of the translators.

TranslationError
├── InvalidNeed         a need file or form that cannot be understood
├── UnknownIndex        an index that is not in the table
├── QuantityError       a number without a unit, or with one of the wrong kind
├── InvalidPeriod       years or a season that cannot be
└── RegionError
    ├── UnknownPlace    a place that the gazetteer does not hold
    └── AmbiguousPlace  a name that several places share
"""

from __future__ import annotations


class TranslationError(ValueError):
    """What was said cannot be turned into something computable.

    The message says what was asked, what was found, why it matters and what to try.

    Attributes
    ----------
    about : str
        The part of the need at fault: ``region``, ``season``, ``horizon``, ``metric``, ``scenario`` or a parameter's
        name; the app shows the message beside that field.
    options : tuple of str
        Words that would be understood instead, best first; may be empty.
    """

    code = "not-understood"

    def __init__(self, message: str, *, about: str = "", options: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.about = about
        self.options = options


class InvalidNeed(TranslationError):
    """A need that lacks a part or holds one too many."""

    code = "need-invalid"


class UnknownIndex(TranslationError):
    """An index that the table does not hold."""

    code = "index-unknown"


class QuantityError(TranslationError):
    """A number without a unit, or with a unit of another kind."""

    code = "quantity-invalid"


class InvalidPeriod(TranslationError):
    """Years or a season that cannot be."""

    code = "period-invalid"


class RegionError(TranslationError):
    """A place or a shape that cannot be used."""

    code = "region-invalid"


class UnknownPlace(RegionError):
    """A place that the gazetteer does not hold."""

    code = "place-unknown"


class AmbiguousPlace(RegionError):
    """A name that several places share."""

    code = "place-ambiguous"
