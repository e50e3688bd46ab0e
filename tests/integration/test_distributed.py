"""The same recipe on workers of `dask.distributed`: the same bytes, and a lost worker costs time, not the result."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import netCDF4
import numpy as np
import pytest

from broker.engine.distributed import disconnect
from broker.errors import BrokerError, WorkStopped
from broker.jobs import Stop
from broker.products.tables import series_csv
from broker.service import Broker
from catalog.record import Facets
from translators.need import Need
from translators.specification import Specification

ROOT = Path(__file__).parents[2]
#: 5 × 5 tiles of 8 × 8 cells.
SIDE = 40


@pytest.fixture(scope="module")
def cluster():
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, worker_dashboard_address=None
    ) as cluster:
        yield cluster
        disconnect()


@pytest.fixture
def broker(tmp_path):
    broker = Broker(tmp_path / "store")
    random = np.random.default_rng(4)
    for scenario, first in (("historical", 2001), ("ssp245", 2041)):
        path = tmp_path / f"tasmax_day_A_{scenario}_r1i1p1f1_gn_{first}0101-{first + 3}1231.nc"
        with netCDF4.Dataset(path, "w") as file:
            file.setncatts({"source_id": "A", "experiment_id": scenario, "variant_label": "r1i1p1f1", "license": "CC0"})
            for name, size in (("time", 4 * 365), ("lat", SIDE), ("lon", SIDE)):
                file.createDimension(name, size)
            time = file.createVariable("time", "f8", ("time",))
            time.setncatts({"units": f"days since {first}-01-01", "calendar": "noleap", "standard_name": "time"})
            time[:] = np.arange(4 * 365) + 0.5
            for name, unit in (("lat", "degrees_north"), ("lon", "degrees_east")):
                axis = file.createVariable(name, "f8", (name,))
                axis.setncatts({"units": unit, "standard_name": {"lat": "latitude", "lon": "longitude"}[name]})
                axis[:] = np.arange(SIDE) * 0.5 + 10
            tasmax = file.createVariable("tasmax", "f4", ("time", "lat", "lon"), fill_value=np.float32(1e20))
            tasmax.setncatts({"standard_name": "air_temperature", "cell_methods": "time: maximum", "units": "degC"})
            tasmax[:] = random.normal(22, 6, (4 * 365, SIDE, SIDE)).astype("f4")
    report = broker.publish([str(p) for p in tmp_path.glob("*.nc")], Facets("noise", kind="projection"), by="Tom")
    assert report.status == "published", report.findings
    return broker


def need():
    return Need.of(
        {
            "statement": "How many hot days?",
            "region": {"bbox": {"west": 10.1, "south": 10.1, "east": 29, "north": 29}},
            "time": {"season": "JJA", "baseline": [2001, 2004], "horizons": [[2041, 2044]]},
            "metric": {"index": "tx_days_above", "parameters": {"thresh": "30 degC"}},
        }
    )


def series_of(broker, progress=None):
    """Return series.csv, with every tile reduced anew."""
    workshop = Broker(broker.home)._workshop
    workshop.cache.clear()
    return series_csv(workshop.numbers(broker.match(Specification.of(need())).to_recipe(), progress))


def test_the_same_bytes_come_from_workers_also_when_one_is_killed(broker, cluster, monkeypatch):
    here = series_of(broker)
    monkeypatch.setenv("BROKER_SCHEDULER", cluster.scheduler_address)
    assert series_of(broker) == here
    killed = []

    def kill_one(sentence, share):
        if share > 0.1 and not killed:
            killed.append(next(iter(cluster.workers.values())).process.pid)
            os.kill(killed[0], signal.SIGKILL)

    assert series_of(broker, kill_one) == here
    assert killed


def test_a_stopped_build_takes_its_tiles_back(broker, cluster, monkeypatch):
    monkeypatch.setenv("BROKER_SCHEDULER", cluster.scheduler_address)
    stop = Stop()
    with pytest.raises(WorkStopped):
        broker.build(need(), progress=stop.watching(lambda sentence, share: share > 0 and stop()))
    assert not list((broker.home / "products").rglob("series.csv"))


def test_a_scheduler_that_is_not_there_is_refused_in_words(broker, monkeypatch):
    monkeypatch.setattr("broker.engine.distributed._TIMEOUT_S", 1)
    monkeypatch.setenv("BROKER_SCHEDULER", "tcp://127.0.0.1:9")
    with pytest.raises(BrokerError, match="cannot be reached") as refused:
        broker.build(need())
    assert refused.value.code == "scheduler-unreachable"


def test_without_a_scheduler_nothing_of_it_is_imported():
    code = "import sys, broker.engine.run, broker.workshop; print('distributed' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"
