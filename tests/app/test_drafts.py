"""What is half written is found again by whoever wrote it, and by nobody else; long work goes on while one is away."""

from __future__ import annotations

import datetime as dt
import re
import threading

import pytest
import streamlit as st

from broker.dialogue.waiting import Duty
from broker.ui import resources, session, writing
from broker.ui.components import making, offering
from broker.ui.keeping import FRESH_S, Keeper, Pen
from broker.ui.messages import say
from broker.ui.writing import BROWSER, LAST
from tests.app.fake_broker import FakeBroker
from tests.app.fake_drafts import FakeDrafts
from tests.app.pages import QUESTION, open_page, press, restart, words
from tests.app.test_exchange import NEED, choose, sign_in, widget
from tests.app.test_understanding import QUESTIONS
from translators.need import Need

MARK = "zebra-4711"
#: What names one piece of writing in the key of a field.
UNIQUE = r"-[0-9a-f]{8}(?=-)"
ME, OTHER = Pen("", "1" * 32), Pen("", "2" * 32)


@pytest.fixture
def broker(tmp_path):
    return FakeBroker(tmp_path)


@pytest.fixture
def answered(broker):
    broker.open_dialogue(Need.of(NEED), by="Ruth, farmer")
    broker.build_round("d1")
    return broker


def everything(app):
    """All that a page says, and all that stands in its fields."""
    fields = [w.value for kind in ("text_input", "text_area", "number_input") for w in getattr(app, kind)]
    return f"{words(app)} {fields}"


def asked(app, question=QUESTION):
    next(a for a in app.text_area if a.label == "Your question").set_value(question)
    return press(app, "Read my question")


# — what is held, and what is written —


def test_what_is_put_is_there_at_once_and_in_the_store_a_moment_later():
    store = FakeDrafts()
    keeper = Keeper(lambda: store)
    keeper.put(ME, "need", {"text": MARK})
    assert keeper.get(ME, "need") == {"text": MARK}
    assert keeper.get(OTHER, "need") == {}
    keeper.flush()
    assert Keeper(lambda: store).get(ME, "need") == {"text": MARK}
    keeper.forget(ME, "need")
    keeper.flush()
    assert store.kept == {}


def test_many_changes_are_one_writing_and_none_is_written_twice():
    store, written = FakeDrafts(), []
    store.keep_draft = lambda about, content, **proof: written.append(content)
    keeper = Keeper(lambda: store)
    for letters in range(1, 20):
        keeper.put(ME, "need", {"text": "x" * letters})
    keeper.flush()
    keeper.put(ME, "need", {"text": "x" * 19})
    keeper.flush()
    assert written == [{"text": "x" * 19}]


def test_what_the_store_forgot_is_not_shown_for_long(monkeypatch):
    store, now = FakeDrafts(), [0.0]
    monkeypatch.setattr("broker.ui.keeping.time.monotonic", lambda: now[0])
    keeper = Keeper(lambda: store)
    keeper.put(ME, "need", {"text": MARK})
    keeper.flush()
    store.kept.clear()  # erased by another program
    now[0] += FRESH_S + 1
    assert keeper.get(ME, "need") == {}


def test_a_store_out_of_reach_stops_no_page_and_gets_all_later():
    from broker.errors import StoreUnusable

    store, out = FakeDrafts(), [True]
    keep = store.keep_draft

    def unreachable(*told, **proof):
        if out:
            raise StoreUnusable("The database is busy.", passes=True)
        keep(*told, **proof)

    store.keep_draft = unreachable
    keeper = Keeper(lambda: store)
    keeper.put(ME, "need", {"text": MARK})
    with pytest.raises(StoreUnusable):
        keeper.flush()
    assert keeper.get(ME, "need") == {"text": MARK}
    out.clear()
    keeper.flush()
    assert Keeper(lambda: store).get(ME, "need") == {"text": MARK}


# — who they are is said while something else is pressed —


