"""On a phone, in a real browser: what is typed is kept and sent once, and what nobody can tell is said."""

from __future__ import annotations

import os

import pytest

from tests.app.browser import ROOT, Reader, chromium, screenshots

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(chromium() is None, reason="no Chromium is installed here; CHROMIUM may name one"),
]
NEED = {
    "statement": "How many days will be too hot for my dairy cows, above 30 °C, around Woolpit?",
    "region": {"point": {"lat": 52.22, "lon": 0.88}},
    "metric": {"index": "tx_days_above", "parameters": {"thresh": "30 degC"}},
}
PHONE = 360


@pytest.fixture
def reader(browser, address, tmp_path):
    readers: list[Reader] = []

    def sit_down() -> Reader:
        readers.append(Reader(browser, address, PHONE, screenshots(tmp_path / "screenshots")))
        return readers[-1]

    yield sit_down
    for one in readers:
        one.close()


def introduce(reader: Reader, name: str) -> None:
    """Give a name at the side, which a phone hides."""
    reader.page.get_by_test_id("stExpandSidebarButton").click()
    field = reader.page.get_by_label("Your name", exact=True).first
    field.fill(name)
    field.press("Enter")
    reader.rest()
    reader.page.get_by_test_id("stSidebarCollapseButton").get_by_role("button").click()
    reader.page.wait_for_timeout(400)


def test_what_a_farmer_types_outlives_a_reload_and_goes_on_record_once(reader, home):
    from broker import Broker
    from translators.need import Need

    broker = Broker(home)
    number = broker.open_dialogue(Need.of(NEED), by="Wanjiru, farmer").id
    broker.build_round(number, by="Wanjiru, farmer")
    farmer = reader()
    farmer.open(f"answer?dialogue={number}&round=1")
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
    introduce(farmer, "Wanjiru")
    farmer.page.get_by_role("button", name="Put it on record", exact=True).dblclick()
    farmer.sees("asked a question")
    farmer.rest()
    farmer.picture("20-said")
    asked = [q for q in broker.dialogue(number).questions if "my farm" in q.asked.text]
    assert len(asked) == 1, "a double click is one question"


def test_what_projections_cannot_tell_is_said_with_who_can(reader):
    farmer = reader()
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
