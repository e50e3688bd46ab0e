"""Facilitators: from the queue to the end of a dialogue, a workshop entered afterwards, and looking back together."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from pathlib import Path

import pytest
from PIL import Image

from broker import Broker, demo
from tests.example import put_into
from translators.locales.calendars import date_in_full
from translators.need import Need

#: What the example has to tell at once: how each is headed, and how its promises came out.
STORY = ("DisagreementRecorded", "CompromiseReached", "PromiseMade", "DecisionTaken", "OutcomeReported")
KEPT = ("PromiseSettled.yes", "PromiseSettled.no")
#: So long ago the dialogue that stalled was spoken in last.
LONG_AGO = dt.timedelta(days=20)


#: Who spoke in it: nobody else in the store has these names.
FARMER, SCIENTIST, FACILITATOR = "Otieno, farmer", "Tom, scientist", "Zawadi, facilitator"
TABLE = "the table of the station"


@pytest.fixture(scope="session")
def stalled(tmp_path_factory):
    """A backup of a store in which a dialogue has stalled, with the embedded data and the finished example dialogue."""
    folder = tmp_path_factory.mktemp("stalled")
    stall(folder / "store")
    broker = Broker(folder / "store")
    demo.fill(broker, lambda line: None)
    broker.backup(folder / "backup")
    return folder / "backup"


@pytest.fixture(scope="module")
def home(kept_in, stalled, tmp_path_factory):
    """The same store, of this way's own."""
    return put_into(tmp_path_factory.mktemp("store"), stalled)


def stall(home: Path) -> None:
    """Have three people talk, and fall silent after a promise whose day passed."""
    past = Broker(home, clock=lambda: dt.datetime.now(dt.UTC) - LONG_AGO)
    demo.publish(past, lambda line: None)
    number = gathered(past, FARMER, SCIENTIST, FACILITATOR, "How hot will it be for maize?")
    due = (dt.datetime.now(dt.UTC) - dt.timedelta(days=5)).date().isoformat()
    past.promise(number, TABLE, by=SCIENTIST, due=due)
    past.respond(number, by=FARMER, text="28 °C", fits={"time": "yes", "metric": "no"})
    past.revise(number, need_of("From 28 °C on?", "28 degC", "2027-03-01"), by=FARMER, because="28 °C")
    past.build_round(number, by=SCIENTIST)


def need_of(statement: str, thresh: str, by: str) -> Need:
    return Need.of(
        {
            "statement": statement,
            "decision": {"text": statement, "by": by},
            "region": {"point": {"lat": 52.22, "lon": 0.88}},
            "time": {"season": "JJA", "baseline": [1995, 2014], "horizons": [[2040, 2059]]},
            "datasets": ["woolpit-cmip6"],
            "metric": {"index": "tx_days_above", "parameters": {"thresh": thresh}},
        }
    )


def gathered(broker: Broker, farmer: str, scientist: str, facilitator: str, question: str) -> str:
    """Open a dialogue of three who take part, with an answer; return its id."""
    soon = (dt.datetime.now(dt.UTC) + dt.timedelta(days=30)).date().isoformat()
    number = broker.open_dialogue(need_of(question, "30 degC", soon), by=farmer).id
    for name, side in ((farmer, "user"), (scientist, "producer"), (facilitator, "facilitator")):
        broker.join(number, side, by=name)
    broker.build_round(number, by=scientist)
    return number


def named(journey, called: str, role: str) -> str:
    """Return somebody whom nobody has met in this store, as a persona writes their name."""
    return f"{journey.stage.name(called)}, {role}"


def today(journey) -> str:
    return date_in_full(dt.datetime.now(dt.UTC).date(), journey.way.language)


def is_told(person, *words: str) -> None:
    for one in words:
        person.sees(one)


def opens(person, page: str, role: str) -> None:
    """Come to a page by its address, under one's name and role."""
    person.open(page)
    person.introduces(role)


def wants(person, group: str, kind: str) -> None:
    """Choose what to put on record."""
    person.chooses(f"say.{group}", within="write-*")
    person.chooses(f"kind.{kind}", within="write-*")