class Interrupted(dict):
    """The state of a session whose run is ended for a newer one at the first reading after the visitor changed."""

    is_over = False

    def __setitem__(self, key, value):
        super().__setitem__(key, value)
        self.is_over = key == session.VISITOR

    def _read(self):
        if self.is_over:
            raise RuntimeError("ended for a newer run")

    def __getitem__(self, key):
        self._read()
        return super().__getitem__(key)

    def __contains__(self, key):
        self._read()
        return super().__contains__(key)

    def get(self, key, default=None):
        self._read()
        return super().get(key, default)

    def pop(self, key, default=None):
        self._read()
        return super().pop(key, default)


@pytest.fixture
def keeper(monkeypatch):
    """A keeper over an empty store, in a program that was just started."""
    store = FakeDrafts()
    keeper, drafts = Keeper(lambda: store), resources.Drafts()
    monkeypatch.setattr(resources, "get_keeper", lambda: keeper)
    monkeypatch.setattr(resources, "get_drafts", lambda: drafts)
    return keeper


def seat(monkeypatch, state):
    """Have a session with this state, in a browser whose secret is known."""
    monkeypatch.setattr(st, "session_state", state)
    dict.update(state, {BROWSER: ME.session})
    dict.setdefault(state, LAST, "")


def test_a_run_that_is_ended_for_a_newer_one_loses_nothing_of_who_has_just_said_their_name(monkeypatch, keeper):
    state = Interrupted()
    seat(monkeypatch, state)
    keeper.put(ME, "need", {"text": MARK})
    session.become(session.Visitor("Amina"))
    assert state.is_over, "else this would prove nothing"
    assert keeper.get(Pen("Amina", ME.session), "need") == {"text": MARK}
    assert keeper.get(ME, "need") == {}


def test_who_sits_down_second_is_given_nothing_that_the_first_wrote_before_they_said_their_name(monkeypatch, keeper):
    state = {}
    seat(monkeypatch, state)
    writing.put("need", {"text": MARK})
    session.become(session.Visitor("Amina"))
    state[LAST] = "Amina"
    session.become(session.Visitor())  # the name is wiped out, and another one is given
    session.become(session.Visitor("Otieno"))
    assert keeper.get(Pen("Otieno", ME.session), "need") == {}
    assert keeper.get(Pen("Amina", ME.session), "need") == {"text": MARK}


# — on the pages —


def test_a_question_half_written_and_one_that_was_read_survive_a_restart(monkeypatch, broker):
    app = open_page(monkeypatch, broker, "need")
    next(a for a in app.text_area if a.label == "Your question").set_value(f"How hot {MARK}").run()
    app = restart(monkeypatch, broker, app, "need")
    assert MARK in everything(app)
    assert say("draft.found") in words(app)
    app = asked(app)
    token = app.query_params["draft"]
    token = token[0] if isinstance(token, list) else token
    for address in ({"draft": token}, {}):  # by its address, and by coming back
        again = restart(monkeypatch, broker, app, "need", **address)
        assert "This is how we understood it" in words(again)
        assert say("draft.found") in words(again)
    stranger = open_page(monkeypatch, broker, "need", draft=token)
    assert "This is how we understood it" not in words(stranger)
    fresh = press(again, say("draft.afresh"))
    assert "This is how we understood it" not in words(fresh)
    resources.get_keeper().flush()
    assert broker.kept == {}


def test_what_was_said_of_an_answer_and_of_its_next_round_survives_a_restart(monkeypatch, answered):
    app = open_page(monkeypatch, answered, "answer", dialogue="d1", round="1")
    next(a for a in app.text_area if a.key.endswith("-text") and "fit-d1-1" in a.key).set_value(MARK).run()
    app.session_state["more-d1-1"] = True
    app.run()
    next(n for n in app.number_input if n.key == "edit-thresh").set_value(28).run()
    again = restart(monkeypatch, answered, app, "answer", dialogue="d1", round="1")
    assert MARK in everything(again)
    assert next(n for n in again.number_input if n.key == "edit-thresh").value == 28
    stranger = open_page(monkeypatch, answered, "answer", dialogue="d1", round="1")
    assert MARK not in everything(stranger)
    assert "edit-thresh" not in {n.key for n in stranger.number_input}  # unfolded only where a change was begun
    stranger.session_state["more-d1-1"] = True
    stranger.run()
    assert next(n for n in stranger.number_input if n.key == "edit-thresh").value == 30


