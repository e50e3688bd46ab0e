"""The faults that are put into the core: enough of them, of every kind, and each a module that can be read."""

from __future__ import annotations

import ast

from tests.benchmarks.mutants import mutants_of
from tests.benchmarks.mutation import ROOT, chosen, core, targets


def test_there_are_two_hundred_faults_in_every_module_of_the_core():
    faults = chosen(240, seed=4)
    assert len(faults) == 240
    changeable = {path for path in core() if mutants_of(path, (ROOT / path).read_text(encoding="utf-8"))}
    assert {fault.path for fault in faults} == changeable
    assert faults == chosen(240, seed=4)


def test_each_kind_of_fault_is_made():
    text = (
        "import numpy as np\ndef f(a, b):\n    if a > b and not a <= 1:\n        return np.cos(a).mean() + a[b - 1]\n"
    )
    faults = {mutant.fault: ast.parse(mutant.put_into(text)) for mutant in mutants_of("m.py", text)}
    assert {"> → >=", "<= → <", "and → or", "not dropped", "cos(…) dropped", "mean → sum", "+ → -", "1 → 2"} <= set(
        faults
    )


def test_each_module_has_tests_about_it():
    for path in core():
        files, keys = targets(path)
        assert files or keys
        assert all((ROOT / name).exists() for name in files)
