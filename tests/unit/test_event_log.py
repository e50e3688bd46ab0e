"""The exchange log: nothing twice, nothing lost, and no change goes unseen."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import threading
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from broker import large_logs
from broker.database import journal_mode, open_database, reading, write_ahead_is_safe
from broker.errors import BrokerError, Conflict, LogDamaged, UnknownDialogue
from broker.event import hash_of
from broker.events import KINDS, Event
from broker.log import EventLog
from broker.log.checkpoints import checkpoint_of
from broker.log.sealing import sealed
from broker.log.signing import Signer
from broker.log.tables import PARTS
from broker.log_files import plain_cell, read_checkpoint, safe_cell, write_checkpoint, write_log
from broker.people.keys import Keys
from broker.verification import verify, verify_file
from tests.benchmarks import tampering
from tests.benchmarks.tampering import SEEN_ALONE, SEEN_FROM_OUTSIDE, places

pytestmark = pytest.mark.usefixtures("database")

RUTH = {"by": "p-ruth", "name": "Ruth"}
START = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)


class Clock:
    """A clock that shows what it is told."""

    def __init__(self):
        self.now = START

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def log(tmp_path, clock):
    return EventLog(open_database(tmp_path), Keys(tmp_path), clock)


def opened(log, name="d-one", title="Too hot?", key=None):
    key = key or f"open {name}"
    return log.append(name, [("DialogueOpened", {"title": title})], **RUTH, key=key, request={"open": name})


def said(log, name="d-one", text="It fits.", key=None, **more):
    entry = ("ResponseGiven", {"round": 1, "text": text, "fits": {}})
    return log.append(name, [entry], **RUTH, key=key or f"say {text} in {name}", request={"text": text}, **more)


def a_record(log, dialogues=3, events=20):
    """Write `events` responses, turn by turn into each dialogue."""
    for i in range(dialogues):
        opened(log, f"d-{i}")
    for i in range(events - dialogues):
        said(log, f"d-{i % dialogues}", f"Words number {i}.")
    return list(log.lines())


# — appending —


def test_events_are_numbered_without_gaps_and_chained_in_each_dialogue(log):
    lines = a_record(log)
    assert [line["number"] for line in lines] == list(range(1, 21))
    assert [line["sequence"] for line in lines if line["dialogue"] == "d-1"] == list(range(1, 8))
    assert verify(lines).is_whole


def test_the_same_submission_twice_is_one_event_and_the_same_answer(log):
    opened(log)
    assert said(log) == said(log)
    assert len(log.stream("d-one")) == 2


def test_a_key_does_not_stand_for_two_things(log):
    opened(log)
    said(log, text="It fits.", key="k")
    with pytest.raises(Conflict, match="other words"):
        said(log, text="It does not fit.", key="k")
    assert len(log.stream("d-one")) == 2


def test_a_hundred_equal_submissions_at_once_are_one_event(log):
    opened(log)
    results = []
    threads = [threading.Thread(target=lambda: results.append(said(log, key="k"))) for _ in range(100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 100
    assert len({e.hash for (e,) in results}) == 1
    assert len(log.stream("d-one")) == 2


def test_writers_at_once_lose_nothing_and_leave_no_gap(log):
    opened(log)
    threads = [threading.Thread(target=said, args=(log, "d-one", f"Words of {i}.")) for i in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert verify(log.lines()).is_whole
    assert len(log.stream("d-one")) == 41


def test_a_writer_who_saw_less_than_there_is_gets_a_conflict(log):
    opened(log)
    said(log, text="First.", expected_version=1)
    with pytest.raises(Conflict):
        said(log, text="Second.", expected_version=1)


def test_all_entries_of_a_submission_are_written_or_none(log):
    opened(log)
    with pytest.raises(ValueError, match="no kind"):
        log.append("d-one", [("RoundClosed", {"round": 1}), ("NoSuchKind", {})], **RUTH, key="k", request={})
    assert len(log.stream("d-one")) == 1


def test_the_database_itself_refuses_to_change_or_delete_an_event(tmp_path, log):
    opened(log)
    for statement in ("UPDATE event SET person = 'Somebody else'", "DELETE FROM event"):
        with pytest.raises(sa.exc.IntegrityError, match="append-only"), open_database(tmp_path).begin() as connection:
            connection.exec_driver_sql(statement)


def test_a_clock_that_was_set_back_does_not_turn_the_order(log, clock):
    opened(log)
    clock.now = START - dt.timedelta(days=365)
    said(log, text="A year ago?")
    clock.now = START + dt.timedelta(hours=1)
    said(log, text="Later.")
    times = [event.at for event in log.stream("d-one")]
    assert times == sorted(times)
    assert verify(log.lines()).is_whole


def test_an_unknown_dialogue_is_refused_with_those_that_are_known(log):
    opened(log)
    with pytest.raises(UnknownDialogue, match="d-one"):
        log.dialogue("d-two")


def test_dialogues_are_listed_with_the_latest_first(log):
    opened(log, "d-a", "First")
    opened(log, "d-b", "Second")
    said(log, "d-a")
    log.append("d-b", [("DialogueClosed", {"because": "Done."})], **RUTH, key="close", request={})
    said(log, "d-a", "Again.")
    listed = log.dialogues()
    assert [(d.id, d.title, d.is_open) for d in listed] == [("d-a", "First", True), ("d-b", "Second", False)]


def test_the_list_counts_the_rounds(log):
    opened(log)
    for number, kind in enumerate(("NeedStated", "NeedRevised", "NeedRevised"), start=1):
        log.append(
            "d-one",
            [(kind, {"round": number})],
            by="p-ruth",
            name="Ruth",
            key=kind + str(number),
            request={"n": number},
        )
    assert [d.rounds for d in log.dialogues()] == [3]


def test_texts_of_every_script_come_back_as_they_were(log):
    opened(log)
    words = "Mvua ya masika – طقس – ☔️ – e\u0301 – “=1+1” – \u202eabc"
    said(log, text=words)
    assert log.stream("d-one")[-1].data["text"] == words
    assert verify(log.lines()).is_whole


TEXT = st.text(st.characters(exclude_categories=["Cs"]))
NUMBERS = st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


@given(data=st.dictionaries(TEXT, JSON, max_size=4), kind=st.sampled_from(sorted(KINDS)))
def test_event_to_json_and_back_is_the_identity(data, kind):
    parts = tuple(one.part for one in sealed(OpenKeys(), kind, data, "p-ruth", "Ruth"))
    event = Event(1, "d-one", 1, kind, "2026-03-02T12:00:00+00:00", "k", "Ruth", "p-ruth", data, parts=parts)
    event = replace(event, hash=hash_of(event.heading))
    line = json.loads(json.dumps(event.to_json()))
    assert Event.from_json(line) == event
    assert verify([line]).is_whole
    withheld = event.without("p-ruth")
    assert withheld.by == ""
    assert not set(withheld.withheld) & set(withheld.data)
    assert verify([withheld.to_json()]).is_whole


class OpenKeys:
    """Keys of nobody: seals nothing."""

    def seal(self, subject, plain, about=b""):
        return plain

    def open(self, subject, sealed, about=b""):
        return sealed


# — proving —


@pytest.fixture(scope="module")
def record(tmp_path_factory, database):
    home = tmp_path_factory.mktemp("log")
    return a_record(EventLog(open_database(home), Keys(home), Clock()), dialogues=4, events=40)


@pytest.mark.parametrize("tamper", SEEN_FROM_OUTSIDE)
def test_every_tampering_at_every_place_is_found_against_a_checkpoint(record, tamper):
    checkpoint = tampering.checkpoint_of(record)
    for position in places(tamper, record):
        lines = list(record)
        tamper(lines, position)
        assert not verify(lines, checkpoint).is_whole, f"{tamper.__name__} at {position}"


@pytest.mark.parametrize("tamper", SEEN_ALONE)
def test_what_a_forger_does_not_rewrite_is_found_without_a_checkpoint(record, tamper):
    for position in range(len(record) - 1):  # the last event can be cut off unseen: hence checkpoints
        lines = list(record)
        tamper(lines, position)
        assert not verify(lines).is_whole, f"{tamper.__name__} at {position}"


def test_an_intact_log_is_whole_against_every_earlier_checkpoint(record):
    for size in range(1, len(record) + 1):
        found = verify(record, tampering.checkpoint_of(record[:size]))
        assert found.is_whole, found.problems
        assert found.covered == size


def test_lines_that_are_no_events_are_problems_not_crashes(record):
    for broken in (None, 3, [], {}, {**record[0], "number": "1"}, {**record[0], "hash": None}):
        assert not verify([broken, *record[1:]]).is_whole


def test_an_exported_log_is_verified_from_its_file_alone(log, tmp_path):
    a_record(log)
    whole = write_log(log.lines(), "jsonl", tmp_path / "all.jsonl")
    part = write_log(log.lines("d-1"), "jsonl", tmp_path / "one.jsonl")
    outside = checkpoint_of(log.engine, Signer(tmp_path), START)
    assert verify_file(whole, outside).is_whole
    assert verify_file(part).is_whole
    text = part.read_text(encoding="utf-8")
    part.write_text(text.replace("Words number 4.", "Words number 5."), encoding="utf-8")
    assert not verify_file(part).is_whole
    part.write_text(text + "{broken\n", encoding="utf-8")
    assert not verify_file(part).is_whole


NUMBERS = (1e16, 1e-7, 10**20, -0.0, 0.1, 123456789012345680000.0, 2**53 + 1, True)


@pytest.mark.parametrize("value", [*NUMBERS, "ä\u2028\x7f", {"b": 1, "a": [None, {}]}], ids=repr)
def test_the_fast_verifier_takes_and_refuses_what_the_short_one_does(log, tmp_path, value):
    opened(log)
    said(log, text=value)
    file = write_log(log.lines(), "jsonl", tmp_path / "log.jsonl")
    assert large_logs.verify_file(file) == verify_file(file)
    assert large_logs.verify_file(file).is_whole
    first, second = (json.loads(line) for line in file.read_bytes().splitlines())
    for other in (*NUMBERS, "ä", None):
        second["data"]["text"] = other
        file.write_text(f"{json.dumps(first)}\n{json.dumps(second)}\n", encoding="utf-8")
        assert large_logs.verify_file(file) == verify_file(file)
        assert large_logs.verify_file(file).is_whole == (json.dumps(other) == json.dumps(value))


def test_the_verifier_needs_nothing_of_ours_and_is_short():
    import ast
    import sys

    import broker.verification

    text = Path(broker.verification.__file__).read_text(encoding="utf-8")
    assert len(text.splitlines()) < 200
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom):
            assert node.module.split(".")[0] in {*sys.stdlib_module_names, "__future__", "cryptography"}


def test_a_checkpoint_comes_back_from_its_file(log, tmp_path):
    a_record(log)
    checkpoint = checkpoint_of(log.engine, Signer(tmp_path), START)
    path = write_checkpoint(verify(log.lines()), checkpoint, tmp_path / "kept" / "checkpoint.json")
    assert read_checkpoint(path) == checkpoint


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"size": 1, "root": "x", "heads": [], "at": ""}'])
def test_a_file_that_is_no_checkpoint_is_refused(tmp_path, text):
    (tmp_path / "c").write_text(text)
    with pytest.raises(LogDamaged, match="broker log checkpoint"):
        read_checkpoint(tmp_path / "c")


def test_a_damaged_log_gets_no_checkpoint(record, tmp_path):
    lines = list(record)
    tampering.edit_words(lines, 3)
    with pytest.raises(LogDamaged, match="vouch"):
        write_checkpoint(verify(lines), tampering.checkpoint_of(record), tmp_path / "c")
    assert not (tmp_path / "c").exists()


# — exporting —


def test_the_table_holds_no_formula_and_loses_no_word(log, tmp_path):
    opened(log)
    words = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1", ";=1", "'quoted", "plain", "=cmd|' /C calc'!A0"]
    words.append('two lines\nand a "quote", with a comma')
    for text in words:
        said(log, text=text)
    path = write_log(log.lines("d-one"), "csv", tmp_path / "log.csv")
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
    for row in rows:
        for cell in row.values():
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠", ";"))
    assert [plain_cell(row["words"]) for row in rows[1:]] == words
    assert [json.loads(row["data"])["text"] for row in rows[1:]] == words


@given(st.text())
def test_a_safe_cell_gives_its_text_back(text):
    assert plain_cell(safe_cell(text)) == text


def test_an_unknown_format_or_a_place_that_cannot_be_written_is_refused(log, tmp_path):
    opened(log)
    with pytest.raises(BrokerError, match="jsonl"):
        write_log(log.lines(), "xml", tmp_path / "x")
    (tmp_path / "file").write_text("here is a file, not a folder")
    with pytest.raises(BrokerError, match="--out"):
        write_log(log.lines(), "csv", tmp_path / "file" / "x.csv")
    assert sorted(p.name for p in tmp_path.iterdir() if not p.name.startswith(("broker", "keys"))) == ["file"]


# — the database —


@pytest.mark.parametrize(
    ("version", "safe"),
    [((3, 40, 1), False), ((3, 44, 5), False), ((3, 44, 6), True), ((3, 45, 0), False), ((3, 50, 6), False),
     ((3, 50, 7), True), ((3, 51, 2), False), ((3, 51, 3), True), ((3, 52, 0), True)],
)  # fmt: skip
def test_the_write_ahead_log_is_used_only_where_its_fault_is_repaired(version, safe):
    assert write_ahead_is_safe(version) is safe
    assert journal_mode(version) == ("wal" if safe else "delete")


def test_the_database_is_opened_as_the_rules_say(tmp_path, database):
    if database != "sqlite":
        pytest.skip("rules of SQLite")
    with reading(open_database(tmp_path)) as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "busy_timeout", "foreign_keys", "mmap_size", "secure_delete")
        }
    mode = journal_mode()
    assert settings == {
        "journal_mode": mode, "synchronous": 2 if mode == "wal" else 3, "busy_timeout": 30_000, "foreign_keys": 1,
        "mmap_size": 0, "secure_delete": 1,
    }  # fmt: skip


def test_an_event_that_was_written_over_is_named(log, tmp_path):
    opened(log)
    said(log)
    with log.engine.begin() as connection:
        rows = connection.execute(sa.select(PARTS)).all()
        drop_guard(connection, "event_part")
        broken = {"content": rows[-1].content[:-1] + b"\0"}
        connection.execute(sa.update(PARTS).where(PARTS.c.number == 2).values(broken))
    with pytest.raises(LogDamaged, match="Event 2"):
        log.stream("d-one")
    assert any("Event 2" in problem for problem in verify(log.lines()).problems)


def drop_guard(connection, table):
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"DROP TRIGGER {table}_no_update")
    else:
        connection.exec_driver_sql(f"DROP TRIGGER {table}_no_change ON {table}")
