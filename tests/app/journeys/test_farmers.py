"""Farmers and planners: a need in one's own words, by steps at a desk, and together with others over a poor link."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json

import numpy as np
from PIL import Image

from broker.products.told import sentence_in
from tests.app.journeys import highland
from tests.app.journeys.geotiff import read_geotiff

#: A slider waits so long before it tells its page.
SLIDER_MS = 300
#: Where a place lies on the screen, of a chart whose axes are longitude and latitude.
ON_SCREEN = """(chart, [lon, lat]) => {
  const {xaxis, yaxis} = chart._fullLayout, {x, y} = chart.getBoundingClientRect();
  return [x + xaxis._offset + xaxis.d2p(lon), y + yaxis._offset + yaxis.d2p(lat)]; }"""
#: Where the slanted marks of a map stand from west to east, as shares of its cells' width.
HATCHED = """() => {
  const all = [...document.querySelectorAll('.js-plotly-plot')].flatMap(chart => chart._fullData);
  const [cells, marks] = ['circle', 'line-ne-open'].map(symbol => all.find(
    one => one.mode === 'markers' && one.marker.symbol === symbol && one._length > 1));
  const [west, east] = [Math.min(...cells.x), Math.max(...cells.x)];
  return [...marks.x].map(x => (x - west) / (east - west)); }"""
#: The dairy farm's surroundings as a planner's program writes them.
AREA = {
    "type": "Polygon",
    "coordinates": [[[0.8, 52.1], [1.0, 52.1], [1.0, 52.3], [0.8, 52.3], [0.8, 52.1]]],
}


def ask_in_own_words(person, question: str) -> None:
    """Go from the first page to how the question was understood."""
    person.open()
    person.picture("start")
    person.presses("start.decide.button")
    person.fills("need.statement", question)
    person.presses("need.read")
    person.reads("need.understood")


def make_answer(person) -> str:
    """Have the answer made, under a name where none is known yet; return the dialogue's id."""
    if person.page.get_by_label(person.says("who.ask"), exact=True).count():
        person.fills("who.ask", person.name)
    person.presses("need.make")
    person.reads("fit.title", patience_s=180)
    person.rest()
    return person.address_of("dialogue")


def says_what_fits(person, axis: str, word: str, why: str = "") -> None:
    """Say on one line whether the answer fits, and why not."""
    kept = "[class*='st-key-write-fit-']"
    line = person.page.locator(f"{kept}[class$='-{axis}'], {kept}[class*='-{axis} ']")
    line.get_by_role("radio", name=person.says(f"fit.{word}"), exact=True).first.click()
    if why:
        person.fills(f"fit.{axis}.why", why)


def slides(person, key: str, steps: int) -> None:
    """Move a slider with the keyboard, and wait until the page has followed."""
    thumb = person.keyed("sliders").get_by_role("slider", name=person.says(key)).first
    for _ in range(abs(steps)):
        thumb.press("ArrowRight" if steps > 0 else "ArrowLeft")
    person.page.wait_for_timeout(SLIDER_MS)
    person.rest()


def drags(person, key: str, number: float) -> None:
    """Drag a slider's thumb to a number with the mouse, and wait until the page has followed."""
    slider = person.keyed("sliders").get_by_role("slider", name=person.says(key)).first
    slider.scroll_into_view_if_needed()
    least, most, now = (float(slider.evaluate(f"one => one.{name}")) for name in ("min", "max", "value"))
    held, track = (slider.locator(f"xpath={'../' * up}..").bounding_box() for up in (1, 2))
    x, y = held["x"] + held["width"] / 2, held["y"] + held["height"] / 2
    person.page.mouse.move(x, y)
    person.page.mouse.down()
    person.page.mouse.move(x + (number - now) / (most - least) * track["width"], y, steps=5)
    person.page.mouse.up()
    assert float(slider.input_value()) == number
    person.page.wait_for_timeout(SLIDER_MS)
    person.rest()


def draws(person, tool: str, *corners: tuple[float, float]) -> None:
    """Take a tool of the map (to "select" a box, to "lasso" an outline) and draw from (lon, lat) to (lon, lat)."""
    page = person.page
    chart = page.locator(".js-plotly-plot").first
    chart.hover()
    chart.locator(f".modebar-btn[data-val={tool}]").click()
    points = [chart.evaluate(ON_SCREEN, list(corner)) for corner in corners]
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*point, steps=4)
    page.mouse.up()
    person.rest()


def is_told_as_made(person, dialogue: str, number: int) -> None:
    """See that the page says the sentence that the product has, in the page's language."""
    broker = person.journey.broker
    product = broker.product(broker.dialogue(dialogue).round_number(number).product_id)
    said, told = person.words(), sentence_in(product, person.journey.way.language)
    assert told in " ".join(said.split()), f"{told!r} does not stand on the page"


