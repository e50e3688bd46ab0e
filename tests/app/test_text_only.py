"""An answer as text alone: the same words and numbers, no picture, and a way there and back."""

from __future__ import annotations

import pytest

from tests.app.fake_broker import FakeBroker
from tests.app.pages import QUESTION, open_page, press, words
from translators.need import Need

NEED = {
    "statement": QUESTION,
    "region": {"point": {"lat": 52.22, "lon": 0.88}},
    "metric": {"index": "tx_days_above", "parameters": {"thresh": "30 degC"}},
}


@pytest.fixture
def broker(tmp_path):
    fake = FakeBroker(tmp_path)
    fake.open_dialogue(Need.of(NEED), by="Amina, farmer")
    fake.build_round("d1")
    return fake


def test_the_text_says_the_answer_its_numbers_and_its_limits_without_a_picture(monkeypatch, broker):
    app = open_page(monkeypatch, broker, "answer", dialogue="d1", view="text")
    told = words(app)
    assert not app.exception
    assert "round 1 counts days above 30 degC" in told
    for title in ("Years in ten", "Numbers", "What this cannot tell you", "As text messages"):
        assert title in told
    assert "in 10" in told
    assert "Each model value stands for an area much larger than your farm." in told
    assert not app.get("plotly_chart")
    assert not app.get("imgs")
    assert not app.get("download_button")
    assert "<i class" not in told


def test_the_way_leads_from_the_pictures_to_the_text_and_back(monkeypatch, broker):
    app = press(open_page(monkeypatch, broker, "answer", dialogue="d1"), "Text only")
    assert not app.get("plotly_chart")
    app = press(app, "With pictures")
    assert not app.exception
    assert app.get("plotly_chart")
