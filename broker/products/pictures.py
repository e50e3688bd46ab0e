"""Which picture tells a result: seasons and periods, months, definitions, places, or shares of years."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.axes import Axes

from broker.engine.result import Result
from broker.products.chart import FEW_MODELS, LEVEL_LINES, Look, draw_chart, period_levels
from broker.products.language import current, listed, say
from broker.products.parts import Parts, first_part, parts_of
from broker.products.ranked_places import draw_places, place_words
from broker.products.share_rows import draw_shares, share_words
from broker.products.side_chart import course_words, definition_words, draw_course, draw_definitions
from translators.locales.metrics import outcome_of

#: Room beside the axes of a picture, in points at a text of ten: names of places, or nothing.
_NAMES, _NUMBERS = 118.0, 40.0


@dataclass(frozen=True)
class Picture:
    """One picture of a result, drawn within given room.

    Attributes
    ----------
    result : Result
    parts : Parts or None
        What stands side by side.
    """

    result: Result
    parts: Parts | None

    @classmethod
    def of(cls, result: Result) -> Picture:
        """Return the picture that fits the shape of a result."""
        return cls(result, parts_of(result))

    @property
    def kind(self) -> str:
        """``place``, ``step``, ``variant``, ``share`` (of years), or ``seasons``."""
        if self.parts is not None:
            return self.parts.kind
        return "share" if self.result.recipe.statistic.of == "share" else "seasons"

    def margins(self, text: float) -> tuple[float, float] | None:
        """Return the room to the left and to the right of the axes, in points; None for that of seasons."""
        scale = text / 10.0
        return {"place": (_NAMES * scale, _NUMBERS * scale), "share": (0.0, 0.0)}.get(self.kind)

    def above(self, text: float) -> float:
        """Return the room above the axes, in points."""
        if self.kind == "seasons":
            return 22 + max(period_levels(self.result).values(), default=0) * LEVEL_LINES * text
        return {"place": 2.4 * text, "share": 0.4 * text}.get(self.kind, 2.7 * text)

    def below(self, text: float) -> float:
        """Return the room below the axes, in points."""
        extra = {"variant": 1.3 * text, "place": 1.4 * text}.get(self.kind, 0.0)
        return (0.0 if self.kind == "share" else 26.0) + extra

    def draw(self, axes: Axes, look: Look, left: float) -> None:
        """Draw it; the page's text begins `left` points from the figure's edge."""
        if self.parts is None and self.kind == "share":
            draw_shares(axes, self.result, look.text)
        elif self.parts is None:
            draw_chart(axes, first_part(self.result), look)
        elif self.kind == "place":
            draw_places(axes, self.result, self.parts, left, look.text)
        elif self.kind == "step":
            draw_course(axes, self.result, self.parts, look.text, look.line)
        else:
            draw_definitions(axes, self.result, self.parts, look.text, look.line)

    def words(self) -> str:
        """Return what the picture's marks mean, in a sentence or two."""
        if self.parts is None:
            return share_words(self.result) if self.kind == "share" else chart_words(self.result)
        of = {"place": lambda r, p: place_words(p), "step": course_words, "variant": definition_words}[self.kind]
        said = of(self.result, self.parts)
        return say("chart_of_part", words=said, part=self.parts.told_of) if self.parts.told_of else said


def chart_words(result: Result) -> str:
    """Return what the chart's marks mean, in one sentence."""
    seen = any(s.kind != "projection" for s in result.series)
    models = len({s.model for s in result.series if s.kind == "projection"})
    has_dots = result.summary_units == result.units
    of = "means" if result.recipe.statistic.is_mean else "values"
    if not models:
        return " ".join([*([say("chart_measured_dots")] if has_dots else []), say(f"chart_measured_{of}")])
    if models == 1:
        said = [*([say("chart_one_dots")] if has_dots else []), say(f"chart_one_{of}")]
    else:
        thin = "_thin" if models <= FEW_MODELS else ""
        said = [*([say("chart_dots")] if has_dots else []), say(f"chart_{of}{thin}")]
    if any(row.interval is not None for row in result.summary):
        said.append(say("chart_uprights"))
    outcomes = {name for one in result.series for name, shares in one.outcomes.items() if (shares > 0).any()}
    if outcomes and has_dots:
        said.append(say("chart_without", outcomes=listed([outcome_of(o, current()) for o in sorted(outcomes)], "or")))
    return " ".join([*said, *([say("black")] if seen else [])])
