"""Places by the names that people use, alone and inside sentences."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from translators.errors import AmbiguousPlace, RegionError, TranslationError, UnknownPlace
from translators.gazetteer.names import folded
from translators.gazetteer.shapes import area_shape
from translators.gazetteer.table import TOWN, table
from translators.places import find_place, find_places, nearest_town, places_in
from translators.regions import find_region, spherical_area_km2


def found_in(sentence):
    """[(the words, the first place's name, how many it may mean)]"""
    return [(sentence[m.start : m.end], m.places[0].name, len(m.places)) for m in places_in(sentence)]


# --- one name -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("Woolpit", "Woolpit, England, United Kingdom", "town"),
        ("woolpit, suffolk", "Woolpit, England, United Kingdom", "town"),
        ("Woolpit Suffolk UK", "Woolpit, England, United Kingdom", "town"),
        ("Suffolk, GB", "Suffolk, United Kingdom", "unit"),
        ("Suffolk, England, UK", "Suffolk, United Kingdom", "unit"),
        ("Perth, WA", "Perth, Western Australia, Australia", "town"),
        ("Suffolk, Virginia", "Suffolk, Virginia, United States of America", "town"),
        ("Nakuru, Kenya", "Nakuru, Nakuru County, Kenya", "town"),
        ("Nakuru, Nakuru County, KE", "Nakuru, Nakuru County, Kenya", "town"),
        ("Kenya", "Kenya", "country"),
        ("UK", "United Kingdom", "country"),
        ("Côte d’Ivoire", "Côte d'Ivoire", "country"),
        ("ivory coast", "Côte d'Ivoire", "country"),
        ("England", "England, United Kingdom", "unit"),
        ("Paris, TX", "Paris, Texas, United States of America", "town"),
        ("Springfield, Illinois", "Springfield, Illinois, United States of America", "town"),
        ("saint etienne", "Saint-Étienne, Auvergne-Rhône-Alpes, France", "town"),
        ("Nairobi", "Nairobi, Nairobi County, Kenya", "town"),
        ("Bombay", "Mumbai, Maharashtra, India", "town"),
        ("Wien", "Vienna, Austria", "town"),
        ("Rhondda, Cynon, Taff", "Rhondda, Cynon, Taff, United Kingdom", "unit"),
        ("New York (first-level unit)", "New York, United States of America", "unit"),
        ("NYC", "New York City, New York, United States of America", "town"),
    ],
)
def test_places_are_found_by_the_names_people_use(text, name, kind):
    place, _ = find_place(text)
    assert (place.name, place.kind) == (name, kind)


def test_a_town_is_a_point_and_a_unit_or_country_an_area():
    assert find_region("Woolpit").is_point
    assert (find_region("Woolpit").geometry.y, find_region("Woolpit").geometry.x) == (52.2245, 0.8883)
    assert find_region("Woolpit").source == "GeoNames"
    assert find_region("Suffolk, GB").area_km2 == pytest.approx(3800, rel=0.03)
    assert find_region("Kenya").area_km2 == pytest.approx(580_000, rel=0.03)
    assert find_region("England").area_km2 == pytest.approx(130_279, rel=0.01)


def test_a_region_found_by_name_remembers_the_words():
    assert find_region("woolpit, suffolk").asked == {"place": "woolpit, suffolk"}


@pytest.mark.parametrize(
    "text", ["Suffolk", "Georgia", "Springfield", "New York", "Cambridge", "Congo", "Korea", "Halton"]
)
def test_a_shared_name_is_asked_about_and_every_option_is_understood(text):
    with pytest.raises(AmbiguousPlace, match="places are called so") as refusal:
        find_place(text)
    options = refusal.value.options
    assert len(options) >= 2
    assert len({find_place(option)[0] for option in options}) == len(options)


