"""The benchmark of the registry runs on a small world, so that it never rots; its times are not judged here."""

from broker.database import open_database
from tests.benchmarks.registry import QUESTIONS, fill, measured


def test_each_question_to_the_registry_is_timed(tmp_path):
    registry = fill(open_database(tmp_path), 60)
    found = measured(registry, rounds=1)
    assert set(found) == set(QUESTIONS)
    assert all(clock > 0 for clock, _own in found.values())


def test_a_list_takes_no_record_apart(tmp_path, monkeypatch):
    registry = fill(open_database(tmp_path), 20)
    monkeypatch.setattr("catalog.offers.from_record", lambda *_: 1 / 0)
    assert [(v.label, v.years, v.models) for v in registry.list()][:1] == [
        ("dataset-00000@1", (1950, 2100), ("MODEL-0",))
    ]
    assert len(registry.search(text="valley", frequency="mon", licence="cc0")) == 2
