"""The benchmark of publishing runs once on a small archive, so that it never rots; its figures are not judged here."""

from __future__ import annotations

from tests.benchmarks.archive import make_archive
from tests.benchmarks.publishing import compare, measure


def test_an_archive_is_published_and_its_cost_is_told(tmp_path):
    source, home = tmp_path / "source", tmp_path / "home"
    source.mkdir()
    make_archive(source, years=1, side=18)
    cost = measure("publish", str(source), str(home))
    assert compare(source, home, every=1) == 3 * 365 * 18 * 18
    assert cost.seconds > 0
    assert 10e6 < cost.memory < 1.5e9
