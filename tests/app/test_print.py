"""On paper, on a tab, under the keyboard, over a slow link and behind its address: a page besides its screen."""

from __future__ import annotations

import re

import pytest

from tests.app.browser import Reader, chromium, screenshots
from tests.app.visitor import Visitor

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(chromium() is None, reason="no Chromium is installed here; CHROMIUM may name one"),
]
#: Of a page's own data; with typeface, icon and style sheet (less than 100 kB) it stays below 300 kB.
MOST_BYTES = 200_000
#: What nobody can press on paper.
PRESSED = "button, input, textarea, [data-testid=stSidebar], [data-testid=stHeader]"
#: Words of a page that are lighter than grey: on white paper they would not be read.
PALE = """() => [...document.querySelectorAll('[data-testid=stMain] :is(h1, h2, h3, p, li)')]
  .filter(e => e.offsetParent && e.innerText.trim())
  .map(e => [e.innerText.slice(0, 40), getComputedStyle(e).color.match(/[\\d.]+/g).slice(0, 3).map(Number)])
  .filter(([, [r, g, b]]) => 0.2126 * r + 0.7152 * g + 0.0722 * b > 150)"""
#: Whether what has the keyboard is marked by a line or a shadow around it, or around the field that it is in.
MARKED = """() => {
  const marked = e => { const s = getComputedStyle(e);
    return (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== 'none'; };
  const here = document.activeElement, field = here.closest('[data-baseweb], [data-testid=stTextInputRootElement]');
  const fields = ['INPUT', 'TEXTAREA'].includes(here.tagName);
  return fields || marked(here) || (field !== null && marked(field)); }"""


@pytest.fixture(scope="module")
def reader(address, browser, tmp_path_factory):
    one = Reader(browser, address, 1280, screenshots(tmp_path_factory.mktemp("print")), color_scheme="dark")
    yield one
    one.close()


@pytest.fixture(scope="module")
def dialogue(home):
    from broker import Broker

    return Broker(home).dialogues()[0].id


def test_a_printed_page_is_dark_on_white_and_holds_nothing_to_press(reader, dialogue):
    reader.open(f"answer?dialogue={dialogue}&round=3")
    reader.sees("How sure is it?")
    reader.page.emulate_media(media="print", color_scheme="dark")
    assert (
        reader.page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")
        == "rgb(255, 255, 255)"
    )
    shown = reader.page.locator(PRESSED)
    assert [one.inner_text() for one in shown.all() if one.is_visible()] == []
    assert reader.page.evaluate(PALE) == []
    paper = reader.page.pdf(format="A4", path=reader.pictures / "60-answer.pdf")
    assert 2 <= len(re.findall(rb"/Type\s*/Page\b", paper)) <= 8, "all of the page, and not one screen of it"
    reader.page.emulate_media(media="screen", color_scheme="dark")


def test_an_address_opens_the_very_thing_for_whoever_comes_fresh(reader, home, dialogue):
    from broker import Broker
    from translators.need import Need

    broker = Broker(home)
    told = broker.dialogue(dialogue)
    alone = broker.build(Need.of(told.rounds[0].need_mapping | {"metric": told.rounds[1].need_mapping["metric"]}))
    for address, words in (
        (f"dialogue?dialogue={dialogue}", "What happened"),
        (f"answer?dialogue={dialogue}&round=2", told.rounds[1].statement),
        (f"answer?product={told.rounds[1].product_id}", told.rounds[1].statement),
        (f"answer?product={alone.id}", "days above 25 °C were about"),
        ("answer?product=nothing-like-this", "There is no such answer here"),
        ("catalog?dataset=suffolk-station&version=1", "Open it in Python"),
    ):
        reader.open(address)
        reader.sees(words)


def test_a_page_comes_light_over_a_poor_link(reader, dialogue):
    for page, query in (
        ("", ""), ("need", ""), ("dialogues", ""), ("answer", f"dialogue={dialogue}&round=3"),
        ("dialogue", f"dialogue={dialogue}"), ("figures", f"dialogue={dialogue}"), ("catalog", ""),
        ("catalog", "dataset=woolpit-cmip6"), ("wanted", ""), ("exchanges", ""),
    ):  # fmt: skip
        visitor = Visitor(reader.address)
        visitor.open(page, query)
        visitor.close()
        assert visitor.received < MOST_BYTES, (page, visitor.received)


def test_a_tab_is_called_after_what_it_shows(reader, dialogue):
    for address, name in (
        ("catalog", "Catalog · Climate knowledge broker"),
        ("catalog?dataset=suffolk-station", "Suffolk station · Climate knowledge broker"),
        (f"dialogue?dialogue={dialogue}", "Dialogue · How many days will be too hot for my"),
    ):
        reader.open(address)
        reader.page.wait_for_function("name => document.title.startsWith(name)", arg=name, timeout=10_000)


def test_whoever_has_no_mouse_sees_where_they_are(reader):
    reader.open("need")
    unseen = []
    for step in range(20):
        reader.page.keyboard.press("Tab")
        if step == 0:
            assert reader.page.evaluate("document.activeElement.getAttribute('href')") == "#stMain", (
                "the rest is skipped"
            )
        if not reader.page.evaluate("document.activeElement.tagName === 'MAIN'") and not reader.page.evaluate(MARKED):
            unseen.append(reader.page.evaluate("document.activeElement.outerHTML.slice(0, 120)"))
    assert unseen == []


def test_words_of_the_frame_are_in_the_language_of_the_page(reader):
    from translators.locales import text

    reader.open("publish?lang=sw")
    drawn = "selector => getComputedStyle(document.querySelector(selector), '::after').content"
    assert (
        reader.page.evaluate(drawn, "[data-testid=stFileUploaderDropzone] button p")
        == f'"{text("ui.shell.upload", "sw")}"'
    )
    assert not reader.page.get_by_text("per file").first.is_visible()
