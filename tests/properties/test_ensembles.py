"""Changes of an ensemble that must not change its summary."""

from __future__ import annotations

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.properties.relations import RELATIONS, relation
from tests.properties.worlds_asked import answer, box, rain

quick = settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
seeds = st.integers(0, 2**32 - 10)
WHERE = box(8, 0, 13, 3)


def summary(members, seed, **more):
    """p10, p50, p90 of one scenario; `members` are (model, member, number of its weather)."""
    of = {(model, "ssp245", member): rain("noleap", seed + k, fingerprint=model) for model, member, k in members}
    result = answer(lambda _d, _v, key: of[key], "prcptot", WHERE, simulations=of, **more)
    (row,) = {(r.scenario, r.period): r for r in result.summary}.values()
    return row.models, row.p10, row.p50, row.p90


FIVE = [("Model-A", "r1", 0), ("Model-B", "r1", 1), ("Model-C", "r1", 2), ("Model-D", "r1", 3), ("Model-E", "r1", 4)]


@relation("more members of one model with the same weather: the same")
@quick
@given(seed=seeds, copies=st.integers(2, 3))
def test_more_members_of_a_model_give_it_no_more_votes(seed, copies):
    many = [("Model-A", f"r{i}", 0) for i in range(copies)] + FIVE[1:]
    np.testing.assert_allclose(summary(many, seed), summary(FIVE, seed), rtol=1e-14)


@relation("models in another order: the same")
@quick
@given(seed=seeds, order=st.permutations(FIVE))
def test_the_order_of_models_changes_nothing(seed, order):
    np.testing.assert_allclose(summary(order, seed), summary(FIVE, seed), rtol=1e-14)


@relation("percentiles over models: numpy's over their means")
@quick
@given(seed=seeds)
def test_percentiles_over_models_are_numpys(seed):
    alone = [summary([one], seed)[2] for one in FIVE]
    np.testing.assert_allclose(summary(FIVE, seed)[1:], np.percentile(alone, [10, 50, 90]), rtol=1e-12)


@relation("members averaged within a model: its mean votes")
@quick
@given(seed=seeds)
def test_a_model_votes_with_the_mean_of_its_members(seed):
    one, other = summary([("Model-A", "r1", 0)], seed)[2], summary([("Model-A", "r1", 1)], seed)[2]
    both = summary([("Model-A", "r1", 0), ("Model-A", "r2", 1)], seed)[2]
    np.testing.assert_allclose(both, (one + other) / 2, rtol=1e-12)


@relation("a model of weight 0: as if it were not asked")
@quick
@given(seed=seeds)
def test_a_model_without_weight_has_no_say(seed):
    from translators.statistics import Weights

    weights = Weights({"Model-E": 0.0}, "it repeats Model-D")
    found = summary(FIVE, seed, weights=weights, ensemble="weights")
    np.testing.assert_allclose(found[1:], summary(FIVE[:4], seed)[1:], rtol=1e-9)


@relation("baseline and horizon the same years: no change")
@quick
@given(seed=seeds)
def test_the_change_against_the_same_years_is_nothing(seed):
    result = answer(rain("noleap", seed), "prcptot", WHERE)
    for row in result.summary:
        if np.isfinite(row.change_p50):
            assert row.change_p50 == 0


def test_there_are_at_least_forty_relations():
    import tests.properties.test_space
    import tests.properties.test_time_and_indices  # noqa: F401

    for number, (_, words) in enumerate(sorted(RELATIONS.items()), start=1):
        print(f"{number:3} {words}")
    assert len(RELATIONS) >= 40
