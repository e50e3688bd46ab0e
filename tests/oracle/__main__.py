"""Print how the engine agrees with brute force, xclim and CDO: ``python -m tests.oracle``."""

from __future__ import annotations

import argparse
import sys
import time

from tests.oracle import agreement, loops, witnesses, worlds
from tests.oracle.seasons import RULES
from translators.indices import INDICES


def main() -> int:
    """Print one line an index, and return 1 when a difference is not explained."""
    parser = argparse.ArgumentParser(prog="python -m tests.oracle", description=main.__doc__)
    parser.add_argument("index", nargs="*", help="only these indices")
    parser.add_argument("--seed", type=int, default=0, help="other made-up weather")
    options = parser.parse_args()
    keys = [k for k in sorted(loops.JUDGED_KEYS) if not options.index or loops.index_of(k) in options.index]
    print(
        f"{'index':52}{'compared':>10}{'largest abs':>13}{'largest rel':>13}{'not explained':>15}"
        f"{'xclim':>10}{'with gaps':>10}{'CDO':>10}"
    )
    compared = unexplained = 0
    since = time.monotonic()
    for key in keys:
        total = agreement.Agreement()
        for calendar in worlds.CALENDARS:
            for condition in agreement.CONDITIONS:
                total.add(agreement.compare(key, calendar, condition, "float64", worlds.CANONICAL, options.seed))
        outside = witnesses.heard(key)
        total.unexplained += [line for one in outside.values() for line in one.unexplained]
        print(
            f"{key:52}{total.compared:>10}{total.largest_absolute:>13.1e}{total.largest_relative:>13.1e}"
            f"{len(total.unexplained):>15}{outside['xclim'].shown:>10}{outside['gaps'].shown:>10}"
            f"{outside['CDO'].shown:>10}",
            flush=True,
        )
        for line in total.unexplained[:5]:
            print("   ", line)
        compared += total.compared
        unexplained += len(total.unexplained)
    indices = {loops.index_of(key) for key in keys}
    print(
        f"\n{len(indices)} indices in {len(keys)} definitions × {len(worlds.CALENDARS)} calendars × "
        f"{len(agreement.CONDITIONS)} conditions, gaps under {1 + len(RULES)} rules: {compared} numbers compared with "
        f"brute force, {unexplained} differences not explained.\n"
        f"xclim and CDO: largest relative difference of years in the standard calendar (of days beyond what is usual "
        f"for their date in noleap), xclim's also of years with missing days, none left out.\n"
        f"≠ explained below, own: no such index there, calls: the engine itself calls it, - not installed or no such "
        f"operator.\n"
    )
    for name, sentence in witnesses.explanations(keys):
        print(f"≠ {name}: {sentence}")
    left = sorted(set(INDICES) - {loops.index_of(key) for key in loops.LOOPS})
    print(f"\nNot judged by a loop: {', '.join(left) or 'none'}.")
    print(f"It took {(time.monotonic() - since) / 60:.1f} minutes.")
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
