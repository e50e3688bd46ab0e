"""The parts of a drafted need, which is written as a need file writes it: each in words, and how it is changed."""

from __future__ import annotations

import re
from typing import Any

from broker.matching import Match
from broker.ui import resources, session
from broker.ui.components.figures import scenario
from broker.ui.components.refusal import attempt
from broker.ui.language import current
from broker.ui.messages import say
from broker.ui.session import Draft
from translators.explain import season_words, shown_parameter
from translators.indices import INDICES, Index, find_index
from translators.locales import speech
from translators.locales.calendars import month_name
from translators.locales.metrics import title_of
from translators.over_years import statistic_words
from translators.periods import AR6_BASELINE, MONTH_NAMES, Season
from translators.quantities import shown
from translators.specification import Specification
from translators.statistics import Statistic

OPERATOR_WORDS = {">": "above", "<": "below", ">=": "at_least"}
#: Kinds of parameters that are a number, with its unit where it has one.
QUANTITIES = ("quantity", "number")
#: Parameters that stand in the sentence itself; an index's others are its settings.
SPOKEN = ("thresh", "window", "expression")
#: What most people ask for, offered where nothing was understood.
EVERYDAY = ("tx_days_above", "frost_days", "prcptot", "maximum_consecutive_dry_days", "wetdays", "tg_mean")


# — what the draft says —


def latest(draft: Draft) -> Draft:
    """Return the draft as it is now: another part may have been changed since the page was drawn."""
    return resources.get_drafts().get(draft.token) or draft


def index_of(draft: Draft) -> Index | None:
    """Return the index of a draft, or None while none is known."""
    name = (draft.need.get("metric") or {}).get("index")
    index, _ = attempt(lambda: find_index(name)) if name else (None, None)
    return index


def parameter_of(draft: Draft, index: Index, name: str, *, is_blank: bool = False) -> str | None:
    """Return a parameter as it was written, else its default; None where it has to be asked for, as every blank has."""
    written = ((draft.need.get("metric") or {}).get("parameters") or {}).get(name)
    return written or (None if is_blank else index.parameters[name].default)


def time_of(draft: Draft, part: str) -> Any:
    """Return the season, baseline or horizons as written; None where not said."""
    return (draft.need.get("time") or {}).get(part)


def season_of(draft: Draft) -> Season:
    """Return the season, the whole year where none was said or understood."""
    season, _ = attempt(lambda: Season.of(time_of(draft, "season") or "year"))
    return season or Season.of("year")


# — in words —


def parameter_in_words(draft: Draft, index: Index, name: str) -> str:
    """Return a parameter with its operator: "above 30 °C", "over 5 days"."""
    text = parameter_of(draft, index, name)
    if index.parameters[name].kind not in QUANTITIES:
        return shown_parameter(text, current()) if text else say("part.open")
    value, _ = attempt(lambda: shown(text, current())) if text else (say("part.open"), None)
    if name == "window":
        return say("over", value=value or text)
    if index.reduction == "degree_days":
        return say("base", value=value or text)
    return say(OPERATOR_WORDS.get(index.operator, "above"), value=value or text)


def settings_of(index: Index) -> list[str]:
    """Return the parameters that the sentence does not name: all but the limit and the window, where there is one."""
    return [name for name in index.parameters if name not in SPOKEN]


def settings_in_words(index: Index) -> str:
    """Return how many settings there are."""
    count = len(settings_of(index))
    return say("part.setting") if count == 1 else say("part.settings", count=count)


def statistic_of(draft: Draft) -> str:
    """Return what is taken over the years, as a need writes it."""
    return str((draft.need.get("metric") or {}).get("statistic") or "mean")


def statistic_in_words(draft: Draft, text: str) -> str:
    """Return a statistic: "the average year", "the share above 5 days"."""
    statistic, _ = attempt(lambda: Statistic.parse(text))
    if statistic is None:
        return text
    if statistic.is_mean:
        return say("part.statistic.mean")
    index = index_of(draft)
    return statistic_words(statistic, index.units if index else "", speech(current()))


