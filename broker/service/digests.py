"""Dialogues counted, kept in mind while the program runs, so that figures over a thousand of them come at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from broker.facilitation.digest import Digest, digest_of
from broker.log import EventLog
from broker.log.authors import words_of_in
from broker.people.consent import CONSENT_KINDS, Consents
from broker.people.keys import Keys

#: Of so many dialogues and audiences it is kept; of more it is counted each time, so that memory stays bounded.
MOST_KEPT = 5000


@dataclass(frozen=True)
class Kept:
    """A dialogue counted, and the hash of its last event then."""

    head: str
    digest: Digest


class Digests:
    """What was counted in each dialogue for each audience, as far as it was asked.

    It lives in memory only and is never written. A dialogue is counted again when it went on. When somebody was erased,
    or says anew how far their words may go, everything that was counted from their words is forgotten before anything
    is told.

    Parameters
    ----------
    log : EventLog
    keys : Keys
    consents : callable
        Returns how far everybody's words may go at this moment.
    most : int
        Of how many it is kept.
    """

    def __init__(self, log: EventLog, keys: Keys, consents: Callable[[], Consents], most: int = MOST_KEPT) -> None:
        self._log = log
        self._keys = keys
        self._consents = consents
        self._most = most
        self._kept: dict[tuple[str, str], Kept] = {}
        self._erased: frozenset[str] = frozenset()
        self._heard_to = 0
        self._lock = threading.Lock()

    def of(self, heads: Iterable[tuple[str, str]], audience: str) -> Iterator[Digest]:
        """Yield some dialogues counted as an audience may read them, in their order.

        Parameters
        ----------
        heads : iterable of (str, str)
            Id of each, and the hash of its last event. Whether somebody may read it was asked before.
        audience : str
            One of `broker.people.consent.SCOPES`.
        """
        consents = self._forget()
        for name, head in heads:
            kept = self._kept.get((name, audience))
            yield kept.digest if kept is not None and kept.head == head else self._anew(name, head, audience, consents)

    def _forget(self) -> Consents:
        """Forget the dialogues with words of those who were erased, or whose consent changed, since this was asked.

        Return what people agree to now: asked later, it could be older than what another thread counts by.
        """
        with self._lock:  # nothing is counted meanwhile: what is kept is never older than what is known of people
            said = self._log.of_kinds(CONSENT_KINDS, self._heard_to)
            erased = self._keys.erased()
            changed = (erased ^ self._erased) | {str(event.data.get("person", "")) for event in said}
            self._erased = erased
            self._heard_to = max([self._heard_to, *(event.number for event in said)])
            if changed and self._kept:
                of = words_of_in(self._log.engine, changed)
                self._kept = {key: one for key, one in self._kept.items() if key[0] not in of}
            return self._consents()

    def _anew(self, name: str, head: str, audience: str, consents: Consents) -> Digest:
        with self._lock:
            kept = self._kept.get((name, audience))
            if kept is not None and kept.head == head:
                return kept.digest  # somebody else asked for it at the same moment
            digest = digest_of(consents.told(self._log.dialogue(name), audience))
            self._kept.pop((name, audience), None)
            if len(self._kept) < self._most:
                self._kept[name, audience] = Kept(head, digest)
            return digest
