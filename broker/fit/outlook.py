"""A forecast, a season, or a climate: what is asked of the years right ahead."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from broker.fit.words import fit
from broker.mismatch import Mismatch
from translators.periods import Years
from translators.said import number

#: Periods that end within so many years are weather and its luck more than climate (IPCC AR6 WGI, box 4.1).
YEARS_AHEAD = 10
#: Years that projections may be asked for instead: so long after the period asked for.
_LENGTH = 20


def mismatches(horizons: Iterable[Years], today: dt.date) -> list[Mismatch]:
    """Return what a projection cannot tell of periods that lie right ahead, the whole of them."""
    return [_near(h, today.year) for h in horizons if today.year <= h.last <= today.year + YEARS_AHEAD]


def _near(years: Years, now: int) -> Mismatch:
    first = (now // 10 + 1) * 10 + 1
    return Mismatch(
        axis="time",
        code="near-term",
        severity="warning",
        asked=fit("near-term.asked", years=str(years)),
        offered=fit("near-term.offered"),
        message=fit("near-term.message", years=str(years), ahead=number(str(YEARS_AHEAD))),
        remedy=fit("near-term.remedy", example=str(Years(first, first + _LENGTH - 1))),
    )
