"""A page asks the database little, however many ask for the same: each question waits for every page being drawn."""

from __future__ import annotations

import pytest
from sqlalchemy import event

from broker import Broker
from tests.integration.small_world import need, publish


@pytest.fixture
def asked(tmp_path):
    """A broker with two dialogues that want the same; the list is what its database is asked from then on."""
    broker = Broker(tmp_path / "home")
    publish(broker, tmp_path)
    dialogues = [wanted_by(broker, name) for name in ("Amina", "Ruth")]
    questions = []
    event.listen(broker._engine, "before_cursor_execute", lambda *said: questions.append(said[2]))
    return broker, dialogues, questions


def wanted_by(broker, name):
    dialogue = broker.open_dialogue(need(), by=name)
    return dialogue.id, broker.build_round(dialogue.id, by=name).id


def questions_for_an_answer(broker, questions, dialogue, product):
    broker.product(product, by="Amina", dialogue=dialogue)  # what is read once is read
    questions.clear()
    broker.dialogue(dialogue, by="Amina")
    broker.product(product, by="Amina", dialogue=dialogue)
    return len(questions)


def test_an_answer_that_many_wanted_costs_no_more_questions(asked):
    broker, [(dialogue, product), (_, same)], questions = asked
    assert product == same
    few = questions_for_an_answer(broker, questions, dialogue, product)
    for number in range(6):
        assert wanted_by(broker, f"Person {number}")[1] == product
    assert questions_for_an_answer(broker, questions, dialogue, product) <= few
    assert few <= 30


def test_what_somebody_is_told_of_a_dialogue_follows_the_log_at_once(asked):
    broker, [(dialogue, _), *_], _ = asked
    broker.dialogue(dialogue, by="Mei")
    assert "Mei" not in {said.by for said in broker.dialogue(dialogue, by="Amina").round.responses}
    other = Broker(broker.home)  # as another process
    other.respond(dialogue, by="Mei", text="It fits", round_number=1)
    assert "Mei" in {said.by for said in broker.dialogue(dialogue, by="Amina").round.responses}
