"""What is half written, held for the pages and written to the store behind them: no page waits for the disk."""

from __future__ import annotations

import atexit
import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from broker.errors import StoreUnusable
from broker.ui.components.refusal import REFUSALS

if TYPE_CHECKING:
    from broker.service import Broker

#: How long changes are gathered before they are written, and the longest pause where the store is out of reach.
PAUSE_S, LONGEST_PAUSE_S = 0.4, 30.0
#: How long what was read of the store is believed: another device, or an erasure, may have changed it.
FRESH_S = 60.0
#: How often what has ended is cleared away.
TIDY_EVERY_S = 3600.0
#: How many drafts are held; those go first that nobody touched for the longest time and that are in the store.
MOST = 2000


@dataclass(frozen=True)
class Pen:
    """Who writes: a person's id, or the secret of the browser and the name that is given there (or none)."""

    by: str = ""
    session: str = field(default="", repr=False)

    def proof(self) -> dict[str, str]:
        """Return what the verbs of drafts take for it."""
        return {"by": self.by, "session": self.session}


#: Somebody of whom nothing is known: whoever draws a page in a test.
NOBODY = Pen()


@dataclass
class _Held:
    content: dict[str, Any]
    is_written: bool = True


class Keeper:
    """The drafts of a process: what is put is there at once, and in the store a moment later.

    Parameters
    ----------
    broker : callable
        Returns the broker.
    """

    def __init__(self, broker: Callable[[], Broker]) -> None:
        self._broker = broker
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._held: OrderedDict[tuple[Pen, str], _Held] = OrderedDict()
        self._read: dict[Pen, float] = {}
        self._changed: dict[tuple[Pen, str], None] = {}
        self._thread: threading.Thread | None = None
        self._tidied = float("-inf")

    def get(self, pen: Pen, about: str) -> dict[str, Any]:
        """Return what somebody has half written about something; nothing where there is nothing."""
        if time.monotonic() - self._read.get(pen, float("-inf")) > FRESH_S:
            self._load(pen)
        with self._lock:
            held = self._held.get((pen, about))
            return dict(held.content) if held is not None else {}

    def put(self, pen: Pen, about: str, content: dict[str, Any]) -> None:
        """Keep something half written in place of what was there; nothing forgets it."""
        name = (pen, about)
        with self._lock:
            held = self._held.get(name)
            if held is not None and held.content == content:
                return
            self._hold(name, _Held(content, is_written=False))
            self._changed[name] = None
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._write_on, name="drafts", daemon=True)
                self._thread.start()

    def forget(self, pen: Pen, about: str) -> None:
        """Forget what was sent, or is begun afresh."""
        self.put(pen, about, {})

    def hand_over(self, before: Pen, after: Pen, only: Collection[str] | None = None) -> None:
        """Give what was written in a browser before anybody said who they are to who they are: all, or only some."""
        try:
            self.flush(before)
            self._broker().hand_over_drafts(session=before.session, before=before.by, by=after.by, only=only)
        except REFUSALS as refusal:
            logging.getLogger("broker.ui").log(logging.WARNING, "drafts were not handed over: %s", refusal)
        with self._lock:
            for name in [n for n in self._held if n[0] == before and (only is None or n[1] in only)]:
                held = self._held.pop(name)
                if not held.is_written and held.content:  # the store was out of reach
                    self._hold((after, name[1]), held)
                    self._changed[after, name[1]] = None
            self._read.pop(after, None)

    def flush(self, pen: Pen | None = None) -> None:
        """Write what was put and is not in the store yet: of everybody, or of somebody."""
        with self._lock:
            names = [name for name in self._changed if pen is None or name[0] == pen]
        for name in names:
            with self._writing:  # one at a time, so that nobody waits until all others' is written
                with self._lock:
                    if name not in self._changed:
                        continue  # another thread has just written it
                    del self._changed[name]
                self._write(name)

    def _load(self, pen: Pen) -> None:
        """Read all that somebody has half written; what the store does not have yet stays as it is."""
        try:
            found = self._broker().drafts(**pen.proof())
        except REFUSALS as refusal:
            logging.getLogger("broker.ui").log(logging.WARNING, "drafts were not read: %s", refusal)
            return
        with self._lock:
            for name in [name for name, held in self._held.items() if name[0] == pen and held.is_written]:
                del self._held[name]
            for draft in found:
                if (pen, draft.about) not in self._held:
                    self._hold((pen, draft.about), _Held(draft.content))
            self._read[pen] = time.monotonic()

    def _write(self, name: tuple[Pen, str]) -> None:
        with self._lock:
            held = self._held.get(name)
            if held is None:
                return  # handed over meanwhile
            content = held.content
        pen, about = name
        try:
            if content:
                self._broker().keep_draft(about, content, **pen.proof())
            else:
                self._broker().forget_draft(about, **pen.proof())
        except StoreUnusable:
            with self._lock:
                self._changed.setdefault(name)
            raise
        except REFUSALS as refusal:  # too large, or its writer was erased: it stays in the page that shows it
            logging.getLogger("broker.ui").log(logging.WARNING, "a draft was not kept: %s", refusal)
        with self._lock:
            if held.content is content:
                held.is_written = True

    def _write_on(self) -> None:
        """Write what is put until nothing is left to write."""
        pause = PAUSE_S
        while True:
            time.sleep(pause)
            try:
                self.flush()
                self._tidy()
                pause = PAUSE_S
            except StoreUnusable:
                pause = min(2 * pause, LONGEST_PAUSE_S)
            except Exception:
                logging.getLogger("broker.ui").exception("drafts were not kept")
            with self._lock:
                if not self._changed:
                    self._thread = None
                    return

    def _tidy(self) -> None:
        if time.monotonic() - self._tidied > TIDY_EVERY_S:
            self._tidied = time.monotonic()
            self._broker().tidy_drafts()

    def _hold(self, name: tuple[Pen, str], held: _Held) -> _Held:
        self._held[name] = held
        self._held.move_to_end(name)
        for old in list(self._held)[: max(0, len(self._held) - MOST)]:
            if self._held[old].is_written:
                del self._held[old]
                self._read.pop(old[0], None)
        return held


def begin(broker: Callable[[], Broker]) -> Keeper:
    """Return the keeper of this process, which writes what is left when the program is ended."""
    keeper = Keeper(broker)
    atexit.register(keeper.flush)
    return keeper
