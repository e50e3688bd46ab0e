"""Open one page of the app over a broker in memory."""

from __future__ import annotations

import html
from pathlib import Path

from streamlit.testing.v1 import AppTest

from broker.ui import resources

ROOT = Path(__file__).parents[2]
QUESTION = "How many days will be too hot for my dairy cows, above 30 °C, around Woolpit?"


def open_page(monkeypatch, broker, page: str, **address: str) -> AppTest:
    """Run one page as its address opens it, with drafts and works of its own."""
    drafts, works = resources.Drafts(), resources.Works()
    monkeypatch.setattr(resources, "get_broker", lambda: broker)
    monkeypatch.setattr(resources, "get_drafts", lambda: drafts)
    monkeypatch.setattr(resources, "get_works", lambda: works)
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.run()
    for name, value in address.items():
        app.query_params[name] = value
    app.switch_page(f"broker/ui/pages/{page}.py")
    return app.run()


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
