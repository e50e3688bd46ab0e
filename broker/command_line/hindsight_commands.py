"""Remembered years in a terminal: what the command does, and its words."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable

from broker.command_line.answer import Answer
from broker.command_line.terminal import wrapped
from broker.dialogue import Remembered
from broker.hindsight import FALSE_ALARM, HIT, MISS, Hindsight
from broker.service import Broker

#: Verdict → its sign in a line of years.
SIGNS = {HIT: "#", MISS: "o", FALSE_ALARM: "!"}
_YEARS_IN_LINE = 50


def dialogue_remember(broker: Broker, args: Namespace) -> Answer:
    """Hold remembered years against the metric of a round."""
    found = broker.remember(
        args.dialogue,
        args.years,
        by=args.by,
        of=args.of,
        good=args.good,
        source=args.source,
        worse=args.worse,
        dataset=args.dataset,
        on_behalf=args.on_behalf,
        round_number=args.round,
        key=args.key,
    )
    lines = list(remembered_lines(found))
    if args.out:
        from broker.products.year_strip import draw_strip

        args.out.write_bytes(draw_strip(found))
        lines.append(f"{args.out} is written.")
    return Answer({"dialogue": args.dialogue, "remembered": found.to_json()}, "\n".join(lines))


def remembered_lines(one: Remembered) -> list[str]:
    """Return what is remembered, what the metric says to it, and the strip of years."""
    for_whom = f" for {one.on_behalf}" if one.on_behalf else ""
    source = f" ({one.source})" if one.source else ""
    bad = ", ".join(map(str, one.bad)) or "(erased, or not open to you)"
    lines = wrapped(f"{one.by or 'somebody'}{for_whom} remembers {bad} for {one.of}{source}", "  ")
    if one.hindsight is None:
        return lines
    lines += wrapped(f"{one.observed['title']}: {one.hindsight.sentence}", "    ")
    return [*lines, *strip_lines(one.hindsight)]


def strip_lines(hindsight: Hindsight) -> list[str]:
    """Return the years as lines of signs, fifty a line."""
    lines = []
    for start in range(0, len(hindsight.years), _YEARS_IN_LINE):
        some = hindsight.years[start : start + _YEARS_IN_LINE]
        signs = "".join(SIGNS.get(y.verdict, "·") for y in some)
        lines.append(f"    {some[0].year} {signs} {some[-1].year}")
    return [*lines, "    # remembered and among the worst   o remembered only   ! among the worst only"]


#: Command → what it does.
COMMANDS: dict[str, Callable[[Broker, Namespace], Answer]] = {"dialogue remember": dialogue_remember}
