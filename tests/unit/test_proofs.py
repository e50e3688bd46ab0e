"""The tree as RFC 6962 defines it, signed checkpoints, and exports that prove themselves by what stands beside them."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

import broker.verification
from broker.errors import BrokerError, LogDamaged
from broker.log.checkpoints import beside_export, checkpoint_of, last_left, note_left, short_words
from broker.log.merkle import EMPTY, Frontier, Tree, leaf_hash, node_hash
from broker.log.signing import KEY_VARIABLE, Signer
from broker.log.tables import FRONTIER, STREAMS, SUBMISSIONS
from broker.log.verifying import PROOF_SUFFIX, verify_export
from broker.log_files import write_log
from broker.proofs import is_beginning, key_id, root_over
from broker.verification import Checkpoint, is_signed
from tests.benchmarks.generated_log import fill, open_log

NOW = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
#: The leaves of the published tests of Certificate Transparency, and the roots over the first of them.
LEAVES = [bytes.fromhex(text) for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657",
                                           "606162636465666768696a6b6c6d6e6f")]  # fmt: skip
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


def root_by_definition(leaves):
    """Section 2.1 of RFC 6962, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + root_by_definition(leaves[:k]) + root_by_definition(leaves[k:])).digest()


# — the tree —


def test_the_roots_are_those_of_the_published_tests():
    assert Tree(()).root() == EMPTY
    frontier = Frontier()
    for size, (leaf, root) in enumerate(zip(LEAVES, ROOTS, strict=True), start=1):
        frontier.add(leaf)
        assert frontier.root.hex() == root
        assert Tree(LEAVES[:size]).root().hex() == root
        assert root_by_definition(LEAVES[:size]).hex() == root


def test_paths_and_proofs_are_those_that_the_rfc_draws():
    """The example of section 2.1.3: seven leaves, a to j as drawn there."""
    a, b, c, d, e, f, j = map(leaf_hash, LEAVES[:7])
    g, h, i = node_hash(a, b), node_hash(c, d), node_hash(e, f)
    k = node_hash(g, h)
    left, right = k, node_hash(i, j)
    tree = Tree(LEAVES[:7])
    assert tree.inclusion(0) == [b, h, right]
    assert tree.inclusion(3) == [c, g, right]
    assert tree.inclusion(4) == [f, j, k]
    assert tree.inclusion(6) == [i, k]
    assert tree.consistency(3) == [c, d, g, right]
    assert tree.consistency(4) == [right]
    assert tree.consistency(6) == [i, j, left]
    assert tree.consistency(7) == []


@given(st.integers(1, 70), st.data())
def test_every_leaf_and_every_beginning_is_proved_and_no_other(size, data):
    leaves = [bytes([i]) for i in range(size)]
    tree = Tree(leaves)
    root = tree.root().hex()
    index = data.draw(st.integers(0, size - 1))
    path = [node.hex() for node in tree.inclusion(index)]
    assert root_over(leaves[index], index, size, path) == root
    assert root_over(b"other", index, size, path) != root
    other = data.draw(st.integers(0, size - 1).filter(lambda i: i != index)) if size > 1 else size
    assert root_over(leaves[index], other, size, path) != root
    before = data.draw(st.integers(1, size))
    proof = [node.hex() for node in tree.consistency(before)]
    then, now = Checkpoint(before, tree.root(before).hex(), ""), Checkpoint(size, root, "")
    assert is_beginning(then, now, proof)
    assert not is_beginning(replace(then, root="00" * 32), now, proof)
    if before < size:
        assert not is_beginning(then, replace(now, root="00" * 32), proof)
        assert not is_beginning(then, now, [*proof, "00" * 32])
        assert not is_beginning(then, now, proof[:-1])


def test_what_a_tree_does_not_hold_is_refused():
    tree = Tree(LEAVES)
    for asked in (lambda: tree.inclusion(8), lambda: tree.consistency(0), lambda: tree.root(9)):
        with pytest.raises(ValueError, match="leaves"):
            asked()
    with pytest.raises(ValueError, match="subtrees"):
        Frontier(3, [b""])


# — checkpoints —


@pytest.fixture
def log(tmp_path):
    made = open_log(tmp_path, lambda: NOW)
    fill(made, dialogues=3, events=20)
    return made


