"""Each page in its states: nothing there, something there, refused."""

from __future__ import annotations

import re
import threading
import time
from dataclasses import replace

import pytest

from broker.errors import WorkStopped
from broker.ui import resources, session
from broker.ui.components.markup import plain
from broker.unmet import Demand, UnmetNeed
from catalog.errors import UnknownDataset
from catalog.record import Finding, Report
from tests.app.fake_broker import MODELS, NOON, FakeBroker, version
from tests.app.pages import QUESTION, open_page, press, restart, words
from translators.need import Need

NEED = {
    "statement": QUESTION,
    "region": {"point": {"lat": 52.22, "lon": 0.88}},
    "metric": {"index": "tx_days_above", "parameters": {"thresh": "30 degC"}},
}


@pytest.fixture
def broker(tmp_path):
    return FakeBroker(tmp_path)


@pytest.fixture
def answered(broker):
    broker.open_dialogue(Need.of(NEED), by="Amina, farmer")
    broker.build_round("d1")
    return broker


def field(app, kind, key):
    return next(w for w in getattr(app, kind) if w.key == key)


def written(app, kind, ending):
    """The field that keeps what is written under this name; what names one piece of writing does not count."""
    return next(w for w in getattr(app, kind) if re.sub(r"-[0-9a-f]{8}-", "-", str(w.key)) == f"write-{ending}")


# — start —


def test_the_first_page_has_three_doors_and_says_that_nothing_is_kept_yet(monkeypatch, broker):
    app = open_page(monkeypatch, broker, "start")
    told = words(app)
    assert not app.exception
    for door in ("I have a decision to make", "I have data to offer", "I accompany a dialogue"):
        assert door in told
    assert "yours will be the first" in told


def test_a_door_gives_the_role_and_leads_to_its_page(monkeypatch, broker):
    app = press(open_page(monkeypatch, broker, "start"), "Offer data")
    assert app.session_state[session.VISITOR].role == "scientist"
    assert app.title[0].value == "Offer data"


def test_the_first_page_shows_an_example_once_there_is_one(monkeypatch, answered):
    told = words(open_page(monkeypatch, answered, "start"))
    assert QUESTION in told
    assert "days" in told


# — need —


def test_an_empty_question_is_asked_for_and_nothing_is_kept(monkeypatch, broker):
    app = press(open_page(monkeypatch, broker, "need"), "Read my question")
    assert "Please write your question first" in words(app)
    assert broker.calls == []


def ask(monkeypatch, broker, question=QUESTION):
    app = open_page(monkeypatch, broker, "need")
    app.text_area[0].set_value(question)
    return press(app, "Read my question")


def test_a_question_is_shown_as_a_sentence_of_parts_with_what_answers_it(monkeypatch, broker):
    app = ask(monkeypatch, broker)
    told = words(app)
    assert not app.exception
    assert app.query_params["draft"]
    assert "No season was named" in told
    assert all(model in told for model in MODELS)
    assert "Each model value stands for an area much larger than your farm." in told
    assert field(app, "number_input", "edit-thresh").value == 30


def test_a_changed_part_changes_the_draft_and_is_no_assumption_any_more(monkeypatch, broker):
    app = ask(monkeypatch, broker)
    app = field(app, "selectbox", "edit-season-from").set_value(6).run()
    app = field(app, "selectbox", "edit-season-to").set_value(8).run()
    app = field(app, "number_input", "edit-thresh").set_value(28).run()
    draft = resources.get_drafts().get(app.query_params["draft"])
    assert draft.need["time"]["season"] == {"months": [6, 7, 8]}
    assert draft.need["metric"]["parameters"] == {"thresh": "28 degC"}
    assert {"season", "thresh"} <= draft.settled
    assert "No season was named" not in words(app)


def test_another_unit_keeps_the_same_limit(monkeypatch, broker):
    app = ask(monkeypatch, broker)
    units = next(w for w in app.segmented_control if w.key == "edit-thresh-unit")
    app = units.set_value("degF").run()
    draft = resources.get_drafts().get(app.query_params["draft"])
    assert draft.need["metric"]["parameters"] == {"thresh": "86 degF"}


