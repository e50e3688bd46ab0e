"""Words that people keep back stay back wherever a dialogue is told: in lists, to producers, to those who look in."""

from __future__ import annotations

import json

import pytest

from broker import Broker
from broker.facilitation.choice import Choice
from broker.log.checkpoints import last_left
from tests.integration.small_world import need, publish

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(scope="module")
def store(tmp_path_factory, database):
    folder = tmp_path_factory.mktemp("consent")
    made = Broker(folder / "home")
    publish(made, folder)
    return made


def test_what_somebody_keeps_back_is_in_no_list_and_in_no_use_of_data(store):
    opened = store.open_dialogue(need(statement="marker-need of my cows?"), by="Amina").id
    store.build_round(opened, by="Amina")
    store.ask_question(opened, "marker-question?", by="Amina")

    def told(by):
        uses = [*store.data_uses("small", by=by), *store.said_of_my_data(by="Tom")]
        return json.dumps([one.to_json() for one in (*uses, *store.dialogues(by=by))])

    assert "marker-need" in told("Ben")
    assert "marker-question" in told("Ben")
    store.consent([], by="Amina")
    assert "marker" not in told("Ben")
    assert opened in told("Ben")  # that there is a dialogue is no word of hers
    assert "marker-need" in json.dumps([one.to_json() for one in store.dialogues(by="Amina")])


def test_who_looks_in_is_told_in_lists_what_people_agree_to_for_those(store):
    opened = store.open_dialogue(need(statement="inside-marker?"), by="Amina Okoth", shared_with="private").id
    store.promise(opened, "inside-marker calls", by="Amina Okoth", due="2020-01-01")
    store.consent(["dialogue"], by="Amina Okoth")
    store.enter(opened, by="Faye", because="It is overdue.")
    for _ in range(2):  # the second time it is kept in mind
        lists = str(store.queue(by="Faye")) + str(store.dialogues_in_brief(by="Faye")) + str(store.dialogues(by="Faye"))
        assert opened in lists
        assert "inside-marker" not in lists
        assert "inside-marker" in str(store.waiting(by="Amina Okoth"))


def test_a_report_of_many_that_shows_a_checkpoint_leaves_it_noted_and_tables_show_none(store, tmp_path):
    opened = store.open_dialogue(need(), by="Cora").id
    before = last_left(store._engine)
    store.report_across("csv", tmp_path / "many.csv", Choice((opened,)), by="Cora")
    assert last_left(store._engine) == before
    written = store.report_across("html", tmp_path / "many.html", Choice((opened,)), by="Cora")
    size, _, since = last_left(store._engine)
    assert since == 0
    assert f"{size}" in written.read_text()