def test_her_own_words(journey):
    """A farmer asks, says what does not fit, moves the limit to her herd's own, and sees what that changes."""
    amina = journey.person("Amina")
    # She does not say where: the app asks back, and a slip of the pen is no dead end.
    question = journey.words(
        en="How many days will be too hot for my dairy cows, above 30 °C?",
        sw="Siku ngapi zitakuwa na joto kali kwa ng'ombe wangu wa maziwa, juu ya 30 °C?",
    )
    ask_in_own_words(amina, question)
    amina.reads("need.questions")
    amina.fills("need.question.other", "Wolpit", leave=True)
    amina.reads("place.meant", place="Wolpit")
    amina.picture("slip")
    amina.fills("need.question.other", "Woolpit", leave=True)
    amina.reads("need.answers")
    amina.reloads()  # a poor link loses nothing
    amina.reads("need.answers")
    amina.picture("understood")
    number = make_answer(amina)
    for part in ("answer.tens", "answer.fan", "answer.cannot", "answer.sure", "source.title", "answer.take"):
        amina.reads(part)
    is_told_as_made(amina, number, 1)
    amina.picture("answer")
    holds_the_point(amina, number)

    limit = journey.words(en="my cows stop eating at 28 °C", sw="ng'ombe wangu huacha kula kwenye 28 °C")
    says_what_fits(amina, "time", "yes")
    says_what_fits(amina, "space", "nearly")
    says_what_fits(amina, "metric", "no", limit)
    bad = journey.words(en="2003, 2006 and 2018 cost us milk", sw="2003, 2006 na 2018 tulipoteza maziwa")
    amina.fills("fit.text", bad)
    amina.presses("fit.send")
    amina.sees(limit)
    amina.sees(bad)
    drags(amina, "part.thresh", 28)
    amina.reads("answer.try.then")
    amina.picture("slider")
    amina.fills("answer.try.because", limit)
    amina.presses("answer.try.make", number=2, twice=True)  # an impatient hand: one round all the same
    amina.reads("answer.changed", number=1, patience_s=180)
    amina.rest()
    is_told_as_made(amina, number, 2)
    amina.picture("round-2")
    told = journey.broker.dialogue(number)
    assert [one.need_mapping["metric"]["parameters"]["thresh"] for one in told.rounds] == ["30 degC", "28 degC"]

    # What she remembers is held against what the station measured.
    amina.presses("answer.dialogue")
    amina.reads("years.title")
    amina.fills("years.bad", "2003, 2006, 2018", leave=True)
    amina.fills("years.of", journey.words(en="lost milk", sw="maziwa yaliyopotea"), leave=True)
    amina.presses("years.do")
    (kept,) = journey.broker.dialogue(number).round.remembered
    amina.reads(
        "years.told", hits=len(kept.hindsight.hits), bad=kept.hindsight.bad, alarms=len(kept.hindsight.false_alarms)
    )
    amina.picture("dialogue")

    amina.goes("dialogues.nav")
    amina.sees(question)
    amina.reads("dialogues.rounds.many", count=2)
    amina.picture("mine")


def test_by_steps(journey, tmp_path):
    """A planner sets limits, place, season and date step by step, takes every file, and shares with whom he chooses."""
    data = f"highland-{journey.way}"
    highland.publish(journey.broker, tmp_path / "highland", data)
    paul = journey.person("Paul")
    paul.open("need")
    paul.chooses("steps.way.steps")
    paul.chooses("steps.sector.health")
    paul.picture("cards")
    paul.presses("template.N37")
    paul.reads("steps.limits")
    paul.fills("part.thresh", "28", leave=True)
    takes_where_he_is(paul)
    paul.presses("where.more")
    finds_the_place(paul, data)
    shade = journey.words(en="whether the school needs shade", sw="kama shule inahitaji kivuli")
    paul.fills("steps.decision", shade, leave=True)
    paul.dates("need.decision.by", "2027-09-30")
    paul.chooses("tens.said", number="3")
    foot = paul.keyed("steps-foot").get_by_role("status").inner_text()
    assert journey.says("models.many", count=3) in foot, foot
    paul.picture("steps")
    paul.presses("steps.go")
    paul.reads("need.answers")
    paul.picture("understood")
    number = make_answer(paul)
    opened = journey.broker.dialogue(number)
    assert opened.round.need_mapping["decision"]["by"] == "2027-09-30"
    is_told_as_made(paul, number, 1)
    paul.reads("map.doubtful")
    paul.picture("answer")
    takes_what_was_made(paul, number)
    _, cells = paul.takes("file.cells.geojson")
    told = [one["properties"] for one in json.loads(cells)["features"]]
    doubtful = [one for one in told if not all(known for name, known in one.items() if name.endswith(" agreed"))]
    assert (len(told), len(doubtful)) == (16, 8)
    marks = paul.page.evaluate(HATCHED)
    assert marks
    assert max(marks) < 0.5, "in the west only"

    # The link opens nothing to those who may not read the dialogue.
    paul.presses("link.change")
    paul.unfolds("share.title")
    paul.chooses("share.private", within=f"write-share-{number}*")
    paul.page.locator(f"[class*='st-key-write-share-{number}'][class*='-because']").get_by_role("textbox").fill(shade)
    paul.presses("share.do")
    speaker = f"{paul.name}, farmer"
    assert journey.broker.why(speaker, "read dialogue", number, by=speaker).resource.visibility == "private"
    link = f"answer?dialogue={number}&round=1"
    paul.presses("dialogue.open.answer", number=1)
    paul.reads("link.for", whom=journey.says("share.private"))
    sami = journey.person("Sami")
    sami.open(link)
    sami.introduces()
    sami.misses("answer.tens")
    assert paul.says("answer.cannot") not in sami.words()
    sami.picture("refused")


