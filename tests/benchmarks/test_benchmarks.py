"""Each benchmark runs once on a small world, so that it never rots; its times are not judged here."""

import pytest

from tests.benchmarks import generator
from tests.benchmarks.calibration import CASES, calibrate
from tests.benchmarks.cases import KERNELS, kernel_lines, need_lines
from tests.benchmarks.families import seconds_of, weather
from tests.benchmarks.linear import first_round_lines, square_recipe
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


def test_plans_are_held_against_what_recipes_take(capsys):
    axis = generator.daily_axis(5)
    values = generator.daily_maximum(64, axis)
    source = generator.MemorySource(axis, generator.square_grid(8), KERNELS[0].variable, values, "made up")
    recipe = square_recipe(8, (("Model-0", "A1B", "r1"),), 5)
    lines = calibrate({"hot days": recipe}, lambda dataset, version, key: source)
    assert [line.unit for line in lines] == ["%"] * 4
    assert "hot days" in capsys.readouterr().out
    assert len({case.name for case in CASES}) == len(CASES) >= 40


def test_every_index_can_be_timed():
    held = weather(years=3, tiles=1, cells=2)
    for name in ("tx_days_above", "rain_season_start", "expression"):
        assert min(seconds_of(name, held, 1)) >= 0
