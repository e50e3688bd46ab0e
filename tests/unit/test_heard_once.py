"""What several threads ask at once of the record: nothing older is heard after what came later."""

from __future__ import annotations

import threading
from types import SimpleNamespace

from broker.people.consent import Consents
from broker.service.digests import Digests


def said(number, kind, scopes, dialogue="", named=True):
    data = {"person": "p-amina", "dialogue": dialogue, "scopes": scopes, "named": named}
    return SimpleNamespace(number=number, kind=kind, data=data, person="p-amina", at="2026-03-02T12:00:00+00:00")


def test_who_hears_an_older_word_late_does_not_bring_it_back():
    given = said(1, "ConsentGiven", ["dialogue", "facilitators", "reports", "public"])
    withdrawn = said(2, "ParticipantConsentWithdrawn", ["reports", "public"])
    consents = Consents()
    consents.hear([given, withdrawn])
    consents.hear([given])  # another thread had read it before the second was there
    assert consents.of("p-amina").scopes == ("dialogue", "facilitators")
    assert consents.read_to == 2


def test_nobody_is_told_what_holds_by_joining_while_words_of_all_dialogues_are_heard():
    consents = Consents()
    consents.hear([said(1, "ConsentGiven", [])])
    seen, stop = set(), threading.Event()

    def read():
        while not stop.is_set():
            seen.add(consents.of("p-amina", "d-1").scopes)

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(2, 3000):
        consents.hear([said(number, "ConsentGiven", [])])
    stop.set()
    reader.join()
    assert seen == {()}


def test_consent_is_asked_for_while_no_dialogue_is_counted_by_an_older_one():
    held = []
    log = SimpleNamespace(of_kinds=lambda kinds, after: (), engine=None)
    keys = SimpleNamespace(erased=frozenset)
    digests = Digests(log, keys, lambda: held.append(digests._lock.locked()) or Consents())
    assert list(digests.of([], "reports")) == []
    assert held == [True]
