"""Faults that change no number, each with the reason: they are left out before faults are chosen."""

from __future__ import annotations

_SUPERSET = (
    "only which cells are looked at, with a margin of 1e-9 degrees: it differs for a point exactly that far beside a "
    "cell, where rounding decides already"
)
_SHORTCUT = "it only decides which days need no closer look; a day looked at closely gets the same answer"
_ROOM = "the room for the days of a season is larger than needed, and no more of it is read"
#: Module, words of the line, fault → why every number stays the same.
EQUIVALENT: dict[tuple[str, str, str], str] = {
    (
        "broker/engine/curvilinear.py",
        "near = (off <= half + reach + ON_EDGE_DEG) & (lat.min(axis=1) <= north + ON_EDGE_DEG) | at_pole",
        "<= → <",
    ): _SUPERSET,
    (
        "broker/engine/curvilinear.py",
        "near &= (lat.max(axis=1) >= south - ON_EDGE_DEG) | at_pole",
        ">= → >",
    ): _SUPERSET,
    (
        "broker/engine/rectilinear.py",
        "forward = end[of, axis] >= start[of, axis]",
        ">= → >",
    ): "an edge that begins and ends on the same line crosses none, so it is never cut",
    (
        "broker/engine/robustness.py",
        "mean = np.where(known, some, 0.0).sum(axis=0) / np.maximum(count, 1)",
        "1 → 2",
    ): "it keeps a divisor from being 0; a cell with one known year has no spread anyway",
    ("broker/engine/kernels/rainy_season.py", "return words, marks, np.empty((2, marks.size))", "2 → 3"): _ROOM,
    ("broker/engine/kernels/spells.py", "room = np.empty((2, marks.size))", "2 → 3"): _ROOM,
    ("broker/engine/kernels/days.py", "most_days = max(most_days, i1[s] - i0[s])", "- → +"): _ROOM,
    ("broker/engine/kernels/runs.py", "most_days = max(most_days, i1[s] - i0[s])", "- → +"): _ROOM,
    (
        "broker/engine/kernels/percentiles.py",
        "while at > 0 and top[at - 1] < value:",
        "< → <=",
    ): "equal values stand in another order, and the row is deep enough for a year less whichever of them it forgets",
    (
        "broker/engine/reductions/standardised.py",
        "n = np.maximum(count, 3).astype(np.float64)[:, np.newaxis]",
        "3 → 4",
    ): "it keeps a divisor from being 0; a sample of three values has no number anyway",
    (
        "broker/engine/return_levels.py",
        "fits = (counts > 0) & (l2 > 1e-12 * np.maximum(np.abs(l1), 1e-300))",
        "1e-300 → 1.01e-300",
    ): "it keeps a limit above 0; no unit has spreads of 1e-312",
    ("broker/engine/kernels/percentiles.py", "return value > upper or value <= lower", "or → and"): _SHORTCUT,
    ("broker/engine/kernels/percentiles.py", "upper = top[first] if first >= 0 else np.inf", ">= → >"): _SHORTCUT,
    (
        "broker/engine/kernels/water.py",
        "elif spread < limits[1]:",
        "< → <=",
    ): "at the limit a quarter of nothing is added",
    (
        "broker/engine/reductions/frost_and_growth.py",
        "found = task.dates_of(np.where(np.isfinite(steps), steps, -1).astype(np.int64))",
        "sign dropped",
    ): "it stands for outcomes and missing values, which the next line puts back",
    (
        "broker/engine/warming.py",
        '"coordinates": [[[-180.0, -90.0], [180.0, -90.0], [180.0, 90.0], [-180.0, 90.0], [-180.0, -90.0]]],',
        "90.0 → 90.9",
    ): "no cell lies beyond the poles",
}
