"""What the cells of a region come to, against loops over cells."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker.engine.areas import area_statistic, area_units
from broker.engine.cache import ReductionCache
from broker.engine.run import run
from broker.errors import UnservableNeed
from tests.unit.archives import MemorySource, box, daily_axis, grid, recipe

CELL = st.one_of(st.none(), st.integers(0, 60).map(float))


def of_cells(text, values, areas):
    """The statistic over the cells with a value, by its definition; None where there is none."""
    known = [(v, a) for v, a in zip(values, areas, strict=True) if v is not None]
    if not known:
        return None
    if text == "mean":
        return sum(v * a for v, a in known) / sum(a for _, a in known)
    if text in {"minimum", "maximum"}:
        return (min if text == "minimum" else max)(v for v, _ in known)
    limit = float(text.split()[1])
    beyond = [a for v, a in known if (v > limit if text.startswith("above") else v < limit)]
    return 100 * sum(beyond) / sum(a for _, a in known)


@pytest.mark.parametrize("text", ["mean", "minimum", "maximum", "above 20 days", "below 20 days"])
@given(cells=st.lists(st.tuples(CELL, st.floats(0.01, 1000)), min_size=1, max_size=12))
def test_a_statistic_over_cells_is_that_of_a_loop(text, cells):
    values = np.array([[np.nan if v is None else v for v, _ in cells]])
    areas = np.array([a for _, a in cells])
    found = area_statistic(text, "days")(values, areas)
    expected = of_cells(text, [v for v, _ in cells], areas.tolist())
    assert found.shape == (1,)
    assert found[0] == pytest.approx(np.nan if expected is None else expected, nan_ok=True)


def test_cells_at_the_limit_are_not_beyond_it():
    values, areas = np.array([[20.0, 21.0, 19.0, 20.0]]), np.ones(4)
    assert area_statistic("above 20 days", "days")(values, areas)[0] == 25
    assert area_statistic("below 20 days", "days")(values, areas)[0] == 25


def test_a_limit_is_converted_to_the_unit_of_the_index():
    values, areas = np.array([[10.0, 30.0]]), np.array([1.0, 3.0])
    assert area_statistic("above 68 degF", "degC")(values, areas)[0] == 75
    assert area_units("above 68 degF", "degC") == "%"
    assert area_units("maximum", "degC") == "degC"


@pytest.mark.parametrize("text", ["median", "above", "above 20", "over 20 days", "above 20 degC", "above many days"])
def test_another_statistic_is_refused_in_words(text):
    with pytest.raises(UnservableNeed):
        area_statistic(text, "days")


def test_the_statistic_runs_through_a_recipe_and_changes_its_id():
    axis = daily_axis(2001, 2004)
    hot = np.full((4, axis.days.size), 20.0, dtype=np.float32)
    for cell, days in enumerate((0, 5, 10, 20)):
        hot[cell].reshape(4, 365)[:, :days] = 31.0
    source = MemorySource(axis, grid([50.0, 51.0], [0.0, 1.0]), {"tasmax": hot})
    region = box(-0.5, 49.5, 1.5, 51.5)

    def found(area):
        return run(recipe(geometry=region, area=area), lambda *_: source, ReductionCache(None))

    assert found("minimum").series[0].values.tolist() == [0] * 4
    assert found("maximum").series[0].values.tolist() == [20] * 4
    share = found("above 5 days")
    south, north = (area for area in share.series[0].cells.area_km2[[0, 2]])
    assert share.units == "%"
    assert share.series[0].values == pytest.approx(100 * 2 * north / (2 * south + 2 * north))
    assert recipe(geometry=region, area="maximum").product_id != recipe(geometry=region).product_id
