"""The faults that are put into the core: enough of them, of every kind, and each judged by the tests that reach it."""

from __future__ import annotations

import ast
import builtins

import pytest

from tests.benchmarks import trials
from tests.benchmarks.equivalents import EQUIVALENT
from tests.benchmarks.mutants import mutants_of
from tests.benchmarks.mutation import ROOT, TOGETHER, about, chosen, core, in_turn
from tests.benchmarks.reach import MARKS, Statements, Trial


def test_there_are_two_hundred_and_forty_faults_in_every_module_of_the_core():
    faults = chosen(240, seed=4)
    assert len(faults) == len({(f.name, f.node) for f in faults}) == 240
    changeable = {path for path in core() if mutants_of(path, (ROOT / path).read_text(encoding="utf-8"))}
    assert {fault.path for fault in faults} == changeable
    assert faults == chosen(240, seed=4)
    assert {f.name for f in faults} != {f.name for f in chosen(240, seed=5)}


def test_what_is_left_out_is_a_fault_of_the_code_as_it_is_and_little():
    every = {m.key for path in core() for m in mutants_of(path, (ROOT / path).read_text(encoding="utf-8"))}
    assert set(EQUIVALENT) <= every, "the line was changed: judge its fault again"
    assert len(EQUIVALENT) <= 16
    assert all(len(reason) > 20 for reason in EQUIVALENT.values())


def test_each_kind_of_fault_is_made():
    text = (
        "import numpy as np\ndef f(a, b):\n    if a > b and not a <= 1:\n        b += ~a & b << 2\n"
        "        return -np.cos(a).mean() + a[b - 1]\n"
    )
    faults = {mutant.fault: ast.parse(mutant.put_into(text)) for mutant in mutants_of("m.py", text)}
    assert set(faults) >= {
        "> → >=", "<= → <", "and → or", "not dropped", "cos(…) dropped", "mean → sum", "+ → -", "1 → 2", "+= → -=",
        "~ dropped", "& → |", "<< → >>", "sign dropped", "cos → sin",
    }  # fmt: skip
    assert len({ast.unparse(tree) for tree in faults.values()}) == len(faults)


def test_a_dropped_angle_is_one():
    text = "def f(a):\n    return np.cos(a)\n"
    (dropped,) = [m for m in mutants_of("m.py", text) if "dropped" in m.fault]
    made: dict = {}
    exec(dropped.put_into(text), made)
    assert made["f"](0.7) == 1


def test_each_statement_that_runs_is_marked(monkeypatch):
    text = '"""Words."""\nLIMIT = 3\ndef f(a):\n    """Words."""\n    if a > LIMIT:\n        return 1\n    return 2\n'
    statements = Statements()
    marked = statements.marked("m.py", text)
    marks = bytearray(statements.count)
    monkeypatch.setattr(builtins, MARKS, marks, raising=False)
    made: dict = {}
    exec(marked, made)
    marks[:] = bytes(len(marks))
    assert made["f"](1) == 2
    trial = Trial(0.1, True, {number for number, mark in enumerate(marks) if mark})
    reached = [line for line in (2, 5, 6, 7) if statements.reaching(trial, "m.py", line)]
    assert reached == [2, 5, 7]  # a constant is reached by whoever calls what stands beside it
    assert not statements.reaching(Trial(0.1, True, set()), "m.py", 2)


def test_the_quickest_tests_of_each_file_come_first_and_no_more_than_fit():
    order = in_turn({"a::1": 1.0, "a::2": 2.0, "a::3": 3.0, "b::1": 2.5, "b::2": TOGETHER})
    assert order == ["a::1", "b::1", "a::2", "a::3"]
    assert in_turn({"a::1": 2 * TOGETHER}) == ["a::1"]


def test_a_child_answers_or_is_ended(tmp_path):
    def endless():
        while True:
            pass

    assert trials.in_child(lambda: 6 * 7, tmp_path, 10) == 42
    assert trials.in_child(endless, tmp_path, 1) is None
    assert trials.in_child(lambda: [0][1], tmp_path, 10) is None


@pytest.mark.parametrize("kind", ["unit", "properties", "oracle"])
def test_there_are_tests_about_the_core(kind):
    assert any(name.startswith(f"tests/{kind}/") for name in about())
