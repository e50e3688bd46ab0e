"""Both databases: one writer at a time, readers who see one state, and refusals in words instead of "locked"."""

from __future__ import annotations

import sqlite3
import threading
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from broker import database as databases
from broker.database import engine_of, home_of, open_database, postgresql, reading, sqlite, write
from broker.database.condition import examine_database, examine_keys
from broker.errors import StoreUnusable

pytestmark = pytest.mark.usefixtures("database")

COUNT = "SELECT count(*) FROM checkpoint_left"
ADD = "INSERT INTO checkpoint_left (size, root, at) SELECT coalesce(max(size), 0) + 1, 'r', 'now' FROM checkpoint_left"


@pytest.fixture
def engine(tmp_path):
    return open_database(tmp_path)


def counted(engine):
    with reading(engine) as connection:
        return connection.exec_driver_sql(COUNT).scalar()


def test_what_a_writer_has_read_stays_true_until_it_commits(tmp_path):
    def add():
        engine = open_database(tmp_path)
        for _ in range(10):
            with engine.begin() as connection:
                found = connection.exec_driver_sql("SELECT coalesce(max(size), 0) FROM checkpoint_left").scalar()
                time.sleep(0.001)
                connection.execute(sa.text("INSERT INTO checkpoint_left VALUES (:n, 'r', 'now')"), {"n": found + 1})

    writers = [threading.Thread(target=add) for _ in range(4)]
    [one.start() for one in writers]
    [one.join() for one in writers]
    assert counted(open_database(tmp_path)) == 40


def test_a_reader_sees_one_state_and_cannot_write(engine):
    with reading(engine) as connection:
        assert connection.exec_driver_sql(COUNT).scalar() == 0
        if engine.dialect.name == "postgresql":  # with SQLite's rollback journal a commit waits for readers
            write(engine, lambda other: other.exec_driver_sql(ADD))
        assert connection.exec_driver_sql(COUNT).scalar() == 0
        if engine.dialect.name == "postgresql":
            with pytest.raises(sa.exc.InternalError):
                connection.exec_driver_sql(ADD)


def test_a_writer_who_waits_too_long_is_told_so_in_words(tmp_path, monkeypatch):
    for module in (sqlite, postgresql):
        monkeypatch.setattr(module, "BUSY_TIMEOUT_MS", 50)
    monkeypatch.setattr(databases, "FIRST_PAUSE_S", 0.001)
    engine = open_database(tmp_path)
    with engine.begin() as connection:
        connection.exec_driver_sql(ADD)
        with pytest.raises(StoreUnusable, match="others have been writing it") as refusal:
            write(open_database(tmp_path), lambda other: other.exec_driver_sql(ADD))
    assert (refusal.value.code, refusal.value.passes) == ("store-busy", True)
    assert "locked" not in str(refusal.value)


def test_work_that_the_database_gave_up_is_carried_out_again(engine, monkeypatch):
    monkeypatch.setattr(databases, "FIRST_PAUSE_S", 0.001)
    tries = []

    def work(connection):
        connection.exec_driver_sql(ADD)
        tries.append(1)
        if len(tries) < 3:
            raise StoreUnusable("It gave up.", passes=True)
        return "done"

    assert write(engine, work) == "done"
    assert (len(tries), counted(engine)) == (3, 1)


def test_work_that_is_at_fault_itself_is_carried_out_once(engine):
    tries = []

    def work(connection):
        tries.append(connection.exec_driver_sql(ADD))
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        write(engine, work)
    assert (len(tries), counted(engine)) == (1, 0)


def test_a_server_that_was_started_again_is_no_error(engine, database, request, monkeypatch):
    if database != "postgresql":
        pytest.skip("SQLite has no server")
    server, cut = request.getfixturevalue("postgresql"), []
    monkeypatch.setattr(databases, "FIRST_PAUSE_S", 0.01)
    write(engine, lambda connection: connection.exec_driver_sql(ADD))
    server.restart()
    assert counted(engine) == 1

    def cut_off(connection):
        if not cut:
            cut.append(server.restart())
        connection.exec_driver_sql(ADD)

    write(engine, cut_off)
    assert counted(engine) == 2


def test_a_server_that_is_not_there_is_named_without_a_password(tmp_path):
    url = "postgresql+psycopg://ruth:secret@127.0.0.1:1/climate?schema=north"
    with (
        pytest.raises(StoreUnusable, match=r"climate on 127\.0\.0\.1, schema north") as refusal,
        engine_of(url).begin(),
    ):
        pass
    assert refusal.value.code == "store-unreachable"
    assert not {"secret", "ruth"} & set(str(refusal.value).replace("'", " ").split())


