"""Definitions and data proposed inside a round, what data are used for, and what is said of those withdrawn."""

from __future__ import annotations

import pytest

from broker import Broker
from broker.errors import BrokerError, InvalidResponse
from tests.integration.small_world import mapping, need, publish
from translators.need import Need

pytestmark = pytest.mark.usefixtures("database")

RUTH, TOM = "Ruth", "Tom"


@pytest.fixture(scope="module")
def broker(tmp_path_factory, database):
    folder = tmp_path_factory.mktemp("proposing")
    made = Broker(folder / "home")
    publish(made, folder)
    publish(made, folder, "better")
    return made


@pytest.fixture
def here(broker, request):
    id = broker.open_dialogue(
        need(datasets=["small"], decision={"text": "a yard", "by": "2027-09-30"}), by=RUTH, key=request.node.name
    ).id
    broker.build_round(id, by=RUTH)
    broker.join(id, "producer", by=TOM)
    return id


def test_a_proposal_changes_nothing_until_somebody_takes_it(broker, here):
    changed = need("28 degC", datasets=["better"], decision={"text": "a yard", "by": "2027-09-30"})
    for _ in range(2):
        steps = broker.propose(here, changed, by=TOM, because="Herds suffer earlier.", key=f"p {here}")
    assert {e.about: (e.value, e.standing) for e in steps} == {
        "thresh": ("30 degC", "28 degC"),
        "datasets": ("small", "better"),
    }
    dialogue = broker.dialogue(here)
    assert len(dialogue.rounds) == 1
    assert [d.kind for d in broker.waiting(by=RUTH) if d.dialogue == here and d.kind == "proposal"] == ["proposal"]
    assert not [d for d in broker.waiting(by=TOM) if d.dialogue == here and d.kind == "proposal"]
    taken = broker.revise(here, by=RUTH, because="Tom is right.", expected_round=1).round
    assert taken.need_mapping["datasets"] == ["better"]
    assert taken.need_mapping["metric"]["parameters"] == {"thresh": "28 degC"}


def test_who_speaks_against_proposed_data_is_not_answered_from_them(broker, here):
    broker.propose(here, need(datasets=["better"]), by=TOM, because="They are newer.")
    broker.contest(here, "datasets", by=RUTH, because="I do not know them.", value="better")
    assert not [d for d in broker.waiting(by=RUTH) if d.dialogue == here and d.kind == "proposal"]
    open_need = {k: v for k, v in mapping("29 degC").items() if k != "datasets"}
    revised = broker.revise(here, Need.of(open_need), by=RUTH, because="One degree less.")
    assert "datasets" not in revised.round.need_mapping


def test_what_is_the_same_or_cannot_be_answered_is_not_proposed(broker, here):
    with pytest.raises(InvalidResponse, match="the same as now"):
        broker.propose(here, need(datasets=["small"]), by=TOM, because="Again.")
    with pytest.raises(InvalidResponse, match="reason"):
        broker.propose(here, need("28 degC", datasets=["small"]), by=TOM, because=" ")
    with pytest.raises(BrokerError):
        broker.propose(here, need(datasets=["small"], scenarios=["ssp119"]), by=TOM, because="Low.")
    assert not any(e.replaced for e in broker.dialogue(here).round.ledger)


def test_a_producer_reads_what_their_data_serve_and_what_was_objected(broker, here):
    broker.object_to(here, "data", "2003 is missing.", by=RUTH)
    use = next(one for one in broker.data_uses("small", by=TOM) if one.dialogue == here)
    assert (use.rounds, use.data, use.decision, use.decided_by) == ((1,), ("small@1",), "a yard", "2027-09-30")
    assert [(r.kind, r.text, r.about, r.is_open) for r in use.remarks] == [
        ("objection", "2003 is missing.", ("data",), True)
    ]
    assert here in {one.dialogue for one in broker.said_of_my_data(by=TOM)}
    assert broker.said_of_my_data(by=RUTH) == ()


def test_who_has_an_answer_from_withdrawn_data_is_told_why(broker, here):
    product = broker.dialogue(here).round.product_id
    assert broker.withdrawn_from(product, by=RUTH) == ()
    broker.retire("small", 1, "2003 was left out", TOM, successor="better@1")
    (gone,) = broker.withdrawn_from(product, by=RUTH)
    assert (gone.label, gone.successor) == ("small@1", "better@1")
    told = [d.said for d in broker.waiting(by=RUTH) if d.dialogue == here and d.kind == "withdrawn"]
    assert told == ["small@1: 2003 was left out"]
    assert [d.said for d in broker.withdrawals(by=RUTH) if d.dialogue == here] == told
