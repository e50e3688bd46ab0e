"""A build that is stopped, and equal builds at once, in a store on disk."""

import threading

import numpy as np
import pytest

from broker.errors import WorkStopped
from broker.jobs import Stop
from broker.service import Broker
from catalog.arrays import StoredSimulation
from tests.integration import small_world


@pytest.fixture
def broker(tmp_path):
    broker = Broker(tmp_path / "store")
    small_world.publish(broker, tmp_path)
    return broker


def made_files(broker):
    return sorted(p.name for p in (broker.home / "products").rglob("*") if p.is_file())


def test_a_stopped_build_ends_within_a_tile_and_leaves_nothing_half_written(broker, monkeypatch):
    stop, reads, told = Stop(), [], []
    read = StoredSimulation.read

    def counted(self, name, tile):
        reads.append(tile)
        return read(self, name, tile)

    monkeypatch.setattr(StoredSimulation, "read", counted)
    monkeypatch.setattr("broker.engine.plan.threads", lambda: 1)

    def progress(sentence, share):
        told.append(share)
        if share > 0:
            stop()

    threads = threading.active_count()
    with pytest.raises(WorkStopped):
        broker.build(small_world.need(), progress=stop.watching(progress))
    assert len(reads) < 4
    assert threading.active_count() == threads
    assert made_files(broker) == []
    before = len(reads)
    product = broker.build(small_world.need())
    assert before < len(reads) <= 4 + 1  # what was reduced before the stop is not reduced again
    assert product.result.summary[-1].p50 == np.mean([5, 12])


def test_equal_builds_at_once_read_the_data_once(broker, monkeypatch):
    reads, made, everybody = [], [], threading.Barrier(6)
    read = StoredSimulation.read

    def counted(self, name, tile):
        reads.append((self, tile))
        return read(self, name, tile)

    monkeypatch.setattr(StoredSimulation, "read", counted)

    def build():
        everybody.wait(20)
        made.append(broker.build(small_world.need()))

    threads = [threading.Thread(target=build) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len({p.id for p in made}) == 1
    assert len(made) == 6
    assert len(reads) == 4
    assert not list((broker.home / "cache" / "under-way").glob("*"))


def test_progress_rises_and_ends(broker):
    told = []
    broker.build(small_world.need(), progress=lambda sentence, share: told.append((share, sentence)))
    shares = [share for share, _ in told]
    assert shares == sorted(shares)
    assert {sentence for _, sentence in told} == {"Reading and reducing daily values", "Writing the files"}
