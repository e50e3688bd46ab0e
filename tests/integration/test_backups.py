"""A backup is whole or refused, put back wholly or not at all, into either database, and revives nobody."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import tempfile

import pytest

from broker import Broker
from broker import database as databases
from broker.backup import restoring, taking
from broker.cli import main
from broker.errors import BackupRefused, NotAllowed
from tests.integration.small_world import need, publish
from tests.stores import KINDS

pytestmark = pytest.mark.usefixtures("database")

SAID = "It is cooler on the hill."


@pytest.fixture(scope="module")
def made(tmp_path_factory, database):
    """A store with data, a product and words, and its backup."""
    folder = tmp_path_factory.mktemp("backed-up")
    broker = Broker(folder / "home")
    publish(broker, folder)
    dialogue = broker.open_dialogue(need(), by="Ruth")
    broker.respond(dialogue.id, by="Otieno", text=SAID)
    product = broker.build_round(dialogue.id, by="Ruth")
    contents = broker.backup(folder / "backup")
    return broker, dialogue.id, product, folder / "backup", contents


@pytest.fixture
def once(database):
    if database != "sqlite":
        pytest.skip("the same with every database")


@pytest.fixture
def backup(made, tmp_path):
    """A copy of the backup, to be damaged."""
    return shutil.copytree(made[3], tmp_path / "backup")


def told(broker):
    return list(broker._log.lines())


def ids_of(broker):
    return {line["by"]: line["person"] for line in told(broker)}


def test_a_restored_store_is_the_store(made, tmp_path):
    broker, dialogue, product, backup, contents = made
    restored = Broker(tmp_path / "home")
    done = restored.restore(backup)
    assert (done.events, done.erased, done.lacking) == (contents.tables["event"].rows, (), ())
    assert told(restored) == told(broker)[: done.events]
    assert restored.verify_log().is_whole
    assert [v.label for v in restored.datasets()] == ["small@1"]
    assert restored.reproduce(product.id, by="Ruth").is_same
    restored.respond(dialogue, by="Otieno", text="And so it goes on.")
    assert restored.verify_log().is_whole


@pytest.mark.parametrize("other", KINDS)
def test_a_backup_is_restored_into_either_database(made, tmp_path, other, request, monkeypatch):
    _, _, _, backup, contents = made
    home = tmp_path / "home"
    address = request.getfixturevalue("postgresql").url(home) if other == "postgresql" else f"sqlite:///{home}/x.sqlite"
    monkeypatch.setattr(databases, "database_url", lambda _home: address)
    restored = Broker(home)
    restored.restore(backup)
    assert restored._engine.dialect.name == other
    again = restored.backup(tmp_path / "again")
    same = set(contents.tables) - {"checkpoint_left"}
    assert {name: again.tables[name] for name in same} == {name: contents.tables[name] for name in same}


@pytest.mark.usefixtures("once")
def test_the_words_of_a_backup_are_sealed_and_its_keys_are_for_the_owner(made):
    _, _, _, backup, _ = made
    tables = b"".join(path.read_bytes() for path in (backup / "tables").iterdir())
    assert SAID.encode() not in tables
    assert b"Otieno" not in tables
    assert all(path.stat().st_mode & 0o077 == 0 for path in (backup / "keys").iterdir())
    assert not any((backup / "files").rglob("*.secret"))


@pytest.mark.usefixtures("once")
def test_the_keys_may_lie_elsewhere(made, tmp_path):
    broker = made[0]
    broker.backup(tmp_path / "backup", keys=tmp_path / "vault")
    assert not (tmp_path / "backup" / "keys").exists()
    with pytest.raises(BackupRefused, match="the keys are not in"):
        Broker(tmp_path / "home").restore(tmp_path / "backup")
    restored = Broker(tmp_path / "home")
    restored.restore(tmp_path / "backup", keys=tmp_path / "vault")
    assert SAID in json.dumps(told(restored))


@pytest.mark.usefixtures("once")
def test_arrays_that_are_left_out_are_named_and_taken_where_they_are(made, tmp_path):
    broker, _, _, _, whole = made
    contents = broker.backup(tmp_path / "backup", arrays=False)
    assert contents.files == whole.files
    assert not (tmp_path / "backup" / "files" / "arrays").exists()
    lacking = Broker(tmp_path / "home").restore(tmp_path / "backup").lacking
    assert set(lacking) == {path for path in whole.files if path.startswith("arrays/")} != set()
    shutil.copytree(broker.home / "arrays", tmp_path / "with" / "arrays")
    assert Broker(tmp_path / "with").restore(tmp_path / "backup").lacking == ()


def test_a_store_that_holds_something_is_not_written_over_unless_told(made, tmp_path):
    broker, _, _, backup, _ = made
    before = told(broker)
    with pytest.raises(BackupRefused, match="holds something") as refusal:
        broker.restore(backup)
    assert refusal.value.code == "store-not-empty"
    assert told(broker) == before
    other = Broker(tmp_path / "other")
    other.propose_term("frost", "tnn", by="Mara")
    with pytest.raises(BackupRefused, match="another store"):
        other.restore(backup, replace=True)


def test_a_store_goes_back_to_a_backup_of_its_own(made, tmp_path):
    _, dialogue, _, backup, contents = made
    broker = Broker(tmp_path / "home")
    broker.restore(backup)
    broker.respond(dialogue, by="Mara", text="Said after the backup.")
    broker.restore(backup, replace=True)
    assert len(told(broker)) == contents.tables["event"].rows
    assert broker.verify_log().is_whole


def change(path, old, new):
    text = path.read_bytes()
    assert old in text
    path.write_bytes(text.replace(old, new, 1))


def drop_the_last_event(backup):
    lines = (backup / "tables" / "event.jsonl").read_bytes().splitlines(keepends=True)
    (backup / "tables" / "event.jsonl").write_bytes(b"".join(lines[:-1]))


def forge_a_row_and_its_digest(backup):
    from broker.backup.contents import sha256_of

    table = backup / "tables" / "event.jsonl"
    change(table, b'"kind":"ResponseGiven"', b'"kind":"ObjectionMade"')
    said = json.loads((backup / "backup.json").read_text())
    said["tables"]["event"]["sha256"] = sha256_of(table)[1]
    (backup / "backup.json").write_text(json.dumps(said))


DAMAGE = {
    "a row changed": lambda b: change(b / "tables" / "event.jsonl", b'"kind":"ResponseGiven"', b'"kind":"RoundClosed"'),
    "a row lost": drop_the_last_event,
    "a row forged with its digest": forge_a_row_and_its_digest,
    "a table lost": lambda b: (b / "tables" / "event_part.jsonl").unlink(),
    "a file changed": lambda b: next(b.glob("files/products/*/*/product.json")).write_bytes(b"{}"),
    "a file lost": lambda b: next(b.glob("files/products/*/*/product.json")).unlink(),
    "a checkpoint of another key": lambda b: change(b / "backup.json", b'"signature":"', b'"signature":"00'),
    "the list lost": lambda b: (b / "backup.json").unlink(),
    "a newer format": lambda b: change(b / "backup.json", b'"format":1', b'"format":99'),
    "a file elsewhere": lambda b: change(b / "backup.json", b'"products/', b'"../products/'),
}
IN_THE_TABLES = ("a row changed", "a row lost", "a row forged with its digest", "a checkpoint of another key")


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_backup_is_refused_and_changes_nothing(made, backup, tmp_path, damage, database):
    if database != "sqlite" and damage not in IN_THE_TABLES:
        pytest.skip("found before any database is asked")
    DAMAGE[damage](backup)
    store = Broker(tmp_path / "home")
    with pytest.raises(BackupRefused):
        store.restore(backup)
    assert told(Broker(tmp_path / "home")) == []
    assert Broker(tmp_path / "home").datasets() == ()
    Broker(tmp_path / "home").restore(made[3])


def test_who_was_erased_since_stays_erased(made, tmp_path):
    _, _, _, backup, _ = made
    broker = Broker(tmp_path / "home")
    broker.restore(backup)
    otieno = ids_of(broker)["Otieno"]
    broker.erase_person(otieno, by="Otieno", because="asked for it")
    broker.restore(backup, replace=True)
    lines = told(broker)
    assert SAID not in json.dumps(lines)
    assert (lines[-1]["kind"], lines[-1]["data"]["person"]) == ("PersonErased", otieno)
    assert broker.verify_log().is_whole


def test_a_file_names_who_was_erased_elsewhere(made, tmp_path):
    source, _, _, backup, _ = made
    otieno = ids_of(source)["Otieno"]
    (tmp_path / "erased.txt").write_text(f"{otieno}  erased in March\n")
    broker = Broker(tmp_path / "home")
    assert broker.restore(backup, erased=tmp_path / "erased.txt").erased == (otieno,)
    assert SAID not in json.dumps(told(broker))
    assert broker.verify_log().is_whole
    assert SAID in json.dumps(told(source))


@pytest.mark.usefixtures("once")
def test_a_key_that_was_deleted_in_the_backup_too_brings_nobody_back(made, backup, tmp_path):
    otieno = ids_of(made[0])["Otieno"]
    keys = sqlite3.connect(backup / "keys" / "people.sqlite")
    keys.execute("UPDATE subject_key SET secret = NULL WHERE subject = ?", (otieno,))
    keys.commit()
    broker = Broker(tmp_path / "home")
    assert broker.restore(backup).erased == (otieno,)
    assert broker.verify_log().is_whole


@pytest.mark.usefixtures("once")
def test_nothing_is_written_over_and_nothing_half_stays(made, tmp_path):
    broker = made[0]
    (tmp_path / "backup").mkdir()
    (tmp_path / "backup" / "mine.txt").write_text("mine")
    with pytest.raises(BackupRefused, match="nothing is written over"):
        broker.backup(tmp_path / "backup")
    assert [path.name for path in tmp_path.iterdir()] == ["backup"]


@pytest.mark.usefixtures("once")
def test_where_people_sign_in_admins_alone_take_copies(made, tmp_path, monkeypatch):
    broker = made[0]
    monkeypatch.setenv("BROKER_SIGN_IN", "oidc")
    with pytest.raises(NotAllowed):
        broker.backup(tmp_path / "backup", by=ids_of(broker)["Ruth"])


def test_the_commands_say_the_same(made, tmp_path, capsys):
    home = str(made[0].home)
    assert main(["--home", home, "backup", "--out", str(tmp_path / "b"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["status"] == "written"
    assert main(["--home", str(tmp_path / "new"), "restore", str(tmp_path / "b"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["status"] == "restored"
    assert main(["--home", home, "restore", str(tmp_path / "b")]) == 1
    assert "holds something" in capsys.readouterr().err


def killed_at(folder, point, work):
    """Carry out work in a process of its own that is killed when it comes to a point (module, name), and wait."""
    child = os.fork()
    if child == 0:
        try:
            tempfile.tempdir = str(folder)  # what it leaves there is nobody else's
            setattr(*point, lambda *args, **more: os.kill(os.getpid(), signal.SIGKILL))
            work()
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


@pytest.mark.parametrize("point", ["_put_files", "_put_keys", "_put_rows", "_erase_again", "EventLog"])
def test_a_restoration_that_is_killed_leaves_the_store_as_it_was(made, tmp_path, point):
    backup, whole = made[3], made[4].tables["event"].rows
    home = tmp_path / "home"
    killed_at(tmp_path, (restoring, point), lambda: Broker(home).restore(backup))
    assert told(Broker(home)) == []
    Broker(home).restore(backup)
    dialogue = made[1]
    Broker(home).respond(dialogue, by="Mara", text="Said after the backup.")
    killed_at(tmp_path, (restoring, point), lambda: Broker(home).restore(backup, replace=True))
    assert len(told(Broker(home))) > whole
    assert Broker(home).verify_log().is_whole


@pytest.mark.usefixtures("once")
@pytest.mark.parametrize("point", ["copy_file", "_proved", "canonical_json"])
def test_a_backup_that_is_killed_is_none_and_the_next_one_is_whole(made, tmp_path, point):
    broker = made[0]
    killed_at(tmp_path, (taking, point), lambda: Broker(broker.home).backup(tmp_path / "backup"))
    assert not (tmp_path / "backup").exists()
    broker.backup(tmp_path / "backup")
    Broker(tmp_path / "home").restore(tmp_path / "backup")
