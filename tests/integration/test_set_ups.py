"""A dialogue's set-up used in another place: what travels, what never does, and who is told where it came from."""

from __future__ import annotations

import json

import pytest
import yaml

from broker import Broker
from broker.cli import main
from broker.dialogue.set_up import NEVER, PARTS, confirmed
from broker.errors import Conflict, InvalidResponse, UnknownDialogue, UnservableNeed
from tests.integration.small_world import PLACE, need
from tests.integration.told_dialogues import FARMER, HELPER, SCIENTIST, open_world, rich

THERE = "Amina Wekesa"
GIVEN = {
    "statement": "How often will it be too hot for our goats?",
    "region": PLACE,
    "time": {"baseline": [2000, 2009], "horizons": [[2040, 2049]]},
    "metric": {"parameters": {"thresh": "28 degC"}},
}


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    folder = tmp_path_factory.mktemp("set-ups")
    broker = Broker(folder / "home")
    (folder / "data").mkdir()
    open_world(broker, folder / "data")
    return broker, rich(broker)


def opened(world, given=GIVEN, carry=("metric", "season", "mode", "rights"), **how):
    broker, id = world
    return broker.open_with_set_up(id, given, **({"carry": carry, "by": THERE} | how))


def test_what_travels_is_the_method_without_a_name_a_word_a_place_or_a_value(world):
    broker, id = world
    found = broker.set_up(id, by=THERE)
    assert found.carried["metric"] == {"index": "tx_days_above"}
    assert found.carried["season"] == {"months": [6, 7, 8]}
    assert found.carried["mode"] == "collaborate"
    assert found.carried["rights"] == [{"topic": "definition", "decides": ["user"]}]
    assert found.carried["questions"] == [{"from": "user", "to": "producer", "count": 1}]
    assert found.carried["promises"] == [{"who": "user", "count": 1}, {"who": "producer", "count": 1}]
    assert found.carried["follow-up"] == 1
    assert found.to_set == ("thresh", "region")
    assert set(found.carried) | {part for part, _ in found.left_out} == {*PARTS, *NEVER}
    told = json.dumps(found.to_json()["carried"])
    for words in (
        FARMER,
        SCIENTIST,
        HELPER,
        "Ruth",
        "25",
        "30",
        "52.22",
        "small",
        "night",
        "yard",
        "Collaborate",
        "vet",
    ):
        assert words not in told, words


def test_a_dialogue_is_opened_elsewhere_with_what_was_confirmed_and_nothing_else(world):
    broker, _ = world
    new = opened(world, key="there")
    one = new.round
    assert one.specification_json["index"] == "tx_days_above"
    assert one.specification_json["season"] == {"months": [6, 7, 8]}
    assert one.specification_json["parameters"] == {"thresh": "28 degC"}
    assert one.statement == GIVEN["statement"]
    assert set(broker.taken_set_up(new.id, by=THERE).carried) == {"metric", "season", "mode", "rights"}
    assert broker.dialogue(new.id, by=THERE).contributions.said == ()  # nobody has said any of it yet
    assert broker.build_round(new.id, by=THERE).result.summary
    again = opened(world, key="there")
    assert again.id == new.id
    with pytest.raises(Conflict):
        opened(world, carry=("metric",), given={**GIVEN, "time": {"season": "JJA"}}, key="there")


def test_what_was_taken_over_waits_until_people_say_it_themselves(world):
    broker, _ = world
    new = opened(world, carry=("metric", "season", "mode", "rights", "questions"))
    taken = broker.taken_set_up(new.id, by=THERE)
    assert confirmed(new, taken) == {"mode": False, "rights": False, "questions": False}
    broker.contribute(new.id, "mode", by=THERE, mode="consult", text="Little time.")
    broker.ask_question(new.id, "Which goats?", by=SCIENTIST)
    assert confirmed(broker.dialogue(new.id, by=THERE), taken) == {"mode": True, "rights": False, "questions": True}


