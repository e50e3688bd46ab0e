"""How a version stands: on offer, a draft, in review, kept back, withdrawn; and the acts that change it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import streamlit as st

from broker.carried import found_in_words, lacking_in_words
from broker.service import Broker
from broker.ui import pages, session
from broker.ui.components import who
from broker.ui.components.heading import date
from broker.ui.components.jotting import Jotting
from broker.ui.components.made_up import notice
from broker.ui.components.making import fingerprint
from broker.ui.components.markup import Html, html, join, plain, show, visible
from broker.ui.components.refusal import attempt, refused
from broker.ui.messages import say
from catalog.record import Version
from catalog.review import unmet_standards

LONGEST_REASON = 500
#: Data that are offered as what follows; further ones would not be found in a list.
MOST_OFFERED = 200


def is_under_embargo(version: Version) -> bool:
    """Whether a version is still kept back."""
    return bool(version.embargo) and version.embargo > dt.datetime.now(dt.UTC).date().isoformat()


def badges(version: Version) -> Html:
    """Return the words that set a version apart in a list; nothing where it is simply on offer."""
    marks = [("no", say("catalog.synthetic"))] if version.synthetic else []
    if version.is_retired:
        marks.append(("no", say("standing.retired")))
    elif version.status != "published":
        marks.append(("nearly", say(f"standing.{version.status}")))
    if is_under_embargo(version):
        marks.append(("nearly", say("standing.embargo", date=_date(version.embargo))))
    if version.warnings:
        words = (
            say("catalog.warnings.one") if version.warnings == 1 else say("catalog.warnings", count=version.warnings)
        )
        marks.append(("quiet", words))
    if not marks:
        return Html("")
    chips = join(html('<span class="chip {kind}">{words}</span>', kind=kind, words=words) for kind, words in marks)
    return html('<p class="chips small">{chips}</p>', chips=chips)


def show_standing(version: Version) -> None:
    """Say at the head of a page what is made up or not simply on offer, and why."""
    if version.synthetic:
        show(html('<div class="refusal">{words}</div>', words=notice()))
    if version.is_retired:
        show_retired(version)
    elif version.status != "published":
        show(html('<div class="help">{words}</div>', words=say(f"standing.{version.status}.note")))
    if is_under_embargo(version):
        words = say("standing.embargo.note", date=_date(version.embargo))
        show(html('<div class="help">{words}</div>', words=words))
    if version.consent.casefold() == "no":
        show(html('<div class="help">{words}</div>', words=say("standing.consent.no")))


def show_retired(version: Version) -> None:
    """Say why a version was withdrawn, and lead to what follows it."""
    follows = say("standing.follows", successor=version.successor) if version.successor else ""
    words = say("catalog.retired", because=version.retired.rstrip("."))
    show(html('<div class="refusal">{words} {follows}</div>', words=words, follows=follows))
    if version.successor:
        label = say("withdrawn.see", successor=plain(version.successor))
        if st.button(label, key="to-successor", type="primary"):
            name, _, number = version.successor.partition("@")
            st.switch_page(pages.CATALOG, query_params={"dataset": name, **({"version": number} if number else {})})


def show_accepted(version: Version) -> None:
    """Draw the standards that a reviewer accepted as unmet, each with name and reason."""
    if version.accepted:
        show(
            html(
                '<div class="notes">{notes}</div>',
                notes=join(
                    html(
                        '<div class="note"><p><b>{code}</b> {because}</p><p class="quiet small">{who}</p></div>',
                        code=a.code,
                        because=a.because,
                        who=say("standing.accepted", by=a.by, date=date(a.at)),
                    )
                    for a in version.accepted
                ),
            )
        )


def show_versions(versions: Sequence[Version], shown: Version) -> Version | None:
    """Draw every version, the newest first; return the one that was chosen, where one was."""
    chosen = None
    for version in sorted(versions, key=lambda v: -v.number):
        with st.container(key=f"version-{version.number}", gap=None):
            words = say("catalog.version", number=version.number, date=date(version.published))
            if version.number == shown.number:
                show(html("<p><b>{words}</b></p>", words=words))
            elif st.button(plain(words), key=f"to-{version.label}", type="tertiary"):
                chosen = version
            note = version.change_note or say("version.first" if version.number == 1 else "version.unsaid")
            show(html('<p class="said">{note}</p>{badges}', note=note, badges=_how(version)))
    return chosen


def _how(version: Version) -> Html:
    if version.is_retired:
        words = say("catalog.retired", because=version.retired.rstrip("."))
        return html('<p class="chips small"><span class="chip no">{words}</span></p>', words=words)
    return badges(version)


def ask_review(broker: Broker, version: Version) -> None:
    """Draw what a draft does not meet, and let a second person accept it with a written reason."""
    said = {f.code: found_in_words(f) for f in version.findings if f.severity == "warning"}
    unmet = {
        code: said.get(code) or lacking_in_words(code, message) for code, message in unmet_standards(version).items()
    }
    st.header(say("review.title"))
    if session.visitor().by == version.published_by:
        show(html("<p>{words}</p>", words=say("review.own")))
        lines = join(html("<li>{message}</li>", message=message) for message in unmet.values())
        show(html('<ul class="serves">{lines}</ul>', lines=lines))
        return
    show(html("<p>{words}</p>", words=say("review.unmet" if unmet else "review.met")))
    jotting = Jotting(f"review-{version.label}")
    jotting.show_found()
    accept = [
        code
        for code, message in unmet.items()
        if st.checkbox(plain(message), help=plain(code), **jotting.widget(f"unmet-{code}"))
    ]
    because = ""
    if unmet:
        because = st.text_area(
            say("review.because"), max_chars=LONGEST_REASON, placeholder=say("review.because.example"),
            **jotting.widget("because"),
        )  # fmt: skip
    by = who.name_field(jotting.key("name"))
    sent = st.button(
        say("review.accept") if unmet else say("review.publish"), type="primary", key=f"review-send-{version.label}"
    )
    if not sent:
        return
    if not by.strip():
        show(html('<div class="refusal" role="alert">{words}</div>', words=who.missing()))
        return
    if unmet and not (accept and because.strip()):
        show(html('<div class="refusal" role="alert">{words}</div>', words=say("review.missing")))
        return
    who.introduce(by)
    key = jotting.submission("review", version.label, fingerprint([accept, because, len(version.accepted)]))
    _, error = attempt(
        lambda: broker.review(
            version.dataset, version.number, by=session.visitor().by, accept=tuple(accept), because=because, key=key
        )
    )
    if error is not None:
        refused(error)
    else:
        jotting.finish()
        st.rerun()


def ask_retirement(broker: Broker, version: Version) -> None:
    """Draw the form that withdraws a version, with the reason that its users will read and what follows it."""
    by = session.visitor().by
    used, _ = attempt(lambda: broker.data_uses(version.dataset, by=by))
    waiting = [one for one in used or () if version.label in one.data and one.is_open]
    others = _may_follow(broker, version)
    jotting = Jotting(f"retire-{version.label}")
    with st.expander(say("retire.title"), key="retire", expanded=jotting.is_found_again):
        st.caption(say("retire.note"))
        jotting.show_found()
        if waiting:
            words = say("retire.used.one") if len(waiting) == 1 else say("retire.used", count=len(waiting))
            show(html('<div class="help">{words}</div>', words=words))
        because = st.text_input(
            say("retire.because"), max_chars=LONGEST_REASON, placeholder=say("retire.because.example"),
            **jotting.widget("because"),
        )  # fmt: skip
        successor = st.selectbox(
            say("retire.successor"), list(others), index=None, format_func=lambda label: visible(others[label]),
            placeholder=say("retire.successor.none"), **jotting.widget("successor", others),
        )  # fmt: skip
        by = who.name_field(jotting.key("name"))
        if not st.button(say("retire.do", label=plain(version.label)), key=f"retire-send-{version.label}"):
            return
        if not by.strip() or not because.strip():
            words = who.missing() if because.strip() else say("retire.missing")
            show(html('<div class="refusal" role="alert">{words}</div>', words=words))
            return
        who.introduce(by)
        key = jotting.submission("retire", version.label, fingerprint([because, successor or ""]))
        _, error = attempt(
            lambda: broker.retire(
                version.dataset, version.number, because, session.visitor().by, key=key, successor=successor or ""
            )
        )
        if error is not None:
            refused(error)
            return
    jotting.finish()
    st.rerun()


def _may_follow(broker: Broker, version: Version) -> dict[str, str]:
    """Return what may take the place of a version: later versions of the same data first, then what lies there too."""
    offered, _ = attempt(lambda: broker.datasets(by=session.visitor().by))
    others = [v for v in offered or () if v.label != version.label and v.kind == version.kind]
    others.sort(key=lambda v: (v.dataset != version.dataset, not _overlap(v, version), v.dataset))
    return {v.label: f"{v.title or v.dataset} ({v.label})" for v in others[:MOST_OFFERED]}


def _overlap(one: Version, other: Version) -> bool:
    a, b = one.bbox, other.bbox
    return bool(a and b) and a[0] <= b[2] and b[0] <= a[2] and a[1] <= b[3] and b[1] <= a[3]


def _date(iso: str) -> str:
    try:
        return date(dt.date.fromisoformat(iso))
    except ValueError:
        return iso
