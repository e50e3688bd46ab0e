"""The fields that change a drafted need.

A field is set from the draft before it is drawn and writes to the draft when it is changed, so the two never disagree,
whoever changed the draft.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from broker.ui import resources, session
from broker.ui.components import parts
from broker.ui.components.figures import scenario, unit
from broker.ui.components.markup import plain
from broker.ui.components.refusal import REFUSALS, attempt
from broker.ui.language import current
from broker.ui.messages import say
from broker.ui.session import Draft
from translators.indices import INDICES, Index
from translators.locales.calendars import month_name, short_month
from translators.locales.metrics import choice_of, meaning_of, title_of
from translators.periods import AR6_HORIZONS, Years
from translators.quantities import Quantity, in_units, parse_quantity

#: Unit of an index's parameter → the units that a visitor may choose, first the usual one.
UNIT_CHOICES = {"degC": ("degC", "degF"), "mm/day": ("mm/day", "inch/day"), "days": ("days",)}
#: First and last month of the seasons that are one tap away.
SEASONS = ((1, 12), (12, 2), (3, 5), (6, 8), (9, 11))

#: What is taken over the years, and the steps, that are one tap away.
STATISTICS = ("mean", "median", "percentile 20", "percentile 80", "spread", "return level 50")
EACH = ("season", "quarter", "month", "dekad")


def controlled(key: str, value: Any, change: Callable[[Any], None]) -> dict[str, Any]:
    """Return the key and callback of a field that shows `value` and hands what the visitor makes of it to `change`."""
    st.session_state[key] = value
    return {"key": key, "on_change": lambda: change(st.session_state[key])}


def edit_metric(draft: Draft, about: str) -> None:
    """Draw the choice of what is counted."""
    index = parts.index_of(draft)
    st.selectbox(
        say("part.metric"),
        list(INDICES),
        format_func=lambda name: f"{title_of(INDICES[name], current())} ({name})" if name in INDICES else str(name),
        placeholder=say("part.metric.help"),
        **controlled(
            f"edit-{about}",
            index.id if index else None,
            lambda name: name and parts.set_index(parts.latest(draft), name),
        ),
    )
    if index is not None:
        st.caption(plain(f"{INDICES[index.id].source}"))


def edit_parameter(draft: Draft, name: str, *, is_blank: bool = False) -> None:
    """Draw the number and the unit of one parameter; of a blank no usual value is shown before one was set."""
    index = parts.index_of(draft)
    if index is None or name not in index.parameters:
        return
    parameter = index.parameters[name]
    meaning = meaning_of(parameter.meaning, current())
    if parameter.kind not in parts.QUANTITIES:
        _edit_words(draft, index, name, is_blank)
        return
    choices = UNIT_CHOICES.get(parameter.units, (parameter.units,))
    text = parts.parameter_of(draft, index, name, is_blank=is_blank)
    quantity, _ = attempt(lambda: parse_quantity(text)) if text else (None, None)
    if quantity is not None and quantity.units not in choices:
        number, _ = attempt(lambda: in_units(quantity, parameter.units))
        quantity = None if number is None else Quantity(number, parameter.units)
    chosen_before = st.session_state.get(f"edit-{name}-unit")
    units = quantity.units if quantity else chosen_before if chosen_before in choices else choices[0]

    def take(number: float | None) -> None:
        if number is not None:
            parts.set_parameter(parts.latest(draft), name, f"{number:g} {units}".strip())

    def turn(chosen: str | None) -> None:
        if chosen and quantity is not None:
            parts.set_parameter(parts.latest(draft), name, f"{round(in_units(quantity, chosen), 1):g} {chosen}")

    st.number_input(
        {"window": say("part.window"), "thresh": say("part.thresh")}.get(name, _capital(meaning)),
        step=1.0 if parameter.units != "mm/day" or units == "mm/day" else 0.1,
        format="%g",
        **controlled(f"edit-{name}", None if quantity is None else float(quantity.magnitude), take),
    )
    if len(choices) > 1:
        st.segmented_control(
            say("part.unit"),
            choices,
            format_func=unit,
            required=True,
            label_visibility="collapsed",
            **controlled(f"edit-{name}-unit", units, turn),
        )
    if name in parts.SPOKEN:
        st.caption(plain(say("part.meaning", meaning=meaning)))


def _edit_words(draft: Draft, index: Index, name: str, is_blank: bool) -> None:
    """Draw a parameter that is no number: one of some words, a date, or a metric of one's own."""
    parameter, text = index.parameters[name], parts.parameter_of(draft, index, name, is_blank=is_blank)
    label = _capital(meaning_of(parameter.meaning, current()))

    def take(value: str | None) -> None:
        if value and value.strip():
            parts.set_parameter(parts.latest(draft), name, value.strip())

    if parameter.kind == "date":
        from broker.ui.components.day_of_year import ask_day

        ask_day(label, f"edit-{name}", text, take)
    elif parameter.choices:
        st.selectbox(label, list(dict.fromkeys([*parameter.choices, *([text] if text else [])])),
                     format_func=lambda value: plain(choice_of(value, current())),
                     **controlled(f"edit-{name}", text, take))  # fmt: skip
    else:
        st.text_input(label, max_chars=500, **controlled(f"edit-{name}", text or "", take))


def edit_settings(draft: Draft, about: str) -> None:
    """Draw every parameter that the sentence does not name."""
    index = parts.index_of(draft)
    for name in parts.settings_of(index) if index else ():
        edit_parameter(draft, name)


