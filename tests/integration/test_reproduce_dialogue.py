"""Every product of a dialogue built again: the same to the last digit, or it says why not."""

from __future__ import annotations

import json
import shutil

import pytest

from broker import Broker
from broker.cli import main
from broker.errors import UnknownRound
from tests.integration.small_world import need, publish

WHO = "Ruth Fenn, farmer"


@pytest.fixture
def world(tmp_path, made):
    """A copy of a store with a dialogue of two rounds, of which the second has no product yet."""
    shutil.copytree(made[0], tmp_path / "store")
    return Broker(tmp_path / "store"), made[1]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made")
    broker = Broker(folder / "store")
    (folder / "data").mkdir()
    publish(broker, folder / "data")
    id = broker.open_dialogue(need(), by=WHO).id
    broker.build_round(id, by=WHO)
    broker.revise(id, need("25 degC"), by=WHO, because="25 °C is the limit of our herd")
    return folder / "store", id


def delivered(broker, id):
    product = broker.dialogue(id).rounds[0].product_id
    return next((broker.home / "products" / product).glob("*/files"))


def test_every_round_is_the_same_or_has_no_product(world):
    broker, id = world
    first, second = broker.reproduce_dialogue(id)
    assert (first.status, second.status) == ("same", "none")
    assert first.compared > 50
    assert first.explanations == ()
    assert broker.reproduce_dialogue(id, 2) == (second,)
    with pytest.raises(UnknownRound):
        broker.reproduce_dialogue(id, 3)


def test_a_changed_number_is_found_and_said_to_be_changed_by_hand(world):
    broker, id = world
    table = delivered(broker, id) / "series.csv"
    table.write_text(table.read_text().replace(",2.0,", ",3.0,", 1).replace(",2,", ",3,", 1))
    found = broker.reproduce_dialogue(id)[0]
    assert found.status == "different"
    assert "stored 3" in found.differences[0]
    assert "changed by hand" in found.explanations[0]


def test_data_that_were_withdrawn_are_named_and_the_numbers_stay(world):
    broker, id = world
    broker.retire("small", 1, because="a unit was wrong", by="Tom")
    found = broker.reproduce_dialogue(id)[0]
    assert found.status == "same"
    assert found.explanations == ("small@1 was withdrawn since: a unit was wrong",)


def test_another_engine_is_named(world, monkeypatch):
    broker, id = world
    monkeypatch.setattr("broker.reproduction.ENGINE_VERSION", "2")
    assert "computed by engine 1; this is engine 2" in broker.reproduce_dialogue(id)[0].explanations[0]


def test_other_software_is_named_where_numbers_differ(world):
    broker, id = world
    folder = delivered(broker, id)
    document = json.loads((folder / "provenance.json").read_text())
    for agent in document["agent"].values():
        if "broker:numpy" in agent:
            agent["broker:numpy"] = "1.0"
    (folder / "provenance.json").write_text(json.dumps(document))
    table = folder / "summary.csv"
    table.write_text(table.read_text().replace("3.0", "4.0").replace(",3,", ",4,"))
    assert any("numpy 1.0 then" in said for said in broker.reproduce_dialogue(id)[0].explanations)


def test_a_product_whose_files_are_gone_is_made_again(world):
    broker, id = world
    shutil.rmtree(delivered(broker, id).parents[1])
    assert broker.reproduce_dialogue(id)[0].status == "same"
    assert broker.reproduce_dialogue(id)[0].compared > 50


def test_the_command_prints_a_table_and_refuses_what_differs(world, capsys):
    broker, id = world
    home = ["--home", str(broker.home), "reproduce", "--dialogue", id]
    assert main(home) == 0
    assert "the same" in capsys.readouterr().out.splitlines()[0]
    table = delivered(broker, id) / "series.csv"
    table.write_text(table.read_text() + "\n")
    assert main([*home, "--json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert document["status"] == "refused"
    assert [one["status"] for one in document["rounds"]] == ["different", "none"]