def takes_where_he_is(person) -> None:
    """Have the device say where it is: it may not at first, then gives a place that no house can be told from."""
    person.page.get_by_role("button", name=person.says("where.here.use"), exact=True).click()
    person.reads("where.here.denied")
    person.context.set_geolocation({"latitude": 52.4712, "longitude": 0.5164})
    person.context.grant_permissions(["geolocation"])
    person.presses("where.here.use")
    person.sees("52.47, 0.52")
    assert person.page.get_by_label(person.says("part.region"), exact=True).input_value() == "52.47, 0.52"
    person.picture("here")


def takes_what_was_made(person, dialogue: str) -> None:
    """Take the files along, and hold what they say against the product and the page."""
    broker = person.journey.broker
    product = broker.product(broker.dialogue(dialogue).round.product_id)
    for key, name in (
        ("file.brief.pdf", "brief.pdf"), ("file.chart.png", "chart.png"), ("file.summary.csv", "summary.csv"),
        ("file.product.nc", "product.nc"), ("file.sms.txt", "sms.txt"),
    ):  # fmt: skip
        called, content = person.takes(key)
        assert hashlib.sha256(content).hexdigest() == product.file_hashes[name]
        assert product.file_hashes[name] in called


def finds_the_place(person, data: str) -> None:
    """Say a place in every way that there is – name, file, a tap, coordinates, outline, box –, and take the box."""
    person.fills("where.name", "Woolpit")
    person.sees("Woolpit, England, United Kingdom")
    person.chooses("where.way.file")
    person.page.set_input_files("input[type=file]", [{
        "name": "farm.geojson", "mimeType": "application/geo+json", "buffer": json.dumps(AREA).encode(),
    }])  # fmt: skip
    person.reads("where.preview")
    person.chooses("where.way.map")
    chart = person.page.locator(".js-plotly-plot .nsewdrag").first
    chart.wait_for(state="attached")
    person.picture("map")
    for _ in range(2):  # the first tap shows the surroundings, the second takes the place
        shown = chart.bounding_box()
        across, down = shown["x"] + 0.51 * shown["width"], shown["y"] + 0.47 * shown["height"]
        person.page.mouse.move(across - 20, down)
        person.page.mouse.move(across, down)
        person.page.wait_for_timeout(300)
        person.page.mouse.click(across, down)
        person.rest()
        chart.wait_for(state="attached")
    person.reads("where.preview")
    person.fills("where.map.near", highland.TOWN, leave=True)
    person.misses("where.preview")
    person.fills("where.lat", "-0.5", leave=True)
    person.fills("where.lon", "36.2", leave=True)
    person.reads("where.cells.one", dataset=f"{data}@1", km="56")
    draws(person, "lasso", (35.1, -1.4), (36.9, -1.4), (36.0, 0.4), (35.1, -1.4))
    person.misses("where.cells.one", dataset=f"{data}@1", km="56")
    person.picture("outline")
    west, south, east, north = highland.WEST, highland.SOUTH, highland.EAST, highland.NORTH
    draws(person, "select", (east - 0.1, north - 0.1), (west + 0.1, south + 0.1))
    person.reads("where.cells", dataset=f"{data}@1", cells=16, km="56")
    person.picture("box")
    person.presses("where.take")


