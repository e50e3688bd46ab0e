"""Open one page of the app over a broker in memory."""

from __future__ import annotations

import html
from pathlib import Path

from streamlit.testing.v1 import AppTest

from broker.ui import resources
from broker.ui.keeping import Keeper
from broker.ui.writing import BROWSER

ROOT = Path(__file__).parents[2]
QUESTION = "How many days will be too hot for my dairy cows, above 30 °C, around Woolpit?"


def open_page(monkeypatch, broker, page: str, *, browser: str = "", **address: str) -> AppTest:
    """Run one page as its address opens it, in a program that was just started.

    Parameters
    ----------
    browser : str
        The secret that the browser's cookie holds; else it has none yet.
    """
    drafts, works, keeper = resources.Drafts(), resources.Works(), Keeper(lambda: broker)
    monkeypatch.setattr(resources, "get_broker", lambda: broker)
    monkeypatch.setattr(resources, "get_drafts", lambda: drafts)
    monkeypatch.setattr(resources, "get_works", lambda: works)
    monkeypatch.setattr(resources, "get_keeper", lambda: keeper)
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    if browser:
        app.session_state[BROWSER] = browser
    app.run()
    for name, value in address.items():
        app.query_params[name] = value
    app.switch_page(f"broker/ui/pages/{page}.py")
    return app.run()


def restart(monkeypatch, broker, app: AppTest, page: str, **address: str) -> AppTest:
    """Open a page in the same browser after the program was ended and started anew over the same store."""
    resources.get_keeper().flush()
    return open_page(monkeypatch, broker, page, browser=app.session_state[BROWSER], **address)


def words(app: AppTest) -> str:
    """All that the page says, as one text: titles, paragraphs, our own markup, captions, buttons."""
    kinds = ("title", "header", "subheader", "markdown", "caption", "info")
    parts = [element.value for kind in kinds for element in getattr(app, kind)]
    parts += [element.proto.body for element in app.get("html") if not element.proto.body.startswith("<style>")]
    parts += [button.label for button in app.button]
    return html.unescape("\n".join(map(str, parts)))


def press(app: AppTest, label: str) -> AppTest:
    """Press the button of this label."""
    for button in app.button:
        if button.label == label:
            return button.click().run()
    raise AssertionError(f"no button {label!r}; there are {[b.label for b in app.button]}")
