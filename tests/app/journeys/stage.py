"""Where a journey is lived: the app over a filled store in one way, and people who know its texts by their names only.

A journey is written once. What is pressed, filled in and read is named by the key of its text ("need.read"), so that
the same steps are lived in every language; what people write themselves they write in each (`Journey.words`).
"""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.app.browser import Reader
from translators.locales import text
from translators.said import told

if TYPE_CHECKING:
    from playwright.sync_api import Locator

    from broker.service import Broker

#: Names a run of "both" usual ways, or of "all" eight; else each journey is lived in one of the usual ones, in turn.
VARIABLE = "BROKER_JOURNEYS"
WIDTHS = {"desk": 1280, "phone": 360}
#: Language → what a browser of somebody who speaks it asks for.
LOCALES = {"en": "en-GB", "sw": "sw-KE"}
DATABASES = ("sqlite", "postgresql")


@dataclass(frozen=True)
class Way:
    """At which screen, in which language and over which database a journey is lived."""

    screen: str
    language: str
    database: str

    @property
    def width(self) -> int:
        """Of the screen, in pixels."""
        return WIDTHS[self.screen]

    def __str__(self) -> str:
        return f"{self.screen}-{self.language}-{self.database}"


USUAL = (Way("desk", "en", "sqlite"), Way("phone", "sw", "postgresql"))


def ways() -> list[Way]:
    """Return the two usual ways, or every one where the run asks for all."""
    if os.environ.get(VARIABLE) == "all":
        return list(itertools.starmap(Way, itertools.product(WIDTHS, LOCALES, DATABASES)))
    return list(USUAL)


def is_lived(way: Way, number: int) -> bool:
    """Whether a file's journey of this number (from 0) is lived in a way, as far as this run was asked for."""
    return bool(os.environ.get(VARIABLE)) or way == USUAL[(number + 1) % len(USUAL)]


class Stage:
    """The served app of a file's journeys in one way.

    Attributes
    ----------
    way : Way
    address : str
        Of the app.
    home : Path
        Folder of the store.
    """

    def __init__(self, way: Way, address: str, home: Path, browser: Any, pictures: Path) -> None:
        self.way, self.address, self.home, self.browser, self.pictures = way, address, home, browser, pictures
        self._names: set[str] = set()

    def says(self, key: str, /, **facts: object) -> str:
        """Return a text of the pages by its key, as `broker.ui.messages.say` would in this way's language."""
        language = self.way.language
        return text(f"ui.{key}", language, **{name: told(fact, language) for name, fact in facts.items()})

    @cached_property
    def broker(self) -> Broker:
        """The same store, asked past the app: what a page says has to be what is kept."""
        from broker import Broker

        return Broker(self.home)

    def name(self, called: str) -> str:
        """Return a name that nobody has had in this store: "Amina", then "Amina 2"."""
        numbered = (f"{called} {n}" if n > 1 else called for n in itertools.count(1))
        name = next(one for one in numbered if one not in self._names)
        self._names.add(name)
        return name


class Journey:
    """One journey in one way: whoever takes part in it, and its pictures by number."""

    def __init__(self, stage: Stage, name: str) -> None:
        self.stage, self.name = stage, name
        self.people: list[Person] = []
        self._steps = itertools.count(1)

    @property
    def way(self) -> Way:
        """The way in which it is lived."""
        return self.stage.way

    @property
    def broker(self) -> Broker:
        """The store behind the pages."""
        return self.stage.broker

    def says(self, key: str, /, **facts: object) -> str:
        """Return a text of the pages; see `Stage.says`."""
        return self.stage.says(key, **facts)

    def words(self, **by_language: str) -> str:
        """Return what people write of their own in this way's language: ``words(en="Too hot?", sw="Joto sana?")``."""
        return by_language[self.way.language]

    def person(self, called: str = "", **more: Any) -> Person:
        """Seat somebody at a screen of their own, under a name that nobody else has; `more` goes to the browser."""
        self.people.append(Person(self, self.stage.name(called) if called else "", **more))
        return self.people[-1]

    def next_step(self) -> int:
        """Return the number of the next picture."""
        return next(self._steps)

    def keep_last_sight(self) -> None:
        """Keep what everybody saw when the journey broke off."""
        for number, one in enumerate(self.people, start=1):
            one.page.set_viewport_size({"width": one.width, "height": 4000})
            one.page.screenshot(path=self.stage.pictures / f"{self.name}-broke-off-{number}-{self.way}.png")


