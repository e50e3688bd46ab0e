"""What tests of the app in a real browser share: a filled store, the app served over it, and the browser.

A file that needs another store or another way of serving has a fixture of its own under the same name.
"""

from __future__ import annotations

import pytest

from tests.app.browser import FLAGS, chromium, served
from tests.example import put_into


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
    sync_api = pytest.importorskip("playwright.sync_api", reason="the browser tests need the package playwright")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield browser
        browser.close()
