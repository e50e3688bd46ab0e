"""Workshops entered afterwards, and remembered years against a station, in a store and a terminal."""

from __future__ import annotations

import io
import json
from pathlib import Path

import netCDF4
import numpy as np
import pytest
import yaml
from PIL import Image

from broker import Broker
from broker.cli import main
from broker.errors import BrokerError, Conflict, InvalidResponse, UnknownAttachment, UnservableNeed
from broker.workshop_form import TEMPLATE, WorkshopForm
from catalog.record import Facets
from tests.integration.small_world import mapping, need, publish

pytestmark = pytest.mark.usefixtures("database")
#: Days of July above 30 °C that the station measured: 2003 and 2006 are the worst, 2008 next.
MEASURED = {2000: 1, 2001: 0, 2002: 2, 2003: 9, 2004: 0, 2005: 3, 2006: 7, 2007: 1, 2008: 5, 2009: 0}


def write_station(path: Path) -> Path:
    values = np.full(365 * len(MEASURED), 20.0, dtype="float32")
    for order, hot in enumerate(MEASURED.values()):
        values[365 * order + 185 : 365 * order + 185 + hot] = 31.0
    with netCDF4.Dataset(path, "w") as file:
        file.setncatts({"license": "CC0", "title": "A station"})
        file.createDimension("time", values.size)
        time = file.createVariable("time", "f8", ("time",))
        time.setncatts({"units": "days since 2000-01-01", "calendar": "noleap", "standard_name": "time"})
        time[:] = np.arange(values.size) + 0.5
        for name, value, unit in (("lat", 52.2, "degrees_north"), ("lon", 0.9, "degrees_east")):
            variable = file.createVariable(name, "f8", ())
            variable.setncatts({"units": unit, "standard_name": {"lat": "latitude", "lon": "longitude"}[name]})
            variable[...] = value
        tasmax = file.createVariable("tasmax", "f4", ("time",), fill_value=np.float32(1e20))
        told = {"standard_name": "air_temperature", "cell_methods": "time: maximum", "units": "degC"}
        tasmax.setncatts(told | {"coordinates": "lat lon"})
        tasmax[:] = values
    return path


@pytest.fixture(scope="module")
def broker(tmp_path_factory, database):
    folder = tmp_path_factory.mktemp("workshops")
    made = Broker(folder / "home")
    publish(made, folder)
    station = write_station(folder / "station.nc")
    made.publish([str(station)], Facets("station", kind="observation", title="A station"), by="Tom")
    return made


@pytest.fixture
def opened(broker, request):
    return broker.open_dialogue(need(), by="Ruth", key=f"open {request.node.name}").id


def kinds(broker, opened):
    return [e.kind for e in broker.events(opened, by="Ruth")]


def photo(colour=(9, 120, 30)):
    written = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(written, "JPEG")
    return written.getvalue()


DAY = {
    "date": "2026-03-12",
    "place": "Village hall",
    "present": [{"who": "farmers of Elmswell", "side": "user", "number": 12}, {"who": "Mara", "side": "facilitator"}],
    "minutes": "It was cold.",
    "responses": [{"on_behalf": "farmers of Elmswell", "fits": {"metric": False}, "text": "Lower."}],
    "said": [
        {"kind": "question", "id": "q", "on_behalf": "farmers of Elmswell", "text": "Does shade count?"},
        {"kind": "answer", "question": "q", "text": "No."},
    ],
    "remembered": [{"years": [2003, 2004], "of": "heat", "on_behalf": "farmers of Elmswell"}],
}


def test_a_day_is_entered_whole_and_once(broker, opened):
    form = WorkshopForm.of(DAY)
    for _ in range(2):
        held = broker.enter_workshop(opened, form, attached=[("sheet.jpg", photo())], by="Mara")
    assert (held.people, held.date, held.attachments[0].media_type) == (13, "2026-03-12", "image/jpeg")
    one = broker.dialogue(opened, by="Ruth").round
    assert one.workshops == (held,)
    assert [(r.by, r.on_behalf, r.claimed_at, r.fits) for r in one.responses] == [
        ("Mara", "farmers of Elmswell", "2026-03-12", {"metric": "no"})
    ]
    question, answer = (c for c in one.contributions if c.kind in ("QuestionAsked", "QuestionAnswered"))
    assert (answer.data["question"], question.on_behalf, question.claimed_at) == (
        question.id, "farmers of Elmswell", "2026-03-12",
    )  # fmt: skip
    assert one.remembered[0].hindsight.hits == (2003,)
    assert kinds(broker, opened)[-5:] == [
        "WorkshopHeld", "ResponseGiven", "QuestionAsked", "QuestionAnswered", "BadYearsRemembered",
    ]  # fmt: skip
    assert len(kinds(broker, opened)) == 8


