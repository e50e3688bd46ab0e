"""Acts on topics on which rights were agreed: by who decides, with consent, or openly against them."""

from __future__ import annotations

import json

import pytest

from broker import Broker
from broker.cli import main
from broker.errors import InvalidResponse, NotAllowed
from tests.integration.small_world import need, publish

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(scope="module")
def broker(tmp_path_factory, database):
    folder = tmp_path_factory.mktemp("rights")
    made = Broker(folder / "home")
    publish(made, folder)
    publish(made, folder, "other")
    return made


@pytest.fixture
def here(broker, request):
    opened = broker.open_dialogue(need(datasets=["small"]), by="Ruth", key=f"open {request.node.name}").id
    for name, side in (("Ruth", "user"), ("Tom", "producer"), ("Mara", "facilitator")):
        broker.join(opened, side, by=name)
    return opened


def agree(broker, here, topic, **duties):
    proposed = broker.propose_rights(here, topic, by="Ruth", **duties)
    return broker.agree_rights(here, proposed.id, by="Tom")


def acts(broker, here):
    return [(act.by, act.topic, act.how) for act in broker.dialogue(here).governed]


def test_without_rights_anybody_who_takes_part_may_act(broker, here):
    broker.propose_rights(here, "definition", by="Ruth", decides="Ruth")  # not agreed yet
    broker.revise(here, need("28 degC", datasets=["small"]), by="Mara", because="The vet.")
    assert acts(broker, here) == []


def test_who_decides_acts_inside_and_who_does_not_is_told_who_does(broker, here):
    agree(broker, here, "definition", decides="Ruth", advises="producer")
    with pytest.raises(NotAllowed, match=r"Tom wants to revise .* the definition is decided by Ruth") as refusal:
        broker.revise(here, need("28 degC", datasets=["small"]), by="Tom", because="The papers.")
    assert refusal.value.code == "against-rights"
    broker.revise(here, need("28 degC", datasets=["small"]), by="Ruth", because="The vet.")
    broker.replace(here, "thresh", "27 degC", by="Tom", because="A proposal is open to all.")
    with pytest.raises(NotAllowed):
        broker.replace(here, "thresh", "26 degC", by="Tom", because="Now.", revise=True)
    assert acts(broker, here) == [("Ruth", "definition", "inside")]


def test_another_choice_of_data_is_a_topic_of_its_own(broker, here):
    agree(broker, here, "data", decides="producer")
    broker.revise(here, need("28 degC", datasets=["small"]), by="Ruth", because="The vet.")
    with pytest.raises(NotAllowed, match="the choice of data is decided by the producers"):
        broker.revise(here, need("28 degC", datasets=["other"]), by="Ruth", because="The other one.")
    broker.revise(here, need("28 degC", datasets=["other"]), by="Tom", because="It is newer.")
    assert acts(broker, here) == [("Tom", "data", "inside")]


def test_the_words_of_the_need_are_for_who_decides_on_the_wording(broker, here):
    agree(broker, here, "wording", decides="Ruth")
    reworded = need(datasets=["small"], statement="How many hot days will my herd have?")
    with pytest.raises(NotAllowed, match="the wording is decided by Ruth") as refusal:
        broker.revise(here, reworded, by="Tom", because="Shorter.")
    assert refusal.value.options == ("wording",)
    broker.revise(here, need("28 degC", datasets=["small"]), by="Tom", because="The same words, another limit.")
    broker.revise(here, reworded, by="Tom", because="Shorter.", against_rights="It goes to print.")
    assert acts(broker, here) == [("Tom", "wording", "against")]


def test_what_others_put_in_the_ledger_is_taken_over_by_who_decides_only(broker, here):
    agree(broker, here, "definition", decides="Ruth")
    agree(broker, here, "data", decides="producer")
    broker.replace(here, "thresh", "27 degC", by="Mara", because="A proposal.")
    changed = need(datasets=["other"], metric={"index": "tx_days_above"})
    with pytest.raises(NotAllowed, match="the definition is decided by Ruth") as refusal:
        broker.revise(here, changed, by="Tom", because="Newer data.")
    assert refusal.value.options == ("definition",)


