"""Every command, as people and as programs run it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from broker import Broker
from broker.cli import main, parser, serve_command
from broker.command_line.commands import COMMANDS
from broker.doctor import SAFE_SETTINGS
from catalog.locks import publishing
from tests.integration.small_world import HOT_DAYS, mapping, publish, write_run

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cli")
    publish(Broker(folder / "home"), folder)
    return folder / "home"


@pytest.fixture
def run(home, capsys):
    """Run a command in words; return exit status, stdout and stderr."""

    def call(*arguments):
        capsys.readouterr()
        status = main(["--home", str(home), *map(str, arguments)])
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        return status, captured.out, captured.err

    return call


@pytest.fixture
def ask_json(run):
    """Run a command with ``--json``; return exit status and the one document."""

    def call(*arguments):
        status, out, err = run(*arguments, "--json")
        document = json.loads(out)
        if status == 1:
            assert document["status"] == "refused"
            assert set(document["error"]) == {"code", "message"}
            assert document["error"]["message"] in err
        return status, document

    return call


@pytest.fixture
def need_file(tmp_path):
    def write(thresh="30 degC", **changes):
        path = tmp_path / f"need-{thresh.split()[0]}.yaml"
        path.write_text(yaml.safe_dump(mapping(thresh, **changes)), encoding="utf-8")
        return path

    return write


@pytest.fixture
def opened(ask_json, need_file):
    status, document = ask_json("dialogue", "open", need_file(), "--by", "Ruth")
    assert status == 0
    return document["dialogue"]


def leaves(one, words=()):
    groups = [a for a in one._actions if isinstance(getattr(a, "choices", None), dict)]
    if not groups:
        yield " ".join(words), one
    for group in groups:
        for name, child in group.choices.items():
            yield from leaves(child, (*words, name))


def test_each_command_of_the_parser_does_something_and_takes_json():
    found = dict(leaves(parser()))
    assert set(found) == {*COMMANDS, "serve"}
    for name, one in found.items():
        assert "--json" in one.format_help(), name
        assert one.parse_args  # its help can be printed
        assert one.get_default("command") == name


def test_the_program_starts_quickly_and_helps():
    found = subprocess.run(
        [sys.executable, "-m", "broker", "--help"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert found.returncode == 0
    assert "dialogue" in found.stdout


@pytest.mark.parametrize(
    "arguments",
    [[], ["fly"], ["build"], ["build", "need.yaml"], ["dialogue"], ["dialogue", "open", "need.yaml"],
     ["dialogue", "diff", "d", "one", "two"], ["publish", "x.nc"],
     ["log", "export", "d", "--format", "xml", "--out", "x"],
     ["publish", "x.csv", "--id", "x", "--variables", "MaxTemp"], ["catalog", "show", "x@one"], ["log", "checkpoint"]],
)  # fmt: skip
def test_wrong_usage_is_status_two_and_prints_no_document(run, arguments):
    status, out, err = run(*arguments)
    assert status == 2
    assert out == ""
    assert "usage: broker" in err


def test_help_is_status_zero(run):
    assert run("dialogue", "revise", "--help")[0] == 0


# — data —


def test_check_and_publish_say_what_was_understood(ask_json, run, tmp_path):
    path = write_run(tmp_path, "A", "ssp245")
    status, document = ask_json("check", path)
    assert (status, document["status"], document["version"]) == (0, "publishable", None)
    status, document = ask_json("publish", path, "--id", "from-cli", "--title", "T", "--licence", "CC0")
    assert (status, document["status"], document["dataset"], document["version"]) == (0, "published", "from-cli", 1)
    (simulation,) = document["simulations"]
    assert simulation == {
        "model": "A", "scenario": "ssp245", "member": "r1i1p1f1", "calendar": "noleap", "variables": ["tasmax"],
        "years": [2040, 2049], "cells": 1, "frequency": "day",
    }  # fmt: skip
    for finding in document["findings"]:
        assert {"code", "severity", "file", "variable", "message", "fix"} <= set(finding)
    assert "A ssp245 r1i1p1f1: tasmax; 2040–2049" in run("check", path)[1]
    status, _ = ask_json("catalog", "retire", "from-cli@1", "--because", "A test.")
    assert status == 0


def test_a_file_without_units_is_refused_with_its_findings(ask_json, run, tmp_path):
    path = write_run(tmp_path, "A", "ssp245", units=None)
    for command in (("check", path), ("publish", path, "--id", "bad")):
        status, document = ask_json(*command)
        assert status == 1
        assert [f["code"] for f in document["findings"] if f["severity"] == "error"] == ["units-missing"]
        status, _, err = run(*command)
        assert (status, len(err.strip().splitlines()) <= 3) == (1, True)


def test_the_catalog_is_listed_searched_and_shown(ask_json, run):
    assert [d["dataset"] for d in ask_json("catalog", "list")[1]["datasets"]] == ["small"]
    found = ask_json("catalog", "search", "small", "--variables", "tasmax", "--years", "2040", "2049")[1]
    assert [d["dataset"] for d in found["datasets"]] == ["small"]
    assert ask_json("catalog", "search", "--bbox", "10", "10", "11", "11")[1]["datasets"] == []
    document = ask_json("catalog", "show", "small@1")[1]
    assert len(document["simulations"]) == len(HOT_DAYS)
    assert (document["kind"], document["licence"]) == ("projection", "CC0")
    assert "small@1" in run("catalog", "list")[1]
    assert "A small world" in run("catalog", "show", "small")[1]
    assert ask_json("catalog", "show", "absent")[0] == 1


def test_indices_are_listed_with_their_parameters(ask_json, run):
    table = {i["id"]: i for i in ask_json("indices")[1]["indices"]}
    assert table["tx_days_above"]["parameters"]["thresh"]["default"] == "25 degC"
    assert table["growing_degree_days"]["parameters"]["thresh"]["default"] is None
    assert table["wetdays"]["operator"] == ">="
    assert "tx_days_above" in run("indices")[1]


# — words —


def test_a_sentence_is_understood(ask_json, run):
    status, document = ask_json("ask", "How many days above 30 °C in June to August around Woolpit by 2041-2060?")
    assert status == 0
    assert set(document) >= {"language", "proposals", "assumptions", "questions", "unservable"}
    best = document["proposals"][0]
    assert (best["index"], best["parameters"], best["months"]) == ("tx_days_above", {"thresh": "30 degC"}, [6, 7, 8])
    assert "tx_days_above" in run("ask", "Days above 30 °C around Woolpit?")[1]


def test_what_projections_cannot_answer_is_refused_with_a_referral_and_kept(ask_json):
    status, document = ask_json("ask", "What will this July be like in Woolpit?")
    assert status == 1
    assert document["unservable"]["axis"] == "time"
    assert document["unservable"]["referral"]
    assert ask_json("unmet")[1]["unmet"][0]["statement"] == "What will this July be like in Woolpit?"


# — products —


def test_build_prints_the_product_of_the_contract(ask_json, run, need_file, tmp_path):
    status, product = ask_json("build", need_file(), "--out", tmp_path / "out")
    assert status == 0
    assert set(product) >= {
        "product", "dir", "index", "parameters", "units", "region", "summary", "mismatches", "warnings", "files",
    }  # fmt: skip
    assert set(product["region"]) >= {"name", "area_km2", "cells"}
    future = next(row for row in product["summary"] if row["scenario"] == "ssp245")
    assert (future["period"], future["p50"], future["change_p50"], future["models"]) == ([2040, 2049], 8.5, 5.5, 2)
    assert future["agreement"] == 1.0
    for m in product["mismatches"]:
        assert set(m) >= {"axis", "severity", "asked", "offered", "message", "remedy"}
    assert {m["axis"] for m in product["mismatches"]} == {"time", "space", "metric"}
    status, out, _ = run("build", need_file(), "--out", tmp_path / "out")
    assert status == 0
    assert product["sentence"].split(".")[0][:40] in out


def test_reproduce_compares_and_tells(ask_json, run, need_file, tmp_path):
    product = ask_json("build", need_file(), "--out", tmp_path / "out")[1]["product"]
    for what in (tmp_path / "out", product):
        status, document = ask_json("reproduce", what)
        assert (status, document["is_same"], document["product"]) == (0, True, product)
    (tmp_path / "out" / "summary.csv").write_text("")
    status, document = ask_json("reproduce", tmp_path / "out")
    assert (status, document["is_same"]) == (1, False)
    assert "numbers are the same" in run("reproduce", product)[1]


NEEDS_REFUSED = {
    "a region outside the data": ({"region": {"point": {"lat": -33.9, "lon": 18.4}}}, "outside-data"),
    "a period the data lack": ({"time": {"season": "year", "horizons": [[2200, 2219]]}}, "period-not-held"),
    "an unknown index": ({"metric": {"index": "cow_happiness"}}, "index-unknown"),
    "a quantity without a unit": (
        {"metric": {"index": "tx_days_above", "parameters": {"thresh": 30}}}, "quantity-invalid",
    ),
    "an unknown key": ({"colour": "green"}, "need-invalid"),
    "an unknown dataset": ({"datasets": ["absent"]}, "dataset-unknown"),
    "a missing variable": ({"metric": {"index": "frost_days"}}, "variable-missing"),
}  # fmt: skip


@pytest.mark.parametrize("case", NEEDS_REFUSED)
def test_a_need_that_cannot_be_served_is_one_sentence(ask_json, run, need_file, tmp_path, case):
    changes, code = NEEDS_REFUSED[case]
    status, document = ask_json("build", need_file(**changes), "--out", tmp_path / "out")
    assert (status, document["error"]["code"]) == (1, code)
    assert not (tmp_path / "out").exists()
    if code in {"outside-data", "period-not-held", "variable-missing"}:
        assert [m["severity"] for m in document["mismatches"]] == ["error"]
    status, out, err = run("build", need_file(**changes), "--out", tmp_path / "out")
    assert (status, out, len(err.strip().splitlines())) == (1, "", 1)


def test_a_need_file_that_is_none_is_refused(ask_json, tmp_path):
    (tmp_path / "list.yaml").write_text("- a\n- b\n")
    (tmp_path / "broken.yaml").write_text("statement: [\n")
    for name in ("absent.yaml", "list.yaml", "broken.yaml", "."):
        assert ask_json("build", tmp_path / name, "--out", tmp_path / "out")[0] == 1


# — dialogue —


def test_a_dialogue_in_the_terminal(ask_json, run, opened, need_file, tmp_path):
    status, product = ask_json("dialogue", "build", opened, "--out", tmp_path / "one")
    assert (status, product["dialogue"]) == (0, opened)
    status, document = ask_json(
        "dialogue",
        "respond",
        opened,
        "--by",
        "Ruth",
        "--fits",
        "time=yes,space=no,metric=nearly",
        "--text",
        "Too hot at 25.",
    )
    assert status == 0
    assert document["rounds"][0]["responses"][0]["fits"] == {"time": "yes", "space": "no", "metric": "nearly"}
    status, document = ask_json(
        "dialogue", "revise", opened, need_file("25 degC"), "--by", "Ruth", "--because", "Our vet says so."
    )
    assert (status, document["round"]) == (0, 2)
    assert ask_json("dialogue", "build", opened)[0] == 0
    status, diff = ask_json("dialogue", "diff", opened, 1, 2)
    assert (status, diff["rounds"], diff["because"]) == (0, [1, 2], "Our vet says so.")
    assert {"what": "thresh", "before": "30 degC", "after": "25 degC"} in diff["need"]
    assert ask_json("dialogue", "show", opened)[1]["rounds"][0]["product"] == product["product"]
    assert opened in {d["dialogue"] for d in ask_json("dialogue", "list")[1]["dialogues"]}
    for words in (("show", opened), ("diff", opened, 1, 2), ("list",)):
        assert run("dialogue", *words)[1].strip()
    assert ask_json("dialogue", "close", opened, "--by", "Mara", "--because", "Decided.")[1]["is_open"] is False
    status, document = ask_json("dialogue", "respond", opened, "--by", "Ruth", "--text", "But …")
    assert (status, document["error"]["code"]) == (1, "dialogue-closed")


def test_the_same_key_is_carried_out_once(ask_json, need_file):
    both = {ask_json("dialogue", "open", need_file(), "--by", "Ruth", "--key", "once")[1]["dialogue"] for _ in range(2)}
    assert len(both) == 1
    status, document = ask_json("dialogue", "open", need_file("20 degC"), "--by", "Ruth", "--key", "once")
    assert (status, document["error"]["code"]) == (1, "conflict")


def test_a_round_that_is_no_longer_current_is_a_conflict(ask_json, opened, need_file):
    revise = ("dialogue", "revise", opened, need_file("25 degC"), "--by", "Ruth", "--because", "x", "--round", "1")
    assert ask_json(*revise)[0] == 0
    assert ask_json(*revise)[1]["error"]["code"] == "conflict"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("dialogue", "show", "d-absent"), "dialogue-unknown"),
        (("dialogue", "build", "d-absent"), "dialogue-unknown"),
        (("dialogue", "diff", "{}", "1", "2"), "round-unknown"),
        (("dialogue", "respond", "{}", "--by", "R", "--text", "x", "--round", "7"), "round-unknown"),
        (("dialogue", "respond", "{}", "--by", "R", "--fits", "time"), "response-invalid"),
        (("dialogue", "respond", "{}", "--by", "R"), "text-missing"),
        (("dialogue", "respond", "{}", "--by", " ", "--text", "x"), "not-allowed"),
        (("log", "export", "d-absent", "--out", "x"), "dialogue-unknown"),
        (("reproduce", "no-such-product"), "product-unknown"),
        (("catalog", "retire", "absent", "--because", "x"), "dataset-unknown"),
        (("log", "verify", "--checkpoint", "absent.json"), "checkpoint-unreadable"),
        (("log", "verify", "--log", "absent.jsonl"), "log-unreadable"),
    ],
)
def test_what_is_not_there_is_refused_by_name(ask_json, opened, arguments, code):
    status, document = ask_json(*(a.format(opened) for a in arguments))
    assert (status, document["error"]["code"]) == (1, code)


# — the record —


def test_the_log_is_verified_marked_and_exported(ask_json, run, opened, tmp_path):
    assert ask_json("log", "checkpoint", "--out", tmp_path / "c.json")[0] == 0
    status, document = ask_json("log", "verify", "--checkpoint", tmp_path / "c.json")
    assert (status, document["status"], document["problems"]) == (0, "whole", [])
    assert document["covered_by_checkpoint"] == document["events"]
    for form in ("jsonl", "csv"):
        assert ask_json("log", "export", opened, "--format", form, "--out", tmp_path / f"log.{form}")[0] == 0
    assert run("log", "export", "all", "--out", tmp_path / "all.jsonl")[0] == 0
    assert ask_json("log", "verify", "--log", tmp_path / "all.jsonl", "--checkpoint", tmp_path / "c.json")[0] == 0
    text = (tmp_path / "log.jsonl").read_text(encoding="utf-8")
    (tmp_path / "log.jsonl").write_text(text.replace("dairy cows", "dairy goats"), encoding="utf-8")
    status, document = ask_json("log", "verify", "--log", tmp_path / "log.jsonl")
    assert (status, document["error"]["code"]) == (1, "log-damaged")
    assert document["problems"]


def test_doctor_looks_and_changes_nothing(ask_json, run):
    status, document = ask_json("doctor")
    assert status == 0
    assert {"store", "disk", "sqlite", "journal", "database", "settings"} <= {c["name"] for c in document["checks"]}
    assert not [c for c in document["checks"] if c["status"] == "problem"]
    assert "SQLite" in run("doctor")[1]


def test_doctor_finds_what_an_interrupted_publication_left_and_gives_it_back(home, ask_json, run):
    left = home / "arrays" / "rain" / ".staging-0" / "chunks"
    left.mkdir(parents=True)
    (left / "half").write_bytes(b"x" * 2_000_000)
    check = {c["name"]: c for c in ask_json("doctor")[1]["checks"]}["leftovers"]
    assert check["status"] == "warning"
    assert "2.0 MB" in check["found"]
    assert left.is_dir()
    status, document = ask_json("doctor", "--clean")
    assert (status, document["cleaned"]) == (0, {"folders": ["rain/.staging-0"], "bytes": 2_000_000})
    assert not left.exists()
    assert "Nothing was left over" in run("doctor", "--clean")[1]


def test_nothing_is_cleaned_while_something_is_being_published(home, ask_json):
    with publishing(home / "arrays"):
        status, document = ask_json("doctor", "--clean")
    assert status == 1
    assert "being published" in document["error"]["message"]


# — the app, and faults of ours —


def test_the_app_is_served_on_this_machine_with_the_safe_settings():
    command = serve_command(8600, "127.0.0.1")
    assert "--server.address=127.0.0.1" in command
    assert "--server.port=8600" in command
    assert "--server.enableAgentApi=false" in command
    for name in SAFE_SETTINGS:
        assert any(part.startswith(f"--{name}=") for part in command)
    assert "--server.allowedHosts=farm.example" in serve_command(8600, "farm.example")


def test_a_fault_of_ours_is_a_sentence_too(ask_json, run, monkeypatch):
    def broken(broker, args):
        raise KeyError("a fault")

    monkeypatch.setitem(COMMANDS, "indices", broken)
    status, document = ask_json("indices")
    assert (status, document["error"]["code"]) == (1, "broken")
    assert "--debug" in document["error"]["message"]
