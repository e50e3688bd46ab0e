"""One index that a sentence may mean; and those for which no threshold was said, so that the usual one is taken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from translators.grammar.amounts import Amount
from translators.grammar.concepts import CONCEPTS
from translators.grammar.sentence import Sentence
from translators.grammar.themes import Theme
from translators.grammar.thresholds import Limit
from translators.indices import INDICES
from translators.specification import Assumption, Question
from translators.vocabulary import Vocabulary

#: Concepts whose difference from the index is said, but not asked.
_ONLY_NOTED = {"drought", "cooling_degree_days"}


def title_of(index: str) -> str:
    """Return an index's title as it stands within a sentence."""
    title = INDICES[index].title
    return title[:1].lower() + title[1:]


@dataclass(frozen=True)
class Measure:
    """One index that the sentence may mean.

    Attributes
    ----------
    index, parameters : str, dict of str to str
    confidence : float
        Before what the rest of the sentence leaves open.
    reasons, assumptions, questions, missing : tuple
        As of a `Proposal`.
    is_said : bool
        Whether its threshold was said, and not filled in.
    """

    index: str
    parameters: dict[str, str]
    confidence: float
    reasons: tuple[str, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    questions: tuple[Question, ...] = ()
    missing: tuple[str, ...] = ()
    is_said: bool = True


@dataclass(frozen=True)
class Speaker:
    """A sentence with the words of its language: what every measure needs to give its reasons."""

    sentence: Sentence
    words: Vocabulary

    def say(self, key: str, **facts: object) -> str:
        """Return a sentence of the language's table."""
        return self.words.say(key, **facts)

    def reason(self, theme: Theme, index: str) -> str:
        """Return that these words of the sentence mean this index."""
        said = self.sentence.said(theme.found.start, theme.found.end)
        return self.say("metric_said", said=said, title=title_of(index))

    def limited(
        self, index: str, limit: Limit, amount: Amount, theme: Theme | None, sure: float, notes: list[str]
    ) -> Measure:
        """Return the measure of an index whose threshold was said."""
        what = self.say(f"what_{INDICES[index].variables[0]}")
        reasons = [self.reason(theme, index)] if theme is not None else []
        reasons.append(self.say("metric_threshold", said=amount.said, what=what, title=title_of(index)))
        assumptions = (*limit.assumptions, *(Assumption("metric", index, note) for note in notes))
        sure -= 0.3 if limit.missing else 0.1 if amount.assumed_unit and amount.value else 0.0
        return Measure(index, limit.parameters, sure, tuple(reasons), assumptions, limit.questions, limit.missing)

    def goal(self, amount: Amount) -> Assumption:
        """Return that an amount is what the user will compare the answer with."""
        return Assumption("metric", amount.said, self.say("goal", said=amount.said))

    def plain(self, theme: Theme, window: int | None = None) -> Iterator[Measure]:
        """Yield the measures of a concept for which no threshold was said."""
        concept = theme.concept
        if theme.name == "wettest_days":
            yield self.over_days(self.sentence.said(theme.found.start, theme.found.end), window)
            return
        index = INDICES[concept.index]
        assumptions: list[Assumption] = []
        questions: list[Question] = []
        parameters: dict[str, str] = {}
        missing: tuple[str, ...] = ()
        sure, is_said = concept.sure, True
        if concept.note:
            note = self.say(concept.note)
            assumptions.append(Assumption("metric", concept.index, note))
        question = self.doubt(theme)
        if question is not None:
            questions.append(question)
        parameter = index.parameters.get("thresh")
        named = re.search(r"(?<!\S)r(\d+)mm(?!\S)", self.sentence.text[theme.found.start : theme.found.end])
        if parameter is not None and named:  # ETCCDI's names hold their threshold: R20mm
            parameters["thresh"] = f"{named[1]} {parameter.units}"
        elif parameter is not None and concept.needs_thresh:
            missing, sure, is_said = ("thresh",), sure - 0.25, False
        elif parameter is not None:
            usual = concept.default or parameter.default or ""
            because = (
                self.say(concept.because)
                if concept.because
                else self.say("thresh_default", meaning=parameter.meaning, source=index.source)
            )
            parameters["thresh"], is_said = usual, False
            assumptions.append(Assumption("thresh", usual, because))
            sure -= 0.1 if concept.options else 0.0
        if concept.ask and not is_said:
            questions.append(Question("thresh", self.say(concept.ask), concept.options))
        reasons = (self.reason(theme, index.id),)
        yield Measure(index.id, parameters, sure, reasons, tuple(assumptions), tuple(questions), missing, is_said)
        for name in concept.beside:
            other = replace(theme, concept=replace(CONCEPTS[name], sure=concept.sure - 0.1))
            yield from self.plain(other, window)

    def nearest(self, note: str, *indices: str) -> Question:
        """Return the question whether the nearest index, or one of several, would do."""
        titles = tuple(dict.fromkeys(INDICES[index].title for index in indices))
        return Question("metric", self.say("ask_metric_nearest", note=note), titles)

    def doubt(self, theme: Theme) -> Question | None:
        """Return the question whether an index would do for a concept that it does not serve as it is."""
        concept = theme.concept
        if not concept.note or theme.name in _ONLY_NOTED:
            return None
        if theme.name == "dry_days":
            return self.dry_days()
        beside = (CONCEPTS[name].index for name in concept.beside)
        return self.nearest(self.say(concept.note), concept.index, *beside)

    def dry_days(self) -> Question:
        """Return the question whether dry days are to be counted or chained."""
        titles = (INDICES["maximum_consecutive_dry_days"].title, INDICES["wetdays"].title)
        return Question("metric", self.say("ask_metric_dry"), titles)

    def over_days(self, said: str, days: int | None, goal: Amount | None = None) -> Measure:
        """Return the highest sum of rain over some days in a row, which are asked where they were not said."""
        index = INDICES["max_1day_precipitation_amount" if days == 1 else "max_n_day_precipitation_amount"]
        reason = self.say("metric_said", said=said, title=title_of(index.id))
        assumptions = (self.goal(goal),) if goal is not None else ()
        if days is None:
            options = tuple(self.say("option_days", count=count) for count in (2, 3, 5))
            question = Question("window", self.say("ask_window"), options)
            return Measure(index.id, {}, 0.65, (reason,), assumptions, (question,), ("window",))
        parameters = {} if days == 1 else {"window": f"{days} days"}
        return Measure(index.id, parameters, 0.95, (reason,), assumptions)
