"""The time of the year of a template: a season that people name there, one of the usual ones, or two months."""

from __future__ import annotations

import streamlit as st

from broker.ui.components import fields, parts, season_wheel
from broker.ui.components.markup import plain
from broker.ui.components.sentence import Understanding
from broker.ui.language import current
from broker.ui.messages import say
from broker.ui.session import Draft
from translators.locales.calendars import month_name
from translators.templates import LocalSeason, Template, seasons_at


def ask_season(understanding: Understanding, template: Template) -> None:
    """Draw the seasons that can be chosen; the whole year only where the template has no season of its own."""
    draft = understanding.draft
    said = parts.season_of(draft).months if parts.time_of(draft, "season") else None
    local = seasons_at(understanding.specification.region) if understanding.specification else ()
    if local:
        _pills(draft, "local", say("steps.season.local"), {_named(one): one.months for one in local}, said)
    usual = {
        fields.short_season(pair): tuple(parts.months(*pair))
        for pair in fields.SEASONS
        if not (template.has_season and pair == (1, 12))
    }
    ring, words = st.columns([1, 2], gap="medium", vertical_alignment="center")
    with ring:
        season_wheel.turn(
            f"steps-wheel-{draft.token}", said, lambda first, last: _take(draft, tuple(parts.months(first, last)))
        )
    with words:
        _pills(draft, "usual", say("part.season"), usual, said)
        _months(draft, said)


def _named(season: LocalSeason) -> str:
    ends = fields.short_season((season.months[0], season.months[-1]))
    return f"{season.name[:1].upper()}{season.name[1:]} ({ends})"


def _pills(
    draft: Draft, key: str, label: str, choices: dict[str, tuple[int, ...]], said: tuple[int, ...] | None
) -> None:
    now = next((words for words, months in choices.items() if months == said), None)
    st.pills(
        label,
        list(choices),
        format_func=plain,
        **fields.controlled(f"steps-season-{key}", now, lambda words: _take(draft, choices.get(words or ""))),
    )


def _months(draft: Draft, said: tuple[int, ...] | None) -> None:
    """Draw the first and the last month; a season is taken once both are chosen."""
    keys = [f"steps-{end}-{draft.token}" for end in ("from", "to")]
    if said:
        st.session_state[keys[0]], st.session_state[keys[1]] = said[0], said[-1]

    def take() -> None:
        first, last = (st.session_state.get(key) for key in keys)
        if first and last:
            _take(draft, tuple(parts.months(first, last)))

    for column, key, label in zip(st.columns(2), keys, (say("part.season.from"), say("part.season.to")), strict=True):
        column.selectbox(
            label,
            list(range(1, 13)),
            index=None,
            placeholder="–",
            key=key,
            format_func=lambda month: month_name(month, current()),
            on_change=take,
        )


def _take(draft: Draft, months: tuple[int, ...] | None) -> None:
    season = "year" if months and len(months) == 12 else {"months": list(months)} if months else None
    parts.set_time(parts.latest(draft), "season", "season", season)
