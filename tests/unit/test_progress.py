"""Progress says how long is left, by the pace of late, and not more often than it helps."""

from __future__ import annotations

import io

import pytest

from broker.command_line.progress import Pace, tell_on, time_left_words


class Clock:
    """A clock that runs when told."""

    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


def test_the_time_left_follows_the_pace_of_the_last_minute():
    clock = Clock()
    pace = Pace(clock)
    assert pace.left_s(0.0) is None
    for second in range(1, 101):
        clock.now = 100.0 + second
        left = pace.left_s(0.001 * second)
    assert left == pytest.approx(900, rel=0.01)
    for second in range(1, 101):
        clock.now += 1
        left = pace.left_s(0.1 + 0.008 * second)
    assert left == pytest.approx(12.5, rel=0.01)


def test_nobody_knows_the_time_left_while_nothing_moves():
    clock = Clock()
    pace = Pace(clock)
    pace.left_s(0.5)
    clock.now += 30
    assert pace.left_s(0.5) is None


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, ""),
        (0.2, "about 5 s left"),
        (42, "about 40 s left"),
        (200, "about 3 min left"),
        (9000, "about 2.5 h left"),
    ],
)
def test_a_time_left_is_said_no_more_exactly_than_it_is_known(seconds, words):
    assert time_left_words(seconds) == words


def test_lines_come_when_something_else_is_done_and_every_few_seconds():
    clock, stream = Clock(), io.StringIO()
    tell = tell_on(stream, clock)
    for tenth in range(200):
        clock.now += 0.1
        tell("Reading A" if tenth < 100 else "Storing A", tenth / 200)
    lines = stream.getvalue().splitlines()
    assert len(lines) == 4
    assert lines[1].endswith("Reading A, about 15 s left")
