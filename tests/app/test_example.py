"""What the first page shows as an example: what anybody may read, and to its own people what is theirs alone."""

from __future__ import annotations

import pytest

from broker import Broker
from broker.ui.components import example
from broker.ui.messages import say
from tests.app.pages import open_page, words
from tests.integration.small_world import need, publish

#: Named as the app names them: who gives a name speaks as a farmer at first.
AMINA = "Amina, farmer"


@pytest.fixture
def broker(tmp_path):
    made = Broker(tmp_path / "home")
    publish(made, tmp_path)
    return made


def spoken_by(app, name: str):
    return app.text_input(key="who-name").input(name).run()


def test_a_dialogue_of_ones_own_is_an_example_to_its_people_only(broker, monkeypatch):
    opened = broker.open_dialogue(need(statement="Is my well dry?"), by=AMINA, shared_with="private")
    broker.build_round(opened.id, by=AMINA)
    app = open_page(monkeypatch, broker, "start")
    assert say("start.empty") in words(app)
    assert "Is my well dry?" in words(spoken_by(app, "Amina"))
    assert "Is my well dry?" not in words(spoken_by(app, "Ben"))


def test_what_is_no_longer_for_everybody_is_no_example_once_it_is_read_again(broker, monkeypatch):
    opened = broker.open_dialogue(need(statement="Too hot for cows?"), by=AMINA, shared_with="public")
    broker.build_round(opened.id, by=AMINA)
    app = open_page(monkeypatch, broker, "start")
    assert "Too hot for cows?" in words(app)
    asked = []
    read = broker.dialogue
    monkeypatch.setattr(broker, "dialogue", lambda *args, **more: asked.append(args) or read(*args, **more))
    assert "Too hot for cows?" in words(spoken_by(app, "Ben"))
    assert not asked
    broker.share(opened.id, "private", by=AMINA, because="Our own figures.")
    monkeypatch.setattr(example, "READ_EVERY_S", -1.0)
    assert "Too hot for cows?" not in words(app.run())
    assert asked
