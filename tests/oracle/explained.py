"""Where another program says something else, and why: key of the loop → one sentence."""

from __future__ import annotations

_FIRST_WET = (
    "ours dates the season by its first wet day where that is asked; xclim only by the day that reaches the amount."
)
BY_XCLIM: dict[str, str] = {
    "rain_season_start, totals": _FIRST_WET,
    "rain_season_length, first wet day": _FIRST_WET,
    "rain_season_end, totals": (
        "where the dry spell at the end is told by its total, xclim gives the last day of the stretch, ours the first."
    ),
}
BY_CDO: dict[str, str] = {}
