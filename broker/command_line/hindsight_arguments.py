"""The arguments by which years are remembered."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from broker.command_line.arguments import leaf, signed


def hindsight_arguments(group: Any) -> None:
    """Add what is remembered to the commands of a dialogue."""
    one = leaf(group, "remember", "bad years that people remember, against the metric that was measured", "dialogue")
    one.add_argument("dialogue", metavar="ID")
    one.add_argument("--years", required=True, type=_years, metavar="1998,2003", help="years in which the season ended")
    one.add_argument("--of", required=True, metavar="TEXT", help='what they were bad for: "drought"')
    one.add_argument("--good", type=_years, default=(), metavar="2004,2007", help="years remembered as good")
    one.add_argument("--source", default="", metavar="TEXT", help="on whose knowledge")
    one.add_argument("--on-behalf", default="", metavar="TEXT", help='for whom it is said: "12 farmers of Elmswell"')
    one.add_argument("--worse", choices=("high", "low"), default="", help="which values of the metric are the bad ones")
    one.add_argument("--dataset", default="", metavar="ID", help="which observations or reanalysis")
    one.add_argument("--round", type=int, metavar="N", help="another round than the current one")
    one.add_argument("--out", type=Path, metavar="FILE.png", help="the strip of years as a picture")
    signed(one)


def _years(text: str) -> tuple[int, ...]:
    try:
        return tuple(int(part) for part in text.split(",") if part.strip())
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no row of years such as 1998,2003") from error