def test_years_that_end_before_they_start_are_refused_beside_their_field(monkeypatch, broker):
    app = ask(monkeypatch, broker)
    app = field(app, "text_input", "edit-baseline").set_value("2014-1995").run()
    assert "end before they start" in words(app)
    assert "Make the answer" not in words(app)


def test_what_is_not_known_is_asked_back_and_the_answer_goes_where_it_belongs(monkeypatch, broker):
    app = ask(monkeypatch, broker, "How many days are too hot for my cows?")
    assert "Where is it?" in words(app)
    app = field(app, "text_input", "question-region-text").set_value("52.22, 0.88").run()
    draft = resources.get_drafts().get(app.query_params["draft"])
    assert draft.need["region"] == {"point": {"lat": 52.22, "lon": 0.88}}
    assert "Make the answer" in words(app)


def test_a_question_that_is_not_understood_gets_a_question_and_not_a_guess(monkeypatch, broker):
    app = ask(monkeypatch, broker, "Will it be nice?")
    assert "What should be counted?" in words(app)
    assert "Make the answer" not in words(app)


def test_what_projections_cannot_tell_is_said_with_who_can(monkeypatch, broker):
    told = words(ask(monkeypatch, broker, "What will this July be like?"))
    assert "The weather service." in told
    assert "Make the answer" not in told


def test_making_the_answer_asks_for_a_name_first(monkeypatch, broker):
    app = press(ask(monkeypatch, broker), "Make the answer")
    assert "Please give a name first" in words(app)
    assert broker.calls == []


def test_making_the_answer_opens_one_dialogue_and_shows_its_answer(monkeypatch, broker):
    app = ask(monkeypatch, broker)
    field(app, "text_input", "make-name").set_value("Amina")
    app = press(app, "Make the answer")
    assert not app.exception
    assert broker.calls == [("open_dialogue", "Amina, farmer"), ("build_round", "d1", 1)]
    assert app.title[0].value == "The answer"
    assert "round 1 counts days above 30 degC" in words(app)


def test_nothing_on_offer_is_said_and_the_question_can_be_kept(monkeypatch, tmp_path):
    broker = FakeBroker(tmp_path, datasets=[])
    app = ask(monkeypatch, broker)
    assert "No dataset is on offer" in words(app)
    assert "Keep my question for the scientists" in words(app)


# — answer —


def test_without_an_address_the_answer_page_says_what_to_do(monkeypatch, broker):
    assert "Ask a question first" in words(open_page(monkeypatch, broker, "answer"))


def test_an_unknown_dialogue_is_refused_in_one_sentence(monkeypatch, broker):
    told = words(open_page(monkeypatch, broker, "answer", dialogue="nowhere"))
    assert "The dialogue 'nowhere' was asked, but the log does not hold it." in told


def test_an_answer_is_rebuilt_from_its_address(monkeypatch, answered):
    app = open_page(monkeypatch, answered, "answer", dialogue="d1", round="1")
    told = words(app)
    assert not app.exception
    assert "round 1 counts days above 30 degC" in told
    assert "What this cannot tell you" in told
    assert "The models are not corrected." in told
    assert "3 of 3 models agree that it goes up" in told
    assert [b.label for b in app.get("download_button")] or app.download_button


def test_downloads_carry_product_round_and_content_in_their_names(answered):
    from broker.ui.components.downloads import content_name

    name = content_name("brief.pdf", "a" * 64, 2, "b" * 64)
    assert name == f"brief-{'a' * 16}-round2-{'b' * 64}.pdf"


def test_a_file_that_was_changed_is_not_handed_out(tmp_path):
    from broker.ui.components.downloads import FileChanged, _reader

    path = tmp_path / "brief.txt"
    path.write_text("other words", encoding="utf-8")
    with pytest.raises(FileChanged, match="not the one that was made"):
        _reader(path, "0" * 64)()


