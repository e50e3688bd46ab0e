"""A dialogue that is kept in mind is told to whoever read it, and no longer than it holds."""

from __future__ import annotations

import pytest

from broker import Broker
from broker.service import readings
from tests.integration.small_world import need, publish

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def store(tmp_path, monkeypatch):
    """Return a store, and count in `folded` how often a dialogue was read."""
    opened, fold = Broker(tmp_path / "home"), readings.fold
    publish(opened, tmp_path)
    opened.folded = []
    monkeypatch.setattr(readings, "fold", lambda events: opened.folded.append(1) or fold(events))
    return opened


def test_a_dialogue_is_read_once_until_it_goes_on(store):
    id = store.open_dialogue(need(), by="Amina").id
    store.folded.clear()
    first = store.dialogue(id, by="Amina")
    assert store.dialogue(id, by="Amina") is first
    assert len(store.folded) <= 1
    elsewhere = Broker(store.home)
    elsewhere.respond(id, by="Ben", text="More of it.")
    assert "More of it." in str(store.dialogue(id, by="Amina"))


def test_each_reads_it_as_they_may(store):
    id = store.open_dialogue(need(), by="Amina", shared_with="private").id
    for _ in range(2):
        assert store.dialogue(id, by="Amina").id == id
        with pytest.raises(ValueError, match=id):
            store.dialogue(id, by="Eve")
    store.contribute(id, "note", by="Amina", text="marker-of-Amina")
    store.share(id, "public", by="Amina", because="Ours.")
    for _ in range(2):
        assert "marker-of-Amina" in str(store.dialogue(id, by="Amina"))
        assert "marker-of-Amina" not in str(store.dialogue(id, by="Eve"))


def test_withdrawn_and_erased_words_are_forgotten_at_once(store):
    id = store.open_dialogue(need(), by="Amina").id
    for who in ("Ben", "Chidi", "Dana"):
        store.respond(id, by=who, text=f"marker-of-{who}")
    assert "marker-of-Ben" in str(store.dialogue(id, by="Amina"))
    elsewhere = Broker(store.home)
    elsewhere.consent([], by="Ben")
    told = str(store.dialogue(id, by="Amina"))
    assert "marker-of-Ben" not in told
    assert "marker-of-Chidi" in told
    ids = {event.by: event.person for event in store.events(id)}
    elsewhere._keys.erase(ids["Chidi"])  # its event may be written a moment earlier or later
    assert "marker-of-Chidi" not in str(store.dialogue(id, by="Amina"))
    store.erase_person(ids["Dana"], by="Dana", because="Asked for.")
    assert not store._readings._kept


def test_few_are_kept(store, monkeypatch):
    monkeypatch.setattr(store._readings, "_most", 2)
    id = store.open_dialogue(need(), by="Amina").id
    for who in ("Amina", "Ben", "Chidi"):
        store.dialogue(id, by=who)
    assert [actor.name for _, _, actor in store._readings._kept] == ["Ben", "Chidi"]
