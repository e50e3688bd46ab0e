"""What is tried and taken along: sliders that hold every limit, the ring of months, maps for other programs, a link."""

from __future__ import annotations

import json
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from broker.products.geojson import feature_collection
from broker.products.geotiff import Grid, grid_of, words_of, written
from broker.ui.components import left_over, trying
from broker.ui.components.left_over import carried
from broker.ui.components.link import address
from broker.ui.components.season_wheel import season_in
from broker.ui.components.sliding import ends
from broker.ui.components.withdrawn import followed
from tests.unit.results import farm
from translators.quantities import Quantity


def cells(west: float, south: float, columns: int, rows: int, width: float, height: float) -> np.ndarray:
    """Return the corners of a block of cells, row by row from the south."""
    found = []
    for row in range(rows):
        for column in range(columns):
            x, y = west + column * width, south + row * height
            found.append([(x, y), (x + width, y), (x + width, y + height), (x, y + height)])
    return np.array(found)


@pytest.mark.parametrize(
    ("centre", "now", "told"),
    [
        (Quantity(30, "degC"), 30, (20, 40, 1)),
        (Quantity(30, "degC"), 45, (20, 45, 1)),
        (Quantity(86, "degF"), 86, (76, 96, 1)),
        (Quantity(30, "degC"), 28.5, (20, 40, 0.1)),
        (Quantity(5, "days"), 5, (1, 30, 1)),
        (Quantity(20, "mm/day"), 20, (0, 50, 5)),
        (Quantity(0, "degC"), 0, (-10, 10, 1)),
    ],
)
def test_a_slider_goes_round_the_limit_and_always_holds_where_it_stands(centre, now, told):
    least, most, step = ends(centre, now)
    assert (least, most, step) == pytest.approx(told)
    assert least <= now <= most
    assert round((now - least) / step, 6) == round((now - least) / step)


@pytest.mark.parametrize("sent", [None, [6], [0, 3], [6, 13], ["6", "8"], [6, 8, 9], {"a": 1}])
def test_a_browser_can_send_two_months_and_nothing_else(sent):
    assert season_in(SimpleNamespace(season=sent)) is None
    assert season_in(None) is None
    assert season_in(SimpleNamespace(season=[11, 2])) == (11, 2)


def test_a_link_holds_the_dialogue_and_the_round_and_nothing_of_its_reader():
    page = "http://127.0.0.1:8501/answer?dialogue=d-1&draft=secret&invitation=token&writing=secret#fit"
    assert address(page, "d-1", 2) == "http://127.0.0.1:8501/answer?dialogue=d-1&round=2"


def test_what_one_changed_is_carried_onto_what_the_other_changed():
    before = {"metric": {"index": "tx", "parameters": {"thresh": "30 degC"}}, "time": {"season": "year"}, "region": {}}
    mine = {"metric": {"index": "tx", "parameters": {"thresh": "28 degC"}}, "region": {"place": "Elmswell"}}
    limits = {"thresh": "30 degC", "window": "3 days"}
    now = {"metric": {"index": "tx", "parameters": limits}, "region": {"place": "Woolpit"}, "time": {"each": "month"}}
    assert carried(before, mine, now) == {
        "metric": {"index": "tx", "parameters": {"thresh": "28 degC", "window": "3 days"}},
        "region": {"place": "Elmswell"},
    }
    assert carried(before, before, now) == now


def test_cells_find_their_places_on_a_grid_with_gaps_and_north_is_up():
    corners = cells(10.0, -5.0, 3, 4, 1.5, 1.0)
    grid = grid_of(np.delete(corners, [4, 7], axis=0))
    assert (grid.west, grid.north, grid.width_deg, grid.height_deg, grid.shape) == (10.0, -1.0, 1.5, 1.0, (4, 3))
    assert (grid.rows[0], grid.columns[0]) == (3, 0)
    assert (grid.rows[-1], grid.columns[-1]) == (0, 2)