def of_writing(app, ending):
    """The field of any kind that keeps what is written under this name."""
    kinds = ("text_input", "text_area", "selectbox", "segmented_control", "radio", "checkbox")
    return next(w for kind in kinds for w in getattr(app, kind) if re.sub(UNIQUE, "", str(w.key)) == f"write-{ending}")


@pytest.mark.parametrize(
    ("page", "address", "half"),
    [
        ("dialogue", {"dialogue": "d1"}, {"ledger-d1-1-act": "contest", "ledger-d1-1-because": MARK}),
        ("dialogue", {"dialogue": "d1"}, {"share-d1-with": "private", "share-d1-because": MARK}),
        ("dialogue", {"dialogue": "d1"}, {"invite-d1-for": MARK}),
        ("dialogue", {"dialogue": "d1"}, {"consent-d1-reports": False, "consent-d1-public": True}),
        ("answer", {"dialogue": "d1", "round": "1"}, {"check-d1-1-0-answer-1": 0}),
        ("catalog", {"dataset": "woolpit-cmip6"}, {"retire-woolpit-cmip6@1-because": MARK}),
        ("publish", {}, {"offer-files-path": f"/data/{MARK}/*.nc"}),
    ],
)
def test_what_is_half_written_anywhere_survives_a_restart_and_is_shown_to_nobody_else(
    monkeypatch, answered, page, address, half
):
    answered.questions = QUESTIONS
    app = sign_in(open_page(monkeypatch, answered, page, **address))
    for ending, value in half.items():
        app = of_writing(app, ending).set_value(value).run()
    assert not app.exception
    again = sign_in(restart(monkeypatch, answered, app, page, **address))
    assert {ending: of_writing(again, ending).value for ending in half} == half
    assert say("draft.found") in words(again)
    other = sign_in(again, "Otieno")
    assert not any(of_writing(other, ending).value == value for ending, value in half.items())


def test_what_somebody_says_of_files_that_are_not_understood_survives_a_restart(monkeypatch, broker):
    app = open_page(monkeypatch, broker, "publish")
    of_writing(app, "offer-files-path").set_value("/data/files/*.nc")
    app = press(app, say("publish.check"))
    token = app.query_params["offer"]
    token = token if isinstance(token, str) else token[0]
    resources.get_keeper().flush()
    assert not [name for name in broker.kept if name[2] == "offer-files"], "what was sent is forgotten"
    app = of_writing(app, "more-said-model").set_value(MARK).run()
    again = restart(monkeypatch, broker, app, "publish", offer=token)
    assert of_writing(again, "more-said-model").value == MARK
    again = press(again, say("publish.again"))
    assert MARK in everything(again), "what was said is part of the offer now"


def test_a_page_that_is_only_looked_at_keeps_nothing(monkeypatch, answered):
    for page in ("start", "need", "answer", "dialogue", "dialogues", "publish"):
        open_page(monkeypatch, answered, page, dialogue="d1", round="1")
        resources.get_keeper().flush()
    assert answered.kept == {}


def test_who_takes_their_turn_at_the_screen_does_not_see_what_another_has_half_written(monkeypatch, answered):
    app = choose(sign_in(open_page(monkeypatch, answered, "dialogue", dialogue="d1")), "say", "statement")
    app = widget(app, "text_area", "statement-text").set_value(MARK).run()
    app = sign_in(app, "Otieno")
    assert MARK not in everything(app)
    assert MARK in everything(sign_in(app, "Amina"))


def test_who_gives_a_name_keeps_what_they_wrote_before_and_nothing_of_who_was_here_last(monkeypatch, answered):
    app = choose(open_page(monkeypatch, answered, "dialogue", dialogue="d1"), "say", "statement")
    app = widget(app, "text_area", "statement-text").set_value(MARK).run()
    next(t for t in app.text_input if t.key == "who-name").set_value("Amina").run()
    assert MARK in everything(app)
    resources.get_keeper().flush()
    assert {name[0] for name in answered.kept} == {"Amina"}
    back = restart(monkeypatch, answered, app, "dialogue", dialogue="d1")
    back.session_state[LAST] = "Amina"  # as the browser's cookie says
    assert MARK in everything(back.run())
    next(t for t in back.text_input if t.key == "who-name").set_value("Otieno").run()
    assert MARK not in everything(back)
    assert {name[0] for name in answered.kept} == {"Amina"}


