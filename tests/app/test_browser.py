"""A newcomer's first ten minutes in a real browser: farmer, scientist and facilitator, on a desk and on a phone."""

from __future__ import annotations

import os

import pytest

from tests.app.browser import FLAGS, ROOT, Reader, chromium, screenshots, served
from tests.example import put_into

sync_api = pytest.importorskip("playwright.sync_api", reason="the browser tests need the package playwright")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(chromium() is None, reason="no Chromium is installed here; CHROMIUM may name one"),
]
QUESTION = "How many days will be too hot for my dairy cows, above 30 °C, around Woolpit?"
DESK, PHONE = 1280, 360


@pytest.fixture(scope="module")
def home(example, tmp_path_factory):
    """A store with the embedded data and the finished example dialogue."""
    return put_into(tmp_path_factory.mktemp("store"), example)


@pytest.fixture(scope="module")
def address(home, tmp_path_factory):
    with served(home, tmp_path_factory.mktemp("server") / "app.log") as address:
        yield address


@pytest.fixture(scope="module")
def browser():
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def reader(browser, address, tmp_path):
    readers: list[Reader] = []

    def sit_down(width: int = DESK) -> Reader:
        readers.append(Reader(browser, address, width, screenshots(tmp_path / "screenshots")))
        return readers[-1]

    yield sit_down
    for one in readers:
        one.close()


def ask(reader: Reader, name: str) -> None:
    reader.open()
    reader.picture("1-start")
    reader.press("Ask my question")
    reader.fill("Your question", QUESTION)
    reader.press("Read my question")
    reader.sees("This is how we understood it")
    reader.sees("What can answer it")
    reader.page.reload()  # what was typed is not lost
    reader.rest()
    reader.sees("This is how we understood it")
    reader.picture("2-need")
    reader.fill("Your name, as the others will read it", name)
    reader.press("Make the answer")
    reader.sees("Does it fit?", patience_s=180)
    reader.rest()


def introduce(reader: Reader, name: str, role: str = "") -> None:
    """Give a name, and choose a role where it is not the usual one, at the side."""
    if reader.width == PHONE:
        reader.page.get_by_test_id("stExpandSidebarButton").click()
    field = reader.page.get_by_label("Your name", exact=True).first
    field.fill(name)
    field.press("Enter")
    reader.rest()
    if role:
        reader.open_list(reader.page.locator(".st-key-who").get_by_role("combobox").first)
        reader.page.get_by_role("option", name=role).first.click()
        reader.rest()
    if reader.width == PHONE:
        reader.page.get_by_test_id("stSidebarCollapseButton").get_by_role("button").click()
        reader.page.wait_for_timeout(600)


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_a_farmer_speaks_in_a_dialogue_and_a_scientist_finds_what_is_asked(reader, home, width):
    from broker import Broker

    name = f"Wanjiru {width}"
    farmer = reader(width)
    ask(farmer, name)
    number = farmer.page.url.partition("dialogue=")[2].partition("&")[0]
    farmer.press("Read the whole dialogue")
    farmer.sees("What do you want to do?")
    for choice in ("Say or ask", "Ask a question"):
        page = farmer.page
        page.get_by_role("radio", name=choice).or_(page.get_by_role("button", name=choice, exact=True)).first.click()
        farmer.rest()
    farmer.fill("Your words", "Is it for my farm or for the county?")
    farmer.page.keyboard.press("Tab")
    farmer.rest()
    farmer.page.reload()  # what was typed is not lost
    farmer.rest()
    assert farmer.page.get_by_label("Your words", exact=True).input_value() == "Is it for my farm or for the county?"
    farmer.picture("19-speaking")
    introduce(farmer, name)
    farmer.page.get_by_role("button", name="Put it on record", exact=True).dblclick()
    farmer.sees("asked a question")
    farmer.rest()
    farmer.picture("20-said")
    asked = [q for q in Broker(home).dialogue(number).questions if "my farm" in q.asked.text]
    assert len(asked) == 1, "a double click is one question"

    Broker(home).join(number, "producer", by=f"Tom {width}, scientist")
    scientist = reader(width)
    scientist.open("asked")
    introduce(scientist, f"Tom {width}", "scientist")
    scientist.sees("Is it for my farm or for the county?")
    scientist.picture("21-asked")
    mine = scientist.page.locator("[class*='st-key-duty-asked-']").filter(has_text=name).first
    mine.get_by_role("button", name="Open the dialogue", exact=True).click()
    scientist.sees("What do you want to do?")
    scientist.rest()
    assert number in scientist.page.url
    for choice in ("Say or ask", "Answer a question"):
        page = scientist.page
        page.get_by_role("radio", name=choice).or_(page.get_by_role("button", name=choice, exact=True)).first.click()
        scientist.rest()
    scientist.page.get_by_role("combobox", name="Which question?").click()
    scientist.page.get_by_role("option").filter(has_text="my farm").click()
    scientist.rest()
    scientist.fill("Your words", "For the cell around your farm, about 100 km wide.")
    scientist.page.keyboard.press("Tab")
    scientist.rest()
    scientist.press("Put it on record")
    scientist.sees("about 100 km wide")
    (told,) = [q for q in Broker(home).dialogue(number).questions if "my farm" in q.asked.text]
    assert [answer.text for answer in told.answers] == ["For the cell around your farm, about 100 km wide."]
    scientist.picture("22-answered")


def test_what_projections_cannot_tell_is_said_with_who_can(reader):
    farmer = reader(PHONE)
    farmer.open("need")
    farmer.fill("Your question", "What will this July be like around Woolpit?")
    farmer.press("Read my question")
    farmer.sees("Climate projections cannot answer this")
    farmer.picture("18-unservable")


def test_the_settings_of_the_app_are_the_safe_ones():
    import tomllib

    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert settings["server"]["address"] == "127.0.0.1"
    assert settings["server"]["allowedHosts"] == ["127.0.0.1", "localhost"]
    assert settings["server"]["enableStaticServing"] is False
    assert settings["server"]["enableAgentApi"] is False
    assert settings["client"]["showErrorDetails"] == "none"
    assert settings["browser"]["gatherUsageStats"] is False
    assert os.environ.get("STREAMLIT_SERVER_ADDRESS", "127.0.0.1") == "127.0.0.1"