def respond(app, broker):
    name = next(w.key for w in app.segmented_control if w.key.endswith("-metric") and w.key.startswith("write-fit-"))
    next(w for w in app.segmented_control if w.key == name).set_value("no")
    field(app, "text_input", f"{name}-why").set_value("they stop eating at 28")
    field(app, "text_input", name.removesuffix("-metric") + "-name").set_value("Amina")
    return press(app, "Send what I say")


def test_what_is_said_to_an_answer_is_kept_once_with_the_name(monkeypatch, answered):
    answered.calls.clear()
    app = respond(open_page(monkeypatch, answered, "answer", dialogue="d1", round="1"), answered)
    assert answered.calls == [("respond", "d1", "Amina, farmer", {"metric": "no"}, "Measure: they stop eating at 28")]
    assert "they stop eating at 28" in words(app)
    app.run()
    assert len(answered.calls) == 1


def test_saying_nothing_sends_nothing(monkeypatch, answered):
    answered.calls.clear()
    app = open_page(monkeypatch, answered, "answer", dialogue="d1", round="1")
    app = press(app, "Send what I say")
    assert answered.calls == []
    assert "Please" in words(app)


def because(app):
    return next(t for t in app.text_input if "next-d1-2" in t.key and t.key.endswith("-because"))


def change_to_28(app):
    app.session_state["more-d1-1"] = True  # whoever wants to change more than the sliders do
    app.run()
    return field(app, "number_input", "edit-thresh").set_value(28).run()


def test_a_change_shows_its_numbers_at_once_and_sends_nothing(monkeypatch, answered):
    answered.calls.clear()
    app = change_to_28(open_page(monkeypatch, answered, "answer", dialogue="d1", round="1"))
    told = words(app)
    assert "with the change" in told
    assert "Make round 2" in told
    assert answered.calls == []


def test_the_next_round_needs_a_reason(monkeypatch, answered):
    answered.calls.clear()
    app = change_to_28(open_page(monkeypatch, answered, "answer", dialogue="d1", round="1"))
    field(app, "text_input", "next-d1-2-name").set_value("Amina")
    app = press(app, "Make round 2")
    assert "Please say why" in words(app)
    assert answered.calls == []


def test_a_change_becomes_round_two_and_shows_what_changed(monkeypatch, answered):
    answered.calls.clear()
    app = change_to_28(open_page(monkeypatch, answered, "answer", dialogue="d1", round="1"))
    field(app, "text_input", "next-d1-2-name").set_value("Amina")
    because(app).set_value("28 is when they stop eating")
    app = press(app, "Make round 2")
    assert not app.exception
    assert answered.calls == [
        ("revise", "d1", "Amina, farmer", "28 is when they stop eating"),
        ("build_round", "d1", 2),
    ]
    assert app.query_params["round"] in ("2", ["2"])
    told = words(app)
    assert "What changed since round 1" in told
    assert "28 °C" in told


def test_a_second_press_of_the_same_button_makes_no_second_round(monkeypatch, answered):
    answered.calls.clear()
    app = change_to_28(open_page(monkeypatch, answered, "answer", dialogue="d1", round="1"))
    field(app, "text_input", "next-d1-2-name").set_value("Amina")
    because(app).set_value("28 is when they stop eating")
    app = press(app, "Make round 2")
    app.query_params["round"] = "1"  # the reader goes back and presses again
    app.run()
    assert len(answered.dialogue("d1").rounds) == 2
    assert not any(b.label == "Make round 2" for b in app.button) or len(press(app, "Make round 2").button)
    assert len(answered.dialogue("d1").rounds) == 2


# — dialogues —


def test_no_dialogue_leads_to_the_first_question(monkeypatch, broker):
    told = words(open_page(monkeypatch, broker, "dialogues"))
    assert "Ask a question" in told


def test_a_dialogue_is_told_in_order(monkeypatch, answered):
    answered.respond("d1", by="Amina, farmer", text="Too hot sooner.", fits={"metric": "no"})
    app = open_page(monkeypatch, answered, "dialogue", dialogue="d1")
    told = words(app)
    assert not app.exception
    assert told.rindex("Amina, farmer asked") < told.rindex("round 1 counts") < told.rindex("Too hot sooner.")
    assert "There is one round so far" in told
    assert "all 12 events" in words(press(app, "Check the record now"))


