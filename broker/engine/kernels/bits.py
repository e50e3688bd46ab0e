"""Days as bits, 64 to a machine word: runs, windows and first days are found a word at a time.

Day ``t`` of a season is bit ``t % 64`` of word ``t // 64``, the lowest bit first. Days beyond the season are 0.
"""

from __future__ import annotations

import numpy as np

from catalog.compiling import step

#: Days in a word; and what gives the word of a day, by shifting, and its bit there, by masking.
WORD = 64
_SHIFT, _WITHIN = 6, 63
#: The lowest bit of each of eight bytes; and the number that, by multiplying, gathers them in the highest byte.
_LOWEST = np.uint64(0x0101010101010101)
_GATHER = np.uint64(0x0102040810204080)
_HIGHEST_BYTE = np.uint64(56)
_ALL = np.uint64(0xFFFFFFFFFFFFFFFF)
_NONE, _ONE, _TWO, _FOUR = np.uint64(0), np.uint64(1), np.uint64(2), np.uint64(4)
#: Every second bit; the lower two of four; the lower four of eight.
_PAIRS = np.uint64(0x5555555555555555)
_FOURS = np.uint64(0x3333333333333333)
_EIGHTS = np.uint64(0x0F0F0F0F0F0F0F0F)


@step
def words_of(days):  # noqa: ANN001, ANN201
    """Return how many words so many days need."""
    return (days + _WITHIN) >> _SHIFT


@step
def words_for(i0, i1):  # noqa: ANN001, ANN201
    """Return how many words the longest season needs."""
    most_days = 1
    for s in range(i0.size):
        most_days = max(most_days, i1[s] - i0[s])
    return words_of(most_days)


@step
def pack(marks, size, words):  # noqa: ANN001, ANN201
    """Write the first `size` marks, bytes of 0 and 1, as bits; `marks` has room for all days of `words`."""
    for t in range(size, words.size * WORD):
        marks[t] = 0
    eights = marks.view(np.uint64)
    for w in range(words.size):
        word = _NONE
        for k in range(8):
            pattern = (eights[8 * w + k] * _GATHER) >> _HIGHEST_BYTE
            word |= pattern << np.uint64(8 * k)
        words[w] = word


@step
def mark(row, limit, is_above, marks):  # noqa: ANN001, ANN201
    """Write 1 on each day on one side of a limit, else 0."""
    if is_above:
        for t in range(row.size):
            marks[t] = row[t] >= limit
    else:
        for t in range(row.size):
            marks[t] = row[t] < limit


@step
def all_of_next(words, days):  # noqa: ANN001, ANN201
    """Keep the days that begin a stretch of `days` days that are all set."""
    last = words.size - 1
    done = 1
    while done < days:
        by = min(done, days - done, _WITHIN)
        there, back = np.uint64(by), np.uint64(WORD - by)
        for w in range(last):
            words[w] &= (words[w] >> there) | (words[w + 1] << back)
        words[last] &= words[last] >> there
        done += by


@step
def any_of_next(words, days):  # noqa: ANN001, ANN201
    """Set the days that begin a stretch of `days` days of which one is set."""
    last = words.size - 1
    done = 1
    while done < days:
        by = min(done, days - done, _WITHIN)
        there, back = np.uint64(by), np.uint64(WORD - by)
        for w in range(last):
            words[w] |= (words[w] >> there) | (words[w + 1] << back)
        words[last] |= words[last] >> there
        done += by


@step
def any_of_last(words, days):  # noqa: ANN001, ANN201
    """Set the days that end a stretch of `days` days of which one is set."""
    done = 1
    while done < days:
        by = min(done, days - done, _WITHIN)
        there, back = np.uint64(by), np.uint64(WORD - by)
        for w in range(words.size - 1, 0, -1):
            words[w] |= (words[w] << there) | (words[w - 1] >> back)
        words[0] |= words[0] << there
        done += by


@step
def keep(words, first, last):  # noqa: ANN001, ANN201
    """Keep the days from `first` to `last`, both included."""
    for w in range(words.size):
        low, high = first - w * WORD, last - w * WORD + 1
        if low >= WORD or high <= 0:
            words[w] = _NONE
            continue
        if low > 0:
            words[w] &= _ALL << np.uint64(low)
        if high < WORD:
            words[w] &= ~(_ALL << np.uint64(high))


@step
def firsts(words, w):  # noqa: ANN001, ANN201
    """Return word `w` of the days that are set while the day before is not."""
    before = words[w] << _ONE
    if w > 0:
        before |= words[w - 1] >> np.uint64(_WITHIN)
    return words[w] & ~before


@step
def count(word):  # noqa: ANN001, ANN201
    """Return how many bits of a word are set."""
    word = word - ((word >> _ONE) & _PAIRS)
    word = (word & _FOURS) + ((word >> _TWO) & _FOURS)
    word = (word + (word >> _FOUR)) & _EIGHTS
    return np.int64((word * _LOWEST) >> _HIGHEST_BYTE)


@step
def next_day(words, day):  # noqa: ANN001, ANN201
    """Return the first day from `day` on that is set, −1 without one."""
    w = day >> _SHIFT
    if w >= words.size:
        return -1
    word = words[w] & (_ALL << np.uint64(day & _WITHIN))
    while word == _NONE:
        w += 1
        if w == words.size:
            return -1
        word = words[w]
    lowest = word & (~word + _ONE)
    return w * WORD + count(lowest - _ONE)


@step
def last_day(words):  # noqa: ANN001, ANN201
    """Return the last day that is set, −1 without one."""
    w = words.size - 1
    while w >= 0 and words[w] == _NONE:
        w -= 1
    if w < 0:
        return -1
    word = words[w]
    day = w * WORD
    for by in (32, 16, 8, 4, 2, 1):
        if word >> np.uint64(by) != _NONE:
            word >>= np.uint64(by)
            day += by
    return day
