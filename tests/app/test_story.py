"""A long dialogue is told in short, round by round, and each line leads to its act."""

from __future__ import annotations

import re

import pytest

from broker.ui.components.story import FEW
from broker.ui.messages import say
from tests.app.fake_broker import FakeBroker
from tests.app.pages import QUESTION, open_page, words
from translators.need import Need

SAID = [
    ("PromiseMade", "Tomás", {"round": 1, "what": "compare with the station", "due": "2026-02-01"}),
    ("PromiseMade", "Amina", {"round": 1, "what": "send the readings", "due": "2026-02-01"}),
    ("DisagreementRecorded", "Mara", {"round": 1, "text": "Which months?", "positions": [
        {"by": "Amina", "position": "May too"}, {"by": "Tomás", "position": "June on"}]}),
    ("CostDeclared", "Amina", {"round": 1, "text": "a morning on the bus"}),
]  # fmt: skip


@pytest.fixture
def broker(tmp_path):
    broker = FakeBroker(tmp_path)
    need = {
        "statement": QUESTION,
        "region": {"point": {"lat": 52.22, "lon": 0.88}},
        "metric": {"index": "tx_days_above", "parameters": {"thresh": "30 degC"}},
    }
    broker.open_dialogue(Need.of(need), by="Amina, farmer")
    broker.build_round("d1")
    return broker


def story_of(told: str) -> str:
    """What is told in short; empty where nothing is."""
    return "".join(re.findall(r'<div class="story">.*?(?=<details class="every">|$)', told, re.S))


def test_a_few_acts_are_read_as_they_are(monkeypatch, broker):
    broker.said["d1"] = SAID
    told = words(open_page(monkeypatch, broker, "dialogue", dialogue="d1"))
    assert not story_of(told)
    assert '<details class="every">' not in told
    assert "a morning on the bus" in told


def test_many_acts_are_told_in_short_with_what_became_of_promises(monkeypatch, broker):
    ending = ("PromiseSettled", "Tomás", {"round": 1, "promise": "e4", "kept": "no", "note": "no time"})
    broker.said["d1"] = [
        *SAID,
        ending,
        *[("StatementMade", "Amina", {"round": 1, "text": f"word {n}"}) for n in range(FEW)],
    ]
    app = open_page(monkeypatch, broker, "dialogue", dialogue="d1")
    assert not app.exception
    told = words(app)
    story = story_of(told)
    assert f"<b>{say('story.PromiseSettled.no')}</b>" in story
    assert "no time" in story
    assert "May too" in story
    assert "June on" in story
    assert say("promise.due", date="1 February 2026") in story
    assert "a morning on the bus" not in story
    assert "a morning on the bus" in told
    assert "word 3" not in story
    assert f"word {FEW - 1}" in story  # the newest of an open dialogue
    assert set(re.findall(r'href="#(e\d+)"', story)) <= set(re.findall(r'<li class="\w+" id="(e\d+)"', told))