def test_two_rounds_are_compared_in_the_question_and_in_the_numbers(monkeypatch, answered):
    answered.revise("d1", Need.of({**NEED, "metric": {"index": "tx_days_above", "parameters": {"thresh": "28 degC"}}}),
                    by="Amina, farmer", because="they stop eating")  # fmt: skip
    answered.build_round("d1")
    told = words(open_page(monkeypatch, answered, "dialogue", dialogue="d1"))
    assert "30 °C" in told
    assert "28 °C" in told
    assert "they stop eating" in told
    assert "1995–2014" in told


def test_what_a_round_takes_for_granted_is_listed_and_spoken_to(monkeypatch, answered):
    app = open_page(monkeypatch, answered, "dialogue", dialogue="d1")
    told = words(app)
    assert "What this round takes for granted" in told
    assert "30 °C" in told
    assert "filled in by the translation" in told
    written(app, "selectbox", "ledger-d1-1-step").set_value("r1-thresh")
    written(app, "text_input", "ledger-d1-1-because").set_value("Goats suffer earlier.")
    written(app, "text_input", "ledger-d1-1-name").set_value("Otto")
    press(app, "Keep it")
    assert "Otto, farmer stands by 30 °C. Goats suffer earlier." in words(app)
    entry = next(e for e in answered.dialogue("d1").round.ledger if e.about == "thresh")
    assert entry.status == "agreed"


def test_the_exchange_log_lists_dialogues_and_hands_out_the_record(monkeypatch, answered):
    app = open_page(monkeypatch, answered, "exchanges")
    told = words(app)
    assert not app.exception
    assert QUESTION in told
    assert "Waits for what Amina says" in told


def wind(broker):
    need = UnmetNeed(
        12, NOON, "Amina", "Too windy to spray?", "metric", "No data hold wind.", "", "variable-missing", ("sfcWind",),
        "Woolpit", (), None,
    )  # fmt: skip
    broker.wanted = {"u12": Demand("u12", (need,), served=())}


def test_what_nobody_could_answer_shows_who_waits_and_takes_a_vote(monkeypatch, answered):
    wind(answered)
    app = open_page(monkeypatch, answered, "wanted")
    assert "1 need waits for it, 0 votes" in words(app)
    assert "Too windy to spray?" in words(app)
    field(app, "text_input", "who-name").set_value("Otto").run()
    press(app, "I need this too")
    assert answered.wanted["u12"].votes == ("Otto, farmer",)
    assert "1 need waits for it, 1 vote" in words(app)
    press(app, "Take my vote back")
    assert answered.wanted["u12"].votes == ()


def test_a_producer_sees_what_is_wanted_where_the_data_lie(monkeypatch, answered):
    wind(answered)
    told = words(open_page(monkeypatch, answered, "catalog", dataset="woolpit-cmip6"))
    assert "Wanted where these data lie" in told
    assert "sfcWind" in told


def test_an_empty_exchange_log_says_so(monkeypatch, broker):
    assert "No dialogue is kept here yet." in words(open_page(monkeypatch, broker, "exchanges"))


# — catalog and publishing —


def test_an_empty_catalog_says_what_to_do(monkeypatch, tmp_path):
    told = words(open_page(monkeypatch, FakeBroker(tmp_path, datasets=[]), "catalog"))
    assert "The catalog is empty" in told


def test_a_search_without_result_is_no_dead_end(monkeypatch, broker):
    app = open_page(monkeypatch, broker, "catalog")
    app = field(app, "text_input", "search").set_value("nothing like this").run()
    assert "Nothing fits this search" in words(app)


def test_a_dataset_shows_findings_runs_and_citation(monkeypatch, broker):
    app = open_page(monkeypatch, broker, "catalog", dataset="woolpit-cmip6")
    told = words(app)
    assert "The models are not corrected for their own bias." in told
    assert "carried to every answer" in told
    assert all(model in told for model in MODELS)
    assert any("Eyring" in c.value for c in app.code)


