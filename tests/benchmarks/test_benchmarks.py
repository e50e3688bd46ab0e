"""Each benchmark runs once on a small world, so that it never rots; its times are not judged here."""

import pytest

from tests.benchmarks.cases import KERNELS, kernel_lines, need_lines
from tests.benchmarks.linear import first_round_lines
from tests.benchmarks.memory import memory_line


@pytest.mark.parametrize("kernel", KERNELS, ids=lambda kernel: kernel.index)
def test_a_kernel_gives_xclims_numbers_and_its_ratios(kernel):
    lines = kernel_lines(kernel, cells=5, years=3, simulations=2, repeats=2)
    assert all(line.found > 0 for line in lines)


def test_a_changed_need_is_timed():
    lines = need_lines(cells=81, years=4, simulations=2, repeats=2)
    assert [line.unit for line in lines] == ["ms"] * 3


def test_a_first_round_and_memory_are_measured():
    assert all(line.found > 0 for line in first_round_lines(side=9, years=4, simulations=2))
    assert memory_line(8, 8, years=2, simulations=2).found > 0
