"""The ledger of assumptions in a store: voices, the next round, and what is reused in another dialogue."""

from __future__ import annotations

import json

import pytest

from broker import Broker
from broker.cli import main
from broker.errors import Conflict, InvalidResponse, NotAllowed
from tests.integration.small_world import mapping, need, publish
from translators.errors import TranslationError
from translators.need import Need

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(scope="module")
def broker(tmp_path_factory, database):
    folder = tmp_path_factory.mktemp("ledger")
    made = Broker(folder / "home")
    publish(made, folder)
    return made


@pytest.fixture
def dialogue(broker, request):
    return broker.open_dialogue(need(), by="Ruth", key=f"open {request.node.name}")


def kinds(broker, dialogue):
    return [e.kind for e in broker.events(dialogue.id)[dialogue.version :]]


def test_a_step_is_accepted_once_however_often_it_is_sent(broker, dialogue):
    for _ in range(2):
        entry = broker.accept(dialogue.id, "thresh", by="Tom", because="As the vet says.", key=f"a {dialogue.id}")
    assert (entry.status, kinds(broker, dialogue)) == ("agreed", ["AssumptionAccepted"])
    assert broker.assumptions(dialogue.id)[2] == entry


def test_a_word_needs_a_name_an_entry_and_the_value_that_was_read(broker, dialogue):
    with pytest.raises(NotAllowed):
        broker.accept(dialogue.id, "thresh", by="")
    with pytest.raises(InvalidResponse, match="r1-thresh") as refusal:
        broker.contest(dialogue.id, "snow", by="Tom", because="No.")
    assert "r1-season" in refusal.value.options
    with pytest.raises(InvalidResponse, match="reason"):
        broker.contest(dialogue.id, "thresh", by="Tom", because=" ")
    with pytest.raises(Conflict, match="30 degC"):
        broker.accept(dialogue.id, "thresh", by="Tom", value="28 degC")
    assert kinds(broker, dialogue) == []


def test_what_is_replaced_waits_for_the_next_round_and_opens_it_without_another_need(broker, dialogue):
    entry = broker.replace(dialogue.id, "thresh", "82.4 degF", by="Tom", because="The vet.", source="Dr Achieng")
    assert (entry.value, entry.standing, entry.status) == ("30 degC", "28 degC", "replaced")
    opened = broker.revise(dialogue.id, by="Ruth", because="Tom is right.")
    assert opened.round.specification.parameters == {"thresh": "28 degC"}
    assert opened.round.need.season == need().season
    step = next(e for e in opened.round.ledger if e.about == "thresh")
    assert (step.origin, step.stated_by, step.source) == ("replaced", "Tom", "Dr Achieng")
    revised = next(e for e in broker.events(dialogue.id) if e.kind == "NeedRevised")
    assert revised.data["carried"] == ["r1-thresh"]
    with pytest.raises(InvalidResponse, match="nothing of its translation was replaced"):
        broker.revise(dialogue.id, by="Ruth", because="Again.")


def test_a_replacement_may_open_the_next_round_at_once_and_once_only(broker, dialogue):
    for _ in range(2):
        entry = broker.replace(
            dialogue.id, "r1-season", "MAM", by="Tom", because="Then.", revise=True, key=f"r {dialogue.id}"
        )
    assert (entry.id, entry.value) == ("r2-season", "MAM")
    assert kinds(broker, dialogue) == ["AssumptionReplaced", "RoundClosed", "NeedRevised", "DatasetsMatched"]


def test_a_value_that_makes_no_sense_or_no_difference_is_refused(broker, dialogue):
    with pytest.raises(TranslationError):
        broker.replace(dialogue.id, "thresh", "30", by="Tom", because="No unit.")
    with pytest.raises(TranslationError):
        broker.replace(dialogue.id, "metric", "days_of_snail", by="Tom", because="Snails.")
    with pytest.raises(InvalidResponse, match="nothing would change"):
        broker.replace(dialogue.id, "thresh", "86 degF", by="Tom", because="Fahrenheit.")
    assert kinds(broker, dialogue) == []


def test_a_revision_against_an_agreed_value_is_on_record_as_its_replacement(broker, dialogue):
    broker.accept(dialogue.id, "thresh", by="Tom")
    opened = broker.revise(dialogue.id, need("26 degC"), by="Ruth", because="We measured it.")
    assert kinds(broker, dialogue)[1] == "AssumptionReplaced"
    step = next(e for e in opened.round.ledger if e.about == "thresh")
    assert (step.status, step.because, step.stated_by) == ("open", "We measured it.", "Ruth")


def test_an_agreed_value_that_a_revised_need_leaves_open_is_carried(broker, dialogue):
    broker.accept(dialogue.id, "thresh", by="Tom")
    shorter = mapping(statement="And in spring?")
    shorter["metric"] = {"index": "tx_days_above"}
    opened = broker.revise(dialogue.id, Need.of(shorter), by="Tom", because="Spring matters too.")
    assert opened.round.specification.parameters == {"thresh": "30 degC"}


