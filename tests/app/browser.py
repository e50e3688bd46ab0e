"""The real app on a free port, and a real browser that notes whatever goes wrong in it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

ROOT = Path(__file__).parents[2]
#: Quiet: no sandbox in containers, no word with anybody outside.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
#: The client looks for its server below the page's own path first; these answers are its way of finding out.
PROBES = ("/_stcore/health", "/_stcore/host-config")


def chromium() -> str | None:
    """Return the path of a Chromium, or None: ``CHROMIUM`` names one, else it is looked for."""
    named = os.environ.get("CHROMIUM")
    return named or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def screenshots(default: Path) -> Path:
    """Return the folder for screenshots: ``BROKER_SCREENSHOTS``, else the test's own."""
    folder = Path(os.environ.get("BROKER_SCREENSHOTS") or default)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def served(
    home: Path,
    log: Path,
    app: Path = ROOT / "app.py",
    secrets: Callable[[str], str] | None = None,
    port: int = 0,
    **settings: str,
) -> Iterator[str]:
    """Serve the app (or another one) over a store, and return its address; `secrets` takes it, as an operator would."""
    port = port or free_port()
    program = "broker.ui.serving" if app == ROOT / "app.py" else "streamlit"
    command = [sys.executable, "-m", program, "run", str(app), "--server.port", str(port)]
    environment = {**os.environ, "BROKER_HOME": str(home), "PYTHONUNBUFFERED": "1", **settings}
    if secrets is not None:
        file = log.with_name("secrets.toml")
        file.write_text(secrets(f"http://127.0.0.1:{port}"), encoding="utf-8")
        command += ["--secrets.files", str(file)]
    with log.open("w", encoding="utf-8") as out:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT)
        try:
            _wait(f"http://127.0.0.1:{port}", server, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()


def free_port() -> int:
    """Return a port that nobody uses."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def _wait(address: str, server: subprocess.Popen, log: Path, patience_s: float = 120) -> None:
    end = time.monotonic() + patience_s
    while time.monotonic() < end:
        if server.poll() is not None:
            raise RuntimeError(f"the app ended by itself: {log.read_text(encoding='utf-8')[-2000:]}")
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the app did not answer in time")


#: Notes in a page when its script was last asked to run and came to its end, and when anything last moved.
WATCH = """(() => {
  const seen = window.atRest = {asked: 0, ended: 0, moved: 0};
  const has = (bytes, field) => {  // whether a message has a field, and its number where that is one
    for (let at = 0; at < bytes.length;) {
      const number = () => { let n = 0, s = 1, b; do { b = bytes[at++]; n += (b & 127) * s; s *= 128; } while (b > 127);
        return n; };
      const tag = number(), kind = tag & 7, value = kind === 1 || kind === 5 ? 0 : number();
      if (tag >> 3 === field) return {value};
      at += kind === 2 ? value : kind === 1 ? 8 : kind === 5 ? 4 : 0;
    }
    return null; };
  const Socket = window.WebSocket;
  window.WebSocket = class extends Socket {
    constructor(...given) {
      super(...given);
      this.addEventListener('message', ({data}) => {
        seen.moved = performance.now();
        const end = data instanceof ArrayBuffer && has(new Uint8Array(data), FINISHED);
        if (end && end.value !== ONCE_MORE) seen.ended = seen.moved;
      });
    }
    send(data) {
      if (ArrayBuffer.isView(data) && has(data, RERUN)) seen.asked = seen.moved = performance.now();
      super.send(data);
    }
  };
  new MutationObserver(() => { seen.moved = performance.now(); })
    .observe(document, {childList: true, characterData: true, subtree: true});
})()"""
WATCH = (
    WATCH.replace("FINISHED", str(ForwardMsg.SCRIPT_FINISHED_FIELD_NUMBER))
    .replace("ONCE_MORE", str(ForwardMsg.FINISHED_EARLY_FOR_RERUN))
    .replace("RERUN", str(BackMsg.RERUN_SCRIPT_FIELD_NUMBER))
)
#: Whether the script has run since it was last asked to, all that it drew is there, and nothing has moved for a while;
#: where nothing comes any more for long, as after a lost connection, it is not waited for.
STANDS_STILL = """quiet => {
  const seen = window.atRest, app = document.querySelector('[data-testid=stApp]');
  const isAnswered = seen.ended > seen.asked || performance.now() - Math.max(seen.asked, seen.moved) > 20000;
  return isAnswered && performance.now() - seen.moved > quiet && document.querySelector('h1')
    && app.dataset.testScriptState === 'notRunning' && !document.querySelector('[data-testid=stSkeleton]'); }"""
#: What still moves, for whoever has waited in vain.
MOVES = """() => ({...window.atRest, now: performance.now(), skeletons:
  document.querySelectorAll('[data-testid=stSkeleton]').length, ...document.querySelector('.stApp')?.dataset})"""
#: What a press is given to reach the program, and a page to stay as it is, in milliseconds.
QUIET_MS = 200


class Reader:
    """One person at one screen: a page that waits until the app is at rest, and notes what went wrong."""

    def __init__(self, browser, address: str, width: int, pictures: Path, also: tuple[str, ...] = (), **more) -> None:
        self.width, self.address, self.pictures = width, address, pictures
        #: Where another program's pages are shown, which are not ours to judge.
        self.elsewhere = also or ("elsewhere:",)
        self.allowed = (address, address.replace("http", "ws"), "data:", "blob:", *also)
        self.context = browser.new_context(viewport={"width": width, "height": 800}, accept_downloads=True, **more)
        self.context.add_init_script(WATCH)
        self.context.set_default_navigation_timeout(120_000)
        self.page = self.context.new_page()
        self.outside: list[str] = []
        self.errors: list[str] = []
        self.page.on("request", self._request)
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _request(self, request) -> None:
        if self.page.url.startswith(self.elsewhere):
            return
        if not request.url.startswith(self.allowed):
            self.outside.append(request.url)

    def _console(self, message) -> None:
        place = (message.location or {}).get("url", "")
        if self.page.url.startswith(self.elsewhere):
            return
        if message.type == "error" and not place.endswith(PROBES):
            self.errors.append(f"{message.text} ({place})")

    def open(self, path: str = "") -> None:
        self.page.goto(f"{self.address}/{path}")
        self.rest()

    def rest(self) -> None:
        """Wait until the script has run and the page has been drawn."""
        self.page.wait_for_timeout(QUIET_MS)
        try:
            self.page.wait_for_function(STANDS_STILL, arg=QUIET_MS, polling=50, timeout=180_000)
        except Exception as late:
            raise AssertionError(f"the page does not stand still: {self.page.evaluate(MOVES)}") from late

    def press(self, name: str, nth: int = 0) -> None:
        self.page.get_by_role("button", name=name, exact=True).nth(nth).click()
        self.rest()

    def fill(self, label: str, text: str, nth: int = 0) -> None:
        self.page.get_by_label(label, exact=True).nth(nth).fill(text)

    def open_list(self, box) -> None:
        """Open a list, again where a slow page drew it anew meanwhile and it closed."""
        for _ in range(5):
            box.click()
            self.page.wait_for_timeout(QUIET_MS)
            if self.page.get_by_role("option").first.is_visible():
                return
            self.page.keyboard.press("Escape")
            self.rest()

    def sees(self, text: str, patience_s: float = 60) -> None:
        self.page.get_by_text(text).first.wait_for(timeout=patience_s * 1000)

    def words(self) -> str:
        return self.page.inner_text("[data-testid=stMain]")

    def picture(self, name: str) -> Path:
        """Keep a screenshot of the whole page, and see that nothing is wider than the screen."""
        main = "document.querySelector('[data-testid=stMain]')"
        height = self.page.evaluate(f"{main}.scrollHeight")
        self.page.set_viewport_size({"width": self.width, "height": min(max(height, 800), 12_000)})
        self.rest()
        path = self.pictures / f"{name}-{self.width}.png"
        self.page.screenshot(path=path)
        assert self.page.evaluate(f"{main}.scrollWidth <= {main}.clientWidth"), f"{name} is wider than {self.width} px"
        self.page.set_viewport_size({"width": self.width, "height": 800})
        return path

    def download(self, label: str) -> tuple[str, bytes]:
        with self.page.expect_download(timeout=60_000) as started:
            self.page.get_by_role("button", name=label, exact=True).click()
        return started.value.suggested_filename, Path(started.value.path()).read_bytes()

    def close(self) -> None:
        self.context.close()
        assert self.outside == [], "something left this computer"
        assert self.errors == [], "the browser reported errors"
