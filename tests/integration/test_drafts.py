"""What is half written is kept for its writer alone, until it is sent, begun afresh, or its writer is erased."""

from __future__ import annotations

import datetime as dt
import json

import pytest
import sqlalchemy as sa

from broker import Broker
from broker.backup.rows import tables_of
from broker.cli import main
from broker.database import open_database, reading
from broker.database.schema import make_tables
from broker.doctor import examine_drafts
from broker.drafts import DRAFTS, KEPT_FOR, LARGEST, MOST, Writer
from broker.errors import InvalidResponse, NotAllowed, PersonErased, UnknownPerson

pytestmark = pytest.mark.usefixtures("database")

MARK = "zebra-crossing-4711"
MINE, OTHERS = "1" * 32, "2" * 32
FORM = {"text": f"My field {MARK} was flooded.", "years": [1976, 2003]}


class Clock:
    def __init__(self) -> None:
        self.now = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def broker(tmp_path, clock, database):
    return Broker(tmp_path / "home", clock)


@pytest.fixture
def two(broker, monkeypatch):
    """Two people with accounts."""
    monkeypatch.setenv("BROKER_SIGN_IN", "oidc")
    return tuple(broker.sign_in("https://id.example", name, name=name).id for name in ("Amina", "Otieno"))


def rows(broker):
    with reading(broker._engine) as connection:
        return connection.execute(sa.select(DRAFTS)).all()


def every_byte(broker):
    """All that the database holds, as text: its file, or every row of every table."""
    with reading(broker._engine) as connection:
        found = sa.MetaData()
        found.reflect(connection)
        held = [repr(tuple(row)) for table in found.tables.values() for row in connection.execute(sa.select(table))]
    file = broker.home / "broker.sqlite"
    return "\n".join(held).encode() + (file.read_bytes() if file.exists() else b"")


def test_a_draft_is_found_by_its_writer_also_by_another_process_and_is_no_event(broker, two, tmp_path, clock):
    amina, _ = two
    before = list(broker._log.lines())
    broker.keep_draft("say:d1", FORM, by=amina)
    broker.keep_draft("say:d1", FORM | {"text": "changed"}, session=MINE)
    again = Broker(tmp_path / "home", clock)
    assert again.draft("say:d1", by=amina).content == FORM
    assert again.draft("say:d1", session=MINE).content["text"] == "changed"
    assert again.draft("say:d1", session=MINE).changed == clock.now
    assert list(broker._log.lines()) == before
    assert [draft.about for draft in again.drafts(by=amina)] == ["say:d1"]


def test_nobody_finds_what_somebody_else_has_half_written(broker, two):
    amina, otieno = two
    broker.keep_draft("say:d1", FORM, by=amina)
    broker.keep_draft("need", FORM, session=MINE)
    broker.keep_draft("fit", FORM, session=MINE, by="Ruth")
    for who in ({"by": otieno}, {"session": OTHERS}, {"session": OTHERS, "by": "Ruth"}, {"session": MINE, "by": "Tom"}):
        assert broker.drafts(**who) == ()
        assert [broker.draft(about, **who) for about in ("say:d1", "need", "fit")] == [None] * 3
        assert not broker.forget_draft("say:d1", **who)
    assert [draft.about for draft in broker.drafts(session=MINE)] == ["need"]
    assert [draft.about for draft in broker.drafts(session=MINE, by="Ruth")] == ["fit"]
    assert len(rows(broker)) == 3


@pytest.mark.parametrize("who", [{}, {"by": "Amina"}, {"session": "short"}])
def test_without_an_account_or_the_secret_of_a_session_nobody_has_drafts(broker, who):
    with pytest.raises(NotAllowed) as refusal:
        broker.drafts(**who)
    assert refusal.value.code == "writer-unknown"
    with pytest.raises(UnknownPerson):
        broker.drafts(by="p-2222222222")


def test_no_helper_and_no_admin_reads_a_draft(broker, two, monkeypatch):
    amina, otieno = two
    monkeypatch.delenv("BROKER_SIGN_IN")
    broker.become_admin(broker.bootstrap_token(), by=otieno)
    broker.keep_draft("say:d1", FORM, by=amina)
    assert broker.drafts(by=otieno) == ()


def test_neither_the_words_nor_what_they_are_about_stand_in_the_database(broker, two):
    broker.keep_draft(f"say:{MARK}", FORM, by=two[0])
    broker.keep_draft(f"say:{MARK}", FORM, session=MINE, by="Ruth")
    held = every_byte(broker)
    for told in (MARK, "flooded", "Ruth", MINE):
        assert told.encode() not in held
    stolen = Writer.session(OTHERS, "Ruth", broker._keys)
    assert all(row.writer != stolen.id for row in rows(broker))


def test_an_erased_person_leaves_no_draft_and_writes_none(broker, two):
    amina, otieno = two
    broker.keep_draft("say:d1", FORM, by=amina)
    broker.keep_draft("say:d1", FORM, by=otieno)
    done = broker.erase_person(amina, by=amina, because="I leave.")
    assert done.drafts == 1
    assert "1 drafts" in done.words()
    assert [row.writer for row in rows(broker)] == [otieno]
    with pytest.raises(PersonErased):
        broker.keep_draft("say:d1", FORM, by=amina)


