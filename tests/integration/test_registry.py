"""Versions are numbered, never changed, withdrawn with a reason, found by what they hold, and know who used them."""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import replace

import pytest

from broker.database import open_database
from catalog.errors import CatalogError, DatasetRetired, StorageFailed, UnknownDataset
from catalog.record import Finding, Simulation, Variable, Version
from catalog.registry import Registry

pytestmark = pytest.mark.usefixtures("database")


def simulation(model="CanESM5", scenario="ssp585", years=(2020, 2099), bbox=(0.0, 50.0, 2.0, 53.0), names=("tasmax",)):
    return Simulation(
        model=model,
        scenario=scenario,
        member="r1i1p1f1",
        variables=tuple(Variable(name, "K", "degC", 1.0, -273.15, cell_methods="time: maximum") for name in names),
        calendar="noleap",
        frequency="day",
        years=years,
        first_date=f"{years[0]}-01-01",
        last_date=f"{years[1]}-12-31",
        cells=4,
        grid_kind="rectilinear",
        bbox=bbox,
        resolution_km=12.5,
        group="simulation-0",
    )


def draft(dataset="suffolk", *simulations, kind="projection", title="Suffolk, adjusted"):
    return Version(
        dataset=dataset,
        number=0,
        snapshot="ab" * 32,
        title=title,
        producer="A weather service",
        licence="CC BY 4.0",
        citation="Somebody (2020), doi:10.0/xyz",
        kind=kind,
        adjustment="adjusted",
        simulations=simulations or (simulation(),),
        findings=(
            Finding("time-gap", "warning", "Three days lack.", "Send them.", "a.nc", "tasmax", "2021", ("CanESM5",)),
        ),
        published=dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC),
        change_note="the first",
        sources=({"name": "a.nc", "size": 12, "sha256": "00"},),
        published_by="Ada",
    )


@pytest.fixture
def registry(tmp_path):
    return Registry(open_database(tmp_path))


def test_what_was_published_is_read_back_as_it_was(registry):
    made = registry.publish(draft())
    assert made == replace(draft(), number=1)
    assert registry.get("suffolk", 1) == made
    assert registry.latest("suffolk") == made


def test_a_new_publication_is_a_new_version_and_the_old_one_stays(registry):
    first = registry.publish(draft())
    second = registry.publish(replace(draft(), title="Suffolk, again"))
    assert (first.number, second.number) == (1, 2)
    assert registry.versions("suffolk") == (first, second)
    assert registry.get("suffolk", 1) == first
    assert registry.list() == (second,)
    assert registry.list(include_retired=True) == (first, second)


def test_a_second_registry_on_the_same_database_sees_the_same(tmp_path):
    engines = [open_database(tmp_path) for _ in range(2)]
    writer, reader = (Registry(engine) for engine in engines)
    made = writer.publish(draft())
    assert reader.latest("suffolk") == made


