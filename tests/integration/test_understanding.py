"""The comprehension check in a store: asked of the product, graded, and recorded once in its round."""

from __future__ import annotations

import json

import pytest

from broker import Broker
from broker.cli import main
from broker.errors import InvalidResponse, NotAllowed
from tests.integration.small_world import need, publish


@pytest.fixture(scope="module")
def broker(tmp_path_factory):
    folder = tmp_path_factory.mktemp("understanding")
    made = Broker(folder / "home")
    publish(made, folder)
    return made


@pytest.fixture(scope="module")
def dialogue(broker):
    opened = broker.open_dialogue(need(), by="Ruth")
    with pytest.raises(InvalidResponse, match="no product yet"):
        broker.check_questions(opened.id)
    broker.build_round(opened.id)
    return broker.dialogue(opened.id)


def test_right_and_wrong_answers_are_recorded_in_the_round_once(broker, dialogue):
    questions = broker.check_questions(dialogue.id)
    assert len(questions) >= 2
    right = [question.answer + 1 for question in questions]
    for _ in range(2):
        found = broker.check_understanding(dialogue.id, right, by="Ruth", key="check")
    assert found.right == len(questions)
    wrong = [answer % len(question.options) + 1 for answer, question in zip(right, questions, strict=True)]
    assert broker.check_understanding(dialogue.id, wrong, by="Tom").correct == (False,) * len(questions)
    kept = broker.dialogue(dialogue.id).round.comprehension
    assert [(one.by, one.right) for one in kept] == [("Ruth", len(questions)), ("Tom", 0)]
    assert kept[0].answers == tuple(question.options[question.answer] for question in questions)
    assert kept[0].product == dialogue.round.product_id


def test_answers_that_do_not_fit_are_refused_and_not_recorded(broker, dialogue):
    before = broker.dialogue(dialogue.id).version
    with pytest.raises(InvalidResponse, match="--answers"):
        broker.check_understanding(dialogue.id, [1], by="Ruth")
    with pytest.raises(InvalidResponse, match="choose from"):
        broker.check_understanding(dialogue.id, [9] * len(broker.check_questions(dialogue.id)), by="Ruth")
    with pytest.raises(NotAllowed):
        broker.check_understanding(dialogue.id, [1, 1, 1], by="")
    assert broker.dialogue(dialogue.id).version == before


def test_the_command_asks_without_giving_the_answer_away_and_grades(broker, dialogue, capsys):
    home = ["--home", str(broker.home), "dialogue", "check", dialogue.id]
    assert main([*home, "--json"]) == 0
    asked = json.loads(capsys.readouterr().out)["questions"]
    assert all(set(question) == {"question", "options"} for question in asked)
    assert main(home) == 0
    assert asked[0]["question"] in capsys.readouterr().out
    answers = ",".join(str(question.answer + 1) for question in broker.check_questions(dialogue.id))
    assert main([*home, "--answers", answers, "--by", "Ruth", "--json"]) == 0
    assert all(json.loads(capsys.readouterr().out)["correct"])
    assert main([*home, "--answers", answers]) == 1
    assert "--by NAME" in capsys.readouterr().err
