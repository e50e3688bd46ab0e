"""A program that runs notices that another one put a backup back, or took a dialogue in."""

from __future__ import annotations

import pytest

from broker import Broker
from broker.errors import UnknownDialogue
from tests.integration.small_world import need, publish

pytestmark = pytest.mark.usefixtures("database")
SAID = "zebrafinch on the hill"


@pytest.fixture
def other(tmp_path):
    """The terminal beside the program that runs."""
    made = Broker(tmp_path / "home")
    publish(made, tmp_path)
    return made


@pytest.fixture
def app(other):
    return Broker(other.home)


def test_a_backup_that_is_put_back_takes_groups_consent_and_what_waits_with_it(app, other, tmp_path):
    opened = app.open_dialogue(need(), by="Ruth", shared_with="private").id
    group = app.form_group("Neighbours", by="Ruth")
    app.add_to_group(group.id, "Mara", by="Ruth")
    app.share(opened, f"group:{group.id}", by="Ruth", because="They asked.")
    app.respond(opened, by="Ruth", text=SAID)
    app.open_dialogue(need(), by="Paul", shared_with="private")
    other.backup(tmp_path / "backup")

    app.add_to_group(group.id, "Paul", by="Ruth")
    app.consent(["dialogue", "facilitators", "reports", "public"], by="Ruth")
    app.promise(opened, "Ask the vet", by="Ruth", due="2020-01-01")
    assert app.dialogue(opened, by="Paul").id == opened
    public = app.export_log(opened, "html", tmp_path / "before.html", by="Mara", audience="public")
    assert SAID in public.read_text(encoding="utf-8")
    assert len(app.waiting(by="Ruth")) > 0
    waited = [duty.kind for duty in app.waiting(by="Ruth")]

    other.restore(tmp_path / "backup", replace=True)
    with pytest.raises(UnknownDialogue):
        app.dialogue(opened, by="Paul")
    assert opened not in {d.id for d in app.dialogues(by="Paul")}
    public = app.export_log(opened, "html", tmp_path / "after.html", by="Mara", audience="public")
    assert SAID not in public.read_text(encoding="utf-8")
    assert [duty.kind for duty in app.waiting(by="Ruth")] != waited
    app.respond(opened, by="Ruth", text="It goes on.")
    assert app.verify_log().is_whole
    assert [r.text for r in other.dialogue(opened, by="Ruth").round.responses] == [SAID, "It goes on."]


def test_a_backup_that_is_put_into_a_store_that_was_empty_is_found(app, other, tmp_path):
    opened = other.open_dialogue(need(), by="Ruth", shared_with="private").id
    other.backup(tmp_path / "backup")
    fresh = Broker(tmp_path / "fresh")
    assert fresh.dialogues(by="Ruth") == ()
    assert fresh._keys.look_up("made before")
    assert fresh._signer.key
    assert fresh.dialogues(by="Ruth") == ()
    Broker(tmp_path / "fresh").restore(tmp_path / "backup")
    assert [d.id for d in fresh.dialogues(by="Ruth")] == [opened]
    assert fresh.dialogue(opened, by="Ruth").opened_by == "Ruth"
    assert fresh._signer.key == other._signer.key


def test_a_dialogue_that_is_taken_in_and_who_was_erased_are_noticed(app, other, tmp_path):
    there = Broker(tmp_path / "there")
    publish(there, tmp_path)
    opened = there.open_dialogue(need(), by="Nia", shared_with="private").id
    there.respond(opened, by="Nia", text=SAID)
    there.consent(["dialogue"], by="Nia", dialogue=opened)
    archive = there.export_log(opened, "archive", tmp_path / "it.zip", by="Nia")

    assert opened not in {d.id for d in app.dialogues(by="Ruth")}
    assert app.waiting(by="Ruth") == ()
    other.import_dialogue(archive, by="Ruth")
    assert opened in {d.id for d in app.dialogues(by="Ruth")}
    nia = there.dialogue(opened, by="Nia").person("Nia")
    assert [d.opened_by for d in app.dialogues_in_brief(by="Ruth") if d.id == opened] == ["Nia"]
    report = app.export_log(opened, "html", tmp_path / "it.html", by="Ruth")
    assert SAID not in report.read_text(encoding="utf-8"), "consent came with the dialogue"
    other._register.begin_erasure(nia)
    other._keys.erase(nia)
    assert [d.opened_by for d in app.dialogues_in_brief(by="Ruth") if d.id == opened] == [""]
