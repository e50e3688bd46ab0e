"""A result put into the words of `translators.explain`."""

from __future__ import annotations

import datetime as dt
import math
import re
from typing import TYPE_CHECKING

from broker import __version__
from broker.engine.result import Result, SummaryRow
from broker.mismatch import Mismatch
from broker.products.delivery import Delivery
from broker.products.language import current, say
from broker.products.naming import heading_of, ordered_definitions, part_of, step_order, when_of
from broker.proofs import key_id
from broker.recipe import Recipe
from translators import emissions, explain, figures
from translators.brief import brief_text
from translators.figures import DATES, figure, ranged, with_unit
from translators.indices import index_of
from translators.locales import ENGLISH, language_of, speech, text
from translators.locales.calendars import date_in_full
from translators.need import Decision
from translators.preferences import in_preferred_units
from translators.said import told
from translators.spoken import spoken_text
from translators.told import Told, ToldMismatch, ToldRow

if TYPE_CHECKING:
    from broker.product import Product

#: So many rows are told in words in place of a picture.
_MOST_TOLD = 60
#: A warning longer than this is cut to its first sentence on the page.
_LONG_WARNING = 120


def told_of(result: Result, delivery: Delivery) -> Told:
    """Return a result and its delivery as the plain values that words are made from."""
    recipe, decision = result.recipe, delivery.decision
    delivered = Told(
        index=recipe.index,
        parameters=recipe.parameters,
        season=recipe.season,
        baseline=recipe.baseline,
        region=recipe.region["name"],
        is_point=recipe.region["geometry"]["type"] == "Point",
        units=result.units,
        rows=_rows(result),
        mismatches=tuple(_mismatch(m, delivery.language) for m in delivery.mismatches),
        warnings=tuple(told(warning, delivery.language) for warning in _by_weight(result, delivery)),
        language=delivery.language,
        statement=delivery.statement,
        decision=_decision(decision, delivery.language),
        credits=credits_of(delivery),
        is_synthetic=recipe.is_synthetic,
        statistic=recipe.statistic,
        statistic_units=result.summary_units if result.summary_units != result.units else "",
        each=recipe.each,
        area=recipe.area,
        variants=ordered_definitions(recipe) if recipe.variants else {},
        choices=_choices(recipe, delivery.language),
        variance=result.whole_variance,
    )
    return in_preferred_units(delivered, delivery.units)


def _decision(decision: Decision | None, language: str) -> str:
    if decision is None or not decision.by:
        return decision.text if decision else ""
    return text("page.decision_by", language, decision=decision.text, date=date_in_full(decision.by, language))


def _mismatch(mismatch: Mismatch, language: str) -> ToldMismatch:
    said = mismatch.told(language)
    return ToldMismatch(said.axis, said.severity, said.message, said.remedy)


def sentence_of(result: Result, delivery: Delivery) -> str:
    """Return the answer in plain words, generated from recipe and result."""
    return explain.sentence(told_of(result, delivery))


def sentence_in(product: Product, language: str) -> str:
    """Return the answer of a product in another language than that of its need; the same words in the same."""
    asked = product.specification
    if language_of(asked.language) == language_of(language):
        return product.sentence
    return sentence_of(product.result, delivery_in(product, language))


def delivery_in(product: Product, language: str) -> Delivery:
    """Return what is said of a product besides its numbers, in a language, without who made its data."""
    asked = product.specification
    return Delivery(
        statement=asked.statement,
        language=language,
        decision=asked.decision,
        mismatches=product.mismatches,
        warnings=product.warnings,
        units=asked.units,
    )


def answer_of(result: Result, delivery: Delivery) -> str:
    """Return the answer without its doubt, for a page that lists what it cannot tell."""
    return explain.sentence(told_of(result, delivery), with_doubt=False)


def definition_of(recipe: Recipe, language: str = "") -> str:
    """Return what was counted or measured, operator and season included."""
    return explain.definition(recipe, language or current())


def rules_of(recipe: Recipe) -> str:
    """Return the rules behind every number: missing days, votes, changes."""
    missing = say("rule_any") if recipe.missing == "any" else say("rule_other", rule=recipe.missing)
    chosen = " ".join(_choices(recipe, current()))
    rules = say("rules_votes" if recipe.weights is None else "rules_weights", missing=missing)
    return f"{rules} {chosen}" if chosen else rules


