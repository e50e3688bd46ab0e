"""The first page is light: what is heavy is imported where it is used, and no page fetches anything from elsewhere."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
ASSETS = ROOT / "broker" / "ui" / "assets"
HEAVY = ("xclim", "numba", "cartopy", "matplotlib", "reportlab", "icechunk", "zarr", "pandas", "pyarrow", "xarray")
FIRST_PAGE = """
import sys
from streamlit.testing.v1 import AppTest
app = AppTest.from_file({app!r}, default_timeout=120).run()
assert not app.exception, app.exception
assert app.title[0].value.startswith("What will the climate change")
print("loaded", *sorted(set({heavy!r}) & set(sys.modules)))
"""

COME_AT_ONCE = """
import sys, threading, types
from streamlit import runtime
runtime.exists, runtime.get_instance = (lambda: True), (lambda: types.SimpleNamespace(state=None))
from broker.ui import early
def come():
    early.wait()
    print("all" if all(getattr(sys.modules.get(name), "__name__", "") == name for name in early.NEEDED)
          and hasattr(sys.modules["broker.ui.components.example"], "show_example") else "some")
visitors = [threading.Thread(target=come) for _ in range(2)]
for one in visitors:
    one.start()
for one in visitors:
    one.join()
"""

STARTS_A_PROCESS = """
import multiprocessing
from streamlit.testing.v1 import AppTest
app = AppTest.from_file({app!r}, default_timeout=120).run()
assert not app.exception, app.exception
process = multiprocessing.get_context("spawn").Process(target=print, args=("alive",))
process.start()
process.join(100)
print("ended", process.exitcode)
"""


def test_the_first_page_imports_nothing_heavy(tmp_path):
    assert run(FIRST_PAGE.format(app=str(ROOT / "app.py"), heavy=HEAVY), tmp_path).split()[-1] == "loaded"


def test_who_comes_while_modules_are_imported_waits_for_all_of_them(tmp_path):
    assert run(COME_AT_ONCE, tmp_path).split() == ["all", "all"]


def test_a_process_started_by_a_session_shows_no_page(tmp_path):
    said = run(STARTS_A_PROCESS.format(app=str(ROOT / "app.py")), tmp_path)
    assert said.split() == ["alive", "ended", "0"]


def run(code: str, home: Path) -> str:
    """Run code in a process of its own and return what it prints."""
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env={"BROKER_HOME": str(home), "PATH": "", "HOME": str(home)},
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr[-3000:]
    return ran.stdout


def test_all_that_the_pages_bring_along_is_small():
    names = ("app.css", "icon.png", "wordmark-light.png", "atkinson-hyperlegible-next-latin-wght-normal.woff2")
    assert sum((ASSETS / name).stat().st_size for name in names) < 100_000


def test_the_style_sheet_asks_nobody():
    sheet = (ASSETS / "app.css").read_text(encoding="utf-8")
    addresses = re.findall(r"url\(([^)]*)\)", sheet)
    assert addresses
    assert all(address.startswith('"/component/broker.ui.theme.assets/') for address in addresses)
    assert "@import" not in sheet
    for address in addresses:
        assert (ASSETS / address.strip('"').rpartition("/")[2]).exists()


def test_no_page_uses_what_fetches_from_elsewhere():
    forbidden = re.compile(r"st\.(map|iframe|components\.v1\.iframe)\(|https?://(?!www\.w3\.org/2000/svg)\w")
    for path in sorted((ROOT / "broker" / "ui").rglob("*.py")):
        assert not forbidden.search(path.read_text(encoding="utf-8")), path