def test_an_unknown_dataset_is_refused(monkeypatch, broker):
    told = words(open_page(monkeypatch, broker, "catalog", dataset="nothing"))
    assert "The dataset 'nothing' was asked" in told


def offer(monkeypatch, broker):
    app = open_page(monkeypatch, broker, "publish")
    written(app, "text_input", "offer-files-path").set_value("/data/My Ensemble/*.nc")
    return press(app, "Check the files")


def about(app, name, kind="text_input"):
    return next(w for w in getattr(app, kind) if w.key and "about-" in w.key and w.key.endswith(f"-{name}"))


def name_asked(app):
    return next(w for w in app.text_input if w.key and w.key.startswith("publish-name-"))


def test_an_offer_without_files_is_asked_for(monkeypatch, broker):
    app = press(open_page(monkeypatch, broker, "publish"), "Check the files")
    assert "Please give a path" in words(app)


def test_the_report_is_seen_before_anything_is_published(monkeypatch, broker):
    app = offer(monkeypatch, broker)
    told = words(app)
    assert not app.exception
    assert "Ready to publish" in told
    assert told.index("What was understood") < told.index("not corrected") < told.index("not held")
    assert broker.calls == []
    assert about(app, "title").value == "CMIP6 at Woolpit"
    assert "Changes against the same model's own past" in told
    name_asked(app).set_value("Mei")
    app = press(app, "Publish")
    assert broker.calls == [("publish", "my-ensemble", "Mei, farmer")]
    assert "Published: my-ensemble@1." in words(app)
    assert "Eyring" in app.code[0].value
    app.run()
    assert len(broker.calls) == 1


def test_what_the_producer_says_of_the_whole_is_published_with_the_files(monkeypatch, broker):
    app = offer(monkeypatch, broker)
    about(app, "contact").set_value("mei@institute.example")
    about(app, "good_for", "text_area").set_value("whole catchments\n- floods of rivers")
    about(app, "draft", "radio").set_value(True)
    about(app, "place", "selectbox").set_value(0)
    about(app, "consent", "selectbox").set_value("yes")
    name_asked(app).set_value("Mei")
    app = press(app, "Publish")
    assert broker.facets.contact == "mei@institute.example"
    assert broker.facets.good_for == ("whole catchments", "floods of rivers")
    assert (broker.facets.draft, broker.facets.place_decimals, broker.facets.consent) == (True, 0, "yes")
    assert broker.facets.title == ""  # the files say it already
    assert "Kept as a draft: my-ensemble@1." in words(app)


def test_a_name_that_is_there_already_becomes_its_next_version(monkeypatch, broker):
    app = offer(monkeypatch, broker)
    next(w for w in app.text_input if w.key.startswith("id-")).set_value("woolpit-cmip6")
    app.run()
    assert "This becomes its version 2" in words(app)
    about(app, "change_note").set_value("units of rain mended")
    name_asked(app).set_value("Mei")
    press(app, "Publish")
    assert broker.facets.change_note == "units of rain mended"


def test_an_offer_is_found_again_by_its_address(monkeypatch, broker):
    app = offer(monkeypatch, broker)
    token = app.query_params["offer"]
    again = restart(monkeypatch, broker, app, "publish", offer=token[0] if isinstance(token, list) else token)
    assert "Ready to publish" in words(again)
    assert "Ready to publish" in words(restart(monkeypatch, broker, app, "publish"))
    stranger = open_page(monkeypatch, broker, "publish", offer=token[0] if isinstance(token, list) else token)
    assert "Ready to publish" not in words(stranger)


def test_a_refused_file_shows_its_mend_and_cannot_be_published(monkeypatch, broker):
    finding = Finding(
        "time-unsorted", "error", "The days are not in order.", "Sort them, or give --accept time-unsorted."
    )
    broker.report = Report("mine", None, "refused", (), (finding,))
    app = offer(monkeypatch, broker)
    told = words(app)
    assert "The days are not in order." in told
    assert "must be mended" in told
    assert "Publish" not in [b.label for b in app.button]
    (box,) = app.checkbox
    assert "time" in box.label
    box.check()
    broker.report = None
    app = press(app, "Check again")
    assert broker.checked.accept == ("time-unsorted",)
    assert "Ready to publish" in words(app)


