"""Saying something to a dialogue, what waits for whom, and who is offered which page."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from broker.dialogue.waiting import Duty
from broker.errors import InvalidResponse, NotAllowed
from broker.ui import session
from broker.ui.components.bad_years import years_in
from broker.ui.components.contribute import GROUPS, offered
from broker.ui.messages import say
from tests.app.fake_broker import FakeBroker
from tests.app.pages import QUESTION, open_page, press, restart, words
from translators.need import Need

NEED = {
    "statement": QUESTION,
    "decision": {"text": "whether to build a shaded yard", "by": "2027-09-30"},
    "region": {"point": {"lat": 52.22, "lon": 0.88}},
    "metric": {"index": "tx_days_above", "parameters": {"thresh": "30 degC"}},
}
TODAY = dt.date(2026, 3, 2)
BROKEN = say("broken")


@pytest.fixture
def broker(tmp_path):
    broker = FakeBroker(tmp_path)
    broker.open_dialogue(Need.of(NEED), by="Amina, farmer")
    broker.build_round("d1")
    return broker


def widget(app, kind, ending):
    """The first field whose key ends so; what names one piece of writing and no other does not count."""
    return next(w for w in getattr(app, kind) if re.sub(r"-[0-9a-f]{8}-", "-", str(w.key)).endswith(ending))


def choose(app, group, kind):
    app = widget(app, "segmented_control", "-group").set_value(group).run()
    return widget(app, "pills", f"-kind-{group}").set_value(kind).run()


def sign_in(app, name="Amina"):
    app.session_state[session.VISITOR] = session.Visitor(name, "farmer")
    return app.run()


# — saying something —


def test_only_the_fields_of_a_kind_are_asked_and_what_is_said_goes_on_record_once(monkeypatch, broker):
    app = sign_in(open_page(monkeypatch, broker, "dialogue", dialogue="d1"))
    assert "Your words" not in [a.label for a in app.text_area]
    app = choose(app, "say", "question")
    assert "It stays open until somebody answers" in words(app)
    app = widget(app, "text_area", "question-text").set_value("Is it the farm or the cell?").run()
    app = press(app, "Put it on record")
    assert not app.exception
    said = [call for call in broker.calls if call[0] == "contribute"]
    assert said == [("contribute", "d1", "question", "Amina, farmer", {"text": "Is it the farm or the cell?"})]
    assert widget(app, "segmented_control", "-group").value is None


def test_what_is_refused_says_why_and_stays_in_its_fields(monkeypatch, broker):
    def refuse(*_, **__):
        raise InvalidResponse("A promise was given without a day, so nobody could see whether it was kept.")

    monkeypatch.setattr(broker, "contribute", refuse)
    app = choose(sign_in(open_page(monkeypatch, broker, "dialogue", dialogue="d1")), "together", "promise")
    app = widget(app, "text_area", "promise-what").set_value("measure in the yard").run()
    app = press(app, "Put it on record")
    assert "without a day" in words(app)
    assert widget(app, "text_area", "promise-what").value == "measure in the yard"


def test_what_was_typed_survives_a_reload(monkeypatch, broker):
    app = choose(open_page(monkeypatch, broker, "dialogue", dialogue="d1"), "say", "statement")
    app = widget(app, "text_area", "statement-text").set_value("My cows stop eating at 25 °C.").run()
    again = restart(monkeypatch, broker, app, "dialogue", dialogue="d1")
    assert widget(again, "text_area", "statement-text").value == "My cows stop eating at 25 °C."
    assert say("draft.found") in words(again)
    stranger = open_page(monkeypatch, broker, "dialogue", dialogue="d1", browser="0" * 32)
    assert "cows stop eating" not in words(stranger)
    assert not [a for a in stranger.text_area if a.value and "cows stop" in a.value]


def test_nobody_speaks_without_a_name(monkeypatch, broker):
    app = choose(open_page(monkeypatch, broker, "dialogue", dialogue="d1"), "say", "statement")
    app = press(app, "Put it on record")
    assert "Please give a name first" in words(app)
    assert not [call for call in broker.calls if call[0] == "contribute"]


def test_every_kind_is_in_one_group_and_none_is_offered_that_answers_to_nothing(broker):
    from broker.dialogue.contributions import BY_WORD

    assert sorted(word for group in GROUPS.values() for word in group) == sorted(BY_WORD)
    found = {form.word for forms in offered(broker.dialogue("d1")).values() for form in forms}
    assert "question" in found
    assert not found & {"answer", "settle-objection", "settle-promise", "agree-rights", "review-expectation"}


# — what is told of a dialogue —


def test_the_line_in_time_holds_every_party_and_filters_leave_pale_marks(monkeypatch, broker):
    broker.said["d1"] = [
        ("ParticipantJoined", "Tomás", {"side": "producer"}),
        ("PromiseMade", "Tomás", {"round": 1, "what": "compare with the station", "due": "2026-02-01"}),
        ("PromiseSettled", "Tomás", {"round": 1, "promise": "e5", "kept": "no", "note": "no time"}),
        ("StatementMade", "", {"round": 1}),
    ]
    app = open_page(monkeypatch, broker, "dialogue", dialogue="d1")
    told = words(app)
    assert not app.exception
    assert "arc broken" in told
    assert "compare with the station" in told
    assert 'class="mark promise pale"' not in told
    pills = widget(app, "pills", "filter-party")
    told = words(pills.set_value(["user"]).run())
    assert 'class="mark promise pale"' in told
    assert "until 1 February 2026" not in told.split('<ol class="rounds acts">')[1].split("</ol>")[0]


def test_the_head_says_what_is_to_be_decided_and_until_when(monkeypatch, broker):
    told = words(open_page(monkeypatch, broker, "dialogue", dialogue="d1"))
    assert "whether to build a shaded yard, by 30 September 2027" in told


def test_years_are_read_as_people_write_them():
    assert years_in("1976, 1995 and 2003; 2018–2020, 1995") == [1976, 1995, 2003, 2018, 2019, 2020]
    assert years_in("the bad one") == []
    assert years_in("1900-2000") == [1900, 2000]


def test_remembered_years_are_held_against_the_measure_once_all_is_said(monkeypatch, broker):
    app = sign_in(open_page(monkeypatch, broker, "dialogue", dialogue="d1"))
    app = press(app, "Hold them against the measure")
    assert "Please write at least one year" in words(app)
    app = widget(app, "text_input", "-bad").set_value("2003, 2018").run()
    app = widget(app, "text_input", "-of").set_value("milk").run()
    press(app, "Hold them against the measure")
    assert ("remember", "d1", (2003, 2018), "Amina, farmer", "milk", "") in broker.calls


def test_who_may_read_and_how_far_words_go_is_said_by_those_who_speak_only(monkeypatch, broker):
    assert "Who may read this dialogue" not in [
        e.label for e in open_page(monkeypatch, broker, "dialogue", dialogue="d1").expander
    ]
    app = sign_in(open_page(monkeypatch, broker, "dialogue", dialogue="d1"))
    assert BROKEN not in words(app)
    widget(app, "checkbox", "d1-reports").uncheck()
    app = press(app, "Keep it so")
    assert ("consent", "d1", "Amina, farmer", ("dialogue", "facilitators"), True) in broker.calls
    widget(app, "segmented_control", "share-d1-with").set_value("private")
    app = press(app, "Share it so")
    assert ("share", "d1", "private", "Amina, farmer", "") in broker.calls


def test_an_invitation_is_shown_once_and_can_be_taken_back(monkeypatch, broker):
    app = sign_in(open_page(monkeypatch, broker, "dialogue", dialogue="d1"))
    widget(app, "text_input", "invite-d1-for").set_value("the neighbour")
    app = press(app, "Make the link")
    assert app.code[0].value.endswith("/?invitation=the-token-of-this-test")
    app = press(app.run(), "Take it back")
    assert not app.code
    assert "taken back" in words(app)


@pytest.mark.parametrize("part", ["figures", "aims"])
def test_every_figure_says_what_it_counts_and_from_which_events(monkeypatch, broker, part):
    broker.respond("d1", by="Amina, farmer", text="Too hot sooner.", fits={"metric": "no"})
    broker.said["d1"] = [
        ("BlockDismissed", "Mara, facilitator", {"round": 1, "block": 5, "because": "there is one farm"}),
    ]
    app = open_page(monkeypatch, broker, "figures", dialogue="d1")
    app = widget(app, "segmented_control", "part").set_value(part).run()
    told = words(app)
    assert not app.exception
    assert BROKEN not in told
    if part == "aims":
        assert "Not relevant here: there is one farm" in told
        assert "10. Open about what is certain" in told
    else:
        assert "Joining, leaving and notes are no acts" in told
        assert "Amina, farmer said whether it fits" in told
        assert "· e4" in told


def test_figures_of_no_dialogue_say_what_to_do(monkeypatch, broker):
    assert "No dialogue was chosen" in words(open_page(monkeypatch, broker, "figures"))


# — what waits for whom —


def test_what_waits_for_me_comes_first_and_says_since_when(monkeypatch, broker):
    broker.owed = [Duty("promise", "d1", QUESTION, ("Amina, farmer",), "…", TODAY, dt.date(2020, 1, 31), 1, ("e9",))]
    app = sign_in(open_page(monkeypatch, broker, "dialogues"))
    told = words(app)
    assert "Waiting for you" in told
    assert "since 31 January 2020" in told
    assert "To be decided by 30 September 2027." in told


@pytest.mark.parametrize(("page", "empty"), [("queue", "Nothing waits"), ("asked", "Nobody waits for you")])
def test_a_list_of_what_waits_says_what_to_do_when_it_is_empty_and_is_filtered_when_not(
    monkeypatch, broker, page, empty
):
    app = sign_in(open_page(monkeypatch, broker, page))
    assert empty in words(app)
    broker.owed = [
        Duty("question", "d1", QUESTION, (), "…", TODAY, dt.date(2999, 1, 1), 1, ("e9",)),
        Duty("objection", "d1", QUESTION, (), "…", TODAY, dt.date(2999, 1, 1), 1, ("e10",)),
    ]
    app = app.run()
    assert "A question waits for an answer" in words(app)
    assert "until 1 January 2999" in words(app)
    if page == "queue":
        app = widget(app, "pills", "queue-kinds").set_value(["objection"]).run()
        assert len([b for b in app.button if b.label == "Open the dialogue"]) == 1


def test_a_refused_queue_says_why(monkeypatch, broker):
    def refuse(*, by):
        raise NotAllowed("The queue is for facilitators.")

    monkeypatch.setattr(broker, "queue", refuse)
    assert "The queue is for facilitators." in words(sign_in(open_page(monkeypatch, broker, "queue")))