def test_what_was_agreed_is_reused_in_another_dialogue_of_the_same_people(broker, dialogue):
    broker.replace(dialogue.id, "thresh", "27.5 degC", by="Achieng", because="Our cows are in the shade.")
    broker.accept(dialogue.id, "thresh", by="Otieno")
    without = mapping(statement="How many hot days now?")
    without["metric"] = {"index": "tx_days_above"}
    again = broker.open_dialogue(Need.of(without), by="Otieno")
    step = next(e for e in again.round.ledger if e.about == "thresh")
    assert (step.value, step.origin) == ("27.5 degC", "remembered")
    assert f"agreed in dialogue {dialogue.id}" in step.source
    assert step.source.endswith("by 2 people"), "names stay in the dialogue, where consent holds"
    next_round = broker.revise(
        again.id, Need.of({**without, "time": {**without["time"], "season": "MAM"}}), by="Mara", because="Spring."
    )
    assert next_round.round.specification.parameters == {"thresh": "27.5 degC"}
    assert broker.specify(Need.of(without), by="Mara").parameters == {"thresh": "25 degC"}
    reading = Broker(broker.home).ask("How many hot days a year at 52.22, 0.88 by 2050?", by="Otieno")
    assert any(p.parameters.get("thresh") == "27.5 degC" for p in reading.proposals if p.index == "tx_days_above")


def test_the_commands_say_the_same(broker, dialogue, capsys):
    def run(*words):
        status = main(["--home", str(broker.home), *words])
        return status, capsys.readouterr()

    status, said = run("assumptions", dialogue.id, "--json")
    assert status == 0
    assert {a["id"] for a in json.loads(said.out)["assumptions"]} >= {"r1-thresh", "r1-season"}
    status, said = run("dialogue", "contest", dialogue.id, "thresh", "--by", "Tom", "--because", "Too low.")
    assert status == 0
    assert "Tom contests 30 degC: Too low." in said.out
    status, said = run(
        "dialogue", "replace", dialogue.id, "thresh", "33 degC", "--by", "Tom", "--because", "X.", "--json"
    )
    assert json.loads(said.out)["assumption"]["standing"] == "33 degC"
    assert run("dialogue", "accept", dialogue.id, "thresh", "--by", "Ruth")[0] == 0
    assert "[agreed]" in run("assumptions", dialogue.id)[1].out
    assert run("dialogue", "revise", dialogue.id, "--by", "Ruth", "--because", "Agreed.")[0] == 0
    status, said = run("dialogue", "accept", dialogue.id, "snow", "--by", "Ruth")
    assert status == 1
    assert "no such step" in said.err


def test_an_objection_stands_on_the_product_as_a_mismatch(broker, dialogue):
    broker.contest(dialogue.id, "thresh", by="Tom", because="Goats suffer earlier.")
    product = broker.build_round(dialogue.id, by="Ruth")
    (said,) = (m for m in product.mismatches if m.code == "definition-disputed")
    assert "One person objects" in said.message
    assert said in broker.dialogue(dialogue.id).round.mismatches
    for file in product.files:
        content = (product.directory / file).read_bytes()
        assert b"Goats" not in content, f"{file} holds words that a withdrawn consent would not reach"


def test_what_changed_in_an_answer_whose_numbers_stayed_is_on_record(broker, dialogue):
    first = broker.build_round(dialogue.id, by="Ruth")
    before = broker.dialogue(dialogue.id)
    assert broker.build_round(dialogue.id, by="Ruth").id == first.id
    assert broker.dialogue(dialogue.id).version == before.version, "the same answer is recorded once"
    broker.contest(dialogue.id, "thresh", by="Tom", because="Goats suffer earlier.")
    broker.object_to(dialogue.id, "metric", "Rain matters more.", by="Tom")
    again = broker.build_round(dialogue.id, by="Ruth", key="again" + dialogue.id)
    assert again.id == first.id, "the numbers are the same"
    after = broker.dialogue(dialogue.id)
    assert [e.kind for e in broker.events(dialogue.id)][-2:] == ["DatasetsMatched", "ProductBuilt"]
    assert {m.code for m in after.round.mismatches} >= {"definition-disputed", "dissent-objection"}
    assert after.round.product_files == again.file_hashes != before.round.product_files
    assert broker.build_round(dialogue.id, by="Ruth", key="again" + dialogue.id).id == first.id
    broker.build_round(dialogue.id, by="Ruth")
    assert broker.dialogue(dialogue.id).version == after.version
    broker.close_dialogue(dialogue.id, by="Ruth", because="Done.")
    assert broker.build_round(dialogue.id, by="Ruth").id == first.id, "what is closed is handed out as it is"
