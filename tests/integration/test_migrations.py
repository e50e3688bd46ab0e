"""A database is made, brought up to date or refused; nothing that an older broker recorded is lost or left open."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from broker import Broker
from broker.database import open_database, reading
from broker.database.schema import all_tables, copy_before, make_tables, revision_of, upgrade
from broker.errors import LogDamaged, StoreUnusable
from broker.log import EventLog
from broker.migrations import HEAD, REVISIONS, carrying
from broker.people.keys import Keys
from tests.stores import environment

pytestmark = pytest.mark.usefixtures("database")

ROOT = Path(__file__).parents[2]
#: A store of the last broker whose log held its words in the open: 20 events of Ruth, Otieno, Mara and Tom.
OLD_STORE = Path(__file__).parent / "stored" / "before_sealing.sql"
OLD_ROOT = "d75d944e417c17a0f984a7a678e9d448e932e7886e05631569f25392b026b188"
SAID = ("Our fields lie higher, where it is cooler.", "31 is what the cattle feel", "Otieno")


@pytest.fixture
def only_sqlite(database):
    if database != "sqlite":
        pytest.skip("older brokers wrote SQLite only")


def write_old_store(home, change=""):
    home.mkdir(exist_ok=True)
    database = sqlite3.connect(home / "broker.sqlite")
    database.executescript(OLD_STORE.read_text(encoding="utf-8"))
    if change:
        database.executescript("DROP TRIGGER event_no_update; DROP TRIGGER event_no_delete; " + change)
    database.close()
    return home


def shape(engine):
    """Every column, key and index of every table, as the database tells them."""
    found = sa.inspect(engine)
    return {
        name: (
            [(c["name"], str(c["type"]), c["nullable"]) for c in found.get_columns(name)],
            found.get_pk_constraint(name)["constrained_columns"],
            sorted(tuple(u["column_names"]) for u in found.get_unique_constraints(name)),
            sorted((i["name"], tuple(i["column_names"]), bool(i["unique"])) for i in found.get_indexes(name)),
        )
        for name in sorted(found.get_table_names())
    }


def triggers(engine):
    asked = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
        if engine.dialect.name == "sqlite"
        else "SELECT tgname FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid WHERE NOT tgisinternal "
        "AND c.relnamespace = current_schema()::regnamespace ORDER BY tgname"
    )
    with reading(engine) as connection:
        return list(connection.exec_driver_sql(asked).scalars())


def test_the_revisions_come_to_the_tables_of_the_code(tmp_path):
    at_once = open_database(tmp_path / "made")
    step_by_step = open_database(tmp_path / "upgraded", prepared=False)
    with step_by_step.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"CREATE SCHEMA {connection.get_execution_options()['store_schema']}")
        upgrade(connection, tmp_path / "upgraded")
    assert shape(step_by_step) == shape(at_once)
    assert triggers(step_by_step) == triggers(at_once) != []
    assert revision_of(step_by_step) == revision_of(at_once) == HEAD
    with reading(step_by_step) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, list(all_tables())) == []


def test_the_tables_of_an_older_revision_become_those_of_today(tmp_path):
    engine = open_database(tmp_path / "old", prepared=False)
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"CREATE SCHEMA {connection.get_execution_options()['store_schema']}")
        make_tables(connection, tmp_path / "old", "0001")
    assert revision_of(engine) == "0001"
    assert shape(open_database(tmp_path / "old")) == shape(open_database(tmp_path / "new"))


def test_every_revision_is_named_in_order_and_none_is_forgotten():
    files = sorted((ROOT / "broker" / "migrations" / "versions").glob("r*.py"))
    assert tuple(path.name[1:5] for path in files) == REVISIONS


def test_a_store_that_is_up_to_date_is_opened_without_alembic(tmp_path, database):
    open_database(tmp_path)
    code = f"import sys; from broker.database import open_database; open_database({str(tmp_path)!r}); "
    code += "print([m for m in ('alembic', 'mako', 'catalog', 'numpy') if m in sys.modules])"
    found = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment(tmp_path), capture_output=True, text=True
    )
    assert found.stdout.strip() == "[]", found.stderr


def test_a_store_of_a_newer_broker_is_refused_in_a_sentence(tmp_path):
    engine = open_database(tmp_path)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreUnusable, match="newer broker wrote it") as refusal:
        open_database(tmp_path)
    assert refusal.value.code == "store-newer"


def test_many_who_open_a_new_store_at_once_make_it_once(tmp_path):
    with ThreadPoolExecutor(8) as many:
        engines = list(many.map(open_database, [tmp_path] * 8))
    assert {revision_of(engine) for engine in engines} == {HEAD}


@pytest.mark.usefixtures("only_sqlite")
class TestAnOldStore:
    def test_it_opens_with_all_that_it_holds_sealed(self, tmp_path):
        home = write_old_store(tmp_path / "home")
        old = sqlite3.connect(home / "broker.sqlite").execute("SELECT dialogue, kind, at, key, by, data FROM event")
        before = [(*row[:5], json.loads(row[5])) for row in old]
        broker = Broker(home)
        lines = list(EventLog(open_database(home), Keys(home)).lines())
        names = ("dialogue", "kind", "at", "key", "by", "data")
        assert [tuple(line[name] for name in names) for line in lines[:-1]] == before
        assert (lines[-1]["kind"], lines[-1]["data"]) == ("LogCarriedOver", {"events": 20, "root": OLD_ROOT})
        assert broker.verify_log().is_whole
        assert sorted(d.opened_by for d in broker.dialogues()) == ["Mara", "Ruth", "Ruth"]
        assert len({line["person"] for line in lines}) == 5
        assert [v.label for v in broker.datasets()] == ["small@1"]
        assert [place.name for place in broker.kept_places(by="Ruth")] == ["my maize field"]

    def test_nothing_that_was_said_stays_in_the_open(self, tmp_path):
        home = write_old_store(tmp_path / "home")
        open_database(home)
        held = b"".join(path.read_bytes() for path in home.glob("broker.sqlite*"))
        assert [words for words in SAID if words.encode() in held] == []

    def test_the_dialogues_go_on(self, tmp_path):
        broker = Broker(write_old_store(tmp_path / "home"))
        ruths = next(d for d in broker.dialogues() if d.rounds == 2)
        broker.respond(ruths.id, by="Otieno", text="Better.")
        told = broker.dialogue(ruths.id)
        assert [r.text for r in told.rounds[-1].responses] == ["Better."]
        assert len({e.person for e in broker.events(ruths.id) if e.by == "Otieno"}) == 1

    def test_a_copy_of_before_is_kept_for_its_owner_alone(self, tmp_path):
        home = write_old_store(tmp_path / "home")
        open_database(home)
        copy = copy_before(home)
        assert copy.stat().st_mode & 0o077 == 0
        assert sqlite3.connect(copy).execute("SELECT count(*) FROM event").fetchone() == (20,)

    @pytest.mark.parametrize(
        "change",
        [
            "UPDATE event SET by = 'Somebody' WHERE number = 5",
            "UPDATE event SET data = 'no JSON' WHERE number = 5",
            "DELETE FROM event WHERE number = 5",
        ],
    )
    def test_one_that_does_not_prove_itself_is_left_as_it_is(self, tmp_path, change):
        home = write_old_store(tmp_path / "home", change)
        before = sqlite3.connect(home / "broker.sqlite").execute("SELECT * FROM event").fetchall()
        with pytest.raises(LogDamaged, match="was left as it is"):
            open_database(home)
        assert sqlite3.connect(home / "broker.sqlite").execute("SELECT * FROM event").fetchall() == before

    def test_an_upgrade_that_fails_leaves_it_as_it_was(self, tmp_path):
        def fail(*_):
            raise OSError("no space is left")

        home = write_old_store(tmp_path / "home")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(carrying, "_say_so", fail)
            with pytest.raises(OSError, match="no space"):
                open_database(home)
        assert sqlite3.connect(home / "broker.sqlite").execute("SELECT count(data) FROM event").fetchone() == (20,)
        assert len(list(EventLog(open_database(home), Keys(home)).lines())) == 21

    def test_one_without_any_event_is_a_new_one(self, tmp_path):
        home = tmp_path / "home"
        write_old_store(home, "DELETE FROM event; DELETE FROM submission;")
        assert list(EventLog(open_database(home), Keys(home)).lines()) == []