def test_a_grid_that_is_turned_or_uneven_is_none_and_a_slightly_uneven_one_is():
    corners = cells(10.0, -5.0, 3, 4, 1.5, 1.0)
    turn = np.array([[0.9, -0.3], [0.3, 0.9]])
    assert grid_of(corners @ turn.T) is None
    uneven = corners.copy()
    uneven[..., 1] **= 3
    assert grid_of(uneven) is None
    gaussian = corners + np.where(corners[..., 1:] > -3, 0.01, 0.0) * [0, 1]
    assert grid_of(gaussian) is not None
    assert grid_of(corners + [360.0, 0.0]).west == 10.0


def test_a_file_holds_the_very_numbers_of_each_panel():
    from tests.app.journeys.geotiff import read_geotiff

    corners = cells(10.0, -5.0, 3, 4, 1.5, 1.0)
    values = np.arange(12) / 7.0
    values[5] = np.nan
    panels = [
        SimpleNamespace(scenario="ssp245", period=SimpleNamespace(first=2041, last=2060), is_change=change, values=v)
        for change, v in ((False, values), (True, -values))
    ]
    content = written(grid_of(corners), panels, "días, 𝄞")
    bands, west, north, width, height = read_geotiff(content)
    assert (west, north, width, height) == (10.0, -1.0, 1.5, 1.0)
    np.testing.assert_array_equal(bands[0][::-1].ravel(), values)
    np.testing.assert_array_equal(bands[1], -bands[0])
    assert b"ssp245 2041-2060 change" in content
    assert isinstance(grid_of(corners), Grid)


@pytest.mark.parametrize(
    ("named", "successor", "offered", "told"),
    [
        (["a", "b"], "", {"a", "b"}, ["a", "b"]),  # version 2 of it is on offer
        (["a", "b"], "", {"b"}, ["b"]),
        (["a@1", "b"], "", {"a", "b"}, ["b"]),
        (["a"], "c@3", {"c"}, ["c"]),
        (["a@1", "c"], "c@3", {"c"}, ["c"]),
    ],
)
def test_an_answer_made_anew_keeps_the_data_that_are_still_on_offer(named, successor, offered, told):
    gone = SimpleNamespace(dataset="a", label="a@1", successor=successor)
    assert followed(named, [gone], offered) == told


def test_the_reason_beside_what_another_changed_is_the_one_that_was_being_written(monkeypatch):
    class Found(Exception):
        pass

    class Named:
        def __init__(self, about):
            raise Found(about)

    one, draft = SimpleNamespace(number=1, need_mapping={}), SimpleNamespace(need={"statement": "Mine?"})
    now = SimpleNamespace(number=2, need_mapping={})
    dialogue = SimpleNamespace(id="d-1", round=now, rounds=(one, now))
    monkeypatch.setattr(left_over.session, "draft_about", lambda about: draft)
    names = []
    for module, draw in (
        (left_over, lambda: left_over.show_left_over(None, dialogue, one)),
        (trying, lambda: trying._next_round(None, dialogue, one, SimpleNamespace(draft=draft))),
    ):
        monkeypatch.setattr(module, "Jotting", Named)
        monkeypatch.setattr(module, "show", lambda words: None)
        with pytest.raises(Found) as found:
            draw()
        names.append(str(found.value))
    assert names == ["next-d-1-2", "next-d-1-2"]


def test_what_is_taken_along_says_by_which_limit_and_in_which_season_it_was_counted():
    result = farm()
    assert all(said in words_of(result) for said in ("tx_days_above", "30", "June", result.recipe.product_id))
    row = result.summary[-1]
    warmer = replace(result, summary=(replace(row, warming=1.5), replace(row, warming=2.0)))
    told = json.loads(feature_collection(warmer))["features"][0]["properties"]
    assert f"{row.scenario} 1.5 K warmer p50" in told
    assert f"{row.scenario} 2 K warmer p50" in told
