"""Smooth random fields: random numbers on a coarse lattice, spread to the cells by cubic B-splines."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Spread:
    """How the points of a lattice are spread to evenly spaced cells along one axis.

    Attributes
    ----------
    first : ndarray of int64 (cells,)
        The first of the four lattice points that a cell is made from.
    weights : ndarray of float64 (cells, 4)
        Scaled so that their squares sum to 1: independent points of variance 1 give cells of variance 1.
    points : int
        How many lattice points there are.
    """

    first: np.ndarray
    weights: np.ndarray
    points: int

    @classmethod
    def of(cls, cells: int, spacing: int) -> Spread:
        """Return the spread of a lattice whose points lie `spacing` cells apart."""
        place = (np.arange(cells) + 0.5) / spacing
        first = np.floor(place).astype(np.int64)
        t = place - first
        u = 1.0 - t
        weights = np.stack([u * u * u, 3 * t * t * t - 6 * t * t + 4, 3 * u * u * u - 6 * u * u + 4, t * t * t], axis=1)
        squares = sum(weights[:, k] * weights[:, k] for k in range(4))
        return cls(first, weights / np.sqrt(squares)[:, None], int(first[-1]) + 4)