@pytest.mark.parametrize(
    "spoilt",
    [
        {"said": [{"kind": "answer", "question": "e999", "text": "No."}]},
        {"said": [*DAY["said"], {"kind": "shout", "text": "Hey."}]},
        {"remembered": [{"years": [1850], "of": "heat"}]},
        {"round": 7},
        {"round": "last"},
        {"present": [{"who": "Ruth", "side": "left"}]},
        {"responses": [{"fits": {"taste": "yes"}}]},
        {"date": "12 March"},
        {"place": " "},
        {"weather": "cold"},
        {"need": "need.yaml", "round": "new"},
    ],
)
def test_a_day_with_one_mistake_leaves_nothing(broker, opened, spoilt):
    before = kinds(broker, opened), sorted((broker.home / "attachments").rglob("*"))
    with pytest.raises(BrokerError, match=r".{60}"):
        broker.enter_workshop(opened, WorkshopForm.of(DAY | spoilt), attached=[("x.txt", b"Lost?")], by="Mara")
    assert (kinds(broker, opened), sorted((broker.home / "attachments").rglob("*"))) == before


def test_a_day_that_changed_the_need_is_the_next_round(broker, opened):
    form = WorkshopForm.of(DAY | {"need": mapping("25 degC"), "because": "Twelve farmers agreed.", "remembered": []})
    broker.enter_workshop(opened, form, broker.need_of(form.need, Path(), by="Mara"), by="Mara")
    told = broker.dialogue(opened, by="Ruth")
    assert [(r.number, len(r.workshops)) for r in told.rounds] == [(1, 0), (2, 1)]
    assert (told.round.because, told.round.specification.parameters) == (
        "Twelve farmers agreed.",
        {"thresh": "25 degC"},
    )
    again = WorkshopForm.of(DAY | {"round": "new", "remembered": []})
    broker.enter_workshop(opened, again, by="Mara")
    three = broker.dialogue(opened, by="Ruth").round
    assert (three.number, three.follows, three.need_mapping) == (3, (2,), told.round.need_mapping)
    late = WorkshopForm.of(DAY | {"round": 1, "remembered": [], "said": []})
    broker.enter_workshop(opened, late, by="Mara")
    assert len(broker.dialogue(opened, by="Ruth").round_number(1).workshops) == 1
    broker.close_dialogue(opened, by="Mara", because="Done.")
    with pytest.raises((Conflict, BrokerError), match="brought to its end"):
        broker.enter_workshop(opened, WorkshopForm.of(DAY | {"minutes": "Later."}), by="Mara")


def test_what_is_attached_is_read_by_who_may_and_goes_with_who_entered_it(broker, opened):
    form = WorkshopForm.of({"date": "2026-03-12", "place": "Barn"})
    held = broker.enter_workshop(opened, form, attached=[("a.jpg", photo()), ("b.csv", b"a,b\n1,2\n")], by="Olga")
    told, content = broker.attachment(opened, held.attachments[1].sha256[:12], by="Ruth")
    assert (told.name, content) == ("b.csv", b"a,b\n1,2\n")
    with pytest.raises(UnknownAttachment, match="not there"):
        broker.attachment(opened, "00000000", by="Ruth")
    with pytest.raises(InvalidResponse, match="more than the 50"):
        broker.enter_workshop(opened, form, attached=[("a.csv", b"a,b\n1,2\n")] * 51, by="Olga")
    broker.erase_person(held.person, by="Olga", because="I want to be forgotten.")
    gone = broker.dialogue(opened, by="Ruth").round.workshops[0]
    assert (gone.place, gone.minutes, gone.attachments) == ("", "", ())
    with pytest.raises(UnknownAttachment):
        broker.attachment(opened, told.sha256, by="Ruth")
    assert not [p for p in (broker.home / "attachments").rglob("*") if p.is_file() and held.person in str(p)]


