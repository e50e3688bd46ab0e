"""A stage for each file of journeys and each way, and a journey on it for each test.

Tests take `journey` (`tests.app.journeys.stage.Journey`). The store of a file is filled as ``broker demo`` fills it and
is shared by the file's journeys, whose people have names of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from broker import database as databases
from tests.app.browser import chromium, screenshots, served
from tests.app.journeys.stage import Journey, Stage, is_lived, ways
from tests.example import put_into

#: Whether a test went wrong, for what is done after it.
BROKE_OFF = pytest.StashKey[bool]()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    journeys: dict[str, list[str]] = {}  # by file, in their order
    others = []
    for item in items:
        if item.path.is_relative_to(here):
            told = journeys.setdefault(item.path.name, [])
            if item.originalname not in told:
                told.append(item.originalname)
            if not is_lived(item.callspec.params["way"], told.index(item.originalname)):
                others.append(item)
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.slow)
            item.add_marker(
                pytest.mark.skipif(chromium() is None, reason="no Chromium is installed here; CHROMIUM may name one")
            )
    if others:
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if item not in others]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report = yield
    if report.failed:
        item.stash[BROKE_OFF] = True
    return report


@pytest.fixture(scope="module", params=ways(), ids=str)
def way(request):
    return request.param


@pytest.fixture(scope="module")
def kept_in(way, request):
    """Keep this file's stores in the way's kind of database."""
    with pytest.MonkeyPatch.context() as patch:
        if way.database == "postgresql":
            patch.setattr(databases, "database_url", request.getfixturevalue("postgresql").url)
        yield way.database


@pytest.fixture(scope="module")
def home(kept_in, example, tmp_path_factory):
    """A store with the embedded data and the finished example dialogue."""
    return put_into(tmp_path_factory.mktemp("store"), example)


@pytest.fixture(scope="module")
def stage(way, home, browser, tmp_path_factory):
    folder = tmp_path_factory.mktemp("stage")
    database = {databases.DATABASE_VARIABLE: databases.database_url(home)}
    with served(home, folder / "app.log", **database) as address:
        yield Stage(way, address, home, browser, screenshots(folder / "screenshots"))


@pytest.fixture
def journey(stage, request):
    """One journey; at its end every screen is closed, and nothing may have gone wrong at any of them."""
    one = Journey(stage, request.node.originalname.removeprefix("test_"))
    yield one
    if request.node.stash.get(BROKE_OFF, False):
        one.keep_last_sight()
    for person in one.people:
        person.close()
