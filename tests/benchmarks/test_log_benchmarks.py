"""Short runs of the benchmarks of the log, so that they never rot."""

from __future__ import annotations

import os

import pytest

from broker import large_logs, verification
from broker.database import DATABASE_VARIABLE
from tests.benchmarks import across, clock_faults, history, tampering, writers
from tests.benchmarks.generated_log import open_log, write_file
from tests.stores import environment


def test_a_history_is_loaded_listed_read_and_proved(tmp_path):
    lines = list(history.measured(open_log(tmp_path), dialogues=3, rounds=4))
    assert "3 dialogues × 4 rounds" in lines[0]
    assert lines[-1].endswith(" 0 problems")
    told = list(history.measured_waiting(tmp_path))
    assert int(told[0].split(": ")[1].split()[0]) >= 12  # a question a round; promises, too, from the day they are due
    assert len(told) == 5


def test_figures_over_dialogues_are_timed(tmp_path):
    found = across.measured(4, 2, tmp_path)
    assert list(found) == ["first", "again", "after one event"]
    assert all(seconds >= 0 for seconds in found.values())


def test_the_fast_verifier_finds_what_the_short_one_finds(tmp_path, monkeypatch):
    file = tmp_path / "log.jsonl"
    write_file(file, 400)
    alone = verification.verify_file(file)
    assert (alone.events, alone.problems) == (400, ())
    monkeypatch.setattr(large_logs, "_LARGE_BYTES", 0)
    monkeypatch.setattr(large_logs, "_PIECE_BYTES", 10_000)
    assert large_logs.verify_file(file) == alone
    damaged = file.read_bytes().replace(b'"round":12', b'"round":13', 1).replace(b"hot", b"hut", 1) + b"{\xff"
    file.write_bytes(damaged)
    found = large_logs.verify_file(file)
    assert len(found.problems) >= 3
    assert found == verification.verify_file(file)


def test_a_clock_that_jumps_is_flagged(tmp_path):
    totals = clock_faults.jump(tmp_path, 150)
    assert totals.faults == []
    assert totals.jumps
    assert totals.flagged >= totals.jumps


def test_tampering_is_counted(capsys, monkeypatch):
    monkeypatch.setattr("sys.argv", ["tampering", "--events", "12"])
    assert tampering.main() == 0
    told = capsys.readouterr().out
    assert "16 kinds of tampering, 12 events" in told
    assert "false alarms on the intact log: 0" in told


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked")
def test_writers_that_are_killed_lose_nothing_and_write_nothing_twice(tmp_path, database, monkeypatch):
    monkeypatch.setattr(writers, "LONGEST_LIFE_S", 0.5)
    if database != "sqlite":
        monkeypatch.setenv(DATABASE_VARIABLE, environment(tmp_path)[DATABASE_VARIABLE])
    totals = writers.write_and_kill(tmp_path, database, kills=6, writers=3)
    assert totals.faults == []
    assert totals.kills >= 6
