"""`brief.pdf`: one page that can be printed, forwarded and held against its maker."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import matplotlib

from broker import __version__
from broker.engine.result import Result
from broker.products.brief_blocks import Answer, Chart, Foot, Maps, Question, TenYears
from broker.products.brief_doubts import Doubts
from broker.products.delivery import Delivery
from broker.products.figures import DRAWING
from broker.products.naming import heading_of
from broker.products.page import TOP, Page
from broker.products.told import answer_of, page_doubts_of

_SIZES = tuple(12.0 - step / 4 for step in range(13))
#: Sizes of type that answer and doubts may take, and the tallest maps beside them, best first.
_SETTINGS = (*((size, 175.0) for size in _SIZES if size >= 10.5), *((size, 140.0) for size in _SIZES))
_LEAST_BODY, _MOST_BODY = 118.0, 225.0
#: So many doubts stand on the page before a second picture does.
_LEAST_DOUBTS = 4


@dataclass(frozen=True)
class Arrangement:
    """What stands on the page, from top to bottom, and the room that is left over between the blocks."""

    blocks: tuple[Question | Answer | Chart | Maps | TenYears | Doubts, ...]
    spare: float


def write_brief(result: Result, delivery: Delivery, path: Path) -> None:
    """Write one A4 page: question, answer, pictures, what it cannot tell, how sure, data, recipe.

    The answer and what it cannot tell are set in one size of type, the largest at which all fits. Doubts that fit at
    no size are counted on the page and stand whole in `brief.txt`.
    """
    with DRAWING, matplotlib.rc_context({"pdf.fonttype": 42, "hatch.linewidth": 0.6}):
        page, foot = Page(), Foot(result, delivery)
        arrangement = arrange(result, delivery, foot.top - TOP)
        between = arrangement.spare / max(1, sum(block.height > 0 for block in arrangement.blocks) - 1)
        top = TOP
        for block in arrangement.blocks:
            block.draw(page, top)
            top += block.height + (between if block.height else 0.0)
        foot.draw(page)
        page.figure.savefig(
            path,
            format="pdf",
            metadata={
                "Title": delivery.statement,
                "Subject": f"{heading_of(result.recipe)}, {result.recipe.region['name']}",
                "Author": ", ".join(dict.fromkeys(c.producer for c in delivery.citations if c.producer)) or None,
                "Creator": f"climate-knowledge-broker {__version__}",
                "Producer": None,
                "Keywords": result.recipe.product_id,
                "CreationDate": delivery.made_at,
            },
        )


def arrange(result: Result, delivery: Delivery, room: float) -> Arrangement:
    """Return the blocks of a page that fit into `room` points, in the largest type at which all is said."""
    question, smallest = Question(result, delivery), _SIZES[-1]
    said, doubted = answer_of(result, delivery), page_doubts_of(result, delivery)
    # Where doubts are many, the bars of the variance yield, then the second picture: it is a file of its own, too.
    for has_second, has_variance in ((True, True), (True, False), (False, True), (False, False)):
        for size, tallest in _SETTINGS:
            maps, ten = Maps(result, tallest), TenYears(result)
            second: list[Maps | TenYears] = [maps if maps.height else ten] if has_second else []
            answer = Answer(said, size)
            doubts = Doubts(result, delivery, size, doubted, has_variance=has_variance)
            fixed = sum(block.height for block in (question, Chart(result, 0.0), answer, *second))
            body = room - fixed - doubts.height
            if body >= _LEAST_BODY:
                return _arranged(question, answer, second, doubts, body)
        if has_variance:  # no doubt is left out for it
            continue
        while body < _LEAST_BODY and doubts.kept > 2:
            doubts = Doubts(result, delivery, smallest, doubted, min(doubts.kept, doubts.count) - 1, has_variance)
            body = room - fixed - doubts.height
        if doubts.kept >= _LEAST_DOUBTS and body >= _LEAST_BODY:
            break
    return _arranged(question, answer, second, doubts, max(body, 60.0))


def _arranged(
    question: Question, answer: Answer, second: list[Maps | TenYears], doubts: Doubts, body: float
) -> Arrangement:
    chart = Chart(doubts.result, min(body, _MOST_BODY))
    return Arrangement((question, answer, chart, *second, doubts), max(0.0, body - _MOST_BODY))
