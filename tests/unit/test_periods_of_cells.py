"""A product without the seasons of its cells: the same numbers, fewer of them, and offered where it is cheaper."""

from dataclasses import replace

import numpy as np
import pytest
import xarray as xr

from broker.engine import plan as plans
from broker.engine.plan import plan
from broker.products.cell_periods import cell_values
from broker.products.netcdf import write_netcdf
from broker.recipe import Recipe
from tests.unit.archives import recipe
from tests.unit.results import WORLDS
from tests.unit.test_plan import asked, opens, source
from tests.unit.test_products_netcdf import DELIVERY
from translators.errors import TranslationError
from translators.need import Need
from translators.regions import region_of
from translators.specification import Specification


def of_periods(result):
    return replace(result, recipe=replace(result.recipe, cells="periods"))


def read(result, path):
    write_netcdf(result, DELIVERY, path)
    with xr.open_dataset(path) as dataset:
        return dataset.load()


@pytest.mark.parametrize("world", sorted(WORLDS))
def test_each_cell_holds_the_mean_of_the_seasons_that_end_in_a_period(world, tmp_path):
    result = WORLDS[world]()
    whole, short = read(result, tmp_path / "whole.nc"), read(of_periods(result), tmp_path / "short.nc")
    index = result.recipe.index
    assert index not in short
    xr.testing.assert_identical(whole[f"{index}_area_mean"], short[f"{index}_area_mean"])
    periods = [tuple(years) for years in short.period_bnds.values.tolist()]
    assert periods == list(dict.fromkeys((p.first, p.last) for p in (result.recipe.baseline, *result.recipe.horizons)))
    for number, one in enumerate(result.series):
        own = np.flatnonzero(short.cell_grid.values == short.simulation_grid.values[number])
        for place, (first, last) in enumerate(periods):
            for column, cell in enumerate(own):
                seasons = [
                    value
                    for year, value in zip(one.label_years, one.cells.values[:, column], strict=True)
                    if first <= year <= last and not np.isnan(value)
                ]
                told = float(short[f"{index}_period"].values[number, place, cell])
                if len(seasons) >= 0.8 * (last - first + 1):
                    assert told == pytest.approx(sum(seasons) / len(seasons), rel=1e-12)
                else:
                    assert np.isnan(told)


def test_a_period_without_any_season_has_no_values():
    result = WORLDS["farm"]()
    one = result.series[0]
    before = replace(one, label_years=one.label_years + 1000)
    assert cell_values(result, before, result.recipe.baseline) is None


def test_a_need_that_asks_for_periods_has_a_product_of_its_own_and_others_keep_theirs():
    plain = recipe()
    assert "cells" not in plain.to_mapping()
    short = replace(plain, cells="periods")
    assert short.product_id != plain.product_id
    assert Recipe.from_mapping(short.to_mapping()) == short


def test_a_need_says_what_is_delivered_of_each_cell():
    written = {
        "statement": "Hot days?",
        "region": {"point": {"lat": 52.22, "lon": 0.88}},
        "metric": {"index": "tx_days_above", "parameters": {"thresh": "30 degC"}},
        "deliver": {"cells": "periods"},
    }
    need = Need.of(written)
    assert need.to_mapping()["deliver"] == {"cells": "periods"}
    specification = Specification.of(need)
    assert specification.cells == "periods"
    assert Specification.from_json(specification.to_json()) == specification
    with pytest.raises(TranslationError, match="cells"):
        Need.of({**written, "deliver": {"cells": "decades"}})
    with pytest.raises(TranslationError, match="deliver"):
        Need.of({**written, "deliver": {"maps": "yes"}})


def test_long_work_is_offered_with_the_means_of_periods_alone(monkeypatch):
    monkeypatch.setattr(plans, "_LONG_S", 0.0)
    cost = plan(asked(), opens(source()))
    (offer,) = [o for o in cost.offers if o.change == {"deliver": {"cells": "periods"}}]
    assert "no single seasons" in offer.words
    short = plan(replace(asked(), cells="periods"), opens(source()))
    assert short.writing < cost.writing
    assert offer.seconds == pytest.approx(short.total, rel=0.3)
    assert not [o for o in short.offers if "deliver" in o.change]


def test_a_country_is_offered_by_district(monkeypatch):
    monkeypatch.setattr(plans, "_LONG_S", 0.0)
    country = region_of({"place": "Rwanda"})
    here = {"name": country.name, "source": country.source, "geometry": asked().region["geometry"]}
    cost = plan(replace(asked(), region=here), opens(source()))
    (offer,) = [o for o in cost.offers if "by district" in o.words]
    assert offer.change == {"region": {"districts": "Rwanda"}, "deliver": {"cells": "periods"}}
    assert len(region_of(offer.change["region"]).parts) > 1
    drawn = plan(replace(asked(), region={**here, "source": "drawn by a visitor"}), opens(source()))
    assert not [o for o in drawn.offers if "by district" in o.words]


def test_what_fills_the_disk_is_refused_with_the_periods_alone_offered(tmp_path, monkeypatch):
    from broker.engine.cache import ReductionCache
    from broker.errors import BrokerError

    monkeypatch.setattr(plans, "IN_MEMORY_BYTES", 0)
    monkeypatch.setattr(plans, "LARGE_BYTES", 0)
    cost = plan(asked(), opens(source()), ReductionCache(tmp_path))
    room = type("usage", (), {"free": int(1.5 * cost.kept)})
    monkeypatch.setattr(plans.shutil, "disk_usage", lambda folder: room)
    with pytest.raises(BrokerError, match="no single seasons"):
        plan(asked(), opens(source()), ReductionCache(tmp_path))
    plan(replace(asked(), cells="periods"), opens(source()), ReductionCache(tmp_path))
