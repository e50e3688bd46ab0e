"""Dry and wet spells by stretches, and runs across the season's edges, written from the text of the definitions."""

from __future__ import annotations

import math

from tests.oracle.seasons import NONE, Asked, Loop, day_before, is_known, known, next_day, runs


def _in_spell(pr, thresh, window, op, passes):
    """Each day: whether it lies in a stretch whose precipitation passes."""
    n = int(window)
    inside = [False] * len(pr)
    for i in range(len(pr) - n + 1):
        stretch = pr[i : i + n]
        if len(known(stretch)) < n:
            continue
        # Added up, a stretch is an amount: mm, against the threshold's mm a day of one day.
        amount = {"sum": math.fsum, "max": max, "min": min}[op](stretch)
        if passes(amount, thresh):
            inside[i : i + n] = [True] * n
    return inside


def _dry(value, thresh):
    return value < thresh


def _wet(value, thresh):
    return value >= thresh


def _number(passes):
    return lambda pr, thresh, window, op: len(runs(_in_spell(pr, thresh, window, op, passes)))


def _days(passes):
    return lambda pr, thresh, window, op: sum(_in_spell(pr, thresh, window, op, passes))


def _longest(passes):
    def work(pr, thresh, window, op):
        return max((b - a for a, b in runs(_in_spell(pr, thresh, window, op, passes))), default=0)

    return work


def _across(passes):
    def work(asked: Asked, thresh):
        def is_there(day):
            # Where a rule lets days be missing, a missing one is known to end a run; beyond the data nothing is known.
            return day in asked.held and (asked.rule != "any" or is_known(asked.held[day]["pr"]))

        flags = [passes(v, thresh) for v in asked.values("pr")]
        lengths = []
        for a, b in runs(flags):
            length = b - a
            if b == len(flags):
                after = next_day(asked.calendar, asked.days[-1])
                if not is_there(after):
                    return NONE
                if passes(asked.held[after]["pr"], thresh):
                    if a == 0 and not _reaches_a_start(asked, passes, thresh, is_there):
                        return NONE
                    continue
            if a == 0:
                before = day_before(asked.calendar, asked.days[0])
                while is_there(before) and passes(asked.held[before]["pr"], thresh):
                    length += 1
                    before = day_before(asked.calendar, before)
                if not is_there(before):
                    return NONE
            lengths.append(length)
        return max(lengths, default=0)

    return work


def _reaches_a_start(asked, passes, thresh, is_there):
    """Whether the run that the season takes over from the days before has a first day in the data."""
    before = day_before(asked.calendar, asked.days[0])
    while is_there(before) and passes(asked.held[before]["pr"], thresh):
        before = day_before(asked.calendar, before)
    return is_there(before)


def _three(kind, passes):
    def loop(work, thresh, window, op):
        written = {"thresh": f"{thresh:g} mm/day", "window": f"{window} days", "op": op}
        return Loop(work, ("pr",), written, True, {"pr": thresh})

    found = {}
    for name, work in (
        ("frequency", _number(passes)), ("total_length", _days(passes)), ("max_length", _longest(passes))
    ):  # fmt: skip
        index = f"{kind}_spell_{name}"
        found[index] = loop(work, 1.0, 3, "max" if kind == "dry" else "min")
        for other, thresh, window in (("sum", 4.0, 3), ("min" if kind == "dry" else "max", 1.0, 2)):
            found[f"{index}, op {other}"] = _named(loop(work, thresh, window, other), index)
    found[f"{kind}_spell_across_seasons"] = Loop(
        _across(passes), ("pr",), {"thresh": "2 mm/day"}, True, {"pr": 2.0}, takes_season=True
    )
    return found


def _named(loop, index):
    from dataclasses import replace

    return replace(loop, index=index)


LOOPS = {**_three("dry", _dry), **_three("wet", _wet)}
