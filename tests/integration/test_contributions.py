"""What people say to each other in a store: once however often it is sent, by those who may, and in a terminal."""

from __future__ import annotations

import json

import pytest

from broker import Broker
from broker.cli import main
from broker.errors import Conflict, InvalidResponse, NotAllowed
from tests.integration.small_world import need, publish


@pytest.fixture(scope="module")
def broker(tmp_path_factory):
    folder = tmp_path_factory.mktemp("said")
    made = Broker(folder / "home")
    publish(made, folder)
    return made


@pytest.fixture
def here(broker, request):
    opened = broker.open_dialogue(need(), by="Ruth", key=f"open {request.node.name}").id
    for name, side in (("Ruth", "user"), ("Tom", "producer"), ("Mara", "facilitator")):
        broker.join(opened, side, by=name)
    return opened


def test_a_contribution_is_made_once_however_often_it_is_sent(broker, here):
    said = [broker.ask_question(here, "How sure?", by="Ruth", to="producer", key=f"ask {here}") for _ in range(2)]
    assert said[0] == said[1]
    assert len(broker.dialogue(here).questions) == 1
    with pytest.raises(Conflict):
        broker.ask_question(here, "Quite sure?", by="Ruth", to="producer", key=f"ask {here}")


def test_it_stands_in_its_round_on_behalf_of_others_and_for_the_day_when_it_was_said(broker, here):
    said = broker.state(
        here, "It was worse in 1976.", by="Mara", on_behalf="Old Ben", hat="representative", claimed_at="2026-01-05"
    )
    dialogue = broker.dialogue(here)
    found = dialogue.round.contributions[-1]
    assert (found.id, found.speaker, found.hat) == (said.id, "Old Ben", "representative")
    assert (found.day.isoformat(), dialogue.name_of(found.person)) == ("2026-01-05", "Mara")
    assert broker.state(here, "And here.", by="Mara", on_behalf="ruth").speaker == dialogue.person("Ruth")


def test_only_who_objected_calls_an_objection_met_and_anybody_may_overrule_it(broker, here):
    raised = broker.object_to(here, "thresh", "My cows suffer earlier.", by="Ruth")
    assert raised.about == "r1-thresh"
    with pytest.raises(NotAllowed, match="Ruth"):
        broker.contribute(here, "settle-objection", by="Tom", objection=raised.id, how="met")
    broker.contribute(here, "settle-objection", by="Tom", objection=raised.id, how="overruled")
    assert broker.dialogue(here).objections[0].stands
    broker.contribute(here, "settle-objection", by="Mara", on_behalf="Ruth", objection=raised.id, how="withdrawn")
    assert not broker.dialogue(here).objections[0].stands


def test_rights_are_agreed_on_between_two_sides_by_people_who_joined_one(broker, here):
    with pytest.raises(NotAllowed, match="Join first"):
        broker.propose_rights(here, "data", by="Somebody", decides="producer")
    proposed = broker.propose_rights(here, "data", by="Tom", decides="producer", advises=["Ruth"])
    with pytest.raises(NotAllowed, match="other side"):
        broker.agree_rights(here, proposed.id, by="Tom")
    assert [d.kind for d in broker.waiting(by="Ruth") if d.dialogue == here] == ["rights"]
    broker.agree_rights(here, proposed.id, by="Ruth")
    assert broker.dialogue(here).rights["data"].of("decides") == ("producer",)


def test_a_shared_note_is_for_those_who_accompany(broker, here):
    with pytest.raises(NotAllowed, match="private"):
        broker.contribute(here, "note", by="Ruth", text="Tom talks a lot.", sharing="shared")
    broker.contribute(here, "note", by="Mara", text="Ruth speaks last.", sharing="shared")


def test_after_its_end_a_dialogue_takes_what_comes_of_it_and_nothing_else(broker, here):
    due = broker.contribute(here, "follow-up", by="Mara", due="2027-01-01")
    broker.close_dialogue(here, by="Mara", because="Decided.")
    with pytest.raises(Conflict):
        broker.state(here, "One more thing.", by="Ruth")
    told = broker.contribute(
        here, "outcome", by="Ruth", follow_up=due.id, used="yes", text="Less milk lost.", evidence="none yet"
    )
    assert broker.dialogue(here).follow_ups[0].outcomes == (told,)


