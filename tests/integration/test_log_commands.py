"""The commands by which the record proves itself: in the store, as a file, from outside."""

from __future__ import annotations

import json

import pytest

from broker.cli import main
from broker.service import Broker
from tests.benchmarks.generated_log import fill

RUTH = "Ruth"


@pytest.fixture
def home(tmp_path):
    broker = Broker(tmp_path / "home")
    fill(broker._log, dialogues=2, events=9)
    broker._engine.dispose()
    return tmp_path / "home"


@pytest.fixture
def run(home, capsys):
    def call(*arguments):
        status = main(["--home", str(home), *map(str, arguments), "--json"])
        return status, json.loads(capsys.readouterr().out)

    return call


def test_a_checkpoint_a_file_and_the_store_are_held_against_each_other(run, tmp_path, home):
    assert run("log", "checkpoint", "--out", tmp_path / "kept.json")[0] == 0
    kept = json.loads((tmp_path / "kept.json").read_text())
    assert kept["size"] == 9
    assert kept["origin"].startswith("climate-broker/")
    fill_more(home)
    assert run("log", "export", "d-1", "--out", tmp_path / "one.jsonl", "--by", RUTH)[0] == 0
    assert run("log", "export", "all", "--out", tmp_path / "all.jsonl", "--by", RUTH)[0] == 0
    for where in ((), (tmp_path / "one.jsonl",), (tmp_path / "all.jsonl",), ("--log", tmp_path / "all.jsonl")):
        for more in ((), ("--consistent-with", tmp_path / "kept.json"), ("--key", kept["key"])):
            status, document = run("log", "verify", *where, "--checkpoint", tmp_path / "kept.json", *more)
            assert (status, document["problems"]) == (0, []), (where, more)
            assert document["key"]
    status, document = run("log", "verify", "--checkpoint", tmp_path / "kept.json", "--key", "00" * 32)
    assert (status, document["log"]) == (1, "damaged")


def test_a_checkpoint_that_never_left_is_proved_on_request(run, tmp_path, home):
    assert run("log", "checkpoint", "--out", tmp_path / "kept.json")[0] == 0
    forget_what_left(home)
    fill_more(home)
    export = ("log", "export", "d-1", "--out", tmp_path / "one.jsonl", "--by", RUTH)
    assert run(*export)[0] == 0
    status, document = run("log", "verify", tmp_path / "one.jsonl", "--checkpoint", tmp_path / "kept.json")
    assert status == 1
    assert "--consistent-with" in document["problems"][0]
    assert run(*export, "--consistent-with", tmp_path / "kept.json")[0] == 0
    assert run("log", "verify", tmp_path / "one.jsonl", "--checkpoint", tmp_path / "kept.json")[0] == 0


def fill_more(home):
    broker = Broker(home)
    entry = ("ResponseGiven", {"round": 1, "text": "More.", "fits": {}})
    broker._log.append("d-1", [entry], by="p-ruthruthru", name=RUTH, key="more", request={})
    broker._engine.dispose()


def forget_what_left(home):
    from broker.log.tables import CHECKPOINTS

    broker = Broker(home)
    with broker._engine.begin() as connection:
        connection.execute(CHECKPOINTS.delete())
    broker._engine.dispose()
