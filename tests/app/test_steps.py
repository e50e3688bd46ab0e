"""A need by steps: cards in everyday words, nothing filled in, and the same draft as a sentence makes."""

from __future__ import annotations

import pytest

from broker.ui import resources
from tests.app.fake_broker import FakeBroker
from tests.app.pages import open_page, press, words


@pytest.fixture
def broker(tmp_path):
    return FakeBroker(tmp_path)


def field(app, kind, key):
    return next(w for w in getattr(app, kind) if w.key.startswith(key))


def drafted(app):
    return resources.get_drafts().get(app.query_params["draft"])


def card(monkeypatch, broker, sector, label):
    app = open_page(monkeypatch, broker, "need", by="steps")
    assert not app.exception
    app = field(app, "button_group", "steps-sector").set_value(sector).run()
    app = press(app, label)
    assert not app.exception
    return app


def hot_nights(monkeypatch, broker):
    return card(monkeypatch, broker, "health", "How many nights are too hot to sleep?")


def test_both_ways_are_offered_and_the_address_keeps_which(monkeypatch, broker):
    app = open_page(monkeypatch, broker, "need")
    assert "Read my question" in words(app)
    app = field(app, "button_group", "need-way").set_value("steps").run()
    assert not app.exception
    assert app.query_params["by"] == ["steps"] or app.query_params["by"] == "steps"
    assert "When should I be ready to plant?" in words(app)


def test_a_card_begins_a_draft_in_which_nothing_is_set(monkeypatch, broker):
    app = hot_nights(monkeypatch, broker)
    draft = drafted(app)
    assert (draft.template, draft.in_steps, draft.reading) == ("N41", True, None)
    assert draft.need["metric"] == {"index": "tropical_nights"}
    assert field(app, "number_input", "edit-thresh").value is None
    assert "Still to be set: limit, place" in words(app)
    assert "Make the answer" not in words(app)


def test_the_preview_follows_each_step_and_a_reload_loses_nothing(monkeypatch, broker):
    app = hot_nights(monkeypatch, broker)
    app = field(app, "number_input", "edit-thresh").set_value(22).run()
    assert "Still to be set: place" in words(app)
    app = field(app, "text_input", "edit-region").set_value("52.22, 0.88").run()
    assert "1 cell, 3 climate models; the answer takes about" in words(app)
    app = field(app, "selectbox", "steps-from").set_value(6).run()
    app = field(app, "selectbox", "steps-to").set_value(8).run()
    app = field(app, "text_input", "steps-decision").set_value("where to put cool rooms").run()
    app = field(app, "button_group", "steps-risk").set_value(2).run()
    assert not app.exception
    need = drafted(app).need
    assert need["metric"]["parameters"] == {"thresh": "22 degC"}
    assert need["metric"]["statistic"] == "percentile 80"
    assert need["time"]["season"] == {"months": [6, 7, 8]}
    assert need["decision"] == {"text": "where to put cool rooms"}
    app.session_state["draft"] = ""
    app = app.run()
    assert field(app, "number_input", "edit-thresh").value == 22
    assert field(app, "text_input", "steps-decision").value == "where to put cool rooms"


def test_the_steps_end_in_the_sentence_and_lead_back(monkeypatch, broker):
    app = hot_nights(monkeypatch, broker)
    app = field(app, "number_input", "edit-thresh").set_value(22).run()
    app = field(app, "text_input", "edit-region").set_value("52.22, 0.88").run()
    app = field(app, "text_input", "steps-decision").set_value("where to put cool rooms").run()
    app = field(app, "button_group", "steps-risk").set_value(2).run()
    token = drafted(app).token
    app = press(app, "Go on")
    told = words(app)
    assert not app.exception
    assert drafted(app).token == token
    assert "This is how we understood it" in told
    assert "Decision: where to put cool rooms" in told
    field(app, "text_input", "make-name").set_value("Amina")
    made = press(app, "Make the answer")
    assert not made.exception
    (dialogue,) = broker.dialogues()
    need = broker.dialogue(dialogue.id).round.need_mapping
    assert need["statement"] == "How many nights are too hot to sleep?"
    assert need["decision"]["text"] == "where to put cool rooms (I can live with 2 bad years in 10)"


def test_one_may_go_on_with_what_is_open_and_come_back(monkeypatch, broker):
    app = press(hot_nights(monkeypatch, broker), "Go on with what is open")
    assert "Before we answer" in words(app)
    app = press(app, "Change the steps")
    assert not app.exception
    assert "Still to be set: limit, place" in words(app)


def test_own_words_are_kept_in_place_of_the_card(monkeypatch, broker):
    app = hot_nights(monkeypatch, broker)
    app = field(app, "text_input", "steps-words").set_value("Can my children sleep?").run()
    assert drafted(app).need["statement"] == "Can my children sleep?"


def test_a_share_of_years_waits_for_its_limit(monkeypatch, broker):
    app = card(monkeypatch, broker, "planting", "How often is the rainy season too short for my crop?")
    app = field(app, "number_input", "steps-share").set_value(80).run()
    assert drafted(app).need["metric"]["statistic"] == "share < 80 days"
    app = field(app, "button_group", "steps-risk").set_value(3).run()
    assert drafted(app).need["metric"]["statistic"] == "share < 80 days"
    assert drafted(app).accepted == 3


def test_a_level_of_rare_years_asks_how_rare(monkeypatch, broker):
    app = card(monkeypatch, broker, "roads", "What rain in a day must a culvert stand?")
    app = field(app, "number_input", "steps-rare").set_value(30).run()
    assert not app.exception
    assert drafted(app).need["metric"]["statistic"] == "return level 30"


def test_what_cannot_be_served_leads_to_who_can(monkeypatch, broker):
    asked = broker.ask
    monkeypatch.setattr(broker, "ask", lambda sentence, **more: asked("What will this July be like?", **more))
    app = card(monkeypatch, broker, "planting", "What will the weather be like next month?")
    assert "Climate projections cannot answer this" in words(app)
    assert "The weather service." in words(app)