def each_of(draft: Draft) -> str:
    """Return the step in which the season is delivered."""
    return str(time_of(draft, "each") or "season")


def is_said(draft: Draft, part: str) -> bool:
    """Whether a need says a part that is as usual where nothing is said."""
    metric = draft.need.get("metric") or {}
    if part == "settings":
        return any(name not in SPOKEN for name in metric.get("parameters") or {})
    return bool(time_of(draft, part) if part == "each" else metric.get(part))


def compared_of(draft: Draft, index: Index) -> tuple[str, list[str]]:
    """Return which parameter is compared and with which values; the first number of the index where none is."""
    asked = (draft.need.get("metric") or {}).get("compare") or {}
    numbers = [name for name, parameter in index.parameters.items() if parameter.kind in QUANTITIES]
    name = next(iter(asked), numbers[0] if numbers else "")
    return name, [str(value) for value in asked.get(name, [])]


def compared_in_words(draft: Draft, index: Index) -> str:
    """Return the values beside the asked one: "28 °C and 32 °C beside it"."""
    _, values = compared_of(draft, index)
    if not values:
        return say("part.compare.none")
    return say("part.compare.some", values=_and([shown_parameter(value, current()) for value in values]))


def season_in_words(draft: Draft) -> str:
    """Return the season: "the whole year", "June to August"."""
    season = season_of(draft)
    return say("part.season.year") if season.is_year else season_words(season, current())


def region_in_words(draft: Draft, specification: Specification | None) -> str:
    """Return the place by its name, else as it was written."""
    if specification is not None:
        return specification.region.name
    asked = draft.need.get("region")
    if not asked:
        return say("part.open")
    return region_as_written(asked)


def region_as_written(asked: dict[str, Any]) -> str:
    """Return a need file's region as one would type it; empty for boxes and drawn shapes."""
    if "place" in asked:
        return str(asked["place"])
    if "point" in asked and isinstance(asked["point"], dict):
        return f"{asked['point'].get('lat')}, {asked['point'].get('lon')}"
    return ""


def horizons_in_words(draft: Draft, match: Match | None = None) -> str:
    """Return the periods, "2021–2040 and 2041–2060"; where none was asked, those that the data hold."""
    asked = time_of(draft, "horizons") or ([h.to_list() for h in match.horizons] if match else None)
    if not asked:
        return say("part.horizon.ask")
    return _and([years_in_words(years) for years in asked])


def baseline_in_words(draft: Draft) -> str:
    """Return the years that are compared with."""
    return years_in_words(time_of(draft, "baseline") or list(AR6_BASELINE))


def scenarios_in_words(draft: Draft) -> str:
    """Return the scenarios: "middle (ssp245) and high (ssp585) emissions"."""
    asked = draft.need.get("scenarios")
    if not asked:
        return say("part.scenario.all")
    return _and([scenario(name) for name in asked])


def option_in_words(about: str, option: str) -> str:
    """Return an option of a question in everyday words: an index by its title, all else as it is written."""
    return title_of(INDICES[option], current()) if about == "metric" and option in INDICES else option


def years_in_words(years: Any) -> str:
    """Return years as they are shown, or whatever was written in their place."""
    return f"{years[0]}–{years[1]}" if isinstance(years, list | tuple) and len(years) == 2 else str(years)


def _and(words: list[str]) -> str:
    return words[0] if len(words) == 1 else say("and", first=", ".join(words[:-1]), last=words[-1])


# — changes —


def _set_metric(draft: Draft, about: str, **changed: Any) -> None:
    """Take other values of what is counted; None takes one out, what is not named stays."""
    metric = {**(draft.need.get("metric") or {}), **changed}
    metric = {key: value for key, value in metric.items() if value}
    session.keep(session.change(draft, about, metric=metric))