def test_what_a_finding_asks_for_is_asked_in_the_first_place(monkeypatch, broker):
    finding = Finding("model-unknown", "error", "No file names its model.", "Give --model.")
    broker.report = Report("mine", None, "refused", (), (finding,))
    app = offer(monkeypatch, broker)
    assert app.text_input[0].label == "Model" or "Model" in [w.label for w in app.text_input]
    next(w for w in app.text_input if w.label == "Model").set_value("MIROC6")
    next(w for w in app.text_input if w.label == "Latitude and longitude").set_value("52.22 N")
    app = press(app, "Check again")
    assert "Please write the place as latitude and longitude" in words(app)
    next(w for w in app.text_input if w.label == "Latitude and longitude").set_value("52.22, 0.88")
    press(app, "Check again")
    assert (broker.checked.model, broker.checked.lat, broker.checked.lon) == ("MIROC6", 52.22, 0.88)


def test_a_check_that_is_refused_says_why(monkeypatch, broker):
    def refuse(*_):
        raise UnknownDataset("The address was asked, but nothing answers there.")

    monkeypatch.setattr(broker, "check", refuse)
    assert "nothing answers there" in words(offer(monkeypatch, broker))


def test_a_page_whose_work_fails_unforeseen_says_so_without_a_traceback(monkeypatch, broker):
    monkeypatch.setattr(broker, "dialogues", lambda: 1 / 0)
    app = open_page(monkeypatch, broker, "exchanges")
    assert "Something went wrong that we did not foresee" in words(app)
    assert not app.exception


def test_data_that_were_withdrawn_lead_to_what_follows_them_by_their_name_too(monkeypatch, tmp_path):
    broker = FakeBroker(tmp_path, datasets=[replace(version(), retired="the sensor moved", successor="yard@2")])

    def refuse(*_, **__):
        raise UnknownDataset("It was withdrawn.")

    monkeypatch.setattr(broker, "dataset", refuse)
    app = open_page(monkeypatch, broker, "catalog", dataset=version().dataset)
    assert not app.exception
    ways = [b.label for b in app.button if str(b.key).startswith("to-")]
    assert ways == [plain(f"See {name}") for name in ("yard@2", version().label)]


def test_a_retired_version_says_why(monkeypatch, tmp_path):
    broker = FakeBroker(tmp_path, datasets=[replace(version(), retired="the sensor moved")])
    told = words(open_page(monkeypatch, broker, "catalog", dataset="woolpit-cmip6"))
    assert "Withdrawn: the sensor moved" in told


PAYLOAD = "<script>alert(1)</script><img src=x onerror=alert(1)> ![x](http://example.org/x.png) :red[x] $y$"


@pytest.mark.parametrize(
    ("page", "address"),
    [
        ("start", {}),
        ("answer", {"dialogue": "d1", "round": "1"}),
        ("dialogue", {"dialogue": "d1"}),
        ("dialogues", {}),
        ("exchanges", {}),
        ("catalog", {}),
        ("catalog", {"dataset": "woolpit-cmip6"}),
    ],
)
def test_words_of_others_arrive_as_words_on_every_page(monkeypatch, tmp_path, page, address):
    finding = Finding("odd", "warning", PAYLOAD, PAYLOAD, PAYLOAD, PAYLOAD, PAYLOAD, (PAYLOAD,))
    hostile = version(title=PAYLOAD, producer=PAYLOAD, licence=PAYLOAD, citation=PAYLOAD, findings=(finding,))
    broker = FakeBroker(tmp_path, datasets=[hostile])
    broker.open_dialogue(Need.of({**NEED, "statement": PAYLOAD}), by=PAYLOAD)
    broker.build_round("d1")
    broker.respond("d1", by=PAYLOAD, text=PAYLOAD, fits={"time": "no"})
    app = open_page(monkeypatch, broker, page, **address)
    assert not app.exception
    drawn = [e.proto.body for e in app.get("html") if not e.proto.body.startswith("<style>")]
    assert any("&lt;script&gt;" in body for body in drawn)
    assert not any("<script" in body or "<img" in body for body in drawn)
    read = [e.value for kind in ("title", "header", "markdown", "caption") for e in getattr(app, kind)]
    read += [b.label for b in app.button]
    assert not any("![x](" in text or ":red[" in text or "$y$" in text for text in read)


