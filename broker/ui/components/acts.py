"""The acts of a dialogue as a list that can be read: who did what, in whose words, and what else was recorded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import streamlit as st

from broker.dialogue import Dialogue, Round
from broker.dialogue.acts import MARKS, PARTIES, Act, matching
from broker.dialogue.contributions.table import MET
from broker.mismatch import AXES
from broker.service import Broker
from broker.ui.components import strip
from broker.ui.components.answer import halves, sentence_here
from broker.ui.components.fit_form import chips
from broker.ui.components.fits import worst
from broker.ui.components.heading import date
from broker.ui.components.markup import Html, html, join, show
from broker.ui.components.ranges import ends, picture
from broker.ui.messages import is_known, say

#: Kind of event → the fields that are told beside its words.
FACTS: dict[str, tuple[str, ...]] = {
    "QuestionAsked": ("to",),
    "QuestionAnswered": ("question",),
    "LocalKnowledgeGiven": ("form", "value", "source"),
    "ObjectionSettled": ("objection",),
    "DisagreementRecorded": ("positions",),
    "CompromiseReached": ("settles", "gave_up", "dissent", "revisit"),
    "PromiseMade": ("who", "due"),
    "PromiseSettled": ("promise",),
    "DecisionTaken": ("context", "options", "consequences", "status", "supersedes"),
    "ExpectationStated": (),
    "ExpectationReviewed": ("expectation", "met"),
    "CostDeclared": ("party", "amount", "what"),
    "ModeChosen": ("mode",),
    "FollowUpSet": ("due", "to"),
    "Reminded": ("to",),
    "SurveyAsked": ("due",),
    "RoundEvaluated": ("answers",),
    "HandsCounted": ("side", "counts"),
    "OutcomeReported": ("follow_up", "used", "evidence"),
    "ParticipantJoined": ("person", "side", "involvement"),
    "ParticipantLeft": ("person",),
    "BlockDismissed": ("block", "principle"),
    "RightsProposed": ("topic", "decides", "advises", "veto", "informed"),
    "RightsAgreed": ("rights",),
    "BadYearsRemembered": ("bad", "good"),
    "WorkshopHeld": ("date", "place", "present"),
    "AssumptionAccepted": ("value", "source"),
    "AssumptionContested": ("value", "source"),
    "AssumptionReplaced": ("value", "instead", "source"),
    "StrandOpened": ("because",),
}
#: Told of any act that has them.
ALWAYS = ("attachments", "recorded_by", "hat", "claimed_at", "against", "against_because")
#: Fields that hold what several parties said.
_EACH_BY_ITSELF = frozenset({"positions", "gave_up"})
#: Fields that name another act.
_NAMING = frozenset({"question", "objection", "promise", "expectation", "supersedes", "settles", "rights", "follow_up"})


def behind_a_figure(broker: Broker, dialogue: Dialogue, by: str, every: Sequence[Act]) -> tuple[Act, ...]:
    """Return the acts behind the figure that the address names, and the way back to all; none where it names none."""
    name = st.query_params.get("figure", "")
    figure = next((f for f in broker.facilitate(dialogue.id, by=by) if f.name == name), None) if name else None
    if figure is None:
        return ()
    numbers = {number for row in figure.rows for number in row.events}
    with st.container(horizontal=True, key="behind-figure", vertical_alignment="center"):
        show(html("<p>{words}</p>", words=say("figures.only", name=say(f"figure.{name.replace(' ', '_')}"))))
        if st.button(say("figures.all"), key="all-acts", type="tertiary"):
            del st.query_params["figure"]
            st.rerun()
    return tuple(act for act in every if act.number in numbers)


def choose(acts: Sequence[Act]) -> tuple[Act, ...]:
    """Draw the filters by party, axis and kind of act, folded, and return the acts that pass."""
    with st.expander(say("acts.filter"), key="act-choice"), st.container(horizontal=True, key="act-filters"):
        parties = _pills("party", [p for p in PARTIES if any(a.party == p for a in acts)])
        axes = _pills("axis", [x for x in AXES if any(x in a.axes for a in acts)])
        marks = _pills("mark", [m for m in MARKS if any(a.mark == m for a in acts)])
    return matching(acts, parties=parties, axes=axes, marks=marks)


def _pills(group: str, options: list[str]) -> list[str]:
    if len(options) < 2:
        return []
    return st.pills(
        say(f"filter.{group}"),
        options,
        selection_mode="multi",
        format_func=lambda option: say(f"{group}.{option}"),
        key=f"filter-{group}",
    )


def show_acts(dialogue: Dialogue, acts: Sequence[Act], every: Sequence[Act], *, folded: bool = False) -> None:
    """Draw the acts in their order, each round under its own head; `every` act is known to those that name it.

    Folded, they open by themselves for whoever follows a link to one of them.
    """
    by_number = {one.number: one for one in dialogue.rounds}
    alike = len({one.units for one in dialogue.rounds if one.units}) == 1
    scale = ends(one.summary for one in dialogue.rounds) if alike else None
    named = {act.id: act for act in every}
    shown: list[Html] = []
    for act in acts:
        if act.kind == "ParticipantJoined" and len(acts) == len(every):
            continue  # the head names them
        one = by_number.get(act.round)
        body = _answer(one, dialogue.id, scale) if act.kind == "ProductBuilt" and one is not None else _words(act)
        shown.append(_item(act, body, named, dialogue))
    if not shown:
        show(html('<p class="quiet">{words}</p>', words=say("acts.none")))
        return
    drawn = html('<ol class="rounds acts">{acts}</ol>', acts=join(shown))
    if folded:
        title = say("acts.part.all", count=len(shown))
        drawn = html('<details class="every"><summary>{title}</summary>{acts}</details>', title=title, acts=drawn)
    show(drawn)


def _item(act: Act, body: Html, named: Mapping[str, Act], dialogue: Dialogue) -> Html:
    head = strip.heading(act)
    if act.kind in {"NeedStated", "NeedRevised"}:
        head = f"{say('dialogue.round', number=act.round)}: {head}"
    facts = join(_facts(act, named, dialogue))
    return html(
        '<li class="{mark}" id="{id}"><h4>{heading}</h4>{body}{facts}'
        '<details class="when"><summary>{when} · {id}</summary><p>{event}</p></details></li>',
        mark=act.mark,
        id=act.id,
        heading=head,
        when=date(act.at),
        body=body,
        facts=html('<p class="told small">{facts}</p>', facts=facts) if facts else Html(""),
        event=say("act.recorded", number=act.number, kind=act.kind, at=f"{act.at:%Y-%m-%d %H:%M:%S} UTC"),
    )


def _words(act: Act) -> Html:
    if act.is_withheld:
        return html('<p class="quiet">{words}</p>', words=say("act.withheld"))
    said = html('<p class="said">{words}</p>', words=act.words) if act.words else Html("")
    return html("{said}{chips}", said=said, chips=chips(act.data.get("fits") or {}))


def _answer(one: Round, dialogue: str, scale: tuple[float, float] | None) -> Html:
    missed = [m for m in one.mismatches if m.severity != "note"]
    lines = join(
        html('<p class="small"><b>{axis}</b> {words}</p>', axis=say(f"axis.{m.axis}"), words=m.message)
        for m in missed
        if m.severity == worst(m.axis, missed)
    )
    return html(
        "<p>{sentence}</p>{picture}{missed}",
        sentence=halves(sentence_here(one, dialogue))[0],
        picture=picture(one.summary, one.units, scale=scale),
        missed=html('<p class="label">{title}</p>{lines}', title=say("dialogue.missed"), lines=lines)
        if missed
        else Html(""),
    )


def _facts(act: Act, named: Mapping[str, Act], dialogue: Dialogue) -> list[Html]:
    found = []
    for name in (*FACTS.get(act.kind, ()), *ALWAYS):
        if name == "recorded_by":
            found += _written_down(act)
            continue
        if name in _EACH_BY_ITSELF:
            found += _each(name, act.data.get(name) or (), dialogue)
            continue
        words = _value(name, act.data.get(name) or act.data.get(f"{name}_named"), act, named, dialogue)
        if words:
            found.append(html("<span><i>{name}</i> {words}</span>", name=say(f"told.{name}"), words=words))
    return found


def _written_down(act: Act) -> list[Html]:
    name, words = say("told.recorded_by"), act.recorded_by
    return (
        [html('<span><i>{name}</i> <span class="said">{words}</span></span>', name=name, words=words)] if words else []
    )


def _each(name: str, said: Sequence[Mapping[str, object]], dialogue: Dialogue) -> list[Html]:
    """Return what each party holds, or gave up, on a line of its own."""
    lines = []
    for one in said:
        what = next((str(one[key]) for key in ("position", "what", "text") if one.get(key)), "")
        who = str(one.get("named") or _one("by", one.get("by", ""), dialogue))
        lines.append(
            html('<span class="line"><i>{name}</i> <b class="said">{who}</b> <span class="said">{what}</span></span>',
                 name=say(f"told.{name}.one"), who=who, what=what)
        )  # fmt: skip
    return lines


def _value(name: str, value: object, act: Act, named: Mapping[str, Act], dialogue: Dialogue) -> str:
    if value in (None, "", [], {}, ()):
        return ""
    if name in _NAMING:
        found = [_named(str(one), named) for one in (value if isinstance(value, list) else [value])]
        return "; ".join(found)
    if name == "amount":
        unit = str(act.data.get("unit") or "")
        return f"{value:g} {unit}".strip() if isinstance(value, int | float) else f"{value} {unit}".strip()
    if name == "against":
        return "; ".join(_one("topic", topic, dialogue) for topic in str(value).split(", "))
    if name in {"due", "revisit", "claimed_at", "date"}:
        return _day(str(value))
    if isinstance(value, list | tuple):
        return "; ".join(_one(name, item, dialogue) for item in value)
    if isinstance(value, Mapping):
        return "; ".join(_answer_in_words(question, answer) for question, answer in value.items())
    return _one(name, value, dialogue)


def _answer_in_words(question: str, answer: object) -> str:
    asked = say(f"evaluate.{question}") if is_known(f"evaluate.{question}") else question
    if isinstance(answer, Mapping):
        return f"{asked} {say('back.bar', **{name: answer.get(name, 0) for name in MET})}"
    return f"{asked} {say(f'word.met.{answer}')}" if is_known(f"word.met.{answer}") else asked


def _day(text: str) -> str:
    try:
        return date(dt.date.fromisoformat(text))
    except ValueError:
        return text


def _named(name: str, named: Mapping[str, Act]) -> str:
    act = named.get(name)
    if act is None:
        return name
    words = act.words if len(act.words) <= 90 else act.words[:90].rsplit(" ", 1)[0] + " …"
    return f"{name} · {words}" if words else f"{name} · {strip.heading(act)}"


def _one(name: str, value: object, dialogue: Dialogue) -> str:
    if isinstance(value, Mapping):
        who = next((_one("by", value[key], dialogue) for key in ("by", "party", "name") if value.get(key)), "")
        what = next((str(value[key]) for key in ("position", "what", "text", "who", "side") if value.get(key)), "")
        return f"{who}: {what}" if who and what else who or what
    for key in (f"word.{name}.{value}", f"party.{value}", f"axis.{value}", f"{name}.{value}"):
        if is_known(key):
            return say(key)
    return dialogue.name_of(str(value))