def test_with_the_word_of_who_decides_others_may_act_and_no_other_word_counts(broker, here):
    agree(broker, here, "definition", decides="user")
    own = broker.state(here, "I think 28 is right.", by="Tom")
    word = broker.state(here, "Take 28, Tom.", by="Ruth")
    asked = broker.ask_question(here, "28?", by="Ruth")
    changed = need("28 degC", datasets=["small"])
    for none in (own.id, asked.id, "e99"):
        with pytest.raises(InvalidResponse, match="consents to nothing"):
            broker.revise(here, changed, by="Tom", because="Agreed.", consent=none)
    broker.revise(here, changed, by="Tom", because="Agreed.", consent=word.id)
    assert acts(broker, here) == [("Tom", "definition", "consent")]
    assert broker.dialogue(here).governed[0].consent == word.id


def test_an_act_against_rights_is_open_marked_and_shown(broker, here, capsys):
    agree(broker, here, "definition", decides="user")
    broker.revise(
        here, need("28 degC", datasets=["small"]), by="Tom", because="The vet.", against_rights="Ruth is away."
    )
    assert acts(broker, here) == [("Tom", "definition", "against")]
    event = next(e for e in broker.events(here) if e.kind == "NeedRevised")
    assert (event.data["against"], event.data["against_because"]) == ("definition", "Ruth is away.")
    main(["--home", str(broker.home), "dialogue", "show", here])
    assert "Tom, against the rights on definition: Ruth is away." in capsys.readouterr().out
    main(["--home", str(broker.home), "rights", "show", here, "--json"])
    assert json.loads(capsys.readouterr().out)["governed"][0]["because"] == "Ruth is away."


def test_who_may_stop_it_stops_who_decides_by_an_objection_about_the_topic(broker, here):
    agree(broker, here, "definition", decides="user", veto="producer")
    raised = broker.object_to(here, "definition", "28 is no heat for these cows.", by="Tom")
    changed = need("28 degC", datasets=["small"])
    with pytest.raises(NotAllowed, match="28 is no heat"):
        broker.revise(here, changed, by="Ruth", because="The vet.")
    broker.contribute(here, "settle-objection", by="Tom", objection=raised.id, how="withdrawn")
    broker.revise(here, changed, by="Ruth", because="The vet.")
    assert acts(broker, here) == [("Ruth", "definition", "inside")]


def test_the_word_to_act_against_rights_is_given_in_a_terminal_too(broker, here, capsys):
    agree(broker, here, "definition", decides="user")
    broker.replace(here, "thresh", "29 degC", by="Tom", because="The papers.")
    words = ["--home", str(broker.home), "dialogue", "revise", here, "--by", "Tom", "--because", "Now.", "--json"]
    assert main(words) == 1
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "against-rights"
    assert main([*words, "--against-rights", "It cannot wait."]) == 0
    assert acts(broker, here) == [("Tom", "definition", "against")]


def test_what_goes_to_the_public_is_decided_by_who_decides_on_publication_and_is_on_record(broker, here, tmp_path):
    def export(audience, **how):
        return broker.export_log(here, "jsonl", tmp_path / f"{audience}.jsonl", audience=audience, **how)

    export("public", by="Tom")  # nothing was agreed yet
    agree(broker, here, "publication", decides="Ruth")
    export("reports", by="Tom")
    with pytest.raises(NotAllowed, match="publication is decided by Ruth"):
        export("public", by="Tom")
    with pytest.raises(NotAllowed, match="Somebody without a name"):
        export("public")
    export("public", by="Tom", against_rights="The ministry asked for it today.")
    export("public", by="Ruth")
    assert acts(broker, here) == [("Tom", "publication", "against"), ("Ruth", "publication", "inside")]
    broker.share(here, "private", by="Ruth", because="Not yet.")
    broker.share(here, "public", by="Ruth", because="It is decided.")
    assert broker.dialogue(here, by="Ruth").governed[-1].kind == "VisibilityChanged"
