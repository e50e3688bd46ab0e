"""Dialogues as people read them last, kept in mind for a while: a page that is drawn again reads nothing again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable

from broker.access import Actor
from broker.dialogue import Dialogue, fold
from broker.dialogue.notes import without_notes
from broker.log import EventLog
from broker.log.authors import row_of
from broker.people.consent import Consents
from broker.people.keys import Keys
from broker.service.accompanying import accompanies

#: So many are kept; those go first that nobody read for the longest time.
MOST_KEPT = 64


class Readings:
    """Dialogues, each as one person reads it; it lives in memory only, and nobody is told what another one read.

    A dialogue is read again when it went on. When somebody was erased, by whatever process, or says anew how far their
    words may go, all is forgotten before anything is told.

    Parameters
    ----------
    log : EventLog
    keys : Keys
    consents : callable
        Returns the consent of everybody at this moment.
    most : int
        How many are kept.
    """

    def __init__(self, log: EventLog, keys: Keys, consents: Callable[[], Consents], most: int = MOST_KEPT) -> None:
        self._log = log
        self._keys = keys
        self._consents = consents
        self._most = most
        self._lock = threading.Lock()
        self._holds: tuple[int, frozenset[str]] = (0, frozenset())
        self._kept: OrderedDict[tuple[str, str, Actor], tuple[str, Dialogue]] = OrderedDict()

    def of(self, dialogue_id: str, audience: str, actor: Actor) -> Dialogue:
        """Return a dialogue as somebody may read it who was let in already.

        Parameters
        ----------
        audience : str
            As which they read it at this moment; see `broker.people.consent`.
        """
        # What is asked first is never newer than what is read after it.
        consents = self._consents()
        holds = (consents.read_to, self._keys.erased())
        row = row_of(self._log.engine, dialogue_id)
        head = row.head if row is not None else ""
        name = (dialogue_id, audience, actor)
        with self._lock:
            if self._holds != holds:
                self._kept.clear()
                self._holds = holds
            kept = self._kept.get(name)
            if kept is not None and kept[0] == head:
                self._kept.move_to_end(name)
                return kept[1]
        dialogue = fold(consents.told(self._log.dialogue(dialogue_id), audience, actor.id))
        dialogue = without_notes(dialogue, actor.known_as, accompanies=accompanies(dialogue, actor))
        with self._lock:
            if self._holds == holds:
                self._kept[name] = (head, dialogue)
                self._kept.move_to_end(name)
                while len(self._kept) > self._most:
                    self._kept.popitem(last=False)
        return dialogue

    def forget(self) -> None:
        """Forget all that is kept."""
        with self._lock:
            self._kept.clear()
