"""A photo, scan or paper that goes with what somebody said: whose it is, who may save it, and where it goes along."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import replace

import pytest
from PIL import Image

from broker import Broker
from broker.cli import main
from broker.errors import Conflict, InvalidResponse, NotAllowed, UnknownAttachment, UnknownDialogue
from broker.exports.forms import FORMS
from tests.benchmarks.searching import Needles, found_in_folder
from tests.integration.small_world import need, publish

pytestmark = pytest.mark.usefixtures("database")
TABLE = ("rain.csv", b"year,zebrafinch\n2003,9\n")


def photo(colour=(9, 120, 30)) -> bytes:
    written = io.BytesIO()
    camera = Image.Exif()
    camera[0x010E] = "zebrafinch farm"
    Image.new("RGB", (40, 30), colour).save(written, "JPEG", exif=camera)
    return written.getvalue()


@pytest.fixture(scope="module")
def broker(tmp_path_factory, database):
    folder = tmp_path_factory.mktemp("attached")
    made = Broker(folder / "home")
    publish(made, folder)
    return made


@pytest.fixture
def opened(broker, request):
    return broker.open_dialogue(need(), by="Ruth", key=f"open {request.node.name}").id


@pytest.fixture(autouse=True)
def quick_print(monkeypatch):
    monkeypatch.setitem(FORMS, "pdf", replace(FORMS["pdf"], write=lambda told, language: b"%PDF-"))


def kept(broker):
    return {path.parent.name for path in (broker.home / "attachments").glob("*/*")}


def left_in(folder) -> list[str]:
    return found_in_folder(folder, Needles.of(["zebrafinch"], [], []))[0]


def packed(archive) -> list[str]:
    with zipfile.ZipFile(archive) as files:
        return [name for name in files.namelist() if name.startswith("attachments/")]


def test_what_goes_with_words_is_kept_once_sealed_and_saved_by_who_may_read_them(broker, opened):
    for _ in range(2):
        said = broker.ask_question(
            opened, "Is this maize lost?", by="Ruth", attached=[("leaf.jpg", photo()), TABLE], key=f"q {opened}"
        )
    picture, table = said.attachments
    assert (picture.media_type, table.name) == ("image/jpeg", "rain.csv")
    assert picture.sha256 != picture.original == hashlib.sha256(photo()).hexdigest()
    assert [q.asked for q in broker.dialogue(opened, by="Ruth").questions] == [said], "asked once"
    saved = [broker.attachment(opened, one.sha256, by="Tom")[1] for one in said.attachments]
    assert [hashlib.sha256(one).hexdigest() for one in saved] == [picture.sha256, table.sha256]
    with Image.open(io.BytesIO(saved[0])) as shown:
        assert not shown.getexif()
    assert not left_in(broker.home / "attachments"), "it lies there sealed"
    (event,) = [e for e in broker.events(opened, by="Ruth") if e.kind == "QuestionAsked"]
    assert [one["sha256"] for one in event.data["attachments"]] == [picture.sha256, table.sha256]


def test_the_same_key_with_another_file_is_another_submission(broker, opened):
    broker.state(opened, "Look.", by="Ruth", attached=[TABLE], key=f"s {opened}")
    with pytest.raises(Conflict, match="sent again"):
        broker.state(opened, "Look.", by="Ruth", attached=[("rain.csv", b"year,rain\n2004,1\n")], key=f"s {opened}")


def test_who_may_not_read_the_dialogue_saves_nothing_of_it(broker):
    opened = broker.open_dialogue(need(), by="Ruth", shared_with="private").id
    said = broker.state(opened, "My field.", by="Ruth", attached=[TABLE])
    for by in ("Tom", ""):
        with pytest.raises((NotAllowed, UnknownDialogue)):
            broker.attachment(opened, said.attachments[0].sha256, by=by)
    other = broker.open_dialogue(need(), by="Tom").id
    with pytest.raises(UnknownAttachment):
        broker.attachment(other, said.attachments[0].sha256, by="Tom")


@pytest.mark.parametrize(
    ("kind", "files", "code"),
    [
        ("evaluation", [TABLE], "attachment-not-here"),
        ("note", [TABLE], "attachment-not-here"),
        ("statement", [TABLE] * 11, "attachments-too-many"),
        ("statement", [("run.exe", b"MZ\x00\x01")], "attachment-kind"),
        ("statement", [("empty.csv", b"")], "attachment-size"),
        ("answer", [TABLE], "field-missing"),
    ],
)
def test_of_what_is_refused_nothing_is_kept(broker, opened, kind, files, code):
    before = len(broker.events(opened, by="Ruth")), sorted((broker.home / "attachments").rglob("*"))
    with pytest.raises(InvalidResponse) as refusal:
        broker.contribute(opened, kind, by="Ruth", text="Look.", attached=files)
    assert refusal.value.code == code
    assert (len(broker.events(opened, by="Ruth")), sorted((broker.home / "attachments").rglob("*"))) == before


def test_it_goes_with_whose_words_it_goes_with(broker, opened):
    broker.respond(opened, by="Olga", text="I am here.")
    said = broker.state(opened, "Olga showed me.", by="Mara", on_behalf="Olga", attached=[TABLE])
    dialogue = broker.dialogue(opened, by="Ruth")
    olga, mara = dialogue.person("Olga"), dialogue.person("Mara")
    sha256 = said.attachments[0].sha256
    assert broker.attachment(opened, sha256, by="Ruth")[1] == TABLE[1]
    assert olga in kept(broker)
    assert mara not in kept(broker)
    broker.erase_person(olga, by="Olga", because="Forget me.")
    with pytest.raises(UnknownAttachment):
        broker.attachment(opened, sha256, by="Ruth")
    assert olga not in kept(broker)
    assert not [c for c in broker.dialogue(opened, by="Ruth").contributions if c.attachments]
    assert broker.verify_log().is_whole


def test_who_withdraws_consent_withdraws_it_from_exports_and_readers_and_may_give_it_again(broker, opened, tmp_path):
    said = broker.state(opened, "My field.", by="Nia", attached=[TABLE])
    archive = broker.export_log(opened, "archive", tmp_path / "with.zip", by="Ruth")
    assert packed(archive) == [f"attachments/{said.attachments[0].sha256}"]
    report = broker.export_log(opened, "html", tmp_path / "with.html", by="Ruth")
    assert "rain.csv" in report.read_text(encoding="utf-8")
    broker.consent([], by="Nia", dialogue=opened)
    assert packed(broker.export_log(opened, "archive", tmp_path / "without.zip", by="Ruth")) == []
    report = broker.export_log(opened, "html", tmp_path / "without.html", by="Ruth")
    assert "rain.csv" not in report.read_text(encoding="utf-8")
    with pytest.raises(UnknownAttachment):
        broker.attachment(opened, said.attachments[0].sha256, by="Ruth")
    assert broker.attachment(opened, said.attachments[0].sha256, by="Nia")[1] == TABLE[1]
    broker.consent(["dialogue"], by="Nia", dialogue=opened)
    assert broker.attachment(opened, said.attachments[0].sha256, by="Ruth")[1] == TABLE[1]


def test_it_comes_along_to_another_broker(broker, opened, tmp_path):
    broker.respond(opened, by="Ines", text="I am here.")
    said = broker.state(opened, "Ines showed me.", by="Mara", on_behalf="Ines", attached=[TABLE])
    away = Broker(tmp_path / "away")
    away.import_dialogue(broker.export_log(opened, "archive", tmp_path / "it.zip", by="Ruth"), by="Zoe")
    assert away.attachment(opened, said.attachments[0].sha256, by="Zoe")[1] == TABLE[1]
    assert kept(away) == {broker.dialogue(opened, by="Ruth").person("Ines")}
    assert not left_in(away.home / "attachments")


def test_files_go_with_words_from_a_terminal(broker, opened, tmp_path, capsys):
    (tmp_path / "leaf.jpg").write_bytes(photo())

    def asked(*words):
        status = main(["--home", str(broker.home), "dialogue", *map(str, words)])
        return status, capsys.readouterr().out

    leaf = ("--attach", tmp_path / "leaf.jpg", "--by", "Ruth")
    status, out = asked("ask", opened, "Is it lost?", *leaf, "--json")
    (told,) = json.loads(out)["contribution"]["attachments"]
    assert (status, told["name"]) == (0, "leaf.jpg")
    assert asked("attachment", opened, told["sha256"], "--out", tmp_path / "back.jpg", "--by", "Ruth")[0] == 0
    assert hashlib.sha256((tmp_path / "back.jpg").read_bytes()).hexdigest() == told["sha256"]
    assert "attached: leaf.jpg (image/jpeg" in asked("show", opened)[1]
    assert asked("say", opened, "statement", "--text", "x", "--attach", tmp_path / "none.jpg", "--by", "Ruth")[0] == 1
