"""The strip of years: what people remember beside the metric of every year, as a picture and as a line of signs."""

from __future__ import annotations

import io
import math

from matplotlib.figure import Figure

from broker.dialogue.remembered import Remembered
from broker.hindsight import FALSE_ALARM, HIT, MISS, QUIET, Hindsight
from broker.products.style import ACCENT, GREY, GROUND, INK, PROBLEM, RULE, WARNING
from broker.products.typeface import SEMIBOLD, font

#: Verdict → colour, and its words. A miss is an empty mark: the metric shows nothing there.
COLOURS = {HIT: ACCENT, MISS: PROBLEM, FALSE_ALARM: WARNING, QUIET: RULE}
WORDS = {HIT: "remembered, and among the worst", MISS: "remembered only", FALSE_ALARM: "among the worst only"}
_WIDTH_IN, _HEIGHT_IN, _DPI = 7.2, 2.9, 150


def draw_strip(one: Remembered) -> bytes:
    """Return the strip as PNG; remembered bad years carry a mark above their bar.

    Raises
    ------
    ValueError
        If what was measured is not known, because it was erased.
    """
    hindsight = _known(one)
    figure = Figure(figsize=(_WIDTH_IN, _HEIGHT_IN), facecolor=GROUND)
    axes = figure.add_axes((0.075, 0.2, 0.905, 0.5), facecolor=GROUND)
    numbers = [y.value for y in hindsight.years if math.isfinite(y.value)]
    top, foot = max([*numbers, 0.0]), min([*numbers, 0.0])
    span = (top - foot) or 1.0
    for year in hindsight.years:
        colour = COLOURS[year.verdict]
        if not math.isnan(year.value):
            shown = min(max(year.value, foot - 0.06 * span), top + 0.06 * span)  # outcomes stand beyond all numbers
            hatch = "///" if math.isinf(year.value) else None
            axes.bar(year.year, shown, width=0.78, color=colour if year.verdict else "#C9CDD3", hatch=hatch)
        mark = {"bad": ("v", PROBLEM if year.verdict == MISS else INK), "good": ("o", GREY)}.get(year.remembered)
        if mark is not None:
            filled = "none" if year.remembered == "good" or year.verdict == MISS else mark[1]
            axes.plot(year.year, top + 0.17 * span, mark[0], color=mark[1], markersize=5, markerfacecolor=filled)
    axes.set_ylim(foot - 0.08 * span * (foot < 0), top + 0.28 * span)
    first, last = hindsight.years[0].year, hindsight.years[-1].year
    axes.set_xlim(first - 0.7, last + 0.7)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(RULE)
    axes.tick_params(length=0, colors=GREY)
    axes.xaxis.get_major_locator().set_params(integer=True)
    for label in (*axes.get_xticklabels(), *axes.get_yticklabels()):
        label.set_fontproperties(font(8))
    figure.text(0.02, 0.94, f"Years remembered for {one.of}", color=INK, fontproperties=font(11, SEMIBOLD), va="top")
    measured = f"{one.observed['metric']}, {one.observed['units']}, {one.observed['season']}; {one.observed['title']}"
    figure.text(0.02, 0.84, measured, color=GREY, fontproperties=font(8.5), va="top")
    left = 0.02
    for verdict, words in WORDS.items():
        figure.text(left, 0.055, "■", color=COLOURS[verdict], fontproperties=font(9))
        figure.text(left + 0.018, 0.055, words, color=INK, fontproperties=font(8.5))
        left += 0.04 + 0.0083 * len(words)
    figure.text(left, 0.055, "▼ bad   ○ good, as remembered", color=INK, fontproperties=font(8.5))
    written = io.BytesIO()
    figure.savefig(
        written, format="png", dpi=_DPI, facecolor=GROUND, metadata={"Software": None, "Description": alternative(one)}
    )
    return written.getvalue()


def alternative(one: Remembered) -> str:
    """Return the picture in words, for whoever does not see it."""
    hindsight = _known(one)

    def listed(years: tuple[int, ...]) -> str:
        return ", ".join(map(str, years)) or "none"

    return (
        f"{hindsight.sentence} Hits: {listed(hindsight.hits)}. Misses: {listed(hindsight.misses)}. False alarms: "
        f"{listed(hindsight.false_alarms)}."
    )


def _known(one: Remembered) -> Hindsight:
    if one.hindsight is None:
        raise ValueError("what was measured in the remembered years was erased")
    return one.hindsight