def test_from_the_queue_to_the_end(journey):
    """She finds what stalls, reminds who promised, reads what happened, keeps notes, and brings it to an end."""
    mara = journey.person("Zawadi")
    (number,) = [one.id for one in journey.broker.dialogues() if one.opened_by == FARMER]
    mara.open()
    mara.presses("start.accompany.button")
    mara.introduces("facilitator")
    mara.reads("duty.stalled")
    mara.picture("queue")
    mara.chooses("queue.count", kind=mara.says("duty.promise"), count=1)
    assert mara.keyed("duty-queue-1").count() == 0
    card = mara.keyed("duty-queue-0")
    card.get_by_text(mara.says("remind.do"), exact=True).click()
    mara.rest()
    friday = journey.words(en="We meet on Friday.", sw="Tunakutana Ijumaa.")
    mara.fills("remind.of", friday)
    mara.presses("remind.send", twice=True)
    mara.reads("remind.done", date=today(journey))
    mara.picture("reminded")
    (said,) = journey.broker.dialogue(number).contributions.of("Reminded")
    assert [journey.broker.dialogue(number).name_of(who) for who in said.data["to"]] == [SCIENTIST]

    mara.presses("duty.open", within="duty-queue-0")
    mara.reads("dialogue.timeline")
    mara.unfolds("acts.filter")
    mara.chooses("party.producer")
    mara.reads("act.PromiseMade", by=SCIENTIST)
    mara.misses("act.ResponseGiven", by=FARMER)
    mara.chooses("party.producer")
    mara.chooses("axis.metric", within="filter-axis")
    mara.reads("act.ResponseGiven", by=FARMER)
    mara.misses("act.PromiseMade", by=SCIENTIST)
    mara.picture("filtered")
    mara.chooses("axis.metric", within="filter-axis")
    mara.reads("dialogue.diff.need")
    mara.sees("28 °C")

    private = journey.words(en="Otieno hardly speaks.", sw="Otieno hazungumzi sana.")
    shared = journey.words(en="Ask for the table again.", sw="Omba jedwali tena.")
    mara.unfolds("notes.write")
    for words, sharing in ((private, "private"), (shared, "shared")):
        mara.fills("ask.text", words)
        mara.chooses(f"word.sharing.{sharing}", within="write-*")
        mara.presses("notes.send")
        mara.sees(words)
    mara.picture("notes")
    mara.page.get_by_text(mara.says("ending.send"), exact=True).first.click()
    mara.rest()
    why = journey.words(en="They decided to plant sorghum.", sw="Waliamua kupanda mtama.")
    mara.fills("ending.because", why)
    mara.presses("ending.send")
    mara.reads("ending.ended", because=why)
    mara.picture("ended")
    assert not journey.broker.dialogue(number).is_open

    tom = journey.person()
    tom.name = SCIENTIST.partition(",")[0]
    opens(tom, "dialogues", "scientist")
    tom.reads("remind.done", date=today(journey))
    tom.picture("waiting")
    tom.presses("duty.open", within="duty-mine-0")
    tom.reads("dialogue.timeline")
    assert private not in tom.words()
    assert shared not in tom.words()
    ana = journey.person("Ana")
    opens(ana, f"dialogue?dialogue={number}", "facilitator")
    ana.sees(shared)
    assert private not in ana.words()


