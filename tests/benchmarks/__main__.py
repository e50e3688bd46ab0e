"""Print how fast the engine is, as ratios of what was measured in this one run: `python -m tests.benchmarks`."""

from __future__ import annotations

import argparse

from tests.benchmarks.calibration import calibration_lines
from tests.benchmarks.cases import KERNELS, Line, kernel_lines, need_lines
from tests.benchmarks.linear import first_round_lines, growth_lines
from tests.benchmarks.memory import memory_line


def main() -> int:
    """Run every case and print one line each; 1 with ``--strict`` where a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=main.__doc__)
    parser.add_argument("--cells", type=int, default=400)
    parser.add_argument("--years", type=int, default=150)
    parser.add_argument("--simulations", type=int, default=15, help="5 models × 3 scenarios")
    parser.add_argument("--repeats", type=int, default=10)
    parser.add_argument("--strict", action="store_true", help="end with status 1 where a goal is missed")
    options = parser.parse_args()
    lines: list[Line] = []
    for kernel in KERNELS:
        # Three simulations are enough to leave the processor's cache; making more would take the time of measuring.
        lines += _print(
            kernel_lines(kernel, options.cells, options.years, min(3, options.simulations), options.repeats)
        )
    lines += _print(need_lines(options.cells, options.years, options.simulations, options.repeats))
    side = round(options.cells**0.5)
    lines += _print(first_round_lines(side, options.years, min(5, options.simulations)))
    lines += _print((memory_line(16, 24, options.years, options.simulations),))
    lines += _print(growth_lines())
    lines += _print(calibration_lines())
    missed = sum(not line.is_met for line in lines)
    print(f"\n{len(lines) - missed} of {len(lines)} goals met. Another load on the machine makes single figures worse.")
    return 1 if options.strict and missed else 0


def _print(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    for line in lines:
        print(line.words, flush=True)
    return lines


if __name__ == "__main__":
    raise SystemExit(main())
