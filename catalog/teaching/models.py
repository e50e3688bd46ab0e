"""Five pseudo-models and two scenarios: how much each warms, where its rains go, and its own slow ups and downs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from catalog.teaching.chance import normals, words

#: Years of the past and of the scenarios, both ends included.
PAST, FUTURE = (1981, 2014), (2015, 2060)
HISTORICAL = "historical"
SCENARIOS = ("ssp245", "ssp585")


@dataclass(frozen=True)
class PseudoModel:
    """A made-up model; nothing in it is taken from a real one.

    Attributes
    ----------
    name : str
    calendar : str
        CF name; the five do not agree, as real ones do not.
    sensitivity : float
        Its warming as a share of the middle one.
    long_rains, short_rains : float
        Change of the seasons' wet days for each degree of regional warming, as a share.
    intensity : float
        Change of the rain of a wet day for each degree, as a share.
    later_days : float
        Days by which the long rains come later for each degree.
    warm_bias_k, wet_bias : float
        Its own error: too warm by so much; its wet days as a share of what they should be.
    """

    name: str
    calendar: str
    sensitivity: float
    long_rains: float
    short_rains: float
    intensity: float
    later_days: float
    warm_bias_k: float
    wet_bias: float


MODELS = (
    PseudoModel("TEACH-1", "standard", 1.00, -0.05, 0.07, 0.05, 3.0, 0.3, 1.00),
    PseudoModel("TEACH-2", "noleap", 0.75, 0.05, 0.09, 0.04, -1.0, -0.8, 1.10),
    PseudoModel("TEACH-3", "360_day", 1.40, -0.10, -0.06, 0.03, 5.0, 1.2, 0.88),
    PseudoModel("TEACH-4", "standard", 1.20, 0.09, 0.12, 0.06, 0.0, 0.6, 1.05),
    PseudoModel("TEACH-5", "noleap", 0.90, -0.02, 0.02, 0.05, 1.0, -0.3, 0.95),
)

#: Warming of the middle model since 1981: at the end of the past, and by 2060 in each scenario.
_PAST_K = 0.75
_FUTURE_K = {"ssp245": 1.75, "ssp585": 2.45}
#: An annual oscillation of about four and a half years that dies out in two: E(y) = a E(y-1) + b E(y-2) + noise.
_OSCILLATION = (0.243, -0.49)
#: The oscillation's own variance is 1 with noise of this standard deviation.
_OSCILLATION_NOISE = 0.8599
_SPIN_UP_YEARS = 20


@dataclass(frozen=True)
class Slow:
    """What changes from year to year.

    Attributes
    ----------
    warming_k : float
        Since 1981, of the region.
    pacific : float
        An index in the manner of El Niño, variance 1.
    indian : float
        An index in the manner of the Indian Ocean Dipole, correlated 0.6 with it: it brings early, plentiful short
        rains.
    long_rains : float
        The long rains' own index, hardly correlated with either.
    """

    warming_k: float
    pacific: float
    indian: float
    long_rains: float


def warming_k(model: PseudoModel, scenario: str, year: int) -> float:
    """Return the regional warming since 1981, kelvin: smooth, and the same past in every scenario."""
    if year <= PAST[1] or scenario == HISTORICAL:
        u = max(0.0, (year - PAST[0]) / (PAST[1] - PAST[0]))
        return model.sensitivity * _PAST_K * (0.6 * u + 0.4 * u * u)
    v = (year - PAST[1]) / (FUTURE[1] - PAST[1])
    return model.sensitivity * (_PAST_K + (_FUTURE_K[scenario] - _PAST_K) * v)


def slow_years(model: PseudoModel, scenario: str, first: int, last: int) -> dict[int, Slow]:
    """Return the years' slow state; scenarios share their model's past and then go their own ways."""
    start = min(first, PAST[0]) - _SPIN_UP_YEARS
    before, last_but_one = 0.0, 0.0
    found = {}
    for year in range(start, last + 1):
        run = HISTORICAL if year <= PAST[1] else scenario
        a, b, c = normals()[words("slow", model.name, run, year, count=3)].tolist()
        pacific = _OSCILLATION[0] * before + _OSCILLATION[1] * last_but_one + _OSCILLATION_NOISE * a
        before, last_but_one = pacific, before
        state = (pacific, 0.6 * pacific + 0.8 * b, 0.25 * pacific + 0.968 * c)
        pacific, indian, long_rains = (float(np.clip(s, -2.5, 2.5)) for s in state)
        if year >= first:
            found[year] = Slow(warming_k(model, scenario, year), pacific, indian, long_rains)
    return found