def test_a_checkpoint_is_signed_by_a_key_outside_the_database_that_only_its_owner_reads(log, tmp_path):
    signer = Signer(tmp_path)
    checkpoint = checkpoint_of(log.engine, signer, NOW)
    assert is_signed(checkpoint.to_json())
    assert checkpoint.size == 20
    assert checkpoint.root == log.verify().root
    assert Signer(tmp_path).key == checkpoint.key, "the key is made once"
    if os.name == "posix":
        assert stat.S_IMODE(signer.file.stat().st_mode) == 0o600
    for changed in ({"size": 21}, {"root": "00" * 32}, {"at": "2027"}, {"origin": "elsewhere"}):
        assert not is_signed(replace(checkpoint, **changed).to_json())
    assert short_words(checkpoint) == f"20 · {checkpoint.root[:16]} · 2026-03-02 · {key_id(checkpoint.key)}"


def test_another_file_may_hold_the_key(tmp_path, monkeypatch):
    monkeypatch.setenv(KEY_VARIABLE, str(tmp_path / "elsewhere" / "our.key"))
    made = Signer(tmp_path).key
    assert (tmp_path / "elsewhere" / "our.key").is_file()
    assert not (tmp_path / "keys").exists()
    (tmp_path / "elsewhere" / "our.key").write_text("no key")
    with pytest.raises(BrokerError, match=KEY_VARIABLE):
        assert Signer(tmp_path).key != made


def test_it_is_remembered_when_a_checkpoint_last_left(log, tmp_path):
    assert last_left(log.engine) is None
    note_left(log.engine, checkpoint_of(log.engine, Signer(tmp_path), NOW))
    note_left(log.engine, checkpoint_of(log.engine, Signer(tmp_path), NOW))
    entry = ("ResponseGiven", {"round": 1, "text": "More.", "fits": {}})
    log.append("d-1", [entry], by="p-tomtomtomt", name="Tom", key="more", request={})
    assert last_left(log.engine) == (20, "2026-03-02T12:00:00+00:00", 1)


# — exports that prove themselves —


def exported(log, home, dialogue="", earlier=()):
    """Write an export and its proof, as `broker log export` does."""
    out = write_log(log.lines(dialogue or None), "jsonl", home / "out" / "log.jsonl")
    beside = beside_export(log.engine, Signer(home), NOW, dialogue, earlier)
    out.with_name(out.name + PROOF_SUFFIX).write_text(json.dumps(beside))
    return out


def rewritten(path, change):
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    change(lines)
    path.write_text("".join(lines), encoding="utf-8")


def test_one_dialogue_proves_itself_without_the_rest_of_the_log(log, tmp_path):
    outside = checkpoint_of(log.engine, Signer(tmp_path), NOW)
    out = exported(log, tmp_path, "d-1")
    found = verify_export(out, outside)
    assert (found.problems, found.covered, found.key) == ((), 7, outside.key)
    assert verify_export(out).covered == 7
    assert verify_export(out, key=outside.key).is_whole
    assert not verify_export(out, key="00" * 32).is_whole


def drop_last(lines):
    del lines[-1]


def drop_first(lines):
    del lines[0]


def drop_middle(lines):
    del lines[3]


def edit(lines):
    lines[3] = lines[3].replace("Words number", "Other words number")


def exchange(lines):
    lines[2], lines[3] = lines[3], lines[2]


def repeat(lines):
    lines.append(lines[-1])


def empty(lines):
    lines.clear()


@pytest.mark.parametrize("change", [drop_last, drop_first, drop_middle, edit, exchange, repeat, empty])
def test_a_changed_export_of_a_dialogue_is_found_by_what_stands_beside_it(log, tmp_path, change):
    out = exported(log, tmp_path, "d-1")
    rewritten(out, change)
    assert not verify_export(out).is_whole


