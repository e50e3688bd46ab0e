"""Days as bits, each step against a loop over a list of days."""

from __future__ import annotations

import numpy as np
import pytest

from broker.engine.kernels import bits
from broker.engine.kernels.runs import longest_set
from broker.engine.kernels.spells import ANY, EVERY, TOTAL, spells

#: Days of a season: within a word, at its edges, and over several.
SIZES = (1, 2, 7, 63, 64, 65, 90, 127, 128, 129, 192, 200)


def packed(marks):
    words = np.full(bits.words_of(len(marks)), 12345, dtype=np.uint64)
    room = np.full(words.size * bits.WORD, 7, dtype=np.uint8)
    room[: len(marks)] = marks
    bits.pack(room, len(marks), words)
    return words


def unpacked(words):
    return [int(word) >> k & 1 for word in words for k in range(bits.WORD)]


def days(size, share, seed=0):
    return (np.random.default_rng([size, seed]).random(size) < share).astype(int).tolist()


def rest(size):
    return [0] * (-size % bits.WORD)


@pytest.mark.parametrize("size", SIZES)
def test_days_are_packed_the_first_in_the_lowest_bit_and_none_beyond_the_season(size):
    marks = days(size, 0.5)
    assert unpacked(packed(marks)) == marks + rest(size)
    assert bits.words_of(size) == -(-size // 64)


def test_there_are_words_for_the_longest_season():
    assert bits.words_for(np.array([0, 100, 300]), np.array([64, 229, 310])) == 3
    assert bits.words_for(np.array([], dtype=int), np.array([], dtype=int)) == 1


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("length", [1, 2, 3, 5, 8, 62, 63, 64, 65, 100, 130])
def test_stretches_of_days_are_those_of_a_loop(size, length):
    for share in (0.5, 0.97, 1.0, 0.02):
        marks = days(size, share, length)
        padded = marks + rest(size)
        held = [padded[t : t + length] for t in range(len(padded))]
        words = packed(marks)
        bits.all_of_next(words, length)
        assert unpacked(words) == [int(len(h) == length and all(h)) for h in held]
        words = packed(marks)
        bits.any_of_next(words, length)
        assert unpacked(words) == [int(any(h)) for h in held]
        words = packed(marks)
        bits.any_of_last(words, length)
        assert unpacked(words) == [int(any(padded[max(0, t - length + 1) : t + 1])) for t in range(len(padded))]


@pytest.mark.parametrize("size", SIZES)
def test_days_from_one_to_another_are_kept(size):
    marks = [1] * size
    for first in (-3, 0, 1, 31, 63, 64, 65, 127, 128, 129, 190, 250):
        for last in (-1, 0, 1, 62, 63, 64, 65, 126, 127, 128, 130, 250):
            words = packed(marks)
            bits.keep(words, first, last)
            wanted = [int(first <= t <= last) for t in range(size)] + rest(size)
            assert unpacked(words) == wanted


@pytest.mark.parametrize("size", SIZES)
def test_first_days_and_their_number_are_those_of_a_loop(size):
    for share in (0.1, 0.5, 0.9, 1.0):
        marks = days(size, share)
        words = packed(marks)
        begin = [int(m and not (t and marks[t - 1])) for t, m in enumerate(marks)] + rest(size)
        found = np.array([bits.firsts(words, w) for w in range(words.size)], dtype=np.uint64)
        assert unpacked(found) == begin
        assert sum(bits.count(word) for word in words) == sum(marks)
        assert longest_set(words) == max(map(len, "".join(map(str, marks)).split("0")))
        for day in range(size + 70):
            later = [t for t in range(day, size) if marks[t]]
            assert bits.next_day(words, day) == (later[0] if later else -1)


def test_marks_are_of_days_on_one_side_of_the_limit_and_the_limit_is_above():
    row, marks = np.array([1.0, 2.0, 3.0, np.nan]), np.full(4, 9, dtype=np.uint8)
    bits.mark(row, 2.0, True, marks)
    assert marks.tolist() == [0, 1, 1, 0]
    bits.mark(row, 2.0, False, marks)
    assert marks.tolist() == [1, 0, 0, 0]


@pytest.mark.parametrize("compared", [EVERY, TOTAL, ANY])
@pytest.mark.parametrize("is_above", [True, False])
@pytest.mark.parametrize("passes_over", [True, False])
@pytest.mark.parametrize("window", [1, 2, 3, 4, 7])
def test_spells_are_the_days_that_lie_in_a_stretch_that_meets_the_condition(compared, is_above, passes_over, window):
    draw = np.random.default_rng(window)
    values = draw.integers(0, 4, (6, 145)).astype(np.float64)
    values[4, 100] = np.nan
    i0, i1, complete = np.array([0, 3, 73, 140]), np.array([3, 73, 140, 145]), np.array([True, True, True, False])
    amount = 1.5 * window
    wanted = np.full((3, 6, 4), np.nan)
    for c in range(6):
        for s in range(4):
            row = values[c, i0[s] : i1[s]]
            if not complete[s] or (np.isnan(row).any() and not passes_over):
                continue
            inside = [False] * row.size
            for t in range(row.size - window + 1):
                stretch = row[t : t + window]
                side = [(v >= 2.0) == is_above for v in stretch]
                meets = {EVERY: all(side), ANY: any(side), TOTAL: (stretch.sum() >= amount) == is_above}[compared]
                if meets and not np.isnan(stretch).any():
                    inside[t : t + window] = [True] * window
            runs = [len(run) for run in "".join("1" if day else "0" for day in inside).split("0") if run]
            wanted[:, c, s] = len(runs), sum(runs), max(runs, default=0)
    found = spells(values, i0, i1, complete, 2.0, is_above, window, compared, amount, passes_over)
    np.testing.assert_array_equal(found, wanted)
