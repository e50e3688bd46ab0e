"""Several needs in one dialogue, definitions in parallel, decisions and reopened rounds, in a store and a terminal."""

from __future__ import annotations

import json
import random
from concurrent.futures import ThreadPoolExecutor

import pytest

from broker import Broker
from broker.cli import main
from broker.dialogue import MAIN, moves
from broker.errors import BrokerError, Conflict, InvalidResponse
from tests.integration.small_world import mapping, need, publish

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(scope="module")
def broker(tmp_path_factory, database):
    folder = tmp_path_factory.mktemp("strands")
    made = Broker(folder / "home")
    publish(made, folder)
    return made


@pytest.fixture
def opened(broker, request):
    return broker.open_dialogue(need(), by="Ruth", key=f"open {request.node.name}").id


def test_two_definitions_run_in_parallel_and_rejoin_by_a_decision(broker, opened):
    broker.branch(opened, need("25 degC"), by="Tom", because="The vet says 25.", title="The vet's", key="b")
    broker.branch(opened, need("25 degC"), by="Tom", because="The vet says 25.", title="The vet's", key="b")
    first = broker.build_round(opened, by="Tom", round_number=1)
    second = broker.build_round(opened, by="Tom")
    assert first.id != second.id
    broker.revise(opened, need("28 degC"), by="Ruth", because="A book.", expected_round=1)
    with pytest.raises(Conflict, match="branch from round 1"):
        broker.revise(opened, need("29 degC"), by="Tom", because="Late.", expected_round=1)
    decided = broker.rejoin(
        opened, ["the vet's", MAIN], by="Mara", decision="The herd's own threshold.", dissent="Ruth: it is one farm."
    )
    four = decided.round
    assert (four.number, four.strand, four.follows) == (4, MAIN, (2, 3))
    assert four.specification.parameters == {"thresh": "25 degC"}
    assert [(r.number, r.is_open) for r in decided.rounds] == [(1, False), (2, False), (3, False), (4, True)]
    assert decided.strand("s2").dissent == "Ruth: it is one farm."
    assert broker.build_round(opened, by="Tom").id == second.id  # the same recipe
    broker.branch(opened, need("22 degC"), by="Tom", because="Lower.", title="Low", round_number=2)
    with pytest.raises(InvalidResponse, match="has gone on within round 4"):
        broker.rejoin(opened, ["s2", "Low"], by="Mara", decision="No.")


def test_another_need_is_a_strand_of_its_own(broker, opened):
    frost = mapping() | {
        "statement": "And frost?",
        "metric": {"index": "tx_days_above", "parameters": {"thresh": "9 degC"}},
    }
    from translators.need import Need

    both = broker.add_need(opened, Need.of(frost), by="Ruth", because="Cold harms as well.", title="Frost")
    two = both.round
    assert (two.number, two.strand, two.follows, two.because) == (2, "s2", (), "Cold harms as well.")
    revised = broker.revise(opened, need("31 degC"), by="Ruth", because="Higher.", expected_round=1)
    assert (revised.round.number, revised.round.strand, revised.round.follows) == (3, MAIN, (1,))
    assert revised.round_number(2).is_open
    entry = broker.contest(opened, "r2-thresh", by="Tom", because="Too high.")
    assert entry.id == "r2-thresh"
    assert (
        broker.replace(opened, "r2-thresh", "2 degC", by="Ruth", because="He is right.", revise=True).id == "r4-thresh"
    )
    assert broker.dialogue(opened, by="Ruth").head("s2").number == 4


