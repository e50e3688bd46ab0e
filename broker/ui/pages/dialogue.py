"""One dialogue: what happened, what changed between two rounds, and the record."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from broker.dialogue.acts import acts_of
from broker.ui import pages, resources, session
from broker.ui.components import (
    acts,
    attached,
    bad_years,
    change_list,
    contribute,
    dialogue_head,
    ending,
    heading,
    ledger,
    meeting_form,
    meetings,
    note_pad,
    record,
    rounds_beside,
    set_up_form,
    sharing,
    story,
    strands,
    strip,
    waiting,
)
from broker.ui.components.markup import html, show
from broker.ui.components.refusal import attempt, refused
from broker.ui.messages import say

#: More pairs of rounds would not fit on a phone; the latest are offered.
MOST_PAIRS = 10

broker = resources.get_broker()
by = session.visitor().by
dialogue = heading.dialogue_in_address(broker, "dialogue")
numbers = [one.number for one in dialogue.rounds]

st.title(say("dialogue.nav"))
show(html('<p class="lead quote said">{words}</p>', words=dialogue.title))
st.caption(waiting.head(dialogue))
with st.container(horizontal=True, key="ways"):
    if st.button(say("dialogue.open.answer", number=numbers[-1]), type="primary", key="open-answer"):
        st.switch_page(pages.ANSWER, query_params={"dialogue": dialogue.id, "round": str(numbers[-1])})
    if st.button(say("figures.open"), key="open-figures"):
        st.switch_page(pages.FIGURES, query_params={"dialogue": dialogue.id})
    if st.button(say("back.open"), key="open-back"):
        st.switch_page(pages.EVALUATE, query_params={"dialogue": dialogue.id})

dialogue_head.show_head(dialogue, dt.datetime.now(dt.UTC).date())
dialogue_head.show_places(dialogue)

set_up_form.show_taken(broker, dialogue, by)

if len(dialogue.strands) > 1:
    st.header(say("strands.title"))
    strands.show_strands(dialogue)
    strands.ask_decision(broker, dialogue)

st.header(say("dialogue.timeline"))
every = acts_of(broker.events(dialogue.id, by=by))
behind = acts.behind_a_figure(broker, dialogue, by, every)
picture = st.container()
chosen = acts.choose(behind or every)
with picture:
    strip.show_strip(every, chosen)
in_short = len(chosen) == len(every) and story.is_long(every)
if in_short:
    story.show_story(dialogue, every)
acts.show_acts(dialogue, chosen, every, folded=in_short)
attached.show_files(broker, dialogue.id, by, every)

st.header(say("dialogue.diff"), anchor="changed")
if len(numbers) < 2:
    show(html('<p class="quiet">{words}</p>', words=say("dialogue.diff.one")))
else:
    pairs = {say("dialogue.diff.pair", first=a, second=b): (a, b) for a in numbers for b in numbers if a < b}
    last = say("dialogue.diff.pair", first=numbers[-2], second=numbers[-1])
    chosen = st.segmented_control(
        say("dialogue.diff.pick"),
        list(pairs)[-MOST_PAIRS:],
        default=last,
        required=True,
        key="pair",
        label_visibility="collapsed",
    )
    pair = pairs[chosen or last]
    diff, error = attempt(lambda: broker.diff(dialogue.id, *pair, by=by))
    if error is not None:
        refused(error)
    else:
        rounds_beside.show_rounds(dialogue, *pair)
        change_list.show_changes(diff, asked=tuple(dialogue.round_number(n).specification_json for n in pair))

note_pad.show_notes(broker, dialogue)

st.header(say("say.title"), anchor="say")
contribute.ask_contribution(broker, dialogue, by)

if dialogue.is_open or any(one.workshops for one in dialogue.rounds):
    st.header(say("meeting.title"), anchor="workshops")
    meetings.show_meetings(broker, dialogue, by)
if dialogue.is_open:
    meeting_form.ask_meeting(broker, dialogue)

st.header(say("years.title"), anchor="years")
bad_years.show_remembered(dialogue)
if any(one.remembered for one in dialogue.rounds):
    with st.expander(say("years.more")):
        bad_years.ask_years(broker, dialogue)
else:
    bad_years.ask_years(broker, dialogue)

if dialogue.round.ledger:
    st.header(say("ledger.title"), anchor="granted")
    st.caption(say("ledger.note"))
    ledger.show_ledger(dialogue.round)
    if dialogue.is_open:
        ledger.ask_word(broker, dialogue)

ending.ask_end(broker, dialogue)

st.header(say("dialogue.record"), anchor="record")
st.caption(say("dialogue.record.note"))
record.show_check(broker)
record.show_exports(
    broker, dialogue.id, ("html", "pdf", "csv-surveys", "jsonl", "csv", "prov-json", "archive"), dialogue
)
sharing.show_sharing(broker, dialogue, by)
set_up_form.ask_place(broker, dialogue, by)
