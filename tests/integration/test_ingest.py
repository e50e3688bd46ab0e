"""A publication is whole and proved, or it never was."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import replace

import numpy as np
import pytest

from catalog.errors import CatalogError, StorageFailed, Unreadable
from catalog.record import Facets, Finding
from catalog.tiling import Proof, Scratch, Window
from catalog.understood import SourceFile
from tests.integration.stored_worlds import (
    NoChecks,
    box_grid,
    bytes_below,
    catalog_in,
    daily_axis,
    found,
    points,
    publish,
    random_found,
    understood,
)

WRONG = Finding("negative-rain", "error", "Rain is negative.", "Look at it.")
ODD = Finding("outliers", "warning", "A value is odd.", "Look at it.")


def state_of(catalog):
    """Everything visible, and every byte below the arrays' folder but the locks."""
    return catalog.datasets(include_retired=True), bytes_below(catalog.home / "arrays")


def test_a_publication_is_numbered_reported_and_offered(tmp_path):
    catalog = catalog_in(tmp_path)
    told = []
    one, _ = random_found(9, 9, model="M", scenario="historical")
    two, _ = random_found(9, 9, seed=1, model="M", scenario="ssp585")
    report = publish(
        catalog,
        "d",
        two,
        one,
        title="Data",
        value_findings=(ODD,),
        progress=lambda what, share: told.append((what, share)),
    )
    assert (report.status, report.version) == ("published", 1)
    assert report.to_json()["simulations"][0] == {
        "model": "M",
        "scenario": "historical",
        "member": "",
        "calendar": "noleap",
        "variables": ["tasmax", "pr"],
        "years": [2000, 2001],
        "cells": 81,
        "frequency": "day",
    }
    version = catalog.dataset("d")
    assert [s.group for s in version.simulations] == ["simulation-0", "simulation-1"]
    assert (version.title, version.published_by, version.findings) == ("Data", "a producer", (ODD,))
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1)
    assert all("M historical" in what or "M ssp585" in what for what, _ in told)


def test_the_same_values_and_facets_again_make_no_new_version(tmp_path):
    catalog = catalog_in(tmp_path)
    one, _ = random_found(5, 5)
    publish(catalog, "d", one, title="Data")
    before = state_of(catalog)
    report = publish(catalog, "d", one, title="Data")
    assert (report.status, report.version, report.findings[-1].code) == ("published", 1, "already-published")
    assert state_of(catalog) == before


def test_another_title_is_a_new_version_of_the_same_arrays(tmp_path):
    catalog = catalog_in(tmp_path)
    one, _ = random_found(5, 5)
    publish(catalog, "d", one, title="Data")
    stored = bytes_below(catalog.home / "arrays")
    assert publish(catalog, "d", one, title="Better data").version == 2
    assert bytes_below(catalog.home / "arrays") == stored
    first, second = catalog.datasets(include_retired=True)
    assert (first.title, second.title, first.snapshot) == ("Data", "Better data", second.snapshot)


def test_other_values_are_a_new_version_and_the_old_one_reads_as_before(tmp_path):
    catalog = catalog_in(tmp_path)
    one, values = random_found(5, 5)
    two, others = random_found(5, 5, seed=1)
    publish(catalog, "d", one)
    publish(catalog, "d", two)
    for number, told in ((1, values), (2, others)):
        source = catalog.source_of("d", number, ("M", "historical", ""))
        assert np.array_equal(source.read("pr", (0, 0)), told["pr"].T, equal_nan=True)


def test_a_withdrawn_version_still_gives_its_values(tmp_path):
    catalog = catalog_in(tmp_path)
    one, values = random_found(5, 5)
    publish(catalog, "d", one)
    catalog.retire("d", None, "wrong")
    source = catalog.source_of("d", 1, ("M", "historical", ""))
    assert np.array_equal(source.read("pr", (0, 0)), values["pr"].T, equal_nan=True)
    assert publish(catalog, "d", one).version == 2