def _choices(recipe: Recipe, language: str) -> tuple[str, ...]:
    """Return what was chosen away from the ordinary and decides the numbers, one sentence each."""
    words = speech(language)
    said = []
    if recipe.weights is not None:
        weights = ", ".join(f"{model} {weight:g}" for model, weight in recipe.weights.of_model.items())
        because = recipe.weights.because.rstrip(".")
        said.append(words.tell("chosen_weights", weights=weights, because=because))
    if recipe.adjustment is not None:
        method = text(f"fit.adjustment.{recipe.adjustment.method}", words.language)
        said.append(words.tell("chosen_adjustment", dataset=recipe.adjustment.dataset, method=method))
    return tuple(said)


def cannot_tell_of(result: Result, delivery: Delivery) -> tuple[str, ...]:
    """Return what the product cannot tell, the most important first."""
    return explain.cannot_tell(told_of(result, delivery))


def page_doubts_of(result: Result, delivery: Delivery) -> tuple[str, ...]:
    """Return what the product cannot tell, short enough for a page.

    Of a long warning about the data only the first sentence is taken; it stands whole in `brief.txt`.
    """
    said = [told(w, delivery.language) for w in (*delivery.warnings, *result.warnings)]
    shorten = {warning: _first_sentence(warning) for warning in said}
    return tuple(dict.fromkeys(shorten.get(doubt, doubt) for doubt in cannot_tell_of(result, delivery)))


def sms_of(result: Result, delivery: Delivery) -> tuple[str, ...]:
    """Return the answer as text messages of at most 160 characters of the GSM alphabet."""
    return tuple(explain.sms_parts(told_of(result, delivery)))


def spoken_of(result: Result, delivery: Delivery) -> str:
    """Return the answer as it is read aloud: numbers and units in words."""
    return spoken_text(told_of(result, delivery))


def brief_text_of(result: Result, delivery: Delivery) -> str:
    """Return the page in plain text, with what would help, and where it comes from."""
    remedies = dict.fromkeys(m.told(delivery.language).remedy for m in delivery.mismatches if m.remedy)
    blocks = [brief_text(told_of(result, delivery)).rstrip("\n")]
    if remedies:
        blocks.append("\n".join([say("remedies"), *(f"- {remedy}" for remedy in remedies)]))
    made = (say("recipe", id=result.recipe.product_id), made_of(delivery), sealed_of(delivery))
    blocks.append("\n".join(line for line in made if line))
    return "\n\n".join(blocks) + "\n"


def made_of(delivery: Delivery) -> str:
    """Return when and by which program a product was made."""
    program = f"climate-knowledge-broker {__version__}"
    if delivery.made_at is None:
        return say("made_by", program=program)
    return say("made_on", date=date_in_full(delivery.made_at, current()), program=program)


def sealed_of(delivery: Delivery) -> str:
    """Return what the exchange log was when it was made, in a line that can be held against the log; or nothing."""
    kept = delivery.checkpoint
    if kept is None:
        return ""
    day = date_in_full(dt.datetime.fromisoformat(kept.at), current())
    return say("sealed", size=str(kept.size), root=kept.root[:16], date=day, key=key_id(kept.key))


def credits_of(delivery: Delivery) -> tuple[str, ...]:
    """Return one line a dataset: whose it is, how to cite it, on what terms."""
    lines = []
    for one in delivery.citations:
        licence = say("licence", licence=one.licence) if one.licence else say("licence_none")
        doi = f"doi:{one.doi}" if one.doi and one.doi not in one.citation else ""
        contact = say("contact", contact=one.contact) if one.contact else ""
        said = (one.producer, one.citation, doi, licence, one.terms, contact)
        parts = (part.rstrip(".") for part in said if part)
        lines.append(f"{one.dataset}: {'. '.join(parts)}.")
    return tuple(lines)


def notice_of(recipe: Recipe, language: str = ENGLISH) -> str:
    """Return what everything made from made-up weather says first; nothing where no weather was made up."""
    return text("tell.synthetic", language) if recipe.is_synthetic else ""


def alternative_of(result: Result) -> str:
    """Return a picture of the result in words, for those who cannot see it."""
    words = speech(current())
    notice = notice_of(result.recipe, current())
    units = result.summary_units
    lines = [*([notice] if notice else []), f"{heading_of(result.recipe)}, {result.recipe.region['name']}."]
    for row in result.summary[:_MOST_TOLD]:
        scenario = emissions.scenario_in_full(row.scenario, current())
        facts = {"when": when_of(row), "scenario": scenario, "value": with_unit(row.p50, units, words)}
        if row.models == 1:
            line = say("row", **facts)
        else:
            line = say("row_models", **facts, range=ranged(row.p10, row.p90, units, words), count=row.models)
        part = part_of(result, row)
        lines.append(say("row_of_part", part=part, row=line) if part else line)
    if len(result.summary) > _MOST_TOLD:
        lines.append(say("more_rows", count=len(result.summary) - _MOST_TOLD))
    return " ".join(lines)


