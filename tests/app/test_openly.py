"""What people do openly: against agreed rights and marked as such, and going on with what was brought to its end."""

from __future__ import annotations

import pytest

from broker import Broker
from broker.errors import NotAllowed
from broker.ui.messages import say
from tests.app.pages import open_page, press, words
from tests.app.test_exchange import sign_in, widget
from tests.integration.small_world import need

AMINA, BEN, BECAUSE = "Amina, farmer", "Ben, scientist", "the council meets tomorrow"


@pytest.fixture
def broker(tmp_path):
    return Broker(tmp_path / "home")


@pytest.fixture
def opened(broker):
    """A dialogue in which the users decide what is published."""
    opened = broker.open_dialogue(need(), by=AMINA).id
    broker.join(opened, "user", by=AMINA)
    broker.join(opened, "producer", by=BEN)
    rights = broker.propose_rights(opened, "publication", decides=["user"], by=AMINA)
    broker.agree_rights(opened, rights.id, by=BEN)
    return opened


def sit_down(monkeypatch, broker, opened, who=""):
    """Open the dialogue's page as somebody of this name, in the role of a farmer."""
    app = open_page(monkeypatch, broker, "dialogue", dialogue=opened)
    return sign_in(app, who) if who else app


def test_what_is_against_agreed_rights_is_done_openly_only_and_marked_for_all(monkeypatch, broker, opened, tmp_path):
    with pytest.raises(NotAllowed):
        broker.export_log(opened, "jsonl", tmp_path / "quietly.jsonl", by=BEN, audience="public")
    app = sit_down(monkeypatch, broker, opened, "Cleo")  # who is on no side, and does not decide
    app = widget(app, "selectbox", "-form").set_value("jsonl").run()
    app = widget(app, "segmented_control", "jsonl-audience").set_value("public").run()
    app = press(app, say("record.prepare"))
    assert not [b for b in app.get("download_button") if b.proto.label == say("record.take")], "not without a word"
    assert not broker.dialogue(opened).governed
    app = widget(app, "segmented_control", "export-jsonl-way").set_value("against").run()
    app = press(app, say("grounds.against.do"))
    assert say("grounds.because.missing") in words(app)
    assert not broker.dialogue(opened).governed, "not without a reason"
    app = widget(app, "text_area", "export-jsonl-because").set_value(BECAUSE).run()
    app = press(app, say("grounds.against.do"))
    assert not app.exception
    assert [b for b in app.get("download_button") if b.proto.label == say("record.take")]
    (act,) = broker.dialogue(opened).governed
    assert (act.how, act.topic, act.because) == ("against", "publication", BECAUSE)
    marked = say("grounds.marked", by="Cleo, farmer", topic=say("word.topic.publication"), because=BECAUSE)
    for reader in ("Amina", "Dora", ""):
        assert marked in words(sit_down(monkeypatch, broker, opened, reader)), f"{reader or 'nobody'} is not told"


def test_a_dialogue_that_was_brought_to_its_end_goes_on_with_a_reason_that_everybody_reads(monkeypatch, broker, opened):
    broker.close_dialogue(opened, by=AMINA, because="The yard is built.")
    app = sit_down(monkeypatch, broker, opened, "Amina")
    assert say("ending.ended", because="The yard is built.") in words(app)
    app = widget(app, "toggle", "-open").set_value(True).run()
    app = press(app, say("ending.reopen.send"))
    assert say("ending.missing") in words(app)
    assert not broker.dialogue(opened).is_open
    app = widget(app, "text_area", "-because").set_value("New data came.").run()
    app = press(app, say("ending.reopen.send"))
    assert not app.exception
    again = broker.dialogue(opened)
    assert again.is_open
    assert [(one.by, one.because) for one in again.reopened] == [(AMINA, "New data came.")]
    read = words(sit_down(monkeypatch, broker, opened, "Dora"))
    assert "New data came." in read
    assert say("ending.ended", because="The yard is built.") not in read
