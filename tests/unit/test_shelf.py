"""Numbers of many cells stand in a file: the same numbers, and the memory is given back."""

import mmap
import os

import numpy as np
import pytest

from broker.engine import shelf as shelves
from broker.engine.cache import ReductionCache
from broker.engine.run import run
from broker.engine.shelf import Shelf, columns_at_once, give_back, rows_at_once
from broker.errors import BrokerError
from tests.unit.archives import MemorySource, daily_axis, grid
from tests.unit.test_plan import asked, opens
from translators.statistics import Statistic


def weather(side=6):
    axis = daily_axis(2001, 2004)
    values = np.random.default_rng(1).normal(28, 5, (side * side, axis.days.size)).astype(np.float32)
    values[7, 100] = np.nan
    cells = grid(np.arange(side) + 50.0, np.arange(side) + 0.0)
    return MemorySource(axis, cells, {"tasmax": values}, tile_shape=(2, 2))


def _bytes_of(result):
    return [part.tobytes() for one in result.series for part in (one.values, one.valid_fraction, one.cells.values)]


def _in_pieces(monkeypatch):
    monkeypatch.setattr(shelves, "IN_MEMORY_BYTES", 0)
    monkeypatch.setattr(shelves, "BLOCK_BYTES", 200)
    monkeypatch.setattr(shelves, "_GIVE_BACK_BYTES", 100)


@pytest.mark.parametrize("statistic", ["mean", "percentile 90", "share > 40 days"])
def test_a_product_in_pieces_has_the_bytes_of_one_in_memory(tmp_path, monkeypatch, statistic):
    recipe = asked(statistic=Statistic.parse(statistic))
    whole = run(recipe, opens(weather()), ReductionCache(None))
    _in_pieces(monkeypatch)
    pieces = run(recipe, opens(weather()), ReductionCache(tmp_path))
    assert _bytes_of(pieces) == _bytes_of(whole)
    assert repr(pieces.summary) == repr(whole.summary)  # NaN equals NaN there
    assert not list(tmp_path.glob(".numbers-*"))  # the file has no name, so nothing is left of it


def test_room_is_in_memory_while_it_is_little_and_in_a_file_when_it_is_much(tmp_path, monkeypatch):
    assert _file_behind(Shelf(800, tmp_path).array(10, 10)) is None
    monkeypatch.setattr(shelves, "IN_MEMORY_BYTES", 799)
    shelf = Shelf(800, tmp_path)
    room = shelf.array(10, 10)
    room[:] = np.arange(100).reshape(10, 10)
    give_back(room)
    assert room.sum() == 4950
    assert _file_behind(room) is not None
    assert _file_behind(shelf.array(1, 1)) is None  # more than was said


def _file_behind(values):
    while isinstance(values, np.ndarray):
        values = values.base
    return values.obj if isinstance(values, memoryview) and isinstance(values.obj, mmap.mmap) else None


def test_stretches_cover_everything_once_and_none_is_a_single_column(monkeypatch):
    monkeypatch.setattr(shelves, "BLOCK_BYTES", 8 * 3 * 4)
    values = np.empty((4, 10))
    assert [(s.start, s.stop) for s in columns_at_once(values)] == [(0, 3), (3, 6), (6, 10)]
    assert [(s.start, s.stop) for s in rows_at_once(values)] == [(0, 2), (2, 4)]
    assert list(rows_at_once(np.empty((0, 5)))) == []


@pytest.mark.skipif(not hasattr(os, "posix_fallocate"), reason="room is taken another way here")
def test_a_full_disk_refuses_before_the_work_begins(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shelves, "IN_MEMORY_BYTES", 0)
    monkeypatch.setattr(os, "posix_fallocate", full)
    with pytest.raises(BrokerError, match="No space left on device") as refused:
        Shelf(800, tmp_path)
    assert refused.value.code == "disk-full"
