"""Products drawn in another process: the same files, the same refusals, and no product lost with that process."""

import os
import signal
import threading

import pytest

from broker.drawing import DrawingRoom, draw_here
from broker.errors import BrokerError
from tests.unit.results import county, farm
from tests.unit.test_products_netcdf import DELIVERY


@pytest.fixture(scope="module")
def room():
    opened = DrawingRoom()
    yield opened
    opened.close()


def test_files_are_the_same_bytes_wherever_they_are_drawn(room, tmp_path):
    here, there = tmp_path / "here", tmp_path / "there"
    names = draw_here(county(2, step=0.5), DELIVERY, here)
    assert room(county(2, step=0.5), DELIVERY, there) == names
    for name in names:
        assert (there / name).read_bytes() == (here / name).read_bytes(), name


def test_a_refusal_comes_back_as_it_is(room, tmp_path):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(BrokerError) as refused:
        room(farm(), DELIVERY, tmp_path / "file" / "product")
    assert refused.value.code == "not-written"
    assert room(farm(), DELIVERY, tmp_path / "product")


def test_a_room_that_dies_loses_no_product(room, tmp_path):
    room.prepare()
    os.kill(room._process.pid, signal.SIGKILL)
    assert "brief.pdf" in room(farm(), DELIVERY, tmp_path / "after")
    drawn = []
    midway = threading.Thread(target=lambda: drawn.append(room(farm(), DELIVERY, tmp_path / "midway")))
    room.prepare()
    midway.start()
    os.kill(room._process.pid, signal.SIGKILL)
    midway.join(120)
    assert "brief.pdf" in drawn[0]
