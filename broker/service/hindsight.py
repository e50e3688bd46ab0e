"""Remembered bad years against the metric of a round, where somebody measured it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from broker.access import Actor
from broker.dialogue import Round
from broker.dialogue.contributions.checking import person_named
from broker.dialogue.moves import must_be_legal
from broker.dialogue.remembered import Remembered
from broker.errors import InvalidResponse, UnservableNeed
from broker.fit.words import asked_metric
from broker.hindsight import HIGH, LOW, WORSE, Hindsight, hold_against
from broker.holding import holds
from broker.log import Entry
from broker.matching import Match, match
from broker.reach import FARTHEST_STATION_KM
from broker.service.dialogues import DialogueVerbs
from broker.wording import kept
from catalog.record import Version
from translators.indices import Index, index_of
from translators.periods import Years
from translators.specification import Specification
from translators.statistics import MEAN

if TYPE_CHECKING:
    from broker.engine.result import Result

#: What may be held against memory: it happened in the years of the calendar.
MEASURED = ("observation", "reanalysis")


class HindsightVerbs(DialogueVerbs):
    """Verbs of remembered years."""

    def remember(
        self,
        dialogue_id: str,
        bad: Sequence[int],
        *,
        by: str,
        of: str,
        good: Sequence[int] = (),
        source: str = "",
        worse: str = "",
        dataset: str = "",
        on_behalf: str = "",
        claimed_at: str = "",
        round_number: int | None = None,
        key: str | None = None,
    ) -> Remembered:
        """Hold the years that somebody remembers as bad against the metric of a round, and record both in the round.

        Parameters
        ----------
        bad, good : sequence of int
            Years in which the season ended; good ones where people remember some.
        of : str
            What they were bad for, in words: "drought".
        source, on_behalf, claimed_at : str
            On whose knowledge; for whom it is said; the day on which it was said, where that is not today.
        worse : str
            ``high`` or ``low`` values of the metric; needed where it is not the same for everybody.
        dataset : str
            Which observations or reanalysis, ``id`` or ``id@2``; needed where several reach the place.

        Raises
        ------
        UnservableNeed
            If nothing measured reaches the place: a model's own years are not those of the calendar.
        InvalidResponse
            If it is not clear which data or which side are meant, or no year is held.
        """
        actor = self._may(by, "remember years", dialogue_id)
        dialogue = self._dialogue(dialogue_id)
        of = kept(of, "What the years were bad for")
        words = {
            "of": of,
            "source": kept(source, "The source", required=False),
            "on_behalf": kept(on_behalf, "For whom it is said", required=False),
            "claimed_at": claimed_at,
        }
        asked_years = {"bad": sorted(set(bad)), "good": sorted(set(good))}
        request = {
            "verb": "remember", "dialogue": dialogue_id, "round": round_number, **asked_years, **words,
            "worse": worse, "dataset": dataset, "by": actor.name,
        }  # fmt: skip
        if earlier := self._log.carried_out(key, request):
            kept_as = f"e{earlier[0].sequence}"
            return next(r for r in dialogue.round_number(earlier[0].round).remembered if r.id == kept_as)
        about = dialogue.round if round_number is None else dialogue.round_number(round_number)
        must_be_legal(dialogue, "remember", about)
        compared, hindsight = self._held_against(about, actor, asked_years, worse, dataset)
        for_whom = words.pop("on_behalf")
        said = {name: value for name, value in {**asked_years, **words}.items() if value}
        if for_whom:
            said |= person_named("on_behalf", for_whom, dialogue, self._find(dialogue_id))
        data = {"round": about.number, **said, "compared": {**compared, "hindsight": hindsight.to_json()}}
        entries: list[Entry] = [("BadYearsRemembered", data)]
        self._append(dialogue, entries, actor, key, request, same_round=False, about=about.number)
        return self._dialogue(dialogue_id).round_number(about.number).remembered[-1]

    def _held_against(
        self, about: Round, actor: Actor, years: dict[str, list[int]], worse: str, dataset: str
    ) -> tuple[dict[str, Any], Hindsight]:
        """Return what was measured, and the years beside it."""
        asked = about.specification
        index = index_of(asked.index, asked.parameters)
        side = _worse(worse, index)
        version, found = self._measured(about, asked, index, actor.signs_as, dataset)
        values = _values(self._workshop.numbers(found.to_recipe()), index, version)
        told = {
            "dataset": version.dataset,
            "version": version.number,
            "title": version.title,
            "kind": version.kind,
            "metric": asked_metric(asked),
            "index": asked.index,
            "parameters": dict(asked.parameters),
            "units": index.units,
            "season": asked.season.name,
            "crosses_year_end": asked.season.crosses_year_end,
        }
        return told, hold_against(values, years["bad"], years["good"], side)

    def _measured(
        self, about: Round, asked: Specification, index: Index, viewer: str, dataset: str
    ) -> tuple[Version, Match]:
        """Return the observations or the reanalysis that tell of the place, and what is taken from them."""
        if dataset:
            versions: tuple[Version, ...] = (self._offered(dataset, viewer),)
        else:
            box = asked.region.geometry.bounds
            near = (self._catalog.registry.around(box, FARTHEST_STATION_KM, 0, viewer, kind=k) for k in MEASURED)
            versions = tuple(version for some in near for version in some)
        found = [(v, self._of_the_past(asked, v)) for v in versions if v.kind in MEASURED]
        fitting = [(v, m) for v, m in found if m.unmet is None]
        matched = {c["dataset"] for c in about.match.get("candidates", ())}
        chosen = fitting if len(fitting) < 2 else [(v, m) for v, m in fitting if v.dataset in matched]
        if len(chosen) == 1:
            return chosen[0]
        if not fitting:
            projection = next((v.label for v in versions if v.kind not in MEASURED), "")
            said = _nothing_measured(asked, index, [m for _, m in found], projection)
            raise UnservableNeed(said, code="nothing-measured")
        names = tuple(v.label for v, _ in fitting)
        raise InvalidResponse(
            f"Remembered years were to be held against the metric, but several data measured it near "
            f"{asked.region.name}: {', '.join(names)}, and their years may rank otherwise. Say which: --dataset "
            f"{fitting[0][0].dataset}.",
            code="measurements-to-choose",
            options=names,
        )

    def _of_the_past(self, asked: Specification, version: Version) -> Match:
        """Return what a version says to every season that it holds, by the definition of the round."""
        spans = {_held_years(asked, simulation) for simulation in version.simulations} - {None}
        plain = replace(
            asked,
            horizons=tuple(sorted((s for s in spans if s), key=len, reverse=True)[:1]) or (asked.baseline,),
            scenarios=None,
            datasets=(version.label,),
            statistic=MEAN,
            each="season",
            warming=(),
            variants=(),
            weights=None,
            adjustment=None,
            cells="seasons",
        )
        return match(plain, (version,), lambda v, simulation: self._catalog.source(v, simulation).grid)


def _held_years(asked: Specification, simulation: Any) -> Years | None:
    """Return the longest run of years all of whose seasons a simulation holds."""
    first, last = simulation.years
    for start, end in ((first, last), (first + 1, last), (first, last - 1), (first + 1, last - 1)):
        if start <= end and holds(simulation, Years(start, end), asked.season):
            return Years(start, end)
    return None


def _values(result: Result, index: Index, version: Version) -> dict[int, float]:
    """Return the metric of each year; a season most of whose area has an outcome of the index is that outcome."""
    if len(result.series) != 1:
        raise InvalidResponse(
            f"Remembered years were to be held against {version.label}, but it gives {len(result.series)} series for "
            f"this need (several places or several instruments), so there is not one number a year. Branch with one "
            f"place, or publish one series of them.",
            code="series-to-choose",
        )
    (series,) = result.series
    values = {int(year): float(value) for year, value in zip(series.label_years, series.values, strict=True)}
    for sign, name in index.outcomes.items():
        for year, share in zip(series.label_years, series.outcomes.get(name, ()), strict=False):
            if share > 0.5:
                values[int(year)] = math.copysign(math.inf, sign)
    return values


def _worse(said: str, index: Index) -> str:
    side = said.strip().casefold() or WORSE.get(index.id, "")
    if side in (HIGH, LOW):
        return side
    raise InvalidResponse(
        f"Remembered years were to be held against {index.title or index.id}, but it is not clear whether high or low "
        f"values of it are the bad ones, so the worst years could be either end. Say it: --worse high, or --worse low.",
        code="side-unclear",
        options=(HIGH, LOW),
    )


def _nothing_measured(asked: Specification, index: Index, found: list[Match], projection: str) -> str:
    variables = " and ".join(index.variables)
    why = next((f" ({m.refusals[0].message})" for m in found if m.refusals), "")
    nothing = (
        f"{projection} is a projection"
        if projection
        else f"no station, gridded observations or reanalysis with daily {variables} are on offer there{why}"
    )
    return (
        f"Remembered years were to be held against the metric at {asked.region.name}, but {nothing}. Projections "
        f"cannot stand in for what was measured: a model's own years are not the calendar years of the world, its 1998 "
        f"is not the 1998 that people remember. Publish a station series or a reanalysis of the place (broker publish "
        f"… --kind observation), and remember again; until then say it in words (broker dialogue say)."
    )