def test_a_workshop_entered_afterwards(journey):
    """She enters the day with who was there and a photo, who decides, where they part and meet, and a show of hands."""
    farmer, scientist = named(journey, "Akinyi", "farmer"), named(journey, "Tomás", "scientist")
    mara = journey.person("Mara")
    question = journey.words(en="How hot will it be for maize?", sw="Joto litakuwaje kwa mahindi?")
    number = gathered(journey.broker, farmer, scientist, f"{mara.name}, facilitator", question)
    opens(mara, f"dialogue?dialogue={number}", "facilitator")
    mara.page.get_by_text(mara.says("meeting.enter"), exact=True).click()
    mara.rest()
    mara.dates("meeting.date", "2026-02-20")
    mara.fills("meeting.place", "Elmswell", leave=True)
    crowd = journey.words(en="12 farmers of Elmswell", sw="12 wakulima wa Elmswell")
    mara.fills("party.user", crowd, leave=True)
    minutes = journey.words(en="The dry weeks were marked.", sw="Wiki za ukame ziliwekwa alama.")
    mara.fills("meeting.minutes", minutes, leave=True)
    said = journey.words(en="May is hot already.", sw="Mei tayari ni joto.")
    day = mara.keyed("said-0")
    day.get_by_label(mara.says("meeting.behalf"), exact=True).fill(farmer)
    day.get_by_label(mara.says("ask.text"), exact=True).fill(said)
    mara.page.keyboard.press("Tab")
    mara.rest()
    photo = io.BytesIO()
    Image.new("RGB", (320, 200), "#0B6E6E").save(photo, "JPEG")
    mara.page.set_input_files(
        "input[type=file]", [{"name": "wall.jpg", "mimeType": "image/jpeg", "buffer": photo.getvalue()}]
    )
    mara.sees("wall.jpg")
    mara.rest()
    mara.picture("day")
    mara.presses("meeting.send")
    is_told(mara, minutes, "wall")
    (held,) = [one for round_ in journey.broker.dialogue(number).rounds for one in round_.workshops]
    assert held.people == 12
    assert [one.media_type for one in held.attachments] == ["image/jpeg"]
    assert [c.text for c in journey.broker.dialogue(number).contributions.of("StatementMade")] == [said]

    # Who decides, said for each side by whoever wrote the day down.
    wants(mara, "frame", "propose-rights")
    mara.chooses("word.topic.definition", within="write-*")
    mara.picks("ask.decides", mara.says("party.user"))
    mara.page.keyboard.press("Escape")
    says_for(mara, farmer)
    mara.reads("act.RightsProposed", by=farmer)
    wants(mara, "frame", "agree-rights")
    mara.picks("ask.rights", "e")
    says_for(mara, scientist)
    assert journey.broker.dialogue(number).rights["definition"].of("decides") == ("user",)

    # Where they part, and where they met.
    months = journey.words(en="Which months count?", sw="Miezi gani inahesabika?")
    wants(mara, "against", "disagreement")
    mara.fills("ask.disagreement.text", months)
    holds = {farmer: journey.words(en="May too", sw="Mei pia"), scientist: journey.words(en="June", sw="Juni")}
    speaks_for_each(mara, "ask.positions", holds)
    mara.presses("say.send")
    mara.reads("duty.disagreement")
    wants(mara, "against", "compromise")
    mara.fills("ask.compromise.text", journey.words(en="May to August", sw="Mei hadi Agosti"))
    mara.picks("ask.optional", months, words=mara.says("ask.settles"))
    mara.page.keyboard.press("Escape")
    speaks_for_each(mara, "ask.gave_up", {farmer: journey.words(en="September", sw="Septemba")})
    mara.presses("say.send")
    mara.reads("act.CompromiseReached", by=f"{mara.name}, facilitator")
    mara.picture("met")
    (parted,) = journey.broker.dialogue(number).disagreements
    assert parted.status != "open"

    # Hands were raised at the end of the day, and somebody without an account was asked at the door.
    mara.presses("back.open")
    mara.reads("back.results.none")
    mara.page.get_by_text(mara.says("back.hands"), exact=True).click()
    mara.rest()
    mara.chooses("party.user", within="write-*")
    for answer, count in (("yes", "9"), ("partly", "2"), ("no", "1")):
        mara.keyed("hands-1-heard").get_by_label(mara.says(f"word.met.{answer}"), exact=True).fill(count)
    mara.page.keyboard.press("Tab")
    mara.rest()
    mara.presses("back.hands.send")
    mara.reads("evaluate.heard")
    bar = mara.says("back.bar", yes=9, partly=2, no=1)
    mara.page.get_by_role("img", name=bar).first.wait_for()
    mara.picture("hands")
    (survey,) = journey.broker.surveys(number)
    assert survey.columns[0].counts["heard"] == {"yes": 9, "partly": 2, "no": 1}

    # What is not relevant here is said with the reason.
    mara.presses("figures.open")
    mara.chooses("figures.part.aims")
    mara.unfolds("figures.aims.dismiss")
    mara.picks("ask.optional", "2", words=mara.says("ask.principle"))
    alone = journey.words(en="It is asked once.", sw="Inaulizwa mara moja.")
    mara.fills("ask.because", alone)
    mara.presses("say.send")
    mara.reads("figures.dismissed", because=alone)
    mara.picture("aims")


def says_for(person, other: str) -> None:
    """Put it on record on behalf of somebody."""
    person.unfolds("say.more")
    person.fills("ask.on_behalf", other, leave=True)
    person.presses("say.send")


def speaks_for_each(person, key: str, words: dict[str, str]) -> None:
    """Choose people, and write down what each of them holds."""
    for name in words:
        person.picks(key, name)
    person.page.keyboard.press("Escape")
    for name, told in words.items():
        person.fills("ask.saying", told, name=name, leave=True)


