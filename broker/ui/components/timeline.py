"""A dialogue as a line in time that reads in two minutes: asked, answered, missed, said, changed, asked again."""

from __future__ import annotations

from broker.dialogue import Dialogue, Response, Round
from broker.ui.components.answer import halves
from broker.ui.components.fit_form import chips
from broker.ui.components.fits import worst
from broker.ui.components.heading import date
from broker.ui.components.markup import Html, html, join, show
from broker.ui.components.ranges import ends, picture
from broker.ui.messages import say


def show_timeline(dialogue: Dialogue) -> None:
    """Draw every act in the order in which it was made."""
    alike = len({one.units for one in dialogue.rounds if one.units}) == 1
    scale = ends(one.summary for one in dialogue.rounds) if alike else None
    acts = [act for one in dialogue.rounds for act in _round(one, scale)]
    if not dialogue.is_open:
        acts.append(
            _act("round", dialogue.closed_at, say("dialogue.closed", because=dialogue.closed_because), Html(""))
        )
    show(html('<ol class="rounds">{acts}</ol>', acts=join(acts)))


def _round(one: Round, scale: tuple[float, float] | None) -> list[Html]:
    asked = say("dialogue.asked" if one.number == 1 else "dialogue.changed", by=one.opened_by)
    said = one.need_mapping.get("statement", "") if one.number == 1 else one.because
    heading = html("{round}: {asked}", round=say("dialogue.round", number=one.number), asked=asked)
    acts = [_act("round", one.opened_at, heading, html('<p class="said">{words}</p>', words=said))]
    if one.product_id:
        acts.append(_act("built", None, say("dialogue.built"), _answer(one, scale)))
    acts += [_response(said) for said in one.responses]
    return acts


def _answer(one: Round, scale: tuple[float, float] | None) -> Html:
    missed = [m for m in one.mismatches if m.severity != "note"]
    lines = join(
        html('<p class="small"><b>{axis}</b> {words}</p>', axis=say(f"axis.{m.axis}"), words=m.message)
        for m in missed
        if m.severity == worst(m.axis, missed)
    )
    return html(
        "<p>{sentence}</p>{picture}{missed}",
        sentence=halves(one.sentence)[0],
        picture=picture(one.summary, one.units, scale=scale),
        missed=html('<p class="label">{title}</p>{lines}', title=say("dialogue.missed"), lines=lines)
        if missed
        else Html(""),
    )


def _response(said: Response) -> Html:
    body = html('<p class="said">{text}</p>{chips}', text=said.text, chips=chips(said.fits))
    return _act("said-by", said.at, say("dialogue.said", by=said.by), body)


def _act(kind: str, at: object, heading: object, body: Html) -> Html:
    return html(
        '<li class="{kind}"><h4>{heading}</h4>{when}{body}</li>',
        kind=kind,
        heading=heading,
        when=html('<p class="when">{date}</p>', date=date(at)) if at else Html(""),
        body=body,
    )