# — the catalog's list and the acts of those who care for it —


def many(count):
    return [version(f"set-{i:04}", title=f"Set {i}") for i in range(count)]


def test_many_datasets_come_by_pages_with_map_and_years(monkeypatch, tmp_path):
    app = open_page(monkeypatch, FakeBroker(tmp_path, datasets=many(60)), "catalog")
    told = words(app)
    assert not app.exception
    assert "60 datasets" in told
    assert "1 to 25 of 60" in told
    assert "SSP2-4.5, 2020–2099" in told
    assert app.get("plotly_chart")
    told = words(press(app, "Next"))
    assert "26 to 50 of 60" in told
    assert "Set 0\n" not in told


def test_a_line_of_the_list_reads_no_whole_record(monkeypatch, tmp_path):
    from catalog.record import Version

    broker = FakeBroker(tmp_path, datasets=many(3))
    held = broker.periods([])
    for one in broker._datasets:
        for name in ("years", "models", "scenarios", "variables", "frequencies", "bbox", "warnings"):
            object.__setattr__(one, f"_{name}", getattr(one, name))
    for name in ("years", "models", "scenarios", "variables", "frequencies", "bbox", "warnings"):
        monkeypatch.setattr(Version, name, property(lambda self, name=name: getattr(self, f"_{name}")))
    monkeypatch.setattr(broker, "periods", lambda labels, by="": held)
    for one in broker._datasets:
        object.__setattr__(one, "simulations", None)
        object.__setattr__(one, "findings", None)
    app = open_page(monkeypatch, broker, "catalog")
    assert not app.exception
    assert "3 climate models" in words(app)


def test_a_place_years_and_facets_are_asked_of_the_service(monkeypatch, broker):
    app = open_page(monkeypatch, broker, "catalog")
    field(app, "text_input", "search-place").set_value("52.22, 0.88")
    field(app, "text_input", "search-years").set_value("2040-2059")
    field(app, "selectbox", "search-variable").set_value("tasmax")
    app = field(app, "selectbox", "search-scenario").set_value("ssp585").run()
    assert "1 dataset found" in words(app)
    assert broker.searched["years"] == (2040, 2059)
    assert broker.searched["bbox"] == (0.88, 52.22, 0.88, 52.22)
    assert (broker.searched["variables"], broker.searched["scenario"]) == (("tasmax",), "ssp585")


def test_a_place_or_years_that_are_not_understood_are_said_beside_the_field(monkeypatch, broker):
    app = open_page(monkeypatch, broker, "catalog")
    app = field(app, "text_input", "search-place").set_value("Wolpit").run()
    assert "Did you mean one of these?" in words(app)
    app = field(app, "text_input", "search-place").set_value("").run()
    app = field(app, "text_input", "search-years").set_value("2059-2040").run()
    assert "the earlier one first" in words(app)


def test_a_page_says_what_data_serve_how_their_past_compares_and_who_used_them(monkeypatch, answered):
    from catalog.comparison import Climate, Comparison
    from catalog.registry import Use
    from tests.app.fake_broker import NOON

    seasons = {"year": (Climate(15.4, 5.0, 25.0), Climate(14.0, 4.0, 23.0)), "JJA": (Climate(22.0), Climate(21.5))}
    answered.compared = (
        Comparison("MIROC6", "historical", "", "tasmax", "degC", "suffolk@1", "Suffolk station", (1995, 2014), 20, 12.0,
                   seasons),
    )  # fmt: skip
    answered.used = (Use("woolpit-cmip6", 1, "a" * 64, "d1", NOON),)
    app = open_page(monkeypatch, answered, "catalog", dataset="woolpit-cmip6")
    told = words(app)
    assert not app.exception
    assert "How the climate changes within 1995 to 2099" in told
    assert "A single coming day, season or year: ask for a forecast" in told
    assert "(+1.4)" in told
    assert "12 km away" in told
    assert "1 answer was made from it" in told
    assert any("Broker().open('woolpit-cmip6', 1, model='CanESM5'" in c.value for c in app.code)
    assert len(app.get("download_button")) == 4
    app = press(app, plain(QUESTION))
    assert app.title[0].value == "Dialogue" or QUESTION in words(app)