def test_a_kind_that_is_not_there_is_refused_with_those_that_are(broker, here):
    with pytest.raises(InvalidResponse, match="settle-promise") as refusal:
        broker.contribute(here, "joke", by="Tom", text="Ha.")
    assert "statement" in refusal.value.options


def test_everything_is_said_and_read_in_a_terminal_too(broker, here, capsys):
    def run(*words, status=0):
        assert main(["--home", str(broker.home), *words, "--json"]) == status
        return json.loads(capsys.readouterr().out)

    asked = run("dialogue", "ask", here, "How sure?", "--to", "producer", "--by", "Ruth")["contribution"]["id"]
    run("dialogue", "answer", here, asked, "Fairly.", "--by", "Tom")
    run("dialogue", "say", here, "disagreement", "--text", "Which heat?", "--positions", "Ruth=25 °C, as the vet says",
        "--positions", "Tom=30 °C", "--by", "Mara")  # fmt: skip
    promised = run("dialogue", "promise", here, "The station.", "--due", "2026-01-01", "--by", "Tom")
    run("dialogue", "settle", here, promised["contribution"]["id"], "late", "--by", "Ruth")
    run("dialogue", "decide", here, "Build the yard.", "--options", "yard", "--options", "trees", "--by", "Ruth")
    rights = run("rights", "propose", here, "wording", "--decides", "Ruth,Tom", "--by", "Ruth")["contribution"]["id"]
    run("rights", "agree", here, rights, "--by", "Tom")
    assert run("rights", "show", here)["rights"]["wording"]["agreed"]
    shown = run("dialogue", "show", here)
    assert [c["word"] for c in shown["contributions"]][3:] == [
        "question", "answer", "disagreement", "promise", "settle-promise", "decision", "propose-rights", "agree-rights",
    ]  # fmt: skip
    assert [d["kind"] for d in run("queue", "--by", "Mara")["queue"] if d["dialogue"] == here] == ["disagreement"]
    assert run("dialogue", "say", here, "answer", "--by", "Tom", status=1)["error"]["code"] == "field-missing"
    assert {k["kind"] for k in run("dialogue", "kinds")["kinds"]} >= {"compromise", "evaluation"}
    main(["--home", str(broker.home), "dialogue", "show", here])
    words = capsys.readouterr().out
    assert "Ruth: 25 °C, as the vet says" in words
    assert "promise [late]" in words


def test_looking_back_is_said_in_a_terminal_and_answers_without_a_name_leave_for_nobody(broker, here, capsys, tmp_path):
    def run(*words, status=0):
        assert main(["--home", str(broker.home), *words, "--json"]) == status
        return json.loads(capsys.readouterr().out)

    for name in ("Ann", "Eve"):
        broker.join(here, "user", by=name)
    run("dialogue", "say", here, "ask-survey", "--due", "2027-01-01", "--by", "Mara")
    assert "survey" in [d["kind"] for d in run("waiting", "--by", "Ruth")["waiting"] if d["dialogue"] == here]
    for name in ("Ruth", "Ann", "Eve"):
        run("dialogue", "say", here, "evaluation", "--answers", "heard=no", "--text", f"Slower, {name}.", "--by", name)
    assert "survey" not in [d["kind"] for d in run("waiting", "--by", "Ruth")["waiting"] if d["dialogue"] == here]
    few = run("dialogue", "say", here, "hands", "--side", "user", "--counts", "heard=1/1/0", "--by", "Mara", status=1)
    assert few["error"]["code"] == "group-too-small"
    run("dialogue", "say", here, "hands", "--side", "user", "--counts", "heard=9/2/1", "--by", "Mara")
    (survey,) = run("surveys", here)["surveys"]
    assert survey["columns"][0]["counts"] == {"heard": {"yes": 9, "partly": 2, "no": 4}}
    assert run("dialogue", "remind", here, "producer", "--text", "Friday.", "--by", "Tom", status=1)["error"]
    run("dialogue", "remind", here, "producer", "--text", "Friday.", "--by", "Mara")
    assert "reminder" in [d["kind"] for d in run("waiting", "--by", "Tom")["waiting"] if d["dialogue"] == here]
    run("dialogue", "say", here, "follow-up", "--due", "2027-09-30", "--to", "Ruth", "--by", "Mara")
    days = run("calendar", "--by", "Ruth", "--dialogue", here, "--out", str(tmp_path / "days.ics"))["days"]
    assert b"DTSTART;VALUE=DATE:20270930" in (tmp_path / "days.ics").read_bytes()
    assert days >= 2
    for form in ("jsonl", "csv", "html", "archive"):
        left = broker.export_log(here, form, tmp_path / f"left.{form}", by="Mara").read_bytes()
        assert b"Slower, R" not in left
    assert "Slower, R" not in str([e.data for e in broker.events(here, by="Mara")])
    assert "Slower, Ruth." in str([e.data for e in broker.events(here, by="Ruth")])