def edit_statistic(draft: Draft, about: str) -> None:
    """Draw the choice of what is taken over the years, with room for others."""
    now = parts.statistic_of(draft)
    st.selectbox(
        say("part.statistic"),
        list(dict.fromkeys([*STATISTICS, now])),
        format_func=lambda text: parts.statistic_in_words(draft, text),
        accept_new_options=True,
        **controlled("edit-statistic", now, lambda text: text and parts.set_statistic(parts.latest(draft), text)),
    )
    st.caption(plain(say("part.statistic.help")))


def edit_each(draft: Draft, about: str) -> None:
    """Draw the choice of the steps in which the season is delivered."""
    st.pills(
        say("part.each"),
        list(EACH),
        format_func=lambda each: say(f"part.each.{each}"),
        **controlled(
            "edit-each",
            parts.each_of(draft),
            lambda each: parts.set_time(
                parts.latest(draft), "each", "each", None if each in {None, "season"} else each
            ),
        ),
    )


def edit_compared(draft: Draft, about: str) -> None:
    """Draw the field for values that are shown beside the asked one."""
    index = parts.index_of(draft)
    if index is None:
        return
    name, values = parts.compared_of(draft, index)
    st.text_input(
        say("part.compare"),
        max_chars=200,
        **controlled(
            "edit-compare", ", ".join(values), lambda text: parts.set_compared(parts.latest(draft), name, text)
        ),
    )
    st.caption(plain(say("part.compare.help")))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def edit_season(draft: Draft, about: str) -> None:
    """Draw the usual seasons, and the two months of any other."""
    season = parts.season_of(draft)
    ends = (season.first_month, season.last_month)

    def take(pair: tuple[int, int] | None) -> None:
        if pair:
            months = parts.months(*pair)
            parts.set_time(
                parts.latest(draft), about, "season", "year" if months == list(range(1, 13)) else {"months": months}
            )

    usual = {short_season(pair): pair for pair in SEASONS}
    now = next((words for words, pair in usual.items() if pair == ends), None)
    st.pills(
        say("part.season"), list(usual), **controlled("edit-season", now, lambda words: take(usual.get(words or "")))
    )
    left, right = st.columns(2)
    months = list(range(1, 13))
    with left:
        st.selectbox(
            say("part.season.from"),
            months,
            format_func=lambda m: month_name(m, current()),
            **controlled("edit-season-from", ends[0], lambda m: take((m, ends[1]))),
        )
    with right:
        st.selectbox(
            say("part.season.to"),
            months,
            format_func=lambda m: month_name(m, current()),
            **controlled("edit-season-to", ends[1], lambda m: take((ends[0], m))),
        )


def short_season(pair: tuple[int, int]) -> str:
    """Return a season by its first and last month: "Jun–Aug"."""
    if pair == (1, 12):
        return say("part.season.year")
    return f"{short_month(pair[0], current())}–{short_month(pair[1], current())}"


def edit_region(draft: Draft, about: str) -> None:
    """Draw the field for a place."""
    st.text_input(
        say("part.region"),
        placeholder=say("part.region.help"),
        max_chars=200,
        **controlled(
            "edit-region",
            parts.region_as_written(draft.need.get("region") or {}),
            lambda text: parts.set_region(parts.latest(draft), text),
        ),
    )
    st.caption(say("part.region.help"))


def edit_horizon(draft: Draft, about: str) -> None:
    """Draw the choice of periods, with room for others."""
    asked = [parts.years_in_words(years) for years in parts.time_of(draft, "horizons") or []]
    usual = [str(Years(*years)) for years in AR6_HORIZONS]

    def take(chosen: list[str]) -> None:
        parts.set_time(parts.latest(draft), about, "horizons", [parts.years_of(text) for text in chosen] or None)

    st.multiselect(
        say("part.horizon"),
        list(dict.fromkeys([*usual, *asked])),
        accept_new_options=True,
        placeholder=say("part.horizon.ask"),
        select_all=False,
        **controlled("edit-horizon", asked, take),
    )
    st.caption(say("part.horizon.help"))


def edit_baseline(draft: Draft, about: str) -> None:
    """Draw the field for the years that are compared with."""
    st.text_input(
        say("part.baseline"),
        max_chars=40,
        **controlled(
            "edit-baseline",
            parts.baseline_in_words(draft),
            lambda text: parts.set_time(parts.latest(draft), about, "baseline", parts.years_of(text) if text else None),
        ),
    )


def edit_scenario(draft: Draft, about: str) -> None:
    """Draw the choice of scenarios that the catalog holds."""
    asked = list(draft.need.get("scenarios") or [])

    def take(chosen: list[str]) -> None:
        session.keep(session.change(parts.latest(draft), about, scenarios=chosen or None))

    st.multiselect(
        say("part.scenario"),
        list(dict.fromkeys([*_scenarios_on_offer(), *asked])),
        format_func=scenario,
        placeholder=say("part.scenario.all"),
        select_all=False,
        **controlled("edit-scenario", asked, take),
    )


def _scenarios_on_offer() -> list[str]:
    broker, by = resources.get_broker(), session.visitor().by
    try:
        projections = [(v.dataset, v.number) for v in broker.datasets(by=by) if v.kind == "projection"]
        found = {scenario for held in broker.periods(projections, by=by).values() for scenario in held}
    except REFUSALS:
        return []
    return sorted(name for name in found if not name.casefold().startswith("hist"))


EDITORS: dict[str, Callable[[Draft, str], None]] = {
    "metric": edit_metric,
    "season": edit_season,
    "region": edit_region,
    "horizon": edit_horizon,
    "baseline": edit_baseline,
    "scenario": edit_scenario,
    "settings": edit_settings,
    "statistic": edit_statistic,
    "each": edit_each,
    "compare": edit_compared,
}