def test_rounds_and_dialogues_are_reopened_with_a_reason(broker, opened):
    broker.close_round(opened, 1, by="Mara")
    with pytest.raises(Conflict, match="is closed"):
        broker.build_round(opened, by="Tom")
    broker.reopen(opened, by="Ruth", because="I was away.", round_number=1)
    broker.branch(opened, need("25 degC"), by="Tom", because="The vet.")
    closed = broker.close_dialogue(opened, by="Mara", because="Decided.")
    assert not any(r.is_open for r in closed.rounds)
    with pytest.raises(BrokerError, match="brought to its end"):
        broker.respond(opened, by="Ruth", text="Wait.")
    with pytest.raises(BrokerError, match="reason"):
        broker.reopen(opened, by="Ruth", because=" ")
    again = broker.reopen(opened, by="Ruth", because="New data came.", key="again")
    assert broker.reopen(opened, by="Ruth", because="New data came.", key="again").version == again.version
    assert ([r.number for r in again.rounds if r.is_open], again.round.number) == ([1, 2], 2)
    assert [r.because for r in again.reopened] == ["New data came."]
    assert [r.because for r in again.round_number(1).reopened] == ["I was away.", "New data came."]


def test_branches_opened_at_once_all_stand_with_numbers_of_their_own(broker, opened):
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda i: broker.branch(opened, need(f"{20 + i} degC"), by=f"W{i}", because="Mine.",
                                              round_number=1), range(6)))  # fmt: skip
    told = broker.dialogue(opened, by="Ruth")
    assert [r.number for r in told.rounds] == list(range(1, 8))
    assert {s.id for s in told.strands} == {MAIN, *(f"s{n}" for n in range(2, 8))}


def test_any_walk_of_moves_is_told_and_whatever_is_no_move_is_refused_in_a_sentence(broker, opened):
    chance = random.Random(7)
    told = {True: 0, False: 0}
    for step in range(36):
        before = broker.dialogue(opened, by="Ruth")
        number = chance.choice(before.rounds).number
        verb = chance.choice([*VERBS, "respond", "reopen"])
        move = (verb.removeprefix("whole "), 0 if verb in WHOLE else number)
        is_legal = move in {(m.verb, m.round) for m in moves(before)}
        told[is_legal] += 1
        if not is_legal:
            with pytest.raises(BrokerError, match=r"^.{60,}[.…]$"):
                carry_out(broker, opened, verb, number, step, before)
            assert broker.dialogue(opened, by="Ruth").version == before.version
            continue
        carry_out(broker, opened, verb, number, step, before)
        after = broker.dialogue(opened, by="Ruth")
        assert after.version > before.version
        assert [r.number for r in after.rounds] == list(range(1, len(after.rounds) + 1))
        assert all(set(r.follows) <= set(range(1, r.number)) for r in after.rounds)
        assert {r.strand for r in after.rounds} == {s.id for s in after.strands}
        assert after.is_open or not any(r.is_open for r in after.rounds)
    assert min(told.values()) >= 8


WHOLE = ("whole close", "whole reopen", "need", "rejoin")
VERBS = ("respond", "revise", "branch", "close", "reopen", *WHOLE)


def carry_out(broker, opened, verb, number, step, before):
    said = {"by": "Ruth", "because": f"Step {step}."}
    if verb == "respond":
        broker.respond(opened, by="Ruth", text="I see.", round_number=number)
    elif verb == "revise":
        broker.revise(opened, need(f"{10 + step / 4} degC"), expected_round=number, **said)
    elif verb == "branch":
        broker.branch(opened, need(f"{10 + step / 4} degC"), round_number=number, **said)
    elif verb == "close":
        broker.close_round(opened, number, by="Ruth")
    elif verb == "reopen":
        broker.reopen(opened, round_number=number, **said)
    elif verb == "whole close":
        broker.close_dialogue(opened, **said)
    elif verb == "whole reopen":
        broker.reopen(opened, **said)
    elif verb == "need":
        broker.add_need(opened, need(f"{10 + step / 4} degC"), **said)
    else:
        alive = [s.id for s in before.strands if not s.rejoined_in]
        broker.rejoin(opened, alive[-2:], by="Ruth", decision=f"Step {step}.")