class Person(Reader):
    """Somebody at a screen, who knows every text by its key; `Reader` has what is said in plain words.

    Attributes
    ----------
    name : str
        As they call themselves; empty where they do not.
    """

    def __init__(self, journey: Journey, name: str, **more: Any) -> None:
        stage = journey.stage
        more.setdefault("locale", LOCALES[stage.way.language])
        super().__init__(stage.browser, stage.address, stage.way.width, stage.pictures, **more)
        self.journey, self.name = journey, name

    # — finding —

    def says(self, key: str, /, **facts: object) -> str:
        """Return a text of the pages; see `Stage.says`."""
        return self.journey.says(key, **facts)

    def keyed(self, key: str) -> Locator:
        """Return the part of the page that the code names by this key, or by one that begins so with ``key*``."""
        start = key.removesuffix("*")
        return self.page.locator(f'[class*="st-key-{start}"]' if key != start else f".st-key-{start}")

    def button(self, key: str, /, within: str = "", **facts: object) -> Locator:
        """Return the button of a text, anywhere or within a keyed part."""
        place = self.keyed(within) if within else self.page
        return place.get_by_role("button", name=self.says(key, **facts), exact=True)

    def choice(self, key: str, /, within: str = "", **facts: object) -> Locator:
        """Return one of several things to choose from: of pills, of a segmented control, or a radio button."""
        place, words = (self.keyed(within) if within else self.page), self.says(key, **facts)
        return place.get_by_role("radio", name=words, exact=True).or_(
            place.get_by_role("button", name=words, exact=True)
        )

    # — acting —

    def presses(self, key: str, /, nth: int = 0, within: str = "", twice: bool = False, **facts: object) -> None:
        """Press the button of a text, `twice` as an impatient hand does."""
        button = self.button(key, within, **facts).nth(nth)
        (button.dblclick if twice else button.click)()
        self.rest()

    def fills(self, key: str, words: str, /, nth: int = 0, leave: bool = False, **facts: object) -> None:
        """Write into the field of a text; `leave` it at once where the page follows what is written."""
        field = self.page.get_by_label(self.says(key, **facts), exact=True).nth(nth)
        field.fill(words)
        if leave:
            field.press("Enter" if field.evaluate("one => one.tagName") == "INPUT" else "Tab")
            self.rest()

    def chooses(self, key: str, /, nth: int = 0, within: str = "", **facts: object) -> None:
        """Choose one of several things that lie open."""
        self.choice(key, within, **facts).nth(nth).click()
        self.rest()

    def picks(self, key: str, words: str, /, nth: int = 0, **facts: object) -> None:
        """Open the list of a text, and take the line that holds these words."""
        self.open_list(self.page.get_by_role("combobox", name=self.says(key, **facts)).nth(nth))
        self.page.get_by_role("option").filter(has_text=words).first.click()
        self.rest()

    def dates(self, key: str, day: str, /, nth: int = 0) -> None:
        """Write a day ("2027-09-30") into the field of a text, as its three parts are typed."""
        parts = self.page.get_by_role("group", name=self.says(key), exact=True).nth(nth).get_by_role("spinbutton")
        for place, digits in enumerate(day.split("-")):
            parts.nth(place).press_sequentially(digits)
        self.page.keyboard.press("Tab")
        if self.page.get_by_role("grid").count():  # the calendar lies over what comes next until it is put away
            self.page.keyboard.press("Escape")
        self.rest()

    def unfolds(self, key: str, /, nth: int = 0, **facts: object) -> None:
        """Open what is folded under a text."""
        self.page.locator("summary").filter(has_text=self.says(key, **facts)).nth(nth).click()
        self.rest()

    def takes(self, key: str, /, nth: int = 0, **facts: object) -> tuple[str, bytes]:
        """Take a file along; return its name and what is in it."""
        with self.page.expect_download(timeout=60_000) as started:
            self.button(key, **facts).nth(nth).click()
        return started.value.suggested_filename, Path(started.value.path()).read_bytes()

    def introduces(self, role: str = "") -> None:
        """Give the name at the side, and choose a role there where it is not the usual one ("scientist")."""
        with self._side():
            field = self.keyed("who").get_by_label(self.says("who.name"), exact=True)
            field.fill(self.name)
            field.press("Enter")
            self.rest()
            if role:
                self.open_list(self.keyed("who").get_by_role("combobox").first)
                self.page.get_by_role("option", name=self.says(f"role.{role}")).first.click()
                self.rest()

    @contextmanager
    def _side(self) -> Iterator[None]:
        """Open what stands at the side, which a phone hides."""
        is_hidden = self.width < 768
        if is_hidden:
            self.page.get_by_test_id("stExpandSidebarButton").click()
        yield
        if is_hidden:
            if self.page.locator("[data-testid=stSidebar][data-collapsed=false]").count():  # a link there closes it
                self.page.get_by_test_id("stSidebarCollapseButton").get_by_role("button").click()
            self.page.wait_for_timeout(400)

    def goes(self, key: str) -> None:
        """Go to a page by its name at the side."""
        with self._side():
            self.page.get_by_test_id("stSidebarNav").get_by_role("link", name=self.says(key), exact=True).click()
            self.rest()

    def reloads(self) -> None:
        """Load the page again, as after a broken link."""
        self.page.reload()
        self.rest()

    def rest(self) -> None:
        """Wait until the page stands still; whatever broke in it is said there, and ends the journey."""
        super().rest()
        assert self.says("broken") not in self.words(), f"the page broke: {self.page.url}"

    # — seeing —

    def reads(self, key: str, /, patience_s: float = 60, **facts: object) -> None:
        """See a text on the page, or wait for it."""
        self.sees(self.says(key, **facts), patience_s)

    def misses(self, key: str, /, **facts: object) -> None:
        """See that a text does not stand on the page."""
        from playwright.sync_api import expect

        expect(self.page.get_by_text(self.says(key, **facts))).to_have_count(0)

    def address_of(self, name: str) -> str:
        """Return what the page's address says under a name, such as ``dialogue``."""
        found = re.search(rf"[?&]{name}=([^&#]+)", self.page.url)
        assert found, f"the address names no {name}: {self.page.url}"
        return found[1]

    def picture(self, name: str) -> Path:
        """Keep a picture of the whole page, by journey, step, width, language and database."""
        way = self.journey.way
        kept = super().picture(f"{self.journey.name}-{self.journey.next_step():02}-{name}")
        return kept.rename(kept.with_stem(f"{kept.stem}-{way.language}-{way.database}"))