def test_an_erased_persona_leaves_no_draft_in_any_session(broker):
    from tests.integration.small_world import need

    broker.keep_draft("fit", FORM, session=MINE, by="Amina")  # before anything of her is on record
    broker.open_dialogue(need(), by="Amina, farmer")
    broker.keep_draft("fit", FORM, session=OTHERS, by="amina")
    broker.keep_draft("fit", FORM, session=MINE, by="Otieno")
    broker.keep_draft("need", FORM, session=MINE)
    amina = broker._register.persona("Amina, farmer").id
    broker._register.register_persona("Amina")
    for person in (amina, broker._register.persona("Amina").id):
        broker.erase_person(person, by=person, because="I leave.")
    assert len(rows(broker)) == 2
    assert broker.drafts(session=MINE, by="Amina") == ()
    assert broker.drafts(session=MINE, by="Otieno") != ()


def test_what_was_written_before_somebody_said_who_they_are_becomes_theirs(broker, two, clock):
    amina, _ = two
    broker.keep_draft("need", FORM, session=MINE)
    broker.keep_draft("fit", FORM, session=MINE)
    clock.now += dt.timedelta(minutes=1)
    broker.keep_draft("fit", {"text": "later"}, by=amina)
    assert broker.hand_over_drafts(session=MINE, by=amina) == 1
    assert broker.drafts(session=MINE) == ()
    assert broker.draft("need", by=amina).content == FORM
    assert broker.draft("fit", by=amina).content == {"text": "later"}
    broker.keep_draft("need", FORM, session=OTHERS)
    assert broker.hand_over_drafts(session=OTHERS, by="Ruth") == 1
    assert broker.draft("need", session=OTHERS, by="Ruth").content == FORM
    broker.keep_draft("fit", FORM, session=OTHERS, by="Ruth")
    assert broker.hand_over_drafts(session=OTHERS, by="Tom", before="Ruth", only=["fit"]) == 1
    assert [draft.about for draft in broker.drafts(session=OTHERS, by="Tom")] == ["fit"]
    assert [draft.about for draft in broker.drafts(session=OTHERS, by="Ruth")] == ["need"]


def test_a_draft_ends_after_a_while_and_is_cleared_away(broker, clock, two):
    broker.keep_draft("need", FORM, session=MINE)
    broker.keep_draft("need", FORM, by=two[0])
    clock.now += KEPT_FOR - dt.timedelta(hours=1)
    assert broker.draft("need", session=MINE) is not None
    broker.keep_draft("fit", FORM, session=MINE)
    clock.now += dt.timedelta(hours=2)
    assert broker.draft("need", session=MINE) is None
    assert [draft.about for draft in broker.drafts(session=MINE)] == ["fit"]
    told = examine_drafts(*broker._shelf.ended())
    assert (told.status, "2 drafts" in told.found) == ("warning", True)
    assert broker.tidy_drafts() == 2
    assert len(rows(broker)) == 1
    assert examine_drafts(*broker._shelf.ended()).status == "ok"


def test_the_command_that_cleans_clears_them_away_too(tmp_path, capsys, clock):
    clock.now = dt.datetime.now(dt.UTC) - KEPT_FOR - dt.timedelta(days=1)
    Broker(tmp_path / "home", clock).keep_draft("need", FORM, session=MINE)
    assert main(["--home", str(tmp_path / "home"), "doctor", "--clean", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["cleaned"]["folders"] == ["drafts that nobody touched for long (1)"]
    assert rows(Broker(tmp_path / "home")) == []


def test_nobody_fills_the_store_with_drafts(broker, clock, monkeypatch):
    for number in range(MOST + 5):
        clock.now += dt.timedelta(seconds=1)
        broker.keep_draft(f"form {number}", FORM, session=MINE)
    kept = broker.drafts(session=MINE)
    assert (len(kept), kept[0].about, kept[-1].about) == (MOST, f"form {MOST + 4}", "form 5")
    with pytest.raises(InvalidResponse) as refusal:
        broker.keep_draft("need", {"text": "".join(map(chr, range(0x4E00, 0x9000))) * 20}, session=MINE)
    assert refusal.value.code == "draft-too-large"
    monkeypatch.setattr("broker.drafts.MOST_OF_SESSIONS", 10)
    broker.tidy_drafts()
    assert [draft.about for draft in broker.drafts(session=MINE)] == [f"form {MOST + 4 - i}" for i in range(10)]
    assert all(len(row.sealed) < LARGEST for row in rows(broker))


def test_a_backup_holds_no_draft_and_a_restored_store_has_the_table(broker, tmp_path):
    from tests.integration.small_world import need

    broker.open_dialogue(need(), by="Ruth")
    broker.keep_draft("need", FORM, session=MINE)
    contents = broker.backup(tmp_path / "backup")
    assert DRAFTS.name not in contents.tables
    with reading(broker._engine) as connection:
        assert DRAFTS.name not in [table.name for table in tables_of(connection)]
    restored = Broker(tmp_path / "other")
    restored.restore(tmp_path / "backup")
    assert restored.drafts(session=MINE) == ()
    restored.keep_draft("need", FORM, session=MINE)
    assert restored.draft("need", session=MINE).content == FORM


def test_a_store_of_the_revision_before_gets_the_table(tmp_path):
    engine = open_database(tmp_path / "old", prepared=False)
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"CREATE SCHEMA {connection.get_execution_options()['store_schema']}")
        make_tables(connection, tmp_path / "old", "0002")
    broker = Broker(tmp_path / "old")
    broker.keep_draft("need", FORM, session=MINE)
    assert broker.draft("need", session=MINE).content == FORM
