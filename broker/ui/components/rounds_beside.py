"""Two rounds side by side: what was answered, and whether it fitted whom."""

from __future__ import annotations

from broker.dialogue import Dialogue, Round
from broker.ui.components.answer import halves, sentence_here
from broker.ui.components.fit_form import chips
from broker.ui.components.markup import Html, html, join, show
from broker.ui.components.ranges import ends, picture
from broker.ui.messages import say


def show_rounds(dialogue: Dialogue, first: int, second: int) -> None:
    """Draw the answers of two rounds with what people said of how they fit, on one scale where the unit is one."""
    pair = [dialogue.round_number(first), dialogue.round_number(second)]
    alike = len({one.units for one in pair if one.units}) == 1
    scale = ends(one.summary for one in pair) if alike else None
    show(html('<div class="beside">{rounds}</div>', rounds=join(_round(dialogue, one, scale) for one in pair)))


def _round(dialogue: Dialogue, one: Round, scale: tuple[float, float] | None) -> Html:
    if not one.product_id:
        answer = html('<p class="quiet">{words}</p>', words=say("dialogues.waiting.answer"))
    else:
        answer = html(
            "<p>{sentence}</p>{picture}",
            sentence=halves(sentence_here(one, dialogue))[0],
            picture=picture(one.summary, one.units, scale=scale),
        )
    said = join(
        html('<p class="small"><b class="said">{who}</b></p>{chips}', who=said.on_behalf or said.by,
             chips=chips(said.fits))
        for said in one.responses
        if said.fits
    )  # fmt: skip
    return html(
        '<section><p class="label">{title}</p>{answer}{said}</section>',
        title=say("dialogue.round", number=one.number),
        answer=answer,
        said=said,
    )
