"""What somebody proposes for the next round: another definition or other data, what it changes, and a word to it."""

from __future__ import annotations

import streamlit as st

from broker.dialogue import Dialogue, Entry, Round
from broker.need_parts import with_part
from broker.product import summary_json
from broker.service import Broker
from broker.service.rights import topics_of_change
from broker.ui import session
from broker.ui.components import ledger, ranges, who
from broker.ui.components.doing import carry_out
from broker.ui.components.grounds import Grounds
from broker.ui.components.heading import date
from broker.ui.components.jotting import Jotting
from broker.ui.components.making import fingerprint
from broker.ui.components.markup import Html, html, join, show
from broker.ui.components.refusal import attempt, refused
from broker.ui.messages import say
from translators.need import Need

#: How many ranges stand side by side.
MOST_ROWS = 4


def proposed_in(one: Round) -> tuple[Entry, ...]:
    """Return the steps of a round for which another value is proposed."""
    return tuple(entry for entry in one.ledger if entry.replaced is not None)


def show_proposals(broker: Broker, dialogue: Dialogue, one: Round) -> int | None:
    """Draw what is proposed for the round after this one; return that round's number once it is made."""
    found = proposed_in(one)
    if not found:
        return None
    st.header(say("proposal.title"), anchor="proposal")
    show(html('<div class="notes">{lines}</div>', lines=join(_line(entry, one) for entry in found)))
    need = one.need_mapping
    for entry in sorted(found, key=lambda e: e.about != "metric"):  # another index first: it drops parameters
        need = with_part(need, entry.about, entry.standing)
    _preview(broker, one, need)
    if not (one.is_open and dialogue.is_open):
        return None
    return _answer(broker, dialogue, one, need)


def _line(entry: Entry, one: Round) -> Html:
    voice = entry.replaced
    assert voice is not None
    against = join(
        html(
            '<p class="said small">{words}</p>',
            words=say("proposal.contested", by=v.by, because=v.because),
        )
        for v in entry.contested
    )
    others = [name for name in entry.supporters if name != voice.by]
    stand_by = html('<p class="small">{words}</p>', words=say("proposal.supported", names=", ".join(others)))
    return html(
        '<div class="note answers"><p><b>{about}: {after}</b> <span class="quiet">{before}</span></p>'
        '<p class="said">{because}</p><p class="quiet small">{who} {source}</p>{stand_by}{against}</div>',
        about=_capital(ledger.about_in_words(entry, one)),
        after=ledger.value_in_words(entry, one, voice.value),
        before=say("proposal.instead", value=ledger.value_in_words(entry, one, entry.value)),
        because=voice.because,
        who=say("proposal.by", by=voice.by, date=date(voice.at)),
        source=say("ledger.source", source=voice.source) if voice.source else "",
        stand_by=stand_by if others else Html(""),
        against=against,
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _preview(broker: Broker, one: Round, need: dict[str, object]) -> None:
    def made():  # noqa: ANN202 - a result of the engine, which a page does not import
        return broker.preview(broker.specify(Need.of(need), by=session.visitor().by), by=session.visitor().by)

    result, error = attempt(made)
    if error is not None:
        refused(error)
        return
    changed = summary_json(result.summary)
    scale = ranges.ends([one.summary, changed], MOST_ROWS) if one.units == result.summary_units else None
    columns = st.columns(2, gap="medium")
    rows = (("proposal.now", one.summary, one.units), ("proposal.then", changed, result.summary_units))
    for column, (title, summary, units) in zip(columns, rows, strict=True):
        with column:
            picture = ranges.picture(summary, units, MOST_ROWS, scale)
            show(html('<p class="label">{title}</p>{picture}', title=say(title), picture=picture))


def _answer(broker: Broker, dialogue: Dialogue, one: Round, need: dict[str, object]) -> int | None:
    """Draw the three words that can be said to it; return the next round's number where it was taken."""
    found = proposed_in(one)
    name = f"proposal-{dialogue.id}-{one.number}-{dialogue.version}"
    jotting = Jotting(f"proposal-{dialogue.id}-{one.number}")
    jotting.show_found()
    because = st.text_input(
        say("proposal.because"), max_chars=1000, placeholder=say("proposal.because.example"),
        **jotting.widget("because"),
    )  # fmt: skip
    by = who.name_field(jotting.key("name"))
    with st.container(horizontal=True, key=name):
        words = say("proposal.take", number=dialogue.next_number)
        taken = st.button(words, type="primary", key=f"{name}-take")
        stood_by = st.button(say("proposal.stand"), key=f"{name}-stand")
        opposed = st.button(say("proposal.oppose"), key=f"{name}-oppose")
    grounds = Grounds(dialogue, f"proposal-{one.number}", topics_of_change(one.need_mapping, need))
    ground = grounds.ask(broker)
    if not (taken or stood_by or opposed or ground):
        return None
    if not by.strip() or (opposed and not because.strip()):
        missing = say("proposal.because.missing") if by.strip() else who.missing()
        show(html('<div class="refusal" role="alert">{words}</div>', words=missing))
        return None
    who.introduce(by)
    if taken or ground:
        return _take(broker, dialogue, one, because.strip(), jotting, grounds, ground)
    speak = broker.contest if opposed else broker.accept
    for entry in found:
        key = session.submission(name, opposed, entry.id, fingerprint([because]))
        said = {"by": session.visitor().by, "because": because, "value": entry.standing, "key": key}
        _, error = attempt(lambda entry=entry, said=said: speak(dialogue.id, entry.id, **said))
        if error is not None:
            refused(error)
            return None
    jotting.finish()
    st.rerun()
    return None


def _take(
    broker: Broker,
    dialogue: Dialogue,
    one: Round,
    because: str,
    jotting: Jotting,
    grounds: Grounds,
    ground: dict[str, str],
) -> int | None:
    proposers = ", ".join(dict.fromkeys(e.replaced.by for e in proposed_in(one) if e.replaced))
    speaker, key = session.visitor().by, session.submission("take", dialogue.id, one.number, fingerprint([because]))

    def act(progress: object) -> int:
        made = broker.revise(
            dialogue.id, by=speaker, because=because or say("proposal.taken", by=proposers), key=key,
            expected_round=one.number, **ground,
        )  # fmt: skip
        broker.build_round(dialogue.id, by=speaker, key=f"{key}:build", progress=progress)
        return made.round.number

    made, error = attempt(lambda: carry_out(key, say("need.making"), act))
    if error is not None:
        grounds.refuse(error)
    else:
        grounds.settle()
        jotting.finish()
    return made
