"""Several definitions, months or places in one answer: what is told of them side by side."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from translators.periods import Years
from translators.phrases import Phrases, step_words
from translators.smoothing import SMOOTH_DAYS, smoothed
from translators.told import Told, ToldRow

#: What rows may differ in, by what is told first: position in a row's part.
_PLACE, _STEP, _VARIANT = 0, 1, 2
_MOST_FUTURES = 2

#: As `ToldRow.moment`.
Moment = tuple[float, Years]


@dataclass(frozen=True)
class Side:
    """Rows of several steps, definitions or places.

    Attributes
    ----------
    told : Told
        Rows that differ in one dimension only.
    dimension : int
        Which of place, step and variant that is.
    left_out : str
        What is told instead of all, where rows differ in more than one.
    """

    told: Told
    dimension: int
    left_out: str

    @property
    def phrases(self) -> Phrases:
        """Words for all of them."""
        return Phrases(self.told)

    def sentence(self) -> str:
        """Return the past of each and how they change, by the last of the periods."""
        parts = self._definitions() if self.dimension == _VARIANT else self._ends()
        return " ".join(part for part in parts if part) or self.phrases.say("nothing", **self.phrases.subject())

    # — definitions —

    def _definitions(self) -> list[str]:
        each = [Phrases(self.told.of_part(part)) for part in self.told.parts]
        first = each[0]
        season = "" if first.quantity.get("holds_season") else first.season
        clauses = []
        for number, phrases in enumerate(each):
            past = next(iter(phrases.told.past_rows or phrases.told.measured_rows), None)
            if past is None:
                continue
            value = phrases.value(past.p50) if number == 0 else phrases.short(past.p50)
            facts = {"what": phrases.quantity["words"], "value": value}
            clauses.append(phrases.say("side_next", **facts) if clauses else phrases.say_of("side_first", **facts))
        said = []
        if clauses:
            said.append(
                self.phrases.say(
                    "side_past_season" if season else "side_past",
                    where=first.where,
                    season=season,
                    clauses=self.phrases.joined(clauses),
                    years=self.told.baseline,
                )
            )
        return [*said, self._later(each), self._directions(each)]

    def _later(self, each: list[Phrases]) -> str:
        moment, scenarios = self._last()
        if moment is None:
            return ""
        level, years = moment
        clauses = []
        for scenario in scenarios:
            rows = [(p, _row(p.told, scenario, moment)) for p in each]
            values = [p.spread(row) for p, row in rows if row is not None]
            name = self.phrases.scenario(scenario)
            models = max((row.models for _, row in rows if row is not None), default=0)
            said = self.phrases.say("under", value=self.phrases.joined(values), scenario=name)
            if not clauses:
                key = "one_model_gives" if models == 1 else "models_give"
                said = self.phrases.say(key, count=self.phrases.number(models), values=said)
            clauses.append(said)
        text = self.phrases.joined(clauses)
        if level:
            return self.phrases.say("side_future_warming", level=self.phrases.level(level), clauses=text)
        return self.phrases.say("side_future", years=years, clauses=text)

    def _directions(self, each: list[Phrases]) -> str:
        moment, scenarios = self._last()
        if moment is None:
            return ""
        ways: dict[str, list[str]] = {}
        for phrases in each:
            row = _row(phrases.told, scenarios[-1], moment)
            if row is None or not math.isfinite(row.change_p50) or row.change_p50 == 0:
                return ""
            way = phrases.ways["up" if row.change_p50 > 0 else "down"]
            ways.setdefault(way, []).append(phrases.quantity["words"])
        if len(ways) == 1:
            return self.phrases.say("side_same", direction=next(iter(ways)))
        clauses = [
            self.phrases.say("side_mixed_clause", direction=way, what=self.phrases.joined(what))
            for way, what in ways.items()
        ]
        return self.phrases.say("side_mixed", clauses=self.phrases.joined(clauses))

    # — months and places —

    def _ends(self) -> list[str]:
        told, phrases = self.told, self.phrases
        subject = phrases.subject()
        if self.dimension == _PLACE:
            subject["where"] = phrases.say("ends_among", places=told.region)
        ends = phrases.words.group("ends")[phrases.quantity["ways"]]
        said = []
        past = told.past_rows or tuple(row for row in told.measured_rows if row.is_baseline)
        past = tuple({row.part: row for row in reversed(past)}.values())
        if past:
            low, high = min(past, key=lambda r: r.p50), max(past, key=lambda r: r.p50)
            facts = {**subject, "years": told.baseline}
            facts |= {"low": phrases.short(low.p50), "high": phrases.short(high.p50)}
            if facts["low"] == facts["high"]:
                said.append(phrases.say_of("ends_past_flat", **facts, each=self._each))
            else:
                facts |= {"first": self._name(low), "last": self._name(high), **ends}
                said.append(phrases.say_of("ends_past_on" if self.is_by_day else "ends_past", **facts))
        moment, scenarios = self._last()
        if moment is None:
            return said
        clauses = [clause for name in scenarios if (clause := self._changes(moment, name))]
        if clauses:
            level, years = moment
            facts = {"clauses": phrases.joined(clauses)}
            if level:
                said.append(phrases.say("ends_warming", **facts, level=phrases.level(level)))
            else:
                said.append(phrases.say("ends_future", **facts, years=years))
        return [*said, phrases.say("ends_smooth", days=SMOOTH_DAYS)] if self.is_by_day else said

    def _changes(self, moment: Moment, scenario: str) -> str:
        rows = [r for r in self.told.future_rows if r.moment == moment and r.scenario == scenario]
        rows = [row for row in rows if math.isfinite(row.change_p50)]
        if not rows:
            return ""
        phrases = self.phrases
        low, high = min(rows, key=lambda r: r.change_p50), max(rows, key=lambda r: r.change_p50)
        facts = {"low": phrases.change(low.change_p50), "high": phrases.change(high.change_p50)}
        facts |= {"first": self._name(low), "last": self._name(high), "each": self._each}
        facts["scenario"] = phrases.scenario(scenario)
        if facts["low"] == facts["high"]:
            return phrases.say("ends_clause_flat", **facts)
        return phrases.say("ends_clause_on" if self.is_by_day else "ends_clause", **facts)

    @property
    def is_by_day(self) -> bool:
        """Whether days of the year stand side by side: their rows are smooth."""
        return self.dimension == _STEP and self.told.each == "day"

    @property
    def _each(self) -> str:
        table = self.phrases.words.group("each")
        return str(table["place" if self.dimension == _PLACE else self.told.each])

    def _name(self, row: ToldRow) -> str:
        name = row.part[self.dimension]
        return step_words(name, self.told.language) if self.dimension == _STEP else name

    def _last(self) -> tuple[Moment | None, list[str]]:
        """Return the last period, or the highest level of warming, and its lowest and highest scenario."""
        rows = self.told.future_rows
        if not rows:
            return None, []
        moment = max(row.moment for row in rows)
        names = {row.scenario: row for row in rows if row.moment == moment}
        ordered = sorted(names, key=lambda name: self.phrases.rank(names[name]))
        return moment, ordered if len(ordered) <= _MOST_FUTURES else [ordered[0], ordered[-1]]


def side_of(told: Told) -> Side | None:
    """Return what stands side by side in an answer; None where there is one of everything."""
    parts = told.parts
    several = [k for k in (_STEP, _PLACE, _VARIANT) if len({part[k] for part in parts}) > 1]
    if not several:
        return None
    shown, *others = several
    fixed = {k: parts[0][k] for k in others}
    rows = tuple(row for row in told.rows if all(row.part[k] == value for k, value in fixed.items()))
    left_out = ""
    parameters = told.parameters
    if fixed:
        names = Phrases(told).part_words(tuple(fixed.get(k, "") for k in range(3)))
        left_out = Phrases(told).say("cannot_others", part=", ".join(names))
        parameters = told.variants.get(fixed.get(_VARIANT, ""), parameters)
    side = Side(replace(told, rows=rows, parameters=parameters), shown, left_out)
    return replace(side, told=replace(side.told, rows=_smooth(side.told))) if side.is_by_day else side


def _smooth(told: Told) -> tuple[ToldRow, ...]:
    """Return rows of days, in the order of the season, each the mean of those round it."""
    alike: dict[tuple[object, ...], list[ToldRow]] = {}
    for row in told.rows:
        alike.setdefault((row.scenario, row.period, row.warming, row.is_baseline, row.is_measured), []).append(row)
    found = []
    is_round = told.season.is_whole_months and len(told.season.months) == 12
    for rows in alike.values():
        middles = smoothed([row.p50 for row in rows], is_round)
        changes = smoothed([row.change_p50 for row in rows], is_round)
        found += [
            replace(row, p50=middle, change_p50=change)
            for row, middle, change in zip(rows, middles, changes, strict=True)
        ]
    return tuple(found)


def _row(told: Told, scenario: str, moment: Moment) -> ToldRow | None:
    found = (r for r in told.future_rows if r.scenario == scenario and r.moment == moment)
    return next(found, None)
