"""Several regions in one need and one pass: their names, their numbers, the daily bytes, and what is refused."""

from dataclasses import replace

import numpy as np
import pytest
import shapely
from shapely.geometry import mapping, shape

from broker.engine.cache import ReductionCache
from broker.engine.run import run
from broker.matching import match
from broker.recipe import Recipe
from tests.unit.archives import MemorySource, box, daily_axis, grid, point, recipe
from tests.unit.offers import asked as offer
from tests.unit.offers import grid as models
from translators.errors import RegionError
from translators.regions import Region, region_of

FOUR_BY_SIX = grid([50.0, 51.0, 52.0, 53.0], [0.0, 1.0, 2.0, 3.0, 4.0, 5.0])
WEST, EAST, OVERLAP = box(-0.5, 49.5, 2.5, 53.5), box(2.5, 49.5, 5.5, 53.5), box(0.2, 50.1, 4.9, 52.2)


def archive():
    axis = daily_axis(2001, 2004)
    values = np.random.default_rng(4).uniform(10, 40, (24, axis.days.size)).astype(np.float32)
    return MemorySource(axis, FOUR_BY_SIX, {"tasmax": values})


def several(**places):
    whole = shapely.unary_union([shape(place) for place in places.values()])
    return {
        "name": "all",
        "geometry": mapping(whole),
        "source": "made up",
        "places": [{"name": name, "geometry": place} for name, place in places.items()],
    }


def asked(region, **more):
    return replace(recipe(**more), region=region)


def test_each_of_several_regions_has_the_numbers_that_it_has_alone():
    source = archive()
    together = run(asked(several(West=WEST, East=EAST, Both=OVERLAP)), lambda *_: source, ReductionCache(None))
    assert [series.place for series in together.series] == ["West", "East", "Both"]
    for name, place in (("West", WEST), ("East", EAST), ("Both", OVERLAP)):
        alone = run(recipe(geometry=place), lambda *_: source, ReductionCache(None))
        (series,) = [s for s in together.series if s.place == name]
        assert series.values.tolist() == alone.series[0].values.tolist()
        of_place = [(r.period, r.p50, r.change_p50) for r in together.summary if r.place == name]
        assert of_place == [(r.period, r.p50, r.change_p50) for r in alone.summary]


def test_the_daily_values_of_a_tile_are_read_once_for_all_regions():
    source, one = archive(), archive()
    together = run(asked(several(West=WEST, East=EAST, Both=OVERLAP)), lambda *_: source, ReductionCache(None))
    whole = run(recipe(geometry=box(-0.5, 49.5, 5.5, 53.5)), lambda *_: one, ReductionCache(None))
    assert together.daily_bytes_read == whole.daily_bytes_read == source.arrays["tasmax"].nbytes
    assert source.reads == one.reads == 6  # tiles of 2 × 2 cells


def test_steps_and_definitions_of_several_regions_still_read_once():
    source = archive()
    wanted = asked(several(West=WEST, East=EAST), each="quarter", variants=({"thresh": "32 degC"},))
    result = run(wanted, lambda *_: source, ReductionCache(None))
    assert len(result.series) == 2 * 4 * 2
    assert source.reads == 6


def test_a_region_beyond_the_grid_is_named_and_the_others_are_served():
    source = archive()
    result = run(
        asked(several(West=WEST, Far=box(40, 0, 41, 1), Dot=point(1, 50))), lambda *_: source, ReductionCache(None)
    )
    assert {series.place for series in result.series} == {"West", "Dot"}
    assert any("Far lies outside the grid of" in sentence for sentence in result.warnings)


def test_districts_of_a_country_are_its_first_level_units():
    kenya = region_of({"districts": "Kenya"})
    assert len(kenya.parts) == 8
    assert "Nairobi" in [name for name, _ in kenya.parts]
    assert sum(one.area_km2 for one in kenya.each) == pytest.approx(kenya.area_km2, rel=0.02)
    britain = region_of({"districts": "GB"})
    assert "England" not in [name for name, _ in britain.parts]  # its counties are, and they cover it
    assert sum(one.area_km2 for one in britain.each) == pytest.approx(
        region_of({"place": "United Kingdom"}).area_km2, rel=0.02
    )


def test_a_list_of_regions_may_mix_places_and_points():
    asked_for = {
        "several": [{"place": "Nakuru, Kenya"}, {"point": {"lat": -0.1, "lon": 34.8}}, {"place": "Rift Valley, Kenya"}]
    }
    region = region_of(asked_for)
    assert [name for name, _ in region.parts] == ["Nakuru", "0.1°S, 34.8°E", "Rift Valley"]
    assert region.asked == asked_for
    assert not region.is_point
    again = Region.from_json(region.to_json())
    assert again.to_json() == region.to_json()
    points = region_of({"several": [{"point": {"lat": -0.1, "lon": 34.8}}, {"point": {"lat": 1, "lon": 34.8}}]})
    assert points.is_point
    assert points.area_km2 == 0


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ({"districts": "Nowhereland"}, "not known where to look"),
        ({"districts": 3}, "the name of a country is needed"),
        ({"districts": "Woolpit"}, "divides only countries"),
        ({"several": []}, "a list of 2 to"),
        ({"several": [{"place": "Kenya"}, {"districts": "Kenya"}]}, "holds several itself"),
        ({"several": [{"place": "Kenya"}, {"place": "Kenya"}]}, "could not be told apart"),
    ],
)
def test_what_is_no_list_of_regions_is_refused_in_words(written, says):
    with pytest.raises(RegionError, match=says):
        region_of(written)


def test_a_dataset_that_reaches_one_of_the_regions_answers_and_says_how_much():
    boxes = [{"west": -74, "south": 43, "east": -73, "north": 44}, {"west": 10, "south": 43, "east": 11, "north": 44}]
    matched = match(offer({"several": [{"bbox": b} for b in boxes]}), (models(),), no_grid)
    assert matched.is_met
    assert matched.candidates[0].covered == pytest.approx(0.5, abs=0.01)
    codes = {m.code for m in matched.mismatches if m.axis == "space"}
    assert codes == {"region-partly-covered", "region-below-cell"}
    made = matched.to_recipe()
    assert [place["name"] for place in made.region["places"]] == [
        "a box from 74°W to 73°W and 43°N to 44°N",
        "a box from 10°E to 11°E and 43°N to 44°N",
    ]
    assert Recipe.from_mapping(made.to_mapping()) == made
    away = match(offer({"several": [{"point": {"lat": 1, "lon": 1}}, {"bbox": boxes[1]}]}), (models(),), no_grid)
    assert away.unmet.code == "outside-data"


def no_grid(version, simulation):
    raise AssertionError("no grid is needed for cells")
