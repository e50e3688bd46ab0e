"""Pictures as files: a title that stands alone, the drawing, and whose data it shows."""

from __future__ import annotations

import threading
from pathlib import Path

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

from broker.engine.result import Result
from broker.products.chart import Look
from broker.products.delivery import Delivery
from broker.products.language import current, say
from broker.products.naming import heading_of
from broker.products.pictures import Picture
from broker.products.style import GREY, INK, PROBLEM
from broker.products.text_flow import draw_lines, flow
from broker.products.told import alternative_of, notice_of
from broker.products.typeface import SEMIBOLD, font
from translators import locales
from translators.locales.calendars import date_in_full

#: Matplotlib's fonts and settings are shared by the whole process: one picture is drawn at a time.
DRAWING = threading.Lock()
_DPI = 200


def write_chart(result: Result, delivery: Delivery, path: Path) -> None:
    """Write `chart.png`, 1600 × 1000 pixels: the picture that fits the result, one colour a scenario."""
    with DRAWING, matplotlib.rc_context():
        figure = Figure(figsize=(8.0, 5.0), dpi=_DPI, facecolor="white")
        FigureCanvasAgg(figure)
        picture, look = Picture.of(result), Look()
        top = draw_title(figure, result, picture.words())
        bottom = draw_caption(figure, result, delivery)
        height = 72 * 5.0
        above, below = picture.above(look.text), picture.below(look.text)
        left, width = 0.065, 0.685
        if margins := picture.margins(look.text):
            left = 0.03 + margins[0] / 576
            width = 0.94 - sum(margins) / 576
        axes = figure.add_axes((left, (bottom + below) / height, width, (top - above - bottom - below) / height))
        picture.draw(axes, look, 0.03 * 576)
        mark_made_up(axes, result, 22.0)
        save_png(figure, path, result, delivery)


def credit_words(result: Result, delivery: Delivery) -> str:
    """Return whose data a picture shows, on what terms, and which recipe made it."""
    data = "; ".join(f"{c.dataset} ({c.licence})" if c.licence else c.dataset for c in delivery.citations)
    parts = [notice_of(result.recipe, current()), f"{say('data_head')}: {data}." if data else ""]
    parts.append(f"{say('recipe', id=result.recipe.product_id[:12])}.")
    if delivery.made_at is not None:
        parts.append(say("made", date=date_in_full(delivery.made_at, current())))
    return " ".join(part for part in parts if part)


def mark_made_up(axes: Axes, result: Result, text: float) -> None:
    """Write across a drawing that its weather is made up, so that it stays said when the drawing is cut out."""
    if result.recipe.is_synthetic:
        axes.text(
            0.5, 0.5, locales.text("ui.made_up.mark", current()).upper(), transform=axes.transAxes,
            fontproperties=font(text, SEMIBOLD), color=PROBLEM,
            alpha=0.4, ha="center", va="center", rotation=20, zorder=20, parse_math=False,
            path_effects=[withStroke(linewidth=2.5, foreground="white", alpha=0.5)],  # legible on dark cells too
        )  # fmt: skip


def save_png(figure: Figure, path: Path, result: Result, delivery: Delivery) -> None:
    """Write the figure without a time stamp, with title, terms and credit inside the file."""
    figure.savefig(
        path,
        format="png",
        metadata={
            "Software": None,
            "Title": f"{heading_of(result.recipe)}, {result.recipe.region['name']}",
            "Description": alternative_of(result),
            "Copyright": credit_words(result, delivery),
        },
    )


def draw_title(figure: Figure, result: Result, meaning: str) -> float:
    """Draw heading, place and the meaning of the marks; return the height in points of what is free below."""
    width, height = (72 * inches for inches in figure.get_size_inches())
    left, room = 0.03 * width, 0.94 * width
    y = height - 26
    if notice := notice_of(result.recipe, current()):
        y = draw_lines(figure, flow(notice, room, 10.0, SEMIBOLD), left, y + 6, 10.0, colour=PROBLEM, leading=1.6)
    title = flow(heading_of(result.recipe), room, 14.5, SEMIBOLD, most_lines=2)
    y = draw_lines(figure, title, left, y, 14.5, colour=INK, leading=1.2)
    place = result.recipe.region["name"]
    under = flow(f"{place[:1].upper()}{place[1:]}. {meaning}", room, 9.5, most_lines=3)
    return draw_lines(figure, under, left, y, 9.5, colour=GREY, leading=1.3, width=room)


def draw_caption(figure: Figure, result: Result, delivery: Delivery) -> float:
    """Draw whose data it is at the bottom; return the height in points of what is free above."""
    width = 72 * figure.get_size_inches()[0]
    lines = flow(credit_words(result, delivery), 0.94 * width, 7.5, most_lines=3)
    first = 10 + (len(lines) - 1) * 7.5 * 1.3
    draw_lines(figure, lines, 0.03 * width, first, 7.5, colour=GREY, leading=1.3, width=0.94 * width)
    return first + 10
