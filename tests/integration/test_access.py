"""Nothing leaks past the door: what is hidden answers, by every verb, as what is not there."""

from __future__ import annotations

import datetime as dt
import inspect
import itertools
import json
import re

import pytest

from broker import Broker
from broker.cli import main
from broker.errors import BrokerError, InvalidResponse, NotAllowed, UnknownDialogue, UnknownGroup, UnknownProduct
from broker.log import utc_now
from broker.workshop_form import WorkshopForm
from catalog.errors import CatalogError
from tests.integration.small_world import mapping, need, publish
from translators.errors import TranslationError
from translators.need import Need

pytestmark = pytest.mark.usefixtures("database")

ABSENT = "d-absent2345"
WORKSHOP = WorkshopForm.of({"date": "2026-03-02", "place": "Nakuru", "minutes": "We met."})
#: A value for each parameter that verbs about a dialogue must be given; a verb with another one fails the tests.
GIVEN = {
    "answers": (1, 1, 1), "attached": (), "bad": (2001, 2003), "because": "so it is", "carry": (), "decides": "user",
    "entry": "thresh", "decision": "we go on", "first": 1, "form": WORKSHOP, "format": "jsonl", "given": {},
    "instead": "31 degC",
    "invited": "Ben", "kept": "yes", "kind": "statement", "name": "Grace", "need": None, "note": "she nodded",
    "of": "drought", "promise": "e1", "question": "e1", "rights": "e1", "round_number": 1, "second": 1,
    "sha256": "0" * 64, "shared_with": "public", "side": "user", "strands": ("main", "s2"), "text": "Hear me",
    "topic": "definition", "what": "to call", "about": "time",
}  # fmt: skip


def verbs() -> list[str]:
    """Return every verb that is about a dialogue."""
    every = (name for name in dir(Broker) if not name.startswith("_"))
    return [n for n in every if "dialogue_id" in inspect.signature(getattr(Broker, n)).parameters]


def call(broker, verb, dialogue, by, out):
    """Carry out a verb with something for all that it must be given, and return its refusal if there is one."""
    parameters = inspect.signature(getattr(Broker, verb)).parameters.values()
    needed = [p.name for p in parameters if p.default is p.empty and p.kind is not p.VAR_KEYWORD and p.name != "self"]
    values = {name: GIVEN[name] for name in needed if name not in ("dialogue_id", "by", "out", "need")}
    values |= {"out": out / f"{verb}.jsonl"} if "out" in needed else {}
    values |= {"need": need("33 degC")} if "need" in needed else {}
    try:
        getattr(broker, verb)(by=by, **{**values, "dialogue_id": dialogue})
    except (BrokerError, CatalogError, TranslationError) as refusal:
        return refusal
    return None


@pytest.fixture(scope="module")
def broker(tmp_path_factory, database):
    folder = tmp_path_factory.mktemp("access")
    made = Broker(folder / "home")
    publish(made, folder)
    return made


@pytest.fixture(scope="module")
def private(broker):
    return broker.open_dialogue(need(), by="Amina", shared_with="private").id


def test_a_private_dialogue_is_to_others_as_one_that_is_not_there(broker, private, tmp_path):
    assert len(verbs()) > 40
    for verb, by in itertools.product(verbs(), ("Eve", "")):
        if verb == "enter" and by:
            continue  # facilitators may look in, with a reason on record: a test of its own
        said = []
        for one in (private, ABSENT):
            refusal = call(broker, verb, one, by, tmp_path)
            words = str(refusal).replace(one, "ID")
            said.append((type(refusal), getattr(refusal, "code", ""), words, getattr(refusal, "options", ())))
        assert said[0] == said[1], (verb, by)
        assert said[0][0] is UnknownDialogue, (verb, by)
        assert private not in said[0][3]
    assert not list(tmp_path.iterdir())


def test_those_who_take_part_are_told_of_no_unknown_dialogue(broker, tmp_path):
    opened = broker.open_dialogue(need(), by="Amina", shared_with="private").id
    broker.join(opened, "user", by="Amina")
    for verb in sorted(verbs(), key=lambda verb: (verb == "share", verb)):
        refusal = call(broker, verb, opened, "Amina", tmp_path)
        assert verb == "enter" or not isinstance(refusal, UnknownDialogue | NotAllowed), (verb, refusal)


def test_lists_name_a_private_dialogue_to_those_who_take_part_only(broker, private):
    def listed(by):
        return {d.id for d in broker.dialogues(by=by)}

    assert private in listed("Amina")
    assert private not in listed("Eve") | listed("")
    broker.share(private, "public", by="Amina", because="for a moment")
    assert private in listed("Eve") & listed("")
    broker.share(private, "private", by="Amina", because="and back")
    assert private not in listed("Eve") | listed("")


