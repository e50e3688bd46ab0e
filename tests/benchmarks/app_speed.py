"""The app beside an empty Streamlit app in the same run: start of the process, first page, rerun; ratios of medians.

``python -m tests.benchmarks.app_speed [ROUNDS]`` needs playwright and a Chromium, as the browser tests do.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.app.browser import FLAGS, ROOT, chromium, served

ROUNDS = 3
#: What an app may take of an empty one's time.
BUDGET = 1.5
EMPTY = """import streamlit as st
st.title("Empty")
st.text_input("Your name", key="name")
"""
#: After so long without a word of the server a script has come to its end.
SILENCE_S = 1.5
STEPS = ("start", "first page", "rerun")


def times_of(app: Path, home: Path, browser, folder: Path) -> tuple[float, float, float]:
    """Return the seconds to the first answer of the process, to its first page, and of a rerun."""
    before = time.monotonic()
    # As on any computer, Python keeps what it has compiled, also where a tester's settings tell it not to.
    with served(home, folder / "app.log", app, PYTHONDONTWRITEBYTECODE="") as address:
        started = time.monotonic() - before
        page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
        heard: list[float] = []  # when the server said something
        page.on("websocket", lambda ws: ws.on("framereceived", lambda _: heard.append(time.monotonic())))
        before = time.monotonic()
        page.goto(address)
        _at_rest(page)
        first = time.monotonic() - before
        reruns = []
        for name in ("Amina", "Ruth", "Mei", "Otieno", "Lucía"):
            field = page.get_by_label("Your name", exact=True).first
            field.fill(name)
            page.wait_for_timeout(300)
            heard.clear()
            before = time.monotonic()
            field.press("Enter")
            while not heard or time.monotonic() - heard[-1] < SILENCE_S:
                page.wait_for_timeout(50)
            reruns.append(heard[-1] - before)
        page.context.close()
    return started, first, statistics.median(reruns)


def _at_rest(page) -> None:
    page.wait_for_selector("h1", timeout=90_000)
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=90_000)


def main(rounds: int = ROUNDS) -> None:
    """Print one line a step."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        (folder / "empty.py").write_text(EMPTY, encoding="utf-8")
        subprocess.run(
            [sys.executable, "-m", "broker", "demo"], cwd=ROOT, check=True, capture_output=True,
            env={**os.environ, "BROKER_HOME": str(folder / "home")},
        )  # fmt: skip
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        times_of(ROOT / "app.py", folder / "home", browser, folder)  # compiles what was not compiled yet
        taken: dict[str, list[tuple[float, float, float]]] = {"empty": [], "app": []}
        for _ in range(rounds):  # in turns, so that both meet the same machine
            taken["empty"].append(times_of(folder / "empty.py", folder / "home", browser, folder))
            taken["app"].append(times_of(ROOT / "app.py", folder / "home", browser, folder))
        browser.close()
    print(f"{'':12}{'empty':>9}{'app':>9}{'ratio':>8}   budget {BUDGET}")
    for at, step in enumerate(STEPS):
        empty, app = (statistics.median(times[at] for times in taken[which]) for which in ("empty", "app"))
        print(f"{step:12}{empty:8.2f}s{app:8.2f}s{app / empty:8.2f}")


if __name__ == "__main__":
    main(*(int(count) for count in sys.argv[1:2]))