@pytest.mark.parametrize(
    "url",
    ["mysql://host/database", "nonsense", "postgresql+psycopg://host/d?schema=North", "postgresql://h/d?schema=a;b"],
)
def test_a_setting_that_names_no_database_is_refused(url, tmp_path):
    with pytest.raises(StoreUnusable) as refusal:
        engine_of(url)
    assert refusal.value.code == "database-unknown"


def test_two_schemas_of_one_database_are_two_stores(tmp_path, database):
    if database != "postgresql":
        pytest.skip("SQLite has one store a file")
    one, other = open_database(tmp_path / "one"), open_database(tmp_path / "other")
    write(one, lambda connection: connection.exec_driver_sql(ADD))
    assert (counted(one), counted(other)) == (1, 0)


def test_characters_that_a_database_cannot_keep_are_refused_in_words(engine, database):
    if database != "postgresql":
        pytest.skip("SQLite keeps them")
    with pytest.raises(StoreUnusable, match="cannot hold it"), engine.begin() as connection:
        connection.execute(sa.text("INSERT INTO checkpoint_left VALUES (1, :root, 'now')"), {"root": "x" * 99})


MOUNTS = """22 1 8:1 / / rw - ext4 /dev/sda1 rw
30 22 0:30 / /home rw - nfs4 server:/home rw
31 30 0:31 / /home/local rw - xfs /dev/sdb rw
32 22 0:32 / /mnt/with\\040space rw - cifs //server/share rw
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [("/home/ruth/store", "nfs4"), ("/home/local/store", ""), ("/srv/store", ""), ("/mnt/with space/s", "cifs")],
)
def test_network_disks_are_told_by_where_they_are_mounted(tmp_path, folder, kind):
    (tmp_path / "mounts").write_text(MOUNTS)
    assert sqlite.network_disk(Path(folder), tmp_path / "mounts") == kind


def test_a_store_on_a_network_disk_is_refused(tmp_path, monkeypatch, database):
    if database != "sqlite":
        pytest.skip("PostgreSQL does not lie in the folder")
    monkeypatch.setattr(sqlite, "network_disk", lambda _folder: "nfs")
    with pytest.raises(StoreUnusable, match="network disk"):
        open_database(tmp_path)


def test_what_is_deleted_leaves_nothing_in_the_file(tmp_path, database):
    if database != "sqlite":
        pytest.skip("what PostgreSQL keeps of deleted rows is its own")
    engine = open_database(tmp_path)
    write(engine, lambda c: c.exec_driver_sql("INSERT INTO checkpoint_left VALUES (7, 'a-word-to-be-found', 'x')"))
    write(engine, lambda c: c.exec_driver_sql("DELETE FROM checkpoint_left"))
    assert b"a-word-to-be-found" not in (tmp_path / "broker.sqlite").read_bytes()


def test_the_condition_of_a_database_is_told(tmp_path, engine, database):
    checks = {check.name: check for check in examine_database(tmp_path)}
    told = "PostgreSQL" if database == "postgresql" else "SQLite's own check"
    assert (checks["database"].status, told in checks["database"].found) == ("ok", True)
    assert checks["tables"].status == "ok"
    assert (checks["checkpoint"].status, "rewritten" in checks["checkpoint"].found) == ("warning", True)
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO checkpoint_left VALUES (0, 'r', '2026-03-02T12:00:00+00:00')")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    assert {c.name: c.status for c in examine_database(tmp_path)}["tables"] == "problem"
    assert home_of(tmp_path) == tmp_path


def test_keys_that_others_can_read_are_a_problem(tmp_path):
    (tmp_path / "keys").mkdir(mode=0o700)
    (tmp_path / "keys" / "people.sqlite").touch(mode=0o600)
    assert [c.status for c in examine_keys(tmp_path)] == ["ok"]
    (tmp_path / "keys" / "people.sqlite").chmod(0o644)
    (tmp_path / "broker.before-0002.sqlite").touch()
    assert [c.status for c in examine_keys(tmp_path)] == ["problem", "warning"]


def test_the_version_of_sqlite_is_that_of_the_library(database):
    assert sqlite.journal_mode() == sqlite.journal_mode(sqlite3.sqlite_version_info[:3])
