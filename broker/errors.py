"""Refusals of the broker.

BrokerError
├── UnservableNeed      a need that no published data can answer (carries mismatches, or an Unservable with a referral)
│   ├── OutsideData     a region that the data do not reach
│   ├── PeriodNotHeld   years or seasons that the data lack
│   └── DataToChoose    data that must not be mixed: the user has to say which
├── UnknownDialogue     an id that the log does not hold
├── UnknownRound        a round that the dialogue does not have
├── UnknownProduct      a product that the store does not hold
├── UnknownGroup        a group that there is not, or that one is not in
├── UnknownAttachment   something that nobody attached, or that went with who did
├── UnknownKeptPlace    a place that nobody keeps under this name
├── InvalidResponse     an answer to a round that cannot be understood
├── NotAllowed          somebody who may not do this
├── UnknownPerson       a person whom the register does not hold
├── PersonErased        a person whose key was deleted, so that nothing is kept of them any more
├── WorkStopped         work that whoever asked for it no longer wants
├── Conflict            somebody else was quicker, or the dialogue is finished
├── LogDamaged          an exchange log that does not prove itself
├── StoreUnusable       a database that is busy, out of reach, newer than this program or where it must not be
└── BackupRefused       a copy of a store that is not whole, or must not be put where it was asked
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from broker.event import Event
    from broker.mismatch import Mismatch
    from translators.specification import Unservable


class BrokerError(ValueError):
    """The broker cannot do what was asked; the message says what was asked, what was found, why, and what to try.

    Attributes
    ----------
    code : str
        Stable name of the refusal.
    mismatches : tuple of Mismatch
        Where need and offer do not meet, as far as that is known.
    unservable : Unservable or None
        Why projections cannot answer, and who can.
    options : tuple of str
        Words that would be understood instead; may be empty.
    """

    code = "refused"

    def __init__(
        self,
        message: str,
        *,
        code: str = "",
        mismatches: tuple[Mismatch, ...] = (),
        unservable: Unservable | None = None,
        options: tuple[str, ...] = (),
    ) -> None:
        super().__init__(message)
        self.code = code or type(self).code
        self.mismatches = mismatches
        self.unservable = unservable
        self.options = options


class UnservableNeed(BrokerError):
    """A need that no published data can answer."""

    code = "unservable"


class OutsideData(UnservableNeed):
    """A region that the data do not reach."""

    code = "outside-data"


class PeriodNotHeld(UnservableNeed):
    """Years or seasons that the data lack."""

    code = "period-not-held"


class DataToChoose(UnservableNeed):
    """Data that must not be mixed: the user has to say which."""

    code = "data-to-choose"


class UnknownDialogue(BrokerError):
    """An id that the log does not hold."""

    code = "dialogue-unknown"


class UnknownRound(BrokerError):
    """A round that the dialogue does not have."""

    code = "round-unknown"


class UnknownProduct(BrokerError):
    """A product that the store does not hold."""

    code = "product-unknown"


class UnknownGroup(BrokerError):
    """A group that there is not, or that one is not in."""

    code = "group-unknown"


class UnknownAttachment(BrokerError):
    """Something that nobody attached, or that went with the person who did."""

    code = "attachment-unknown"


class UnknownKeptPlace(BrokerError):
    """A place that nobody keeps under this name."""

    code = "unknown-place"


class InvalidResponse(BrokerError):
    """An answer to a round that cannot be understood."""

    code = "response-invalid"


class NotAllowed(BrokerError):
    """Somebody who may not do this."""

    code = "not-allowed"


class UnknownPerson(BrokerError):
    """A person whom the register does not hold."""

    code = "person-unknown"


class PersonErased(BrokerError):
    """A person whose key was deleted, so that nothing is kept of them any more."""

    code = "person-erased"


class WorkStopped(BrokerError):
    """Work that whoever asked for it no longer wants."""

    code = "stopped"


class Conflict(BrokerError):
    """Somebody else was quicker, or the dialogue is finished.

    Attributes
    ----------
    theirs : tuple of Event
        What was written meanwhile; empty where nothing was.
    yours : tuple of (str, dict)
        Kind and data of what was to be written instead, so that a page can show both.
    """

    code = "conflict"

    def __init__(
        self,
        message: str,
        *,
        code: str = "",
        options: tuple[str, ...] = (),
        theirs: tuple[Event, ...] = (),
        yours: tuple[tuple[str, dict[str, Any]], ...] = (),
    ) -> None:
        super().__init__(message, code=code, options=options)
        self.theirs = theirs
        self.yours = yours


class ArchiveRefused(BrokerError):
    """An archive of a dialogue that does not prove itself, or was made to do harm."""

    code = "archive-refused"


class LogDamaged(BrokerError):
    """An exchange log that does not prove itself."""

    code = "log-damaged"


class StoreUnusable(BrokerError):
    """A database that is busy, out of reach, newer than this program or where it must not be.

    Attributes
    ----------
    passes : bool
        Whether the same may go well a moment later.
    """

    code = "store-unusable"

    def __init__(self, message: str, *, code: str = "", passes: bool = False) -> None:
        super().__init__(message, code=code)
        self.passes = passes


class BackupRefused(BrokerError):
    """A copy of a store that is not whole, or must not be put where it was asked."""

    code = "backup-refused"
