"""Was it understood? On the page of the answer: asked, graded, kept once, and left out where nothing can be asked."""

from __future__ import annotations

import pytest

from tests.app.fake_broker import FakeBroker
from tests.app.pages import QUESTION, open_page, press, words
from translators.comprehension import CheckQuestion
from translators.need import Need

NEED = {
    "statement": QUESTION,
    "region": {"point": {"lat": 52.22, "lon": 0.88}},
    "metric": {"index": "tx_days_above", "parameters": {"thresh": "30 degC"}},
}
QUESTIONS = (
    CheckQuestion("How many hot days?", ("2 a year", "8 a year", "12 a year"), 1),
    CheckQuestion("What of one year?", ("It will bring 8", "Nothing exact", "At most 12"), 1),
)


@pytest.fixture
def answered(tmp_path):
    broker = FakeBroker(tmp_path)
    broker.open_dialogue(Need.of(NEED), by="Amina, farmer")
    broker.build_round("d1")
    return broker


def test_answers_are_graded_and_kept(monkeypatch, answered):
    answered.questions = QUESTIONS
    app = open_page(monkeypatch, answered, "answer", dialogue="d1")
    assert not app.exception
    for radio, choice in zip([r for r in app.radio if "-check-" in r.key], (1, 0), strict=True):
        radio.set_value(choice)
    next(field for field in app.text_input if "-check-" in field.key).set_value("Amina")
    app = press(app, "Check")
    assert [call[0] for call in answered.calls].count("check_understanding") == 1
    (kept,) = answered.dialogue("d1").round.comprehension
    assert kept.correct == (True, False)
    told = words(open_page(monkeypatch, answered, "answer", dialogue="d1"))
    assert "1 of 2 right" in told
    assert "Not quite: the answer is Nothing exact." in told


def test_an_answer_to_each_question_is_wanted(monkeypatch, answered):
    answered.questions = QUESTIONS
    app = open_page(monkeypatch, answered, "answer", dialogue="d1")
    next(field for field in app.text_input if "-check-" in field.key).set_value("Amina")
    assert "Choose an answer to each question." in words(press(app, "Check"))
    assert not answered.dialogue("d1").round.comprehension


def test_where_nothing_can_be_asked_nothing_is_drawn(monkeypatch, answered):
    assert "Was it understood?" not in words(open_page(monkeypatch, answered, "answer", dialogue="d1"))
