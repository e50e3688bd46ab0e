"""The need: the user's own words, and what they already know of region, time and metric."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from translators.errors import InvalidNeed
from translators.periods import Season, Years
from translators.regions import Region

#: The longest statement kept, in characters.
LONGEST_STATEMENT = 4000


@dataclass(frozen=True)
class Decision:
    """What somebody has to decide, and by when."""

    text: str
    by: dt.date | None = None


@dataclass(frozen=True)
class Need:
    """What a user asks for, whole or in part; a part that is ``None`` was not said.

    Attributes
    ----------
    statement : str
        The user's own words, kept verbatim.
    language : str
        BCP 47 tag of the statement.
    region : Region or None
    season : Season or None
    baseline : Years or None
    horizons : tuple of Years or None
    index : str or None
        An id or alias of the index table.
    parameters : dict of str to str
        Quantities with units, as written.
    """

    statement: str
    language: str = "en"
    decision: Decision | None = None
    region: Region | None = None
    season: Season | None = None
    baseline: Years | None = None
    horizons: tuple[Years, ...] | None = None
    scenarios: tuple[str, ...] | None = None
    datasets: tuple[str, ...] | None = None
    index: str | None = None
    parameters: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.statement.strip():
            raise InvalidNeed(
                "A need was given without a statement; the user's own words are kept on every product, so they are "
                "required. Add a line such as statement: Will there be more days too hot for my cows?",
                about="statement",
            )
        if len(self.statement) > LONGEST_STATEMENT:
            raise InvalidNeed(
                f"The statement has {len(self.statement)} characters, more than the {LONGEST_STATEMENT} that fit on a "
                f"product. Say the question in a few sentences and put the rest into the dialogue.",
                about="statement",
            )
