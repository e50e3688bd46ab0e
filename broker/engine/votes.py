"""Percentiles over models, each with the weight of its vote."""

from __future__ import annotations

import numpy as np


def percentiles(values: np.ndarray, weights: np.ndarray) -> tuple[float, float, float]:
    """Return the 10th, 50th and 90th percentile over models.

    With equal weights linear between order statistics (Hyndman and Fan, type 7); with others the same rule for weights
    (Akinshin 2023, arXiv:2304.07265): with the effective number of models n = (Σ w)² / Σ w², the percentile p is the
    mean of the values over the stretch from p (n − 1) / n to p (n − 1) / n + 1 / n of the weights, laid end to end in
    the order of the values. Equal values may stand in any order, and turning all signs turns the result. A model of
    weight 0 has no vote; NaN where none has one.
    """
    has_vote = weights > 0
    values, weights = values[has_vote], weights[has_vote]
    if values.size == 0:
        return np.nan, np.nan, np.nan
    if np.all(weights == weights[0]):
        low, middle, high = np.percentile(values, (10, 50, 90))
        return float(low), float(middle), float(high)
    order = np.lexsort((weights, values))
    values, weights = values[order], weights[order] / weights.sum()
    ends = np.concatenate([[0.0], np.cumsum(weights)])
    models = 1.0 / float(weights @ weights)
    low, middle, high = (
        float(np.diff(np.clip((ends - p * (models - 1) / models) * models, 0.0, 1.0)) @ values) for p in (0.1, 0.5, 0.9)
    )
    return low, middle, high