@pytest.mark.parametrize("text", ["Paris", "London", "Cologne"])
def test_a_name_with_one_dominating_place_is_taken_and_said(text):
    place, note = find_place(text)
    assert place.short_name.startswith(("Paris", "London", "Köln"))
    assert "could also be" in note


def test_a_misspelt_name_is_refused_with_the_right_one():
    with pytest.raises(UnknownPlace, match="Did you mean Nakuru, Nakuru County, Kenya") as refusal:
        find_place("Nakru")
    assert refusal.value.options[0] == "Nakuru, Nakuru County, Kenya"


def test_a_known_name_in_the_wrong_country_says_where_it_is():
    with pytest.raises(UnknownPlace, match="known, but not in 'Kenya'") as refusal:
        find_place("Woolpit, Kenya")
    assert refusal.value.options == ("Woolpit, England, United Kingdom", "Kenya")


def test_a_division_without_a_border_offers_its_towns():
    with pytest.raises(UnknownPlace, match="not its border") as refusal:
        find_place("Nakuru County")
    assert refusal.value.options[0] == "Nakuru, Nakuru County, Kenya"


@pytest.mark.parametrize("text", ["", "  ", None, 7, ["Kenya"], "x" * 1000, ",", ", ,", "(town)", "Kenya" * 40])
def test_what_is_no_name_is_refused(text):
    with pytest.raises(RegionError) as refusal:
        find_place(text)
    assert refusal.value.about == "region"
    assert len(str(refusal.value)) < 600


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60) | st.from_regex(r"[A-Za-z ]{1,12}(, [A-Za-z]{2,9})?(\([^)]{0,20}\))?", fullmatch=True))
def test_any_text_is_a_place_or_a_refusal_and_nothing_else(text):
    find_places(text)
    places_in(text)
    with contextlib.suppress(TranslationError):
        find_place(text)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(table().names) - 1))
def test_every_place_is_found_by_its_option(key):
    from translators.gazetteer.place import place_at

    place = place_at(key)
    assert find_place(place.option)[0] == place


# --- while typing ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("Woolp", "Woolpit, England, United Kingdom"),
        ("Woolpitt", "Woolpit, England, United Kingdom"),
        ("Nakru", "Nakuru, Nakuru County, Kenya"),
        ("Niarobi", "Nairobi, Kenya"),
        ("suffok", "Suffolk, United Kingdom"),
        ("Johanesburg", "Johannesburg, Gauteng, South Africa"),
        ("Nakru, Kenya", "Nakuru, Nakuru County, Kenya"),
        ("Paris", "Paris, Île-de-France, France"),
        ("Ipswich, Suffolk", "Ipswich, England, United Kingdom"),
    ],
)
def test_typing_mistakes_are_forgiven_while_looking(typed, first):
    assert find_places(typed)[0].name == first


def test_no_more_places_are_offered_than_asked_for():
    assert len(find_places("San", limit=5)) == 5
    assert find_places("qqqqqqq") == []


# --- inside sentences -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "places"),
    [
        (
            "How many days will be too hot for my dairy cows, above 30 °C, around Woolpit?",
            [("Woolpit", "Woolpit, England, United Kingdom", 1)],
        ),
        ("how many frost days in woolpit in april", [("woolpit", "Woolpit, England, United Kingdom", 1)]),
        ("HOW MANY HOT DAYS NEAR WOOLPIT", [("WOOLPIT", "Woolpit, England, United Kingdom", 1)]),
        ("Will Nakuru's maize suffer?", [("Nakuru", "Nakuru, Nakuru County, Kenya", 1)]),
        ("more rain in Suffolk, GB in May?", [("Suffolk, GB", "Suffolk, United Kingdom", 1)]),
        ("more rain in Suffolk in May?", [("Suffolk", "Suffolk, United Kingdom", 2)]),
        ("heat in Kisumu (Kenya) by 2050", [("Kisumu (Kenya)", "Kisumu, Kisumu County, Kenya", 1)]),
        ("dry spells at Nakuru in Kenya", [("Nakuru in Kenya", "Nakuru, Nakuru County, Kenya", 1)]),
        ("frost in the Netherlands", [("Netherlands", "Netherlands", 1)]),
        ("hot days in Reading, England", [("Reading, England", "Reading, England, United Kingdom", 1)]),
        ("near St. Albans, England", [("St. Albans, England", "St Albans, England, United Kingdom", 1)]),
        ("What about King's Lynn's farms?", [("King's Lynn", "King's Lynn, England, United Kingdom", 1)]),
        ("wetter in the UK?", [("UK", "United Kingdom", 1)]),
        ("from Kenya to Tanzania", [("Kenya", "Kenya", 1), ("Tanzania", "Tanzania", 1)]),
    ],
)
def test_the_places_of_a_sentence_are_found_where_they_stand(sentence, places):
    assert found_in(sentence) == places