def test_every_command_of_strands_answers_with_a_document(broker, opened, tmp_path, capsys):
    file = tmp_path / "need.json"

    def asked(*words, thresh="25 degC"):
        file.write_text(json.dumps(mapping(thresh)))
        status = main(["--home", str(broker.home), "dialogue", *words, "--json"])
        return status, json.loads(capsys.readouterr().out)

    by = ("--by", "Tom")
    assert asked("branch", opened, str(file), "--because", "The vet.", "--title", "Vet", *by)[1]["round"] == 2
    assert asked("need", opened, str(file), "--because", "Also.", *by, thresh="31 degC")[1]["round"] == 3
    assert asked("build", opened, "--round", "2", *by)[0] == 0
    assert {"verb": "build", "round": 2} in asked("moves", opened)[1]["moves"]
    decided = asked("rejoin", opened, "--strands", "Vet,main", "--decision", "25.", "--dissent", "Ruth.", *by)[1]
    assert (decided["round"], decided["rounds"][3]["follows"]) == (4, [2, 1])
    assert asked("close", opened, "--round", "3", *by)[1]["rounds"][2]["closed_at"]
    assert asked("reopen", opened, "--round", "3", "--because", "Again.", *by)[1]["rounds"][2]["closed_at"] is None
    status, refusal = asked("reopen", opened, "--because", "Again.", *by)
    assert (status, refusal["error"]["code"]) == (1, "conflict")
    assert main(["--home", str(broker.home), "dialogue", "show", opened]) == 0
    shown = capsys.readouterr().out
    assert "strand s2, Vet" in shown
    assert "against it: Ruth." in shown


def test_rounds_of_somebody_who_was_erased_say_so_and_the_others_go_on(broker, capsys):
    here = broker.open_dialogue(need(), by="Vera", key="open by Vera").id
    broker.branch(here, need("25 degC", statement="How many hot days?"), by="Tom", because="The vet.")
    broker.build_round(here, by="Tom")
    vera = broker.events(here, by="Vera")[0].person
    broker.erase_person(vera, by="Vera", because="I want to be forgotten.")
    told = broker.dialogue(here, by="Tom")
    assert [r.is_erased for r in told.rounds] == [True, False]
    assert told.round.sentence
    with pytest.raises(InvalidResponse, match="was erased"):
        broker.build_round(here, by="Tom", round_number=1)
    with pytest.raises(BrokerError, match=r".{60}"):
        broker.branch(here, by="Tom", because="Again.", round_number=1)
    with pytest.raises(InvalidResponse, match="its need being erased"):
        broker.accept(here, "r1-thresh", by="Tom")
    assert broker.diff(here, 1, 2, by="Tom").erased == (1,)
    revised = broker.revise(here, need("22 degC"), by="Tom", because="Lower.", expected_round=1)
    assert (revised.round.number, revised.round.follows) == (3, (1,))
    main(["--home", str(broker.home), "dialogue", "show", here, "--by", "Tom"])
    assert "need: (erased, or not open to you)" in capsys.readouterr().out


def test_a_need_that_repeats_the_words_of_somebody_goes_with_that_person(broker):
    words = "Will my heifers in Upper Meadow suffer?"
    here = broker.open_dialogue(need(statement=words), by="Wilma", key="open by Wilma").id
    broker.revise(here, need("25 degC", statement=words), by="Tom", because="The vet.")
    broker.branch(here, need("22 degC", statement=words), by="Mara", because="Lower.", round_number=2)
    broker.revise(here, need("21 degC", statement="How many hot days?"), by="Tom", because="Mine.", expected_round=2)
    broker.build_round(here, by="Tom", round_number=3)
    wilma = broker.events(here, by="Tom")[0].person
    broker.erase_person(wilma, by="Wilma", because="I want to be forgotten.")
    told = broker.dialogue(here, by="Tom")
    assert [r.is_erased for r in told.rounds] == [True, True, True, False]
    assert (told.rounds[2].because, told.rounds[2].sentence, told.rounds[2].match) == ("Lower.", "", {})
    assert not any("heifers" in str(event.to_json()) for event in broker.events(here, by="Tom"))
    assert broker.verify_log().is_whole
