"""What waits in each dialogue, kept in mind while the program runs, so that nobody waits for all to be read again."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from broker.dialogue import Dialogue
from broker.dialogue.brief import in_brief
from broker.dialogue.waiting import Matters, matters
from broker.log import EventLog
from broker.log.authors import words_of_in
from broker.people.consent import CONSENT_KINDS
from broker.people.keys import Keys

#: Of so many dialogues it is kept; of more it is worked out each time, so that memory stays bounded.
MOST_KEPT = 5000


@dataclass(frozen=True)
class Attended:
    """A dialogue in brief, and what waits in it.

    Attributes
    ----------
    head : str
        Hash of its last event when it was read.
    """

    head: str
    dialogue: Dialogue
    matters: Matters


class Attention:
    """What waits in each dialogue, as far as it was asked.

    It lives in memory only and is never written. A dialogue is read again when it went on. When somebody was erased,
    by whatever process, or says anew how far their words may go, everything that was worked out from their words is
    forgotten before anything is told. What is kept is the same for all who take part in a dialogue, and for all who
    look into it, so that who asked first changes nothing; who may is asked each time, by whoever asks for `heads`.

    Parameters
    ----------
    log : EventLog
    keys : Keys
    read : callable
        Returns a dialogue by its id and the audience that reads it, without what is private in it.
    most : int
        Of how many dialogues it is kept.
    """

    def __init__(self, log: EventLog, keys: Keys, read: Callable[[str, str], Dialogue], most: int = MOST_KEPT) -> None:
        self._log = log
        self._keys = keys
        self._read = read
        self._most = most
        self._kept: dict[tuple[str, str], Attended] = {}
        self._erased: frozenset[str] = frozenset()
        self._heard_to = 0
        self._lock = threading.Lock()

    def of(self, heads: Iterable[tuple[str, str]], entered: Collection[str] = ()) -> Iterator[Attended]:
        """Yield what waits in some dialogues, in their order.

        Parameters
        ----------
        heads : iterable of (str, str)
            Id of each, and the hash of its last event. Whether somebody may read it was asked before.
        entered : collection of str
            Ids of those that they look into and take no part in.
        """
        self.forget_erased()
        for name, head in heads:
            audience = "facilitators" if name in entered else "dialogue"
            kept = self._kept.get((name, audience))
            yield kept if kept is not None and kept.head == head else self._anew(name, head, audience)

    def forget_erased(self) -> None:
        """Forget the dialogues with words of those whose key was deleted, or whose consent changed, since this was
        asked.
        """
        with self._lock:  # nothing is worked out meanwhile: what is kept is never older than what is known of erasures
            said = self._log.of_kinds(CONSENT_KINDS, self._heard_to)
            self._heard_to = max([self._heard_to, *(event.number for event in said)])
            erased = self._keys.erased()
            changed = (erased ^ self._erased) | {str(event.data.get("person", "")) for event in said}
            self._erased = erased
            if changed and self._kept:
                of = words_of_in(self._log.engine, changed)
                self._kept = {key: one for key, one in self._kept.items() if key[0] not in of}

    def _anew(self, name: str, head: str, audience: str) -> Attended:
        with self._lock:
            kept = self._kept.get((name, audience))
            if kept is not None and kept.head == head:
                return kept  # somebody else asked for it at the same moment
            dialogue = self._read(name, audience)
            found = Attended(head, in_brief(dialogue), matters(dialogue))
            self._kept.pop((name, audience), None)
            if len(self._kept) < self._most:
                self._kept[name, audience] = found
            return found
