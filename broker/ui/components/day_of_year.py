"""A day of every year, chosen or typed in words: "20 October"."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import streamlit as st

from broker.ui.components import fields
from broker.ui.components.markup import plain
from broker.ui.language import current
from broker.ui.messages import say
from translators.locales.calendars import day_and_month

#: Days of the months of a year that every calendar with months has; the 29th of February is no day of every year.
_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def ask_day(label: str, key: str, text: str | None, take: Callable[[str | None], None]) -> None:
    """Draw a list of days in which one can type; what is chosen is handed over as a need writes it, "10-20".

    Parameters
    ----------
    text : str or None
        The day that is chosen, as a need writes it; what is no day of every year stands in the list as it was written.
    """
    days = _in_words(current())
    st.selectbox(
        label,
        list(dict.fromkeys([*days, *([text] if text else [])])),
        format_func=lambda day: plain(days.get(day, day)),
        placeholder=say("part.date.example", day=days["10-20"]),
        **fields.controlled(key, text or None, take),
    )


@cache
def _in_words(language: str) -> dict[str, str]:
    """Return the days of a year as a need writes them, and in the words of a language."""
    return {
        f"{month:02d}-{day:02d}": day_and_month(month, day, language)
        for month, days in enumerate(_DAYS, start=1)
        for day in range(1, days + 1)
    }
