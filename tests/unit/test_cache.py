"""The cache of reductions: verified on read, bounded, shared, and safe to lose at any moment."""

import shutil
import threading

import numpy as np
import pytest

from broker.engine.cache import ReductionCache

VALUES = np.arange(64.0).reshape(8, 8)


def key(number):
    return ReductionCache.key({"number": number})


def files(root):
    return sorted(root.glob("??/*"))


def test_what_was_kept_is_found_by_another_process_and_cannot_be_changed(tmp_path):
    ReductionCache(tmp_path).put(key(1), VALUES.copy())
    found = ReductionCache(tmp_path).get(key(1))
    np.testing.assert_array_equal(found, VALUES)
    assert not found.flags.writeable
    assert ReductionCache(tmp_path).holds(key(1))
    assert ReductionCache(tmp_path).get(key(2)) is None
    assert not ReductionCache(tmp_path).holds(key(2))


@pytest.mark.parametrize("damage", ["flip", "cut", "empty", "header"])
def test_a_damaged_file_is_no_answer_and_goes(tmp_path, damage):
    ReductionCache(tmp_path).put(key(1), VALUES.copy())
    (path,) = files(tmp_path)
    raw = bytearray(path.read_bytes())
    if damage == "flip":
        raw[-5] ^= 1
    if damage == "header":
        raw[0] ^= 1
    path.write_bytes({"cut": raw[:-9], "empty": b""}.get(damage, raw))
    assert ReductionCache(tmp_path).get(key(1)) is None
    assert files(tmp_path) == []


def test_it_stays_within_its_size_and_gives_up_what_was_used_longest_ago(tmp_path):
    size = 3000
    cache = ReductionCache(tmp_path, limit_bytes=10 * size)
    for number in range(40):
        cache.put(key(number), np.full(360, float(number)))
        assert sum(p.stat().st_size for p in files(tmp_path)) <= 10 * size
    fresh = ReductionCache(tmp_path)
    assert fresh.get(key(39)) is not None
    assert fresh.get(key(0)) is None


def test_it_may_be_deleted_while_it_is_used(tmp_path):
    cache, stop, wrong = ReductionCache(tmp_path / "cache", memory_bytes=1), threading.Event(), []

    def use(first):
        number = first
        while not stop.is_set():
            number = first + (number + 1) % 7
            values = cache.get(key(number))
            if values is None:
                cache.put(key(number), np.full(50, float(number)))
            elif not (values == number).all():
                wrong.append(number)

    threads = [threading.Thread(target=use, args=(k,)) for k in (0, 0, 3)]
    for thread in threads:
        thread.start()
    for _ in range(25):
        shutil.rmtree(tmp_path / "cache", ignore_errors=True)
    stop.set()
    for thread in threads:
        thread.join(20)
    assert wrong == []
    cache.put(key(99), VALUES.copy())
    np.testing.assert_array_equal(ReductionCache(tmp_path / "cache").get(key(99)), VALUES)


def test_several_writers_of_the_same_leave_one_whole_file(tmp_path):
    caches = [ReductionCache(tmp_path) for _ in range(4)]

    def write(cache):
        for _ in range(20):
            cache.put(key(1), VALUES.copy())

    threads = [threading.Thread(target=write, args=(cache,)) for cache in caches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(files(tmp_path)) == 1
    np.testing.assert_array_equal(ReductionCache(tmp_path).get(key(1)), VALUES)


def test_a_folder_that_cannot_be_written_makes_it_slower_not_wrong(tmp_path):
    (tmp_path / "file").write_text("no folder")
    cache = ReductionCache(tmp_path / "file" / "cache")
    cache.put(key(1), VALUES.copy())
    np.testing.assert_array_equal(cache.get(key(1)), VALUES)
