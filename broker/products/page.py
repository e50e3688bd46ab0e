"""A page measured in points from its upper left corner: words, rules and room for pictures."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.backends.backend_pdf import FigureCanvasPdf
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from broker.products.style import INK, RULE
from broker.products.text_flow import Line, draw_lines
from broker.products.typeface import REGULAR, font

#: A4, and the margins that a desktop printer keeps.
WIDTH, HEIGHT = 595.28, 841.89
LEFT, TOP, BOTTOM = 48.0, 44.0, 34.0
ROOM = WIDTH - 2 * LEFT
LEADING = 1.36


class Page:
    """One A4 page; places are points from the left edge and from the top."""

    def __init__(self) -> None:
        self.figure = Figure(figsize=(WIDTH / 72, HEIGHT / 72), facecolor="white")
        FigureCanvasPdf(self.figure)

    def write(
        self, lines: list[Line], x: float, top: float, size: float, *, colour: str = INK, leading: float = LEADING
    ) -> float:
        """Write lines below `top` and return the height that they take."""
        draw_lines(self.figure, lines, x, HEIGHT - top - size, size, colour=colour, leading=leading, width=ROOM)
        return len(lines) * size * leading

    def word(
        self, text: str, x: float, baseline: float, size: float, *, colour: str = INK, side: str = "left",
        weight: int = REGULAR,
    ) -> None:  # fmt: skip
        """Write one piece of text whose baseline lies `baseline` points from the top."""
        self.figure.text(
            x / WIDTH, 1 - baseline / HEIGHT, text, fontproperties=font(size, weight), color=colour, ha=side,
            va="baseline", parse_math=False, zorder=-1,
        )  # fmt: skip

    def rule(self, top: float, left: float = LEFT, right: float = WIDTH - LEFT) -> None:
        """Draw a thin line across."""
        ends, height = [left / WIDTH, right / WIDTH], 1 - top / HEIGHT
        self.figure.add_artist(Line2D(ends, [height, height], color=RULE, linewidth=0.9, solid_capstyle="butt"))

    def axes(self, x: float, top: float, width: float, height: float) -> Axes:
        """Return room for a picture."""
        return self.figure.add_axes((x / WIDTH, 1 - (top + height) / HEIGHT, width / WIDTH, height / HEIGHT))