def how_sure_of(result: Result) -> str:
    """Return who voted; the table beside it says how many agree."""
    models = list(dict.fromkeys(s.model for s in result.series if s.kind == "projection"))
    measured = list(dict.fromkeys(s.dataset for s in result.series if s.kind != "projection"))
    parts = []
    if models:
        one = "models_one" if len(models) == 1 else "models_many"
        parts.append(say(one, count=len(models), models=", ".join(models)))
    if measured:
        parts.append(say("measured", datasets=", ".join(measured)))
    return " ".join(parts)


def agreement_of(row: SummaryRow) -> str:
    """Return how many models have the sign of the median change: "3 of 3"; nothing where that is not known."""
    if (
        row.is_baseline
        or row.models < 2
        or not math.isfinite(row.agreement)
        or all(v.kind != "projection" for v in row.votes)
    ):
        return ""
    known = sum(math.isfinite(vote.change) for vote in row.votes if vote.weight > 0)
    return say("agree", agree=round(row.agreement * known), count=known)


def scenario_words(scenario: str, language: str = "") -> str:
    """Return a scenario in plain words, or its own name where there are none."""
    return emissions.scenario_words(scenario, language or current())


def unit_words(units: str, language: str = "") -> str:
    """Return a unit as people read it: "°C", "mm a day"."""
    return figures.unit_words(units, speech(language or current()))


def amount(value: float, units: str, language: str = "") -> str:
    """Return a value with its unit: "12 days", "1 day", "9.9 °C"."""
    return with_unit(value, units, speech(language or current()))


def span(low: float, high: float, units: str, language: str = "") -> str:
    """Return a range without its unit, with a dash, or with "to" where a minus sign would hide in it."""
    language = language or current()
    first, last = figure(low, units, language), figure(high, units, language)
    if first == last:
        return last
    if language == "en" and units == DATES and first.split()[-1] == last.split()[-1]:
        return f"{first.split()[0]}–{last}"
    return speech(language).tell("range", low=first, high=last) if "−" in first + last else f"{first}–{last}"


#: The weight of a warning that does not touch the numbers of a product.
_ELSEWHERE = 3


def _by_weight(result: Result, delivery: Delivery) -> tuple[str, ...]:
    """Return the warnings that touch the numbers: known biases, other faults of these variables, what holds for all.

    What concerns other variables, or days outside the season, is left to the record: provenance.json and the dataset's
    own page.
    """
    recipe = result.recipe
    used = set(index_of(recipe.index, recipe.parameters).variables)
    used.update(part for one in recipe.inputs for parts in one.proxies.values() for part in parts)
    found = {finding.message: finding for finding in delivery.findings}

    def weight(warning: str) -> int:
        finding = found.get(warning.partition(" Accepted by ")[0])
        if finding is None or not finding.variable:
            return 2
        is_outside = finding.code == "invented-leap-day" and 2 not in recipe.season.months
        if is_outside or not used & set(re.split(r"[\s,;]+", finding.variable)):
            return _ELSEWHERE
        return 0 if finding.code.startswith("bias") else 1

    said = dict.fromkeys((*delivery.warnings, *result.warnings))
    return tuple(sorted((w for w in said if weight(w) < _ELSEWHERE), key=weight))


def _first_sentence(text: str) -> str:
    if len(text) <= _LONG_WARNING:
        return text
    return re.split(r"(?<=[.!?])\s+(?=[A-Z“])", text, maxsplit=1)[0]


def _rows(result: Result) -> tuple[ToldRow, ...]:
    """Return the rows of the summary, steps as the season runs."""
    rows = (*result.summary, *(row for row in result.beyond if not (row.place or row.step or row.variant)))
    if result.recipe.each == "day":
        order = step_order(result.recipe)
        rows = tuple(sorted(rows, key=lambda row: order.get(row.step, 0)))
    return tuple(_row(row) for row in rows)


def _row(row: SummaryRow) -> ToldRow:
    return ToldRow(
        scenario=row.scenario,
        period=row.period,
        models=row.models,
        p10=row.p10,
        p50=row.p50,
        p90=row.p90,
        change_p50=row.change_p50,
        agreement=row.agreement,
        is_baseline=row.is_baseline,
        is_measured=is_measured(row),
        place=row.place,
        step=row.step,
        variant=row.variant,
        warming=row.warming,
        outcomes=row.outcomes,
        robustness=row.robustness,
        interval=row.interval,
    )


def is_measured(row: SummaryRow) -> bool:
    """Whether a row is of observations or a reanalysis, which are no votes of models."""
    return bool(row.votes) and all(vote.kind != "projection" for vote in row.votes)