def test_looking_back_together(journey):
    """The example tells its story; both sides rate it, few are never told apart, and what came of it is asked again."""
    mara, amina = journey.person("Mara"), journey.person("Amina")
    mara.open()
    mara.presses("start.example.open")
    mara.introduces("facilitator")
    number = mara.address_of("dialogue")
    for kind in STORY:
        mara.page.locator(".story h4").filter(has_text=mara.says(f"act.{kind}", by="").strip(" :")).first.wait_for()
    for kind in KEPT:
        mara.page.locator(".story .chip").filter(has_text=mara.says(f"story.{kind}")).first.wait_for()
    mara.picture("story")

    # Two farmers answered without their names: nobody learns what they said until a third has.
    others = [named(journey, name, "farmer") for name in ("Njeri", "Wafula")]
    for name in (*others, f"{amina.name}, farmer"):
        journey.broker.join(number, "user", by=name)
    for name in others:
        journey.broker.contribute(number, "evaluation", by=name, survey="end", answers={"heard": "no"})
    mara.presses("back.open")
    mara.reads("back.waiting", party=mara.says("party.user"), count=2)
    mara.fills("ask.optional", journey.words(en="Two minutes.", sw="Dakika mbili."), words=mara.says("ask.text"))
    mara.presses("back.ask.send")
    opens(amina, "dialogues", "farmer")
    amina.reads("duty.survey")
    amina.picture("asked")
    amina.presses("duty.look_back", within="duty-mine-0")
    questions = amina.keyed("questions-0")
    for number_of, word in enumerate(("no", "yes", "partly")):
        questions.get_by_role("radio", name=amina.says(f"word.met.{word}"), exact=True).or_(
            questions.get_by_role("button", name=amina.says(f"word.met.{word}"), exact=True)
        ).nth(number_of).click()
    amina.rest()
    slower = journey.words(en="Speak slower.", sw="Semeni polepole.")
    amina.fills("ask.optional", slower, words=amina.says("ask.evaluation.text"))
    amina.presses("back.send", twice=True)
    amina.reads("back.again")
    amina.page.get_by_role("img", name=amina.says("back.bar", yes=1, partly=0, no=3)).first.wait_for()
    amina.sees(slower)
    amina.picture("rated")
    (mine,) = [c for c in journey.broker.dialogue(number, by=f"{amina.name}, farmer").contributions.of("RoundEvaluated")
               if c.data.get("shown") == "sums" and c.text]  # fmt: skip
    assert mine.text == slower
    assert not [e for e in journey.broker.events(number, by=f"{mara.name}, facilitator") if slower in str(e.data)]

    # On a day that is set, what came of it is asked: the day is taken along, for nobody is written to.
    in_a_week = (dt.datetime.now(dt.UTC) + dt.timedelta(days=7)).date().isoformat()
    mara.unfolds("follow.set")
    mara.dates("ask.due", in_a_week)
    rain = journey.words(en="Did the shade help?", sw="Kivuli kilisaidia?")
    mara.fills("ask.optional", rain, words=mara.says("ask.follow-up.what"))
    mara.presses("follow.set.send")
    mara.sees(rain)
    mara.picture("follow-up")
    name, days = mara.takes("follow.calendar")
    assert name == f"{number}.ics"
    assert f"DTSTART;VALUE=DATE:{in_a_week.replace('-', '')}".encode() in days
    assert days.startswith(b"BEGIN:VCALENDAR\r\n")
    amina.goes("dialogues.nav")
    amina.sees(rain)
    amina.presses("duty.look_back", within="duty-mine-0")
    amina.picture("asked-again")

    # Every number leads to what it was counted from, and the report leaves the house.
    mara.presses("figures.open")
    mara.reads("figure.voice")
    mara.picture("figures")
    mara.page.locator(".sheet summary").first.click()
    mara.presses("figures.show", nth=2)
    mara.reads("figures.all")
    acts = mara.page.locator(".acts > li").count()
    assert acts < len(journey.broker.events(number)) / 4
    mara.picture("behind-a-figure")
    mara.presses("figures.all")
    mara.misses("figures.all")
    for form in ("html", "pdf"):
        mara.picks("record.form", mara.says(f"form.{form}"))
        mara.presses("record.prepare")
        name, content = mara.takes("record.take")
        assert hashlib.sha256(content).hexdigest() in name
        assert content.startswith(b"%PDF" if form == "pdf" else b"<!DOCTYPE html>")
        assert b"<script" not in content
        if form == "html":  # her answer counts, and her words without a name leave for nobody
            assert slower not in content.decode()
    mara.goes("queue.nav")
    mara.reads("duty.follow-up")
    mara.goes("exchanges.nav")
    mara.presses("record.check")
    mara.reads("dialogue.whole", events=journey.broker.verify_log().events)
    mara.picture("exchanges")