def test_publications_at_the_same_time_get_different_numbers(tmp_path):
    registry = Registry(open_database(tmp_path))
    numbers, lock = [], threading.Lock()

    def publish():
        for _ in range(5):
            number = registry.publish(draft()).number
            with lock:
                numbers.append(number)

    threads = [threading.Thread(target=publish) for _ in range(4)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    assert sorted(numbers) == list(range(1, 21))
    assert len(registry.versions("suffolk")) == 20


def test_unknown_ids_and_versions_name_those_that_are_known(registry):
    with pytest.raises(UnknownDataset, match="catalog is empty"):
        registry.latest("suffolk")
    registry.publish(draft())
    with pytest.raises(UnknownDataset, match="The catalog holds suffolk"):
        registry.latest("sufolk")
    with pytest.raises(UnknownDataset, match="versions published are 1"):
        registry.get("suffolk", 7)


def test_a_withdrawn_version_is_not_offered_and_still_reproducible(registry):
    registry.publish(draft())
    registry.publish(draft())
    (withdrawn,) = registry.retire("suffolk", 2, "wrong units", "suffolk@1")
    assert (withdrawn.retired, withdrawn.successor, withdrawn.is_retired) == ("wrong units", "suffolk@1", True)
    assert registry.latest("suffolk").number == 1
    assert registry.get("suffolk", 2) == withdrawn
    assert [v.number for v in registry.search("suffolk")] == [1]


def test_a_dataset_wholly_withdrawn_says_why_and_what_follows(registry):
    registry.publish(draft())
    registry.publish(draft())
    assert [v.number for v in registry.retire("suffolk", None, "wrong units.", "suffolk-new")] == [1, 2]
    assert registry.list() == ()
    assert len(registry.list(include_retired=True)) == 2
    with pytest.raises(DatasetRetired, match=r"withdrawn: wrong units. .* suffolk-new follows it"):
        registry.latest("suffolk")


def test_the_first_reason_of_a_withdrawal_stands(registry):
    registry.publish(draft())
    registry.retire("suffolk", 1, "wrong units")
    (again,) = registry.retire("suffolk", 1, "another reason")
    assert again.retired == "wrong units"
    with pytest.raises(CatalogError, match="without a reason"):
        registry.retire("suffolk", 1, "  ")


def test_uses_are_known_both_ways_and_once(registry):
    registry.publish(draft())
    registry.publish(draft())
    for _ in range(2):
        registry.record_use("suffolk", 1, "product-a", "dialogue-x")
    registry.record_use("suffolk", 2, "product-b")
    assert [(u.version, u.product, u.dialogue) for u in registry.uses("suffolk")] == [
        (1, "product-a", "dialogue-x"),
        (2, "product-b", ""),
    ]
    assert [u.product for u in registry.uses("suffolk", 2)] == ["product-b"]
    assert [(u.dataset, u.version) for u in registry.used_by("product-a")] == [("suffolk", 1)]
    with pytest.raises(UnknownDataset):
        registry.uses("norfolk")


@pytest.mark.parametrize(
    ("criteria", "found"),
    [
        ({}, ["pacific", "station", "suffolk"]),
        ({"text": "adjusted SUFFOLK"}, ["suffolk"]),
        ({"text": "canesm5"}, ["suffolk"]),
        ({"text": "100%"}, []),
        ({"kind": "observation"}, ["station"]),
        ({"variables": ["pr"]}, ["pacific", "station"]),
        ({"variables": ["pr", "tasmax"]}, ["station"]),
        ({"variables": ["pr"], "scenario": "observed"}, ["station"]),
        ({"scenario": "ssp585", "years": (2000, 2019)}, []),
        ({"years": (1980, 1991)}, ["station"]),
        ({"years": (2099, 2150)}, ["pacific", "suffolk"]),
        ({"bbox": (1, 52, 3, 54)}, ["station", "suffolk"]),
        ({"bbox": (10, 52, 12, 54)}, []),
        ({"bbox": (-179, -20, -175, -10)}, ["pacific"]),
        ({"bbox": (170, -20, -170, 60)}, ["pacific"]),
        ({"bbox": (172, -20, 174, -10)}, []),
        ({"frequency": "mon"}, []),
    ],
)
def test_search_finds_what_one_simulation_holds(registry, criteria, found):
    registry.publish(draft("suffolk"))
    registry.publish(
        draft("pacific", simulation("MIROC6", bbox=(175.0, -25.0, -170.0, -5.0), names=("pr",)), title="Islands")
    )
    registry.publish(
        draft(
            "station",
            simulation("station", "observed", (1991, 2021), (1.0, 52.5, 1.0, 52.5), ("pr", "tasmax")),
            simulation("station two", "observed", (1995, 2021), (1.0, 52.5, 1.0, 52.5), ("tasmin",)),
            kind="observation",
            title="A gauge",
        )
    )
    assert [v.dataset for v in registry.search(**criteria)] == found


def test_search_looks_at_the_newest_version_only(registry):
    registry.publish(draft("suffolk", simulation(names=("pr",))))
    registry.publish(draft("suffolk", simulation(names=("tasmax",))))
    assert registry.search(variables=["pr"]) == ()


def test_a_database_that_cannot_be_written_is_a_plain_refusal(registry, tmp_path, database):
    if database != "sqlite":
        pytest.skip("the file of another database is not ours to damage")
    (tmp_path / "broker.sqlite").write_bytes(b"this is no database at all, but long enough to look like a file" * 99)
    with pytest.raises(StorageFailed, match="nothing was published"):
        registry.publish(draft())


def test_a_search_takes_the_step_of_time_and_the_licence(registry):
    monthly = replace(simulation(), frequency="mon")
    registry.publish(replace(draft("daily"), licence="CC-BY-4.0"))
    registry.publish(replace(draft("monthly", monthly), licence="CC0 1.0"))
    assert [v.dataset for v in registry.search(frequency="mon")] == ["monthly"]
    assert [v.dataset for v in registry.search(licence="cc by")] == ["daily"]
    assert registry.search(frequency="mon", licence="cc by") == ()


def test_what_lies_near_a_place_is_found_and_the_nearest_of_the_rest(registry):
    for name, west in (("here", 0.0), ("beyond-the-line", 179.0), ("far", 40.0), ("farther", 80.0)):
        east = west + 2 if west < 179 else -179.0
        registry.publish(draft(name, simulation(bbox=(west, 50.0, east, 53.0))))
    near = [v.dataset for v in registry.around((2.2, 52.0, 2.2, 52.0), 50.0, 0)]
    assert near == ["here"]
    assert [v.dataset for v in registry.around((2.2, 52.0, 2.2, 52.0), 50.0, 1)] == ["far", "here"]
    assert [v.dataset for v in registry.around((-180.0, 52.0, -179.5, 52.0), 50.0, 0)] == ["beyond-the-line"]
    assert len(registry.around((10.0, 0.0, 10.0, 0.0), 50.0, 9)) == 4


def test_a_search_takes_the_producer_and_the_calendar(registry):
    registry.publish(replace(draft("north"), producer="MÉTÉO-Alpes", title="Snow"))
    registry.publish(draft("south", replace(simulation(), calendar="360_day")))
    assert [v.dataset for v in registry.search(producer="météo")] == ["north"]
    assert [v.dataset for v in registry.search(calendar="360_day")] == ["south"]
    assert registry.search(producer="100%_") == registry.search(text="' OR 1=1 --") == ()


def test_a_list_is_turned_by_pages_and_read_whole_at_once(registry):
    made = [registry.publish(draft(f"d{n}")) for n in range(5)]
    assert registry.search(limit=2, offset=3) == tuple(made[3:])
    assert registry.count(text="suffolk") == 5
    assert registry.whole(reversed(registry.list())) == tuple(reversed(made))


@pytest.mark.parametrize(
    ("criteria", "says"),
    [({"years": (2060, 2041)}, "earlier year first"), ({"bbox": (0, 60, 1, 50)}, "no place on Earth")],
)
def test_a_search_that_cannot_be_meant_is_refused_in_words(registry, criteria, says):
    with pytest.raises(CatalogError, match=says):
        registry.search(**criteria)