def test_values_have_to_be_set_again_and_a_season_confirmed(world):
    with pytest.raises(InvalidResponse, match="thresh") as told:
        opened(world, given={**GIVEN, "metric": {}})
    assert told.value.options == ("thresh",)
    with pytest.raises(InvalidResponse, match="season, region"):
        opened(world, given={"statement": "Too hot?", "metric": GIVEN["metric"]}, carry=("metric",))
    with pytest.raises(InvalidResponse, match="metric"):
        opened(world, carry=("season",))
    with pytest.raises(InvalidResponse, match="'words' was to be taken") as told:
        opened(world, carry=("metric", "words"))
    assert "rights" in told.value.options


def test_a_place_without_the_data_is_refused_in_words_and_its_need_kept(world):
    broker, _ = world
    before = {one.id for one in broker.dialogues(by=THERE)}
    with pytest.raises(UnservableNeed, match="do not hold what it counts") as told:
        opened(world, given={**GIVEN, "region": {"point": {"lat": -1.3, "lon": 36.8}}})
    assert told.value.code == "outside-data"
    assert told.value.mismatches
    assert "Nothing was opened" in str(told.value)
    assert {one.id for one in broker.dialogues(by=THERE)} == before
    assert any(e.data["statement"] == GIVEN["statement"] for e in broker.unmet_needs(by=THERE))


def test_the_origin_is_named_only_to_those_who_may_see_it(world, tmp_path):
    broker, _ = world
    hidden = broker.open_dialogue(need(), by=FARMER, shared_with="private").id
    new = broker.open_with_set_up(hidden, GIVEN, carry=("metric", "season"), by=FARMER, shared_with="public").id
    assert broker.taken_set_up(new, by=FARMER).origin == hidden
    assert broker.taken_set_up(new, by=THERE).origin == ""
    assert hidden not in json.dumps([e.to_json() for e in broker.events(new, by=THERE)])
    for form in ("jsonl", "csv", "html", "archive", "prov-json"):
        left = broker.export_log(new, form, tmp_path / f"x.{form}", by=THERE).read_bytes()
        assert hidden.encode() not in left, form
    everything = broker.export_log("all", "jsonl", tmp_path / "all.jsonl", by=THERE).read_text()
    mine = [line for line in everything.splitlines() if '"dialogue": "set-ups"' in line or '"set-ups"' in line]
    assert mine
    assert not [line for line in mine if hidden in line]
    assert hidden in broker.export_log("all", "jsonl", tmp_path / "own.jsonl", by=FARMER).read_text()
    assert broker.verify_log(log=tmp_path / "all.jsonl").is_whole
    assert broker.verify_log().is_whole


def test_who_may_not_take_a_dialogue_along_takes_no_set_up_of_it(world):
    broker, _ = world
    hidden = broker.open_dialogue(need(), by=FARMER, shared_with="private").id
    for ask in (broker.set_up, lambda id, by: broker.open_with_set_up(id, GIVEN, carry=("metric",), by=by)):
        with pytest.raises(UnknownDialogue):
            ask(hidden, by=THERE)


def test_a_need_that_was_erased_lends_nothing(tmp_path):
    broker = Broker(tmp_path / "home")
    id = broker.open_dialogue(need(), by="Amina").id
    broker.contribute(id, "mode", by="Ben", mode="consult", text="So.")
    person = next(e.person for e in broker.events(id, by="Amina") if e.person)
    broker.erase_person(person, by="Amina", because="asked")
    found = broker.set_up(id, by="Ben")
    assert dict(found.left_out)["metric"] == "erased"
    assert set(found.carried) == {"mode"}


def test_the_commands_list_and_open(world, capsys, tmp_path):
    broker, id = world
    home = str(broker.home)
    assert main(["--home", home, "dialogue", "set-up", id, "--by", THERE]) == 0
    told = capsys.readouterr().out
    assert "To be set there: statement, thresh, region." in told
    assert "is never taken along" in told
    file = tmp_path / "there.yaml"
    file.write_text(yaml.safe_dump(GIVEN), encoding="utf-8")
    command = ["--home", home, "dialogue", "open-with", id, str(file), "--carry", "all", "--by", THERE, "--json"]
    assert main([*command, "--key", "c1"]) == 0
    first = json.loads(capsys.readouterr().out)["dialogue"]
    assert main([*command, "--key", "c1"]) == 0
    assert json.loads(capsys.readouterr().out)["dialogue"] == first
    assert broker.taken_set_up(first, by=THERE).origin == id
