"""What waits for whom is told from memory, and is what the record says at that moment: neither more nor older."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from broker import Broker
from broker.dialogue import fold
from broker.dialogue.notes import without_notes
from broker.dialogue.waiting import queue_of, waiting_for
from broker.errors import BrokerError
from broker.service import attention
from broker.service.accompanying import accompanies
from tests.integration.small_world import need, publish

pytestmark = pytest.mark.usefixtures("database")

RUTH, TOM, MARA, EVE = WHO = ("Ruth", "Tom", "Mara", "Eve")
SIDES = {RUTH: "user", TOM: "producer", MARA: "facilitator"}


class Day:
    """A clock that only the test moves."""

    def __init__(self):
        self.now = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)

    def __call__(self):
        return self.now


@pytest.fixture
def day():
    return Day()


@pytest.fixture
def broker(tmp_path, day):
    made = Broker(tmp_path / "home", clock=day)
    publish(made, tmp_path)
    return made


@pytest.fixture
def folded(broker, monkeypatch):
    """The ids of the dialogues that were read from the log to say what waits."""
    found = []
    monkeypatch.setattr(attention, "matters", lambda one, plain=attention.matters: found.append(one.id) or plain(one))
    return found


def opened(broker, shared_with=""):
    """Return a dialogue of three who take part."""
    id = broker.open_dialogue(need(decision={"text": "whether to build", "by": "2026-06-30"}), by=RUTH).id
    for name, side in SIDES.items():
        broker.join(id, side, by=name)
    if shared_with:
        broker.share(id, shared_with, by=RUTH, because="It is ours.")
    return id


def plainly(broker, by, day):
    """Return what waits for somebody and their queue, from a fold of every dialogue that they may read."""
    actor, today = broker._may(by, "see duties"), day().date()
    mine, queue = [], []
    for one in broker.dialogues(by=by):
        dialogue = without_notes(fold(broker._log.dialogue(one.id)))
        side = dialogue.side_of(dialogue.person(actor.id) or actor.name)
        known_as = actor.known_as | {dialogue.person(actor.name)}
        if side or known_as & {*dialogue.people, *dialogue.people.values()}:
            mine += waiting_for(dialogue, known_as, side, today)
        if accompanies(dialogue, actor):
            queue += queue_of(dialogue, today)
    return tuple(tuple(sorted(found, key=lambda duty: (duty.due, duty.since))) for found in (mine, queue))


def act(broker, chance, id, by):
    """Do one thing of those that make something wait, or end its waiting."""
    dialogue = broker.dialogue(id, by=by)
    said = chance.choice([*dialogue.contributions, None])
    due = f"2026-{chance.randint(2, 6):02d}-20"
    return chance.choice(
        [
            lambda: broker.ask_question(id, "How sure?", by=by, to=chance.choice(("producer", "user", *WHO))),
            lambda: broker.answer_question(id, said.id, "Quite.", by=by),
            lambda: broker.promise(id, "the figures", by=by, due=due),
            lambda: broker.settle_promise(id, said.id, "yes", by=by),
            lambda: broker.propose_rights(id, "data", by=by, decides="user"),
            lambda: broker.agree_rights(id, said.id, by=by),
            lambda: broker.object_to(id, "thresh", "Too hot.", by=by),
            lambda: broker.contribute(id, "settle-objection", by=by, objection=said.id, how="overruled"),
            lambda: broker.contribute(id, "follow-up", by=by, due=due, text="Is it used?"),
            lambda: broker.contribute(id, "note", by=by, text="Between me and me."),
            lambda: broker.decide(id, "We build.", by=by, status=chance.choice(("proposed", "taken"))),
            lambda: broker.leave(id, by=by),
            lambda: broker.close_dialogue(id, by=by, because="done"),
            lambda: broker.reopen(id, by=by, because="not yet"),
            lambda: broker.reopen(id, by=by, because="not at all"),
            lambda: broker.share(id, chance.choice(("private", "public")), by=by, because="so we want"),
        ]
    )


@pytest.mark.parametrize("seed", range(2))
def test_what_is_kept_in_mind_is_what_a_fold_of_every_dialogue_says(broker, day, seed):
    chance = random.Random(seed)
    here = [opened(broker), opened(broker, shared_with="private"), opened(broker)]
    done, told = 0, 0
    for _ in range(70):
        by = chance.choice((RUTH, TOM, MARA))
        day.now += dt.timedelta(hours=chance.choice((1, 1, 20, 200)))
        try:
            act(broker, chance, chance.choice(here), by)()
            done += 1
        except (BrokerError, AttributeError):  # refused, or there was nothing to answer
            continue
        looks = chance.choice(WHO)
        expected = plainly(broker, looks, day)
        assert (broker.waiting(by=looks), broker.queue(by=looks)) == expected
        told += sum(map(len, expected))
    assert done > 20
    assert told > 30
    day.now += dt.timedelta(days=40)
    assert (broker.waiting(by=MARA), broker.queue(by=MARA)) == plainly(broker, MARA, day)


def test_only_a_dialogue_that_went_on_is_read_again(broker, day, folded):
    here = [opened(broker) for _ in range(3)]
    assert broker.queue(by=MARA) == ()
    assert sorted(folded) == sorted(here)
    broker.ask_question(here[1], "How sure?", by=RUTH, to="producer")
    folded.clear()
    assert [duty.said for duty in broker.queue(by=MARA)] == ["Ruth: How sure?"]
    assert [duty.dialogue for duty in broker.waiting(by=TOM)] == [here[1]]
    assert folded == [here[1]]
    folded.clear()
    day.now += dt.timedelta(days=90)  # what time alone brings is not read again either
    assert {duty.kind for duty in broker.queue(by=MARA)} == {"question", "stalled", "decision-date"}
    assert [one.id for one in broker.dialogues_in_brief(most=2, by=TOM)] == [one.id for one in broker.dialogues()[:2]]
    assert folded == []


def test_what_others_may_not_read_stays_theirs_when_it_is_kept_in_mind(broker):
    here = opened(broker, shared_with="private")
    broker.ask_question(here, "Between us?", by=RUTH, to="producer")
    assert [duty.dialogue for duty in broker.waiting(by=TOM)] == [here]
    assert broker.waiting(by=EVE) == broker.queue(by=EVE) == broker.dialogues_in_brief(by=EVE) == ()
    broker.share(here, "public", by=RUTH, because="All may know.")
    assert [one.id for one in broker.dialogues_in_brief(by=EVE)] == [here]


@pytest.mark.parametrize("by_another_process", [False, True])
def test_of_an_erased_person_nothing_is_shown_or_kept(broker, folded, by_another_process, day):
    here, other = opened(broker), broker.open_dialogue(need(), by=TOM).id
    broker.ask_question(here, "Do my Jerseys suffer?", by=RUTH, to="producer")
    assert "Jerseys" in str(broker.waiting(by=TOM))
    assert "Jerseys" in str(vars(broker._attention))
    ruth = broker._may(RUTH, "see duties").id
    eraser = Broker(broker.home, clock=day) if by_another_process else broker
    eraser.erase_person(ruth, by=RUTH, because="I leave.")
    folded.clear()
    if not by_another_process:
        assert not {"Jerseys", RUTH} & set(str(vars(broker._attention)).replace("'", " ").split())
    told = broker.waiting(by=TOM)
    assert [(duty.kind, duty.said) for duty in told if duty.kind == "question"] == [("question", "")]
    for kept in (told, broker.queue(by=MARA), broker.dialogues_in_brief(by=TOM), vars(broker._attention)):
        assert "Jerseys" not in str(kept)
        assert "'Ruth" not in str(kept)
    assert folded == [here]
    assert (other, "dialogue") in broker._attention._kept


def test_of_more_dialogues_than_are_kept_it_is_worked_out_each_time(broker, day):
    here = [opened(broker) for _ in range(3)]
    for one in here:
        broker.ask_question(one, "How sure?", by=RUTH, to="producer")
    few = attention.Attention(broker._log, broker._keys, broker._dialogue_in_lists, most=2)
    for _ in range(2):
        told = [len(one.matters.queue(day().date())) for one in few.of(broker._log.heads())]
        assert told == [1, 1, 1]
        assert len(few._kept) == 2


def test_a_dialogue_in_brief_says_who_takes_part_and_how_far_it_is_and_no_more(broker):
    here = opened(broker)
    broker.respond(here, by=RUTH, text="Our hill is cooler.", fits={"space": "no"})
    broker.state(here, "It was worse in 1976.", by=TOM)
    whole, (brief,) = broker.dialogue(here), broker.dialogues_in_brief(by=MARA)
    assert (brief.title, brief.people, brief.participants) == (whole.title, whole.people, whole.participants)
    assert [brief.side_of(person) for person in brief.people] == [whole.side_of(person) for person in whole.people]
    assert brief.round.responses[0].fits == {"space": "no"}
    assert brief.round.need_mapping == {"decision": {"by": "2026-06-30"}}
    assert "cooler" not in str(brief)
    assert "1976" not in str(brief)