@pytest.mark.parametrize("dataset", ["", "../d", "a/b", ".hidden", "a b", "x" * 81, "a..b", "ä"])
def test_an_id_that_cannot_name_a_folder_is_refused(tmp_path, dataset):
    catalog = catalog_in(tmp_path)
    with pytest.raises(CatalogError, match="Try one like"):
        catalog.publish([], Facets(dataset=dataset))
    assert not (tmp_path / "arrays").exists()


def test_an_error_of_the_metadata_refuses_before_anything_is_written(tmp_path):
    catalog = catalog_in(tmp_path)
    one, _ = random_found(5, 5)
    report = publish(catalog, "d", one, findings=(ODD, WRONG))
    assert (report.status, report.version) == ("refused", None)
    assert [f.code for f in report.findings] == ["negative-rain", "outliers"]
    assert not (tmp_path / "arrays").exists()


def test_an_error_of_the_values_refuses_and_leaves_nothing(tmp_path):
    catalog = catalog_in(tmp_path)
    one, _ = random_found(5, 5)
    two, _ = random_found(5, 5, scenario="ssp585")
    report = publish(catalog, "d", one, two, value_findings=(WRONG,))
    assert (report.status, report.version) == ("refused", None)
    assert report.findings[0].code == "negative-rain"
    assert state_of(catalog) == ((), 0)


def breaking(simulations, after, error):
    """The simulations, but their files break after so many reads in all."""
    left = [after]

    def read_of(simulation):
        def read(name, start, stop):
            if left[0] == 0:
                raise error
            left[0] -= 1
            return simulation.read_steps(name, start, stop)

        return read

    return [replace(simulation, read_steps=read_of(simulation)) for simulation in simulations]


@pytest.mark.parametrize("after", range(4))
@pytest.mark.parametrize("error", [Unreadable("The file ends."), MemoryError(), KeyboardInterrupt()])
def test_files_that_break_midway_leave_the_catalog_as_it_was(tmp_path, after, error):
    catalog = catalog_in(tmp_path)
    one, _ = random_found(5, 5)
    publish(catalog, "d", one)
    before = state_of(catalog)
    two = breaking([random_found(5, 5, seed=2, scenario=scenario)[0] for scenario in ("a", "b")], after, error)
    if isinstance(error, Unreadable):
        assert publish(catalog, "d", *two).status == "refused"
    else:
        with pytest.raises(type(error)):
            publish(catalog, "d", *two)
    assert state_of(catalog) == before
    assert catalog.leftovers().folders == ()


def test_a_registry_that_fails_takes_the_arrays_with_it(tmp_path, monkeypatch):
    catalog = catalog_in(tmp_path)
    one, _ = random_found(5, 5)

    def fail(_draft):
        raise StorageFailed("The disk is full.")

    monkeypatch.setattr(catalog.registry, "publish", fail)
    with pytest.raises(StorageFailed):
        publish(catalog, "d", one)
    monkeypatch.undo()
    assert state_of(catalog) == ((), 0)
    assert publish(catalog, "d", one).version == 1


def test_a_store_that_cannot_be_written_is_a_plain_refusal(tmp_path):
    (tmp_path / "arrays").mkdir()
    (tmp_path / "arrays" / "d").write_text("in the way")
    one, _ = random_found(2, 2)
    with pytest.raises(StorageFailed, match="nothing is left behind"):
        publish(catalog_in(tmp_path), "d", one)


def test_values_changed_between_reading_and_storing_are_found(tmp_path, monkeypatch):
    catalog = catalog_in(tmp_path)
    one, _ = random_found(5, 5)
    honest = Scratch.read

    def lying(self, window):
        values = honest(self, window)
        values[0, 0, 3], values[0, 0, 4] = values[0, 0, 4], values[0, 0, 3]  # two days exchanged
        return values

    monkeypatch.setattr(Scratch, "read", lying)
    with pytest.raises(StorageFailed, match="is not what the files hold"):
        publish(catalog, "d", one)
    assert state_of(catalog) == ((), 0)


