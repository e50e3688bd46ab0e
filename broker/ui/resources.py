"""What all sessions share: one broker, and the drafts that a reload must not lose."""

from __future__ import annotations

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Collection
from concurrent.futures import Future
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import streamlit as st

from broker.drawing import DrawingRoom
from broker.jobs import Stop
from broker.ui import keeping
from broker.ui.keeping import Keeper, Pen

if TYPE_CHECKING:
    from broker.service import Broker
    from broker.ui.session import Draft

#: How many drafts, and how many finished works, are remembered; the oldest go first.
MOST_DRAFTS = 2000
MOST_WORKS = 200


@st.cache_resource(show_spinner=False)
def get_broker() -> Broker:
    """Return the one broker of this process (store: ``BROKER_HOME``)."""
    from broker import Broker

    return Broker(draw=get_drawing_room())


@st.cache_resource(show_spinner=False)
def get_drawing_room() -> DrawingRoom:
    """Return where the files of products are drawn: in a process beside this one."""
    return DrawingRoom()


class Drafts:
    """Needs in the making, by token: what `Keeper` holds of them is read once. Each says who writes it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._drafts: OrderedDict[str, Draft] = OrderedDict()

    def get(self, token: str) -> Draft | None:
        """Return the draft, or None when it is not remembered; whose it is, is for the caller to ask."""
        with self._lock:
            return self._drafts.get(token)

    def drop(self, token: str) -> None:
        """Forget a draft."""
        with self._lock:
            self._drafts.pop(token, None)

    def hand_over(self, before: Pen, after: Pen, only: Collection[str] | None = None) -> None:
        """Give drafts of somebody who had not said who they are to who they are: all, or those kept as `only` says."""
        with self._lock:
            for token, draft in self._drafts.items():
                if draft.pen == before and (only is None or draft.kept_as in only):
                    self._drafts[token] = replace(draft, pen=after)

    def keep(self, draft: Draft) -> None:
        """Remember the draft in place of the one of the same token."""
        with self._lock:
            self._drafts[draft.token] = draft
            self._drafts.move_to_end(draft.token)
            while len(self._drafts) > MOST_DRAFTS:
                self._drafts.popitem(last=False)


@st.cache_resource(show_spinner=False)
def get_drafts() -> Drafts:
    """Return the drafts of this process."""
    return Drafts()


#: Page and address to which the result of a work leads.
Leads = Callable[[Any], tuple[Any, dict[str, str]]]
#: What the result of a work is, in words.
Tells = Callable[[Any], str]


class Work:
    """One long act: it goes on when the page is left, and says how far it is.

    Attributes
    ----------
    name : str
        Short, of the submission key.
    pen : Pen
        Whose it is; nobody's is told of on other pages.
    words : str
        What is done, until the work itself says it.
    shown_on : str
        The page that shows it itself.
    leads_to : callable or None
        Takes the result, returns page and address.
    tells : callable or None
        Takes the result, returns what is said when it is done, in the language of the session.
    is_seen : bool
        Whether whoever wanted it has seen what it came to.
    """

    def __init__(
        self,
        name: str = "",
        pen: Pen = keeping.NOBODY,
        words: str = "",
        shown_on: str = "",
        leads_to: Leads | None = None,
        tells: Tells | None = None,
    ) -> None:
        self.name, self.pen, self.words, self.shown_on, self.leads_to = name, pen, words, shown_on, leads_to
        self.tells = tells
        self.is_seen = False
        self.result: Future[Any] = Future()
        self.stop = Stop()
        self.doing = ""
        self.share = 0.0
        self.begun = time.monotonic()

    def say(self, doing: str, share: float) -> None:
        """Take note of what is being done, and of the share of it that is done (0 to 1)."""
        self.doing, self.share = doing, min(max(float(share), 0.0), 1.0)

    @property
    def left_s(self) -> float | None:
        """About how many seconds are left, by the share that is done; None where it is too early to say."""
        taken = time.monotonic() - self.begun
        return taken * (1 - self.share) / self.share if self.share > 0.05 and taken > 3 else None


class Works:
    """Long acts by submission key: the same key is never begun twice while it is remembered."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._works: OrderedDict[str, Work] = OrderedDict()

    def begin(self, key: str, act: Callable[[Callable[[str, float], None]], Any], **about: Any) -> Work:
        """Begin `act(progress)` in the background, or return the work that has this key already; `about` as `Work`."""
        with self._lock:
            known = self._works.get(key)
            if known is not None and not (known.result.done() and known.result.exception()):
                return known
            work = self._works[key] = Work(hashlib.sha256(key.encode()).hexdigest()[:12], **about)
            self._works.move_to_end(key)
            while len(self._works) > MOST_WORKS:
                self._works.popitem(last=False)
        threading.Thread(target=_carry_out, args=(work, act), name=f"work {key[:8]}", daemon=True).start()
        return work

    def of(self, pen: Pen) -> list[Work]:
        """Return what somebody has not seen yet of their works that lead somewhere, the oldest first."""
        if not self._works:
            return []
        with self._lock:
            return [w for w in self._works.values() if w.pen == pen and w.leads_to is not None and not w.is_seen]

    def known(self, key: str) -> Work | None:
        """Return the work of this key, or None."""
        with self._lock:
            return self._works.get(key)


def _carry_out(work: Work, act: Callable[[Callable[[str, float], None]], Any]) -> None:
    try:
        work.result.set_result(act(work.stop.watching(work.say)))
    except BaseException as err:
        work.result.set_exception(err)


@st.cache_resource(show_spinner=False)
def get_works() -> Works:
    """Return the long acts of this process."""
    return Works()


@st.cache_resource(show_spinner=False)
def get_keeper() -> Keeper:
    """Return what holds all that is half written in this process, and has it written to the store."""
    return keeping.begin(get_broker)
