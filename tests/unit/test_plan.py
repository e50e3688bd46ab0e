"""What a recipe will cost: counted before any daily value is read, cheaper offers, and a limit of memory that holds."""

import numpy as np
import pytest

from broker.command_line.terminal import plan_words
from broker.engine import plan as plans
from broker.engine.cache import ReductionCache
from broker.engine.plan import cost_of, plan
from broker.engine.run import run
from broker.engine.work import prepare
from broker.errors import BrokerError
from broker.recipe import Input
from tests.unit.archives import MemorySource, box, daily_axis, grid, recipe
from translators.need import Need

MODELS = tuple((m, s, "r1") for m in "AB" for s in ("historical", "ssp245", "ssp585"))


def source(side=6, tile=(2, 2)):
    axis = daily_axis(2001, 2004)
    values = np.full((side * side, axis.days.size), 25.0, dtype=np.float32)
    return MemorySource(axis, grid(np.arange(side) + 50.0, np.arange(side) + 0.0), {"tasmax": values}, tile_shape=tile)


def opens(one):
    return lambda dataset, version, key: one


def asked(**more):
    region = box(-0.4, 49.6, 5.4, 55.4)
    return recipe(geometry=region, inputs=(Input("d", 1, "s", "projection", MODELS, {}),), **more)


def test_a_plan_reads_nothing_counts_equal_work_once_and_shrinks_with_what_is_kept():
    one, cache = source(), ReductionCache(None)
    cost = plan(asked(), opens(one), cache)
    assert one.reads == 0
    # All simulations here are the same bytes: nine tiles, read and reduced once.
    assert (cost.simulations, cost.cells, cost.tiles) == (6, 6 * 36, 6 * 9)
    assert cost.bytes == 36 * 4 * 365 * 4
    run(asked(), opens(one), cache)
    warm = plan(asked(), opens(one), cache)
    assert (warm.bytes, one.reads) == (0, 9)
    assert warm.seconds < cost.seconds


def test_more_definitions_take_longer_but_read_no_more():
    cost = plan(asked(), opens(source()))
    more = plan(asked(variants=({"thresh": "28 degC"}, {"thresh": "32 degC"})), opens(source()))
    assert more.bytes == cost.bytes
    assert more.seconds > cost.seconds


def test_what_does_not_fit_is_refused_with_numbers_and_with_what_would_fit(monkeypatch):
    whole = plan(asked(), opens(source()))
    monkeypatch.setattr(plans, "LIMIT_BYTES", int(0.8 * whole.memory))
    monkeypatch.setattr(plans, "threads", lambda: 1)
    smallest = plan(recipe(), opens(source())).memory
    monkeypatch.setattr(plans, "LIMIT_BYTES", smallest + 1000)
    with pytest.raises(BrokerError, match="GiB of memory where") as refused:
        plan(asked(), opens(source()))
    assert refused.value.code == "too-large"


def test_long_work_is_offered_cheaper(monkeypatch):
    monkeypatch.setattr(plans, "_LONG_S", 0.0)
    cost = plan(asked(variants=({"thresh": "28 degC"},)), opens(source()))
    offers = {o.words: o for o in cost.offers}
    assert {"one definition alone", "one scenario", "one model"} <= set(offers)
    assert all(o.seconds < cost.total and o.memory <= cost.memory for o in cost.offers)
    assert cost.to_json()["offers"][0]["words"] == cost.offers[0].words


def test_an_offer_says_what_to_write_in_the_need(monkeypatch):
    monkeypatch.setattr(plans, "_LONG_S", 0.0)
    cost = plan(asked(variants=({"thresh": "28 degC"},)), opens(source()))
    changes = {o.words: o.change for o in cost.offers}
    assert changes["one scenario"] == {"scenarios": ["ssp245"]}
    assert changes["one definition alone"] == {"metric": {"compare": None}}
    inner = changes["a quarter of the region, such as one district of it"]["region"]["bbox"]
    assert inner == {"west": 1.05, "south": 51.05, "east": 3.95, "north": 53.95}
    need = Need.of(
        {"statement": "Hot days?", "region": {"bbox": inner}, "scenarios": changes["one scenario"]["scenarios"]}
    )
    assert need.region is not None
    words = plan_words(cost)
    assert "In the need: leave metric.compare out." in words
    assert 'In the need: scenarios: ["ssp245"].' in words


def test_large_tiles_are_reduced_fewer_at_once(monkeypatch):
    monkeypatch.setattr(plans, "threads", lambda: 8)
    one = source()
    together = cost_of(prepare(asked(), opens(one)))
    assert together.at_once == 8
    monkeypatch.setattr(plans, "LIMIT_BYTES", together.memory // 2)
    fewer = cost_of(prepare(asked(), opens(one)))
    assert 1 <= fewer.at_once < 8
    assert fewer.memory <= together.memory // 2
    whole = run(asked(), opens(one), ReductionCache(None))
    monkeypatch.undo()
    assert [s.values.tolist() for s in whole.series] == [
        s.values.tolist() for s in run(asked(), opens(one), ReductionCache(None)).series
    ]


def test_a_large_grid_is_planned_in_pieces_that_fit(tmp_path, monkeypatch):
    """A grid of 400 × 400 cells over 150 years for 15 simulations: its numbers, 2.6 GiB, stand on the disk."""
    axis = daily_axis(1951, 2100)
    cells = grid(np.linspace(-60, 60, 400), np.linspace(-150, 150, 400), step=0.3)

    class Huge(MemorySource):
        def __init__(self):
            super().__init__(axis, cells, {}, tile_shape=(8, 8))
            self.records = source().records

    huge = tuple((f"M{k}", "ssp245", "r1") for k in range(15))
    world = recipe(
        geometry=box(-149, -59, 149, 59),
        inputs=(Input("d", 1, "s", "projection", huge, {}),),
        baseline=(1981, 2010),
        horizons=((2041, 2060),),
    )
    cost = plan(world, opens(Huge()), ReductionCache(tmp_path))
    assert cost.memory <= plans.LIMIT_BYTES
    assert cost.kept > plans.LIMIT_BYTES
    assert {"one model", "a quarter of the region, such as one district of it"} <= {o.words for o in cost.offers}
    full = type("usage", (), {"free": cost.kept})
    monkeypatch.setattr(plans.shutil, "disk_usage", lambda folder: full)
    with pytest.raises(BrokerError, match=r"one model .* s\)|one model .* min\)") as refused:
        plan(world, opens(Huge()), ReductionCache(tmp_path))
    assert refused.value.code == "too-large"
    assert "GiB are free" in str(refused.value)
