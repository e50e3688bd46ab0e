"""Zarr stores and archives made to do harm, and names that lead elsewhere by the time they are read."""

from __future__ import annotations

import os
import threading
import time
import warnings
from collections import Counter

import numpy as np
import pytest

from catalog.containment import FileRefused
from catalog.errors import CatalogError
from catalog.ingest import source_records
from catalog.opening import Opener
from catalog.reading import check, understand
from catalog.record import Facets
from tests.integration.hostile_stores import FIELD, archives, good, stores, write_store
from tests.integration.producer_files import write

REFUSALS = {
    "codec-not-allowed", "metadata-too-large", "zarr-not-understood", "truncated", "unreadable", "archive-refused",
    "parser-stopped", "parser-crashed", "format-not-served", "path-not-a-file",
}  # fmt: skip


@pytest.fixture
def opener():
    held = Opener(Facets("x"))
    yield held
    held.close()


def outcome(opener, path):
    """Return the code of the refusal, or ``equal``; anything else that is accepted fails."""
    try:
        file, findings = opener.open(path)
        values = file.raw("tas")
    except FileRefused as refused:
        return refused.code
    absent = [f for f in findings if f.code.startswith("chunks-absent")]
    gone = np.isnan(values)
    assert bool(absent) == bool(gone.any()), "what reads as missing is said, and nothing else is"
    np.testing.assert_array_equal(values[~gone], FIELD[~gone])
    return absent[0].code if absent else "equal"


def test_good_stores_are_equal(tmp_path, opener):
    for number, store in enumerate((good(2), good(3), good(3, sharded=True))):
        assert outcome(opener, write_store(store, tmp_path / f"{number}.zarr")) == "equal"


def test_crafted_stores_are_refused_by_name_or_equal_and_no_codec_of_theirs_runs(tmp_path, opener):
    canary, outcomes = tmp_path / "canary", Counter()
    for number, (what, store) in enumerate(stores(canary)):
        code = outcome(opener, write_store(store, tmp_path / f"{number}.zarr"))
        assert code in REFUSALS | {"chunks-absent"}, (what, code)
        outcomes[code] += 1
    assert outcomes.total() >= 95
    assert outcomes["codec-not-allowed"] >= 40
    assert outcomes["chunks-absent"] == 3  # a lost chunk, a lost shard, a chunk that its shard does not hold
    assert not canary.exists()


def test_a_chunk_that_a_shard_lacks_is_counted(tmp_path):
    store = next(s for what, s in stores(tmp_path) if what == "a shard without a chunk")
    opener = Opener(Facets("x"))
    _, (found,) = opener.open(write_store(store, tmp_path / "M.zarr"))
    opener.close()
    assert (found.code, found.severity) == ("chunks-absent", "warning")
    assert "1 of 6 chunks of tas" in found.message
    assert "tas/c/0/0/0 at (0, 0, 0)" in found.where


def test_crafted_archives_leave_nothing_outside_of_their_folder(tmp_path, opener):
    (tmp_path / "in").mkdir()
    number = 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for number, (what, body) in enumerate(archives(good(2)), 1):
            path = tmp_path / "in" / f"{number}.zarr.zip"
            path.write_bytes(body)
            code = outcome(opener, path)
            assert code in {"archive-refused", "truncated"}, (what, code)
    assert number >= 25
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in"]
    for path in opener.folder().parent.rglob("*"):
        assert not path.is_symlink()
        assert "canary" not in path.name


@pytest.mark.parametrize("at", ["/proc/self/environ", "/proc/version", "/dev/zero", "/dev/null", "/dev/stdin", "/sys"])
def test_views_into_the_system_are_no_files(tmp_path, at):
    for path in (at, tmp_path / "link.nc"):
        if path != at:
            path.symlink_to(at)
        report = check([str(path)], Facets("x"))
        assert {f.code for f in report.findings if f.severity == "error"} <= {
            "path-not-a-file", "path-unknown", "no-files",
        }  # fmt: skip
        assert report.status == "refused"