def test_a_group_reads_and_speaks_in_what_is_shared_with_it_as_long_as_one_is_in_it(broker):
    opened = broker.open_dialogue(need(), by="Amina", shared_with="private").id
    group = broker.form_group("farmers", by="Amina")
    broker.add_to_group(group.id, "Ben", by="Amina")
    broker.add_to_group("farmers", "Grace", by="Amina")
    with pytest.raises(UnknownGroup):
        broker.share(opened, "group:strangers", by="Amina", because="they asked")
    with pytest.raises(UnknownGroup):
        broker.add_to_group(group.id, "Eve", by="Eve")
    with pytest.raises(NotAllowed):
        broker.add_to_group(group.id, "Eve", by="Ben")
    broker.share(opened, "group:farmers", by="Amina", because="we farm together")
    assert broker.dialogue(opened, by="Ben").id == opened
    assert opened in {d.id for d in broker.dialogues(by="Grace")}
    broker.respond(opened, by="Ben", text="I join in")
    broker.remove_from_group("farmers", "Grace", by="Amina")
    with pytest.raises(UnknownDialogue):
        broker.dialogue(opened, by="Grace")
    assert broker.dialogue(opened, by="Ben").id == opened  # who spoke takes part, whoever it is shared with
    assert [g.name for g in broker.groups(by="Ben")] == ["farmers"]
    assert broker.groups(by="Eve") == ()


def test_who_looks_into_a_private_dialogue_says_why_and_those_inside_read_it(tmp_path_factory, broker):
    days = [0]
    made = Broker(broker.home, clock=lambda: utc_now() + dt.timedelta(days=days[0]))
    opened = made.open_dialogue(need(), by="Amina", shared_with="private").id
    with pytest.raises(UnknownDialogue):
        made.dialogue(opened, by="Faye")
    with pytest.raises(BrokerError, match="reason"):
        made.enter(opened, by="Faye", because=" ")
    made.enter(opened, by="Faye", because="Amina asked for help")
    assert made.dialogue(opened, by="Faye").id == opened
    assert opened in {d.id for d in made.dialogues(by="Faye")}
    assert [(look.by, look.because) for look in made.looks(opened, by="Amina")] == [("Faye", "Amina asked for help")]
    with pytest.raises(NotAllowed):
        made.respond(opened, by="Faye", text="I only look")
    with pytest.raises(InvalidResponse, match="as it is"):
        made.enter(opened, by="Amina", because="I am inside already")
    days[0] = 2
    with pytest.raises(UnknownDialogue):
        made.dialogue(opened, by="Faye")


def test_a_product_is_handed_over_in_the_words_of_its_own_dialogue(broker):
    secret = broker.open_dialogue(
        need("29 degC", statement="Amina's secret heifers"), by="Amina", shared_with="private"
    )
    made = broker.build_round(secret.id, by="Amina")
    with pytest.raises(UnknownProduct):
        broker.product(made.id, by="Eve")
    assert broker.used_by(made.id, by="Eve") == ()
    assert made.id not in {use.product for use in broker.uses("small", by="Eve")}
    assert made.id in {use.product for use in broker.uses("small", by="Amina")}
    mine = broker.open_dialogue(need("29 degC", statement="Eve's own question"), by="Eve")
    assert broker.build_round(mine.id, by="Eve").id == made.id
    for by, word, not_word in (("Eve", "Eve's own", "heifers"), ("", "Eve's own", "heifers")):
        product = broker.product(made.id, by=by)
        told = "".join(p.read_text(encoding="utf-8", errors="replace") for p in product.directory.glob("*.txt"))
        assert word in told
        assert not_word not in told
    ours = broker.product(made.id, by="Amina", dialogue=secret.id)
    assert "secret heifers" in (ours.directory / "brief.txt").read_text(encoding="utf-8")


