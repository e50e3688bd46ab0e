"""Mutated files are refused by name or read right, and nothing outside of the input is opened."""

from __future__ import annotations

from tests.benchmarks.hostile import show_files


def test_sixty_mutated_files_are_refused_or_equal_to_what_another_program_decodes(tmp_path):
    totals = show_files(tmp_path, files=60, seed=7)
    assert totals.faults == []
    assert totals.files == 60
    assert totals.refused["link"] + totals.accepted["link"] > 0
    assert totals.accepted["link"] == totals.opened == 0
    assert totals.values > 0