def test_fewer_steps_than_announced_are_refused(tmp_path):
    catalog = catalog_in(tmp_path)
    one, _ = random_found(5, 5)
    with pytest.raises(StorageFailed, match="part of it would be missing"):
        publish(catalog, "d", _shortened(one))
    assert state_of(catalog) == ((), 0)


def _shortened(simulation):
    class Short(type(simulation)):
        def blocks(self, block_bytes=0):
            yield next(iter(super().blocks(25 * 8 * 100)))

    return Short(simulation.simulation, simulation.time, simulation.grid, simulation.files, simulation.read_steps)


def test_a_file_that_changes_while_it_is_published_is_refused(tmp_path):
    catalog = catalog_in(tmp_path / "home")
    path = tmp_path / "a.nc"
    path.write_bytes(b"as it was")
    file = SourceFile(path, 9, path.stat().st_mtime_ns)
    one, _ = random_found(3, 3)

    class Touching(NoChecks):
        def update(self, block):
            path.write_bytes(b"as it is now")

    whole = replace(understood(one), files=(file,))
    facets = Facets(dataset="d")
    report = catalog.publish_understood(whole, facets, "x", None, checks_of=lambda _: Touching())
    assert (report.status, report.findings[0].code) == ("refused", "file-changed")
    assert state_of(catalog) == ((), 0)
    path.write_bytes(b"as it was")
    whole = replace(whole, files=(SourceFile(path, 9, path.stat().st_mtime_ns),))
    catalog.publish_understood(whole, facets, "x", None, checks_of=lambda _: NoChecks())
    digest = hashlib.sha256(b"as it was").hexdigest()
    assert catalog.dataset("d").sources == ({"name": "a.nc", "size": 9, "sha256": digest},)


def test_what_a_killed_publication_left_is_seen_and_given_back(tmp_path):
    catalog = catalog_in(tmp_path)
    one, _ = random_found(5, 5)
    publish(catalog, "d", one)
    kept = bytes_below(tmp_path / "arrays" / "d")
    (whole,) = (tmp_path / "arrays" / "d").iterdir()
    shutil.copytree(whole, tmp_path / "arrays" / "d" / ".staging-0123")
    shutil.copytree(whole, tmp_path / "arrays" / "e" / ("ab" * 32))  # moved to its place, but never registered
    left = catalog.leftovers()
    assert left.folders == ("d/.staging-0123", "e/" + "ab" * 32)
    assert left.size == 2 * kept
    assert catalog.reclaim() == left
    assert catalog.leftovers().size == 0
    assert not (tmp_path / "arrays" / "e").exists()
    catalog.scrub("d")


def test_space_is_not_reclaimed_while_something_is_published(tmp_path):
    catalog = catalog_in(tmp_path)
    one, _ = random_found(3, 3)

    class Reclaiming(NoChecks):
        def update(self, block):
            with pytest.raises(CatalogError, match="is being published at this moment"):
                catalog.reclaim()

    report = catalog.publish_understood(
        understood(one), Facets(dataset="d"), "x", None, checks_of=lambda _: Reclaiming()
    )
    assert report.status == "published"
    catalog.scrub("d")


def test_scratch_gives_back_any_window_whatever_the_blocks(tmp_path):
    rng = np.random.default_rng(3)
    values = rng.normal(size=(37, 5 * 7)).astype("float32")
    scratch = Scratch(tmp_path, (5, 7), values.dtype)
    for start, stop in ((0, 1), (1, 20), (20, 37)):
        scratch.add(start, stop, values[start:stop])
    cube = values.T.reshape(5, 7, 37)
    for window in (Window(0, 5, 0, 7), Window(2, 4, 0, 7), Window(1, 5, 3, 6), Window(4, 5, 6, 7)):
        assert np.array_equal(scratch.read(window), cube[window.slices])
    proof = Proof.empty((5, 7), 37, values.dtype)
    for window in (Window(0, 5, 0, 4), Window(0, 5, 4, 7)):
        proof.add(window, np.ascontiguousarray(cube[window.slices]))
    assert proof.agrees_with(scratch.proof())
    assert list(tmp_path.iterdir()) == []
    for start, stop, block in ((30, 31, values[:1]), (37, 38, values[:1, :3]), (37, 38, values[:1].astype("float64"))):
        with pytest.raises(ValueError, match="were announced"):
            scratch.add(start, stop, block)
    scratch.close()