def test_needs_of_private_dialogues_are_in_no_list_count_or_vote_of_others(broker):
    asked = mapping("34 degC", statement="Amina's marker need", time={"season": "JJA", "baseline": [2000, 2009]})
    far = asked | {"region": {"point": {"lat": -40.0, "lon": 170.0}}}
    broker.open_dialogue(Need.of(far), by="Amina", shared_with="private")
    assert any("marker need" in e.data["statement"] for e in broker.unmet_needs(by="Amina"))
    (wanted,) = [d for d in broker.demand(by="Amina") if "marker need" in d.first.statement]
    for by in ("Eve", ""):
        assert "marker need" not in json.dumps([e.data for e in broker.unmet_needs(by=by)])
        assert "marker need" not in json.dumps([d.to_json() for d in broker.demand(by=by)])
    with pytest.raises(InvalidResponse) as refusal:
        broker.vote(wanted.id, by="Eve")
    assert wanted.id not in refusal.value.options
    broker.vote(wanted.id, by="Amina")
    other = broker.open_dialogue(Need.of(far | {"statement": "Eve wants it too"}), by="Eve")
    assert "marker" not in json.dumps(other.to_json())
    (seen,) = [d for d in broker.demand(by="Eve") if "Eve wants" in d.first.statement]
    assert (len(seen.waiting), seen.votes) == (1, ())
    assert "other need" not in str(other.to_json())


def test_words_of_private_dialogues_stay_out_of_the_glossary_of_others(broker, private):
    term = broker.propose_term("madoadoa", "light rain", by="Amina", dialogue=private)
    assert [t.word for t in broker.glossary("madoadoa", by="Amina")] == ["madoadoa"]
    assert broker.glossary("madoadoa", by="Eve") == broker.glossary("madoadoa") == ()
    with pytest.raises(BrokerError) as refusal:
        broker.agree_term(term.id, by="Eve")
    assert "madoadoa" not in str(refusal.value)


def test_what_is_remembered_of_a_private_dialogue_takes_no_word_of_it_elsewhere(broker):
    asked = need("27 degC", region={"point": {"lat": 52.22, "lon": 0.881}})
    opened = broker.open_dialogue(asked, by="Amina", shared_with="private").id
    broker.accept(opened, "thresh", by="Amina", because="Amina's heifers")
    group = broker.form_group("two of us", by="Amina")
    broker.add_to_group(group.id, "Ben", by="Amina")
    broker.share(opened, f"group:{group.id}", by="Amina", because="so that Ben reads it")
    broker.accept(opened, "thresh", by="Ben", because="Ben's bulls")
    left_open = mapping(region={"point": {"lat": 52.22, "lon": 0.881}}, metric={"index": "tx_days_above"})
    again = broker.open_dialogue(Need.of(left_open), by="Ben", shared_with="public")
    (step,) = [e for e in again.round.ledger if e.about == "thresh"]
    assert (step.value, step.origin) == ("27 degC", "remembered")
    told = json.dumps(broker.dialogue(again.id).to_json())
    assert not any(word in told for word in (opened, "Amina", "heifers", "bulls"))


def test_why_tells_of_a_thing_to_those_who_may_see_it_only(broker, private):
    with pytest.raises(UnknownDialogue):
        broker.why("Eve", "respond", private, by="Eve")
    told = broker.why("Eve", "respond", private, by="Amina")
    assert (told.allowed, told.is_hidden) == (False, True)
    assert any("take part" in way for way in told.would_change)
    told = broker.why("Amina", "respond", private, by="Amina")
    assert (told.allowed, told.rule.relation) == (True, "participant")
    with pytest.raises(InvalidResponse, match="read dialogue"):
        broker.why("Eve", "fly", by="Eve")


def test_a_new_dialogue_is_as_open_as_the_store_is_set_up(broker, monkeypatch):
    monkeypatch.setenv("BROKER_VISIBILITY", "private")
    opened = broker.open_dialogue(need(), by="Amina").id
    with pytest.raises(UnknownDialogue):
        broker.dialogue(opened)
    monkeypatch.setenv("BROKER_VISIBILITY", "open-ish")
    with pytest.raises(InvalidResponse, match="BROKER_VISIBILITY"):
        broker.open_dialogue(need(), by="Amina")


def test_the_command_line_without_a_name_shows_what_is_public(broker, private, capsys, tmp_path):
    def run(*words):
        status = main(["--home", str(broker.home), *words, "--json"])
        return status, json.loads(capsys.readouterr().out)

    status, document = run("dialogue", "show", private)
    absent_status, absent = run("dialogue", "show", ABSENT)
    assert (status, absent_status) == (1, 1)
    assert json.loads(json.dumps(document).replace(private, ABSENT)) == absent
    assert run("dialogue", "show", private, "--by", "Amina")[1]["dialogue"] == private
    assert private not in json.dumps(run("dialogue", "list")[1])
    assert run("why", "Amina", "read dialogue", private)[1]["allowed"] is True
    assert re.search(r"not there|none of this name", run("why", "Eve", "read dialogue", private)[1]["error"]["message"])