def test_a_forged_proof_is_found(log, tmp_path):
    outside = checkpoint_of(log.engine, Signer(tmp_path), NOW)
    out = exported(log, tmp_path, "d-1")
    beside = out.with_name(out.name + PROOF_SUFFIX)
    honest = json.loads(beside.read_text())
    forger = Signer(tmp_path / "forger")
    shorter = {"id": "d-1", "events": 6, "head": json.loads(out.read_text().splitlines()[5])["hash"]}
    shorter |= {"size": 20, "root": outside.root}
    fully = {**{k: v for k, v in honest["checkpoint"].items() if k not in ("key", "signature")}}
    rewritten(out, drop_last)
    for forged in (
        {**honest, "dialogue": {**honest["dialogue"], **shorter}},
        {**honest, "dialogue": forger.sign(shorter)},
        {**honest, "dialogue": forger.sign(shorter), "checkpoint": forger.sign(fully)},
        {**honest, "inclusion": {}},
        {**honest, "inclusion": None},
        {"checkpoint": honest["checkpoint"], "inclusion": honest["inclusion"]},
    ):
        beside.write_text(json.dumps(forged))
        assert not verify_export(out, outside).is_whole
    beside.write_text("{}")
    with pytest.raises(LogDamaged, match="proof"):
        verify_export(out)


def test_an_export_is_held_against_every_checkpoint_that_left_and_others_on_request(log, tmp_path):
    signer = Signer(tmp_path)
    left = checkpoint_of(log.engine, signer, NOW)
    note_left(log.engine, left)
    entry = ("ResponseGiven", {"round": 1, "text": "More.", "fits": {}})
    who = {"by": "p-tomtomtomt", "name": "Tom"}
    log.append("d-1", [entry], **who, key="more", request={})
    kept = checkpoint_of(log.engine, signer, NOW)
    log.append("d-1", [entry], **who, key="more still", request={})
    out = exported(log, tmp_path, "d-1")
    assert verify_export(out, left).is_whole
    assert verify_export(out, older=left).is_whole
    assert not verify_export(out, replace(left, root="00" * 32)).is_whole
    assert any("--consistent-with" in problem for problem in verify_export(out, kept).problems)
    assert verify_export(exported(log, tmp_path, "d-1", (kept.size,)), kept, left).is_whole
    whole = exported(log, tmp_path)
    assert verify_export(whole, kept, left).is_whole
    assert not verify_export(whole, kept, replace(left, root="00" * 32)).is_whole
    assert log.verify(kept, left).is_whole
    assert not log.verify(kept, replace(left, root="00" * 32, key="")).is_whole


def test_the_verifier_runs_as_a_file_of_its_own(log, tmp_path):
    out = exported(log, tmp_path)
    (tmp_path / "c.json").write_text(json.dumps(checkpoint_of(log.engine, Signer(tmp_path), NOW).to_json()))
    alone = tmp_path / "verification.py"
    alone.write_text(Path(broker.verification.__file__).read_text(encoding="utf-8"), encoding="utf-8")
    command = [sys.executable, "-I", str(alone), str(out), str(tmp_path / "c.json")]
    told = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path).stdout
    assert json.loads(told)["status"] == "whole"


# — the tables beside the events —


@pytest.mark.parametrize(
    ("table", "values", "named"),
    [
        (STREAMS, {"rounds": 9}, "d-0"),
        (STREAMS, {"head": "0" * 64}, "head"),
        (STREAMS, {"is_open": False}, "is_open"),
        (FRONTIER, {"nodes": " ".join(["00" * 32] * 2)}, "vouch"),
        (FRONTIER, {"size": 19, "nodes": " ".join(["00" * 32] * 3)}, "vouch"),
        (SUBMISSIONS, {"last_number": 3}, "submission"),
        (SUBMISSIONS, {"person": "p-other"}, "submission"),
    ],
)
def test_tables_that_say_something_else_than_the_events_are_found(log, table, values, named):
    assert log.verify().is_whole
    with log.engine.begin() as connection:
        connection.execute(sa.update(table).values(values))
    found = log.verify()
    assert not found.is_whole
    assert any(named in problem for problem in found.problems)


@pytest.mark.parametrize("table", [STREAMS, SUBMISSIONS])
def test_rows_that_are_gone_or_too_many_are_found(log, table):
    with log.engine.begin() as connection:
        row = dict(connection.execute(sa.select(table)).first()._mapping)
        first = table.c.name == row["name"] if table is STREAMS else table.c.key == row["key"]
        connection.execute(sa.delete(table).where(first))
    assert not log.verify().is_whole
    with log.engine.begin() as connection:
        connection.execute(sa.insert(table).values(row))
        connection.execute(sa.insert(table).values({**row, "name" if table is STREAMS else "key": "another"}))
    assert not log.verify().is_whole