def test_an_account_finds_its_drafts_in_every_browser_and_nobody_else_does(monkeypatch, answered):
    def as_person(app, who):
        app.session_state[session.VISITOR] = session.Visitor("Amina", "farmer", id=who, roles=frozenset({"user"}))
        return app.run()

    app = as_person(open_page(monkeypatch, answered, "dialogue", dialogue="d1"), "p-aaaaaaaaaa")
    app = widget(choose(app, "say", "statement"), "text_area", "statement-text").set_value(MARK).run()
    resources.get_keeper().flush()
    assert {name[:2] for name in answered.kept} == {("p-aaaaaaaaaa", "")}
    there = as_person(open_page(monkeypatch, answered, "dialogue", dialogue="d1"), "p-aaaaaaaaaa")
    assert MARK in everything(there)
    other = as_person(restart(monkeypatch, answered, app, "dialogue", dialogue="d1"), "p-bbbbbbbbbb")
    assert MARK not in everything(other)


def test_what_is_sent_is_forgotten(monkeypatch, answered):
    app = choose(sign_in(open_page(monkeypatch, answered, "dialogue", dialogue="d1")), "say", "statement")
    app = widget(app, "text_area", "statement-text").set_value(MARK).run()
    app = press(app, "Put it on record")
    resources.get_keeper().flush()
    assert answered.kept == {}
    assert MARK not in everything(app).replace(f"said: {MARK}", "")


# — long work —


@pytest.fixture
def slow(broker, monkeypatch):
    """Answers that are made until the event is set."""
    go, build = threading.Event(), broker.build_round

    def build_round(*told, progress=None, **more):
        while not go.wait(0.02):
            progress("Reading the days", 0.4)
        return build(*told, **more)

    monkeypatch.setattr(broker, "build_round", build_round)
    yield go
    go.set()


def begin(monkeypatch, broker):
    """Ask a question and begin its answer, as a visitor whose page is gone before it is done."""

    def leave(key, words, act, leads_to=None, shown_on=""):
        about = {"pen": writing.pen(), "words": words, "leads_to": leads_to, "shown_on": shown_on}
        resources.get_works().begin(key, act, **about)
        st.stop()

    app = asked(open_page(monkeypatch, broker, "need"))
    next(t for t in app.text_input if t.key == "make-name").set_value("Amina")
    with monkeypatch.context() as gone:
        gone.setattr(making, "carry_out", leave)
        app = press(app, "Make the answer")
    assert not app.exception
    return app, resources.get_works()


def come_back(monkeypatch, broker, works, page, browser, name="Amina", **address):
    """Open a page in the same browser while the program goes on."""
    keeper = resources.get_keeper()
    app = open_page(monkeypatch, broker, "start", browser=browser)
    monkeypatch.setattr(resources, "get_works", lambda: works)
    monkeypatch.setattr(resources, "get_keeper", lambda: keeper)
    app.session_state[LAST] = name
    for key, value in address.items():
        app.query_params[key] = value
    app.switch_page(f"broker/ui/pages/{page}.py")
    return app.run()


def test_who_looks_elsewhere_is_told_how_far_it_is_and_when_it_is_done(monkeypatch, broker, slow):
    app, works = begin(monkeypatch, broker)
    browser = app.session_state[BROWSER]
    away = come_back(monkeypatch, broker, works, "catalog", browser)
    assert [b for b in away.button if b.label == say("doing.stop")]
    stranger = come_back(monkeypatch, broker, works, "catalog", "2" * 32)
    assert not [b for b in stranger.button if b.label == say("doing.stop")]
    slow.set()
    for work in works._works.values():
        work.result.result(30)
    away = away.run()
    assert say("doing.ready") in words(away)
    assert say("doing.ready") not in words(stranger.run())
    opened = press(away, say("doing.open"))
    assert [work.is_seen for work in works._works.values()] == [True]
    assert say("doing.ready") not in words(opened.run())