def test_a_pipe_is_refused_without_waiting_for_it(tmp_path):
    os.mkfifo(tmp_path / "x.nc")
    started = time.monotonic()
    report = check([tmp_path / "x.nc"], Facets("x"))
    assert [f.code for f in report.findings if f.severity == "error"] == ["path-not-a-file"]
    assert time.monotonic() - started < 5


def swapping(link, targets, stop, swaps):
    """Lead a name to one file and the other in turn, until told to stop."""
    while not stop.is_set():
        for target in targets:
            new = link.with_name("new")
            new.symlink_to(target)
            new.replace(link)
            swaps.append(1)


def test_what_was_checked_is_what_is_read_however_often_the_name_leads_elsewhere(tmp_path):
    write(tmp_path / "a.nc", source_id="A")
    write(tmp_path / "b.nc", source_id="B")
    body = (tmp_path / "b.nc").read_bytes()
    size = max((tmp_path / n).stat().st_size for n in ("a.nc", "b.nc"))
    assert len(body) == size, "the two files differ in nothing that a look from outside tells"
    for name in ("a.nc", "b.nc"):
        os.utime(tmp_path / name, ns=(10**18, 10**18))
    link, stop, swaps = tmp_path / "link.nc", threading.Event(), []
    link.symlink_to(tmp_path / "a.nc")
    opener, outcomes = Opener(Facets("x")), Counter()
    racing = threading.Thread(target=swapping, args=(link, (tmp_path / "b.nc", tmp_path / "a.nc"), stop, swaps))
    racing.start()
    try:
        for _ in range(1000):
            if len(swaps) >= 1000 and outcomes.total() >= 50:
                break
            try:
                file, _ = opener.open(link)
                model = file.text("source_id")
                is_a = file.source.identity[1] == (tmp_path / "a.nc").stat().st_ino
                assert model == ("A" if is_a else "B")
                file.raw("tas")
                source_records((file.source,))
                outcomes["same"] += 1
            except (FileRefused, CatalogError) as refused:
                outcomes[refused.code] += 1
    finally:
        stop.set()
        racing.join()
        opener.close()
    assert len(swaps) >= 1000
    # The library opens a name more than once, and calls what it finds then unreadable.
    assert set(outcomes) <= {"same", "file-changed", "path-unknown", "unreadable"}


def test_metadata_that_are_exchanged_after_the_check_are_never_seen(tmp_path):
    canary = tmp_path / "canary"
    store = good(2)
    evil = next(s for what, s in stores(canary) if what == "a pickle filter, 0")
    path = write_store(store, tmp_path / "M.zarr")
    opener = Opener(Facets("x"))
    file, _ = opener.open(path)
    write_store(evil, path)
    with pytest.raises(FileRefused):
        file.raw("tas")
    opener.close()
    assert not canary.exists()


def test_a_chunk_that_becomes_a_link_is_not_followed(tmp_path):
    path = write_store(good(2), tmp_path / "M.zarr")
    other = write_store(good(2), tmp_path / "other.zarr")
    opener = Opener(Facets("x"))
    file, _ = opener.open(path)
    (path / "tas" / "0.0.0").unlink()
    (path / "tas" / "0.0.0").symlink_to(other / "tas" / "0.0.0")
    with pytest.raises(FileRefused) as refused:
        file.raw("tas")
    assert refused.value.code == "external-link"
    (path / "tas").rename(tmp_path / "away")
    (path / "tas").symlink_to(other / "tas")
    with pytest.raises(FileRefused) as refused:
        file.raw("tas")
    assert refused.value.code == "external-link"
    opener.close()


def test_a_store_that_is_exchanged_while_it_is_read_is_not_published(tmp_path):
    path = write_store(good(2), tmp_path / "M.zarr")
    with understand([path], Facets("x", model="M", scenario="s")) as understood:
        (source,) = understood.files
        same = (path / "tas" / "0.0.0").read_bytes()
        stamp = (path / "tas" / "0.0.0").stat().st_mtime_ns
        (path / "tas" / "0.0.0").unlink()
        (path / "tas" / "0.0.0").write_bytes(same)
        os.utime(path / "tas" / "0.0.0", ns=(stamp, stamp))
        assert not source.is_unchanged()