def model_and_station(warmer, wetter=1.0, years=(1995, 2014), distance=0.1):
    """A model and a station of the same weather, but the model's nights are warmer and its days wetter."""
    rng = np.random.default_rng(7)
    axis, model_axis = daily_axis(*years), daily_axis(*years, calendar="noleap")
    night = rng.normal(7, 5, (axis.first_day.size, 1))
    rain = rng.gamma(0.5, 4, night.shape)
    station = found({"tasmin": night, "pr": rain}, axis, points((52.2, 0.9)), "station", "observed")
    steps = model_axis.first_day.size
    values = {"tasmin": night[:steps] + warmer, "pr": rain[:steps] * wetter}
    model = found(values, model_axis, points((52.2 + distance, 0.9)), "MIROC6", "historical")
    return model, station


def test_a_bias_against_a_station_is_a_warning_with_its_size(tmp_path):
    catalog = catalog_in(tmp_path)
    model, station = model_and_station(4.1, 1.5)
    publish(catalog, "station", station, kind="observation", title="Suffolk station")
    report = publish(catalog, "models", model)
    assert [(f.code, f.severity, f.variable, f.models) for f in report.findings] == [
        ("bias-against-observations", "warning", "tasmin", ("MIROC6",)),
        ("bias-against-observations", "warning", "pr", ("MIROC6",)),
    ]
    nights, rain = (f.message for f in report.findings)
    assert "MIROC6's nights (tasmin) are 4.1 °C warmer than Suffolk station in 1995–2014" in nights
    assert "MIROC6 has 50 % more precipitation (pr) than Suffolk station" in rain
    assert catalog.dataset("models").findings == report.findings


@pytest.mark.parametrize(
    "world",
    [
        {"warmer": 0.5},
        {"warmer": 5, "years": (2000, 2008)},  # nine years only
        {"warmer": 5, "distance": 0.5},  # 56 km away
    ],
)
def test_a_small_a_short_or_a_distant_difference_is_no_bias(tmp_path, world):
    catalog = catalog_in(tmp_path)
    model, station = model_and_station(**world)
    publish(catalog, "station", station, kind="observation")
    assert publish(catalog, "models", model).findings == ()


def test_the_grid_cell_that_holds_the_station_is_compared_in_the_canonical_unit(tmp_path):
    catalog = catalog_in(tmp_path)
    axis = daily_axis(2000, 2011)
    steps = axis.first_day.size
    station = found({"tasmax": np.full((steps, 1), 283.15)}, axis, points((50.3, 359.6)), "station", "observed")
    kelvin = np.full((steps, 6), 300.0)
    kelvin[:, 4] = 280.15  # the cell of row 1, column 1: 50.25 to 50.75, −0.75 to −0.25
    kelvin[100, 4] = np.nan
    grid = box_grid(2, 3, south=49.75, west=-1.25, step=0.5)
    publish(catalog, "station", station, kind="observation", title="A station")
    report = publish(catalog, "models", found({"tasmax": kelvin}, axis, grid))
    (finding,) = report.findings
    assert "M's days (tasmax) are 3.0 °C colder than A station in 2000–2011" in finding.message
    assert "(mean of 12 years)" in finding.message


def test_members_of_a_model_speak_with_one_voice(tmp_path):
    catalog = catalog_in(tmp_path)
    model, station = model_and_station(2.0)
    other, _ = model_and_station(4.0)
    named = [replace(m, simulation=replace(m.simulation, member=r)) for m, r in ((model, "r1"), (other, "r2"))]
    publish(catalog, "station", station, kind="observation")
    (finding,) = publish(catalog, "models", *named).findings
    assert "are 3.0 °C warmer" in finding.message
