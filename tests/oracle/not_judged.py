"""Indices for which no loop has been written yet: listed, so that nobody takes them for judged. It may only shrink."""

from __future__ import annotations

NOT_JUDGED = frozenset(
    {
        "expression",
        "fire_weather_days",
    }
)
