"""What the doubt about a change comes from, as a bar a period: models, scenarios, and the chance of the weather."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from broker.engine.result import Result, Share
from broker.products.page import LEADING, Page
from broker.products.style import GREY, legible
from broker.products.text_flow import Line, flow
from broker.products.typeface import SEMIBOLD, font
from translators.sureness import percent, variance_words

_MODEL, _SCENARIO, _CHANCE = "#4C6A92", "#C98B2B", "#C9CDD3"
_MOST_PERIODS = 2
#: Shares below this carry no number: it would not fit.
_LEAST_NUMBER = 0.12
_BAR, _STEP = 8.0, 12.5


@dataclass(frozen=True)
class VarianceBars:
    """The shares of the variance of the change in the first and the last period, of a result of one part.

    Attributes
    ----------
    result : Result
    language : str
    width : float
        In points.
    size : float
        Of type, in points.
    """

    result: Result
    language: str
    width: float
    size: float

    @cached_property
    def _shares(self) -> tuple[Share, ...]:
        if len({(share.place, share.step, share.variant) for share in self.result.variance}) != 1:
            return ()
        shares = self.result.variance
        return shares if len(shares) <= _MOST_PERIODS else (shares[0], shares[-1])

    @cached_property
    def _heading(self) -> list[Line]:
        return flow(variance_words(self.language)["heading"], self.width, self.size, SEMIBOLD)

    @property
    def height(self) -> float:
        """Height in points; nothing where it is not known."""
        if not self._shares:
            return 0.0
        return 6 + len(self._heading) * self.size * LEADING + (len(self._shares) + 1) * _STEP

    def draw(self, page: Page, x: float, top: float) -> None:
        """Draw it below `top`."""
        if not self._shares:
            return
        top += 6 + page.write(self._heading, x, top + 6, self.size)
        names = 0.29 * self.width
        words = variance_words(self.language)
        parts = (("model", _MODEL), ("scenario", _SCENARIO), ("internal", _CHANCE))
        axes = page.axes(x + names, top, self.width - names, len(self._shares) * _STEP)
        axes.set_xlim(0.0, 1.0)
        axes.set_ylim(len(self._shares) * _STEP, 0.0)
        axes.set_axis_off()
        for order, share in enumerate(self._shares):
            middle, left = (order + 0.5) * _STEP, 0.0
            page.word(str(share.period), x, top + middle + 0.35 * self.size, self.size)
            for name, colour in parts:
                part = getattr(share, name)
                axes.barh(middle, part, height=_BAR, left=left, color=colour, edgecolor="white", linewidth=0.6)
                if part >= _LEAST_NUMBER:
                    axes.text(
                        left + part / 2, middle, percent(part, self.language), ha="center", va="center_baseline",
                        fontproperties=font(self.size - 1.2), color="#1F2933" if colour == _CHANCE else "white",
                        parse_math=False,
                    )  # fmt: skip
                left += part
        marks = [x + names + at * (self.width - names) for at in (0.0, 0.34, 0.72)]
        for mark, (name, colour) in zip(marks, parts, strict=True):
            y = top + len(self._shares) * _STEP + self.size
            page.word("■", mark, y, self.size - 0.6, colour=colour)
            page.word(words[name], mark + self.size, y, self.size - 0.6, colour=legible(GREY))
