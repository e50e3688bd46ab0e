"""A farmer on a phone writes while the program is ended and started anew: her words are still there, and only hers."""

from __future__ import annotations

import pytest

from broker import Broker
from broker.ui.messages import say
from tests.app.browser import Reader, chromium, free_port, screenshots, served
from tests.integration.small_world import need, publish

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(chromium() is None, reason="no Chromium is installed here; CHROMIUM may name one"),
]
MARK = "zebra-4711"
#: So long nobody types before what stands in a field is kept.
PAUSE_MS = 4200
CONNECTED = "[data-testid=stApp][data-test-connection-state=CONNECTED]"


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """A store with one answer to speak to."""
    home = tmp_path_factory.mktemp("store")
    broker = Broker(home / "home")
    publish(broker, home)
    dialogue = broker.open_dialogue(need(), by="Ruth")
    broker.build_round(dialogue.id, by="Ruth")
    return home / "home", dialogue.id


def everything(reader: Reader) -> str:
    """All that a page says, and all that stands in its fields."""
    fields = "[...document.querySelectorAll('input, textarea')].map((field) => field.value).join(' ')"
    return f"{reader.words()} {reader.page.evaluate(fields)}"


def finds(reader: Reader, text: str, patience_s: float = 30) -> None:
    """Wait until something stands on the page or in one of its fields."""
    for _ in range(int(patience_s * 4)):
        if text in everything(reader):
            return
        reader.page.wait_for_timeout(250)
    raise AssertionError(f"{text!r} is not found again in {everything(reader)!r}")


def test_what_is_half_written_survives_a_lost_connection_a_restart_and_a_reload(store, browser, tmp_path):
    home, dialogue = store
    port, logs = free_port(), iter([tmp_path / "first.log", tmp_path / "second.log"])
    answer = f"answer?dialogue={dialogue}&round=1"
    with served(home, next(logs), port=port) as address:
        farmer = Reader(browser, address, 360, screenshots(tmp_path / "screenshots"))
        farmer.open(answer)
        farmer.fill(say("fit.text"), f"My cows {MARK} stop eating.")  # and she does not leave the field
        farmer.page.wait_for_timeout(PAUSE_MS)
        farmer.rest()
        farmer.context.set_offline(True)
        farmer.page.wait_for_timeout(1000)
        farmer.context.set_offline(False)
        farmer.page.wait_for_selector(CONNECTED, timeout=60_000)
        farmer.rest()
        finds(farmer, MARK)
    with served(home, next(logs), port=port) as address:
        farmer.page.wait_for_selector(CONNECTED, timeout=60_000)  # the page finds the program again by itself
        farmer.rest()
        finds(farmer, MARK)
        farmer.page.reload()
        farmer.rest()
        farmer.sees(say("draft.found"))
        finds(farmer, MARK)
        farmer.picture("found-again")
        farmer.errors.clear()  # of the time without a connection
        (held,) = (one for one in farmer.context.cookies() if one["name"] == "broker-writing")
        assert (held["sameSite"], held["path"], len(held["value"])) == ("Strict", "/", 32)

        farmer.open("need")
        farmer.fill(say("need.statement"), f"How hot will it be, {MARK}?")
        farmer.page.get_by_label(say("need.statement"), exact=True).blur()
        farmer.rest()
        farmer.open("need")  # a new session of the same browser
        finds(farmer, MARK)

        stranger = Reader(browser, address, 360, screenshots(tmp_path / "screenshots"))
        for page in (answer, "need"):
            stranger.open(page)
            assert MARK not in everything(stranger)
            assert say("draft.found") not in stranger.words()
        stranger.close()

        farmer.open(answer)
        farmer.press(say("draft.afresh"))
        assert MARK not in everything(farmer)
        farmer.close()
