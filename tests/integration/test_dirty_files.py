"""Each known defect is found by name in one kind of file, clean files are left in peace, and nothing is changed."""

from __future__ import annotations

import pytest

from broker import Broker
from catalog.checks import CHECKS
from catalog.reading import check, understand
from tests.benchmarks.carriers import CARRIERS, Made, facets_of, make, write
from tests.benchmarks.dirty import KINDS, show_files

#: Repair → the defect that it mends, in the carrier of this number.
REPAIRS = {
    "units-contradict-values": ("degrees C labelled K", 0),
    "time-unsorted": ("two steps exchanged", 0),
    "time-duplicated": ("time repeated", 0),
    "coordinates-in-radians": ("radians", 0),
    "trace-rain": ("", 12),
    "chunks-absent-as-values": ("", 15),
}


def test_every_kind_of_defect_is_found_and_clean_files_have_no_warning(tmp_path):
    totals = show_files(tmp_path, once=True)
    assert totals.missed == []
    assert totals.found == totals.tried
    assert set(totals.tried) == set(KINDS)
    assert (totals.clean, totals.alarms, totals.changed) == (len(CARRIERS), 0, 0)


def broken(code, folder) -> tuple[Made, tuple]:
    """A file whose defect can be repaired on request, and where it lies."""
    kind, number = REPAIRS[code]
    clean = make(CARRIERS[number], "M")
    made = KINDS[kind](clean)[0] if kind else clean
    written = write(made, folder / "x")
    if code == "chunks-absent-as-values":
        encoding = made.encoding | {made.first: {"_FillValue": None, "chunks": (360, 4, 5)}}
        written = write(Made(made.carrier, made.data, encoding), folder / "y")
        (written[0] / "pr" / "1.0.0").unlink()
    if code == "trace-rain":
        text = written[0].read_text(encoding="utf-8").splitlines()
        text[5] = text[5].rpartition(",")[0] + ",T"
        written[0].write_text("\n".join(text) + "\n", encoding="utf-8")
    return made, written


@pytest.mark.parametrize("code", sorted(REPAIRS))
def test_a_repair_is_offered_asked_for_and_carried_into_the_catalog(tmp_path, code):
    made, written = broken(code, tmp_path)
    refused = [f for f in check(list(written), facets_of(made, "M")).findings if f.severity == "error"]
    assert [f.code for f in refused] == [code]
    assert f"--accept {code}" in refused[0].fix
    broker = Broker(tmp_path / "home")
    report = broker.publish(list(written), facets_of(made, "M", accept=(code,)), by="Tom")
    assert report.status == "published"
    told = next(f for f in broker.dataset("dirty").findings if f.code == code)
    assert told.severity == "warning"
    assert "Accepted by the producer" in told.message
    assert CHECKS[code].repair in told.message


def test_every_repair_has_its_test():
    assert set(REPAIRS) == {code for code, entry in CHECKS.items() if entry.repair}


def test_radians_are_turned_into_degrees_only_when_that_was_asked_for(tmp_path):
    made, written = broken("coordinates-in-radians", tmp_path)
    clean = make(CARRIERS[0], "M")
    with understand(list(written), facets_of(made, "M", accept=("coordinates-in-radians",))) as understood:
        grid = understood.simulations[0].grid
    assert grid.lat == pytest.approx(clean.data["lat"].values)
    assert grid.lon_bounds == pytest.approx(clean.data["lon_bnds"].values)