def test_who_comes_back_to_the_question_sees_how_far_its_answer_is_and_then_the_answer(monkeypatch, broker, slow):
    app, works = begin(monkeypatch, broker)
    threading.Timer(1.0, slow.set).start()
    back = come_back(monkeypatch, broker, works, "need", app.session_state[BROWSER])
    assert not back.exception
    assert "dialogue" in back.query_params
    assert len(broker._dialogues) == 1
    assert say("doing.ready") not in words(back.run())


def test_a_work_is_stopped_from_another_page(monkeypatch, broker, slow):
    app, works = begin(monkeypatch, broker)
    away = come_back(monkeypatch, broker, works, "catalog", app.session_state[BROWSER])
    press(away, say("doing.stop"))
    (work,) = works._works.values()
    assert work.result.exception(30).code == "stopped"


def test_after_a_restart_the_page_says_that_the_work_was_interrupted_and_makes_it_again(monkeypatch, broker, slow):
    app, _ = begin(monkeypatch, broker)
    resources.get_keeper().flush()
    again = open_page(monkeypatch, broker, "need", browser=app.session_state[BROWSER])
    again.session_state[LAST] = "Amina"
    again = again.run()
    assert say("need.interrupted") in words(again)
    assert QUESTION in words(again)
    slow.set()
    again = press(again, say("need.make.again"))
    assert not again.exception
    resources.get_keeper().flush()
    assert not [name for name in broker.kept if name[2].startswith("need")]
    assert len(broker._dialogues) == 1


def test_who_leaves_a_publication_is_told_elsewhere_that_it_is_done_and_led_to_the_data(monkeypatch, broker):
    app = open_page(monkeypatch, broker, "publish")
    of_writing(app, "offer-files-path").set_value("/data/files/*.nc")
    app = press(app, say("publish.check"))
    next(t for t in app.text_input if t.key.startswith("publish-name-")).set_value("Mei")

    carry_out = offering.carry_out

    def leave(key, words, act, leads_to, shown_on, tells):
        if words != say("publish.doing"):
            return carry_out(key, words, act, leads_to, shown_on, tells)
        about = {"pen": writing.pen(), "leads_to": leads_to, "shown_on": shown_on, "tells": tells}
        resources.get_works().begin(key, act, **about).result.result(30)
        return st.stop()

    with monkeypatch.context() as gone:
        gone.setattr(offering, "carry_out", leave)
        app = press(app, say("publish.do"))
    works, browser = resources.get_works(), app.session_state[BROWSER]
    done = say("publish.done", label="files@1")
    away = come_back(monkeypatch, broker, works, "catalog", browser, name="Mei")
    assert done in words(away)
    assert done not in words(come_back(monkeypatch, broker, works, "catalog", "2" * 32))
    opened = press(come_back(monkeypatch, broker, works, "need", browser, name="Mei"), say("doing.open"))
    assert not opened.exception
    assert (opened.query_params["dataset"], opened.query_params["version"]) in ((["files"], ["1"]), ("files", "1"))
    assert done not in words(opened.run())


# — news —


def test_who_used_data_that_were_withdrawn_reads_it_on_every_page_until_they_have_seen_it(monkeypatch, answered):
    day = dt.date(2026, 3, 1)
    gone = Duty("withdrawn", "d1", "Too hot?", (), "", day, day, 1, (), "cmip6@1: a wrong sensor")
    monkeypatch.setattr(answered, "waiting", lambda *, by: (gone,) if by == "Amina, farmer" else ())
    news = say("duty.withdrawn")
    app = sign_in(open_page(monkeypatch, answered, "start"))
    assert news in words(app)
    assert "cmip6@1: a wrong sensor" in words(app)
    assert news not in words(sign_in(app, "Otieno")), "another person at the same screen"
    for page, is_told in (("catalog", True), ("dialogues", False), ("answer", False)):
        app = sign_in(open_page(monkeypatch, answered, page, dialogue="d1", round="1"))
        in_news = [b for b in app.button if b.label == say("withdrawn.open")]
        assert bool(in_news) is is_told, "the page tells of it itself" if not is_told else page
    app = sign_in(open_page(monkeypatch, answered, "catalog"))
    app = press(app, say("doing.close"))
    assert news not in words(app)
    assert news not in words(sign_in(restart(monkeypatch, answered, app, "start")))
