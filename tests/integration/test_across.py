"""Many dialogues at once: who sees what of them, whose words leave, and the files of the report."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest

from broker import Broker
from broker.cli import main
from broker.drawing import draw_here
from broker.errors import BrokerError, InvalidResponse, NotAllowed, UnknownDialogue
from broker.facilitation.choice import Choice
from broker.log_files import plain_cell
from tests.integration.small_world import need
from tests.integration.test_dialogue_exports import ACTIVE, Page, without_words
from tests.integration.told_dialogues import FARMER, HELPER, SCIENTIST, open_world, rich
from tests.payloads import BY_SINK

STRANGER = "Olu Bright"


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """A public dialogue with everything in it, a private one, and one that is shared with a group."""
    folder = tmp_path_factory.mktemp("across")
    broker = Broker(folder / "home")
    (folder / "data").mkdir()
    open_world(broker, folder / "data")
    public = rich(broker)
    private = broker.open_dialogue(need(statement="A secret herd?"), by=FARMER, shared_with="private").id
    broker.ask_question(private, "A secret well?", by=FARMER)
    broker.form_group("Coast", by=SCIENTIST)
    shared = broker.open_dialogue(need("28 degC"), by=SCIENTIST, shared_with="group:Coast").id
    return broker, folder, public, private, shared


def written(world, form="html", **how):
    broker, folder, *_ = world
    return broker.report_across(form, folder / f"out.{form}", **({"by": HELPER} | how))


def test_figures_are_over_the_dialogues_that_somebody_may_read_and_no_others(world):
    broker, _, public, private, shared = world
    for who, known in (
        (STRANGER, {public}),
        (FARMER, {public, private}),
        (SCIENTIST, {public, shared}),
        ("", {public}),
    ):
        seen = broker.across(by=who)
        assert ({one.id for one in seen.digests}, seen.of) == (known, len(known))
        assert {name for one in seen.figures for line in one.lines for name in line.sources} <= known
        assert ("secret" in json.dumps(seen.to_json())) == (private in known)


def test_dialogues_are_chosen_by_id_group_place_activity_and_day(world):
    broker, _, public, _, shared = world

    def ids(who=SCIENTIST, **asked):
        return {one.id for one in broker.across(Choice(**asked), by=who).digests}

    assert ids(dialogues=(public,)) == {public}
    assert ids(group="Coast") == {shared}
    assert ids(place="kingdom") == ids(sector="animals") == {public, shared}
    assert ids(place="Kenya") == ids(sector="roads") == set()
    today = broker.dialogue(public, by=FARMER).opened_at.date()
    assert ids(first=today, last=today) == {public, shared}
    assert ids(last=today.replace(year=today.year - 1)) == set()


def test_a_dialogue_that_somebody_may_not_know_of_seems_absent(world):
    broker, _, _, private, _ = world
    for ask in (broker.across, lambda asked, by: written(world, choice=asked, by=by)):
        with pytest.raises(UnknownDialogue):
            ask(Choice((private,)), by=STRANGER)
    with pytest.raises(BrokerError):
        broker.across(Choice(group="Coast"), by=STRANGER)


def test_who_only_looked_in_sees_figures_and_takes_none_along(world):
    broker, _, public, private, _ = world
    broker.enter(private, by=HELPER, because="The queue says that it is stalled.")
    assert private in {one.id for one in broker.across(by=HELPER).digests}
    assert private not in written(world, "csv-long").read_text()
    with pytest.raises(NotAllowed):
        written(world, choice=Choice((private,)))
    assert public in written(world, "csv-long").read_text()


@pytest.mark.parametrize("form", ["html", "pdf", "csv", "csv-long"])
def test_each_form_is_written_and_is_not_active(world, form):
    content = written(world, form, language="sw").read_bytes()
    assert len(content) > 500
    if form == "pdf":
        assert content.startswith(b"%PDF")
        bare = without_words(content)
        assert not [name for name in ACTIVE if re.search(rf"{re.escape(name)}\b", bare)]
    if form == "html":
        page = Page(content.decode())
        assert not [tag for tag, _ in page.tags if tag in ("script", "iframe", "object", "form", "link")]
        links = [at["href"] for tag, at in page.tags if tag == "a"]
        ids = {at["id"] for _, at in page.tags if "id" in at}
        assert links
        assert {href[1:] for href in links} <= ids  # all within the page


def test_what_the_app_draws_in_another_process_is_the_same(world, tmp_path):
    broker, *_ = world

    class Room:
        def __call__(self, *_):
            raise AssertionError("no product is drawn here")

    moment = broker._clock()
    here, there = (Broker(broker.home, clock=lambda: moment, draw=draw) for draw in (draw_here, Room()))
    told = [b.report_across("html", tmp_path / "r.html", by=HELPER).read_text() for b in (here, there)]
    assert Page(told[0]).text == Page(told[1]).text
    assert there.report_across("pdf", tmp_path / "r.pdf", by=HELPER).read_bytes().startswith(b"%PDF")


def test_every_number_of_the_page_leads_to_the_events_it_was_counted_from(world):
    broker, _, public, *_ = world
    page = written(world, by=FARMER).read_text()
    cited = {int(n) for n in re.findall(r'href="#s(\d+)"', page)}
    told = {int(n): text for n, text in re.findall(r'<dt id="s(\d+)">\d+</dt><dd>(.*?)</dd>', page)}
    assert cited == set(told)
    known = {f"e{event.sequence}" for event in broker.events(public, by=FARMER)}
    mine = [text for text in told.values() if f"#{public}" in text]
    assert mine
    for text in mine:
        events = re.search(rf">{public}</a> ([^<]*)<", text)[1]
        assert set(events.split(", ")) <= known


def test_words_and_names_leave_as_far_as_their_people_agree_now(world, tmp_path):
    broker, _, public, *_ = world
    one = Choice((public,))
    words = "Milk drops from 25 °C on."
    compromise = "Both limits are shown."
    try:
        assert compromise in written(world, choice=one).read_text()
        assert compromise in json.dumps(broker.across(one, by=STRANGER).to_json())
        broker.consent(("dialogue", "facilitators"), by=HELPER, dialogue=public)
        assert compromise not in written(world, choice=one).read_text()
        assert compromise in json.dumps(broker.across(one, by=STRANGER).to_json())
        broker.consent(("dialogue",), by=HELPER, dialogue=public)
        assert compromise not in json.dumps(broker.across(one, by=STRANGER).to_json())
        broker.consent(("dialogue",), by=FARMER, dialogue=public)
        page = Page(written(world, choice=one).read_text()).text
        assert words not in page
        assert FARMER not in page
        assert "dairy cows" not in page  # the question, and the title
        (row,) = csv.DictReader(io.StringIO(written(world, "csv", choice=one).read_text()))
        assert (row["title"], row["indices"], row["countries"]) == ("", "", "")
        assert int(row["withheld"]) > 0
        broker.consent(("dialogue", "facilitators", "reports"), by=FARMER, dialogue=public, named=False)
        page = Page(written(world, choice=one).read_text()).text
        assert FARMER not in page
        assert "dairy cows" in page
    finally:
        for who in (FARMER, HELPER):
            broker.consent(("dialogue", "facilitators", "reports"), by=who, dialogue=public, named=True)


def test_what_was_counted_of_somebody_goes_with_them(world, tmp_path):
    home = tmp_path / "home"
    broker = Broker(home)
    opened = broker.open_dialogue(need(statement="Too hot for the goats of Amina?"), by="Amina").id
    broker.ask_question(opened, "Who knows Amina's well?", by="Amina")
    assert "Amina" in json.dumps(broker.across(by=STRANGER).to_json())
    person = next(event.person for event in broker.events(opened, by="Amina") if event.person)
    broker.erase_person(person, by="Amina", because="asked")
    seen = broker.across(by=STRANGER)
    assert "Amina" not in json.dumps(seen.to_json())
    assert "Amina" not in repr(seen.digests)
    assert seen.figure("open matters").line(what="question").values["asked"] == 1  # that it was asked stays


def test_a_report_to_the_public_is_for_who_decides_and_is_on_record(tmp_path):
    broker = Broker(tmp_path / "home")
    opened = broker.open_dialogue(need(), by=FARMER).id
    broker.join(opened, "user", by=FARMER)
    broker.join(opened, "producer", by=SCIENTIST)
    right = broker.propose_rights(opened, "publication", decides=["user"], by=FARMER)
    broker.agree_rights(opened, right.id, by=SCIENTIST)
    other = broker.open_dialogue(need("28 degC"), by=SCIENTIST).id
    before = len(broker.events(other)) + len(broker.events(opened))
    with pytest.raises(NotAllowed, match="publication"):
        broker.report_across("csv", tmp_path / "r.csv", by=SCIENTIST, audience="public")
    assert not (tmp_path / "r.csv").exists()
    assert len(broker.events(other)) + len(broker.events(opened)) == before
    broker.report_across("csv", tmp_path / "r.csv", by=FARMER, audience="public")
    assert broker.events(opened)[-1].kind == "ReportPublished"


def test_nothing_to_tell_and_an_unknown_form_are_refused_in_words(world):
    with pytest.raises(InvalidResponse, match="nothing to tell"):
        written(world, choice=Choice(place="Atlantis"))
    for how in ({"form": "docx"}, {"form": "csv", "audience": "press"}):
        with pytest.raises(BrokerError, match="Choose"):
            written(world, how.pop("form"), **how)


def test_what_people_wrote_stays_words_in_each_form(tmp_path):
    broker = Broker(tmp_path / "home")
    told = [text for sink in ("html", "formula") for text in BY_SINK[sink][:12]]
    for number, text in enumerate(told):
        opened = broker.open_dialogue(need(statement=text), by=f"Ann {number}").id
        broker.contribute(
            opened, "compromise", by="Ann", text=text, about="metric", gave_up=["user=" + text, "producer=It."]
        )
    page = Page(broker.report_across("html", tmp_path / "r.html", by="Ann").read_text())
    assert not [tag for tag, _ in page.tags if tag in ("script", "img", "iframe", "object", "form", "svg:script")]
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on")]
    rows = list(csv.DictReader(io.StringIO(broker.report_across("csv", tmp_path / "r.csv", by="Ann").read_text())))
    assert not [c for row in rows for c in row.values() if c.startswith(("=", "+", "-", "@", "\t", "\r", "|", "%"))]
    assert len({plain_cell(row["title"]) for row in rows}) > len(told) // 2


def test_the_commands_say_the_same_in_words_and_as_a_document(world, capsys, tmp_path):
    broker, _, public, *_ = world
    home = str(broker.home)
    assert main(["--home", home, "across", "--by", STRANGER, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["dialogues"] == [public]
    promises = next(one for one in document["figures"] if one["figure"] == "promises")
    line = next(one for one in promises["lines"] if one["of"] == {"party": "user"})
    assert (line["values"]["kept_late"], promises["counted_in"]) == (1, 1)
    assert all(re.fullmatch(r"e\d+", event) for event in line["dialogues"][public])
    assert main(["--home", home, "across", "--by", STRANGER, "--lang", "de"]) == 0
    assert "Wo es nicht passte" in capsys.readouterr().out
    out = tmp_path / "r.csv"
    assert main(["--home", home, "log", "report", "--format", "csv", "--out", str(out), "--activity", "animals"]) == 0
    assert out.read_text().startswith("dialogue,title,")
    assert main(["--home", home, "log", "report", "--out", str(out), "--place", "Atlantis"]) == 1
