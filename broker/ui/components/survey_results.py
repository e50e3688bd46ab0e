"""How both sides rated the work: for each question a bar for each side and survey, with its numbers in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from broker.dialogue.contributions.table import EVALUATION, MET
from broker.facilitation.surveys import Column, Survey
from broker.ui.components.markup import Html, html, join, show
from broker.ui.components.one_field import word
from broker.ui.components.survey_form import called
from broker.ui.messages import say


def show_surveys(surveys: Sequence[Survey]) -> None:
    """Draw every question that somebody answered, side by side and survey after survey."""
    if not surveys:
        show(html('<p class="quiet">{words}</p>', words=say("back.results.none")))
        return
    show(html('<p class="survey-key small">{key}</p>', key=join(map(_key, MET))))
    sides = list(dict.fromkeys(column.side for survey in surveys for column in survey.columns))
    asked = [q for q in EVALUATION if any(q in c.counts for survey in surveys for c in survey.columns)]
    show(
        html(
            '<div class="surveys">{questions}</div>',
            questions=join(
                html(
                    '<section><h4>{question}</h4><div class="sides">{sides}</div></section>',
                    question=say(f"evaluate.{question}"),
                    sides=join(_side(side, question, surveys) for side in sides),
                )
                for question in asked
            ),
        )
    )
    beside = html("{waiting}{said}", waiting=join(_waiting(s) for s in surveys), said=_said(surveys))
    if beside:
        show(beside)


def _side(side: str, question: str, surveys: Sequence[Survey]) -> Html:
    bars = [
        _bar(called(survey.of), column.counts[question])
        for survey in surveys
        for column in survey.columns
        if column.side == side and question in column.counts
    ]
    if not bars:
        return Html("")
    return html('<div><p class="label">{side}</p>{bars}</div>', side=say(f"party.{side}"), bars=join(bars))


def _bar(name: str, counts: Mapping[str, int]) -> Html:
    people = sum(counts.values())
    words = say("back.bar", **{answer: counts.get(answer, 0) for answer in MET})
    parts = join(
        html(
            '<i class="{answer}" style="flex-grow:{count}">{count}</i>',
            answer=answer,
            count=counts[answer],
        )
        for answer in MET
        if counts.get(answer)
    )
    return html(
        '<p class="small"><span>{name}</span><span class="stack" role="img" aria-label="{words}" title="{words}">'
        "{parts}</span></p>",
        name=name,
        words=f"{words} ({_people(people)})",
        parts=parts,
    )


def _people(count: int) -> str:
    return say("back.people.one") if count == 1 else say("back.people", count=count)


def _key(answer: str) -> Html:
    return html('<span><i class="{answer}"></i> {words}</span>', answer=answer, words=word("met", answer))


def _waiting(survey: Survey) -> Html:
    few = [column for column in survey.columns if column.waiting]
    return join(
        html(
            '<p class="quiet small">{survey} · {words}</p>',
            survey=called(survey.of),
            words=say("back.waiting.one" if column.waiting == 1 else "back.waiting",
                      party=say(f"party.{column.side}"), count=column.waiting),
        )
        for column in few
    )  # fmt: skip


def _said(surveys: Sequence[Survey]) -> Html:
    lines = [line for survey in surveys for column in survey.columns for line in _comments(survey, column)]
    if not lines:
        return Html("")
    return html(
        '<p class="label">{title}</p><ul class="comments">{lines}</ul>', title=say("back.comments"), lines=join(lines)
    )


def _comments(survey: Survey, column: Column) -> list[Html]:
    by_name = [(one.name, one.text) for one in column.named if one.text]
    nameless = [(say(f"party.{column.side}"), text) for text in column.comments]
    return [
        html(
            '<li><span class="said">{text}</span> <span class="quiet small">{who} · {survey}</span></li>',
            text=text,
            who=name,
            survey=called(survey.of),
        )
        for name, text in (*by_name, *nameless)
    ]
