"""Random numbers that are the same bits on every machine: counted words, and tables in place of functions.

The last bit of a logarithm or an exponential is not the same in every mathematical library. They are therefore used
only to fill three tables, whose entries are rounded to a grid far coarser than that bit; what is made of each day is
sums, products and comparisons, which every machine rounds alike.
"""

from __future__ import annotations

import hashlib
from functools import cache

import numpy as np

#: The one number on which all made-up weather depends.
SEED = 1981
#: Steps of the tables' entries: a power of two, so that rounding to it is exact.
GRID = 2.0**-20
#: Entries of the table of a normal variable by 16 random bits.
NORMALS = 2**16
#: Entries of the table of a normal variable by its probability, evenly spaced from 0 to 1.
QUANTILES = 2**12
#: The table of amounts by a normal variable: from -AMOUNT_REACH to AMOUNT_REACH, so many entries to one.
AMOUNT_REACH, AMOUNT_STEPS = 5, 128
#: Shape of the gamma distribution of daily amounts on wet days.
AMOUNT_SHAPE = 0.72
#: Entries of the table of a cosine over one turn.
TURN = 1460


@cache
def normals() -> np.ndarray:
    """Return a standard normal variable by 16 random bits: (65536,) float64, variance 1."""
    from scipy.special import ndtri

    values = ndtri((np.arange(NORMALS) + 0.5) / NORMALS)
    return _on_grid(values / np.sqrt(np.mean(values**2)))


@cache
def quantiles() -> np.ndarray:
    """Return a standard normal variable by its probability: (4097,) float64, the ends at those of their neighbours."""
    from scipy.special import ndtri

    return _on_grid(ndtri(np.clip(np.arange(QUANTILES + 1) / QUANTILES, 0.25 / QUANTILES, 1 - 0.25 / QUANTILES)))


@cache
def amounts() -> np.ndarray:
    """Return a gamma variable of mean 1 by the normal variable of the same probability: (1281,) float64."""
    from scipy.special import gammaincinv, ndtr

    normal = np.arange(-AMOUNT_REACH * AMOUNT_STEPS, AMOUNT_REACH * AMOUNT_STEPS + 1) / AMOUNT_STEPS
    return _on_grid(gammaincinv(AMOUNT_SHAPE, ndtr(normal)) / AMOUNT_SHAPE)


@cache
def cosines() -> np.ndarray:
    """Return the cosine of evenly spaced angles of one turn: (1461,) float64, the first again at the end."""
    return _on_grid(np.cos(2 * np.pi * np.arange(TURN + 1) / TURN))


def words(*name: object, count: int) -> np.ndarray:
    """Return random 16-bit words, (count,) uint16: the same for the same name, and independent for any other."""
    digest = hashlib.sha256(" ".join(str(part) for part in (SEED, *name)).encode()).digest()
    key = np.frombuffer(digest[:16], dtype="<u8").astype(np.uint64)
    raw = np.random.Philox(key=key).random_raw(-(-count // 4))
    return raw.astype("<u8", copy=False).view("<u2")[:count].astype(np.uint16, copy=False)


def _on_grid(values: np.ndarray) -> np.ndarray:
    return np.floor(values / GRID + 0.5) * GRID