def holds_the_point(person, dialogue: str) -> None:
    """Take the answer of a point as GeoJSON: it is what the product's summary says."""
    _, content = person.takes("file.cells.geojson")
    (feature,) = json.loads(content)["features"]
    broker = person.journey.broker
    product = broker.product(broker.dialogue(dialogue).round.product_id)
    for row in csv.DictReader(io.StringIO((product.directory / "summary.csv").read_text(encoding="utf-8"))):
        name = f"{row['scenario']} {row['period_start']}-{row['period_end']}"
        assert abs(feature["properties"][f"{name} p50"] - float(row["p50"])) < 1e-6


def test_together_over_a_poor_link(journey):
    """On a phone: words alone, a day in the village with a photo, two who write at once, and a map of a region."""
    wanjiru = journey.person("Wanjiru")
    ask_in_own_words(
        wanjiru,
        journey.words(
            en="How will the mean temperature of the year change in Ontario, Canada by 2041-2060?",
            sw="Wastani wa joto la mwaka utabadilika vipi Ontario, Canada ifikapo 2041-2060?",
        ),
    )
    wanjiru.reads("need.answers")
    number = make_answer(wanjiru)
    wanjiru.reads("answer.map")
    wanjiru.picture("map")
    holds_the_map(wanjiru, number)
    wanjiru.presses("text.show")
    wanjiru.reads("text.messages")
    assert wanjiru.page.locator(".js-plotly-plot, [data-testid=stImage]").count() == 0
    is_told_as_made(wanjiru, number, 1)
    wanjiru.picture("text")

    # A neighbour reads the same round; both go on from it.
    tom = journey.person("Tom")
    tom.open(f"answer?dialogue={number}&round=1")
    tom.introduces()
    wanjiru.presses("text.leave")
    for one, why in (
        (wanjiru, journey.words(en="we plant trees, which stand longer", sw="tunapanda miti, inayodumu zaidi")),
        (tom, journey.words(en="the bridge stands until 2080", sw="daraja litasimama hadi 2080")),
    ):
        slides(one, "part.horizon", 10 if one is tom else 5)
        one.reads("answer.try.then")
        one.fills("answer.try.because", why)
    wanjiru.presses("answer.try.make", number=2)
    wanjiru.reads("answer.changed", number=1, patience_s=180)
    tom.presses("answer.try.make", number=2)
    tom.reads("conflict.mine", patience_s=180)
    tom.sees(journey.words(en="we plant trees", sw="tunapanda miti"))
    tom.picture("conflict")
    assert len(journey.broker.dialogue(number).rounds) == 2

    # What was said in the village comes with a photo of the flip chart.
    wanjiru.presses("answer.dialogue")
    wanjiru.page.get_by_text(wanjiru.says("meeting.enter"), exact=True).click()
    wanjiru.rest()
    wanjiru.dates("meeting.date", "2026-02-20")
    wanjiru.fills("meeting.place", "Elmswell", leave=True)
    photo = io.BytesIO()
    Image.new("RGB", (320, 200), "#C98B2B").save(photo, "JPEG")
    wanjiru.page.set_input_files(
        "input[type=file]", [{"name": "flip chart.jpg", "mimeType": "image/jpeg", "buffer": photo.getvalue()}]
    )
    wanjiru.rest()
    wanjiru.picture("village")
    wanjiru.presses("meeting.send")
    wanjiru.sees("flip chart")
    (held,) = [day for one in journey.broker.dialogue(number).rounds for day in one.workshops]
    assert [told.media_type for told in held.attachments] == ["image/jpeg"]
    assert held.date == dt.date(2026, 2, 20).isoformat()
    wanjiru.picture("on-record")


def holds_the_map(person, dialogue: str) -> None:
    """Take the map as GeoTIFF and GeoJSON: a cell is the same number in both, and in the product's NetCDF file."""
    _, tif = person.takes("file.map.tif")
    _, cells = person.takes("file.cells.geojson")
    bands, west, north, width, height = read_geotiff(tif)
    features = json.loads(cells)["features"]
    assert len(features) == int(np.isfinite(bands[0]).sum()) > 50
    names = [name for name in features[0]["properties"] if not name.endswith("agreed")]
    for one in features[::7]:
        corner = one["geometry"]["coordinates"][0]
        x, y = min(p[0] for p in corner), max(p[1] for p in corner)
        row, column = round((north - y) / height), round((x - west) / width)
        assert [band[row, column] for band in bands] == [one["properties"][name] for name in names]
    middle = np.average(
        [f["properties"][names[-1]] for f in features],
        weights=[np.cos(np.radians(f["geometry"]["coordinates"][0][0][1])) for f in features],
    )
    broker = person.journey.broker
    rows = broker.product(broker.dialogue(dialogue).round.product_id).result.summary
    (row,) = [row for row in rows if names[-1] == f"{row.scenario} {row.period.first}-{row.period.last} change"]
    assert abs(middle - row.change_p50) < 0.3, "the mean of the map's cells is the region's number"
