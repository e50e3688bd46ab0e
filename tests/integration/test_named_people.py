"""Somebody whom another names owns their name and the words recorded as theirs: they go when they are erased."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import sqlalchemy as sa

from broker import Broker
from broker.database import reading
from broker.dialogue import fold
from broker.event import Event
from broker.log.tables import EVENTS, PARTS
from broker.verification import verify, verify_file
from broker.workshop_form import WorkshopForm
from tests.integration.small_world import need, publish

pytestmark = pytest.mark.usefixtures("database")
ISSUER = "https://id.example"
#: Somebody without an account, and a word that stands in everything that is recorded as theirs.
WANJIKU, MARK = "Wanjiku Kamau", "zebrafinch"


@pytest.fixture(scope="module")
def world(tmp_path_factory, database):
    folder = tmp_path_factory.mktemp("named")
    made = Broker(folder / "home")
    publish(made, folder)
    return made


@pytest.fixture
def opened(world, request):
    return world.open_dialogue(need(), by="Ruth", key=f"open {request.node.name}").id


def stored(broker: Broker, opened: str) -> str:
    """Everything of a dialogue that can be read in the store."""
    return json.dumps([event.to_json() for event in broker.events(opened, by="Ruth")], ensure_ascii=False)


def say_all(broker: Broker, opened: str, person: str) -> None:
    """Let Mara record something of every kind in which somebody is named."""

    def say(kind, **fields):
        return broker.contribute(opened, kind, by="Mara", **fields)

    say("join", side="user", person=person, organisation=f"{MARK} cooperative")
    say("groups", person=person, groups=[f"{MARK} women"])
    say("statement", on_behalf=person, text=f"{MARK} heat")
    say("local-knowledge", form="story", text=f"{MARK} drought", source=person)
    say("promise", what=f"{MARK} asks the vet", who=person)
    say("question", text="Do you agree?", to=person)
    one = say("disagreement", text="Which heat?", positions=[f"{person}={MARK} 25", "Mara=30", "user=28"])
    say("compromise", text="27", settles=one.id, gave_up=[f"{person}={MARK} two degrees", "producer=three"])
    say("cost", what="hours", amount=2, party=person)
    say("leave", person=person, because=f"{MARK} harvest")


def day(person: str) -> WorkshopForm:
    return WorkshopForm.of(
        {
            "date": "2026-03-12",
            "place": "Barn",
            "minutes": "It was cold.",
            "present": [{"who": person, "side": "user"}, {"who": "farmers of Elmswell", "side": "user", "number": 12}],
            "responses": [{"on_behalf": person, "fits": {"metric": "no"}, "text": f"{MARK} lower"}],
            "said": [{"kind": "statement", "on_behalf": person, "text": f"{MARK} in the barn"}],
        }
    )


def test_the_erased_whom_others_named_are_gone_and_the_rest_stays(world, opened):
    invited = world.add_participant(opened, WANJIKU, by="Mara", note="Said so at the meeting.")
    say_all(world, opened, WANJIKU)
    world.enter_workshop(opened, day(WANJIKU), by="Mara")
    before = stored(world, opened)
    assert before.count(MARK) == 9, "and the groups, which are for nobody's eyes"
    dialogue = world.dialogue(opened, by="Ruth")
    assert [p.name for p in dialogue.participants] == [WANJIKU]
    assert dialogue.disagreements[0].positions == (
        (invited.id, f"{MARK} 25"), (dialogue.person("Mara"), "30"), ("user", "28"),
    )  # fmt: skip
    assert dialogue.name_of(dialogue.promises[0].who) == WANJIKU
    assert dialogue.round.responses[0].on_behalf == WANJIKU
    assert [one.get("who") for one in dialogue.round.workshops[0].present] == [WANJIKU, "farmers of Elmswell"]

    world.erase_person(invited.id, by=invited.id, because="I want to be forgotten.")
    after = stored(world, opened)
    assert MARK not in after
    assert "Wanjiku" not in after
    for stays in ("Which heat?", "farmers of Elmswell", "It was cold.", '"30"', "Do you agree?"):
        assert stays in after, "what others said stays"
    dialogue = world.dialogue(opened, by="Ruth")
    assert dialogue.disagreements[0].positions[0] == (invited.id, "")
    assert dialogue.round.workshops[0].people == 13
    assert world.verify_log().is_whole


def test_who_recorded_it_may_be_erased_and_the_words_of_others_stay_theirs(world, opened):
    world.add_participant(opened, "Achieng", by="Olga", note="By telephone.")
    world.contribute(opened, "statement", by="Olga", on_behalf="Achieng", text="Our wells are dry.")
    olga = world.dialogue(opened, by="Ruth").person("Olga")
    world.erase_person(olga, by="Olga", because="I leave.")
    (said,) = world.dialogue(opened, by="Ruth").contributions.of("StatementMade")
    assert (said.by, said.text) == ("", "Our wells are dry.")
    assert world.dialogue(opened, by="Ruth").name_of(said.speaker) == "Achieng"


def test_a_name_of_one_word_is_never_stored_in_the_clear(world, opened):
    world.enter_workshop(opened, day("Otieno"), by="Mara")
    with reading(world._engine) as connection:
        of_here = sa.select(PARTS.c.content).join(EVENTS, EVENTS.c.number == PARTS.c.number)
        held = b" ".join(connection.scalars(of_here.where(EVENTS.c.dialogue == opened)))
    assert b"Otieno" not in held
    assert world.dialogue(opened, by="Ruth").round.responses[0].on_behalf == "Otieno"


def test_their_consent_says_how_far_words_recorded_for_them_go(world, opened, tmp_path):
    invited = world.add_participant(opened, WANJIKU, by="Mara", note="In the dialogue only.", scopes=["dialogue"])
    say_all(world, opened, invited.id)
    inside = world.export_log(opened, "jsonl", tmp_path / "inside.jsonl", by="Mara")
    outside = world.export_log(opened, "jsonl", tmp_path / "outside.jsonl", by="Mara", audience="reports")
    assert inside.read_text().count(MARK) >= 8
    assert MARK not in outside.read_text()
    assert "Wanjiku" not in outside.read_text()
    for path in (inside, outside):
        assert verify_file(path).is_whole
    page = world.export_log(opened, "html", tmp_path / "report.html", by="Mara").read_text()
    assert MARK not in page
    assert "Which heat?" in page
    # To go without one's name is to go without it wherever others put it.
    world.consent(["dialogue", "reports"], by="Mara", dialogue=opened, named=False, on_behalf=invited.id, note="Asked.")
    for form in ("jsonl", "csv", "html", "prov-json"):
        told = world.export_log(opened, form, tmp_path / f"nameless.{form}", by="Mara", audience="reports")
        assert "Wanjiku" not in told.read_text(), form
    assert MARK in (tmp_path / "nameless.html").read_text(), "the words go, without the name"
    assert verify_file(tmp_path / "nameless.jsonl").is_whole


def test_who_does_not_want_to_be_named_has_an_export_that_still_proves_itself(world, opened, tmp_path):
    world.respond(opened, by="Nia", text="Too hot for me.")
    world.consent(["dialogue", "reports"], by="Nia", named=False)
    told = world.export_log(opened, "jsonl", tmp_path / "told.jsonl", by="Ruth", audience="reports")
    assert "Nia" not in told.read_text()
    assert verify_file(told).is_whole, verify_file(told).problems


def test_to_be_named_in_a_private_dialogue_does_not_show_it(world, opened):
    world.respond(world.open_dialogue(need(), by="Paul").id, by="Paul", text="Mine.")
    world.share(opened, "private", by="Ruth", because="Ours.")
    world.contribute(opened, "statement", by="Ruth", on_behalf="Paul", text="Paul's cows are thirsty.")
    assert opened not in {d.id for d in world.dialogues(by="Paul")}
    assert opened in {d.id for d in world.dialogues(by="Ruth")}


def test_where_people_sign_in_a_name_is_nobody_unless_they_take_part(world, monkeypatch, tmp_path):
    monkeypatch.setenv("BROKER_SIGN_IN", "oidc")
    ruth = world.sign_in(ISSUER, "ruth", name="Ruth Fenn")
    other = world.sign_in(ISSUER, "other", name="Njeri Otieno")
    opened = world.open_dialogue(need(), by=ruth.id, shared_with="public").id
    world.contribute(opened, "statement", by=ruth.id, on_behalf="Njeri Otieno", text="Our maize dies.")
    (said,) = world.dialogue(opened, by=ruth.id).contributions.of("StatementMade")
    assert said.on_behalf == "Njeri Otieno"
    assert other.id not in stored_of(world, opened, ruth.id), "somebody of the same name may be somebody else"
    world.contribute(opened, "join", by=other.id, side="user")
    world.contribute(opened, "statement", by=ruth.id, on_behalf="Njeri Otieno", text="Our goats live.")
    assert world.dialogue(opened, by=ruth.id).contributions.of("StatementMade")[-1].on_behalf == other.id


def stored_of(broker: Broker, opened: str, by: str) -> str:
    return json.dumps([event.to_json() for event in broker.events(opened, by=by)])


def test_a_log_of_before_reads_and_proves_as_it_did():
    stored_log = Path(__file__).parent / "stored" / "named-before.jsonl"
    lines = [json.loads(line) for line in stored_log.read_text(encoding="utf-8").splitlines()]
    assert verify(lines).is_whole
    dialogue = fold([Event.from_json(line) for line in lines])
    assert [words for _, words in dialogue.disagreements[0].positions] == ["25 degrees", "30 degrees"]
    assert dialogue.round.workshops[0].present[0]["who"] == "Wanjiku Kamau"
    assert dialogue.round.responses[0].on_behalf == "Wanjiku Kamau"
    assert dialogue.contributions.of("StatementMade")[0].on_behalf == "Wanjiku Kamau"
    assert dialogue.promises[0].who == "Wanjiku Kamau"
