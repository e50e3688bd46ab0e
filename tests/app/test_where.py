"""A place chosen by name as it is typed, drawn on a map, read from a file, or taken from one's own."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from broker.service import Broker
from broker.ui import resources, session
from broker.ui.components.here import place_in
from broker.ui.components.where_map import EXACT, MARKS, around, figure, point_tapped, region_drawn, view_of
from tests.app.fake_broker import FakeBroker
from tests.app.pages import QUESTION, open_page, press, words
from translators.gazetteer.reverse import largest_towns
from translators.regions import find_place, region_of


class WithPlaces(FakeBroker):
    """The broker in memory, with the real verbs of places over an empty store."""

    def __init__(self, folder):
        super().__init__(folder)
        real = Broker(folder / "home")
        for verb in ("search_places", "places_at", "read_area", "region", "look", "keep_place", "kept_places"):
            setattr(self, verb, getattr(real, verb))


@pytest.fixture
def broker(tmp_path):
    return WithPlaces(tmp_path)


def dialog():
    """Draw what the dialog holds, as a page: tests cannot rerun a dialog by itself."""
    from broker.ui import session
    from broker.ui.components import where

    where.choose_place(session.draft() or session.new_draft(need={"statement": "How hot?"}))


def choosing(monkeypatch, broker, name=""):
    drafts = resources.Drafts()
    monkeypatch.setattr(resources, "get_broker", lambda: broker)
    monkeypatch.setattr(resources, "get_drafts", lambda: drafts)
    app = AppTest.from_function(dialog, default_timeout=60)
    app.session_state[session.VISITOR] = session.Visitor(name, "farmer")
    return app.run()


def of_key(app, kind, key):
    return next(w for w in getattr(app, kind) if w.key == key)


def drafted(app):
    return resources.get_drafts().get(app.session_state[session.DRAFT]).need["region"]


def test_a_place_is_found_as_it_is_typed_and_taken(monkeypatch, broker):
    app = choosing(monkeypatch, broker)
    of_key(app, "text_input", "where-name").set_value("Nakru").run()
    assert not app.exception
    assert "Nakuru, Nakuru County, Kenya" in of_key(app, "radio", "where-found").value
    assert "No dataset on offer reaches it" in words(app)
    app = press(app, "Take this place")
    assert drafted(app) == {"place": "Nakuru, Nakuru County, Kenya"}


def test_two_numbers_are_a_point_and_it_is_said_where_that_is(monkeypatch, broker):
    app = choosing(monkeypatch, broker)
    of_key(app, "text_input", "where-name").set_value("-0.3, 36.07").run()
    assert "Nakuru County, Kenya" in words(app)
    app = press(app, "Take this place")
    assert drafted(app) == {"point": {"lat": -0.3, "lon": 36.07}}


def test_no_place_of_the_name_is_said_in_words(monkeypatch, broker):
    app = choosing(monkeypatch, broker)
    of_key(app, "text_input", "where-name").set_value("Xqzzyw").run()
    assert "We know no place of this name" in words(app)


def test_a_kept_place_is_offered_to_its_owner(monkeypatch, broker):
    broker.keep_place("my maize field", region_of({"point": {"lat": 0.5, "lon": 35.2}}), "10 km", by="Amina, farmer")
    app = choosing(monkeypatch, broker, "Amina")
    of_key(app, "button_group", "where-way").set_value("mine").run()
    assert not app.exception
    assert of_key(app, "radio", "where-mine").options == ["my maize field"]
    app = press(app, "Take this place")
    assert set(drafted(app)) == {"point"}
    assert drafted(app) != {"point": {"lat": 0.5, "lon": 35.2}}


def test_a_place_is_kept_as_exactly_as_its_owner_wants(monkeypatch, broker):
    app = choosing(monkeypatch, broker, "Amina")
    of_key(app, "text_input", "where-name").set_value("0.51, 35.27").run()
    next(w for w in app.text_input if w.label == "Under which name?").set_value("home")
    next(w for w in app.radio if w.label == "How exactly may we keep it?").set_value("25 km")
    app = press(app, "Keep")
    assert "Kept as “home”" in words(app)
    (kept,) = broker.kept_places(by="Amina, farmer")
    assert (kept.name, kept.precision) == ("home", "25 km")
    assert kept.region.asked != {"point": {"lat": 0.51, "lon": 35.27}}


def test_the_need_page_offers_the_other_ways_to_say_a_place(monkeypatch, broker):
    app = open_page(monkeypatch, broker, "need")
    app.text_area[0].set_value(QUESTION)
    app = press(press(app, "Read my question"), "Choose the place on a map, from a file, or among mine")
    assert not app.exception
    assert "By name" in str(of_key(app, "button_group", "where-way").options)


@pytest.mark.parametrize(
    ("sent", "place"),
    [
        ([52.21987, 0.88412], (52.22, 0.88)),
        ([-0.004, -179.999], (0.0, -180.0)),
        ([90, 0], (90.0, 0.0)),
        ([90.01, 0], None),
        ([0, 180.01], None),
        ([float("nan"), 0], None),
        ([True, 0], None),
        (["52.22", "0.88"], None),
        ([52.22], None),
        ("52", None),
        (None, None),
    ],
)
def test_where_a_device_is_counts_to_a_kilometre_and_only_on_earth(sent, place):
    assert place_in(SimpleNamespace(place=sent)) == place
    assert place_in(None) is None


def test_of_a_point_the_need_page_says_near_which_town_it_lies(monkeypatch, broker):
    app = open_page(monkeypatch, broker, "need")
    app.text_area[0].set_value("How hot will it be?")
    app = press(app, "Read my question")
    drafts, token = resources.get_drafts(), app.query_params["draft"]
    asked = drafts.get(token if isinstance(token, str) else token[0])
    drafts.keep(replace(asked, need=asked.need | {"region": {"point": {"lat": 52.22, "lon": 0.88}}}))
    app = app.run()
    assert not app.exception
    assert any("52.22, 0.88" in said and "England, United Kingdom" in said for said in words(app).splitlines())


def test_what_is_drawn_becomes_a_box_or_an_outline():
    assert region_drawn({}) is None
    box = region_drawn({"box": [{"x": [37.5, 36.25], "y": [0.5, -1.0]}]})
    assert box == {"bbox": {"west": 36.25, "south": -1.0, "east": 37.5, "north": 0.5}}
    drawn = region_drawn({"box": [], "lasso": [{"x": [36, 37, 36.5], "y": [0, 0, 1]}]})
    assert region_of(drawn).area_km2 == pytest.approx(6180, rel=0.01)
    assert region_drawn({"box": [{"x": [1, 1], "y": [0, 1]}]}) is None
    assert region_drawn({"lasso": [{"x": [1, 2], "y": [0, 1]}]}) is None


def test_a_tap_is_one_mark_and_an_area_is_none():
    assert point_tapped({"points": [{"x": 36.123, "y": -0.456}], "box": [], "lasso": []}) == (36.12, -0.46)
    assert point_tapped({"points": [{"x": 1, "y": 1}, {"x": 2, "y": 2}]}) is None
    assert point_tapped({"points": [{"x": 1, "y": 1}], "box": [{"x": [0, 2], "y": [0, 2]}]}) is None
    assert point_tapped({}) is None
    west, south, east, north = around(36.12, -0.46)
    assert west < 36.12 < east
    assert south < -0.46 < north
    assert (east - west) / MARKS <= EXACT


def test_the_largest_towns_of_a_map_are_named_apart():
    towns = largest_towns((-85.0, 41.0, -74.0, 57.0), 6)
    assert 3 <= len(towns) <= 6
    assert "Toronto" in [name for name, _, _ in towns]
    assert "Mississauga" not in [name for name, _, _ in towns], "too close to a larger one"
    assert all(-85 <= lon <= -74 and 41 <= lat <= 57 for _, lon, lat in towns)
    assert largest_towns((-140.0, -40.0, -130.0, -30.0), 6) == []


def test_the_map_shows_the_surroundings_of_a_place_without_the_network():
    kenya = find_place("Kenya")[0]
    west, south, east, north = view_of(kenya)
    assert west < 34 < 41.8 < east
    assert south < -4.6 < 5 < north
    drawn = figure((west, south, east, north), kenya.geometry, dark=False)
    assert any(trace.fill == "toself" for trace in drawn.data)
    assert {trace.type for trace in drawn.data} == {"scatter"}  # lines of our own, no tiles of anybody's
