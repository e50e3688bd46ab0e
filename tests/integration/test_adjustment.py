"""A need with an adjustment, from the file to the product: settled exactly, said everywhere, or refused in words."""

from __future__ import annotations

import csv
import json

import netCDF4
import numpy as np
import pytest

from broker.errors import UnservableNeed
from broker.service import Broker
from catalog.record import Facets
from tests.integration import small_world
from translators.errors import InvalidNeed
from translators.need import Need

TO_STATION = {"method": "qdm", "to": "station"}


def write_station(path, first, last, name="tasmax", place=(52.3, 0.9)):
    with netCDF4.Dataset(path, "w") as file:
        file.setncatts({"license": "CC0", "title": "A station"})
        days = 365 * (last - first + 1)
        file.createDimension("time", days)
        time = file.createVariable("time", "f8", ("time",))
        time.setncatts({"units": f"days since {first}-01-01", "calendar": "noleap", "standard_name": "time"})
        time[:] = np.arange(days) + 0.5
        for axis, value, unit in zip(("lat", "lon"), place, ("degrees_north", "degrees_east"), strict=True):
            variable = file.createVariable(axis, "f8", ())
            variable.setncatts({"units": unit, "standard_name": {"lat": "latitude", "lon": "longitude"}[axis]})
            variable[...] = value
        values = file.createVariable(name, "f4", ("time",), fill_value=np.float32(1e20))
        method = {"tasmax": "time: maximum", "tasmin": "time: minimum"}[name]
        values.setncatts({"standard_name": "air_temperature", "cell_methods": method, "coordinates": "lat lon"})
        values.units = "degC"
        random = np.random.default_rng(3).normal(0, 4, days)
        values[:] = 16 - 8 * np.cos(2 * np.pi * np.arange(days) / 365) + random
    return path


def publish_station(broker, path, dataset="station"):
    report = broker.publish([str(path)], Facets(dataset, kind="observation", title="A station"), by="Tom")
    assert report.status == "published", report.findings


@pytest.fixture(scope="module")
def broker(tmp_path_factory):
    folder = tmp_path_factory.mktemp("adjusted")
    broker = Broker(folder / "store")
    small_world.publish(broker, folder)
    publish_station(broker, write_station(folder / "station.nc", 2000, 2009))
    publish_station(broker, write_station(folder / "short.nc", 2003, 2009), "short")
    publish_station(broker, write_station(folder / "far.nc", 2000, 2009, place=(40.0, 20.0)), "far")
    publish_station(broker, write_station(folder / "nights.nc", 2000, 2009, "tasmin"), "nights")
    return broker


def need(**adjustment):
    return small_world.need(adjustment=TO_STATION | adjustment, datasets=["small"])


def test_the_product_says_what_was_done_and_can_be_built_again(broker, tmp_path):
    product = broker.build(need(), tmp_path / "product")
    recipe = json.loads((tmp_path / "product" / "recipe.json").read_text())
    station = broker.dataset("station")
    assert recipe["adjustment"] == {
        "method": "qdm", "to": "station", "version": 1, "snapshot": station.snapshot, "quantiles": 50, "window": 31,
        "simulation": list(station.simulations[0].key),
    }  # fmt: skip
    assert "adjusted" in [m.code for m in product.mismatches]
    assert "not-adjusted" not in [m.code for m in product.mismatches]
    assert any("adjusted to station@1 by quantile delta mapping" in w for w in product.warnings)
    brief = (tmp_path / "product" / "brief.txt").read_text()
    assert "adjusted to station" in brief
    with (tmp_path / "product" / "adjustment.csv").open() as file:
        rows = list(csv.DictReader(file))
    effect = [r for r in rows if r["what"] == "result" and r["statistic"] == "p50"]
    raw = broker.build(small_world.need(datasets=["small"]))
    assert [float(r["raw"]) for r in effect] == [row.p50 for row in raw.result.summary]
    assert [float(r["adjusted"]) for r in effect] == [row.p50 for row in product.result.summary]
    assert {r["model"] for r in rows if r["what"] == "test of tasmax"} == {"A", "B"}
    prov = (tmp_path / "product" / "provenance.json").read_text()
    assert "station@1" in prov
    assert "adjusted to, qdm" in prov
    with netCDF4.Dataset(tmp_path / "product" / "product.nc") as file:
        assert "adjusted to station@1 (qdm)" in file.processing_level
    assert broker.reproduce(tmp_path / "product").is_same
    assert [u.product for u in broker.uses("station")]


@pytest.mark.parametrize(
    ("to", "because"),
    [
        ("short", "does not hold every year of the baseline"),
        ("far", "no series of it lies within 50 km"),
        ("nights", "holds no daily tasmax"),
        ("small", "holds projections, not observations"),
    ],
)
def test_what_cannot_be_adjusted_to_is_refused_in_words(broker, to, because):
    with pytest.raises(UnservableNeed, match=because) as refused:
        broker.build(need(to=to))
    assert refused.value.code == "adjustment-impossible"


def test_an_adjustment_that_is_not_understood_is_refused_when_the_need_is_read():
    for wrong in ({"method": "magic"}, {"window": 30}, {"quantiles": 2}):
        with pytest.raises(InvalidNeed):
            Need.of(small_world.mapping(adjustment=TO_STATION | wrong))


def test_a_plan_counts_the_adjustment(broker):
    plain = broker.plan(broker.specify(small_world.need("29 degC", datasets=["small"])))
    adjusted = broker.plan(broker.specify(small_world.need("29 degC", datasets=["small"], adjustment=TO_STATION)))
    assert adjusted.seconds > plain.seconds


def test_the_models_past_is_held_against_the_station_beside_it(broker):
    product = broker.build(small_world.need("29 degC"))
    found = [m for m in product.mismatches if m.code == "count-against-measured"]
    assert [m.axis for m in found] == ["metric"]
    rows = {r.scenario: r.p50 for r in product.result.summary if r.is_baseline}
    assert dict(found[0].facts)["measured"] == rows["observed"]
    assert dict(found[0].facts)["models"] == rows["historical"]
    adjusted = broker.build(small_world.need("29 degC", adjustment=TO_STATION))
    assert not [m for m in adjusted.mismatches if m.code == "count-against-measured"]
