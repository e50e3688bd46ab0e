"""What people handed in goes along in an archive, byte by byte; who was erased does not, and is erased there too."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile

import pytest
from PIL import Image

from broker import Broker
from broker.errors import PersonErased, UnknownAttachment
from broker.workshop_form import WorkshopForm
from tests.benchmarks.searching import Needles, found_in_folder
from tests.integration.small_world import need, publish

pytestmark = pytest.mark.usefixtures("database")
MARK = "zebrafinch"
FORM = {
    "date": "2026-03-12",
    "place": f"{MARK} barn",
    "minutes": f"{MARK} said so.",
    "present": [{"who": "Nia", "side": "user"}],
}


def picture() -> bytes:
    written = io.BytesIO()
    Image.effect_noise((64, 48), 90).convert("RGB").save(written, "PNG")
    return written.getvalue()


@pytest.fixture
def home(tmp_path):
    broker = Broker(tmp_path / "home")
    publish(broker, tmp_path)
    opened = broker.open_dialogue(need(), by="Ruth").id
    broker.respond(opened, by="Ruth", text="What is Ruth's stays.")
    attached = [("sheet.png", picture()), ("years.csv", f"year,{MARK}\n2003,9\n".encode())]
    held = broker.enter_workshop(opened, WorkshopForm.of(FORM), attached=attached, by="Nia")
    broker.build_round(opened, by="Ruth")
    return broker, opened, held


def archive_of(broker, opened, path, by="Ruth"):
    return broker.export_log(opened, "archive", path, by=by)


def test_attachments_come_along_byte_by_byte_and_go_on_from_there(home, tmp_path):
    broker, opened, held = home
    away = Broker(tmp_path / "away")
    away.import_dialogue(archive_of(broker, opened, tmp_path / "it.zip"), by="Mara")
    third = Broker(tmp_path / "third")
    third.import_dialogue(archive_of(away, opened, tmp_path / "again.zip", by="Mara"), by="Zoe")
    for one in held.attachments:
        _, here = broker.attachment(opened, one.sha256, by="Ruth")
        assert hashlib.sha256(here).hexdigest() == one.sha256
        assert [b.attachment(opened, one.sha256, by=who)[1] for b, who in ((away, "Mara"), (third, "Zoe"))] == [
            here
        ] * 2
    assert not left_in(away.home / "attachments"), "they lie sealed there too"
    assert away.verify_log().is_whole


def left_in(folder) -> list[str]:
    """Files that hold the mark in any form."""
    return found_in_folder(folder, Needles.of([MARK], [], []))[0]


def texts(archive) -> bytes:
    with zipfile.ZipFile(archive) as packed:
        return b"\n".join(packed.read(name) for name in packed.namelist())


def test_who_was_erased_is_in_no_archive_and_nowhere_where_it_comes(home, tmp_path):
    broker, opened, held = home
    nia = broker.dialogue(opened, by="Ruth").person("Nia")
    broker.erase_person(nia, by=nia, because="Forget me.")
    archive = archive_of(broker, opened, tmp_path / "it.zip")
    held_in_it = texts(archive)
    assert MARK.encode() not in held_in_it
    assert b"Nia" not in held_in_it
    assert not [name for name in zipfile.ZipFile(archive).namelist() if name.startswith("attachments/")]
    away = Broker(tmp_path / "away")
    found = away.import_dialogue(archive, by="Mara")
    assert (found.status, found.erased) == ("new", ())
    told = json.dumps([e.to_json() for e in away.events(opened, by="Mara")])
    assert MARK not in told
    assert "What is Ruth's stays." in told
    with pytest.raises(UnknownAttachment):
        away.attachment(opened, held.attachments[0].sha256, by="Mara")
    for store in (broker, away):
        assert store.verify_log().is_whole, store.verify_log().problems


def test_who_is_erased_after_the_dialogue_went_away_is_erased_there_when_it_comes_again(home, tmp_path):
    broker, opened, held = home
    away = Broker(tmp_path / "away")
    away.import_dialogue(archive_of(broker, opened, tmp_path / "first.zip"), by="Mara")
    assert MARK in json.dumps([e.to_json() for e in away.events(opened, by="Mara")])
    nia = broker.dialogue(opened, by="Ruth").person("Nia")
    broker.erase_person(nia, by=nia, because="Forget me.")
    second = archive_of(broker, opened, tmp_path / "second.zip")
    found = away.import_dialogue(second, by="Mara")
    assert (found.status, found.erased) == ("same", (nia,))
    assert MARK not in json.dumps([e.to_json() for e in away.events(opened, by="Mara")])
    assert not left_in(away.home)
    with pytest.raises(UnknownAttachment):
        away.attachment(opened, held.attachments[0].sha256, by="Mara")
    with pytest.raises(PersonErased):
        away._keys.seal(nia, b"more")
    assert away.import_dialogue(second, by="Mara").erased == ()
    assert away.verify_log().is_whole, away.verify_log().problems
    # And who was erased here is not brought back by an archive of before.
    again = away.import_dialogue(tmp_path / "first.zip", by="Mara")
    assert again.status == "same"
    assert MARK not in json.dumps([e.to_json() for e in away.events(opened, by="Mara")])


def test_nobody_is_erased_by_the_word_of_a_broker_that_did_not_bring_them(home, tmp_path):
    broker, opened, _ = home
    away = Broker(tmp_path / "away")
    away.import_dialogue(archive_of(broker, opened, tmp_path / "first.zip"), by="Mara")
    third = Broker(tmp_path / "third")
    third.import_dialogue(tmp_path / "first.zip", by="Zoe")
    nia = broker.dialogue(opened, by="Ruth").person("Nia")
    third._register.begin_erasure(nia)
    third._record_people([("PersonErased", {"person": nia})], third._who("Zoe", "give consent"))
    third._erased(nia)
    found = away.import_dialogue(archive_of(third, opened, tmp_path / "third.zip", by="Zoe"), by="Mara")
    assert (found.status, found.erased) == ("same", ())
    assert MARK in json.dumps([e.to_json() for e in away.events(opened, by="Mara")])