@pytest.mark.parametrize(
    "sentence",
    [
        "Will May be hotter than June?",
        "Reading about hot days in July and March",
        "in winter, in total, at harvest, in spring, in august",
        "How does RCP8.5 or SSP2-4.5 change DJF rain for us?",
        "Rice yields when it is 30 Celsius",
        "around flowering, near planting",
        "Many days of hail, one of the best",
        "Is it wet of is as or on me",
        "",
        "30 °C",
    ],
)
def test_words_that_are_no_places_are_left_alone(sentence):
    assert places_in(sentence) == []


def test_a_misspelt_place_is_offered_and_marked():
    (mention,) = places_in("dry spells around Nakru in Kenya")
    assert mention.places[0].name == "Nakuru, Nakuru County, Kenya"
    assert not mention.exact


def test_a_village_that_is_not_held_is_not_taken_for_its_namesake_elsewhere():
    (mention,) = places_in("hot days around Champion, Nebraska")
    assert mention.places[0].name == "Nebraska, United States of America"
    assert not mention.exact
    assert "Champion" in mention.note


# --- the gazetteer --------------------------------------------------------------------------------------------------


def test_two_spellings_of_a_name_are_one():
    assert folded("Saint-Étienne") == folded("St. Etienne") == "st etienne"
    assert folded("Ærø") == "aero"
    assert folded("N’Djamena") == folded("Ndjamena")


def test_every_area_is_valid_and_lies_on_the_map():
    places = table()
    areas = range(int((places.kind != TOWN).sum()))
    assert len(areas) == 4791
    for key in areas:
        shape = area_shape(key)
        assert shape.is_valid
        assert shape.bounds[0] >= -180
        assert shape.bounds[2] <= 180


def test_the_land_of_all_countries_is_the_land_of_the_earth():
    total = sum(spherical_area_km2(area_shape(key)) for key in range(241))
    assert total == pytest.approx(147e6, rel=0.01)


def test_the_nearest_town_names_a_point():
    place, distance_km = nearest_town(52.22, 0.88)
    assert place.short_name == "Woolpit"
    assert distance_km < 1


def test_the_gazetteer_stays_small_and_opens_quickly():
    folder = Path(__file__).parents[2] / "translators" / "gazetteer"
    assert sum(f.stat().st_size for f in folder.glob("*.gz")) < 6e6
    code = "import time; t = time.perf_counter(); from translators.places import find_place; find_place('Woolpit'); "
    code += "print(time.perf_counter() - t)"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=folder.parents[1]
    )
    assert float(result.stdout) < 3  # half a second on an idle machine, NumPy included


def test_looking_up_a_place_takes_no_time_once_the_gazetteer_is_open():
    find_places("Nakru")
    start = time.perf_counter()
    for _ in range(20):
        find_place("Woolpit")
        places_in("How many days will be too hot for my dairy cows, above 30 °C, around Woolpit?")
    assert (time.perf_counter() - start) / 20 < 0.02
