"""A dialogue in two minutes: round by round what was asked and why, the answer, how it fits, and what was settled."""

from __future__ import annotations

from collections.abc import Sequence

from broker.dialogue import Dialogue, Round
from broker.dialogue.acts import Act
from broker.mismatch import AXES
from broker.ui.components import strip
from broker.ui.components.fit_form import chips
from broker.ui.components.heading import date
from broker.ui.components.markup import Html, html, join, show
from broker.ui.components.ranges import ends, picture
from broker.ui.messages import say

#: What is told beside question, answer and fit; everything else is read act by act.
TOLD = frozenset(
    {
        "ResponseGiven", "ObjectionRaised", "DisagreementRecorded", "CompromiseReached", "PromiseMade", "DecisionTaken",
        "WorkshopHeld", "OutcomeReported", "StrandOpened", "StrandsRejoined", "DialogueClosed", "DialogueReopened",
        "RoundReopened",
    }
)  # fmt: skip
#: So many acts are read in two minutes as they are.
FEW = 24
#: Of an open dialogue the newest acts are told, whatever they are.
NEWEST = 3
#: What the head of a card tells.
_HEADED = frozenset({"NeedStated", "NeedRevised", "ProductBuilt"})
#: How a promise or an objection came out → the colour of the word.
_ENDS = {"yes": "yes", "late": "nearly", "no": "no", "met": "yes", "withdrawn": "yes", "overruled": "no"}
#: Kind of act that ends another → where it names that one, and where it says how.
_ENDING = {"PromiseSettled": ("promise", "kept"), "ObjectionSettled": ("objection", "how")}


def is_long(every: Sequence[Act]) -> bool:
    """Whether nobody reads every act in two minutes."""
    return len(every) > FEW


def show_story(dialogue: Dialogue, every: Sequence[Act]) -> None:
    """Draw a card a round; each line of it leads to its act among all."""
    alike = len({one.units for one in dialogue.rounds if one.units}) == 1
    scale = ends(one.summary for one in dialogue.rounds) if alike else None
    told = [act for act in every if act.kind in TOLD or (dialogue.is_open and act in every[-NEWEST:])]
    endings = _endings(every)
    cards = [
        _round(dialogue, one, [act for act in told if act.round == one.number], every, endings, scale)
        for one in dialogue.rounds
    ]
    show(html('<div class="story">{cards}</div>', cards=join(cards)))


def _endings(every: Sequence[Act]) -> dict[str, Act]:
    """Return the id of each promise and objection → the act by which it ended."""
    return {str(act.data.get(_ENDING[act.kind][0])): act for act in every if act.kind in _ENDING}


def _round(
    dialogue: Dialogue,
    one: Round,
    told: Sequence[Act],
    every: Sequence[Act],
    endings: dict[str, Act],
    scale: tuple[float, float] | None,
) -> Html:
    acts = [act for act in every if act.round == one.number]
    opened = next((act for act in acts if act.kind in _HEADED), None)
    days = dict.fromkeys(date(act.at) for act in (*acts[:1], *acts[-1:]))
    lines = join(_line(dialogue, act, endings.get(act.id)) for act in told if act.kind not in _HEADED)
    return html(
        '<section><h3>{title} <span class="quiet small">{days} {link}</span></h3><div class="story-round"><div>'
        '<p class="said"><b>{asked}</b></p>{because}{answer}{missed}</div><ol class="rounds acts">{lines}</ol></div>'
        "</section>",
        title=say("dialogue.round", number=one.number),
        days=" – ".join(days),
        link=_link(opened) if opened is not None else Html(""),
        asked=one.statement,
        because=html('<p class="said small"><span class="quiet">{by}:</span> {words}</p>', by=one.opened_by,
                     words=one.because) if one.because else Html(""),
        answer=picture(one.summary, one.units, scale=scale)
        if one.product_id
        else html('<p class="quiet">{words}</p>', words=say("dialogues.waiting.answer")),
        missed=_missed(one),
        lines=lines,
    )  # fmt: skip


def _missed(one: Round) -> Html:
    axes = [axis for axis in AXES if any(m.axis == axis and m.severity != "note" for m in one.mismatches)]
    if not axes:
        return Html("")
    return html(
        '<p class="small"><span class="quiet">{title}:</span> {axes}</p>',
        title=say("dialogue.missed"),
        axes=", ".join(say(f"axis.{axis}") for axis in axes),
    )


def _line(dialogue: Dialogue, act: Act, ending: Act | None) -> Html:
    is_fit = act.kind == "ResponseGiven" and act.data.get("fits")
    said = say("act.withheld") if act.is_withheld else act.words
    return html(
        '<li class="{mark}"><h4>{heading} {link}</h4>{said}{fits}{held}{ending}</li>',
        mark=act.mark,
        heading=act.by if is_fit and act.by else strip.heading(act),
        link=_link(act),
        said=html('<p class="said">{words}</p>', words=said) if said else Html(""),
        fits=chips(act.data.get("fits") or {}),
        held=join(_held(dialogue, act)),
        ending=_end(act, ending),
    )


def _held(dialogue: Dialogue, act: Act) -> list[Html]:
    """Return what each side of a disagreement holds, and who does not share a compromise."""
    told = [
        (one.get("named") or dialogue.name_of(str(one.get("by", ""))), one.get("position", ""))
        for one in act.data.get("positions") or ()
    ]
    if act.kind == "CompromiseReached" and act.data.get("dissent"):
        told.append((say("told.dissent"), act.data["dissent"]))
    return [
        html('<p class="said small"><span class="quiet">{who}:</span> {words}</p>', who=who, words=words)
        for who, words in told
    ]


def _end(act: Act, ending: Act | None) -> Html:
    """Return how a promise or an objection came out, or until when a promise is open."""
    if ending is None:
        words = say("promise.due", date=date(act.due)) if act.kind == "PromiseMade" and act.due else ""
        return html('<p class="quiet small">{words}</p>', words=words) if words else Html("")
    how = str(ending.data.get(_ENDING[ending.kind][1]))
    return html(
        '<p class="small"><span class="chip {kind}"><b>{how}</b></span> <span class="said">{words}</span> {link}</p>',
        kind=_ENDS.get(how, "quiet"),
        how=say(f"story.{ending.kind}.{how}"),
        words=ending.words,
        link=_link(ending),
    )


def _link(act: Act) -> Html:
    return html('<a class="event" href="#{id}">{id}</a>', id=act.id)
