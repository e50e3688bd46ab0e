"""A workshop entered in the app, paths side by side, and acts on which rights were agreed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from broker.dialogue import Attachment, Meeting
from broker.dialogue.contributions.collection import Contributions
from broker.dialogue.contributions.values import contribution_of
from broker.dialogue.rights import Governed
from broker.errors import InvalidResponse
from broker.ui.components.attached import file_name
from broker.ui.components.meeting_form import there
from tests.app.fake_broker import NOON, FakeBroker, told_event
from tests.app.pages import open_page, press, restart, words
from tests.app.test_exchange import NEED, choose, sign_in, widget
from translators.need import Need


@pytest.fixture
def broker(tmp_path):
    broker = FakeBroker(tmp_path)
    broker.open_dialogue(Need.of(NEED), by="Amina, farmer")
    broker.build_round("d1")
    return broker


@pytest.fixture
def page(monkeypatch, broker):
    return lambda name="dialogue", **address: sign_in(open_page(monkeypatch, broker, name, dialogue="d1", **address))


def called(broker, verb):
    return [call for call in broker.calls if call[0] == verb]


def scientists_decide(broker, topic):
    said = [
        ("RightsProposed", "Amina, farmer", {"round": 1, "topic": topic, "decides": ["producer"], "side": "user"}),
        ("RightsAgreed", "Tomás", {"round": 1, "rights": "e5", "side": "producer"}),
    ]
    held = Contributions(tuple(contribution_of(told_event("d1", n, *one)) for n, one in enumerate(said, 5)))
    broker._dialogues["d1"] = replace(broker.dialogue("d1"), contributions=held)
    broker.is_for_others = True


def add_path(broker):
    changed = NEED | {"metric": {"index": "tx_days_above", "parameters": {"thresh": "28 degC"}}}
    broker.branch("d1", Need.of(changed), by="Tomás", because="28 °C as in the barn", round_number=1)
    broker.build_round("d1")


# — a workshop —


def open_form(app):
    return next(t for t in app.toggle if t.label == "Enter a workshop that took place").set_value(True).run()


def fill_day(app):
    for kind, field, value in (
        ("date_input", "-date", "2026-02-20"),
        ("text_input", "-place", "Village hall, Elmswell"),
        ("text_area", "-by-user", "Ruth Fenn\n12 farmers of Elmswell"),
        ("text_area", "-minutes", "We agreed to measure in the yard."),
        ("text_input", "-behalf-0", "farmers of Elmswell"),
        ("text_area", "-text-0", "Our cows stop eating at 25 °C."),
        ("text_input", "-years-0", "2003, 2018"),
        ("text_input", "-of-0", "milk"),
    ):
        app = (
            next(w for w in getattr(app, kind) if "workshop-" in w.key and w.key.endswith(field)).set_value(value).run()
        )
    return app


def test_a_whole_day_goes_on_record_at_once(page, broker):
    app = press(fill_day(open_form(page())), "Enter the day")
    assert not app.exception
    ((_, _, form, need, attached, by),) = called(broker, "enter_workshop")
    assert (form.date, form.place, by) == ("2026-02-20", "Village hall, Elmswell", "Amina, farmer")
    assert form.present == (
        {"who": "Ruth Fenn", "side": "user"},
        {"who": "farmers of Elmswell", "side": "user", "number": 12},
    )
    assert form.said == (
        {"kind": "statement", "text": "Our cows stop eating at 25 °C.", "on_behalf": "farmers of Elmswell"},
    )
    assert form.remembered[0]["bad"] == [2003, 2018]
    assert (need, attached) == (None, ())
    assert not [field for field in app.text_input if field.key.endswith("-place")], "the form is put away"


def test_what_is_typed_of_a_day_survives_a_reload_and_a_refusal(page, broker, monkeypatch):
    def refuse(*_, **__):
        raise InvalidResponse("The day could not be entered.")

    monkeypatch.setattr(broker, "enter_workshop", refuse)
    app = press(fill_day(open_form(page())), "Enter the day")
    assert "The day could not be entered." in words(app)
    again = restart(monkeypatch, broker, app, "dialogue", dialogue="d1")
    again = sign_in(again)
    assert widget(again, "text_input", "-place").value == "Village hall, Elmswell"
    assert widget(again, "text_area", "-text-0").value == "Our cows stop eating at 25 °C."
    assert [a for a in again.text_area if a.key.endswith("-text-1")], "there is room for what else was said"


def test_a_day_without_its_place_says_what_is_missing(page, broker):
    assert "on which day and where" in words(press(open_form(page()), "Enter the day"))
    assert not called(broker, "enter_workshop")


def test_a_day_that_changed_the_question_shows_it_to_change(page):
    app = open_form(page())
    app = next(t for t in app.toggle if t.label == "The day changed the question").set_value(True).run()
    assert not app.exception
    assert "Change a part above" in words(app)


def test_a_group_is_told_with_its_number_first():
    assert there("12 farmers of Elmswell", "user") == {"who": "farmers of Elmswell", "side": "user", "number": 12}
    assert there(" Ruth Fenn ", "user") == {"who": "Ruth Fenn", "side": "user"}


def test_a_workshop_is_shown_with_its_files_under_names_that_hold_their_sha256(page, broker):
    photo = Attachment("flip <chart>.heic", "ab" * 32, "cd" * 32, "image/jpeg", 51_000)
    present = ({"who": "farmers", "side": "user", "number": 12},)
    held = Meeting("e9", "Mara", "p-1", NOON, "2026-02-20", "Elmswell", present, "We met.", (photo,))
    dialogue = broker.dialogue("d1")
    broker._dialogues["d1"] = replace(dialogue, rounds=(replace(dialogue.round, workshops=(held,)),))
    app = page()
    assert not app.exception
    for told in ("Elmswell, 20 February 2026", "12 people: farmers (12)", "We met.", "entered by Mara, 2 March 2026"):
        assert told in words(app)
    assert file_name(photo) == f"flip <chart>-{'ab' * 32}.jpg"
    assert [b for b in app.get("download_button") if "51 kB" in b.proto.label]


# — acts on which rights were agreed —


def ask_to_share(page):
    app = page()
    widget(app, "segmented_control", "share-d1-with").set_value("public")
    return press(app, "Share it so")


def test_the_present_visibility_is_said_before_it_is_changed(page, broker):
    broker.visibility = "private"
    assert "Now: those who take part" in words(page())


def test_an_act_for_others_says_who_decides_and_is_done_openly_against_it_with_a_reason(page, broker):
    scientists_decide(broker, "publication")
    app = ask_to_share(page)
    assert "Publication: decided by Scientists, as agreed here (e5, e6)." in words(app)
    assert not called(broker, "share")
    app = widget(app, "segmented_control", "rights-d1-share-way").set_value("against").run()
    app = press(app, "Do it against the agreed rights")
    assert "Please say why" in words(app)
    app = widget(app, "text_area", "-because").set_value("the council meets tomorrow").run()
    app = press(app, "Do it against the agreed rights")
    assert not app.exception
    assert called(broker, "share") == [("share", "d1", "public", "Amina, farmer", "", "the council meets tomorrow")]
    assert "decided by Scientists, as agreed here" not in words(app)


def test_those_who_decide_are_asked_for_their_consent(page, broker):
    scientists_decide(broker, "publication")
    app = widget(ask_to_share(page), "segmented_control", "rights-d1-share-way").set_value("ask").run()
    app = widget(app, "text_area", "share-text").set_value("May we show it to the council?").run()
    app = press(app, "Ask for their consent")
    asked = ("ask_question", "d1", "May we show it to the council?", "Amina, farmer", "producer", "publication")
    assert called(broker, "ask_question") == [asked]
    assert "It waits for their answer" in words(app)


def test_a_file_for_everybody_is_for_those_who_decide(page, broker):
    scientists_decide(broker, "publication")
    app = widget(page(), "segmented_control", "html-audience").set_value("public").run()
    app = press(app, "Prepare the file")
    assert "decided by Scientists" in words(app)
    app = widget(app, "segmented_control", "export-html-way").set_value("against").run()
    app = widget(app, "text_area", "export-html-because").set_value("we promised it").run()
    app = press(app, "Do it against the agreed rights")
    assert [b for b in app.get("download_button") if b.proto.label == "Take the file"]


def test_an_act_against_rights_is_marked_for_everybody(page, broker):
    act = Governed("e8", 8, "NeedRevised", "", "Amina", 1, "definition", "against", "they were too slow")
    broker._dialogues["d1"] = replace(broker.dialogue("d1"), governed=(act,))
    marked = "Against the agreed rights (Definition), by Amina: they were too slow"
    assert marked in words(page())
    assert marked in words(page("answer"))


# — rounds and paths —


def test_something_is_said_to_a_chosen_round(page, broker):
    changed = NEED | {"metric": {"index": "tx_days_above", "parameters": {"thresh": "28 degC"}}}
    broker.revise("d1", Need.of(changed), by="Amina, farmer", because="28 °C is the limit")
    app = choose(page(), "say", "statement")
    app = widget(app, "text_area", "statement-text").set_value("The first one fits us.").run()
    app = widget(app, "selectbox", "-round").set_value(1).run()
    press(app, "Put it on record")
    assert called(broker, "contribute")[0][4] == {"text": "The first one fits us.", "round_number": 1}


def test_paths_stand_side_by_side_and_become_one_by_a_decision(page, broker):
    add_path(broker)
    app = page()
    told = words(app)
    assert not app.exception
    assert "Branches off from round 1, by Tomás" in told
    assert "28 °C as in the barn" in told
    assert "Open the answer of round 2" in told
    app = press(app, "Go on as one")
    assert "whose question holds" in words(app)
    app = widget(app, "selectbox", "-holds").set_value("s2").run()
    app = widget(app, "text_area", "-decision").set_value("28 °C, as measured in the barn").run()
    app = press(app, "Go on as one")
    assert not app.exception
    assert called(broker, "rejoin") == [
        ("rejoin", "d1", ("s2", "main"), "Amina, farmer", "28 °C, as measured in the barn", "")
    ]
    assert broker.dialogue("d1").rounds[-1].product_id