def set_index(draft: Draft, name: str) -> None:
    """Take another index; parameters that it has too, in the same unit, stay, and a share of years in the same unit."""
    before, after = index_of(draft), find_index(name)
    metric = draft.need.get("metric") or {}
    kept = {
        key: value
        for key, value in (metric.get("parameters") or {}).items()
        if before and key in after.parameters and after.parameters[key].units == before.parameters[key].units
    }
    is_alike = before is not None and before.units == after.units
    statistic = metric.get("statistic") if is_alike else None
    _set_metric(draft, "metric", index=after.id, parameters=kept, statistic=statistic, compare=None, area=None)


def set_statistic(draft: Draft, text: str) -> None:
    """Take something else over the years."""
    _set_metric(draft, "statistic", statistic=None if text == "mean" else text)


def set_compared(draft: Draft, name: str, text: str) -> None:
    """Take other values of a parameter to be shown beside the asked one."""
    values = [value.strip() for value in text.split(",") if value.strip()]
    _set_metric(draft, "compare", compare={name: values} if values else None)


def set_parameter(draft: Draft, name: str, text: str) -> None:
    """Take another value of a parameter, written with its unit."""
    metric = draft.need.get("metric") or {}
    _set_metric(draft, name, parameters={**(metric.get("parameters") or {}), name: text})


def set_time(draft: Draft, about: str, part: str, value: Any) -> None:
    """Take another season, baseline or list of horizons; None takes it out."""
    time = {**(draft.need.get("time") or {}), part: value}
    session.keep(session.change(draft, about, time={k: v for k, v in time.items() if v is not None}))


def set_region(draft: Draft, text: str) -> None:
    """Take another place: a name, or latitude and longitude."""
    point = re.fullmatch(r"\s*([+-]?\d+(?:\.\d+)?)\s*[,;\s]\s*([+-]?\d+(?:\.\d+)?)\s*", text)
    region = {"point": {"lat": float(point[1]), "lon": float(point[2])}} if point else {"place": text.strip()}
    session.keep(session.change(draft, "region", region=region if text.strip() else None))


def years_of(text: str) -> list[int] | str:
    """Return the years that a text writes ("2040-2059", "2050"), else the text itself, to be refused with a reason."""
    found = re.fullmatch(r"\s*(\d{4})(?:\s*(?:-|–|—|to)\s*(\d{4}))?\s*", text)
    return [int(found[1]), int(found[2] or found[1])] if found else text


def answer_question(draft: Draft, about: str, text: str) -> None:
    """Put the answer to a question where it belongs; what is not understood is refused by its field."""
    if about == "region":
        set_region(draft, text)
    elif about == "metric":
        index, _ = attempt(lambda: find_index(text))
        by_title = next((i for i in INDICES.values() if text.casefold() in _titles(i)), None)
        chosen = index or by_title
        if chosen is not None:
            set_index(draft, chosen.id)
    elif about == "season":
        set_time(draft, "season", "season", season_from(text))
    elif about in {"horizon", "baseline"}:
        years = years_of(text)
        set_time(draft, about, *(("horizons", [years]) if about == "horizon" else ("baseline", years)))
    elif about == "scenario":
        session.keep(session.change(draft, "scenario", scenarios=[text]))
    else:
        set_parameter(draft, about, text)


def _titles(index: Index) -> set[str]:
    """Return what an index is called, in English and in the session's language, without capitals."""
    return {title.casefold() for title in (index.title, title_of(index, current()))}


def season_from(text: str) -> Any:
    """Return a season that a text names by its months ("June to August", "March"), else the text itself."""
    places: dict[int, int] = {}
    for month, english in enumerate(MONTH_NAMES, start=1):
        for name in (month_name(month, current()), english[:3]):
            if month not in places and (match := re.search(rf"\b{re.escape(name)}", text, re.I)):
                places[month] = match.start()
    if not places or re.search(r"\d", text):
        return text
    return {"months": months(min(places, key=places.__getitem__), max(places, key=places.__getitem__))}


def months(first: int, last: int) -> list[int]:
    """Return the months from one to another, over the year's end where need be."""
    return [(first - 1 + i) % 12 + 1 for i in range((last - first) % 12 + 1)]
