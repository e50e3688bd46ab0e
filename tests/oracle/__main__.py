"""Print how the engine agrees with brute force, xclim and CDO: ``python -m tests.oracle``."""

from __future__ import annotations

import sys

from tests.oracle import agreement, loops, witnesses, worlds

UNITS = {"tas": "degC", "tasmax": "degC", "tasmin": "degC", "pr": "mm/day"}


def main() -> int:
    """Print one line an index, and return 1 when a difference is not explained."""
    print(
        f"{'index':34}{'compared':>10}{'largest abs':>13}{'largest rel':>13}{'not explained':>15}"
        f"{'xclim':>10}{'CDO':>10}"
    )
    unexplained = 0
    for index in sorted(loops.LOOPS):
        total = agreement.Agreement()
        for calendar in worlds.CALENDARS:
            for condition in agreement.CONDITIONS:
                found = agreement.compare(index, calendar, condition, "float64", UNITS)
                total.compared += found.compared
                total.largest_absolute = max(total.largest_absolute, found.largest_absolute)
                total.largest_relative = max(total.largest_relative, found.largest_relative)
                total.unexplained += found.unexplained
        source, _ = agreement.world(index, "standard", "clean", "float64", UNITS)
        ours = witnesses.engine_years(index, source)
        by_xclim = f"{witnesses.difference(ours, witnesses.by_xclim(index, source))[1]:.1e}"
        by_cdo = "-"
        if witnesses.cdo() and index in witnesses.CDO_OPERATORS:
            by_cdo = f"{witnesses.difference(ours, witnesses.by_cdo(index, source))[1]:.1e}"
        print(
            f"{index:34}{total.compared:>10}{total.largest_absolute:>13.1e}{total.largest_relative:>13.1e}"
            f"{len(total.unexplained):>15}{by_xclim:>10}{by_cdo:>10}"
        )
        for line in total.unexplained[:5]:
            print("   ", line)
        unexplained += len(total.unexplained)
    print(
        f"{len(worlds.CALENDARS)} calendars × {len(agreement.CONDITIONS)} conditions; xclim and CDO: largest relative "
        f"difference of calendar years in the standard calendar; - where CDO has no such operator or is not installed."
    )
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