def test_remembered_years_are_held_against_the_station_and_told_ever_after(broker, opened):
    found = broker.remember(opened, [2003, 2006, 2007], by="Ruth", of="heat", good=[2008, 1950], key="k" + opened)
    again = broker.remember(opened, [2003, 2006, 2007], by="Ruth", of="heat", good=[2008, 1950], key="k" + opened)
    assert again == found == broker.dialogue(opened, by="Ruth").round.remembered[0]
    assert {y.year: y.value for y in found.hindsight.years} == MEASURED
    assert (found.hindsight.hits, found.hindsight.misses, found.hindsight.false_alarms) == (
        (2003, 2006),
        (2007,),
        (2008,),
    )
    assert found.hindsight.chance == pytest.approx(22 / 120)
    assert found.hindsight.not_held == (1950,)
    assert (found.observed["dataset"], found.observed["units"]) == ("station", "days")


def test_years_are_not_held_against_what_nobody_measured(broker, opened):
    with pytest.raises(UnservableNeed, match="its 1998 is not the 1998 that people"):
        broker.remember(opened, [2003], by="Ruth", of="heat", dataset="small")
    cool = broker.branch(opened, need(region={"point": {"lat": -1.0, "lon": 36.0}}), by="Ruth", because="Elsewhere.")
    with pytest.raises(UnservableNeed, match="broker publish"):
        broker.remember(opened, [2003], by="Ruth", of="heat", round_number=cool.round.number)
    metric = {"index": "tx_mean", "parameters": {}}
    mean = broker.branch(opened, need(metric=metric), by="Ruth", because="The mean.", round_number=1)
    with pytest.raises(InvalidResponse, match="--worse high") as refusal:
        broker.remember(opened, [2003], by="Ruth", of="heat", round_number=mean.round.number)
    assert refusal.value.options == ("high", "low")
    side = broker.remember(opened, [2003], by="Ruth", of="heat", worse="high", round_number=mean.round.number)
    assert side.hindsight.hits == (2003,)


def test_every_command_of_a_workshop_answers_with_a_document(broker, opened, tmp_path, capsys):
    def asked(*words):
        status = main(["--home", str(broker.home), "dialogue", *map(str, words), "--json"])
        return status, json.loads(capsys.readouterr().out)

    assert WorkshopForm.of(yaml.safe_load(asked("workshop", "--template")[1]["template"])) == WorkshopForm.of(
        yaml.safe_load(TEMPLATE)
    )
    (tmp_path / "need.json").write_text(json.dumps(mapping("28 degC")))
    day = DAY | {"need": "need.json", "because": "A book.", "date": "2026-03-13"}
    (tmp_path / "day.yaml").write_text(yaml.safe_dump(day))
    (tmp_path / "sheet.jpg").write_bytes(photo())
    entered = ("workshop", opened, tmp_path / "day.yaml", "--attach", tmp_path / "sheet.jpg", "--by", "Mara")
    status, document = asked(*entered)
    assert (status, document["workshop"]["people"]) == (0, 13)
    sha256 = document["workshop"]["attachments"][0]["sha256"]
    assert asked("attachment", opened, sha256, "--out", tmp_path / "back.jpg", "--by", "Ruth")[0] == 0
    with Image.open(tmp_path / "back.jpg") as back:
        assert back.size == (40, 30)
    assert asked("workshop", opened, "--by", "Mara")[1]["error"]["code"] == "workshop-invalid"
    assert asked("workshop", opened, tmp_path / "none.yaml", "--by", "Mara")[1]["status"] == "refused"
    years = ("--years", "2003,2006", "--of", "heat", "--by", "Ruth", "--out", tmp_path / "strip.png")
    status, document = asked("remember", opened, *years)
    assert (status, document["remembered"]["hindsight"]["hits"]) == (0, [2003, 2006])
    with Image.open(tmp_path / "strip.png") as strip:
        assert "Hits: 2003, 2006." in strip.info["Description"]
    assert main(["--home", str(broker.home), "dialogue", "show", opened]) == 0
    shown = capsys.readouterr().out
    assert "Workshop of 2026-03-13, Village hall; 13 people" in shown
    assert "farmers of Elmswell (entered by Mara)" in shown
    assert asked("diff", opened, 1, 2, "--out", tmp_path / "diff")[1]["files"] == ["diff.json"]
