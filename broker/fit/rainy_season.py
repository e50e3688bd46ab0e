"""Need and offer of the rains: a length that the search for their end cannot find, because it begins too late."""

from __future__ import annotations

import datetime as dt

from broker.fit.words import asked_metric, fit
from broker.mismatch import Mismatch
from translators.errors import TranslationError
from translators.quantities import in_units
from translators.said import Said
from translators.specification import Specification

_YEAR = 2001


def mismatches(asked: Specification) -> list[Mismatch]:
    """Say where short rainy seasons are counted that begin too early to be short.

    The end is looked for from a day on. Rains that begin on the first day searched last until then at least, so a share
    of shorter seasons counts only those that begin late, and none at all where even the latest last so long.
    """
    statistic, given = asked.statistic, asked.parameters
    if asked.index != "rain_season_length" or statistic.operator not in {"<", "<="}:
        return []
    try:
        limit = in_units(statistic.value, "days", "statistic")
    except TranslationError:
        return []
    first, last, end = (_date(given[name]) for name in ("date_from", "date_to", "date_end_from"))
    if last < first:
        last = last.replace(year=_YEAR + 1)
    if end < first:
        end = end.replace(year=_YEAR + 1)
    if (end - first).days < limit:
        return []
    begins = end - dt.timedelta(days=int(limit) - (statistic.operator == "<"))
    facts = {"limit": Said("parameter", value=statistic.value), "end": Said("parameter", value=given["date_end_from"])}
    facts["first"] = Said("parameter", value=given["date_from"])
    is_never = (end - last).days >= limit
    key = "end-searched-late.message_never" if is_never else "end-searched-late.message"
    return [
        Mismatch(
            axis="metric",
            code="end-searched-late",
            severity="warning",
            asked=asked_metric(asked),
            offered=fit("end-searched-late.offered", **facts),
            message=fit(key, **facts, begins=Said("parameter", value=f"{begins:%m-%d}")),
            remedy=fit("end-searched-late.remedy", **facts),
        )
    ]


def _date(text: str) -> dt.date:
    month, _, day = text.partition("-")
    return dt.date(_YEAR, int(month), min(int(day), 28 if month == "02" else 31))