def test_what_is_kept_back_is_not_handed_out_as_files(monkeypatch, tmp_path):
    kept = version(embargo="2999-01-01", published_by="Mei, farmer")
    app = open_page(monkeypatch, FakeBroker(tmp_path, datasets=[kept]), "catalog")
    assert "The catalog is empty" in words(app)
    field(app, "text_input", "who-name").set_value("Mei").run()
    app.query_params["dataset"] = "woolpit-cmip6"
    app.run()
    told = words(app)
    assert "Kept back until 1 January 2999" in told
    assert not app.get("download_button")


def test_a_draft_is_reviewed_by_another_with_a_written_reason(monkeypatch, tmp_path):
    broker = FakeBroker(tmp_path, datasets=[version(status="draft", published_by="Mei, scientist", contact="x@y.z")])
    app = open_page(monkeypatch, broker, "catalog")
    field(app, "text_input", "who-name").set_value("Ruth")
    app = field(app, "selectbox", "who-role").set_value("scientist").run()
    assert "Waiting for a review" in words(app)
    app.query_params["dataset"] = "woolpit-cmip6"
    app.run()
    assert "A draft: nobody but its publisher and reviewers" in words(app)
    app = press(app, "Accept what I ticked")
    assert "Please tick what you accept" in words(app)
    app.checkbox[0].check()
    written(app, "text_area", "review-woolpit-cmip6@1-because").set_value("products say it")
    app = press(app, "Accept what I ticked")
    assert broker.calls == [
        ("review", "woolpit-cmip6", 1, "Ruth, scientist", ("not-bias-adjusted",), "products say it")
    ]
    assert "accepted by Ruth, scientist" in words(app)
    assert "A draft:" not in words(app)


def test_a_version_is_withdrawn_with_a_reason_and_a_successor(monkeypatch, broker):
    broker._datasets.append(version("better", title="Better", number=2))
    app = open_page(monkeypatch, broker, "catalog", dataset="woolpit-cmip6")
    app = press(app, r"Withdraw woolpit\-cmip6@1")
    assert "Please say why" in words(app)
    written(app, "text_input", "retire-woolpit-cmip6@1-because").set_value("the sensor moved")
    written(app, "selectbox", "retire-woolpit-cmip6@1-successor").set_value("better@2")
    written(app, "text_input", "retire-woolpit-cmip6@1-name").set_value("Mei")
    app = press(app, r"Withdraw woolpit\-cmip6@1")
    assert broker.calls == [("retire", "woolpit-cmip6", 1, "the sensor moved", "Mei, farmer", "better@2")]
    assert "Withdrawn: the sensor moved. better@2 follows it." in words(app)


# — long work —


def test_what_the_answer_takes_is_said_before_it_is_made(monkeypatch, broker):
    told = words(ask(monkeypatch, broker))
    assert plain("9 series over 1 cell; the answer takes about 2 s.") in told


def test_long_work_is_stopped_by_who_began_it():
    works, reached = resources.Works(), threading.Event()

    def act(progress):
        for step in range(1000):
            progress("Counting", step / 1000)
            reached.set()
            time.sleep(0.005)
        return "done"

    work = works.begin("one", act)
    assert reached.wait(10)
    work.stop()
    with pytest.raises(WorkStopped, match="Nothing is half-written"):
        work.result.result(timeout=10)
    assert works.begin("one", lambda progress: "again").result.result(timeout=10) == "again"
