"""Data behind an answer that were withdrawn since: why, what follows them, and the way to an answer from that."""

from __future__ import annotations

from collections.abc import Container, Sequence

import streamlit as st

from broker.dialogue import Dialogue, Round
from broker.service import Broker
from broker.service.rights import topics_of_change
from broker.ui import pages, session
from broker.ui.components import who
from broker.ui.components.doing import carry_out
from broker.ui.components.grounds import Grounds
from broker.ui.components.markup import Html, html, plain, show
from broker.ui.components.refusal import attempt, refused
from broker.ui.messages import say
from catalog.record import Version
from translators.need import Need


def show_withdrawn(broker: Broker, dialogue: Dialogue, one: Round) -> int | None:
    """Draw which data of a round's answer were withdrawn; return the number of the round that was made anew, if any."""
    found, _ = attempt(lambda: broker.withdrawn_from(one.product_id, by=session.visitor().by))
    for version in found or ():
        show(_notice(version))
        if version.successor and st.button(
            say("withdrawn.see", successor=plain(version.successor)), key=f"successor-{version.label}", type="tertiary"
        ):
            name, _, number = version.successor.partition("@")
            st.switch_page(pages.CATALOG, query_params={"dataset": name, **({"version": number} if number else {})})
    if not found or not (one.is_open and dialogue.is_open):
        return None
    return _make_anew(broker, dialogue, one, found)


def _notice(version: Version) -> Html:
    follows = say("withdrawn.follows", successor=version.successor) if version.successor else say("withdrawn.nothing")
    return html(
        '<div class="refusal" role="status"><p><b>{title}</b></p><p class="said">{because}</p><p>{follows}</p></div>',
        title=say("withdrawn.title", title=version.title or version.dataset, label=version.label),
        because=version.retired,
        follows=follows,
    )


def _make_anew(broker: Broker, dialogue: Dialogue, one: Round, found: tuple[Version, ...]) -> int | None:
    """Draw the button that makes the answer again: of a need that names data with what follows them."""
    named = one.need_mapping.get("datasets")
    offered = {version.dataset for version in broker.datasets(by=session.visitor().by)} if named else set()
    need = {**one.need_mapping, "datasets": followed(named, found, offered)} if named else one.need_mapping
    if named and not need["datasets"]:
        need = {key: value for key, value in need.items() if key != "datasets"}
    name = f"anew-{dialogue.id}-{one.number}-{dialogue.version}"
    with st.form(name, border=False):
        by = who.name_field(f"{name}-name")
        sent = st.form_submit_button(say("withdrawn.anew"), key=f"{name}-send")
    grounds = Grounds(dialogue, f"anew-{one.number}", topics_of_change(one.need_mapping, need))
    ground = grounds.ask(broker)
    if not sent and not ground:
        return None
    if not by.strip():
        show(html('<div class="refusal" role="alert">{words}</div>', words=who.missing()))
        return None
    who.introduce(by)
    speaker, key = session.visitor().by, session.submission(name)
    because = say("withdrawn.because", labels=", ".join(version.label for version in found))

    def act(progress: object) -> int:
        number = one.number
        if need != one.need_mapping:
            made = broker.revise(
                dialogue.id, Need.of(need), by=speaker, because=because, key=key, expected_round=number, **ground
            )
            number = made.round.number
        broker.build_round(dialogue.id, by=speaker, key=f"{key}:build", progress=progress, round_number=number)
        return number

    made, error = attempt(lambda: carry_out(key, say("need.making"), act))
    if error is not None:
        grounds.refuse(error) if getattr(error, "code", "") == "against-rights" else refused(error)
    else:
        grounds.settle()
    return made


def followed(named: Sequence[str], found: Sequence[Version], offered: Container[str]) -> list[str]:
    """Return the data that a need names, with what follows in the place of what was withdrawn.

    A dataset of which one version was withdrawn stays where another one is on offer.
    """
    gone = {version.label: version.successor for version in found}
    gone |= {v.dataset: v.successor or (v.dataset if v.dataset in offered else "") for v in found}
    kept = [gone.get(name, name) for name in named]
    return list(dict.fromkeys(name.partition("@")[0] if name in gone.values() else name for name in kept if name))