def test_what_is_not_settled_is_on_the_product_without_its_words_and_its_numbers_are_the_same(broker, here):
    before = broker.build_round(here, by="Tom")
    raised = broker.object_to(here, "space", "The slope above my field burns.", by="Ruth")
    disagreed = broker.contribute(
        here, "disagreement", by="Mara", about="thresh", text="Which heat?", positions=["Ruth=25 °C", "producer=30 °C"]
    )
    told = broker.build_round(here, by="Tom")
    assert told.id == before.id
    said = " ".join(m.message for m in told.mismatches)
    assert f"the users object to the place ({raised.id} in the dialogue)" in said
    assert f"the users and the producers see thresh differently ({disagreed.id} in the dialogue)" in said
    assert "slope" not in said
    broker.contribute(
        here, "compromise", by="Mara", about="thresh", settles=disagreed.id, text="27 °C", dissent="Ruth: too high.",
        gave_up=["Ruth=2 °C", "Tom=3 °C"],
    )  # fmt: skip
    met = " ".join(m.message for m in broker.build_round(here, by="Tom").mismatches)
    assert "see thresh differently" not in met
    assert "A compromise on thresh between the users and the producers leaves dissent" in met


def test_a_private_note_is_its_authors_and_a_shared_one_of_those_who_accompany(broker, here):
    broker.contribute(here, "note", by="Mara", text="Tom talks over Ruth.")
    broker.contribute(here, "note", by="Mara", text="Ask Ruth first.", sharing="shared")
    broker.join(here, "facilitator", by="Mia")

    def read(by):
        told = [c.text for c in broker.dialogue(here, by=by).contributions.of("NoteWritten")]
        events = [e.data.get("text") for e in broker.events(here, by=by) if e.kind == "NoteWritten"]
        assert [text for text in events if text] == told
        assert len(events) == 2
        return told

    assert read("Mara") == ["Tom talks over Ruth.", "Ask Ruth first."]
    assert read("Mia") == ["Ask Ruth first."]
    assert read("Ruth") == read("Tom") == read("") == []


def test_notes_leave_for_nobody_but_those_who_may_read_them(broker, here, tmp_path):
    broker.contribute(here, "note", by="Mara", text="Ask Ruth first, quietly.", sharing="shared")
    for by, audience, holds in (
        ("Mara", "dialogue", True), ("Mara", "reports", False), ("Ruth", "dialogue", False), ("Ruth", "reports", False),
    ):  # fmt: skip
        out = broker.export_log(here, "jsonl", tmp_path / f"{by}-{audience}.jsonl", by=by, audience=audience)
        assert ("quietly" in out.read_text(encoding="utf-8")) == holds


def test_in_a_private_dialogue_those_who_take_part_speak_and_see_what_waits(broker, here):
    broker.share(here, "private", by="Ruth", because="Between us.")
    home = ["--home", str(broker.home)]
    assert main([*home, "dialogue", "ask", here, "How sure?", "--to", "producer", "--by", "Ruth"]) == 0
    assert main([*home, "rights", "show", here, "--by", "Ruth"]) == 0
    assert [d.kind for d in broker.waiting(by="Tom") if d.dialogue == here] == ["question"]
    assert not [d for d in broker.queue(by="Somebody else") if d.dialogue == here]
    assert main([*home, "dialogue", "ask", here, "And me?", "--by", "Somebody else"]) == 1
