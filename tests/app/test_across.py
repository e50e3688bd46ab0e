"""The page across dialogues, and the set-up of a dialogue used in another place, over a real store."""

from __future__ import annotations

from dataclasses import replace

import pytest

from broker import Broker
from broker.exports.many.report import Cited, Table
from broker.ui.components import across_figures
from tests.app.pages import open_page, press, words
from tests.benchmarks.generated_log import PEOPLE, a_dialogue
from tests.integration.told_dialogues import open_world, rich

HELPER = "Mara Lind"


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """Two made-up dialogues and one in which people did one of everything."""
    folder = tmp_path_factory.mktemp("across-page")
    broker = Broker(folder / "home")
    (folder / "data").mkdir()
    open_world(broker, folder / "data")
    id = rich(broker)
    for seed in range(2):
        person, name = PEOPLE[0]
        entries = [entry for _, told in a_dialogue(2, seed) for entry in told]
        broker._log.append(f"d-{seed}", entries, by=person, name=name, key=f"k{seed}", request={"seed": seed})
    return broker, id


@pytest.fixture
def page(monkeypatch, store):
    def opened(name="across", **address):
        app = open_page(monkeypatch, store[0], name, **address)
        assert not app.exception
        return app

    return opened


def part(app, name):
    """Choose a part of the page."""
    return app.segmented_control(key="across-part").set_value(name).run()


def signed_in(app):
    app.text_input(key="who-name").set_value(HELPER).run()
    return app


def test_the_page_begins_with_a_summary_and_what_recurs(page):
    told = words(page())
    assert "3 of the 3 that you may read." in told
    assert "Measure: in 3 of 3 it did not fit at first" in told
    assert "What is asked again and again" in told
    assert "United Kingdom" in told


def test_each_part_is_drawn_and_names_the_dialogues_behind_it(page, store):
    app = page()
    for name, expected in {
        "fail": "Asked and not answered",
        "learnt": "Both limits are shown.",
        "people": "Who bears",
    }.items():
        app = part(app, name)
        assert not app.exception
        assert expected in words(app)
        links = [link.proto for link in app.get("page_link")]
        assert any(f"dialogue={store[1]}" in str(link) for link in links), name


def test_a_choice_that_nothing_fits_says_what_to_do(page):
    app = page()
    app = app.text_input(key="across-place").set_value("Atlantis").run()
    assert "Leave a condition out" in words(app)
    app = app.text_input(key="across-place").set_value("kingdom").run()
    assert "3 of the 3" in words(app)


def test_the_report_is_prepared_under_a_name_that_holds_its_sha256(page):
    app = part(page(), "take")
    app = app.selectbox(key="across-form").set_value("csv").run()
    app = press(app, "Prepare the file")
    assert not app.exception
    (button,) = app.get("download_button")
    assert button.proto.label == "Take the file"


def test_an_empty_store_says_so(monkeypatch, tmp_path):
    assert "no dialogue yet" in words(open_page(monkeypatch, Broker(tmp_path / "home"), "across"))


def field(app, kind, name):
    return next(one for one in getattr(app, kind) if one.key.startswith(f"set-up-{name}"))


def test_a_set_up_is_confirmed_part_by_part_and_opens_a_dialogue_elsewhere(page, store):
    broker, id = store
    app = signed_in(page("dialogue", dialogue=id))
    told = words(app)
    assert "The method travels, its values do not" in told
    carry = {box.key.split("-")[1]: box for box in app.checkbox if box.key.startswith("carry-")}
    assert carry["metric"].value
    assert not carry["season"].value  # whether it holds there is for whoever opens to say
    assert "work together" in carry["mode"].label.replace("\\", "")
    app = press(app, "Open it there")
    assert "Please write the question, the place and each limit." in words(app)
    field(app, "text_area", "statement").set_value("Too hot for our goats?")
    field(app, "text_input", "region").set_value("52.22, 0.88")
    field(app, "text_input", "thresh").set_value("28 degC")
    field(app, "text_input", "season").set_value("July")
    field(app, "text_input", "horizon").set_value("2040-2049")
    before = {one.id for one in broker.dialogues(by=HELPER)}
    app = press(app, "Open it there")
    assert not app.exception
    (new,) = {one.id for one in broker.dialogues(by=HELPER)} - before
    assert broker.dialogue(new, by=HELPER).round.specification_json["season"] == {"months": [7]}
    assert "season" not in broker.taken_set_up(new, by=HELPER).carried
    told = words(page("dialogue", dialogue=new))
    assert f"opened with the set-up of another dialogue, {id}" in told
    assert "not said here yet" in told


def test_a_place_without_the_data_is_refused_beside_the_form(page, store):
    broker, id = store
    app = signed_in(page("dialogue", dialogue=id))
    field(app, "text_area", "statement").set_value("Too hot for our goats?")
    field(app, "text_input", "region").set_value("-1.3, 36.8")
    field(app, "text_input", "thresh").set_value("28 degC")
    field(app, "text_input", "season").set_value("July")
    before = len(broker.dialogues(by=HELPER))
    app = press(app, "Open it there")
    assert not app.exception
    assert 'class="refusal"' in "".join(e.proto.body for e in app.get("html"))
    assert len(broker.dialogues(by=HELPER)) == before


def test_what_is_the_same_in_every_row_is_said_once_above_them():
    rows = (Cited(("Hot days", "Animals", "2")), Cited(("Hot days", "Health", "1")))
    table = Table("needs", "What is asked", "in 2 of 2", ("What", "Activity", "Dialogues"), rows, texts=2)
    drawn = str(across_figures._grid(table))
    assert drawn.count("Hot days") == 1
    assert drawn.index("Hot days") < drawn.index("<table")
    assert '<td class="number" data-head="Dialogues">2</td>' in drawn
    alone = str(across_figures._grid(replace(table, rows=rows[:1])))
    assert '<td class="" data-head="">Hot days</td>' in alone
