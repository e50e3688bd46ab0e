"""Pages are drawn in turns, and nobody waits for long for one that waits itself."""

from __future__ import annotations

import threading
import time

import pytest

from broker.ui import turns


@pytest.fixture
def drawing(monkeypatch):
    """Two who draw, until they are let go; returns what lets them go."""
    monkeypatch.setattr(turns, "_turns", threading.Semaphore(turns.AT_ONCE))
    monkeypatch.setattr(turns, "MOST_WAIT_S", 60.0)
    go, begun = threading.Event(), threading.Barrier(turns.AT_ONCE + 1)

    def draw():
        with turns.in_turn():
            begun.wait(10)
            go.wait(60)

    people = [threading.Thread(target=draw) for _ in range(turns.AT_ONCE)]
    for one in people:
        one.start()
    begun.wait(10)
    yield go
    go.set()
    for one in people:
        one.join(10)


def drawn_by(seconds: float) -> threading.Event:
    """Somebody more wants to draw; the event tells that they did."""
    done = threading.Event()

    def draw():
        with turns.in_turn():
            done.set()

    threading.Thread(target=draw, daemon=True).start()
    done.wait(seconds)
    return done


def test_one_more_waits_until_a_turn_is_over(drawing):
    done = drawn_by(0.2)
    assert not done.is_set()
    drawing.set()
    assert done.wait(10)


def test_nobody_waits_longer_than_is_allowed(drawing, monkeypatch):
    monkeypatch.setattr(turns, "MOST_WAIT_S", 0.05)
    begun = time.monotonic()
    assert drawn_by(10).is_set()
    assert time.monotonic() - begun >= 0.05


def test_who_waits_lets_others_draw_and_takes_a_turn_again(monkeypatch):
    monkeypatch.setattr(turns, "_turns", threading.Semaphore(1))
    monkeypatch.setattr(turns, "MOST_WAIT_S", 0.2)
    with turns.in_turn():
        with turns.out_of_turn():
            assert turns._turns._value == 1
            assert drawn_by(10).is_set()
        assert turns._turns._value == 0
    assert turns._turns._value == 1


def test_a_page_that_breaks_off_gives_its_turn_back(monkeypatch):
    monkeypatch.setattr(turns, "_turns", threading.Semaphore(1))
    with pytest.raises(KeyError), turns.in_turn():
        raise KeyError
    assert turns._turns._value == 1
    with turns.in_turn(), turns.out_of_turn():
        pass
    assert turns._turns._value == 1
