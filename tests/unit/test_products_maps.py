"""Maps of what the engine gives: categories in each cell, and cells that together are the row of the summary."""

import numpy as np
import pytest

from broker.engine.cache import ReductionCache
from broker.engine.run import run
from broker.products.fields import fields, has_map
from broker.products.map import map_words
from broker.recipe import Input
from tests.unit.archives import MemorySource, box, daily_axis, grid, recipe
from translators.statistics import Statistic, Weights

MODELS = tuple(f"M{k}" for k in range(6))
AXIS = daily_axis(1995, 2034)


def asked(models=MODELS, **more):
    simulations = tuple((model, "ssp245", "r1") for model in models)
    inputs = (Input("d", 1, "s", "projection", simulations, {}),)
    return recipe(
        geometry=box(-0.5, 49.5, 2.5, 50.5), baseline=(1995, 2014), horizons=((2015, 2034),), inputs=inputs, **more
    )


def warming(change_of):
    """One source a model: cells whose years are noise about 10 °C, and about `change_of(model, cell)` more later."""
    sources = {}
    for k, model in enumerate(MODELS):
        years = np.random.default_rng(k).normal(10.0, 1.0, (3, 40))
        years[:, 20:] += np.array([change_of(k, cell) for cell in range(3)])[:, np.newaxis]
        sources[model] = MemorySource(
            AXIS,
            grid([50.0], [0.0, 1.0, 2.0]),
            {"tas": np.repeat(years, 365, axis=1)},
            fingerprint=f"{model}{change_of}",
        )
    return lambda dataset, version, key: sources[key[0]]


def three_ways(k, cell):
    """Warmer in the first cell, as before in the second, in the third warmer in one half of the models."""
    return (5.0, 0.0, 5.0 if k % 2 else -5.0)[cell]


def test_each_cell_is_marked_by_its_own_category():
    result = run(asked(index="tg_mean"), warming(three_ways), ReductionCache(None))
    past, later = fields(result)
    assert later.has_categories
    assert later.is_doubtful.tolist() == [False, True, True]
    assert later.is_conflicting.tolist() == [False, False, True]
    assert not past.is_doubtful.any()
    words = map_words(result, (past, later))
    assert "hatched: no robust change" in words
    assert "crossed: models change in both directions" in words


def test_a_cell_alone_has_the_category_of_its_row():
    world = warming(three_ways)
    for cell, lon in enumerate((0.0, 1.0, 2.0)):
        one = recipe(
            index="tg_mean", geometry=box(lon - 0.4, 49.6, lon + 0.4, 50.4), baseline=(1995, 2014),
            horizons=((2015, 2034),), inputs=asked().inputs,
        )  # fmt: skip
        row = run(one, world, ReductionCache(None)).summary[-1]
        assert row.robustness == ("robust", "no-change", "conflicting")[cell]


def test_with_few_models_their_agreement_on_the_sign_is_marked():
    result = run(asked(MODELS[:4], index="tg_mean"), warming(three_ways), ReductionCache(None))
    later = fields(result)[-1]
    assert not later.has_categories
    assert later.is_doubtful[2]
    assert not later.is_conflicting.any()
    assert "fewer than 80 %" in map_words(result, (later,))


def test_a_model_without_a_vote_has_none_on_the_map():
    alone = Weights(dict.fromkeys(MODELS[1:], 0.0), "because")
    result = run(asked(index="tg_mean", weights=alone, ensemble="weights"), warming(three_ways), ReductionCache(None))
    later = fields(result)[-1]
    own = result.series[0].cells.values
    np.testing.assert_allclose(later.values, own[20:].mean(axis=0) - own[:20].mean(axis=0))
    assert later.models == result.summary[-1].models == 1
    assert not later.is_doubtful.any()


def frosts():
    """One model: in each cell and year frost up to a day of its own in spring, in some years none."""
    last = np.random.default_rng(3).integers(60, 150, (3, 40))
    last[0, ::4] = 0
    tasmin = np.full((3, AXIS.days.size), 5.0)
    for cell in range(3):
        for year, day in enumerate(last[cell]):
            tasmin[cell, 365 * year : 365 * year + day] = -5.0
    source = MemorySource(AXIS, grid([50.0], [0.0, 1.0, 2.0]), {"tasmin": tasmin}, fingerprint="frosts")
    return last, lambda *_: source


def test_outcomes_are_shares_of_the_area_that_is_known():
    last, world = frosts()
    parameters = {"thresh": "0 degC", "before_date": "07-01", "window": "1 days"}
    beyond = recipe(
        index="last_spring_frost", parameters=parameters, geometry=box(-0.5, 49.5, 8.5, 50.5), baseline=(1995, 2014),
        horizons=((2015, 2034),), inputs=asked(MODELS[:1]).inputs,
    )  # fmt: skip
    result = run(beyond, world, ReductionCache(None))
    one = result.series[0]
    assert one.valid_fraction[0] == pytest.approx(1 / 3)
    assert one.outcomes["no frost found"][0] == pytest.approx((last[:, 0] == 0).mean() / 3)
    assert result.summary[0].outcomes["no frost found"] == pytest.approx((last[:, :20] == 0).mean())


@pytest.mark.parametrize("text", ["share > 04-10", "share no frost found", "percentile 80", "median", "mean"])
def test_the_cells_of_a_date_together_are_the_row_of_the_summary(text):
    last, world = frosts()
    parameters = {"thresh": "0 degC", "before_date": "07-01", "window": "1 days"}
    question = asked(
        MODELS[:1], index="last_spring_frost", parameters=parameters, statistic=Statistic.parse(text)
    )  # fmt: skip
    result = run(question, world, ReductionCache(None))
    assert has_map(result)
    past, later = fields(result)
    area = result.series[0].cells.area_km2
    if text != "mean":  # which is of the region's dates, year by year
        assert np.average(past.values, weights=area) == pytest.approx(result.summary[0].p50)
        assert np.average(later.values, weights=area) == pytest.approx(result.summary[-1].change_p50, abs=1e-9)
    by_hand = {
        "share > 04-10": 100 * (last[:, :20] > 100).mean(axis=1),
        "share no frost found": 100 * (last[:, :20] == 0).mean(axis=1),
        "mean": np.array([days[days > 0].mean() for days in last[:, :20]]),
    }
    if text in by_hand:
        np.testing.assert_allclose(past.values, by_hand[text])
